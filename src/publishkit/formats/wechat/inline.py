"""Inline content in the markup that WeChat keeps: inline styles, no ids, no line feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Final

from publishkit.formats.wechat.code import inline_code
from publishkit.formats.wechat.compact import LEAF
from publishkit.formats.wechat.images import image_attributes
from publishkit.formats.wechat.references import (
    References,
    is_platform_link,
    outside_target,
    shows_target,
)
from publishkit.formats.wechat.theme import Theme
from publishkit.model.document import Document
from publishkit.model.nodes import (
    Attributes,
    Citation,
    Code,
    Element,
    Formatted,
    Image,
    Inline,
    LineBreak,
    Link,
    Math,
    Span,
    Text,
)
from publishkit.render.direction import direction_of
from publishkit.render.formula import formula_svg
from publishkit.render.html import HtmlRenderer, attribute, escape

__all__ = ["InlineRenderer", "text_alignment"]

_FORMULA_SIZE: Final = 16
_SIDE: Final = re.compile(r"\b(?:left|right)\b")
_SIDES: Final = {"left": "right", "right": "left"}
#: What an author may set on text by raw HTML; lengths could break the layout of a phone.
_KEPT_STYLES: Final = frozenset(
    {"background-color", "color", "font-style", "font-weight", "text-decoration"}
)
#: The part of the theme for inline elements of raw HTML; the others are their bare content.
_ELEMENT_PARTS: Final = {
    "cite": "emphasis",
    "dfn": "emphasis",
    "kbd": "key",
    "samp": "code",
    "code": "code",
    "small": "small",
    "var": "emphasis",
}
#: Text before and after the content of an element that WeChat does not have.
_QUOTES: Final = {
    "q": ("\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"),
    "rt": ("（", "）"),
}


class InlineRenderer(HtmlRenderer):
    """What text, links, images and formulas become.

    ``target`` is ``paste`` or ``draft``; ``has_leaves`` puts ``span[leaf]`` around all text, as
    WeChat's editor itself does.
    """

    has_mathml: ClassVar[bool] = False

    def __init__(
        self,
        document: Document,
        *,
        theme: Theme,
        references: References,
        base_url: str,
        target: str,
        has_leaves: bool,
    ) -> None:
        super().__init__(document)
        self.is_rtl = direction_of(document.metadata.lang) == "rtl"
        self.theme = _mirrored(theme) if self.is_rtl else theme
        self.references = references
        self.base_url = base_url
        self.target = target
        self.has_leaves = has_leaves
        #: The colour of all text inside a block of colour, such as a heading on a bar.
        self._ink = ""
        #: The addresses of the endnote being written: all so far, and those still to print.
        self._seen: set[str] | None = None
        #: Whether the author's own list of links is being written.
        self._in_sources = False
        #: The number of the citation right after the link being written.
        self._number_after = 0
        self._waiting: list[str] = []

    # --- building blocks --------------------------------------------------------------------

    def styled(self, tag: str, part: str, content: str, *, extra: str = "") -> str:
        """Returns an element with the style of a part of the theme, or nothing around nothing."""
        if not content:
            return ""
        theme = self.theme
        own = theme.style_on(self._ink, part, extra) if self._ink else theme.style(part, extra)
        return f"<{tag}{own}>{content}</{tag}>"

    @contextmanager
    def on_block(self, ink: str) -> Iterator[None]:
        """What is rendered meanwhile stands on a block of colour in ``ink``, if that is one."""
        before, self._ink = self._ink, ink
        try:
            yield
        finally:
            self._ink = before

    def worded(self, part: str, content: str) -> str:
        """Returns content in a span of its own where the theme has a style for one."""
        return self.styled("span", part, content) if self.theme.styles[part] else content

    def attributes(self, attributes: Attributes, *classes: str) -> str:
        """Returns nothing: WeChat keeps neither ids nor classes."""
        return ""

    def leaf(self, content: str) -> str:
        """Returns inline content in the element that WeChat's editor has around text (2.2)."""
        return f"{LEAF}{content}</span>" if content and self.has_leaves else content

    def line(self, nodes: Iterable[Inline], *, before: str = "") -> str:
        """Returns what a block of text holds; ``before`` is markup that goes in front."""
        return self.leaf(before + self.line_content(nodes))

    def line_content(self, nodes: Iterable[Inline]) -> str:
        """Returns inline content, followed by the addresses of its links inside an endnote."""
        parts = [self.inlines(nodes)]
        parts += [self.worded("note-url", escape(target)) for target in self._waiting]
        self._waiting = []
        return "<br/>".join(part for part in parts if part)

    def inlines(self, nodes: Iterable[Inline]) -> str:
        """Returns inline content; a link before a citation of its own number has no mark."""
        row = tuple(nodes)
        writers = self._writers
        parts: list[str] = []
        for index, node in enumerate(row):
            if type(node) is Link:
                following = row[index + 1] if index + 1 < len(row) else None
                self._number_after = following.number if isinstance(following, Citation) else 0
            parts.append(writers[type(node)](node))
        return "".join(parts)

    # --- inline -----------------------------------------------------------------------------

    def text(self, node: Text) -> str:
        """Returns character data; the editor drops a lone space between two elements."""
        return "&nbsp;" if node.text == " " else escape(node.text)

    def line_break(self, node: LineBreak) -> str:
        """Returns a hard line break."""
        return "<br/>"

    def formatted(self, node: Formatted) -> str:
        """Returns text in a style; only weight, slant and scripts are tags of their own."""
        content = self.inlines(node.content)
        match node.style:
            case "superscript":
                return self.element("sup", content)
            case "subscript":
                return self.element("sub", content)
            case "strong":
                return self.styled("strong", "strong", content)
            case "emphasis":
                return self.styled("em", "emphasis", content)
            case style:
                return self.styled("span", style, content)

    def code(self, node: Code) -> str:
        """Returns inline code."""
        return self.styled("code", "code", inline_code(node.text))

    def math(self, node: Math) -> str:
        """Returns a formula as an SVG in the colour of the text, or else its TeX."""
        drawing = formula_svg(node, size=_FORMULA_SIZE, color="currentColor", text_font="")
        if drawing is None:
            content = self.styled("code", "code", inline_code(node.tex))
        else:
            content = drawing.replace("<svg ", f"<svg{attribute('alt', node.tex)} ", 1)
        return self.styled("span", "formula", content) if node.is_display else content

    def link(self, node: Link) -> str:
        """Returns a link on the platform, or the text of any other one with its number."""
        number_after = self._number_after
        content = self.inlines(node.content)
        if is_platform_link(node.url):
            return f"<a{attribute('href', node.url)}{self.theme.style('link')}>{content}</a>"
        target = outside_target(node.url, self.base_url)
        if target is None:
            return content
        is_shown = shows_target(node, target)
        number = None if is_shown else self.references.number(target)
        if self._seen is not None and not (self._in_sources and number):
            self._print_once(target, is_shown=is_shown)
            return content
        if number is None:
            return content
        # No ``sup``, so that whoever counts these finds citations and nothing else.
        mark = "" if number == number_after else self.styled("span", "link-mark", f"[{number}]")
        return self.styled("span", "outside-link", content) + mark

    def _print_once(self, target: str, *, is_shown: bool) -> None:
        """Notes an address of an endnote, to be printed below the line unless it is there."""
        assert self._seen is not None
        if target not in self._seen and not is_shown:
            self._waiting.append(target.removeprefix("mailto:"))
        self._seen.add(target)

    def citation(self, node: Citation) -> str:
        """Returns an endnote's number as plain text: there are no places to link to."""
        return self.styled("sup", "citation", f"[{node.number}]")

    def image(self, node: Image) -> str:
        """Returns an image among text, or what it shows in words."""
        own = image_attributes(self.document, node, target=self.target)
        if own is None:
            return self.missing_image(node)
        return f"<img{own} />"

    def missing_image(self, node: Image) -> str:
        """Returns the words for an image that cannot be shown."""
        text = node.alt or node.title
        return self.styled("span", "image-text", escape(text)) if text else ""

    def span(self, node: Span) -> str:
        """Returns inline content, in the colours and weight that its author set."""
        return self.colored(self.inlines(node.content), node.attributes)

    def colored(self, content: str, attributes: Attributes) -> str:
        """Returns content with the harmless part of an author's own ``style``."""
        declarations = [
            f"{name}:{value}" for name, value in _declarations(attributes) if name in _KEPT_STYLES
        ]
        if not declarations:
            return content
        return f"<span{attribute('style', ';'.join(declarations))}>{content}</span>"

    def inline_element(self, node: Element, content: str) -> str:
        """Returns an inline element of raw HTML in a form that WeChat has."""
        if node.tag in {"rp", "wbr"}:
            return ""
        before, after = _QUOTES.get(node.tag, ("", ""))
        content = self.colored(f"{before}{content}{after}", node.attributes)
        part = _ELEMENT_PARTS.get(node.tag)
        if part is None:
            return content
        return self.styled("code" if part == "code" else "span", part, content)


def _mirrored(theme: Theme) -> Theme:
    """Returns the theme for a language that runs from right to left; code still does not."""
    styles = {
        part: text if part.startswith("code") else _SIDE.sub(lambda m: _SIDES[m[0]], text)
        for part, text in theme.styles.items()
    }
    return replace(theme, styles=MappingProxyType(styles))


def _declarations(attributes: Attributes) -> list[tuple[str, str]]:
    pairs = (text.partition(":") for text in (attributes.get("style") or "").split(";"))
    return [(name.strip(), value.strip()) for name, _, value in pairs if value]


def text_alignment(attributes: Attributes) -> str:
    """Returns the alignment that an author asked for and WeChat has, or nothing."""
    values = dict(_declarations(attributes))
    found = values.get("text-align", "")
    return found if found in {"left", "center", "right", "justify"} else ""
