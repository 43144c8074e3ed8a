"""Books as a reading system sees them: unpacked, parsed strictly, asked by XPath."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from publishkit.formats.epub import EpubExporter, EpubOptions
from publishkit.model.document import Document, Publication

NAMESPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "m": "http://www.w3.org/1998/Math/MathML",
    "svg": "http://www.w3.org/2000/svg",
}


@dataclass(frozen=True)
class Book:
    """A finished EPUB; names of files are relative to the package document."""

    data: bytes

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.data))

    def bytes(self, name: str) -> bytes:
        return self.archive.read(f"EPUB/{name}")

    def root(self, name: str) -> Any:
        return etree.fromstring(self.bytes(name))

    def find(self, name: str, path: str) -> list[Any]:
        """What an XPath expression gives in a file."""
        return list(self.root(name).xpath(path, namespaces=NAMESPACES))

    def texts(self, name: str, path: str) -> list[str]:
        """The text of each element that an XPath expression finds."""
        return ["".join(item.itertext()) for item in self.find(name, path)]

    @property
    def pages(self) -> list[str]:
        return [name[5:] for name in self.archive.namelist() if name.endswith(".xhtml")]

    def edited(self, name: str, *changes: tuple[str, str]) -> Book:
        """The book with other text in a file, to see whether a test would notice."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as copy:
            for entry in self.archive.infolist():
                data = self.archive.read(entry)
                if entry.filename == f"EPUB/{name}":
                    text = data.decode()
                    for before, after in changes:
                        assert before in text
                        text = text.replace(before, after)
                    data = text.encode()
                copy.writestr(entry.filename, data, compress_type=entry.compress_type)
        return Book(buffer.getvalue())

    def metadata(self, path: str) -> list[str]:
        """Texts in the package document's metadata."""
        return self.texts("content.opf", f"/opf:package/opf:metadata/{path}")


def book_of(publication: Publication | Document, **options: Any) -> Book:
    """Exports an article or a publication and opens the result."""
    if isinstance(publication, Document):
        publication = Publication((publication,))
    return Book(EpubExporter().export(publication, EpubOptions(**options)).data)
