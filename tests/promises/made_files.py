"""Makes the files of the hostile inputs: WARC records, HTTP responses, archives, Parquet, damaged copies."""

import base64
import gzip
import hashlib
import io
import json
import struct
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq

NEWS = "Mưa lớn làm ngập nhiều tuyến phố của huyện An Bình trong đêm qua."
MORE = "Ông Trần Văn Giả cho biết nước đã rút vào sáng nay."
LAST = "Trường học mở cửa trở lại từ ngày mai, theo thông báo của xã."
OTHER_DIGEST = "sha1:" + "A" * 32


def html(text: str) -> bytes:
    return f"<!doctype html><html><body><p>{text}</p></body></html>".encode()


def line(text: str, **fields: object) -> bytes:
    return json.dumps({"text": text, **fields}, ensure_ascii=False).encode() + b"\n"


def flipped(data: bytes, position: int) -> bytes:
    """Return a copy with one byte changed."""
    changed = bytearray(data)
    changed[position] ^= 0x55
    return bytes(changed)


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def http(body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html") -> bytes:
    fields = [f"Content-Type: {content_type}"] if content_type else []
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, *headers, "", ""]).encode() + body


def chunked(body: bytes, size: int = 40) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def record(block: bytes, *headers: str, kind: str = "response", length: str | None = None) -> bytes:
    content_type = {"response": "application/http; msgtype=response", "conversion": "text/plain"}.get(kind)
    fields = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(block, usedforsecurity=False).hexdigest()}>",
        "WARC-Date: 2024-05-01T00:00:00Z",
        "WARC-Target-URI: https://bao.example/tin",
        *([f"Content-Type: {content_type}"] if content_type else []),
        f"Content-Length: {len(block) if length is None else length}",
        *headers,
        "",
        "",
    ]
    return "\r\n".join(fields).encode() + block + b"\r\n\r\n"


def page_record(text: str, *headers: str) -> bytes:
    return record(http(html(text)), *headers)


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def zip_of(pages: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in pages.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def tar_of(pages: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=form) as archive:
        for name, data in pages.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def tar_with_links() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        link = tarfile.TarInfo("a.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        device = tarfile.TarInfo("b.html")
        device.type = tarfile.CHRTYPE
        archive.addfile(device)
        page = tarfile.TarInfo("../../c.html")
        page.size = len(html(NEWS))
        archive.addfile(page, io.BytesIO(html(NEWS)))
    return target.getvalue()


def parquet(columns: dict[str, list[object]], rows_per_group: int = 2, **options: object) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, row_group_size=rows_per_group, write_page_checksum=True, **options)
    return target.getvalue()


def damaged_parquet() -> bytes:
    """Return a file of three row groups with one bit changed in a page of the second."""
    data = parquet(
        {"text": [NEWS, MORE, "x" * 50, "y" * 50, LAST]},
        compression="none",
        use_dictionary=False,
        write_statistics=False,
    )
    return flipped(data, data.index(b"y" * 50) + 10)


def one_value_often(size: int, count: int) -> bytes:
    """Return a file of some kilobytes whose rows all hold the same long value."""
    value = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array(["a " * (size // 2)]))
    target = io.BytesIO()
    pq.write_table(pa.table({"text": value}), target, compression="zstd", row_group_size=count)
    return target.getvalue()


def tcvn3(text: str) -> bytes:
    from flows.sources.legacy_vietnamese import TCVN3

    codes = {letter: code for code, letter in enumerate(TCVN3)}
    return bytes(codes[letter] for letter in text)


def viscii(text: str) -> bytes:
    from flows.sources.legacy_vietnamese import VISCII

    codes = {letter: code for code, letter in enumerate(VISCII)}
    return bytes(codes[letter] for letter in text)


def windows_1258(text: str) -> bytes:
    """Return text with the five tones apart and the letters whole, as that encoding has them."""
    import unicodedata

    out = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
        whole = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in tone))
        out.append(whole + tone)
    return "".join(out).encode("cp1258")


def misread(text: str) -> str:
    """Return what UTF-8 shows as in windows-1252, as a browser reads it."""
    return "".join(
        bytes((code,)).decode("cp1252", "ignore") or chr(code) if code >= 0x80 else chr(code)
        for code in text.encode()
    )


def checked_zstd(data: bytes) -> bytes:
    """Return a zstd frame with a checksum, as the command line tool writes it."""
    from backports import zstd

    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


def zstd_bomb(size: int) -> bytes:
    from backports import zstd

    return zstd.compress(b"\0" * size)


def stored_local_member(name: bytes, data: bytes, packed_size: int) -> bytes:
    """Return a zip member's local header and data, with the size that it claims."""
    import zlib

    head = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, zlib.crc32(data), packed_size, packed_size, len(name), 0
    )
    return head + name + data
