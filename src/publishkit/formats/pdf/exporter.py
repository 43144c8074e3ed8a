"""The exporter: from a publication to one PDF, by way of HTML and fonts that fit it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import ClassVar, Final, NamedTuple

from publishkit._resources import read_text
from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.pdf.fetcher import ResourceStore
from publishkit.formats.pdf.font_files import font_css
from publishkit.formats.pdf.fonts import (
    MORE_FONTS_ADVICE,
    FontWishes,
    plan_fonts,
    visible_code_points,
)
from publishkit.formats.pdf.options import PdfOptions, page_rule
from publishkit.formats.pdf.renderer import PdfRenderer
from publishkit.formats.pdf.typesetter import typeset
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    Attributes,
    Block,
    Code,
    CodeBlock,
    EndnoteSection,
    Heading,
    Inline,
    Text,
)
from publishkit.model.tree import plain_text, walk
from publishkit.phrases import phrases_for
from publishkit.render.direction import direction_of
from publishkit.render.highlight import highlight_css
from publishkit.render.html import attribute, escape
from publishkit.render.templates import render_template
from publishkit.render.themes import choose_theme
from publishkit.transforms.book_notes import number_through_book
from publishkit.transforms.headings import rebase_headings

__all__ = ["PdfExporter"]

_DAY: Final = {"zh": "{}年{}月{}日", "ja": "{}年{}月{}日", "ko": "{}년 {}월 {}일"}
_EAST_ASIAN: Final = frozenset({"zh", "cmn", "yue", "ja"})
_NOTES_ID: Final = "article-notes"
_TAG: Final = re.compile(r"<[^>]*>")
_ALT: Final = re.compile(r' alt="([^"]*)"')
#: What WeasyPrint itself prints: list markers and its hyphen.
_GENERATED: Final = frozenset(map(ord, "•◦▪▾▸‐-"))
#: Characters without a font that get a diagnostic each; the others share one.
_MOST_NAMED: Final = 10
_ASCII: Final = frozenset(range(0x20, 0x7F))


class _Chapter(NamedTuple):
    """One document as the template shows it."""

    id: str
    lang: str
    title: str
    heading: str
    subtitle: str
    byline: str
    image: str
    image_alt: str
    body: str
    entries: tuple[_Entry, ...]


class _Entry(NamedTuple):
    """One line of the table of contents."""

    target: str
    text: str
    level: int


class PdfExporter:
    """Makes ``SLUG.pdf``: tagged (PDF/UA-1), with its own fonts, linked endnotes and outline."""

    name: ClassVar[str] = "pdf"
    suffix: ClassVar[str] = ".pdf"
    media_type: ClassVar[str] = "application/pdf"
    scope: ClassVar[Scope] = "document"
    can_make_books: ClassVar[bool] = True
    options_type: ClassVar[type[ExporterOptions]] = PdfOptions

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the PDF of the one document, or of all of them as a book.

        Raises ``MissingDependencyError`` without Pango or without any font for the text,
        ``UsageError`` for a theme or font that is not there, ``ExportError`` when the page cannot
        be laid out.
        """
        settings = options if isinstance(options, PdfOptions) else PdfOptions()
        store = ResourceStore()
        if publication.is_book and publication.matter:
            # Each part of the book is set as an article is.
            before = tuple(item.document for item in publication.matter if item.is_front)
            after = tuple(item.document for item in publication.matter if not item.is_front)
            documents = (*before, *publication.documents, *after)
            publication = replace(publication, documents=documents, matter=())
        has_notes_chapter = publication.is_book and settings.notes == "book"
        if has_notes_chapter:
            documents = number_through_book(publication.documents)
            publication = replace(publication, documents=documents)
        renderers = [
            PdfRenderer(
                document,
                store,
                id_prefix=f"a{number}-" if publication.is_book else "",
                base_url=publication.base_url,
            )
            for number, document in enumerate(publication.documents, start=1)
        ]
        chapters = [_chapter(renderer, settings) for renderer in renderers]
        if has_notes_chapter:
            chapters += _notes_chapters(renderers, lang=_lang(publication))
        html = _page(publication, chapters, settings)
        css, missing = _style(publication, html, settings, store)
        result = typeset(
            html,
            css=css,
            store=store,
            variant=settings.variant,
            image_dpi=settings.image_dpi,
            is_justified=settings.justify and _language(publication) in _EAST_ASIAN,
        )
        diagnostics = [
            *(item for renderer in renderers for item in renderer.diagnostics),
            *_missing_characters(publication.documents, missing | result.missing),
            *(diagnose("X004", message) for message in result.messages),
        ]
        first = publication.documents[0]
        slug = publication.id or "book" if publication.is_book else first.slug
        return Rendition(result.data, self.media_type, f"{slug}{self.suffix}", tuple(diagnostics))


# --- the page -------------------------------------------------------------------------------


def _chapter(renderer: PdfRenderer, options: PdfOptions) -> _Chapter:
    document = renderer.document
    metadata = document.metadata
    title, rest = _split_title(document)
    content = rebase_headings(rest, 2)
    entries = tuple(
        _Entry(f"#{renderer.anchor(node.id)}", plain_text(node.content), node.level)
        for node in walk(content)
        if isinstance(node, Heading) and node.id
    )
    image = ""
    if options.lead_image and document.image is not None and metadata.image is not None:
        shown = {getattr(node, "url", "") for node in walk(content)}
        if metadata.image.url not in shown:
            image = renderer.asset_url(document.image) or ""
    return _Chapter(
        id=renderer.anchor("title"),
        lang=metadata.lang,
        title=metadata.title,
        heading=renderer.inlines(title) if title else escape(metadata.title),
        subtitle=metadata.subtitle or "",
        byline=_byline(document),
        image=image,
        image_alt=(metadata.image.alt if metadata.image else "") or metadata.title,
        body=renderer.blocks(content),
        entries=entries,
    )


def _notes_chapters(renderers: Iterable[PdfRenderer], *, lang: str) -> list[_Chapter]:
    """Returns the chapter with the notes of the whole book, if it has any, article by article."""
    sections: list[str] = []
    entries: list[_Entry] = []
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
        entries.append(_Entry(f"#{renderer.anchor(_NOTES_ID)}", title, 2))
    if not sections:
        return []
    title = phrases_for(lang).notes
    body = "\n".join(sections)
    return [
        _Chapter(
            id=_NOTES_ID,
            lang=lang,
            title=title,
            heading=escape(title),
            subtitle="",
            byline="",
            image="",
            image_alt="",
            body=f"{body}\n",
            entries=tuple(entries),
        )
    ]


def _split_title(document: Document) -> tuple[tuple[Inline, ...], tuple[Block, ...]]:
    """Takes off a first heading that says the title again; its citations stay with the title."""
    match document.content:
        case (Heading() as first, *_) if _folded(plain_text(first.content)) == _folded(
            document.metadata.title
        ):
            return first.content, document.content[1:]
    return (), document.content


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _byline(document: Document) -> str:
    metadata = document.metadata
    parts = [", ".join(author.name for author in metadata.authors)]
    if metadata.date is not None:
        parts.append(_day(metadata.date, metadata.lang))
    return "　".join(part for part in parts if part)


def _day(date: datetime, lang: str) -> str:
    form = _DAY.get(lang.partition("-")[0].lower())
    return form.format(date.year, date.month, date.day) if form else f"{date:%Y-%m-%d}"


def _page(publication: Publication, chapters: list[_Chapter], options: PdfOptions) -> str:
    first = publication.documents[0].metadata
    is_book = publication.is_book
    lang = _lang(publication)
    authors = publication.authors if is_book else first.authors
    summary = publication.description if is_book else publication.documents[0].summary
    keywords = dict.fromkeys(
        word.replace(",", " ")
        for document in publication.documents
        for word in (*document.metadata.tags, *document.metadata.keywords)
    )
    dates = [document.metadata.date for document in publication.documents]
    changes = [document.metadata.updated for document in publication.documents]
    return render_template(
        "pdf.html",
        template_dir=options.template_dir,
        lang=lang,
        is_book=is_book,
        is_east_asian=_language(publication) in _EAST_ASIAN,
        direction=direction_of(lang),
        theme=options.theme or ("book" if is_book else "article"),
        title=(publication.title if is_book else first.title) or first.title,
        subtitle=publication.subtitle,
        authors=[author.name for author in authors],
        description=" ".join(summary.split()),
        keywords=list(keywords),
        created=_latest(dates),
        modified=_latest([publication.modified]) or _latest(changes) or _latest(dates),
        phrases=phrases_for(lang),
        has_contents=options.toc or is_book,
        chapters=chapters,
    )


def _lang(publication: Publication) -> str:
    own = publication.lang if publication.is_book else ""
    return own or publication.documents[0].metadata.lang


def _language(publication: Publication) -> str:
    return _lang(publication).partition("-")[0].lower()


def _latest(dates: Iterable[datetime | None]) -> str:
    known = [date for date in dates if date is not None]
    return max(known).isoformat(timespec="seconds") if known else ""


# --- styles and fonts -----------------------------------------------------------------------


def _style(
    publication: Publication, html: str, options: PdfOptions, store: ResourceStore
) -> tuple[str, frozenset[int]]:
    """Returns all CSS, fonts included, and the characters that no font has."""
    theme = choose_theme("pdf", options.theme, default="book" if publication.is_book else "article")
    sheet = "\n".join(
        (
            read_text("styles/pdf.css"),
            page_rule(options),
            read_text(f"styles/pdf/{theme}.css"),
            highlight_css("xcode", ".highlight"),
        )
    )
    shown = _shown_text(html, store)
    needed = visible_code_points(shown)
    has_code = any(
        isinstance(node, Code | CodeBlock)
        for document in publication.documents
        for node in walk((*document.content, *(b for n in document.endnotes for b in n.content)))
    )
    wishes = FontWishes(options.font, options.heading_font, options.code_font)
    plan = plan_fonts(needed, _lang(publication), wishes=wishes, has_code=has_code)
    # A picture that turns out to be broken is replaced by its text.
    spoken = unescape("".join(_ALT.findall(html)))
    own = frozenset(map(ord, sheet + options.style + shown + spoken))
    fonts = font_css(plan, own | _ASCII | _GENERATED, store=store)
    if plan.is_proportional:
        fonts += "\nhtml { font-variant-east-asian: proportional-width }"
    return "\n".join((fonts, sheet, options.style)), plan.missing


def _shown_text(html: str, store: ResourceStore) -> str:
    """Returns all text that can be printed, that of SVG pictures included."""
    pictures = [
        resource.data.decode("utf-8", "replace")
        for _, resource in store
        if resource.media_type == "image/svg+xml"
    ]
    return unescape(_TAG.sub("", "".join((html, *pictures))))


def _missing_characters(documents: Iterable[Document], missing: frozenset[int]) -> list[Diagnostic]:
    """Names the characters that no font has, each with its first place as far as it is known."""
    found: list[Diagnostic] = []
    hint = f"a box stands for it; {MORE_FONTS_ADVICE}, or a system font that has it"
    for document in documents if missing else ():
        places = {char: _line_of(document, char) for char in map(chr, sorted(missing))}
        names = [char for char, line in places.items() if line is not None]
        for char in names[:_MOST_NAMED]:
            message = f"character '{char}' (U+{ord(char):04X}) is in none of the fonts"
            line = places[char] or None
            found.append(diagnose("X001", message, path=document.source, line=line, hint=hint))
        rest = names[_MOST_NAMED:]
        if rest:
            message = f"{len(rest)} more characters are in none of the fonts: {' '.join(rest)}"
            found.append(diagnose("X001", message, path=document.source, hint=hint))
    return found


def _line_of(document: Document, char: str) -> int | None:
    """Returns the line of a character's first place, 0 when only the place is unknown."""
    for node in walk(document.content):
        if isinstance(node, Heading) and node.line and char in plain_text(node.content):
            return node.line
    notes = [note for note in document.endnotes if char in plain_text(note.content)]
    if notes:
        return notes[0].line or 0
    metadata = document.metadata
    names = (metadata.title, metadata.subtitle or "", *(author.name for author in metadata.authors))
    return 0 if char in "".join((plain_text(document.content), *names)) else None
