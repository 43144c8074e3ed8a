"""All that a page may load, in memory: our fonts and the publication's own images.

Nothing is read from disk or network while WeasyPrint works: a URL that is not in the store is
refused, whatever its scheme, so that raw HTML cannot pull a file of the machine into the PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Resource", "ResourceStore"]

#: The scheme of the store's URLs; no handler of any library knows it.
_SCHEME = "publishkit"


@dataclass(frozen=True, slots=True)
class Resource:
    """Bytes with their media type."""

    data: bytes
    media_type: str


@dataclass(slots=True)
class ResourceStore:
    """The resources of one export, each under the URL that :meth:`add` gave out.

    It grows while the HTML is rendered and is thrown away with the export.
    """

    _resources: dict[str, Resource] = field(default_factory=dict)

    def add(self, kind: str, name: str, data: bytes, *, media_type: str) -> str:
        """Keeps the bytes and returns their URL; equal ``kind`` and ``name`` mean equal bytes."""
        url = f"{_SCHEME}:{kind}/{name}"
        self._resources.setdefault(url, Resource(data, media_type))
        return url

    def get(self, url: str) -> Resource | None:
        """Returns what was added under exactly this URL, else ``None``."""
        return self._resources.get(url)

    def __iter__(self) -> Iterator[tuple[str, Resource]]:
        return iter(self._resources.items())
