"""The bytes of a feed as text: byte order marks, the XML declaration, and what contradicts it."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from publishkit.formats.feeds.validation.findings import Finding, quote

__all__ = ["Decoded", "decode"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What the bytes of ``<?`` or ``{`` without a mark tell (XML 1.0, appendix F).
_SHAPES: Final = (
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
)
_DECLARATION: Final = re.compile(
    r"\s*<\?xml\s+version\s*=\s*[\"']([^\"']*)[\"'](?:\s+encoding\s*=\s*[\"']([^\"']*)[\"'])?"
)
#: Encodings of text that are on the web; Python has others that do harm or mean something else.
_SAFE: Final = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[bl]e)?|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|ptcp154|hp-roman8"
    r"|gb2312|gbk|gb18030|hz|big5(?:hkscs)?|shift_jis(?:x0213|_2004)?|euc_\w+|iso2022_\w+|johab"
    r"|tis-620|latin[-_]1"
)
#: What every XML parser must read (XML 1.0, 4.3.3), and what all are known to read.
_COMMON: Final = frozenset({"ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1"})
_NAMES: Final = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii"})


class Decoded(NamedTuple):
    """The text of a file, its encoding's name, and what is wrong with it."""

    text: str
    encoding: str
    findings: tuple[Finding, ...]


def decode(data: bytes, *, is_json: bool = False) -> Decoded:
    """Returns the text of any file; what cannot be decoded becomes U+FFFD, and a finding."""
    found: list[Finding] = []
    encoding, start = "", 0
    for mark, name in _MARKS:
        if data.startswith(mark):
            encoding, start = name, len(mark)
            break
    if not encoding:
        encoding = next((name for shape, name in _SHAPES if data.startswith(shape)), "")
    head = data[start : start + 1024].decode(encoding or "latin-1", "replace")
    declaration = None if is_json else _DECLARATION.match(head)
    declared = (declaration[2] or "") if declaration else ""
    if declaration and declaration[1] != "1.0":
        found.append(Finding("xml-version", 1, value=quote(declaration[1])))
    known = _encoding_of(declared)
    if declared and known is None:
        found.append(Finding("unknown-encoding", 1, value=quote(declared)))
    elif known is not None and not encoding:
        encoding = known
        if known not in _COMMON:
            found.append(Finding("obscure-encoding", 1, value=quote(declared)))
        elif declared.lower() not in _NAMES:
            found.append(Finding("encoding-name", 1, value=quote(declared)))
    elif known is not None and not encoding.startswith(known):
        value = f"{declared} and {encoding}"
        found.append(Finding("encoding-contradicted", 1, value=value))
    encoding = encoding or "utf-8"
    body = data[start:]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        bad = " ".join(f"{byte:02X}" for byte in body[error.start : error.start + 4])
        found.append(Finding("undecodable", line, encoding.upper(), bad))
        text = body.decode(encoding, "replace")
    return Decoded(text, encoding, tuple(found))


def _encoding_of(name: str) -> str | None:
    if not name:
        return None
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):  # such as a name with a NUL
        return None
    return known if _SAFE.fullmatch(known) else None
