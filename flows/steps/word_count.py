"""How many words a text has: one count for articles, paragraphs, quotations and speakers."""

import re

_WORD = re.compile(r"\w+")


def count_words(text: str) -> int:
    """Return the number of words of a text in NFC; in Vietnamese, which writes syllables apart, that of syllables."""
    return len(_WORD.findall(text))
