from dataclasses import replace

import polars as pl
import pytest

from flows.steps.cluster_duplicates import (
    DEFAULT_RULES,
    Likeness,
    choose_candidates,
    cluster_duplicates,
    collect_candidates,
    compare_texts,
    drop_copies,
    folded_words,
    pair_articles,
    sentence_hashes,
    shingles,
    sign_articles,
    verify_pairs,
    words_hash,
)
from flows.steps.partition import Partition
from schemas.stages import ARTICLE_IDENTITIES, CANDIDATE_PAIRS, CANDIDATE_TEXTS, SIGNATURES, VERIFIED_PAIRS
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
    return pl.DataFrame([(page, 0, text) for page, text in texts.items()], CANDIDATE_TEXTS.to_polars(), orient="row")


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


def test_words_are_folded_composed_and_keep_their_accents() -> None:
    assert folded_words("Giá VÀNG, gia\u0301-vàng!") == ["giá", "vàng", "giá", "vàng"]
    assert folded_words("gia") != folded_words("giá")


def test_the_hash_is_the_same_on_every_machine() -> None:
    assert words_hash(["giá", "vàng"]) == 15903135119805237079
    assert words_hash(["\udcff"]) != words_hash(["\udcfe"])


def test_sentences_end_at_marks_and_lines_and_short_ones_are_no_articles_own() -> None:
    text = "“Một hai ba bốn năm sáu bảy!” Ảnh minh họa\nmột hai ba bốn năm sáu tám\nMột hai ba. Bốn năm sáu bảy"
    assert sentence_hashes(text, RULES) == {
        words_hash(["một", "hai", "ba", "bốn", "năm", "sáu", "bảy"]),
        words_hash(["một", "hai", "ba", "bốn", "năm", "sáu", "tám"]),
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {()}),
        (["a"], {("a",)}),
        (["a", "b"], {("a", "b")}),
        (["a", "b", "c"], {("a", "b"), ("b", "c")}),
        (["a", "a", "a"], {("a", "a")}),
    ],
)
def test_shingles_are_runs_of_words_and_all_words_where_there_are_fewer(
    words: list[str], expected: set[tuple[str, ...]]
) -> None:
    assert shingles(words, 2) == expected


@pytest.mark.parametrize(
    ("text", "other", "likeness"),
    [
        ("Một hai ba.", "một HAI\n\nba", Likeness(1.0, is_copy=True, is_exact=True)),
        ("một hai ba bốn", "một hai ba năm", Likeness(0.5, is_copy=False, is_exact=False)),
        ("một", "hai", Likeness(0.0, is_copy=False, is_exact=False)),
        (LONG, " ".join(SENTENCES[:7]), Likeness(1.0, is_copy=True, is_exact=False)),
        (LONG, LONG.replace("huyện", "xã"), Likeness(0.9722, is_copy=True, is_exact=False)),
        (
            " ".join(SENTENCES[:6]),
            " ".join(SENTENCES[:3] + SENTENCES[6:9]),
            Likeness(0.4844, is_copy=False, is_exact=False),
        ),
        (" ".join(SENTENCES[:5]), " ".join(SENTENCES[:4]), Likeness(1.0, is_copy=False, is_exact=False)),
    ],
)
def test_texts_are_copies_when_they_are_long_and_share_most_of_their_words(
    text: str, other: str, likeness: Likeness
) -> None:
    assert compare_texts(text, other, RULES) == likeness
    assert compare_texts(other, text, RULES) == likeness


def test_long_texts_of_like_length_are_copies_by_resemblance_alone() -> None:
    text, other = " ".join(SENTENCES[:9]), " ".join(SENTENCES[:7] + SENTENCES[9:11])
    found = compare_texts(text, other, RULES)
    assert found.similarity < RULES.containment
    assert found.is_copy
    assert not compare_texts(text, other, replace(RULES, resemblance=0.7)).is_copy


@pytest.mark.parametrize(("word_count", "is_copy"), [(59, False), (60, True)])
def test_a_text_of_sixty_words_is_long_enough_for_a_near_copy(word_count: int, is_copy: bool) -> None:  # noqa: FBT001
    words = [first + second for first in "bcdghk" for second in "aeiouyâêôơ"][-word_count:]
    assert compare_texts(" ".join(words), " ".join([*words[:-1], "khác"]), RULES).is_copy is is_copy


@pytest.mark.parametrize(
    ("figures", "other_figures", "is_copy"),
    [
        ("1 2 3 4", "1 2 3 5", True),
        ("1 2 3 4", "1 2 5 6", False),
        ("12,5 1/2", "12,6 1/3", False),
        ("", "7", True),
        ("8", "8 9 10", True),
    ],
)
def test_bulletins_with_other_figures_are_no_copies(figures: str, other_figures: str, is_copy: bool) -> None:  # noqa: FBT001
    assert compare_texts(f"{LONG} {figures}", f"{LONG} {other_figures}", RULES).is_copy is is_copy


def test_an_article_is_signed_by_its_whole_text_and_its_sentences_and_an_older_version_by_nothing() -> None:
    text = f"{SENTENCES[0]} {SENTENCES[1]} Hết."
    found = sign_articles(articles(a=text, b="Ngắn.", c=text), identities("b", "a", "c", newest={"c": "a"}), RULES)
    expected = [
        ("a", 0, 1, words_hash(["", *folded_words(text)]), 2, 2),
        ("a", 0, 1, words_hash(folded_words(SENTENCES[0])), 2, 1),
        ("a", 0, 1, words_hash(folded_words(SENTENCES[1])), 2, 1),
        ("b", 0, 0, words_hash(["", "ngắn"]), 0, 1),
    ]
    assert found.rows() == sorted(expected)
    assert found.schema == SIGNATURES.to_polars()


def signature(page: str, rank: int, value: int, sentences: int = 5, weight: int = 1) -> tuple[object, ...]:
    return (page, 0, rank, value, sentences, weight)


def signatures(*rows: tuple[object, ...]) -> pl.LazyFrame:
    return pl.DataFrame(rows, SIGNATURES.to_polars(), orient="row").lazy()


def test_an_article_is_paired_with_the_first_and_the_next_before_it_that_share_a_hash() -> None:
    found = pair_articles(
        signatures(
            signature("d", 3, 7, sentences=4),
            signature("a", 0, 7),
            signature("c", 2, 7),
            signature("b", 1, 7, sentences=2),
            signature("d", 3, 8, sentences=4),
            signature("a", 0, 8),
            signature("c", 2, 9),
        ),
        0,
        1,
    )
    assert found.rows() == [
        ("b", 0, "a", 0, 2, 1),
        ("c", 0, "a", 0, 5, 1),
        ("c", 0, "b", 0, 2, 1),
        ("d", 0, "a", 0, 4, 2),
        ("d", 0, "c", 0, 4, 1),
    ]
    assert found.schema == CANDIDATE_PAIRS.to_polars()


def test_the_hash_of_the_whole_text_counts_for_all_sentences() -> None:
    rows = [signature(page, rank, 7, sentences=5, weight=5) for rank, page in enumerate("ab")]
    assert pair_articles(signatures(*rows), 0, 1).rows() == [("b", 0, "a", 0, 5, 5)]


def test_parts_of_the_hashes_add_up() -> None:
    rows = signatures(*(signature(page, rank, value) for rank, page in enumerate("ab") for value in (4, 5, 6)))
    parts = [pair_articles(rows, part, 2) for part in range(2)]
    assert [part.rows() for part in parts] == [[("b", 0, "a", 0, 5, 2)], [("b", 0, "a", 0, 5, 1)]]
    chosen = choose_candidates(pl.concat(parts).lazy(), identities().lazy(), RULES)
    assert chosen.rows() == [("b", 0, "a", 0, 5, 3)]


def test_pairs_with_few_shared_sentences_are_not_compared_and_versions_always_are() -> None:
    pairs = pl.DataFrame(
        [("b", 0, "a", 0, 10, 1), ("c", 0, "a", 0, 10, 2), ("e", 0, "a", 0, 0, 1)],
        CANDIDATE_PAIRS.to_polars(),
        orient="row",
    )
    known = identities("a", "b", "c", "d", "e", newest={"d": "a"})
    found = choose_candidates(pairs.lazy(), known.lazy(), RULES)
    assert found.rows() == [("c", 0, "a", 0, 10, 2), ("d", 0, "a", 0, 0, 0), ("e", 0, "a", 0, 0, 1)]


def test_the_texts_of_both_sides_of_the_pairs_are_collected() -> None:
    pairs = pl.DataFrame([("c", 0, "a", 0, 1, 1)], CANDIDATE_PAIRS.to_polars(), orient="row")
    found = collect_candidates(articles(c="C", b="B", a="A").with_columns(more=pl.lit(1)), pairs)
    assert found.rows() == [("a", 0, "A"), ("c", 0, "C")]
    assert found.schema == CANDIDATE_TEXTS.to_polars()


def test_pairs_are_compared_in_the_partition_of_their_first_id() -> None:
    pairs = pl.DataFrame(
        [("c000", 0, "1000", 0, 1, 1), ("2000", 0, "c000", 0, 1, 1)], CANDIDATE_PAIRS.to_polars(), orient="row"
    )
    texts = articles(**{"1000": "Một.", "2000": "Hai.", "c000": "Một"})
    parts = [verify_pairs(pairs.lazy(), texts.lazy(), RULES, Partition(index, 2)) for index in (0, 1)]
    assert [part.rows() for part in parts] == [
        [("2000", 0, "c000", 0, 0.0, False, False)],
        [("c000", 0, "1000", 0, 1.0, True, True)],
    ]
    assert parts[0].schema == VERIFIED_PAIRS.to_polars()


def verified(*rows: tuple[str, str, float, bool, bool]) -> pl.LazyFrame:
    return pl.DataFrame(
        [(page, 0, other, 0, similarity, is_copy, is_exact) for page, other, similarity, is_copy, is_exact in rows],
        VERIFIED_PAIRS.to_polars(),
        orient="row",
    ).lazy()


def test_a_copy_of_a_copy_is_kept_unless_it_is_like_a_kept_article_itself() -> None:
    pairs = verified(("b", "a", 0.9, True, False), ("c", "b", 0.9, True, False))
    assert copies(drop_copies(identities("a", "b", "c").lazy(), pairs)) == [("b", "a", "near")]


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


def test_a_corpus_gives_its_copies_and_versions() -> None:
    texts = articles(
        a=LONG,
        b=LONG.upper(),
        c=f"Quảng cáo. {' '.join(SENTENCES[:8])}",
        d=" ".join(SENTENCES[10:]),
        e="Tin ngắn.",
        f="Tin ngắn",
        g=f"{LONG} 1 2 3",
        h=f"{LONG} 4 5 6",
        i=SENTENCES[11],
    )
    known = identities("a", "c", "b", "d", "e", "f", "g", "h", "i", newest={"i": "d"})
    found = cluster_duplicates(texts, known, RULES)
    assert copies(found) == [
        ("b", "a", "exact_text"),
        ("c", "a", "near"),
        ("f", "e", "exact_text"),
        ("g", "a", "near"),
        ("h", "a", "near"),
        ("i", "d", "older_version"),
    ]


def test_daily_bulletins_are_all_kept() -> None:
    texts = articles(**{f"{day:x}": f"{LONG} {day}1 {day}2 {day}3" for day in range(1, 6)})
    assert cluster_duplicates(texts, identities(*"12345")).equals(DUPLICATES.empty())


def test_texts_without_a_word_are_copies_of_one_another() -> None:
    assert copies(cluster_duplicates(articles(a="…", b="!"), identities("a", "b"))) == [("b", "a", "exact_text")]


def test_no_articles_give_no_copies() -> None:
    assert cluster_duplicates(articles(), identities()).equals(DUPLICATES.empty())
