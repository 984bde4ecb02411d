import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.line_facts import line_fact_table
from flows.steps.line_network import packaged_parameters
from flows.steps.line_signals import line_signals, title_words
from flows.steps.line_words import line_words, place_words, word_columns
from schemas.stages import LINE_EVIDENCE, PAGES

LINES = st.one_of(
    st.sampled_from(
        (
            *("", "Trang chủ", "Tin liên quan", "17/12/2024", "Ảnh: An", "nước " * 300),
            *("Ông An nói rằng con sông đã dâng rất cao.", "河水在夜里上涨,两岸居民已经接到通知。"),
        )
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40),
)
ENTRIES = st.fixed_dictionaries(
    {
        "element": st.sampled_from(("", "div/p", "nav/ul/li", "body/article/div/h1", "p")),
        "attribute_words": st.sampled_from(("", "comment", "main articleBody sapo post", "NAV  main-menu navMain")),
        "link_char_count": st.integers(0, 50),
    }
)
PARAMETERS = packaged_parameters()


@st.composite
def page_tables(draw: st.DrawFn) -> tuple[pl.DataFrame, list[list[str]]]:
    texts = draw(st.lists(st.lists(LINES, max_size=8).map("\n".join), min_size=1, max_size=4))
    markup = [draw(st.none() | st.lists(ENTRIES, max_size=8)) for _ in texts]
    titles = [title_words(draw(st.lists(LINES, max_size=2))) for _ in texts]
    types = {name: PAGES.to_polars()[name] for name in ("document_id", "text", "line_facts")}
    pages = {"document_id": [f"{n}" for n in range(len(texts))], "text": texts, "line_facts": markup}
    return pl.DataFrame(pages, types), titles


def signals_of(pages: pl.DataFrame, titles: list[list[str]]) -> dict[str, np.ndarray]:
    table = line_fact_table(pages, LINE_EVIDENCE.empty())
    return dict(line_signals(table, titles, PARAMETERS.words, PARAMETERS.places))


@settings(max_examples=40, deadline=None)
@given(page_tables())
def test_every_signal_lies_between_minus_one_and_one(tables: tuple[pl.DataFrame, list[list[str]]]) -> None:
    found = signals_of(*tables)
    assert set(PARAMETERS.networks[0].names) <= set(found)
    assert all(np.isfinite(column).all() and (np.abs(column) <= 1.0).all() for column in found.values())


@settings(max_examples=25, deadline=None)
@given(page_tables())
def test_the_signals_of_a_page_do_not_depend_on_the_other_pages(tables: tuple[pl.DataFrame, list[list[str]]]) -> None:
    pages, titles = tables
    alone = [signals_of(pages[number : number + 1], titles[number : number + 1]) for number in range(pages.height)]
    for name, column in signals_of(pages, titles).items():
        assert column.tolist() == np.concatenate([page[name] for page in alone]).tolist(), name


@settings(max_examples=40, deadline=None)
@given(page_tables())
def test_words_weigh_the_same_found_for_each_line_or_once_for_equal_ones(
    tables: tuple[pl.DataFrame, list[list[str]]],
) -> None:
    pages, titles = tables
    table = line_fact_table(pages, LINE_EVIDENCE.empty())
    found = signals_of(pages, titles)
    for prefix, words, weights in (
        ("", line_words(table), PARAMETERS.words),
        ("place_", place_words(table), PARAMETERS.places),
    ):
        for name, column in word_columns(words, weights, table.height).items():
            assert found[f"{prefix}{name}"].tolist() == (column / (np.abs(column) + 1.0)).tolist()
