"""Ids follow from owner, normalised text and occurrence number."""

import hashlib

import pytest

from flows.steps.row_ids import normalised_for_id, text_row_ids


def sha(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def test_an_id_hashes_owner_text_and_occurrence() -> None:
    assert text_row_ids(["a"], ["Mưa to"]) == [sha("a\x1fMưa to\x1f0")]


def test_a_pinned_id_never_changes() -> None:
    assert text_row_ids(["a"], ["b"]) == ["85c1b1ca3643366b3c532e73545d354b"]


def test_the_same_words_twice_in_one_owner_count_up() -> None:
    assert text_row_ids(["a", "b", "a"], ["x", "x", " x "]) == [
        sha("a\x1fx\x1f0"),
        sha("b\x1fx\x1f0"),
        sha("a\x1fx\x1f1"),
    ]


def test_rows_without_text_or_none_at_all_are_accepted() -> None:
    assert text_row_ids([], []) == []
    assert text_row_ids(["a"], [""]) == [sha("a\x1f\x1f0")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mu\u031ba to", "Mưa to"),
        (" Mưa \u00a0\n to\t", "Mưa to"),
        ("Mua to", "Mua to"),
    ],
)
def test_normalisation_folds_composition_and_white_space_but_keeps_diacritics(text: str, expected: str) -> None:
    assert normalised_for_id(text) == expected


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is longer"):
        text_row_ids(["a"], ["x", "y"])
