"""What an HTML page says of itself: its title, meta elements, OpenGraph and JSON-LD.

These are claims, kept as they are written; which of them to believe is for the steps to decide.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from flows.steps.normalize_text import normalize_text

MAX_VALUE_LENGTH = 2_000  # the longest real descriptions are a tenth of it
# Articles repeat their text in JSON-LD, and comments too; the largest block met on news pages was 100 kB.
MAX_JSON_LD_LENGTH = 1_000_000
MAX_JSON_LD_BLOCKS = 50
MAX_JSON_LD_OBJECTS = 1_000

# Where each key is looked for, the most exact claim first: the name or property of a meta element.
META_NAMES = {
    "og_title": ("og:title", "twitter:title"),
    "author": ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author"),
    "published_at": (
        *("article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate"),
        *("publish-date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "parsely-pub-date"),
        *("sailthru.date", "date"),
    ),
    "modified_at": (
        *("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified"),
        *("dcterms.modified",),
    ),
    "og_url": ("og:url",),
    "site_name": ("og:site_name", "application-name"),
    "section": ("article:section", "parsely-section"),
    "keywords": ("news_keywords", "keywords", "article:tag"),
    "description": ("og:description", "description", "twitter:description"),
    "language": ("content-language", "og:locale"),
    "type": ("og:type",),
}
KNOWN_META_NAMES = frozenset(name for names in META_NAMES.values() for name in names)
# The same keys in an article's JSON-LD, which fills what the meta elements leave open.
JSON_LD_NAMES = {
    "headline": ("headline",),
    "author": ("author", "creator"),
    "published_at": ("datePublished", "dateCreated"),
    "modified_at": ("dateModified",),
    "site_name": ("publisher",),
    "section": ("articleSection",),
    "keywords": ("keywords",),
    "description": ("description",),
    "language": ("inLanguage",),
    "type": ("@type",),
}
# NewsArticle, ReportageNewsArticle, TechArticle, ...; BlogPosting, LiveBlogPosting, SocialMediaPosting.
ARTICLE_TYPE = re.compile("(?:Article|Posting|Report)\\Z")
ADDRESS = re.compile("https?://|/", re.IGNORECASE)


def read_page_metadata(parser: LexborHTMLParser) -> dict[str, str]:
    """Return what the page says of itself, for the keys where it says something."""
    meta = _meta_values(parser)
    article = _first_article(parser)
    found = {
        "title": _first_text(parser, "title"),
        "h1": _first_text(parser, "h1"),
        "canonical_url": _attribute(parser, 'link[rel~="canonical" i]', "href"),
        "language": _attribute(parser, "html", "lang"),
    }
    for key in (*META_NAMES, "headline"):
        claims = [meta[name] for name in META_NAMES.get(key, ()) if name in meta]
        claims += [_json_ld_text(article.get(name)) for name in JSON_LD_NAMES.get(key, ())]
        found[key] = found.get(key) or next((claim for claim in claims if _is_claim(key, claim)), "")
    return {key: found[key] for key in sorted(found) if found[key]}


def _is_claim(key: str, text: str) -> bool:
    # article:author is the address of a profile by its definition, and a name only by custom.
    return bool(text) and not (key == "author" and ADDRESS.match(text))


def _meta_values(parser: LexborHTMLParser) -> dict[str, str]:
    """Return the first content of each name; repeated keywords and tags are joined."""
    values: dict[str, list[str]] = {}
    for node in parser.tags("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        name = (name or attributes.get("http-equiv") or "").strip().lower()
        content = _plain(attributes.get("content") or "") if name in KNOWN_META_NAMES else ""
        if content:
            values.setdefault(name, []).append(content)
    tags = {name: ", ".join(dict.fromkeys(values[name])) for name in ("article:tag",) if name in values}
    return {name: contents[0] for name, contents in values.items()} | {
        name: text[:MAX_VALUE_LENGTH] for name, text in tags.items()
    }


def _first_text(parser: LexborHTMLParser, tag: str) -> str:
    texts = (_plain(node.text()) for node in parser.tags(tag))
    return next((text for text in texts if text), "")


def _attribute(parser: LexborHTMLParser, selector: str, name: str) -> str:
    node = parser.css_first(selector)
    return _plain(node.attributes.get(name) or "") if node is not None else ""


def _plain(text: str) -> str:
    """Return a claim on one line, in normal form, of bounded length."""
    start = text[: 2 * MAX_VALUE_LENGTH]
    return " ".join(normalize_text(start).text.split())[:MAX_VALUE_LENGTH].rstrip()


def _first_article(parser: LexborHTMLParser) -> dict[str, Any]:
    for value in _json_ld_objects(_json_ld_blocks(parser)):
        types = value.get("@type")
        names = types if isinstance(types, list) else [types]
        if any(isinstance(name, str) and ARTICLE_TYPE.search(name) for name in names):
            return value
    return {}


def _json_ld_blocks(parser: LexborHTMLParser) -> Iterator[Any]:
    nodes = parser.css('script[type="application/ld+json" i]')
    for node in nodes[:MAX_JSON_LD_BLOCKS]:
        text = node.text()
        if len(text) > MAX_JSON_LD_LENGTH:
            continue
        try:
            yield json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue  # A page's claim about itself that cannot be read is no claim.


def _json_ld_objects(blocks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield the objects at the top, in lists, in `@graph` and as a page's main entity, in their order."""
    pending = list(blocks)[::-1]
    for _ in range(MAX_JSON_LD_OBJECTS):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value[:MAX_JSON_LD_OBJECTS][::-1])
        elif isinstance(value, dict):
            yield value
            pending.extend(value[name] for name in ("mainEntity", "@graph") if name in value)


def _json_ld_text(value: object) -> str:
    """Return a JSON-LD value as text: a name for an object, several joined by commas."""
    values = value if isinstance(value, list) else [value]
    texts = (item.get("name") if isinstance(item, dict) else item for item in values)
    named = [_plain(text) for text in texts if isinstance(text, str)]
    return ", ".join(dict.fromkeys(text for text in named if text))[:MAX_VALUE_LENGTH]
