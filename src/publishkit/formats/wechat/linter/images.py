"""WX004: images that the draft interface or the editor does not take."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from publishkit.diagnostics import Severity
from publishkit.formats.wechat.linter.declarations import length
from publishkit.formats.wechat.linter.findings import ERROR, WARNING, Finding, excerpt
from publishkit.formats.wechat.linter.markup import Element, Markup

__all__ = ["IMAGE_BYTES", "ImageReader", "Target", "image_findings"]

#: How an article reaches WeChat: pasted into the editor, or sent to the draft interface.
Target: TypeAlias = Literal["paste", "draft"]
#: Returns the first ``IMAGE_BYTES`` of a local file by its address, ``None`` when there is none.
ImageReader: TypeAlias = Callable[[str], bytes | None]

#: ``media/uploadimg`` takes images under 1 MB.
IMAGE_BYTES: Final = 1 << 20
_HOSTS: Final = frozenset({"mmbiz.qpic.cn", "mmecoa.qpic.cn", "mmbiz.qlogo.cn"})
_MAGIC: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WebP"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg", re.DOTALL), "SVG"),
    (re.compile(rb"BM"), "BMP"),
)
_NAMED: Final = {".webp": "WebP", ".svg": "SVG", ".avif": "AVIF", ".bmp": "BMP"}
#: An image of one of these widths fills the line of a phone and not that of a window (§1.4).
_UNEVEN: Final = range(376, 677)
#: How bad it is, what it is, what to do.
_Said: TypeAlias = tuple[Severity, str, str]


def image_findings(
    markup: Markup, *, target: Target, read: ImageReader | None
) -> Iterator[Finding]:
    """Yields all findings of WX004; without ``read`` local files are not looked at."""
    for element in markup.elements:
        if element.name != "img":
            continue
        attributes = element.attributes
        source = (attributes.get("src") or attributes.get("data-src") or "").strip()
        for severity, said, hint in _source(source, target, read):
            yield Finding("WX004", severity, element.start, said, hint)
        missing = [name for name in ("alt", "data-w") if name not in attributes]
        if missing:
            said = f"an image has no {' and no '.join(missing)}"
            hint = "alt says what it shows, data-w is the width of its file in px"
            yield Finding("WX004", WARNING, element.start, said, hint)
        yield from _width(element)


def _source(source: str, target: Target, read: ImageReader | None) -> Iterator[_Said]:
    shown = excerpt(source)
    try:
        parts = urlsplit(source)
    except ValueError:
        yield ERROR, f"an image has a broken address: {shown}", "correct it"
        return
    if not source:
        yield ERROR, "an image has no address", "give it a src"
    elif parts.scheme == "data":
        yield from _embedded(source, target)
    elif parts.scheme in {"http", "https"} or source.startswith("//"):
        if parts.hostname in _HOSTS:
            return
        kind = _NAMED.get(_suffix(parts.path))
        hint = "upload it to WeChat, or put the file beside the article"
        if kind:
            yield ERROR, f"an image is {kind}, which WeChat does not take: {shown}", "make it PNG"
        elif target == "draft":
            yield ERROR, f"the draft interface filters an image from another host: {shown}", hint
        else:
            yield WARNING, f"the editor may not get an image from another host: {shown}", hint
    elif parts.scheme not in {"", "file"} and len(parts.scheme) > 1:
        yield ERROR, f"an image has an address that is none of an image: {shown}", "correct it"
    else:
        yield from _local(source, target, read)


def _embedded(source: str, target: Target) -> Iterator[_Said]:
    head, _, body = source.partition(",")
    if target == "draft":
        said = "the draft interface filters an image that is inside the markup (data:)"
        yield ERROR, said, "upload it by media/uploadimg"
        return
    try:
        data = b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
    except Base64Error:
        data = b""
    kind = _kind(data)
    if kind not in {"PNG", "JPEG", "GIF"}:
        said = f"an image inside the markup is {kind or 'none'}, which WeChat does not take"
        yield ERROR, said, "make it PNG or JPEG"


def _local(source: str, target: Target, read: ImageReader | None) -> Iterator[_Said]:
    shown = excerpt(source)
    kind: str | None
    if read is None:
        kind = _NAMED.get(_suffix(source), "PNG")
    else:
        data = read(unquote(source))
        if data is None:
            yield ERROR, f"an image is missing: {shown}", "correct its address"
            return
        kind = _kind(data)
        if len(data) >= IMAGE_BYTES:
            yield ERROR, f"an image has 1 MB or more: {shown}", "make it smaller"
    allowed = {"PNG", "JPEG"} | ({"GIF"} if target == "paste" else set())
    if kind not in allowed:
        named = f"is {kind}" if kind else "is no image by its bytes"
        yield ERROR, f"an image {named}, WeChat takes PNG and JPEG: {shown}", "convert it"


def _suffix(path: str) -> str:
    dot = path.rfind(".")
    return path[dot:].lower() if dot >= 0 else ""


def _kind(data: bytes) -> str:
    return next((kind for form, kind in _MAGIC if form.match(data)), "")


def _width(element: Element) -> Iterator[Finding]:
    """An image that is narrower than a window's line must say that it fills it, or not."""
    if any("data-ignore-width" in one.attributes for one in (element, *element.ancestors)):
        return
    css = element.css("width") or element.attributes.get("width", "")
    own = element.attributes.get("data-w", "")
    if css and css not in {"auto", "inherit", "initial"}:
        size = None if css.endswith("%") else length(css)
    else:
        size = length(own) if own else None
    if size is not None and int(size) in _UNEVEN:
        said = f"an image is {size:g} px wide: it fills the line of a phone, not that of a window"
        yield Finding("WX004", WARNING, element.start, said, "give it width: 100%")
