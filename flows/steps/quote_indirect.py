"""Reported speech without marks: a named source, a verb of saying or "according to", and the clause said.

Only what can be cut is taken: the source must be named, and the clause must run from the verb to the end of its
sentence, or from the sentence's start to the source. What is quoted inside it in marks stays a quotation of its own.
"""

import re
from bisect import bisect_left
from itertools import islice

from flows.steps import quote_lexicon
from flows.steps.line_characters import BLANKS
from flows.steps.quote_carry import Quote
from flows.steps.quote_grammar import Grammar, spellings, trie_pattern
from flows.steps.quote_phrases import (
    DESCRIPTION,
    OFFICE_NOUNS,
    OPENING_CHARACTERS,
    PRONOUN,
    Phrase,
    is_title_of_place,
    phrase_at,
)
from flows.steps.quote_rules import Attribution, Candidate
from flows.steps.quote_spans import LOWER, MarkedSpan, Span, sentences_around
from flows.steps.quote_speakers import clause_pieces, role_behind, source_spans, subject_before, word_spans

MIN_CLAUSE_WORDS = 4
MAX_SENTENCE_CHARACTERS = 800  # longer ones are lists and lines that lost their ends
MAX_CUES_TRIED = 3
MAX_SPANS_INSIDE = 20  # marked stretches, verbs and sources of one sentence that are looked at
MAX_WORDS_BEHIND_VERB = 5  # "…, ông Hải nói hôm 5/6": what stands behind the verb of a clause said before

_CLAUSE_WORDS = re.compile(rf"\W*+(?:\w++\W++){{{MIN_CLAUSE_WORDS - 1}}}\w")
_TOO_MANY_BEHIND_VERB = re.compile(rf"\W*+(?:\w++\W++){{{MAX_WORDS_BEHIND_VERB}}}\w")
_CAPITAL_INSIDE = re.compile(r"\s[^\W\d_a-zà-ỹđ]")
_ASIDE = re.compile(rf"\s[-–—]\s(?=[{LOWER}])")  # what stands behind it is the author's
_CUT = re.compile(r"[,–-]\s")
_OPENING_BLANKS = re.compile(r"[\s,]*")
_NOT_CONTENT = tuple(f"{word} " for word in sorted(spellings(quote_lexicon.NOT_CONTENT_STARTS)))
_NOT_CONTENT_CHARACTERS = max(map(len, _NOT_CONTENT))
_ADVERBIALS = tuple(f"{word} " for word in sorted(spellings(quote_lexicon.ADVERBIAL_STARTS)))
_BEHIND_VERB_WORDS = rf"{trie_pattern(spellings(quote_lexicon.BEHIND_VERB))}(?!\w)"
_BEHIND_VERB = re.compile(rf"\s*(?:{_BEHIND_VERB_WORDS}|\Z)")
_EDGES = f"{BLANKS},;.–—-"
_MAY_FOLLOW = re.compile(rf"\s*(?:,|{_BEHIND_VERB_WORDS})|[{re.escape(_EDGES)}]*(?:[.!?…]|\Z)")


def indirect_quotes(
    line: int, text: str, grammar: Grammar, quoted: list[Quote], marks: list[MarkedSpan]
) -> list[Quote]:
    """Return the clauses of a line that a named source is reported to have said.

    `quoted` are the quotations in marks of the same line: a sentence that holds a direct one reports nothing more.
    `marks` are all its marked stretches, which no clause cuts.
    """
    found_verbs = word_spans(grammar.clause_cue, text, 0, len(text), grammar)
    verbs = [verb for verb in found_verbs if _may_report(text, verb, grammar)]
    found_sources = source_spans(text, 0, len(text), grammar)
    sources = [source for source in found_sources if _may_name(text, source, grammar)]
    if not verbs and not sources:
        return []
    closed = [
        Span(quote.candidate.mark.opening, quote.candidate.mark.closing) for quote in quoted if quote.kind == "direct"
    ]
    marked = [Span(mark.opening, mark.closing) for mark in marks]
    found = []
    for whole in sentences_around(text, sorted(span.start for span in verbs + sources), MAX_SENTENCE_CHARACTERS + 1):
        if whole.end - whole.start <= MAX_SENTENCE_CHARACTERS and not (closed and _inside(closed, whole)):
            held = _inside(verbs, whole), _inside(sources, whole) if sources else sources
            quote = _reported(line, text, _trimmed(text, whole), held, grammar)
            if quote and not (marked and any(_crosses(quote, mark) for mark in _inside(marked, whole))):
                found.append(quote)
    return found


def _may_report(text: str, verb: Span, grammar: Grammar) -> bool:
    """Tell by what stands right behind a verb whether it reports; half of the verbs that take other things do not."""
    if grammar.language != "vi" or text[verb.start : verb.end] not in grammar.linked_cues:
        return True
    return bool(grammar.clause_link.match(text, verb.end) or _MAY_FOLLOW.match(text, verb.end))


def _may_name(text: str, source: Span, grammar: Grammar) -> bool:
    """Tell by what stands right before "according to" whether it may open a sentence or end one behind its clause."""
    before = text[max(0, source.start - 10) : source.start].rstrip()
    is_apart = not before or text[source.start].isupper() or before[-1] in ",-–"
    return is_apart or before.lower().endswith(grammar.source_leads)


def _inside(spans: list[Span], stretch: Span) -> list[Span]:
    """Return the spans, sorted and apart, that lie in the stretch or reach into it."""
    first = bisect_left(spans, (stretch.start,))
    first -= first > 0 and spans[first - 1].end > stretch.start
    return spans[first : bisect_left(spans, (stretch.end,), first)][:MAX_SPANS_INSIDE]


def _crosses(quote: Quote, mark: Span) -> bool:
    """Tell whether a clause cuts marked words, is nothing else, or hangs on a verb inside them."""
    start, end = quote.candidate.mark.start, quote.candidate.mark.end
    cue = quote.attribution.cue
    is_inside = cue is not None and mark.start <= cue.start < mark.end
    is_apart = mark.end <= start or mark.start >= end
    is_held = start <= mark.start and mark.end <= end and end - start > mark.end - mark.start
    return is_inside or not (is_apart or is_held)


def _reported(
    line: int, text: str, sentence: Span, held: tuple[list[Span], list[Span]], grammar: Grammar
) -> Quote | None:
    verbs, sources = held
    if text[sentence.end - 1 : sentence.end] in ":?" or text[sentence.end : sentence.end + 1] == "?":
        return None
    found = None
    opening = grammar.source.match(text, *sentence) if sources else None
    if opening:
        found = _source_clause(line, text, sentence, Span(*opening.span()), grammar)
    for source in sources[:MAX_CUES_TRIED]:
        found = found or _clause_source(line, text, sentence, source, grammar)
    for verb in verbs[:MAX_CUES_TRIED]:
        found = found or _reported_clause(line, text, sentence, verb, grammar)
    if not found:
        return None
    content, attribution = found
    start, end = _trimmed(text, content)
    aside = _ASIDE.search(text, start, end) if attribution.rule in {"reported_clause", "source_clause"} else None
    if aside and _CLAUSE_WORDS.match(text, start, aside.start()):
        end = _trimmed(text, Span(start, aside.start())).end
    clause = MarkedSpan(start, start, end, end, *sentence)
    return Quote(Candidate(line, text, clause, grammar, text[start:end], 0), attribution, "indirect")


def _trimmed(text: str, span: Span) -> Span:
    """Return the span without blanks and commas at its ends."""
    if span.start < span.end and text[span.start] not in _EDGES and text[span.end - 1] not in _EDGES:
        return span
    inner = text[span.start : span.end]
    start = span.start + len(inner) - len(inner.lstrip(_EDGES))
    return Span(start, max(start, span.start + len(inner.rstrip(_EDGES))))


def _source_clause(
    line: int, text: str, sentence: Span, source: Span, grammar: Grammar
) -> tuple[Span, Attribution] | None:
    """Match `Theo NP, apposition, CLAUSE`."""
    opening = text[source.end : min(sentence.end, source.end + OPENING_CHARACTERS)].split(None, 1)
    first = opening[0].lower() if opening else ""
    if first in grammar.documents and first not in grammar.openings:
        return None
    pieces = list(islice(clause_pieces(text, source.end, sentence.end), 3))
    if len(pieces) < 2:
        return None
    phrase = phrase_at(text, *pieces[0], grammar, is_loose=True)
    if not phrase or not phrase.is_whole or not is_named(text, phrase, grammar):
        return None
    speaker = role_behind(text, phrase, pieces[1].end, grammar)
    content = Span(pieces[2 if speaker.role and len(pieces) > 2 and not phrase.role else 1].start, sentence.end)
    return (content, Attribution("source_clause", speaker, source, line)) if _is_clause(text, content) else None


def _clause_source(
    line: int, text: str, sentence: Span, source: Span, grammar: Grammar
) -> tuple[Span, Attribution] | None:
    """Match `CLAUSE, theo NP`."""
    content = Span(sentence.start, max(sentence.start, source.start))
    if not text[content.start : content.end].rstrip().endswith((",", "-", "–")) or not _is_clause(text, content):
        return None
    pieces = list(islice(clause_pieces(text, source.end, sentence.end), 2))
    phrase = phrase_at(text, *pieces[0], grammar) if pieces and text[source.start].islower() else None
    if not phrase or not is_named(text, phrase, grammar):
        return None
    speaker = role_behind(text, phrase, sentence.end, grammar)
    if len(pieces) > 1 and not speaker.role:
        return None
    return content, Attribution("clause_source", speaker, source, line)


def _reported_clause(
    line: int, text: str, sentence: Span, verb: Span, grammar: Grammar
) -> tuple[Span, Attribution] | None:
    """Match `NP cue (rằng) CLAUSE` and `CLAUSE, NP cue`."""
    content = _content_behind(text, verb, sentence, grammar)
    start = _clause_start(text, sentence.start, verb.start)
    owner = grammar.owner.match(text, start, verb.start) if content else None
    subject = subject_before(text, owner.end() if owner else start, verb.start, grammar) if content else None
    if content and subject and is_named(text, subject, grammar):
        return content, Attribution("reported_clause", subject, verb, line)
    is_last = not _TOO_MANY_BEHIND_VERB.match(text, verb.end, sentence.end)
    is_last = is_last and (grammar.language != "vi" or bool(_BEHIND_VERB.match(text, verb.end, sentence.end)))
    found = _clause_before(text, verb, sentence, grammar) if is_last else None
    return (found[0], Attribution("clause_reported", found[1], verb, line)) if found else None


def _clause_start(text: str, start: int, verb: int) -> int:
    """Return where the clause before a verb starts: behind a colon, and behind the bracket that holds a credit."""
    colon = text.rfind(": ", start, verb)
    start = colon + 2 if colon >= 0 else start
    bracket = text.find(")", start, verb)
    return bracket + 1 if bracket >= 0 and text.find("(", start, bracket) < 0 else start


def _content_behind(text: str, verb: Span, sentence: Span, grammar: Grammar) -> Span | None:
    link = grammar.clause_link.match(text, verb.end, sentence.end)
    if link:
        content = Span(link.end(), sentence.end)
        return content if _is_clause(text, content) else None
    opening = _OPENING_BLANKS.match(text, verb.end, sentence.end)
    start = opening.end() if opening else verb.end
    has_comma = "," in text[verb.end : start]
    needs_link = text[verb.start : verb.end] in grammar.linked_cues and not has_comma
    content = Span(start, sentence.end)
    if text[start : start + 1] in {":", ""}:
        return None
    is_other = text[start : start + _NOT_CONTENT_CHARACTERS].lower().startswith(_NOT_CONTENT)
    is_open = not needs_link and not is_other and _has_sign(text, content, grammar)
    return content if is_open and _is_clause(text, content) else None


def _has_sign(text: str, content: Span, grammar: Grammar) -> bool:
    """Tell whether a word shows a clause; the blank before the content goes with its first word."""
    return bool(grammar.clause_sign.search(text, max(0, content.start - 1), content.end))


def _clause_before(text: str, verb: Span, sentence: Span, grammar: Grammar) -> tuple[Span, Phrase] | None:
    """Return the clause before `, NP cue` (or `, said NP`) at the end of a sentence, and who said it."""
    if not _CUT.search(text, sentence.start, verb.start):
        return None
    if grammar.language != "vi" and text[sentence.start : verb.start].rstrip().endswith(","):
        subject = phrase_at(text, verb.end, sentence.end, grammar)
        end = verb.start
    else:
        subject = subject_before(text, sentence.start, verb.start, grammar)
        end = subject.start if subject else sentence.start
    content = Span(sentence.start, end)
    is_cut = text[sentence.start : end].rstrip().endswith((",", "–", "-"))
    if not subject or not is_cut or not is_named(text, subject, grammar) or not _is_clause(text, content):
        return None
    return (content, subject) if _has_sign(text, content, grammar) else None


def _is_clause(text: str, content: Span) -> bool:
    """Tell a clause from a few words and from an adverbial of the sentence that goes on behind it."""
    words = text[content.start : content.end].strip(_EDGES)
    is_adverbial = words.lower().startswith(_ADVERBIALS) and "," not in words
    return bool(_CLAUSE_WORDS.match(words)) and not is_adverbial


def is_named(text: str, phrase: Phrase, grammar: Grammar) -> bool:
    """Tell a source with a name, or an office or paper, from somebody in particular and documents."""
    words = text[phrase.start : phrase.end].split()
    first = words[0].lower()
    if first in grammar.documents or (phrase.kind != PRONOUN and first in grammar.indefinite):
        return False
    if phrase.kind == DESCRIPTION:
        is_office = first in grammar.offices or " ".join(words[:2]).lower() in grammar.offices
        is_office = is_office or (
            len(words) > 2 and words[1][0].isupper() and " ".join(words[1:3]).lower() in OFFICE_NOUNS
        )
        is_office = is_office or is_title_of_place(text, phrase, grammar)
        return is_office and bool(_CAPITAL_INSIDE.search(text, phrase.start, phrase.end))
    return True
