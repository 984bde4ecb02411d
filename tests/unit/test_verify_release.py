import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tiny_release import ARTICLE, KEPT, PARAGRAPH, sound_rows, write_sums, write_tiny_release

from flows import verify_release as module
from flows.releases import Release, ReleaseNotFoundError, open_release
from flows.verify_release import verify_release


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return write_tiny_release(tmp_path / "r0", sound_rows())


def test_a_sound_release_has_no_fault(release: Release) -> None:
    assert verify_release(release) == []


def flip_a_bit(path: Path) -> None:
    part = path / "articles" / "part-00000.parquet"
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def change_a_sum(path: Path, name: str) -> None:
    sums = (path / "SHA256SUMS").read_text()
    line = next(line for line in sums.splitlines() if line.endswith(name))
    (path / "SHA256SUMS").write_text(sums.replace(line, f"{'0' * 64}  {name}"))


def drop_a_sum(path: Path, name: str) -> None:
    lines = (path / "SHA256SUMS").read_text().splitlines(keepends=True)
    (path / "SHA256SUMS").write_text("".join(line for line in lines if not line.endswith(f"{name}\n")))


def add_a_sum(path: Path, name: str) -> None:
    (path.parent / "secret").write_text("x")
    with (path / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  {name}\n")


def put_a_link(path: Path) -> None:
    """Put a link to the same bytes elsewhere in a file's place."""
    path.rename(path.parents[2] / "elsewhere")
    path.symlink_to(path.parents[2] / "elsewhere")


def put_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (flip_a_bit, ["articles/part-00000.parquet: its bytes are not those that were published"]),
        (
            lambda path: (path / "manifest.json").write_text("{}"),
            ["manifest.json: its bytes are not those that were published"],
        ),
        (lambda path: (path / "quotes" / "part-00000.parquet").unlink(), ["quotes/part-00000.parquet: missing"]),
        (lambda path: (path / "quotes" / "x.txt").write_text("x"), ["quotes/x.txt: not in SHA256SUMS"]),
        (lambda path: (path / ".hidden").write_text("x"), [".hidden: not in SHA256SUMS"]),
        (
            lambda path: truncate(path / "lines" / "part-00000.parquet"),
            ["lines/part-00000.parquet: its bytes are not those that were published"],
        ),
        (
            lambda path: change_a_sum(path, "quotes/part-00000.parquet"),
            ["quotes/part-00000.parquet: its bytes are not those that were published"],
        ),
        (
            lambda path: drop_a_sum(path, "quotes/part-00000.parquet"),
            ["quotes/part-00000.parquet: not in SHA256SUMS"],
        ),
        (lambda path: add_a_sum(path, "../secret"), ["../secret: missing"]),
        (
            lambda path: put_a_link(path / "articles" / "part-00000.parquet"),
            ["articles/part-00000.parquet: not a regular file"],
        ),
        (lambda path: (path / "root").symlink_to("/"), ["root: not a regular file"]),
        (lambda path: (path / "lost").symlink_to("nowhere"), ["lost: not a regular file"]),
        (lambda path: os.mkfifo(path / "pipe"), ["pipe: not a regular file"]),
        (
            lambda path: put_a_pipe(path / "articles" / "part-00000.parquet"),
            ["articles/part-00000.parquet: not a regular file"],
        ),
    ],
)
def test_a_file_that_was_changed_lost_or_added_is_named(
    release: Release, fault: Callable[[Path], object], expected: list[str]
) -> None:
    fault(release.path)
    assert verify_release(release) == expected


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_checksums_that_cannot_be_read_are_a_fault(release: Release, content: bytes | None) -> None:
    sums = release.path / "SHA256SUMS"
    sums.unlink()
    if content is not None:
        sums.write_bytes(content)
    (fault,) = verify_release(release)
    assert fault.startswith("SHA256SUMS: cannot be read (")


@pytest.mark.parametrize("put", [put_a_pipe, put_a_link])
def test_checksums_and_manifest_are_read_from_regular_files_alone(
    release: Release, put: Callable[[Path], None]
) -> None:
    put(release.path / "SHA256SUMS")
    (fault,) = verify_release(release)
    assert fault.startswith("SHA256SUMS: cannot be read (")
    assert "not a regular file" in fault
    put(release.path / "manifest.json")
    with pytest.raises(ReleaseNotFoundError, match="not a regular file"):
        open_release(release.path)


def test_rows_that_the_manifest_does_not_know_are_a_fault(release: Release) -> None:
    told = dict(release.manifest) | {"row_counts": release.manifest["row_counts"] | {"lines": 7}}
    assert verify_release(Release(release.path, told)) == ["lines: 6 rows, the manifest says 7"]


def test_a_table_without_a_file_is_a_fault(release: Release) -> None:
    (release.path / "history" / "part-00000.parquet").unlink()
    write_sums(release.path)
    assert verify_release(release) == ["history: has no file"]


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.drop("speaker_name"),
        lambda frame: frame.with_columns(more=pl.lit(1)),
        lambda frame: frame.cast({"quote_index": pl.Int32}),
    ],
    ids=["missing", "extra", "narrow"],
)
def test_columns_that_are_not_the_declared_ones_are_a_fault(
    release: Release, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    part = release.path / "quotes" / "part-00000.parquet"
    change(pl.read_parquet(part)).write_parquet(part)
    write_sums(release.path)
    assert verify_release(release) == ["quotes/part-00000.parquet: its columns are not those of schema quotes"]


@pytest.mark.parametrize(
    ("table", "values", "expected"),
    [
        ("paragraphs", {"text": "Khác"}, f"span_violation_count: 1 (paragraph {PARAGRAPH})"),
        ("lines", {"char_end": 2}, f"line_violation_count: 2 (document {KEPT})"),
        ("speakers", {"article_id": "9" * 32}, f"reference_violation_count: 1 (speakers.article_id -> {'9' * 32})"),
        ("documents", {"status_reason": "near"}, f"status_violation_count: 1 (document {KEPT} kept)"),
        ("changes", {"change": "removed"}, "change_violation_count: 2 (articles: 0 - 1 + 0 is not 1)"),
        (
            "sightings",
            {"source_path": "other"},
            "book_violation_count: 2 (copy.txt: 1 read, 0 seen, 0 rejected; sighting of no input other)",
        ),
    ],
)
def test_a_promise_that_does_not_hold_is_a_fault_with_its_rows(
    tmp_path: Path, table: str, values: dict[str, Any], expected: str
) -> None:
    rows = sound_rows()
    rows[table][0] |= values
    assert verify_release(write_tiny_release(tmp_path / "r0", rows)) == [expected]


def test_a_row_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    rows = sound_rows()
    rows["history"] *= 2
    found = verify_release(write_tiny_release(tmp_path / "r0", rows))
    assert found == [f"unique_violation_count: 1 (history {ARTICLE} 2)"]


def test_texts_are_held_a_part_at_a_time(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[list[set[str]]] = []
    find = module.span_measures.find_faults

    def tell(*tables: pl.LazyFrame) -> pl.DataFrame:
        parts.append([set(rows.collect()["document_id"]) for rows in tables])
        return find(*tables)

    monkeypatch.setattr(module.span_measures, "find_faults", tell)
    monkeypatch.setattr(module, "DOCUMENTS_PER_PARTITION", 1)
    assert verify_release(release) == []
    held = release.scan("documents").collect()["document_id"].sort().to_list()
    assert [page for documents, *_ in parts for page in sorted(documents)] == held
    assert len(parts) == len(held) + 1 == 4
    assert all(rows <= documents for documents, *others in parts for rows in others)
