"""A finished book as a zip: whether it can be opened without harm, and its pages."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from functools import cached_property
from pathlib import Path
from typing import Final

from publishkit.errors import InputError, LimitError
from publishkit.formats.epub.validation.findings import Finding
from publishkit.formats.epub.validation.markup import Page

__all__ = ["Container"]

#: Limits on what a validator is let to unpack: a book with a thousand pictures stays below them.
_MAX_FILES: Final = 50_000
_MAX_BYTES: Final = 4 * 2**30
#: Bytes of one page that are read to find the place of a finding.
_MAX_PAGE_BYTES: Final = 32 * 2**20
_CHUNK: Final = 2**20


class Container:
    """The files of a book, none of which is kept in memory but the pages that were asked for."""

    def __init__(self, path: Path) -> None:
        """Raises ``InputError`` when there is no such file, ``LimitError`` for a zip bomb."""
        if path.is_dir():
            raise InputError(
                "is a folder, not a finished book", path=path, hint="name a file that is a zip"
            )
        if not path.is_file():
            raise InputError("there is no such file", path=path)
        self.path = path
        self._pages: dict[str, Page | None] = {}
        self._sizes: dict[str, int] = {}
        try:
            with zipfile.ZipFile(path) as archive:
                self._sizes = {item.filename: item.file_size for item in archive.infolist()}
                self._require_modest(archive)
        except (zipfile.BadZipFile, ValueError):
            # EPUBCheck has words of its own for what is no zip.
            return
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error

    def _require_modest(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        total = sum(item.file_size for item in entries)
        if len(entries) > _MAX_FILES:
            raise LimitError(
                f"the book has {len(entries):,} files, more than {_MAX_FILES:,}", path=self.path
            )
        if total > _MAX_BYTES:
            raise LimitError(
                f"the book would unpack to {total:,} bytes, more than {_MAX_BYTES:,}",
                path=self.path,
                hint="such a file is made to fill disks; do not open it",
            )

    def damaged_files(self) -> tuple[Finding, ...]:
        """Returns a finding for each file whose bytes are not those that were packed.

        Neither EPUBCheck nor Ace compares checksums; and a file that is longer than the zip says
        would get around our limits.
        """
        found: list[Finding] = []
        try:
            with zipfile.ZipFile(self.path) as archive:
                for item in archive.infolist():
                    try:
                        with archive.open(item) as file:
                            while file.read(_CHUNK):
                                pass
                    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                        found.append(Finding("X005", "ZIP", str(error), page=item.filename))
                    except (NotImplementedError, RuntimeError) as error:
                        # An unknown compression, or a password.
                        found.append(Finding("X005", "ZIP", str(error), page=item.filename))
        except (OSError, ValueError, zipfile.BadZipFile):
            return ()
        return tuple(found)

    @cached_property
    def package_name(self) -> str:
        """The name of the package document, empty when there is none."""
        return next((name for name in self._sizes if name.endswith(".opf")), "")

    def resolve(self, name: str) -> str:
        """Returns the name in the zip of what is named relative to the package document."""
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(self.package_name), name))
        return joined if joined in self._sizes else name

    def page(self, name: str) -> Page | None:
        """Returns a file with markup, or ``None`` when it cannot be read as text."""
        if name not in self._pages:
            self._pages[name] = self._read_page(name)
        return self._pages[name]

    def _read_page(self, name: str) -> Page | None:
        if not 0 < self._sizes.get(name, 0) <= _MAX_PAGE_BYTES:
            return None
        try:
            with zipfile.ZipFile(self.path) as archive:
                data = archive.read(name)
        except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
            return None
        return Page(data.decode("utf-8-sig", "replace"))
