"""The kind of every line of a page, once the main text is found: by place first, then by the line's own facts."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from flows.steps.article_credits import author_names, has_credit, has_credit_label, is_name_line
from flows.steps.article_starts import story_titles
from flows.steps.article_tags import is_tag_label
from flows.steps.line_facts import LineFacts
from flows.steps.line_network import LineScore
from flows.steps.main_text import MainRun, PageLines, main_positions, main_run
from flows.steps.outside_lines import LEFT_OVER_SCORE, WORD_KINDS, WORDS_SCORE, LineLabel
from flows.steps.title_line import title_position

TAIL_LINES = 8  # non-blank lines below the text among which credits and hashtags stand
LINES_ABOVE_TITLE = 3  # a date or a byline above the headline is no further away
NAME_LINES = 5  # non-blank lines below the headline in which a bare name is the author's
NAME_LINES_BELOW = 2  # the same below the text, where menus follow soon; advertisements and pointers do not count
LONGEST_BYLINE = 12  # words
LONGEST_SUBHEADING = 20  # words
PASSED_BY_NAMES = ("ad", "related")  # that stand between a text and its author
MOST_TAG_LINES = 10  # below a bare "Tags:"
LONGEST_TAG = 4  # words
LONGEST_REPEATED_CAPTION = 40  # words
SHORTEST_LEAD = 12  # words of a summary without a full stop
LONGEST_LEAD = 70  # words
LEAD_OPENING = 6  # words that a lead and the paragraph that takes it up again share
WIDGET_LINES = 3  # so many lines of hardly a word in a row are buttons or tags
WIDGET_TOKENS = 3
PLACE_SCORE = 0.7  # where it stands tells
# Log odds of a caption that is kept. Most annotators leave captions out: articles of unseen sites gain .008 by F1 of
# HTML lines over keeping all; between -1.5 and 0 nothing changes.
LEAST_CAPTION = -1.5
MOST_EVIDENCE = 3
TEXT_KINDS = ("body", "subheading")  # that the network's choice of lines decides
SURE_SCORE = 0.75  # log odds from which a line outside the run is text without being a sentence
# Log odds from which a paragraph that the page has printed before is text again, as a refrain or a table's row is; a
# pull quote repeats one too, but reads less like text where it stands.
SURE_REPEAT = 3.0
# Log odds of a summary that buttons part from the text; less sure ones are slogans and what shares a page.
LEAST_LEAD = -2.0
TOLD_BY_WORDS = ("byline", "date", "source_credit", "image_name", "hashtag", "ad", "comment_ui")
STANDING_RULES = ("rule=words", "rule=below_pointer", "rule=row_of_words", "rule=link", "rule=no_word", "rule=date")
_OTHER_KINDS = (*WORD_KINDS, "source_credit")


class PageLabels(NamedTuple):
    """The labels of the lines near the text of a page, and what they tell of the page's other lines."""

    labels: list[LineLabel]
    title_above: str  # key of a headline whose other printings above are told apart; empty where none is
    title_below: str
    has_text: bool  # so that the lines below stand below a main text


def page_labels(page: PageLines) -> PageLabels:
    """Return the label of every line near the text of a page, in their order.

    The network says which lines are main text, place and words what each line of it and around it is. Each of
    several stories is labelled as if it stood alone; its kept title marks where it begins.
    """
    lines = page.lines
    members = main_positions(page)
    if not members:
        return _no_text(page)
    run = main_run(lines, members)
    title = title_position(lines, run, page.known_titles)
    titles = story_titles(lines, frozenset(members), title, page.elements)
    return _labels_of_stories(page, members, titles) or _story_labels(page, members, run, title)


def _no_text(page: PageLines) -> PageLabels:
    return PageLabels(list(page.above), "", "", has_text=False)


def _labels_of_stories(page: PageLines, members: Sequence[int], titles: Sequence[int]) -> PageLabels | None:
    """Return the labels of a page of several stories; None where one of them has no main text by itself."""
    stories: list[PageLabels] = []
    for first, end in pairwise((0, *titles[1:], len(page.lines)) if titles else ()):
        part, title = page.part(first, end), titles[0] if first == 0 else 0
        inside = [position - first for position in members if first + title < position < end]
        if not inside:
            return None
        run = main_run(part.lines, inside)
        text = next((p for p in range(title + 1, run.last + 1) if part.lines[p].is_sentence), run.last)
        stories.append(_story_labels(part, inside, MainRun(max(run.first, text), run.last), title))
    if not stories:
        return None
    labels = [label for story in stories for label in story.labels]
    return PageLabels(labels, stories[0].title_above, stories[-1].title_below, stories[-1].has_text)


def _story_labels(page: PageLines, members: Sequence[int], run: MainRun, title: int | None) -> PageLabels:
    """Return the labels of the lines of and around one story."""
    lines = page.lines
    first = run.first if title is None else title
    labels = [*page.above[: run.last + 1], *page.below[run.last + 1 :]]
    tail = _tail(lines, run)
    names = range(first + 1, first + 1 + NAME_LINES), _name_places(lines, tail)
    top = max(0, first - LINES_ABOVE_TITLE)
    for position in (*range(top, run.first), *tail):
        can_be_name = any(position in beside for beside in names)
        around = _around(lines[position], labels[position], can_be_name=can_be_name)
        labels[position] = around._replace(is_kept=around.is_kept and page.scores[position].score > LEAST_CAPTION)
    labels = _with_tag_rows(lines, labels, tail)
    labels[run.first : run.last + 1] = _inside(page, run)
    if title is not None:
        labels[title] = LineLabel("title", PLACE_SCORE, True, _evidence(lines[title], "headline_above_text"))
        labels = _with_lone_lead(page, labels, title, run)
    labels = _with_members(page, labels, frozenset(members), run, title)
    labels = _without_repeats(page, _with_lead(lines, labels, run), title, run)
    if not any(label.is_kept and label.kind in ("lead", "body", "subheading") for label in labels):
        return _no_text(page)
    key = lines[title].key if title is not None else ""
    return PageLabels(labels, key, key, has_text=True)


def _with_members(
    page: PageLines, labels: Sequence[LineLabel], members: frozenset[int], run: MainRun, title: int | None
) -> list[LineLabel]:
    """Return the labels with the network's choice of lines; words and dates that tell a kind of their own stand."""
    result = []
    inside = range(run.first if title is None else title + 1, run.last + 1)
    for position, (line, label, score) in enumerate(zip(page.lines, labels, page.scores, strict=True)):
        is_sure = line.is_sentence or score.score > SURE_SCORE
        is_member = position in members and (position in inside or is_sure)
        is_told = label.kind in TOLD_BY_WORDS or label.evidence[0] in STANDING_RULES
        if is_member and not label.is_kept and not (is_told and label.evidence[0] != "rule=markup"):
            result.append(_text_label("caption" if line.phrase_kind == "caption" else "body", score))
        elif not is_member and label.kind in TEXT_KINDS:
            is_near = title is not None and title < position <= title + NAME_LINES
            outside = page.above if is_near else page.below
            result.append(_left_out(line, score, outside[position], can_be_name=is_near))
        else:
            result.append(label)
    return result


def _left_out(line: LineFacts, score: LineScore, outside: LineLabel, *, can_be_name: bool) -> LineLabel:
    """Return the label of a line that the network takes for none of the text, though it stands in it."""
    label = _around(line, outside, can_be_name=can_be_name)
    is_left_over = bool(score.reasons) and label.score == LEFT_OVER_SCORE
    return label._replace(evidence=score.reasons) if is_left_over else label


def _evidence(line: LineFacts, rule: str, *more: str) -> tuple[str, ...]:
    return (f"rule={rule}", f"tokens={line.token_count}", *more)[:MOST_EVIDENCE]


def _around(line: LineFacts, label: LineLabel, *, can_be_name: bool) -> LineLabel:
    """Return the label of a line between headline and text, or just below the text.

    A bare name tells nothing but by its place: just below the headline or the text.
    """
    if line.phrase_kind in ("nav", "ad", "comment_ui", "image_name", "hashtag", "related"):
        return label
    if _is_captioned(line) and not has_credit_label(line.text):
        return LineLabel("caption", WORDS_SCORE, True, _evidence(line, "picture_credit"))
    if line.is_date and not has_credit_label(line.text):
        has_author = line.phrase_kind == "byline" or bool(author_names(line.text))
        return LineLabel("byline" if has_author else "date", WORDS_SCORE, False, _evidence(line, "date"))
    if line.phrase_kind == "source_credit" or has_credit(line.text):
        return LineLabel("source_credit", WORDS_SCORE, False, _evidence(line, "credit"))
    if _is_labelled_byline(line) or (can_be_name and _is_bare_name(line)):
        return LineLabel("byline", PLACE_SCORE, False, _evidence(line, "name_beside_text"))
    return label


def _with_tag_rows(lines: Sequence[LineFacts], labels: Sequence[LineLabel], tail: range) -> list[LineLabel]:
    """Return the labels with the short lines below a bare "Tags:" told as topics, as a list of links gives them."""
    result = list(labels)
    head = next((position for position in tail if is_tag_label(lines[position].text)), None)
    if head is None:
        return result
    for position in range(head + 1, min(len(lines), head + 1 + MOST_TAG_LINES)):
        line = lines[position]
        is_topic = not line.phrase_kind and not line.ends_sentence and line.token_count <= LONGEST_TAG
        if not is_topic or line.is_date:
            break
        result[position] = LineLabel("hashtag", PLACE_SCORE, False, _evidence(line, "below_tags"))
    return result


def _is_labelled_byline(line: LineFacts) -> bool:
    return line.phrase_kind == "byline" and line.token_count <= LONGEST_BYLINE and bool(author_names(line.text))


def _is_credit(line: LineFacts) -> bool:
    return line.token_count <= LONGEST_BYLINE and not line.ends_sentence and has_credit(line.text)


def _is_bare_name(line: LineFacts) -> bool:
    if line.site_count_bucket == 3 or line.is_list_item or not is_name_line(line.text):
        return False
    return line.token_count >= 2 or line.printing_count > 1 or line.role == "byline"


def _is_captioned(line: LineFacts) -> bool:
    return line.phrase_kind == "caption" or line.role == "caption"


def _name_places(lines: Sequence[LineFacts], tail: range) -> list[int]:
    """Return the positions below the text where a bare name is the author's."""
    return [position for position in tail if lines[position].phrase_kind not in PASSED_BY_NAMES][:NAME_LINES_BELOW]


def _tail(lines: Sequence[LineFacts], run: MainRun) -> range:
    """Return the positions below the text of lines that can still belong to it."""
    end = min(len(lines), run.last + 1 + TAIL_LINES)
    for position in range(run.last + 1, end):
        line = lines[position]
        if line.opens_section or (line.is_sentence and not _is_captioned(line)):
            end = position
            break
    return range(run.last + 1, end)


def _inside(page: PageLines, run: MainRun) -> list[LineLabel]:
    """Return the labels of the lines of the main text."""
    lines, labels = page.lines, []
    is_related = False
    widgets = _widget_positions(lines, run)
    for position in range(run.first, run.last + 1):
        line = lines[position]
        if line.phrase_kind == "related":
            is_related = True
        elif line.is_sentence or line.role or line.heading_level:
            is_related = False
        following = lines[position + 1] if position < run.last else None
        kind, rule = _inside_kind(line, following, is_related=is_related)
        if rule == "text":
            labels.append(_text_label(kind, page.scores[position]))
        elif position in widgets and kind == "subheading":
            labels.append(LineLabel("nav", LEFT_OVER_SCORE, False, _evidence(line, "row_of_words")))
        else:
            is_kept = kind == "subheading" or (kind == "caption" and page.scores[position].score > LEAST_CAPTION)
            labels.append(
                LineLabel(kind, WORDS_SCORE if rule == "words" else PLACE_SCORE, is_kept, _evidence(line, rule))
            )
    return labels


def _inside_kind(line: LineFacts, following: LineFacts | None, *, is_related: bool) -> tuple[str, str]:
    """Return kind and rule of a line of the main text; the rule "text" means a paragraph."""
    if _is_captioned(line):
        return "caption", "picture_credit"
    if line.phrase_kind in _OTHER_KINDS and not (line.phrase_kind == "other_boilerplate" and line.token_count > 40):
        return line.phrase_kind, "words"
    return _foreign_kind(line, is_related=is_related) or (
        ("subheading", "before_text") if _is_subheading(line, following) else ("body", "text")
    )


def _foreign_kind(line: LineFacts, *, is_related: bool) -> tuple[str, str] | None:
    """Return kind and rule of a line inside the main text that is no part of it, else None."""
    is_linked = line.link_share >= 0.8 and not line.ends_sentence and not line.heading_level
    is_common = line.site_count_bucket == 3 or (line.site_count_bucket == 2 and not line.is_sentence)
    is_text = line.is_sentence and line.link_share <= 0.5 and line.chrome_kind != "comment_ui"
    rules = (
        (bool(line.chrome_kind) and not is_text, line.chrome_kind, "markup"),
        (is_linked and not line.is_list_item, "related", "link"),
        (is_related and not line.is_sentence, "related", "below_pointer"),
        (is_common, "other_boilerplate", "on_many_pages"),
        (line.token_count <= 8 and line.is_date, "date", "date"),
        (_is_labelled_byline(line) and not line.ends_sentence, "byline", "words"),
        (_is_credit(line), "source_credit", "words"),
        (len(line.key) <= 1 and line.token_count <= 1, "other_boilerplate", "no_word"),
    )
    return next(((kind, rule) for is_true, kind, rule in rules if is_true), None)


def _is_subheading(line: LineFacts, following: LineFacts | None) -> bool:
    """Whether a short line without a full stop stands above a longer one."""
    if line.heading_level:
        return line.token_count <= 2 * LONGEST_SUBHEADING
    if following is None or line.is_list_item or not 1 <= line.token_count <= LONGEST_SUBHEADING:
        return False
    if line.text[-1] in '.。,;:；，："”»' or (line.ends_sentence and line.text[-1] not in "?？!"):
        return False
    is_open = not line.ends_sentence or line.text[0] not in '"“«-–—'
    return is_open and following.is_sentence and following.token_count > line.token_count


def _widget_positions(lines: Sequence[LineFacts], run: MainRun) -> set[int]:
    """Return the positions of rows of lines of hardly a word: tags, buttons, cells."""
    found: set[int] = set()
    row: list[int] = []
    for position in range(run.first, run.last + 1):
        line = lines[position]
        if line.token_count <= WIDGET_TOKENS and not line.ends_sentence and not line.is_list_item:
            row.append(position)
            continue
        found.update(row if len(row) >= WIDGET_LINES else ())
        row = []
    return found.union(row if len(row) >= WIDGET_LINES else ())


def _text_label(kind: str, score: LineScore) -> LineLabel:
    """Return the label of a paragraph, with the facts that weighed most."""
    share = score.score / (1.0 + abs(score.score))
    return LineLabel(kind, round(0.75 + 0.25 * share, 4), True, score.reasons or ("rule=text",))


def _with_lone_lead(page: PageLines, labels: Sequence[LineLabel], title: int, run: MainRun) -> list[LineLabel]:
    """Return the labels with a summary that buttons part from the text put back to it."""
    result = list(labels)
    for position in range(title + 1, run.first):
        line, label = page.lines[position], result[position]
        is_free = label.kind in ("related", "other_boilerplate") and not line.phrase_kind and not line.chrome_kind
        is_between = position == run.first - 1 == title + 1 and line.token_count >= SHORTEST_LEAD
        is_text = line.is_sentence and not line.is_headline and line.headline_neighbour_count < 2
        can_be_lead = line.role in ("", "lead") and page.scores[position].score > LEAST_LEAD
        if is_free and (is_text or is_between) and can_be_lead and line.site_count_bucket < 2:
            result[position] = LineLabel("lead", PLACE_SCORE, True, _evidence(line, "sentence_below_title"))
            break
    return result


def _with_lead(lines: Sequence[LineFacts], labels: Sequence[LineLabel], run: MainRun) -> list[LineLabel]:
    """Return the labels with the opening paragraph as the lead where it is set apart from the body."""
    titles = {line.key for line, label in zip(lines, labels, strict=True) if label.kind == "title"}
    inside = range(run.first, run.last + 1)
    texts = [p for p in inside if labels[p].kind == "body" and lines[p].key not in titles]
    has_lead = any(label.kind == "lead" for label in labels)
    above = texts[0] - 1 if texts else 0
    is_below_title = above > 0 and labels[above].kind == "subheading" and labels[above - 1].kind == "title"
    if is_below_title and not has_lead and lines[above].token_count >= SHORTEST_LEAD:
        lead = labels[above]._replace(kind="lead", evidence=_evidence(lines[above], "summary_below_title"))
        return [*labels[:above], lead, *labels[above + 1 :]]
    if len(texts) < 2 or has_lead or lines[texts[0]].token_count > LONGEST_LEAD:
        return list(labels)
    rule = _lead_rule(lines, labels, texts)
    result = list(labels)
    if rule:
        position = texts[0]
        result[position] = labels[position]._replace(kind="lead", evidence=_evidence(lines[position], rule))
    return result


def _lead_rule(lines: Sequence[LineFacts], labels: Sequence[LineLabel], texts: Sequence[int]) -> str:
    """Return why the opening paragraph is set apart, or nothing."""
    opening, second = lines[texts[0]], lines[texts[1]]
    if opening.role == "lead":
        return "markup"
    if not opening.is_sentence or opening.inner_sentence_count > 3:
        return ""
    if any(labels[p].kind in ("title", "byline", "date", "caption") for p in range(texts[0] + 1, texts[1])):
        return "parted_from_body"
    if second.token_count >= 3 * opening.token_count:
        return "short_before_long"
    gaps = [lines[b].line_index - lines[a].line_index for a, b in pairwise(texts[:5])]
    if len(gaps) > 1 and gaps[0] > max(gaps[1:]):
        return "wider_gap"
    start = opening.key.split()[:LEAD_OPENING]
    later = (lines[p].text.casefold() for p in texts[1:])
    is_repeated = len(start) == LEAD_OPENING and any(text.startswith(" ".join(start)) for text in later)
    return "taken_up_again" if is_repeated else ""


def _without_repeats(
    page: PageLines, labels: Sequence[LineLabel], title: int | None, run: MainRun
) -> list[LineLabel]:
    """Return the labels with a second printing of the title, the lead or a caption told apart and not kept."""
    title_key = page.lines[title].key if title is not None else ""
    seen: dict[str, str] = {}
    result = []
    for position, (line, label) in enumerate(zip(page.lines, labels, strict=True)):
        is_near = title is not None and (title < position <= run.last or label.kind != "related")
        if is_near and position != title and title_key and line.key == title_key:
            result.append(LineLabel("title", WORDS_SCORE, False, _evidence(line, "printed_again")))
            continue
        is_short = 4 <= line.token_count <= LONGEST_REPEATED_CAPTION and not line.is_list_item
        kind = seen.get(line.key, "")
        is_text = kind in TEXT_KINDS and page.scores[position].score > SURE_REPEAT
        if kind and label.is_kept and is_short and not is_text:
            again = kind if kind in ("title", "lead") else "caption"
            result.append(LineLabel(again, PLACE_SCORE, False, _evidence(line, "printed_again")))
            continue
        if label.is_kept:
            seen[line.key] = label.kind
        result.append(label)
    return result
