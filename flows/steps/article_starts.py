"""Where the stories of a page begin, for pages that print several in full, one under the other.

A wrong cut costs more than a missed one: a story of its own has a headline with its own date or byline, at least two
paragraphs standing together that are not cut short, and it looks like the first story of the page or follows on a
line that ends one. Subheadings, questions, numbered lists, running coverage and teasers lack one of these.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from flows.steps.article_credits import author_names, has_credit, is_name_line
from flows.steps.article_dates import printed_date
from flows.steps.lexicons import LIST_HEADINGS, MORE_LINKS
from flows.steps.line_facts import CUT_ENDS, LineFacts

FURNITURE_LINES = 3  # non-blank lines below a headline in which its date or byline stands
LINES_TO_TEXT = 8  # non-blank lines between a headline and its first paragraph
LEAST_WORDS = 60  # of the paragraphs that stand together; summaries have fewer
LEAST_PARAGRAPHS = 2
LONE_PARAGRAPH_WORDS = 120  # of one paragraph that is a whole story
MOST_SHARED_WORDS = 0.6  # of two headlines; more and the second is the first printed again, or "Re:" of a forum
LONGEST_BYLINE = 12  # words
LIVE_STORIES = 3  # so many of one day, each with its minute, are running coverage of one event
TITLE_LEVELS = (1, 2, 3)
MOST_OTHER_DATES = 6  # of teasers between two stories
_DASHES = "-–—"  # before the author and the date of a post that is quoted
_DOTS = (*CUT_ENDS, "...]")
_LISTED = re.compile("|".join(rf"(?:{rule.pattern})" for rule in LIST_HEADINGS), re.IGNORECASE)


class _Head(NamedTuple):
    """A line that can be the headline of a story, with what marks it as one."""

    position: int
    marks: frozenset[str]
    day: str


def story_titles(
    lines: Sequence[LineFacts], chosen: Collection[int], title: int | None, elements: Sequence[str] = ()
) -> list[int]:
    """Return the positions of the headlines of a page's stories; none where it has one story or no headline.

    Args:
        lines: The non-blank lines of the page.
        chosen: Positions of the lines that are main text, gaps and all.
        title: The headline of the page, where one was found.
        elements: The path of tags around each line; empty for text without markup.
    """
    if not chosen:
        return []
    first = min(chosen) if title is None else title
    heads = [
        head
        for position in range(first, max(chosen))
        if position == title or _is_headline(lines[position])
        if (head := _head(lines, position, elements)).marks or position == title
        if position == title or not _is_name_or_credit(lines[position])
    ]
    ends = [head.position for head in heads] + [max(chosen) + 1]
    full = [
        head
        for head, end in zip(heads, ends[1:], strict=True)
        if _has_full_text(lines, chosen, head.position, end, is_first=head.position == title)
    ]
    if not full or not _is_first(lines, title, full[0]):
        return []
    stories = _alike(lines, full)
    is_several = len(stories) > 1 and not _is_live(stories) and not _is_thread(lines, stories, max(chosen))
    return [head.position for head in stories] if is_several else []


def _is_first(lines: Sequence[LineFacts], title: int | None, head: _Head) -> bool:
    """Whether no text stands between the page's headline and the first story's; without one the markup must tell."""
    if title is None:
        return "heading" in head.marks
    return not any(line.is_sentence for line in lines[title : head.position])


def _is_headline(line: LineFacts) -> bool:
    """Whether the line can be a headline, and is neither a section's, a list's nor the headline of another page."""
    is_open = not line.text.endswith((*_DOTS, ".", "。", ":", "：", ",", ";"))
    is_sound = is_open and not line.phrase_kind and not line.chrome_kind and line.site_count_bucket < 2
    if not is_sound or not line.is_headline:
        return False
    words = line.key.split()
    is_doubled = words[: len(words) // 2] == words[len(words) // 2 :]  # a name beside the name of its picture
    is_listed = line.is_list_item or _LISTED.match(line.text) is not None or is_doubled
    return not is_listed and not line.is_date and line.role in ("", "lead")


def _is_name_or_credit(line: LineFacts) -> bool:
    return has_credit(line.text) or is_name_line(line.text)


def _head(lines: Sequence[LineFacts], position: int, elements: Sequence[str]) -> _Head:
    """Return the headline with the marks of the lines just below it and of its place in the markup.

    A date directly above as well as one below are two comments'.
    """
    marks: set[str] = set()
    day = ""
    is_heading = bool(elements) and _opens_article(lines[position], elements[position])
    is_comment = position > 0 and lines[position - 1].is_date and not is_heading
    for line in lines[position + 1 : position + 1 + FURNITURE_LINES]:
        if line.is_sentence or line.heading_level or line.text[-1] == ":":  # "An says:" is the head of a comment
            break
        date = printed_date(line.text, None) if line.is_date and line.text[0] not in _DASHES else None
        if date and not is_comment:
            marks.add(date.precision)
            day = day or f"{date.moment:%Y-%m-%d}"
        elif line.phrase_kind == "byline" and line.token_count <= LONGEST_BYLINE and author_names(line.text):
            marks.add("byline")
    return _Head(position, frozenset((*marks, "heading") if is_heading else marks), day)


def _opens_article(line: LineFacts, element: str) -> bool:
    """Whether the markup makes the line the heading of an article: in its header, or a link to its own page."""
    tags = element.split("/")
    if line.heading_level not in TITLE_LEVELS or "article" not in tags:
        return False
    return "header" in tags[tags.index("article") :] or line.link_share >= 0.8


def _has_full_text(
    lines: Sequence[LineFacts], chosen: Collection[int], head: int, end: int, *, is_first: bool
) -> bool:
    """Whether paragraphs stand together below the headline, none of them cut; the page's may be further away."""
    texts = [
        position
        for position in range(head + 1, end)
        if position in chosen and lines[position].is_sentence and lines[position].chrome_kind != "comment_ui"
    ]
    if not texts or (texts[0] - head > LINES_TO_TEXT and not is_first):
        return False
    stretch = max(_stretches(texts), key=lambda part: _words(lines, part))
    is_enough = len(stretch) >= LEAST_PARAGRAPHS or _words(lines, stretch) >= LONE_PARAGRAPH_WORDS
    if not is_enough or _words(lines, stretch) < LEAST_WORDS:
        return False
    inside = lines[head + 1 : stretch[-1] + 1]
    below = lines[stretch[-1] + 1 : min(end, stretch[-1] + 2)]
    is_led_on = any(line.key in MORE_LINKS and line.text[-1] != ":" for line in below)
    return not is_led_on and not any(line.text.endswith(_DOTS) for line in (*inside, *below))


def _stretches(texts: Sequence[int]) -> list[list[int]]:
    """Return the paragraphs that stand together, one other line between them at most."""
    stretches = [[texts[0]]]
    for above, position in pairwise(texts):
        if position - above > 2:
            stretches.append([])
        stretches[-1].append(position)
    return stretches


def _words(lines: Sequence[LineFacts], positions: Sequence[int]) -> int:
    return sum(lines[position].token_count for position in positions)


def _alike(lines: Sequence[LineFacts], heads: Sequence[_Head]) -> list[_Head]:
    """Return the first story and those further ones that look like it, or that follow on a signed end."""
    stories: list[_Head] = list(heads[:1])
    for head in heads[1:]:
        first, above = lines[stories[0].position], lines[head.position]
        is_linked_alike = (first.link_share >= 0.5) == (above.link_share >= 0.5)
        is_level_alike = first.heading_level == above.heading_level
        is_new = all(_shared_words(lines[story.position], above) <= MOST_SHARED_WORDS for story in stories)
        if not (is_linked_alike and is_level_alike and is_new):
            continue
        own = stories[0].marks
        has_same_marks = "heading" in own & head.marks or bool(own and own <= head.marks)
        if has_same_marks or (head.marks and _is_signed_above(lines, head.position)):
            stories.append(head)
    return stories


def _shared_words(one: LineFacts, other: LineFacts) -> float:
    """Return the share of the shorter headline's words that the other has too."""
    words, others = set(one.key.split()), set(other.key.split())
    return len(words & others) / max(1, min(len(words), len(others)))


def _is_signed_above(lines: Sequence[LineFacts], head: int) -> bool:
    """Whether the story above ends in a credit, tags or its author's name: one line below its last sentence."""
    if head < 2 or not lines[head - 2].is_sentence:
        return False
    line = lines[head - 1]
    is_name = line.token_count > 1 and is_name_line(line.text) and lines[head + 1].is_date
    return is_name or line.phrase_kind in ("hashtag", "source_credit", "byline") or has_credit(line.text)


def _is_live(stories: Sequence[_Head]) -> bool:
    """Whether the entries follow each other by the minute within one day."""
    days = [story.day for story in stories if "minute" in story.marks]
    is_timed = len(days) == len(stories) >= LIVE_STORIES
    return is_timed and all(one == other for one, other in pairwise(days))


def _is_thread(lines: Sequence[LineFacts], stories: Sequence[_Head], last: int) -> bool:
    """Whether many more texts than stories stand right below a date, as comments do."""
    pairs = pairwise(lines[stories[0].position : last + 1])
    dates = sum(below.is_sentence and line.is_date for line, below in pairs)
    return dates > len(stories) + MOST_OTHER_DATES
