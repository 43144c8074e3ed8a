"""What the three feed exporters share: from a publication to a feed that fits its limits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.feeds.entries import (
    EntryMaker,
    clean_authors,
    clean_title,
    feed_language,
    plain_line,
    report_cut,
)
from publishkit.formats.feeds.feed import Feed, FeedEntry
from publishkit.formats.feeds.identity import PLACEHOLDER_BASE_URL, Identities
from publishkit.formats.feeds.links import ArticleLinks
from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.urls import absolute_url, is_uri
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Metadata

__all__ = ["FeedExporter"]


class FeedExporter(ABC):
    """Makes one feed of all articles; a format says how a feed is written."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    filename: ClassVar[str]
    scope: ClassVar[Scope] = "publication"
    can_make_books: ClassVar[bool] = False
    options_type: ClassVar[type[ExporterOptions]] = FeedOptions
    #: Whether links between citations and endnotes hold the permalink.
    has_absolute_notes: ClassVar[bool] = True

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the feed, valid also when it has no entry.

        Raises ``ExportError`` when two articles have one id.
        """
        if not isinstance(options, FeedOptions):
            raise UsageError(f"'{self.name}' cannot be made with {type(options).__name__}")
        base_url = _base_url(publication)
        maker = EntryMaker(
            publication,
            options,
            base_url,
            Identities.of(publication, options, base_url),
            self.has_absolute_notes,
            self.size_of,
        )
        made = maker.make_all()
        feed = self._feed(maker, made.entries)
        data = self.write(feed)
        while options.max_bytes and len(data) > options.max_bytes and len(feed.entries) > 1:
            feed = self._without_oldest(feed, len(data) - options.max_bytes)
            data = self.write(feed)
        cut = (*made.entries[len(feed.entries) :], *made.too_many)
        findings = (*_settings_missing(publication), *made.diagnostics)
        if cut:
            findings = (*findings, report_cut(cut, f"max_bytes {options.max_bytes}"))
        return Rendition(data, self.media_type, self.filename, findings)

    @abstractmethod
    def write(self, feed: Feed) -> bytes:
        """Returns a feed in the format, as UTF-8 with line feeds and without BOM."""

    @abstractmethod
    def size_of(self, body: str) -> int:
        """Returns the bytes that an entry's HTML takes in the format."""

    def _feed(self, maker: EntryMaker, entries: tuple[FeedEntry, ...]) -> Feed:
        publication, options = maker.publication, maker.options
        own_url = absolute_url(options.feed_url or self.filename, maker.base_url)
        title = clean_title(publication.title) or _title_instead(publication, entries)
        links = ArticleLinks(Document(Metadata(), ()), maker.base_url, maker.base_url, {})
        return Feed(
            id=publication.id
            if is_uri(publication.id)
            else maker.identities.tag(f"feeds/{self.filename}"),
            url=own_url or maker.base_url,
            home_url=maker.base_url,
            title=title,
            description=clean_title(publication.description or publication.subtitle),
            lang=_language(publication, entries),
            authors=clean_authors(publication.authors, links),
            rights=plain_line(publication.license),
            updated=max((entry.updated for entry in entries), default=None),
            entries=entries,
        )

    def _without_oldest(self, feed: Feed, excess: int) -> Feed:
        entries = list(feed.entries)
        while excess > 0 and len(entries) > 1:
            excess -= self.size_of(entries.pop().content)
        updated = max(entry.updated for entry in entries)
        return replace(feed, entries=tuple(entries), updated=updated)


def _base_url(publication: Publication) -> str:
    url = publication.base_url
    found = absolute_url(url if url.endswith("/") else f"{url}/", "") if url else None
    return found or PLACEHOLDER_BASE_URL


def _title_instead(publication: Publication, entries: tuple[FeedEntry, ...]) -> str:
    host = urlsplit(_base_url(publication)).hostname if publication.base_url else None
    return host or (entries[0].title if len(entries) == 1 else "publishkit")


def _language(publication: Publication, entries: tuple[FeedEntry, ...]) -> str:
    own = feed_language(publication.lang)
    if own:
        return own
    counted = Counter(entry.lang for entry in entries if entry.lang)
    return counted.most_common(1)[0][0] if counted else ""


def _settings_missing(publication: Publication) -> tuple[Diagnostic, ...]:
    findings: list[Diagnostic] = []
    if not publication.base_url:
        findings.append(
            diagnose(
                "P007",
                f"the feed has no base URL: its links start with '{PLACEHOLDER_BASE_URL}'",
                hint="give the site's address by --base-url or 'base_url' in publishkit.toml",
            )
        )
    if not publication.title.strip():
        findings.append(
            diagnose(
                "P007",
                "the feed has no title of its own: its host's or article's is used",
                hint="give one by --title or 'title' in publishkit.toml",
            )
        )
    return tuple(findings)
