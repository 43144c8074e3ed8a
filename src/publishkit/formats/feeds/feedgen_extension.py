"""RSS and Atom by feedgen, with an extension and entries that say what feedgen cannot.

feedgen 1.0.0 writes invalid Atom as soon as an entry has an enclosure (its issue 135), drops
authors without e-mail from RSS, changes the process's locale for each RSS date, and knows neither
``xml:base`` nor media RSS outside groups. All of that is done here; a release that mends it would
let us delete the method that says so. Nothing else imports it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from html import unescape
from typing import Any, Final

# ``feedgen.util`` alone cannot be imported first (AttributeError on ``lxml.etree``).
from feedgen.feed import FeedGenerator, etree  # isort: skip
from feedgen.entry import CDATA
from feedgen.entry import FeedEntry as FeedgenEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem

from publishkit.formats.feeds.feed import Feed, FeedEntry, FeedMedia
from publishkit.render.html import attribute, escape

__all__ = ["atom_bytes", "rss_bytes"]

_EXTENSION: Final = "publishkit"
_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_MEDIA: Final = "{http://search.yahoo.com/mrss/}"
_HISTORY: Final = "{http://purl.org/syndication/history/1.0}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
#: RFC 4287 demands a time of change also of a feed that never had an entry.
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
#: What some readers take for markup, even where Atom says that it is text.
_MARKUP_LIKE: Final = re.compile(r"&#?\w+;|</\w")
#: Plain text that looks like a tag: RSS's profile asks for hexadecimal character references.
_REFERENCES: Final = {"<": "#x3C", "&": "#x26"}
_REFERRED: Final = re.compile("([<&])")


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
        for name in ("title", "description", "copyright"):
            element = channel.find(name)
            if element is not None:
                _write_plain(element, element.text)
        for author in self.feed.authors:
            _write_plain(xml_elem(f"{_DC}creator", channel), author.name)
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


class _Entry(FeedgenEntry):  # type: ignore[misc]  # feedgen has no types
    """An entry that is written by feedgen's feed and not by feedgen's entry.

    That one checks and copies each value several times, which costs twice what writing it does.
    """

    def __init__(self, record: FeedEntry, feed: Feed, updated: datetime) -> None:
        self._record = record
        self._feed = feed
        self._updated = updated

    def register_extension(self, *_: object, **__: object) -> None:
        """Takes no extension: everything is written here."""

    def rss_entry(self, extensions: bool = True) -> Any:
        """Returns an ``item``."""
        record = self._record
        item = xml_elem("item")
        _write_plain(xml_elem("title", item), record.title)
        _add(item, "link", record.url)
        # Readers take a description for HTML.
        _add(item, "description", escape(record.summary))
        if record.content:
            _add(item, f"{_CONTENT}encoded", CDATA(record.content))
        xml_elem("guid", item, isPermaLink="false").text = record.id
        for label in record.labels:
            _write_plain(xml_elem("category", item), label)
        _add(item, "pubDate", format_datetime(record.published))
        for author in record.authors:
            _write_plain(xml_elem(f"{_DC}creator", item), author.name)
        if record.lang and record.lang != self._feed.lang:
            _add(item, f"{_DC}language", record.lang)
        if record.rights:
            _write_plain(xml_elem(f"{_DC}rights", item), record.rights)
        attached = _attached(record)
        if attached is not None:
            own = {"url": attached.url, "length": str(attached.size or 0)}
            xml_elem("enclosure", item, **own, type=attached.media_type)
        _add_image(item, record.image)
        _add(item, f"{_ATOM}updated", self._updated.isoformat())
        return item

    def atom_entry(self, extensions: bool = True) -> Any:
        """Returns an ``entry``, whose elements have no namespace, as feedgen's feed has none."""
        record = self._record
        entry = xml_elem("entry")
        if record.lang and record.lang != self._feed.lang:
            entry.set(f"{_XML}lang", record.lang)
        _add(entry, "id", record.uri)
        _declare(_add(entry, "title", record.title))
        xml_elem("link", entry, rel="alternate", type="text/html", href=record.url)
        if record.external_url:
            xml_elem("link", entry, rel="related", href=record.external_url)
        attached = _attached(record)
        if attached is not None:
            size = {"length": str(attached.size)} if attached.size else {}
            own = {"rel": "enclosure", "type": attached.media_type, "href": attached.url}
            xml_elem("link", entry, **own, **size)
        _add(entry, "updated", self._updated.isoformat())
        for author in record.authors:
            person = xml_elem("author", entry)
            _add(person, "name", author.name)
            if author.email:
                _add(person, "email", author.email)
            if author.url:
                _add(person, "uri", author.url)
        if record.content:
            content = _add(entry, "content", record.content)
            content.set("type", "html")
            content.set(f"{_XML}base", record.url)
        _declare(_add(entry, "summary", record.summary))
        for label in record.labels:
            xml_elem("category", entry, term=label)
        _add(entry, "published", record.published.isoformat())
        if record.rights:
            _declare(_add(entry, "rights", record.rights))
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
        generator.add_entry(_Entry(record, feed, record.updated), order="append")
    data: bytes = generator.rss_str(pretty=True)
    return _with_stylesheet(data, feed)


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
        generator.add_entry(_Entry(record, feed, changes[record.uri]), order="append")
    data: bytes = generator.atom_str(pretty=True)
    return _with_stylesheet(data, feed)


def _distinct_changes(feed: Feed) -> dict[str, datetime]:
    """Returns when each entry changed, some milliseconds apart where the second is the same.

    Readers sort Atom entries by this time, and the W3C feed validator reports equal ones. Most
    are equal since they are dates without a time of day: there the milliseconds come from the
    entry's id, so that another article of that day changes none.
    """
    taken: set[datetime] = set()
    changes: dict[str, datetime] = {}
    for record in sorted(feed.entries, key=lambda entry: entry.uri):
        change = record.updated
        if change.time() == time(0):
            digest = hashlib.sha256(record.uri.encode()).digest()
            change += timedelta(milliseconds=int.from_bytes(digest[:4], "big") % 1000)
        while change in taken:
            change += timedelta(milliseconds=1)
        taken.add(change)
        changes[record.uri] = change
    return changes


def _generator(feed: Feed) -> Any:
    generator = FeedGenerator()
    generator.register_extension(_EXTENSION, _FeedElements, BaseEntryExtension)
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


def _add(parent: Any, name: str, text: Any) -> Any:
    element = xml_elem(name, parent)
    element.text = text
    return element


def _write_plain(element: Any, text: str) -> None:
    first, *rest = _REFERRED.split(text)
    element.text = first
    for character, tail in zip(rest[::2], rest[1::2], strict=True):
        reference = etree.Entity(_REFERENCES[character])
        reference.tail = tail
        element.append(reference)
