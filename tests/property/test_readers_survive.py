"""Readers and bytes that nobody meant: whatever comes, every reader ends, within its limits, and loses nothing silently.

The corpus in `corpus/` holds sound files of every kind; they are cut, spliced and changed at random.
"""

import gzip
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.inventory import list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import plan_ranges, read_source
from schemas.stages import RECORDS

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(path for path in CORPUS.iterdir() if path.suffix != ".md")
LIMITS = ReadLimits(max_record_bytes=20_000, max_file_bytes_decompressed=1_000_000)
REASONS = {
    *("too_large", "too_many_lines", "too_deep", "too_complex", "too_damaged", "undecodable", "not_text", "no_text"),
    *("empty_file", "invalid_json", "truncated_record", "damaged_record", "damaged_http", "damaged_body"),
    *("unknown_coding", "unsupported_media_type", "unsupported_record", "unsupported_format", "digest_mismatch"),
    *("revisit", "http_status", "not_a_page", "corrupt_member", "encrypted", "not_regular_file"),
    *(f"{fault}_{packing}" for fault in ("corrupt", "truncated") for packing in ("gzip", "zstd", "bzip2", "xz")),
    *("corrupt_brotli", "truncated_brotli", "corrupt_parquet", "truncated_parquet", "truncated_zip"),
}


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Cut, change, repeat or insert bytes, a few times."""
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(changed)))
        kind = draw(st.sampled_from(["flip", "cut", "drop", "insert", "repeat", "zero"]))
        length = draw(st.integers(1, 40))
        if kind == "flip" and at < len(changed):
            changed[at] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del changed[at:]
        elif kind == "drop":
            del changed[at : at + length]
        elif kind == "insert":
            changed[at:at] = draw(st.binary(max_size=20))
        elif kind == "repeat":
            changed[at:at] = changed[max(0, at - length) : at]
        else:
            changed[at : at + length] = bytes(len(changed[at : at + length]))
    return bytes(changed)


def read(name: str, data: bytes, limits: ReadLimits = LIMITS) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        inventory = list_sources([folder])
        assert len(inventory.files) + len(inventory.skipped) == 1
        frames = [frame for file in inventory.files for frame in read_source(file, 0, None, limits)]
        if inventory.skipped:
            return RECORDS.empty()
    assert frames
    return pl.concat(frames)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_the_corpus_is_sound(path: Path) -> None:
    found = read(path.name, path.read_bytes())
    assert found["failure_reason"].drop_nulls().is_in(["not_a_page"]).all()
    assert found["text"].drop_nulls().len() >= 1


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_damaged_file_gives_rows_with_known_reasons_and_places_of_their_own(path: Path) -> None:
    sound = path.read_bytes()

    @settings(max_examples=60, deadline=None)
    @given(damaged(sound))
    def survives(data: bytes) -> None:
        found = read(path.name, data)
        reasons = set(found["failure_reason"].drop_nulls())
        assert reasons <= REASONS
        assert found.filter(pl.col("failure_reason").is_null())["document_id"].is_not_null().all()
        assert found["record_offset"].is_unique().all()

    survives()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([path.name for path in FILES]), st.binary(max_size=300))
def test_bytes_that_are_nothing_give_a_reason(name: str, data: bytes) -> None:
    found = read(name, data)
    assert set(found["failure_reason"].drop_nulls()) <= REASONS


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "crawl.warc.zst", "rows.parquet", "lines.jsonl"])
@pytest.mark.parametrize("damaged_at", [None, 0.2, 0.33, 0.4, 0.5, 0.61, 0.75, 0.9])
def test_ranges_give_each_record_once(name: str, damaged_at: float | None, tmp_path: Path) -> None:
    data = bytearray((CORPUS / name).read_bytes())
    if damaged_at is not None:
        data[int(len(data) * damaged_at)] ^= 0xFF
    (tmp_path / name).write_bytes(data)
    file = list_sources([str(tmp_path)]).files[0]
    shown = pl.col("record_offset"), pl.col("text"), pl.col("failure_reason").is_null().alias("is_page")
    is_record = pl.col("failure_reason").fill_null("") != "not_a_page"  # a count per range
    whole = pl.concat(read_source(file, 0, None, LIMITS)).filter(is_record).select(shown).sort("record_offset")
    for range_bytes in (1, 90, 300, 1500):
        ranges = plan_ranges(file, range_bytes, LIMITS.max_record_bytes)
        assert len(ranges) > 1 or range_bytes > 1
        parts = pl.concat([frame for start, end in ranges for frame in read_source(file, start, end, LIMITS)])
        assert parts.filter(is_record).select(shown).sort("record_offset").equals(whole), range_bytes


def test_a_damaged_member_costs_nothing_else(tmp_path: Path) -> None:
    """Of many members, each damaged in turn: all others come out, whatever byte it is."""
    lines = [b'{"text": "trang %d"}\n' % number for number in range(5)]
    members = [gzip.compress(line, mtime=0) for line in lines]
    for position in range(len(members[2])):
        bad = bytearray(members[2])
        bad[position] ^= 0xFF
        (tmp_path / "a.jsonl.gz").write_bytes(b"".join([*members[:2], bytes(bad), *members[3:]]))
        file = list_sources([str(tmp_path)]).files[0]
        texts = set(pl.concat(read_source(file, 0, None, LIMITS))["text"].drop_nulls())
        assert {"trang 0", "trang 1", "trang 3", "trang 4"} <= texts, position
        assert texts <= {f"trang {number}" for number in range(5)}, position
