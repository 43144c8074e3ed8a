"""An article that was read and numbered, and a publication of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol, TypeAlias, get_args

from publishkit.diagnostics import Diagnostic
from publishkit.model.assets import Asset
from publishkit.model.metadata import Author, Metadata
from publishkit.model.nodes import Block

__all__ = [
    "MATTER_KINDS",
    "Document",
    "Endnote",
    "Matter",
    "MatterKind",
    "Publication",
    "Shelf",
]


@dataclass(frozen=True, slots=True)
class Endnote:
    """One source or remark, however often it is cited.

    ``citations`` holds the ids (``cite-3-1``) of the places that cite it, in the order in which
    their numbers were given; other endnotes may be among the places. ``label`` is what the author
    wrote between ``[^`` and ``]``, and empty for a note without label. ``line`` is where the
    definition starts in the source.
    """

    number: int
    label: str
    content: tuple[Block, ...]
    citations: tuple[str, ...] = ()
    line: int | None = None

    @property
    def id(self) -> str:
        """The endnote's id, unique in its document."""
        return f"note-{self.number}"

    @property
    def is_cited(self) -> bool:
        """Whether any place, in the body or in another endnote, cites it."""
        return bool(self.citations)


@dataclass(frozen=True, slots=True)
class Document:
    """One article: metadata, numbered body, endnotes, and the files that it shows.

    Endnotes are in the order of their numbers, 1 to ``len(endnotes)``, and the ``EndnoteSection``
    nodes of ``content`` hold every number exactly once; only inside a book that lists its notes in
    one place do numbers begin later, and are there no such nodes. ``assets`` maps a URL as written
    in the article to the file that it means. ``summary`` is plain text without note marks.
    """

    metadata: Metadata
    content: tuple[Block, ...]
    endnotes: tuple[Endnote, ...] = ()
    assets: Mapping[str, Asset] = field(default_factory=lambda: MappingProxyType({}))
    summary: str = ""
    source: Path | None = None
    stem: str = "article"
    diagnostics: tuple[Diagnostic, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        # A mapping proxy does not pickle; a plain dict carries ``assets`` instead.
        values = tuple(
            dict(self.assets) if name == "assets" else getattr(self, name)
            for name in self.__slots__
        )
        return _rebuild, values

    @property
    def slug(self) -> str:
        """The article's name in URLs and file names: front matter ``slug``, else the stem."""
        return self.metadata.slug or self.stem

    @property
    def image(self) -> Asset | None:
        """The article's own image, when it has one and the file was found."""
        image = self.metadata.image
        return None if image is None else self.assets.get(image.url)

    def endnote(self, number: int) -> Endnote:
        """Returns the endnote with this number; raises ``IndexError`` when there is none."""
        first = self.endnotes[0].number if self.endnotes else 1
        if number < first:
            raise IndexError(number)
        return self.endnotes[number - first]


def _rebuild(
    metadata: Metadata,
    content: tuple[Block, ...],
    endnotes: tuple[Endnote, ...],
    assets: dict[str, Asset],
    summary: str,
    source: Path | None,
    stem: str,
    diagnostics: tuple[Diagnostic, ...],
) -> Document:
    return Document(
        metadata,
        content,
        endnotes,
        MappingProxyType(assets),
        summary,
        source,
        stem,
        diagnostics,
    )


#: The parts that a book may have before and after its articles, by the names of EPUB's and
#: DPUB-ARIA's vocabularies where they have one, in the order in which they are printed.
MatterKind: TypeAlias = Literal[
    "dedication", "epigraph", "foreword", "preface", "introduction",
    "afterword", "acknowledgments", "about_author", "colophon",
]  # fmt: skip
MATTER_KINDS: Final[tuple[MatterKind, ...]] = get_args(MatterKind)
_FRONT: Final = frozenset(MATTER_KINDS[: MATTER_KINDS.index("afterword")])


@dataclass(frozen=True, slots=True)
class Matter:
    """A part of a book that is none of its articles, such as its preface."""

    kind: MatterKind
    document: Document

    @property
    def is_front(self) -> bool:
        """Whether it comes before the articles; else it comes after them."""
        return self.kind in _FRONT

    @property
    def has_title(self) -> bool:
        """Whether its title is printed; that of a dedication or an epigraph is for navigation."""
        return self.kind not in {"dedication", "epigraph"}


class Shelf(Protocol):
    """Where the whole of an article is, when only its head is in memory."""

    def whole(self, head: Document) -> Document:
        """Returns the article; raises ``PublishKitError`` when it cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Publication:
    """One or more documents that are exported together, and what is said of them as a whole.

    ``base_url`` is absolute and ends in a slash, or is empty when unknown. ``now`` is the time
    that decides what is scheduled or expired; ``None`` means that nothing is. ``modified`` goes
    before the documents' own dates where a file says when it was last changed. ``is_book`` tells
    an exporter of single articles to make one book of all documents. ``details`` holds what else
    is known of a book: numbers of the trade, series, dates, translators. ``cover`` is the book's
    own, ``matter`` what comes before and after its documents.

    With a ``shelf``, ``documents`` may be heads: metadata, source and stem of an article without
    its body. Only exporters that choose among many articles are given such ones; ``whole``
    returns what they have chosen. ``ids`` are the lasting ids that were given to sources before,
    by the path of the source. ``neighbours`` are the articles that are out beside these
    ``documents``, for links to them, by the normal form of their source's path; exporters that say
    ``needs_neighbours`` are given them.
    """

    documents: tuple[Document, ...]
    title: str = ""
    subtitle: str = ""
    description: str = ""
    authors: tuple[Author, ...] = ()
    lang: str = ""
    base_url: str = ""
    id: str = ""
    publisher: str = ""
    license: str = ""
    timezone: tzinfo = UTC
    now: datetime | None = None
    modified: datetime | None = None
    is_book: bool = False
    details: Metadata = field(default_factory=Metadata)
    cover: Asset | None = None
    matter: tuple[Matter, ...] = ()
    shelf: Shelf | None = None
    ids: Mapping[Path, str] = field(default_factory=lambda: MappingProxyType({}))
    neighbours: Mapping[str, Document] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[object, ...]:
        # As in ``Document``; a shelf stays where its publication was made.
        values = {name: getattr(self, name) for name in self.__slots__}
        ids, neighbours = dict(self.ids), self.neighbours
        if isinstance(neighbours, MappingProxyType):
            neighbours = dict(neighbours)
        return _publication, ({**values, "ids": ids, "neighbours": neighbours, "shelf": None},)

    def whole(self, document: Document) -> Document:
        """Returns all of an article that may be a head; raises ``PublishKitError`` as reading."""
        return document if self.shelf is None else self.shelf.whole(document)


def _publication(values: dict[str, Any]) -> Publication:
    return Publication(**{**values, "ids": MappingProxyType(values["ids"])})
