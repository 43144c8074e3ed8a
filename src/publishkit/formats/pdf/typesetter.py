"""From HTML and CSS to the bytes of a PDF by WeasyPrint, which only this module knows."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from publishkit.errors import ExportError
from publishkit.formats.pdf.embedding import DrawnFonts, share_files
from publishkit.formats.pdf.font_list import font_list
from publishkit.formats.pdf.loading import load_weasyprint
from publishkit.formats.pdf.page_notes import move_page_notes
from publishkit.formats.pdf.png_images import plain_images
from publishkit.formats.pdf.tagging.finisher import Finisher
from publishkit.formats.pdf.typesetting import (
    TypesettingStyle,
    extended_layout,
    has_east_asian,
    unknown_source,
)

if TYPE_CHECKING:
    from publishkit.formats.pdf.fetcher import ResourceStore
    from publishkit.formats.pdf.tagging.attachments import Source

__all__ = ["Typeset", "typeset"]

#: Pages of a document whose memory counts more than the time to collect it.
_LONG: Final = 40

#: Whatever WeasyPrint 70 was seen to raise on a page that it cannot lay out.
_FAILURES: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF, what the typesetter said about it, and the characters that it had no glyph for."""

    data: bytes
    messages: tuple[str, ...] = ()
    missing: frozenset[int] = frozenset()


def typeset(
    html: str,
    *,
    css: str,
    store: ResourceStore,
    variant: str,
    image_dpi: int = 0,
    typesetting: TypesettingStyle | None = None,
    sources: tuple[Source, ...] = (),
    has_system_fonts: bool = False,
) -> Typeset:
    """Returns the pages as PDF; only what is in ``store`` is loaded.

    ``variant`` is one of ``PdfVariant``; ``typesetting`` is how Chinese and Japanese are set;
    ``sources`` are attached where the variant allows it; ``has_system_fonts`` lets the style name
    fonts of the system.
    Raises ``MissingDependencyError`` when Pango is not installed and ``ExportError`` when the page
    cannot be laid out.
    """
    if "weasyprint" in sys.modules:
        # Layout boxes point at each other: twelve articles in one process hold 750 MB without this.
        gc.collect()
    weasyprint = load_weasyprint()
    fetcher = _fetcher(weasyprint, store)
    extension = extended_layout(weasyprint, typesetting)
    listed = font_list(weasyprint, has_system=has_system_fonts)
    with _Listener() as heard, listed as fonts, extension:
        try:
            images = plain_images(weasyprint, store, dpi=image_dpi)
            document = _lay_out(weasyprint, html, css, fetcher, fonts, images, image_dpi)
            if len(document.pages) > _LONG:
                gc.collect()  # What layout left over makes room for the writing.
            document.fonts = DrawnFonts()
            finisher = Finisher(weasyprint, document, variant, sources=sources)
            data: bytes = document.write_pdf(
                finisher=partial(_finish, finisher), dpi=image_dpi or None, **finisher.settings
            )
        except _FAILURES as error:
            raise ExportError(
                f"the PDF cannot be typeset: {type(error).__name__}: {error}",
                hint="leave out --style and raw HTML to find what it cannot lay out",
            ) from error
    messages = dict.fromkeys(heard.messages)
    unknown = unknown_source(weasyprint)
    if unknown and typesetting is not None and has_east_asian(html):
        messages[f"Chinese is not adjusted: WeasyPrint is not as known ({unknown})"] = None
    return Typeset(data, tuple(messages), frozenset(heard.missing))


def _lay_out(
    weasyprint: Any,
    html: str,
    css: str,
    fetcher: Any,
    fonts: Any,
    images: dict[str, Any],
    image_dpi: int,
) -> Any:
    sheet = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
    source = weasyprint.HTML(string=html, url_fetcher=fetcher)
    move_page_notes(source.etree_element)
    return source.render(
        font_config=fonts, stylesheets=[sheet], cache=images, dpi=image_dpi or None
    )


def _finish(finisher: Finisher, document: Any, pdf: Any) -> None:
    finisher.finish(document, pdf)
    share_files(pdf)


def _fetcher(weasyprint: Any, store: ResourceStore) -> Any:
    urls = weasyprint.urls
    base: Any = urls.URLFetcher

    class StoreFetcher(base):  # type: ignore[misc]  # WeasyPrint has no types
        """Gives out what is in the store and refuses all else, whatever its scheme."""

        def fetch(self, url: str, headers: object = None) -> Any:
            resource = store.get(url)
            if resource is None:
                raise ValueError("not part of the publication")
            return urls.URLFetcherResponse(
                url, resource.data, {"Content-Type": resource.media_type}
            )

    return StoreFetcher(allowed_protocols=(), allow_redirects=False)


class _Listener(logging.Filter):
    """Hears what WeasyPrint logs in this thread, and keeps it from whoever listens elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []
        self.missing: set[int] = set()
        self._thread = threading.get_ident()
        self._logger = logging.getLogger("weasyprint")

    def __enter__(self) -> _Listener:
        self._logger.addFilter(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Takes a record of this thread out of the stream."""
        if record.thread != self._thread:
            return True
        if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
            self.missing.add(int(str(record.args[1])))
        elif record.levelno >= logging.WARNING:
            self.messages.append(record.getMessage())
        return False
