"""The report as one HTML page that needs nothing but itself.

Whatever stands in titles, addresses and names is shown and never acted upon: everything is escaped, characters
that do not print are written out, no address is a link, and the page forbids itself scripts and requests.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from flows.report.figures import release_figures
from flows.stores import name_in_errors, whole_file
from flows.validation import printable

TEMPLATES = Path(__file__).parent / "templates"
SHOWN_LENGTH = 2000  # of one value; the tables hold the whole
PROBLEM_COUNT = 12  # shown of a list of problems before the rest is only counted
# How a record or page ended, in the order of the chart, with the words of its legend.
FATES = {
    "kept": "Kept",
    "duplicate": "Copies of a kept page",
    "superseded": "Older versions of a kept page",
    "rejected": "Rejected",
    "repeat": "Received again, same bytes",
    "failure": "Unreadable or skipped",
}


def render_report(figures: dict[str, Any]) -> str:
    """Return the page for the figures of a release."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "percent": percent,
        "size": size,
        "json": json_text,
        "breakable": breakable,
    }
    return environment.get_template("report.html.jinja").render(
        figures=figures,
        flow=flow_rows(figures["books"]),
        fates=fate_rows(figures["books"]),
        problem_count=PROBLEM_COUNT,
    )


def write_report(release: Path) -> Path:
    """Write `report/report.json` and `report/index.html` of the release and return the page's path."""
    figures = release_figures(release)
    folder = release / "report"
    folder.mkdir(exist_ok=True)
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    replace_file(folder / "report.json", text + "\n")
    replace_file(folder / "index.html", render_report(figures))
    return folder / "index.html"


def replace_file(path: Path, text: str) -> None:
    """Put the text in place at once."""
    with whole_file(path, is_durable=False) as private, name_in_errors(path):
        # A name that is not UTF-8 arrives as lone surrogates; their escape is valid in JSON as well.
        private.write_bytes(text.encode("utf-8", "backslashreplace"))


def flow_rows(books: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the records and where they went as a tree: rows with a depth, each level adding up to the one above."""
    rows = [
        flow_row(0, "Input records", books["record_count"], "total"),
        flow_row(1, FATES["failure"], books["failure_count"], "failure"),
        *(flow_row(2, f"{row['step']}: {row['reason']}", row["count"], "failure") for row in books["failures"]),
        flow_row(1, FATES["repeat"], books["repeat_count"], "repeat"),
        flow_row(1, "Distinct pages", books["document_count"], "total"),
    ]
    for status in books["statuses"]:
        name = status["status"]
        rows.append(flow_row(2, FATES.get(name, name), status["count"], name))
        rows += [flow_row(3, row["reason"], row["count"], name) for row in status["reasons"] if row["reason"]]
    return rows


def flow_row(depth: int, label: str, count: int, fate: str) -> dict[str, Any]:
    """Return one row of the tree."""
    return {"depth": depth, "label": label, "count": count, "fate": fate}


def fate_rows(books: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of the stacked bar, with where each begins, in percent of all records."""
    counts = {row["status"]: row["count"] for row in books["statuses"]} | {
        "repeat": max(books["repeat_count"], 0),
        "failure": books["failure_count"],
    }
    total = sum(counts.values()) or 1
    rows, start = [], 0
    for fate, label in FATES.items():
        count = counts.get(fate, 0)
        rows.append(
            {
                "fate": fate,
                "label": label,
                "count": count,
                "start": round(100 * start / total, 3),
                "width": round(100 * count / total, 3),
            }
        )
        start += count
    return rows


def shown(value: Any) -> Any:
    """Return a value as the page shows it: markup of the templates as it is, any other text made harmless."""
    if value is None:
        return "–"
    if isinstance(value, str) and not isinstance(value, Markup):
        return " ⏎ ".join(printable(line, SHOWN_LENGTH) for line in value.strip().splitlines())
    return value


def number(value: float | None) -> str:
    """Return a count with its thousands set apart, or a score as it is."""
    return "–" if value is None else f"{value:,}"


def percent(part: float | None, whole: float | None) -> str:
    """Return the share in percent, and none of nothing."""
    if not part or not whole:
        return "0 %" if whole else "–"
    value = 100 * part / whole
    return "< 0.1 %" if value < 0.1 else f"{value:.1f} %"


def size(value: float | None) -> str:
    """Return a number of bytes in the unit that keeps it short."""
    if value is None:
        return "–"
    for unit in ("bytes", "kB", "MB", "GB"):
        if abs(value) < 1000:
            return f"{value:,.0f} {unit}" if unit == "bytes" else f"{value:,.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} TB"


def breakable(value: Any) -> Any:
    """Return a name of the schema or of a check, which may go on in the next line behind each "_"."""
    return Markup("_<wbr>").join(escape(shown(value)).split("_")) if isinstance(value, str) else value


def json_text(value: Any) -> str:
    """Return a parameter as JSON on one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
