"""The headline of an article: what the page prints, else what is claimed of it, without the names around it."""

import re
from collections.abc import Collection, Sequence

from flows.steps.article_credits import is_outlet
from flows.steps.lexicons import SECTION_NAMES

LONGEST_PART = 60  # characters of a site's name in a title
MOST_NAMES = 4  # of a site and its sections in one title
LEAST_AGREEMENT = 0.4  # share of a claimed headline's words that the text has; a shop's slogan has hardly any
_SEPARATOR = re.compile(r"\s+(?:[-–—|·•»›<~/]|::)\s+")
_CUT = re.compile(r"\s*(?:\.{3}|…|\[(?:\.{3}|…)\])\Z")
_CUT_INSIDE = re.compile(r"\s*(?:\.{3}|…|\[)")
# Of writing without spaces each character stands for a word.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u9fff]+"
)
_LETTERS = re.compile(r"\w+")
_SECTIONS = frozenset(SECTION_NAMES)


def article_title(
    printed: str | None, record_title: str | None, head_titles: Sequence[str], text: str, site_names: Collection[str]
) -> str | None:
    """Return the headline line, else the record's title, else the first of the page's head that its text bears out.

    Args:
        printed: The headline that the page shows; where it is cut, a claim that begins so is taken whole.
        record_title: What the record calls the article.
        head_titles: What the page's head calls it; what two places call it goes first.
        text: The article.
        site_names: Names of the site, its host among them.
    """
    heads = [title for claim in head_titles if (title := without_site(claim, site_names))]
    record = without_site(record_title or "", site_names)
    claims = [*filter(None, [record]), *sorted(heads, key=heads.count, reverse=True)]
    if printed:
        return _whole(without_site(printed, site_names) or printed, claims)
    if record:
        return record
    return next((title for title in claims if _agrees(title, text)), None)


def without_site(title: str, site_names: Collection[str]) -> str:
    """Return the title without the site's name and section before or after it; nothing where no more is left."""
    keys = {_key(name) for name in site_names if name}
    has_site = False
    for _ in range(MOST_NAMES):
        if _is_site(title, keys):
            return ""
        separators = list(_SEPARATOR.finditer(title))
        if not separators:
            return title
        last, first = title[separators[-1].end() :], title[: separators[0].start()]
        if _is_site(last, keys) or (has_site and is_section(last)):
            title, has_site = title[: separators[-1].start()].rstrip(), True
        elif _is_site(first, keys):
            title = title[separators[0].end() :].lstrip()
        else:
            return title
    return title


def is_section(part: str) -> bool:
    """Whether the part of a title is nothing but the name of a newspaper's section."""
    return " ".join(_LETTERS.findall(part.lower())) in _SECTIONS


def _is_site(part: str, keys: Collection[str]) -> bool:
    return len(part) <= LONGEST_PART and (_key(part) in keys or is_outlet(part))


def _key(name: str) -> str:
    return "".join(_LETTERS.findall(name.lower().removeprefix("www.")))


def _whole(printed: str, claims: Sequence[str]) -> str:
    """Return the claim that a cut headline is the beginning of, else the headline."""
    stem = _CUT.sub("", printed)
    if stem == printed:
        return printed
    goes_on = (claim for claim in claims if claim.startswith(stem) and not _CUT.search(claim))
    return next((claim for claim in goes_on if not _CUT_INSIDE.match(claim, len(stem))), printed)


def _agrees(title: str, text: str) -> bool:
    words = set(_WORD.findall(title.lower()))
    return bool(words) and len(words.intersection(_WORD.findall(text.lower()))) >= LEAST_AGREEMENT * len(words)
