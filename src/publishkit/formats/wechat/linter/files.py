"""A file of WeChat HTML: read, checked with its images, and mended in place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic
from publishkit.errors import InputError, LimitError
from publishkit.formats.base import Rendition
from publishkit.formats.wechat.linter import IMAGE_BYTES, Target, fix_wechat, lint_wechat
from publishkit.model.document import Document

__all__ = ["SUFFIX", "article_of", "check_file", "fix_file"]

SUFFIX: Final = ".wechat.html"
#: Published articles, which hold more than the draft interface takes, have up to 2 MB.
_MAX_BYTES: Final = 64 << 20


def check_file(
    path: Path, *, source: Document | None = None, target: Target = "paste"
) -> tuple[Diagnostic, ...]:
    """Returns what is wrong with a file; its images are looked up beside it and its article.

    Raises ``InputError`` when it cannot be read as UTF-8, ``LimitError`` when it is too large.
    """
    folders = [path.parent]
    if source is not None and source.source is not None:
        folders.append(source.source.parent)

    def read_image(name: str) -> bytes | None:
        return next(filter(None, (_start_of(folder, name) for folder in folders)), None)

    return lint_wechat(
        _text_of(path), path=path, source=source, target=target, read_image=read_image
    )


def fix_file(path: Path) -> bool:
    """Mends a file in place, whole or not at all; returns whether anything had to be.

    Raises ``InputError`` when it cannot be read, ``ExportError`` when it cannot be written.
    """
    text = _text_of(path)
    mended = fix_wechat(text)
    Rendition(mended.encode(), "text/html", path.name).write_to(path)
    return mended != text


def article_of(path: Path, documents: Iterable[Document]) -> Document | None:
    """Returns the article that a file is made of: the only one, or the one with its name."""
    candidates = tuple(documents)
    if len(candidates) == 1:
        return candidates[0]
    name = path.name.removesuffix(SUFFIX).removesuffix(".html")
    named = [one for one in candidates if name in {one.slug, one.stem}]
    return named[0] if len(named) == 1 else None


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error
    if len(data) > _MAX_BYTES:
        raise LimitError(f"the file has more than {_MAX_BYTES:,} bytes", path=path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "is not UTF-8", path=path, hint="WeChat takes UTF-8 only: save it as that"
        ) from error


def _start_of(folder: Path, name: str) -> bytes | None:
    """Returns the first bytes of a local image; a device or a folder is none."""
    try:
        path = folder / name.removeprefix("file://")
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(IMAGE_BYTES)
    except (OSError, ValueError):  # such as a name that is too long, or holds a NUL
        return None
