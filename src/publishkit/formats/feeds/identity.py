"""What readers know an article by, for ever: ids that no mended date or title changes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from publishkit.formats.feeds.characters import drop_illegal
from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.urls import is_uri, quote_part
from publishkit.model.document import Document, Publication

__all__ = ["PLACEHOLDER_BASE_URL", "Identities", "anchor_of"]

#: Stands for the base URL of a publication that has none; RFC 2606 keeps ``.invalid`` unused.
PLACEHOLDER_BASE_URL: Final = "https://base-url-not-set.invalid/"
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_TAG_URI: Final = re.compile(r"tag:([^,]+),")


@dataclass(frozen=True, slots=True)
class Identities:
    """Makes the ids of one publication: ``tag`` URIs (RFC 4151) of an authority and a fixed date.

    The authority is the option ``id_authority``, else the domain in the publication's id, else
    the one in ids that were given before, else the base URL's. The date is the option ``id_date``,
    never the article's own. ``given`` are the ids that were given to sources before, by path.
    """

    authority: str
    date: str
    given: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, publication: Publication, options: FeedOptions, base_url: str) -> Identities:
        """Returns the identities of a publication."""
        authority = (
            options.id_authority
            or _authority_in(publication.id)
            or _authority_given(publication.ids)
            or urlsplit(base_url).hostname
        )
        name = quote_part(authority or "").lower().replace("%40", "@")
        return cls(name, options.id_date, publication.ids)

    def tag(self, specific: str) -> str:
        """Returns a ``tag`` URI; ``specific`` is percent-encoded already."""
        return f"tag:{self.authority},{self.date}:{specific}"

    def id_of(self, document: Document) -> str:
        """Returns the article's id: that of its front matter verbatim, else the one that it was
        given before, else one made of its slug.
        """
        own = drop_illegal(document.metadata.id or "").strip()
        source = document.source
        given = None if source is None else self.given.get(source)
        return own or given or self.tag(quote_part(drop_illegal(document.slug)))

    def uri_of(self, identifier: str) -> str:
        """Returns an id as a URI: itself if it is one, else wrapped in a ``tag`` URI.

        A UUID is one with ``urn:uuid:`` before it (RFC 9562, section 4). No slug gives the same as
        another id, since a slash in a slug is encoded.
        """
        if is_uri(identifier):
            return identifier
        if _UUID.fullmatch(identifier):
            return f"urn:uuid:{identifier.lower()}"
        return self.tag(f"id/{quote_part(identifier)}")


def anchor_of(identifier: str) -> str:
    """Returns the prefix of an article's HTML ids, as unique and lasting as its own id."""
    digest = hashlib.sha256(identifier.encode("utf-8", "replace")).hexdigest()
    return f"fn{digest[:10]}-"


def _authority_given(given: Mapping[Path, str]) -> str:
    """Returns the authority of most ids, so that a site which has moved keeps its own."""
    found = (_TAG_URI.match(identifier) for identifier in given.values())
    counted = Counter(match[1] for match in found if match)
    return min(counted, key=lambda name: (-counted[name], name), default="")


def _authority_in(identifier: str) -> str:
    found = _TAG_URI.match(identifier)
    if found:
        return found[1]
    try:
        return urlsplit(identifier).hostname or ""
    except ValueError:
        return ""
