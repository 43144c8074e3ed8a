"""The articles and other parts of a publication as the page shows them, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from publishkit.formats.pdf.fetcher import ResourceStore
from publishkit.formats.pdf.front import TitleBlock, authors_of, text_width, title_block
from publishkit.formats.pdf.geometry import Geometry
from publishkit.formats.pdf.links import TITLE_ID, BookLinks, Place, document_ids
from publishkit.formats.pdf.options import PdfOptions
from publishkit.formats.pdf.page_notes import without_page_notes
from publishkit.formats.pdf.renderer import PdfRenderer
from publishkit.formats.pdf.sections import section_numbers, split_at_breaks, split_title
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    Attributes,
    Block,
    EndnoteSection,
    Heading,
    Text,
)
from publishkit.model.tree import plain_text, walk
from publishkit.phrases import phrases_for
from publishkit.render.html import attribute, escape
from publishkit.transforms.book_notes import number_through_book
from publishkit.transforms.headings import rebase_headings

__all__ = ["Chapter", "Entry", "Volume", "volume_of"]

_NOTES_ID: Final = "article-notes"
_NO_BLOCK: Final = TitleBlock()
#: Of a heading's text in a running head, in lines: longer titles are cut.
_HEAD_SHARE: Final = 0.8
#: A title's letters in sizes of the text, about as in all themes.
_TITLE_SIZE: Final = 1.75
_COLON: Final = re.compile(r"(?<=：)(?=\S{3})|(?<=: )(?=\S{3})")


class Entry(NamedTuple):
    """A line of the table of contents; ``depth`` counts from 0, which is that of a part.

    ``is_front`` tells that its page has a roman number.
    """

    target: str
    text: str
    depth: int
    is_front: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """One article, or another part of a book, as the template shows it.

    ``division`` is ``front``, ``body`` or ``back``; ``kind`` is that of the book's matter, else
    ``part`` or ``notes``, empty for an article. ``level`` is that of its title's heading, 0 where
    no title is printed. ``texts`` is the text, a new page beginning with each but the first.
    ``label`` stands in the outline, ``running`` in running heads.
    """

    id: str
    lang: str
    label: str
    running: str
    heading: str
    texts: tuple[str, ...]
    level: int = 1
    division: str = "body"
    kind: str = ""
    block: TitleBlock = _NO_BLOCK
    image: str = ""
    image_alt: str = ""
    entries: tuple[Entry, ...] = ()
    is_first_of_body: bool = False


class Volume(NamedTuple):
    """All chapters, and the renderers whose diagnostics have been gathered."""

    chapters: tuple[Chapter, ...]
    renderers: tuple[PdfRenderer, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents as they were rendered, in their order."""
        return tuple(renderer.document for renderer in self.renderers)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A document with its place in the book."""

    document: Document
    division: str = "body"
    kind: str = ""
    part: str = ""
    number: int = 0
    level: int = 1


def volume_of(
    publication: Publication,
    settings: PdfOptions,
    *,
    store: ResourceStore,
    page: Geometry,
    has_abstract: bool,
    has_lead_image: bool,
) -> Volume:
    """Returns the chapters of an article or a book, rendered; pictures go to ``store``."""
    planned = list(_planned(publication))
    has_page_notes = settings.notes == "page"
    if has_page_notes:
        planned = [replace(item, document=without_page_notes(item.document)) for item in planned]
    has_notes_chapter = publication.is_book and settings.notes == "book"
    if has_notes_chapter:
        documents = number_through_book(item.document for item in planned)
        planned = [
            replace(item, document=document)
            for item, document in zip(planned, documents, strict=True)
        ]
    places = [
        Place(
            item.document,
            f"a{number}-" if publication.is_book else "",
            frozenset(document_ids(item.document)),
        )
        for number, item in enumerate(planned, start=1)
    ]
    links = BookLinks(places if publication.is_book else (), base_url=publication.base_url)
    makers = [
        _Maker(
            item,
            PdfRenderer(
                item.document,
                store,
                id_prefix=place.prefix,
                base_url=publication.base_url,
                links=links,
                page=page,
                has_page_notes=has_page_notes,
            ),
            publication,
            settings,
            page,
            has_abstract,
            has_lead_image,
        )
        for item, place in zip(planned, places, strict=True)
    ]
    chapters: list[Chapter] = []
    for maker in makers:
        if maker.planned.part:
            chapters.append(maker.part())
        chapters.append(maker.chapter())
    renderers = tuple(maker.renderer for maker in makers)
    if has_notes_chapter:
        chapters += _notes_chapters(renderers, publication)
    first = next(number for number, item in enumerate(chapters) if item.division == "body")
    chapters[first] = replace(chapters[first], is_first_of_body=True)
    return Volume(tuple(chapters), renderers)


def _planned(publication: Publication) -> Iterator[_Planned]:
    """Yields the documents in their order: what comes before the articles, they, what follows."""
    matter = publication.matter if publication.is_book else ()
    for item in matter:
        if item.is_front:
            yield _Planned(item.document, "front", item.kind, level=1 if item.has_title else 0)
    level = 1
    for number, document in enumerate(publication.documents, start=1):
        part = _part_of(document) if publication.is_book else ""
        # Once there is a part, every article that follows belongs to one.
        level = 2 if part else level
        yield _Planned(document, part=part, number=number, level=level)
    for item in matter:
        if not item.is_front:
            yield _Planned(item.document, "back", item.kind)


def _part_of(document: Document) -> str:
    """Returns the title of the part of the book that begins with this article, if one does."""
    part = document.metadata.extra.get("part")
    return " ".join(part.split()) if isinstance(part, str) else ""


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the chapter of one document."""

    planned: _Planned
    renderer: PdfRenderer
    publication: Publication
    settings: PdfOptions
    page: Geometry
    has_abstract: bool
    has_lead_image: bool

    def part(self) -> Chapter:
        """Returns the page that begins a part of the book."""
        title = self.planned.part
        name = self.renderer.anchor("part")
        return Chapter(
            name,
            self.publication.lang or self.renderer.document.metadata.lang,
            title,
            running_title(title, self.page),
            escape(title),
            (),
            kind="part",
            entries=(Entry(f"#{name}", title, 0),),
        )

    def chapter(self) -> Chapter:
        """Returns the document as a chapter, its headings below its title."""
        document, planned = self.renderer.document, self.planned
        metadata = document.metadata
        title, rest = split_title(document)
        content = rebase_headings(rest, planned.level + 1)
        numbers = self._numbers(content)
        self.renderer.section_numbers = numbers
        name = self.renderer.anchor(TITLE_ID)
        number = numbers.get("")
        label = f"{number} {metadata.title}" if number else metadata.title
        heading = self.renderer.inlines(title) if title else escape(metadata.title)
        heading = broken_title(heading, metadata.title, self.page)
        if number:
            heading = f"{self.renderer.section_number(number)}{heading}"
        image, alt = self._image(content)
        is_article = not planned.kind
        authors = authors_of(self.publication) if self.publication.is_book else ()
        return Chapter(
            id=name,
            lang=metadata.lang,
            label=label,
            running=running_title(metadata.short_title or metadata.title, self.page),
            heading=heading,
            texts=tuple(self._texts(content)),
            level=planned.level,
            division=planned.division,
            kind=planned.kind,
            block=title_block(
                document, has_abstract=self.has_abstract and is_article, known_authors=authors
            )
            if is_article
            else TitleBlock(subtitle=metadata.subtitle or ""),
            image=image,
            image_alt=alt,
            entries=tuple(self._entries(content, numbers, name, label)),
        )

    def _texts(self, content: tuple[Block, ...]) -> Iterator[str]:
        *before, last = split_at_breaks(content)
        yield from map(self.renderer.blocks, before)
        yield f"{self.renderer.blocks(last)}{self.renderer.page_notes()}"

    def _entries(
        self, content: tuple[Block, ...], numbers: Mapping[str, str], name: str, label: str
    ) -> Iterator[Entry]:
        """Yields the lines of the contents: in a book the title too, unless it is not printed."""
        planned = self.planned
        if not planned.level:
            return
        is_front = planned.division == "front"
        if self.publication.is_book:
            yield Entry(f"#{name}", label, 1, is_front)
        for node in walk(content):
            depth = node.level - planned.level + 1 if isinstance(node, Heading) else 0
            if isinstance(node, Heading) and node.id and depth <= self.settings.toc_depth:
                text = " ".join(filter(None, (numbers.get(node.id), plain_text(node.content))))
                yield Entry(f"#{self.renderer.anchor(node.id)}", text, depth, is_front)

    def _numbers(self, content: tuple[Block, ...]) -> dict[str, str]:
        """Returns the numbers of headings by id, the title's by the empty text."""
        planned = self.planned
        if not self.settings.number_sections or planned.kind:
            return {}
        chapter = planned.number if self.publication.is_book else 0
        return section_numbers(content, first_level=planned.level + 1, chapter=chapter)

    def _image(self, content: tuple[Block, ...]) -> tuple[str, str]:
        """Returns the article's own image and its text, unless the text shows it."""
        document = self.renderer.document
        own = document.metadata.image
        if not self.has_lead_image or own is None or document.image is None:
            return "", ""
        if own.url in {getattr(node, "url", "") for node in walk(content)}:
            return "", ""
        url = self.renderer.asset_url(document.image) or ""
        return url, own.alt or document.metadata.title


def _notes_chapters(renderers: Iterable[PdfRenderer], publication: Publication) -> list[Chapter]:
    """Returns the chapter with the notes of the whole book, if it has any, article by article."""
    sections: list[str] = []
    entries: list[Entry] = []
    for renderer in renderers:
        document = renderer.document
        if not document.endnotes:
            continue
        title = document.metadata.title
        heading = Heading(2, (Text(title),), Attributes(id=_NOTES_ID))
        numbers = tuple(note.number for note in document.endnotes)
        section = renderer.endnote_section(EndnoteSection(heading, numbers))
        own = attribute("lang", document.metadata.lang)
        sections.append(renderer.element("div", section, own))
        entries.append(Entry(f"#{renderer.anchor(_NOTES_ID)}", title, 2))
    if not sections:
        return []
    lang = publication.lang or publication.documents[0].metadata.lang
    title = phrases_for(lang).notes
    body = "\n".join(sections)
    return [
        Chapter(
            _NOTES_ID,
            lang,
            title,
            title,
            escape(title),
            (f"{body}\n",),
            division="back",
            kind="notes",
            entries=(Entry(f"#{_NOTES_ID}", title, 1), *entries),
        )
    ]


def broken_title(html: str, title: str, page: Geometry) -> str:
    """Returns a title with a break behind its colon when it is longer than a line."""
    width = text_width(title) * _TITLE_SIZE * page.font_size
    if width <= page.text_width or "<" in html:
        return html
    return _COLON.sub("<br>", html, count=1)


def running_title(title: str, page: Geometry) -> str:
    """Returns a title that fits into one line above the text, cut where it must be."""
    room = page.text_width * _HEAD_SHARE / (page.font_size * 0.75)
    width = 0.0
    for place, char in enumerate(title):
        width += text_width(char)
        if width > room:
            return f"{title[:place].rstrip()}…"
    return title
