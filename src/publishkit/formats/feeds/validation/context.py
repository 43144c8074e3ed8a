"""What checks of elements need beside the element: the file's text and the time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publishkit.formats.feeds.validation.dates import Clock
from publishkit.formats.feeds.validation.findings import Finding, quote
from publishkit.formats.feeds.validation.reading import Document, Element
from publishkit.formats.feeds.validation.values import html_in

__all__ = ["Context"]

_LIKE_MARKUP: Final = re.compile(r"<[A-Za-z/]|&#[x0-9]")


@dataclass(frozen=True)
class Context:
    """A feed in XML that is being checked."""

    document: Document
    clock: Clock
    #: Whether it is RSS of version 2, for which the Best Practices Profile is made.
    is_rss_2: bool = False

    def plain(self, element: Element) -> Iterator[Finding]:
        """Checks text that readers may take for HTML."""
        source = self.document.source_of(element)
        value = element.value._replace(line=element.line)
        found = list(html_in(value, "html-in-text", source=source))
        yield from found
        if self.is_rss_2 and not found and "&#x" not in source:
            yield from _like_markup(element)


def _like_markup(element: Element) -> Iterator[Finding]:
    """A ``<`` before a letter, or a ``&#`` before a number, that nobody wrote in hexadecimal."""
    found = _LIKE_MARKUP.search(element.text)
    if found:
        shown = quote(element.text[found.start() : found.start() + 12])
        yield Finding("character-data", element.line, element.label, shown)
