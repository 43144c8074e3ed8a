"""Who wrote an article and when, in its own language."""

from __future__ import annotations

from typing import Final

from publishkit.model.metadata import Metadata

__all__ = ["byline"]

#: How a day is written; other languages get ISO 8601.
_DAY: Final = {"zh": "{}年{}月{}日", "ja": "{}年{}月{}日", "ko": "{}년 {}월 {}일"}


def byline(metadata: Metadata) -> str:
    """Returns authors and day, as far as they are known."""
    names = ", ".join(" ".join(author.name.split()) for author in metadata.authors)
    day = ""
    if metadata.date is not None:
        date = metadata.date.date()
        pattern = _DAY.get(metadata.lang.partition("-")[0].lower())
        day = pattern.format(date.year, date.month, date.day) if pattern else date.isoformat()
    return " · ".join(filter(None, (names, day)))
