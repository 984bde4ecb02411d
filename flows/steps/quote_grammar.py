"""The words of a language in the forms that the rules ask: sets for whole words, patterns for running text."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple, TypeAlias

from flows.steps import quote_lexicon
from flows.steps.lexicons import WordRule
from flows.steps.quote_lexicon import QuoteWords
from flows.steps.quote_lexicon_de import GERMAN_WORDS
from flows.steps.quote_lexicon_en import ENGLISH_WORDS
from flows.steps.quote_lexicon_vi import VIETNAMESE_WORDS

# Where Vietnamese puts the tone of "oa", "oe" and "uy" differs by school: both are one word.
_TONE_PLACES = {
    f"{pair[0]}{second}": f"{first}{pair[1]}"
    for first, second, pairs in (
        ("o", "a", "òà óá ỏả õã ọạ"),
        ("o", "e", "òè óé ỏẻ õẽ ọẹ"),
        ("u", "y", "ùỳ úý ủỷ ũỹ ụỵ"),
    )
    for pair in pairs.split()
}

_SAMPLE_PARAGRAPHS = 10
_SAMPLE_CHARACTERS = 600  # of each paragraph: enough to tell two languages apart
# Share of letters that only Vietnamese has; running Vietnamese has 0.2 to 0.3, English with some names 0.01.
_MIN_VIETNAMESE_SHARE = 0.03
_VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
_GERMAN_WORD = re.compile(r"(?i)\b(?:der|die|das|und|ist|nicht|mit|ein|eine|von|den|dem|auf|für|sich|im|hat)\b")
_ENGLISH_WORD = re.compile(r"(?i)\b(?:the|and|of|to|in|is|that|for|on|was|with|he|said|it|at|by)\b")

_Trie: TypeAlias = dict[str, "_Trie"]
_NEAR_LINKS = frozenset(["là"])  # leads to a clause only right behind the verb
_AFTER_NAMES = frozenset(["của", "thuộc", "ở", "tại", "và", "từ", "người", "cùng"])


class PhraseSet(NamedTuple):
    """Phrases of one or more words, asked word by word."""

    phrases: frozenset[str]
    following: _Trie  # word -> the words that follow it in a phrase; "" where a phrase ends


class Grammar(NamedTuple):
    """The words that the rules of one language go by."""

    language: str
    cue: re.Pattern[str]  # takes the blank before the verb too: see `word_spans`
    clause_cue: re.Pattern[str]
    not_cues: frozenset[str]
    not_behind: dict[str, tuple[str, ...]]  # verb -> the words behind which it reports nobody
    feelings: frozenset[str]
    charge: re.Pattern[str]
    clause_link: re.Pattern[str]
    linked_cues: frozenset[str]
    clause_sign: re.Pattern[str]  # with the blank or mark before it
    pronouns: frozenset[str]
    genders: dict[str, str]  # pronoun or honorific -> "m" or "f"
    titles: PhraseSet
    title_ends: tuple[str, ...]
    descriptions: PhraseSet
    offices: frozenset[str]
    indefinite: frozenset[str]
    not_starts: frozenset[str]
    leads: PhraseSet
    tails: frozenset[str]
    tail_starts: frozenset[str]
    tail_ends: frozenset[str]
    clause_words: frozenset[str]
    naming: re.Pattern[str]  # these three are asked of text in lower case
    naming_near: re.Pattern[str]
    calling: re.Pattern[str]
    documents: frozenset[str]
    source: re.Pattern[str]
    source_inside: tuple[re.Pattern[str], ...]
    source_leads: tuple[str, ...]
    relay: re.Pattern[str]
    owner: re.Pattern[str]
    saying_noun: re.Pattern[str]
    owner_link: re.Pattern[str]
    asker: re.Pattern[str]
    answerer: re.Pattern[str]
    interview: re.Pattern[str]
    question: re.Pattern[str]
    speaker_starts: PhraseSet  # pronouns, titles and descriptions together
    openings: frozenset[str]  # first words of those and of what may stand before them
    before_names: PhraseSet  # what may stand before a name and is no part of it
    after_names: frozenset[str]  # what may follow a name of one word


def phrase_set(phrases: frozenset[str]) -> PhraseSet:
    """Return the phrases with the words that follow each of their words."""
    return PhraseSet(phrases, _trie([phrase.split(" ") for phrase in sorted(phrases)]))


def spellings(rule: WordRule) -> frozenset[str]:
    """Return the alternatives of a rule, with the tone of open syllables in either place."""
    words = rule.pattern.split("|")
    return frozenset(words) | {_other_tone_place(word) for word in words}


def _other_tone_place(phrase: str) -> str:
    words = []
    for word in phrase.split(" "):
        ending = word[-2:]
        words.append(word[:-2] + _TONE_PLACES[ending] if ending in _TONE_PLACES else word)
    return " ".join(words)


def trie_pattern(words: frozenset[str]) -> str:
    """Return a pattern for any of the words, the longest first, that tries each first letter once."""
    return _trie_source(_trie(sorted(words)))


def _trie(sequences: Iterable[Iterable[str]]) -> _Trie:
    trie: _Trie = {}
    for sequence in sequences:
        node = trie
        for each in sequence:
            node = node.setdefault(each, {})
        node[""] = {}
    return trie


def _trie_source(node: _Trie) -> str:
    branches = [re.escape(letter) + _trie_source(child) for letter, child in sorted(node.items()) if letter]
    if not branches:
        return ""
    source = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return f"{source}?" if "" in node else source


def _phrase_set(*rules: WordRule) -> frozenset[str]:
    return frozenset().union(*(spellings(rule) for rule in rules))


def _capitalised(words: frozenset[str]) -> frozenset[str]:
    return words | {word[0].upper() + word[1:] for word in words}


def _at_end(words: frozenset[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){trie_pattern(words)}\s*:?\s*\Z", flags)


def _verb_pattern(verbs: frozenset[str], not_verbs: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for verbs, and for the expressions that open like one of them and report nobody.

    Every first letter more is one more try at each word of a text. Python looks for the blank in front many times
    faster than for a set of characters.
    """
    openings = {verb.split(" ", 1)[0] for verb in verbs}
    holding = frozenset(phrase for phrase in not_verbs if phrase.split(" ", 1)[0] in openings)
    return re.compile(rf" {trie_pattern(verbs | holding)}(?!\w)")


def _not_behind(verbs: frozenset[str], not_verbs: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return for each verb the words, with a blank before them, behind which it reports nobody."""
    found: dict[str, set[str]] = {}
    for phrase in not_verbs:
        words = phrase.split(" ")
        for at in range(1, len(words)):
            verb = " ".join(words[at:])
            if verb in verbs:
                found.setdefault(verb, set()).update(_capitalised(frozenset([" ".join(words[:at])])))
    return {verb: tuple(f" {before}" for before in sorted(befores)) for verb, befores in found.items()}


def _source_patterns(pattern: str) -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each case of the first letter: Python finds a word much faster than a set of letters."""
    return tuple(re.compile(each) for each in sorted({pattern, pattern[0].upper() + pattern[1:]}))


def _patterns(words: QuoteWords) -> dict[str, re.Pattern[str]]:
    near = trie_pattern(spellings(words.naming_near))
    return {
        "cue": _verb_pattern(spellings(words.cues), spellings(words.not_cues)),
        "clause_cue": _verb_pattern(spellings(words.clause_cues), spellings(words.not_cues)),
        "clause_link": re.compile(
            rf"(?:[^,.;:!?\"“”()]{{0,60}}?\s{trie_pattern(spellings(words.clause_links) - _NEAR_LINKS)}|\slà),?(?=\s)"
        ),
        "clause_sign": re.compile(rf"\W{trie_pattern(spellings(words.clause_signs))}(?!\w)"),
        "charge": re.compile(rf"{trie_pattern(spellings(words.charges))}(?!\w)", re.IGNORECASE),
        "naming": _at_end(spellings(words.naming)),
        "naming_near": re.compile(rf"(?<!\w){near}(?!\w)[^,.;:!?\"“”]*\Z"),
        "calling": _at_end(spellings(words.calling)),
        "source": re.compile(
            rf"(?:(?:{words.source_leads.pattern})\s+)?{words.source_pattern.pattern}", re.IGNORECASE
        ),
        "relay": re.compile(words.relay_pattern.pattern),
        "owner": re.compile(words.owner_pattern.pattern, re.IGNORECASE),
        "saying_noun": _at_end(spellings(words.saying_nouns), re.IGNORECASE),
        "owner_link": re.compile(rf"\s+{trie_pattern(spellings(words.owner_links))}\s+"),
        "asker": re.compile(rf"(?:{words.asker_pattern.pattern})\s*:"),
        "answerer": re.compile(rf"(?:{words.answerer_pattern.pattern})\s*:\s+"),
        "interview": re.compile(words.interview_pattern.pattern, re.IGNORECASE),
        "question": re.compile(words.question_pattern.pattern, re.IGNORECASE),
    }


def _grammar(language: str, words: QuoteWords) -> Grammar:
    pronouns = _phrase_set(words.male, words.female, words.other_pronouns)
    titles, descriptions = _phrase_set(words.titles), _phrase_set(words.descriptions)
    leads, tails, clause_words = _phrase_set(words.leads), _phrase_set(words.tails), _phrase_set(words.clause_words)
    genders = dict.fromkeys(spellings(words.male), "m") | dict.fromkeys(spellings(words.female), "f")
    return Grammar(
        language=language,
        not_cues=spellings(words.not_cues),
        not_behind=_not_behind(_phrase_set(words.cues, words.clause_cues), spellings(words.not_cues)),
        feelings=spellings(words.feelings),
        linked_cues=spellings(words.linked_cues),
        pronouns=pronouns,
        genders=genders,
        titles=phrase_set(titles),
        title_ends=tuple(sorted(spellings(words.title_ends))),
        descriptions=phrase_set(descriptions),
        offices=spellings(words.offices),
        indefinite=spellings(words.indefinite),
        not_starts=_phrase_set(words.not_starts),
        leads=phrase_set(leads),
        tails=tails,
        tail_starts=frozenset(tail.split(" ", 1)[0] for tail in tails),
        tail_ends=frozenset(tail.rsplit(" ", 1)[-1] for tail in tails),
        clause_words=clause_words,
        documents=_phrase_set(words.documents),
        speaker_starts=phrase_set(pronouns | titles | descriptions),
        openings=frozenset(phrase.split(" ", 1)[0] for phrase in pronouns | titles | descriptions | leads),
        before_names=phrase_set(pronouns | titles | leads | _PLACES),
        after_names=clause_words | tails | _AFTER_NAMES,
        source_leads=tuple(sorted(spellings(words.source_leads))),
        source_inside=_source_patterns(words.source_pattern.pattern),
        **_patterns(words),
    )


SURNAMES = spellings(quote_lexicon.SURNAMES)
_PLACES = spellings(quote_lexicon.PLACE_WORDS)
PROVINCES = spellings(quote_lexicon.PROVINCES)
PLACE_NAMES = phrase_set(_PLACES | PROVINCES)
PLACE_NOUNS = spellings(quote_lexicon.PLACE_NOUNS)
PRONOUN_NOUNS = phrase_set(spellings(quote_lexicon.PRONOUN_NOUNS))
ABBREVIATIONS = frozenset(quote_lexicon.ABBREVIATIONS.pattern.split("|"))
VIETNAMESE = _grammar("vi", VIETNAMESE_WORDS)
ENGLISH = _grammar("en", ENGLISH_WORDS)
GERMAN = _grammar("de", GERMAN_WORDS)


def article_grammar(texts: list[str]) -> Grammar:
    """Return the rules' words for the language of the article, told by its letters and smallest words."""
    sample = " ".join(text[:_SAMPLE_CHARACTERS] for text in texts[:_SAMPLE_PARAGRAPHS])
    most_of_others = int(_MIN_VIETNAMESE_SHARE * len(sample))
    if next(islice(_VIETNAMESE_LETTER.finditer(sample), most_of_others, None), None):
        return VIETNAMESE
    return GERMAN if len(_GERMAN_WORD.findall(sample)) > len(_ENGLISH_WORD.findall(sample)) else ENGLISH
