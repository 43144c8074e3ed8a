"""Which articles belong in a feed, and a diagnostic for each one that does not."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.feeds.options import FeedOptions
from publishkit.model.document import Document, Publication

__all__ = ["select_documents"]

_INCLUDE: Final = "--include-drafts takes it in"


def select_documents(
    publication: Publication, options: FeedOptions
) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Returns the articles that may go into a feed, in the publication's order, and why others not.

    Left out are articles that opt out, drafts, those without a date, and, if the publication
    says what time it is, scheduled and expired ones.
    """
    selected: list[Document] = []
    diagnostics: list[Diagnostic] = []
    for document in publication.documents:
        finding = _reason_against(document, publication.now, options)
        if finding is None:
            selected.append(document)
        else:
            diagnostics.append(finding)
    return tuple(selected), tuple(diagnostics)


def _reason_against(
    document: Document, now: datetime | None, options: FeedOptions
) -> Diagnostic | None:
    metadata, path = document.metadata, document.source
    if not metadata.in_feed:
        return diagnose("P004", "the article opts out of feeds", path=path)
    if metadata.is_draft and not options.include_drafts:
        return diagnose("P001", "a draft is left out of the feed", path=path, hint=_INCLUDE)
    if metadata.date is None:
        return diagnose(
            "P008",
            "an article without date is left out of the feed",
            path=path,
            hint="give it a 'date' in its front matter",
        )
    if now is None or options.include_drafts:
        return None
    start = max(metadata.date, metadata.publish_at or metadata.date)
    if start > now:
        return diagnose(
            "P002",
            f"an article scheduled for {start.isoformat()} is left out of the feed",
            path=path,
            hint=_INCLUDE,
        )
    if metadata.expires is not None and metadata.expires <= now:
        return diagnose(
            "P003",
            f"an article that expired on {metadata.expires.isoformat()} is left out of the feed",
            path=path,
            hint=_INCLUDE,
        )
    return None
