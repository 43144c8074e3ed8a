"""Findings of validators as diagnostics: in plain words, with their place, repeats counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.epub.validation.ace_words import RULE_WORDS
from publishkit.formats.epub.validation.container import Container
from publishkit.formats.epub.validation.epubcheck_words import (
    MARKUP_WORDS,
    MESSAGE_WORDS,
    Words,
)
from publishkit.formats.epub.validation.findings import Finding
from publishkit.formats.epub.validation.markup import Element, Page
from publishkit.formats.epub.validation.sources import find_origin
from publishkit.formats.source_text import Origin, SourceText

__all__ = ["diagnostics_of"]

#: What EPUBCheck puts before the parser's own words, and the list of all that may stand there.
_PREFIX: Final = re.compile(r"^(?:Fatal )?(?:Error|Warning) while parsing file: ", re.IGNORECASE)
_EXPECTED: Final = re.compile(r"; expected .*")
_WRONG_VALUE: Final = re.compile(r'value of attribute "([^"]+)" is invalid')
#: How many further lines are named before the rest is only counted.
_LISTED: Final = 8
#: What keeps readers from opening the book comes first.
_ORDER: Final = ("X005", "X006", "X008", "X009", "X007")
#: Some messages list all values that there are.
_SHOWN_MESSAGE: Final = 160
_SHOWN_HEADING: Final = 40


def diagnostics_of(
    findings: Iterable[Finding], book: Container, sources: tuple[SourceText, ...]
) -> tuple[Diagnostic, ...]:
    """Returns one diagnostic for each message in each page, with how often it was given.

    One whose place is found in ``sources`` has the path and line there, and stands for all that the
    message says of that article; another one has the path of the book. ``place`` is where it is in
    the book in either case.
    """
    groups: dict[tuple[str, str, str, str | Path], list[_Placed]] = {}
    for finding in findings:
        placed = _place(finding, book, sources)
        where = placed.origin.path if placed.origin else finding.page
        groups.setdefault((finding.code, finding.rule, finding.message, where), []).append(placed)
    ordered = sorted(groups.values(), key=lambda group: _ORDER.index(group[0].finding.code))
    return tuple(_diagnostic(group, book) for group in ordered)


class _Placed(NamedTuple):
    """A finding with what is at its place in the book, and where that comes from."""

    finding: Finding
    page: Page | None
    element: Element | None
    origin: Origin | None

    @property
    def line(self) -> int:
        """The line in the page, 0 for none."""
        if self.finding.line or self.page is None or self.element is None:
            return self.finding.line
        return self.page.text.count("\n", 0, self.element.start) + 1


def _place(finding: Finding, book: Container, sources: tuple[SourceText, ...]) -> _Placed:
    page = book.page(finding.page) if finding.page else None
    if page is None:
        return _Placed(finding, None, None, None)
    element = page.like(finding.markup) if finding.markup else page.at(finding.line, finding.column)
    origin = find_origin(page, element, sources) if element is not None and sources else None
    return _Placed(finding, page, element, origin)


def _diagnostic(group: list[_Placed], book: Container) -> Diagnostic:
    finding, page, element, origin = group[0]
    said = _EXPECTED.sub("", _PREFIX.sub("", finding.message))
    words = _words(finding, said)
    value = _WRONG_VALUE.match(said)
    if value is not None and element is not None and value[1] in element.attributes:
        said = f"{value[0]}: '{_short(element.attributes[value[1]])}'"
    line = group[0].line
    place = f"{finding.page}:{line}" if line else finding.page
    parts = [f"{words.meaning} ({_said(finding, said)})" if finding.rule else words.meaning]
    if place:
        parts.append(f"in {book.path.name}, {place}" if origin else f"in {place}")
    if origin is None and page is not None:
        parts += _surroundings(page, element)
    parts += _repeats(group)
    return diagnose(
        finding.code,
        ", ".join(parts),
        path=origin.path if origin else book.path,
        line=(origin.line or None) if origin else None,
        hint="; ".join(dict.fromkeys(filter(None, (words.hint, finding.hint)))) or None,
        place=f"{book.path}/{place}" if place else None,
    )


# --- words ------------------------------------------------------------------------------------


def _words(finding: Finding, said: str) -> Words:
    if finding.code == "X009":
        return Words(finding.message, finding.hint)
    if finding.code == "X008":
        rule = finding.rule.removesuffix("-invalid")
        return RULE_WORDS.get(rule, Words("a part is not accessible to all"))
    words = MESSAGE_WORDS.get(finding.rule, Words("a rule of EPUB is broken"))
    if finding.rule in {"RSC-005", "RSC-016", "RSC-017"}:
        for form in MARKUP_WORDS:
            match = form.pattern.search(said)
            if match:
                caught = match[1] if match.lastindex else ""
                return Words(form.meaning.format(caught), form.hint.format(caught) or words.hint)
    return words


def _said(finding: Finding, said: str) -> str:
    """The validator's own words, so that they can be searched for."""
    if len(said) > _SHOWN_MESSAGE:
        said = f"{said[:_SHOWN_MESSAGE].rstrip()}…"
    text = f"{finding.rule}: {said}"
    if finding.detail and finding.detail not in text:
        text = f"{text.rstrip('.')}: {finding.detail}"
    return text


# --- places -----------------------------------------------------------------------------------


def _surroundings(page: Page, element: Element | None) -> list[str]:
    """The chapter and the heading that a reader of the book would look for."""
    parts = [f"chapter '{_short(page.title)}'"] if page.title else []
    heading = page.heading_before(element) if element is not None else ""
    if heading and heading != page.title:
        parts.append(f"under '{_short(heading)}'")
    return parts


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_HEADING else f"{text[: _SHOWN_HEADING - 1]}…"


def _repeats(group: list[_Placed]) -> list[str]:
    """How often a message was given there, with the lines, and how often elsewhere."""
    parts: list[str] = []
    if len(group) > 1:
        lines = [one.origin.line if one.origin else one.line for one in group]
        others = [line for line in dict.fromkeys(lines[1:]) if line and line != lines[0]]
        shown = " ".join(map(str, others[:_LISTED])) + (" …" if len(others) > _LISTED else "")
        parts.append(f"{len(group)} times" + (f" (also line {shown})" if others else ""))
    more = sum(one.finding.more for one in group)
    if more:
        parts.append(f"and {more} times more in the book")
    return parts
