"""What the package document of an EPUB says about its content (EPUB 3.3, 5.5)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin

from publishkit.formats.epub.attributes import is_language_tag
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author, Metadata
from publishkit.render.direction import direction_of

__all__ = [
    "ContentFacts",
    "PackageMetadata",
    "clean_text",
    "describe",
    "without_illegal",
]

#: The date of a book without any date, so that its bytes never depend on the day.
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
#: What is no ``Char`` of XML 1.0, 2.2. The class that names those few compiles ten times as fast.
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROLE: Final = re.compile("[a-z]{3}")


@dataclass(frozen=True, slots=True)
class ContentFacts:
    """What accessibility metadata needs to know of all pages together."""

    has_images: bool = False
    has_missing_alternatives: bool = False
    has_mathml: bool = False
    has_audio: bool = False
    has_video: bool = False
    has_uncaptioned_video: bool = False
    has_endnotes: bool = False
    may_flash: bool = False

    def __or__(self, other: ContentFacts) -> ContentFacts:
        """What is true of two pages together."""
        return ContentFacts(
            *(getattr(self, item.name) or getattr(other, item.name) for item in fields(self))
        )


@dataclass(frozen=True, slots=True)
class PackageMetadata:
    """Everything for ``metadata`` of the package document; no text is empty but ``description``.

    ``date`` is ISO 8601 or empty, ``modified`` is in UTC.
    """

    identifier: str
    title: str
    lang: str
    modified: datetime
    subtitle: str = ""
    authors: tuple[Author, ...] = ()
    contributors: tuple[Author, ...] = ()
    date: str = ""
    isbn: str = ""
    doi: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    publisher: str = ""
    rights: str = ""
    source: str = ""
    series: tuple[str, ...] = ()
    series_index: int | None = None
    is_vertical: bool = False

    @property
    def direction(self) -> str:
        """The direction of the language: ``rtl`` or ``ltr``."""
        return direction_of(self.lang)

    @property
    def page_direction(self) -> str:
        """The direction in which pages follow each other: columns go from right to left."""
        return "rtl" if self.is_vertical else self.direction


def without_illegal(text: str) -> str:
    """Returns the text without the characters that XML 1.0 forbids, lone surrogates included."""
    return _ILLEGAL.sub("", text)


def clean_text(text: str | None) -> str:
    """Returns one line of text that XML can hold."""
    return " ".join(without_illegal(text or "").split())


def describe(publication: Publication) -> PackageMetadata:
    """Returns the metadata of an article on its own, or of a book of several."""
    if publication.is_book or len(publication.documents) != 1:
        return _describe_book(publication)
    return _describe_article(publication.documents[0], publication)


def _describe_article(document: Document, publication: Publication) -> PackageMetadata:
    metadata = document.metadata
    return PackageMetadata(
        identifier=_identifier(metadata.id or document.slug, publication.base_url),
        title=clean_text(metadata.title) or clean_text(document.slug) or "-",
        lang=_language(metadata.lang, publication.lang),
        modified=publication.modified or _modified((metadata,)),
        subtitle=clean_text(metadata.subtitle),
        authors=_people(metadata.authors or publication.authors),
        contributors=_contributors((metadata,)),
        date=_date(metadata),
        isbn=metadata.isbn or "",
        doi=clean_text(metadata.doi),
        description=clean_text(metadata.summary or document.summary),
        subjects=_subjects((metadata,)),
        publisher=clean_text(metadata.publisher or publication.publisher),
        rights=clean_text(metadata.license or publication.license),
        source=clean_text(metadata.canonical),
        series=_names(metadata.series),
        series_index=metadata.series_index,
    )


def _describe_book(publication: Publication) -> PackageMetadata:
    documents, metadata = publication.documents, publication.details
    authors = publication.authors or tuple(
        dict.fromkeys(author for document in documents for author in document.metadata.authors)
    )
    languages = [document.metadata.lang for document in documents]
    key = publication.id or publication.title or "\n".join(item.slug for item in documents)
    described = [metadata, *(document.metadata for document in documents)]
    latest = max(filter(None, map(_date, described[1:])), default="", key=lambda text: text[:10])
    return PackageMetadata(
        identifier=_identifier(key, publication.base_url),
        title=clean_text(publication.title) or clean_text(documents[0].metadata.title) or "-",
        lang=_language(publication.lang, *languages),
        modified=publication.modified or _modified([metadata] if metadata.updated else described),
        subtitle=clean_text(publication.subtitle),
        authors=_people(authors),
        contributors=_contributors(described),
        date=_date(metadata) or latest,
        isbn=metadata.isbn or "",
        doi=clean_text(metadata.doi),
        description=clean_text(publication.description),
        subjects=_subjects(described),
        publisher=clean_text(publication.publisher),
        rights=clean_text(publication.license),
        source=clean_text(metadata.canonical),
        series=_names(metadata.series),
        series_index=metadata.series_index,
    )


def _identifier(key: str, base_url: str) -> str:
    """A URN that stays when the text is edited and changes with the article's id or slug."""
    if re.fullmatch(r"urn:[a-z0-9][a-z0-9-]{1,31}:\S+", key, re.IGNORECASE):
        return clean_text(key)
    try:
        name = urljoin(base_url, key)
    except ValueError:
        name = key
    # A lone surrogate has no UTF-8 form, and UUIDs are made of that.
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, without_illegal(name))}"


def _language(*tags: str) -> str:
    return next((tag for tag in tags if is_language_tag(tag)), "und")


def _modified(described: Iterable[Metadata]) -> datetime:
    times = [metadata.updated or metadata.date for metadata in described]
    # At the ends of the calendar a time has no form in UTC, and ``strftime`` a short year.
    sound = [time.astimezone(UTC) for time in times if time and 1000 < time.year < 9999]
    return max(sound, default=_NO_DATE)


def _date(metadata: Metadata) -> str:
    if metadata.date is None:
        return ""
    return metadata.date.date().isoformat() if metadata.date_only else metadata.date.isoformat()


def _contributors(described: Iterable[Metadata]) -> tuple[Author, ...]:
    """Those who translated or edited what is described, each once in each role."""
    people: list[Author] = []
    for metadata in described:
        people += [replace(item, role="trl") for item in metadata.translators]
        people += [replace(item, role="edt") for item in metadata.editors]
    return tuple(dict.fromkeys(_people(people)))


def _people(people: Iterable[Author]) -> tuple[Author, ...]:
    return tuple(
        Author(
            name,
            role=person.role if _ROLE.fullmatch(person.role) else "aut",
            file_as=clean_text(person.file_as) or None,
        )
        for person in people
        if (name := clean_text(person.name))
    )


def _subjects(described: Iterable[Metadata]) -> tuple[str, ...]:
    names = [
        name
        for metadata in described
        for name in (*metadata.tags, *metadata.categories, *metadata.keywords)
    ]
    return _names(names)


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that are left when cleaned, each once."""
    return tuple(dict.fromkeys(filter(None, map(clean_text, texts))))
