import hashlib

import pytest

from flows.steps.article_ids import (
    address_article_id,
    address_host,
    believed_address,
    canonical_address,
    content_article_id,
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://www.Example.org/Bai-1/?utm_source=x&id=2&fbclid=y#top", "example.org/Bai-1?id=2"),
        ("http://example.org:8080/a", "example.org:8080/a"),
        ("https://example.org:443/a/", "example.org/a"),
        ("https://example.org/", None),
        ("https://example.org/?utm_source=x", None),
        ("ftp://example.org/a", None),
        ("/bai-1", None),
        ("http://[", None),
        ("http://example.org:port/a", None),
        (None, None),
    ],
)
def test_an_address_has_one_spelling(url: str | None, expected: str | None) -> None:
    assert canonical_address(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://www.example.org/a", "example.org"), ("//example.org/a", None), ("http://[", None), (None, None)],
)
def test_the_host_is_that_of_a_web_address(url: str | None, expected: str | None) -> None:
    assert address_host(url) == expected


@pytest.mark.parametrize(
    ("url", "claimed", "expected"),
    [
        ("https://example.org/a?page=1", "https://www.example.org/a", "example.org/a"),
        ("https://example.org/a", "https://other.org/b", "example.org/a"),
        ("https://example.org/a", "https://example.org/", "example.org/a"),
        (None, "https://example.org/b", "example.org/b"),
        (None, None, None),
    ],
)
def test_a_claimed_address_is_believed_on_its_own_host(
    url: str | None, claimed: str | None, expected: str | None
) -> None:
    assert believed_address(url, claimed) == expected


def test_ids_are_the_head_of_sha256() -> None:
    assert address_article_id("example.org/a", 0) == hashlib.sha256(b"example.org/a\x1f0").hexdigest()[:32]
    expected = hashlib.sha256("sông lớn\x1fnước đã rút.\x1f1".encode()).hexdigest()[:32]
    assert content_article_id("Sông  LỚN", "Nước đã\n\nrút.", 1) == expected
    assert content_article_id(None, "a", 0) == hashlib.sha256(b"\x1fa\x1f0").hexdigest()[:32]
