"""EPUB 3.3, with an NCX for readers of EPUB 2."""

from publishkit.exporters.epub.exporter import EpubExporter
from publishkit.exporters.epub.options import EpubOptions

__all__ = ["EpubExporter", "EpubOptions"]
