import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest
from backports import zstd

from flows.sources import unpack_blocks
from flows.sources.unpack_blocks import PACKINGS, Damage, PackedFile, Piece, UnpackedStream, held_back

PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress}


def unpacked(name: str, data: bytes, max_bytes: int = 1 << 30, **options: object) -> list[tuple[int, bytes] | str]:
    """Return each member's offset and content, or the reason of damage."""
    found: list[tuple[int, bytes] | str] = []
    content = b""
    for piece in PackedFile(io.BytesIO(data), PACKINGS[name], max_bytes).pieces(**options):
        if isinstance(piece, Damage):
            found.append(piece.reason)
            content = b""
            continue
        content += piece.data
        if piece.is_last:
            found.append((piece.member_offset, content))
            content = b""
    return found


@pytest.mark.parametrize(("name", "pack"), PACKERS.items())
def test_members_follow_each_other_with_padding(name: str, pack: Callable[[bytes], bytes]) -> None:
    first, empty, last = pack(b"ab"), pack(b""), pack(b"cd")
    data = first + bytes(3) + empty + last + bytes(99)
    second = len(first) + 3
    assert unpacked(name, data) == [(0, b"ab"), (second, b""), (second + len(empty), b"cd")]


@pytest.mark.parametrize(("name", "pack"), PACKERS.items())
def test_a_member_of_many_blocks_is_whole(
    name: str, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for constant in ("BLOCK_BYTES", "FEED_BYTES", "READ_BYTES"):
        monkeypatch.setattr(unpack_blocks, constant, 7)
    assert unpacked(name, pack(b"0123456789" * 100)) == [(0, b"0123456789" * 100)]


@pytest.mark.parametrize(("name", "pack"), PACKERS.items())
def test_members_belong_to_the_range_in_which_they_begin(name: str, pack: Callable[[bytes], bytes]) -> None:
    first, second = pack(b"ab" * 9), pack(b"cd" * 9)
    data = first + second
    assert unpacked(name, data, start=1) == [(len(first), b"cd" * 9)]
    assert unpacked(name, data, end=1) == [(0, b"ab" * 9)]
    assert unpacked(name, data, start=1, begins=b"xy", lookback=0) == []


def test_what_is_no_gzip_is_damage_with_a_place() -> None:
    assert unpacked("gzip", b"no gzip") == ["corrupt_gzip"]
    assert unpacked("gzip", gzip.compress(b"ab") + b"no gzip") == [(0, b"ab"), "corrupt_gzip"]


def test_a_bomb_is_stopped_and_the_member_after_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(bytes(4_000_000), 9)
    data = bomb + gzip.compress(b"ab")
    monkeypatch.setattr(unpack_blocks, "FREE_EXPANSION_BYTES", 1_000_000)
    monkeypatch.setattr(unpack_blocks, "FEED_BYTES", 100)
    assert unpacked("gzip", data) == ["too_large", (len(bomb), b"ab")]
    assert unpacked("gzip", data, max_bytes=1_000_000) == ["too_large"]


def test_a_file_of_nothing_but_damage_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack_blocks, "MAX_DAMAGES", 3)
    assert unpacked("gzip", gzip.compress(b"abc")[:-8] * 9) == ["corrupt_gzip"] * 3 + ["too_damaged"]


def test_a_member_is_held_back_until_its_checksum_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, cut, wrong = Piece(0, b"ab", is_last=True), Damage(0, "truncated_gzip", ""), Damage(0, "c", "", True)
    begun = Piece(0, b"ab", is_last=False)
    assert list(held_back([sound, begun, cut])) == [sound, begun, cut]
    assert list(held_back([begun, wrong, sound])) == [wrong, sound]
    monkeypatch.setattr(unpack_blocks, "HELD_BYTES", 3)
    assert list(held_back([begun, begun, wrong])) == [begun, begun, wrong]


def test_a_stream_keeps_the_damage_with_places_of_their_own() -> None:
    damage = Damage(9, "corrupt_gzip", "")
    stream = UnpackedStream([Piece(0, b"ab", is_last=True), damage, damage, Piece(0, b"c", is_last=True)])
    assert (list(stream.blocks()), [offset for offset, _ in stream.damages]) == ([b"ab", b"c"], [2, 3])
    stream = UnpackedStream([damage, Piece(0, b"c", is_last=True)], is_ended_by_damage=True)
    assert (list(stream.blocks()), stream.damages) == ([], [(0, damage)])


def forged_file() -> tuple[bytes, int, list[bytes]]:
    """Members of which the second holds, unpacked, what looks like two members; where these begin; what all hold."""
    forged = gzip.compress(b"WARC/1.0 forged") + gzip.compress(b"WARC/1.0 forged too")
    contents = [b"WARC/1.0 one", b"WARC/1.0 two " + forged + b" end", b"WARC/1.0 three"]
    data = b"".join(gzip.compress(content, compresslevel=0) for content in contents)
    return data, data.index(forged), contents


@pytest.mark.parametrize("lookback", [1 << 26, 60])
def test_a_range_does_not_begin_at_what_looks_like_a_member_inside_of_one(lookback: int) -> None:
    data, inside, contents = forged_file()
    cut = PackedFile(io.BytesIO(data), PACKINGS["gzip"], 1 << 20)
    assert inside > 60, "the member before is found by looking back"
    parts = [
        piece.data
        for start, end in ((0, inside), (inside, inside + 5), (inside + 5, None))
        for piece in cut.pieces(start, end, b"WARC/", lookback)
        if isinstance(piece, Piece)
    ]
    assert b"".join(parts) == b"".join(contents)


def test_damage_between_members_belongs_to_the_range_in_which_it_begins() -> None:
    one, two = gzip.compress(b"WARC/1.0 one"), gzip.compress(b"WARC/1.0 two")
    data = one + b"garbage" + two
    packed = PackedFile(io.BytesIO(data), PACKINGS["gzip"], 1 << 20)
    ranges = ((0, len(one)), (len(one), len(one) + 3), (len(one) + 3, None))
    found = [
        [piece.reason if isinstance(piece, Damage) else piece.data for piece in packed.pieces(start, end, b"WARC/")]
        for start, end in ranges
    ]
    assert found == [[b"WARC/1.0 one"], ["corrupt_gzip"], [b"WARC/1.0 two"]]
