"""The other articles of a run, as far as an article needs to know of them to link to them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from publishkit.model.document import Document
from publishkit.model.metadata import Metadata

__all__ = ["Neighbours", "source_key"]


def source_key(path: Path) -> str:
    """Returns the name by which a source is found again, without looking at the disk."""
    return os.path.normpath(path)


class Neighbours(Mapping[str, Document]):
    """Articles that are out, by the :func:`source_key` of their source.

    Of each only what its address is made of is kept: slug, date and ``url``. It goes to other
    processes with every chunk of work, so it is pickled once, and read there when it is needed.
    """

    def __init__(self, heads: Iterable[Document]) -> None:
        self._pickled = b""
        self._heads: dict[str, Document] | None = {
            source_key(head.source): _address_of(head) for head in heads if head.source is not None
        }

    def __getitem__(self, key: str) -> Document:
        return self._found()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __reduce__(self) -> tuple[object, ...]:
        if not self._pickled:
            self._pickled = pickle.dumps(self._heads)
        return _unpickled, (self._pickled,)

    def _found(self) -> dict[str, Document]:
        if self._heads is None:
            self._heads = _heads(self._pickled)
        return self._heads


def _address_of(head: Document) -> Document:
    metadata = head.metadata
    kept = Metadata(slug=metadata.slug, date=metadata.date, url=metadata.url)
    return Document(kept, (), source=head.source, stem=head.stem)


def _unpickled(pickled: bytes) -> Neighbours:
    neighbours = Neighbours(())
    neighbours._pickled, neighbours._heads = pickled, None
    return neighbours


@lru_cache(maxsize=1)
def _heads(pickled: bytes) -> dict[str, Document]:
    """Returns what was pickled; all chunks of one run bring the same."""
    heads: dict[str, Document] = pickle.loads(pickled)  # made above
    return heads
