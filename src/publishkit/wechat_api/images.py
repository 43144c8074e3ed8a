"""What becomes of a picture before it is uploaded: its type, its size, the crops of a cover."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from publishkit.render.raster import Raster, RasterError, compact_image, is_moving
from publishkit.wechat_api.client import Upload

__all__ = ["Prepared", "PreparationError", "crop_to", "prepare_body_image", "prepare_cover"]

#: "under 1 MB" (``media/uploadimg``), and 10 MB (``material/add_material``), with whichever
#: megabyte the server counts.
_BODY_BYTES: Final = 999_999
_COVER_BYTES: Final = 9_999_999
#: What can be decoded, and so converted.
_KNOWN: Final = frozenset(
    {
        "image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff",
        "image/webp",
    }
)  # fmt: skip


class PreparationError(Exception):
    """A picture that WeChat would not take and that cannot be made one; the message says why."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture as it is uploaded. ``digest`` is the SHA-256 of the original's bytes.

    ``changes`` says in a few words what was done to it; empty when nothing was.
    """

    raster: Raster
    digest: str
    changes: tuple[str, ...] = ()
    has_lost_motion: bool = False

    @property
    def upload(self) -> Upload:
        """The bytes to send."""
        return Upload(self.raster.data, self.raster.media_type)


def prepare_body_image(data: bytes, media_type: str) -> Prepared:
    """Returns a picture of the text as ``media/uploadimg`` takes it: PNG or JPEG, below 1 MB.

    Of one that moves the first frame is left. Raises ``PreparationError``.
    """
    return _prepared(data, media_type, _BODY_BYTES)


def prepare_cover(data: bytes, media_type: str) -> Prepared:
    """Returns a cover as ``material/add_material`` takes it: PNG or JPEG, up to 10 MB."""
    return _prepared(data, media_type, _COVER_BYTES)


def _prepared(data: bytes, media_type: str, max_bytes: int) -> Prepared:
    kind = media_type.partition("/")[2].upper()
    if media_type not in _KNOWN:
        name = "SVG" if media_type == "image/svg+xml" else kind
        raise PreparationError(f"it is {name}, which WeChat does not take: save it as PNG")
    if not data:
        raise PreparationError("it is empty")
    try:
        raster = compact_image(data, media_type, max_bytes=max_bytes)
        # A PNG that stays as it is keeps its motion.
        has_lost_motion = raster.data is not data and is_moving(data, media_type)
    except RasterError as error:
        raise PreparationError(str(error)) from error
    changes: list[str] = []
    if raster.media_type != media_type:
        changes.append(f"{kind} to {raster.media_type.partition('/')[2].upper()}")
    if len(data) > max_bytes and raster.data is not data:
        size = f"{raster.width}×{raster.height}"
        changes.append(f"made smaller: {len(raster.data):,} bytes, {size}")
    if raster.data is not data and not changes:
        changes.append("turned upright")
    if has_lost_motion:
        changes.append("first frame")
    digest = hashlib.sha256(data).hexdigest()
    return Prepared(raster, digest, tuple(changes), has_lost_motion)


def crop_to(width: int, height: int, ratio: float) -> str:
    """Returns the largest part with this ratio of width to height, from the middle of a picture.

    The form is that of ``pic_crop_235_1``: ``X1_Y1_X2_Y2``, each a share between 0 and 1.
    """
    own = width / height
    across, down = (ratio / own, 1.0) if own > ratio else (1.0, own / ratio)
    left, top = (1 - across) / 2, (1 - down) / 2
    corners = (left, top, left + across, top + down)
    return "_".join(f"{min(max(value, 0.0), 1.0):.6f}".rstrip("0").rstrip(".") for value in corners)
