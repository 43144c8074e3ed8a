"""Which names mean which canonical field, in every dialect; ``docs/front-matter.md`` lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

__all__ = ["FIELD_NAMES", "IGNORED", "fold", "is_known"]

#: Canonical field -> its names in order of precedence, the canonical name first. Names that
#: differ by case, ``-``, ``_`` or space are the same name.
FIELD_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "title": ("title", "headline", "标题"),
        "short_title": ("short_title", "linkTitle"),
        "subtitle": ("subtitle", "subheading"),
        "id": ("id", "guid", "uuid", "uid", "post_id", "feed_id", "atom_id"),
        "slug": ("slug",),
        "url": ("url", "permalink", "path", "link"),
        "canonical": ("canonical", "canonical_url"),
        "aliases": ("aliases", "alias", "redirect_from"),
        "date": (
            "date",
            "publishDate",
            "pubDate",
            "published",
            "date_published",
            "published_at",
            "created",
            "created_at",
            "日期",
        ),
        "publish_at": ("publish_at", "publishDate", "scheduled"),
        "updated": (
            "updated",
            "lastmod",
            "modified",
            "updated_at",
            "updatedDate",
            "last_modified",
            "last_modified_at",
            "date_modified",
        ),
        "expires": ("expires", "expiryDate", "unpublishdate", "expires_at"),
        "draft": ("draft", "published", "publish", "status"),
        "summary": ("summary", "description", "excerpt", "abstract", "lead", "dek", "摘要"),
        "tags": ("tags", "tag", "topics"),
        "keywords": ("keywords",),
        "categories": ("categories", "category", "section"),
        "series": ("series", "collection"),
        "series_index": ("series_index", "series_order"),
        "authors": ("authors", "author", "by", "byline", "creator", "作者"),
        "translators": ("translators", "translator", "译者"),
        "editors": ("editors", "编者"),
        "image": (
            "image",
            "featured_image",
            "feature_image",
            "images",
            "cover",
            "cover_image",
            "thumbnail",
            "banner",
            "hero",
            "heroImage",
            "og_image",
            "socialImage",
        ),
        "lang": ("lang", "language", "locale"),
        "weight": ("weight", "order", "pin", "sticky"),
        "enclosure": ("enclosure", "audio", "podcast", "media"),
        "license": ("license", "rights", "copyright"),
        "publisher": ("publisher",),
        "isbn": ("isbn",),
        "doi": ("doi",),
        "external_url": ("external_url", "link", "ref", "source", "via"),
        "feed": ("feed", "rss", "hidden", "hiddenFromRss", "exclude_from_feed"),
    }
)

#: Names that steer a site's generator and say nothing about the article.
IGNORED: Final = (
    "layout",
    "type",
    "toc",
    "math",
    "comments",
    "cssclass",
    "cssclasses",
    "eleventy",
    "build",
    "outputs",
    "cascade",
    "menu",
    "markup",
    "resources",
    "sitemap",
    "params",
)

_FOLDED_AWAY: Final = re.compile(r"[-_\s]+")


@lru_cache(maxsize=2_048)  # the names of many articles are the same
def fold(name: str) -> str:
    """Returns the form in which names are compared: without case, ``-``, ``_`` and space."""
    return _FOLDED_AWAY.sub("", name).casefold()


_KNOWN: Final = frozenset(
    fold(name) for names in (*FIELD_NAMES.values(), IGNORED) for name in names
)


def is_known(name: str) -> bool:
    """True when a canonical field or a known site generator claims the name."""
    return fold(name) in _KNOWN
