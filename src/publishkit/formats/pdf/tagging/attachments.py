"""Attaches the articles' sources to a PDF/A-3 (ISO 19005-3, 6.8)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import Any, Final, NamedTuple

from publishkit.formats.pdf.objects import array, dictionary, stream, string
from publishkit.model.document import Document

__all__ = ["Source", "attach_sources", "sources_of"]

_MEDIA_TYPES: Final = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".mdx": "text/markdown",
    ".html": "text/html",
    ".rst": "text/x-rst",
    ".org": "text/org",
    ".tex": "application/x-tex",
    ".ipynb": "application/x-ipynb+json",
    ".epub": "application/epub+zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Source(NamedTuple):
    """A file that an article was made from. ``modified`` is a PDF date (``D:2025…``), or empty."""

    name: str
    media_type: str
    data: bytes
    modified: str = ""


def sources_of(documents: Iterable[Document]) -> tuple[Source, ...]:
    """Returns the files that documents were read from, as far as they can still be read.

    A file that several articles have the name of gets a number before its suffix.
    """
    found: dict[str, Source] = {}
    for document in documents:
        if document.source is None:
            continue
        try:
            data = document.source.read_bytes()
        except OSError:
            continue
        name = _free_name(document.source, found)
        media_type = _MEDIA_TYPES.get(document.source.suffix.lower(), "application/octet-stream")
        changed = document.metadata.updated or document.metadata.date
        found[name] = Source(name, media_type, data, _pdf_date(changed) if changed else "")
    return tuple(found.values())


def _free_name(path: Path, taken: Container[str]) -> str:
    name, number = path.name, 1
    while name in taken:
        number += 1
        name = f"{path.stem}-{number}{path.suffix}"
    return name


def _pdf_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")


def attach_sources(pdf: Any, sources: Iterable[Source]) -> None:
    """Embeds files with the relationship *Source*; their names are unique."""
    found: list[tuple[str, bytes]] = []
    for source in sources:
        values = {"Size": len(source.data), "CheckSum": f"<{_digest(source.data)}>"}
        if source.modified:
            values["ModDate"] = string(source.modified)
        file = stream(
            source.data,
            {
                "Type": "/EmbeddedFile",
                "Subtype": f"/{source.media_type.replace('/', '#2f')}",
                "Params": dictionary(values),
            },
            compress=True,
        )
        pdf.add_object(file)
        described = dictionary(
            {
                "Type": "/Filespec",
                "F": string(source.name),
                "UF": string(source.name),
                "EF": dictionary({"F": file.reference, "UF": file.reference}),
                "AFRelationship": "/Source",
                "Desc": string(source.name),
            }
        )
        pdf.add_object(described)
        found.append((source.name, described.reference))
    if not found:
        return
    names = [part for name, reference in sorted(found) for part in (string(name), reference)]
    if "Names" not in pdf.catalog:
        pdf.catalog["Names"] = dictionary({})
    pdf.catalog["Names"]["EmbeddedFiles"] = dictionary({"Names": array(names)})
    pdf.catalog["AF"] = array(reference for _, reference in found)


def _digest(data: bytes) -> str:
    return md5(data, usedforsecurity=False).hexdigest()
