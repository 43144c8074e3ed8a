"""Attaches the articles' sources to a PDF/A-3 (ISO 19005-3, 6.8)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import md5
from typing import Any, NamedTuple

from publishkit.formats.pdf.objects import array, dictionary, stream, string

__all__ = ["Source", "attach_sources"]


class Source(NamedTuple):
    """A file that an article was made from. ``modified`` is a PDF date (``D:2025…``), or empty."""

    name: str
    media_type: str
    data: bytes
    modified: str = ""


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
