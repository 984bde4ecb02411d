"""Finds quotations and who said them.

Every stretch in quotation marks is a candidate. Rules are asked in a fixed order, the surest first: a name and
a verb of saying right behind the closing mark, then a clause that leads up to the opening mark, then the end of
the sentence around it. What none of them ties to anybody may still go on with the quotation before it. Marked
words that no rule explains are terms, titles or nicknames and are left out, unless they are whole sentences:
those are quotations of nobody named. The author of the page and the nearest capitals are never guessed.
"""

import re
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from flows.steps import quote_lexicon
from flows.steps.quote_carry import Quote, carried
from flows.steps.quote_names import speaker_names
from flows.steps.quote_rules import MIN_WORDS, Attribution, Candidate, attribution
from flows.steps.quote_spans import marked_spans, opens_with_mark
from flows.steps.quote_speakers import ENGLISH, VIETNAMESE, Grammar
from flows.steps.row_ids import text_row_ids
from schemas.tables import QUOTES

# Share of letters that only Vietnamese has; running Vietnamese has 0.2 to 0.3, English with some names 0.01.
MIN_VIETNAMESE_SHARE = 0.03

SAMPLE_PARAGRAPHS = 10
SAMPLE_CHARACTERS = 600  # of each paragraph: enough to tell two languages apart

_VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")


def article_quotes(texts: list[str]) -> list[Quote]:
    """Return the quotations of an article's paragraphs in their order."""
    grammar = article_grammar(texts)
    candidates = [
        Candidate(index, text, mark, grammar)
        for index, (text, following) in enumerate(zip(texts, [*texts[1:], ""], strict=True))
        for mark in marked_spans(text, is_continued=opens_with_mark(following))
    ]
    quotes: list[Quote] = []
    for candidate in candidates:
        if candidate.word_count < MIN_WORDS:
            continue
        last = quotes[-1] if quotes else None
        found = attribution(candidate) or carried(candidate, last, texts)
        if found:
            quotes.append(Quote(candidate, found))
    return quotes


def article_grammar(texts: list[str]) -> Grammar:
    """Return the rules' words for the language of the article, told by the letters that Vietnamese has."""
    sample = "".join(text[:SAMPLE_CHARACTERS] for text in texts[:SAMPLE_PARAGRAPHS])
    return VIETNAMESE if len(_VIETNAMESE_LETTER.findall(sample)) > MIN_VIETNAMESE_SHARE * len(sample) else ENGLISH


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
    texts = [paragraph[4] or "" for paragraph in paragraphs]
    starts = [paragraph[5] for paragraph in paragraphs]
    quotes = article_quotes(texts)
    owner, document = str(paragraphs[0][0]), str(paragraphs[0][1])
    ids = text_row_ids([owner] * len(quotes), [quote.candidate.words for quote in quotes])
    names = speaker_names(quotes, texts)
    return [
        (
            ids[index],
            owner,
            str(paragraphs[quote.candidate.paragraph][3]),
            document,
            index,
            _kind(quote),
            *_word_cells(quote.candidate, starts),
            *_speaker_cells(quote.attribution, texts, starts),
            names[index],
            *_rule_cells(quote.attribution, texts),
        )
        for index, quote in enumerate(quotes)
    ]


def _kind(quote: Quote) -> str:
    return "direct" if quote.candidate.opens_sentence else "partial"


def _word_cells(candidate: Candidate, starts: list[int]) -> tuple[str, int, int]:
    shift = starts[candidate.paragraph]
    return candidate.words, candidate.mark.start + shift, candidate.mark.end + shift


def _speaker_cells(
    found: Attribution, texts: list[str], starts: list[int]
) -> tuple[str | None, int | None, int | None]:
    if not found.speaker:
        return None, None, None
    start, end = found.speaker.start, found.speaker.end
    shift = starts[found.paragraph]
    return texts[found.paragraph][start:end], start + shift, end + shift


def _rule_cells(found: Attribution, texts: list[str]) -> tuple[str | None, str | None, str, float]:
    role = found.speaker.role if found.speaker else None
    cue = texts[found.paragraph][found.cue.start : found.cue.end].strip() if found.cue else None
    return role, cue, found.rule, quote_lexicon.QUOTE_RULE_SCORES[found.rule]
