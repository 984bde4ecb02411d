import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.gather_pages import gather_failures, gather_pages, gather_sightings
from flows.steps.partition import Partition
from schemas.stages import FAILURES, RECORDS, SOURCE_FILES

URLS = st.sampled_from((None, "https://www.bao.example/a", "https://tin.example/b"))
RECORD = st.fixed_dictionaries(
    {
        "source_sha256": st.sampled_from(("s1", "s2", "s3")),
        "record_offset": st.one_of(st.none(), st.integers(0, 5)),
        "document_id": st.one_of(st.none(), st.sampled_from(("1a", "9b", "c3"))),
        "url": URLS,
        "metadata": st.sampled_from(("{}", '{"a":1}')),
    }
)
# An offset in a file is one record.
ROWS = st.lists(RECORD, max_size=8, unique_by=lambda row: (row["source_sha256"], row["record_offset"]))
PATHS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(("s1", "s2", "s3"))),
    max_size=6,
    unique_by=lambda row: row[0],
)


def tables(rows: list[dict[str, object]], paths: list[tuple[str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    page = {"media_type": "text/plain", "encoding": "utf-8", "removed_character_count": 0, "text": "Mưa."}
    failure = {"failure_reason": "no_text"}
    records = [row | (page if row["document_id"] else failure) for row in rows]
    files = [(path, digest, 1) for path, digest in paths]
    return (
        pl.DataFrame(records, RECORDS.to_polars()),
        pl.DataFrame(files, SOURCE_FILES.to_polars(), orient="row"),
    )


@settings(max_examples=80, deadline=None)
@given(ROWS, PATHS)
def test_a_page_is_that_of_the_smallest_path_and_offset_whatever_the_order(
    rows: list[dict[str, object]], paths: list[tuple[str, str]]
) -> None:
    records, files = tables(rows, paths)
    copies = records.clone(), files.clone()
    found = gather_pages(records.lazy(), files.lazy(), Partition(0, 1))
    assert records.equals(copies[0])
    assert files.equals(copies[1])
    assert gather_pages(records.reverse().lazy(), files.reverse().lazy(), Partition(0, 1)).equals(found)
    expected = {}
    for _, digest in sorted(paths):
        mine = [row for row in rows if row["document_id"] and row["source_sha256"] == digest]
        for row in sorted(mine, key=lambda row: -1 if row["record_offset"] is None else row["record_offset"]):
            page = expected.setdefault(row["document_id"], {"url": None, "metadata": row["metadata"]})
            page["url"] = page["url"] or row["url"]
    told = {
        page: {"url": url, "metadata": metadata}
        for page, url, metadata in found.select("document_id", "url", "metadata").iter_rows()
    }
    assert told == expected


@settings(max_examples=40, deadline=None)
@given(ROWS, PATHS)
def test_every_record_of_a_file_with_a_path_is_a_sighting_or_a_failure(
    rows: list[dict[str, object]], paths: list[tuple[str, str]]
) -> None:
    records, files = tables(rows, paths)
    # Every second record that failed is a revisit of the first page.
    failed = records.filter(pl.col("document_id").is_null(), pl.col("record_offset").is_not_null())[::2]
    revisits = failed.select("source_sha256", "record_offset", pl.lit("1a").alias("document_id")).lazy()
    sightings = gather_sightings(records.lazy(), files.lazy(), revisits)
    failures = gather_failures(records.lazy(), files.lazy(), revisits, FAILURES.empty().lazy())
    met = [(path, row["record_offset"]) for path, digest in paths for row in rows if row["source_sha256"] == digest]
    key = ["source_path", "record_offset"]
    assert sorted(map(repr, sightings.select(key).rows() + failures.select(key).rows())) == sorted(map(repr, met))
    assert gather_sightings(records.reverse().lazy(), files.reverse().lazy(), revisits).equals(sightings)
