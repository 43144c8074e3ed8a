"""Where links between the articles of a book lead: to the chapter, not to the web."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from publishkit.model.document import Document
from publishkit.model.tree import walk

__all__ = ["TITLE_ID", "BookLinks", "Place", "document_ids"]

#: The id of an article's title on the page.
TITLE_ID: Final = "title"


@dataclass(frozen=True, slots=True)
class Place:
    """An article in the file: what goes before its ids, and the ids that it has."""

    document: Document
    prefix: str
    ids: frozenset[str]


class BookLinks:
    """Knows the articles of a file by their source and by their web address."""

    def __init__(self, places: Iterable[Place], *, base_url: str = "") -> None:
        self._base_url = base_url
        self._by_source: dict[str, Place] = {}
        self._by_url: dict[str, Place] = {}
        for place in places:
            document = place.document
            if document.source is not None:
                name = posixpath.normpath(document.source.as_posix())
                self._by_source.setdefault(name, place)
            address = self.address(document)
            if address:
                self._by_url.setdefault(_bare(address), place)

    def address(self, document: Document) -> str:
        """Returns the web address of an article, empty when it is not known."""
        metadata = document.metadata
        if metadata.canonical or not metadata.url:
            return metadata.canonical or ""
        return _joined(self._base_url, metadata.url)

    def target(self, url: str, origin: Document) -> str | None:
        """Returns the anchor in this file that a link of ``origin`` means, if it means one."""
        path, _, fragment = url.partition("#")
        place = self._place(path, origin) if path else None
        if place is None:
            return None
        name = unquote(fragment)
        return f"#{place.prefix}{name if name in place.ids else TITLE_ID}"

    def _place(self, path: str, origin: Document) -> Place | None:
        if origin.source is not None and not urlsplit(path).scheme and path[:2] != "//":
            plain = unquote(path.partition("?")[0])
            file = posixpath.join(origin.source.parent.as_posix(), plain)
            if found := self._by_source.get(posixpath.normpath(file)):
                return found
        found = self._by_url.get(_bare(_joined(self.address(origin) or self._base_url, path)))
        # An article that names its own web address means the web.
        return None if found is None or found.document is origin else found


def document_ids(document: Document) -> Iterator[str]:
    """Yields every id that the document's HTML has."""
    notes = (block for note in document.endnotes for block in note.content)
    for node in walk((*document.content, *notes)):
        own = getattr(node, "attributes", None)
        if own is not None and own.id:
            yield own.id
    for note in document.endnotes:
        yield note.id
        yield from note.citations


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _bare(url: str) -> str:
    """A web address without what does not matter when two are compared."""
    return unquote(url).partition("#")[0].partition("?")[0].rstrip("/")
