"""The files that a book shows: each once, under a safe name, in a type that every reader has."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.render.svg import clean_svg

__all__ = ["MediaFile", "MediaLibrary"]

#: The core media types of EPUB 3.3, 3.2, that need no fallback; video has none that is excluded.
_SUFFIXES: Final = {
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of the package."""

    name: str
    media_type: str
    data: bytes


class MediaLibrary:
    """Collects the files of one book while its pages are rendered, and what was wrong with them."""

    def __init__(self) -> None:
        self._files: dict[str, MediaFile] = {}
        self._by_asset: dict[tuple[str, str], MediaFile | None] = {}
        self.diagnostics: list[Diagnostic] = []

    @property
    def files(self) -> tuple[MediaFile, ...]:
        """The files, in the order in which they were first shown."""
        return tuple(self._files.values())

    def add(self, document: Document, url: str) -> MediaFile | None:
        """Returns the packaged file for a URL of a document, or ``None`` when it has none."""
        asset = document.assets.get(url)
        if asset is None:
            return None
        key = (asset.digest, str(asset.path or asset.name))
        if key not in self._by_asset:
            self._by_asset[key] = self._package(document, asset)
        return self._by_asset[key]

    def _package(self, document: Document, asset: Asset) -> MediaFile | None:
        suffix = _SUFFIXES.get(asset.media_type)
        if suffix is None:
            self._report(
                "X002",
                document,
                f"'{asset.name}' is of type '{asset.media_type}', which EPUB readers need not show",
                hint="convert the image to PNG, JPEG, WebP or SVG",
            )
            return None
        try:
            data: bytes | None = asset.read()
        except OSError as error:
            self._report("A001", document, f"'{asset.name}' cannot be read: {error.strerror}")
            return None
        if asset.media_type == "image/svg+xml" and data is not None:
            data = clean_svg(data)
        if not data:
            self._report("A003", document, f"'{asset.name}' is not a sound image")
            return None
        folder = asset.media_type.partition("/")[0]
        name = f"{folder}/{hashlib.sha256(data).hexdigest()[:16]}.{suffix}"
        return self._files.setdefault(name, MediaFile(name, asset.media_type, data))

    def _report(
        self, code: str, document: Document, message: str, *, hint: str | None = None
    ) -> None:
        self.diagnostics.append(diagnose(code, message, path=document.source, hint=hint))
