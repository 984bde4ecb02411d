import numpy as np
import polars as pl
import pytest

from flows.steps.compared_words import Words, read_words
from flows.steps.shared_passages import MAX_SWAP_WORDS, Passages, core, opening_share, shared_passages


def words_of(*texts: str) -> list[Words]:
    return read_words(pl.Series(texts, dtype=pl.String)).texts()


def passages_of(text: str, other: str) -> Passages:
    own, others = words_of(text, other)
    [found] = shared_passages([(own, others)])
    return found


def marks(flags: np.ndarray) -> str:
    return "".join("x" if flag else "." for flag in flags)


@pytest.mark.parametrize(
    ("text", "other", "expected", "other_expected"),
    [
        ("a b c d e", "a b c d e", "xxxxx", "xxxxx"),
        ("a b c d", "a b c d", "....", "...."),
        ("a b c d e f", "z y a b c d e", "xxxxx.", "..xxxxx"),
        ("a b c d", "z a b c d y", "....", "......"),
        ("", "a b c d e", "", "....."),
        # One other word in place of one, then two in place of one.
        ("a b c d e M f g h i k", "a b c d e N f g h i k", "xxxxxxxxxxx", "xxxxxxxxxxx"),
        ("a b c d e M f g h i k", "a b c d e N O f g h i k", "xxxxx.xxxxx", "xxxxx..xxxxx"),
        ("M a b c d e", "N a b c d e", "xxxxxx", "xxxxxx"),
        # Less than a quarter is shared.
        ("M a b c d e" + " m" * 16, "N a b c d e" + " n" * 16, ".xxxxx" + "." * 16, ".xxxxx" + "." * 16),
        ("a b c d e M", "a b c d e N", "xxxxxx", "xxxxxx"),
    ],
)
def test_common_runs_and_stretches_between_them_that_are_as_long_are_shared(
    text: str, other: str, expected: str, other_expected: str
) -> None:
    found = passages_of(text, other)
    assert (marks(found.is_shared), marks(found.is_other_shared)) == (expected, other_expected)


@pytest.mark.parametrize(("length", "is_shared"), [(MAX_SWAP_WORDS, True), (MAX_SWAP_WORDS + 1, False)])
def test_long_stretches_are_no_swap(length: int, is_shared: bool) -> None:  # noqa: FBT001
    own, others = (" ".join(f"{letter}{number}" for number in range(length)) for letter in "uv")
    found = passages_of(f"a b c d e {own} f g h i k", f"a b c d e {others} f g h i k")
    assert bool(found.is_shared[5]) is is_shared


@pytest.mark.parametrize(
    ("stretch", "other_stretch", "number_swaps"),
    [
        ("12", "13", 1),
        ("12", "không", 0),
        ("12 và 13", "13 và 12", 0),
        ("12 và 13", "12", 0),
        ("Lan", "Mai", 0),
        ("7 giờ", "8 giờ tối", 1),
    ],
)
def test_other_figures_at_the_same_place_are_counted(stretch: str, other_stretch: str, number_swaps: int) -> None:
    texts = (f"giá mua vào sáng nay là {each} so với hôm qua" for each in (stretch, other_stretch))
    assert passages_of(*texts).number_swaps == number_swaps


def test_stretches_with_the_same_neighbours_are_told_apart_by_their_order() -> None:
    form = "nhiệt độ cao nhất là {} độ trong ngày hôm nay . nhiệt độ cao nhất là {} độ trong ngày hôm nay"
    assert passages_of(form.format(21, 22), form.format(23, 24)).number_swaps == 2


@pytest.mark.parametrize("row_words", [1, 40, 1 << 20])
def test_pairs_that_are_looked_at_together_are_as_each_alone(row_words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    form = "a b c d e {} f g h i k {} l m n o p"
    texts = words_of(form.format(1, 2), form.format(3, "z"), "", form.format("y y", 2), "a b c d", "q " + form)
    pairs = [(own, others) for own in texts for others in texts]
    alone = [shared_passages([pair])[0] for pair in pairs]
    monkeypatch.setattr("flows.steps.shared_passages.ROW_WORDS", row_words)
    together = shared_passages(pairs)
    assert [[marks(each.is_shared), marks(each.is_other_shared), each.number_swaps] for each in together] == [
        [marks(each.is_shared), marks(each.is_other_shared), each.number_swaps] for each in alone
    ]
    assert together[1].number_swaps == 1
    assert shared_passages([]) == []


def test_shares_are_of_both_texts() -> None:
    found = passages_of("a b c d e", "a b c d e u v w x y")
    assert found.shares() == (1.0, 0.5)
    nothing = passages_of("", "")
    assert nothing.shares() == (0.0, 0.0)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("x" * 30 + "." * 30, 0.5), ("." * 30 + "x" * 270, 0.7), ("x" * 20, 1.0), ("", 0.0)],
)
def test_the_opening_is_sixty_words_or_a_third(flags: str, expected: float) -> None:
    assert opening_share(np.array([flag == "x" for flag in flags], np.bool_)) == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("..xxxx...", (2, 6)),
        ("xxx.xxx", (0, 7)),
        ("xx..xx", (0, 2)),
        ("xx...xxx", (5, 8)),
        ("...", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_the_core_is_the_stretch_that_is_shared_most(flags: str, expected: tuple[int, int]) -> None:
    found = core(np.array([flag == "x" for flag in flags], np.bool_))
    assert (found.start, found.stop) == expected
