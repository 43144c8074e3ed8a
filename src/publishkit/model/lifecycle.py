"""Whether an article is out: a draft, not yet, or no longer."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from publishkit.model.metadata import Metadata

__all__ = ["Absence", "absence_of"]


class Absence(NamedTuple):
    """Why an article is no part of collections: a diagnostic's code, and the article in words."""

    code: str
    article: str


def absence_of(metadata: Metadata, *, now: datetime | None) -> Absence | None:
    """Returns why an article is not out at the time ``now``, or ``None`` when it is.

    Without ``now`` nothing is scheduled and nothing has expired.
    """
    if metadata.is_draft:
        return Absence("P001", "a draft")
    if now is None:
        return None
    starts = [moment for moment in (metadata.date, metadata.publish_at) if moment is not None]
    if starts and max(starts) > now:
        return Absence("P002", f"an article scheduled for {max(starts).isoformat()}")
    if metadata.expires is not None and metadata.expires <= now:
        return Absence("P003", f"an article that expired on {metadata.expires.isoformat()}")
    return None
