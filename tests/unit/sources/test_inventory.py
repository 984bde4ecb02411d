import gzip
import hashlib
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from flows.sources import inventory
from flows.sources.inventory import (
    MIN_KNOWN_BYTES,
    SourceFile,
    SourceNotFoundError,
    escape_path,
    list_sources,
    open_regular,
)


def put(folder: Path, *names: str, data: bytes = b"x") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def source_paths(*arguments: Path | str) -> list[str]:
    return [file.source_path for file in list_sources([str(argument) for argument in arguments]).files]


def skipped(*arguments: Path | str) -> list[tuple[str, str]]:
    return [
        (file.source_path, file.reason) for file in list_sources([str(argument) for argument in arguments]).skipped
    ]


def test_a_file_is_listed_with_its_version(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", data=b"abc")
    state = (tmp_path / "a.txt").stat()
    assert list_sources([str(tmp_path)]).files == (
        SourceFile(
            path=str(tmp_path / "a.txt"),
            source_path="a.txt",
            size_bytes=3,
            version=f"3 bytes, {state.st_mtime_ns} ns",
            source_format="text",
            sha256=hashlib.sha256(b"abc").hexdigest(),
        ),
    )


def test_formats_go_by_the_ending_in_any_case(tmp_path: Path) -> None:
    put(tmp_path, "a.TXT", "b.Html", "c.htm", "d.jsonl", "f.pdf")
    put(tmp_path, "e.JSONL.gz", "g.txt.gz", "h.warc.gz", data=gzip.compress(b"x"))
    listed = list_sources([str(tmp_path)])
    assert [(file.source_format, file.packing) for file in listed.files] == [
        ("text", ""),
        ("html", ""),
        ("html", ""),
        ("json_lines", ""),
        ("json_lines", "gzip"),
        ("text", "gzip"),
        ("warc", "gzip"),
    ]
    assert skipped(tmp_path) == [("f.pdf", "unsupported_format")]


def test_a_name_that_lies_is_corrected_by_the_first_bytes(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", data=gzip.compress(b"x"))
    put(tmp_path, "b.txt", data=b"WARC/1.0")
    put(tmp_path, "c.txt", data=b"%PDF-1.4")
    listed = list_sources([str(tmp_path)])
    assert [(file.source_format, file.packing) for file in listed.files] == [("text", "gzip"), ("warc", "")]
    assert skipped(tmp_path) == [("c.txt", "unsupported_format")]


def test_a_file_of_holes_is_not_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt")
    with (tmp_path / "b.jsonl").open("wb") as file:
        file.truncate(1 << 40)
    monkeypatch.setattr(inventory, "HASH_BLOCK_BYTES", 10)
    assert (source_paths(tmp_path), skipped(tmp_path)) == (["a.txt"], [("b.jsonl", "too_large")])


def test_files_are_sorted_by_code_point_whatever_the_order_of_arguments(tmp_path: Path) -> None:
    put(tmp_path, "b/z.txt", "a.txt", "Z.txt", "ạ.txt")
    assert source_paths(tmp_path) == ["Z.txt", "a.txt", "b/z.txt", "ạ.txt"]
    assert source_paths(tmp_path / "b", tmp_path / "a.txt") == source_paths(tmp_path / "a.txt", tmp_path / "b")


def test_hidden_files_are_listed_and_not_read_unless_named(tmp_path: Path) -> None:
    put(tmp_path, ".a.txt", ".git/b.txt", "c.txt")
    assert source_paths(tmp_path) == ["c.txt"]
    assert skipped(tmp_path) == [(".a.txt", "hidden"), (".git", "hidden")]
    assert source_paths(tmp_path / ".a.txt", tmp_path / ".git") == [".a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a.txt"]),
        ("**/*.txt", ["a.txt", "d/b.txt", "d/e/c.txt"]),
        ("d/*", ["b.txt", "e/c.txt"]),
        ("?/b.*", ["d/b.txt"]),
        ("**", ["a.txt", "d/b.txt", "d/e/c.txt", "f.html"]),
    ],
)
def test_a_pattern_names_files_below_its_fixed_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, expected: object
) -> None:
    put(tmp_path, "a.txt", "d/b.txt", "d/e/c.txt", "f.html")
    assert source_paths(f"{tmp_path}/{pattern}") == expected
    monkeypatch.chdir(tmp_path)
    assert source_paths(pattern) == expected


def test_a_name_with_pattern_characters_is_a_file_if_it_exists(tmp_path: Path) -> None:
    put(tmp_path, "[a].txt", "a.txt")
    assert source_paths(tmp_path / "[a].txt") == ["[a].txt"]


@pytest.mark.parametrize("argument", ["none.txt", "no*.txt", "none/*.txt", "dangling.txt"])
def test_an_argument_that_names_nothing_is_an_error(tmp_path: Path, argument: str) -> None:
    (tmp_path / "dangling.txt").symlink_to("gone.txt")
    with pytest.raises(SourceNotFoundError, match=r"source .*: (check|restore)"):
        list_sources([str(tmp_path / argument)])


def test_a_folder_that_cannot_be_listed_is_an_error_as_an_argument_and_skipped_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "shut/a.txt", "b.txt")

    def refuse(path: str | Path) -> NoReturn:
        raise PermissionError(13, "Permission denied", path)

    real = inventory.os.scandir
    monkeypatch.setattr(
        inventory.os, "scandir", lambda path: refuse(path) if Path(path).name == "shut" else real(path)
    )
    assert skipped(tmp_path) == [("shut", "unreadable")]
    with pytest.raises(SourceNotFoundError, match="cannot be listed"):
        list_sources([str(tmp_path / "shut")])


def test_what_is_no_regular_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "device.txt").symlink_to("/dev/null")
    (tmp_path / "sub").mkdir()
    (tmp_path / "folder.txt").symlink_to("sub")
    assert skipped(tmp_path) == [
        ("device.txt", "link_outside_root"),
        ("folder.txt", "not_regular_file"),
        ("pipe.txt", "not_regular_file"),
    ]
    assert skipped(tmp_path / "pipe.txt") == [("pipe.txt", "not_regular_file")]
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(str(tmp_path / "pipe.txt"))


def test_links_are_read_inside_the_folder_only(tmp_path: Path) -> None:
    put(tmp_path, "in/.data/a.txt", "out/b.txt")
    inside = tmp_path / "in"
    (inside / "a.txt").symlink_to(".data/a.txt")
    (inside / "b.txt").symlink_to("../out/b.txt")
    (inside / "circle.txt").symlink_to("circle.txt")
    (inside / "dangling.txt").symlink_to("gone.txt")
    assert source_paths(inside) == ["a.txt"]
    assert skipped(inside) == [
        (".data", "hidden"),
        ("b.txt", "link_outside_root"),
        ("circle.txt", "unreadable"),
        ("dangling.txt", "unreadable"),
    ]
    assert source_paths(inside / "b.txt") == ["b.txt"]


def test_one_file_reached_by_two_arguments_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, "d/a.txt")
    assert source_paths(tmp_path, tmp_path / "d", tmp_path / "d" / "a.txt") == ["a.txt"]


def test_clashing_names_take_in_parent_folders(tmp_path: Path) -> None:
    put(tmp_path, "x/1/a.txt", "y/1/a.txt", "y/1/b.txt", "z/a.txt")
    assert source_paths(tmp_path / "x/1", tmp_path / "y/1", tmp_path / "z") == [
        "b.txt",
        "x/1/a.txt",
        "y/1/a.txt",
        "z/a.txt",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("bài báo (1).txt", "bài báo (1).txt"),
        ("a\nb", "a\\x0ab"),
        ("a\\x0ab", "a\\\\x0ab"),
        (os.fsdecode(b"a\xff"), "a\\xff"),
        ("a\u202eb\u2028", "a\\xe2\\x80\\xaeb\\xe2\\x80\\xa8"),
    ],
)
def test_names_are_written_on_one_line_and_stay_distinct(path: str, expected: object) -> None:
    assert escape_path(path) == expected


def test_a_name_that_is_not_utf_8_is_read(tmp_path: Path) -> None:
    put(tmp_path, os.fsdecode(b"\xe9.txt"))
    assert source_paths(tmp_path) == ["\\xe9.txt"]


def test_a_file_that_changes_while_it_is_hashed_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt")
    monkeypatch.setattr(inventory, "_sha256", lambda _: put(tmp_path, "a.txt", data=b"longer"))
    assert skipped(tmp_path) == [("a.txt", "changed_during_read")]


def test_a_file_that_cannot_be_opened_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt")

    def refuse(path: str | Path) -> NoReturn:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(inventory, "open_regular", refuse)
    assert skipped(tmp_path) == [("a.txt", "unreadable")]


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are known as soon as they are written: nobody can set the time of a file's last change back."""
    monkeypatch.setattr(inventory, "SETTLED_NS", 0)


@pytest.mark.usefixtures("no_waiting")
def test_a_large_file_that_is_known_is_not_read_again(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "b.txt", data=b"x" * MIN_KNOWN_BYTES)
    one, other = list_sources([str(tmp_path)]).files
    assert one.seen != other.seen
    again = list_sources([str(tmp_path)], known={one.seen: "ab" * 32}).files
    assert again == (replace(one, sha256="ab" * 32), other)


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("is_put_beside", [True, False], ids=["another-file", "same-file"])
def test_other_bytes_of_one_size_and_time_are_read(tmp_path: Path, *, is_put_beside: bool) -> None:
    path = tmp_path / "a.txt"
    put(tmp_path, "a.txt", data=b"x" * MIN_KNOWN_BYTES)
    (known,) = list_sources([str(tmp_path)]).files
    time_before = path.stat().st_mtime_ns
    target = tmp_path / "new" if is_put_beside else path
    target.write_bytes(b"y" * MIN_KNOWN_BYTES)
    os.utime(target, ns=(0, time_before))
    target.replace(path)
    (found,) = list_sources([str(tmp_path)], known={known.seen: known.sha256}).files
    assert found.sha256 == hashlib.sha256(b"y" * MIN_KNOWN_BYTES).hexdigest()


def test_a_file_that_just_changed_is_read_each_time(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", data=b"x" * MIN_KNOWN_BYTES)
    os.utime(tmp_path / "a.txt", (0, 0))
    listed = list_sources([str(tmp_path)]).files
    assert [file.seen for file in listed] == [""]
    assert list_sources([str(tmp_path)], known={"": "ab" * 32}).files == listed


@pytest.mark.usefixtures("no_waiting")
def test_a_small_file_is_read_each_time(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", data=b"x" * (MIN_KNOWN_BYTES - 1))
    (file,) = list_sources([str(tmp_path)]).files
    assert file.seen == ""


@pytest.mark.parametrize(("age", "is_taken"), [(60, True), (11, True), (5, False), (-5, False), (-3600, True)])
def test_a_file_modified_a_moment_ago_is_still_being_written(tmp_path: Path, age: float, *, is_taken: bool) -> None:
    put(tmp_path, "a.txt", "b.png")
    os.utime(tmp_path / "a.txt", (0, time.time() - age))
    found = list_sources([str(tmp_path)], settle_seconds=10)
    assert (source_paths(tmp_path), [file.reason for file in found.skipped]) == (["a.txt"], ["unsupported_format"])
    assert [file.source_path for file in found.files] == (["a.txt"] if is_taken else [])
    assert found.unsettled == (() if is_taken else ("a.txt",))


def test_a_file_that_changes_while_it_is_hashed_is_left_for_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.txt")
    os.utime(tmp_path / "a.txt", (0, 0))

    def written_meanwhile(stream: object) -> str:
        del stream
        put(tmp_path, "a.txt", data=b"more")
        return ""

    monkeypatch.setattr(inventory, "_sha256", written_meanwhile)
    assert list_sources([str(tmp_path)], settle_seconds=10) == inventory.Inventory((), (), ("a.txt",))
