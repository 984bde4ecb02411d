"""Whether the release can be trusted, in one word, one sentence and a list of what to look at."""

from collections.abc import Mapping, Sequence
from typing import Any

HEADLINES = {
    "refused": "Refused: do not use",
    "unchecked": "Not checked: no verdict yet",
    "passed_with_warnings": "Passed",
    "passed": "Passed every check",
}
CHECK_STATUSES = ("passed", "failed", "error")


def check_figures(checks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the checks counted per table, and those that did not pass, the critical ones first."""
    tables = list(dict.fromkeys(check["table"] for check in checks))
    by_table = [
        {"table": table}
        | {
            status: sum(check["table"] == table and check["status"] == status for check in checks)
            for status in CHECK_STATUSES
        }
        for table in tables
    ]
    not_passed = [dict(check) for check in checks if check["status"] != "passed"]
    return {
        "by_table": by_table,
        "not_passed": sorted(not_passed, key=lambda check: check["severity"] != "critical"),
        "all": [dict(check) for check in checks],
    }


def release_verdict(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the verdict: critical checks and the books refuse a release, anything else is worth a look."""
    not_passed = figures["checks"]["not_passed"]
    problems = [
        *(check_problem(check) for check in not_passed if check["severity"] == "critical"),
        *(equation_problem(equation) for equation in figures["equations"] if not equation["holds"]),
    ]
    warnings = [check_problem(check) for check in not_passed if check["severity"] != "critical"]
    status = verdict_status(figures, problems, warnings)
    headline = HEADLINES[status]
    if status == "passed_with_warnings":
        headline = f"{headline} with {counted(len(warnings), 'warning')}"
    return {
        "status": status,
        "headline": headline,
        "sentence": f"{outcome_sentence(figures)} {advice(status)}",
        "problems": problems,
        "warnings": warnings,
    }


def verdict_status(figures: Mapping[str, Any], problems: Sequence[str], warnings: Sequence[str]) -> str:
    """Return the verdict as a code; a release that nobody checked has not passed."""
    if problems:
        return "refused"
    if not figures["checks"]["all"]:
        return "unchecked"
    return "passed_with_warnings" if warnings else "passed"


def check_problem(check: Mapping[str, Any]) -> str:
    """Return what a check that did not pass says."""
    where = check["column"] if check["table"] == "release" else f"{check['table']}.{check['column']}"
    verb = "could not be checked" if check["status"] == "error" else "failed"
    return f"{where} {verb}: {check['observed']}. {check['meaning']}"


def equation_problem(equation: Mapping[str, Any]) -> str:
    """Return which sums do not agree."""
    left, right = f"{equation['left']}: {equation['left_count']:,}", f"{equation['right']}: {equation['right_count']}"
    return f"The books do not balance. {left}, but {right}."


def outcome_sentence(figures: Mapping[str, Any]) -> str:
    """Return what became of the input in one sentence."""
    books, article_count = figures["books"], figures["articles"]["article_count"]
    statuses = {row["status"]: row["count"] for row in books["statuses"]}
    return (
        f"{counted(books['record_count'], 'input record')} gave {counted(books['document_count'], 'distinct page')} "
        f"and {counted(article_count, 'article')}. "
        f"Copies or older versions: {counted(statuses['duplicate'] + statuses['superseded'], 'page')}; "
        f"rejected: {counted(statuses['rejected'], 'page')}; "
        f"unreadable or skipped: {counted(books['failure_count'], 'record')}."
    )


def advice(status: str) -> str:
    """Return what the reader should do."""
    return {
        "refused": "Do not publish or use this release before the problems below are solved.",
        "unchecked": "The manifest records no checks: run them before you use this release.",
        "passed_with_warnings": "It can be used; look at the points below first.",
        "passed": "Every record is accounted for and nothing needs attention: it can be used.",
    }[status]


def counted(count: int, noun: str) -> str:
    """Return the count with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
