"""Names that every file system takes, made of slugs, titles and tags."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["MARKDOWN_SUFFIXES", "safe_file_name"]

#: By which articles in Markdown are known.
MARKDOWN_SUFFIXES: Final = frozenset(
    {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn", ".mdx", ".mdtext", ".qmd", ".rmd"}
)
#: A file name has at most 255 bytes on every common file system; the rest is for suffixes.
_MAX_NAME_BYTES: Final = 200
_UNSAFE: Final = re.compile(
    r'[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f/\\:*?"<>|\ud800-\udfff\ufeff\ufffe\uffff]+'
)
#: Names that Windows keeps for devices, whatever their suffix.
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def safe_file_name(text: str) -> str:
    """Returns a slug or title as a name that every file system takes, Chinese and all.

    What some file system forbids becomes a hyphen, white space one space. A name of more than 200
    bytes is cut and ends in a short digest of the whole, so that two long names stay two.
    """
    name = " ".join(_UNSAFE.sub("-", unicodedata.normalize("NFC", text)).split())
    name = name.strip("-. ")
    if not name:
        return "article"
    if _RESERVED.fullmatch(name):
        name = f"{name}_"
    if len(name.encode()) <= _MAX_NAME_BYTES:
        return name
    from hashlib import sha256

    digest = sha256(name.encode()).hexdigest()[:8]
    cut = name.encode()[: _MAX_NAME_BYTES - 9].decode("utf-8", "ignore").rstrip("-. ")
    return f"{cut}-{digest}"
