"""What can be set for a feed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions
from publishkit.formats.feeds.urls import absolute_url, is_local, is_uri

__all__ = ["AtomOptions", "FeedOptions", "JsonFeedOptions", "RssOptions"]

_TAG_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")
#: RFC 4151, section 2.1: a domain or an e-mail address; other scripts are encoded later.
_AUTHORITY: Final = re.compile(r"(?:[A-Za-z0-9._%+-]+@)?[\w-]+(?:\.[\w-]+)*")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS: Final = frozenset({"slug", "year", "month", "day"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOptions(ExporterOptions):
    """The options that the three feed formats share; ``limit`` and ``max_bytes`` 0 mean no limit.

    Raises ``UsageError`` for a value that no feed can be made with.
    """

    limit: int = field(default=20, metadata={"help": "how many of the newest articles; 0: all"})
    max_bytes: int = field(
        default=500_000, metadata={"help": "leave out older articles above this size; 0: never"}
    )
    content: Literal["full", "summary"] = field(
        default="full", metadata={"help": "'full' text, or the 'summary' only"}
    )
    permalink: str = field(
        default="{slug}/",
        metadata={
            "help": "path of an article below the base URL, from {slug}, {year}, {month}, {day}"
        },
    )
    feed_url: str = field(
        default="", metadata={"help": "where the feed itself is found; default: below the base URL"}
    )
    id_authority: str = field(
        default="",
        metadata={"help": "domain in the articles' ids; default: that of the publication"},
    )
    id_date: str = field(
        default="2025", metadata={"help": "the fixed date in the articles' ids; never change it"}
    )
    by: tuple[Literal["tag", "category", "author", "series"], ...] = field(
        default=(),
        metadata={"help": "also a feed of each tag, category, author or series"},
    )
    archive: int = field(
        default=0,
        metadata={"help": "put older articles into archives of so many; 0: leave them out"},
    )
    listing: bool = field(
        default=False,
        metadata={"help": "also an OPML list of the feeds, and <link> elements for pages"},
    )
    hub: tuple[str, ...] = field(
        default=(), metadata={"help": "WebSub hubs that tell subscribers of changes"}
    )
    stylesheet: str = field(
        default="",
        metadata={"help": "address of the CSS for browsers; default: our own, inside; or 'none'"},
    )
    include_drafts: bool = field(
        default=False, metadata={"help": "take in drafts, scheduled and expired articles"}
    )

    def __post_init__(self) -> None:
        if self.limit < 0 or self.max_bytes < 0:
            raise UsageError(
                f"a feed cannot hold {min(self.limit, self.max_bytes)} articles or bytes",
                hint="give a number above 0, or 0 for no limit",
            )
        if self.archive < 0 or (self.archive and not self.limit):
            raise UsageError(
                f"no archives of {self.archive} articles beside a feed of {self.limit or 'all'}",
                hint="give 'archive' and 'limit' numbers above 0",
            )
        for url in self.hub:
            if not url.startswith(("https://", "http://")) or not is_uri(url):
                raise UsageError(f"no hub '{url}'", hint="give its address, https://…")
        if self.content not in ("full", "summary"):
            raise UsageError(
                f"no feed content named '{self.content}'", hint="choose 'full' or 'summary'"
            )
        if not _is_tag_date(self.id_date):
            raise UsageError(
                f"'{self.id_date}' is no date for ids", hint="write '2025' or '2025-01-31'"
            )
        if self.id_authority and not _AUTHORITY.fullmatch(self.id_authority):
            raise UsageError(
                f"'{self.id_authority}' is no authority for ids",
                hint="write a domain such as 'example.org', without https://",
            )
        for name, url in (("feed_url", self.feed_url), ("stylesheet", self.stylesheet)):
            found = absolute_url(url, "https://example.org/")
            if found is None or not found.startswith(("https:", "http:")):
                raise UsageError(
                    f"'{name}' cannot be '{url}'", hint="give an address, https://…, or a path"
                )
        _require_permalink(self.permalink)


def _is_tag_date(text: str) -> bool:
    """Whether it is a year, a month or a day that there is (RFC 4151, section 2.1)."""
    if not _TAG_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _require_permalink(pattern: str) -> None:
    for name in _PLACEHOLDER.findall(pattern):
        if name not in _PLACEHOLDERS:
            raise UsageError(
                f"no permalink placeholder named '{name}'",
                hint="use {slug}, {year}, {month} and {day}",
            )
    rest = _PLACEHOLDER.sub("", pattern)
    if "{" in rest or "}" in rest or not is_local(pattern):
        raise UsageError(
            f"'{pattern}' is no path of an article", hint="write a path such as 'posts/{slug}/'"
        )
    if "{slug}" not in pattern.partition("#")[0]:
        raise UsageError(
            f"the permalink '{pattern}' gives all articles one address",
            hint="put {slug} in it, as in '{year}/{slug}/'",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RssOptions(FeedOptions):
    """The options of ``rss``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomOptions(FeedOptions):
    """The options of ``atom``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeedOptions(FeedOptions):
    """The options of ``jsonfeed``."""
