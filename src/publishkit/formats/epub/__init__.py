"""EPUB 3.3, with an NCX for readers of EPUB 2."""

from publishkit.formats.epub.exporter import EpubExporter
from publishkit.formats.epub.options import EpubOptions

__all__ = ["EpubExporter", "EpubOptions"]
