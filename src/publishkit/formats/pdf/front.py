"""What stands before the text: cover, title page and imprint, and the block below a title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from math import ceil
from typing import Final, NamedTuple

from publishkit.formats.pdf.geometry import Geometry
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author, Metadata
from publishkit.phrases import phrases_for
from publishkit.render.color import cover_colour

__all__ = [
    "MOST_AUTHORS",
    "Cover",
    "Imprint",
    "TitleBlock",
    "authors_of",
    "cover_of",
    "imprint_of",
    "printed_day",
    "text_width",
    "title_block",
]

_DAY: Final = {"zh": "{}年{}月{}日", "ja": "{}年{}月{}日", "ko": "{}년 {}월 {}일"}
_EAST_ASIAN: Final = frozenset({"zh", "ja", "ko"})
#: A picture whose shape differs by less fills the cover and loses that much at its edges.
_CROP: Final = 0.12
#: More are not named on the cover and the title page.
MOST_AUTHORS: Final = 8
#: Of a cover's width, what its title has; and the sizes of the title, in those of the text.
_COVER_SHARE: Final = 0.76
_TITLE_SIZES: Final = (3.6, 3.2, 2.8, 2.5, 2.2, 1.9, 1.6)
_COLON: Final = re.compile(r"(?<=：)\s*(?=\S)|(?<=: )(?=\S)")


class TitleBlock(NamedTuple):
    """What is printed below an article's title; each text may be empty."""

    subtitle: str = ""
    authors: str = ""
    affiliations: tuple[str, ...] = ()
    date: str = ""
    abstract: str = ""
    keywords: str = ""


class Cover(NamedTuple):
    """A cover: a picture with its text, or else title and authors on a ground of ``colour``.

    ``lines`` are those of the title, which break further if they must; ``size`` is that of its
    letters in sizes of the text.
    """

    lines: tuple[str, ...]
    size: float
    subtitle: str
    authors: str
    publisher: str
    colour: str
    image: str
    image_alt: str
    is_filling: bool


class Imprint(NamedTuple):
    """The lines of the page behind the title page, each with a label that may be empty."""

    lines: tuple[tuple[str, str], ...]
    doi: str
    address: str
    rights: str


def authors_of(publication: Publication) -> tuple[Author, ...]:
    """Returns the authors of the whole: those that it names itself, else those of its articles."""
    own = publication.authors if publication.is_book else ()
    described = (document.metadata for document in publication.documents)
    people = own or tuple(author for metadata in described for author in metadata.authors)
    return tuple(dict.fromkeys(people))


def title_block(
    document: Document, *, has_abstract: bool, known_authors: Iterable[Author] = ()
) -> TitleBlock:
    """Returns what stands below the title; in a book, its authors are known already."""
    metadata = document.metadata
    own = metadata.authors if tuple(known_authors) != metadata.authors else ()
    language = _language(metadata.lang)
    words = metadata.keywords or metadata.tags
    return TitleBlock(
        subtitle=metadata.subtitle or "",
        authors=_names(own, language),
        affiliations=tuple(_affiliations(metadata)),
        date=printed_day(metadata.date, metadata.lang),
        abstract=(metadata.summary or "") if has_abstract else "",
        keywords=("；" if language == "zh" else "; ").join(words) if has_abstract else "",
    )


def cover_of(publication: Publication, *, image: str, ratio: float | None, page: Geometry) -> Cover:
    """Returns the cover of a book or article; ``image`` is the URL of its picture, or empty.

    ``ratio`` is the picture's width to its height; one of another shape than the page is shown
    whole.
    """
    metadata = _described(publication)
    first = publication.documents[0].metadata
    lang = (publication.lang if publication.is_book else "") or first.lang
    title = (publication.title if publication.is_book else "") or first.title
    own = metadata.image.alt if metadata.image is not None else ""
    authors = authors_of(publication)
    lines = _title_lines(title, page.width * _COVER_SHARE / page.font_size)
    return Cover(
        lines=lines[0],
        size=lines[1],
        subtitle=(publication.subtitle if publication.is_book else metadata.subtitle) or "",
        authors=_names(authors, _language(lang)) if len(authors) <= MOST_AUTHORS else "",
        publisher=publication.publisher or metadata.publisher or "",
        colour=cover_colour(title),
        image=image,
        image_alt=own or f"{phrases_for(lang).cover}: {title}",
        is_filling=ratio is not None and abs(ratio * page.height / page.width - 1) < _CROP,
    )


def imprint_of(publication: Publication) -> Imprint | None:
    """Returns the imprint of a book, ``None`` when nothing is known beside title and authors."""
    details = publication.details
    lang = publication.lang or publication.documents[0].metadata.lang
    phrases, language = phrases_for(lang), _language(lang)
    people = {
        phrases.translated: _all(publication, "translators"),
        phrases.edited: _all(publication, "editors"),
    }
    lines = [(label, _names(names, language)) for label, names in people.items() if names]
    if details.series:
        number = "" if details.series_index is None else f" {details.series_index}"
        lines.append((phrases.series, f"{', '.join(details.series)}{number}"))
    lines.append(("", publication.publisher))
    lines.append(("", printed_day(details.date, lang)))
    lines.append(("ISBN", details.isbn or ""))
    known = tuple((label, text) for label, text in lines if text)
    imprint = Imprint(known, details.doi or "", details.canonical or "", publication.license)
    return imprint if any(imprint) else None


def printed_day(date: datetime | None, lang: str) -> str:
    """Returns a day as it is written in Chinese, Japanese and Korean, else by ISO 8601."""
    if date is None:
        return ""
    form = _DAY.get(_language(lang))
    return form.format(date.year, date.month, date.day) if form else f"{date:%Y-%m-%d}"


def _title_lines(title: str, room: float) -> tuple[tuple[str, ...], float]:
    """Returns the title, broken behind a colon, in the largest size that needs three lines."""
    parts = tuple(part.strip() for part in _COLON.split(title, maxsplit=1))
    for size in _TITLE_SIZES:
        for lines in ((title,), parts):
            rows = [text_width(line) * size / room for line in lines]
            if max(rows) <= 1 or (lines == parts and sum(map(ceil, rows)) <= 3):
                return lines, size
    return (title,), _TITLE_SIZES[-1]


def text_width(text: str) -> float:
    """Returns about how wide a text is, in ems: no font is known here."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide + (len(text) - wide) * 0.56


def _described(publication: Publication) -> Metadata:
    return publication.details if publication.is_book else publication.documents[0].metadata


def _all(publication: Publication, field: str) -> tuple[Author, ...]:
    """Those whom the book or any of its articles names, each once."""
    described = (publication.details, *(item.metadata for item in publication.documents))
    people = (person for metadata in described for person in getattr(metadata, field))
    return tuple({person.name: person for person in people}.values())


def _names(people: Iterable[Author], language: str) -> str:
    separator = "　" if language in _EAST_ASIAN else ", "
    return separator.join(dict.fromkeys(person.name for person in people))


def _affiliations(metadata: Metadata) -> Iterator[str]:
    """Where the authors work, by the front matter's ``affiliation``: one text or several."""
    for key in ("affiliation", "affiliations"):
        value = metadata.extra.get(key)
        values = value if isinstance(value, tuple) else (value,)
        for item in values:
            name = item.get("name") if isinstance(item, Mapping) else item
            if isinstance(name, str) and name.strip():
                yield " ".join(name.split())


def _language(lang: str) -> str:
    language = lang.partition("-")[0].lower()
    return "zh" if language in {"cmn", "yue"} else language
