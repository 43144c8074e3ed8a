"""Articles to the entries of a feed: selection, order, identity, and the text of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.feeds.characters import drop_illegal, has_illegal
from publishkit.formats.feeds.content import FeedRenderer
from publishkit.formats.feeds.feed import FeedEntry, FeedMedia
from publishkit.formats.feeds.identity import Identities, anchor_of, require_distinct_ids
from publishkit.formats.feeds.links import ArticleLinks, permalink_of, source_key
from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.selection import select_documents
from publishkit.formats.feeds.urls import is_local
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author
from publishkit.phrases import phrases_for
from publishkit.render.html import attribute, escape

__all__ = [
    "EntryMaker",
    "MadeEntries",
    "clean_authors",
    "clean_title",
    "feed_language",
    "plain_line",
    "report_cut",
]

# Titles are plain text, but readers take what looks like HTML in them for HTML; the W3C feed
# validator reports it however it is escaped (ContainsHTML).
_TITLE_TAG: Final = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|kbd|mark|p|q|s|small|span|strike|"
    r"strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_SPACES: Final = re.compile(r"\s+")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SOUND_TYPES: Final = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "webm": "video/webm",
}


def plain_line(text: str) -> str:
    """Returns text as one line without characters that XML forbids."""
    return _SPACES.sub(" ", drop_illegal(text)).strip()


def feed_language(lang: str) -> str:
    """Returns the tag if feeds can say it, else nothing.

    Both formats that have a language are read with two-letter codes of ISO 639 in mind.
    """
    return lang if re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,8})*", lang) else ""


class MadeEntries(NamedTuple):
    """Finished entries, those that ``max_bytes`` certainly has no room for, and what to report."""

    entries: tuple[FeedEntry, ...]
    too_many: tuple[FeedEntry, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class EntryMaker:
    """Makes the entries of one publication.

    ``has_absolute_notes`` tells whether links between citations and endnotes hold the permalink.
    ``size_of`` gives the bytes that a body takes in the format.
    """

    publication: Publication
    options: FeedOptions
    base_url: str
    identities: Identities
    has_absolute_notes: bool
    size_of: Callable[[str], int]

    def make_all(self) -> MadeEntries:
        """Returns the entries of the feed, newest first, and what is to be said of the others.

        Only what goes in is rendered. Raises ``ExportError`` when two articles have one id.
        """
        documents, findings = select_documents(self.publication, self.options)
        diagnostics = list(findings)
        entries = [self._without_content(document) for document in documents]
        require_distinct_ids(entries)
        entries.sort(key=lambda entry: entry.id)
        entries.sort(key=lambda entry: entry.published, reverse=True)
        limit = self.options.limit
        if limit and len(entries) > limit:
            diagnostics.append(report_cut(entries[limit:], f"limit {limit}"))
            del entries[limit:]
        if self.options.content == "summary":
            return MadeEntries(tuple(entries), (), tuple(diagnostics))
        return self._with_contents(entries, diagnostics)

    # --- content ----------------------------------------------------------------------------

    def _with_contents(
        self, entries: list[FeedEntry], diagnostics: list[Diagnostic]
    ) -> MadeEntries:
        articles = {
            source_key(document.source): permalink_of(document, self.base_url, self.options)
            for document in self.publication.documents
            if document.source is not None
        }
        room = self.options.max_bytes
        finished: list[FeedEntry] = []
        for entry in entries:
            full = self._with_content(entry, articles, diagnostics)
            size = self.size_of(full.content)
            if self.options.max_bytes and size > self.options.max_bytes:
                diagnostics.append(
                    diagnose(
                        "X003",
                        f"the article's {size} bytes are above max_bytes: "
                        "its summary goes into the feed",
                        path=entry.document.source,
                        hint="raise 'max_bytes' to keep its text",
                    )
                )
                full = replace(entry, content=_teaser(entry))
                size = self.size_of(full.content)
            room -= size
            if self.options.max_bytes and room < 0:
                break
            finished.append(full)
        return MadeEntries(tuple(finished), tuple(entries[len(finished) :]), tuple(diagnostics))

    def _with_content(
        self, entry: FeedEntry, articles: Mapping[str, str], diagnostics: list[Diagnostic]
    ) -> FeedEntry:
        links = ArticleLinks(entry.document, entry.url, self.base_url, articles)
        renderer = FeedRenderer(
            entry.document,
            links,
            id_prefix=entry.anchor,
            note_base=entry.url if self.has_absolute_notes else "",
        )
        body = renderer.body()
        if has_illegal(body):
            diagnostics.append(
                diagnose(
                    "M001",
                    "characters that no feed can hold were dropped",
                    path=entry.document.source,
                )
            )
            body = drop_illegal(body)
        # The W3C feed validator takes the character itself for damage, also where it is meant.
        return replace(entry, content=body.replace("\ufffd", "&#xFFFD;"))

    # --- everything else --------------------------------------------------------------------

    def _without_content(self, document: Document) -> FeedEntry:
        metadata = document.metadata
        identifier = self.identities.id_of(document)
        url = permalink_of(document, self.base_url, self.options)
        links = ArticleLinks(document, url, self.base_url, {})
        published, updated = self._dates(document)
        title = clean_title(metadata.title) or plain_line(document.stem)
        return FeedEntry(
            document=document,
            id=identifier,
            uri=self.identities.uri_of(identifier),
            anchor=anchor_of(identifier),
            url=url,
            title=title,
            published=published,
            updated=updated,
            summary=plain_line(metadata.summary or document.summary) or title,
            lang=feed_language(metadata.lang),
            authors=clean_authors(metadata.authors, links),
            tags=_clean_names(metadata.tags),
            categories=_clean_names(metadata.categories),
            rights=plain_line(metadata.license or ""),
            image=_image(document, links),
            enclosure=_enclosure(document, links),
            external_url=links.target(metadata.external_url or "") or ""
            if metadata.external_url
            else "",
        )

    def _dates(self, document: Document) -> tuple[datetime, datetime]:
        date, updated = document.metadata.date, document.metadata.updated
        assert date is not None, "selection leaves out what has no date"
        now = self.publication.now
        is_plausible = updated is not None and updated >= date and (now is None or updated <= now)
        return _writable(date), _writable(updated if updated and is_plausible else date)


def clean_authors(authors: tuple[Author, ...], links: ArticleLinks) -> tuple[Author, ...]:
    """Returns authors as feeds can name them: clean, with absolute URLs, e-mails if well formed."""
    result: list[Author] = []
    for author in authors:
        name = clean_title(author.name)
        if name:
            email = author.email if author.email and _EMAIL.fullmatch(author.email) else None
            url = links.target(author.url) if author.url else None
            avatar = links.target(author.avatar) if author.avatar else None
            result.append(Author(name, email, url, avatar, author.role))
    return tuple(result)


def clean_title(text: str) -> str:
    """Returns a title or name as one line without what would look like HTML in it."""
    return plain_line(_TITLE_TAG.sub("", text))


def _clean_names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(map(plain_line, names)) if name)


def _writable(moment: datetime) -> datetime:
    # Neither RFC 2822 nor RFC 3339 can say an offset with seconds (zones before standard time).
    offset = moment.utcoffset()
    whole = moment.replace(microsecond=0)
    if offset is not None and offset % timedelta(minutes=1):
        return whole.astimezone(UTC)
    return whole


def _image(document: Document, links: ArticleLinks) -> FeedMedia | None:
    image, asset = document.metadata.image, document.image
    if image is None or (asset is None and is_local(image.url)):
        return None
    url = links.image(image.url)
    if url is None or not url.startswith(("http:", "https:")):
        return None
    if asset is None:
        return FeedMedia(url)
    return FeedMedia(url, asset.media_type, asset.size, asset.width, asset.height)


def _enclosure(document: Document, links: ArticleLinks) -> FeedMedia | None:
    enclosure = document.metadata.enclosure
    if enclosure is None:
        return None
    asset = document.assets.get(enclosure.url)
    url = links.image(enclosure.url) if asset else links.target(enclosure.url)
    if url is None or not url.startswith(("http:", "https:")):
        return None
    if asset is not None:
        return FeedMedia(url, asset.media_type, asset.size)
    suffix = url.rpartition(".")[2].lower()
    guessed = _SOUND_TYPES.get(suffix, "application/octet-stream")
    return FeedMedia(url, enclosure.media_type or guessed, enclosure.length)


def _teaser(entry: FeedEntry) -> str:
    words = phrases_for(entry.document.metadata.lang).read_full
    link = f"<p><a{attribute('href', entry.url)}>{escape(words)}</a></p>"
    return f"<p>{escape(entry.summary)}</p>\n{link}"


def report_cut(entries: Sequence[FeedEntry], limit: str) -> Diagnostic:
    """Returns one diagnostic for all entries, newest first, that ``limit`` has no room for."""
    newest = entries[0]
    count = "1 older article is" if len(entries) == 1 else f"{len(entries)} older articles are"
    return diagnose(
        "P006",
        f"{count} left out of the feed by {limit}, from {newest.published.date().isoformat()} back",
        path=newest.document.source,
        hint="raise 'limit' or 'max_bytes' to keep more",
    )
