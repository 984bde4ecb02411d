import pytest

from flows.sources.misread_text import MojibakeError, Reread, reread_text, windows_1252_bytes

TEXT = "Người dân Hà Nội rất vui mừng và làm việc"
MISREAD = "NgÆ°á»\x9di dÃ¢n HÃ\xa0 Ná»™i ráº¥t vui má»«ng vÃ\xa0 lÃ\xa0m viá»‡c"


@pytest.mark.parametrize(
    "text",
    [MISREAD, MISREAD.replace("\xa0", " "), "".join(map(chr, MISREAD.encode())), MISREAD.encode().decode("latin-1")],
)
def test_double_encoded_text_is_turned_back(text: str) -> None:
    assert reread_text(text) == Reread(TEXT, "utf-8-as-windows-1252")


def test_a_lost_byte_is_replaced_and_counted() -> None:
    assert reread_text(MISREAD.replace("\x9d", "?")) == Reread(
        TEXT.replace("ờ", "\ufffd"), "utf-8-as-windows-1252", 1
    )


def test_legacy_text_that_was_saved_as_it_showed_is_turned_back() -> None:
    shown = "Thuû töôùng vöøa kyù quyeát ñònh pheâ duyeät"
    assert reread_text(shown) == Reread("Thủ tướng vừa ký quyết định phê duyệt", "vni-as-windows-1252")


@pytest.mark.parametrize(
    "text", ["tin", TEXT, f"{TEXT} Ã¡ áº¿", "L’été à Genève – où ?", "Größe « oui » · ©", "新闻"]
)
def test_text_that_reads_as_it_is_stays(text: str) -> None:
    assert reread_text(text) is None


def test_text_that_lost_most_bytes_is_refused() -> None:
    with pytest.raises(MojibakeError):
        reread_text("Ngá»i dân á»â Há»i An Ã ")


def test_bytes_of_windows_1252_are_those_that_browsers_show() -> None:
    assert (windows_1252_bytes("€é\x81"), windows_1252_bytes("ạ")) == (b"\x80\xe9\x81", None)
