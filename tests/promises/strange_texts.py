"""Encodings, told and untold, and characters that are unfit for text."""

import codecs
import unicodedata

from made_files import LAST, MORE, NEWS, html, http, line, misread, record, tcvn3, viscii, windows_1258
from promise_case import Case

# Symbols that are letters in TCVN3 and VISCII.
SIGNS = "Don’t · £5 · it’s × 2 · ©2020 · “you’ll” – they’re ® · «no» · 3 × £4 · ½ · §7 · we’d"


def _html_in(data: bytes, charset: str | None = None) -> bytes:
    meta = f"<meta charset={charset}>".encode() if charset else b""
    return b"<html><head>" + meta + b"</head><body><p>" + data + b"</p></body></html>"


def encodings() -> list[Case]:
    """Return the same news in every encoding, rightly, wrongly and not declared."""
    whole = f"{NEWS} {MORE} {LAST}"
    spelled = {
        "tcvn3": tcvn3(whole),
        "viscii": viscii(whole),
        "windows-1258": windows_1258(whole),
        "utf-16-le": whole.encode("utf-16-le"),
        "utf-16-be": whole.encode("utf-16-be"),
    }
    cases = [Case("P13", f"{name} text", {"a.txt": data}, (whole,), encoding=name) for name, data in spelled.items()]
    for name in ("tcvn3", "viscii", "windows-1258"):
        data = spelled[name]
        cases += [
            Case("P13", f"{name} HTML, nothing declared", {"a.html": _html_in(data)}, (whole,), encoding=name),
            Case("P13", f"{name} HTML, declared rightly", {"a.html": _html_in(data, name)}, (whole,), encoding=name),
            Case("P13", f"{name} HTML, declared UTF-8", {"a.html": _html_in(data, "utf-8")}, (whole,), encoding=name),
            Case(
                "P13",
                f"{name} HTML, declared ISO-8859-1",
                {"a.html": _html_in(data, "iso-8859-1")},
                (whole,),
                encoding=name,
            ),
            Case(
                "P13",
                f"{name} HTML, declared ISO-8859-2",
                {"a.html": _html_in(data, "iso-8859-2")},
                (whole,),
                encoding=name,
            ),
            Case(
                "P13", f"{name} HTML, declared KOI8-R", {"a.html": _html_in(data, "koi8-r")}, (whole,), encoding=name
            ),
            Case(
                "P13",
                f"{name} in a record",
                {"a.warc": record(http(_html_in(data), content_type=f"text/html; charset={name}"))},
                (whole,),
                encoding=name,
            ),
            Case("P13", f"{name} JSON lines", {"a.jsonl": b'{"text": "' + data + b'"}\n'}, (whole,), encoding=name),
            Case("P13", f"{name} read as windows-1252", {"a.txt": data.decode("latin-1").encode()}, (whole,)),
        ]
    vni = "Thuû töôùng vöøa kyù quyeát ñònh pheâ duyeät keá hoaïch naêm sau cuûa nhaø maùy ôû Haø Noäi".encode(
        "cp1252"
    )
    read_vni = "Thủ tướng vừa ký quyết định phê duyệt kế hoạch năm sau của nhà máy ở Hà Nội"
    capitals = "Thñ t­íng ký quyÕt ®Þnh HéI NGHÞ toµn quèc ë Hµ Néi".encode("cp1252")
    once, twice = misread(whole), misread(misread(whole))
    return [
        *cases,
        Case("P13", "vni text", {"a.txt": vni}, (read_vni,), encoding="vni"),
        Case("P13", "vni HTML", {"a.html": _html_in(vni, "iso-8859-1")}, (read_vni,), encoding="vni"),
        Case("P13", "vni read as windows-1252", {"a.html": _html_in(vni.decode("cp1252").encode())}, (read_vni,)),
        Case(
            "P13",
            "tcvn3 capitals",
            {"a.txt": capitals},
            ("Thủ tướng ký quyết định HỘI NGHỊ toàn quốc ở Hà Nội",),
            encoding="tcvn3",
        ),
        Case("P13", "UTF-8 with a mark", {"a.txt": codecs.BOM_UTF8 + whole.encode()}, (whole,), encoding="utf-8"),
        Case(
            "P13",
            "UTF-16 with a mark",
            {"a.html": _html_in(b"").decode().replace("<p>", f"<p>{whole}").encode("utf-16")},
            (whole,),
            encoding="utf-16-le",
        ),
        Case(
            "P13",
            "UTF-16 HTML without a mark",
            {"a.html": html(whole).decode().encode("utf-16-be")},
            (whole,),
            encoding="utf-16-be",
        ),
        Case("P13", "UTF-32", {"a.txt": whole.encode("utf-32")}, (whole,), encoding="utf-32-le"),
        Case(
            "P13",
            "one bad byte in UTF-8",
            {"a.txt": whole.encode() + b" \xff."},
            (whole + " \ufffd.",),
            encoding="utf-8",
            removed_count=1,
        ),
        Case(
            "P13",
            "UTF-8 declared windows-1252",
            {"a.html": _html_in(whole.encode(), "windows-1252")},
            (whole,),
            encoding="utf-8",
        ),
        Case(
            "P13",
            "UTF-8 declared by nobody's codec",
            {"a.html": _html_in(whole.encode(), "x-klingon")},
            (whole,),
            encoding="utf-8",
        ),
        Case(
            "P20",
            "charset of a Python codec",
            {"a.html": _html_in(b"caf\xe9 \\x41", "unicode_escape")},
            ("café \\x41",),
            encoding="windows-1252",
        ),
        Case("P20", "charset zlib", {"a.html": _html_in(whole.encode(), "zlib_codec")}, (whole,), encoding="utf-8"),
        Case("P13", "double-encoded text", {"a.txt": once.encode()}, (whole,), encoding="utf-8-as-windows-1252"),
        Case(
            "P13",
            "double-encoded HTML",
            {"a.html": _html_in(once.encode())},
            (whole,),
            encoding="utf-8-as-windows-1252",
        ),
        Case("P13", "double-encoded JSON", {"a.jsonl": line(once)}, (whole,), encoding="utf-8-as-windows-1252"),
        Case("P13", "encoded three times", {"a.txt": twice.encode()}, (whole,), encoding="utf-8-as-windows-1252"),
        Case("P13", "double-encoded, no-break spaces lost", {"a.txt": once.replace("\xa0", " ").encode()}, (whole,)),
        Case(
            "P13",
            "double-encoded beside sound text",
            {"a.txt": f"{NEWS}\n{misread(MORE)}".encode()},
            (f"{NEWS}\n{MORE}",),
        ),
        Case(
            "P13",
            "double-encoded with a lost byte",
            {"a.txt": once.replace("\x81", "?").encode()},
            (whole.replace("ề", "\ufffd"),),
            removed_count=1,
        ),
        Case(
            "P13",
            "double-encoded, most bytes lost",
            {"a.txt": once.replace("º", "?").replace("»", "?").replace("Æ", "?").encode(), "b.txt": NEWS.encode()},
            ("!undecodable", NEWS),
        ),
        Case(
            "P13",
            "bytes of no encoding",
            {"a.html": b"<p>\x81\x8d\x90", "b.txt": NEWS.encode()},
            ("!undecodable", NEWS),
        ),
        Case(
            "P13",
            "declared Russian",
            {"a.html": _html_in("Новости сегодня".encode("cp1251"), "windows-1251")},
            ("Новости сегодня",),
            encoding="windows-1251",
        ),
        Case(
            "P13",
            "Russian in KOI8-R",
            {"a.html": _html_in("Новости сегодня утром".encode("koi8-r"), "koi8-r")},
            ("Новости сегодня утром",),
            encoding="koi8-r",
        ),
        Case(
            "P13",
            "declared Chinese",
            {"a.html": _html_in("新闻报道内容".encode("gbk"), "gb2312")},
            ("新闻报道内容",),
            encoding="gb2312",
        ),
        Case(
            "P13",
            "French",
            {"a.txt": "L'été à Genève, où il a déjà vécu, très français".encode("cp1252")},
            ("L'été à Genève, où il a déjà vécu, très français",),
            encoding="windows-1252",
        ),
        Case(
            "P13",
            "Portuguese",
            {"a.txt": "não é só a situação em São Paulo, às vezes também".encode("cp1252")},
            ("não é só a situação em São Paulo, às vezes também",),
            encoding="windows-1252",
        ),
        Case(
            "P13",
            "German in UTF-8",
            {"a.txt": "Größe, Übung und schöne Füße für alle".encode()},
            ("Größe, Übung und schöne Füße für alle",),
            encoding="utf-8",
        ),
        Case(
            "P13",
            "English with typographic signs",
            {"a.html": html(f"{SIGNS} {SIGNS}")},
            (f"{SIGNS} {SIGNS}",),
            encoding="utf-8",
        ),
        Case(
            "P13",
            "English with typographic signs in windows-1252",
            {"a.html": _html_in(f"{SIGNS} {SIGNS}".encode("cp1252"))},
            (f"{SIGNS} {SIGNS}",),
            encoding="windows-1252",
        ),
        Case(
            "P13",
            "Italian with typographic signs",
            {"a.txt": "Perché è già più così? L’è già, dov’è più, là · più".encode()},
            ("Perché è già più così? L’è già, dov’è più, là · più",),
            encoding="utf-8",
        ),
        Case(
            "P13",
            "a page that shows mojibake",
            {"a.txt": f"{NEWS} Chữ hỏng trông như Ã¡ hay áº¿.".encode()},
            (f"{NEWS} Chữ hỏng trông như Ã¡ hay áº¿.",),
            encoding="utf-8",
        ),
        Case(
            "P13", "decomposed", {"a.txt": unicodedata.normalize("NFD", whole).encode()}, (whole,), encoding="utf-8"
        ),
        Case(
            "P13",
            "charset in an XML declaration",
            {"a.xhtml": b"<?xml version='1.0' encoding='windows-1251'?><html><body>" + "Новости".encode("cp1251")},
            ("Новости",),
            encoding="windows-1251",
        ),
    ]


def characters() -> list[Case]:
    """Return characters that are unfit for text: removed and counted, where they are no part of a word."""
    persian, family = "می\u200cخواهم", "👨\u200d👩\u200d👧"
    unfit = {
        "NUL": "a\0b",
        "C0": "a\x01\x02b",
        "escape": "a\x1b[31mb",
        "delete": "a\x7fb",
        "C1": "a\x84b",
        "bidi override": "a\u202eb",
        "bidi isolate": "a\u2066b\u2069",
        "zero width space": "a\u200bb",
        "zero width no-break": "a\ufeffb",
        "word joiner": "a\u2060b",
        "soft hyphen": "a\xadb",
        "joiner in a Latin word": "a\u200db",
        "annotation": "a\ufff9b",
    }
    cases = []
    for name, sign in unfit.items():
        kept = sign.replace("[31m", "")
        shown = "".join(char for char in sign if char.isprintable() and char != "\xad")
        count = len(sign) - len(shown)
        del kept
        cases += [
            Case(
                "P14",
                f"{name} in text",
                {"a.txt": f"{NEWS} {sign}".encode()},
                (f"{NEWS} {shown}",),
                removed_count=count,
            ),
            Case(
                "P14",
                f"{name} in HTML",
                {"a.html": html(f"{NEWS} {sign}")},
                (f"{NEWS} {shown}",),
                removed_count=count,
            ),
            Case(
                "P14",
                f"{name} in JSON",
                {"a.jsonl": line(f"{NEWS} {sign}")},
                (f"{NEWS} {shown}",),
                removed_count=count,
            ),
        ]
    return [
        *cases,
        Case("P14", "escaped NUL in JSON", {"a.jsonl": b'{"text": "a\\u0000b"}'}, ("ab",), removed_count=1),
        Case(
            "P14",
            "lone surrogate in JSON",
            {"a.jsonl": b'{"text": "a\\ud800b", "id": "\\udfff"}'},
            ("ab",),
            removed_count=1,
        ),
        Case(
            "P14",
            "NUL in fields",
            {"a.jsonl": b'{"text": "ab", "id": "\\u0000", "url": "x\\u0000", "t": "\\u0000"}'},
            ("ab",),
        ),
        Case("P14", "references to controls", {"a.html": html("a&#1;b&#x202e;c&#8203;d")}, ("abcd",)),
        Case("P14", "joiner between Persian letters", {"a.txt": persian.encode()}, (persian,), removed_count=0),
        Case("P14", "joiners of an emoji", {"a.txt": family.encode()}, (family,), removed_count=0),
        Case("P14", "a run of marks", {"a.txt": ("a" + "\u0301" * 200_000).encode()}, ("á" + "\u0301" * 29,)),
        Case(
            "P14",
            "a run of marks in HTML",
            {"a.html": html("a" + "\u0316\u0301" * 100_000)},
            (unicodedata.normalize("NFC", "a" + "\u0316\u0301" * 15),),
        ),
    ]
