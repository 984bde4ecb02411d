import io
import struct
import tarfile
import zipfile
import zlib

import pytest

from flows.sources.archive_members import Member, read_tar, read_zip
from flows.sources.byte_window import ByteWindow
from flows.sources.text_pages import PageError

LIMIT = 1_000


def packed(pages: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in pages.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def told(members: list[Member]) -> list[tuple[int, str, bytes | str]]:
    return [
        (each.offset, each.name, each.content.reason if isinstance(each.content, PageError) else each.content)
        for each in members
    ]


def zip_members(data: bytes, max_bytes: int = LIMIT, max_total_bytes: int = 10 * LIMIT) -> list[object]:
    return told(list(read_zip(io.BytesIO(data), max_bytes, max_total_bytes)))


def tar_members(data: bytes, max_bytes: int = LIMIT) -> list[object]:
    return told(list(read_tar(ByteWindow([data[at : at + 700] for at in range(0, len(data), 700)]), max_bytes)))


def tar(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.USTAR_FORMAT) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=form) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def page(name: str, data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), data


def test_members_come_in_the_order_in_which_they_lie_without_folders() -> None:
    data = packed({"b.txt": b"hai", "folder/": b"", "../a.txt": b"mot"})
    assert zip_members(data) == [
        (0, "b.txt", b"hai"),
        (data.index(b"PK\x03\x04", data.index(b"folder/")), "../a.txt", b"mot"),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_found_by_their_own_headers_where_the_directory_is_lost(method: int) -> None:
    data = packed({"a.txt": b"mot", "folder/": b"", "b.txt": b"hai"}, method)
    cut = data[: data.index(b"PK\x01\x02")]
    begin = data.index(b"PK\x03\x04", data.index(b"folder/"))
    assert zip_members(cut) == [(len(cut), "", "truncated_zip"), (0, "a.txt", b"mot"), (begin, "b.txt", b"hai")]


def test_a_damaged_member_costs_itself_alone() -> None:
    data = bytearray(packed({"a.txt": b"mot", "b.txt": b"hai"}, zipfile.ZIP_STORED))
    data[data.index(b"mot")] ^= 1
    second = data.index(b"PK\x03\x04", 1)
    assert zip_members(bytes(data)) == [(0, "a.txt", "corrupt_member"), (second, "b.txt", b"hai")]
    cut = bytes(data[: data.index(b"PK\x01\x02")])
    assert zip_members(cut)[1:] == [(0, "a.txt", "corrupt_member"), (second, "b.txt", b"hai")]


def test_what_a_directory_lists_twice_is_one_member() -> None:
    data = packed({"a.html": b"one", "b.html": b"two"})
    begin = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", begin + 4)
    entry = data[begin:second].replace(b"a.html", b"x.html")  # another name for what lies at the same place
    forged = data[:begin] + entry + data[begin:-22]
    forged += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(forged) - begin, begin, 0)
    assert zip_members(forged) == zip_members(data)


@pytest.mark.parametrize("change", [(b"b.html", b"\0.html"), (b"b.html", b"b\0html")])
def test_a_name_with_a_zero_byte_in_the_directory_costs_no_other_member(change: tuple[bytes, bytes]) -> None:
    data = packed({"a.html": b"one", "b.html": b"two"})
    begin = data.index(b"PK\x01\x02")
    found = zip_members(data[:begin] + data[begin:].replace(*change))
    assert zip_members(data)[0] in found


def test_large_members_and_archives_are_refused() -> None:
    data = packed({"a.txt": bytes(LIMIT + 1), "b.txt": b"hai"})
    second = data.index(b"PK\x03\x04", 1)
    assert zip_members(data) == [(0, "a.txt", "too_large"), (second, "b.txt", b"hai")]
    assert zip_members(data, 2 * LIMIT, LIMIT) == [(0, "a.txt", "too_large")]
    cut = data[: data.index(b"PK\x01\x02")]
    assert zip_members(cut)[1] == (0, "a.txt", "too_large")
    assert zip_members(cut, 2 * LIMIT, LIMIT)[1:] == [(0, "a.txt", "too_large")]


def test_encrypted_members_and_links_are_refused() -> None:
    data = bytearray(packed({"a.txt": b"mot"}))
    for header, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + place] |= 1
    assert zip_members(bytes(data)) == [(0, "a.txt", "encrypted")]
    assert zip_members(bytes(data[: data.index(b"PK\x01\x02")]))[1:] == [(0, "a.txt", "encrypted")]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, b"/etc/passwd")
    assert zip_members(target.getvalue()) == [(0, "a.txt", "not_regular_file")]


@pytest.mark.parametrize(
    ("flags", "method", "size", "reason"),
    [
        (8, 0, 3, "corrupt_member"),
        (0, 12, 3, "corrupt_member"),
        (0, 0, 99, "truncated_record"),
        (0, 8, 3, "corrupt_member"),
    ],
    ids=["size behind the data", "unknown packing", "cut", "not packed as told"],
)
def test_a_local_header_that_cannot_be_followed_says_why(flags: int, method: int, size: int, reason: str) -> None:
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, flags, method, 0, 0, zlib.crc32(b"mot"), size, size, 1, 0)
    assert zip_members(header + b"a" + b"\xffot")[1:] == [(0, "a", reason)]


@pytest.mark.parametrize(("flags", "content"), [(0, "corrupt_member"), (8, b"mot")], ids=["known", "behind the data"])
def test_a_checksum_is_believed_where_the_header_has_it(flags: int, content: bytes | str) -> None:
    deflated = zlib.compress(b"mot")[2:-4]
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, flags, 8, 0, 0, 77, len(deflated), 3, 1, 0)
    assert zip_members(header + b"a" + deflated)[1:] == [(0, "a", content)]


def test_members_of_a_tar_have_their_places_and_names() -> None:
    data = tar(page("a.txt", b"mot"), page("../b.txt", b"x" * 600), page("c.txt", b""))
    assert tar_members(data) == [(0, "a.txt", b"mot"), (1024, "../b.txt", b"x" * 600), (2560, "c.txt", b"")]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (tarfile.USTAR_FORMAT, "thư-mục/" * 12 + "tin.txt"),
        (tarfile.GNU_FORMAT, "tin-" * 60 + ".txt"),
        (tarfile.PAX_FORMAT, "tin-" * 60 + ".txt"),
    ],
    ids=["prefix", "GNU", "pax"],
)
def test_long_names_are_whole_and_of_one_member_alone(form: int, name: str) -> None:
    found = tar_members(tar(page(name, b"mot"), page("b.txt", b"hai"), form=form))
    assert [(member, content) for _, member, content in found] == [(name, b"mot"), ("b.txt", b"hai")]


def test_links_and_devices_are_refused_and_folders_are_silent() -> None:
    infos = []
    for name, kind in (("a", tarfile.SYMTYPE), ("b", tarfile.CHRTYPE), ("c", tarfile.DIRTYPE)):
        info = tarfile.TarInfo(name)
        info.type = kind
        infos.append((info, b""))
    assert tar_members(tar(*infos)) == [(0, "a", "not_regular_file"), (512, "b", "not_regular_file")]


def test_behind_a_damaged_header_the_next_sound_one_is_found() -> None:
    data = bytearray(tar(page("a.txt", b"mot"), page("b.txt", b"hai")))
    data[0] ^= 1
    assert tar_members(bytes(data)) == [(0, "", "corrupt_member"), (1024, "b.txt", b"hai")]


def test_a_cut_member_and_a_large_one_are_faults() -> None:
    data = tar(page("a.txt", b"m" * 900))
    assert tar_members(data[:600]) == [(0, "a.txt", "truncated_record")]
    assert tar_members(data, 899) == [(0, "a.txt", "too_large")]


def test_a_size_may_be_in_binary() -> None:
    data = bytearray(tar(page("a.txt", b"mot")))
    data[124:136] = b"\x80" + (3).to_bytes(11, "big")
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert tar_members(bytes(data)) == [(0, "a.txt", b"mot")]
