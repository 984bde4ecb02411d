"""Numbers measured on the tables of a release: the invariants that must hold, and what a reader asks of a corpus.

The same functions serve the gate of a build and `presscorpus verify`, so that both mean the same by sound. Each
gives rows of the table `metrics`; numbers of the same name add up over parts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from schemas.fields import Table
from schemas.stages import METRICS
from schemas.tables import KEPT_KINDS, RELEASE_TABLES

MAX_EXAMPLES = 5
TABLE_NAMES = tuple(table.name for table in RELEASE_TABLES)


class Tally:
    """Counts by name, with the first few rows that were counted."""

    def __init__(self, *names: str) -> None:
        """Count every one of the names from 0."""
        self._values: Counter[str] = Counter(dict.fromkeys(names, 0))
        self._examples: dict[str, list[str]] = {}

    def add(self, name: str, count: int, *examples: str) -> None:
        """Add to a number; of what was counted, the first few examples are kept."""
        self._values[name] += count
        shown = self._examples.setdefault(name, [])
        if count:
            shown += examples[: MAX_EXAMPLES - len(shown)]

    def to_frame(self) -> pl.DataFrame:
        """Return the table `metrics`."""
        rows = [(name, value, self._examples.get(name, [])) for name, value in sorted(self._values.items())]
        return pl.DataFrame(rows, METRICS.to_polars(), orient="row")


def add_metrics(parts: Iterable[pl.DataFrame]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Return the numbers of all parts added up by name, and some of the rows that each counted."""
    tally = Tally()
    examples: dict[str, list[str]] = {}
    for part in parts:
        for name, value, shown in part.iter_rows():
            tally.add(name, value)
            examples[name] = (examples.get(name, []) + shown)[:MAX_EXAMPLES]
    return {name: value for name, value, _ in tally.to_frame().iter_rows()}, examples


def measure_relations(*tables: pl.LazyFrame) -> pl.DataFrame:
    """Count ids that are there twice, foreign keys that lead nowhere, and statuses and kept lines that do not fit.

    Args:
        tables: all tables of a release in the order of `RELEASE_TABLES`.
    """
    by_name = dict(zip(TABLE_NAMES, tables, strict=True))
    hashes = {table.name: key_hashes(by_name[table.name], keys_of(table)) for table in RELEASE_TABLES}
    tally = Tally(
        "unique_violation_count", "reference_violation_count", "status_violation_count", "line_violation_count"
    )
    for table in RELEASE_TABLES:
        rows, own_hashes = by_name[table.name], hashes[table.name]
        if own_hashes[key_name(table.unique_key)].is_duplicated().any():
            twice = rows.group_by(table.unique_key).len().filter(pl.col("len") > 1).collect()
            count_rows(tally, "unique_violation_count", twice, table.name)
        for reference in table.references:
            own, target = list(reference.columns), list(reference.target_columns)
            known = hashes[reference.table][key_name(target)]
            if not own_hashes[key_name(own)].drop_nulls().unique().is_in(known.implode()).all():
                others = by_name[reference.table].select(target)
                lost = rows.select(own).drop_nulls().join(others, left_on=own, right_on=target, how="anti").collect()
                count_rows(tally, "reference_violation_count", lost, f"{table.name}.{'+'.join(own)} ->")
    count_rows(tally, "status_violation_count", wrong_statuses(by_name), "document")
    kept = by_name["lines"].filter(pl.col("is_kept"), ~pl.col("kind").is_in(KEPT_KINDS))
    count_rows(tally, "line_violation_count", kept.select("document_id", "line_index").collect(), "kept line of")
    return tally.to_frame()


def keys_of(table: Table) -> list[tuple[str, ...]]:
    """Return the columns by which rows of the table are known, in it and in others, and what it knows others by."""
    asked = [
        other.target_columns for each in RELEASE_TABLES for other in each.references if other.table == table.name
    ]
    return list(dict.fromkeys([table.unique_key, *(other.columns for other in table.references), *asked]))


def key_name(columns: Sequence[str]) -> str:
    """Return what the hashes of a key are called."""
    return "+".join(columns)


def key_hashes(rows: pl.LazyFrame, keys: Iterable[Sequence[str]]) -> pl.DataFrame:
    """Return the hash of each key in each row, null where a part of it is null; every column is read once.

    Keys that are the same have the same hash. That other keys have it too happens once in 10^19 pairs.
    """
    return rows.select(
        pl.when(pl.all_horizontal(pl.col(key).is_not_null()))
        .then(pl.struct(key).hash() if len(key) > 1 else pl.col(key[0]).hash())
        .alias(key_name(key))
        for key in keys
    ).collect()


def count_rows(tally: Tally, name: str, rows: pl.DataFrame, what: str) -> None:
    """Count the rows; the first few in their order are the examples."""
    shown = rows.sort(pl.all()).head(MAX_EXAMPLES).iter_rows()
    tally.add(name, rows.height, *(f"{what} {' '.join(str(value) for value in row)}" for row in shown))


def wrong_statuses(tables: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    """Return the documents whose status and the tables that should tell of it disagree."""

    def has_row(table: str, name: str) -> pl.LazyFrame:
        ids = tables[table].select("document_id").drop_nulls().unique()
        return ids.with_columns(pl.lit(True).alias(name))

    is_rejected = pl.col("status") == "rejected"
    is_copy = pl.col("status").is_in(["duplicate", "superseded"])
    wrong = (
        ((pl.col("status") == "kept") != pl.col("has_article"))
        | (is_copy & ~pl.col("has_duplicate"))
        | (is_rejected != pl.col("has_rejection"))
        | (pl.col("status_reason").is_null() != (pl.col("status") == "kept"))
    )
    documents = tables["documents"].select("document_id", "status", "status_reason")
    for table, name in (
        ("articles", "has_article"),
        ("duplicates", "has_duplicate"),
        ("rejections", "has_rejection"),
    ):
        documents = documents.join(has_row(table, name), on="document_id", how="left")
    filled = documents.with_columns(pl.col("has_article", "has_duplicate", "has_rejection").fill_null(value=False))
    return filled.filter(wrong).select("document_id", "status").collect()


def measure_books(inputs: pl.LazyFrame, sightings: pl.LazyFrame, rejections: pl.LazyFrame) -> pl.DataFrame:
    """Count the records that do not add up: each of an input stands once, in `sightings` or in `rejections`."""
    seen = sightings.group_by("source_path").agg(pl.len().cast(pl.Int64).alias("seen_count"))
    lost = (
        rejections.filter(pl.col("document_id").is_null())
        .group_by("source_path")
        .agg(pl.len().cast(pl.Int64).alias("lost_count"))
    )
    skipped = lost.join(inputs.select("source_path"), on="source_path", how="anti").collect()
    books = (
        inputs.join(seen, on="source_path", how="left")
        .join(lost, on="source_path", how="left")
        .with_columns(pl.col("seen_count", "lost_count").fill_null(0))
        .collect()
    )
    tally = Tally("book_violation_count", "input_record_count", "unreadable_record_count")
    total = int(books["record_count"].sum())
    unreadable = int(books["lost_count"].sum()) + int(skipped["lost_count"].sum())
    tally.add("input_record_count", total + int(skipped["lost_count"].sum()))
    tally.add("unreadable_record_count", unreadable)
    for path, records, seen_count, lost_count in books.select(
        "source_path", "record_count", "seen_count", "lost_count"
    ).iter_rows():
        gap = abs(records - seen_count - lost_count)
        tally.add("book_violation_count", gap, f"{path}: {records} read, {seen_count} seen, {lost_count} rejected")
    stray = sightings.join(inputs.select("source_path"), on="source_path", how="anti").collect()
    count_rows(tally, "book_violation_count", stray.select("source_path"), "sighting of no input")
    return tally.to_frame()


def measure_corpus(
    documents: pl.LazyFrame, lines: pl.LazyFrame, articles: pl.LazyFrame, quotes: pl.LazyFrame
) -> pl.DataFrame:
    """Count what the bands on distributions are about."""
    tally = Tally(
        "document_count", "article_count", "line_count", "kept_line_count", "quote_count", "attributed_quote_count"
    )
    for status, count in documents.group_by("status").len().collect().iter_rows():
        tally.add("document_count", count)
        tally.add(f"{status}_document_count", count)
        tally.add("copied_document_count", count if status in {"duplicate", "superseded"} else 0)
    for is_kept, count in lines.group_by("is_kept").len().collect().iter_rows():
        tally.add("line_count", count)
        tally.add("kept_line_count", count if is_kept else 0)
    languages = articles.group_by("language").len().sort("len", "language", descending=True).collect()
    tally.add("article_count", int(languages["len"].sum()))
    tally.add("dominant_language_article_count", int(languages["len"].max() or 0))  # type: ignore[arg-type]
    tally.add("undetermined_language_article_count", int(languages.filter(pl.col("language") == "und")["len"].sum()))
    counts = articles.select(
        pl.col("title").count().alias("titled"),
        pl.col("published_at").count().alias("dated"),
        pl.col("word_count").sum(),
    ).collect()
    for column, name in (
        ("titled", "titled_article_count"),
        ("dated", "dated_article_count"),
        ("word_count", "word_count"),
    ):
        tally.add(name, int(counts[column][0]))
    spoken = quotes.select(pl.len().alias("all"), pl.col("speaker").count().alias("named")).collect()
    tally.add("quote_count", int(spoken["all"][0]))
    tally.add("attributed_quote_count", int(spoken["named"][0]))
    return tally.to_frame()


def measure_changes(
    changes: pl.LazyFrame, row_counts: Mapping[str, int], parent_row_counts: Mapping[str, int]
) -> pl.DataFrame:
    """Count, for each table with ids, the rows by which new differs from old minus removed plus added."""
    tally = Tally("change_violation_count")
    counted = {(row[0], row[1]): row[2] for row in changes.group_by("table", "change").len().collect().iter_rows()}
    for table in ("documents", "articles", "paragraphs", "quotes"):
        added, removed = counted.get((table, "added"), 0), counted.get((table, "removed"), 0)
        gap = row_counts[table] - (parent_row_counts.get(table, 0) - removed + added)
        tally.add(
            "change_violation_count",
            abs(gap),
            f"{table}: {parent_row_counts.get(table, 0)} - {removed} + {added} is not {row_counts[table]}",
        )
    return tally.to_frame()


def gate_metrics(numbers: Mapping[str, int], parent_article_count: int | None) -> dict[str, float | int | None]:
    """Return the numbers that the release rules are about; a share of nothing is null."""

    def share(part: str, whole: str) -> float | None:
        return round(numbers.get(part, 0) / numbers[whole], 4) if numbers.get(whole) else None

    violations = {name: value for name, value in numbers.items() if name.endswith("_violation_count")}
    articles = numbers.get("article_count", 0)
    return {
        **violations,
        "article_count": articles,
        "article_parent_ratio": round(articles / parent_article_count, 4) if parent_article_count else None,
        "unreadable_record_share": share("unreadable_record_count", "input_record_count"),
        "rejected_document_share": share("rejected_document_count", "document_count"),
        "duplicate_document_share": share("copied_document_count", "document_count"),
        "kept_line_share": share("kept_line_count", "line_count"),
        "mean_article_word_count": share("word_count", "article_count"),
        "titled_article_share": share("titled_article_count", "article_count"),
        "dated_article_share": share("dated_article_count", "article_count"),
        "dominant_language_share": share("dominant_language_article_count", "article_count"),
        "undetermined_language_share": share("undetermined_language_article_count", "article_count"),
        "attributed_quote_share": share("attributed_quote_count", "quote_count"),
    }
