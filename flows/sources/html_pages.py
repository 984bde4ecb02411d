"""HTML pages: their visible text as lines, what the markup tells of each line, and what the page says of itself.

The page is parsed as browsers do (lexbor) and serialised again: in the parser's own output tags are closed
and in order, `<`, `>` and `&` are escaped, so one regular expression cuts it into tags and text, where
visiting the nodes would take a Python object and several calls for each.
"""

import re
import sys
from html import unescape
from typing import NamedTuple
from unicodedata import normalize

from selectolax.lexbor import LexborHTMLParser

from flows.sources.html_elements import BLOCKS, NOSCRIPT, NOT_VISIBLE, PREFORMATTED, UNESCAPED, VOID
from flows.sources.markup_cost import MAX_NODES, refuse_costly_markup
from flows.sources.page_metadata import read_page_metadata
from flows.sources.text_pages import LineFact, PageError
from flows.steps.normalize_text import BEYOND_TABLE, NON_STARTER, SUSPECT, normalize_text

MAX_DEPTH = 10_000
PATH_LENGTH = 8
ANCESTORS_WITH_WORDS = 4
MAX_ATTRIBUTE_WORDS_LENGTH = 200

COMMENT = re.compile("<!--.*?-->", re.DOTALL)
PROCESSING_INSTRUCTION = re.compile("<[?][^>]*>")
CLASS_OR_ID = re.compile(' (?:class|id)="([^"]*)"')
ATTRIBUTE = re.compile('(=?[^ =]*)="([^"]*)"')
HIDING_STYLE = re.compile("(?:^|;)\\s*(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden)", re.IGNORECASE)
# What browsers collapse, of what normalising leaves.
WHITE_SPACE = re.compile("[ \t\n]+")
TAG_AS_TEXT = re.compile("\\s*<[a-z!]", re.IGNORECASE)
WHOLE_LINE = sys.maxsize  # characters in links: as many as the line has


class VisiblePage(NamedTuple):
    """The lines that a reader of the page sees, a fact for each, and what the page says of itself."""

    lines: list[str]
    line_facts: list[LineFact]
    page_metadata: dict[str, str]
    removed_character_count: int


class _Element:
    """An open element; it outlives its end tag in the line that it holds."""

    __slots__ = ("around", "depth", "is_hidden", "is_link", "is_pre", "markup", "parent", "tag", "tags", "words")

    def __init__(self, tag: str, markup: str, parent: "_Element | None") -> None:
        self.tag = tag
        self.markup = markup  # of the start tag
        self.parent = parent
        self.tags: str | None = None
        self.words: str | None = None
        # The block around an inline element; a block that held itself would wait for the garbage collector.
        self.around: _Element | None = None if parent is None or tag in BLOCKS else parent.around or parent
        if parent is None:
            self.depth, self.is_link, self.is_pre, self.is_hidden = 0, False, False, False
            return
        self.depth = parent.depth + 1
        self.is_link = parent.is_link or (tag == "a" and "href=" in markup)
        self.is_pre = parent.is_pre or tag in PREFORMATTED
        # Most start tags are bare; of the others most say nothing on this.
        self.is_hidden = parent.is_hidden or ((markup != tag or tag == "dialog") and _hides(tag, markup))

    def own_words(self) -> str:
        """Return the words of the element's class and id, as they are written."""
        if 'class="' not in self.markup and 'id="' not in self.markup:
            return ""
        values = " ".join(CLASS_OR_ID.findall(self.markup))
        return unescape(values) if "&" in values else values

    def path_here(self) -> str:
        """Return the path from below the body, without its last tag: kept, as each child asks for it."""
        if self.tags is None:
            tags = [f"{element.tag}/" for element in self.upwards(PATH_LENGTH - 1) if element.parent]
            self.tags = "".join(reversed(tags))
        return self.tags

    def words_here(self) -> str:
        """Return the words of the element and of its ancestors: kept, as each child asks for them."""
        if self.words is None:
            self.words = " ".join([element.own_words() for element in self.upwards(ANCESTORS_WITH_WORDS)])
        return self.words

    def upwards(self, count: int) -> "list[_Element]":
        """Return the element, its parent and so on, `count` at most."""
        elements = [self]
        while len(elements) < count and elements[-1].parent is not None:
            elements.append(elements[-1].parent)
        return elements


class _Line:
    """The texts that have gathered for a line, and the innermost element that holds them all."""

    __slots__ = ("are_links", "element", "has_link", "has_other", "lowest_depth", "texts")

    def __init__(self, element: _Element) -> None:
        self.texts: list[str] = []
        self.are_links: list[bool] = []
        self.has_link = self.has_other = False
        self.element = element
        self.lowest_depth = 0  # of the elements open since the first text

    def add(self, text: str, element: _Element) -> None:
        """Add a text that stands right below an element; blank texts begin no line."""
        is_blank = text.isspace()
        if not self.texts:
            if is_blank or not text:
                return
            self.element = element
            self.lowest_depth = element.depth
        elif self.lowest_depth < self.element.depth and not is_blank:
            while self.lowest_depth < self.element.depth and self.element.parent:
                self.element = self.element.parent
        self.texts.append(text)
        self.are_links.append(element.is_link)
        if element.is_link:
            self.has_link = True
        elif not is_blank:
            self.has_other = True

    def link_char_count(self) -> int:
        """Return how many characters stand inside a link as the line shows them, or more than the line has."""
        if not self.has_link:
            return 0
        if not self.has_other:
            return WHOLE_LINE
        is_pre = self.element.is_pre
        count, ends_with_space = 0, True
        for fragment, is_link in zip(self.texts, self.are_links, strict=True):
            text = normalize_text(fragment).text
            shown = text if is_pre else WHITE_SPACE.sub(" ", text)
            if ends_with_space and not is_pre:
                shown = shown.lstrip(" ")
            ends_with_space = shown.endswith(" ") if shown else ends_with_space
            count += len(shown) if is_link else 0
        return count


def visible_text(markup: str, max_depth: int = MAX_DEPTH) -> VisiblePage:
    """Return what a reader of the page sees, line by line; a page without any text has one blank line.

    Raises:
        PageError: `too_deep`: elements are nested more than `max_depth` deep. `too_complex`: there are too many.
    """
    refuse_costly_markup(markup)
    sound, unfit_count = _parsable(markup)
    parser = LexborHTMLParser(sound)
    metadata = read_page_metadata(parser)
    parser.strip_tags(list(NOT_VISIBLE))
    writer = _written(parser, max_depth)
    if _noscript_size(sound) > _size(writer):
        writer = _written_for_no_scripts(sound, max_depth, writer)
    if not writer.lines:
        writer.lines.append("")  # so that facts stay one per line of the joined text
        writer.line_facts.append(LineFact(element="", attribute_words="", link_char_count=0))
    removed_count = unfit_count + writer.removed_character_count
    return VisiblePage(writer.lines, writer.line_facts, metadata, removed_count)


def _written(parser: LexborHTMLParser, max_depth: int) -> "_LineWriter":
    """Return the lines of what is left of a page."""
    shown = _body_markup(parser)
    if any(f"<{tag}" in shown for tag in UNESCAPED):
        parser.unwrap_tags(list(UNESCAPED))
        shown = _body_markup(parser)
    writer = _LineWriter(max_depth, shows_hidden=False)
    writer.read(shown)
    if writer.hidden_char_count > _size(writer):
        # What hides most of a page is a curtain that a script lifts: of 459 news pages with a known text, the
        # two where this holds have their whole article behind it.
        writer = _LineWriter(max_depth, shows_hidden=True)
        writer.read(shown)
    return writer


def _written_for_no_scripts(data: bytes, max_depth: int, shown: "_LineWriter") -> "_LineWriter":
    """Return the lines that a reader without scripts sees where they hold more text than what is shown to others.

    That is the page itself: forums and shops that a script draws say it so. What a browser saved as text, tags and
    all, is left alone.
    """
    parser = LexborHTMLParser(data)
    parser.strip_tags([tag for tag in NOT_VISIBLE if tag != NOSCRIPT])
    if any(TAG_AS_TEXT.match(element.text(deep=False)) for element in parser.css(NOSCRIPT)):
        return shown
    plain = _written(parser, max_depth)
    return plain if _size(plain) > 2 * _size(shown) else shown


def _size(writer: "_LineWriter") -> int:
    return sum(map(len, writer.lines))


def _noscript_size(data: bytes) -> int:
    """Return how many bytes of markup stand in elements for readers without scripts."""
    size, begin = 0, data.find(b"<noscript")
    while begin >= 0:
        end = data.find(b"</noscript", begin)
        end = len(data) if end < 0 else end
        size += end - begin
        begin = data.find(b"<noscript", end)
    return size


def _parsable(markup: str) -> tuple[bytes, int]:
    """Return the markup in UTF-8 and how many characters it lost that the parser would drop uncounted."""
    try:
        data = markup.encode()
    except UnicodeEncodeError:
        data = markup.encode("utf-8", "ignore")
    else:
        if b"\0" not in data:
            return data, 0
    data = data.replace(b"\0", b"")
    return data, len(markup) - len(data.decode())


def _body_markup(parser: LexborHTMLParser) -> str:
    body = parser.body
    return (body.html if body is not None else None) or ""


def _without_comments(markup: str) -> str:
    """Return serialised markup without what is neither an element nor text."""
    kept = COMMENT.sub("", markup)
    return PROCESSING_INSTRUCTION.sub("", kept) if "<?" in kept else kept


class _LineWriter:
    """Turns serialised markup into lines: text gathers until a block, a cell or a break ends the line."""

    def __init__(self, max_depth: int, *, shows_hidden: bool) -> None:
        self._max_depth = max_depth
        self._shows_hidden = shows_hidden
        self.hidden_char_count = 0
        self.lines: list[str] = []
        self.line_facts: list[LineFact] = []
        self.removed_character_count = 0
        self._line = _Line(_Element("body", "body", None))
        # Of the lines that have ended: their texts, what holds them, how many characters of them are links.
        self._texts: list[str] = []
        self._elements: list[_Element] = []
        self._link_char_counts: list[int] = []

    def read(self, markup: str) -> None:
        """Add the lines of a serialised body."""
        pieces = _without_comments(markup).split(">")
        if len(pieces) > 2 * MAX_NODES:
            raise PageError("too_complex", f"more than {MAX_NODES} elements")
        pieces.pop()  # what follows the end tag of the body: nothing
        line = self._line
        element = line.element
        for piece in pieces:
            text, _, tag_markup = piece.partition("<")
            if text and (line.texts or not text.isspace()):
                line = self._add_text(text, element)
            if tag_markup[0] == "/":
                # Another tag's end is that of a void name in MathML.
                if element.parent is not None and element.tag == tag_markup[1:]:
                    if line.texts:
                        line = self._leave(element)
                    element = element.parent
                continue
            tag = tag_markup.partition(" ")[0]
            if line.texts and tag in BLOCKS:
                line = self._end_line(element)
            if tag not in VOID:
                element = _opened(tag, tag_markup, element, self._max_depth)
        self._end_line(element)
        if self._texts:
            self._write_lines()

    def _leave(self, element: _Element) -> _Line:
        """Return the line after the end of an element that some of the line stands in."""
        if element.around is None:
            return self._end_line(element)
        self._line.lowest_depth = min(self._line.lowest_depth, element.depth - 1)
        return self._line

    def _add_text(self, escaped: str, element: _Element) -> _Line:
        if element.is_hidden and not self._shows_hidden:
            self.hidden_char_count += len(escaped)
            return self._line
        text = unescape(escaped) if "&" in escaped else escaped
        if not element.is_pre:
            self._line.add(text, element)
            return self._line
        for index, part in enumerate(text.split("\n")):
            if index:
                self._end_line(element)
            self._line.add(part, element)
        return self._line

    def _end_line(self, element: _Element) -> _Line:
        """Return the next line, which begins in an element."""
        line = self._line
        if line.texts:
            self._texts.append("".join(line.texts))
            self._elements.append(line.element)
            self._link_char_counts.append(line.link_char_count())
            self._line = _Line(element)
        return self._line

    def _write_lines(self) -> None:
        told: dict[str, str] = {}  # the lines of a list have the same words around them
        for text, element, count in zip(self._shown_texts(), self._elements, self._link_char_counts, strict=True):
            if text and not text.isspace():
                words = _words_around(element)
                if words not in told:
                    told[words] = _attribute_words(words)
                self.lines.append(text)
                self.line_facts.append(
                    {
                        "element": _path(element.around or element),
                        "attribute_words": told[words],
                        "link_char_count": min(count, len(text)),
                    }
                )

    def _shown_texts(self) -> list[str]:
        """Return the texts of the lines in normal form, with their white space as a browser shows it."""
        are_pre = [element.is_pre for element in self._elements]
        joined = "\n".join([text.strip(" \t\n").replace("\n", " ") for text in self._texts]).replace("\t", " ")
        if True in are_pre or any(rare.search(joined) for rare in (SUSPECT, NON_STARTER, BEYOND_TABLE)):
            return [self._shown_text(text, is_pre=is_pre) for text, is_pre in zip(self._texts, are_pre, strict=True)]
        while "  " in joined:  # a run of spaces halves each time
            joined = joined.replace("  ", " ")
        # All that is left of normal form, and cheaper for all lines at once.
        return [text.strip(" ") for text in normalize("NFC", joined).split("\n")]

    def _shown_text(self, text: str, *, is_pre: bool) -> str:
        normalized = normalize_text(text)
        self.removed_character_count += normalized.removed_character_count
        if is_pre:
            return normalized.text.replace("\n", " ").rstrip(" \t")
        return WHITE_SPACE.sub(" ", normalized.text).strip(" ")


def _opened(tag: str, markup: str, parent: _Element, max_depth: int) -> _Element:
    if tag == "body":
        # A body that is styled away is a page that waits for its script; paths begin below it.
        return _Element(tag, markup, None)
    element = _Element(tag, markup, parent)
    if element.depth > max_depth:
        raise PageError("too_deep", f"elements are nested more than {max_depth} deep")
    return element


def _path(block: _Element) -> str:
    return block.parent.path_here() + block.tag if block.parent is not None else ""


def _words_around(element: _Element) -> str:
    """Return class and id words: of what holds the whole line, of its block, then of the block's ancestors."""
    block = element.around or element
    words = []
    if element is not block:
        for wrapper in element.upwards(ANCESTORS_WITH_WORDS):
            if wrapper is block:
                break
            words.append(wrapper.own_words())
    words.append(block.own_words())
    if block.parent is not None:
        words.append(block.parent.words_here())
    return " ".join(words)


def _attribute_words(words: str) -> str:
    return _cut_at_word(" ".join(dict.fromkeys(words.split())))


def _hides(tag: str, markup: str) -> bool:
    """Return whether an element is not shown, as far as its own tag tells."""
    if tag == "dialog":
        return "open=" not in markup
    if " hidden=" not in markup and " style=" not in markup:
        return False
    values = dict(ATTRIBUTE.findall(markup.partition(" ")[2]))
    return "hidden" in values or HIDING_STYLE.search(unescape(values.get("style", ""))) is not None


def _cut_at_word(text: str) -> str:
    if len(text) <= MAX_ATTRIBUTE_WORDS_LENGTH:
        return text
    return text[: MAX_ATTRIBUTE_WORDS_LENGTH + 1].rpartition(" ")[0] or text[:MAX_ATTRIBUTE_WORDS_LENGTH]
