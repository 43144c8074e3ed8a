"""Where a link of an article leads from inside an EPUB: a page of the book, the web, or nowhere."""

from __future__ import annotations

import posixpath
import re
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from publishkit.formats.epub.chapters import Chapter
from publishkit.model.document import Document

__all__ = ["LinkMap", "safe_url"]

_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "ftp", "sms"})
#: What a path, query or fragment may hold as it is (RFC 3986); ``%`` escapes already.
_URL_CHARACTERS: Final = "!$&'()*+,;=:@/?~%-._"
_BAD_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_BAD_AUTHORITY: Final = re.compile(r"[\s<>\"\\^`{|}%]")
_HOST: Final = re.compile(r"(?!-)[\w-]+(?:\.[\w-]+)*\.?")


class LinkMap:
    """Knows the chapters of a book by their source, their URL and their pages."""

    def __init__(self, chapters: tuple[Chapter, ...], *, base_url: str = "") -> None:
        self._base_url = base_url
        self._by_source: dict[str, Chapter] = {}
        self._by_url: dict[str, Chapter] = {}
        for chapter in chapters:
            if chapter.document.source is not None:
                self._by_source.setdefault(_normal(chapter.document.source.as_posix()), chapter)
            url = self._address(chapter.document)
            if url:
                self._by_url.setdefault(_bare(url), chapter)

    def target(self, url: str, *, origin: Chapter, page: str) -> str | None:
        """Returns the ``href`` for a link on a page of ``origin``, ``None`` if it leads nowhere."""
        path, _, fragment = url.strip().partition("#")
        if not path:
            return _place(origin, fragment, origin=origin, page=page) if fragment else None
        chapter = self._chapter(path, origin)
        if chapter is not None:
            return _place(chapter, fragment, origin=origin, page=page)
        address = self._address(origin.document) or self._base_url
        if address:
            try:
                url = urljoin(address, url.strip())
            except ValueError:
                return None
        return safe_url(url)

    def _chapter(self, path: str, origin: Chapter) -> Chapter | None:
        source = origin.document.source
        if source is not None and not _has_scheme(path):
            folder = source.parent.as_posix()
            plain = unquote(path.partition("?")[0])
            found = self._by_source.get(_normal(posixpath.join(folder, plain)))
            if found is not None:
                return found
        address = self._address(origin.document) or self._base_url
        try:
            found = self._by_url.get(_bare(urljoin(address, path)))
        except ValueError:
            return None
        # An article that names its own web address means the web.
        return None if found is origin else found

    def _address(self, document: Document) -> str:
        metadata = document.metadata
        if metadata.canonical:
            return metadata.canonical
        if metadata.url:
            return urljoin(self._base_url, metadata.url)
        return ""


def _place(chapter: Chapter, fragment: str, *, origin: Chapter, page: str) -> str | None:
    name = chapter.anchors.find(fragment) if fragment else None
    if name is not None:
        other = chapter.page_of(name)
        return f"{'' if other == page else other}#{chapter.id_prefix}{name}"
    return None if chapter is origin and fragment else chapter.page


def safe_url(url: str) -> str | None:
    """Returns an absolute URL in the form that EPUBCheck's strict parser takes, or ``None``."""
    if url.startswith("//"):
        url = f"https:{url}"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES:
        return None
    if parts.scheme.lower() in {"http", "https", "ftp"}:
        if not _HOST.fullmatch(parts.hostname or "") or _BAD_AUTHORITY.search(parts.netloc):
            return None
    elif parts.netloc or not parts.path:
        return None
    escaped = [_escape(part) for part in (parts.path, parts.query, parts.fragment)]
    return urlunsplit((parts.scheme, parts.netloc, *escaped))


def _escape(part: str) -> str:
    return quote(_BAD_ESCAPE.sub("%25", part), safe=_URL_CHARACTERS)


def _has_scheme(url: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", url) is not None


def _normal(path: str) -> str:
    return posixpath.normpath(path)


def _bare(url: str) -> str:
    """A web address without what does not matter when two are compared."""
    return unquote(url).partition("#")[0].partition("?")[0].rstrip("/")
