"""A push as people and programs read it: what is sent, what is done to each image."""

from __future__ import annotations

from publishkit.wechat_api.draft import LIMITS
from publishkit.wechat_api.images import Prepared
from publishkit.wechat_api.markup import Placed, with_images
from publishkit.wechat_api.plan import ImagePlan, PushPlan
from publishkit.wechat_api.state import Account

__all__ = ["report_as_dict", "report_lines"]


def report_lines(plan: PushPlan, account: Account | None, *, is_new: bool) -> tuple[str, ...]:
    """Returns lines for a terminal; ``account`` is ``None`` while nobody knows which it is."""
    article = plan.article
    rows = [
        ("draft", _draft_action(plan, account, is_new=is_new)),
        ("title", _measured("title", article.title)),
        ("author", _measured("author", article.author)),
        ("digest", _measured("digest", article.digest)),
        ("original", article.source_url or "-"),
        ("content", f"{plan.characters:,} of {LIMITS['content']:,} characters"),
        (
            "cover",
            "-"
            if plan.cover is None
            else _described(plan.cover, bool(_cover_known(plan, account))),
        ),
    ]
    if article.crop_wide:
        rows.append(("", f"crops: 2.35:1 {article.crop_wide}, 1:1 {article.crop_square}"))
    known = _images_known(plan, account)
    rows += [("image", _described(image, image.source in known)) for image in plan.images]
    return tuple(f"{name:9}{text}" for name, text in rows)


def report_as_dict(plan: PushPlan, account: Account | None, *, is_new: bool) -> dict[str, object]:
    """Returns the same as JSON values, with the whole body that will be sent.

    Where an upload has still to give an address or id, ``upload:DIGEST`` stands for it.
    """
    draft = None if is_new or account is None else account.drafts.get(plan.key)
    cover = _cover_known(plan, account) or _placeholder(plan.cover)
    places = {item.source: Placed(_placeholder(item)) for item in plan.images if item.prepared}
    content = with_images(plan.article.content, {**places, **_images_known(plan, account)})
    article = plan.article.as_dict(cover=cover, content=content)
    known = _images_known(plan, account)
    if draft is not None and draft.media_id:
        call = "draft/update"
        body: dict[str, object] = {"media_id": draft.media_id, "index": 0, "articles": article}
    else:
        call, body = "draft/add", {"articles": [article]}
    return {
        "call": call,
        "body": body,
        "sizes": {
            name: {"characters": count, "limit": LIMITS[name]}
            for name, count in (
                ("title", len(plan.article.title)),
                ("author", len(plan.article.author)),
                ("digest", len(plan.article.digest)),
                ("content", plan.characters),
            )
        },
        "cover": None
        if plan.cover is None
        else _image_as_dict(plan.cover, bool(_cover_known(plan, account))),
        "images": [_image_as_dict(item, item.source in known) for item in plan.images],
        "findings": [item.as_dict() for item in plan.findings],
    }


def _draft_action(plan: PushPlan, account: Account | None, *, is_new: bool) -> str:
    if account is None:
        return "new, or an update: nobody knows before the app id is set"
    draft = account.drafts.get(plan.key)
    if draft is None:
        return "new"
    if not draft.media_id:
        return "looked for first: the last push was cut off"
    return "new, beside the one that is there" if is_new else f"update of {draft.media_id}"


def _measured(name: str, text: str) -> str:
    return f"{text} ({len(text)} of {LIMITS[name]} characters)" if text else "-"


def _described(image: ImagePlan, is_known: bool) -> str:
    prepared = image.prepared
    if prepared is None:
        return f"{image.name}: {image.problem or 'on WeChat already'}"
    action = "uploaded before" if is_known else "to be uploaded"
    return f"{image.name}: {', '.join([_size(prepared), *prepared.changes, action])}"


def _size(prepared: Prepared) -> str:
    raster = prepared.raster
    kind = raster.media_type.partition("/")[2].upper()
    return f"{kind} {raster.width}×{raster.height}, {len(raster.data):,} bytes"


def _image_as_dict(image: ImagePlan, is_known: bool) -> dict[str, object]:
    prepared = image.prepared
    if prepared is None:
        action = "refuse" if image.problem else "keep"
        return {"image": image.name, "action": action, "problem": image.problem or None}
    return {
        "image": image.name,
        "action": "remembered" if is_known else "upload",
        "sha256": prepared.digest,
        "media_type": prepared.raster.media_type,
        "bytes": len(prepared.raster.data),
        "width": prepared.raster.width,
        "height": prepared.raster.height,
        "changes": list(prepared.changes),
    }


def _placeholder(image: ImagePlan | None) -> str:
    prepared = None if image is None else image.prepared
    return "" if prepared is None else f"upload:{prepared.digest[:16]}"


def _cover_known(plan: PushPlan, account: Account | None) -> str:
    prepared = None if plan.cover is None else plan.cover.prepared
    if prepared is None or account is None:
        return ""
    return account.covers.get(prepared.digest, "")


def _images_known(plan: PushPlan, account: Account | None) -> dict[str, Placed]:
    if account is None:
        return {}
    return {
        item.source: account.images[item.prepared.digest]
        for item in plan.images
        if item.prepared is not None and item.prepared.digest in account.images
    }
