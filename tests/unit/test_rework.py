from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from word_tables import LENGTHS, WORDS

from flows.cache import Artifact, Cache
from flows.patches import Target, rows_of_documents, scan, write_version
from flows.rework import find_older
from flows.shards import TOGETHER_DOCUMENTS, Call, Step, keep_frame, run_call, run_calls
from flows.steps.partition import Partition
from flows.tables import WORK_FORM
from schemas.fields import TEXT, Field, Table

NOTES = Table("notes", "note", (Field("note", TEXT, "Note."),), ("note",), ("note",))
PAGES = {f"{page * 4:02x}": "mưa" for page in range(64)}  # eight of them in each eighth of the ids


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
    assert (read(made), pages) == ({page: "mưa" for page in PAGES if "80" < page <= "c0"}, [])


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


def patched_pages(cache: Cache, page: str = "20", word: str = "gió") -> Artifact:
    """Return pages of which one was changed, or added, by a patch."""
    frame = pl.DataFrame(sorted(PAGES.items()), WORDS.to_polars(), orient="row")
    over = keep_frame("words", frame, WORDS, cache)
    changed = pl.DataFrame([(page, word)], WORDS.to_polars(), orient="row")
    target = Target(Path(cache.folder) / "words" / "other.parquet", WORDS, WORK_FORM)
    return write_version(target, over, frame.filter(pl.col("document_id") == page), {page}, changed)


@pytest.mark.parametrize(("page", "word", "expected"), [("20", "gió", {"20"}), ("21", "bão", set())])
def test_only_pages_that_were_there_are_looked_for_in_the_older_result(
    cache: Cache, monkeypatch: pytest.MonkeyPatch, page: str, word: str, expected: set[str]
) -> None:
    run(cache, PAGES)
    looked_for: list[set[str]] = []

    def look(artifacts: Sequence[Artifact], table: Table, document_ids: set[str]) -> pl.DataFrame:
        looked_for.append(document_ids)
        return rows_of_documents(artifacts, table, document_ids)

    monkeypatch.setattr("flows.rework.rows_of_documents", look)
    step = Step(Counted([]), (WORDS,), LENGTHS, is_per_document=True, label="measure_words")
    inputs = ((patched_pages(cache, page, word),),)
    made = run_call(Call(step, "code", inputs, {}, Partition(0, 1)), cache)
    assert read(made) == PAGES | {page: word}
    assert looked_for == [expected]


def test_a_call_is_mostly_known_where_its_result_or_that_of_patched_inputs_was_kept(cache: Cache) -> None:
    run(cache, PAGES)
    step = Step(Counted([]), (WORDS,), LENGTHS, is_per_document=True, label="measure_words")
    names = cache.names("measure_words")
    call = Call(step, "code", ((patched_pages(cache),),), {}, Partition(0, 1))
    assert call.is_mostly_known(names)
    other = keep_frame("words", pl.DataFrame([("ff", "bão")], WORDS.to_polars(), orient="row"), WORDS, cache)
    assert not call._replace(inputs=((other,),)).is_mostly_known(names)
    same = keep_frame("words", pl.DataFrame(sorted(PAGES.items()), WORDS.to_polars(), orient="row"), WORDS, cache)
    assert call._replace(inputs=((same,),)).is_mostly_known(names)
    assert not call._replace(code="other code").is_mostly_known(names)
    assert not call._replace(documents=Partition(0, 2)).is_mostly_known(names)
    assert not call._replace(documents=None).is_mostly_known(names)


def halves_of(cache: Cache, step: Step, pages: dict[str, str]) -> list[Call]:
    """Return the step's calls on both halves of the pages."""
    calls = []
    for part in (Partition(0, 2), Partition(1, 2)):
        rows = sorted(row for row in pages.items() if part.contains(row[0]))
        given = keep_frame("words", pl.DataFrame(rows, WORDS.to_polars(), orient="row"), WORDS, cache)
        calls.append(Call(step, "code", ((given,),), {}, part))
    return calls


@pytest.fixture
def asked() -> list[list[str]]:
    """The pages of each time that `counting_step` was asked."""
    return []


@pytest.fixture
def counting_step(asked: list[list[str]]) -> Step:
    def measure(given: pl.DataFrame) -> pl.DataFrame:
        asked.append(given["document_id"].to_list())
        return Counted([])(given)

    return Step(measure, (WORDS,), LENGTHS, is_per_document=True, label="measure_words")


def test_what_changed_in_several_shards_is_worked_on_at_once_and_gives_each_its_own(
    cache: Cache, asked: list[list[str]], counting_step: Step
) -> None:
    run_calls(halves_of(cache, counting_step, PAGES), cache)
    asked.clear()
    changed = PAGES | {"20": "gió", "21": "bão", "a0": "nắng"}
    del changed["b0"]
    calls = halves_of(cache, counting_step, changed)
    made = run_calls(calls, cache)
    assert asked == [["20", "21", "a0"]]
    assert [read(each) for each in made] == [
        {page: word for page, word in changed.items() if Partition(half, 2).contains(page)} for half in (0, 1)
    ]
    assert [cache.find("measure_words", call.key()) for call in calls] == made
    assert run_calls(calls, cache) == made
    assert len(asked) == 1


def test_a_page_that_fails_among_changed_pages_of_several_shards_fails_alone_in_its_own(
    cache: Cache, counting_step: Step
) -> None:
    run_calls(halves_of(cache, counting_step, PAGES), cache)
    low, high = run_calls(halves_of(cache, counting_step, PAGES | {"20": "gió", "a0": "bad", "b0": "bão"}), cache)
    assert (low.failed_documents, high.failed_documents) == ((), (("a0", "ValueError: bad word"),))
    assert (read(low)["20"], read(high)["b0"], "a0" in read(high)) == ("gió", "bão", False)


def test_changed_shards_are_worked_on_at_once_up_to_a_number_of_pages_and_new_ones_alone(
    cache: Cache, asked: list[list[str]], counting_step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    low, high = halves_of(cache, counting_step, PAGES)
    run_calls([low], cache)
    asked.clear()
    run_calls([low, high], cache)
    assert asked == [[page for page in sorted(PAGES) if Partition(1, 2).contains(page)]]
    asked.clear()
    assert TOGETHER_DOCUMENTS > 100
    monkeypatch.setattr("flows.shards.TOGETHER_DOCUMENTS", 1)
    run_calls(halves_of(cache, counting_step, PAGES | {"20": "gió", "a0": "bão"}), cache)
    assert asked == [["20"], ["a0"]]


def test_shards_that_a_step_reads_other_things_for_are_worked_on_each_alone(
    cache: Cache, asked: list[list[str]], counting_step: Step
) -> None:
    def noted(given: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
        return counting_step.function(given)

    step = Step(noted, (WORDS, NOTES), LENGTHS, is_per_document=True, label="measure_words")
    notes = [keep_frame("notes", pl.DataFrame({"note": [name]}), NOTES, cache) for name in ("một", "hai")]
    for pages in (PAGES, PAGES | {"20": "gió", "a0": "bão"}):
        asked.clear()
        calls = halves_of(cache, step, pages)
        pairs = zip(calls, notes, strict=True)
        run_calls([call._replace(inputs=(*call.inputs, (note,))) for call, note in pairs], cache)
    assert asked == [["20"], ["a0"]]
