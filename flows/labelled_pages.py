"""Pages whose main text is known, as `train_line_labeller` learns from them.

A row with `flat_text` has a label for each line. One with `html` has its main text, or snippets that the main text
holds and others that it doesn't: a line counts as main text where most of its words stand in runs of four words
that the main text has too.
"""

import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.sources.pages import HTML, PageLimits, read_page
from flows.sources.text_pages import PageError, Payload
from schemas.stages import PAGES

PAGE_KEYS = ("page_type", "source", "lang")  # of a row, for the last fields of its page
RUN_WORDS = 4
LEAST_SHARE = 0.5  # of a line's words in runs that the main text has
LONG_LINE = 80  # characters; such lines tell where the main text stands
SHORTEST_WITHIN = (20, 12)  # characters of a line inside a wanted and an unwanted snippet
WIDE = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{WIDE}]|[^\\W{WIDE}]+")

Markup = Sequence[Mapping[str, Any]]


class LabelledPage(NamedTuple):
    """A page as it arrives, its site, and for each non-blank line 1 for main text, 0 for none, -1 where unknown.

    `page_type` is `article` or another word for what the page is, such as `forum`; `source` is who labelled it. Both
    and `language` are empty where they are unknown.
    """

    page_id: str
    site: str
    kind: str
    text: str
    markup: Markup | None
    page_metadata: str | None
    labels: tuple[int, ...]
    page_type: str = ""
    source: str = ""
    language: str = ""


def labelled_rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of the JSON Lines files of the folder, compressed with xz or not, in order of names."""
    for path in sorted(folder.iterdir()):
        if path.name.endswith((".jsonl", ".jsonl.xz")):
            data = path.read_bytes()
            text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode()
            yield from (json.loads(line) for line in text.split("\n") if line)


def labelled_page(row: Mapping[str, Any]) -> LabelledPage | None:
    """Return the page of a row, or None for a row without labels or a page that can't be read."""
    site, known = str(row.get("host") or row["id"]), [str(row.get(key) or "") for key in PAGE_KEYS]
    if "line_labels" in row and "flat_text" in row:
        marked = zip(row["flat_text"].split("\n"), row["line_labels"], strict=True)
        labels = tuple(min(1, max(-1, label)) for line, label in marked if line.strip())
        page = LabelledPage(row["id"], site, "text", row["flat_text"], None, None, labels, *known)
        return page if labels else None
    if not row.get("html") or not (row.get("gold_text") or row.get("with")):
        return None
    try:
        read = read_page(Payload(row["html"], HTML), PageLimits())
    except PageError:
        return None
    lines = [line for line in read.text.split("\n") if line.strip()]
    gold = row.get("gold_text")
    labels = tuple(aligned_labels(lines, gold) if gold else snippet_labels(lines, row["with"], row["without"]))
    metadata = json.dumps(read.page_metadata)
    page = LabelledPage(row["id"], site, "html", read.text, read.line_facts or [], metadata, labels, *known)
    return page if lines else None


def pages_table(pages: Iterable[LabelledPage]) -> pl.DataFrame:
    """Return the pages as rows of `schemas.stages.PAGES`, `document_id` telling their order."""
    rows = [
        {
            "document_id": document_id(number),
            "text": page.text,
            "metadata": "{}",
            "line_facts": page.markup,
            "page_metadata": page.page_metadata,
        }
        for number, page in enumerate(pages)
    ]
    return PAGES.completed(pl.DataFrame(rows, {name: PAGES.to_polars()[name] for name in rows[0]}))


def document_id(number: int) -> str:
    """Return the id of a page by its place in a table."""
    return f"{number:08x}"


def aligned_labels(lines: Sequence[str], main_text: str) -> list[int]:
    """Return 1 for the lines that the main text holds, 0 for the others, -1 for lines without a word."""
    runs = set(_runs(_WORD.findall(main_text)))
    whole = {" ".join(_WORD.findall(line)) for line in main_text.split("\n")}
    words = [_WORD.findall(line) for line in lines]
    labels = [_label(found, runs, whole) for found in words]
    return _without_further_printings([" ".join(found) for found in words], labels, main_text)


def snippet_labels(lines: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]) -> list[int]:
    """Return 1 for lines around or inside a wanted snippet, 0 for an unwanted one, -1 where neither or both tell."""
    labels = []
    for line in lines:
        told = [
            any(snippet in line or (len(line) > shortest and line in snippet) for snippet in snippets)
            for snippets, shortest in zip((wanted, unwanted), SHORTEST_WITHIN, strict=True)
        ]
        labels.append(-1 if told[0] == told[1] else int(told[0]))
    return labels


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + RUN_WORDS]) for i in range(max(1, len(words) - RUN_WORDS + 1))]


def _label(words: Sequence[str], runs: set[tuple[str, ...]], whole: set[str]) -> int:
    if not words:
        return -1
    if len(words) < RUN_WORDS:
        return int(" ".join(words) in whole)
    covered = {place + step for place, run in enumerate(_runs(words)) if run in runs for step in range(RUN_WORDS)}
    return int(len(covered) > LEAST_SHARE * len(words))


def _without_further_printings(keys: Sequence[str], labels: Sequence[int], main_text: str) -> list[int]:
    """Return the labels with a line that the page prints more often than its main text left as often as there."""
    result = list(labels)
    joined = " ".join(_WORD.findall(main_text))
    long_lines = [place for place, label in enumerate(labels) if label == 1 and len(keys[place]) > LONG_LINE]
    middle = long_lines[len(long_lines) // 2] if long_lines else 0
    for key, count in Counter(key for key, label in zip(keys, labels, strict=True) if label == 1).items():
        allowed = max(1, joined.count(key)) if count > 1 else 1
        if count > allowed:
            places = [place for place, label in enumerate(labels) if label == 1 and keys[place] == key]
            for place in sorted(places, key=lambda place: (abs(place - middle), place))[allowed:]:
                result[place] = 0
    return result
