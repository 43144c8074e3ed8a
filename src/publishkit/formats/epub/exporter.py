"""The ``epub`` exporter: chapters, front matter and navigation put together as one file."""

from __future__ import annotations

import functools
import operator
import re
from dataclasses import replace
from typing import ClassVar, Final

from publishkit._resources import read_text
from publishkit.errors import ExportError, UsageError
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.epub.anchors import with_plain_ids
from publishkit.formats.epub.cover import HEIGHT, WIDTH, cover_colour, lay_out
from publishkit.formats.epub.images import MediaFile, MediaLibrary
from publishkit.formats.epub.links import Chapter, LinkMap
from publishkit.formats.epub.metadata import PackageMetadata, clean_text, describe
from publishkit.formats.epub.navigation import (
    Landmark,
    TocEntry,
    heading_entries,
    nav_list,
    ncx,
    reachable,
)
from publishkit.formats.epub.options import EpubOptions
from publishkit.formats.epub.package import PackageFile, build_package
from publishkit.formats.epub.pages import Page, PageMaker, printed_date
from publishkit.formats.epub.renderer import EpubRenderer
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Attributes, Block, EndnoteSection, Heading, Text
from publishkit.model.tree import plain_text, walk
from publishkit.phrases import phrases_for
from publishkit.render.html import attribute, escape
from publishkit.transforms.book_notes import number_through_book
from publishkit.transforms.headings import rebase_headings

__all__ = ["EpubExporter"]

_XHTML_TYPE: Final = "application/xhtml+xml"
_TITLE_ID: Final = "article-title"
_NOTES_PAGE: Final = "notes.xhtml"
_COVER_PAGE: Final = "cover.xhtml"
_DRAWN_COVER: Final = "image/cover.svg"
_NOTES_ID: Final = "article-notes"
_UNSAFE: Final = re.compile(r"[\s/\\:*?\"<>|\x00-\x1f]+")


class EpubExporter:
    """Makes ``SLUG.epub`` of one article or of a book, such that EPUBCheck has nothing to say."""

    name: ClassVar[str] = "epub"
    suffix: ClassVar[str] = ".epub"
    media_type: ClassVar[str] = "application/epub+zip"
    scope: ClassVar[Scope] = "document"
    can_make_books: ClassVar[bool] = True
    options_type: ClassVar[type[ExporterOptions]] = EpubOptions

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the finished file.

        Raises ``ExportError`` for a publication without documents or nested too deep to be
        written, ``UsageError`` for options that are wrong.
        """
        settings = options if isinstance(options, EpubOptions) else EpubOptions()
        if settings.theme not in {"", "default"}:
            raise UsageError(
                f"epub has no theme '{settings.theme}'",
                hint="there is one, 'default'; change it with --style",
            )
        if not publication.documents:
            raise ExportError("there is no article to put into the EPUB")
        try:
            return _Book(publication, settings).rendition()
        except RecursionError as error:
            raise ExportError(
                "the article is nested too deep for an EPUB",
                path=publication.documents[0].source,
                hint="take some of the lists or quotations out of each other",
            ) from error


class _Book:
    """One run of the exporter: what its steps share."""

    def __init__(self, publication: Publication, options: EpubOptions) -> None:
        self.publication = publication
        self.options = options
        self.is_book = publication.is_book or len(publication.documents) > 1
        self.is_vertical = options.writing_mode == "vertical-rl"
        self.metadata: PackageMetadata = replace(
            describe(publication), is_vertical=self.is_vertical
        )
        self.phrases = phrases_for(self.metadata.lang)
        self.media = MediaLibrary()
        self.pages = PageMaker(options.template_dir)
        documents = publication.documents
        self.has_notes_page = (
            self.is_book
            and options.notes == "book"
            and any(document.endnotes for document in documents)
        )
        if self.has_notes_page:
            documents = number_through_book(documents)
        self.chapters = tuple(
            self._chapter(document, number) for number, document in enumerate(documents, start=1)
        )
        self.links = LinkMap(self.chapters, base_url=publication.base_url)

    def rendition(self) -> Rendition:
        cover = self._cover()
        front = [self._cover_page(cover)] if cover is not None else []
        front.append(self._title_page())
        chapters = [self._chapter_page(chapter) for chapter in self.chapters]
        entries = [self._entry(chapter) for chapter in self.chapters]
        landmarks = self._landmarks(cover, chapters)
        if self.has_notes_page:
            chapters.append(self._notes_page())
            entries.append(self._notes_entry())
            landmarks.append(Landmark("endnotes", self.phrases.notes, _NOTES_PAGE))
        ids = {page.name: page.ids for page in (*front, *chapters)}
        chapters = [page.linked(ids) for page in chapters]
        contents = reachable(entries, ids)
        shown = frozenset[str]().union(*(page.sources for page in (*front, *chapters)))
        nav = self.pages.nav(
            "nav.xhtml",
            lang=self.metadata.lang,
            title=self.phrases.contents,
            contents=self.phrases.contents,
            toc=nav_list(contents),
            landmarks=landmarks,
        )
        # All that a drawn cover shows is text on the title page as well.
        told = [
            page
            for page in (*front, *chapters)
            if cover is None or page.name != _COVER_PAGE or cover.name != _DRAWN_COVER
        ]
        facts = functools.reduce(operator.or_, (page.facts for page in told))
        files = [
            *(_manifest_item(page) for page in front),
            replace(_manifest_item(nav), properties=("nav",)),
            *(_manifest_item(page) for page in chapters),
            PackageFile(
                "ncx", "toc.ncx", "application/x-dtbncx+xml", ncx(contents, metadata=self.metadata)
            ),
            PackageFile("style", "style.css", "text/css", self._css()),
            *(
                _media_item(file, is_cover=file is cover)
                for file in dict.fromkeys((*self.media.files, *([cover] if cover else [])))
                if file.name in shown
            ),
        ]
        data = build_package(files, metadata=self.metadata, facts=facts)
        return Rendition(
            data,
            EpubExporter.media_type,
            f"{self._slug()}{EpubExporter.suffix}",
            tuple(dict.fromkeys(self.media.diagnostics)),
        )

    # --- chapters ---------------------------------------------------------------------------

    def _chapter(self, document: Document, number: int) -> Chapter:
        page = f"chapter-{number}.xhtml" if self.is_book else "chapter.xhtml"
        title, content = _split_title(document)
        content = rebase_headings(content, 2)
        if title is None:
            title = Heading(1, (Text(_title_of(document)),), Attributes(id=_TITLE_ID))
        prepared, anchors = with_plain_ids(
            replace(document, content=(replace(title, level=1), *content))
        )
        prefix = f"c{number}-" if self.is_book else ""
        return Chapter(page, prepared, anchors, prefix)

    def _chapter_page(self, chapter: Chapter) -> Page:
        metadata = chapter.document.metadata
        renderer = EpubRenderer(
            chapter,
            links=self.links,
            media=self.media,
            options=self.options,
            note_page=_NOTES_PAGE if self.has_notes_page else "",
        )
        title, *content = chapter.document.content
        assert isinstance(title, Heading)
        names = [clean_text(author.name) for author in metadata.authors]
        return self.pages.page(
            "chapter",
            chapter.page,
            lang=metadata.lang,
            title=_title_of(chapter.document),
            title_id=renderer.anchor(title.id),
            heading=renderer.inlines(title.content),
            subtitle=clean_text(metadata.subtitle) if self.is_book else "",
            byline=" · ".join(filter(None, names)) if self.is_book else "",
            date=printed_date(metadata.date, lang=metadata.lang) if self.is_book else "",
            body=renderer.blocks(content).rstrip("\n"),
        )

    def _entry(self, chapter: Chapter) -> TocEntry:
        document = chapter.document
        children = heading_entries(
            document.content,
            page=chapter.page,
            id_prefix=chapter.id_prefix,
            depth=self.options.toc_depth,
            phrases=phrases_for(document.metadata.lang),
        )
        return TocEntry(_title_of(document), chapter.page, 1, children)

    # --- notes of the whole book --------------------------------------------------------------

    def _notes_page(self) -> Page:
        sections: list[str] = []
        for chapter in self._annotated():
            document = chapter.document
            renderer = EpubRenderer(
                chapter,
                links=self.links,
                media=self.media,
                options=self.options,
                text_page=chapter.page,
            )
            heading = Heading(2, (Text(_title_of(document)),), Attributes(id=_NOTES_ID))
            numbers = tuple(note.number for note in document.endnotes)
            section = renderer.endnote_section(EndnoteSection(heading, numbers))
            own = attribute("lang", document.metadata.lang)
            sections.append(renderer.element("div", section, own))
        return self.pages.page(
            "chapter",
            _NOTES_PAGE,
            lang=self.metadata.lang,
            title=self.phrases.notes,
            title_id=_NOTES_ID,
            heading=escape(self.phrases.notes),
            subtitle="",
            byline="",
            date="",
            body="\n".join(sections),
        )

    def _notes_entry(self) -> TocEntry:
        children = [
            TocEntry(
                _title_of(chapter.document), f"{_NOTES_PAGE}#{chapter.id_prefix}{_NOTES_ID}", 2
            )
            for chapter in self._annotated()
            if self.options.toc_depth > 1
        ]
        return TocEntry(self.phrases.notes, _NOTES_PAGE, 1, children)

    def _annotated(self) -> list[Chapter]:
        return [chapter for chapter in self.chapters if chapter.document.endnotes]

    # --- front matter -----------------------------------------------------------------------

    def _cover(self) -> MediaFile | None:
        wanted = self.options.cover
        document = self.publication.documents[0]
        image = None if self.is_book else document.metadata.image
        if wanted in {"auto", "image"} and image is not None:
            file = self.media.add(document, image.url)
            if file is not None and file.media_type.startswith("image/"):
                return file
        return self._drawn_cover() if wanted in {"auto", "drawn"} else None

    def _drawn_cover(self) -> MediaFile:
        metadata = self.metadata
        title = lay_out(metadata.title, top=260, height=700, sizes=(128, 112, 96, 80, 68, 56, 48))
        authors = " · ".join(author.name for author in metadata.authors)
        data = self.pages.picture(
            "cover",
            lang=metadata.lang,
            direction=metadata.direction,
            colour=cover_colour(metadata.identifier),
            width=WIDTH,
            height=HEIGHT,
            label=metadata.title,
            title=title,
            subtitle=metadata.subtitle
            and lay_out(metadata.subtitle, top=title.offsets[-1] + 60, height=200, sizes=(52, 42)),
            authors=authors and lay_out(authors, top=1300, height=200, sizes=(56, 46, 38)),
        )
        return MediaFile(_DRAWN_COVER, "image/svg+xml", data)

    def _cover_page(self, cover: MediaFile) -> Page:
        image = self.publication.documents[0].metadata.image
        is_drawn = cover.name == _DRAWN_COVER
        alt = clean_text(image.alt) if image is not None and not is_drawn else ""
        return self.pages.page(
            "cover",
            _COVER_PAGE,
            lang=self.metadata.lang,
            title=self.metadata.title,
            label=self.phrases.cover,
            image=cover.name,
            alt=alt or f"{self.phrases.cover}: {self.metadata.title}",
        )

    def _title_page(self) -> Page:
        metadata = self.metadata
        date = None if self.is_book else self.publication.documents[0].metadata.date
        return self.pages.page(
            "title",
            "title.xhtml",
            lang=metadata.lang,
            title=metadata.title,
            subtitle=metadata.subtitle,
            authors=[author.name for author in metadata.authors],
            date=printed_date(date, lang=metadata.lang),
            publisher=metadata.publisher,
            rights=metadata.rights,
        )

    def _landmarks(self, cover: MediaFile | None, chapters: list[Page]) -> list[Landmark]:
        phrases = self.phrases
        marks = [] if cover is None else [Landmark("cover", phrases.cover, _COVER_PAGE)]
        marks.append(Landmark("titlepage", self.metadata.title, "title.xhtml"))
        marks.append(Landmark("toc", phrases.contents, "nav.xhtml"))
        first = self.chapters[0]
        marks.append(Landmark("bodymatter", _title_of(first.document), first.page))
        for chapter, page in zip(self.chapters, chapters, strict=True):
            for node in walk(chapter.document.content):
                if isinstance(node, EndnoteSection):
                    name = f"{chapter.id_prefix}{node.heading.id}"
                    title = clean_text(plain_text(node.heading.content)) or phrases.notes
                    if self.is_book:
                        title = f"{_title_of(chapter.document)}: {title}"
                    if name in page.ids:
                        marks.append(Landmark("endnotes", title, f"{chapter.page}#{name}"))
        return marks

    def _css(self) -> bytes:
        css = read_text("styles/epub.css")
        if self.is_vertical:
            css += read_text("styles/epub-vertical.css")
        if self.options.style:
            css = f"{css}\n{self.options.style}\n"
        return css.encode("utf-8", "ignore")

    def _slug(self) -> str:
        if self.publication.is_book:
            name = _UNSAFE.sub("-", self.publication.title).strip("-. ")
            return name or self.publication.documents[0].slug
        return self.publication.documents[0].slug


def _split_title(document: Document) -> tuple[Heading | None, tuple[Block, ...]]:
    """Takes off a first heading that says the title again, so that the page has it once."""
    match document.content:
        case (Heading() as first, *rest):
            if clean_text(plain_text(first.content)) == clean_text(document.metadata.title):
                return first, tuple(rest)
    return None, document.content


def _title_of(document: Document) -> str:
    return clean_text(document.metadata.title) or clean_text(document.slug) or "-"


def _manifest_item(page: Page) -> PackageFile:
    return PackageFile(
        f"page-{page.name.partition('.')[0]}",
        page.name,
        _XHTML_TYPE,
        page.data(),
        properties=page.properties,
        in_spine=True,
    )


def _media_item(file: MediaFile, *, is_cover: bool) -> PackageFile:
    name = file.name.partition("/")[2].partition(".")[0]
    properties = ("cover-image",) if is_cover else ()
    return PackageFile(f"m-{name}", file.name, file.media_type, file.data, properties)
