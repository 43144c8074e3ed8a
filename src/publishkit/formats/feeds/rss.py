"""RSS 2.0 by its Best Practices Profile (https://www.rssboard.org/rss-profile)."""

from __future__ import annotations

from typing import ClassVar

from publishkit.formats.base import ExporterOptions
from publishkit.formats.feeds.exporter import FeedExporter
from publishkit.formats.feeds.feed import Feed
from publishkit.formats.feeds.options import RssOptions

__all__ = ["RssExporter"]


class RssExporter(FeedExporter):
    """All articles as one RSS feed, with full content beside a plain summary."""

    name: ClassVar[str] = "rss"
    suffix: ClassVar[str] = ".xml"
    media_type: ClassVar[str] = "application/rss+xml"
    filename: ClassVar[str] = "rss.xml"
    options_type: ClassVar[type[ExporterOptions]] = RssOptions

    def write(self, feed: Feed) -> bytes:
        """Returns the feed as RSS."""
        from publishkit.formats.feeds.feedgen_extension import rss_bytes

        return rss_bytes(feed)

    def size_of(self, body: str) -> int:
        """Returns the bytes of a body in a CDATA section."""
        return len(body.encode())
