"""Which articles may be copies: a few hashes of each text, and the pairs of articles that share some of them.

A text is spoken for by runs of its words, one in twelve, chosen by their hash alone: the same runs are chosen from
every text that has them. So shared runs tell of copies that are edited word by word (which have no sentence left as
it was), of cut ones, and of those inside another page's text (of whose runs as a whole few are shared) alike.

Articles that share a hash are paired with the one that would be kept and with their neighbours in the order of
keeping: a template or a stock phrase that a million share costs no more than its number, and a story that a
thousand papers print is still compared with the one that is kept.

The work is cut by ranges of hashes, then by ranks; no task holds more than a part of either.
"""

from itertools import starmap

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.compare_texts import CopyRules
from flows.steps.compared_words import Hashes, WordRows, read_words, run_hashes, whole_hash
from flows.steps.text_hash import text_hash
from schemas.stages import ARTICLE_RANKS, CANDIDATE_PAIRS, SHARED_RUNS, SIGNATURES

SIGNED_WORDS = 6  # a run of so many syllables is seldom a stock phrase; half outlive an edit of each tenth word
SIGNED_PART = 12  # one run in so many is kept
MIN_HASHES = 32  # a short text keeps so many whatever their hash
NEIGHBOURS = 2  # before an article in the order of keeping, beside the first of all
MIN_SHARED = 2  # one shared run is a name with its office
SHARED_PART = 0.15  # of the article with fewer hashes; edited and reworded copies keep a third of their runs
# A copy holds some of the other's opening, which is a third of it. So no story is compared with an archive page that
# holds thousands, which would take long each time; twice as far as it could be a copy, since hashes are a sample.
MAX_LENGTH_RATIO = 12
HASH_BITS = 64
SPREAD = np.uint64(0xD6E8FEB86659FD93)  # odd: turns the least hashes, which are kept, into evenly spread ones
KEY = ("document_id", "article_index")
IS_VERSION = "is_version"
# Rows of `article_identities` that no other version supersedes.
IS_NEWEST = (pl.col("document_id") == pl.col("newest_document_id")) & (
    pl.col("article_index") == pl.col("newest_article_index")
)


def article_key(document_id: str, article_index: int) -> int:
    """Return the number that stands for an article where millions of them are sorted."""
    return text_hash(f"{document_id}/{article_index}")


def signatures_of(rows: WordRows, rules: CopyRules) -> tuple[Hashes, NDArray[np.int64]]:
    """Return the distinct hashes that speak for each text, and which text each is of.

    Texts that are copies only when they are equal, or have no run of words, have one hash, of all their words.
    """
    lengths = np.bincount(rows.text_numbers, minlength=rows.text_count)
    is_long = lengths >= max(rules.near_words, SIGNED_WORDS)
    chosen = rows.words.is_prose & is_long[rows.text_numbers]
    words, owners = rows.words.hashes[chosen], rows.text_numbers[chosen]
    runs = run_hashes(words, SIGNED_WORDS)
    starts = owners[: len(runs)]
    is_within = starts == owners[len(owners) - len(runs) :]
    is_chosen = is_within & (runs < np.uint64((1 << HASH_BITS) // SIGNED_PART))
    hashes, texts = distinct_rows(runs[is_chosen], starts[is_chosen])
    counts = np.bincount(texts, minlength=rows.text_count)
    few = np.flatnonzero(is_long & (counts < MIN_HASHES))
    first = np.searchsorted(owners, few).tolist()
    last = (np.searchsorted(owners, few, side="right") - SIGNED_WORDS + 1).tolist()
    least = [least_hashes(runs[start:end]) for start, end in zip(first, last, strict=True)]
    short = np.flatnonzero(~is_long)
    wholes = [whole_hash(each) for each in short_texts(rows, short)]
    is_enough = counts[texts] >= MIN_HASHES
    return (
        np.concatenate((hashes[is_enough], *least, np.array(wholes, np.uint64))) * SPREAD,
        np.concatenate((texts[is_enough], np.repeat(few, [len(each) for each in least]), short)),
    )


def distinct_rows(hashes: Hashes, texts: NDArray[np.int64]) -> tuple[Hashes, NDArray[np.int64]]:
    """Return each hash of each text once, in the order in which they come first."""
    rows = pl.DataFrame({"hash": hashes, "text": texts}).unique(maintain_order=True)
    return rows["hash"].to_numpy(), rows["text"].to_numpy()


def least_hashes(hashes: Hashes) -> Hashes:
    """Return the least hashes of a short text, each once."""
    ordered = np.sort(hashes)  # a third of what `np.unique` takes for so few
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new][:MIN_HASHES]


def short_texts(rows: WordRows, numbers: NDArray[np.int64]) -> list[Hashes]:
    """Return the words of the texts with these numbers."""
    first, last = (np.searchsorted(rows.text_numbers, numbers, side=side) for side in ("left", "right"))
    return [rows.words.hashes[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]


def sign_articles(articles: pl.DataFrame, rules: CopyRules) -> pl.DataFrame:
    """Return the hashes that speak for each article, as the table `signatures`, in their order.

    They follow from the article alone, so that those of earlier builds are found in the cache.
    """
    hashes, texts = signatures_of(read_words(articles["text"]), rules)
    keys = np.fromiter(starmap(article_key, articles.select(KEY).iter_rows()), np.uint64, articles.height)
    pages = np.fromiter(map(text_hash, articles["document_id"]), np.uint64, articles.height)
    columns = {
        "run_hash": hashes,
        "article_key": keys[texts],
        "hash_count": np.bincount(texts, minlength=1)[texts].astype(np.uint32),
        "document_key": pages[texts],
    }
    return pl.DataFrame(columns, SIGNATURES.to_polars()).sort(SIGNATURES.unique_key)


def rank_articles(identities: pl.LazyFrame) -> pl.DataFrame:
    """Return the place of each article in the order of keeping, older versions left out, as `article_ranks`."""
    newest = identities.filter(IS_NEWEST).select(*KEY, pl.col("keep_rank").cast(pl.UInt32)).collect()
    keys = np.fromiter(starmap(article_key, newest.select(KEY).iter_rows()), np.uint64, newest.height)
    return (
        newest.with_columns(pl.Series("article_key", keys)).select(ARTICLE_RANKS.columns).sort(ARTICLE_RANKS.sort_key)
    )


def hash_range(column: str, part: int, part_count: int) -> pl.Expr:
    """Say which hashes lie in one of equal ranges, in a form that lets readers skip row groups."""
    lower, upper = ((part + step << HASH_BITS) // part_count for step in (0, 1))
    is_above = pl.col(column) >= pl.lit(lower, pl.UInt64)
    return is_above if upper >> HASH_BITS else is_above & (pl.col(column) < pl.lit(upper, pl.UInt64))


def pair_articles(signatures: pl.LazyFrame, ranks: pl.LazyFrame, part: int, part_count: int) -> pl.DataFrame:
    """Return the pairs of articles that share hashes of one range, as the table `shared_runs`."""
    columns = ["run_hash", "article_key", "hash_count"]
    own = signatures.filter(hash_range("run_hash", part, part_count)).select(columns).collect()
    run_hash = pl.col("run_hash")
    shared = (
        own.sort("run_hash")  # so that like ones stand together; every shard's are, and a hash table takes longer
        .lazy()
        .filter((run_hash == run_hash.shift()) | (run_hash == run_hash.shift(-1)))
        .join(ranks, on="article_key")
        .sort("run_hash", "keep_rank")
        .select("run_hash", "keep_rank", "hash_count")
        .collect()
    )
    hashes, ranks_of, counts = (shared[name].to_numpy() for name in shared.columns)
    place = np.arange(len(hashes))
    first = np.searchsorted(hashes, hashes)
    pairs = []
    for other in (first, *(np.maximum(place - step, 0) for step in range(1, NEIGHBOURS + 1))):
        # A neighbour that is the first one, or stands before it, is not counted again.
        fewer, more = np.minimum(counts, counts[other]), np.maximum(counts, counts[other])
        is_fitting = more // MAX_LENGTH_RATIO <= fewer
        chosen = np.flatnonzero((first < place if other is first else first < other) & is_fitting)
        pairs.append(
            pl.DataFrame(
                {
                    "keep_rank": ranks_of[chosen],
                    "other_rank": ranks_of[other[chosen]],
                    "hash_count": fewer[chosen],
                }
            )
        )
    return (
        pl.concat(pairs)
        .group_by("keep_rank", "other_rank")
        .agg(pl.col("hash_count").first(), pl.len().alias("shared_count"))
        .select(SHARED_RUNS.columns)
        .sort(SHARED_RUNS.sort_key)
    )


def choose_candidates(shared: pl.LazyFrame, identities: pl.LazyFrame, part: int, part_count: int) -> pl.DataFrame:
    """Return the pairs worth comparing among one part of the ranks, as the table `candidate_pairs`.

    The counts of all ranges of hashes are added up. Older versions are always compared with their newest one.
    """
    is_enough = pl.col("shared_count") >= pl.max_horizontal(
        pl.min_horizontal("hash_count", pl.lit(MIN_SHARED)), pl.col("hash_count") * SHARED_PART
    )
    chosen = (
        shared.filter(pl.col("keep_rank") % part_count == part)
        .group_by("keep_rank", "other_rank")
        .agg(pl.col("hash_count").first(), pl.col("shared_count").sum())
        .filter(is_enough)
        .select(pl.col("keep_rank", "other_rank").cast(pl.Int64))
        .collect()
    )
    ranks = pl.concat([chosen["keep_rank"], chosen["other_rank"]]).unique()
    named = identities.filter(pl.col("keep_rank").is_in(ranks.implode())).select("keep_rank", *KEY).collect()
    others = named.rename({"keep_rank": "other_rank"} | {name: f"other_{name}" for name in KEY})
    pairs = (
        chosen.join(named, on="keep_rank")
        .join(others, on="other_rank")
        .with_columns(pl.lit(value=False).alias(IS_VERSION))
        .select(CANDIDATE_PAIRS.columns)
    )
    versions = version_pairs(identities.filter(pl.col("keep_rank") % part_count == part)).collect()
    return pl.concat([pairs, versions]).sort(CANDIDATE_PAIRS.sort_key)


def version_pairs(identities: pl.LazyFrame) -> pl.LazyFrame:
    """Return each older version with its newest one, as rows of `candidate_pairs`."""
    return identities.filter(~IS_NEWEST).select(
        *KEY,
        pl.col("newest_document_id").alias("other_document_id"),
        pl.col("newest_article_index").alias("other_article_index"),
        pl.lit(value=True).alias(IS_VERSION),
    )
