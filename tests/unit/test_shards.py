import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from word_tables import LENGTHS, WORDS

from flows import shards
from flows.cache import Artifact, Cache, CodeDigests
from flows.shards import (
    ERROR_LENGTH,
    Call,
    ReadBatch,
    Step,
    apply_by_halves,
    keep_frame,
    plain,
    read_batch,
    run_call,
    sorted_runs,
)
from flows.sources.inventory import SourceFile, list_sources
from flows.sources.read_limits import ReadLimits
from flows.steps.partition import Partition
from flows.tables import RELEASE_FORM, SchemaMismatchError, read_table
from schemas.stages import RECORDS


def words(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, WORDS.to_polars(), orient="row")


def measure_words(given: pl.DataFrame, more: int = 0) -> pl.DataFrame:
    """Return the words with their lengths; a word that is "bad" is an error, as a step may meet one."""
    if "bad" in given["word"]:
        raise ValueError("bad word in page " + given.filter(pl.col("word") == "bad")["document_id"][0])
    return given.with_columns((pl.col("word").str.len_chars() + more).cast(pl.Int64).alias("length"))


@dataclass
class Counted:
    """A step that knows how often it was called and with how many rows each time."""

    sizes: list[int]

    def __call__(self, given: pl.DataFrame, more: int = 0) -> pl.DataFrame:
        self.sizes.append(given.height)
        return measure_words(given, more)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "work"))


def call(cache: Cache, frame: pl.DataFrame, code: str = "code", **parameters: object) -> tuple[Call, Counted]:
    counted = Counted([])
    step = Step(counted, (WORDS,), LENGTHS, parameters=parameters, is_per_document=True, label="measure_words")
    return Call(step, code, ((keep_frame("words", frame, WORDS, cache),),), {}), counted


def test_a_step_has_the_name_of_its_function_or_its_label() -> None:
    assert Step(measure_words, (), LENGTHS).name == "measure_words"
    assert Step(measure_words, (), LENGTHS, label="validate_words").name == "validate_words"


def test_the_code_of_a_step_follows_from_its_name_target_groups_and_source() -> None:
    digests = CodeDigests()
    step = Step(measure_words, (WORDS,), LENGTHS)
    codes = {
        step.code(digests),
        replace(step, label="other").code(digests),
        replace(step, target=WORDS).code(digests),
        replace(step, form=RELEASE_FORM).code(digests),
        replace(step, function=shards.plain).code(digests),
    }
    assert len(codes) == 5
    assert replace(step, function=partial(measure_words, more=1), label="measure_words").code(digests) == step.code(
        digests
    )


def test_parameters_are_plain_values_in_a_key() -> None:
    assert plain(Partition(1, 2)) == {"index": 1, "count": 2}
    assert plain(Partition) is Partition
    assert plain("x") == "x"


def test_a_key_follows_from_code_parameters_and_the_contents_of_the_inputs(cache: Cache) -> None:
    base = call(cache, words(("a", "mưa")))[0]
    moved = replace(base.inputs[0][0], path="/elsewhere", size_bytes=1, row_count=9)
    assert base._replace(inputs=((moved,),)).key() == base.key()
    others = [
        base._replace(code="other"),
        base._replace(more={"partition": Partition(0, 2)}),
        base._replace(more={"partition": Partition(1, 2)}),
        base._replace(step=replace(base.step, parameters={"more": 1})),
        base._replace(inputs=((replace(moved, sha256="other"),),)),
        base._replace(inputs=((moved, moved),)),
        base._replace(inputs=((moved,), (moved,))),
    ]
    assert len({base.key(), *(other.key() for other in others)}) == 8


def test_a_call_writes_the_finished_table_and_finds_it_the_next_time(cache: Cache) -> None:
    first, counted = call(cache, words(("b", "gió"), ("a", "mưa")), more=1)
    made = run_call(first, cache)
    assert read_table([Path(made.path)], LENGTHS).rows() == [("b", "gió", 4), ("a", "mưa", 4)]
    assert made == Artifact(
        str(cache.path("measure_words", first.key())),
        hashlib.sha256(Path(made.path).read_bytes()).hexdigest(),
        Path(made.path).stat().st_size,
        2,
    )
    assert run_call(first, cache) == made
    assert counted.sizes == [2]
    again, other_counted = call(cache, words(("b", "gió"), ("a", "mưa")), more=1)
    assert run_call(again, cache) == made
    assert other_counted.sizes == []


def test_a_damaged_result_is_made_again(cache: Cache) -> None:
    asked, counted = call(cache, words(("a", "mưa")))
    made = run_call(asked, cache)
    Path(made.path).write_bytes(b"")
    assert run_call(asked, cache) == made
    assert counted.sizes == [1, 1]


def test_documents_that_failed_are_found_with_the_result(cache: Cache) -> None:
    asked, counted = call(cache, words(("a", "mưa"), ("b", "bad")))
    made = run_call(asked, cache)
    assert made.failed_documents == (("b", "ValueError: bad word in page b"),)
    sizes = list(counted.sizes)
    assert run_call(asked, cache) == made
    assert counted.sizes == sizes


def test_a_step_over_all_pages_fails_as_a_whole(cache: Cache) -> None:
    asked = call(cache, words(("a", "mưa"), ("b", "bad")))[0]
    with pytest.raises(ValueError, match="bad word in page b"):
        run_call(asked._replace(step=replace(asked.step, is_per_document=False)), cache)


def test_a_lazy_step_takes_lazy_frames_and_the_parameters_of_its_shard(cache: Cache) -> None:
    def choose(given: pl.LazyFrame, partition: Partition) -> pl.DataFrame:
        assert isinstance(given, pl.LazyFrame)
        return given.filter(partition.holds("document_id")).collect()

    files = [keep_frame("words", words((page, "mưa")), WORDS, cache) for page in ("1a", "9b")]
    step = Step(choose, (WORDS,), WORDS, is_lazy=True)
    made = run_call(Call(step, "code", (tuple(files),), {"partition": Partition(1, 2)}), cache)
    assert read_table([Path(made.path)], WORDS).rows() == [("9b", "mưa")]


def test_a_result_of_another_schema_is_refused_and_not_kept(cache: Cache) -> None:
    asked = call(cache, words(("a", "mưa")))[0]
    wrong = asked._replace(step=replace(asked.step, target=WORDS))
    with pytest.raises(SchemaMismatchError):
        run_call(wrong, cache)
    assert cache.find("measure_words", wrong.key()) is None
    assert list((Path(cache.folder) / "measure_words").iterdir()) == []


@pytest.mark.parametrize("bad", [{0}, {99}, {37}, {3, 4, 60}, set(range(100))])
def test_halving_isolates_each_document_that_the_step_fails_on(bad: set[int]) -> None:
    frame = words(*((f"{page:02}", "bad" if page in bad else "mưa") for page in range(100)))
    found, failed = apply_by_halves(measure_words, [frame.reverse()], LENGTHS)
    assert failed == [(f"{page:02}", f"ValueError: bad word in page {page:02}") for page in sorted(bad)]
    assert found.rows() == [(f"{page:02}", "mưa", 3) for page in range(100) if page not in bad]
    assert found.schema == LENGTHS.to_polars()


def test_every_table_is_halved_by_the_same_documents() -> None:
    def join(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
        assert set(other["document_id"]) <= set(one["document_id"])
        return measure_words(other)

    one = words(("a", "x"), ("b", "x"), ("c", "x"))
    other = words(("a", "mưa"), ("a", "gió"), ("b", "bad"), ("c", "bão"))
    found, failed = apply_by_halves(join, [one, other], LENGTHS)
    assert failed == [("b", "ValueError: bad word in page b")]
    assert found.rows() == [("a", "gió", 3), ("a", "mưa", 3), ("c", "bão", 3)]


def test_no_failure_leaves_the_result_as_the_step_gave_it() -> None:
    frame = words(("b", "x"), ("a", "y"))
    assert apply_by_halves(measure_words, [frame], LENGTHS)[0]["document_id"].to_list() == ["b", "a"]


def test_a_long_error_is_cut() -> None:
    def fail(_: pl.DataFrame) -> pl.DataFrame:
        raise KeyError("x" * 1000)

    _, failed = apply_by_halves(fail, [words(("a", "x"))], LENGTHS)
    assert failed == [("a", ("KeyError: '" + "x" * 1000)[:ERROR_LENGTH])]


def test_an_interrupt_is_no_failure_of_a_document() -> None:
    def stop(_: pl.DataFrame) -> pl.DataFrame:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_by_halves(stop, [words(("a", "x"))], LENGTHS)


def records(*rows: tuple[str | None, int, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"document_id": page, "record_offset": offset, "text": text} for page, offset, text in rows],
        RECORDS.to_polars(),
    )


def test_runs_are_sorted_and_end_when_they_are_big_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "RUN_BYTES", 4)
    frames = [records(("d", 1, "đ"), ("b", 2, "x")), records(("a", 3, "x")), records(("c", 9, "y"), ("c", 4, "y"))]
    runs = [run.select("document_id", "record_offset").rows() for run in sorted_runs(frames)]
    assert runs == [[("a", 3), ("b", 2), ("d", 1)], [("c", 4), ("c", 9)]]
    assert [run.height for run in sorted_runs(frames[:2])] == [3]
    assert list(sorted_runs([])) == []


@pytest.fixture
def source(tmp_path: Path) -> SourceFile:
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in ("Mưa lớn.", "Nắng đẹp.", "")]
    path = tmp_path / "in" / "news.jsonl"
    path.parent.mkdir()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list_sources([str(path)]).files[0]


def test_steps_that_follow_are_done_with_the_rows_at_hand(cache: Cache) -> None:
    rows: list[pl.DataFrame] = []

    def count(given: pl.LazyFrame) -> pl.DataFrame:
        rows.append(given.collect())
        return rows[-1].head(1)

    follower = Step(count, (WORDS,), WORDS, is_lazy=True, parameters={}, label="count")
    first = Step(lambda given: given, (WORDS,), WORDS, label="first", followers=(follower,))
    given = keep_frame("words", words(("a", "mưa"), ("b", "nắng")), WORDS, cache)
    made = run_call(Call(first, "code", ((given,),), {}, follower_codes=("next",)), cache)
    assert [each.rows() for each in rows] == [[("a", "mưa"), ("b", "nắng")]]
    found = run_call(Call(follower, "next", ((made,),), {}), cache)
    assert read_table([Path(found.path)], WORDS).rows() == [("a", "mưa")]
    assert len(rows) == 1, "found done"
    Path(made.path).with_suffix(".json").unlink()  # as where a build ends between the two
    run_call(Call(first, "code", ((given,),), {}, follower_codes=("next",)), cache)
    assert len(rows) == 1, "found done"
    run_call(Call(follower, "other code", ((made,),), {}), cache)
    assert len(rows) == 2


def test_a_reading_task_gives_records_sorted_by_page_and_finds_them_by_content(
    cache: Cache, source: SourceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ReadBatch(((source, 0, None),))
    made = read_batch(batch, ReadLimits(), "code", cache)
    found = read_table([Path(made.path)], RECORDS)
    assert sorted(found["text"].drop_nulls()) == ["Mưa lớn.", "Nắng đẹp."]
    assert found["document_id"].to_list() == [None, *sorted(found["document_id"].drop_nulls())]
    assert found["failure_reason"].drop_nulls().to_list() == ["no_text"]
    reads: list[object] = []

    def read(*arguments: object) -> Iterator[pl.DataFrame]:
        reads.append(arguments)
        return iter(())

    monkeypatch.setattr(shards, "read_source", read)
    moved = ReadBatch(((replace(source, path="/elsewhere", source_path="other"), 0, None),))
    assert read_batch(moved, ReadLimits(), "code", cache) == made
    assert reads == []
    for batch_, limits, code in (
        (ReadBatch(((source, 0, 10),)), ReadLimits(), "code"),
        (batch, ReadLimits(max_frame_rows=1), "code"),
        (batch, ReadLimits(), "other"),
    ):
        assert read_batch(batch_, limits, code, cache).row_count == 0
    assert len(reads) == 3


def test_a_table_of_the_flows_own_is_an_artifact_named_by_its_content(cache: Cache) -> None:
    made = keep_frame("words", words(("a", "mưa")), WORDS, cache)
    assert made.path == str(cache.path("words", made.sha256))
    assert (made.row_count, made.size_bytes) == (1, Path(made.path).stat().st_size)
    assert cache.find("words", made.sha256) == made
    assert keep_frame("words", words(("a", "mưa")), WORDS, cache) == made
    assert sorted(path.name for path in (Path(cache.folder) / "words").iterdir()) == [
        f"{made.sha256}.json",
        f"{made.sha256}.parquet",
    ]


def test_what_was_read_of_a_file_that_changed_is_not_found_again(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text("Tin một\n", encoding="utf-8")
    (listed,) = list_sources([str(page)]).files
    cache = Cache(str(tmp_path / "work"))
    os.utime(page, (0, 0))
    touched = read_batch(ReadBatch(((listed, 0, None),)), ReadLimits(), "code", cache)
    assert read_table([Path(touched.path)], RECORDS)["failure_reason"].to_list() == ["changed_during_read"]
    (listed,) = list_sources([str(page)]).files
    again = read_batch(ReadBatch(((listed, 0, None),)), ReadLimits(), "code", cache)
    assert read_table([Path(again.path)], RECORDS)["text"].to_list() == ["Tin một\n"]
