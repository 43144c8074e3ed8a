"""What an exporter is: class data that describes a format, and one method that makes it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal, Protocol, runtime_checkable

from publishkit.diagnostics import Diagnostic
from publishkit.errors import ExportError
from publishkit.model.document import Publication

__all__ = ["Exporter", "ExporterOptions", "Rendition", "Scope"]

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

    def write_to(self, path: Path) -> Path:
        """Writes the bytes to exactly this path, in the same careful way."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file() and path.read_bytes() == self.data:
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
