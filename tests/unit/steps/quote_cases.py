"""What the tests of quotation patterns share: a text with a paragraph a line, and the quotations found in it."""

from typing import Any, TypeAlias

import polars as pl

from flows.steps.extract_quotes import extract_quotes

Quote: TypeAlias = tuple[str, str, str | None, str | None]  # kind, words, speaker, resolved name
Case: TypeAlias = tuple[Any, ...]  # a text, then the quotations expected


def d(words: str, speaker: str | None, name: str | None = None) -> Quote:
    """Return a direct quotation; a speaker without a fuller name stands for himself."""
    return ("direct", words, speaker, name or speaker)


def p(words: str, speaker: str | None, name: str | None = None) -> Quote:
    """Return a partial quotation; a speaker without a fuller name stands for himself."""
    return ("partial", words, speaker, name or speaker)


def i(words: str, speaker: str | None, name: str | None = None) -> Quote:
    """Return an indirect quotation; a speaker without a fuller name stands for himself."""
    return ("indirect", words, speaker, name or speaker)


def a(words: str, speaker: str | None, name: str | None = None) -> Quote:
    """Return an answer; a speaker without a fuller name stands for himself."""
    return ("answer", words, speaker, name or speaker)


def paragraph_table(text: str) -> pl.DataFrame:
    """Return a `paragraphs` table with one paragraph per line of the text."""
    rows = []
    start = 0
    for index, line in enumerate(text.split("\n")):
        rows.append((f"p{index}", "a1", "d1", index, "body", line, start))
        start += len(line) + 1
    columns = ["paragraph_id", "article_id", "document_id", "paragraph_index", "kind", "text", "char_start"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def found_quotes(text: str) -> list[Quote]:
    """Return kind, words, speaker and resolved name of the quotations of a text."""
    found = extract_quotes(paragraph_table(text))
    return list(found.select("kind", "text", "speaker", "speaker_name").iter_rows())
