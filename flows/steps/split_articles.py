"""Labelled lines to articles: what the page's main text says, and who wrote it, when, and after whom.

A kept title begins an article. What the page prints beside its text is taken before what the record claims of it;
only the time is taken from the page's head first, which is exact where the printed one often is not. Where a page
has several articles, what its record and its head claim is said of none of them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from flows.steps.article_credits import (
    author_names,
    claimed_name,
    credited_source,
    is_outlet,
)
from flows.steps.article_dates import VIETNAM_OFFSET_MINUTES, PrintedDate, printed_date
from flows.steps.article_ids import address_article_id, address_host, believed_address, content_article_id
from flows.steps.article_tags import article_tags
from flows.steps.article_titles import article_title
from flows.steps.lexicons import UPDATE_WORDS, VIETNAMESE_LETTERS
from flows.steps.trailing_signature import NOBODY, Signature, trailing_signature
from flows.steps.word_count import count_words
from schemas.stages import PAGE_ARTICLES, PAGES

TEXT_KINDS = ("lead", "subheading", "body")
PARAGRAPH_BREAK = "\n\n"
VIETNAMESE_SHARE = 0.02  # of the letters; Vietnamese has ten times that, a text that quotes a name a tenth
VIETNAMESE_SAMPLE = 2000  # characters
DATED_KINDS = ("date", "byline", "source_credit")
REFUTED = timedelta(days=3)  # between the head's date and the printed one; less is another zone or an update
SAME_DATE = timedelta(hours=36)  # a day and a minute further apart are not the same date
TITLE_CLAIMS = ("h1", "headline", "og_title", "title")  # what readers see first
SHORTEST_HOST_NAME = 4  # letters of a part of the host that can be the site's name in a title
_VIETNAMESE = re.compile(f"[{VIETNAMESE_LETTERS}]", re.IGNORECASE)
_UPDATED = re.compile(rf"\b(?:{UPDATE_WORDS.pattern})\b", re.IGNORECASE)
_AUTHOR_SEPARATOR = re.compile(r"\s*[,;|/]\s*")


class KeptLine(NamedTuple):
    """A line of an article or beside it."""

    line_index: int
    text: str
    kind: str
    is_kept: bool


class PageClaims(NamedTuple):
    """A page with what its record and its own head say of it."""

    document_id: str
    url: str | None
    site: str | None
    fetched_at: datetime | None
    record: Mapping[str, Any]
    head: Mapping[str, Any]


def story_lines(lines: Sequence[KeptLine]) -> list[list[KeptLine]]:
    """Return the lines of each story: every kept title but the first begins a further one."""
    stories: list[list[KeptLine]] = [[]]
    has_title = False
    for line in lines:
        is_title = line.kind == "title" and line.is_kept
        if is_title and has_title:
            stories.append([])
        has_title = has_title or is_title
        stories[-1].append(line)
    for number in range(1, len(stories)):
        stories[number - 1 : number + 1] = _with_date_above(stories[number - 1], stories[number])
    return stories


def _with_date_above(above: list[KeptLine], story: list[KeptLine]) -> tuple[list[KeptLine], list[KeptLine]]:
    """Return two stories with the date above the second's headline given to it, where each has a date so."""
    end = max((index for index, line in enumerate(above) if line.is_kept), default=-1) + 1
    dated = [index for index, line in enumerate(above) if line.kind == "date"]
    has_own = any(line.kind == "date" for line in story)
    if has_own or not dated or not dated[0] < end <= dated[-1]:
        return above, story
    furniture = [line for line in above[end:] if line.kind in ("date", "byline")]
    return [line for line in above if line not in furniture], furniture + story


def page_article(page: PageClaims, lines: Sequence[KeptLine], article_index: int) -> dict[str, Any] | None:
    """Return the row of one of the page's articles, or None for a page without a main text."""
    kept = [line for line in lines if line.is_kept]
    text = PARAGRAPH_BREAK.join(line.text for line in kept if line.kind in TEXT_KINDS)
    if not text:
        return None
    title = story_title(page, kept, text)
    date = article_date(page, lines, text)
    url = page.url or _absolute(page.head.get("canonical_url"))
    address = believed_address(url, _text(page.head.get("canonical_url")))
    content_id = content_article_id(title, text, article_index)
    return {
        "article_id": address_article_id(address, article_index) if address else content_id,
        "document_id": page.document_id,
        "article_index": article_index,
        "title": title,
        "lead": next((line.text for line in kept if line.kind == "lead"), None),
        "authors": article_authors(page, lines),
        "published_at": date.moment if date else None,
        "published_precision": date.precision if date else None,
        "published_utc_offset_minutes": date.utc_offset_minutes if date else None,
        "source_credit": article_credit(lines),
        "url": url,
        "site": page.site or address_host(url),
        "text": text,
        "char_count": len(text),
        "word_count": count_words(text),
        "tags": story_tags(page, lines, f"{title or ''}\n{text}"),
        "fetched_at": page.fetched_at,
        "is_url_identity": address is not None,
        "content_id": content_id,
        "line_indexes": [line.line_index for line in kept],
    }


def story_title(page: PageClaims, kept: Sequence[KeptLine], text: str) -> str | None:
    """Return the headline line, else what is claimed of the page."""
    printed = next((line.text for line in kept if line.kind == "title"), None)
    claims = [title for key in TITLE_CLAIMS if (title := _text(page.head.get(key)))]
    return article_title(printed, _text(page.record.get("title")), claims, text, _site_names(page))


def article_authors(page: PageClaims, lines: Sequence[KeptLine]) -> list[str]:
    """Return the people who wrote the article.

    Names that the page or the record claims and a byline prints; else those that a byline prints; else those after
    the last sentence; else the claims alone.
    """
    bylines = [line.text for line in lines if line.kind == "byline"]
    claimed = claimed_authors(page)
    printed_words = "\n".join(bylines).casefold()
    confirmed = [name for name in claimed if name.casefold() in printed_words]
    if confirmed:
        return confirmed
    printed = _unique(name for line in bylines for name in author_names(line))
    if printed:
        return printed
    return list(_signature(lines).authors) or claimed


def claimed_authors(page: PageClaims) -> list[str]:
    """Return the names that the page's head, else its record, gives as its authors."""
    for claim in (page.head.get("author"), page.record.get("author")):
        text = _text(", ".join(map(str, claim)) if isinstance(claim, list) else claim) or ""
        claimed = [name for part in _AUTHOR_SEPARATOR.split(text) if (name := claimed_name(part))]
        if claimed and "://" not in text:
            return _unique(claimed)
    return []


def article_date(page: PageClaims, lines: Sequence[KeptLine], text: str) -> PrintedDate | None:
    """Return when the article says it was published: the page's head, then the date line, then the record."""
    offset = VIETNAM_OFFSET_MINUTES if is_vietnamese(text) else None
    title_index = next((line.line_index for line in lines if line.is_kept and line.kind == "title"), -1)
    beside = sorted(
        (line for line in lines if line.kind in DATED_KINDS),
        key=lambda line: (line.line_index < title_index, DATED_KINDS.index(line.kind), line.line_index),
    )
    printed = [line.text for line in beside if line.line_index > title_index >= 0]
    claims = [page.head.get("published_at"), *(line.text for line in beside), page.record.get("date")]
    if _is_refuted(page, printed, offset):
        claims[0] = None
    dates = [
        date for claim in claims if (value := _text(claim)) and (date := printed_date(value, offset, page.fetched_at))
    ]
    return _most_exact(dates)


def _is_refuted(page: PageClaims, printed: Sequence[str], offset: int | None) -> bool:
    """Whether the dates below the headline all deny what the page's head says, and none is that of an update."""
    claim, update = (
        printed_date(_text(page.head.get(key)) or "", offset, page.fetched_at)
        for key in ("published_at", "modified_at")
    )
    lines = [(line, date) for line in printed if (date := printed_date(line, offset, page.fetched_at))]
    known = [date.moment for date in (claim, update) if date]
    is_near = any(abs(date.moment - moment) <= REFUTED for _, date in lines for moment in known)
    return bool(claim and lines) and not is_near and not any(_UPDATED.search(line) for line, _ in lines)


def article_credit(lines: Sequence[KeptLine]) -> str | None:
    """Return the outlet that the credit lines name, known outlets first, else the end of the last paragraph."""
    credits_found = [name for line in lines if line.kind == "source_credit" if (name := credited_source(line.text))]
    outlets = [name for name in credits_found if is_outlet(name)]
    if outlets or credits_found:
        return (outlets or credits_found)[0]
    return _signature(lines).source


def _signature(lines: Sequence[KeptLine]) -> Signature:
    bodies = [line.text for line in lines if line.is_kept and line.kind == "body"]
    return trailing_signature(bodies[-1]) if bodies else NOBODY


def story_tags(page: PageClaims, lines: Sequence[KeptLine], text: str) -> list[str]:
    """Return the topics that the lines of tags print, and the claimed ones that the text has."""
    claims = [page.record.get("tags"), page.record.get("keywords"), page.head.get("keywords")]
    lists = [", ".join(map(str, claim)) if isinstance(claim, list) else _text(claim) or "" for claim in claims]
    return article_tags([line.text for line in lines if line.kind == "hashtag"], lists, text)


def is_vietnamese(text: str) -> bool:
    """Whether the text is written with Vietnamese letters."""
    sample = text[:VIETNAMESE_SAMPLE]
    return len(_VIETNAMESE.findall(sample)) >= VIETNAMESE_SHARE * len(sample)


def split_articles(pages: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the articles of the pages, from the lines that `label_lines` labelled.

    Args:
        pages: Rows of `schemas.stages.PAGES`; the table `documents` will do.
        lines: Rows of `schemas.stages.LABELLED_LINES`.
    """
    pages = PAGES.completed(pages)
    columns = ("document_id", "text", "url", "site", "fetched_at", "metadata", "page_metadata")
    grouped = _lines_of_pages(lines)
    rows = []
    for document_id, text, url, site, fetched_at, record, head in zip(
        *(pages[name] for name in columns), strict=True
    ):
        page = PageClaims(document_id, url, site, fetched_at, _object(record), _object(head))
        page_lines = [
            KeptLine(index, text[start:end], kind, is_kept)
            for index, start, end, kind, is_kept in grouped.get(document_id, ())
        ]
        stories = story_lines(page_lines)
        page = page if len(stories) == 1 else page._replace(record={}, head=_without_claims(page.head))
        rows += [row for index, story in enumerate(stories) if (row := page_article(page, story, index))]
    return pl.DataFrame(rows, schema=PAGE_ARTICLES.to_polars()).sort(PAGE_ARTICLES.sort_key)


def _lines_of_pages(lines: pl.DataFrame) -> dict[str, list[tuple[int, int, int, str, bool]]]:
    """Return the lines of each page that can belong to an article, in their order."""
    kinds = ("byline", "date", "source_credit", "hashtag")
    grouped: dict[str, list[tuple[int, int, int, str, bool]]] = {}
    columns = ("document_id", "line_index", "char_start", "char_end", "kind", "is_kept")
    wanted = lines.filter(pl.col("is_kept") | pl.col("kind").is_in(kinds)).select(columns)
    for document_id, *line in wanted.sort("document_id", "line_index").iter_rows():
        grouped.setdefault(document_id, []).append(tuple(line))
    return grouped


def _most_exact(dates: Sequence[PrintedDate]) -> PrintedDate | None:
    """Return the first date; its minute from a later one that means the same day."""
    if not dates:
        return None
    first = dates[0]
    if first.precision == "minute":
        return first
    exact = (date for date in dates if date.precision == "minute" and abs(date.moment - first.moment) <= SAME_DATE)
    return next(exact, first)


def _site_names(page: PageClaims) -> list[str]:
    """Return the names that the page's head and its host give the site."""
    host = (page.site or address_host(page.url) or "").lower()
    parts = [part for part in host.split(".") if len(part) >= SHORTEST_HOST_NAME]
    return [name for name in (_text(page.head.get("site_name")), host, *parts) if name]


def _object(content: str | None) -> Mapping[str, Any]:
    return dict(json.loads(content)) if content else {}


def _text(value: object) -> str | None:
    """Return a claim as text; None for what is neither text nor a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split()) or None


def _without_claims(head: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a page's head what holds for all of its articles."""
    return {key: head[key] for key in ("canonical_url", "site_name") if key in head}


def _absolute(value: object) -> str | None:
    url = _text(value)
    return url if address_host(url) else None


def _unique(names: Any) -> list[str]:
    return list(dict.fromkeys(names))
