"""Objects of a PDF by pydyf, which only this module knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["array", "dictionary", "stream", "string"]


def array(values: Iterable[object] = ()) -> Any:
    """Returns a PDF array."""
    import pydyf

    return pydyf.Array(list(values))


def dictionary(values: Mapping[str, object]) -> Any:
    """Returns a PDF dictionary; names among the values are written with their slash."""
    import pydyf

    return pydyf.Dictionary(dict(values))


def string(text: str) -> Any:
    """Returns a PDF text string."""
    import pydyf

    return pydyf.String(text)


def stream(data: bytes, values: Mapping[str, object], *, compress: bool = False) -> Any:
    """Returns a PDF stream with the entries of its dictionary."""
    import pydyf

    return pydyf.Stream([data], dict(values), compress)
