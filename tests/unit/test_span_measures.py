import polars as pl
import pytest

from flows.span_measures import collect_spans, cut_lines, wrong_lines, wrong_spans
from flows.steps.assemble_tables import line_spans
from schemas.stages import SPANS
from schemas.tables import PARAGRAPHS, QUOTES

TEXT = "Mưa lớn\nở Huế 🌧️ hôm nay"
TEXTS = pl.DataFrame({"document_id": ["a"], "source": [TEXT]})


def test_every_paragraph_quotation_and_named_speaker_has_a_span() -> None:
    paragraphs = pl.DataFrame(
        [{"paragraph_id": "p", "document_id": "b", "text": "Mưa", "char_start": 0, "char_end": 3}],
        PARAGRAPHS.to_polars(),
    )
    quote = {"quote_id": "q", "document_id": "a", "text": "Ở Huế", "char_start": 4, "char_end": 9}
    named = quote | {"quote_id": "r", "speaker": "An", "speaker_start": 12, "speaker_end": 14}
    quotes = pl.DataFrame([quote, named], QUOTES.to_polars())
    found = pl.concat([collect_spans(paragraphs.lazy(), "paragraphs"), collect_spans(quotes.lazy(), "quotes")])
    assert found.schema == SPANS.to_polars()
    assert found.drop("text_hash").rows() == [
        ("b", "paragraph", 0, 3),
        ("a", "quote", 4, 9),
        ("a", "quote", 4, 9),
        ("a", "quote_speaker", 12, 14),
    ]
    texts = pl.Series(["Mưa", "Ở Huế", "Ở Huế", "An"])
    assert found["text_hash"].to_list() == texts.hash().to_list()


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
    hashed = None if text is None else pl.Series([text]).hash()[0]
    spans = pl.DataFrame([(document_id, "quote", start, end, hashed)], SPANS.to_polars(), orient="row")
    assert wrong_spans(spans, TEXTS).equals(spans if is_wrong else spans.clear())


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
