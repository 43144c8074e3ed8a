"""What the three feed exporters share: from a publication to its feeds, each within its limits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import ClassVar, NamedTuple
from urllib.parse import urlsplit

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.feeds.archives import Archive, Archives, archives_of
from publishkit.formats.feeds.comparison import changed_ids
from publishkit.formats.feeds.entries import (
    clean_authors,
    clean_title,
    feed_language,
)
from publishkit.formats.feeds.feed import Feed, FeedEntry
from publishkit.formats.feeds.groups import groups_of
from publishkit.formats.feeds.identity import PLACEHOLDER_BASE_URL, Identities
from publishkit.formats.feeds.links import ArticleLinks, permalink_of
from publishkit.formats.feeds.listing import ListedFeed, link_elements, opml
from publishkit.formats.feeds.maker import EntryMaker
from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.selection import (
    Candidate,
    Selection,
    report_cut,
    require_distinct_ids,
    select,
)
from publishkit.formats.feeds.stylesheet import stylesheet_url
from publishkit.formats.feeds.urls import absolute_url, is_uri, quote_part
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Metadata

__all__ = ["FeedExporter"]


class _Site(NamedTuple):
    """All that the feeds of one publication have in common; ``url`` is the main feed's."""

    publication: Publication
    options: FeedOptions
    base_url: str
    url: str
    identities: Identities
    selection: Selection
    archives: Archives
    maker: EntryMaker

    def address(self, path: str) -> str:
        """Returns the address of a file by its path below the folder of the main feed."""
        quoted = "/".join(map(quote_part, path.split("/")))
        return absolute_url(quoted, self.url) or self.url


class FeedExporter(ABC):
    """Makes feeds of all articles; a format says how a feed is written."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    filename: ClassVar[str]
    #: Where all feeds but the main one are, below its folder.
    side_folder: ClassVar[str] = "feeds"
    scope: ClassVar[Scope] = "publication"
    can_make_books: ClassVar[bool] = False
    needs_neighbours: ClassVar[bool] = True
    options_type: ClassVar[type[ExporterOptions]] = FeedOptions
    #: Whether links between citations and endnotes hold the permalink.
    has_absolute_notes: ClassVar[bool] = True

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the main feed, valid also when it has no entry.

        Raises ``ExportError`` when two articles have one id.
        """
        return next(self.export_files(publication, options))

    def export_files(
        self, publication: Publication, options: ExporterOptions
    ) -> Iterator[Rendition]:
        """Yields the main feed, then those that the options ask for beside it.

        Raises ``ExportError`` when two articles have one id.
        """
        site = self._site(publication, options)
        require_distinct_ids(site.selection.candidates)
        yield self._main(site)
        listed = [ListedFeed(_title(site), site.url, site.base_url)]
        for group in groups_of(site.selection.candidates, site.options.by):
            path = f"{group.folder}/{self.filename}"
            feed, _ = self._fitting(site, path, group.candidates, limit=site.options.limit)
            feed = replace(feed, title=f"{feed.title} – {group.name}")
            listed.append(ListedFeed(feed.title, feed.url, site.base_url))
            yield self._rendition(site, feed, path)
        for archive in site.archives.closed:
            yield self._archive(site, archive)
        if site.options.listing:
            names = (f"feeds/{self.name}.opml", f"feeds/{self.name}.links.html")
            yield Rendition(opml(_title(site), listed), "text/x-opml", names[0])
            yield Rendition(link_elements(listed, self.media_type), "text/html", names[1])

    def chosen(self, publication: Publication, options: ExporterOptions) -> Collection[int]:
        """Returns the indexes of the articles that go into any of the feeds."""
        site = self._site(publication, options)
        limit = site.options.limit or None
        shown = list(site.archives.current[: limit if not site.options.archive else None])
        shown += [item for archive in site.archives.closed for item in archive.candidates]
        for group in groups_of(site.selection.candidates, site.options.by):
            shown += group.candidates[:limit]
        return frozenset(candidate.position for candidate in shown)

    def lasting_ids(
        self, publication: Publication, options: ExporterOptions
    ) -> tuple[tuple[Document, str], ...]:
        """Returns the articles that may go into the feeds, each with the id that it has there."""
        site = self._site(publication, options)
        return tuple((item.head, item.id) for item in site.selection.candidates)

    def changed_ids(self, before: bytes, after: bytes) -> tuple[Diagnostic, ...]:
        """Returns a warning for each entry that readers know under another id."""
        return changed_ids(before, after)

    @abstractmethod
    def write(self, feed: Feed) -> bytes:
        """Returns a feed in the format, as UTF-8 with line feeds and without BOM."""

    @abstractmethod
    def size_of(self, body: str) -> int:
        """Returns the bytes that an entry's HTML takes in the format."""

    # --- one feed -------------------------------------------------------------------------------

    def _main(self, site: _Site) -> Rendition:
        options, archives = site.options, site.archives
        candidates = archives.current
        # What is in no archive has to be in the feed.
        limit = len(candidates) if options.archive else options.limit
        feed, cut = self._fitting(site, self.filename, candidates, limit=limit)
        if archives.closed:
            previous = site.address(_archive_path(archives.closed[-1].number, self.filename))
            feed = replace(feed, previous=previous)
        rendition = self._rendition(site, feed, self.filename)
        findings = [
            *_settings_missing(site.publication),
            *site.selection.diagnostics,
            *_shared_addresses(site),
        ]
        if limit and len(candidates) > limit:
            findings.append(report_cut(candidates[limit:], f"limit {options.limit}"))
        findings += rendition.diagnostics
        if cut:
            findings.append(report_cut(cut, f"max_bytes {options.max_bytes}"))
        if options.archive and 0 < options.max_bytes < len(rendition.data):
            findings.append(
                diagnose(
                    "X003",
                    f"the feed's {len(rendition.data)} bytes are above max_bytes: "
                    "it holds all that is in no archive",
                    hint="lower 'limit' or 'archive'",
                )
            )
        return replace(rendition, diagnostics=tuple(findings))

    def _archive(self, site: _Site, archive: Archive) -> Rendition:
        path = _archive_path(archive.number, self.filename)
        made = site.maker.make(archive.candidates, max_bytes=0)
        feed = replace(self._feed(site, path, made.entries), current=site.url)
        if archive.number > 1:
            previous = site.address(_archive_path(archive.number - 1, self.filename))
            feed = replace(feed, previous=previous)
        else:
            # The oldest has no other neighbour; the address is known before the file is there.
            following = site.address(_archive_path(archive.number + 1, self.filename))
            feed = replace(feed, following=following)
        return self._rendition(site, feed, path)

    def _fitting(
        self, site: _Site, path: str, candidates: tuple[Candidate, ...], *, limit: int
    ) -> tuple[Feed, tuple[Candidate, ...]]:
        """Returns a feed of the newest articles that fit, and those that ``max_bytes`` cut."""
        shown = candidates[:limit] if limit else candidates
        max_bytes = 0 if site.options.archive and path == self.filename else site.options.max_bytes
        made = site.maker.make(shown, max_bytes=max_bytes)
        feed = self._feed(site, path, made.entries)
        cut = made.cut
        while max_bytes and len(feed.entries) > 1:
            excess = len(self.write(feed)) - max_bytes
            if excess <= 0:
                break
            kept = len(feed.entries)
            while excess > 0 and kept > 1:
                kept -= 1
                excess -= self.size_of(feed.entries[kept].content)
            by_uri = {candidate.uri: candidate for candidate in shown}
            cut = (*(by_uri[entry.uri] for entry in feed.entries[kept:]), *cut)
            feed = self._feed(site, path, feed.entries[:kept])
        return feed, cut

    def _rendition(self, site: _Site, feed: Feed, path: str) -> Rendition:
        found = tuple(site.maker.diagnostics)
        return Rendition(self.write(feed), self.media_type, path, found)

    def _feed(self, site: _Site, path: str, entries: tuple[FeedEntry, ...]) -> Feed:
        publication = site.publication
        is_main = path == self.filename
        own_id = publication.id if is_main and is_uri(publication.id) else ""
        links = ArticleLinks(Document(Metadata(), ()), site.base_url, site.base_url, {})
        name = "/".join(map(quote_part, path.removeprefix("feeds/").split("/")))
        return Feed(
            id=own_id or site.identities.tag(f"feeds/{name}"),
            url=site.url if is_main else site.address(path),
            home_url=site.base_url,
            title=_title(site) or (entries[0].title if len(entries) == 1 else "publishkit"),
            description=clean_title(publication.description or publication.subtitle),
            lang=_language(publication, entries),
            authors=clean_authors(publication.authors, links),
            rights=clean_title(publication.license),
            updated=max((entry.updated for entry in entries), default=None),
            entries=entries,
            hubs=site.options.hub,
            stylesheet=stylesheet_url(site.options.stylesheet),
        )

    # --- what all feeds share -------------------------------------------------------------------

    def _site(self, publication: Publication, options: ExporterOptions) -> _Site:
        if not isinstance(options, FeedOptions):
            raise UsageError(f"'{self.name}' cannot be made with {type(options).__name__}")
        base_url = _base_url(publication)
        identities = Identities.of(publication, options, base_url)
        selection = select(publication, options, identities)
        archives = Archives(selection.candidates, ())
        if options.archive:
            archives = archives_of(selection.candidates, size=options.archive, limit=options.limit)
        maker = EntryMaker(
            publication,
            options,
            base_url,
            has_absolute_notes=self.has_absolute_notes,
            size_of=self.size_of,
        )
        url = absolute_url(options.feed_url or self.filename, base_url) or base_url
        return _Site(publication, options, base_url, url, identities, selection, archives, maker)


def _shared_addresses(site: _Site) -> Iterator[Diagnostic]:
    """Yields a warning for each article whose permalink is that of another one."""
    owners: dict[str, Candidate] = {}
    for candidate in site.selection.candidates:
        url = permalink_of(candidate.head, site.base_url, site.options)
        other = owners.setdefault(url, candidate)
        if other is not candidate:
            yield diagnose(
                "P012",
                f"'{candidate.head.source}' and '{other.head.source}' have one address, {url}",
                path=candidate.head.source,
                hint="give one of them another 'slug' or 'url' in its front matter",
            )


def _archive_path(number: int, filename: str) -> str:
    return f"feeds/archive/{number}/{filename}"


def _base_url(publication: Publication) -> str:
    url = publication.base_url
    found = absolute_url(url if url.endswith("/") else f"{url}/", "") if url else None
    return found or PLACEHOLDER_BASE_URL


def _title(site: _Site) -> str:
    """Returns the publication's title, else its host's name, else nothing."""
    publication = site.publication
    host = urlsplit(site.base_url).hostname if publication.base_url else None
    return clean_title(publication.title) or host or ""


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
