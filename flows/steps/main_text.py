"""Where a page's main text begins and ends: the contiguous run of lines that carries most text.

Each line weighs by its words and by how much it reads like running text; menus, headlines of other pages and
buttons weigh against. The heaviest run wins, so that a few foreign lines inside an article don't cut it. The
method is the maximum subsequence of Pasternack and Roth ("Extracting article text from the web with maximum
subsequence segmentation", 2009), with weights by rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flows.steps.line_facts import LineFacts

CHROME_KINDS = ("nav", "related", "ad", "comment_ui", "image_name", "hashtag", "other_boilerplate", "source_credit")
LONE_PARAGRAPH_TOKENS = 80  # words of a paragraph that needs no other beside it; summaries of teasers have fewer
PARAGRAPH_TOKENS = 12  # words from which a sentence can be a paragraph


@dataclass(frozen=True)
class TextWeights:
    """How facts weigh. A score of 1 per word is surely text, below 0 is not; set by hand from what lines are."""

    base: float = -0.45  # a bare word is more often a button than text
    length: float = 0.6  # reached by full_length_tokens: a line that long is mostly text
    full_length_tokens: int = 30
    sentence_end: float = 0.45
    inner_sentence: float = 0.1  # per sentence inside, up to three
    comma: float = 0.05  # per comma, up to three
    truncated: float = -0.6  # teasers are cut, paragraphs hardly ever
    link: float = -1.0
    printed_again: float = -0.3
    site_buckets: tuple[float, float, float, float] = (0.0, -0.3, -0.9, -1.5)
    phrase: float = -1.0
    chrome: float = -0.7
    comment: float = -1.5
    heading: float = -0.2
    shortest_span: int = 4  # words that the shortest line counts as, so that fifty buttons outweigh a paragraph
    full_span: int = 120  # words up to which each counts whole; one endless line must not decide a page
    longer_span: float = 0.3
    flanked: float = 0.3  # share left of a short paragraph between two headlines: the look of a teaser list
    flanked_tokens: int = 60  # a longer one is a section of an article
    section_start: float = -12.0  # a heading above lists of other pages
    section_needs: float = 45.0  # weight of text above, without which the same words are a menu
    after_related: float = 0.15  # share left of text below such a heading, until two paragraphs stand together
    least_run_weight: float = 14.0
    least_page_weight: float = 8.0  # where the page is nothing but sentences; languages of long words have fewer
    page_share: float = 0.9  # of the page's words
    page_sentences: int = 3  # lines
    least_paragraph_tokens: int = 45  # words of paragraphs standing together, or of one
    lone_text_share: float = 0.6  # of the page's words; where there is hardly anything else, one paragraph will do
    # Words of the text times their share of the page: a box of 100 words on a page of 2,000 is hardly one.
    least_standing: float = 5.0
    most_teaser_share: float = 0.7  # of the words in sentences; an article's paragraphs mostly stand together


class MainRun(NamedTuple):
    """The lines of a main text: positions among the non-blank lines, both inclusive."""

    first: int
    last: int


def text_contributions(line: LineFacts, weights: TextWeights) -> tuple[tuple[str, float], ...]:
    """Return what each fact adds to the line's score per word; a sum in fixed order."""
    return (
        ("base", weights.base),
        ("tokens", weights.length * min(line.token_count, weights.full_length_tokens) / weights.full_length_tokens),
        ("sentence_end", weights.sentence_end if line.ends_sentence else 0.0),
        ("inner_sentences", weights.inner_sentence * min(line.inner_sentence_count, 3)),
        ("commas", weights.comma * min(line.comma_count, 3)),
        ("truncated", weights.truncated if line.is_truncated else 0.0),
        ("link_share", weights.link * line.link_share),
        ("printings", weights.printed_again if line.printing_count > 1 and line.token_count < 60 else 0.0),
        ("site_count_bucket", weights.site_buckets[line.site_count_bucket]),
        ("phrase", weights.phrase if line.phrase_kind in CHROME_KINDS else 0.0),
        ("chrome", _chrome_weight(line.chrome_kind, weights)),
        ("heading", weights.heading if line.heading_level else 0.0),
    )


def text_score(line: LineFacts, weights: TextWeights) -> float:
    """Return how much the line reads like running text, per word."""
    return round(sum(value for _, value in text_contributions(line, weights)), 4)


def _chrome_weight(chrome_kind: str, weights: TextWeights) -> float:
    if chrome_kind == "comment_ui":
        return weights.comment
    return weights.chrome if chrome_kind else 0.0


def find_main_run(lines: Sequence[LineFacts], scores: Sequence[float], weights: TextWeights) -> MainRun | None:
    """Return the run of lines that is the page's main text, or None for a page of links and teasers."""
    run, weight = _heaviest_run(lines, _line_weights(lines, scores, weights), weights)
    if run is None:
        return None
    inside = lines[run.first : run.last + 1]
    run_tokens = sum(line.token_count for line in inside)
    share = run_tokens / sum(line.token_count for line in lines)
    sentence_count = sum(line.is_sentence for line in inside)
    if share >= weights.page_share and sentence_count >= weights.page_sentences:
        return run if weight >= weights.least_page_weight else None
    if weight < weights.least_run_weight:
        return None
    if share < weights.lone_text_share and _paragraph_tokens(inside) < weights.least_paragraph_tokens:
        return None
    is_lost = run_tokens * share < weights.least_standing
    return None if is_lost or _teaser_share(inside, weights) > weights.most_teaser_share else run


def _line_weights(lines: Sequence[LineFacts], scores: Sequence[float], weights: TextWeights) -> list[float]:
    """Return the score of each line times the words it counts as, less for what looks like a teaser."""
    result = []
    for line, score in zip(lines, scores, strict=True):
        full = min(line.token_count, weights.full_span)
        span = max(weights.shortest_span, full + weights.longer_span * (line.token_count - full))
        is_less = score > 0.0 and _is_flanked(line, weights)
        result.append(score * span * (weights.flanked if is_less else 1.0))
    return result


def _is_flanked(line: LineFacts, weights: TextWeights) -> bool:
    """Whether the line looks like the summary in a list of teasers."""
    return line.headline_neighbour_count == 2 and line.token_count < weights.flanked_tokens


def _teaser_share(lines: Sequence[LineFacts], weights: TextWeights) -> float:
    """Return the share of the words in sentences that look like summaries in a list of teasers."""
    sentences = [line for line in lines if line.is_sentence]
    teasers = sum(line.token_count for line in sentences if _is_flanked(line, weights))
    return teasers / max(1, sum(line.token_count for line in sentences))


def _heaviest_run(
    lines: Sequence[LineFacts], line_weights: Sequence[float], weights: TextWeights
) -> tuple[MainRun | None, float]:
    """Return the run with the greatest sum, the first of equals.

    Below a heading of comments nothing counts for text; below one of related pages little does, until two
    paragraphs stand together.
    """
    best, best_weight = None, 0.0
    current, start = 0.0, 0
    is_related = is_comments = False
    for position, (line, plain_weight) in enumerate(zip(lines, line_weights, strict=True)):
        weight = plain_weight
        if current <= 0.0:
            current, start, is_related = 0.0, position, False
        if line.opens_section and current >= weights.section_needs:
            is_comments = is_comments or line.phrase_kind == "comment_ui"
            is_related = is_related or line.phrase_kind == "related"
            weight += weights.section_start
        if is_related and _is_paragraph_of_text(lines, position):
            is_related = False
        if weight > 0.0 and (is_comments or is_related):
            weight *= 0.0 if is_comments else weights.after_related
        current += weight
        if current > best_weight:
            best, best_weight = MainRun(start, position), current
    return best, round(best_weight, 4)


def _is_paragraph_of_text(lines: Sequence[LineFacts], position: int) -> bool:
    """Whether the line and the one above are paragraphs, and neither is like a headline."""
    pair = lines[max(0, position - 1) : position + 1]
    return len(pair) == 2 and all(
        line.is_sentence and line.token_count >= PARAGRAPH_TOKENS and not line.is_headline for line in pair
    )


def _paragraph_tokens(lines: Sequence[LineFacts]) -> int:
    """Return the words of the longest stretch of text lines: two that stand together, or one long one.

    One short line between two paragraphs parts them only if it is like the headline of another page.
    """
    best = current = count = misses = 0
    for line in lines:
        if line.is_sentence:
            current, count, misses = current + line.token_count, count + 1, 0
            stands = count > 1 or line.token_count >= LONE_PARAGRAPH_TOKENS
            best = max(best, current if stands else 0)
            continue
        misses += 1
        is_heading = line.heading_level > 0 and line.link_share < 0.5
        if misses > 1 or line.phrase_kind == "related" or (line.is_headline and not is_heading):
            current = count = 0
    return best
