"""Pages made of labelled ones, to learn from: as they would look with less structure, and pages of teasers.

What is lost from pages in the wild differs from archive to archive; labelled pages show few of these losses, and
hardly one of them has no main text. Everything is drawn by the page's id, the same in every run.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from flows.labelled_pages import LabelledPage
from flows.site_folds import FOLDS, site_fold

LONGEST_MENU_LINE = 4  # words; lines that lose their ends when a page's structure is lost
LONGEST_GLUED_LINE = 12  # words
LEAST_FURNITURE = 15  # lines of a page without its main text that is still like a page
TEASERS = (4, 50)  # on a page of teasers
SUMMARY_WORDS = (8, 60)
HEADLINE_WORDS = (6, 14)
MOST_FURNITURE = 150  # lines beside the teasers
# Class names that news sites give to teasers, in English and Vietnamese, and to the lists around them.
LIST_PATHS = ("div/div", "main/section/div", "div/ul/li", "div/article", "div/div/div/article", "section/ul/li")
LIST_CLASSES = ("list news", "list-item", "box category", "stories", "feed", "grid", "tin-moi", "content main")
ITEM_CLASSES = ("item", "story", "card", "article news", "post", "media", "box", "tin")
TITLE_CLASSES = ("title", "headline", "name", "tieu-de", "entry title")
SUMMARY_CLASSES = ("desc", "summary", "sapo", "excerpt", "lead", "text")


class Line(NamedTuple):
    """A non-blank line with its label."""

    text: str
    label: int


class Teaser(NamedTuple):
    """What a list says of another page."""

    headline: str
    summary: str


def made_pages(pages: Sequence[LabelledPage]) -> list[LabelledPage]:
    """Return all pages made of the pages given; a fold's pages of teasers hold teasers of its own sites alone."""
    folds = (tuple(page for page in pages if site_fold(page.site) == fold) for fold in range(FOLDS))
    return [
        *(variant for page in pages for variant in variants(page)),
        *(made for fold in folds for made in pages_of_teasers(fold)),
    ]


def variants(page: LabelledPage) -> list[LabelledPage]:
    """Return the page as it would look otherwise: its markup lost, its paragraphs joined, its main text taken out."""
    draw = random.Random(page.page_id)  # noqa: S311 - variety, no secret
    lines = [Line(line.strip(), label) for line, label in _labelled_lines(page) if label >= 0]
    found = [page._replace(kind="stripped", markup=None, page_metadata=None)] if page.markup is not None else []
    if any(label < 0 for label in page.labels) or not any(line.label for line in lines):
        return found
    found += [_plain(page, "joined", joined_paragraphs(lines, draw), draw)]
    if draw.random() < 0.6:
        found += [_plain(page, "bare", bare_article(lines, draw), draw)]
    furniture = [place for place, label in enumerate(page.labels) if label == 0]
    if draw.random() < 0.5 and len(furniture) >= LEAST_FURNITURE:
        found += [_furniture(page, furniture)]
    return found


def _labelled_lines(page: LabelledPage) -> list[tuple[str, int]]:
    return list(zip((line for line in page.text.split("\n") if line.strip()), page.labels, strict=True))


def _plain(page: LabelledPage, kind: str, lines: Sequence[Line], draw: random.Random) -> LabelledPage:
    text = draw.choice(["\n", "\n", "\n\n"]).join(line.text for line in lines)
    return page._replace(
        kind=kind, text=text, markup=None, page_metadata=None, labels=tuple(line.label for line in lines)
    )


def _furniture(page: LabelledPage, places: Sequence[int]) -> LabelledPage:
    """Return the page without its main text."""
    rows = [(index, line) for index, line in enumerate(page.text.split("\n")) if line.strip()]
    kept = [rows[place] for place in places]
    markup = None if page.markup is None else [page.markup[index] for index, _ in kept]
    text = "\n".join(line for _, line in kept)
    return page._replace(kind="no_article", text=text, markup=markup, labels=(0,) * len(kept))


def joined_paragraphs(lines: Sequence[Line], draw: random.Random) -> list[Line]:
    """Return the lines with paragraphs joined by twos, threes or all, menus glued, and less far from the text."""
    before, main, after = _parted(lines, draw)
    if draw.random() < 0.5:
        before, after = _glued(before, draw), _glued(after, draw)
    before = before[-draw.choice([2, 8, 30, len(lines)]) :]
    after = after[: draw.choice([1, 4, 15, 60, len(lines)])]
    return [*before, *_joined(main, draw.choice([2, 3, 5, len(lines)]), draw), *after]


def bare_article(lines: Sequence[Line], draw: random.Random) -> list[Line]:
    """Return the main text with hardly anything beside it, its paragraphs joined more often than not."""
    before, main, after = _parted(lines, draw)
    before = before[len(before) - min(len(before), draw.choice([0, 0, 0, 1, 2, 3])) :]
    size = draw.choice([2, 3, 5, len(lines)]) if draw.random() < 0.6 else 1
    return [*before, *_joined(main, size, draw), *after[: draw.choice([0, 0, 0, 1, 2, 4])]]


def _parted(lines: Sequence[Line], draw: random.Random) -> tuple[list[Line], list[Line], list[Line]]:
    """Return what stands above the main text, the main text with half of the foreign lines in it, what is below."""
    places = [place for place, line in enumerate(lines) if line.label]
    first, last = places[0], places[-1]
    main = [line for line in lines[first : last + 1] if line.label or draw.random() < 0.5]
    return list(lines[:first]), main, list(lines[last + 1 :])


def _joined(main: Sequence[Line], size: int, draw: random.Random) -> list[Line]:
    """Return the lines with so many paragraphs that stand together made one; the first often stays alone."""
    result: list[Line] = []
    for label, group in groupby(main, key=lambda line: line.label):
        paragraphs = list(group)
        while label and paragraphs:
            count = 1 if not result and draw.random() < 0.6 else size
            result.append(Line(" ".join(line.text for line in paragraphs[:count]), 1))
            paragraphs = paragraphs[count:]
        result += paragraphs
    return result


def _glued(lines: Sequence[Line], draw: random.Random) -> list[Line]:
    """Return the lines with short ones run together, as menus are where line ends were lost."""
    result: list[Line] = []
    for line in lines:
        is_short = len(line.text.split()) <= LONGEST_MENU_LINE
        if result and is_short and len(result[-1].text.split()) <= LONGEST_GLUED_LINE and draw.random() < 0.6:
            result[-1] = Line(result[-1].text + draw.choice(["", " ", " | "]) + line.text, 0)
        else:
            result.append(line)
    return result


def pages_of_teasers(pages: Sequence[LabelledPage]) -> list[LabelledPage]:
    """Return pages that hold nothing but links, headlines and summaries of others of the pages given.

    Half as many as there are pages; half of those of pages with markup have some too.
    """
    teasers = [teaser for page in pages for teaser in _teasers(page)]
    made = []
    for page in pages:
        draw = random.Random(f"teasers of {page.page_id}")  # noqa: S311
        furniture = [line for line, label in _labelled_lines(page) if label == 0]
        if teasers and furniture and draw.random() < 0.5:
            made.append(_page_of_teasers(page, furniture, teasers, draw))
    return made


def _teasers(page: LabelledPage) -> Iterator[Teaser]:
    """Yield what lists could say of a page: its own first words, cut or not, below others of its words."""
    paragraphs = [line.split() for line, label in _labelled_lines(page) if label == 1]
    paragraphs = [words for words in paragraphs if len(words) > SUMMARY_WORDS[0]]
    draw = random.Random(f"teaser of {page.page_id}")  # noqa: S311
    if len(paragraphs) > 1:
        headline = " ".join(paragraphs[1][: draw.randint(*HEADLINE_WORDS)]).rstrip(".,:;")
        size = draw.randint(*SUMMARY_WORDS)
        ending = draw.choice(["...", "…", ".", ""]) if len(paragraphs[0]) > size else ""
        yield Teaser(headline, " ".join(paragraphs[0][:size]).rstrip(".,") + ending)


def _page_of_teasers(
    page: LabelledPage, furniture: Sequence[str], teasers: Sequence[Teaser], draw: random.Random
) -> LabelledPage:
    cut = draw.randint(0, min(len(furniture), MOST_FURNITURE))
    place = _ListPlace.drawn(draw)
    rows = [_Row(line, "div/ul/li", "menu", len(line)) for line in furniture[:cut]]
    for _ in range(draw.randint(*TEASERS)):
        rows += _teaser_rows(draw.choice(teasers), place, draw)
    rows += [_Row(line, "div/div", "footer", len(line)) for line in furniture[cut:][:MOST_FURNITURE]]
    has_markup = page.markup is not None and draw.random() < 0.5
    markup = [{"element": row.element, "attribute_words": row.words, "link_char_count": row.links} for row in rows]
    return page._replace(
        kind="no_article",
        text="\n".join(row.text.strip() for row in rows),
        markup=markup if has_markup else None,
        page_metadata=page.page_metadata if has_markup else None,
        labels=(0,) * len(rows),
    )


class _Row(NamedTuple):
    """A line with the facts of its markup, as `line_facts` has them."""

    text: str
    element: str
    words: str
    links: int


class _ListPlace(NamedTuple):
    """How one page sets its teasers."""

    path: str
    heading: str
    around: str
    title: str
    summary: str
    has_summary: bool
    has_date: bool

    @classmethod
    def drawn(cls, draw: random.Random) -> "_ListPlace":
        """Return a way to set teasers."""
        return cls(
            draw.choice(LIST_PATHS),
            draw.choice(("h2", "h3", "h4", "p", "div")),
            f"{draw.choice(ITEM_CLASSES)} {draw.choice(LIST_CLASSES)}",
            draw.choice(TITLE_CLASSES),
            draw.choice(SUMMARY_CLASSES),
            draw.random() < 0.75,
            draw.random() < 0.4,
        )


def _teaser_rows(teaser: Teaser, place: _ListPlace, draw: random.Random) -> list[_Row]:
    heading = f"{place.path}/{place.heading}", f"{place.title} {place.around}"
    rows = [_Row(teaser.headline, *heading, len(teaser.headline))]
    if place.has_date:
        date = f"{draw.randint(1, 28)}/{draw.randint(1, 12)}/20{draw.randint(10, 26)}"
        rows.append(_Row(date, f"{place.path}/div", f"time {place.around}", 0))
    if place.has_summary and draw.random() < 0.9:
        rows.append(_Row(teaser.summary, f"{place.path}/p", f"{place.summary} {place.around}", 0))
    return rows
