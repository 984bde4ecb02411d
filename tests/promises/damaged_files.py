"""Damaged and cut files: what stands before and after the damage must survive."""

import gzip

import brotli
from backports import zstd
from made_files import (
    LAST,
    MORE,
    NEWS,
    damaged_parquet,
    flipped,
    html,
    parquet,
    stored_local_member,
    tar_of,
    zip_of,
)
from promise_case import ALL, PACKERS, THREE, Case


def damage() -> list[Case]:
    """Return damaged and cut files: what stands before and after the damage must survive."""
    cases = [
        Case(
            "P11",
            "bad JSON line",
            {"a.jsonl": THREE[0] + b'{"text": oops}\n' + THREE[2]},
            (NEWS, "!invalid_json", LAST),
        ),
        Case(
            "P11",
            "binary line",
            {"a.jsonl": THREE[0] + b"\xff\x81\x8d\x90\n" + THREE[2]},
            (NEWS, "!invalid_json", LAST),
        ),
        Case(
            "P11",
            "nested line",
            {"a.jsonl": THREE[0] + b"[" * 99_999 + b"\n" + THREE[2]},
            (NEWS, "!invalid_json", LAST),
        ),
        Case(
            "P11",
            "huge integer",
            {"a.jsonl": THREE[0] + b'{"text":"a","n":' + b"9" * 9_999 + b"}\n" + THREE[2]},
            (NEWS, "!invalid_json", LAST),
        ),
        Case("P11", "no object", {"a.jsonl": THREE[0] + b"17\n" + THREE[2]}, (NEWS, "!no_text", LAST)),
        Case(
            "P11",
            "array with a bad record",
            {"a.json": b"[\n" + b",\n".join([THREE[0].strip(), b'{"text": "x', THREE[2].strip()]) + b"\n]"},
            (NEWS, "!invalid_json", LAST),
        ),
        Case("P12", "cut line", {"a.jsonl": THREE[0] + THREE[1][:-9]}, (NEWS, "!truncated_record")),
        Case("P12", "cut array", {"a.json": b"[" + THREE[0] + b"," + THREE[1][:-9]}, (NEWS, "!truncated_record")),
        Case(
            "P12",
            "cut Parquet",
            {"a.parquet": parquet({"text": list(ALL)})[:-20], "b.txt": NEWS.encode()},
            ("!truncated_parquet", NEWS),
        ),
        Case(
            "P11",
            "Parquet footer",
            {"a.parquet": flipped(parquet({"text": list(ALL)}), -7), "b.txt": NEWS.encode()},
            ("!corrupt_parquet", NEWS),
        ),
        Case("P11", "Parquet page", {"a.parquet": damaged_parquet()}, (NEWS, MORE, "!corrupt_parquet", LAST)),
        Case(
            "P12",
            "cut zip",
            {"a.zip": zip_of({"1.html": html(NEWS), "2.html": html(MORE)})[:-30]},
            ("!truncated_zip", NEWS, MORE),
        ),
        Case(
            "P12",
            "zip cut in a member",
            {"a.zip": zip_of({"1.html": html(NEWS), "2.html": html(MORE)})[:200]},
            ("!truncated_zip", NEWS, "!truncated_record"),
        ),
        Case("P11", "zip member's bytes", {"a.zip": _broken_zip()}, (NEWS, "!corrupt_member", LAST)),
        Case(
            "P11",
            "zip member stored with a false length",
            {
                "a.zip": stored_local_member(b"1.html", html(NEWS), 9_999)
                + stored_local_member(b"2.html", html(MORE), len(html(MORE)))
            },
            ("!truncated_zip", "!truncated_record", MORE),
        ),
        Case(
            "P12",
            "cut tar",
            {"a.tar": tar_of({"1.html": html(NEWS), "2.html": html(MORE)})[:1540]},
            (NEWS, "!truncated_record"),
        ),
        Case("P11", "tar header", {"a.tar": _broken_tar()}, (NEWS, "!corrupt_member", LAST)),
        Case(
            "P12",
            "cut packed tar",
            {"a.tar.gz": gzip.compress(tar_of({"1.html": html(NEWS), "2.html": html(MORE)}), 0)[:1600]},
            (NEWS, "!truncated_record", "!truncated_gzip"),
        ),
        Case(
            "P12",
            "cut page in gzip",
            {"a.html.gz": gzip.compress(html(NEWS))[:-5], "b.txt": NEWS.encode()},
            ("!truncated_gzip", NEWS),
        ),
        Case(
            "P12",
            "cut page in brotli",
            {"a.html.br": brotli.compress(html(NEWS))[:-5], "b.txt": NEWS.encode()},
            ("!truncated_brotli", NEWS),
        ),
        Case(
            "P11",
            "garbage behind gzip",
            {"a.jsonl.gz": gzip.compress(THREE[0]) + b"garbage" + gzip.compress(THREE[2])},
            (NEWS, "!corrupt_gzip", LAST),
        ),
        Case(
            "P11",
            "empty gzip member",
            {"a.jsonl.gz": gzip.compress(THREE[0]) + gzip.compress(b"") + gzip.compress(THREE[2])},
            (NEWS, LAST),
        ),
        Case(
            "P11",
            "zero padding between members",
            {"a.jsonl.gz": gzip.compress(THREE[0]) + bytes(99) + gzip.compress(THREE[2])},
            (NEWS, LAST),
        ),
        Case(
            "P11",
            "skippable zstd frame",
            {"a.jsonl.zst": zstd.compress(THREE[0]) + b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + zstd.compress(THREE[2])},
            (NEWS, LAST),
        ),
    ]
    for end, pack in PACKERS.items():
        if end == "br":
            continue
        name = {"gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "zstd"}[end]
        parts = [pack(each) for each in THREE]
        bad = flipped(parts[1], len(parts[1]) * 3 // 4)
        # What gzip salvages of a damaged line may be no JSON; it is never published.
        cases += [
            Case(
                "P11",
                f"{name} member",
                {f"a.jsonl.{end}": parts[0] + bad + parts[2]},
                (NEWS, f"!corrupt_{name}", LAST),
            ),
            Case("P12", f"{name} cut at the end", {f"a.jsonl.{end}": parts[0] + parts[1][:-6]}, _cut_at_end(name)),
            Case(
                "P11",
                f"{name} cut in the middle",
                {f"a.jsonl.{end}": parts[0] + parts[1][:-9] + parts[2]},
                _cut_in_middle(name),
            ),
        ]
    return cases


def _cut_at_end(name: str) -> tuple[str, ...]:
    # gzip, bzip2 and xz give the whole line before their trailer, which is what is cut here.
    return (NEWS, MORE, f"!truncated_{name}") if name in ("gzip", "bzip2", "xz") else (NEWS, f"!truncated_{name}")


def _cut_in_middle(name: str) -> tuple[str, ...]:
    if name == "gzip":  # whose last line is whole before its trailer, too
        return (NEWS, MORE, "!corrupt_gzip|truncated_gzip", LAST)
    return (NEWS, f"!corrupt_{name}|truncated_{name}", LAST)


def _broken_zip() -> bytes:
    data = zip_of({"1.html": html(NEWS), "2.html": html(MORE), "3.html": html(LAST)})
    return flipped(data, data.index(b"2.html") + 20)


def _broken_tar() -> bytes:
    data = tar_of({"1.html": html(NEWS), "2.html": html(MORE), "3.html": html(LAST)})
    return flipped(data, data.index(b"2.html"))
