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

#: The core media types of EPUB 3.3, 3.2, that need no fallback. Films and captions are exempt
#: (3.4); the two types of films are those that readers are known to play.
_SUFFIXES: Final = {
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg; codecs=opus": "opus",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "text/vtt": "vtt",
}
#: What no reader need show, and what can be made PNG or JPEG.
_CONVERTIBLE: Final = frozenset({"image/avif", "image/bmp", "image/tiff"})
_SCALABLE: Final = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
_ADVICE: Final = {
    "image": "convert the image to PNG, JPEG, WebP or SVG",
    "audio": "convert the sound to MP3, M4A (AAC) or Opus in Ogg",
    "video": "convert the film to MP4 or WebM",
}


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of the package."""

    name: str
    media_type: str
    data: bytes


class MediaLibrary:
    """Collects the files of one book while its pages are rendered, and what was wrong with them.

    A picture of more than ``max_pixels`` is made smaller, unless that is 0.
    """

    def __init__(self, *, max_pixels: int = 0) -> None:
        self._max_pixels = max_pixels
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
        media_type = asset.media_type
        if media_type not in _SUFFIXES and media_type not in _CONVERTIBLE:
            self._refuse(document, asset)
            return None
        try:
            data: bytes | None = asset.read()
        except OSError as error:
            self._report("A001", document, f"'{asset.name}' cannot be read: {error.strerror}")
            return None
        if media_type == "image/svg+xml" and data is not None:
            data = clean_svg(data)
        if not data:
            self._report("A003", document, f"'{asset.name}' is not a sound image")
            return None
        if media_type in _CONVERTIBLE:
            return self._converted(document, asset, data)
        if media_type in _SCALABLE and 0 < self._max_pixels < asset.width * asset.height:
            return self._scaled(document, asset, data)
        return self._stored(media_type, data)

    def _stored(self, media_type: str, data: bytes) -> MediaFile:
        folder = media_type.partition("/")[0]
        name = f"{folder}/{hashlib.sha256(data).hexdigest()[:16]}.{_SUFFIXES[media_type]}"
        return self._files.setdefault(name, MediaFile(name, media_type, data))

    # Pillow is imported for pictures that must change, and for no others.

    def _converted(self, document: Document, asset: Asset, data: bytes) -> MediaFile | None:
        from publishkit.render.raster import RasterError, as_web_image

        try:
            raster = as_web_image(data, asset.media_type, max_pixels=self._max_pixels)
        except RasterError as error:
            self._refuse(document, asset, reason=f", and cannot be converted: {error}")
            return None
        kind = raster.media_type.partition("/")[2].upper()
        self._report(
            "X010",
            document,
            f"'{asset.name}' is {asset.media_type.partition('/')[2].upper()}, which EPUB readers "
            f"need not show: it was made {kind}",
        )
        return self._stored(raster.media_type, raster.data)

    def _scaled(self, document: Document, asset: Asset, data: bytes) -> MediaFile:
        from publishkit.render.raster import RasterError, scaled_image

        limit = f"{self._max_pixels / 1_000_000:g} megapixels"
        try:
            raster = scaled_image(data, asset.media_type, max_pixels=self._max_pixels)
        except RasterError as error:
            self._report(
                "X003",
                document,
                f"'{asset.name}' has more than {limit} and cannot be made smaller: {error}",
                hint="book stores may refuse it; make it smaller, or set epub.max_megapixels",
            )
            return self._stored(asset.media_type, data)
        if raster is None:
            return self._stored(asset.media_type, data)
        self._report(
            "X010",
            document,
            f"'{asset.name}' has more than {limit}: it was made smaller, "
            f"from {asset.width} × {asset.height} to {raster.width} × {raster.height} pixels",
            hint="--set epub.max_megapixels=0 leaves pictures as they are",
        )
        return self._stored(raster.media_type, raster.data)

    def _refuse(self, document: Document, asset: Asset, *, reason: str = "") -> None:
        self._report(
            "X002",
            document,
            f"'{asset.name}' is of type '{asset.media_type}', which EPUB readers need not show"
            + reason,
            hint=_ADVICE.get(asset.media_type.partition("/")[0]),
        )

    def _report(
        self, code: str, document: Document, message: str, *, hint: str | None = None
    ) -> None:
        self.diagnostics.append(diagnose(code, message, path=document.source, hint=hint))
