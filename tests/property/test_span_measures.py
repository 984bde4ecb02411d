import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from flows.span_measures import cut_lines, wrong_spans
from flows.steps.assemble_tables import line_spans
from flows.steps.line_characters import BLANKS

PIECES = st.sampled_from([*BLANKS, "\n", "\n", "a", "ế", "e\u0302", "🌧️", "\u200b", "\u180e", "\ufeff"])
TEXTS = st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=5)


@given(TEXTS)
def test_the_lines_of_all_texts_are_those_of_each(texts: list[str]) -> None:
    frame = pl.DataFrame(
        {"document_id": [f"{index:04d}" for index in range(len(texts))], "source": texts},
        {"document_id": pl.String, "source": pl.String},
    )
    expected = [(name, *span) for name, text in frame.iter_rows() for span in line_spans(text)]
    assert cut_lines(frame).rows() == expected


@given(
    st.lists(PIECES, max_size=20).map("".join), st.integers(-3, 25), st.integers(-3, 25), st.sampled_from(["", "x"])
)
def test_a_span_is_right_when_python_cuts_the_same(text: str, start: int, end: int, more: str) -> None:
    wanted = text[start:end] + more
    spans = pl.DataFrame(
        {"document_id": ["a"], "row": ["quote q"], "char_start": [start], "char_end": [end], "text": [wanted]}
    )
    found = wrong_spans(spans, pl.DataFrame({"document_id": ["a"], "source": [text]}))
    assert found.is_empty() == (not more and 0 <= start <= end)
