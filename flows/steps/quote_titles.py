"""Marked words that nobody said: titles of works, events and laws, charges, slogans, names and nicknames."""

import re

from flows.steps.quote_rules import Attribution, Candidate
from flows.steps.quote_spans import UPPER

MAX_NAMED_WORDS = 25  # a title longer than this was never met
MAX_TITLE_BEFORE_VERB_WORDS = 8  # more words in front of "ông Hải nói" are what he said, whatever stands before
# What something is called in more words than this is somebody's judgement; German has articles among its words.
MAX_CALLED_WORDS = {"vi": 5, "en": 5, "de": 3}
MAX_NICKNAME_WORDS = 5
MAX_CAPITAL_TITLE_WORDS = 12
NAMING_CHARACTERS = 60  # a noun of naming, a number and a place between it and the marks
MIN_CAPITAL_SHARE = 0.75  # of the long words of an English title

_SENTENCE_INSIDE = re.compile(r"[.!?…]\s")
_LONG_WORD = re.compile(r"\b(?!(?:and|the|for|with|from|not)\b)[^\W\d_][\w'’-]{2,}")
_NAME_BEHIND = re.compile(rf"\s[{UPPER}][\w'’-]+")


def is_named_thing(candidate: Candidate, found: Attribution | None) -> bool:
    """Tell a title, a charge or a nickname from words that somebody said."""
    if found and found.rule == "speaker_after" and candidate.word_count > MAX_TITLE_BEFORE_VERB_WORDS:
        return False
    if found and found.cue and candidate.is_led_by_colon and candidate.word_count > MAX_TITLE_BEFORE_VERB_WORDS:
        return False
    if candidate.word_count <= MAX_NAMED_WORDS and candidate.grammar.charge.match(candidate.words):
        return True
    return _has_naming_noun(candidate, found) or _is_nickname(candidate) or _is_capital_title(candidate)


def _has_naming_noun(candidate: Candidate, found: Attribution | None) -> bool:
    grammar, count = candidate.grammar, candidate.word_count
    lower = max(candidate.mark.before, candidate.mark.opening - NAMING_CHARACTERS)
    # The verb of saying itself may end like a noun of naming: "lý giải" is no "giải".
    if found and found.cue and found.line == candidate.line and found.cue.end <= candidate.mark.opening:
        lower = max(lower, found.cue.end)
    before = candidate.text[lower : candidate.mark.opening].lower()
    is_title = grammar.naming.search(before) or grammar.naming_near.search(before)
    if count <= MAX_NAMED_WORDS and is_title:
        return True
    return count <= MAX_CALLED_WORDS[grammar.language] and bool(grammar.calling.search(before))


def _is_nickname(candidate: Candidate) -> bool:
    """Tell `“Vua tôm” Minh Phú`: few marked words and a name right behind them."""
    if candidate.word_count > MAX_NICKNAME_WORDS or candidate.words[-1] in ".,!?…":
        return False
    return bool(_NAME_BEHIND.match(candidate.text, candidate.mark.closing))


def _is_capital_title(candidate: Candidate) -> bool:
    """Tell an English title, whose long words all have capitals."""
    words = candidate.words
    if candidate.grammar.language != "en" or candidate.word_count > MAX_CAPITAL_TITLE_WORDS:
        return False
    long_words = _LONG_WORD.findall(words)
    capitals = sum(word[0].isupper() for word in long_words)
    is_sentence = words.endswith(("!", "?")) or _SENTENCE_INSIDE.search(words) or words.isupper()
    return len(long_words) > 1 and capitals >= MIN_CAPITAL_SHARE * len(long_words) and not is_sentence
