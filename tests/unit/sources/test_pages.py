import pytest

from flows.sources.pages import HTML, PageLimits, read_page
from flows.sources.text_pages import Page, PageError, Payload


def test_bytes_of_text_are_a_page() -> None:
    data = b"\xef\xbb\xbfTie\xcc\x82\xcc\x81ng\r\nVi\xe1\xbb\x87t\xe2\x80\x8b"
    assert read_page(Payload(data, "text/plain"), PageLimits()) == Page(
        document_id="5c00827d0163d0ad36f8c57eb8d199f8",
        media_type="text/plain",
        encoding="utf-8",
        removed_character_count=1,
        text="Tiếng\nViệt",
    )


def test_html_is_a_page_with_what_it_says_of_itself() -> None:
    data = "<meta charset=windows-1251><title>Т</title><p>новости\0</p>".encode("cp1251")
    page = read_page(Payload(data, HTML), PageLimits())
    assert (page.encoding, page.media_type, page.text, page.removed_character_count) == (
        "windows-1251",
        "text/html",
        "новости",
        1,
    )
    assert page.page_metadata == {"title": "Т"}


def test_the_charset_of_the_transport_goes_before_that_of_the_page() -> None:
    data = b"<meta charset=koi8-r><p>" + "новости".encode("cp1251")
    assert read_page(Payload(data, HTML, "windows-1251"), PageLimits()).text == "новости"


def test_the_id_of_a_text_is_that_of_its_utf_8() -> None:
    decoded, encoded = Payload("chào", "text/plain"), Payload("chào".encode(), "text/plain")
    assert read_page(decoded, PageLimits()) == read_page(encoded, PageLimits())


def test_a_text_keeps_the_encoding_of_the_file_that_it_was_in() -> None:
    assert read_page(Payload("a", "text/plain", "tcvn3"), PageLimits()).encoding == "tcvn3"


@pytest.mark.parametrize(
    ("payload", "limits", "reason"),
    [
        (Payload(b"<p>\x81\x8d", HTML), PageLimits(), "undecodable"),
        (Payload(bytes(range(1, 32)), "text/plain"), PageLimits(), "not_text"),
        (Payload("a\n" * 3, "text/plain"), PageLimits(max_lines=3), "too_many_lines"),
        (Payload("<p>a" * 3, HTML), PageLimits(max_lines=2), "too_many_lines"),
        (Payload("<div>" * 4 + "a", HTML), PageLimits(max_depth=3), "too_deep"),
    ],
)
def test_what_cannot_be_a_page_says_why(payload: Payload, limits: PageLimits, reason: str) -> None:
    with pytest.raises(PageError) as caught:
        read_page(payload, limits)
    assert caught.value.reason == reason
