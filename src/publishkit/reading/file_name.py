"""What a file's name and folder say about an article: Jekyll's date prefix and drafts folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Final

from publishkit.reading.dates import DateReading, read_date

__all__ = ["FileName", "read_file_name", "source_stem"]

_DATED: Final = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_BUNDLE_STEMS: Final = frozenset({"index", "_index"})


@dataclass(frozen=True, slots=True)
class FileName:
    """The slug that the name gives, the date in front of it, and whether it lies in drafts."""

    slug: str | None = None
    date: DateReading | None = None
    is_draft: bool = False


def read_file_name(path: Path | None, *, zone: tzinfo) -> FileName:
    """Reads ``_posts/2025-06-19-a-slug.md`` and Hugo's ``2025-06-19-a-slug/index.md``.

    A prefix that is no real date belongs to the slug.
    """
    if path is None:
        return FileName()
    is_draft = "_drafts" in path.parts[:-1]
    slug, date = _split(_name(path), zone=zone)
    return FileName(slug, date, is_draft)


def source_stem(path: Path | None) -> str:
    """Returns what an article without a slug is called, with no date before it."""
    if path is None or not path.stem:
        return "article"
    return _split(_name(path), zone=UTC)[0]


def _name(path: Path) -> str:
    """Returns the file's stem, or the folder's name for the index file of a page bundle (Hugo)."""
    if path.stem in _BUNDLE_STEMS and path.parent.name:
        return path.parent.name
    return path.stem


def _split(stem: str, *, zone: tzinfo) -> tuple[str, DateReading | None]:
    match = _DATED.fullmatch(stem)
    reading = read_date(match[1], zone=zone) if match else None
    if match is None or not isinstance(reading, DateReading):
        return stem, None
    return match[2], reading
