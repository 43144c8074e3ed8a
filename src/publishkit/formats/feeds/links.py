"""Where the links and images of one article lead, as absolute URLs."""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.urls import absolute_url, is_local, quote_part
from publishkit.model.document import Document

__all__ = ["ArticleLinks", "permalink_of", "source_key"]

#: A path from the folder of all articles, as links in Hugo and Zola start.
_ROOTS: Final = ("/", "@/")


def permalink_of(document: Document, base_url: str, options: FeedOptions) -> str:
    """Returns the article's address: front matter ``url``, else by the option ``permalink``.

    Both are below ``base_url``, but for a ``url`` that is absolute itself.
    """
    own = document.metadata.url
    if own:
        return absolute_url(own if not is_local(own) else own.lstrip("/"), base_url) or base_url
    date = document.metadata.date
    path = options.permalink.lstrip("/").replace("{slug}", quote_part(document.slug))
    if date is not None:
        path = (
            path.replace("{year}", f"{date.year:04}")
            .replace("{month}", f"{date.month:02}")
            .replace("{day}", f"{date.day:02}")
        )
    return absolute_url(path, base_url) or base_url


def source_key(path: Path) -> str:
    """Returns the name by which a source is found again, without looking at the disk."""
    return os.path.normpath(path)


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """Resolves what one article writes. ``articles`` maps :func:`source_key` to permalinks."""

    document: Document
    permalink: str
    base_url: str
    articles: Mapping[str, str]

    def target(self, url: str) -> str | None:
        """Returns where a link leads, or ``None`` for a URL that cannot be one.

        A link to the source of another article of the publication leads to its permalink. One
        that starts with a slash is looked for below each folder that the article is in.
        """
        if is_local(url):
            path, mark, fragment = url.partition("#")
            article = self._article(path.partition("?")[0])
            if article is not None:
                return absolute_url(f"{mark}{fragment}", article)
        return absolute_url(url, self.permalink)

    def image(self, url: str) -> str | None:
        """Returns where an image is found, or ``None`` when it is missing.

        The site serves a file beside the article below its permalink, and one of a static root
        below the base URL, also when the site is not at the root of its host.
        """
        if not is_local(url):
            return absolute_url(url, self.permalink)
        asset = self.document.assets.get(url)
        if asset is None:
            return None
        if asset.path is not None and not self._is_beside(url, asset.path):
            return absolute_url(url.lstrip("/"), self.base_url)
        return absolute_url(url, self.permalink)

    def _article(self, path: str) -> str | None:
        source = self.document.source
        if source is None or not path or "\0" in path:
            return None
        name = unquote(path)
        if not path.startswith(_ROOTS):
            return self.articles.get(source_key(source.parent / name))
        below = name.lstrip("@/")
        found = (self.articles.get(source_key(folder / below)) for folder in source.parents)
        return next(filter(None, found), None)

    def _is_beside(self, url: str, path: Path) -> bool:
        source = self.document.source
        if source is None or url.startswith("/"):
            return source is None
        name = unquote(url.partition("?")[0])
        folder = os.path.realpath(source.parent)
        return os.path.realpath(path) in (
            os.path.normpath(f"{folder}/{name}"),
            os.path.normpath(f"{folder}/{url}"),
        )
