from datetime import UTC, datetime
from itertools import pairwise

import polars as pl
import pytest

from flows.steps.cluster_duplicates import (
    cluster_duplicates,
    collect_candidates,
    compare_pairs,
    drop_copies,
    place_texts,
    verify_pairs,
)
from flows.steps.compare_texts import DEFAULT_RULES
from flows.steps.pair_articles import choose_candidates, pair_articles, rank_articles, sign_articles
from flows.steps.partition import Partition
from flows.steps.text_hash import text_hash
from schemas.stages import ARTICLE_IDENTITIES, CANDIDATE_PAIRS, CANDIDATE_TEXTS, VERIFIED_PAIRS
from schemas.tables import DUPLICATES

# Twelve invented sentences of eleven words each, no two of them with three words in a row in common.
SENTENCES = [
    "Chiều qua nước sông dâng nhanh làm ngập nhiều nhà dân.",
    "Lực lượng cứu hộ dùng thuyền đưa người già đến trường.",
    "Chợ huyện đóng cửa từ sớm vì đường chính bị chia.",
    "Giáo viên dọn bàn ghế lên cao trước khi mưa tới.",
    "Nhiều tuyến xe buýt phải đổi hướng sang con phố khác.",
    "Thợ điện ngắt nguồn ở bốn xã để tránh tai nạn.",
    "Một cây cầu gỗ nhỏ bị cuốn trôi lúc nửa đêm.",
    "Người bán rau kể hàng của bà hỏng gần hết rồi.",
    "Đoàn thanh niên nấu cơm phát cho từng gia đình nghèo.",
    "Trạm đo cho biết mực nước bắt đầu giảm rất chậm.",
    "Chính quyền hứa sửa lại bờ kè ngay trong tháng tới.",
    "Trẻ em trong làng sẽ trở lại lớp vào thứ hai.",
]
LONG = " ".join(SENTENCES[:10])
RULES = DEFAULT_RULES


def articles(**texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        [(page, 0, None, text) for page, text in texts.items()],
        {"document_id": pl.String, "article_index": pl.Int64, "title": pl.String, "text": pl.String},
        orient="row",
    )


def identities(*pages: str, newest: dict[str, str] | None = None, unwanted: tuple[str, ...] = ()) -> pl.DataFrame:
    """Identify articles in keep order; `newest` leads from an older version to its newest one."""
    versions = newest or {}
    return pl.DataFrame(
        [
            {
                "document_id": page,
                "article_index": 0,
                "article_id": f"article-{versions.get(page, page)}",
                "page_article_id": f"article-{page}",
                "newest_document_id": versions.get(page, page),
                "newest_article_index": 0,
                "keep_rank": rank,
                "is_wanted": page not in unwanted,
            }
            for rank, page in enumerate(pages)
        ],
        ARTICLE_IDENTITIES.to_polars(),
    )


def copies(found: pl.DataFrame) -> list[tuple[str, str, str]]:
    return found.select("document_id", "kept_document_id", "method").rows()


def pairs(*rows: tuple[str, str], is_version: bool = False) -> pl.LazyFrame:
    return pl.DataFrame(
        [(page, 0, other, 0, is_version) for page, other in rows], CANDIDATE_PAIRS.to_polars(), orient="row"
    ).lazy()


def laid_texts(texts: pl.DataFrame, pairs: pl.LazyFrame) -> pl.DataFrame:
    return collect_candidates(texts.lazy(), place_texts(pairs).lazy())


def test_a_text_is_laid_beside_itself_and_beside_those_that_it_is_compared_with() -> None:
    texts = articles(c="C", b="B", a="A").with_columns(more=pl.lit(1))
    found = laid_texts(texts, pairs(("c", "a"), ("c", "e"), ("d", "a")))
    assert found.drop("compared_hash").rows() == [
        ("c", 0, "a", 0, None, "A", text_hash("a")),
        ("c", 0, "c", 0, None, "C", text_hash("c")),
        ("d", 0, "a", 0, None, "A", text_hash("a")),
    ]
    assert found.schema == CANDIDATE_TEXTS.to_polars()


def test_other_texts_and_titles_have_other_hashes_but_a_missing_title_is_an_empty_one() -> None:
    titles = pl.Series(["Mưa", "Mưa", "Mư", None, "", "Mưa"])
    texts = articles(a="Gió.", b="Gió", c="aGió.", d="MưaGió.", e="MưaGió.", f="Gió.").with_columns(title=titles)
    found = laid_texts(texts, pairs(("a", "f"), ("b", "c"), ("d", "e")))
    hashes = dict(found.select("text_document_id", "compared_hash").iter_rows())
    assert hashes["a"] == hashes["f"]
    assert hashes["d"] == hashes["e"]
    assert len({hashes[page] for page in "abcd"}) == 4


def test_pairs_are_compared_in_the_partition_of_their_first_id() -> None:
    texts = articles(**{"1000": "Một.", "2000": "Hai.", "c000": "Một"})
    chosen = pairs(("c000", "1000"), ("2000", "c000"))
    beside = laid_texts(texts, chosen).lazy()
    parts = [verify_pairs(chosen, beside, RULES, Partition(index, 2)) for index in (0, 1)]
    assert [part.rows() for part in parts] == [
        [("2000", 0, "c000", 0, None, False, False, False)],
        [("c000", 0, "1000", 0, 1.0, True, True, True)],
    ]
    assert parts[0].schema == VERIFIED_PAIRS.to_polars()


def test_comparisons_are_the_same_and_in_order_however_they_are_cut_into_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = articles(a=LONG, b=f"{LONG} Hết.", c=" ".join(SENTENCES[:8]), d=LONG.upper(), e="Tin ngắn.")
    chosen = pairs(("a", "e"), ("b", "d"), ("c", "a"), ("c", "b"), ("d", "a"), ("d", "e"))
    beside = laid_texts(texts, chosen).lazy()
    whole = verify_pairs(chosen, beside, RULES, Partition(0, 1))
    assert whole["document_id"].to_list() == list("abccdd")
    assert whole["is_copy"].to_list() == [False, True, True, True, True, False]
    monkeypatch.setattr("flows.steps.cluster_duplicates.BATCH_PAIRS", 1)
    assert verify_pairs(chosen, beside, RULES, Partition(0, 1)).equals(whole)


def test_titles_are_compared_too() -> None:
    texts = articles(a=LONG, b=f"{LONG} Hết.").with_columns(title=pl.Series(["Giá vàng 5/6", "Giá vàng 7/6"]))
    chosen = pairs(("b", "a"))
    beside = laid_texts(texts, chosen)
    assert compare_pairs(chosen.collect(), beside, RULES)["is_copy"].to_list() == [False]
    untitled = beside.with_columns(title=pl.lit(None, pl.String))
    assert compare_pairs(chosen.collect(), untitled, RULES)["is_copy"].to_list() == [True]


def test_a_version_is_measured_even_where_its_headline_tells_it_apart() -> None:
    texts = articles(a=LONG, b=f"{LONG} Hết.").with_columns(title=pl.Series(["Giá vàng 5/6", "Giá vàng 7/6"]))
    found = {}
    for is_version in (True, False):
        chosen = pairs(("b", "a"), is_version=is_version)
        compared = compare_pairs(chosen.collect(), laid_texts(texts, chosen), RULES)
        found[is_version] = compared.select("similarity", "is_copy").row(0)
    assert found == {True: (pytest.approx(0.99, abs=0.01), False), False: (None, False)}


def verified(*rows: tuple[str, str, float, bool, bool], half: tuple[str, ...] = ()) -> pl.LazyFrame:
    """Return verified pairs; `half` has those half copies, as `ba`, that are no copies."""
    return pl.DataFrame(
        [
            (page, 0, other, 0, similarity, is_copy, is_exact, is_copy or page + other in half)
            for page, other, similarity, is_copy, is_exact in rows
        ],
        VERIFIED_PAIRS.to_polars(),
        orient="row",
    ).lazy()


def test_a_copy_of_a_copy_is_kept_unless_it_is_like_a_kept_article_itself() -> None:
    pairs = verified(("b", "a", 0.9, True, False), ("c", "b", 0.9, True, False))
    assert copies(drop_copies(identities("a", "b", "c").lazy(), pairs)) == [("b", "a", "near")]


@pytest.mark.parametrize(
    ("first", "second", "is_dropped"),
    [
        pytest.param(0.65, 0.65, True, id="both plain copies"),
        pytest.param(0.64, 0.9, False, id="the copy is a part"),
        pytest.param(0.9, 0.64, False, id="the copy of it is a part"),
    ],
)
def test_half_a_copy_goes_with_a_plain_copy(first: float, second: float, is_dropped: bool) -> None:  # noqa: FBT001
    rows = (("b", "a", first, True, False), ("c", "b", second, True, False), ("c", "a", 0.6, False, False))
    found = drop_copies(identities("a", "b", "c").lazy(), verified(*rows, half=("ca",)))
    assert ("c", 0, "a", "article-a", "near", 0.6) in found.rows() or not is_dropped
    assert found["document_id"].to_list() == ["b", "c"][: 1 + is_dropped]
    assert copies(drop_copies(identities("a", "b", "c").lazy(), verified(*rows))) == [("b", "a", "near")]


def test_half_a_copy_goes_with_no_copy_of_another_article() -> None:
    pairs = verified(
        ("c", "b", 0.9, True, False), ("d", "c", 0.9, True, False), ("d", "a", 0.6, False, False), half=("da",)
    )
    assert copies(drop_copies(identities("a", "b", "c", "d").lazy(), pairs)) == [("c", "b", "near")]


def test_copies_of_copies_are_no_chain() -> None:
    pages, half = "abcdef", ("ca", "da", "fd")
    following = [(page, before, 0.7, True, False) for before, page in pairwise(pages)]
    halves = [(page, other, 0.5, False, False) for page, other in half]
    found = drop_copies(identities(*pages).lazy(), verified(*following, *halves, half=half))
    # d is half a copy of a as well, and a copy of c alone, which is no plain copy of a.
    assert copies(found) == [("b", "a", "near"), ("c", "a", "near"), ("e", "d", "near"), ("f", "d", "near")]


def test_a_copy_goes_with_the_kept_article_that_it_is_most_like_then_the_first_kept() -> None:
    pairs = verified(
        ("c", "a", 0.8, True, False),
        ("b", "c", 0.9, True, False),
        ("d", "b", 0.8, True, False),
        ("d", "a", 0.8, True, False),
    )
    found = drop_copies(identities("a", "b", "c", "d").lazy(), pairs)
    assert found.rows() == [
        ("c", 0, "b", "article-b", "near", 0.9),
        ("d", 0, "a", "article-a", "near", 0.8),
    ]
    assert found.schema == DUPLICATES.to_polars()


def test_equal_texts_go_where_the_first_of_them_goes() -> None:
    pairs = verified(
        ("b", "a", 0.9, True, False),
        ("c", "b", 1.0, True, True),
        ("d", "b", 1.0, True, True),
        ("d", "c", 1.0, True, True),
    )
    found = drop_copies(identities("a", "b", "c", "d").lazy(), pairs)
    assert copies(found) == [("b", "a", "near"), ("c", "a", "near"), ("d", "a", "near")]


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        pytest.param([("c", "b", 0.5, False, False)], True, id="unlike a reworded copy"),
        pytest.param([], False, id="not compared with it"),
        pytest.param([("c", "b", 0.7, True, False)], False, id="like it"),
        pytest.param(
            [("c", "b", 0.5, False, False), ("d", "a", 0.7, True, False), ("d", "c", 0.5, False, False)],
            True,
            id="whoever comes later",
        ),
    ],
)
def test_two_texts_that_are_unlike_each_other_are_not_both_dropped_for_one_that_is_half_like_each(
    more: list[tuple[str, str, float, bool, bool]], *, kept: bool
) -> None:
    pairs = verified(("b", "a", 0.75, True, False), ("c", "a", 0.7, True, False), *more)
    dropped = drop_copies(identities("a", "b", "c", "d").lazy(), pairs)["document_id"].to_list()
    assert ("c" not in dropped) is kept
    assert "b" in dropped


def test_most_of_the_reworded_copies_decide() -> None:
    some = [(page, "a", 0.7, True, False) for page in "bcde"]
    unlike = [("e", "b", 0.6, False, False), ("e", "c", 0.7, True, False), ("e", "d", 0.7, True, False)]
    found = drop_copies(identities(*"abcde").lazy(), verified(*some, *unlike))
    assert found["document_id"].to_list() == ["b", "c", "d", "e"]


def test_a_text_that_is_alike_throughout_is_a_copy_whatever_other_copies_say() -> None:
    for first, second in ((0.7, 0.8), (0.8, 0.7)):
        pairs = verified(
            ("b", "a", first, True, False), ("c", "a", second, True, False), ("c", "b", 0.5, False, False)
        )
        assert drop_copies(identities(*"abc").lazy(), pairs)["document_id"].to_list() == ["b", "c"]


def test_pairs_that_are_no_copies_drop_nothing() -> None:
    found = drop_copies(identities("a", "b").lazy(), verified(("b", "a", 0.9, False, False)))
    assert found.equals(DUPLICATES.empty())


def test_an_article_is_never_dropped_for_an_unwanted_one_but_an_unwanted_one_is_for_a_wanted() -> None:
    pairs = verified(("b", "a", 0.9, True, False), ("c", "b", 0.9, True, False))
    known = identities("a", "b", "c", unwanted=("b", "c"))
    assert copies(drop_copies(known.lazy(), pairs)) == [("b", "a", "near")]
    assert copies(drop_copies(identities("a", "b", "c", unwanted=("a", "b", "c")).lazy(), pairs)) == []


def test_an_unwanted_article_goes_with_a_wanted_one_even_when_an_unwanted_one_is_more_like_it() -> None:
    pairs = verified(("c", "b", 0.9, True, False), ("c", "a", 0.8, True, False))
    found = drop_copies(identities("a", "b", "c", unwanted=("b", "c")).lazy(), pairs)
    assert found.rows() == [("c", 0, "a", "article-a", "near", 0.8)]


def test_an_older_version_goes_where_its_newest_one_went() -> None:
    known = identities("a", "b", "c", "d", newest={"c": "a", "d": "b"})
    pairs = verified(("b", "a", 0.9, True, False), ("c", "a", 0.7, False, False), ("d", "b", 1.0, True, True))
    assert drop_copies(known.lazy(), pairs).rows() == [
        ("b", 0, "a", "article-a", "near", 0.9),
        ("c", 0, "a", "article-a", "older_version", 0.7),
        ("d", 0, "a", "article-a", "older_version", 1.0),
    ]


def test_older_versions_of_an_unwanted_article_are_left_to_their_language() -> None:
    known = identities("a", "b", newest={"b": "a"}, unwanted=("a", "b"))
    assert drop_copies(known.lazy(), verified(("b", "a", 1.0, True, True))).equals(DUPLICATES.empty())


def corpus() -> tuple[pl.DataFrame, pl.DataFrame]:
    texts = articles(
        a=LONG,
        b=LONG.upper(),
        c=f"Quảng cáo. {' '.join(SENTENCES[:8])}",
        d=" ".join(SENTENCES[10:]),
        e="Tin ngắn.",
        f="Tin ngắn",
        g=f"{LONG} 1 2 3 4 5",
        h=f"{LONG} 6 7 8 9 10",
        i=SENTENCES[11],
    )
    return texts, identities("a", "c", "b", "d", "e", "f", "g", "h", "i", newest={"i": "d"})


def test_a_corpus_gives_its_copies_and_versions() -> None:
    assert copies(cluster_duplicates(*corpus())) == [
        ("b", "a", "exact_text"),
        ("c", "a", "near"),
        ("f", "e", "exact_text"),
        ("g", "a", "near"),
        ("h", "a", "near"),
        ("i", "d", "older_version"),
    ]


def test_texts_without_titles_are_compared_too() -> None:
    texts, known = corpus()
    untitled = texts.drop("title").with_columns(pl.col("article_index").cast(pl.Int8))
    assert cluster_duplicates(untitled, known).equals(cluster_duplicates(texts, known))


@pytest.mark.parametrize(("shard_count", "part_count"), [(2, 1), (3, 4), (9, 16)])
def test_however_the_work_is_cut_the_copies_are_the_same(shard_count: int, part_count: int) -> None:
    texts, known = corpus()
    order, lazy = rank_articles(known.lazy()).lazy(), known.lazy()
    shards = [texts.gather_every(shard_count, offset) for offset in range(shard_count)]
    signed = pl.concat([sign_articles(shard, RULES) for shard in shards]).lazy()
    shared = pl.concat([pair_articles(signed, order, part, part_count) for part in range(part_count)]).lazy()
    chosen = pl.concat([choose_candidates(shared, lazy, part, part_count) for part in range(part_count)]).lazy()
    beside = pl.concat([laid_texts(shard, chosen) for shard in shards]).lazy()
    compared = pl.concat(
        [verify_pairs(chosen, beside, RULES, Partition(part, part_count)) for part in range(part_count)]
    )
    assert drop_copies(lazy, compared.lazy()).equals(cluster_duplicates(texts, known))


def test_daily_bulletins_are_all_kept() -> None:
    texts = articles(
        **{f"{day:x}": f"{LONG} Giá {day}1 rồi {day}2 và {day}3 cùng {day}4 hay {day}5" for day in range(1, 6)}
    )
    assert cluster_duplicates(texts, identities(*"12345")).equals(DUPLICATES.empty())


def test_texts_without_a_word_are_copies_of_one_another() -> None:
    assert copies(cluster_duplicates(articles(a="…", b="!"), identities("a", "b"))) == [("b", "a", "exact_text")]


def test_without_identities_the_earliest_then_the_longest_then_the_least_id_is_kept() -> None:
    texts = articles(a=LONG, b=f"{LONG} Hết.", c=LONG, d=LONG).with_columns(
        article_id=pl.col("document_id"),
        char_count=pl.col("text").str.len_chars(),
        published_at=pl.Series([None, None, datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]),
    )
    assert copies(cluster_duplicates(texts)) == [
        ("a", "d", "exact_text"),
        ("b", "d", "near"),
        ("c", "d", "exact_text"),
    ]
    assert copies(cluster_duplicates(texts.filter(pl.col("document_id") < "c"))) == [("a", "b", "near")]


def test_no_articles_give_no_copies() -> None:
    assert cluster_duplicates(articles(), identities()).equals(DUPLICATES.empty())
