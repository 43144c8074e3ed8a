"""What the XML parser says, in plain words and with what stands at the place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.parsers.expat import ExpatError, errors

from publishkit.formats.feeds.validation.findings import Finding, quote

__all__ = ["describe_error"]

_CODES: Final = errors.codes
#: The rule for each of the parser's errors that has words of its own.
_RULES: Final = {
    _CODES[errors.XML_ERROR_UNDEFINED_ENTITY]: "undefined-entity",
    _CODES[errors.XML_ERROR_TAG_MISMATCH]: "tag-mismatch",
    _CODES[errors.XML_ERROR_NO_ELEMENTS]: "no-element",
    _CODES[errors.XML_ERROR_UNCLOSED_TOKEN]: "file-cut-off",
    _CODES[errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: "file-cut-off",
    _CODES[errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: "attribute-twice",
    _CODES[errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: "text-after-feed",
    _CODES[errors.XML_ERROR_MISPLACED_XML_PI]: "text-before-declaration",
    _CODES[errors.XML_ERROR_RECURSIVE_ENTITY_REF]: "entity-bomb",
    _CODES[errors.XML_ERROR_BAD_CHAR_REF]: "bad-character-reference",
}
#: "limit on input amplification factor (from DTD and entities) breached", Expat 2.4 and later.
_AMPLIFICATION: Final = 43
_REFERENCE: Final = re.compile(r"&[^\s;&<]{0,40};?")
#: HTML may begin in ways that XML may not, above all with "<!doctype" in small letters.
_HTML: Final = re.compile(r"\s*(?:<!--.*?-->\s*)*(<!doctype\s+html\b[^>]*>|<html[\s>])",
                          re.IGNORECASE | re.DOTALL)  # fmt: skip
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def describe_error(error: ExpatError, text: str, open_tags: Sequence[str]) -> Finding:
    """Returns the finding for an error of Expat; ``open_tags`` are the elements still open."""
    line, column = error.lineno, error.offset
    start = _start_of(text, line)
    following = text[start + column : start + column + 80]
    if error.code == _AMPLIFICATION:
        return Finding("entity-bomb", line)
    if not open_tags and (page := _HTML.match(text.removeprefix("\ufeff"))):
        return Finding("no-feed", line, quote(page[1]))
    rule = _RULES.get(error.code, "not-well-formed")
    if rule in {"undefined-entity", "bad-character-reference"}:
        found = _REFERENCE.search(following)
        return Finding(rule, line, value=quote(found[0] if found else following))
    if rule in {"tag-mismatch", "file-cut-off", "no-element"} and open_tags:
        what = f"<{open_tags[-1]}>"
        if rule == "no-element":
            return Finding("file-cut-off", line, what)
        return Finding(rule, line, what, quote(following.partition(">")[0] + ">"))
    if error.code == _CODES[errors.XML_ERROR_INVALID_TOKEN]:
        bad = _FORBIDDEN.match(following)
        if bad:
            return Finding("control-character", line, value=f"U+{ord(bad[0]):04X}")
        if "&" in text[max(0, start + column - 1) : start + column + 1]:
            return Finding("bare-ampersand", line, value=quote(following))
    said = errors.messages.get(error.code, str(error))
    return Finding(rule, line, f"{said}, column {column + 1}", quote(following))


def _start_of(text: str, line: int) -> int:
    """Returns where a line begins."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return len(text)
    return start
