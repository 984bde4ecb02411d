from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from flows.cache import Artifact
from flows.patches import (
    Target,
    added_documents,
    changed_documents,
    differing,
    replaced,
    rows_of,
    rows_of_documents,
    scan,
    scan_documents,
    write_version,
)
from flows.steps.partition import Partition
from flows.steps.text_hash import text_hash
from flows.tables import WORK_FORM
from schemas.fields import COUNT, TEXT, TEXTS, Field, Table

WORDS = Table(
    "words",
    "word of a page",
    (
        Field("document_id", TEXT, "Page."),
        Field("word", TEXT, "Word."),
        Field("tags", TEXTS, "Tags.", is_required=False),
    ),
    ("document_id", "word"),
    ("document_id", "word"),
)
BY_WORD = Table("by_word", "word of a page", WORDS.fields, ("word", "document_id"), ("word", "document_id"))
KEYED = Table(
    "keyed",
    "number of a page",
    (
        Field("number", COUNT, "Number."),
        Field("document_key", pl.DataFrame({"k": [0]}, {"k": pl.UInt64}).to_arrow().schema.field(0).type, "Page."),
    ),
    ("number", "document_key"),
    ("number", "document_key"),
)
EVERYWHERE = Partition(0, 1)
Rows = Sequence[tuple[str, str]]


def words(rows: Rows, table: Table = WORDS) -> pl.DataFrame:
    return pl.DataFrame([(*row, [row[1]]) for row in rows], table.to_polars(), orient="row").sort(table.sort_key)


def target(folder: Path, name: str, table: Table = WORDS) -> Target:
    return Target(folder / f"{name}.parquet", table, WORK_FORM)


@pytest.fixture
def older(tmp_path: Path) -> Artifact:
    """Fifty pages of one word."""
    return target(tmp_path, "older").write(words([(f"{page:02}", "mưa") for page in range(50)]))


def read(artifact: Artifact, table: Table = WORDS) -> list[tuple[str, str]]:
    return scan([artifact], table).select("document_id", "word").collect().rows()


def changed_version(
    folder: Path, over: Artifact, changed: set[str], rows: Rows, name: str = "new", table: Table = WORDS
) -> Artifact:
    before = rows_of_documents([over], table, changed)
    return write_version(target(folder, name, table), over, before, changed, words(rows, table))


def test_a_version_has_the_new_rows_in_their_places_and_counts_them(tmp_path: Path, older: Artifact) -> None:
    new = changed_version(tmp_path, older, {"03", "05", "07a"}, [("03", "gió"), ("03", "nắng"), ("07a", "bão")])
    expected = [(f"{page:02}", "mưa") for page in range(50) if page not in (3, 5)]
    expected = sorted([*expected, ("03", "gió"), ("03", "nắng"), ("07a", "bão")])
    assert read(new) == expected
    assert new.patch is not None
    assert (new.row_count, new.patch.row_count, new.patch.hidden_row_count) == (51, 3, 2)
    assert (new.path, new.patch.older_sha256) == (older.path, older.sha256)
    assert replaced(new) == {"03", "05", "07a"}


def test_the_next_version_lies_over_the_same_file(tmp_path: Path, older: Artifact) -> None:
    first = changed_version(tmp_path, older, {"03", "07a"}, [("03", "gió"), ("07a", "bão")])
    second = changed_version(tmp_path, first, {"03", "04"}, [("04", "nắng")], "second")
    assert second.patch is not None
    assert second.path == older.path
    assert read(second) == sorted(
        [*((f"{page:02}", "mưa") for page in range(50) if page not in (3, 4)), ("04", "nắng"), ("07a", "bão")]
    )
    assert (second.row_count, second.patch.row_count, second.patch.hidden_row_count) == (50, 2, 2)


def test_a_version_that_grew_too_large_is_written_whole_like_one_from_nothing(
    tmp_path: Path, older: Artifact
) -> None:
    first = changed_version(tmp_path, older, {"03"}, [("03", "gió")])
    changed = {f"{page:02}" for page in range(10, 14)}
    second = changed_version(tmp_path, first, changed, [], "second")
    alone = target(tmp_path, "alone").write(words(read(second)))
    assert (second.patch, second.sha256, second.row_count) == (None, alone.sha256, 46)


def test_rows_that_are_not_sorted_by_page_come_in_their_own_order(tmp_path: Path) -> None:
    rows = [(f"{page:02}", f"mưa{page % 3}") for page in range(20)]
    older = target(tmp_path, "older", BY_WORD).write(words(rows, BY_WORD))
    new = changed_version(tmp_path, older, {"03"}, [("03", "mưa1")], table=BY_WORD)
    assert new.patch is not None
    changed = [row for row in rows if row[0] != "03"] + [("03", "mưa1")]
    assert read(new, BY_WORD) == words(changed, BY_WORD).select("document_id", "word").rows()


def test_pages_can_be_known_by_a_hash(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        [(number, text_hash(page)) for number, page in enumerate("abcdefghij")], KEYED.to_polars(), orient="row"
    )
    older = target(tmp_path, "older", KEYED).write(rows)
    new = write_version(target(tmp_path, "new", KEYED), older, rows[2:3], {"c"}, rows.clear())
    assert new.patch is not None
    assert scan([new], KEYED).collect().equals(rows.filter(pl.col("number") != 2))
    assert rows.filter(rows_of({"a", "b"}, KEYED))["number"].to_list() == [0, 1]
    assert differing(rows, rows.head(8)) == {text_hash("i"), text_hash("j")}


def test_the_next_version_tells_which_pages_the_one_before_has_no_rows_of(tmp_path: Path, older: Artifact) -> None:
    first = changed_version(tmp_path, older, {"03", "07a", "08"}, [("03", "gió"), ("07a", "bão")])
    second = changed_version(tmp_path, first, {"07a", "08"}, [("08", "nắng")], "second")
    assert added_documents([older], [first]) == {"07a"}
    assert added_documents([first], [second]) == {"08"}
    assert added_documents([older], [second]) == added_documents([older, first], [second]) == set()
    rows = pl.DataFrame([(n, text_hash("ab"[n // 5])) for n in range(10)], KEYED.to_polars(), orient="row")
    keyed = target(tmp_path, "keyed", KEYED).write(rows)
    more = pl.DataFrame([(10, text_hash("c"))], KEYED.to_polars(), orient="row")
    both = target(tmp_path, "both", KEYED)
    new = write_version(both, keyed, rows[:0], {"c"}, more)
    assert added_documents([keyed], [new]) == {"c"}


def test_rows_of_some_pages_come_from_file_and_patch(tmp_path: Path, older: Artifact) -> None:
    new = changed_version(tmp_path, older, {"03", "05", "99"}, [("03", "gió"), ("99", "bão")])
    wanted = {"02", "03", "05", "99", "no"}
    found = rows_of_documents([new], WORDS, wanted)
    assert found.select("document_id", "word").rows() == [("02", "mưa"), ("03", "gió"), ("99", "bão")]
    assert scan_documents([new], WORDS, wanted).collect().equals(found)
    for find in (rows_of_documents, scan_documents):
        assert find([new], WORDS, set()).lazy().collect().equals(WORDS.empty())


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ([("a", "gió"), ("a", "mưa"), ("b", "mưa")], set()),
        ([("a", "gió"), ("b", "mưa")], {"a"}),
        ([("a", "gió"), ("a", "mưa"), ("b", "nắng")], {"b"}),
        ([("a", "gió"), ("a", "mưa"), ("b", "mưa"), ("c", "mưa")], {"c"}),
        ([], {"a", "b"}),
    ],
)
def test_pages_with_other_rows_differ(other: Rows, expected: set[str]) -> None:
    one = words([("a", "gió"), ("a", "mưa"), ("b", "mưa")])
    assert differing(one, words(other)) == expected
    assert differing(words(other), one) == expected


def test_nulls_and_lists_are_compared_by_value() -> None:
    one = words([("a", "gió"), ("b", "gió"), ("c", "gió")])
    other = one.with_columns(
        pl.when(pl.col("document_id") == "a")
        .then(pl.col("tags"))
        .when(pl.col("document_id") == "b")
        .then(pl.lit(["x"]))
    )
    assert differing(one, other) == {"b", "c"}
    assert differing(other, other) == set()


def test_versions_on_one_file_are_told_apart_by_their_patches(tmp_path: Path, older: Artifact) -> None:
    first = changed_version(tmp_path, older, {"03", "05"}, [("03", "gió"), ("05", "gió")])
    second = changed_version(tmp_path, first, {"05", "99"}, [("05", "nắng")], "second")
    Path(older.path).unlink()  # which is not read for that
    assert changed_documents([older], [first], WORDS, EVERYWHERE) == {"03", "05"}
    assert changed_documents([first], [second], WORDS, EVERYWHERE) == {"05", "99"}
    assert changed_documents([older], [second], WORDS, EVERYWHERE) == {"03", "05", "99"}
    assert changed_documents([second], [older], WORDS, EVERYWHERE) == {"03", "05", "99"}
    assert changed_documents([second], [second], WORDS, EVERYWHERE) == set()


def test_the_next_version_tells_in_which_pages_it_differs(tmp_path: Path, older: Artifact) -> None:
    first = changed_version(tmp_path, older, {"03", "05"}, [("03", "gió"), ("05", "gió")])
    second = changed_version(tmp_path, first, {"05", "99"}, [("05", "nắng")], "second")
    assert first.patch is not None
    Path(first.patch.path).unlink()  # which is not read for that
    assert changed_documents([first], [second], WORDS, EVERYWHERE) == {"05", "99"}


def test_versions_in_other_files_are_told_apart_by_their_rows_in_the_range(tmp_path: Path, older: Artifact) -> None:
    rows = [(page, "mưa" if page != "17" else "gió") for page, _ in read(older)]
    halves = [target(tmp_path, f"half{part}").write(words(rows[part::2])) for part in (0, 1)]
    whole = [target(tmp_path, "sorted").write(words(sorted(rows)))]
    assert changed_documents([older], whole, WORDS, EVERYWHERE) == {"17"}
    assert changed_documents([older], whole, WORDS, Partition(1, 2)) == set()
    assert changed_documents([*halves, older], [*halves, *whole], WORDS, EVERYWHERE) == {"17"}
