"""A Jupyter notebook as Markdown, so that its notes and its text are read as any article's.

pandoc's own reader takes each cell by itself: a note defined in another cell than its citation,
as is usual, would be lost. Format: nbformat 4 (and what version 3 has in common with it).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from publishkit.errors import InputError
from publishkit.model.document import Document

__all__ = ["Notebook", "read_notebook", "without_lines"]

_IMAGES: Final[Mapping[str, str]] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
_METADATA: Final = ("title", "authors", "date", "tags", "lang")
#: The colours of a terminal (ECMA-48, 8.3.117) in streams and tracebacks.
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
#: pandas puts the same style sheet before each table.
_STYLE: Final = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?=\n|$)")
_FENCE: Final = re.compile(r"`{3,}")


@dataclass(frozen=True, slots=True)
class Notebook:
    """The Markdown of a notebook, and its pictures: name, type and bytes of each."""

    text: str
    media: tuple[tuple[str, str, bytes], ...]


def read_notebook(text: str, *, path: Path | None) -> Notebook:
    """Returns the cells of a notebook as one Markdown text; raises ``InputError``."""
    try:
        data = json.loads(text)
        cells = data["cells"] if "cells" in data else data["worksheets"][0]["cells"]
        metadata = data.get("metadata") or {}
        writer = _Writer(_language(metadata))
        for cell in cells:
            writer.add(cell)
    except RecursionError as error:
        raise InputError("the notebook is nested too deeply", path=path) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(
            "this is no Jupyter notebook", path=path, hint="save it again in Jupyter"
        ) from error
    parts = writer.parts
    own = {name: metadata[name] for name in _METADATA if metadata.get(name)}
    if own and not (parts and parts[0].lstrip().startswith(("---\n", "+++\n"))):
        parts = [json.dumps(own, ensure_ascii=False), *parts]
    return Notebook("\n\n".join(parts) + "\n", tuple(writer.media))


def without_lines(document: Document) -> Document:
    """Returns the document without line numbers: those of the Markdown are none of the file."""
    return replace(
        document,
        endnotes=tuple(replace(note, line=None) for note in document.endnotes),
        diagnostics=tuple(replace(item, line=None) for item in document.diagnostics),
    )


@dataclass(slots=True)
class _Writer:
    """Turns cell by cell into Markdown; pictures get names that no file beside it has."""

    language: str
    parts: list[str] = field(default_factory=list)
    media: list[tuple[str, str, bytes]] = field(default_factory=list)

    def add(self, cell: Mapping[str, Any]) -> None:
        source = _joined(cell.get("source", cell.get("input"))).strip("\n")
        match cell.get("cell_type"):
            case "markdown":
                self._keep(self._with_attachments(source, cell.get("attachments") or {}))
            case "heading":
                self._keep(f"{'#' * int(cell.get('level', 1))} {source}")
            case "code":
                self._keep(_fenced(source, self.language))
                for output in cell.get("outputs") or ():
                    self._keep("\n\n".join(self._output(output)))
            case "raw":
                if not self.parts and source.startswith(("---\n", "+++\n")):
                    self._keep(source)  # front matter, as Quarto has it

    def _keep(self, text: str) -> None:
        if text.strip():
            self.parts.append(text)

    def _with_attachments(self, source: str, attachments: Mapping[str, Any]) -> str:
        for name, bundle in attachments.items():
            for kind, content in bundle.items():
                url = self._image(kind, content)
                if url:
                    source = source.replace(f"attachment:{name}", url)
        return source

    def _output(self, output: Mapping[str, Any]) -> Iterator[str]:
        match output.get("output_type"):
            case "stream":
                yield _fenced(_joined(output.get("text")))
            case "error" | "pyerr":
                yield _fenced("\n".join(output.get("traceback") or ()))
            case "display_data" | "execute_result" | "pyout":
                yield self._richest(output.get("data") or {})

    def _richest(self, bundle: Mapping[str, Any]) -> str:
        """One form of an output: a picture, else markup, else text."""
        for kind, content in bundle.items():
            url = self._image(kind, content)
            if url:
                return f"![]({url})"
        if "text/html" in bundle:
            html = _STYLE.sub("", _joined(bundle["text/html"])).strip()
            return _BLANK_LINES.sub("", html)
        for kind in ("text/markdown", "text/latex"):
            if kind in bundle:
                return _joined(bundle[kind]).strip("\n")
        return _fenced(_joined(bundle.get("text/plain")))

    def _image(self, kind: str, content: object) -> str:
        if kind not in _IMAGES:
            return ""
        text = _joined(content)
        try:
            data = text.encode() if kind == "image/svg+xml" else base64.b64decode(text)
        except binascii.Error:
            return ""
        name = f"notebook-image-{len(self.media) + 1}.{_IMAGES[kind]}"
        self.media.append((name, kind, data))
        return name


def _joined(value: object) -> str:
    """A text of nbformat: a string, or a list of them."""
    if isinstance(value, list):
        return "".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


def _fenced(text: str, language: str = "") -> str:
    text = _COLOUR.sub("", text).rstrip("\n")
    if not text:
        return ""
    longest = max((len(run) for run in _FENCE.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _language(metadata: Mapping[str, Any]) -> str:
    kernel, info = metadata.get("kernelspec") or {}, metadata.get("language_info") or {}
    name = info.get("name") or kernel.get("language") or "python"
    return re.sub(r"[^\w+#.-]", "", str(name))
