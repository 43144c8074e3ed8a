"""What checks of elements need beside the element: the file's text and the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publishkit.formats.feeds.validation.dates import Clock
from publishkit.formats.feeds.validation.findings import Finding, quote
from publishkit.formats.feeds.validation.reading import Document, Element
from publishkit.formats.feeds.validation.values import html_in

__all__ = ["Context"]


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
    text = element.text
    for number, character in enumerate(text):
        following = text[number + 1 : number + 3]
        is_tag = character == "<" and following[:1].isascii() and (
            following[:1].isalpha() or following[:1] == "/"
        )  # fmt: skip
        is_entity = (
            character == "&" and following[:1] == "#" and following[1:2] in set("x0123456789")
        )
        if is_tag or is_entity:
            shown = quote(text[number : number + 12])
            yield Finding("character-data", element.line, element.label, shown)
            return
