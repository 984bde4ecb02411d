"""Facts of one line, as named numbers: what a decision may go by, and no decision.

Most follow from the line's own text; three look at the page: how often it prints the line, and whether its
neighbours are sentences or like headlines. Where the page was HTML, the elements around the line add theirs.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flows.steps.lexicons import (
    BOILERPLATE_MARKERS,
    BYLINE_ATTRIBUTE_WORDS,
    CAPTION_ATTRIBUTE_WORDS,
    CAPTION_ENDINGS,
    CHROME_ATTRIBUTE_WORDS,
    CHROME_ELEMENTS,
    LEAD_ATTRIBUTE_WORDS,
    LINE_BEGINNINGS,
    LINE_PHRASES,
    SENTENCE_CLOSERS,
)

LONGEST_PHRASE = 60  # characters of a menu word, a button or a heading of a section
LONGEST_MARKED_LINE = 400  # characters; a longer line is text whatever words stand in it
TAIL = 120  # characters at the end of a line in which a credit is looked for
WORDS_PER_WIDE_CHARACTER = 0.6  # a Chinese or Japanese word is between one and two characters
WORDS_PER_UNSPACED_CHARACTER = 0.25  # a Thai, Lao, Khmer or Burmese word is about four
SENTENCE_LINE_TOKENS = 8  # a shorter line that ends like a sentence can be a button or a headline
UNENDED_SENTENCE_TOKENS = 30  # a line as long as this is text without a final mark too
LONGEST_TEASER = 60  # words; a longer line that ends in dots is a paragraph whose author trails off
HEADLINE_TOKENS = (4, 25)

WRAPPER_SHARE = 0.4  # of the words in sentences; a menu or a sidebar holds less

NEVER_WRAPPERS = ("popup", "modal", "cookie")  # hidden until asked for, so on no account the page's own text

SENTENCE_ENDS = ".!?…。！？｡؟۔।॥։።។။՞༎"
_INNER_END = re.compile(r"[.!?…][\"'”’»)\]]*\s|[。！？｡؟۔।።។။]")
_COMMA = re.compile(r"[,;，、；،]")
_WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SCRIPT_WITHOUT_SPACES = re.compile(f"{_WIDE.pattern}|{_UNSPACED.pattern}")
_END_WITH_BRACKET = re.compile(rf"[{SENTENCE_ENDS}][\"'”’»]*\s?[(\[][^()\[\]]{{1,60}}[)\]]\W*\Z")
_NO_WORD = re.compile(r"[\W\d_]+")
_IMAGE_NAME = re.compile(r"\S{1,150}\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif)\Z", re.IGNORECASE)
_HASHTAGS = re.compile(r"(?:#[^\s#]+[\s,;]*)+\Z")
_ADDRESS = re.compile(r"https?://\S+\Z")
_PHRASE_KINDS = {phrase: group.kind for group in LINE_PHRASES for phrase in group.phrases}
_SECTIONS = frozenset(phrase for group in LINE_PHRASES if group.opens_section for phrase in group.phrases)
_BEGINNINGS = re.compile(
    "|".join(f"(?P<{kind}>{'|'.join(rule.pattern for rule in rules)})" for kind, rules in LINE_BEGINNINGS.items()),
    re.IGNORECASE,
)
_CAPTION_ENDING = re.compile("|".join(rule.pattern for rule in CAPTION_ENDINGS), re.IGNORECASE)
_CHROME_WORDS = dict.fromkeys(CHROME_ELEMENTS, "other_boilerplate") | {
    word: kind for kind, words in CHROME_ATTRIBUTE_WORDS.items() for word in words
}
_ATTRIBUTE_WORD = re.compile(r"[a-z]+")
_HEADING = re.compile(r"h([1-6])\Z")


class LineFacts(NamedTuple):
    """What is known of one non-blank line."""

    line_index: int
    char_start: int
    char_end: int
    text: str
    key: str
    token_count: int
    ends_sentence: bool
    is_truncated: bool
    inner_sentence_count: int
    comma_count: int
    link_share: float
    site_count_bucket: int
    printing_count: int
    phrase_kind: str
    opens_section: bool
    heading_level: int
    is_list_item: bool
    role: str
    chrome_kind: str = ""
    sentence_neighbour_count: int = 0
    headline_neighbour_count: int = 0

    @property
    def is_sentence(self) -> bool:
        """Whether the line reads like running text."""
        if self.is_truncated or self.phrase_kind in ("related", "comment_ui", "nav", "ad"):
            return False
        is_long = self.token_count >= UNENDED_SENTENCE_TOKENS and self.link_share < 0.5
        return is_long or (self.ends_sentence and self.token_count >= SENTENCE_LINE_TOKENS)

    @property
    def is_headline(self) -> bool:
        """Whether the line could be the title of some article, whole or cut."""
        shortest, longest = HEADLINE_TOKENS
        if self.phrase_kind or not shortest <= self.token_count <= longest:
            return False
        return self.is_truncated or not self.text.endswith((".", "。", ":", ",", ";"))


class Markup(NamedTuple):
    """What the HTML around a line says: the columns of `line_facts` of its page."""

    element: str = ""
    attribute_words: str = ""
    link_char_count: int = 0


class _Place(NamedTuple):
    heading_level: int
    is_list_item: bool
    role: str
    chrome_words: frozenset[str]


def page_line_facts(
    text: str, markup: Sequence[Mapping[str, Any]] | None, site_count_buckets: Mapping[int, int]
) -> list[LineFacts]:
    """Return the facts of every non-blank line of a page.

    Args:
        text: The page's text.
        markup: One entry per line of the text, or None for plain text.
        site_count_buckets: Line index to bucket, for lines that several pages of the site carry.
    """
    facts = []
    places: dict[tuple[str, str], _Place] = {("", ""): _Place(0, False, "", frozenset())}
    chrome_words = []
    start = 0
    for index, raw in enumerate(text.split("\n")):
        stripped = raw.strip()
        if stripped:
            entry = _markup(markup[index]) if markup is not None and index < len(markup) else Markup()
            where = (entry.element, entry.attribute_words)
            place = places.get(where) or places.setdefault(where, _place(*where))
            begin = start + raw.index(stripped[0])
            share = min(1.0, round(entry.link_char_count / len(stripped), 4))
            facts.append(_own_facts(index, begin, stripped, share, site_count_buckets.get(index, 0), place))
            chrome_words.append(place.chrome_words)
        start += len(raw) + 1
    if any(chrome_words):
        facts = _with_chrome(facts, chrome_words)
    return _with_neighbours(_with_printings(facts), has_markup=markup is not None)


def token_count(text: str) -> int:
    """Return the number of words; of writing without spaces, about as many as it has."""
    if text.isascii() or _SCRIPT_WITHOUT_SPACES.search(text) is None:
        return len(text.split())
    wide, unspaced = len(_WIDE.findall(text)), len(_UNSPACED.findall(text))
    spaced = len(_SCRIPT_WITHOUT_SPACES.sub(" ", text).split())
    return round(wide * WORDS_PER_WIDE_CHARACTER + unspaced * WORDS_PER_UNSPACED_CHARACTER) + spaced


def line_key(text: str) -> str:
    """Return the line's letters in folded case, one space for all else: the same for other printings of it."""
    return _NO_WORD.sub(" ", text.casefold()).strip()


def _own_facts(index: int, start: int, text: str, link_share: float, bucket: int, place: _Place) -> LineFacts:
    key = line_key(text) if len(text) <= LONGEST_MARKED_LINE else text
    phrase_kind = _phrase_kind(text, key)
    tokens = token_count(text)
    is_truncated = tokens < LONGEST_TEASER and text.endswith(("...", "…", "[…]", "[...]", "…]"))
    return LineFacts(
        line_index=index,
        char_start=start,
        char_end=start + len(text),
        text=text,
        key=key,
        token_count=tokens,
        ends_sentence=not is_truncated and _ends_sentence(text),
        is_truncated=is_truncated,
        inner_sentence_count=len(_INNER_END.findall(text)),
        comma_count=len(_COMMA.findall(text)),
        link_share=link_share,
        site_count_bucket=bucket,
        printing_count=1,
        phrase_kind=phrase_kind,
        opens_section=key in _SECTIONS and len(text) <= LONGEST_PHRASE,
        heading_level=place.heading_level,
        is_list_item=place.is_list_item or text[0] in "•-–*+·",
        role=place.role,
    )


def _ends_sentence(text: str) -> bool:
    """Whether the line ends in a sentence mark, with nothing but closing marks or a bracket after it."""
    tail = text[-TAIL:]
    bare = tail.rstrip(SENTENCE_CLOSERS)
    if bare and bare[-1] in SENTENCE_ENDS:
        return True
    return tail[-1] in ")]" and _END_WITH_BRACKET.search(tail) is not None


def _phrase_kind(text: str, key: str) -> str:
    """Return the kind that the line's words alone tell, or nothing."""
    if len(text) > LONGEST_MARKED_LINE:
        return ""
    if len(text) <= LONGEST_PHRASE and key in _PHRASE_KINDS:
        return _PHRASE_KINDS[key]
    beginning = _BEGINNINGS.match(text)
    return str(beginning.lastgroup) if beginning else _kind_by_form(text)


def _kind_by_form(text: str) -> str:
    """Return the kind that the look of the line tells: a file, tags, a picture's credit, an address."""
    if " " not in text and _IMAGE_NAME.match(text):
        return "image_name"
    if text[0] == "#" and _HASHTAGS.match(text):
        return "hashtag"
    if _CAPTION_ENDING.search(text[-TAIL:]):
        return "caption"
    folded = text.lower()
    for marker in BOILERPLATE_MARKERS:
        if marker in folded:
            return "other_boilerplate"
    return "other_boilerplate" if _ADDRESS.match(text) else ""


def _markup(entry: Mapping[str, Any] | None) -> Markup:
    if entry is None:
        return Markup()
    return Markup(entry["element"] or "", entry["attribute_words"] or "", entry["link_char_count"] or 0)


def _place(element: str, attribute_words: str) -> _Place:
    """Return what the elements around a line and their class names say of it."""
    tags = element.split("/")
    words = set(_ATTRIBUTE_WORD.findall(attribute_words.lower()))
    levels = [int(match[1]) for tag in tags if (match := _HEADING.match(tag))]
    chrome_words = frozenset(word for word in (*words, *tags) if word in _CHROME_WORDS)
    return _Place(levels[-1] if levels else 0, "li" in tags, _role(tags, words), chrome_words)


def _role(tags: Sequence[str], words: set[str]) -> str:
    """Return the part of an article that the markup names, or nothing."""
    if "figcaption" in tags or words.intersection(CAPTION_ATTRIBUTE_WORDS):
        return "caption"
    if "time" in tags:
        return "date"
    if words.intersection(BYLINE_ATTRIBUTE_WORDS) or "address" in tags:
        return "byline"
    return "lead" if words.intersection(LEAD_ATTRIBUTE_WORDS) else ""


def _with_chrome(facts: Sequence[LineFacts], chrome_words: Sequence[frozenset[str]]) -> list[LineFacts]:
    """Return the facts with the part of the page's frame that each line's markup names.

    A word around much of the page's text ("has-sidebar", a form around it all) names no part. Comments can be
    longer than what they comment on.
    """
    around: Counter[str] = Counter()
    for line, words in zip(facts, chrome_words, strict=True):
        around.update(dict.fromkeys(words, line.token_count if line.is_sentence else 0))
    most = WRAPPER_SHARE * sum(line.token_count for line in facts if line.is_sentence)
    kinds = {
        word: kind
        for word, count in around.items()
        if (kind := _CHROME_WORDS[word]) == "comment_ui" or word in NEVER_WRAPPERS or count <= most
    }
    return [
        line._replace(chrome_kind=min((kinds[word] for word in words if word in kinds), default=""))
        for line, words in zip(facts, chrome_words, strict=True)
    ]


def _with_printings(facts: Sequence[LineFacts]) -> list[LineFacts]:
    counts = Counter(line.key for line in facts if line.key)
    return [line._replace(printing_count=counts[line.key]) if counts[line.key] > 1 else line for line in facts]


def _with_neighbours(facts: Sequence[LineFacts], *, has_markup: bool) -> list[LineFacts]:
    """Return the facts with the number of neighbours that are sentences, and that are like headlines or "more".

    With markup, the headline of another page is a link; without, any headline may be one.
    """
    is_sentence = [line.is_sentence for line in facts]
    is_headline = [
        line.phrase_kind == "related" or (line.is_headline and (line.link_share >= 0.5 or not has_markup))
        for line in facts
    ]
    return [
        line._replace(
            sentence_neighbour_count=sum(is_sentence[max(0, i - 1) : i] + is_sentence[i + 1 : i + 2]),
            headline_neighbour_count=sum(is_headline[max(0, i - 1) : i] + is_headline[i + 1 : i + 2]),
        )
        for i, line in enumerate(facts)
    ]
