"""How the pages look: the theme's style sheet, the page that it wants, and what the options say."""

from __future__ import annotations

from typing import Final, NamedTuple

from publishkit._resources import read_text
from publishkit.formats.pdf.geometry import Geometry, lay_out_page, page_defaults
from publishkit.formats.pdf.options import PdfOptions
from publishkit.model.document import Publication
from publishkit.render.themes import choose_theme

__all__ = ["Design", "design_of", "is_east_asian", "language_of"]

_EAST_ASIAN: Final = frozenset({"zh", "cmn", "yue", "ja"})
_CROP_MARKS: Final = "@page { marks: crop; bleed: 3mm }\n:root { --bleed: 3mm }\n"


class Design(NamedTuple):
    """A theme as it is used: its name, all CSS but the fonts' and the user's, and the page."""

    theme: str
    css: str
    page: Geometry
    lang: str
    has_abstract: bool


def design_of(publication: Publication, settings: PdfOptions) -> Design:
    """Returns the design; raises ``UsageError`` for a theme that is not there."""
    theme = choose_theme(
        "pdf", settings.theme, default="book" if publication.is_book else "article"
    )
    sheet = read_text(f"styles/pdf/{theme}.css")
    defaults = page_defaults(sheet)
    page = lay_out_page(
        defaults,
        size=settings.page_size,
        margin=settings.margin,
        font_size=settings.font_size,
        columns=0 if settings.columns == "auto" else settings.columns,
        is_east_asian=is_east_asian(publication),
    )
    has_abstract = settings.abstract == "on"
    if settings.abstract == "auto":
        has_abstract = defaults.has_abstract
    marks = _CROP_MARKS if settings.crop_marks else ":root { --bleed: 0mm }\n"
    css = f"{read_text('styles/pdf.css')}\n{sheet}\n{page.css}{marks}"
    return Design(theme, css, page, language_of(publication), has_abstract)


def language_of(publication: Publication) -> str:
    """Returns the language of the whole: the book's own, else that of its first article."""
    own = publication.lang if publication.is_book else ""
    return own or publication.documents[0].metadata.lang


def is_east_asian(publication: Publication) -> bool:
    """Whether the text is set as Chinese and Japanese are."""
    return language_of(publication).partition("-")[0].lower() in _EAST_ASIAN
