"""R008: the form of numbers, languages, e-mail addresses, media types and fixed words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from typing import Final
from urllib.parse import unquote

from publishkit.formats.feeds.validation.findings import Finding, Value, ValueCheck, quote
from publishkit.formats.feeds.validation.html_names import HTML_TAGS
from publishkit.formats.feeds.validation.languages import is_language

__all__ = [
    "anything",
    "at_most",
    "contact",
    "day_name",
    "email",
    "email_free",
    "form_name",
    "hour",
    "html_in",
    "integer",
    "is_media_type",
    "language",
    "media_type",
    "not_blank",
    "not_negative",
    "number",
    "one_of",
    "pattern",
    "positive",
]

_WHOLE: Final = re.compile(r"[+-]?\d{1,4000}")
_NUMBER: Final = re.compile(r"[+-]?\d{1,400}(?:\.\d{0,400})?")
_TOKEN: Final = r"[^\s()<>,;:\\\"/\[\]?=\x00-\x1f\x7f-\U0010ffff]+"
_MEDIA_TYPE: Final = re.compile(
    rf"{_TOKEN}/{_TOKEN}(?:\s*;\s*{_TOKEN}=(?:\"(?:\\\"|[^\"])*\"|{_TOKEN}))*"
)
_LOCAL: Final = r"[A-Za-z0-9_\-+.'!#$%&*/=?^`{|}~]+"
_EMAIL: Final = re.compile(
    rf"{_LOCAL}@(?:(?:\d{{1,3}}\.){{3}}\d{{1,3}}|(?:[A-Za-z0-9\-]+\.)+[A-Za-z0-9][A-Za-z0-9\-]*)"
)
_LOCAL_EMAIL: Final = re.compile(r"[\w.%+-]+@[A-Za-z][\w.-]+")
#: ``name@example.org (Name)``, as the RSS Best Practices Profile has it.
_WITH_NAME: Final = re.compile(r"(?P<email>\S+)\s+\((?P<name>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_ANGLED: Final = re.compile(rf"<{_EMAIL.pattern}>")
_DAYS: Final = frozenset(
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
)
_FORM_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9:._]*.*", re.DOTALL)


def anything(_: Value) -> Iterator[Finding]:
    """Takes any text."""
    yield from ()


def not_blank(value: Value) -> Iterator[Finding]:
    """Checks that there is text."""
    if not value.text.strip():
        yield value.breaks("blank")


def integer(value: Value) -> Iterator[Finding]:
    """Checks a whole number, which may be missing."""
    if value.text and not _WHOLE.fullmatch(value.text):
        yield value.breaks("integer")


def not_negative(value: Value) -> Iterator[Finding]:
    """Checks a whole number from 0."""
    if not _WHOLE.fullmatch(value.text) or value.text.startswith("-"):
        yield value.breaks("not-negative")


def positive(value: Value) -> Iterator[Finding]:
    """Checks a whole number from 1."""
    if not _WHOLE.fullmatch(value.text) or not value.text.lstrip("+0") or value.text[0] == "-":
        yield value.breaks("positive-integer")


def number(value: Value) -> Iterator[Finding]:
    """Checks a number that may have a fraction."""
    if not _NUMBER.fullmatch(value.text):
        yield value.breaks("number")


def language(value: Value) -> Iterator[Finding]:
    """Checks a language tag: its form, and that the language is one of ISO 639."""
    if not is_language(value.text):
        yield value.breaks("language")


def is_media_type(text: str) -> bool:
    """Whether a text has the form of a media type."""
    return len(text) < 1000 and _MEDIA_TYPE.fullmatch(text) is not None


def media_type(value: Value) -> Iterator[Finding]:
    """Checks a media type of Atom or an extension."""
    if not is_media_type(value.text):
        yield value.breaks("atom-media-type")


def email(value: Value) -> Iterator[Finding]:
    """Checks an e-mail address without a name."""
    if not _EMAIL.fullmatch(value.text):
        is_local = _LOCAL_EMAIL.fullmatch(value.text) is not None
        yield value.breaks("email-host" if is_local else "email")


def contact(value: Value) -> Iterator[Finding]:
    """Checks an address with a name after it in brackets, as RSS has its authors."""
    text = value.text
    if text.startswith("mailto:"):
        text = unquote(text.removeprefix("mailto:"))
    yield from html_in(value, "html-in-text")
    if text.find("@") <= 0:
        yield value.breaks("contact")
    elif not text.endswith(")"):
        yield value.breaks("contact-format" if " " in text else "contact-name")
    else:
        found = _WITH_NAME.fullmatch(text)
        if found is None or not _EMAIL.fullmatch(found["email"]):
            yield value.breaks("contact")


def email_free(value: Value) -> Iterator[Finding]:
    """Checks that a name holds no address."""
    if _ANGLED.search(value.text):
        yield value.breaks("email-in-name")


def hour(value: Value) -> Iterator[Finding]:
    """Checks an hour from 0 to 23."""
    if value.text == "24":
        yield value.breaks("midnight")
    elif not re.fullmatch(r"[01]?\d|2[0-3]", value.text):
        yield value.breaks("hour")


def day_name(value: Value) -> Iterator[Finding]:
    """Checks a day of the week."""
    if value.text not in _DAYS:
        yield value.breaks("day")


def form_name(value: Value) -> Iterator[Finding]:
    """Checks the name of an input field."""
    if not _FORM_NAME.fullmatch(value.text):
        yield value.breaks("form-name")


def one_of(words: str, rule: str, *, is_case_ignored: bool = False) -> ValueCheck:
    """Returns a check that a value is one of some words."""
    allowed = frozenset(words.lower().split() if is_case_ignored else words.split())

    def check(value: Value) -> Iterator[Finding]:
        if (value.text.lower() if is_case_ignored else value.text) not in allowed:
            yield value.breaks(rule)

    return check


def pattern(expression: str, rule: str) -> ValueCheck:
    """Returns a check that a value has a form."""
    compiled = re.compile(expression)

    def check(value: Value) -> Iterator[Finding]:
        if not compiled.fullmatch(value.text):
            yield value.breaks(rule)

    return check


def at_most(limit: int) -> ValueCheck:
    """Returns a check that a text has no more characters than a limit."""

    def check(value: Value) -> Iterator[Finding]:
        if len(value.text) > limit:
            yield value.breaks("too-long", f"{len(value.text):,} characters, {limit:,} are allowed")

    return check


# --- HTML in plain text -------------------------------------------------------------------------

_END_TAG: Final = re.compile(r"</([A-Za-z][A-Za-z0-9]*)>")
_ENTITY: Final = re.compile(r"&(#?\w+)")
_HEX: Final = "&#x"


def html_in(value: Value, rule: str, *, source: str = "") -> Iterator[Finding]:
    """Checks that a plain text holds no tags and no entities of HTML.

    Who wrote a character as ``&#x26;`` in the ``source`` meant it as such.
    """
    text = value.text
    for tag in _END_TAG.findall(text):
        if tag.lower() in HTML_TAGS:
            yield value.breaks(rule)
            return
    if _HEX in source:
        return
    for name in _ENTITY.findall(text):
        if name in name2codepoint or name == "apos" or not name.isalpha():
            yield value.breaks(rule, quote(f"&{name};"))
            return
