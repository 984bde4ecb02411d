"""The main flow: scraped pages in, a release out. `build_release` reads from top to bottom as the way of a page."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from prefect import flow
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import build_steps as steps
from flows.build_record import FLOW_MODULE, read_source_digests
from flows.cache import Artifact, Cache
from flows.gates import CHUNK_ROWS, check_results
from flows.inbox import check_settled, check_unchanged
from flows.plan_reading import power_of_two
from flows.release_files import BuildFacts, write_release_files
from flows.releases import (
    Release,
    check_name,
    hand_over_tables,
    is_unchanged,
    latest_release,
    next_name,
    publish,
    staged_release,
    take_tables,
)
from flows.report.page import write_report
from flows.settings import Parameters, RunSettings
from flows.sources.inventory import Inventory, list_sources
from flows.sources.text_pages import NO_DAMAGE
from flows.stores import place
from flows.tables import read_table
from flows.tasks import Groups, Run, Shards, open_run
from flows.validation import CheckResult, is_release_refused, refusal_message
from schemas import stages as between
from schemas import tables as release
from schemas.fields import Table

SHARD_PAGES = 16_384
SHARD_BYTES = 48_000_000  # of a shard's pages before compression
# A few cores share a small corpus. More shards than the pages ask for make each build dearer, since every step has to
# find what changed in each of them.
SHARED_SHARDS = 4
SHARED_SHARD_PAGES = 2_048
HASHES_PER_PART = 8_000_000  # of lines or runs of words, or pairs of articles, that one task counts
ROWS_PER_COMPARISON = 2_000_000  # ids of both releases that one task holds


class ReleaseRefusedError(RuntimeError):
    """A gate refused the release; the message says which checks failed and on which rows."""


@dataclass(frozen=True)
class BuildOutcome:
    """What a build led to.

    Attributes:
        path: the new release, or the current one where there was nothing new.
        is_new: whether a release was published.
        row_counts: rows of each table.
        damaged_count: records and files that could not be read or were skipped, and pages that a step failed on.
        warnings: one line per check that failed without refusing the release.
        unsettled: files that are still being written, left for the next build.
    """

    path: str
    is_new: bool
    row_counts: dict[str, int]
    damaged_count: int
    warnings: tuple[str, ...]
    unsettled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pages:
    """What came in: distinct pages by shard, and the books of files and records."""

    pages: Shards
    files: Artifact
    source_records: Artifact
    sightings: Artifact
    failures: Artifact


@dataclass(frozen=True)
class PageContents:
    """What was found on the pages, shard by shard; no page knows of another yet."""

    lines: Shards
    articles: Shards
    languages: Shards
    paragraphs: Shards
    quotes: Shards
    failed: Artifact


@dataclass(frozen=True)
class Selection:
    """What is published, and what became of everything else."""

    published: Artifact
    duplicates: Artifact
    fates: Artifact
    rejections: Artifact


@flow(name="build_release", validate_parameters=False, persist_result=False)
def build_release(sources: Sequence[str], parameters: Parameters, settings: RunSettings) -> BuildOutcome:
    """Build and publish the release that follows from the sources and the parameters."""
    inventory = list_sources(sources, settings.settle_seconds, read_source_digests(settings.data / ".work"))
    check_settled(inventory, latest_release(settings.data))
    with open_run(settings, inventory, parameters) as run:
        pages = read_pages(run, inventory, parameters)
        if settings.settle_seconds:
            check_unchanged(read_table([place(pages.failures.path)], between.FAILURES))
        contents = process_pages(run, pages)
        identities, duplicates = cluster_duplicates(run, pages, contents, parameters)
        selection = select_documents(run, pages, contents, identities, duplicates)
        with run.stage("assemble_tables"):
            by_page = finish_pages(run, contents, selection)
            tables = assemble_tables(run, pages, contents, selection, by_page)
        parent = latest_release(settings.data)
        if parent is not None and is_unchanged(parent, tables):
            return unchanged_outcome(parent, tables, pages, inventory)
        name = settings.release or next_name(settings.data, datetime.now(UTC).date())
        check_name(settings.data, name)
        with run.stage("compare_releases"):
            tables |= tell_story(run, tables, parent, name)
        with run.stage("validate_release"):
            checks = check_tables(run, tables, pages, contents.lines, by_page, parent)
        if is_release_refused(checks):
            raise ReleaseRefusedError(refusal_message(checks))
        facts = BuildFacts(
            name,
            parameters,
            parent,
            tables,
            checks,
            list(run.stages),
            read_inputs(pages),
            run.code_digests.of_module(FLOW_MODULE),
        )
        with run.stage("publish_release"):
            path = publish_release(settings.data, facts, run.cache, run.check_lock)
    damaged_count = count_damage(pages.failures) + contents.failed.row_count
    return BuildOutcome(
        str(path), True, row_counts(tables), damaged_count, warning_lines(checks), inventory.unsettled
    )


def run_build_flow(sources: Sequence[str], parameters: Parameters, settings: RunSettings) -> BuildOutcome:
    """Run the flow with as many tasks at a time as the settings say."""
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=settings.workers)
    return build_release.with_options(task_runner=runner)(sources, parameters, settings)


def read_pages(run: Run, inventory: Inventory, parameters: Parameters) -> Pages:
    """Read all sources and bring every distinct page into the shard of its id."""
    with run.stage("read_sources"):
        files = run.keep(source_files(inventory), between.SOURCE_FILES)
        skipped = run.keep(skipped_files(inventory), between.FAILURES)
        records = run.read(inventory, parameters.read_limits)
        revisits = run.reduce(steps.RESOLVE_REVISITS, records, files)
        source_records = run.reduce(steps.COUNT_RECORDS, records, files)
        return Pages(
            pages=run.shuffle(steps.GATHER_PAGES, count_shards(source_records), records, files),
            files=files,
            source_records=source_records,
            sightings=run.reduce(steps.GATHER_SIGHTINGS, records, files, revisits),
            failures=run.reduce(steps.GATHER_FAILURES, records, files, revisits, skipped),
        )


def process_pages(run: Run, pages: Pages) -> PageContents:
    """Label the lines of every page and split it into articles, paragraphs and quotations."""
    with run.stage("count_lines"):
        line_hashes = run.map(steps.HASH_LINES, pages.pages)
        line_counts = run.split(steps.COUNT_LINES, count_parts(line_hashes), line_hashes)
        evidence = run.map(steps.FIND_LINE_EVIDENCE, line_hashes, tuple(line_counts))
    with run.stage("label_lines"):
        lines = run.map(steps.LABEL_LINES, pages.pages, evidence)
    with run.stage("split_articles"):
        articles = run.map(steps.SPLIT_ARTICLES, pages.pages, lines)
    with run.stage("split_paragraphs"):
        page_paragraphs = run.map(steps.SPLIT_PARAGRAPHS, articles, lines, pages.pages)
    with run.stage("identify_language"):
        languages = run.map(steps.IDENTIFY_LANGUAGE, articles)
        paragraphs = run.map(steps.IDENTIFY_PARAGRAPH_LANGUAGES, page_paragraphs, languages)
    with run.stage("extract_quotes"):
        quotes = run.map(steps.EXTRACT_QUOTES, paragraphs)
    failed = run.keep(failed_documents(run), between.FAILED_DOCUMENTS)
    return PageContents(lines, articles, languages, paragraphs, quotes, failed)


def cluster_duplicates(
    run: Run, pages: Pages, contents: PageContents, parameters: Parameters
) -> tuple[Artifact, Artifact]:
    """Return which article is which over all pages, and the copies and older versions among them."""
    rules = parameters.copy_rules
    with run.stage("cluster_duplicates"):
        identities = run.reduce(
            steps.IDENTIFY_ARTICLES,
            contents.articles,
            contents.languages,
            pages.sightings,
            contents.failed,
            wanted_languages=parameters.languages,
        )
        signatures = run.map(steps.SIGN_ARTICLES, contents.articles, rules=rules)
        ranks = run.reduce(steps.RANK_ARTICLES, identities)
        shared = run.split(steps.PAIR_ARTICLES, count_parts(signatures), signatures, ranks)
        candidates = run.split(steps.CHOOSE_CANDIDATES, count_parts(shared), shared, identities)
        places = run.map(steps.PLACE_TEXTS, candidates)
        texts = run.map(steps.COLLECT_CANDIDATES, contents.articles, tuple(places))
        verified = run.shuffle(steps.VERIFY_PAIRS, len(texts), candidates, texts, rules=rules)
        return identities, run.reduce(steps.CLUSTER_DUPLICATES, identities, verified)


def select_documents(
    run: Run, pages: Pages, contents: PageContents, identities: Artifact, duplicates: Artifact
) -> Selection:
    """Decide what is published, and why everything else is not."""
    with run.stage("select_documents"):
        fates = run.reduce(steps.SELECT_DOCUMENTS, pages.pages, identities, duplicates, contents.failed)
        return Selection(
            published=run.reduce(steps.SELECT_ARTICLES, identities, duplicates),
            duplicates=duplicates,
            fates=fates,
            rejections=run.reduce(steps.REJECT_DOCUMENTS, fates, pages.sightings, pages.failures),
        )


def finish_pages(run: Run, contents: PageContents, selection: Selection) -> dict[str, Shards]:
    """Return the tables of published articles, as the release has them, still in shards of pages."""
    published = selection.published
    counts = run.reduce(steps.COUNT_PARAGRAPHS, contents.paragraphs, published)
    copies = run.reduce(steps.COUNT_COPIES, contents.articles, selection.duplicates)
    return {
        "articles": run.map(
            steps.FINISH_ARTICLES,
            contents.articles,
            contents.languages,
            contents.paragraphs,
            contents.quotes,
            published,
            copies,
        ),
        "paragraphs": run.map(steps.FINISH_PARAGRAPHS, contents.paragraphs, published, counts),
        "quotes": run.map(steps.FINISH_QUOTES, contents.quotes, contents.paragraphs, published),
    }


def assemble_tables(
    run: Run, pages: Pages, contents: PageContents, selection: Selection, by_page: dict[str, Shards]
) -> dict[str, Shards]:
    """Put the tables of the release together, but for those that tell of earlier releases."""
    by_article = {
        name: run.shuffle(steps.GATHER_BY_ARTICLE[name], len(shards), shards) for name, shards in by_page.items()
    }
    return by_article | {
        "speakers": run.map(steps.COUNT_SPEAKERS, by_article["quotes"]),
        "documents": run.map(steps.FINISH_DOCUMENTS, pages.pages, pages.sightings, pages.files, selection.fates),
        "sightings": [pages.sightings],
        "lines": run.map(steps.FINISH_LINES, pages.pages, contents.lines, contents.articles, selection.published),
        "duplicates": [selection.duplicates],
        "rejections": [selection.rejections],
    }


def tell_story(run: Run, tables: dict[str, Shards], parent: Release | None, name: str) -> dict[str, Shards]:
    """Compare with the parent release and extend the history of all articles ever released."""
    changed: Shards = []
    for table in steps.TABLES_WITH_IDS:
        new = tables[table.name]
        old = parent.artifacts(table.name) if parent else [run.keep(table.empty(), table)]
        digest_rows = steps.digest_step(table, compared_columns(table, parent))
        digests, old_digests = (run.map(digest_rows, each) for each in (new, old))
        count = power_of_two(sum(part.row_count for part in digests + old_digests) / ROWS_PER_COMPARISON)
        changed += run.shuffle(steps.COMPARE_ROWS[table.name], count, digests, old_digests, old, tables["documents"])
    changes = run.reduce(steps.GATHER_CHANGES, changed)
    history = parent.artifacts("history") if parent else [run.keep(release.HISTORY.empty(), release.HISTORY)]
    return {
        "changes": [changes],
        "history": [run.reduce(steps.EXTEND_HISTORY, tables["articles"], changes, history, release=name)],
    }


def compared_columns(table: Table, parent: Release | None) -> list[str]:
    """Return the columns that both releases have: a new column is no change of a row."""
    old = parent.scan(table.name).collect_schema() if parent else table.columns
    return [name for name in table.columns if name in old]


def check_tables(
    run: Run,
    tables: dict[str, Shards],
    pages: Pages,
    lines: Shards,
    by_page: dict[str, Shards],
    parent: Release | None,
) -> list[CheckResult]:
    """Validate every part of every table and the numbers measured on all of them."""
    old_counts = dict(parent.manifest["row_counts"]) if parent else {}
    faults = run.map(steps.FIND_PAGE_FAULTS, pages.pages, lines, by_page["paragraphs"], by_page["quotes"])
    metrics = [
        run.reduce(steps.MEASURE_SPANS, faults),
        run.reduce(steps.MEASURE_RELATIONS, *(tables[table.name] for table in release.RELEASE_TABLES)),
        run.reduce(steps.MEASURE_BOOKS, pages.source_records, pages.sightings, tables["rejections"]),
        run.reduce(steps.MEASURE_CORPUS, tables["documents"], tables["lines"], tables["articles"], tables["quotes"]),
        run.reduce(
            steps.MEASURE_CHANGES, tables["changes"], row_counts=row_counts(tables), parent_row_counts=old_counts
        ),
    ]
    checked = [
        check
        for name, shards in tables.items()
        for check in run.map(steps.VALIDATE_ROWS[name], row_groups(shards, CHUNK_ROWS))
    ]
    checked.append(run.reduce(steps.CHECK_METRICS, metrics, parent_article_count=old_counts.get("articles")))
    return check_results(read_table([place(artifact.path)], between.CHECKS) for artifact in checked)


def row_groups(shards: Shards, row_count: int) -> Groups:
    """Return the shards in their order, in groups of no more than so many rows where they allow it."""
    groups: list[list[Artifact]] = []
    rows = 0
    for shard in shards:
        if not groups or rows + shard.row_count > row_count:
            groups.append([])
            rows = 0
        groups[-1].append(shard)
        rows += shard.row_count
    return [tuple(group) for group in groups]


def publish_release(data: Path, facts: BuildFacts, cache: Cache, check_lock: Callable[[], None]) -> Path:
    """Write the release under a private name and make it the newest one, whole or not at all."""
    with staged_release(data, facts.name) as stage:
        known = take_tables(stage, facts.tables, cache)
        write_release_files(stage, facts)
        write_report(stage)
        path = publish(data, stage, facts.name, known, check_lock)
    with suppress(OSError):  # the release is out: what is left of the cache's names is for the next build
        hand_over_tables(path, facts.tables, cache)
    return path


def source_files(inventory: Inventory) -> pl.DataFrame:
    """Return the files that are read, as the table `source_files`."""
    rows = [(file.source_path, file.sha256, file.size_bytes) for file in inventory.files]
    return pl.DataFrame(rows, between.SOURCE_FILES.to_polars(), orient="row").sort("source_path")


def skipped_files(inventory: Inventory) -> pl.DataFrame:
    """Return the files that are not read, as rows of `failures`."""
    rows = [(file.source_path, None, file.reason, file.detail) for file in inventory.skipped]
    return pl.DataFrame(rows, between.FAILURES.to_polars(), orient="row").sort("source_path")


def count_shards(source_records: Artifact) -> int:
    """Return into how many shards the pages go, from the number and size of the records met in the sources."""
    met = read_table([place(source_records.path)], between.SOURCE_RECORDS).unique("source_sha256")
    rows, size = int(met["record_count"].sum()), int(met["page_bytes"].sum())
    shared = min(rows / SHARED_SHARD_PAGES, SHARED_SHARDS)
    return power_of_two(max(rows / SHARD_PAGES, size / SHARD_BYTES, shared))


def count_parts(hashes: Shards) -> int:
    """Return into how many parts hashes, or pairs that share some, are divided that are counted over the corpus."""
    return power_of_two(sum(artifact.row_count for artifact in hashes) / HASHES_PER_PART)


def count_damage(failures: Artifact) -> int:
    """Return how many of the failures say that something could not be read or was skipped."""
    reasons = read_table([place(failures.path)], between.FAILURES)["reason"]
    return int((~reasons.is_in(NO_DAMAGE)).sum())


def failed_documents(run: Run) -> pl.DataFrame:
    """Return the pages that a step failed on, with the first step that did."""
    rows: dict[str, tuple[str, ...]] = {}
    for step, failures in run.failed.items():
        for document_id, failure in failures.items():
            rows.setdefault(document_id, (document_id, step, *failure))
    return pl.DataFrame(sorted(rows.values()), between.FAILED_DOCUMENTS.to_polars(), orient="row")


def row_counts(tables: dict[str, Shards]) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {name: sum(artifact.row_count for artifact in shards) for name, shards in tables.items()}


def read_inputs(pages: Pages) -> list[dict[str, object]]:
    """Return the source files with their digests and record counts, as the manifest lists them."""
    return read_table([place(pages.source_records.path)], between.SOURCE_RECORDS).drop("page_bytes").to_dicts()


def unchanged_outcome(parent: Release, tables: dict[str, Shards], pages: Pages, inventory: Inventory) -> BuildOutcome:
    """Return the outcome of a build that would publish what is published already."""
    damaged_count = count_damage(pages.failures)
    return BuildOutcome(str(parent.path), False, row_counts(tables), damaged_count, (), inventory.unsettled)


def warning_lines(checks: list[CheckResult]) -> tuple[str, ...]:
    """Return one line per check that failed or could not be made without refusing the release."""
    return tuple(
        f"{check.table}.{check.column} {check.expectation}: {check.observed}. {check.meaning}"
        for check in checks
        if check.status != "passed"
    )
