"""Ids of rows that have no address of their own: they follow from the owner, the words and nothing else.

An id must survive whatever leaves the words alone: another crawl, an advertisement beside the text, a space
that became two. So the text is normalised before it is hashed, and where an article says the same twice, the
occurrence number keeps the two apart.
"""

import hashlib
import unicodedata
from collections.abc import Sequence

ID_HEX_DIGITS = 32


def text_row_ids(owner_ids: Sequence[str], texts: Sequence[str]) -> list[str]:
    r"""Return one id per row: the head of SHA-256 over owner, normalised text and occurrence number.

    The parts are joined by U+001F. Occurrences count from 0 in the order given, within the same owner and
    normalised text; so give the rows of one copy of an owner in their order in the text.
    """
    seen: dict[tuple[str, str], int] = {}
    ids = []
    for owner_id, text in zip(owner_ids, texts, strict=True):
        key = (owner_id, normalised_for_id(text))
        seen[key] = seen.get(key, -1) + 1
        ids.append(_digest(f"{key[0]}\x1f{key[1]}\x1f{seen[key]}"))
    return ids


def normalised_for_id(text: str) -> str:
    """Return the text in NFC with every run of white space as one space and none at its ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:ID_HEX_DIGITS]
