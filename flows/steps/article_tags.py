"""The topic words of an article: hashtags, lines of tags, and those keywords of the page that its text has."""

import re
from collections.abc import Sequence

from flows.steps.lexicons import TAG_LABELS

LONGEST_TAG = 60  # characters
MOST_KEYWORDS = 50  # of one claim; longer lists are made for search engines
_HASHTAG = re.compile(r"#([^\s#,;]+)")
_LABEL = re.compile(rf"(?:{TAG_LABELS.pattern})\s*[:：]?\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[,;|•·/]\s*")


def article_tags(lines: Sequence[str], keywords: Sequence[str], text: str) -> list[str]:
    """Return what the lines of tags name, in their order, then the claimed keywords that the text has.

    Args:
        lines: Lines of the kind `hashtag`.
        keywords: What the record or the page's head claims, each a list in one text.
        text: Headline and text of the article.
    """
    printed = [tag for line in lines for tag in _line_tags(line)]
    folded = text.casefold()
    claimed = [
        word for claim in keywords for word in _words(claim)[:MOST_KEYWORDS] if _stands_in(word.casefold(), folded)
    ]
    first: dict[str, str] = {}
    for tag in (*printed, *claimed):
        first.setdefault(tag.casefold(), tag)
    return list(first.values())


def is_tag_label(line: str) -> bool:
    """Whether the line is nothing but "Tags:" or the like."""
    return _LABEL.fullmatch(line) is not None


def _line_tags(line: str) -> list[str]:
    found: list[str] = _HASHTAG.findall(line)
    return found or _words(_LABEL.sub("", line, count=1))


def _words(text: str) -> list[str]:
    words = (word.strip(" .\"'#") for word in _SEPARATOR.split(text))
    return [word for word in words if 1 < len(word) <= LONGEST_TAG]


def _stands_in(word: str, text: str) -> bool:
    """Whether the text has the word, not as a part of another."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
