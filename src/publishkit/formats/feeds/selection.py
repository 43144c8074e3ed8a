"""Which articles belong in a feed, newest first, and a diagnostic for each one that does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import ExportError
from publishkit.formats.feeds.identity import Identities
from publishkit.formats.feeds.options import FeedOptions
from publishkit.model.document import Document, Publication
from publishkit.model.lifecycle import absence_of

__all__ = ["Candidate", "Selection", "report_cut", "require_distinct_ids", "select"]

_INCLUDE: Final = "--include-drafts takes it in"


class Candidate(NamedTuple):
    """An article that may go into a feed, by its head.

    ``position`` is its place among the publication's documents, ``uri`` its id as a URI.
    """

    position: int
    head: Document
    id: str
    uri: str
    date: datetime


class Selection(NamedTuple):
    """The articles for feeds, newest first, and why others are none."""

    candidates: tuple[Candidate, ...]
    diagnostics: tuple[Diagnostic, ...]


def select(publication: Publication, options: FeedOptions, identities: Identities) -> Selection:
    """Returns the articles that may go into feeds, of one date by their ids, and why others not.

    Left out are articles that opt out, drafts, those without a date, and, if the publication
    says what time it is, scheduled and expired ones.
    """
    selected: list[Candidate] = []
    diagnostics: list[Diagnostic] = []
    for position, document in enumerate(publication.documents):
        finding = _reason_against(document, publication.now, options)
        date = document.metadata.date
        if finding is not None or date is None:
            diagnostics += (finding,) if finding is not None else ()
            continue
        identifier = identities.id_of(document)
        uri = identities.uri_of(identifier)
        selected.append(Candidate(position, document, identifier, uri, date))
    selected.sort(key=lambda candidate: candidate.id)
    selected.sort(key=lambda candidate: candidate.date, reverse=True)
    return Selection(tuple(selected), tuple(diagnostics))


def require_distinct_ids(candidates: Iterable[Candidate]) -> None:
    """Raises ``ExportError`` that names both articles when two have one id."""
    seen: dict[str, Candidate] = {}
    for candidate in candidates:
        other = seen.setdefault(candidate.uri, candidate)
        if other is not candidate:
            raise ExportError(
                f"'{_name(other)}' and '{_name(candidate)}' have one id, '{candidate.id}'",
                path=candidate.head.source,
                hint="give each article its own 'slug' or 'id' in its front matter",
            )


def _name(candidate: Candidate) -> str:
    return str(candidate.head.source or candidate.head.stem)


def report_cut(candidates: Sequence[Candidate], limit: str) -> Diagnostic:
    """Returns one diagnostic for all articles, newest first, that ``limit`` has no room for."""
    newest = candidates[0]
    many = len(candidates)
    count = "1 older article is" if many == 1 else f"{many} older articles are"
    return diagnose(
        "P006",
        f"{count} left out of the feed by {limit}, from {newest.date.date().isoformat()} back",
        path=newest.head.source,
        hint="raise 'limit' or 'max_bytes' to keep more",
    )


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
