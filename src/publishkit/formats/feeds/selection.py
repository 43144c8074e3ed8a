"""Which articles belong in a feed, and a diagnostic for each one that does not."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.feeds.options import FeedOptions
from publishkit.model.document import Document, Publication
from publishkit.model.lifecycle import absence_of

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
    absence = None if options.include_drafts else absence_of(metadata, now=now)
    if metadata.date is None and (absence is None or absence.code != "P001"):
        return diagnose(
            "P008",
            "an article without date is left out of the feed",
            path=path,
            hint="give it a 'date' in its front matter",
        )
    if absence is None:
        return None
    return diagnose(
        absence.code, f"{absence.article} is left out of the feed", path=path, hint=_INCLUDE
    )
