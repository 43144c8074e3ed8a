"""Documents between reading and the formats of all articles: on disk as soon as they are many."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from publishkit.model.document import Document

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

__all__ = ["DocumentShelf"]

#: So many documents stay in memory; a megabyte or two of articles of usual length.
_IN_MEMORY: Final = 64


class DocumentShelf:
    """Keeps documents by their source, the first ones in memory, the others in a temporary file.

    What was never put on it is read by ``read``. The file has no name, so that nothing is left
    behind however the process ends. One thread uses it.
    """

    def __init__(self, read: Callable[[Document], Document]) -> None:
        self._read = read
        self._documents: dict[Path | None, Document] = {}
        self._places: dict[Path | None, tuple[int, int]] = {}
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Returns the shelf."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Throws everything away."""
        self._documents.clear()
        self._places.clear()
        if self._file is not None:
            self._file.close()

    def put(self, document: Document) -> None:
        """Keeps a document. Raises ``OSError`` when the disk is full."""
        if len(self._documents) < _IN_MEMORY:
            self._documents[document.source] = document
            return
        if self._file is None:
            import tempfile

            self._file = tempfile.TemporaryFile(prefix="publishkit-")  # noqa: SIM115  # kept open
        data = pickle.dumps(document, protocol=pickle.HIGHEST_PROTOCOL)
        start = self._file.seek(0, 2)
        self._file.write(data)
        self._places[document.source] = (start, len(data))

    def whole(self, head: Document) -> Document:
        """Returns the document of a head's source; raises ``PublishKitError`` as reading does."""
        found = self._documents.get(head.source)
        if found is not None:
            return found
        place = self._places.get(head.source)
        if place is None or self._file is None:
            return self._read(head)
        self._file.seek(place[0])
        document: Document = pickle.loads(self._file.read(place[1]))
        return document
