import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.sources import inventory
from flows.sources.found_files import SourceNotFoundError
from flows.sources.inventory import MIN_KNOWN_BYTES, check_sources, list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import plan_ranges, read_source
from flows.sources.reader_process import SourceReader
from flows.store_paths import StorePath

Named = list[tuple[str, str]]
NEWS = "crawl-data/CC-NEWS/2024/12/CC-NEWS-20241201000000-00001.warc.gz"
SEGMENT = "crawl-data/CC-MAIN-2024-51/segments/1733066035857.0"
MAIN = f"{SEGMENT}/warc/CC-MAIN-20241201000000-20241201030000-00000.warc.gz"
WET = f"{SEGMENT}/wet/CC-MAIN-20241201000000-20241201030000-00000.warc.wet.gz"
COMMON_CRAWL = (NEWS, MAIN, WET, f"{SEGMENT}/wat/CC-MAIN-20241201000000-20241201030000-00000.warc.wat.gz")


@pytest.fixture
def store() -> Iterator[StorePath]:
    root = StorePath(f"memory://{uuid.uuid4().hex}")
    yield root
    if root.exists():
        root.fs.rm(root.path, recursive=True)


def put(root: StorePath, *names: str, data: bytes = b"text of a page") -> None:
    for name in names:
        root.fs.pipe_file(f"{root.key()}/{name}", data)


def names(*arguments: object) -> list[str]:
    return [file.source_path for file in list_sources([str(argument) for argument in arguments]).files]


def skipped(*arguments: object) -> Named:
    return [(file.source_path, file.reason) for file in list_sources([str(each) for each in arguments]).skipped]


def test_objects_are_listed_with_digest_and_version(store: StorePath) -> None:
    put(store, "in/a.txt", data=b"abc")
    (file,) = list_sources([f"{store}/in"]).files
    assert (file.path, file.source_path, file.size_bytes) == (f"{store}/in/a.txt", "a.txt", 3)
    assert file.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert file.version == (store / "in/a.txt").version()
    assert (file.source_format, file.packing) == ("text", "")


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("", ["a.txt", "b/c.txt", "b/d/e.txt", "f.html"]),
        ("/", ["a.txt", "b/c.txt", "b/d/e.txt", "f.html"]),
        ("/b", ["c.txt", "d/e.txt"]),
        ("/a.txt", ["a.txt"]),
        ("/*.txt", ["a.txt"]),
        ("/*/c.txt", ["b/c.txt"]),
        ("/**/*.txt", ["a.txt", "b/c.txt", "b/d/e.txt"]),
        ("/b/[de]", ["d/e.txt"]),
        ("/?.html", ["f.html"]),
    ],
)
def test_an_object_a_prefix_or_a_pattern_names_what_it_would_on_a_disk(
    store: StorePath, tmp_path: Path, argument: str, expected: list[str]
) -> None:
    for number, name in enumerate(("a.txt", "b/c.txt", "b/d/e.txt", "f.html")):
        put(store, name, data=b"page %d" % number)
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"page %d" % number)
    assert names(f"{store}{argument}") == expected
    assert names(f"{tmp_path}{argument}") == expected


def test_an_object_without_an_entity_tag_is_read_each_time(store: StorePath) -> None:
    put(store, "a.txt", data=b"x" * MIN_KNOWN_BYTES)
    (file,) = list_sources([str(store)]).files
    assert file.seen == ""


def test_hidden_and_unsupported_objects_are_listed_as_on_a_disk(store: StorePath, tmp_path: Path) -> None:
    given = ("a.txt", ".hidden.txt", ".git/x/y.txt", ".git/z.txt", "b/.c/d.txt", "b/e.exe")
    put(store, *given)
    for name in given:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"text of a page")
    expected = [(".git", "hidden"), (".hidden.txt", "hidden"), ("b/.c", "hidden"), ("b/e.exe", "unsupported_format")]
    assert skipped(store) == expected
    assert skipped(tmp_path) == expected
    assert names(store) == ["a.txt"]


def test_an_object_with_pattern_characters_is_one_if_it_exists(store: StorePath) -> None:
    put(store, "a[1].txt", "a1.txt")
    assert names(f"{store}/a[1].txt") == ["a[1].txt"]


def test_keys_that_a_disk_could_not_have_stay_apart(store: StorePath) -> None:
    put(store, "a//b.txt", "a/b.txt", "c\nd.txt", "../e.txt")
    assert names(store) == ["a//b.txt", "a/b.txt", "c\\x0ad.txt"]
    assert skipped(store) == [("..", "hidden")]


def test_one_object_that_two_arguments_reach_is_read_once(store: StorePath) -> None:
    put(store, "in/a.txt")
    assert names(store, f"{store}/in", f"{store}/in/*.txt") == ["a.txt"]


def test_a_folder_and_a_store_go_together_and_clashing_names_take_in_what_is_above(
    store: StorePath, tmp_path: Path
) -> None:
    put(store, "in/a.txt", data=b"one")
    (tmp_path / "a.txt").write_bytes(b"two")
    assert names(f"{store}/in", tmp_path) == ["in/a.txt", f"{tmp_path.name}/a.txt"]


@pytest.mark.parametrize("argument", ["/nothing", "/*.gz", "/a.txt/b"])
def test_an_argument_that_names_no_object_is_an_error(store: StorePath, argument: str) -> None:
    put(store, "a.txt")
    with pytest.raises(SourceNotFoundError, match="matches no object: check the address"):
        check_sources([f"{store}{argument}"])


def test_a_scheme_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(SourceNotFoundError, match=r"^source nowhere://a: no store goes by nowhere://"):
        check_sources(["nowhere://a"])


def test_a_url_of_this_machine_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    assert names(f"file://{tmp_path}") == names(f"file://{tmp_path}/*.txt") == ["a.txt"]


def test_a_store_that_does_not_answer_stops_the_listing_and_a_lost_object_is_skipped(
    store: StorePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a.txt", "b.txt")

    def refuse(error: OSError) -> None:
        def fail(path: str) -> None:
            raise type(error)(error.errno, error.strerror, path)

        monkeypatch.setattr(inventory, "open_source", fail)

    refuse(PermissionError(13, "Permission denied"))
    assert skipped(store) == [("a.txt", "unreadable"), ("b.txt", "unreadable")]
    refuse(OSError(5, "connection lost"))
    with pytest.raises(OSError, match="connection lost"):
        list_sources([str(store)])


def test_an_object_that_changes_while_it_is_hashed_is_skipped(
    store: StorePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a.txt")
    monkeypatch.setattr(inventory, "_sha256", lambda _: put(store, "a.txt", data=b"longer text"))
    assert skipped(store) == [("a.txt", "changed_during_read")]


LINES = b"".join(b'{"id": "%d", "text": "Trang %d"}\n' % (number, number) for number in range(500))


@pytest.mark.parametrize("range_bytes", [1 << 30, 3_000])
def test_an_object_is_read_by_a_process_that_asks_for_it(store: StorePath, tmp_path: Path, range_bytes: int) -> None:
    put(store, "a.jsonl", data=LINES)
    (tmp_path / "a.jsonl").write_bytes(LINES)
    limits = ReadLimits()
    told = []
    with SourceReader() as reader:
        for argument in (str(store), str(tmp_path)):
            (file,) = list_sources([argument]).files
            frames = [
                frame
                for start, end in plan_ranges(file, range_bytes, limits.max_record_bytes)
                for frame in read_source(file, start, end, limits, reader.rows)
            ]
            told.append([row for frame in frames for row in frame.rows()])
    assert len(told[0]) == 500
    assert told[0] == told[1]


def test_an_object_that_changed_since_it_was_listed_is_not_read(store: StorePath) -> None:
    put(store, "a.jsonl", data=LINES)
    (file,) = list_sources([str(store)]).files
    put(store, "a.jsonl", data=LINES.replace(b"Trang", b"Nhang"))
    with SourceReader() as reader:
        frames = list(read_source(file, 0, None, ReadLimits(), reader.rows))
    assert [frame["failure_reason"].to_list() for frame in frames] == [["changed_during_read"]]


def test_a_store_that_does_not_answer_stops_the_reading(store: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, "a.jsonl", data=LINES)
    (file,) = list_sources([str(store)]).files

    def fail(path: StorePath, *_: int) -> None:
        raise OSError(5, "connection lost", str(path))

    monkeypatch.setattr(StorePath, "read_range", fail)
    with SourceReader() as reader, pytest.raises(OSError, match="connection lost"):
        list(read_source(file, 0, None, ReadLimits(), reader.rows))


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("crawl-data/CC-NEWS/2024/12", [NEWS.removeprefix("crawl-data/CC-NEWS/2024/12/")]),
        ("crawl-data/CC-NEWS/*/12/*.warc.gz", [NEWS.removeprefix("crawl-data/CC-NEWS/")]),
        ("crawl-data/CC-MAIN-2024-51/segments/*/warc/*", [MAIN.removeprefix("crawl-data/CC-MAIN-2024-51/segments/")]),
        ("crawl-data/*/segments/*/wet", [WET.removeprefix("crawl-data/")]),
        (NEWS, [NEWS.rsplit("/", 1)[-1]]),
        ("", sorted([NEWS, MAIN, WET])),
    ],
)
def test_common_crawls_layout_is_read_from_a_disk_and_from_a_store(
    store: StorePath, tmp_path: Path, argument: str, expected: list[str]
) -> None:
    for number, name in enumerate(COMMON_CRAWL):
        data = b"\x1f\x8b\x08 packed %d" % number
        put(store, name, data=data)
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    for root in (store, tmp_path):
        found = list_sources([f"{root}/{argument}"])
        assert [file.source_path for file in found.files] == expected
        assert {(file.source_format, file.packing) for file in found.files} == {("warc", "gzip")}
