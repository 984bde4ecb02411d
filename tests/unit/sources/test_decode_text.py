import codecs
import unicodedata

import pytest

from flows.sources.decode_text import UndecodableError, declared_charset, decode_payload

VIETNAMESE = "Người dân rất vui mừng"
# windows-1258 writes the tone after its vowel, as a mark.
TONES_APART = "Ngươ\u0300i dân râ\u0301t vui mư\u0300ng va\u0300 ho\u0323 no\u0301i"


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        pytest.param(VIETNAMESE.encode(), None, (VIETNAMESE, "utf-8", 0), id="utf-8"),
        pytest.param(VIETNAMESE.encode(), "windows-1252", (VIETNAMESE, "utf-8", 0), id="utf-8 declared as another"),
        pytest.param(codecs.BOM_UTF8 + b"a", None, ("a", "utf-8", 0), id="utf-8 with a mark"),
        pytest.param(VIETNAMESE.encode("utf-16"), None, (VIETNAMESE, "utf-16-le", 0), id="utf-16 with a mark"),
        pytest.param(VIETNAMESE.encode("utf-32"), None, (VIETNAMESE, "utf-32-le", 0), id="utf-32 with a mark"),
        pytest.param(VIETNAMESE.encode("utf-16-le"), None, (VIETNAMESE, "utf-16-le", 0), id="utf-16-le"),
        pytest.param("hello you".encode("utf-16-be"), None, ("hello you", "utf-16-be", 0), id="utf-16-be in ASCII"),
        pytest.param(VIETNAMESE.encode() + b"\xff.", None, (VIETNAMESE + "\ufffd.", "utf-8", 1), id="one bad byte"),
        pytest.param(
            "новости дня".encode("cp1251"), " Windows-1251 ", ("новости дня", "windows-1251", 0), id="declared"
        ),
        pytest.param("新闻报道".encode("gbk"), "gb2312", ("新闻报道", "gb2312", 0), id="declared Chinese"),
        pytest.param(
            TONES_APART.encode("cp1258"),
            None,
            (unicodedata.normalize("NFC", TONES_APART), "windows-1258", 0),
            id="windows-1258",
        ),
        pytest.param(
            "così è già città".encode("cp1252"),
            "iso-8859-1",
            ("così è già città", "windows-1252", 0),
            id="windows-1252",
        ),
        pytest.param("país, aún había".encode("cp1252"), None, ("país, aún había", "windows-1252", 0), id="Spanish"),
    ],
)
def test_a_payload_is_decoded_by_its_surest_sign(data: bytes, declared: str | None, expected: object) -> None:
    assert tuple(decode_payload(data, declared)) == expected


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x\x81\x8d", id="undefined bytes"),
        pytest.param(codecs.BOM_UTF8 + b"\xff\xfe\x81" * 9, id="mark before other bytes"),
    ],
)
def test_what_no_encoding_fits_is_refused(data: bytes) -> None:
    with pytest.raises(UndecodableError, match="bytes fit no encoding"):
        decode_payload(data, None)


def test_a_python_codec_is_never_used_though_a_page_names_it() -> None:
    assert decode_payload(b"caf\xe9 \\x41", "unicode_escape").text == "café \\x41"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'<html><meta charset="UTF-8">', "utf-8"),
        (b"<META http-equiv=Content-Type content='text/html; charset=Windows-1258'>", "windows-1258"),
        (b"<p>charset=utf-8</p>", None),
        (b" " * 4096 + b"<meta charset=utf-8>", None),
    ],
)
def test_the_charset_is_read_from_a_meta_element_near_the_beginning(data: bytes, expected: object) -> None:
    assert declared_charset(data) == expected
