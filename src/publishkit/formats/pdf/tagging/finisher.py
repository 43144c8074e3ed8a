"""What makes a file of its standard: tags, names of links, metadata, sources attached to it."""

from __future__ import annotations

from typing import Any

from publishkit.formats.pdf.objects import dictionary
from publishkit.formats.pdf.page_labels import label_pages
from publishkit.formats.pdf.tagging.attachments import Source, attach_sources
from publishkit.formats.pdf.tagging.link_areas import name_links, whole_links
from publishkit.formats.pdf.tagging.marking import mark_when_painted
from publishkit.formats.pdf.tagging.plan import plan_tags
from publishkit.formats.pdf.tagging.standards import add_metadata, standard_of
from publishkit.formats.pdf.tagging.writer import write_tags

__all__ = ["Finisher"]


class Finisher:
    """Prepares one laid out document, and finishes its PDF when the pages are painted.

    ``settings`` are the options for WeasyPrint's ``write_pdf``, of which :meth:`finish` is the
    ``finisher``.
    """

    def __init__(
        self, weasyprint: Any, document: Any, variant: str, *, sources: tuple[Source, ...] = ()
    ) -> None:
        self._standard = standard_of(variant)
        self._sources = sources
        for page in document.pages:
            page.links = whole_links(page.links)
        self._plan = None
        if self._standard.is_tagged:
            self._plan = plan_tags(document, weasyprint, is_pdf_2=self._standard.is_pdf_2)
            mark_when_painted(document, self._plan)
        self.settings: dict[str, Any] = self._standard.settings()

    def finish(self, document: Any, pdf: Any) -> None:
        """Adds to the PDF what is not on its pages."""
        name_links(document)
        label_pages(document, pdf)
        pdf.catalog["ViewerPreferences"] = dictionary({"DisplayDocTitle": "true"})
        if self._plan is not None:
            write_tags(pdf, document, self._plan, is_pdf_2=self._standard.is_pdf_2)
        if self._standard.takes_sources:
            attach_sources(pdf, self._sources)
        if self._standard.archive:
            _keep_for_long(pdf)
        if self._standard.archive or self._standard.access:
            add_metadata(pdf, document, self._standard)
        _fill_unicode_maps(pdf)


def _keep_for_long(pdf: Any) -> None:
    """Makes colours and pictures what PDF/A asks for (ISO 19005-2, 6.2.3 and 6.2.8)."""
    for intent in pdf.catalog["OutputIntents"]:
        intent["S"] = "/GTS_PDFA1"
    for part in pdf.objects:
        values = getattr(part, "extra", {})
        if values.get("Subtype") == "/Image":
            values["Interpolate"] = "false"


def _fill_unicode_maps(pdf: Any) -> None:
    """Gives every glyph a character (ISO 14289-1, 7.21.7).

    WeasyPrint 70 gives the whole text of a cluster to its first glyph and nothing to the others,
    as they are common in Arabic and Indic scripts; they get a WORD JOINER, which nobody sees. A
    glyph of a space is a space, also where the first one of the text does not break.
    """
    for part in pdf.objects:
        lines = getattr(part, "stream", None)
        if isinstance(lines, list) and b"begincmap" in lines:
            lines[:] = [_filled(line) for line in lines]


def _filled(line: Any) -> Any:
    if isinstance(line, bytes) and line.startswith(b"<"):
        if line.endswith(b" <>"):
            return line[:-1] + b"2060>"
        if line.lower().endswith(b" <00a0>"):
            return line[:-6] + b"<0020>"
    return line
