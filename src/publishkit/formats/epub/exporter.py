"""The ``epub`` exporter: chapters, front matter and navigation put together as one file."""

from __future__ import annotations

import functools
import itertools
import operator
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from publishkit._resources import read_text
from publishkit.errors import ExportError
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.epub.chapters import Chapter, Part, chapter_of, title_of
from publishkit.formats.epub.front import COVER_PAGE, TITLE_PAGE, FrontMatter, front_matter
from publishkit.formats.epub.images import MediaFile, MediaLibrary
from publishkit.formats.epub.links import LinkMap
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
from publishkit.model.document import Document, Matter, Publication
from publishkit.model.nodes import Attributes, EndnoteSection, Heading, Text
from publishkit.model.tree import plain_text
from publishkit.phrases import phrases_for
from publishkit.render.html import attribute, escape
from publishkit.render.themes import choose_theme
from publishkit.transforms.book_notes import number_through_book

if TYPE_CHECKING:
    from publishkit.formats.epub.fonts import FontSet

__all__ = ["EpubExporter"]

_XHTML_TYPE: Final = "application/xhtml+xml"
_NOTES_PAGE: Final = "notes.xhtml"
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
        if len(publication.documents) > 1:
            publication = replace(publication, is_book=True)
        self.publication = publication
        self.options = options
        self.theme = choose_theme("epub", options.theme)
        self.is_vertical = options.writing_mode == "vertical-rl"
        self.metadata: PackageMetadata = replace(
            describe(publication), is_vertical=self.is_vertical
        )
        self.phrases = phrases_for(self.metadata.lang)
        self.media = MediaLibrary(max_pixels=round(options.max_megapixels * 1_000_000))
        self.maker = PageMaker(options.template_dir)
        matter = publication.matter if publication.is_book else ()
        kinds = [
            *(item for item in matter if item.is_front),
            *(None for _ in publication.documents),
            *(item for item in matter if not item.is_front),
        ]
        articles = iter(publication.documents)
        documents = tuple(next(articles) if item is None else item.document for item in kinds)
        self.has_notes_page = (
            publication.is_book
            and options.notes == "book"
            and any(document.endnotes for document in documents)
        )
        if self.has_notes_page:
            documents = number_through_book(documents)
        numbers = itertools.count(1)
        self.chapters = tuple(
            self._chapter(document, str(next(numbers)) if item is None else "", item)
            for document, item in zip(documents, kinds, strict=True)
        )
        self.links = LinkMap(self.chapters, base_url=publication.base_url)

    def rendition(self) -> Rendition:
        front = front_matter(
            self.publication,
            metadata=self.metadata,
            options=self.options,
            media=self.media,
            maker=self.maker,
        )
        pages = [page for chapter in self.chapters for page in self._pages(chapter)]
        entries = [self._entry(chapter) for chapter in self.chapters if chapter.has_title]
        if self.has_notes_page:
            pages.append(self._notes_page())
            entries.append(self._notes_entry())
        ids = {page.name: page.ids for page in (*front.pages, *pages)}
        pages = [page.linked(ids) for page in pages]
        contents = reachable(entries, ids)
        # A dedication comes before the table of contents, which does not list it.
        untitled = sum(len(item.parts) for item in self.chapters if not item.has_title)
        nav = self.maker.nav(
            "nav.xhtml",
            lang=self.metadata.lang,
            title=self.phrases.contents,
            contents=self.phrases.contents,
            toc=nav_list(contents),
            landmarks=list(self._landmarks(front, ids)),
        )
        facts = functools.reduce(
            operator.or_, (page.facts for page in (*front.informative, *pages))
        )
        fonts = self._fonts((*front.pages, nav, *pages))
        css = self._css(fonts)
        files = [
            *(_manifest_item(page) for page in (*front.pages, *pages[:untitled])),
            replace(_manifest_item(nav), properties=("nav",)),
            *(_manifest_item(page) for page in pages[untitled:]),
            PackageFile(
                "ncx", "toc.ncx", "application/x-dtbncx+xml", ncx(contents, metadata=self.metadata)
            ),
            PackageFile("style", "style.css", "text/css", css.encode("utf-8", "ignore")),
            *self._media_items(front.cover, (*front.pages, *pages)),
            *(fonts.files if fonts is not None else ()),
        ]
        data = build_package(files, metadata=self.metadata, facts=facts)
        return Rendition(
            data,
            EpubExporter.media_type,
            f"{self._slug()}{EpubExporter.suffix}",
            tuple(dict.fromkeys((*self.media.diagnostics, *(fonts.diagnostics if fonts else ())))),
        )

    # --- chapters ---------------------------------------------------------------------------

    def _chapter(self, document: Document, number: str, matter: Matter | None) -> Chapter:
        is_book = self.publication.is_book
        name = f"chapter-{number}" if is_book else "chapter"
        prefix = f"c{number}-" if is_book else ""
        if matter is not None:
            name = matter.kind.replace("_", "-")
            prefix = f"{name}-"
        return chapter_of(
            document,
            page=f"{name}.xhtml",
            id_prefix=prefix,
            split_level=self.options.split_level,
            notes_page=_NOTES_PAGE if self.has_notes_page else "",
            matter=matter,
        )

    def _pages(self, chapter: Chapter) -> Iterator[Page]:
        first, *rest = chapter.parts
        yield self._title_part(chapter, first)
        for part in rest:
            heading = part.heading
            assert heading is not None  # a page begins with one
            yield self.maker.page(
                "part",
                part.page,
                lang=chapter.document.metadata.lang,
                title=plain_text(heading.content) or title_of(chapter.document),
                division=chapter.semantics[0],
                opening_level=heading.level,
                body=self._renderer(chapter, part.page).blocks(part.content).rstrip("\n"),
            )

    def _title_part(self, chapter: Chapter, part: Part) -> Page:
        metadata = chapter.document.metadata
        renderer = self._renderer(chapter, part.page)
        names = [clean_text(author.name) for author in metadata.authors]
        is_book = self.publication.is_book
        division, kind = chapter.semantics
        return self.maker.page(
            "chapter",
            part.page,
            lang=metadata.lang,
            title=title_of(chapter.document),
            division=division,
            kind=kind,
            has_title=chapter.has_title,
            title_id=renderer.anchor(chapter.title.id),
            heading=renderer.inlines(chapter.title.content),
            subtitle=clean_text(metadata.subtitle) if is_book else "",
            byline=" · ".join(filter(None, names)) if is_book else "",
            date=printed_date(metadata.date, lang=metadata.lang) if is_book else "",
            body=renderer.blocks(part.content).rstrip("\n"),
        )

    def _renderer(self, chapter: Chapter, page: str) -> EpubRenderer:
        return EpubRenderer(
            chapter, page=page, links=self.links, media=self.media, options=self.options
        )

    def _entry(self, chapter: Chapter) -> TocEntry:
        document = chapter.document
        children = heading_entries(
            chapter, depth=self.options.toc_depth, phrases=phrases_for(document.metadata.lang)
        )
        return TocEntry(title_of(document), chapter.page, 1, children)

    # --- notes of the whole book --------------------------------------------------------------

    def _notes_page(self) -> Page:
        sections: list[str] = []
        for chapter, title in self._annotated():
            document = chapter.document
            renderer = self._renderer(chapter, _NOTES_PAGE)
            heading = Heading(2, (Text(title),), Attributes(id=_NOTES_ID))
            numbers = tuple(note.number for note in document.endnotes)
            section = renderer.endnote_section(EndnoteSection(heading, numbers))
            own = attribute("lang", document.metadata.lang)
            sections.append(renderer.element("div", section, own))
        return self.maker.page(
            "chapter",
            _NOTES_PAGE,
            lang=self.metadata.lang,
            title=self.phrases.notes,
            division="backmatter",
            kind="",
            has_title=True,
            title_id=_NOTES_ID,
            heading=escape(self.phrases.notes),
            subtitle="",
            byline="",
            date="",
            body="\n".join(sections),
        )

    def _notes_entry(self) -> TocEntry:
        children = [
            TocEntry(title, f"{_NOTES_PAGE}#{chapter.id_prefix}{_NOTES_ID}", 2)
            for chapter, title in self._annotated()
            if self.options.toc_depth > 1
        ]
        return TocEntry(self.phrases.notes, _NOTES_PAGE, 1, children)

    def _annotated(self) -> Iterator[tuple[Chapter, str]]:
        """The chapters with notes, and their titles; screen readers tell sections apart by them."""
        seen: Counter[str] = Counter()
        for chapter in self.chapters:
            if chapter.document.endnotes:
                title = title_of(chapter.document)
                seen[title] += 1
                yield chapter, title if seen[title] == 1 else f"{title} ({seen[title]})"

    # --- around the text --------------------------------------------------------------------

    def _landmarks(
        self, front: FrontMatter, ids: Mapping[str, Container[str]]
    ) -> Iterator[Landmark]:
        phrases = self.phrases
        if front.cover is not None:
            yield Landmark("cover", phrases.cover, COVER_PAGE)
        yield Landmark("titlepage", self.metadata.title, TITLE_PAGE)
        yield Landmark("toc", phrases.contents, "nav.xhtml")
        first = next(chapter for chapter in self.chapters if chapter.matter is None)
        yield Landmark("bodymatter", title_of(first.document), first.page)
        for chapter in self.chapters:
            if chapter.matter is not None and chapter.semantics[1]:
                yield Landmark(chapter.semantics[1], title_of(chapter.document), chapter.page)
            for heading in chapter.endnote_headings:
                page, name = chapter.page_of(heading.id), f"{chapter.id_prefix}{heading.id}"
                title = clean_text(plain_text(heading.content)) or phrases.notes
                if self.publication.is_book:
                    title = f"{title_of(chapter.document)}: {title}"
                if name in ids[page]:
                    yield Landmark("endnotes", title, f"{page}#{name}")
        if self.has_notes_page:
            yield Landmark("endnotes", phrases.notes, _NOTES_PAGE)

    def _media_items(self, cover: MediaFile | None, pages: Iterable[Page]) -> Iterator[PackageFile]:
        shown = frozenset[str]().union(*(page.sources for page in pages))
        files = (*self.media.files, *([] if cover is None else [cover]))
        for file in dict.fromkeys(files):
            if file.name in shown:
                name = file.name.partition("/")[2].partition(".")[0]
                properties = ("cover-image",) if file is cover else ()
                yield PackageFile(f"m-{name}", file.name, file.media_type, file.data, properties)

    def _fonts(self, pages: Iterable[Page]) -> FontSet | None:
        if not self.options.fonts:
            return None
        # Few books have fonts, and the modules that cut them take a while to import.
        from publishkit.formats.epub.fonts import embedded_fonts, shown_code_points

        return embedded_fonts(
            self.options.fonts,
            lang=self.metadata.lang,
            code_points=shown_code_points((page.root for page in pages), self._css()),
            is_subset=self.options.subset_fonts,
        )

    def _css(self, fonts: FontSet | None = None) -> str:
        css = read_text("styles/epub.css") + read_text(f"styles/epub/{self.theme}.css")
        if self.is_vertical:
            css += read_text("styles/epub-vertical.css")
        if fonts is not None:
            css += fonts.css
        return f"{css}\n{self.options.style}\n" if self.options.style else css

    def _slug(self) -> str:
        if self.publication.is_book:
            name = _UNSAFE.sub("-", self.publication.title).strip("-. ")
            return name or self.publication.documents[0].slug
        return self.publication.documents[0].slug


def _manifest_item(page: Page) -> PackageFile:
    return PackageFile(
        f"page-{page.name.partition('.')[0]}",
        page.name,
        _XHTML_TYPE,
        page.data(),
        properties=page.properties,
        in_spine=True,
    )
