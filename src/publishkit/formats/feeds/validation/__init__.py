"""What is wrong with any feed: RSS 2.0, Atom 1.0 or JSON Feed, of whatever program.

The rules are those of the specifications, of the RSS Best Practices Profile, and of what readers
are known to do; ``rules`` lists them all. Nothing is loaded but the feed itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic
from publishkit.formats.feeds.validation.findings import Finding, quote
from publishkit.formats.feeds.validation.report import diagnostics_of
from publishkit.formats.source_text import SourceText

__all__ = ["check_feed", "find_in_feed"]

#: What services are known to cut or refuse.
_LARGE: Final = 500_000
_TOO_LARGE: Final = 5_000_000
_HEAD: Final = 4096
_ROOT: Final = re.compile(rb"<(rss|feed)[\s>]")
_KINDS: Final = {b"rss": "rss", b"feed": "atom"}
#: Suffixes that servers know, by what their media type says of the file.
_SUFFIXES: Final = {
    "json": frozenset({".json", ".jsonfeed"}),
    "rss": frozenset({".xml", ".rss"}),
    "atom": frozenset({".xml", ".atom"}),
}
_MEDIA_TYPES: Final = {
    "json": "application/feed+json",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
}


def check_feed(
    data: bytes,
    *,
    path: Path | None = None,
    sources: Sequence[SourceText] = (),
    now: datetime | None = None,
) -> tuple[Diagnostic, ...]:
    """Returns the findings R001 to R017 about a feed, errors first.

    ``sources`` are the articles that it may be made of: a finding then has the path and line in an
    article where that is sure. ``now`` is the time after which a date is one of the future.
    """
    return diagnostics_of(
        find_in_feed(data, name=path.name if path else "", now=now), path, sources
    )


def find_in_feed(data: bytes, *, name: str = "", now: datetime | None = None) -> Iterator[Finding]:
    """Yields all that is wrong, in no certain order; ``name`` is that of the file."""
    from publishkit.formats.feeds.validation.json_feed import json_findings
    from publishkit.formats.feeds.validation.xml_feed import xml_findings

    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    is_named_json = Path(name).suffix.lower() in _SUFFIXES["json"]
    is_json = start in {b"{", b"["} or (is_named_json and start not in {b"<", b""})
    yield from (json_findings if is_json else xml_findings)(data, now)
    if len(data) > _TOO_LARGE:
        yield Finding("feed-too-large", value=f"{len(data):,}")
    elif len(data) > _LARGE:
        yield Finding("feed-large", value=f"{len(data):,}")
    yield from _name(name, data, is_json=is_json)


def _name(name: str, data: bytes, *, is_json: bool) -> Iterator[Finding]:
    """Servers decide by a file's suffix on the media type that readers get."""
    root = _ROOT.search(data[:_HEAD])
    kind = "json" if is_json else _KINDS.get(root[1] if root else b"")
    suffix = Path(name).suffix.lower()
    if kind and suffix and suffix not in _SUFFIXES[kind]:
        yield Finding("media-type", what=_MEDIA_TYPES[kind], value=quote(name))
