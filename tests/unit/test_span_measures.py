import polars as pl
import pytest

from flows.span_measures import (
    PARAGRAPH,
    QUOTE,
    SPEAKER,
    count_faults,
    cut_lines,
    find_faults,
    find_page_faults,
    owned_spans,
    wrong_lines,
    wrong_spans,
)
from flows.steps.assemble_tables import line_spans
from schemas.stages import LABELLED_LINES, METRICS, PAGE_FAULTS
from schemas.tables import PARAGRAPHS, QUOTES

TEXT = "Mưa lớn\nở Huế 🌧️ hôm nay"
TEXTS = pl.DataFrame({"document_id": ["a"], "source": [TEXT]})
PAGES = pl.LazyFrame({"document_id": ["a", "b"], "text": [TEXT, "Gió"]})
LINES = pl.LazyFrame(
    [("a", 0, 0, 7), ("a", 1, 8, 24), ("b", 0, 0, 3)],
    {"document_id": pl.String, "line_index": pl.Int64, "char_start": pl.Int64, "char_end": pl.Int64},
    orient="row",
)


def paragraphs(*rows: tuple[str, str, str, int]) -> pl.LazyFrame:
    """Return paragraphs from their id, page, text and start."""
    told = [
        {"paragraph_id": name, "document_id": page, "text": text, "char_start": start, "char_end": start + len(text)}
        for name, page, text, start in rows
    ]
    return pl.LazyFrame(told, PARAGRAPHS.to_polars())


def test_every_paragraph_quotation_and_named_speaker_has_a_span() -> None:
    quote = {"quote_id": "q", "document_id": "a", "text": "Ở Huế", "char_start": 4, "char_end": 9}
    named = quote | {"quote_id": "r", "speaker": "An", "speaker_start": 12, "speaker_end": 14}
    quotes = pl.LazyFrame([quote, named], QUOTES.to_polars())
    owned = [(paragraphs(("p", "b", "Mưa", 0)), PARAGRAPH), (quotes, QUOTE), (quotes, SPEAKER)]
    found = pl.concat([owned_spans(rows, owner).collect() for rows, owner in owned])
    assert found.rows() == [
        ("b", "paragraph p", 0, 3, "Mưa"),
        ("a", "quote q", 4, 9, "Ở Huế"),
        ("a", "quote r", 4, 9, "Ở Huế"),
        ("a", "quote_speaker r", 12, 14, "An"),
    ]


def test_faults_are_counted_by_page_with_some_of_their_rows() -> None:
    wrong = [(f"p{number}", "b", "Bão", 0) for number in range(7)]
    given = paragraphs(("right", "b", "Gió", 0), ("moved", "a", "Mưa", 1), *wrong)
    quotes = pl.LazyFrame(schema=QUOTES.to_polars())
    found = find_faults(PAGES, LINES.filter(pl.col("char_end") != 24), given, quotes)
    assert found.rows() == [
        ("a", "line_violation_count", 1, ["document a"]),
        ("a", "span_violation_count", 1, ["paragraph moved"]),
        ("b", "span_violation_count", 7, [f"paragraph p{number}" for number in range(5)]),
    ]
    assert found.schema == PAGE_FAULTS.to_polars()
    counted = count_faults(found.lazy())
    assert counted.rows() == [
        ("line_violation_count", 1, ["document a"]),
        ("span_violation_count", 8, ["paragraph moved", *(f"paragraph p{number}" for number in range(4))]),
    ]
    assert counted.schema == METRICS.to_polars()
    assert count_faults(found.clear().lazy())["value"].to_list() == [0, 0]


def test_a_page_that_no_labels_are_known_of_is_published_by_its_lines() -> None:
    labelled = LINES.collect().to_dicts()
    quotes = pl.LazyFrame(schema=QUOTES.to_polars())
    for rows, faults in ((labelled[:2], 0), (labelled[1:2], 1)):
        lines = pl.LazyFrame(rows, LABELLED_LINES.to_polars())
        assert find_page_faults(PAGES, lines, paragraphs(), quotes).height == faults


@pytest.mark.parametrize(
    ("document_id", "start", "end", "text", "is_wrong"),
    [
        ("a", 0, 3, "Mưa", False),
        ("a", 8, 13, "ở Huế", False),
        ("a", 14, 16, "🌧️", False),
        ("a", 17, 24, "hôm nay", False),
        ("a", 17, 99, "hôm nay", False),
        ("a", 17, 23, "hôm nay", True),
        ("a", 0, 3, "mưa", True),
        ("a", 0, 3, None, True),
        ("a", None, 3, "Mưa", True),
        ("a", 0, None, "Mưa", True),
        ("a", 3, 0, "Mưa", True),
        ("a", -7, 24, "hôm nay", True),
        ("z", 0, 3, "Mưa", True),
    ],
)
def test_a_span_is_wrong_unless_it_cuts_its_text(
    document_id: str, start: int | None, end: int | None, text: str | None, *, is_wrong: bool
) -> None:
    kinds = {
        "document_id": pl.String,
        "row": pl.String,
        "char_start": pl.Int64,
        "char_end": pl.Int64,
        "text": pl.String,
    }
    spans = pl.DataFrame([(document_id, "quote q", start, end, text)], kinds, orient="row")
    assert wrong_spans(spans, TEXTS).rows() == [(document_id, "quote q")] * is_wrong


def test_lines_are_cut_of_all_texts_at_once_as_of_each() -> None:
    texts = pl.DataFrame(
        {"document_id": ["a", "b", "c", "d"], "source": [" Mưa \n\n\u3000\nGió", "", "\n", "🌧️ x\x1f\ny\x85"]}
    )
    expected = [(name, *span) for name, text in texts.iter_rows() for span in line_spans(text)]
    assert cut_lines(texts).rows() == expected
    assert expected == [("a", 0, 1, 4), ("a", 3, 9, 12), ("d", 0, 0, 4), ("d", 1, 6, 7)]
    assert cut_lines(texts.clear()).is_empty()


def test_pages_whose_lines_differ_are_told_with_how_many() -> None:
    sound = cut_lines(TEXTS)
    assert wrong_lines(sound.reverse(), TEXTS) == []
    assert wrong_lines(sound.head(1), TEXTS) == [("a", 1)]
    assert wrong_lines(pl.concat([sound, sound]), TEXTS) == [("a", 1)]
    assert wrong_lines(sound.with_columns(document_id=pl.lit("b")), TEXTS) == [("a", 2), ("b", 2)]
