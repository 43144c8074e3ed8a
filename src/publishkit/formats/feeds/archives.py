"""Older entries in documents of their own that never change (RFC 5005, section 4)."""

from __future__ import annotations

from typing import NamedTuple

from publishkit.formats.feeds.selection import Candidate

__all__ = ["Archive", "Archives", "archives_of"]


class Archive(NamedTuple):
    """The entries of one archive document, newest first; ``number`` 1 holds the oldest."""

    number: int
    candidates: tuple[Candidate, ...]


class Archives(NamedTuple):
    """What the feed itself holds, and the archives, oldest first. Each article is in one place."""

    current: tuple[Candidate, ...]
    closed: tuple[Archive, ...]


def archives_of(candidates: tuple[Candidate, ...], *, size: int, limit: int) -> Archives:
    """Returns articles, newest first, in archives of ``size``, counted from the oldest one.

    So many archives are closed that the feed keeps at least ``limit`` articles, and an archive
    that is closed holds the same ones for ever, as long as new articles are the newest.
    """
    count = max(0, (len(candidates) - limit) // size)
    first_closed = len(candidates) - count * size
    archives = tuple(
        Archive(number, candidates[start : start + size])
        for number in range(1, count + 1)
        for start in (len(candidates) - number * size,)
    )
    return Archives(candidates[:first_closed], archives)
