import json

import pytest

from flows.sources.html_pages import visible_text


def test_a_page_says_what_it_is() -> None:
    markup = """<html lang="vi"><head><title> Tin  &amp; bài </title>
    <link rel="canonical" href="https://bao.example/tin-1">
    <meta property="og:title" content="Tin trên mạng"><meta property="og:url" content="https://bao.example/1">
    <meta name="Author" content="Lê An"><meta property="article:published_time" content="2024-05-01T07:00:00+07:00">
    <meta property="article:modified_time" content="2024-05-02"><meta property="og:site_name" content="Báo">
    <meta property="article:section" content="Xã hội"><meta name="keywords" content="mưa, bão">
    <meta name="description" content="Mô tả"><meta property="og:type" content="article"></head>
    <body><h1><img></h1><h1>Tin <i>lớn</i></h1></body></html>"""
    assert visible_text(markup).page_metadata == {
        "author": "Lê An",
        "canonical_url": "https://bao.example/tin-1",
        "description": "Mô tả",
        "h1": "Tin lớn",
        "keywords": "mưa, bão",
        "language": "vi",
        "modified_at": "2024-05-02",
        "og_title": "Tin trên mạng",
        "og_url": "https://bao.example/1",
        "published_at": "2024-05-01T07:00:00+07:00",
        "section": "Xã hội",
        "site_name": "Báo",
        "title": "Tin & bài",
        "type": "article",
    }


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


ARTICLE = {
    "@type": ["NewsArticle", "Thing"],
    "author": [{"@type": "Person", "name": "Lê An"}, {"name": "Trần Bình"}, 7],
    "publisher": {"name": "Báo"},
    "datePublished": "2024-05-01",
}
FACTS = {"author": "Lê An, Trần Bình", "published_at": "2024-05-01", "site_name": "Báo", "type": "NewsArticle, Thing"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(ARTICLE, FACTS, id="alone"),
        pytest.param([{"@type": "Organization"}, ARTICLE], FACTS, id="in a list"),
        pytest.param({"@graph": [{"@type": "WebPage", "mainEntity": ARTICLE}]}, FACTS, id="in a graph"),
        pytest.param({"@type": "Organization", "author": "x"}, {}, id="no article"),
        pytest.param("{broken", {}, id="malformed"),
        pytest.param("[" * 100_000, {}, id="nested too deep"),
        pytest.param('"' + "x" * 1_000_001 + '"', {}, id="too large"),
        pytest.param(["x"] * 2_000, {}, id="too many"),
    ],
)
def test_json_ld_of_an_article_fills_what_meta_elements_leave_open(value: object, expected: object) -> None:
    assert visible_text(json_ld(value) + "a").page_metadata == expected


def test_an_author_that_is_an_address_is_no_name() -> None:
    markup = '<meta property="article:author" content="https://mang.example/bao"><meta name="article:tag" content="a"><meta name="article:tag" content="b">'
    assert visible_text(markup + json_ld({"@type": "Article", "author": "Lê An"})).page_metadata == {
        "author": "Lê An",
        "keywords": "a, b",
        "type": "Article",
    }
