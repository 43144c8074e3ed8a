"""Feeds for tests: exported from documents built by hand, and read as clients read them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import feedparser

from documents import cite, note, noted, paragraph
from publishkit.formats.base import Rendition
from publishkit.formats.feeds.atom import AtomExporter
from publishkit.formats.feeds.exporter import FeedExporter
from publishkit.formats.feeds.jsonfeed import JsonFeedExporter
from publishkit.formats.feeds.rss import RssExporter
from publishkit.model.document import Document, Publication

BASE_URL = "https://example.org/blog/"
EXPORTERS: dict[str, type[FeedExporter]] = {
    "rss": RssExporter,
    "atom": AtomExporter,
    "jsonfeed": JsonFeedExporter,
}
DAY = datetime(2025, 6, 19, 20, 3, 39, tzinfo=UTC)


class Item(NamedTuple):
    """An entry as a client sees it."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: str
    updated: str
    authors: list[str]
    tags: list[str]


def article(slug: str, *, title: str = "", **metadata: object) -> Document:
    """An article with three notes: the first is cited twice, the last never."""
    return noted(
        paragraph("一", cite(1), "二", cite(2), "三", cite(1, 2)),
        notes=(
            note(1, paragraph("来源甲"), cited=2),
            note(2, paragraph("来源乙")),
            note(3, paragraph("来源丙"), cited=0),
        ),
        slug=slug,
        **{"title": title or slug, "date": DAY, **metadata},
    )


def publication(*documents: Document, **values: Any) -> Publication:
    return Publication(documents, **{"title": "站点", "base_url": BASE_URL, **values})


def export(
    name: str, *documents: Document, site: Publication | None = None, **options: Any
) -> Rendition:
    """Exports documents, or a whole ``site``, with options of the format."""
    exporter = EXPORTERS[name]()
    return exporter.export(site or publication(*documents), exporter.options_type(**options))


def items(rendition: Rendition) -> list[Item]:
    """Reads a feed back, by feedparser or as JSON; fails on a feed that is ill-formed."""
    if rendition.filename.endswith(".json"):
        return [_json_item(item) for item in json.loads(rendition.data)["items"]]
    parsed = feedparser.parse(rendition.data, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [_parsed_item(entry) for entry in parsed.entries]


def _json_item(item: dict[str, Any]) -> Item:
    return Item(
        item["id"],
        item["url"],
        item["title"],
        item.get("summary", ""),
        item.get("content_html", ""),
        item["date_published"],
        item["date_modified"],
        [author["name"] for author in item.get("authors", [])],
        item.get("tags", []),
    )


def _parsed_item(entry: Any) -> Item:
    return Item(
        entry.id,
        entry.link,
        entry.title,
        entry.get("summary", ""),
        entry.content[0].value if "content" in entry else "",
        datetime(*entry.published_parsed[:6], tzinfo=UTC).isoformat(),
        datetime(*entry.updated_parsed[:6], tzinfo=UTC).isoformat(),
        [author.name for author in entry.get("authors", []) if author.get("name")],
        [tag.term for tag in entry.get("tags", [])],
    )


def ids_in(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]*)"', html)


def codes(rendition: Rendition) -> list[str]:
    return [diagnostic.code for diagnostic in rendition.diagnostics]


def schema() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "jsonfeed-1.1.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
