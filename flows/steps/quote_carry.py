"""Quotations without a speaker of their own: those that go on with the quotation before, and those of nobody."""

from typing import NamedTuple

from flows.steps.quote_rules import (
    CLAUSE_CHARACTERS,
    MIN_CARRIED_WORDS,
    MIN_CLAUSE_WORDS,
    MIN_UNATTRIBUTED_WORDS,
    Attribution,
    Candidate,
    clause_speaker,
    is_named_thing,
)
from flows.steps.quote_spans import sentence_start


class Quote(NamedTuple):
    """A quotation and what ties it to its speaker."""

    candidate: Candidate
    attribution: Attribution


def carried(candidate: Candidate, last: Quote | None, texts: list[str]) -> Attribution | None:
    """Return the attribution that a candidate without one of its own takes from what stands before it."""
    if is_named_thing(candidate, None):
        return None
    if last and _is_coordinated(candidate, last):
        return last.attribution._replace(rule="coordinated")
    if not candidate.opens_sentence or candidate.word_count < MIN_CARRIED_WORDS[candidate.grammar.language]:
        return None
    return _continued(candidate, last) or _previous_sentence(candidate, texts) or _unattributed(candidate)


def _continued(candidate: Candidate, last: Quote | None) -> Attribution | None:
    if not last or not last.attribution.speaker:
        return None
    if _continues(candidate, last):
        return last.attribution._replace(rule="continued")
    if _continues_paragraph(candidate, last):
        return last.attribution._replace(rule="carried_paragraph")
    return None


def _unattributed(candidate: Candidate) -> Attribution | None:
    if candidate.word_count < MIN_UNATTRIBUTED_WORDS or not _stands_alone(candidate):
        return None
    return Attribution("unattributed", None, None, candidate.paragraph)


def _is_coordinated(candidate: Candidate, last: Quote) -> bool:
    """Tell whether the marks stand in the same sentence as the quotation before: `là "…" vì "…"`."""
    mark, before = last.candidate.mark, candidate.before
    is_next = last.candidate.paragraph == candidate.paragraph and mark.closing == candidate.mark.before
    is_open = last.attribution.rule in {"speaker_before_clause", "coordinated"}
    is_long = candidate.word_count >= MIN_CLAUSE_WORDS[candidate.grammar.language]
    return (
        is_next and is_open and is_long and sentence_start(before, 0, len(before)) == 0 and before.strip()[:1] != "."
    )


def _continues(candidate: Candidate, last: Quote) -> bool:
    """Tell whether nothing but the attribution stands between the quotation before and this one."""
    if last.candidate.paragraph != candidate.paragraph or last.candidate.mark.closing != candidate.mark.before:
        return False
    gap = candidate.before.strip()
    if len(gap) <= 3:
        return True
    return last.attribution.rule == "speaker_after" and not _has_second_sentence(gap)


def _continues_paragraph(candidate: Candidate, last: Quote) -> bool:
    """Tell whether this opens the paragraph behind one that ended with a quotation or its attribution."""
    if candidate.paragraph != last.candidate.paragraph + 1 or not candidate.opens_paragraph:
        return False
    tail = last.candidate.text[last.candidate.mark.closing :].strip()
    is_spoken = last.attribution.rule in {"speaker_after", "continued", "carried_paragraph"}
    return len(tail) <= 3 or (is_spoken and not _has_second_sentence(tail))


def _has_second_sentence(gap: str) -> bool:
    inner = gap.strip().lstrip(".,;!?… ").rstrip()
    return sentence_start(inner, 0, len(inner)) > 0


def _previous_sentence(candidate: Candidate, texts: list[str]) -> Attribution | None:
    """Match `NP thú nhận đã … . "…"`, or a paragraph that ends with a colon before the quotation's own."""
    text, end, paragraph = candidate.text, candidate.mark.opening, candidate.paragraph
    if candidate.opens_paragraph and paragraph:
        paragraph -= 1
        text = texts[paragraph].rstrip()
        end = len(text)
    lower = max(0 if paragraph != candidate.paragraph else candidate.mark.before, end - CLAUSE_CHARACTERS)
    stop = lower + len(text[lower:end].rstrip(' \u00a0.!?…:"'))
    start = sentence_start(text, lower, stop)
    if start >= stop:
        return None
    probe = candidate._replace(paragraph=paragraph, text=text)
    return clause_speaker(probe, start, stop, "previous_sentence", is_colon=text[lower:end].rstrip().endswith(":"))


def _stands_alone(candidate: Candidate) -> bool:
    after = candidate.after.strip()
    has_end = candidate.words[-1] in ".!?…" or not after or after[0] in ".!?…"
    return candidate.words[0].isupper() and has_end
