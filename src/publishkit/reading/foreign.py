"""What formats other than Markdown bring along: their metadata and the files inside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

from publishkit.model.assets import Asset
from publishkit.reading.assets import asset_from_bytes
from publishkit.reading.front_matter import FrontMatter, read_front_matter

__all__ = ["embedded_assets", "foreign_front_matter"]

#: What web pages call the fields of front matter (DCMI Metadata Terms in HTML), folded.
_NAMES: Final[Mapping[str, str]] = {
    "dcterms.date": "date",
    "dc.date": "date",
    "dcterms.modified": "updated",
    "dcterms.creator": "author",
    "dc.creator": "author",
}
_STRINGS: Final[Mapping[str, str]] = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}


def foreign_front_matter(
    meta: Mapping[str, Any], *, path: Path | None, timezone: tzinfo
) -> FrontMatter:
    """Returns pandoc's metadata read by the rules of front matter, as if it stood in JSON."""
    values = {name: _plain(value) for name, value in meta.items()}
    for name in tuple(values):
        canonical = _NAMES.get(name.lower())
        if canonical is not None and canonical not in values:
            values[canonical] = values.pop(name)
    text = json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)
    return read_front_matter(f"{text}\n", path=path, timezone=timezone)


def _plain(value: Any) -> Any:
    kind, content = value["t"], value.get("c")
    match kind:
        case "MetaMap":
            return {name: _plain(item) for name, item in content.items()}
        case "MetaList":
            return [_plain(item) for item in content]
        case "MetaInlines":
            return _text(content).strip()
        case "MetaBlocks":
            return "\n".join(_text(block.get("c") or []) for block in content).strip()
        case _:
            return content


def _text(content: Any) -> str:
    """Returns the strings of a piece of pandoc's tree."""
    if isinstance(content, dict):
        if content.get("t") == "Note":
            return ""
        inner = content.get("c", [])
        return _STRINGS.get(content["t"]) or (inner if isinstance(inner, str) else _text(inner))
    if isinstance(content, list):
        return "".join(_text(item) for item in content if isinstance(item, dict | list))
    return ""


def embedded_assets(media: Iterable[tuple[str, str, bytes]]) -> dict[str, Asset]:
    """Returns the files that a docx, odt or epub carried, by the URL that its images have."""
    found: dict[str, Asset] = {}
    for name, _, data in media:
        asset = asset_from_bytes(name, data)
        if asset is not None:
            found[name] = asset
    return found
