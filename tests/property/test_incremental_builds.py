"""A corpus that grows, shrinks and changes gives the same bytes as the same pages at once.

The flow's own functions run on one cache from state to state, without a Prefect server, and on a fresh one for
the last state.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Self

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flows import build_release as flow
from flows import build_steps, patches, plan_reading, shards
from flows.cache import Artifact, Cache, CodeDigests
from flows.progress import Progress
from flows.run_artifacts import StageProgress
from flows.settings import Parameters
from flows.sources.inventory import list_sources
from flows.sources.source_rows import source_rows
from flows.steps.label_lines import label_lines
from flows.steps.split_paragraphs import split_paragraphs
from flows.tasks import Run, Shards
from flows.workers import ThreadWorkers

PAGES = 18
ABSENT = "absent"
MARK = "trang này làm hỏng bước"  # a step fails on pages that say so
SITES = ("bao.example", "tin.example")
MENU = ("Trang chủ", "Thời sự", "Kinh doanh", "Thể thao", "Liên hệ quảng cáo")
SUBJECTS = ("Chính quyền xã", "Bà con ven sông", "Đội cứu hộ", "Các thầy cô giáo", "Ban quản lý chợ")
DEEDS = ("đã chuyển lương thực lên đồi", "đang sửa lại cây cầu gỗ", "vừa mở thêm ba lớp học buổi tối")
Page = tuple[str, str]  # the file that it stands in, and its variant
State = tuple[Page, ...]


def story(number: int, variant: str) -> str:
    """Return the text of a page: a menu of its site, a story, and advertisements that change with the crawl."""
    subject, deed = SUBJECTS[number % len(SUBJECTS)], DEEDS[number % len(DEEDS)]
    body = [
        f"{subject} ở ấp số {number} {deed} trước mùa mưa năm nay, theo tin từ người dân trong vùng và từ xã.",
        f'Ông Trần Văn Lâm, trưởng ấp số {number}, cho biết: "Chúng tôi đã chờ việc này {number + 2} năm rồi."',
        f"Công việc kéo dài {number + 3} ngày với sự giúp sức của {number + 10} người từ các làng bên cạnh sông.",
        "Mọi người mong rằng con đường mới sẽ xong trước khi nước lên vào tháng tới, như xã đã hứa nhiều lần.",
    ]
    if variant == "changed":
        body.insert(2, f"Chiều qua, thêm {number + 40} tấm lợp được chở đến nơi bằng thuyền lớn của huyện bên.")
    if variant == "failing":
        body.append(f"Ghi chú: {MARK}.")
    advertisements = [f"Giảm giá xe điện còn {number + 100} nghìn đồng"] if variant == "other_ads" else []
    return "\n\n".join(
        [*MENU[: 3 + number % 3], f"Chuyện ấp số {number}", *body, *advertisements, "Bản quyền Báo Mẫu"]
    )


def record(number: int, variant: str) -> str:
    """Return a page as a line of JSON; every third is a copy of the page before it on the other site."""
    told = number - 1 if number % 3 == 2 else number
    url = f"https://{SITES[number % 2]}/tin/{number}"
    fetched = {"plain": 1, "other_ads": 2, "changed": 3, "failing": 1}[variant]
    return json.dumps(
        {"url": url, "fetched_at": f"2024-05-0{fetched}T00:00:00Z", "text": story(told, variant)}, ensure_ascii=False
    )


FILES = ("1.jsonl", "2.jsonl", "moved/2.jsonl", "3.jsonl", "4.jsonl", "5.jsonl", "6.jsonl")
PAGE = st.tuples(
    st.sampled_from(FILES), st.sampled_from((ABSENT, "plain", "plain", "other_ads", "changed", "failing"))
)
FIRST = st.tuples(
    *(st.tuples(st.sampled_from(FILES), st.sampled_from((ABSENT, "plain", "plain"))) for _ in range(PAGES))
)
EDITS = st.lists(st.dictionaries(st.integers(0, PAGES - 1), PAGE, min_size=1, max_size=4), min_size=1, max_size=3)


def edited(state: State, edit: Mapping[int, Page]) -> State:
    return tuple(edit.get(number, page) for number, page in enumerate(state))


CODE = CodeDigests()


class DirectRun(Run):
    """Does the work at once, in this thread, and reads files in this process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            Cache(str(folder)), ThreadWorkers(), Progress(is_quiet=True), lambda: None, StageProgress(None)
        )
        self.code_digests = CODE

    def _submit(
        self,
        name: str,
        function: Callable[..., Artifact],
        jobs: Sequence[tuple[object, ...]],
        is_light: Sequence[bool],
    ) -> Shards:
        del name, is_light
        return [function(*job) for job in jobs]


class DirectReader:
    """Reads files in this process."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Leave nothing behind."""

    rows = staticmethod(source_rows)


def write_state(folder: Path, state: State) -> None:
    files: dict[str, list[str]] = {}
    for number, (file, variant) in enumerate(state):
        if variant != ABSENT:
            files.setdefault(file, []).append(record(number, variant))
    for file, lines in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def table_bytes(cache: Path, sources: Path) -> Mapping[str, list[str]]:
    """Return the digests of the files of every table but those that tell of releases."""
    parameters = Parameters()
    run = DirectRun(cache)
    pages = flow.read_pages(run, list_sources([str(sources)]), parameters)
    contents = flow.process_pages(run, pages)
    identities, duplicates = flow.cluster_duplicates(run, pages, contents, parameters)
    selection = flow.select_documents(run, pages, contents, identities, duplicates)
    with run.stage("assemble_tables"):
        by_page = flow.finish_pages(run, contents, selection)
        tables = flow.assemble_tables(run, pages, contents, selection, by_page)
        paragraphs, quotes = by_page["paragraphs"], by_page["quotes"]
        faults = run.map(build_steps.FIND_PAGE_FAULTS, pages.pages, contents.lines, paragraphs, quotes)
    assert sum(part.row_count for part in faults) == 0
    return {name: [artifact.sha256 for artifact in shards] for name, shards in tables.items()}


@pytest.fixture(scope="module")
def small_shards() -> Iterator[None]:
    """Shards of few pages, whose number changes with the corpus, a step that fails on marked pages, lines that tell evidence."""

    def split_or_fail(articles: pl.DataFrame, lines: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
        if pages["text"].str.contains(MARK, literal=True).any():
            raise ValueError("a page says so")
        return split_paragraphs(articles, lines, pages)

    def label_and_tell(pages: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
        told = pl.concat_list(pl.format("pages={}", "site_count_bucket"))
        lines = label_lines(pages, evidence).join(evidence, on=["document_id", "line_index"], how="left")
        return lines.with_columns(
            pl.when(pl.col("site_count_bucket").is_null()).then("evidence").otherwise(told).alias("evidence")
        ).drop("site_count_bucket")

    failing = replace(build_steps.SPLIT_PARAGRAPHS, function=split_or_fail, label="split_paragraphs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "SourceReader", DirectReader)
        patch.setattr(plan_reading, "MAX_SMALL_GROUPS", 2)
        patch.setattr(flow, "SHARD_PAGES", 6)
        patch.setattr(patches, "MAX_PATCH_SHARE", 0.6)  # or one page of so few would have all written again
        patch.setattr(build_steps, "SPLIT_PARAGRAPHS", failing)
        patch.setattr(
            build_steps, "LABEL_LINES", replace(build_steps.LABEL_LINES, function=label_and_tell, label="label_lines")
        )
        yield


def grown_and_fresh(states: Sequence[State], folder: Path) -> Iterator[tuple[Mapping[str, list[str]], ...]]:
    """Yield the tables of each state, built on the results of those before it and from nothing."""
    for number, state in enumerate(states):
        sources = folder / str(number) / "in"
        sources.mkdir(parents=True)
        write_state(sources, state)
        yield table_bytes(folder / "grown", sources), table_bytes(folder / f"fresh{number}", sources)


@pytest.mark.long
@pytest.mark.usefixtures("small_shards")
def test_every_kind_of_change_gives_the_bytes_of_a_build_from_nothing(tmp_path: Path) -> None:
    # Nine pages of one site and one of the other, whose menu nothing tells of until eight more come.
    part = tuple(("1.jsonl", "plain" if number % 2 or not number else ABSENT) for number in range(PAGES))
    added = tuple(("1.jsonl" if number % 2 or not number else "2.jsonl", "plain") for number in range(PAGES))
    moved = tuple((file.replace("2", "moved/2"), variant) for file, variant in added)
    recrawled = edited(moved, {number: (moved[number][0], "other_ads") for number in (3, 4, 10)})
    changed = edited(recrawled, {5: ("1.jsonl", "changed"), 6: ("moved/2.jsonl", "failing")})
    shrunk = edited(changed, dict.fromkeys((1, 3, 5, 7, 9, 11, 13), ("1.jsonl", ABSENT)))
    # Files that were read together, of which one goes, and comes back.
    spread = tuple((f"{number % 6}.jsonl", variant) for number, (_, variant) in enumerate(changed))
    less = edited(spread, dict.fromkeys((0, 6, 12), ("0.jsonl", ABSENT)))
    states = (part, added, moved, recrawled, changed, shrunk, spread, less, spread, added)
    for grown, fresh in grown_and_fresh(states, tmp_path):
        assert grown == fresh
    notes = [json.loads(path.read_bytes()) for path in (tmp_path / "grown" / "split_articles").glob("*.json")]
    assert {note["patch"] is None for note in notes} == {True, False}, "whole files and patches are both written"


@pytest.mark.slow
@pytest.mark.usefixtures("small_shards")
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(FIRST, EDITS)
def test_any_way_to_a_corpus_gives_the_same_bytes(first: State, edits: list[dict[int, Page]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for grown, fresh in grown_and_fresh(list(accumulate(edits, edited, initial=first)), Path(folder)):
            assert grown == fresh
