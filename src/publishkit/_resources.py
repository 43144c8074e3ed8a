"""Finds the templates and styles: in the wheel's package data, or at the top of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["read_text", "resource_folder"]


@cache
def resource_folder(kind: str) -> Path:
    """Returns the folder of ``templates`` or ``styles``; raises ``FileNotFoundError``."""
    package = Path(__file__).parent
    for folder in (package / "_data" / kind, package.parent.parent / kind):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"publishkit is not installed whole: no folder '{kind}'")


@cache
def read_text(name: str) -> str:
    """Returns the text of one of our own files, such as ``styles/epub.css``."""
    kind, _, rest = name.partition("/")
    return (resource_folder(kind) / rest).read_text(encoding="utf-8")
