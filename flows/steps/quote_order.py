"""The order in which the rules are asked who said the marked words; the first that fits decides.

The surest come first: a speaker right behind the marks, then a clause that leads up to them, then the sentence
around them, then what stands before. A title or a nickname is nobody's words, whatever rule fits it.
"""

from collections.abc import Callable

from flows.steps import quote_carry, quote_rules
from flows.steps.quote_carry import Scene
from flows.steps.quote_rules import Attribution, Candidate
from flows.steps.quote_titles import is_named_thing

# Words of the shortest span that a rule may call a quotation. Scare quotes have a median of 2 words and full
# quotations of 29 in the annotated seeds and windows (tests/quality/test_quotes_quality.py).
MIN_WORDS = 3
MIN_SAID_WORDS = 2  # with the comma inside that English puts before "she said"

SENTENCE_RULES: tuple[Callable[[Candidate], Attribution | None], ...] = (
    quote_rules.speaker_after,
    quote_rules.speaker_before_colon,
    quote_rules.owner_after,
    quote_rules.speaker_before_clause,
    quote_rules.source_after,
    quote_rules.speaker_at_sentence_end,
    quote_rules.pull_quote,
)
CONTEXT_RULES: tuple[Callable[[Candidate, Scene], Attribution | None], ...] = (
    quote_carry.coordinated,
    quote_carry.continued,
    quote_carry.colon_line,
    quote_carry.carried_paragraph,
    quote_carry.pull_quote_below,
    quote_carry.reported_mood,
    quote_carry.previous_sentence,
    quote_carry.previous_subject,
    quote_carry.unattributed,
)


def attribution(candidate: Candidate, scene: Scene) -> Attribution | None:
    """Return what the first rule that fits says of the candidate; nothing where it is no quotation."""
    is_said = candidate.grammar.language == "en" and candidate.words[-1] in ",?!"
    if candidate.word_count < (MIN_SAID_WORDS if is_said else MIN_WORDS):
        return None
    for rule in SENTENCE_RULES:
        found = rule(candidate)
        if found:
            return None if is_named_thing(candidate, found) else found
    if candidate.word_count < MIN_WORDS or is_named_thing(candidate, None):
        return None
    for context_rule in CONTEXT_RULES:
        found = context_rule(candidate, scene)
        if found:
            return found
    return None
