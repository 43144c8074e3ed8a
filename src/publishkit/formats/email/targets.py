"""Where the links and images of a mail lead: always to the web, never into the mail itself."""

from __future__ import annotations

from dataclasses import dataclass

from publishkit.formats.feeds.links import ArticleLinks
from publishkit.formats.feeds.urls import absolute_url, is_local

__all__ = ["Targets"]


@dataclass(frozen=True, slots=True)
class Targets:
    """Resolves the URLs of one article.

    ``permalink`` is empty when nobody knows the article's address; then links that need it lead
    nowhere. ``links`` is used with an address only.
    """

    permalink: str
    links: ArticleLinks

    def link(self, url: str) -> str | None:
        """Returns where a link leads, or ``None`` when that cannot be said."""
        if self.permalink:
            return self.links.target(url)
        return None if is_local(url) else absolute_url(url, "https://none.invalid/")

    def image(self, url: str) -> str | None:
        """Returns where an image is found on the web, or ``None`` when it is not there."""
        if self.permalink:
            return self.links.image(url)
        return None if is_local(url) else absolute_url(url, "https://none.invalid/")
