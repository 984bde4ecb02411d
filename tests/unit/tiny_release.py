"""A small invented release that breaks no promise: one article, a copy of it, a link page and an unreadable record."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.releases import Release, open_release
from flows.tables import write_table
from schemas.tables import RELEASE_TABLES

KEPT, COPY, LINKS = "a" * 32, "b" * 32, "c" * 32
ARTICLE, PARAGRAPH, QUOTE = "1" * 32, "2" * 32, "3" * 32
SAID = "Chúng tôi đã sơ tán hết"
SPOKEN = f"“{SAID}”, ông Trần An nói."
TEXTS = {
    KEPT: f"Mưa lớn ở Huế\n\n{SPOKEN}\nQuảng cáo",
    COPY: f"Mưa lớn ở Huế\n{SPOKEN}",
    LINKS: "Trang chủ",
}
FIRST_SEEN = {KEPT: ("news.jsonl", 0), COPY: ("copy.txt", None), LINKS: ("news.jsonl", 500)}
LINES = {
    KEPT: [(0, "title"), (2, "body"), (3, "ad")],
    COPY: [(0, "title"), (1, "body")],
    LINKS: [(0, "nav")],
}
INPUTS = [
    {"source_path": "copy.txt", "source_sha256": "d" * 64, "size_bytes": 80, "record_count": 1},
    {"source_path": "news.jsonl", "source_sha256": "e" * 64, "size_bytes": 999, "record_count": 3},
]


def span(document_id: str, words: str) -> tuple[int, int]:
    """Return where the words stand in the text of the document."""
    start = TEXTS[document_id].index(words)
    return start, start + len(words)


def document(document_id: str, status: str, reason: str | None) -> dict[str, Any]:
    path, offset = FIRST_SEEN[document_id]
    return {
        "document_id": document_id,
        "source_path": path,
        "record_offset": offset,
        "source_sha256": next(row["source_sha256"] for row in INPUTS if row["source_path"] == path),
        "media_type": "text/plain",
        "encoding": "utf-8",
        "removed_character_count": 0,
        "text": TEXTS[document_id],
        "metadata": "{}",
        "status": status,
        "status_reason": reason,
    }


def line(document_id: str, index: int, kind: str) -> dict[str, Any]:
    text = TEXTS[document_id].split("\n")[index]
    start, end = span(document_id, text)
    is_kept = kind in {"title", "body"}
    return {
        "document_id": document_id,
        "line_index": index,
        "char_start": start,
        "char_end": end,
        "kind": kind,
        "kind_score": 0.9,
        "is_kept": is_kept,
        "evidence": ["words=4"],
        "article_id": ARTICLE if is_kept and document_id == KEPT else None,
    }


def sound_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table."""
    start, end = span(KEPT, SPOKEN)
    said_start, said_end = span(KEPT, SAID)
    speaker_start, speaker_end = span(KEPT, "ông Trần An")
    named = {"language": "vi", "language_score": 0.99, "word_count": 9}
    return {
        "documents": [
            document(KEPT, "kept", None),
            document(COPY, "duplicate", "near"),
            document(LINKS, "rejected", "no_article"),
        ],
        "sightings": [
            {"document_id": page, "source_path": path, "record_offset": offset, "is_revisit": False}
            for page, (path, offset) in sorted(FIRST_SEEN.items(), key=lambda item: (item[1][0], item[1][1] or 0))
        ],
        "lines": [line(page, index, kind) for page, found in LINES.items() for index, kind in found],
        "articles": [
            {
                "article_id": ARTICLE,
                "document_id": KEPT,
                "article_index": 0,
                "title": "Mưa lớn ở Huế",
                "published_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
                "authors": [],
                "outlets": [],
                "is_unaccented": False,
                "text": SPOKEN,
                "char_count": len(SPOKEN),
                "paragraph_count": 1,
                "quote_count": 1,
                "duplicate_count": 1,
                "tags": [],
            }
            | named
        ],
        "paragraphs": [
            {
                "paragraph_id": PARAGRAPH,
                "article_id": ARTICLE,
                "document_id": KEPT,
                "paragraph_index": 0,
                "kind": "body",
                "text": SPOKEN,
                "char_start": start,
                "char_end": end,
                "occurrence_count": 1,
            }
            | named
        ],
        "quotes": [
            {
                "quote_id": QUOTE,
                "article_id": ARTICLE,
                "paragraph_id": PARAGRAPH,
                "document_id": KEPT,
                "quote_index": 0,
                "kind": "direct",
                "text": SAID,
                "char_start": said_start,
                "char_end": said_end,
                "word_count": 6,
                "speaker": "ông Trần An",
                "speaker_start": speaker_start,
                "speaker_end": speaker_end,
                "speaker_name": "Trần An",
                "cue": "nói",
                "rule": "quote_comma_speaker_cue",
                "score": 0.95,
            }
        ],
        "speakers": [{"article_id": ARTICLE, "speaker_name": "Trần An", "quote_count": 1, "word_count": 6}],
        "duplicates": [
            {
                "document_id": COPY,
                "article_index": 0,
                "kept_document_id": KEPT,
                "kept_article_id": ARTICLE,
                "method": "near",
                "similarity": 0.97,
            }
        ],
        "rejections": [
            {
                "source_path": "news.jsonl",
                "record_offset": 500,
                "document_id": LINKS,
                "step": "label_lines",
                "reason": "no_article",
            },
            {
                "source_path": "news.jsonl",
                "record_offset": 900,
                "step": "read_sources",
                "reason": "no_text",
                "detail": "line 3: nothing\x1b[31m in it",
            },
            {"source_path": "pipe", "step": "read_sources", "reason": "not_regular", "detail": "a pipe"},
        ],
        "changes": [
            {"table": table, "id": name, "change": "added", "reason": "new"}
            for table, ids in (
                ("articles", [ARTICLE]),
                ("documents", [KEPT, COPY, LINKS]),
                ("paragraphs", [PARAGRAPH]),
                ("quotes", [QUOTE]),
            )
            for name in ids
        ],
        "history": [{"article_id": ARTICLE, "first_seen_release": "r0", "last_changed_release": "r0"}],
    }


def tables(rows: dict[str, list[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    """Return the rows as tables."""
    return {table.name: pl.DataFrame(rows[table.name], table.to_polars()) for table in RELEASE_TABLES}


def write_sums(folder: Path) -> None:
    """Write the checksums of all files of the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def write_tiny_release(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Release:
    """Write the tables, the manifest and the checksums of a release."""
    for table in RELEASE_TABLES:
        frame = pl.DataFrame(rows[table.name], table.to_polars())
        write_table(frame, table, folder / table.name / "part-00000.parquet")
    manifest = {
        "inputs": INPUTS,
        "row_counts": {name: len(held) for name, held in rows.items()},
        "parent_row_counts": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_sums(folder)
    return open_release(folder)
