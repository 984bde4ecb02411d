"""Copies of one article among all: candidates by shared sentences, each pair verified on its texts.

Copies are dropped only for a kept article that they were compared with: there is no chaining. Which one is kept does
not depend on the order of arrival: the earliest published, then the longest, then the least id. Daily bulletins
(gold price, lottery) share their sentences and differ in their figures, so the figures of the two must agree.

The work is cut so that each part can be done on its own: hashes per article, candidates per range of hashes,
comparison per range of ids; only the last step sees all articles, as ids and numbers.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from flows.steps.partition import Partition
from flows.steps.text_hash import text_hash
from schemas.stages import ARTICLE_IDENTITIES, CANDIDATE_PAIRS, CANDIDATE_TEXTS, SIGNATURES, VERIFIED_PAIRS
from schemas.tables import DUPLICATES

SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"”’»)]*\s+|\n+")
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
KEY = ("document_id", "article_index")
OTHER_KEY = ("other_document_id", "other_article_index")
# Rows of `article_identities` that no other version supersedes.
IS_NEWEST = (pl.col("document_id") == pl.col("newest_document_id")) & (
    pl.col("article_index") == pl.col("newest_article_index")
)


@dataclass(frozen=True)
class CopyRules:
    """When two articles are copies. Tuned on the 4,002 dev documents with known copies.

    Attributes:
        sentence_words: shorter sentences are stock phrases ("Ảnh minh họa") and are not hashed.
        shared_sentences: share of the shorter article's sentences that makes a pair worth comparing.
        near_words: texts with fewer words are copies only when they are equal.
        shingle_words: consecutive words that are compared as one.
        resemblance: shared shingles of all shingles of both, for copies of like length.
        containment: shared shingles of the shorter text's, for cut copies and copies in other clutter.
        numbers: share of the figures of the text with fewer that the other has too; bulletins fall below.
    """

    sentence_words: int = 7
    shared_sentences: float = 0.2
    near_words: int = 60
    shingle_words: int = 3
    resemblance: float = 0.5
    containment: float = 0.8
    numbers: float = 0.75


DEFAULT_RULES = CopyRules()
ArticleKey = tuple[str, int]


class Likeness(NamedTuple):
    """What a comparison of two texts gave."""

    similarity: float
    is_copy: bool
    is_exact: bool


def folded_words(text: str) -> list[str]:
    """Return the words as they are compared: NFC and case folded, accents kept."""
    return WORD.findall(unicodedata.normalize("NFC", text).casefold())


def words_hash(words: list[str]) -> int:
    """Return the hash of words in their order."""
    return text_hash(" ".join(words))


def sentence_hashes(text: str, rules: CopyRules) -> set[int]:
    """Return a hash of every sentence that is long enough to be the article's own."""
    sentences = (folded_words(sentence) for sentence in SENTENCE_END.split(text))
    return {words_hash(words) for words in sentences if len(words) >= rules.sentence_words}


def shingles(words: list[str], size: int) -> set[tuple[str, ...]]:
    """Return the runs of `size` consecutive words; all words as one run where there are fewer."""
    return {tuple(words[start : start + size]) for start in range(max(1, len(words) - size + 1))}


def compare_texts(text: str, other: str, rules: CopyRules) -> Likeness:
    """Return how alike two texts are; `similarity` is the share of the shorter one's shingles in the other."""
    words, other_words = folded_words(text), folded_words(other)
    if words == other_words:
        return Likeness(1.0, is_copy=True, is_exact=True)
    own, others = shingles(words, rules.shingle_words), shingles(other_words, rules.shingle_words)
    shared = len(own & others)
    containment = shared / min(len(own), len(others))
    resemblance = shared / len(own | others)
    numbers, other_numbers = set(NUMBER.findall(text)), set(NUMBER.findall(other))
    fewer = min(len(numbers), len(other_numbers))
    is_same_numbers = not fewer or len(numbers & other_numbers) / fewer >= rules.numbers
    is_alike = resemblance >= rules.resemblance or containment >= rules.containment
    is_long = min(len(words), len(other_words)) >= rules.near_words
    return Likeness(round(containment, 4), is_long and is_alike and is_same_numbers, is_exact=False)


def sign_articles(articles: pl.DataFrame, identities: pl.DataFrame, rules: CopyRules) -> pl.DataFrame:
    """Return the hashes that speak for each newest article, as the table `signatures`.

    The whole text's hash counts for all sentences: short texts have no other one and are compared exactly.
    """
    newest = identities.filter(IS_NEWEST)
    rows = []
    chosen = articles.join(newest.select(*KEY, "keep_rank"), on=KEY)
    for document_id, index, rank, text in chosen.select(*KEY, "keep_rank", "text").iter_rows():
        hashes = sentence_hashes(text, rules)
        whole = words_hash(["", *folded_words(text)])
        rows.append((document_id, index, rank, whole, len(hashes), max(1, len(hashes))))
        rows += [(document_id, index, rank, value, len(hashes), 1) for value in hashes]
    return pl.DataFrame(rows, SIGNATURES.to_polars(), orient="row").sort(SIGNATURES.sort_key)


def pair_articles(signatures: pl.LazyFrame, part: int, part_count: int) -> pl.DataFrame:
    """Return the pairs that share hashes of one range, as the table `candidate_pairs`.

    Of the articles that share a hash, each is paired with the one that would be kept and with its neighbour in
    that order, so that a phrase that many share costs no more than its number.
    """
    shared = (
        signatures.filter(pl.col("sentence_hash") % part_count == part)
        .filter(pl.len().over("sentence_hash") > 1)
        .sort("sentence_hash", "keep_rank")
    )
    columns = [*KEY, "sentence_count"]
    before = [pl.col(name).shift(1).over("sentence_hash").alias(f"before_{name}") for name in columns]
    first = [pl.col(name).first().over("sentence_hash").alias(f"first_{name}") for name in columns]
    linked = shared.with_columns(*before, *first).filter(pl.col("before_document_id").is_not_null()).collect()
    pairs = [
        linked.select(
            *KEY,
            pl.col(f"{which}_document_id").alias("other_document_id"),
            pl.col(f"{which}_article_index").alias("other_article_index"),
            pl.min_horizontal("sentence_count", f"{which}_sentence_count").alias("sentence_count"),
            pl.col("weight").alias("shared_count"),
            "sentence_hash",
        )
        for which in ("before", "first")
    ]
    return (
        pl.concat(pairs)
        .unique(subset=[*KEY, *OTHER_KEY, "sentence_hash"])
        .group_by(*KEY, *OTHER_KEY)
        .agg(pl.col("sentence_count").first(), pl.col("shared_count").sum())
        .select(CANDIDATE_PAIRS.columns)
        .sort(CANDIDATE_PAIRS.sort_key)
    )


def version_pairs(identities: pl.LazyFrame) -> pl.LazyFrame:
    """Return each older version with its newest one, as rows of `candidate_pairs` that are always compared."""
    return identities.filter(~IS_NEWEST).select(
        *KEY,
        pl.col("newest_document_id").alias("other_document_id"),
        pl.col("newest_article_index").alias("other_article_index"),
        pl.lit(0, pl.Int64).alias("sentence_count"),
        pl.lit(0, pl.Int64).alias("shared_count"),
    )


def choose_candidates(pairs: pl.LazyFrame, identities: pl.LazyFrame, rules: CopyRules) -> pl.DataFrame:
    """Return the pairs worth comparing, their shared sentences added up over all ranges of hashes."""
    total = (
        pairs.group_by(*KEY, *OTHER_KEY)
        .agg(pl.col("sentence_count").first(), pl.col("shared_count").sum())
        .filter(pl.col("shared_count") >= pl.col("sentence_count") * rules.shared_sentences)
        .select(CANDIDATE_PAIRS.columns)
    )
    return pl.concat([total, version_pairs(identities)]).sort(CANDIDATE_PAIRS.sort_key).collect()


def collect_candidates(articles: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the texts of one shard's articles that stand in a pair, as the table `candidate_texts`."""
    others = pairs.select(pl.col(other).alias(own) for own, other in zip(KEY, OTHER_KEY, strict=True))
    wanted = pl.concat([pairs.select(KEY), others]).unique()
    return articles.join(wanted, on=KEY, how="semi").select(CANDIDATE_TEXTS.columns).sort(KEY)


def verify_pairs(pairs: pl.LazyFrame, texts: pl.LazyFrame, rules: CopyRules, partition: Partition) -> pl.DataFrame:
    """Return the comparison of each pair whose document id lies in the partition, as `verified_pairs`."""
    chosen = pairs.filter(partition.holds("document_id")).collect()
    own = texts.filter(partition.holds("document_id")).collect()
    other_keys = chosen.select(pl.col(other).alias(name) for name, other in zip(KEY, OTHER_KEY, strict=True))
    others = texts.join(other_keys.unique().lazy(), on=KEY, how="semi").collect()
    by_key = {(row[0], row[1]): row[2] for row in own.rows()} | {(row[0], row[1]): row[2] for row in others.rows()}
    likenesses = [
        compare_texts(by_key[document_id, index], by_key[other_id, other_index], rules)
        for document_id, index, other_id, other_index in chosen.select(*KEY, *OTHER_KEY).iter_rows()
    ]
    found = pl.DataFrame(
        likenesses, {"similarity": pl.Float64, "is_copy": pl.Boolean, "is_exact": pl.Boolean}, orient="row"
    )
    return chosen.select(*KEY, *OTHER_KEY).hstack(found).select(VERIFIED_PAIRS.columns)


class Like(NamedTuple):
    """An article that another one is a copy of."""

    key: ArticleKey
    similarity: float
    is_exact: bool


def likes_of(pairs: pl.DataFrame) -> dict[ArticleKey, list[Like]]:
    """Return for each article the articles that it is a verified copy of, both ways."""
    likes: dict[ArticleKey, list[Like]] = {}
    for document_id, index, other_id, other_index, similarity, is_exact in (
        pairs.filter("is_copy").select(*KEY, *OTHER_KEY, "similarity", "is_exact").iter_rows()
    ):
        one, other = (document_id, index), (other_id, other_index)
        likes.setdefault(one, []).append(Like(other, similarity, is_exact))
        likes.setdefault(other, []).append(Like(one, similarity, is_exact))
    return likes


def choose_kept(newest: pl.DataFrame, likes: dict[ArticleKey, list[Like]]) -> dict[ArticleKey, Like]:
    """Return the copies among the newest versions, each with the kept article that it is most like.

    In keep order, an article is a copy of an article kept before it, or is kept itself. Of equal texts, each of
    which was compared with the first of them, all go where the first goes.
    """
    rank = {(document_id, index): rank for document_id, index, rank in newest.select(*KEY, "keep_rank").rows()}
    wanted = set(newest.filter("is_wanted").select(KEY).rows())
    copies: dict[ArticleKey, Like] = {}
    for key, own_rank in rank.items():
        before = [like for like in likes.get(key, []) if rank.get(like.key, own_rank) < own_rank]
        equal = min((like for like in before if like.is_exact), key=lambda like: rank[like.key], default=None)
        if equal is not None and equal.key in copies:
            copies[key] = copies[equal.key]
            continue
        kept = [like for like in before if like.key not in copies and like.key in wanted]
        if kept:
            copies[key] = min(kept, key=lambda like: (-like.similarity, rank[like.key]))
    return copies


def drop_copies(identities: pl.LazyFrame, pairs: pl.LazyFrame) -> pl.DataFrame:
    """Return the articles dropped for a kept one, as the table `duplicates`.

    An older version goes with its newest one, wherever that went.
    """
    rows = identities.sort("keep_rank").collect()
    compared = pairs.collect()
    copies = choose_kept(rows.filter(IS_NEWEST), likes_of(compared))
    similarity = {(row[:2], row[2:4]): row[4] for row in compared.select(*KEY, *OTHER_KEY, "similarity").rows()}
    published = {row[:2]: row[2] for row in rows.filter("is_wanted").select(*KEY, "article_id").rows()}
    dropped = [
        (*key, like.key, "exact_text" if like.is_exact else "near", like.similarity) for key, like in copies.items()
    ]
    for *key, newest_id, newest_index in (
        rows.filter(~IS_NEWEST).select(*KEY, "newest_document_id", "newest_article_index").iter_rows()
    ):
        newest = (newest_id, newest_index)
        kept = copies[newest].key if newest in copies else newest
        dropped.append((*key, kept, "older_version", similarity[tuple(key), newest]))
    return pl.DataFrame(
        [
            (document_id, index, kept[0], published[kept], method, value)
            for document_id, index, kept, method, value in dropped
            if kept in published
        ],
        DUPLICATES.to_polars(),
        orient="row",
    ).sort(DUPLICATES.sort_key)


def own_identities(articles: pl.DataFrame) -> pl.DataFrame:
    """Return `article_identities` of articles that are each the only version of themselves, all of them wanted."""
    order = ["published_at", "char_count", *KEY]
    return (
        articles.sort(order, descending=[False, True, False, False], nulls_last=True)
        .with_columns(
            pl.col("article_id").alias("page_article_id"),
            pl.col("document_id").alias("newest_document_id"),
            pl.col("article_index").alias("newest_article_index"),
            pl.int_range(pl.len(), dtype=pl.Int64).alias("keep_rank"),
            pl.lit(value=True).alias("is_wanted"),
        )
        .select(ARTICLE_IDENTITIES.columns)
    )


def cluster_duplicates(
    articles: pl.DataFrame, identities: pl.DataFrame | None = None, rules: CopyRules = DEFAULT_RULES
) -> pl.DataFrame:
    """Return the table `duplicates` of articles that fit into memory: all parts of the work, one after the other.

    Args:
        articles: Rows of the table `articles`, or of `schemas.stages.PAGE_ARTICLES`.
        identities: Rows of `schemas.stages.ARTICLE_IDENTITIES`; without them, no article is a version of another.
        rules: When two articles are copies.
    """
    articles = articles.with_columns(pl.col("article_index").cast(pl.Int64))
    known = own_identities(articles) if identities is None else identities
    signatures = sign_articles(articles, known, rules)
    shared = pair_articles(signatures.lazy(), 0, 1)
    pairs = choose_candidates(shared.lazy(), known.lazy(), rules)
    texts = collect_candidates(articles, pairs)
    verified = verify_pairs(pairs.lazy(), texts.lazy(), rules, Partition(0, 1))
    return drop_copies(known.lazy(), verified.lazy())
