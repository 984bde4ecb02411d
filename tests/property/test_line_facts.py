import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.line_facts import line_fact_table
from flows.steps.line_keys import line_key, line_keys
from schemas.stages import LINE_EVIDENCE, PAGES

LINES = st.one_of(
    st.sampled_from(("", " ", "Tin liên quan", "17/12/2024", "Ảnh: An", "Ông An nói rằng con sông đã dâng rất cao.")),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40),
    st.text(" .!?…”)\"'aÁ1-–:\x1c\u2003ß", max_size=30),
)
ENTRIES = st.fixed_dictionaries(
    {
        "element": st.sampled_from((None, "div/p", "nav/ul/li", "article/h1")),
        "attribute_words": st.sampled_from((None, "comment", "sapo", "sidebar author")),
        "link_char_count": st.integers(0, 50),
    }
)


@st.composite
def page_tables(draw: st.DrawFn) -> pl.DataFrame:
    texts = draw(st.lists(st.lists(LINES, max_size=8).map("\n".join), min_size=1, max_size=4))
    markup = [draw(st.none() | st.lists(st.none() | ENTRIES, max_size=8)) for _ in texts]
    types = {name: PAGES.to_polars()[name] for name in ("document_id", "text", "line_facts")}
    return pl.DataFrame(
        {"document_id": [f"{n}" for n in range(len(texts))], "text": texts, "line_facts": markup}, types
    )


@settings(max_examples=60, deadline=None)
@given(page_tables(), st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 7)), st.integers(1, 3), max_size=4))
def test_facts_of_a_page_do_not_depend_on_the_other_pages(
    pages: pl.DataFrame, buckets: dict[tuple[int, int], int]
) -> None:
    evidence = pl.DataFrame(
        [(f"{page}", line, bucket) for (page, line), bucket in buckets.items()],
        LINE_EVIDENCE.to_polars(),
        orient="row",
    )
    together = line_fact_table(pages, evidence)
    alone = [line_fact_table(pages[n], evidence).with_columns(page=pl.lit(n, pl.Int64)) for n in range(pages.height)]
    assert together.equals(pl.concat(alone))


@settings(max_examples=100, deadline=None)
@given(page_tables())
def test_bounds_and_counts_are_those_of_the_methods_of_str(pages: pl.DataFrame) -> None:
    expected = [
        (page, index, line.strip(), line_key(line.strip()))
        for page, text in enumerate(pages["text"])
        for index, line in enumerate(text.split("\n"))
        if line.strip()
    ]
    table = line_fact_table(pages, LINE_EVIDENCE.empty())
    assert table.select("page", "line_index", "text", "key").rows() == expected
    assert line_keys(table).equals(table["key"])
    cut = [
        pages["text"][page][start:end] for page, start, end in table.select("page", "char_start", "char_end").rows()
    ]
    assert cut == table["text"].to_list()
