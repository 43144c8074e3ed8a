"""A finding of the linter, before equal ones are counted and places become lines."""

from __future__ import annotations

from typing import NamedTuple

from publishkit.diagnostics import Severity

__all__ = ["ERROR", "WARNING", "Finding", "excerpt"]

ERROR = Severity.ERROR
WARNING = Severity.WARNING
_SHOWN = 40


class Finding(NamedTuple):
    """One violation at one place; ``start`` is a position in the markup.

    Findings with one code and one ``message`` become one diagnostic, with the number of places.
    """

    code: str
    severity: Severity
    start: int
    message: str
    hint: str = ""


def excerpt(text: str) -> str:
    """Returns the beginning of a text or an address, in quotes, to find the place by."""
    text = " ".join(text.split())
    return f"'{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}'"
