"""The rules that tie marked words to what stands before them: the quotation or the sentence before, or nobody."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.steps.quote_phrases import NAME
from flows.steps.quote_rules import (
    CLAUSE_CHARACTERS,
    MIN_CLAUSE_WORDS,
    Attribution,
    Candidate,
    clause_speaker,
    pull_quote_name,
)
from flows.steps.quote_spans import Span, end_without, sentence_end, sentence_start
from flows.steps.quote_speakers import clause_subject

MIN_CARRIED_WORDS = {"vi": 5, "en": 3, "de": 3}
# Words of marked words that are taken for a quotation although nobody is found: no scare quote annotated has 8.
MIN_UNATTRIBUTED_WORDS = 8
MOOD_SENTENCES = 3  # reported speech of several sentences names its speaker once
# Rules that name nobody or somebody of another sentence: a speaker named behind the next quotation is surer.
GUESSED_RULES = frozenset(["previous_sentence", "previous_subject", "unattributed", "reported_mood"])
MAX_GAP_CHARACTERS = 3  # a full stop, a dash and blanks between two quotations of one speaker
_CARRYING_RULES = frozenset(["speaker_after", "continued", "carried_paragraph"])
_OPEN_RULES = frozenset(["speaker_before_clause", "coordinated"])
_LIST_GAPS = frozenset([",", ";", "và", ", và", "and", "und", "hay", "hoặc"])
_AND_SAID = re.compile(r"[,.;]?\s*(?:và|rồi|đồng thời|sau đó|and then|and|und)\s[^.!?]{0,60}:\Z")
_TERMINALS = frozenset(".!?…")

# German tells reported speech by its mood: "der Plan sei …", "er habe …".
_REPORTED_MOOD = re.compile(
    r"\b(?:sei|seien|habe|werde|könne|müsse|solle|dürfe|wolle|gebe|gehe|stehe|komme|lasse|bleibe|mache|wisse|"
    r"hätten|wären|würden|könnten|müssten|sollten|brauche|handle|handele|liege|halte|bringe|führe|zeige|finde)\b"
)


class Quote(NamedTuple):
    """A quotation and what ties it to its speaker."""

    candidate: Candidate
    attribution: Attribution
    kind: str


class Scene(NamedTuple):
    """What stands around a candidate: the lines of the article and the quotation found last."""

    lines: list[str]
    last: Quote | None


def is_first_half(quote: Quote, candidate: Candidate) -> bool:
    """Tell whether the quotation stands right before the candidate, with nothing said between them."""
    if quote.candidate.line == candidate.line:
        gap = candidate.text[quote.candidate.mark.closing : candidate.mark.opening]
    elif quote.candidate.line + 1 == candidate.line:
        gap = quote.candidate.text[quote.candidate.mark.closing :] + candidate.text[: candidate.mark.opening]
    else:
        return False
    return len(gap.strip()) <= MAX_GAP_CHARACTERS


def coordinated(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match a second stretch of the same sentence: `nói … là "…" vì "…"`."""
    last, mark, before = scene.last, candidate.mark, candidate.before
    if not last or last.candidate.line != candidate.line or last.candidate.mark.closing != mark.before:
        return None
    is_long = candidate.word_count >= MIN_CLAUSE_WORDS[candidate.grammar.language]
    is_same = sentence_start(before, 0, len(before)) == 0 and before.strip()[:1] != "."
    is_open = last.attribution.rule in _OPEN_RULES and bool(last.attribution.speaker)
    return last.attribution._replace(rule="coordinated") if is_open and is_long and is_same else None


def continued(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match the second half of a split quotation: nothing but the attribution stands between the two."""
    last = scene.last
    if not last or not last.attribution.speaker or not _is_carriable(candidate):
        return None
    is_next = last.candidate.line == candidate.line and last.candidate.mark.closing == candidate.mark.before
    gap = candidate.before.strip()
    is_spoken = last.attribution.rule == "speaker_after" and not _has_second_sentence(gap)
    is_listed = last.attribution.rule in {"speaker_before_colon", "continued"} and gap in _LIST_GAPS
    is_run_on = is_listed or (is_spoken and gap.endswith(",")) or bool(_AND_SAID.match(gap))
    if is_next and ((candidate.opens_sentence and (len(gap) <= 3 or is_spoken)) or is_run_on):
        return last.attribution._replace(rule="continued")
    return None


def carried_paragraph(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match a line that opens with marks behind one that ended with a quotation or its attribution."""
    last = scene.last
    if not last or not last.attribution.speaker or not _is_carriable(candidate):
        return None
    if candidate.line != last.candidate.line + 1 or not candidate.opens_line:
        return None
    tail = last.candidate.text[last.candidate.mark.closing :].strip()
    is_spoken = last.attribution.rule in _CARRYING_RULES and not _has_second_sentence(tail)
    return last.attribution._replace(rule="carried_paragraph") if len(tail) <= 3 or is_spoken else None


def colon_line(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match a line that ends with a colon and a verb of saying before the quotation's own line."""
    if not candidate.opens_line or not candidate.line:
        return None
    text = scene.lines[candidate.line - 1].rstrip()
    if not text.endswith(":"):
        return None
    end = len(text) - 1
    start = sentence_start(text, max(0, end - CLAUSE_CHARACTERS), end)
    probe = candidate._replace(line=candidate.line - 1, text=text)
    return clause_speaker(probe, start, end, "colon_line", is_colon=True)


def previous_sentence(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match `NP thú nhận đã … . "…"`: a verb of saying in the sentence before."""
    if not _is_carriable(candidate) or not candidate.opens_sentence:
        return None
    for line, sentence in _sentences_before(candidate, scene.lines):
        probe = candidate._replace(line=line, text=scene.lines[line])
        return clause_speaker(probe, *sentence, "previous_sentence", is_colon=False)
    return None


def previous_subject(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match a sentence about a person, without a verb of saying, and the person's words behind it.

    Vietnamese papers write so; in English and German the rule was wrong more often than right.
    """
    is_long = candidate.word_count >= MIN_UNATTRIBUTED_WORDS and candidate.grammar.language == "vi"
    if not is_long or candidate.opens_line or not candidate.opens_sentence:
        return None
    line, sentence = next(_sentences_before(candidate, scene.lines), (candidate.line, Span(0, 0)))
    subject = clause_subject(scene.lines[line], sentence, candidate.grammar)
    is_name = subject is not None and subject.kind == NAME and subject.end < sentence.end
    return Attribution("previous_subject", subject, None, line) if is_name else None


def reported_mood(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match German reported speech, which goes on with a speaker named sentences before."""
    if candidate.grammar.language != "de" or candidate.word_count < MIN_CLAUSE_WORDS["de"]:
        return None
    text, mark = candidate.text, candidate.mark
    start = sentence_start(text, max(mark.before, mark.opening - CLAUSE_CHARACTERS), mark.opening)
    end = sentence_end(text, mark.closing, min(mark.after, mark.closing + CLAUSE_CHARACTERS))
    if not _REPORTED_MOOD.search(text, start, end):
        return None
    for left, (line, sentence) in zip(
        range(MOOD_SENTENCES), _sentences_before(candidate, scene.lines, start), strict=False
    ):
        probe = candidate._replace(line=line, text=scene.lines[line])
        found = clause_speaker(probe, *sentence, "reported_mood", is_colon=False)
        if found or left == MOOD_SENTENCES - 1:
            return found
    return None


def pull_quote_below(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Match a line that is all quotation, with a line below it that is all name."""
    below = candidate.line + 1
    is_all = (
        candidate.opens_line and len(candidate.after.strip()) <= 1 and candidate.mark.after == len(candidate.text)
    )
    if not is_all or below >= len(scene.lines) or candidate.word_count < MIN_UNATTRIBUTED_WORDS:
        return None
    phrase = pull_quote_name(scene.lines[below], candidate.grammar)
    return phrase and Attribution("pull_quote", phrase, None, below)


def unattributed(candidate: Candidate, _scene: Scene) -> Attribution | None:
    """Match a whole sentence in marks that nobody is found for."""
    after = candidate.after.strip()
    has_end = candidate.words[-1] in _TERMINALS or not after or after[0] in _TERMINALS or after[0].isupper()
    is_sentence = candidate.opens_sentence and candidate.words[0].isupper() and has_end
    if candidate.mark.is_single or candidate.word_count < MIN_UNATTRIBUTED_WORDS or not is_sentence:
        return None
    return Attribution("unattributed", None, None, candidate.line)


def _is_carriable(candidate: Candidate) -> bool:
    return candidate.word_count >= MIN_CARRIED_WORDS[candidate.grammar.language]


def _has_second_sentence(gap: str) -> bool:
    inner = gap.strip().lstrip(".,;!?… ").rstrip()
    return sentence_start(inner, 0, len(inner)) > 0


def _sentences_before(candidate: Candidate, lines: list[str], end: int | None = None) -> Iterator[tuple[int, Span]]:
    """Yield the sentences before the marks, the nearest first, those of the line before included."""
    line, lower = candidate.line, candidate.mark.before
    stop = candidate.mark.opening if end is None else end
    for _ in range(2 * MOOD_SENTENCES):
        text = lines[line]
        stop = end_without(text, stop, ' \u00a0.!?…:"“”')
        start = sentence_start(text, max(lower, stop - CLAUSE_CHARACTERS), stop)
        if start < stop:
            yield line, Span(start, stop)
        stop = start
        if stop <= lower:
            if not line or lower:
                return
            line, lower, stop = line - 1, 0, len(lines[line - 1])
