"""Tables of contents: the tree of headings, the nav page, and the NCX for EPUB 2 readers."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from publishkit.formats.epub.chapters import Chapter
from publishkit.formats.epub.metadata import PackageMetadata, clean_text
from publishkit.model.nodes import EndnoteSection, Heading, Node
from publishkit.model.tree import plain_text, walk
from publishkit.phrases import Phrases
from publishkit.render.html import attribute, escape

__all__ = ["Landmark", "TocEntry", "heading_entries", "nav_list", "ncx", "reachable"]


@dataclass(slots=True)
class TocEntry:
    """A line of a table of contents, with the lines below it."""

    title: str
    href: str
    level: int = 1
    children: list[TocEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that reading systems offer by its kind (EPUB Structural Semantics)."""

    kind: str
    title: str
    href: str


def heading_entries(chapter: Chapter, *, depth: int, phrases: Phrases) -> list[TocEntry]:
    """Returns the headings of level 2 to ``depth``, nested, with no note mark in their titles."""
    root = TocEntry("", chapter.page)
    path = [root]
    for heading, is_notes in _headings(chapter.document.content):
        title = clean_text(plain_text(heading.content)) or (phrases.notes if is_notes else "")
        if not title or not 2 <= heading.level <= depth:
            continue
        place = f"{chapter.page_of(heading.id)}#{chapter.id_prefix}{heading.id}"
        entry = TocEntry(title, place, heading.level)
        while path[-1].level >= heading.level:
            path.pop()
        path[-1].children.append(entry)
        path.append(entry)
    return root.children


def _headings(content: Iterable[Node]) -> Iterator[tuple[Heading, bool]]:
    notes: Heading | None = None
    for node in walk(content):
        if isinstance(node, EndnoteSection):
            notes = node.heading
        elif isinstance(node, Heading):
            yield node, node is notes


def reachable(
    entries: Iterable[TocEntry], ids_by_page: Mapping[str, Container[str]]
) -> list[TocEntry]:
    """Returns the entries whose places exist; what is below another takes its place."""
    kept: list[TocEntry] = []
    for entry in entries:
        children = reachable(entry.children, ids_by_page)
        page, _, fragment = entry.href.partition("#")
        if not fragment or fragment in ids_by_page.get(page, ()):
            kept.append(TocEntry(entry.title, entry.href, entry.level, children))
        else:
            kept += children
    return kept


def nav_list(entries: Iterable[TocEntry]) -> str:
    """Returns the ``ol`` of a nav; empty when there are no entries."""
    items = [
        f"<li><a{attribute('href', entry.href)}>{escape(entry.title)}</a>"
        f"{nav_list(entry.children)}</li>"
        for entry in entries
    ]
    return "<ol>\n" + "\n".join(items) + "\n</ol>" if items else ""


def ncx(entries: Iterable[TocEntry], *, metadata: PackageMetadata) -> bytes:
    """Returns the NCX (DAISY Z39.86-2005), which EPUB 2 readers take for the contents."""
    entries = list(entries)
    numbers = iter(range(1, 1_000_000))
    points = "\n".join(_nav_point(entry, numbers) for entry in entries)
    title = escape(metadata.title)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"'
        f"{attribute('xml:lang', metadata.lang)}>\n<head>\n"
        f"<meta{attribute('name', 'dtb:uid')}{attribute('content', metadata.identifier)}/>\n"
        f"<meta{attribute('name', 'dtb:depth')}{attribute('content', str(_depth(entries)))}/>\n"
        '<meta name="dtb:totalPageCount" content="0"/>\n'
        '<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{title}</text></docTitle>\n<navMap>\n{points}\n</navMap>\n</ncx>\n"
    )
    return text.encode()


def _nav_point(entry: TocEntry, numbers: Iterator[int]) -> str:
    number = next(numbers)
    own = attribute("id", f"point-{number}") + attribute("playOrder", str(number))
    children = "".join(_nav_point(child, numbers) for child in entry.children)
    return (
        f"<navPoint{own}><navLabel><text>{escape(entry.title)}</text></navLabel>"
        f"<content{attribute('src', entry.href)}/>{children}</navPoint>"
    )


def _depth(entries: Iterable[TocEntry]) -> int:
    return max((1 + _depth(entry.children) for entry in entries), default=0)
