"""The lines of an article's source, to say where something stands that nodes have no line of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

__all__ = ["source_lines"]

#: Bytes of a source that is looked through.
_LARGEST: Final = 20_000_000
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"))


def source_lines(path: Path | None) -> list[str]:
    """Returns the lines of a source; none when it is gone, standard input, or no text."""
    if path is None:
        return []
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST)
    except OSError:
        return []
    encoding = next(name for mark, name in _MARKS if data.startswith(mark))
    text = data.decode(encoding, "replace")
    return [] if "\0" in text else re.split(r"\r\n|\r|\n", text)
