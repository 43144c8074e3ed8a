"""RSS and Atom by feedgen, with one extension that says what feedgen cannot. The only user of it.

feedgen 1.0.0 writes invalid Atom as soon as an entry has an enclosure (its issue 135), drops
authors without e-mail from RSS, changes the process's locale for each RSS date, and knows neither
``xml:base`` nor media RSS outside groups. All of that is done here; a release that mends it would
let us delete the method that says so.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import unescape
from typing import Any, Final

# ``feedgen.util`` alone cannot be imported first (AttributeError on ``lxml.etree``).
from feedgen.feed import FeedGenerator  # isort: skip
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem

from publishkit.formats.feeds.feed import Feed, FeedEntry, FeedMedia
from publishkit.render.html import attribute, escape

__all__ = ["atom_bytes", "rss_bytes"]

_EXTENSION: Final = "publishkit"
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_MEDIA: Final = "{http://search.yahoo.com/mrss/}"
_HISTORY: Final = "{http://purl.org/syndication/history/1.0}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
#: RFC 4287 demands a time of change also of a feed that never had an entry.
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
#: What some readers take for markup, even where Atom says that it is text.
_MARKUP_LIKE: Final = re.compile(r"&#?\w+;|</\w")
# Plain text that looks like a tag: the profile asks for hexadecimal character references.
_PLAIN_TEXT: Final = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|<(?:title|category|dc:creator|dc:rights|copyright)(?: [^>]*)?>[^<]*"
    # That of the channel: those of items are HTML.
    rb"|(?<=\n    )<description>[^<]*",
    re.DOTALL,
)


class _FeedElements(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Adds what a whole feed needs."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        """Returns the prefixes of the elements that entries add."""
        history = {"fh": _HISTORY[1:-1]} if self.feed.current else {}
        return {"dc": _DC[1:-1], **history, "media": _MEDIA[1:-1]}

    def extend_rss(self, feed: Any) -> Any:
        """Adds authors, the time of the newest entry, and where hubs and archives are."""
        channel = feed[0]
        for author in self.feed.authors:
            xml_elem(f"{_DC}creator", channel).text = author.name
        if self.feed.updated is not None:
            xml_elem("lastBuildDate", channel).text = format_datetime(self.feed.updated)
        for rel, href in _relations(self.feed):
            xml_elem(f"{_ATOM}link", channel, rel=rel, href=href)
        if self.feed.current:
            xml_elem(f"{_HISTORY}archive", channel)
        return feed

    def extend_atom(self, feed: Any) -> Any:
        """Adds where hubs and archives are."""
        for name in ("title", "subtitle", "rights"):
            _declare(feed.find(name))
        for rel, href in _relations(self.feed):
            xml_elem("link", feed, rel=rel, href=href)
        if self.feed.current:
            xml_elem(f"{_HISTORY}archive", feed)
        return feed


class _EntryElements(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Adds what an entry needs."""

    entry: FeedEntry
    feed: Feed

    def extend_rss(self, entry: Any) -> Any:
        """Adds date, authors, enclosure and image."""
        record = self.entry
        xml_elem("pubDate", entry).text = format_datetime(record.published)
        for author in record.authors:
            xml_elem(f"{_DC}creator", entry).text = author.name
        if record.lang and record.lang != self.feed.lang:
            xml_elem(f"{_DC}language", entry).text = record.lang
        if record.rights:
            xml_elem(f"{_DC}rights", entry).text = record.rights
        attached = _attached(record)
        if attached is not None:
            xml_elem(
                "enclosure",
                entry,
                url=attached.url,
                length=str(attached.size or 0),
                type=attached.media_type,
            )
        _add_image(entry, record.image)
        xml_elem(f"{_ATOM}updated", entry).text = record.updated.isoformat()
        return entry

    def extend_atom(self, entry: Any) -> Any:
        """Puts in the links, with all their attributes, the base of the content, and the image."""
        record = self.entry
        for link in entry.findall("link"):
            entry.remove(link)
        title = entry.find("title")
        _declare(title)
        _declare(entry.find("rights"))
        links = [{"rel": "alternate", "type": "text/html", "href": record.url}]
        if record.external_url:
            links.append({"rel": "related", "href": record.external_url})
        attached = _attached(record)
        if attached is not None:
            own = {"rel": "enclosure", "type": attached.media_type, "href": attached.url}
            links.append({**own, "length": str(attached.size)} if attached.size else own)
        for values in reversed(links):
            title.addnext(entry.makeelement("link", values))
        content = entry.find("content")
        if content is not None:
            content.set(f"{_XML}base", record.url)
        if record.lang and record.lang != self.feed.lang:
            entry.set(f"{_XML}lang", record.lang)
        _add_image(entry, record.image)
        return entry


def _relations(feed: Feed) -> list[tuple[str, str]]:
    """Returns the links of a feed beside those to itself and its home (WebSub; RFC 5005)."""
    relations = [("hub", hub) for hub in feed.hubs]
    if feed.current:
        relations.append(("current", feed.current))
    if feed.previous:
        relations.append(("prev-archive", feed.previous))
    if feed.following:
        relations.append(("next-archive", feed.following))
    return relations


def _with_stylesheet(data: bytes, feed: Feed) -> bytes:
    """Returns the feed with the instruction that links its CSS (xml-stylesheet, section 3)."""
    if not feed.stylesheet:
        return data
    declaration, line, rest = data.partition(b"\n")
    values = f"{attribute('type', 'text/css')}{attribute('href', feed.stylesheet)}"
    return b"".join((declaration, line, f"<?xml-stylesheet{values}?>\n".encode(), rest))


def rss_bytes(feed: Feed) -> bytes:
    """Returns a feed as RSS 2.0 in UTF-8."""
    generator = _generator(feed)
    # feedgen fills this with the current time, cannot be told to leave it out, and calls
    # setlocale for it, which no thread may do; the extension writes the true one.
    generator._FeedGenerator__rss_lastBuildDate = None
    generator.description(feed.description or feed.title)
    for record in feed.entries:
        entry = _add_entry(generator, feed, record)
        entry.guid(record.id, permalink=False)
        # Readers take a description for HTML.
        entry.description(escape(record.summary), isSummary=True)
        if record.content:
            entry.content(record.content, type="CDATA")
    data: bytes = generator.rss_str(pretty=True)
    return _with_stylesheet(_PLAIN_TEXT.sub(_with_hexadecimal_references, data), feed)


def atom_bytes(feed: Feed) -> bytes:
    """Returns a feed as Atom 1.0 in UTF-8."""
    generator = _generator(feed)
    generator.updated(feed.updated or _NEVER)
    if feed.description:
        generator.subtitle(feed.description)
    if not feed.authors and not all(record.authors for record in feed.entries):
        generator.author(name=unescape(feed.title))
    changes = _distinct_changes(feed)
    for record in feed.entries:
        entry = _add_entry(generator, feed, record)
        entry.id(record.uri)
        entry.updated(changes[record.uri])
        entry.published(record.published)
        for author in record.authors:
            entry.author(_person(author.name, author.email, author.url))
        if _MARKUP_LIKE.search(record.summary):
            entry.summary(escape(record.summary), type="html")
        else:
            entry.summary(record.summary)
        if record.content:
            entry.content(record.content, type="html")
        if record.rights:
            entry.rights(record.rights)
    data: bytes = generator.atom_str(pretty=True)
    return _with_stylesheet(data, feed)


def _distinct_changes(feed: Feed) -> dict[str, datetime]:
    """Returns when each entry changed, some milliseconds apart where the second is the same.

    Readers sort Atom entries by this time, and the W3C feed validator reports equal ones. The
    dates of articles often have no time of day.
    """
    ties: Counter[str] = Counter()
    changes: dict[str, datetime] = {}
    for record in sorted(feed.entries, key=lambda entry: entry.uri):
        tie = record.updated.isoformat()
        changes[record.uri] = record.updated + timedelta(milliseconds=ties[tie])
        ties[tie] += 1
    return changes


def _generator(feed: Feed) -> Any:
    generator = FeedGenerator()
    generator.register_extension(_EXTENSION, _FeedElements, _EntryElements)
    generator.publishkit.feed = feed
    generator.id(feed.id)
    generator.title(feed.title)
    generator.generator("publishkit")
    generator.docs("https://www.rssboard.org/rss-specification")
    generator.link(href=feed.url, rel="self", type=None)
    # The last link, whatever its relation, becomes the link of the RSS channel (feedgen 122).
    generator.link(href=feed.home_url, rel="alternate")
    if feed.lang:
        generator.language(feed.lang)
    if feed.rights:
        generator.rights(feed.rights)
    for author in feed.authors:
        generator.author(_person(author.name, author.email, author.url))
    return generator


def _add_entry(generator: Any, feed: Feed, record: FeedEntry) -> Any:
    entry = generator.add_entry(order="append")
    entry.publishkit.entry = record
    entry.publishkit.feed = feed
    entry.title(record.title)
    entry.updated(record.updated)
    entry.link(href=record.url, rel="alternate")
    for label in record.labels:
        entry.category(term=label)
    return entry


def _person(name: str, email: str | None, uri: str | None) -> dict[str, str]:
    values = {"name": name, "email": email, "uri": uri}
    return {key: value for key, value in values.items() if value}


def _attached(record: FeedEntry) -> FeedMedia | None:
    """Returns the one file that goes along: a sound or film, else an image of known size."""
    if record.enclosure is not None:
        return record.enclosure
    if record.image is not None and record.image.size is not None:
        return record.image
    return None


def _declare(element: Any) -> None:
    """Says of text of Atom that looks like markup that it is none."""
    if element is not None and _MARKUP_LIKE.search(element.text or ""):
        element.set("type", "html")
        element.text = escape(element.text)


def _add_image(entry: Any, image: FeedMedia | None) -> None:
    if image is None:
        return
    values = {
        "url": image.url,
        "medium": "image",
        "type": image.media_type,
        "fileSize": str(image.size or ""),
        "width": str(image.width or ""),
        "height": str(image.height or ""),
    }
    xml_elem(f"{_MEDIA}content", entry, **{key: value for key, value in values.items() if value})


def _with_hexadecimal_references(found: re.Match[bytes]) -> bytes:
    text = found[0]
    if text.startswith(b"<!"):
        return text
    return text.replace(b"&lt;", b"&#x3C;").replace(b"&amp;", b"&#x26;")
