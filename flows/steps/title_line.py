"""Which line is the headline of a main text."""

from collections.abc import Mapping, Sequence

from flows.steps.article_credits import has_credit
from flows.steps.line_facts import LineFacts
from flows.steps.line_keys import LONGEST_KEYED_LINE, first_words, line_key
from flows.steps.main_text import MainRun

LOOK_BACK = 60  # non-blank lines above the text in which a headline is looked for
REPEATED_WITHIN = 12  # non-blank lines; a printing further up is in a list of headlines
LONGEST_TITLE_TOKENS = 40
OPENING_TOKENS = 150  # words of the text that a headline's words are looked for in
OPENING_CHARACTERS = 1000  # of one line; more than OPENING_TOKENS words
# Points of a candidate, by reason; the one with most is the title if it has more than LEAST_POINTS.
KNOWN_TITLE = 3.0  # the record or the page's head names it
TOP_HEADING = 2.0
LOWER_HEADING = 0.5
SHARED_WORDS = 1.5  # times the share of its words that the opening repeats
GOOD_LENGTH = 0.5  # 4 to 25 words
TOO_SHORT = -1.0
FIRST_LINE = 0.5
PRINTED_AGAIN = 0.3
CUT = -1.0  # the headline of another page, shortened
OPEN_END = -0.7  # ends in a colon or a comma
SENTENCE_END = -0.8  # ends in a full stop
PER_LINE_AWAY = -0.06
PER_SITE_BUCKET = -0.8
LINKED = -0.6
CHROME = -0.8
LEAST_POINTS = 0.35
# Of a line right above the text that is no heading, rounding counted.
MOST_POINTS = KNOWN_TITLE + SHARED_WORDS + GOOD_LENGTH + FIRST_LINE + PRINTED_AGAIN + 0.001


def title_position(lines: Sequence[LineFacts], run: MainRun, known_titles: Sequence[str]) -> int | None:
    """Return the position of the headline among the non-blank lines, the first of equals.

    Args:
        lines: The non-blank lines of the page.
        run: The main text.
        known_titles: What the record or the page's head calls the page, site names and all.
    """
    near = range(max(0, run.first - LOOK_BACK), min(run.first + 2, run.last + 1))
    candidates = [p for p in near if _is_candidate(lines[p], is_inside=p >= run.first)]
    opening = _opening_words(lines, run) if candidates else {}
    keys = [key for title in known_titles if (key := line_key(title))]
    best, best_points = None, LEAST_POINTS
    for position in reversed(candidates):  # the headline is most often near, and spares the others the counting
        line = lines[position]
        if MOST_POINTS + _heading_points(line) + _points_away(position, run) < best_points:
            continue
        points = round(_points(line, position, run, opening) + _known_points(line.key, keys), 4)
        # The words of a credit are looked for last: that costs more than all before it.
        is_best = points > LEAST_POINTS if best is None else points >= best_points
        if is_best and not has_credit(line.text):
            best, best_points = position, points
    return None if best is None else _first_printing(lines, best)


def _first_printing(lines: Sequence[LineFacts], found: int) -> int:
    """Return the position of the first printing of a headline a little above: the second is a picture's text."""
    title = lines[found]
    for position in range(max(0, found - REPEATED_WITHIN), found):
        line = lines[position]
        is_same = line.key == title.key and line.heading_level == title.heading_level
        if is_same and not line.chrome_kind and line.link_share < 0.5:
            return position
    return found


def _is_candidate(line: LineFacts, *, is_inside: bool) -> bool:
    if line.phrase_kind or not 1 <= line.token_count <= LONGEST_TITLE_TOKENS or line.role in ("byline", "caption"):
        return False
    if is_inside and (line.text.endswith((".", "。", ":")) or line.is_truncated or line.is_list_item):
        return False
    return not line.is_date


def _points(line: LineFacts, position: int, run: MainRun, opening: Mapping[str, int]) -> float:
    words, below = set(line.key.split()), max(position + 1, run.first)
    shared = sum(opening.get(word, -1) >= below for word in words)
    points = SHARED_WORDS * shared / len(words) if words else 0.0
    points += GOOD_LENGTH if line.is_headline else 0.0
    points += TOO_SHORT if line.token_count < 3 else 0.0
    points += FIRST_LINE if position == 0 else 0.0
    points += PRINTED_AGAIN if line.printing_count > 1 else 0.0
    points += CUT if line.is_truncated else 0.0
    points += OPEN_END if line.text.endswith((":", ",", ";")) else 0.0
    points += SENTENCE_END if line.text.endswith((".", "。")) else 0.0
    points += _points_away(position, run)
    points += PER_SITE_BUCKET * line.site_count_bucket
    points += LINKED * line.link_share + (CHROME if line.chrome_kind else 0.0)
    return points + _heading_points(line)


def _points_away(position: int, run: MainRun) -> float:
    return PER_LINE_AWAY * max(0, run.first - position)


def _heading_points(line: LineFacts) -> float:
    return {0: 0.0, 1: TOP_HEADING}.get(line.heading_level, LOWER_HEADING)


def _known_points(key: str, known: Sequence[str]) -> float:
    """Return points for a line that is a known title, or its part before or after a site's name."""
    is_known = any(key == title or title.startswith(f"{key} ") or title.endswith(f" {key}") for title in known)
    return KNOWN_TITLE if is_known and len(key) >= 8 else 0.0


def _opening_words(lines: Sequence[LineFacts], run: MainRun) -> dict[str, int]:
    """Return the words with which the text begins, each with the position of the last line that has it."""
    words: dict[str, int] = {}
    count = 0
    for position in range(run.first, run.last + 1):
        line = lines[position]
        if line.is_sentence:
            if len(line.text) <= LONGEST_KEYED_LINE:
                found = line.key.split()[:OPENING_TOKENS]
            else:
                found = first_words(line.text[:OPENING_CHARACTERS], OPENING_TOKENS)
            words |= dict.fromkeys(found, position)
            count += len(found) if position >= run.first + 2 else 0
        if count >= OPENING_TOKENS:
            break
    return words
