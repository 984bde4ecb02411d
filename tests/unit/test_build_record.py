from pathlib import Path

import pytest

from flows.build_record import (
    KEPT_RECORDS,
    RECORDS,
    SOURCE_DIGESTS,
    BuildRecord,
    inputs_digest,
    keep_record,
    keep_source_digests,
    newest_record,
    read_records,
    read_source_digests,
    record_files,
)
from flows.sources.inventory import Inventory, SkippedFile, SourceFile


def record(release: str = "r0", *results: str) -> BuildRecord:
    return BuildRecord(release, "inputs", {"languages": ["vi"]}, "code", {"label_lines": "ab"}, results)


def test_a_record_is_read_as_it_was_kept(tmp_path: Path) -> None:
    assert newest_record(tmp_path) is None
    keep_record(tmp_path, record("r0", "label_lines/k"))
    keep_record(tmp_path, record("r1"))
    assert newest_record(tmp_path) == record("r1")
    assert [each for _, each in read_records(tmp_path)] == [record("r0", "label_lines/k"), record("r1")]
    assert [path.name for path in record_files(tmp_path)] == ["00000000.json", "00000001.json"]


def test_the_oldest_records_are_forgotten_and_no_number_is_used_twice(tmp_path: Path) -> None:
    for number in range(KEPT_RECORDS + 3):
        keep_record(tmp_path, record(f"r{number}"))
    found = list(read_records(tmp_path))
    assert [each.release for _, each in found] == [f"r{number}" for number in range(3, KEPT_RECORDS + 3)]
    assert found[-1][0].name == f"{KEPT_RECORDS + 2:08d}.json"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"release": "r9"}', b"\xff\xfe"])
def test_a_damaged_record_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    keep_record(tmp_path, record("r0"))
    keep_record(tmp_path, record("r1"))
    record_files(tmp_path)[-1].write_bytes(damage)
    assert newest_record(tmp_path) == record("r0")


def test_other_files_of_the_folder_are_no_records(tmp_path: Path) -> None:
    keep_record(tmp_path, record("r0"))
    (tmp_path / "builds" / ".00000001.json.77").write_text("half a record")
    assert [path.name for path in record_files(tmp_path)] == ["00000000.json"]


def test_the_digest_of_the_inputs_follows_from_names_contents_and_what_was_skipped() -> None:
    file = SourceFile("/x/a.txt", "a.txt", 3, 77, "text", "ab" * 32)
    skipped = SkippedFile("b.png", "unsupported_format", "name ends in none of …")
    digest = inputs_digest(Inventory((file,), (skipped,)))
    elsewhere = SourceFile("/y/a.txt", "a.txt", 3, 99, "text", "ab" * 32)
    assert inputs_digest(Inventory((elsewhere,), (skipped,))) == digest
    others = [
        Inventory((SourceFile("/x/b.txt", "b.txt", 3, 77, "text", "ab" * 32),), (skipped,)),
        Inventory((SourceFile("/x/a.txt", "a.txt", 3, 77, "text", "cd" * 32),), (skipped,)),
        Inventory((file,), ()),
        Inventory((file,), (SkippedFile("b.png", "unreadable", "name ends in none of …"),)),
    ]
    assert digest not in {inputs_digest(other) for other in others}


def test_digests_of_source_files_are_read_as_they_were_kept(tmp_path: Path) -> None:
    assert read_source_digests(tmp_path) == {}
    known = SourceFile("/x/a.txt", "a.txt", 3, "v", "text", "ab" * 32, seen="as it was")
    unsure = SourceFile("/x/b.txt", "b.txt", 3, "v", "text", "cd" * 32)
    keep_source_digests(tmp_path, Inventory((known, unsure), ()))
    assert read_source_digests(tmp_path) == {"as it was": "ab" * 32}
    keep_source_digests(tmp_path, Inventory((unsure,), ()))
    assert read_source_digests(tmp_path) == {}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b"\0" * 20])
def test_damaged_digests_are_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    keep_source_digests(tmp_path, Inventory((), ()))
    (tmp_path / RECORDS / SOURCE_DIGESTS).write_bytes(damage)
    assert read_source_digests(tmp_path) == {}
