"""Refuses markup that a parser would spend time or memory on out of proportion to its length.

Browsers' parsing rules are quadratic in places: an end tag is looked for among all open elements, an
unclosed formatting element is opened anew in each block after it, an attribute is compared with those
before it. Real pages are far from these bounds; what slips past them is stopped by the limit on time.
"""

import re
from collections import Counter
from collections.abc import Iterator

from flows.sources.html_elements import BLOCKS, FORMATTING, IMPLIED_END, VOID
from flows.sources.text_pages import PageError

MAX_NODES = 1_000_000
# 20,000 end tags below 20,000 open elements took lexbor 2.6 s.
MAX_OPEN_ELEMENT_VISITS = 200_000_000
FEW_TAGS = 20_000  # cannot reach that number of visits
# 20,000 attributes in one tag took lexbor 0.7 s. No real page has 100.
MAX_ATTRIBUTES = 10_000
LONG_TAG = 2 * MAX_ATTRIBUTES

# The look at the first letter spares most tags the comparison with each name.
FIRST_LETTERS = "".join(sorted({tag[0] for tag in FORMATTING}))
FORMATTING_TAG = re.compile(f"<(?=[{FIRST_LETTERS}])(?:{'|'.join(sorted(FORMATTING))})(?=[\\s/>])", re.IGNORECASE)
ANY_TAG = re.compile("<(/?)([a-zA-Z][^\\s/>]*)")


def refuse_costly_markup(markup: str) -> None:
    """Raise `PageError` where parsing would take time or memory out of proportion to the page's length."""
    for start, end in _long_pieces(markup):
        if len(markup[start:end].partition(">")[0].split()) > MAX_ATTRIBUTES:
            raise PageError("too_complex", f"a tag has more than {MAX_ATTRIBUTES} attributes")
    tag_count = markup.count("<") + 1
    if tag_count > FEW_TAGS or len(FORMATTING_TAG.findall(markup)) * tag_count > MAX_NODES:
        _refuse_costly_tree(markup)


def _long_pieces(markup: str) -> Iterator[tuple[int, int]]:
    """Yield where more than `LONG_TAG` characters stand without a `<`, looking at one character in many."""
    start = markup.find("<") + 1 or len(markup)  # text before the first tag has no attributes
    while start + LONG_TAG < len(markup):
        last = markup.rfind("<", start, start + LONG_TAG + 1)
        if last < 0:
            end = markup.find("<", start)
            end = len(markup) if end < 0 else end
            yield start, end
            last = end
        start = last + 1


def _refuse_costly_tree(markup: str) -> None:
    """Follow the tags as the parser would, roughly, and stop where its work or its tree grows too large."""
    depth = visit_count = node_count = open_formatting_count = 0
    open_formatting = Counter[str]()
    for match in ANY_TAG.finditer(markup):
        is_end, tag = bool(match[1]), match[2].lower()
        step = -1 if is_end else 1
        if tag not in IMPLIED_END and tag not in VOID:
            depth = max(0, depth + step)
        if tag in FORMATTING and (not is_end or open_formatting[tag]):
            open_formatting[tag] += step
            open_formatting_count += step
        visit_count += depth
        node_count += 0 if is_end else 1 + (open_formatting_count if tag in BLOCKS else 0)
        if node_count > MAX_NODES or visit_count > MAX_OPEN_ELEMENT_VISITS:
            raise PageError("too_complex", f"at character {match.start()}: {node_count} elements, depth {depth}")
