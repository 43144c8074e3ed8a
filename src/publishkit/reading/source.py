"""Turns the bytes of a source into text that YAML, pandoc and XML all accept."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import InputError, LimitError

__all__ = ["FORBIDDEN", "SourceText", "clean_text", "decode_source"]

#: What XML 1.0 forbids (its production 2), and the C1 controls and DEL, which it discourages.
FORBIDDEN: Final = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

#: More lines than these with forbidden characters are counted, not listed.
_LISTED_LINES: Final = 20

# UTF-32 comes first: its little-endian mark begins with the one of UTF-16.
_MARKED_ENCODINGS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source with LF line ends and without forbidden characters, and what that cost."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def decode_source(data: bytes, *, path: Path | None, max_bytes: int = 10_000_000) -> SourceText:
    """Decodes UTF-8 with or without a byte order mark, and UTF-16 or UTF-32 with one.

    Raises ``LimitError`` for more than ``max_bytes`` bytes and ``InputError`` for a binary file
    or another encoding; the message names the offset of the first bad byte.
    """
    if len(data) > max_bytes:
        raise LimitError(
            f"the source has {len(data):,} bytes, the limit is {max_bytes:,}",
            path=path,
            hint="split the article, or raise the limit",
        )
    for mark, encoding in _MARKED_ENCODINGS:
        if data.startswith(mark):
            return clean_text(_decode(data, encoding, path=path), path=path)
    if data.count(0) > max(3, len(data) // 10):
        raise InputError(
            f"not a text file: byte {data.index(0)} is NUL",
            path=path,
            hint="name a Markdown file; if it is text, save it as UTF-8",
        )
    return clean_text(_decode(data, "utf-8-sig", path=path), path=path)


def _decode(data: bytes, encoding: str, *, path: Path | None) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # utf-8-sig counts its offsets from behind the byte order mark.
        has_mark = encoding == "utf-8-sig" and data.startswith(codecs.BOM_UTF8)
        offset = error.start + (len(codecs.BOM_UTF8) if has_mark else 0)
        name = "UTF-8" if encoding == "utf-8-sig" else encoding.upper()
        raise InputError(
            f"not {name}: byte {offset} is {data[offset : offset + 1].hex() or 'missing'}",
            path=path,
            line=data.count(b"\n", 0, offset) + 1 if name == "UTF-8" else None,
            hint=f"save the file as UTF-8{_guess_encoding(data)}",
        ) from error


def _guess_encoding(data: bytes) -> str:
    """Returns ``"; it looks like …"`` when a usual Chinese encoding fits, else nothing."""
    if 0 in data:
        return ""
    try:
        text = data[:4000].decode("gb18030", errors="ignore")
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return "; it looks like GB18030" if han * 4 > len(text) else ""


def clean_text(text: str, *, path: Path | None) -> SourceText:
    """Turns CRLF and CR into LF and drops a leading byte order mark and forbidden characters.

    Line numbers stay those of the source. Each line that loses characters is reported as M001.
    """
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if FORBIDDEN.search(text) is None:
        return SourceText(text)
    return SourceText(FORBIDDEN.sub("", text), _report_dropped(text, path=path))


def _report_dropped(text: str, *, path: Path | None) -> tuple[Diagnostic, ...]:
    found: dict[int, list[str]] = {}
    line, position, total = 1, 0, 0
    for match in FORBIDDEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        total += 1
        if line in found or len(found) < _LISTED_LINES:
            found.setdefault(line, []).append(match[0])
    diagnostics = [
        diagnose("M001", _describe(characters), path=path, line=line)
        for line, characters in found.items()
    ]
    unlisted = total - sum(map(len, found.values()))
    if unlisted:
        message = f"{unlisted} more characters that XML forbids were dropped in later lines"
        diagnostics.append(diagnose("M001", message, path=path))
    return tuple(diagnostics)


def _describe(characters: list[str]) -> str:
    names = list(dict.fromkeys(f"U+{ord(character):04X}" for character in characters))
    listed = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
    return f"characters that XML forbids were dropped: {listed}"
