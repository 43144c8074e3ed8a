"""What a feed says, before it is written in one of the three formats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from publishkit.model.document import Document
from publishkit.model.metadata import Author

__all__ = ["Feed", "FeedEntry", "FeedMedia"]


@dataclass(frozen=True, slots=True)
class FeedMedia:
    """A file that readers show or download; ``size`` is in bytes, ``None`` when unknown."""

    url: str
    media_type: str = ""
    size: int | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One article; every text is plain and free of characters that XML forbids.

    ``id`` is what readers know the article by. ``uri`` is the same as a URI, for Atom, which
    takes nothing else (RFC 4287, section 4.2.6). ``anchor`` goes before the HTML ids of the
    article. ``document`` is its head. ``summary`` is the title when there is nothing else to say.
    ``content`` is HTML, empty in a feed of summaries.
    """

    document: Document
    id: str
    uri: str
    anchor: str
    url: str
    title: str
    published: datetime
    updated: datetime
    summary: str
    content: str = ""
    lang: str = ""
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    rights: str = ""
    image: FeedMedia | None = None
    enclosure: FeedMedia | None = None
    external_url: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The tags, then the categories that are no tags, each once."""
        return tuple(dict.fromkeys((*self.tags, *self.categories)))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its entries, newest first; ``updated`` is ``None`` when there is no entry.

    ``lang`` is empty when unknown or not writable in feeds. ``url`` is the feed's own. ``previous``
    is where older entries are: an archive (RFC 5005, section 4), in JSON Feed the next page.
    ``following`` is set in the oldest archive, and says where the next will be.
    ``current`` is set in an archive, and says where the newest entries are. ``hubs`` tell
    subscribers of changes (WebSub). ``stylesheet`` is the address of the CSS for browsers.
    """

    id: str
    url: str
    home_url: str
    title: str
    description: str = ""
    lang: str = ""
    authors: tuple[Author, ...] = ()
    rights: str = ""
    updated: datetime | None = None
    entries: tuple[FeedEntry, ...] = ()
    previous: str = ""
    following: str = ""
    current: str = ""
    hubs: tuple[str, ...] = ()
    stylesheet: str = ""
