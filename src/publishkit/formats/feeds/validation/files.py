"""A file that may be a feed: whether it is one, read with a bound, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic
from publishkit.errors import InputError, LimitError
from publishkit.formats.feeds.validation import check_feed
from publishkit.formats.source_text import SourceText

__all__ = ["check_file"]

#: An archive of ten thousand entries has 100 MB, but no reader takes that in one file.
_MAX_BYTES: Final = 64 << 20


def check_file(
    path: Path, *, sources: Sequence[SourceText] = (), now: datetime | None = None
) -> tuple[Diagnostic, ...]:
    """Returns what is wrong with a file.

    Raises ``InputError`` when it cannot be read, ``LimitError`` when it is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error
    if len(data) > _MAX_BYTES:
        raise LimitError(
            f"the feed has more than {_MAX_BYTES:,} bytes",
            path=path,
            hint="no reader takes such a feed: split it into archives (RFC 5005)",
        )
    return check_feed(data, path=path, sources=sources, now=now)
