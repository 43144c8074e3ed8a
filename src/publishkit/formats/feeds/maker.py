"""Makes the entries of one publication, each from the whole of its article when it is needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from publishkit.diagnostics import Diagnostic, Severity, diagnose
from publishkit.errors import PublishKitError
from publishkit.formats.feeds.characters import drop_illegal, has_illegal
from publishkit.formats.feeds.content import FeedRenderer
from publishkit.formats.feeds.entries import entry_of, teaser_of
from publishkit.formats.feeds.feed import FeedEntry
from publishkit.formats.feeds.links import Addresses, ArticleLinks
from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.selection import Candidate
from publishkit.model.document import Document, Publication

__all__ = ["EntryMaker", "MadeEntries"]

#: Characters of finished entries that stay in memory: feeds by tag show an entry again and again.
_CACHE_SIZE: Final = 8_000_000


class MadeEntries(NamedTuple):
    """Finished entries, newest first, and the articles that ``max_bytes`` has no room for."""

    entries: tuple[FeedEntry, ...]
    cut: tuple[Candidate, ...]


class EntryMaker:
    """Makes entries of candidates; what was found on the way is in ``diagnostics``.

    ``has_absolute_notes`` tells whether links between citations and endnotes hold the permalink.
    ``size_of`` gives the bytes that a body takes in the format.
    """

    def __init__(
        self,
        publication: Publication,
        options: FeedOptions,
        base_url: str,
        *,
        has_absolute_notes: bool,
        size_of: Callable[[str], int],
    ) -> None:
        self.diagnostics: dict[Diagnostic, None] = {}
        self._publication = publication
        self._options = options
        self._base_url = base_url
        self._has_absolute_notes = has_absolute_notes
        self._size_of = size_of
        self._articles = Addresses(publication, base_url, options)
        self._cache: OrderedDict[str, FeedEntry | None] = OrderedDict()
        self._cached_size = 0

    def make(self, candidates: Iterable[Candidate], *, max_bytes: int) -> MadeEntries:
        """Returns the entries of these articles until they take ``max_bytes``; 0 is no limit.

        An article that cannot be read is left out, and an error among the diagnostics.
        """
        waiting = tuple(candidates)
        room = max_bytes
        entries: list[FeedEntry] = []
        for position, candidate in enumerate(waiting):
            entry = self._entry(candidate)
            if entry is None:
                continue
            room -= self._size_of(entry.content)
            if max_bytes and room < 0 and entries:
                return MadeEntries(tuple(entries), waiting[position:])
            entries.append(entry)
        return MadeEntries(tuple(entries), ())

    def _entry(self, candidate: Candidate) -> FeedEntry | None:
        if candidate.uri in self._cache:
            self._cache.move_to_end(candidate.uri)
            return self._cache[candidate.uri]
        entry = self._made(candidate)
        self._cache[candidate.uri] = entry
        self._cached_size += len(entry.content) if entry else 0
        while self._cached_size > _CACHE_SIZE and len(self._cache) > 1:
            _, oldest = self._cache.popitem(last=False)
            self._cached_size -= len(oldest.content) if oldest else 0
        return entry

    def _made(self, candidate: Candidate) -> FeedEntry | None:
        try:
            document = self._publication.whole(candidate.head)
        except PublishKitError as error:
            self._find(
                Diagnostic(
                    error.code, Severity.ERROR, error.message, error.path, error.line,
                    error.column, error.hint,
                )
            )  # fmt: skip
            return None
        entry = entry_of(
            document,
            candidate.id,
            candidate.uri,
            base_url=self._base_url,
            options=self._options,
            now=self._publication.now,
        )
        if self._options.content == "full":
            entry = self._with_content(entry, document)
        return replace(entry, document=candidate.head)

    def _with_content(self, entry: FeedEntry, document: Document) -> FeedEntry:
        links = ArticleLinks(document, entry.url, self._base_url, self._articles)
        renderer = FeedRenderer(
            document,
            links,
            id_prefix=entry.anchor,
            note_base=entry.url.partition("#")[0] if self._has_absolute_notes else "",
        )
        body = renderer.body()
        for finding in links.findings():
            self._find(finding)
        if has_illegal(body):
            self._find(
                diagnose(
                    "M001",
                    "characters that no feed can hold were dropped",
                    path=document.source,
                )
            )
            body = drop_illegal(body)
        # The W3C feed validator takes the character itself for damage, also where it is meant.
        body = body.replace("\ufffd", "&#xFFFD;")
        size, limit = self._size_of(body), self._options.max_bytes
        if limit and size > limit:
            self._find(
                diagnose(
                    "X003",
                    f"the article's {size} bytes are above max_bytes: "
                    "its summary goes into the feed",
                    path=document.source,
                    hint="raise 'max_bytes' to keep its text",
                )
            )
            body = teaser_of(entry)
        return replace(entry, content=body)

    def _find(self, diagnostic: Diagnostic) -> None:
        self.diagnostics[diagnostic] = None
