"""What a push will send, decided and checked before anything is sent."""

from __future__ import annotations

import os
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from publishkit.api import export
from publishkit.diagnostics import Diagnostic, Severity, diagnose
from publishkit.errors import UsageError
from publishkit.formats.wechat import WechatOptions
from publishkit.formats.wechat.linter import lint_wechat
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.metadata import Author
from publishkit.reading.assets import asset_from_bytes
from publishkit.wechat_api.draft import DraftArticle, DraftFields, article_of, too_long
from publishkit.wechat_api.images import (
    PreparationError,
    Prepared,
    crop_to,
    prepare_body_image,
    prepare_cover,
)
from publishkit.wechat_api.markup import Placed, image_sources, is_on_wechat, with_images

__all__ = ["ImagePlan", "PushPlan", "plan_push"]

#: About as long as the address that an upload gives.
_UPLOADED: Final = Placed("x" * 150)
#: What the linter is shown in the place of an image that is still to be uploaded.
_ON_WECHAT: Final = Placed("https://mmbiz.qpic.cn/image")
_LONGEST_NAME: Final = 60
_FROM_ARTICLE: Final = DraftFields()


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """One image of the text or the cover: ``source`` is its address in the markup.

    ``prepared`` is ``None`` for one that is on WeChat's server already, or that has a ``problem``.
    """

    name: str
    source: str
    prepared: Prepared | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PushPlan:
    """An article ready to be sent. ``key`` is what its draft is remembered by.

    ``characters`` is how long the content will be, with addresses as long as WeChat's.
    """

    document: Document
    key: str
    article: DraftArticle
    cover: ImagePlan | None
    images: tuple[ImagePlan, ...]
    characters: int
    findings: tuple[Diagnostic, ...]

    @property
    def is_sendable(self) -> bool:
        """Whether WeChat would take it, as far as can be known before."""
        return all(item.severity is not Severity.ERROR for item in self.findings)


def plan_push(
    document: Document,
    *,
    options: WechatOptions,
    base_url: str = "",
    authors: tuple[Author, ...] = (),
    fields: DraftFields = _FROM_ARTICLE,
    cover: Path | None = None,
) -> PushPlan:
    """Returns what will be sent of an article, with all findings; sends nothing.

    ``cover`` goes before the article's own image, and ``authors`` are those of an article that
    names none. Raises like ``publishkit.export``, and
    ``UsageError`` for a cover that cannot be read.
    """
    rendition = export(document, "wechat", options=_for_drafts(options), base_url=base_url)
    content = rendition.data.decode()
    article, problems = article_of(
        document, content, base_url=base_url, fields=fields, authors=authors
    )
    images = tuple(_image_plan(document, source) for source in image_sources(content))
    cover_plan, cover_problems = _cover_plan(document, cover)
    if cover_plan is not None and cover_plan.prepared is not None:
        raster = cover_plan.prepared.raster
        article = replace(
            article,
            crop_wide=crop_to(raster.width, raster.height, 2.35),
            crop_square=crop_to(raster.width, raster.height, 1.0),
        )
    placed = {item.source: _UPLOADED for item in images if item.prepared is not None}
    final = with_images(content, placed)
    findings = (
        *document.diagnostics,
        # The limits are those of the content that is sent, which is known better here.
        *(item for item in rendition.diagnostics if item.code != "X003"),
        *problems,
        *too_long(document, "content", final),
        *_linted(document, with_images(content, dict.fromkeys(placed, _ON_WECHAT))),
        *(finding for item in images for finding in _findings_on(document, item)),
        *cover_problems,
    )
    return PushPlan(
        document, _key(document), article, cover_plan, images, len(final),
        tuple(dict.fromkeys(findings)),
    )  # fmt: skip


def _linted(document: Document, content: str) -> tuple[Diagnostic, ...]:
    """Returns what the linter says of the content, but on fields and images, known better here."""
    found = lint_wechat(content, path=document.source, source=document, target="draft")
    return tuple(
        # Its places are those of the content, not of the article.
        replace(item, line=None, column=None)
        for item in found
        if item.code not in {"WX004", "WX007"}
    )


def _for_drafts(options: WechatOptions) -> WechatOptions:
    """Returns the exporter's options as a draft needs them: this is the one place to set them."""
    return replace(options, target="draft")


def _key(document: Document) -> str:
    """Returns what stays the same when the article changes: its id, its address, or its file.

    A slug would not do: two sites may have the same one, and the draft of another article would
    be overwritten.
    """
    metadata = document.metadata
    if metadata.id:
        return f"id:{metadata.id}"
    if metadata.canonical:
        return f"url:{metadata.canonical}"
    if document.source is None:
        return f"slug:{document.slug}"
    return f"file:{os.path.realpath(document.source)}"


def _image_plan(document: Document, source: str) -> ImagePlan:
    """Returns what becomes of an image of the markup."""
    name = source if len(source) <= _LONGEST_NAME else f"{source[:_LONGEST_NAME]}…"
    asset = document.assets.get(source)
    if asset is None and is_on_wechat(source):
        return ImagePlan(name, source)
    if asset is None and source.startswith("data:"):
        name = f"{source.partition(',')[0][:_LONGEST_NAME]},…"
        asset = asset_from_bytes("image", _decoded(source))
    if asset is None:
        is_remote = source.startswith(("https://", "http://"))
        problem = (
            "it is on another site, and WeChat drops it there: --fetch-remote gets it"
            if is_remote
            else "its file was not found"
        )
        return ImagePlan(name, source, problem=problem)
    try:
        return ImagePlan(name, source, prepare_body_image(asset.read(), asset.media_type))
    except OSError as error:
        return ImagePlan(name, source, problem=f"it cannot be read: {error.strerror or error}")
    except PreparationError as error:
        return ImagePlan(name, source, problem=str(error))


def _decoded(url: str) -> bytes:
    """Returns the bytes of a ``data:`` URL (RFC 2397), or none when it is broken."""
    head, _, data = url.partition(",")
    raw = unquote_to_bytes(data)
    try:
        return b64decode(raw) if head.endswith(";base64") else raw
    except Base64Error:
        return b""


def _cover_plan(
    document: Document, file: Path | None
) -> tuple[ImagePlan | None, tuple[Diagnostic, ...]]:
    asset: Asset | None
    if file is not None:
        try:
            asset = asset_from_bytes(file.name, file.read_bytes())
        except OSError as error:
            raise UsageError(f"cannot read the cover '{file}': {error.strerror}") from error
        name = str(file)
    else:
        asset = document.image
        name = document.metadata.image.url if document.metadata.image else ""
    if asset is None:
        message = f"the cover '{name}' was not found or is no image" if name else "no cover"
        hint = "a draft needs one: name it in front matter (image:) or with --cover"
        return None, (_error(document, message, hint),)
    try:
        prepared = prepare_cover(asset.read(), asset.media_type)
    except (OSError, PreparationError) as error:
        message = f"the cover '{name}' cannot be sent: {error}"
        return None, (_error(document, message, "choose another with --cover"),)
    return ImagePlan(name, "", prepared), ()


def _findings_on(document: Document, image: ImagePlan) -> tuple[Diagnostic, ...]:
    if image.problem:
        message = f"image '{image.name}' cannot be sent: {image.problem}"
        return (_error(document, message, "correct it, or take it out of the article"),)
    if image.prepared is not None and image.prepared.has_lost_motion:
        message = f"image '{image.name}' moves; only its first frame is sent"
        hint = "add it in WeChat's editor when it must move"
        return (diagnose("X002", message, path=document.source, hint=hint),)
    return ()


def _error(document: Document, message: str, hint: str) -> Diagnostic:
    return diagnose("WX004", message, path=document.source, hint=hint)
