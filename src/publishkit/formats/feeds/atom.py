"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from typing import ClassVar

from publishkit.formats.base import ExporterOptions
from publishkit.formats.feeds.exporter import FeedExporter
from publishkit.formats.feeds.feed import Feed
from publishkit.formats.feeds.options import AtomOptions
from publishkit.render.html import escape

__all__ = ["AtomExporter"]


class AtomExporter(FeedExporter):
    """All articles as one Atom feed, with full content beside a plain summary."""

    name: ClassVar[str] = "atom"
    suffix: ClassVar[str] = ".xml"
    media_type: ClassVar[str] = "application/atom+xml"
    filename: ClassVar[str] = "atom.xml"
    options_type: ClassVar[type[ExporterOptions]] = AtomOptions
    # Each content has an xml:base, so that a bare fragment is absolute and stays local as well.
    has_absolute_notes: ClassVar[bool] = False

    def write(self, feed: Feed) -> bytes:
        """Returns the feed as Atom."""
        from publishkit.formats.feeds.feedgen_extension import atom_bytes

        return atom_bytes(feed)

    def size_of(self, body: str) -> int:
        """Returns the bytes of a body as escaped text."""
        return len(escape(body).encode())
