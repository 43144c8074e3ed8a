"""Absolute, percent-encoded URLs from whatever authors write (RFC 3986)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

__all__ = ["absolute_url", "is_local", "is_uri", "map_srcset", "quote_part"]

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB_SCHEME: Final = re.compile(r"https?:", re.IGNORECASE)
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LINE_SPACE: Final = re.compile(r"[\t\n\r]+")
_SRCSET_CANDIDATE: Final = re.compile(r"[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s+([^,]+))?\s*(?:,|$)")
# RFC 3986, section 3.3: what a path may hold; a query and a fragment may hold "/" and "?" too.
_PATH_SAFE: Final = "/:@!$&'()*+,;=~%"
_QUERY_SAFE: Final = _PATH_SAFE + "?"


def is_local(url: str) -> bool:
    """Whether a URL has neither a scheme nor a host, and so means a file of the site."""
    return not url.startswith("//") and not _SCHEME.match(url)


def is_uri(text: str) -> bool:
    """Whether the text is an absolute URI as it stands, without a character to encode."""
    return _URI.fullmatch(text) is not None and not _LONE_PERCENT.search(text)


def quote_part(text: str) -> str:
    """Returns text as one segment of a path, with everything but unreserved characters encoded."""
    return quote(text, safe="", errors="replace")


def absolute_url(url: str, base: str) -> str | None:
    """Returns the URL that ``url`` means on the page ``base``, or ``None`` when it means none.

    ``base`` is absolute. Escapes that are there stay as they are; hosts are written as IDNA.
    """
    text = _LINE_SPACE.sub("", url).strip(" ")
    if _SCHEME.match(text) and not _WEB_SCHEME.match(text):
        # A scheme with nothing behind it leads nowhere.
        return (
            None if text.endswith(":") and text.count(":") == 1 else _quote(text, _QUERY_SAFE + "#")
        )
    try:
        parts = urlsplit(urljoin(base, text.replace("\\", "/")))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host:
        return None
    name = _ascii_host(host)
    user = parts.netloc.rpartition("@")[0]
    netloc = "".join(
        (
            f"{_quote(user, _PATH_SAFE)}@" if user else "",
            name,
            "" if port is None else f":{port}",
        )
    )
    return urlunsplit(
        (
            parts.scheme.lower(),
            netloc,
            _quote(parts.path, _PATH_SAFE) or "/",
            _quote(parts.query, _QUERY_SAFE),
            _quote(parts.fragment, _QUERY_SAFE),
        )
    )


def map_srcset(value: str, change: Callable[[str], str | None]) -> str:
    """Returns a ``srcset`` with each of its URLs changed; a candidate without URL is left out.

    A comma inside a URL belongs to the URL, as in HTML (section 4.8.4.2.1); commas of the result
    are encoded, since some readers split at every comma.
    """
    candidates: list[str] = []
    for url, descriptor in _SRCSET_CANDIDATE.findall(value):
        target = change(url)
        if target is not None:
            encoded = target.replace(",", "%2C")
            candidates.append(f"{encoded} {descriptor.strip()}".rstrip())
    return ", ".join(candidates)


def _quote(text: str, safe: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=safe, errors="replace")


def _ascii_host(host: str) -> str:
    if host.isascii():
        return f"[{host}]" if ":" in host else quote(host, safe="!$&'()*+,;=~%")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host, safe="", errors="replace")
