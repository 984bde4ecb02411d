import numpy as np
import polars as pl
import pytest

from flows.steps.compare_texts import DEFAULT_RULES
from flows.steps.compared_words import read_words, whole_hash
from flows.steps.pair_articles import (
    MIN_HASHES,
    SIGNED_PART,
    SPREAD,
    article_key,
    choose_candidates,
    hash_range,
    pair_articles,
    rank_articles,
    sign_articles,
)
from schemas.stages import ARTICLE_IDENTITIES, ARTICLE_RANKS, CANDIDATE_PAIRS, SHARED_RUNS, SIGNATURES

LETTERS = "abcdeghiklmnopqrstuvxy"
RULES = DEFAULT_RULES


def made(count: int, start: int = 0) -> list[str]:
    """Make distinct words."""
    return [
        LETTERS[number // 484] + LETTERS[number // 22 % 22] + LETTERS[number % 22]
        for number in range(start, start + count)
    ]


def articles(**texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        [(page, 0, text) for page, text in texts.items()],
        {"document_id": pl.String, "article_index": pl.Int64, "text": pl.String},
        orient="row",
    )


def signed(**texts: str) -> dict[str, set[int]]:
    found = sign_articles(articles(**texts), RULES)
    assert found.schema == SIGNATURES.to_polars()
    assert found.equals(found.sort(SIGNATURES.unique_key))
    rows = found.rows()
    by_page = {page: {row[0] for row in rows if row[1] == article_key(page, 0)} for page in texts}
    assert [row[2] for row in rows] == [
        len(by_page[page]) for row in rows for page in texts if row[1] == article_key(page, 0)
    ]
    return by_page


def test_a_long_text_is_spoken_for_by_one_run_in_twelve_of_its_words() -> None:
    found = signed(a=" ".join(made(5000)))["a"]
    assert 0.8 * 5000 / SIGNED_PART < len(found) < 1.2 * 5000 / SIGNED_PART


def test_the_same_runs_are_chosen_from_every_text_that_has_them() -> None:
    story, more = made(1000), made(1000, start=1000)
    found = signed(a=" ".join(story), b=" ".join([*more, *story]), c=" ".join(more), d=" ".join(story[:600]))
    assert found["a"] < found["b"]
    assert found["d"] < found["a"]
    assert not found["a"] & found["c"]


def test_a_short_text_keeps_as_many_hashes_as_it_has_and_a_shorter_one_a_single_one() -> None:
    forty, few = made(45), made(39)
    found = signed(a=" ".join(made(200)), b=" ".join(forty), c=" ".join(few), d="")
    assert len(found["a"]) == MIN_HASHES
    assert len(found["b"]) == MIN_HASHES
    assert len(signed(a=" ".join(made(40) * 3))["a"]) == MIN_HASHES
    assert len(signed(a=" ".join(["một", "hai"] * 40))["a"]) == 2
    whole = whole_hash(read_words(pl.Series([" ".join(few)])).words.hashes)
    assert found["c"] == set((np.array([whole]) * SPREAD).tolist())
    assert len(found["d"]) == 1


def test_menus_and_captions_speak_for_no_article() -> None:
    story = " ".join(made(100))
    found = signed(a=story, b=f"Trang chủ\nThể thao\n{story}\nẢnh: An")
    assert found["a"] == found["b"]


def test_no_articles_have_no_signatures() -> None:
    assert sign_articles(articles(), RULES).equals(SIGNATURES.empty())


def identities(*pages: str, newest: dict[str, str] | None = None) -> pl.LazyFrame:
    versions = newest or {}
    rows = [
        {
            "document_id": page,
            "article_index": 0,
            "newest_document_id": versions.get(page, page),
            "newest_article_index": 0,
            "keep_rank": rank,
        }
        for rank, page in enumerate(pages)
    ]
    return pl.DataFrame(rows, ARTICLE_IDENTITIES.to_polars()).lazy()


def test_newest_versions_are_ranked_under_the_key_of_their_signatures() -> None:
    found = rank_articles(identities("a", "b", "c", newest={"b": "c"}))
    assert sorted(found.rows(), key=lambda row: row[1]) == [(article_key("a", 0), 0), (article_key("c", 0), 2)]
    assert found.schema == ARTICLE_RANKS.to_polars()


@pytest.mark.parametrize("part_count", [1, 2, 64, 65536])
def test_ranges_of_hashes_hold_every_hash_once(part_count: int) -> None:
    values = [0, 1, 2**48, 2**63 - 1, 2**63, 2**64 - 1]
    frame = pl.DataFrame({"run_hash": values}, {"run_hash": pl.UInt64})
    parts = {part for value in values for part in [value * part_count >> 64]}
    found = [frame.filter(hash_range("run_hash", part, part_count)).to_series().to_list() for part in sorted(parts)]
    assert [value for part in found for value in part] == values


def signatures(*rows: tuple[int, int, int]) -> pl.LazyFrame:
    """Rows of hash, article and number of the article's hashes."""
    return pl.DataFrame([(*row, 0) for row in rows], SIGNATURES.to_polars(), orient="row").lazy()


def ranks(*keys: int) -> pl.LazyFrame:
    return pl.DataFrame({"article_key": keys, "keep_rank": range(len(keys))}, ARTICLE_RANKS.to_polars()).lazy()


def test_an_article_is_paired_with_the_first_and_the_two_before_it_that_share_a_hash() -> None:
    rows = [(7, key, 9) for key in (15, 11, 14, 12, 13)]
    found = pair_articles(signatures(*rows, (8, 15, 9), (8, 11, 9), (9, 12, 9)), ranks(11, 12, 13, 14, 15), 0, 1)
    assert found.rows() == [
        (1, 0, 9, 1),
        (2, 0, 9, 1),
        (2, 1, 9, 1),
        (3, 0, 9, 1),
        (3, 1, 9, 1),
        (3, 2, 9, 1),
        (4, 0, 9, 2),
        (4, 2, 9, 1),
        (4, 3, 9, 1),
    ]
    assert found.schema == SHARED_RUNS.to_polars()


def test_articles_without_a_rank_are_left_out_and_the_fewer_hashes_count() -> None:
    rows = signatures((7, 11, 5), (7, 12, 9), (7, 13, 4))
    assert pair_articles(rows, ranks(12, 11), 0, 1).rows() == [(1, 0, 5, 1)]


@pytest.mark.parametrize(("hash_count", "is_paired"), [(40, True), (491, True), (492, False)])
def test_a_story_is_not_compared_with_a_whole_archive(hash_count: int, is_paired: bool) -> None:  # noqa: FBT001
    rows = signatures((7, 11, 40), (7, 12, hash_count))
    assert pair_articles(rows, ranks(11, 12), 0, 1).rows() == [(1, 0, 40, 1)] * is_paired
    assert pair_articles(rows, ranks(12, 11), 0, 1).rows() == [(1, 0, 40, 1)] * is_paired


def test_ranges_of_hashes_and_parts_of_ranks_add_up() -> None:
    pages = [f"{number:x}" for number in range(16)]
    keys = [article_key(page, 0) for page in pages]
    chosen = np.random.default_rng(1).integers(0, 40, (16, 30), np.uint64) << np.uint64(58)
    rows = sorted({(int(value), key, 10) for key, own in zip(keys, chosen, strict=True) for value in own})
    known, order = identities(*pages), rank_articles(identities(*pages)).lazy()
    whole = choose_candidates(pair_articles(signatures(*rows), order, 0, 1).lazy(), known, 0, 1)
    shared = pl.concat([pair_articles(signatures(*rows), order, part, 4) for part in range(4)]).lazy()
    parts = [choose_candidates(shared, known, part, 3) for part in range(3)]
    assert whole.height > 20
    assert pl.concat(parts).sort(CANDIDATE_PAIRS.sort_key).equals(whole)


@pytest.mark.parametrize(
    ("hash_count", "shared_count", "is_chosen"),
    [(1, 1, True), (2, 1, False), (2, 2, True), (13, 2, True), (14, 2, False), (100, 15, True), (100, 14, False)],
)
def test_pairs_that_share_some_of_their_runs_are_compared(
    hash_count: int,
    shared_count: int,
    is_chosen: bool,  # noqa: FBT001
) -> None:
    shared = pl.DataFrame([(1, 0, hash_count, shared_count)], SHARED_RUNS.to_polars(), orient="row").lazy()
    found = choose_candidates(shared, identities("a", "b"), 0, 1)
    assert found.rows() == [("b", 0, "a", 0, False)] * is_chosen
    assert found.schema == CANDIDATE_PAIRS.to_polars()


def test_older_versions_are_compared_with_their_newest() -> None:
    known = identities("a", "b", "c", newest={"c": "a"})
    found = [choose_candidates(SHARED_RUNS.empty().lazy(), known, part, 2) for part in range(2)]
    assert [part.rows() for part in found] == [[("c", 0, "a", 0, True)], []]
