from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from word_tables import LENGTHS, WORDS

from flows.cache import Artifact, Cache
from flows.patches import scan
from flows.rework import find_older
from flows.shards import Call, Step, keep_frame, run_call
from flows.steps.partition import Partition

PAGES = {f"{page * 16:02x}": "mưa" for page in range(16)}  # two of them in each eighth of the ids


@dataclass
class Counted:
    """A step that fails on the word "bad" and knows on which pages it was run."""

    pages: list[str]

    def __call__(self, given: pl.DataFrame) -> pl.DataFrame:
        if "bad" in given["word"]:
            raise ValueError("bad word")
        self.pages += given["document_id"].to_list()
        return given.with_columns(pl.col("word").str.len_chars().cast(pl.Int64).alias("length"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "work"))


def run(
    cache: Cache, pages: dict[str, str], documents: Partition | None = None, code: str = "code"
) -> tuple[Artifact, list[str]]:
    """Run the step on a range of the pages; gives its result and the pages that the step was run on."""
    documents = documents or Partition(0, 1)
    rows = sorted(row for row in pages.items() if documents.contains(row[0]))
    frame = pl.DataFrame(rows, WORDS.to_polars(), orient="row")
    counted = Counted([])
    step = Step(counted, (WORDS,), LENGTHS, is_per_document=True, label="measure_words")
    made = run_call(Call(step, code, ((keep_frame("words", frame, WORDS, cache),),), {}, documents), cache)
    assert made.row_count == scan([made], LENGTHS).collect().height
    return made, counted.pages


def read(artifact: Artifact) -> dict[str, str]:
    return dict(scan([artifact], LENGTHS).select("document_id", "word").collect().rows())


def test_a_step_runs_on_the_pages_that_changed_or_are_new(cache: Cache) -> None:
    run(cache, PAGES)
    changed = PAGES | {"20": "gió", "21": "bão"}
    del changed["30"]
    made, pages = run(cache, changed)
    assert pages == ["20", "21"]
    assert read(made) == changed
    assert made.patch is not None


def test_the_same_rows_are_the_same_result_whatever_the_input(cache: Cache) -> None:
    old, _ = run(cache, PAGES)
    frame = pl.DataFrame(sorted(PAGES.items()), WORDS.to_polars(), orient="row")
    step = Step(Counted([]), (WORDS,), LENGTHS, is_per_document=True, label="measure_words")
    halves = tuple(keep_frame("words", half, WORDS, cache) for half in (frame[:5], frame[5:]))
    assert run_call(Call(step, "code", (halves,), {}, Partition(0, 1)), cache) == old


def test_a_page_whose_rows_come_out_as_before_is_no_change(cache: Cache) -> None:
    def lengths(given: pl.DataFrame) -> pl.DataFrame:
        return given.select("document_id", pl.lit("").alias("word"), pl.lit(3, pl.Int64).alias("length"))

    step = Step(lengths, (WORDS,), LENGTHS, is_per_document=True, label="measure_words")
    made = []
    for pages in (PAGES, PAGES | {"20": "gió"}):
        frame = pl.DataFrame(sorted(pages.items()), WORDS.to_polars(), orient="row")
        inputs = ((keep_frame("words", frame, WORDS, cache),),)
        made.append(run_call(Call(step, "code", inputs, {}, Partition(0, 1)), cache))
    assert made[0] == made[1]


def test_pages_that_failed_are_carried_over_until_they_change(cache: Cache) -> None:
    run(cache, PAGES | {"20": "bad", "30": "bad"})
    made, _ = run(cache, PAGES | {"20": "bad", "30": "nắng", "40": "bad"})
    assert made.failed_documents == (("20", "ValueError: bad word"), ("40", "ValueError: bad word"))
    assert read(made) == {page: word for page, word in (PAGES | {"30": "nắng"}).items() if page not in ("20", "40")}
    healed, pages = run(cache, PAGES)
    assert (healed.failed_documents, read(healed)) == ((), PAGES)
    assert pages == ["20", "30", "40"]


def test_a_page_that_comes_back_is_as_it_was(cache: Cache) -> None:
    first, _ = run(cache, PAGES)
    without = {page: word for page, word in PAGES.items() if page != "20"}
    run(cache, without)
    again, pages = run(cache, PAGES)
    assert (again, pages) == (first, [])


def test_other_code_or_parameters_start_from_nothing(cache: Cache) -> None:
    run(cache, PAGES)
    assert run(cache, PAGES, code="other")[1] == sorted(PAGES)


def test_twice_as_many_shards_take_their_pages_from_the_old_ones(cache: Cache) -> None:
    run(cache, PAGES | {"90": "bad"})
    grown = PAGES | {"21": "bão", "90": "bad", "91": "bad"}
    halves = [run(cache, grown, Partition(part, 2)) for part in (0, 1)]
    assert [pages for _, pages in halves] == [["21"], []]
    assert read(halves[0][0]) | read(halves[1][0]) == {page: word for page, word in grown.items() if word != "bad"}
    assert [made.failed_documents for made, _ in halves] == [
        (),
        (("90", "ValueError: bad word"), ("91", "ValueError: bad word")),
    ]


def test_shards_four_times_as_fine_are_found_in_the_first_one(cache: Cache) -> None:
    run(cache, PAGES)
    made, pages = run(cache, PAGES, Partition(2, 4))
    assert (read(made), pages) == (dict.fromkeys(("90", "a0", "b0", "c0"), "mưa"), [])


def test_half_as_many_shards_are_put_together(cache: Cache) -> None:
    for part in (0, 1):
        run(cache, PAGES | {"90": "bad"}, Partition(part, 2))
    made, pages = run(cache, PAGES | {"20": "gió", "90": "bad"})
    assert pages == ["20"]
    assert read(made) == {page: word for page, word in (PAGES | {"20": "gió"}).items() if page != "90"}
    assert made.failed_documents == (("90", "ValueError: bad word"),)
    fresh, _ = run(Cache(f"{cache.folder}/fresh"), PAGES | {"20": "gió", "90": "bad"})
    assert made.sha256 == fresh.sha256


def test_a_half_alone_is_not_enough(cache: Cache) -> None:
    run(cache, PAGES, Partition(1, 2))
    assert find_older(cache, "measure_words", "any", Partition(0, 1)) is None
    assert run(cache, PAGES)[1] == sorted(PAGES)


def test_without_the_files_of_the_last_result_everything_is_made_again(cache: Cache) -> None:
    made, _ = run(cache, PAGES)
    Path(made.path).unlink()
    again, pages = run(cache, PAGES | {"20": "gió"})
    assert (read(again), pages) == (PAGES | {"20": "gió"}, sorted(PAGES))


def test_without_what_the_last_result_was_made_from_everything_is_made_again(cache: Cache) -> None:
    run(cache, PAGES)
    for path in (Path(cache.folder) / "words").iterdir():
        path.unlink()
    made, pages = run(cache, PAGES | {"20": "gió"})
    assert (read(made), pages) == (PAGES | {"20": "gió"}, sorted(PAGES))


def test_a_call_is_mostly_known_where_its_result_or_an_older_one_of_the_range_was_kept(cache: Cache) -> None:
    run(cache, PAGES)
    step = Step(Counted([]), (WORDS,), LENGTHS, is_per_document=True, label="measure_words")
    other = keep_frame("words", pl.DataFrame([("ff", "bão")], WORDS.to_polars(), orient="row"), WORDS, cache)
    names = cache.names("measure_words")
    call = Call(step, "code", ((other,),), {}, Partition(0, 1))
    assert call.is_mostly_known(names)
    assert not call._replace(code="other code").is_mostly_known(names)
    assert not call._replace(documents=Partition(0, 2)).is_mostly_known(names)
    assert not call._replace(documents=None).is_mostly_known(names)
