"""The exporter: from a publication to one PDF, by way of HTML and fonts that fit it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from html import unescape
from typing import ClassVar, Final

from publishkit.diagnostics import diagnose
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.pdf.chapters import Volume, volume_of
from publishkit.formats.pdf.code_lines import CONTINUED
from publishkit.formats.pdf.design import Design, design_of
from publishkit.formats.pdf.directions import report_directions
from publishkit.formats.pdf.fetcher import ResourceStore
from publishkit.formats.pdf.font_files import font_css
from publishkit.formats.pdf.fonts import FontWishes, plan_fonts, visible_code_points
from publishkit.formats.pdf.front import Cover, cover_of
from publishkit.formats.pdf.geometry import Geometry
from publishkit.formats.pdf.limits import bounded
from publishkit.formats.pdf.options import PdfOptions
from publishkit.formats.pdf.page import page_html
from publishkit.formats.pdf.tagging.attachments import sources_of
from publishkit.formats.pdf.typesetter import typeset
from publishkit.formats.pdf.typesetting import TypesettingStyle
from publishkit.formats.pdf.uncovered import report_uncovered
from publishkit.model.document import Publication
from publishkit.model.nodes import Code, CodeBlock
from publishkit.model.tree import walk

__all__ = ["PdfExporter"]

_TAG: Final = re.compile(r"<[^>]*>")
#: Attributes whose text may be printed, in place of a picture or in a running head.
_PRINTED: Final = re.compile(r' (?:alt|data-title|data-book)="([^"]*)"')
#: What WeasyPrint itself prints: list markers, its hyphen, quotation marks of ``q``.
_GENERATED: Final = frozenset(map(ord, "•◦▪▾▸‐-“”‘’„‚«»‹›「」『』"))
#: A style that names font families means those of the system.
_FAMILY: Final = re.compile(r"\bfont(?:-family)?\s*:")
_ASCII: Final = frozenset(range(0x20, 0x7F))
#: What WeasyPrint says of a citation whose note it has put on no page.
_LOST_NOTE: Final = re.compile(r"^No anchor #\S*note-\d+ ")


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
        store.add("decoration", "continued.svg", CONTINUED, media_type="image/svg+xml")
        design = design_of(publication, settings)
        cover = _cover(publication, settings, store, design.page)
        volume = volume_of(
            publication,
            settings,
            store=store,
            page=design.page,
            has_abstract=design.has_abstract,
            has_lead_image=settings.lead_image and not (cover is not None and cover.image),
        )
        html = page_html(publication, volume.chapters, settings, design=design, cover=cover)
        css, missing = _style(volume, html, design, settings, store)
        with bounded(seconds=settings.time_limit, megabytes=settings.memory_limit):
            result = typeset(
                html,
                css=css,
                store=store,
                variant=settings.variant,
                image_dpi=settings.image_dpi,
                typesetting=TypesettingStyle(
                    is_justified=settings.justify,
                    punctuation=settings.punctuation,
                    has_autospace=settings.autospace,
                ),
                sources=sources_of(volume.documents) if settings.variant.startswith("a-3") else (),
                has_system_fonts=bool(_FAMILY.search(settings.style)),
            )
        if settings.notes == "page" and any(map(_LOST_NOTE.search, result.messages)):
            return self._with_notes_at_end(publication, settings)
        diagnostics = [
            *(item for renderer in volume.renderers for item in renderer.diagnostics),
            *report_uncovered(volume.documents, missing | result.missing),
            *report_directions(volume.documents),
            *(diagnose("X004", message) for message in result.messages),
        ]
        first = publication.documents[0]
        slug = publication.id or "book" if publication.is_book else first.slug
        return Rendition(result.data, self.media_type, f"{slug}{self.suffix}", tuple(diagnostics))

    def _with_notes_at_end(self, publication: Publication, settings: PdfOptions) -> Rendition:
        """Returns the PDF without notes on pages, where one of them would be lost."""
        made = self.export(publication, replace(settings, notes="end"))
        finding = diagnose(
            "X016",
            "the notes do not all fit on the pages that cite them: they are listed at the end",
            path=publication.documents[0].source,
            hint="try one column, a larger page or smaller text",
        )
        return replace(made, diagnostics=(finding, *made.diagnostics))


def _cover(
    publication: Publication, settings: PdfOptions, store: ResourceStore, page: Geometry
) -> Cover | None:
    """Returns the cover, if there is to be one; the author's picture is put into the store."""
    if settings.cover == "off" or (settings.cover == "auto" and not publication.is_book):
        return None
    asset = publication.cover if publication.is_book else publication.documents[0].image
    url, ratio = "", None
    if asset is not None and asset.is_image:
        # Without its file there is the cover of type.
        with suppress(OSError):
            data = asset.read()
            url = store.add("image", asset.digest, data, media_type=asset.media_type)
            ratio = asset.width / asset.height if asset.width and asset.height else None
    return cover_of(publication, image=url, ratio=ratio, page=page)


# --- styles and fonts -----------------------------------------------------------------------


def _style(
    volume: Volume, html: str, design: Design, options: PdfOptions, store: ResourceStore
) -> tuple[str, frozenset[int]]:
    """Returns all CSS, fonts included, and the characters that no font has."""
    shown = _shown_text(html, store)
    needed = visible_code_points(shown)
    has_code = any(
        isinstance(node, Code | CodeBlock)
        for document in volume.documents
        for node in walk((*document.content, *(b for n in document.endnotes for b in n.content)))
    )
    wishes = FontWishes(options.font, options.heading_font, options.code_font)
    plan = plan_fonts(needed, design.lang, wishes=wishes, has_code=has_code)
    # A picture that turns out to be broken is replaced by its text.
    spoken = unescape("".join(_PRINTED.findall(html)))
    own = frozenset(map(ord, design.css + options.style + shown + spoken))
    fonts = font_css(plan, own | _ASCII | _GENERATED, store=store)
    if plan.is_proportional:
        fonts += "\nhtml { font-variant-east-asian: proportional-width }"
    return "\n".join((fonts, design.css, options.style)), plan.missing


def _shown_text(html: str, store: ResourceStore) -> str:
    """Returns all text that can be printed, that of SVG pictures included."""
    pictures = [
        resource.data.decode("utf-8", "replace")
        for _, resource in store
        if resource.media_type == "image/svg+xml"
    ]
    return unescape(_TAG.sub("", "".join((html, *pictures))))
