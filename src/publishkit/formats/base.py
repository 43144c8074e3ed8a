"""What an exporter is: class data that describes a format, and one method that makes it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, runtime_checkable

from publishkit.diagnostics import Diagnostic
from publishkit.errors import ExportError
from publishkit.model.document import Document, Publication

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

__all__ = [
    "ChoosingExporter",
    "Exporter",
    "ExporterOptions",
    "FileSetExporter",
    "IdentifyingExporter",
    "Rendition",
    "Scope",
    "needs_neighbours",
    "scope_of",
]

#: ``document``: one file for each article; ``publication``: one file for all of them.
Scope = Literal["document", "publication"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExporterOptions:
    """The options that every format has; an exporter's own options type adds to them.

    Each field is an option ``--set FORMAT.NAME=VALUE``; its ``metadata["help"]`` describes it.
    ``style`` is extra CSS text and ``template_dir`` a folder whose templates go before ours.
    """

    theme: str = field(default="", metadata={"help": "a theme of the format"})
    style: str = field(default="", metadata={"help": "CSS that comes after the format's own"})
    template_dir: Path | None = field(
        default=None, metadata={"help": "a folder whose templates go before publishkit's"}
    )


@dataclass(frozen=True, slots=True)
class Rendition:
    """The finished bytes of one output file."""

    data: bytes
    media_type: str
    filename: str
    diagnostics: tuple[Diagnostic, ...] = ()

    def write(self, folder: str | os.PathLike[str]) -> Path:
        """Writes the file into ``folder`` (made when missing) and returns its path.

        The write is atomic (temporary file, then rename), and a file that already holds the same
        bytes is left untouched, its time included. Raises ``ExportError`` when the file system
        refuses.
        """
        return self.write_to(Path(folder) / self.filename)

    def is_in(self, path: Path) -> bool:
        """Whether the file holds these bytes already. Raises ``OSError``."""
        return path.is_file() and path.read_bytes() == self.data

    def write_to(self, path: Path) -> Path:
        """Writes the bytes to exactly this path, in the same careful way."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self.is_in(path):
                return path
            _write_atomically(path, self.data)
        except OSError as error:
            raise ExportError(
                f"cannot write '{path}': {error.strerror or error}",
                path=path,
                hint="check the folder's permissions and free space, or choose another with -o",
            ) from error
        return path


def _write_atomically(path: Path, data: bytes) -> None:
    # Short enough for file systems with names of 255 bytes, whatever the script.
    temporary = path.with_name(f".{path.name[:40]}.{os.urandom(6).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@runtime_checkable
class Exporter(Protocol):
    """A format. Classes that satisfy this are named in the entry-point group
    ``publishkit.exporters``.

    ``export`` works in memory only: no disk but the publication's assets, no network, no clock.
    A ``document`` exporter is given one document, unless ``publication.is_book`` and
    ``can_make_books``.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    scope: ClassVar[Scope]
    can_make_books: ClassVar[bool]
    options_type: ClassVar[type[ExporterOptions]]

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the bytes of the publication in this format.

        Raises ``ExportError`` when it cannot be made at all; whatever can be survived is a
        diagnostic of the rendition.
        """
        ...


@runtime_checkable
class FileSetExporter(Exporter, Protocol):
    """A format that writes several files, such as a mail as ``.eml`` and as ``.html``."""

    def export_files(
        self, publication: Publication, options: ExporterOptions
    ) -> Iterator[Rendition]:
        """Yields the files one by one, first the one that ``export`` returns.

        A ``filename`` may have folders, with ``/`` between them. In a format that is written for
        each article all names begin with that of the first file, without the format's suffix.
        """
        ...


@runtime_checkable
class ChoosingExporter(Exporter, Protocol):
    """A format of all articles that shows only some of them, such as the newest.

    It is given a publication whose documents are heads, and asks it for the ``whole`` of those
    that it shows: so ten thousand articles need the time and memory of a few.
    """

    def chosen(self, publication: Publication, options: ExporterOptions) -> Collection[int]:
        """Returns the indexes of the documents that will be shown, as far as heads tell."""
        ...


@runtime_checkable
class IdentifyingExporter(Exporter, Protocol):
    """A format whose readers know an article by an id, which must never change."""

    def lasting_ids(
        self, publication: Publication, options: ExporterOptions
    ) -> tuple[tuple[Document, str], ...]:
        """Returns those articles of the publication that are shown to readers, with their ids."""
        ...

    def changed_ids(self, before: bytes, after: bytes) -> tuple[Diagnostic, ...]:
        """Returns what readers would take for new in a file that replaces another."""
        ...


def scope_of(exporter: Exporter, options: ExporterOptions) -> Scope:
    """Returns the scope that the options ask for by a property ``scope``, else the exporter's."""
    scope: Scope = getattr(options, "scope", exporter.scope)
    return scope


def needs_neighbours(exporter: Exporter) -> bool:
    """Whether the exporter links to the run's other articles: a class attribute of this name."""
    return bool(getattr(exporter, "needs_neighbours", False))
