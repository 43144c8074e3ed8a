"""Typesetting of Chinese and Japanese by CLREQ, as an extension of WeasyPrint's line layout."""

from publishkit.formats.pdf.typesetting.characters import has_east_asian
from publishkit.formats.pdf.typesetting.extension import extended_layout, unknown_source
from publishkit.formats.pdf.typesetting.paragraph import Punctuation, TypesettingStyle

__all__ = [
    "Punctuation",
    "TypesettingStyle",
    "extended_layout",
    "has_east_asian",
    "unknown_source",
]
