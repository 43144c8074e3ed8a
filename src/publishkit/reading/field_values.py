"""Strict readers for single front-matter values: text, bool, number, URL, language, date, list.

Each returns the typed value, or None after telling the findings why; a value that is not given
(``null``, blank) is None without a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final
from urllib.parse import quote

from publishkit.model.language_tags import language_tag
from publishkit.reading.dates import DateFault, DateReading, read_date
from publishkit.reading.findings import Findings
from publishkit.reading.raw_values import RawList, RawMapping, RawValue, Scalar

__all__ = [
    "Given",
    "normalize",
    "parse_bool",
    "read_bool",
    "read_integer",
    "read_language",
    "read_moment",
    "read_prose",
    "read_text",
    "read_texts",
    "read_title",
    "read_url",
    "read_verbatim",
    "scheme_of",
    "without_wiki_links",
    "wrong_form",
]

_TRUE: Final = frozenset({"true", "yes", "on", "1", "是"})
_FALSE: Final = frozenset({"false", "no", "off", "0", "否"})
_WIKI_LINK: Final = re.compile(
    r"\[\[(?:[^\[\]|#]*/)?(?P<note>[^\[\]|#/]*)(?:#[^\[\]|]*)?(?:\|(?P<shown>[^\[\]|]*))?\]\]"
)
_LIST_MARKS: Final = re.compile("[,，、;；]")
_FULL_WIDTH_COMMA: Final = re.compile("[，、]")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB_HOST: Final = re.compile(r"((?:https?:)?//(?:[^/?#@]*@)?)([^/?#@:\[\]]+)", re.IGNORECASE)
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOTE_MARK: Final = re.compile(r"\s*\[\^(?:\d+|注\d*|(?:fn|note|ref)[-_]?\d+)\]")


@dataclass(frozen=True, slots=True)
class Given:
    """A value under the name that the author used, and the name's line."""

    name: str
    value: RawValue
    line: int


def normalize(text: str) -> str:
    """Puts text into NFC and makes every run of spaces and line breaks one space."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def without_wiki_links(text: str) -> str:
    """Returns text with the names of notes that Obsidian's links lead to in place of the links."""
    return _WIKI_LINK.sub(lambda found: found["shown"] or found["note"], text)


def wrong_form(given: Given, expected: str, findings: Findings, *, hint: str | None = None) -> None:
    """Reports that a value is not what its field needs (F002)."""
    match given.value:
        case Scalar(text):
            shown = f"'{text if len(text) <= 40 else text[:39] + '…'}'"
        case RawList():
            shown = "a list"
        case RawMapping():
            shown = "a mapping"
    message = f"'{given.name}' is {shown}, not {expected}; it is left out"
    findings.add("F002", message, line=given.line, hint=hint)


def read_text(given: Given, findings: Findings) -> str | None:
    """Returns the text as written, in one line: ``2024``, ``0012`` and ``yes`` stay so."""
    if not isinstance(given.value, Scalar):
        wrong_form(given, "text", findings)
        return None
    if not given.value.is_given:
        return None
    return normalize(given.value.text) or None


def read_verbatim(given: Given, findings: Findings) -> str | None:
    """Returns the text of an identifier, changed in nothing but the spaces around it."""
    if isinstance(given.value, Scalar) and given.value.is_given:
        return given.value.text.strip()
    return read_text(given, findings)


def read_title(given: Given, findings: Findings) -> str | None:
    """Returns text that is shown to people: without note marks such as ``[^1]``."""
    text = read_text(given, findings)
    return None if text is None else _NOTE_MARK.sub("", text).strip() or None


def read_prose(given: Given, findings: Findings) -> str | None:
    """Reads as a title is read, but ``false`` means that there is none."""
    is_off = isinstance(given.value, Scalar) and given.value.guess is False
    return None if is_off else read_title(given, findings)


def parse_bool(text: str) -> bool | None:
    """Returns the truth value that ``true``, ``yes``, ``on``, ``1``, ``是`` … stand for."""
    word = text.strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def read_bool(given: Given, findings: Findings) -> bool | None:
    """Accepts true/yes/on/1/是 and false/no/off/0/否 in any case, quoted or not."""
    value = given.value
    if isinstance(value, Scalar):
        if not value.is_given:
            return None
        answer = parse_bool(value.text)
        if answer is not None:
            return answer
    wrong_form(given, "true or false", findings)
    return None


def read_integer(given: Given, findings: Findings) -> int | None:
    """Accepts up to nine digits with a sign; for switches such as ``pin: true`` returns 1."""
    value = given.value
    if isinstance(value, Scalar):
        if not value.is_given or value.guess is False:
            return None
        if value.guess is True:
            return 1
        if re.fullmatch(r"[-+]?[0-9]{1,9}", value.text.strip()):
            return int(value.text)
    wrong_form(given, "a whole number", findings)
    return None


def scheme_of(url: str) -> str:
    """Returns the scheme in lower case, empty for a path."""
    match = _SCHEME.match(url)
    return match[1].lower() if match else ""


def read_url(given: Given, findings: Findings) -> str | None:
    """Accepts absolute http(s) URLs and paths; returns them percent-encoded once."""
    if isinstance(given.value, Scalar) and given.value.guess is False:
        return None
    text = read_text(given, findings)
    if text is None:
        return None
    if scheme_of(text) not in {"", "http", "https"}:
        wrong_form(given, "an http(s) URL or a path", findings)
        return None
    match = _WEB_HOST.match(text)
    if match and not match[2].isascii():
        text = f"{match[1]}{_ascii_host(match[2])}{text[match.end() :]}"
    return quote(_STRAY_PERCENT.sub("%25", text), safe="%/:?#[]@!$&'()*+,;=~")


def _ascii_host(host: str) -> str:
    """Returns a host as DNS knows it (IDNA), or as it is when it has no such form."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def read_language(given: Given, findings: Findings) -> str | None:
    """Returns a BCP 47 tag in canonical case (``zh_cn.UTF-8`` → ``zh-CN``), or reports F010."""
    if not isinstance(given.value, Scalar):
        wrong_form(given, "a language tag", findings)
        return None
    if not given.value.is_given:
        return None
    text = given.value.text.strip()
    tag = language_tag(text)
    if tag is None:
        findings.add(
            "F010",
            f"'{text}' is not a BCP 47 language tag",
            line=given.line,
            hint="write zh-CN, en or ja",
        )
    return tag


def read_moment(given: Given, findings: Findings, *, zone: tzinfo) -> DateReading | None:
    """Reads a date; what is unreal, ambiguous or no date at all is reported as F005."""
    value = given.value
    if isinstance(value, Scalar) and not value.is_given:
        return None
    if isinstance(value, Scalar) and not value.is_bool:
        reading = read_date(value.text, zone=zone)
        if isinstance(reading, DateReading):
            if reading.is_zoneless and not findings.count("F013"):
                message = f"'{given.name}' has no zone: the configured timezone is assumed"
                findings.add("F013", message, line=given.line)
            return reading
        text = value.text if len(value.text) <= 40 else value.text[:39] + "…"
        fault, shown = reading, f"'{text}'"
    else:
        fault = DateFault("not a date")
        shown = "a truth value" if isinstance(value, Scalar) else "a list or mapping"
    message = f"{fault.reason}: '{given.name}' is {shown}; it is left out"
    findings.add("F005", message, line=given.line, hint=fault.hint)
    return None


def read_texts(given: Given, findings: Findings) -> tuple[str, ...] | None:
    """Reads tags, categories or series: a list, or text that commas divide, never spaces.

    Order is kept, doubles are dropped, nested lists are flattened, a leading ``#`` goes.
    """
    items = (
        normalize(without_wiki_links(text)).removeprefix("#").strip()
        for text in _items(given, findings)
    )
    return tuple(dict.fromkeys(filter(None, items))) or None


def _items(given: Given, findings: Findings) -> Iterator[str]:
    value = given.value
    match value:
        case Scalar():
            if value.is_given and value.guess is not False:
                parts = _LIST_MARKS.split(value.text)
                if len(parts) == 1 and " " in value.text.strip() and given.name.endswith("s"):
                    findings.add(
                        "F008",
                        f"'{given.name}' is text with spaces: it is taken as one item",
                        line=given.line,
                        hint="write a list: [a, b]",
                    )
                yield from parts
        case RawMapping():
            wrong_form(given, "a list", findings)
        case RawList(items, _, is_flow):
            for item in items:
                if isinstance(item, Scalar):
                    yield from _list_item(given, item, findings, is_flow=is_flow)
                else:
                    yield from _items(Given(given.name, item, item.line), findings)


def _list_item(given: Given, item: Scalar, findings: Findings, *, is_flow: bool) -> Iterator[str]:
    if item.guess is None:
        return
    if is_flow and not item.is_quoted and _FULL_WIDTH_COMMA.search(item.text):
        findings.add(
            "F008",
            f"'{given.name}' holds the full-width comma in '{item.text}': it is divided there",
            line=item.line,
            hint="put half-width commas between the items",
        )
        yield from _FULL_WIDTH_COMMA.split(item.text)
    else:
        yield item.text
