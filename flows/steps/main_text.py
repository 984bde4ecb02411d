"""Which lines of a page are its main text, if it has one."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from flows.steps.line_facts import LineFacts
from flows.steps.line_network import LineScore
from flows.steps.line_signals import Bounds
from flows.steps.line_words import Column
from flows.steps.outside_lines import LineLabel

# What a line's other pages tell, by bucket (1, 2-4, 5-19, 20 and more). Labelled pages come one or two from a site,
# so this is set by hand: a line that twenty pages of a site carry is none of the text, however it reads.
SITE_SCORES = (0.0, -0.5, -1.5, -4.0)
# A line needs the less, the more its page looks like one with a main text that is no article's: where forums, shops
# and manuals have a text, its lines are short. Beside an article that is sure stand other articles' lines, and lists
# have no text at all. Added are the log odds above the usual; by mean F1 of unseen sites, on which half or twice as
# much changes .001. With more taken from sure articles, headings between their paragraphs go too.
USUAL_OTHER, LEAST_HELP, MOST_HELP = -2.0, -0.25, 1.0
# Log odds of the page: above SURE_PAGE it has a main text, below LEAST_PAGE none; between, how its sentences
# stand tells. A story's paragraphs stand together, summaries of other pages between headlines.
SURE_PAGE, LEAST_PAGE = 5.0, -3.5
LIKELY_PAGE = {False: 0.0, True: -1.0}  # by markup: without it, lists look more like texts
MOST_SUMMARIES = 0.4  # of the words of what can be main text: in texts of short or broken lines few are sentences
LEAST_TOGETHER = 0.6  # of the words in sentences, where the page's score speaks against a main text
# The same in words, by markup: with it, fewer are an advertisement or an imprint on a list; without it, articles of
# unseen sites were lost.
LEAST_WORDS_TOGETHER = {False: 0, True: 90}
# Words of a summary, by markup: without it, subheadings look like the headlines of other pages, and the paragraphs
# between them like what is said of these.
LONGEST_SUMMARY = {False: 60, True: 100}
SHORTEST_STRETCH = 60  # words of paragraphs together that are no summary
SITE_WIDE = 3  # bucket: twenty pages of the site and more
LONE_PARAGRAPH = 80  # words of a paragraph that needs no other beside it
LEAST_SCORE_BETWEEN = -1.5  # of a sentence right between two lines of the text: a word, an answer, a cry
LEAST_WORDS = 12  # in sentences; fewer are no text
# Log odds that a line must have below a heading of comments. Below one of related pages the networks do better alone.
COMMENT_NEEDS = 2.5
WORDS_ABOVE_COMMENTS = 45  # of text, without which the same words are a menu
FAR_LINES = 40  # between lines of one main text; half or twice as many do as well
# Non-blank lines above and below what can be main text that a rule looks at: a headline is looked for 60 lines above
# it, its first printing 12 above that, a date 3 above that; credits 8 lines below it, tags 11 below those.
LINES_ABOVE, LINES_BELOW = 80, 24


class PageLines(NamedTuple):
    """The non-blank lines of a page, or those of them near its text, with all that is known of them."""

    lines: Sequence[LineFacts]
    scores: Sequence[LineScore]
    elements: Sequence[str]  # path of tags around each line, empty without markup
    above: Sequence[LineLabel]  # of each line if it is in no main text
    below: Sequence[LineLabel]  # the same below a main text
    has_markup: bool
    page_score: float
    known_titles: Sequence[str]

    def part(self, first: int, end: int) -> "PageLines":
        """Return some of the lines as a page of their own."""
        cut = slice(first, end)
        return self._replace(
            lines=self.lines[cut],
            scores=self.scores[cut],
            elements=self.elements[cut],
            above=self.above[cut],
            below=self.below[cut],
        )


class MainRun(NamedTuple):
    """Where a main text stands: positions of its first and last line among the non-blank lines."""

    first: int
    last: int


def lines_with_kind(lines: Column, others: Column, bounds: Bounds) -> Column:
    """Return the log odds of every line with what the kind of its page adds or takes, rounded to four decimals.

    Args:
        lines: Log odds of every line.
        others: Log odds of every page with a line that its main text is no article's.
        bounds: Of the page of every line.
    """
    pages = np.searchsorted(bounds.first_lines(), bounds.starts)
    added = np.clip(others - USUAL_OTHER, LEAST_HELP, MOST_HELP)
    return np.asarray(np.round(lines + added[pages], 4), dtype=np.float64)


def pages_with_kind(pages: Column, others: Column) -> Column:
    """Return the log odds that pages have a main text with what their kind takes: most of them are articles or lists.

    Args:
        pages: Log odds of every page with a line.
        others: Log odds of each of them that its main text is no article's.
    """
    return np.asarray(np.round(pages + np.clip(others - USUAL_OTHER, LEAST_HELP, 0.0), 4), dtype=np.float64)


def lines_near_text(scores: Column, buckets: npt.NDArray[np.int64], bounds: Bounds) -> npt.NDArray[np.bool_]:
    """Return for every line whether it is, or stands near, a line that can be main text.

    Args:
        scores: Log odds of every line.
        buckets: `site_count_bucket` of every line.
        bounds: Of the page of every line.
    """
    can_be = np.flatnonzero(scores + np.array(SITE_SCORES)[buckets] > 0.0)
    firsts, lasts = np.searchsorted(can_be, bounds.starts), np.searchsorted(can_be, bounds.ends) - 1
    if not len(can_be):
        return np.zeros(len(scores), dtype=np.bool_)
    place = np.arange(len(scores))
    begins, ends = can_be[np.minimum(firsts, len(can_be) - 1)], can_be[lasts]
    return (firsts <= lasts) & (place >= begins - LINES_ABOVE) & (place <= ends + LINES_BELOW)


def main_positions(page: PageLines) -> list[int]:
    """Return the positions of the lines of the main text; none for a page of links and teasers."""
    found: list[int] = []
    words = 0
    needed = 0.0
    for position, (line, score) in enumerate(zip(page.lines, page.scores, strict=True)):
        if line.opens_section and line.phrase_kind == "comment_ui" and words >= WORDS_ABOVE_COMMENTS:
            needed = COMMENT_NEEDS
        own = score.score + SITE_SCORES[line.site_count_bucket]
        words += line.token_count if own > 0.0 else 0
        if own > needed:
            found.append(position)
    return _with_lines_between(page, found) if _has_main_text(page, found) else []


def _groups(positions: Sequence[int]) -> list[list[int]]:
    """Return the positions in groups, in which none is far from the next."""
    groups: list[list[int]] = []
    for position in positions:
        if groups and position - groups[-1][-1] <= FAR_LINES:
            groups[-1].append(position)
        else:
            groups.append([position])
    return groups


def _has_main_text(page: PageLines, members: Sequence[int]) -> bool:
    sentences = [position for position in members if page.lines[position].is_sentence]
    words = sum(page.lines[position].token_count for position in sentences)
    if words < LEAST_WORDS or page.page_score <= LEAST_PAGE:
        return False
    if page.page_score > SURE_PAGE:
        return True
    longest = LONGEST_SUMMARY[page.has_markup]
    summaries = sum(page.lines[p].token_count for p in sentences if _is_summary(page.lines[p], longest))
    together = _words_together(page.lines, sentences)
    is_story = together > LEAST_TOGETHER * words and together >= LEAST_WORDS_TOGETHER[page.has_markup]
    is_likely = page.page_score > LIKELY_PAGE[page.has_markup] or is_story
    all_words = sum(page.lines[position].token_count for position in members)
    return is_likely and summaries <= MOST_SUMMARIES * all_words


def _is_summary(line: LineFacts, longest: int) -> bool:
    """Whether the line stands between two headlines, as what lists say of other pages does."""
    return line.headline_neighbour_count == 2 and line.token_count < longest


def _words_together(lines: Sequence[LineFacts], sentences: Sequence[int]) -> int:
    """Return the words of paragraphs that stand together: of all stretches that are long, or of the longest one.

    A stretch has two paragraphs, or one long one. What the whole site carries, such as an advertisement, parts no
    paragraphs, and one other line between two parts them only if it is like the headline of another page.
    """
    stretches: list[list[int]] = []
    for above, position in pairwise((-1, *sentences)):
        between = [line for line in lines[above + 1 : position] if line.site_count_bucket < SITE_WIDE]
        if above < 0 or len(between) > 1 or any(_is_pointer(line) for line in between):
            stretches.append([])
        stretches[-1].append(lines[position].token_count)
    words = [sum(stretch) for stretch in stretches if len(stretch) > 1 or stretch[0] >= LONE_PARAGRAPH]
    return max(*words, 0, sum(count for count in words if count >= SHORTEST_STRETCH))


def _is_pointer(line: LineFacts) -> bool:
    return line.is_headline or line.phrase_kind == "related"


def _with_lines_between(page: PageLines, members: Sequence[int]) -> list[int]:
    """Return the positions with short sentences right between two lines of the text added to them."""
    between = [
        above + 1 for above, below in pairwise(members) if below - above == 2 and _can_be_said(page, above + 1)
    ]
    return sorted((*members, *between))


def _can_be_said(page: PageLines, position: int) -> bool:
    """Whether the line ends like a sentence, is not on many pages and not surely something else."""
    line = page.lines[position]
    return line.ends_sentence and line.site_count_bucket < 2 and page.scores[position].score > LEAST_SCORE_BETWEEN


def main_run(lines: Sequence[LineFacts], members: Sequence[int]) -> MainRun:
    """Return from which sentence to which most of the main text stands.

    Stray lines far from the rest, and short ones beside it, are kept, but no headline, byline or credit is looked
    for around them.
    """
    sentences = [position for position in members if lines[position].is_sentence] or members
    groups = _groups(sentences)
    heaviest = max(groups, key=lambda group: (sum(lines[p].token_count for p in group), -group[0]))
    return MainRun(heaviest[0], heaviest[-1])
