"""Which articles belong in a collection, and what is said of the collection as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.model.document import Document, Publication
from publishkit.model.lifecycle import absence_of
from publishkit.model.metadata import Metadata

__all__ = [
    "checked_base_url",
    "gather",
    "reason_before",
    "reason_to_leave_out",
    "report_alone",
    "with_metadata",
]

_INCLUDE = "--include-drafts takes it in"


def reason_to_leave_out(
    metadata: Metadata, *, path: Path | None, now: datetime | None
) -> Diagnostic | None:
    """Returns why an article is no part of a collection yet or any more, if there is a reason.

    Without ``now`` nothing is scheduled and nothing has expired.
    """
    absence = absence_of(metadata, now=now)
    if absence is None:
        return None
    return diagnose(absence.code, f"{absence.article} is left out", path=path, hint=_INCLUDE)


def reason_before(metadata: Metadata, since: datetime, *, path: Path | None) -> Diagnostic | None:
    """Returns why an article is not among those of ``since`` and later, if it is not."""
    if metadata.date is None:
        message = "an article without date is left out: nobody knows whether it is new"
        hint = "give it a 'date' in its front matter"
    elif metadata.date < since:
        day = metadata.date.date().isoformat()
        message = f"an article of {day} is left out, since it is older than asked for"
        hint = "ask for an earlier date with --since"
    else:
        return None
    return diagnose("P009", message, path=path, hint=hint)


def report_alone(document: Document, *, now: datetime | None) -> tuple[Diagnostic, ...]:
    """Returns the note that goes with an article which only its own name brings into the output."""
    absence = absence_of(document.metadata, now=now)
    if absence is None:
        return ()
    message = f"{absence.article} is exported, since it is named itself"
    return (diagnose("P005", message, path=document.source),)


def gather(
    documents: Iterable[Document], publication: Publication, *, default_title: str = ""
) -> Publication:
    """Returns the publication of these documents.

    Its language, when none is set, is the one that most of them are in.
    """
    found = tuple(documents)
    lang = publication.lang
    if not lang and found:
        lang = Counter(document.metadata.lang for document in found).most_common(1)[0][0]
    return replace(
        publication, documents=found, lang=lang, title=publication.title or default_title
    )


def checked_base_url(url: str) -> str:
    """Returns an absolute web address that ends in a slash, or nothing for nothing.

    Raises ``ValueError`` for anything else.
    """
    text = url.strip()
    scheme, separator, rest = text.partition("://")
    if not text:
        return ""
    if scheme.lower() not in {"http", "https"} or not separator or not rest.strip("/"):
        raise ValueError("expected an address such as 'https://example.org/'")
    if "?" in text or "#" in text or any(character.isspace() for character in text):
        raise ValueError("an address without spaces, '?' and '#' is expected")
    return text if text.endswith("/") else f"{text}/"


def with_metadata(publication: Publication, metadata: Metadata) -> Publication:
    """Returns the publication with what a metadata file says; what it does not say stays."""
    return replace(
        publication,
        title=metadata.title or publication.title,
        subtitle=metadata.subtitle or publication.subtitle,
        description=metadata.summary or publication.description,
        authors=metadata.authors or publication.authors,
        lang=metadata.lang or publication.lang,
        base_url=metadata.url or publication.base_url,
        id=metadata.id or publication.id,
        publisher=metadata.publisher or publication.publisher,
        license=metadata.license or publication.license,
        details=metadata,
    )
