"""Where the links and images of one article lead, as absolute URLs."""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.urls import absolute_url, is_local, quote_part
from publishkit.model.document import Document, Publication
from publishkit.model.lifecycle import absence_of
from publishkit.model.neighbours import source_key
from publishkit.render.file_names import MARKDOWN_SUFFIXES

__all__ = ["Addresses", "ArticleLinks", "permalink_of"]

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
    path = options.permalink.lstrip("/").replace("{slug}", _quoted_path(document.slug))
    if date is not None:
        path = (
            path.replace("{year}", f"{date.year:04}")
            .replace("{month}", f"{date.month:02}")
            .replace("{day}", f"{date.day:02}")
        )
    return absolute_url(path, base_url) or base_url


def _quoted_path(slug: str) -> str:
    """Returns a slug with its slashes, as Hugo has them, which never leads out of its folder."""
    parts = [part for part in slug.split("/") if part not in ("", ".", "..")]
    return "/".join(map(quote_part, parts)) or quote_part(slug)


class Addresses(Mapping[str, str]):
    """The permalinks of all articles of a run that are out, by :func:`source_key`.

    Each is made when it is asked for, since an article links to few of ten thousand others.
    """

    def __init__(self, publication: Publication, base_url: str, options: FeedOptions) -> None:
        self._base_url = base_url
        self._options = options
        self._neighbours = publication.neighbours
        self._heads = {
            source_key(document.source): document
            for document in publication.documents
            if document.source is not None
            and (options.include_drafts or not absence_of(document.metadata, now=publication.now))
        }

    def __getitem__(self, key: str) -> str:
        head = self._heads.get(key) or self._neighbours[key]
        return permalink_of(head, self._base_url, self._options)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._neighbours, **self._heads})

    def __len__(self) -> int:
        return len({**self._neighbours, **self._heads})


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """Resolves what one article writes. ``articles`` maps :func:`source_key` to permalinks.

    ``lost`` collects the links to sources of articles that have no address.
    """

    document: Document
    permalink: str
    base_url: str
    articles: Mapping[str, str]
    lost: dict[str, None] = field(default_factory=dict)

    def target(self, url: str) -> str | None:
        """Returns where a link leads, or ``None`` for a URL that cannot be one.

        A link to the source of another article of the publication leads to its permalink. One
        that starts with a slash is looked for below each folder that the article is in. One to
        Markdown that is no article of the publication, such as a draft, leads nowhere: the site
        has no such file, and its name may be a secret.
        """
        if is_local(url):
            path, mark, fragment = url.partition("#")
            name = path.partition("?")[0]
            article = self._article(name)
            if article is not None:
                return absolute_url(f"{mark}{fragment}", article)
            if Path(unquote(name)).suffix.lower() in MARKDOWN_SUFFIXES:
                self.lost[url] = None
                return None
        return absolute_url(url, self.permalink)

    def findings(self) -> tuple[Diagnostic, ...]:
        """Returns a warning for each link that was asked for and leads to no article."""
        return tuple(
            diagnose(
                "M006",
                f"the link to '{url}' is plain text: no article of this export is there",
                path=self.document.source,
                hint="correct it, or export that article in the same run, if it is no draft",
            )
            for url in self.lost
        )

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
            key = source_key(source.parent / name)
            return self.permalink if key == source_key(source) else self.articles.get(key)
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
