"""The container of an EPUB, by ebooklib: package document and a zip whose bytes are repeatable.

ebooklib 0.20 re-parses and re-writes what it is given as ``EpubHtml``, ``EpubNav`` or ``EpubNcx``
(it loses body attributes, pretty-prints code, lower-cases SVG), so every file goes in as a plain
``EpubItem``, byte for byte; only the package document and ``container.xml`` are its own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from publishkit.formats.epub.metadata import ContentFacts, PackageMetadata

__all__ = ["PackageFile", "build_package"]

_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
#: Every entry's time: the earliest that a zip can hold.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_IBOOKS: Final = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
_UNIX: Final = 3
_REGULAR_FILE: Final = 0o100644 << 16
_COMPRESSED: Final = frozenset({"application/xhtml+xml", "text/css", "image/svg+xml"})


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A file of the manifest; ``in_spine`` puts it into the reading order."""

    id: str
    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()
    in_spine: bool = False


class _RepeatableZip:
    """What ebooklib's writer needs of ``ZipFile``, with nothing of this machine or moment in it."""

    def __init__(self, file: io.BytesIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def writestr(self, name: str, data: str | bytes, compress_type: int | None = None) -> None:
        entry = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
        entry.create_system = _UNIX
        entry.external_attr = _REGULAR_FILE
        entry.compress_type = zipfile.ZIP_DEFLATED if compress_type is None else compress_type
        self._zip.writestr(entry, data)

    def close(self) -> None:
        self._zip.close()


def build_package(
    files: Sequence[PackageFile], *, metadata: PackageMetadata, facts: ContentFacts
) -> bytes:
    """Returns the finished EPUB; the file with the property ``nav`` and the NCX are among files."""
    from ebooklib import epub

    has_fonts = any(file.media_type.startswith("font/") for file in files)

    class Writer(epub.EpubWriter):  # type: ignore[misc]  # ebooklib has no types
        """Writes the package document with its language, into a repeatable zip."""

        def _write_opf_file(self, root: Any) -> None:
            root.attrib.pop("prefix", None)
            if has_fonts:
                root.set("prefix", _IBOOKS)
            root.set(_XML_LANG, metadata.lang)
            root.set("dir", metadata.direction)
            super()._write_opf_file(root)

        def write(self) -> None:
            self.out = _RepeatableZip(self.file_name)
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()
            self.out.close()

    book = epub.EpubBook()
    # The first entries are ebooklib's own: its version and a random identifier.
    book.metadata = {}
    book.set_identifier(metadata.identifier)
    book.direction = metadata.page_direction
    _add_metadata(book, metadata)
    _add_accessibility(book, facts)
    if has_fonts:
        # Apple Books shows a book's own fonts only when told (Apple Books Asset Guide 5.3).
        _meta(book, "true", property="ibooks:specified-fonts")
    for file in files:
        item = epub.EpubItem(
            uid=file.id, file_name=file.name, media_type=file.media_type, content=file.data
        )
        item.properties = list(file.properties)
        book.add_item(item)
        if "cover-image" in file.properties:
            # EPUB 2 readers find the cover by this (OPF 2.0.1 practice, not in the standard).
            _meta(book, None, name="cover", content=file.id)
    book.spine = [file.id for file in files if file.in_spine]
    output = io.BytesIO()
    Writer(output, book, {"mtime": metadata.modified}).write()
    return output.getvalue()


def _meta(book: Any, text: str | None, **attributes: str) -> None:
    book.add_metadata(None, "meta", text, attributes)


def _add_metadata(book: Any, metadata: PackageMetadata) -> None:
    book.add_metadata("DC", "title", metadata.title, {"id": "main-title"})
    _meta(book, "main", refines="#main-title", property="title-type")
    if metadata.subtitle:
        book.add_metadata("DC", "title", metadata.subtitle, {"id": "subtitle"})
        _meta(book, "subtitle", refines="#subtitle", property="title-type")
    book.add_metadata("DC", "language", metadata.lang)
    people = (*metadata.authors, *metadata.contributors)
    for number, author in enumerate(people, start=1):
        name = "creator" if author.role == "aut" else "contributor"
        book.add_metadata("DC", name, author.name, {"id": f"author-{number}"})
        _meta(
            book, author.role, refines=f"#author-{number}", property="role",
            scheme="marc:relators",
        )  # fmt: skip
        if author.file_as:
            _meta(book, author.file_as, refines=f"#author-{number}", property="file-as")
    _add_numbers(book, metadata)
    _add_plain(book, "date", [metadata.date])
    if metadata.date:
        _meta(book, metadata.date, property="dcterms:issued")
    _add_plain(book, "description", [metadata.description])
    _add_plain(book, "subject", metadata.subjects)
    _add_plain(book, "publisher", [metadata.publisher])
    _add_plain(book, "rights", [metadata.rights])
    _add_plain(book, "source", [metadata.source])
    for number, name in enumerate(metadata.series, start=1):
        _meta(book, name, id=f"series-{number}", property="belongs-to-collection")
        _meta(book, "series", refines=f"#series-{number}", property="collection-type")
        if metadata.series_index is not None and len(metadata.series) == 1:
            index = str(metadata.series_index)
            _meta(book, index, refines=f"#series-{number}", property="group-position")


def _add_numbers(book: Any, metadata: PackageMetadata) -> None:
    """Adds the numbers of the book trade, with their kinds by ONIX code list 5."""
    if metadata.isbn:
        book.add_metadata("DC", "identifier", f"urn:isbn:{metadata.isbn}", {"id": "isbn"})
        kind = "15" if len(metadata.isbn) == 13 else "02"
        _meta(book, kind, refines="#isbn", property="identifier-type", scheme="onix:codelist5")
    if metadata.doi:
        book.add_metadata("DC", "identifier", f"doi:{metadata.doi}", {"id": "doi"})
        _meta(book, "06", refines="#doi", property="identifier-type", scheme="onix:codelist5")


def _add_plain(book: Any, name: str, values: Iterable[str]) -> None:
    for value in values:
        if value:
            book.add_metadata("DC", name, value)


def _add_accessibility(book: Any, facts: ContentFacts) -> None:
    """Says what is true of the content (EPUB Accessibility 1.1, 2.2), and nothing more."""
    modes = ["textual"]
    if facts.has_images or facts.has_video:
        modes.append("visual")
    if facts.has_audio or facts.has_video:
        modes.append("auditory")
    features = ["tableOfContents", "readingOrder", "structuralNavigation"]
    if facts.has_images and not facts.has_missing_alternatives:
        features.append("alternativeText")
    if facts.has_mathml:
        features.append("MathML")
    if facts.has_video and not facts.has_uncaptioned_video:
        features.append("captions")
    is_text_enough = not (facts.has_missing_alternatives or facts.has_audio or facts.has_video)
    for mode in modes:
        _meta(book, mode, property="schema:accessMode")
    _meta(
        book,
        "textual" if is_text_enough else ",".join(modes),
        property="schema:accessModeSufficient",
    )
    for feature in features:
        _meta(book, feature, property="schema:accessibilityFeature")
    hazard = "unknown" if facts.may_flash else "none"
    _meta(book, hazard, property="schema:accessibilityHazard")
    _meta(book, _summary(facts), property="schema:accessibilitySummary")


def _summary(facts: ContentFacts) -> str:
    parts = ["Reflowable text with a table of contents and headings in order."]
    if facts.has_endnotes:
        parts.append("Endnotes are linked with each of their citations, both ways.")
    if facts.has_missing_alternatives:
        parts.append("Some images have no alternative text.")
    elif facts.has_images:
        parts.append("All images have alternative text.")
    if facts.has_mathml:
        parts.append("Formulas are MathML with their TeX as alternative text.")
    return " ".join(parts)
