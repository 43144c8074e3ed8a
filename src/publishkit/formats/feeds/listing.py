"""Where to find the feeds: an OPML list for readers, and ``<link>`` elements for a site's pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from publishkit.render.html import attribute, escape

__all__ = ["ListedFeed", "link_elements", "opml"]


class ListedFeed(NamedTuple):
    """A feed by its title, its own address, and the address of the page that it is of."""

    title: str
    url: str
    home_url: str


def opml(title: str, feeds: Iterable[ListedFeed]) -> bytes:
    """Returns the feeds as an OPML 2.0 subscription list (http://opml.org/spec2.opml).

    The type is ``rss`` in every format: OPML knows no other, and readers look for themselves.
    """
    outlines = "".join(
        "    <outline"
        + attribute("type", "rss")
        + attribute("text", feed.title)
        + attribute("title", feed.title)
        + attribute("xmlUrl", feed.url)
        + attribute("htmlUrl", feed.home_url)
        + "/>\n"
        for feed in feeds
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head>\n    <title>{escape(title)}</title>\n  </head>\n"
        f"  <body>\n{outlines}  </body>\n</opml>\n"
    )
    return text.encode()


def link_elements(feeds: Iterable[ListedFeed], media_type: str) -> bytes:
    """Returns one ``<link rel="alternate">`` for each feed, for the ``<head>`` of pages."""
    return "".join(
        '<link rel="alternate"'
        + attribute("type", media_type)
        + attribute("title", feed.title)
        + attribute("href", feed.url)
        + ">\n"
        for feed in feeds
    ).encode()
