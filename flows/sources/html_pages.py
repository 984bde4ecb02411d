"""HTML pages: their visible text as lines, what the markup tells of each line, and what the page says of itself.

The page is parsed as browsers do (lexbor) and serialised again: in the parser's own output tags are closed
and in order, `<`, `>` and `&` are escaped, so one regular expression cuts it into tags and text, where
visiting the nodes would take a Python object and several calls for each.
"""

import re
from html import unescape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from flows.sources.decode_text import UndecodableError, declared_charset, decode_payload
from flows.sources.html_elements import BLOCKS, NOT_VISIBLE, PREFORMATTED, UNESCAPED, VOID
from flows.sources.markup_cost import MAX_NODES, refuse_costly_markup
from flows.sources.page_metadata import read_page_metadata
from flows.sources.text_pages import LineFact, Page, PageError, payload_bytes, payload_id
from flows.steps.normalize_text import normalize_text

MAX_DEPTH = 10_000
PATH_LENGTH = 8
ANCESTORS_WITH_WORDS = 4
MAX_ATTRIBUTE_WORDS_LENGTH = 200

UNESCAPED_TAG = re.compile(f"<(?:{'|'.join(UNESCAPED)})", re.IGNORECASE)
MARKUP = re.compile("<([^>]*)>")
COMMENT = re.compile("<!--.*?-->", re.DOTALL)
CLASS_OR_ID = re.compile('(?:^| )(?:class|id)="([^"]*)"')
ATTRIBUTE = re.compile('(=?[^ =]*)="([^"]*)"')
HIDING_STYLE = re.compile("(?:^|;)\\s*(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden)", re.IGNORECASE)
# What browsers collapse, of what normalising leaves.
WHITE_SPACE = re.compile("[ \t\n]+")


class VisiblePage(NamedTuple):
    """The lines that a reader of the page sees, a fact for each, and what the page says of itself."""

    lines: list[str]
    line_facts: list[LineFact]
    page_metadata: dict[str, str]
    removed_character_count: int


class _Element:
    """An open element; it outlives its end tag in the line that it holds."""

    __slots__ = ("around", "attributes", "depth", "is_hidden", "is_link", "is_pre", "parent", "tag", "tags", "words")

    def __init__(self, tag: str, attributes: str, parent: "_Element | None") -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.tags: tuple[str, ...] | None = None
        self.words: list[str] | None = None
        # The block around an inline element; a block that held itself would wait for the garbage collector.
        self.around: _Element | None = None if parent is None or tag in BLOCKS else parent.around or parent
        if parent is None:
            self.depth, self.is_link, self.is_pre, self.is_hidden = 0, False, False, False
            return
        self.depth = parent.depth + 1
        self.is_link = parent.is_link or (tag == "a" and "href=" in attributes)
        self.is_pre = parent.is_pre or tag in PREFORMATTED
        self.is_hidden = parent.is_hidden or _hides(tag, attributes)

    def own_words(self) -> list[str]:
        """Return the words of the element's class and id."""
        values = " ".join(CLASS_OR_ID.findall(self.attributes)) if self.attributes else ""
        return (unescape(values) if "&" in values else values).split()

    def tags_here(self) -> tuple[str, ...]:
        """Return the tags from below the body to here, without the last: kept, as each child asks for them."""
        if self.tags is None:
            self.tags = tuple(element.tag for element in self.upwards(PATH_LENGTH - 1) if element.parent)[::-1]
        return self.tags

    def words_here(self) -> list[str]:
        """Return the words of the element and of its ancestors: kept, as each child asks for them."""
        if self.words is None:
            near = self.upwards(ANCESTORS_WITH_WORDS)
            self.words = [word for element in near for word in element.own_words()]
        return self.words

    def upwards(self, count: int) -> "list[_Element]":
        """Return the element, its parent and so on, `count` at most."""
        elements = [self]
        while len(elements) < count and elements[-1].parent is not None:
            elements.append(elements[-1].parent)
        return elements


def read_html_page(data: bytes) -> Page:
    """Return the page of an HTML file.

    Raises:
        PageError: The bytes are in no known encoding, or the markup is too complex.
    """
    try:
        decoded = decode_payload(data, declared_charset(data))
    except UndecodableError as error:
        raise PageError("undecodable", str(error)) from error
    return _page(payload_id(data), decoded.encoding, decoded.replaced_character_count, decoded.text)


def html_page(markup: str) -> Page:
    """Return the page of a record's `html`."""
    return _page(payload_id(payload_bytes(markup)), "utf-8", 0, markup)


def _page(document_id: str, encoding: str, replaced_count: int, markup: str) -> Page:
    page = visible_text(markup)
    return Page(
        document_id=document_id,
        media_type="text/html",
        encoding=encoding,
        removed_character_count=page.removed_character_count + replaced_count,
        text="\n".join(page.lines),
        page_metadata=page.page_metadata,
        line_facts=page.line_facts,
    )


def visible_text(markup: str) -> VisiblePage:
    """Return what a reader of the page sees, line by line; a page without any text has one blank line.

    Raises:
        PageError: `too_complex`: the markup is nested too deep or has too many elements.
    """
    refuse_costly_markup(markup)
    sound, unfit_count = _parsable(markup)
    parser = LexborHTMLParser(sound)
    metadata = read_page_metadata(parser)
    parser.strip_tags(list(NOT_VISIBLE))
    if UNESCAPED_TAG.search(markup):
        parser.unwrap_tags(list(UNESCAPED))
    body = parser.body
    shown = (body.html if body is not None else None) or ""
    writer = _LineWriter(shows_hidden=False)
    writer.read(shown)
    if writer.hidden_char_count > sum(len(line) for line in writer.lines):
        # What hides most of a page is a curtain that a script lifts: of 459 news pages with a known text, the
        # two where this holds have their whole article behind it.
        writer = _LineWriter(shows_hidden=True)
        writer.read(shown)
    if not writer.lines:
        writer.lines.append("")  # so that facts stay one per line of the joined text
        writer.line_facts.append(LineFact(element="", attribute_words="", link_char_count=0))
    removed_count = unfit_count + writer.removed_character_count
    return VisiblePage(writer.lines, writer.line_facts, metadata, removed_count)


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


class _LineWriter:
    """Turns serialised markup into lines: text gathers until a block, a cell or a break ends the line."""

    def __init__(self, *, shows_hidden: bool) -> None:
        self._shows_hidden = shows_hidden
        self.hidden_char_count = 0
        self.lines: list[str] = []
        self.line_facts: list[LineFact] = []
        self.removed_character_count = 0
        self._element = _Element("body", "", None)
        self._fragments: list[tuple[str, bool]] = []
        self._line_element = self._element  # innermost element that holds the whole line
        self._lowest_depth = 0

    def read(self, markup: str) -> None:
        """Add the lines of a serialised body."""
        pieces = MARKUP.split(COMMENT.sub("", markup))
        if len(pieces) > 4 * MAX_NODES:
            raise PageError("too_complex", f"more than {MAX_NODES} elements")
        for tag, text in zip(pieces[1::2], pieces[2::2], strict=True):
            if tag[0] == "/":
                self._end(tag[1:])
            else:
                self._start(*tag.partition(" ")[::2])
            if text and (self._fragments or not text.isspace()):
                self._add_text(text)
        self._end_line()

    def _start(self, tag: str, attributes: str) -> None:
        if self._fragments and tag in BLOCKS:
            self._end_line()
        if tag in VOID:
            return
        if tag == "body":
            # A body that is styled away is a page that waits for its script; paths begin below it.
            self._element = _Element(tag, attributes, None)
            return
        self._element = _Element(tag, attributes, self._element)
        if self._element.depth > MAX_DEPTH:
            raise PageError("too_complex", f"elements are nested more than {MAX_DEPTH} deep")

    def _end(self, tag: str) -> None:
        element = self._element
        if element.parent is None or element.tag != tag:
            return  # Of the body itself, or of a void name in MathML.
        self._element = element.parent
        if not self._fragments:
            return
        if tag in BLOCKS:
            self._end_line()
        self._lowest_depth = min(self._lowest_depth, self._element.depth)

    def _add_text(self, escaped: str) -> None:
        element = self._element
        if element.is_hidden and not self._shows_hidden:
            self.hidden_char_count += len(escaped)
            return
        text = unescape(escaped) if "&" in escaped else escaped
        if not element.is_pre:
            self._add_fragment(text)
            return
        for index, part in enumerate(text.split("\n")):
            if index:
                self._end_line()
            self._add_fragment(part)

    def _add_fragment(self, text: str) -> None:
        if not self._fragments:
            if not text or text.isspace():
                return
            self._line_element = self._element
            self._lowest_depth = self._element.depth
        elif self._lowest_depth < self._line_element.depth and not text.isspace():
            while self._lowest_depth < self._line_element.depth and self._line_element.parent:
                self._line_element = self._line_element.parent
        self._fragments.append((text, self._element.is_link))

    def _end_line(self) -> None:
        fragments = self._fragments
        if not fragments:
            return
        self._fragments = []
        element = self._line_element
        normalized = normalize_text("".join([text for text, _ in fragments]))
        self.removed_character_count += normalized.removed_character_count
        line = _collapsed(normalized.text, is_pre=element.is_pre)
        if not line or line.isspace():
            return
        self.lines.append(line)
        self.line_facts.append(
            LineFact(
                element=_path(element.around or element),
                attribute_words=_attribute_words(element),
                link_char_count=_link_char_count(fragments, line, is_pre=element.is_pre),
            )
        )


def _hides(tag: str, attributes: str) -> bool:
    """Return whether an element is not shown, as far as its own tag tells."""
    if tag == "dialog":
        return "open=" not in attributes
    if "hidden=" not in attributes and "style=" not in attributes:
        return False
    values = dict(ATTRIBUTE.findall(attributes))
    return "hidden" in values or HIDING_STYLE.search(unescape(values.get("style", ""))) is not None


def _collapsed(text: str, *, is_pre: bool) -> str:
    """Return a line with its white space as a browser shows it."""
    if is_pre:
        return text.replace("\n", " ").rstrip(" \t")
    return WHITE_SPACE.sub(" ", text).strip(" ")


def _link_char_count(fragments: list[tuple[str, bool]], line: str, *, is_pre: bool) -> int:
    """Return how many characters of the line stand inside a link."""
    if not any(is_link for _, is_link in fragments):
        return 0
    if all(is_link or text.isspace() for text, is_link in fragments):
        return len(line)
    count, ends_with_space = 0, True
    for fragment, is_link in fragments:
        text = normalize_text(fragment).text
        shown = text if is_pre else WHITE_SPACE.sub(" ", text)
        if ends_with_space and not is_pre:
            shown = shown.lstrip(" ")
        ends_with_space = shown.endswith(" ") if shown else ends_with_space
        count += len(shown) if is_link else 0
    return min(count, len(line))


def _path(block: _Element) -> str:
    if block.parent is None:
        return ""
    return "/".join((*block.parent.tags_here(), block.tag))


def _attribute_words(element: _Element) -> str:
    """Return class and id words: of what holds the whole line, of its block, then of the block's ancestors."""
    words: list[str] = []
    block = element.around or element
    if element is not block:
        for wrapper in element.upwards(ANCESTORS_WITH_WORDS):
            if wrapper is block:
                break
            words += wrapper.own_words()
    words += block.own_words()
    if block.parent is not None:
        words += block.parent.words_here()
    return _cut_at_word(" ".join(dict.fromkeys(words)))


def _cut_at_word(text: str) -> str:
    if len(text) <= MAX_ATTRIBUTE_WORDS_LENGTH:
        return text
    return text[: MAX_ATTRIBUTE_WORDS_LENGTH + 1].rpartition(" ")[0] or text[:MAX_ATTRIBUTE_WORDS_LENGTH]
