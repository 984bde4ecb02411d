from datetime import UTC, datetime
from typing import Any, NamedTuple

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.cluster_duplicates import cluster_duplicates
from flows.steps.compare_texts import DEFAULT_RULES, Pair, compare_articles
from flows.steps.compared_words import ArticleWords, read_words
from flows.steps.identify_articles import identify_articles
from flows.steps.select_documents import select_articles, select_documents
from schemas.stages import ARTICLE_LANGUAGES, FAILED_DOCUMENTS, PAGE_ARTICLES, PAGES
from schemas.tables import SIGHTINGS

SENTENCES = (
    "Chiều qua nước sông dâng nhanh làm ngập nhiều nhà dân.",
    "Lực lượng cứu hộ dùng thuyền đưa người già đến trường.",
    "Chợ huyện đóng cửa từ sớm vì đường chính bị chia.",
    "Giáo viên dọn bàn ghế lên cao trước khi mưa tới.",
    "Nhiều tuyến xe buýt phải đổi hướng sang con phố khác.",
    "Thợ điện ngắt nguồn ở bốn xã để tránh tai nạn.",
    "Giá vàng sáng nay là 81 triệu đồng, tăng 2 triệu.",
    "Ảnh: An",
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=10).map(" ".join),
    st.text(min_size=1, max_size=10),
)
ARTICLE = st.fixed_dictionaries(
    {
        "address": st.sampled_from((None, None, "u1", "u2")),
        "title": st.sampled_from((None, "Mưa lớn ở Huế", "Mưa rất lớn ở Huế", "Giá vàng hôm nay")),
        "published_at": st.one_of(st.none(), st.integers(1, 3).map(lambda day: datetime(2026, 11, day, tzinfo=UTC))),
        "fetched_at": st.one_of(st.none(), st.integers(1, 3).map(lambda day: datetime(2026, 11, day, tzinfo=UTC))),
        "text": TEXTS,
        "language": st.sampled_from(("vi", "en")),
        "is_failed": st.sampled_from((False, False, False, True)),
    }
)


class Corpus(NamedTuple):
    """The tables that decide what is published."""

    articles: pl.DataFrame
    languages: pl.DataFrame
    sightings: pl.DataFrame
    failed: pl.DataFrame

    def decide(self) -> list[pl.DataFrame]:
        """Return identities, duplicates, published articles and fates."""
        lazy = [table.lazy() for table in self]
        identities = identify_articles(lazy[0], lazy[1], lazy[2], lazy[3], ("vi",))
        duplicates = cluster_duplicates(self.articles, identities)
        pages = self.sightings.select("document_id").match_to_schema(PAGES.to_polars(), missing_columns="insert")
        fates = select_documents(pages.lazy(), identities.lazy(), duplicates.lazy(), lazy[3])
        return [identities, duplicates, select_articles(identities.lazy(), duplicates.lazy()), fates]


def corpus(rows: list[dict[str, Any]]) -> Corpus:
    articles, languages, sightings, failed = [], [], [], []
    for number, row in enumerate(rows):
        page = {"document_id": f"{number:x}000", "article_index": 0}
        articles.append(
            {name: row[name] for name in ("title", "published_at", "fetched_at", "text")}
            | page
            | {
                "article_id": row["address"] or f"content-{number}",
                "content_id": f"content-{number}",
                "is_url_identity": row["address"] is not None,
                "char_count": len(row["text"]),
            }
        )
        languages.append(page | {"language": row["language"]})
        sightings.append(page | {"source_path": f"{number % 3}"})
        if row["is_failed"]:
            failed.append(page | {"step": "label_lines", "reason": "step_failed", "detail": "E"})
    return Corpus(
        pl.DataFrame(articles, PAGE_ARTICLES.to_polars()),
        pl.DataFrame(languages, ARTICLE_LANGUAGES.to_polars()),
        pl.DataFrame(
            [{"document_id": row["document_id"], "source_path": row["source_path"]} for row in sightings],
            SIGHTINGS.to_polars(),
        ),
        pl.DataFrame(
            [{name: row[name] for name in FAILED_DOCUMENTS.columns} for row in failed], FAILED_DOCUMENTS.to_polars()
        ),
    )


CORPORA = st.lists(ARTICLE, max_size=8).map(corpus)


@settings(max_examples=60, deadline=None)
@given(CORPORA, st.randoms(use_true_random=False))
def test_row_order_never_matters_and_no_table_is_changed(given_corpus: Corpus, random: Any) -> None:
    before = [table.clone() for table in given_corpus]
    found = given_corpus.decide()
    assert all(table.equals(copy) for table, copy in zip(given_corpus, before, strict=True))
    turned = Corpus(*(table.sample(fraction=1, shuffle=True, seed=random.randrange(1000)) for table in given_corpus))
    assert all(one.equals(other) for one, other in zip(turned.decide(), found, strict=True))


@settings(max_examples=60, deadline=None)
@given(CORPORA)
def test_ids_are_published_once_and_every_copy_leads_to_a_published_article(given_corpus: Corpus) -> None:
    identities, duplicates, published, fates = given_corpus.decide()
    assert published["article_id"].is_unique().all()
    assert set(duplicates["kept_article_id"]) <= set(published["article_id"])
    assert set(duplicates["kept_document_id"]) <= set(published["document_id"])
    assert sorted(identities["keep_rank"]) == list(range(identities.height))
    assert set(fates.filter(pl.col("status") == "kept")["document_id"]) == set(published["document_id"])
    assert fates["document_id"].to_list() == sorted(given_corpus.sightings["document_id"])


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_likeness_is_the_same_both_ways(text: str, other: str) -> None:
    words = read_words(pl.Series([text, other, "Mưa lớn ở Huế", "Giá vàng 5/6"])).texts()
    own, others = ArticleWords(words[0], words[2]), ArticleWords(words[1], words[3])
    pairs = [(own, others), (others, own), (own, own)]
    told, told_turned, equal, measured, measured_turned, _ = compare_articles(
        [Pair(*pair, is_measured) for is_measured in (False, True) for pair in pairs], DEFAULT_RULES
    )
    assert (told, measured) == (told_turned, measured_turned)
    assert told[1:] == measured[1:]
    assert told.similarity in (None, measured.similarity)
    assert measured.similarity is not None
    assert 0 <= measured.similarity <= 1
    assert equal == (1.0, True, True, True)
