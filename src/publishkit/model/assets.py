"""Images and other files that an article refers to, resolved once and checked by their bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Asset"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file whose content was looked at: its type is that of its bytes, not of its name.

    ``digest`` is the SHA-256 of the bytes in hex, ``width`` and ``height`` are in pixels (0 when
    unknown). The bytes are read when they are needed; what came from a ``data:`` URL or the
    network is held in memory.
    """

    name: str
    media_type: str
    size: int
    digest: str
    width: int = 0
    height: int = 0
    path: Path | None = None
    content: bytes | None = field(default=None, repr=False)

    def read(self) -> bytes:
        """Returns the bytes; raises ``OSError`` when the file has gone since it was resolved."""
        if self.content is not None:
            return self.content
        if self.path is None:
            raise FileNotFoundError(self.name)
        return self.path.read_bytes()

    @property
    def is_image(self) -> bool:
        """Whether a browser shows it as a picture."""
        return self.media_type.startswith("image/")
