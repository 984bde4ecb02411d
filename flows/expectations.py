"""What is expected of a release, as data: of the rows, generated from `schemas`, and of the whole, as bands.

Knows nothing of the engine that checks it but the names of its classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from schemas.fields import Field, Table

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class MetricRule:
    """The band that a corpus-level number must stay in, and what to do when it does not."""

    name: str
    minimum: float | None
    maximum: float | None
    severity: Severity
    meaning: str
    help_text: str
    is_required: bool = True  # false: null is an answer, because there is nothing to divide by


class Expectation(NamedTuple):
    """One expectation as data: the class of the engine, its arguments, and what it means to a reader."""

    columns: tuple[str, ...]
    name: str
    engine_class: str
    arguments: Mapping[str, Any]
    severity: Severity
    meaning: str


# Values that are possible but more often a parsing fault. The web carried no news before.
PLAUSIBLE_SINCE = {("articles", "published_at"): datetime(1994, 1, 1, tzinfo=UTC)}

INVARIANTS = {
    "span_violation_count": "Spans that do not cut their own text out of the document.",
    "line_violation_count": "Non-blank lines that do not stand in lines exactly once.",
    "book_violation_count": "Input records that stand in neither sightings nor rejections, or in both.",
    "status_violation_count": "Documents whose status does not fit where they ended.",
    "unique_violation_count": "Ids that stand more than once across the files of a table.",
    "reference_violation_count": "Foreign keys that lead nowhere.",
    "change_violation_count": "Ids for which new is not old minus removed plus added.",
}
INVARIANT_HELP = "This is a fault of the pipeline, not of the input: do not publish, report it."


def invariant_rule(name: str, meaning: str = "Rows that break an invariant.") -> MetricRule:
    """Return the rule that nothing may break the invariant."""
    return MetricRule(name, 0, 0, "critical", meaning, INVARIANT_HELP)


def distribution_rule(
    name: str, minimum: float | None, maximum: float | None, meaning: str, help_text: str
) -> MetricRule:
    """Return a rule that asks for a look, not for a stop, because odd input can be sound."""
    return MetricRule(name, minimum, maximum, "warning", meaning, help_text, is_required=False)


# The bands are generous: they are to catch a broken step or an emptied inbox, not an unusual week of news.
RELEASE_RULES: tuple[MetricRule, ...] = (
    *(invariant_rule(name, meaning) for name, meaning in INVARIANTS.items()),
    MetricRule(
        "article_count",
        1,
        None,
        "critical",
        "Articles in the release.",
        "Check that the sources hold pages and why rejections turned them down.",
    ),
    MetricRule(
        "article_parent_ratio",
        0.5,
        None,
        "critical",
        "Articles, as a multiple of the parent release's.",
        "Check that no source is missing; if the loss is wanted, start without a parent.",
        is_required=False,
    ),
    distribution_rule(
        "article_parent_ratio",
        0.9,
        None,
        "Articles, as a multiple of the parent release's.",
        "Read the removed rows of the changes table.",
    ),
    distribution_rule(
        "unreadable_record_share",
        None,
        0.1,
        "Share of input records and files that could not be read or were skipped.",
        "Read the rejections of step read_sources: damaged files, or a format that is not supported.",
    ),
    distribution_rule(
        "rejected_document_share",
        None,
        0.5,
        "Share of distinct pages that gave no article.",
        "Read the samples of rejected pages: wrong language list, or link pages among the sources.",
    ),
    distribution_rule(
        "duplicate_document_share",
        None,
        0.8,
        "Share of distinct pages that are copies or older versions.",
        "Read the biggest duplicate clusters: different articles may have been taken for copies.",
    ),
    distribution_rule(
        "kept_line_share",
        0.05,
        0.98,
        "Share of lines kept as main text.",
        "Read the samples of dropped lines: too much or too little is taken for navigation.",
    ),
    distribution_rule(
        "mean_article_word_count",
        60,
        4000,
        "Mean length of an article in words.",
        "Read the shortest or longest articles: cut too early, or several glued together.",
    ),
    distribution_rule(
        "titled_article_share",
        0.7,
        None,
        "Share of articles with a title.",
        "Read some articles without a title: the line labels may not fit a new page layout.",
    ),
    distribution_rule(
        "dated_article_share",
        0.2,
        None,
        "Share of articles with a publication time.",
        "Read some articles without a date: a date format may be unknown.",
    ),
    distribution_rule(
        "dominant_language_share",
        0.5,
        None,
        "Share of articles in the most frequent language.",
        "See the languages: a source in other languages may have come in.",
    ),
    distribution_rule(
        "undetermined_language_share",
        None,
        0.05,
        "Share of articles whose language could not be told.",
        "Read some of them: texts too short, or a broken character encoding.",
    ),
    distribution_rule(
        "attributed_quote_share",
        0.2,
        None,
        "Share of quotations with a speaker.",
        "See the rules that fired: the reporting verbs of a new source may be unknown.",
    ),
)


def row_expectations(table: Table) -> list[Expectation]:
    """Return what the declaration of the table promises of its rows."""
    fields = [expectation for field in table.fields for expectation in field_expectations(table, field)]
    return [*fields, key_expectation(table), *span_expectations(table)]


def field_expectations(table: Table, field: Field) -> list[Expectation]:
    """Return what the declaration of the column promises of each value."""

    def expect(name: str, engine_class: str, promise: str, **arguments: Any) -> Expectation:
        meaning = f"{field.meaning} Must {promise}."
        return Expectation(
            (field.name,), name, engine_class, {"column": field.name, **arguments}, "critical", meaning
        )

    found = []
    if field.is_required:
        found.append(expect("not_null", "ExpectColumnValuesToNotBeNull", "not be null"))
    if field.allowed:
        promise = f"be one of {', '.join(field.allowed)}"
        found.append(expect("in_set", "ExpectColumnValuesToBeInSet", promise, value_set=list(field.allowed)))
    if field.pattern is not None:
        # The engine searches anywhere in the value, so the pattern is tied to both ends here.
        regex = rf"\A(?:{field.pattern})\Z"
        found.append(expect("matches", "ExpectColumnValuesToMatchRegex", f"match {field.pattern}", regex=regex))
    if field.minimum is not None or field.maximum is not None:
        limits = {"min_value": field.minimum, "max_value": field.maximum}
        promise = f"be {band(field.minimum, field.maximum)}"
        found.append(expect("between", "ExpectColumnValuesToBeBetween", promise, **limits))
    since = PLAUSIBLE_SINCE.get((table.name, field.name))
    if since is not None:
        plausible = expect(
            "plausible", "ExpectColumnValuesToBeBetween", f"not be before {since:%Y-%m-%d}", min_value=since
        )
        found.append(plausible._replace(severity="warning"))
    return found


def key_expectation(table: Table) -> Expectation:
    """Return the promise that the key identifies a row; a null in it counts as a value."""
    arguments = {"column_list": list(table.unique_key), "ignore_row_if": "never"}
    engine_class = "ExpectCompoundColumnsToBeUnique"
    if len(table.unique_key) == 1:
        arguments, engine_class = {"column": table.unique_key[0]}, "ExpectColumnValuesToBeUnique"
    meaning = f"One row per {table.row}. Must not stand twice in a file."
    return Expectation(table.unique_key, "unique_key", engine_class, arguments, "critical", meaning)


def span_expectations(table: Table) -> list[Expectation]:
    """Return the promise, for each pair of `_start` and `_end`, that the span holds something."""
    names = table.columns
    pairs = [(name.replace("_start", "_end"), name) for name in names if name.endswith("_start")]
    return [
        Expectation(
            (start, end),
            "span_not_empty",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": end, "column_B": start, "ignore_row_if": "either_value_is_missing"},
            "critical",
            f"Half-open span. {end} must be greater than {start}.",
        )
        for end, start in pairs
        if end in names
    ]


def band(minimum: float | None, maximum: float | None) -> str:
    """Return the limits in words."""
    if minimum == maximum:
        return f"{minimum:g}"
    if minimum is None:
        return f"at most {maximum:g}"
    if maximum is None:
        return f"at least {minimum:g}"
    return f"between {minimum:g} and {maximum:g}"


def metric_expectation(rule: MetricRule) -> Expectation:
    """Return the rule as an expectation over the one row of metrics."""
    limits = {"column": rule.name, "min_value": rule.minimum, "max_value": rule.maximum}
    meaning = f"{rule.meaning} Must be {band(rule.minimum, rule.maximum)}. {rule.help_text}"
    return Expectation((rule.name,), "between", "ExpectColumnValuesToBeBetween", limits, rule.severity, meaning)
