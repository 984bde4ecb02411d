import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.label_lines import label_lines
from flows.steps.split_articles import split_articles
from flows.steps.split_paragraphs import split_paragraphs
from schemas.stages import LABELLED_LINES, LINE_EVIDENCE, PAGE_ARTICLES, PAGE_PARAGRAPHS, PAGES

LINES = st.one_of(
    st.sampled_from(
        (
            *("", " ", "Trang chủ", "Tin liên quan", "Bình luận (3)", "Theo Báo Mẫu", "17/12/2024 12:11", "#mẫu"),
            *("Trần Văn An", "anh.png", "Ảnh: An", "\tÔng An nói rằng con sông đã dâng rất cao trong đêm qua. "),
            "Người dân hai bên bờ sông đã được báo trước, nên không ai bị thương khi nước tràn vào nhà.",
            "河水在夜里上涨,两岸居民已经接到通知,因此没有人受伤。",
        )
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=60),
)
TEXTS = st.lists(st.lists(LINES, max_size=20).map("\n".join), min_size=1, max_size=3)
MARKUP = st.fixed_dictionaries(
    {
        "element": st.sampled_from(("", "div/p", "nav/ul/li", "article/h1", "figure/figcaption")),
        "attribute_words": st.sampled_from(("", "comment", "sapo", "sidebar author")),
        "link_char_count": st.integers(0, 80),
    }
)


def page_table(texts: list[str], markup: list[list[dict[str, object]] | None]) -> pl.DataFrame:
    rows = [
        dict.fromkeys(PAGES.columns)
        | {
            "document_id": f"{number}",
            "media_type": "text/plain",
            "encoding": "utf-8",
            "removed_character_count": 0,
            "text": text,
            "metadata": "{}",
            "line_facts": facts,
        }
        for number, (text, facts) in enumerate(zip(texts, markup, strict=True))
    ]
    return pl.DataFrame(rows, schema=PAGES.to_polars())


@st.composite
def tables(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    texts = draw(TEXTS)
    markup = []
    evidence = []
    for number, text in enumerate(texts):
        count = text.count("\n") + 1
        is_html = draw(st.booleans())
        markup.append(draw(st.lists(MARKUP, min_size=count, max_size=count)) if is_html else None)
        buckets = draw(st.dictionaries(st.integers(0, count), st.integers(1, 3), max_size=3))
        evidence += [(f"{number}", index, bucket) for index, bucket in buckets.items()]
    return page_table(texts, markup), pl.DataFrame(evidence, schema=LINE_EVIDENCE.to_polars(), orient="row")


@settings(max_examples=60, deadline=None)
@given(tables())
def test_every_non_blank_line_stands_once_and_its_span_recuts(
    given_tables: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    pages, evidence = given_tables
    before = pages.clone()
    lines = label_lines(pages, evidence)
    assert pages.equals(before)
    assert lines.schema == LABELLED_LINES.to_polars()
    expected = [
        (row["document_id"], index, line.strip())
        for row in pages.iter_rows(named=True)
        for index, line in enumerate(row["text"].split("\n"))
        if line.strip()
    ]
    texts = dict(zip(pages["document_id"], pages["text"], strict=True))
    spans = lines.select("document_id", "line_index", "char_start", "char_end").rows()
    assert [(page, index, texts[page][start:end]) for page, index, start, end in spans] == expected
    assert lines["evidence"].list.len().is_between(1, 3).all()
    assert lines["kind_score"].is_between(0, 1).all()


@settings(max_examples=60, deadline=None)
@given(tables())
def test_row_order_and_wider_tables_change_nothing(given_tables: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    pages, evidence = given_tables
    lines = label_lines(pages, evidence)
    articles = split_articles(pages, lines)
    paragraphs = split_paragraphs(articles, lines, pages)
    turned = pages.reverse().with_columns(more=pl.lit(1))
    narrow = evidence.reverse().with_columns(pl.col("line_index", "site_count_bucket").cast(pl.UInt8))
    assert label_lines(turned, narrow).equals(lines)
    small = lines.reverse().with_columns(pl.col("line_index", "char_start", "char_end").cast(pl.Int32))
    assert split_articles(turned, small).equals(articles)
    assert split_paragraphs(articles.reverse(), small, turned).equals(paragraphs)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_articles_and_paragraphs_hold_exactly_the_kept_lines(given_tables: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    pages, evidence = given_tables
    lines = label_lines(pages, evidence)
    articles = split_articles(pages, lines)
    paragraphs = split_paragraphs(articles, lines, pages)
    assert articles.schema == PAGE_ARTICLES.to_polars()
    assert paragraphs.schema == PAGE_PARAGRAPHS.to_polars()
    kept = lines.filter("is_kept").select("document_id", "line_index")
    held = articles.select("document_id", pl.col("line_indexes").alias("line_index")).explode("line_index")
    assert held.drop_nulls().rows() == kept.rows()
    texts = dict(zip(pages["document_id"], pages["text"], strict=True))
    cut = paragraphs.select("document_id", "char_start", "char_end", "text").rows()
    assert all(texts[page][start:end] == text for page, start, end, text in cut)
    # Two pages without address may print the same article: it has one id, as have its paragraphs.
    assert paragraphs.select("document_id", "paragraph_id").is_unique().all()
    bodies = {row["article_id"]: row["text"] for row in articles.iter_rows(named=True)}
    said = paragraphs.filter(pl.col("kind") != "caption")
    told = said.group_by("document_id", "article_id", maintain_order=True).agg("text")
    assert {article: "\n\n".join(found) for _, article, found in told.rows()} == bodies
