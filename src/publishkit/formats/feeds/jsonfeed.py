"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from publishkit.formats.base import ExporterOptions
from publishkit.formats.feeds.exporter import FeedExporter
from publishkit.formats.feeds.feed import Feed, FeedEntry
from publishkit.formats.feeds.options import JsonFeedOptions
from publishkit.model.metadata import Author

__all__ = ["JsonFeedExporter"]


class JsonFeedExporter(FeedExporter):
    """All articles as one JSON Feed; a key without value is left out, never null."""

    name: ClassVar[str] = "jsonfeed"
    suffix: ClassVar[str] = ".json"
    media_type: ClassVar[str] = "application/feed+json"
    filename: ClassVar[str] = "feed.json"
    options_type: ClassVar[type[ExporterOptions]] = JsonFeedOptions

    def write(self, feed: Feed) -> bytes:
        """Returns the feed, its keys in the order of the specification."""
        values = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.home_url,
            "feed_url": feed.url,
            "description": feed.description,
            "next_url": feed.previous,
            "authors": [_author(author) for author in feed.authors],
            "language": feed.lang,
            "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
        }
        items = [_item(entry, feed) for entry in feed.entries]
        text = json.dumps({**_given(values), "items": items}, ensure_ascii=False, indent=1)
        return f"{text}\n".encode()

    def size_of(self, body: str) -> int:
        """Returns the bytes of a body as a JSON string."""
        return len(json.dumps(body, ensure_ascii=False).encode())


def _item(entry: FeedEntry, feed: Feed) -> dict[str, Any]:
    body = {"content_html": entry.content} if entry.content else {"content_text": entry.summary}
    values: dict[str, Any] = {
        "url": entry.url,
        "external_url": entry.external_url,
        "title": entry.title,
    }
    others: dict[str, Any] = {
        "summary": entry.summary,
        "image": entry.image.url if entry.image else "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [_author(author) for author in entry.authors],
        "tags": list(entry.labels),
        "language": entry.lang if entry.lang != feed.lang else "",
        "attachments": [_attachment(entry)] if entry.enclosure else [],
    }
    return {"id": entry.id, **_given(values), **body, **_given(others)}


def _attachment(entry: FeedEntry) -> dict[str, Any]:
    assert entry.enclosure is not None
    return _given(
        {
            "url": entry.enclosure.url,
            "mime_type": entry.enclosure.media_type,
            "size_in_bytes": entry.enclosure.size,
        }
    )


def _author(author: Author) -> dict[str, Any]:
    return _given({"name": author.name, "url": author.url, "avatar": author.avatar})


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [])}
