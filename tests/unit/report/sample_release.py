"""A small invented release, written through the declarations of the tables."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import RELEASE_TABLES


class Page(NamedTuple):
    document_id: str
    url: str | None
    status: str
    status_reason: str | None
    lines: tuple[tuple[str, str, bool], ...]


def page_id(number: int) -> str:
    return f"{number:032x}"


def article_id(number: int) -> str:
    return f"{number + 0xA00:032x}"


PAGES = (
    Page(
        page_id(1),
        "https://bao.example/mua-lon",
        "kept",
        None,
        (
            ("Trang chủ Thời sự Thể thao", "nav", False),
            ("Mưa lớn làm ngập nhiều tuyến phố", "title", True),
            ("Nguyễn An", "byline", False),
            ("Mưa kéo dài hai giờ khiến nước dâng cao.", "body", True),
            ("“Chúng tôi đã bơm nước suốt đêm”, ông Trần Bình nói.", "body", True),
            ("Quảng cáo: giảm giá 50%", "ad", False),
        ),
    ),
    Page(
        page_id(2),
        "https://tin.example/mua-lon",
        "duplicate",
        "near",
        (
            ("Mưa lớn gây ngập", "title", True),
            ("Mưa kéo dài hai giờ khiến nước dâng cao.", "body", True),
            ("Xem thêm tin khác", "related", False),
        ),
    ),
    Page(
        page_id(3),
        "https://bao.example/",
        "rejected",
        "no_article",
        (("Trang chủ", "nav", False), ("Tin mới", "nav", False)),
    ),
    Page(page_id(4), "https://bao.example/mua-lon?v=1", "superseded", "older_version", (("Mưa lớn", "body", True),)),
    Page(
        page_id(5),
        None,
        "kept",
        None,
        (
            ("Bridge reopens after repairs", "title", True),
            ("The bridge opened again on Monday.", "body", True),
            ("Share", "comment_ui", False),
        ),
    ),
)


def document_text(page: Page) -> str:
    return "\n".join(text for text, _, _ in page.lines)


def document_rows(pages: tuple[Page, ...]) -> list[dict[str, Any]]:
    return [
        {
            "document_id": page.document_id,
            "source_path": f"pages/{number}.html",
            "source_sha256": f"{number:064x}",
            "url": page.url,
            "site": (page.url or "").partition("//")[2].split("/")[0] or None,
            "media_type": "text/html",
            "encoding": "utf-8",
            "removed_character_count": 0,
            "text": document_text(page),
            "metadata": "{}",
            "status": page.status,
            "status_reason": page.status_reason,
        }
        for number, page in enumerate(pages, 1)
    ]


def line_rows(pages: tuple[Page, ...]) -> list[dict[str, Any]]:
    rows = []
    for page in pages:
        start = 0
        for index, (text, kind, is_kept) in enumerate(page.lines):
            row = {"document_id": page.document_id, "line_index": index, "char_start": start}
            rows.append(
                row
                | {"char_end": start + len(text), "kind": kind, "kind_score": 0.9, "is_kept": is_kept, "evidence": []}
            )
            start += len(text) + 1
    return rows


def article_row(number: int, title: str | None, **changes: Any) -> dict[str, Any]:
    row = {
        "article_id": article_id(number),
        "document_id": page_id(number),
        "article_index": 0,
        "title": title,
        "authors": [],
        "outlets": [],
        "language": "vi",
        "language_score": 0.99,
        "is_unaccented": False,
        "text": "Văn bản.",
        "char_count": 8,
        "word_count": 120,
        "paragraph_count": 1,
        "quote_count": 0,
        "duplicate_count": 0,
        "tags": [],
    }
    return row | changes


def paragraph_row(number: int) -> dict[str, Any]:
    return {
        "paragraph_id": f"{number + 0xB00:032x}",
        "article_id": article_id(number),
        "document_id": page_id(number),
        "paragraph_index": 0,
        "kind": "body",
        "text": "Văn bản.",
        "char_start": 0,
        "char_end": 8,
        "language": "vi",
        "language_score": 0.9,
        "word_count": 2,
        "occurrence_count": 1,
    }


def quote_row(index: int, kind: str, rule: str, speaker: str | None) -> dict[str, Any]:
    return {
        "quote_id": f"{index + 0xC00:032x}",
        "article_id": article_id(1),
        "paragraph_id": f"{1 + 0xB00:032x}",
        "document_id": page_id(1),
        "quote_index": index,
        "kind": kind,
        "text": "Chúng tôi đã bơm nước suốt đêm",
        "char_start": 0,
        "char_end": 30,
        "word_count": 7,
        "speaker": speaker,
        "rule": rule,
        "score": 0.8,
    }


def sample_rows() -> dict[str, list[dict[str, Any]]]:
    """Six records of five pages, of which two are kept, and two files that could not be used."""
    sources = ["a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl", "e.jsonl"]
    return {
        "articles": [
            article_row(
                1,
                "Mưa lớn làm ngập nhiều tuyến phố",
                authors=["Nguyễn An"],
                site="bao.example",
                published_at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC),
                quote_count=2,
                duplicate_count=2,
            ),
            article_row(5, "Bridge reopens after repairs", language="en", word_count=40),
        ],
        "paragraphs": [paragraph_row(1), paragraph_row(5)],
        "quotes": [
            quote_row(0, "direct", "quote_comma_speaker_cue", "ông Trần Bình"),
            quote_row(1, "partial", "no_speaker", None),
        ],
        "speakers": [{"article_id": article_id(1), "speaker_name": "Trần Bình", "quote_count": 1, "word_count": 7}],
        "documents": document_rows(PAGES),
        "sightings": [
            *(
                {"document_id": page_id(number), "source_path": path, "is_revisit": False}
                for number, path in enumerate(sources, 1)
            ),
            {"document_id": page_id(1), "source_path": "f.jsonl", "is_revisit": False},
        ],
        "lines": line_rows(PAGES),
        "duplicates": [
            {
                "document_id": page_id(number),
                "article_index": 0,
                "kept_document_id": page_id(1),
                "kept_article_id": article_id(1),
                "method": method,
                "similarity": similarity,
            }
            for number, method, similarity in ((2, "near", 0.91), (4, "older_version", 0.75))
        ],
        "rejections": [
            {"source_path": "bad.gz", "step": "read_sources", "reason": "damaged", "detail": "cut gzip member"},
            {
                "source_path": "c.jsonl",
                "document_id": page_id(3),
                "step": "select_documents",
                "reason": "no_article",
                "detail": "only links",
            },
            {"source_path": "pipe", "step": "read_sources", "reason": "not_regular"},
        ],
        "changes": [
            {"table": "articles", "id": article_id(number), "change": "added", "reason": "first_release"}
            for number in (1, 5)
        ],
        "history": [],
    }


CHECK = {
    "table": "lines",
    "column": "kind",
    "expectation": "in_set",
    "severity": "critical",
    "status": "passed",
    "observed": "14 rows",
    "unexpected_count": 0,
    "examples": [],
    "meaning": "What the line is. Must be one of nav, ad.",
}
WARNING = CHECK | {
    "table": "release",
    "column": "titled_article_share",
    "expectation": "between",
    "severity": "warning",
    "status": "failed",
    "observed": "0.5",
    "unexpected_count": 1,
    "meaning": "Share of articles with a title. Must be at least 0.7. Read some articles without a title.",
}
REFUSAL = CHECK | {
    "status": "failed",
    "observed": "1 of 14 rows",
    "unexpected_count": 1,
    "examples": [f"document_id={page_id(1)} line_index=2 kind=menu"],
}


def sample_manifest(*checks: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "2026-11-21.0",
        "created_at": "2026-11-21T08:00:00Z",
        "parent": None,
        "inputs": [
            {"source_path": "b.jsonl", "sha256": "b" * 64, "size_bytes": 1500, "record_count": 4},
            {"source_path": "a.jsonl", "sha256": "a" * 64, "size_bytes": 500, "record_count": 2},
        ],
        "parameters": {"languages": ["vi", "en"]},
        "code": {"version": "2026.11.21"},
        "tools": {"polars": "2.1.0"},
        "checks": list(checks),
        "stages": [{"name": "read_sources", "seconds": 1.25, "cpu_seconds": 1.0, "peak_memory_bytes": 300_000_000}],
    }


HOSTILE = "<script>alert(1)</script>{{ 7*7 }}{% raw %}\x1b[31m\u202e\"'><img src=x onerror=alert(2)>"
HOSTILE_URL = "javascript:alert('u')"


def hostile_rows() -> dict[str, list[dict[str, Any]]]:
    """The sample with hostile text wherever a page can put text."""
    rows = sample_rows()
    pages = (
        Page(page_id(2), HOSTILE_URL, "duplicate", "near", ((HOSTILE, "title", True), (HOSTILE, "nav", False))),
        Page(page_id(3), HOSTILE_URL, "rejected", "no_article", ((HOSTILE, "ad", False),)),
    )
    rows |= {"documents": document_rows(pages), "lines": line_rows(pages)}
    rows["articles"][0] |= {"title": HOSTILE, "site": HOSTILE, "authors": [HOSTILE]}
    rows["speakers"][0]["speaker_name"] = HOSTILE
    rows["rejections"][1]["detail"] = HOSTILE
    return rows


def hostile_manifest() -> dict[str, Any]:
    check = REFUSAL | {"observed": HOSTILE, "meaning": HOSTILE, "examples": [HOSTILE]}
    manifest = sample_manifest(CHECK, WARNING, check)
    manifest["inputs"][0]["source_path"] = HOSTILE + "\udcff"
    manifest |= {"name": HOSTILE, "parent": HOSTILE, "parameters": {HOSTILE: HOSTILE}, "created_at": HOSTILE}
    return manifest


def write_release(
    folder: Path, rows: dict[str, list[dict[str, Any]]], manifest: dict[str, Any] | None, part_rows: int = 3
) -> Path:
    """Write each table in parts of a few rows, an empty table as one part."""
    for table in RELEASE_TABLES:
        schema = table.to_arrow()
        (folder / table.name).mkdir(parents=True)
        held = rows.get(table.name, [])
        for number in range(max(1, -(-len(held) // part_rows))):
            part = held[number * part_rows : (number + 1) * part_rows]
            pq.write_table(
                pa.Table.from_pylist(part, schema=schema), folder / table.name / f"part-{number:05d}.parquet"
            )
    if manifest is not None:
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
