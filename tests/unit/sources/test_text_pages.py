import pytest

from flows.sources.text_pages import Page, PageError, payload_bytes, read_text_page, text_page


def test_a_file_of_text_is_a_page() -> None:
    assert read_text_page(b"\xef\xbb\xbfTie\xcc\x82\xcc\x81ng\r\nVi\xe1\xbb\x87t\xe2\x80\x8b") == Page(
        document_id="5c00827d0163d0ad36f8c57eb8d199f8",
        media_type="text/plain",
        encoding="utf-8",
        removed_character_count=1,
        text="Tiếng\nViệt",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a single zero byte in a text\x00", "not_text"),
        (bytes(range(1, 32)) * 4, "not_text"),
        (b"x\x81\x8d", "undecodable"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(PageError) as caught:
        read_text_page(data)
    assert caught.value.reason == reason


def test_utf_16_is_text_in_spite_of_its_zero_bytes() -> None:
    assert read_text_page("chào bạn".encode("utf-16")).text == "chào bạn"


def test_the_id_of_a_records_text_is_that_of_its_utf_8() -> None:
    assert text_page("abc").document_id == read_text_page(b"abc").document_id
    assert payload_bytes("a\ud800") == "a\ufffd".encode()
