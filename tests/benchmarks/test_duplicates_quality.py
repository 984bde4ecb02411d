"""Copies and bulletins put among real articles: what is found, what is lost, what it costs. `make bench`; prints.

Real articles may be copies of one another, so only what was put in is counted: each made copy has to join its
original, and no bulletin and no follow-up may join anything. What is put in is made of articles that no other paper
printed: a copy of a story that stands in the corpus twice may join either, and a "follow-up" with such news is a copy.
"""

import gzip
import itertools
import json
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import polars as pl
import pytest

from flows.build_release import SHARD_PAGES
from flows.steps.cluster_duplicates import (
    cluster_duplicates,
    collect_candidates,
    drop_copies,
    own_identities,
    place_texts,
    verify_pairs,
)
from flows.steps.compare_texts import DEFAULT_RULES
from flows.steps.compared_words import read_words, run_hashes
from flows.steps.pair_articles import choose_candidates, pair_articles, rank_articles, sign_articles
from flows.steps.partition import Partition

SIZES = (6_000, 25_000, 100_000)
COPY_SHARE, BULLETIN_SHARE, FOLLOW_UP_SHARE = 0.3, 0.15, 0.04  # the rest are real articles
SHOWN = 10
LEAST_WORDS = 100  # of a real article that is copied
MET_RUN_WORDS = 8  # longer than most names and phrases
# Of an article's runs of words that stand in other articles too, at most: background and quoted law. Of 57 pages put
# in that joined another story, all were made of an article that shares at least .5, and was printed twice.
MET_SHARE = 0.3
BULLETINS = (
    "Giá vàng hôm nay {d}/{m}\nGiá vàng trong nước sáng {d}/{m} được niêm yết quanh mức {a} triệu đồng mỗi lượng ở chiều "
    "mua vào và {b} triệu đồng ở chiều bán ra. Giá vàng thế giới giao ngay ở mức {c} đô la một ounce, thay đổi {e} đô la "
    "so với phiên trước. Chênh lệch giữa giá trong nước và giá thế giới là {f} triệu đồng. Các chuyên gia cho rằng giá "
    "vàng còn chịu sức ép từ lãi suất và đồng đô la, người mua nên cân nhắc trước khi quyết định.",
    "Kết quả xổ số ngày {d}/{m}\nGiải đặc biệt của kỳ quay hôm nay là {a}{b}. Giải nhất là {c}, giải nhì gồm {e} và {f}. "
    "Giải ba gồm các số {a}, {e}{d}, {f}{m}, {c}{d}. Người trúng thưởng mang vé và giấy tờ tùy thân đến đại lý gần nhất "
    "trong vòng ba mươi ngày kể từ ngày mở thưởng. Quá thời hạn này vé không còn giá trị lĩnh thưởng theo quy định.",
    "Thời tiết ngày {d}/{m}\nKhu vực phía bắc nhiều mây, có mưa vài nơi, nhiệt độ thấp nhất từ {d} độ, cao nhất {e} độ. "
    "Khu vực miền trung có mây, ngày nắng, nhiệt độ thấp nhất {f} độ, cao nhất {a} độ. Khu vực phía nam có mưa rào và "
    "dông vài nơi, nhiệt độ thấp nhất {b} độ, cao nhất {c} độ. Trong cơn dông có khả năng xảy ra lốc, sét và gió giật.",
    "Tỷ giá ngày {d}/{m}\nTỷ giá trung tâm sáng nay ở mức {a}.{b} đồng, thay đổi {e} đồng so với phiên trước. Các ngân hàng "
    "niêm yết giá mua vào quanh {a}.{c} đồng và bán ra quanh {a}.{f} đồng. Trên thị trường tự do, giá mua vào là {b}.{e} "
    "đồng, bán ra là {b}.{f} đồng. Chỉ số đô la so với sáu đồng tiền chủ chốt đứng ở mức {d},{c} điểm trong phiên sáng.",
)
Edit = Callable[[list[str], Random, str], str]


def with_other_words(share: float) -> Edit:
    def edit(words: list[str], random: Random, more: str) -> str:
        others = more.split()
        return " ".join(random.choice(others) if random.random() < share else word for word in words)

    return edit


def moved_tone(text: str) -> str:
    """Put the tone mark of open syllables such as hòa on the other vowel, as the other spelling has it."""
    marks, vowels = "\u0300\u0301\u0303\u0309\u0323", ("oa", "oe", "uy")
    letters = unicodedata.normalize("NFD", text)
    for pair, mark in itertools.product(vowels, marks):
        letters = letters.replace(f"{pair[0]}{mark}{pair[1]}", f"{pair}{mark}")
    return unicodedata.normalize("NFC", letters)


EDITS: dict[str, Edit] = {
    "same": lambda words, _random, _more: " ".join(words),
    "word05": with_other_words(0.05),
    "word10": with_other_words(0.1),
    "word15": with_other_words(0.15),
    "cut70": lambda words, _random, _more: " ".join(words[: max(60, len(words) * 7 // 10)]),
    "nfd": lambda words, _random, _more: unicodedata.normalize("NFD", " ".join(words)),
    "tone": lambda words, _random, _more: moved_tone(" ".join(words)),
    "lead": lambda words, _random, more: " ".join([*more.split()[:30], *words[20:]]),
    "wrapped": lambda words, _random, more: " ".join([*words, *more.split()[: len(words) // 3]]),
}


def real_articles(path: Path, count: int) -> list[tuple[str, str]]:
    """Return titles and texts of so many real articles."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = (json.loads(line).get("text") for line in lines)
        parts = (text.strip().partition("\n") for text in texts if text)
        return [(title, body) for title, _, body in itertools.islice(parts, count)]


def met_shares(texts: list[str]) -> list[float]:
    """Return how much of each text stands in other ones too; of a text too short to say, all."""
    runs = []
    for start in range(0, len(texts), SHARD_PAGES):
        rows = read_words(pl.Series(texts[start : start + SHARD_PAGES]))
        hashes, owners = run_hashes(rows.words.hashes, MET_RUN_WORDS), rows.text_numbers
        is_within = owners[: len(hashes)] == owners[len(owners) - len(hashes) :]
        runs.append(
            pl.DataFrame({"text": owners[: len(hashes)][is_within] + start, "run": hashes[is_within]}).unique()
        )
    met = (
        pl.concat(runs)
        .with_columns(is_met=pl.col("run").is_duplicated())
        .group_by("text")
        .agg(pl.col("is_met").mean())
    )
    shares = dict(met.rows())
    return [shares.get(number, 1.0) for number in range(len(texts))]


def made_corpus(real: list[tuple[str, str]], count: int) -> tuple[pl.DataFrame, dict[str, tuple[str, str]]]:
    """Return articles, and of those put in, their kind and the id of what they are copied from.

    The last articles that were printed once stand in the corpus only as the news of follow-ups, before another
    article's background.
    """
    random, rows, made = Random(count), [], {}  # noqa: S311  # the same corpus every time
    alone = {
        row for row, share in zip(real, met_shares([body for _, body in real]), strict=True) if share < MET_SHARE
    }
    news = [row for row in real if row in alone][-round(count * FOLLOW_UP_SHARE) :]
    held_back = set(news)
    for number, (title, body) in enumerate(row for row in real if row not in held_back):
        rows.append((f"{number:08x}", title, body))
    long = [row for row in rows if row[1:] in alone and len(row[2].split()) >= LEAST_WORDS]
    for _ in range(round(count * COPY_SHARE)):
        (source, title, body), (_, _, more) = random.choice(long), random.choice(long)
        kind, edit = random.choice(list(EDITS.items()))
        page = f"{len(rows):08x}"
        made[page] = (kind, source)
        rows.append((page, title, edit(body.split(), random, more)))
    for _ in range(round(count * BULLETIN_SHARE)):
        page, figures = f"{len(rows):08x}", {name: random.randrange(10, 100) for name in "abcef"}
        title, _, body = (
            random.choice(BULLETINS)
            .format(d=random.randrange(1, 29), m=random.randrange(1, 13), **figures)
            .partition("\n")
        )
        made[page] = ("bulletin", page)
        rows.append((page, title, body))
    for title, body in news:
        _, _, background = random.choice(long)
        page = f"{len(rows):08x}"
        made[page] = ("follow_up", page)
        rows.append((page, title, " ".join(body.split() + background.split()[-len(body.split()) :])))
    articles = pl.DataFrame(rows, ["document_id", "title", "text"], orient="row").with_columns(
        pl.lit(0, pl.Int64).alias("article_index"),
        pl.col("document_id").alias("article_id"),
        pl.lit(None, pl.Datetime("us", "UTC")).alias("published_at"),
        # Real articles are kept before what is put in.
        (100_000_000 - pl.int_range(pl.len())).alias("char_count"),
    )
    return articles, made


def clusters_in_shards(articles: pl.DataFrame) -> pl.DataFrame:
    """Find the copies as a build does, shard by shard."""
    known = own_identities(articles).lazy()
    shards = [articles.slice(start, SHARD_PAGES) for start in range(0, articles.height, SHARD_PAGES)]
    signed = pl.concat([sign_articles(shard, DEFAULT_RULES) for shard in shards]).lazy()
    shared = pair_articles(signed, rank_articles(known).lazy(), 0, 1).lazy()
    pairs = choose_candidates(shared, known, 0, 1).lazy()
    texts = pl.concat([collect_candidates(shard.lazy(), place_texts(pairs).lazy()) for shard in shards]).lazy()
    return drop_copies(known, verify_pairs(pairs, texts, DEFAULT_RULES, Partition(0, 1)).lazy())


@pytest.mark.benchmark
@pytest.mark.parametrize("count", SIZES)
def test_copies_and_bulletins_among_real_articles(shared: Path, count: int) -> None:
    put_in = round(count * (COPY_SHARE + BULLETIN_SHARE))
    articles, made = made_corpus(real_articles(shared / "load" / "articles_vi.jsonl.gz", count - put_in), count)
    start = time.process_time()
    found = clusters_in_shards(articles)
    cost = (time.process_time() - start) / articles.height * 1e3
    kept = dict(found.select("document_id", "kept_document_id").rows())
    root = {page: kept.get(page, page) for page in articles["document_id"]}
    totals = Counter(kind for kind, _ in made.values())
    joined = Counter(kind for page, (kind, source) in made.items() if root[page] == root[source])
    # What is lost: a bulletin or follow-up that went with another article, a copy that went with another original.
    lost = Counter(
        kind
        for page, (kind, source) in made.items()
        if page in kept and root[page] != root[source] and made.get(root[page], ("", root[page]))[1] != source
    )
    lost += Counter(kind for page, (kind, _) in made.items() if kind in ("bulletin", "follow_up") and page in kept)
    print(f"\n{articles.height} articles, {found.height} dropped, CPU per 1,000 {cost:.3f} s")
    print("  found: " + ", ".join(f"{kind} {joined[kind] / totals[kind]:.4f}" for kind in EDITS))
    print(f"  lost among {totals.total()} put in: {dict(lost)}")
    # The news of a follow-up may be a real article's copy: a reader tells by the titles.
    titles = dict(articles.select("document_id", "title").rows())
    for page in [page for page in made if page in kept and made[page][0] in ("bulletin", "follow_up")][:SHOWN]:
        print(f"    {made[page][0]}: {titles[page]} | {titles[kept[page]]}")


def test_all_at_once_is_as_in_shards() -> None:
    articles, made = made_corpus(
        [("", " ".join(f"từ{number}n{word}" for word in range(120))) for number in range(40)], 80
    )
    found = clusters_in_shards(articles)
    assert cluster_duplicates(articles).equals(found)
    assert {made[page][0] for page in found["document_id"]} >= {"word10", "cut70", "nfd"}
