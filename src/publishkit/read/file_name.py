"""What a file's name and folder say about an article: Jekyll's date prefix and drafts folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Final

from publishkit.read.dates import DateReading, read_date

__all__ = ["FileName", "read_file_name"]

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
    slug, date = _split(path.stem, zone=zone)
    if date is None and path.stem in _BUNDLE_STEMS:
        date = _split(path.parent.name, zone=zone)[1]
    return FileName(slug, date, is_draft)


def _split(stem: str, *, zone: tzinfo) -> tuple[str, DateReading | None]:
    match = _DATED.fullmatch(stem)
    reading = read_date(match[1], zone=zone) if match else None
    if match is None or not isinstance(reading, DateReading):
        return stem, None
    return match[2], reading
