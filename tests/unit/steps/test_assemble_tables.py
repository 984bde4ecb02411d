from typing import Any

import polars as pl

from flows.steps.assemble_tables import (
    count_copies,
    count_paragraphs,
    count_speakers,
    finish_articles,
    finish_documents,
    finish_lines,
    finish_paragraphs,
    finish_quotes,
    gather_rows,
    reject_documents,
)
from flows.steps.partition import Partition
from flows.steps.row_ids import text_row_ids
from schemas.fields import Table
from schemas.stages import (
    ARTICLE_COPIES,
    ARTICLE_LANGUAGES,
    DOCUMENT_FATES,
    FAILURES,
    LABELLED_LINES,
    PAGE_ARTICLES,
    PAGE_QUOTES,
    PAGES,
    PARAGRAPH_COUNTS,
    PUBLISHED_ARTICLES,
    SOURCE_FILES,
    TEXT_PARAGRAPHS,
)
from schemas.tables import (
    ARTICLES,
    DOCUMENTS,
    DUPLICATES,
    LINES,
    PARAGRAPHS,
    QUOTES,
    REJECTIONS,
    SIGHTINGS,
    SPEAKERS,
)


def rows(table: Table, *given: dict[str, Any]) -> pl.LazyFrame:
    return pl.DataFrame(list(given), table.to_polars()).lazy()


def published(*given: tuple[str, int, str, str]) -> pl.LazyFrame:
    return pl.DataFrame(given, PUBLISHED_ARTICLES.to_polars(), orient="row").lazy()


def paragraph(page: str, index: int, text: str, own_article: str | None = None) -> dict[str, Any]:
    article = own_article or f"own-{page}"
    return {
        "paragraph_id": f"{page}-p{index}",
        "article_id": article,
        "document_id": page,
        "article_index": 0,
        "paragraph_index": index,
        "kind": "body",
        "text": text,
        "text_hash": pl.Series([text]).hash()[0],
        "char_start": index,
        "char_end": index + 1,
        "word_count": 2,
        "language": "vi",
        "language_score": 0.5,
    }


def quote(page: str, index: int, text: str, paragraph_index: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "quote_id": f"{page}-q{index}",
        "article_id": f"own-{page}",
        "paragraph_id": f"{page}-p{paragraph_index}",
        "document_id": page,
        "quote_index": index,
        "text": text,
    } | more


def test_gathered_rows_are_those_of_the_partition_sorted() -> None:
    given = pl.DataFrame({"article_id": ["7a", "9b", "7a", "0c"], "paragraph_index": [1, 0, 0, 0]}).lazy()
    key = ("article_id", "paragraph_index")
    assert gather_rows(given, "article_id", key, Partition(0, 2)).rows() == [("0c", 0), ("7a", 0), ("7a", 1)]
    assert gather_rows(given, "article_id", key, Partition(1, 2)).rows() == [("9b", 0)]


def test_a_document_has_the_path_where_its_payload_was_received_first_and_its_fate() -> None:
    pages = rows(PAGES, {"document_id": "b", "text": "B"}, {"document_id": "a", "text": "A"})
    sightings = rows(
        SIGHTINGS,
        {"document_id": "a", "source_path": "y", "record_offset": 3, "is_revisit": False},
        {"document_id": "a", "source_path": "x", "record_offset": 9, "is_revisit": False},
        {"document_id": "a", "source_path": "x", "record_offset": 5, "is_revisit": False},
        {"document_id": "a", "source_path": "a", "record_offset": 0, "is_revisit": True},
        {"document_id": "b", "source_path": "y", "record_offset": None, "is_revisit": False},
        {"document_id": "c", "source_path": "a", "is_revisit": False},
    )
    files = rows(
        SOURCE_FILES,
        {"source_path": "x", "source_sha256": "sx"},
        {"source_path": "y", "source_sha256": "sy"},
        {"source_path": "a", "source_sha256": "sa"},
    )
    fates = rows(
        DOCUMENT_FATES,
        {"document_id": "a", "status": "kept"},
        {"document_id": "b", "status": "rejected", "status_reason": "no_article"},
    )
    found = finish_documents(pages, sightings, files, fates)
    told = found.select(
        "document_id", "source_path", "record_offset", "source_sha256", "text", "status", "status_reason"
    )
    assert told.rows() == [
        ("a", "x", 5, "sx", "A", "kept", None),
        ("b", "y", None, "sy", "B", "rejected", "no_article"),
    ]
    assert found.schema == DOCUMENTS.to_polars()


def test_lines_know_their_published_article_and_unlabelled_pages_have_lines_too() -> None:
    pages = rows(
        PAGES, {"document_id": "a", "text": "Tên\nQuảng cáo\nMưa."}, {"document_id": "b", "text": "\n Mưa \n\nGió"}
    )
    lines = rows(
        LABELLED_LINES,
        *(
            {
                "document_id": "a",
                "line_index": index,
                "char_start": start,
                "char_end": end,
                "kind": kind,
                "kind_score": 0.9,
                "is_kept": is_kept,
                "evidence": ["e=1"],
            }
            for index, start, end, kind, is_kept in (
                (2, 14, 18, "body", True),
                (0, 0, 3, "title", True),
                (1, 4, 13, "ad", False),
            )
        ),
    )
    articles = rows(
        PAGE_ARTICLES,
        {"document_id": "a", "article_index": 0, "line_indexes": [0, 2]},
        {"document_id": "a", "article_index": 1, "line_indexes": [1]},
    )
    found = finish_lines(pages, lines, articles, published(("a", 0, "article-a", "own-a")))
    assert found.rows() == [
        ("a", 0, 0, 3, "title", 0.9, True, ["e=1"], "article-a"),
        ("a", 1, 4, 13, "ad", 0.9, False, ["e=1"], None),
        ("a", 2, 14, 18, "body", 0.9, True, ["e=1"], "article-a"),
        ("b", 1, 2, 5, "other_boilerplate", 0.0, False, [], None),
        ("b", 3, 8, 11, "other_boilerplate", 0.0, False, [], None),
    ]
    assert found.schema == LINES.to_polars()


def test_a_paragraph_counts_once_for_each_published_article() -> None:
    shared = [paragraph(page, 0, "Theo dõi chúng tôi.") for page in ("a", "b", "c")]
    paragraphs = rows(
        TEXT_PARAGRAPHS,
        *shared,
        paragraph("a", 1, "Theo dõi chúng tôi."),
        paragraph("a", 2, "Riêng."),
        paragraph("a", 3, "Riêng."),
    )
    counts = count_paragraphs(paragraphs, published(("a", 0, "x", "own-a"), ("b", 0, "y", "own-b")))
    assert counts["occurrence_count"].to_list() == [2]
    assert counts.schema == PARAGRAPH_COUNTS.to_polars()
    found = finish_paragraphs(paragraphs, published(("a", 0, "own-a", "own-a")), counts.lazy())
    assert found.select("text", "occurrence_count").rows() == [
        ("Theo dõi chúng tôi.", 2),
        ("Theo dõi chúng tôi.", 2),
        ("Riêng.", 1),
        ("Riêng.", 1),
    ]


def test_copies_are_counted_with_their_sites_for_the_article_that_was_kept() -> None:
    articles = rows(
        PAGE_ARTICLES,
        {"document_id": "b", "article_index": 0, "site": "tin.example"},
        {"document_id": "c", "article_index": 0, "site": "bao.example"},
        {"document_id": "d", "article_index": 0, "site": "tin.example"},
        {"document_id": "e", "article_index": 0, "site": None},
    )
    duplicates = rows(
        DUPLICATES,
        *({"document_id": page, "article_index": 0, "kept_article_id": "x"} for page in "bcd"),
        {"document_id": "e", "article_index": 0, "kept_article_id": "y"},
    )
    found = count_copies(articles, duplicates)
    assert found.rows() == [("x", 3, ["bao.example", "tin.example"]), ("y", 1, [])]
    assert found.schema == ARTICLE_COPIES.to_polars()


def test_a_published_article_has_its_released_id_language_counts_and_outlets() -> None:
    articles = rows(
        PAGE_ARTICLES,
        *(
            {"article_id": f"own-{page}", "document_id": page, "article_index": 0, "site": site, "text": page.upper()}
            for page, site in (("a", "bao.example"), ("b", None), ("c", "tin.example"))
        ),
    )
    languages = rows(
        ARTICLE_LANGUAGES,
        *(
            {
                "document_id": page,
                "article_index": 0,
                "language": "vi",
                "language_score": 0.5,
                "is_unaccented": False,
            }
            for page in "abc"
        ),
    )
    paragraphs = rows(TEXT_PARAGRAPHS, *(paragraph(page, index, "x") for page in "abc" for index in (0, 1)))
    quotes = rows(PAGE_QUOTES, quote("a", 0, "q"), quote("a", 1, "r"), quote("c", 0, "s"))
    copies = rows(
        ARTICLE_COPIES, {"article_id": "2", "duplicate_count": 3, "copy_sites": ["a.example", "bao.example"]}
    )
    found = finish_articles(
        articles, languages, paragraphs, quotes, published(("a", 0, "2", "own-a"), ("b", 0, "1", "own-b")), copies
    )
    told = found.select(
        "article_id", "document_id", "text", "outlets", "paragraph_count", "quote_count", "duplicate_count"
    )
    assert told.rows() == [
        ("1", "b", "B", [], 2, 0, 0),
        ("2", "a", "A", ["a.example", "bao.example"], 2, 2, 3),
    ]
    assert found.schema == ARTICLES.to_polars()


def test_ids_of_paragraphs_and_quotes_follow_their_articles_released_id() -> None:
    paragraphs = rows(
        TEXT_PARAGRAPHS,
        paragraph("b", 1, "Lặp."),
        paragraph("b", 0, "Lặp."),
        paragraph("a", 0, "Mưa."),
        paragraph("c", 0, "Gió."),
    )
    quotes = rows(
        PAGE_QUOTES,
        quote("b", 1, "Vâng", paragraph_index=1),
        quote("b", 0, "Vâng"),
        quote("a", 0, "Dạ"),
        quote("c", 0, "Ừ"),
    )
    released = published(("a", 0, "own-a", "own-a"), ("b", 0, "a-new", "own-b"))
    found = finish_paragraphs(paragraphs, released, PARAGRAPH_COUNTS.empty().lazy())
    renamed = text_row_ids(["a-new", "a-new"], ["Lặp.", "Lặp."])
    assert found.select("article_id", "paragraph_index", "paragraph_id", "occurrence_count").rows() == [
        ("a-new", 0, renamed[0], 1),
        ("a-new", 1, renamed[1], 1),
        ("own-a", 0, "a-p0", 1),
    ]
    assert found.schema == PARAGRAPHS.to_polars()
    spoken = finish_quotes(quotes, paragraphs, released)
    said = text_row_ids(["a-new", "a-new"], ["Vâng", "Vâng"])
    assert spoken.select("article_id", "quote_index", "quote_id", "paragraph_id").rows() == [
        ("a-new", 0, said[0], renamed[0]),
        ("a-new", 1, said[1], renamed[1]),
        ("own-a", 0, "a-q0", "a-p0"),
    ]
    assert spoken.schema == QUOTES.to_polars()


def test_two_pages_of_one_address_keep_their_quotes_apart() -> None:
    paragraphs = rows(TEXT_PARAGRAPHS, paragraph("a", 0, "Mưa.", "own"), paragraph("b", 0, "Mưa.", "own"))
    quotes = rows(PAGE_QUOTES, *(quote(page, 0, "Dạ", article_id="own") for page in "ab"))
    found = finish_quotes(quotes, paragraphs, published(("b", 0, "own", "own")))
    assert found.select("document_id", "quote_id").rows() == [("b", "b-q0")]


def test_speakers_are_counted_per_article_with_the_first_role_told() -> None:
    quotes = rows(
        QUOTES,
        {"article_id": "b", "quote_index": 0, "speaker_name": "Trần An", "word_count": 4},
        {"article_id": "a", "quote_index": 2, "speaker_name": "Trần An", "speaker_role": "bí thư", "word_count": 1},
        {"article_id": "a", "quote_index": 1, "speaker_name": "Trần An", "speaker_role": "giám đốc", "word_count": 0},
        {"article_id": "a", "quote_index": 0, "speaker_name": "Trần An", "word_count": 3},
        {"article_id": "a", "quote_index": 3, "speaker_name": None, "word_count": 2},
    )
    found = count_speakers(quotes)
    assert found.rows() == [("a", "Trần An", "giám đốc", 3, 4), ("b", "Trần An", None, 1, 4)]
    assert found.schema == SPEAKERS.to_polars()


def test_rejections_are_the_pages_without_an_article_and_what_could_not_be_read() -> None:
    fates = rows(
        DOCUMENT_FATES,
        {"document_id": "a", "status": "kept"},
        {"document_id": "b", "status": "rejected", "status_reason": "no_article", "step": "label_lines"},
        {
            "document_id": "c",
            "status": "rejected",
            "status_reason": "step_failed",
            "step": "extract_quotes",
            "detail": "E",
        },
    )
    sightings = rows(
        SIGHTINGS,
        {"document_id": "b", "source_path": "y", "is_revisit": False},
        {"document_id": "b", "source_path": "x", "record_offset": 8, "is_revisit": False},
        {"document_id": "b", "source_path": "x", "record_offset": 1, "is_revisit": True},
        {"document_id": "c", "source_path": "x", "record_offset": 2, "is_revisit": False},
        {"document_id": "a", "source_path": "x", "record_offset": 0, "is_revisit": False},
    )
    failures = rows(FAILURES, {"source_path": "x", "record_offset": 5, "reason": "no_text", "detail": "empty"})
    found = reject_documents(fates, sightings, failures)
    assert found.rows() == [
        ("x", 2, "c", "extract_quotes", "step_failed", "E"),
        ("x", 5, None, "read_sources", "no_text", "empty"),
        ("x", 8, "b", "label_lines", "no_article", None),
    ]
    assert found.schema == REJECTIONS.to_polars()


def test_no_rows_give_every_table_with_its_columns() -> None:
    def none(table: Table) -> pl.LazyFrame:
        return table.empty().lazy()

    released = none(PUBLISHED_ARTICLES)
    paragraphs, quotes, articles = none(TEXT_PARAGRAPHS), none(PAGE_QUOTES), none(PAGE_ARTICLES)
    found = [
        (DOCUMENTS, finish_documents(none(PAGES), none(SIGHTINGS), none(SOURCE_FILES), none(DOCUMENT_FATES))),
        (LINES, finish_lines(none(PAGES), none(LABELLED_LINES), articles, released)),
        (PARAGRAPH_COUNTS, count_paragraphs(paragraphs, released)),
        (ARTICLE_COPIES, count_copies(articles, none(DUPLICATES))),
        (
            ARTICLES,
            finish_articles(articles, none(ARTICLE_LANGUAGES), paragraphs, quotes, released, none(ARTICLE_COPIES)),
        ),
        (PARAGRAPHS, finish_paragraphs(paragraphs, released, none(PARAGRAPH_COUNTS))),
        (QUOTES, finish_quotes(quotes, paragraphs, released)),
        (SPEAKERS, count_speakers(none(QUOTES))),
        (REJECTIONS, reject_documents(none(DOCUMENT_FATES), none(SIGHTINGS), none(FAILURES))),
    ]
    for table, frame in found:
        assert frame.equals(table.empty()), table.name
        assert frame.schema == table.to_polars()
