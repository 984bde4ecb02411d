"""Ids of articles: from the page's address where one can be believed, else from title and body.

An address survives an edited text and a new advertisement beside it; title and body survive a page without one.
"""

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

ID_HEX_DIGITS = 32
SEPARATOR = "\x1f"  # stands in no address and no text
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga\Z", re.IGNORECASE)
_SCHEMES = ("http", "https")


def canonical_address(url: str | None) -> str | None:
    """Return host, path and query of an absolute web address in one spelling; None where it names no page.

    Scheme, "www.", fragment, tracking parameters and a slash at the end are left out. The root of a site names
    no article.
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:  # "http://[" or a port that is no number
        return None
    if parts.scheme not in _SCHEMES or not host:
        return None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in pairs if not _TRACKING.match(name)])
    path = parts.path.rstrip("/")
    if not path and not query:
        return None
    host = host.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    return host + path + (f"?{query}" if query else "")


def address_host(url: str | None) -> str | None:
    """Return the host of an absolute web address without "www.", or None."""
    try:
        parts = urlsplit((url or "").strip())
        host = parts.hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and parts.scheme in _SCHEMES else None


def believed_address(url: str | None, canonical_url: str | None) -> str | None:
    """Return the address that names the article: what the page calls canonical on its own host, else its URL."""
    claimed = canonical_address(canonical_url)
    is_own = url is None or address_host(url) == address_host(canonical_url)
    return claimed if claimed and is_own else canonical_address(url)


def address_article_id(address: str, article_index: int) -> str:
    """Return the id of an article that a believed address names."""
    return _digest(address, str(article_index))


def content_article_id(title: str | None, body: str, article_index: int) -> str:
    """Return the id that follows from title and body, whatever their case and white space."""
    return _digest(_normalised(title or ""), _normalised(body), str(article_index))


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def _digest(*parts: str) -> str:
    return hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()[:ID_HEX_DIGITS]
