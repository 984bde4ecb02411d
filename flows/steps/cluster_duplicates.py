"""Copies of one article among all: pairs that may be copies, verified on their texts, and one article kept of each.

Copies are dropped only for a kept article that they were compared with: there is no chaining, and no two stories are
dropped for a third text that is half like each. What is half like a kept article goes with a copy of it. Which one is
kept does not depend on the order of arrival: the earliest published, then the longest, then the least id.

The work is cut so that each part can be done on its own: hashes per article and pairs per range of hashes
(`pair_articles`), comparison per range of ids (`compare_texts`); only the last step sees all verified pairs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from flows.steps.compare_texts import ALIKE, DEFAULT_RULES, CopyRules, Pair, compare_articles
from flows.steps.compared_words import ArticleWords, read_words
from flows.steps.pair_articles import (
    IS_NEWEST,
    IS_VERSION,
    KEY,
    choose_candidates,
    pair_articles,
    rank_articles,
    sign_articles,
)
from flows.steps.partition import Partition
from flows.steps.text_hash import text_hash
from schemas.stages import ARTICLE_IDENTITIES, CANDIDATE_TEXTS, TEXT_PLACES, VERIFIED_PAIRS
from schemas.tables import DUPLICATES

OTHER_KEY = ("other_document_id", "other_article_index")
TEXT_KEY = ("text_document_id", "text_article_index")
BESIDE_KEY = ("beside_document_id", "beside_article_index")
PLAINLY_ALIKE = 0.65  # a copy that shares less holds other things, or is a part: it speaks for no copies of its own
BATCH_PAIRS = 2_000  # whose texts are held as words at a time
LIKENESS = {"similarity": pl.Float64, "is_copy": pl.Boolean, "is_exact": pl.Boolean, "is_half_copy": pl.Boolean}
ArticleKey = tuple[str, int]


def place_texts(pairs: pl.LazyFrame) -> pl.DataFrame:
    """Return the articles that each text is to be laid beside, as the table `text_places`.

    A text stands beside its own article and beside every one that it is to be compared with, so that the task that
    compares an article finds both texts in its own range of ids.
    """
    beside = [pl.col(own).alias(name) for own, name in zip(KEY, BESIDE_KEY, strict=True)]
    other = [pl.col(name).alias(own) for own, name in zip(KEY, OTHER_KEY, strict=True)]
    places = [pairs.select(*KEY, *beside).unique(), pairs.select(*other, *beside)]
    return pl.concat(places).sort(TEXT_PLACES.sort_key).collect()


def collect_candidates(articles: pl.LazyFrame, places: pl.LazyFrame) -> pl.DataFrame:
    """Return the texts of one shard's articles that stand in a pair, each in its places, as `candidate_texts`."""
    # All that two articles are compared by; a missing title has no words either.
    compared = pl.struct(pl.col("title").fill_null(""), "text").hash()
    chosen = places.unique().collect()  # an article's pairs may have come from several tasks
    texts = (
        articles.select(*KEY, "title", "text")
        .join(chosen.lazy(), on=KEY, how="semi")
        .with_columns(compared.alias("compared_hash"))
        .collect()
    )
    texts = texts.with_columns(
        pl.Series("document_key", [text_hash(each) for each in texts["document_id"]], pl.UInt64)
    )
    found = chosen.join(texts, on=KEY).rename(dict(zip(KEY, TEXT_KEY, strict=True)))
    return found.select(CANDIDATE_TEXTS.columns).sort(CANDIDATE_TEXTS.sort_key)


def verify_pairs(pairs: pl.LazyFrame, texts: pl.LazyFrame, rules: CopyRules, partition: Partition) -> pl.DataFrame:
    """Return the comparison of each pair whose document id lies in the partition, as `verified_pairs`."""
    # Articles that are compared with the same ones come together: most texts are read in one batch only.
    first = pl.col(OTHER_KEY[0]).min().over(KEY)
    chosen = pairs.filter(partition.holds("document_id")).sort(first, *KEY, *OTHER_KEY).collect()
    wanted = pl.col(BESIDE_KEY[0]).is_in(chosen["document_id"].unique().implode())
    beside = texts.filter(partition.holds(BESIDE_KEY[0]), wanted).collect()
    found = [
        compare_pairs(batch, beside.join(batch, left_on=BESIDE_KEY, right_on=KEY, how="semi"), rules)
        for batch in chosen.iter_slices(BATCH_PAIRS)
    ]
    return pl.concat([VERIFIED_PAIRS.empty(), *found]).sort(VERIFIED_PAIRS.sort_key)


def compare_pairs(pairs: pl.DataFrame, texts: pl.DataFrame, rules: CopyRules) -> pl.DataFrame:
    """Return the comparison of pairs whose texts are all among the given ones."""
    distinct = texts.unique(TEXT_KEY, keep="first", maintain_order=True)
    words = read_words(pl.concat([distinct["title"].fill_null(""), distinct["text"]])).texts()
    articles = {
        key: ArticleWords(body, title)
        for key, title, body in zip(
            distinct.select(TEXT_KEY).rows(), words[: distinct.height], words[distinct.height :], strict=True
        )
    }
    found = compare_articles(
        [
            Pair(articles[key, index], articles[other_key, other_index], is_version)
            for key, index, other_key, other_index, is_version in pairs.select(
                *KEY, *OTHER_KEY, IS_VERSION
            ).iter_rows()
        ],
        rules,
    )
    likenesses = pl.DataFrame(found, LIKENESS, orient="row")
    return pairs.select(*KEY, *OTHER_KEY).hstack(likenesses).select(VERIFIED_PAIRS.columns)


class Compared(NamedTuple):
    """An article that another one was compared with, and what came out."""

    key: ArticleKey
    similarity: float
    is_copy: bool
    is_exact: bool
    is_half_copy: bool

    @property
    def is_plain_copy(self) -> bool:
        """Whether the two are copies as wholes, not one inside the other."""
        return self.is_copy and self.similarity >= PLAINLY_ALIKE


def comparisons_of(pairs: pl.DataFrame) -> dict[ArticleKey, list[Compared]]:
    """Return for each article the articles that it was compared with, both ways."""
    found: dict[ArticleKey, list[Compared]] = {}
    for document_id, index, other_id, other_index, *outcome in pairs.select(*KEY, *OTHER_KEY, *LIKENESS).iter_rows():
        one, other = (document_id, index), (other_id, other_index)
        found.setdefault(one, []).append(Compared(other, *outcome))
        found.setdefault(other, []).append(Compared(one, *outcome))
    return found


def choose_kept(
    newest: pl.DataFrame, compared: Mapping[ArticleKey, Sequence[Compared]]
) -> dict[ArticleKey, Compared]:
    """Return the copies among the newest versions, each with the kept article that it is most like.

    In keep order, an article is a copy of one kept before it, or of a copy of that one, or is kept itself. Of equal
    texts, each of which was compared with the first of them, all go where the first goes.

    Args:
        newest: Rows of `article_identities` in keep order, at least of every article that is like another.
        compared: What each was compared with.
    """
    rank = {(document_id, index): rank for document_id, index, rank in newest.select(*KEY, "keep_rank").rows()}
    wanted = set(newest.filter("is_wanted").select(KEY).rows())
    copies: dict[ArticleKey, Compared] = {}
    for key, own_rank in rank.items():
        own = compared.get(key, ())
        before = [other for other in own if rank.get(other.key, own_rank) < own_rank]
        equal = min((other for other in before if other.is_exact), key=lambda other: rank[other.key], default=None)
        if equal is not None and equal.key in copies:
            copies[key] = copies[equal.key]
            continue
        kept = [
            other
            for other in before
            if (other.is_copy or is_copy_of_a_copy(other, before, copies))
            and other.key not in copies
            and other.key in wanted
            and agrees_with_copies(other, own, copies)
        ]
        if kept:
            copies[key] = min(kept, key=lambda other: (-other.similarity, rank[other.key]))
    return copies


def is_copy_of_a_copy(kept: Compared, before: Iterable[Compared], copies: Mapping[ArticleKey, Compared]) -> bool:
    """Return whether an article is half a copy of a kept one, and plainly a copy of a plain copy of it.

    It was compared with both. So nothing goes along a chain, as daily bulletins would, which are each like the next
    and differ from the first in their figures.

    Args:
        kept: the kept article.
        before: what the article was compared with, of all that come before it in the order of keeping.
        copies: what is known to be a copy so far, each with its kept article.
    """
    between = [copies[each.key] for each in before if each.is_plain_copy and each.key in copies]
    return kept.is_half_copy and any(each.key == kept.key and each.is_plain_copy for each in between)


def agrees_with_copies(kept: Compared, own: Iterable[Compared], copies: Mapping[ArticleKey, Compared]) -> bool:
    """Return whether an article is a copy of most reworded copies of a kept one that it was compared with.

    Rewording drifts: two texts that each share two thirds with a third may tell different stories, as two parts of a
    round-up do. One that is alike throughout cannot.

    Args:
        kept: the kept article that this one is a copy of.
        own: all that this article was compared with.
        copies: what is known to be a copy so far, each with its kept article.
    """
    if kept.similarity >= ALIKE:
        return True
    verdicts = [
        other.is_copy
        for other in own
        if other.key in copies and copies[other.key].key == kept.key and copies[other.key].similarity < ALIKE
    ]
    return 2 * sum(verdicts) >= len(verdicts)


def involved(identities: pl.LazyFrame, pairs: pl.LazyFrame) -> pl.DataFrame:
    """Return the identities of articles that copies or other versions are known of, in keep order."""
    others = pairs.select(pl.col(other).alias(own) for own, other in zip(KEY, OTHER_KEY, strict=True))
    keys = pl.concat([pairs.select(KEY), others]).unique()
    return identities.join(keys, on=KEY, how="semi").sort("keep_rank").collect()


def telling_pairs(pairs: pl.LazyFrame) -> pl.DataFrame:
    """Return the pairs of articles that each are like some article: only these decide what is dropped."""
    like = pairs.filter(pl.any_horizontal("is_copy", "is_half_copy"))
    others = like.select(pl.col(other).alias(own) for own, other in zip(KEY, OTHER_KEY, strict=True))
    keys = pl.concat([like.select(KEY), others]).unique()
    return pairs.join(keys, on=KEY, how="semi").join(keys, left_on=OTHER_KEY, right_on=KEY, how="semi").collect()


def drop_copies(identities: pl.LazyFrame, pairs: pl.LazyFrame) -> pl.DataFrame:
    """Return the articles dropped for a kept one, as the table `duplicates`.

    An older version goes with its newest one, wherever that went.
    """
    rows = involved(identities, pairs)
    copies = choose_kept(rows.filter(IS_NEWEST), comparisons_of(telling_pairs(pairs)))
    published = {row[:2]: row[2] for row in rows.filter("is_wanted").select(*KEY, "article_id").rows()}
    dropped = [
        (*key, kept.key, "exact_text" if kept.is_exact else "near", kept.similarity) for key, kept in copies.items()
    ]
    newest_key = ["newest_document_id", "newest_article_index"]
    older = rows.lazy().filter(~IS_NEWEST).select(*KEY, *newest_key)
    measured = older.join(pairs, left_on=[*KEY, *newest_key], right_on=[*KEY, *OTHER_KEY], how="left").collect()
    for *key, newest_id, newest_index, similarity in measured.select(*KEY, *newest_key, "similarity").iter_rows():
        newest = (newest_id, newest_index)
        kept = copies[newest].key if newest in copies else newest
        dropped.append((*key, kept, "older_version", similarity))
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
        articles: Rows of the table `articles`, or of `schemas.stages.PAGE_ARTICLES`; without titles, texts alone are
            compared.
        identities: Rows of `schemas.stages.ARTICLE_IDENTITIES`; without them, no article is a version of another.
        rules: When two articles are copies.
    """
    articles = articles.with_columns(pl.col("article_index").cast(pl.Int64))
    if "title" not in articles.columns:
        articles = articles.with_columns(pl.lit(None, pl.String).alias("title"))
    known = own_identities(articles) if identities is None else identities
    signatures = sign_articles(articles, rules)
    shared = pair_articles(signatures.lazy(), rank_articles(known.lazy()).lazy(), 0, 1)
    pairs = choose_candidates(shared.lazy(), known.lazy(), 0, 1).lazy()
    texts = collect_candidates(articles.lazy(), place_texts(pairs).lazy())
    verified = verify_pairs(pairs, texts.lazy(), rules, Partition(0, 1))
    return drop_copies(known.lazy(), verified.lazy())
