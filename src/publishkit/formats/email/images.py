"""The pictures of a mail: which are linked, which go inside it, and how large they are shown."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Final, NamedTuple

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.email.message import InlineFile
from publishkit.formats.email.targets import Targets
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.nodes import Image, Math
from publishkit.render.formula import formula_svg

__all__ = ["CONTENT_WIDTH", "Picture", "Pictures"]

#: The width of the text in px: 600 less the space at its sides.
CONTENT_WIDTH: Final = 560
#: Pictures inside the mail are fine enough for screens with two pixels for each of CSS.
_SCALE: Final = 2
#: What every mail program shows.
_SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif"})
_CONVERTED: Final = frozenset({"image/avif", "image/bmp", "image/tiff", "image/webp"})
_SUFFIXES: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
#: A converted photograph that is larger becomes JPEG, or smaller.
_MAX_BYTES: Final = 1_000_000
_PIXELS: Final = re.compile(r"(\d{1,5})(?:\.\d+)?(?:px)?")
_SHARE: Final = re.compile(r"(\d{1,3})(?:\.\d+)?%")
_FORMULA_SIZE: Final = 16
_ALIGNMENT: Final = re.compile(r"vertical-align: [-\d.]+px")
_UNSHOWN: Final = re.compile(r"\.(?:avif|bmp|svgz?|tiff?|webp)(?:[?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """What an ``img`` says: ``source`` is an address or ``cid:`` and the id of a file inside.

    ``width`` and ``height`` are in CSS pixels, 0 when nobody knows them.
    """

    source: str
    width: int = 0
    height: int = 0
    style: str = ""


class _Shown(NamedTuple):
    """The bytes that are shown for a picture, and its own size in CSS pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


class Pictures:
    """Collects the pictures of one mail; each goes into it once.

    ``is_inside`` puts all of them into the mail, else only those without an address, formulas, and
    those in types that some mail programs do not show.
    """

    def __init__(self, *, is_inside: bool, has_formulas: bool, domain: str) -> None:
        self._is_inside = is_inside
        self._has_formulas = has_formulas
        self._domain = domain
        self._files: dict[str, InlineFile] = {}
        self._urls: dict[str, str] = {}
        self._shown: dict[str, _Shown | None] = {}
        self._formulas: dict[Math, Picture | None] = {}
        self._findings: dict[Diagnostic, None] = {}

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is to be said of pictures that cannot be shown everywhere."""
        return tuple(self._findings)

    def used_in(self, html: str) -> tuple[InlineFile, ...]:
        """Returns the files that this HTML shows."""
        return tuple(item for key, item in self._files.items() if f'"cid:{key}"' in html)

    def outside(self, html: str) -> str:
        """Returns HTML for use outside of a mail, with addresses or ``data:`` for ``cid:``."""
        for key, item in self._files.items():
            coded = b64encode(item.data).decode("ascii")
            source = self._urls.get(key) or f"data:{item.media_type};base64,{coded}"
            html = html.replace(f'"cid:{key}"', f'"{source}"')
        return html

    def image(self, document: Document, targets: Targets, image: Image) -> Picture | None:
        """Returns how an image is shown, or ``None`` when only its text can be."""
        asset = document.assets.get(image.url)
        url = targets.image(image.url)
        url = url if url is not None and url.startswith(("http:", "https:")) else None
        if asset is None or not asset.is_image:
            if url is not None and _UNSHOWN.search(url):
                self._report_remote(document, url)
            return None if url is None else Picture(url, *_asked_size(image, 0, 0))
        is_shown = asset.media_type in _SHOWN
        if url is not None and is_shown and not self._is_inside:
            return Picture(url, *_asked_size(image, asset.width, asset.height))
        shown = self._shown_bytes(document, asset)
        if shown is None:
            return (
                None
                if url is None
                else Picture(url, *_asked_size(image, asset.width, asset.height))
            )
        key = self._add(shown.data, shown.media_type, url)
        return Picture(f"cid:{key}", *_asked_size(image, shown.width, shown.height))

    def formula(self, math: Math) -> Picture | None:
        """Returns the picture of a formula, or ``None`` when its TeX is to be printed."""
        if not self._has_formulas:
            return None
        if math not in self._formulas:
            self._formulas[math] = self._drawn(math)
        return self._formulas[math]

    def _drawn(self, math: Math) -> Picture | None:
        from publishkit.render.svg_raster import draw_svg

        svg = formula_svg(math, size=_FORMULA_SIZE, color="#1f2328")
        # White behind it, since dark mode does not change what is in a picture.
        raster = None if svg is None else draw_svg(svg, scale=_SCALE, background="#ffffff")
        # Made as small as the mail, a very wide one could not be read.
        if svg is None or raster is None or raster.width > 2 * _SCALE * CONTENT_WIDTH:
            return None
        key = self._add(raster.data, raster.media_type, None)
        found = _ALIGNMENT.search(svg)
        width, height = _fitted(round(raster.width / _SCALE), round(raster.height / _SCALE))
        return Picture(f"cid:{key}", width, height, found[0] if found else "")

    def _add(self, data: bytes, media_type: str, url: str | None) -> str:
        digest = hashlib.sha256(data).hexdigest()[:24]
        key = f"{digest}@{self._domain}"
        filename = f"{digest}.{_SUFFIXES[media_type]}"
        self._files.setdefault(key, InlineFile(key, filename, media_type, data))
        if url is not None:
            self._urls.setdefault(key, url.replace("&", "&amp;"))
        return key

    # --- bytes that every mail program shows --------------------------------------------------

    def _shown_bytes(self, document: Document, asset: Asset) -> _Shown | None:
        if asset.digest not in self._shown:
            self._shown[asset.digest] = self._made_bytes(document, asset)
        return self._shown[asset.digest]

    def _made_bytes(self, document: Document, asset: Asset) -> _Shown | None:
        try:
            data = asset.read()
        except OSError as error:
            self._report("A001", document, f"'{asset.name}' cannot be read: {error.strerror}")
            return None
        # Pillow and resvg are imported for pictures that must change, and for no others.
        from publishkit.render.raster import RasterError

        try:
            return _converted(data, asset)
        except RasterError as error:
            self._report("A003", document, f"'{asset.name}' cannot be put into the mail: {error}")
            return None

    def _report(self, code: str, document: Document, message: str) -> None:
        self._findings[diagnose(code, message, path=document.source)] = None

    def _report_remote(self, document: Document, url: str) -> None:
        finding = diagnose(
            "X002",
            f"some mail programs do not show the type of the image '{url}'",
            path=document.source,
            hint="--fetch-remote lets it be converted",
        )
        self._findings[finding] = None


def _converted(data: bytes, asset: Asset) -> _Shown | None:
    """Returns a picture as PNG, JPEG or GIF, no larger than a fine screen shows it."""
    from publishkit.render.raster import RasterError, compact_image, scaled_image

    if asset.media_type == "image/svg+xml":
        from publishkit.render.svg_raster import svg_image

        raster, width, height = svg_image(data, width=_SCALE * CONTENT_WIDTH)
        return _Shown(raster.data, raster.media_type, width, height)
    media_type, width, height = asset.media_type, asset.width, asset.height
    if media_type in _CONVERTED:
        made = compact_image(data, media_type, max_bytes=_MAX_BYTES)
        data, media_type = made.data, made.media_type
        width, height = width or made.width, height or made.height
    if media_type not in _SHOWN:
        raise RasterError(f"nothing converts {media_type}")
    most = _SCALE * CONTENT_WIDTH
    if width > most and media_type != "image/gif":
        scaled = scaled_image(
            data, media_type, max_pixels=most * max(1, round(most * height / width))
        )
        if scaled is not None and len(scaled.data) < len(data):
            data, media_type = scaled.data, scaled.media_type
    return _Shown(data, media_type, width, height)


def _asked_size(image: Image, width: int, height: int) -> tuple[int, int]:
    """Returns the size in px that an image is shown in: what was asked for, in the mail's width."""
    asked = _PIXELS.fullmatch(image.width)
    share = _SHARE.fullmatch(image.width)
    high = _PIXELS.fullmatch(image.height)
    wide = int(asked[1]) if asked else 0
    if share:
        wide = max(1, CONTENT_WIDTH * min(int(share[1]), 100) // 100)
    if not wide and high and height:
        wide = max(1, round(width * int(high[1]) / height))
    if not wide:
        return _fitted(width, height)
    tall = round(wide * height / width) if width and height else int(high[1]) if high else 0
    return _fitted(wide, tall)


def _fitted(width: int, height: int) -> tuple[int, int]:
    if width <= CONTENT_WIDTH:
        return width, height
    return CONTENT_WIDTH, max(1, round(height * CONTENT_WIDTH / width)) if height else 0
