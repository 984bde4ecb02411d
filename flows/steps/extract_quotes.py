"""Finds quotations and who said them.

Every stretch in quotation marks is a candidate. Rules are asked in a fixed order, the surest first
(`quote_order`). Marked words that no rule explains are terms, titles or nicknames and are left out, unless they
are whole sentences: those are quotations of nobody named. Reported speech without marks and the answers of an
interview are found by rules of their own. The author of the page and the nearest capitals are never guessed.
"""

import re
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl

from flows.steps import quote_lexicon
from flows.steps.quote_answers import answers
from flows.steps.quote_carry import GUESSED_RULES, Quote, Scene, is_first_half
from flows.steps.quote_grammar import article_grammar
from flows.steps.quote_indirect import indirect_quotes
from flows.steps.quote_names import speaker_names
from flows.steps.quote_order import attribution
from flows.steps.quote_phrases import PRONOUN
from flows.steps.quote_rules import Attribution, Candidate, candidate_at, is_direct
from flows.steps.quote_spans import TextLine, marked_spans, text_lines
from flows.steps.row_ids import text_row_ids
from flows.steps.word_count import count_words
from schemas.tables import QUOTES

_NOT_ROLE = re.compile(
    rf"(?:{quote_lexicon.NOT_ROLES.pattern})(?!\w| (?:trưởng|phó|đội|ủy|uỷ|viên)(?!\w))", re.IGNORECASE
)
# A term of so few marked words does not cut the clause that leads up to the next marks.
MAX_TERM_WORDS = 4
MAX_TERMS = 3  # in a row


class Found(NamedTuple):
    """A quotation with what it was resolved to."""

    quote: Quote
    name: str | None
    role: str | None


def article_quotes(text_lines: list[TextLine]) -> list[Found]:
    """Return the quotations of an article's lines in their order, an enclosing one before those inside it."""
    lines = [line.text for line in text_lines]
    grammar = article_grammar(lines)
    quoted: list[Quote] = []
    reported: list[Quote] = []
    neighbours = zip([None, *text_lines], text_lines, [*text_lines[1:], None], strict=False)
    for index, (before, line, following) in enumerate(neighbours):
        text = line.text
        marks = marked_spans(line, before, following)
        first = len(quoted)
        bound = terms = 0
        for mark in marks:
            candidate = candidate_at(index, text, mark._replace(before=bound), grammar)
            found = attribution(candidate, Scene(lines, quoted[-1] if quoted else None))
            if found:
                _share_backwards(quoted, candidate, found)
                quoted.append(Quote(candidate, found, "direct" if is_direct(candidate, found) else "partial"))
            terms += 1
            if found or candidate.word_count > MAX_TERM_WORDS or terms > MAX_TERMS:
                bound, terms = mark.closing, 0
        reported += indirect_quotes(index, text, grammar, quoted[first:], marks)
    quotes = quoted + reported
    quotes += _without(answers(lines, grammar), quotes)
    return _resolved(quotes, lines) if quotes else []


def _share_backwards(quoted: list[Quote], candidate: Candidate, found: Attribution) -> None:
    """Give the quotation before, which nobody was found for, the speaker named behind this one."""
    if not quoted or not found.speaker or not is_first_half(quoted[-1], candidate):
        return
    last = quoted[-1]
    if last.attribution.rule in GUESSED_RULES and found.rule not in GUESSED_RULES:
        quoted[-1] = last._replace(attribution=found._replace(rule="shared_with_next"))


def _without(answered: list[Quote], quotes: list[Quote]) -> list[Quote]:
    """Leave out answers that are a quotation in marks or reported speech already."""
    if not answered:
        return []
    taken = {(quote.candidate.line, quote.candidate.mark.start) for quote in quotes}
    return [quote for quote in answered if (quote.candidate.line, quote.candidate.mark.start) not in taken]


def _resolved(quotes: list[Quote], lines: list[str]) -> list[Found]:
    """Return the quotations in their order with names and roles; reported speech of nobody named is left out."""
    ordered = sorted(
        quotes, key=lambda quote: (quote.candidate.line, quote.candidate.mark.start, -quote.candidate.mark.end)
    )
    names = speaker_names(ordered, lines)
    roles: dict[str, str] = {}
    for quote, name in zip(ordered, names, strict=True):
        role = quote.attribution.speaker and quote.attribution.speaker.role
        if name and role and not _NOT_ROLE.match(role):
            roles.setdefault(name, role)
    return [
        Found(quote, name, roles.get(name) if name else None)
        for quote, name in zip(ordered, names, strict=True)
        if quote.kind != "indirect" or not _is_unresolved(quote, name, lines)
    ]


def _is_unresolved(quote: Quote, name: str | None, lines: list[str]) -> bool:
    speaker = quote.attribution.speaker
    is_pronoun = speaker is not None and speaker.kind == PRONOUN
    return speaker is None or (is_pronoun and name == lines[quote.attribution.line][speaker.start : speaker.end])


def extract_quotes(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the quotations of the paragraphs with their speakers, in the schema of `quotes`."""
    columns = ["article_id", "document_id", "paragraph_index", "paragraph_id", "text", "char_start"]
    ordered = paragraphs.select(columns).sort("article_id", "document_id", "paragraph_index", "char_start")
    rows: list[tuple[object, ...]] = []
    for _, group in groupby(ordered.iter_rows(), key=itemgetter(0, 1)):
        rows += _article_rows(list(group))
    return pl.DataFrame(rows, schema=QUOTES.to_polars(), orient="row")


def _article_rows(paragraphs: list[tuple[Any, ...]]) -> list[tuple[object, ...]]:
    """Return the rows of one article; paragraphs come with the columns that `extract_quotes` selects."""
    lines = text_lines([(paragraph[4] or "", paragraph[5]) for paragraph in paragraphs])
    shifts = [line.start for line in lines]
    found = article_quotes(lines)
    if not found:
        return []
    owner, document = str(paragraphs[0][0]), str(paragraphs[0][1])
    ids = text_row_ids([owner] * len(found), [each.quote.candidate.words for each in found])
    return [
        (
            ids[index],
            owner,
            str(paragraphs[lines[each.quote.candidate.line].paragraph][3]),
            document,
            index,
            each.quote.kind,
            *_word_cells(each.quote.candidate, shifts),
            *_speaker_cells(each.quote, lines, shifts),
            each.name,
            each.role,
            *_rule_cells(each.quote, lines),
        )
        for index, each in enumerate(found)
    ]


def _word_cells(candidate: Candidate, shifts: list[int]) -> tuple[str, int, int, int]:
    shift = shifts[candidate.line]
    words = candidate.words
    return words, candidate.mark.start + shift, candidate.mark.end + shift, count_words(words)


def _speaker_cells(
    quote: Quote, lines: list[TextLine], shifts: list[int]
) -> tuple[str | None, int | None, int | None]:
    found = quote.attribution
    if not found.speaker:
        return None, None, None
    start, end = found.speaker.start, found.speaker.end
    return lines[found.line].text[start:end], start + shifts[found.line], end + shifts[found.line]


def _rule_cells(quote: Quote, lines: list[TextLine]) -> tuple[str | None, str, float]:
    found = quote.attribution
    cue = lines[found.line].text[found.cue.start : found.cue.end].strip() if found.cue else None
    return cue or None, found.rule, quote_lexicon.QUOTE_RULE_SCORES[found.rule]
