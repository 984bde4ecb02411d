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
        "‘",
        "’",
        "'",
        "«",
        "»",
        "„",
        "PV: ",
        "?",
        "- ",
        "Theo ông Minh, ",
        "rằng",
        "Phó Chủ tịch tỉnh Hà Nam",
        "Der Plan sei",
        "sagte sie",
        "ß",
        "🌧",
        "@",
        "\u2003",
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
def test_any_text_gives_sorted_spans_apart_or_nested_that_recut_to_their_text(articles: list[list[str]]) -> None:
    frame = table(articles)
    before = frame.clone()
    found = extract_quotes(frame)
    assert found.schema == QUOTES.to_polars()
    assert frame.equals(before)
    assert found.equals(extract_quotes(frame.reverse()))
    assert found.equals(found.sort("article_id", "document_id", "quote_index"))
    documents = {f"d{number}": "\n".join(texts) for number, texts in enumerate(articles)}
    enclosing: dict[str, list[int]] = {}
    for row in found.iter_rows(named=True):
        text = documents[row["document_id"]]
        assert text[row["char_start"] : row["char_end"]] == row["text"]
        assert row["text"] == row["text"].strip()
        around = enclosing.setdefault(row["document_id"], [])
        while around and around[-1] <= row["char_start"]:
            around.pop()
        assert not around or row["char_end"] <= around[-1]
        around.append(row["char_end"])
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


SPEECH = "“Mưa lớn sẽ còn kéo dài tới cuối tuần này”, ông Hải nói."


@given(
    mark=st.sampled_from(["“", "”", '"', "''", "«", "»", "„", "‘", "'", '5" ']),
    at=st.integers(0, 40),
    is_before=st.booleans(),
)
def test_a_stray_mark_in_one_paragraph_changes_nothing_in_others(*, mark: str, at: int, is_before: bool) -> None:
    plain = "Chợ họp từ sáng sớm, cá về nhiều và giá rẻ hơn hôm qua."
    damaged = plain[:at] + mark + plain[at:]
    texts = [damaged, "Gió đã lặng.", SPEECH] if is_before else [SPEECH, "Gió đã lặng.", damaged]
    found = extract_quotes(table([texts]))
    assert [(row["text"], row["speaker"]) for row in found.iter_rows(named=True)] == [
        ("Mưa lớn sẽ còn kéo dài tới cuối tuần này", "ông Hải")
    ]


@given(st.lists(st.sampled_from([SPEECH, "Gió to.", "Bà Hoa nói mưa sẽ còn to hơn nữa."]), min_size=1, max_size=5))
def test_other_articles_beside_it_change_nothing_in_an_article(texts: list[str]) -> None:
    columns = ["article_id", "document_id", "text", "speaker_name", "char_start"]
    alone = extract_quotes(table([texts])).select(columns)
    beside = extract_quotes(table([texts, [SPEECH]])).filter(pl.col("document_id") == "d0").select(columns)
    assert alone.equals(beside)
