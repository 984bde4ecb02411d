"""Properties of the quotations of any text."""

from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.extract_quotes import extract_quotes
from flows.steps.quote_spans import marked_spans, text_line
from schemas.tables import QUOTES

PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "''",
        "Ông Lê Minh",
        "bà Hoa",
        "nói",
        "cho biết",
        "said",
        "theo",
        "của",
        ":",
        ",",
        ".",
        " - ",
        " ",
        " ",
        "\n",
        "(",
        ")",
        "mưa rất to hôm nay",
        "The rain will last",
        "TS.",
        "là",
        "\u0301",
        "ß",
        "🌧",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))
ARTICLES = st.lists(TEXTS, max_size=6)


def table(articles: list[list[str]]) -> pl.DataFrame:
    rows = []
    for number, texts in enumerate(articles):
        start = 0
        for index, text in enumerate(texts):
            rows.append((f"p{number}-{index}", f"a{number % 2}", f"d{number}", index, "body", text, start))
            start += len(text) + 1
    columns = ["paragraph_id", "article_id", "document_id", "paragraph_index", "kind", "text", "char_start"]
    types = [pl.String, pl.String, pl.String, pl.Int32, pl.String, pl.String, pl.Int64]
    return pl.DataFrame(rows, schema=dict(zip(columns, types, strict=True)), orient="row")


@settings(max_examples=100, deadline=None)
@given(st.lists(ARTICLES, max_size=3))
def test_any_text_gives_sorted_disjoint_spans_that_recut_to_their_text(articles: list[list[str]]) -> None:
    frame = table(articles)
    before = frame.clone()
    found = extract_quotes(frame)
    assert found.schema == QUOTES.to_polars()
    assert frame.equals(before)
    assert found.equals(extract_quotes(frame.reverse()))
    assert found.equals(found.sort("article_id", "document_id", "quote_index"))
    documents = {f"d{number}": "\n".join(texts) for number, texts in enumerate(articles)}
    ends: dict[str, int] = {}
    for row in found.iter_rows(named=True):
        text = documents[row["document_id"]]
        assert text[row["char_start"] : row["char_end"]] == row["text"]
        assert row["text"] == row["text"].strip()
        assert row["char_start"] >= ends.get(row["document_id"], 0)
        ends[row["document_id"]] = row["char_end"]
        if row["speaker"] is None:
            assert (row["speaker_start"], row["speaker_end"], row["speaker_name"]) == (None, None, None)
        else:
            assert text[row["speaker_start"] : row["speaker_end"]] == row["speaker"]
            assert row["speaker_name"]


@given(TEXTS)
def test_marked_spans_never_overlap_and_know_their_neighbours(text: str) -> None:
    spans = marked_spans(text_line(text))
    for span in spans:
        assert span.before <= span.opening < span.start < span.end <= span.closing <= span.after
    assert all(one.closing <= other.opening for one, other in pairwise(spans))
