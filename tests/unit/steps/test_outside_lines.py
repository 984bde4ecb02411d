from collections.abc import Mapping

import polars as pl
import pytest

from flows.steps.outside_lines import LineLabel, outside_kinds, outside_labels

PLAIN = {
    "phrase_kind": "",
    "chrome_kind": "",
    "is_headline": False,
    "is_truncated": False,
    "is_sentence": False,
    "is_date": False,
    "has_figure": False,
    "token_count": 6,
}


def kinds(*changes: Mapping[str, object]) -> pl.DataFrame:
    return outside_kinds(pl.DataFrame([PLAIN | change for change in changes]))


@pytest.mark.parametrize(
    ("change", "above", "below"),
    [
        ({}, "other_boilerplate", "other_boilerplate"),
        ({"token_count": 4}, "nav", "nav"),
        ({"token_count": 4, "has_figure": True}, "other_boilerplate", "other_boilerplate"),
        ({"is_sentence": True}, "other_boilerplate", "related"),
        ({"is_headline": True}, "related", "related"),
        ({"is_truncated": True, "token_count": 2}, "related", "related"),
        ({"is_date": True, "has_figure": True, "token_count": 2}, "other_boilerplate", "related"),
        ({"chrome_kind": "comment_ui", "is_headline": True}, "comment_ui", "comment_ui"),
        ({"phrase_kind": "ad", "chrome_kind": "comment_ui"}, "ad", "ad"),
        ({"phrase_kind": "source_credit", "token_count": 2}, "nav", "nav"),  # a credit of no article
    ],
)
def test_a_line_in_no_text_is_told_by_its_own_facts_and_its_side(
    change: Mapping[str, object], above: str, below: str
) -> None:
    assert kinds(change).select("kind", "kind_below").rows() == [(above, below)]


def test_the_surest_fact_is_the_evidence() -> None:
    told = kinds(
        {"phrase_kind": "ad"}, {"chrome_kind": "nav"}, {"is_date": True}, {"is_date": True, "is_sentence": True}
    )
    assert told.select("rule", "rule_below", "score", "tokens").rows() == [
        ("rule=words", "rule=words", 0.9, "tokens=6"),
        ("rule=markup", "rule=markup", 0.9, "tokens=6"),
        ("rule=outside_text", "rule=date_outside_text", 0.5, "tokens=6"),
        ("rule=outside_text", "rule=outside_text", 0.5, "tokens=6"),
    ]


def test_labels_are_the_rows_and_alike_rows_share_one() -> None:
    told = kinds({}, {"is_sentence": True}, {})
    labels = outside_labels(told, "_below")
    assert labels == [
        LineLabel("other_boilerplate", 0.5, False, ("rule=outside_text", "tokens=6")),
        LineLabel("related", 0.5, False, ("rule=outside_text", "tokens=6")),
        LineLabel("other_boilerplate", 0.5, False, ("rule=outside_text", "tokens=6")),
    ]
    assert labels[0] is labels[2]
