"""Inline content of pandoc's JSON tree to our nodes."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from publishkit.errors import LimitError
from publishkit.model.draft import NoteReference, RawInline
from publishkit.model.nodes import (
    NO_ATTRIBUTES,
    Attributes,
    Code,
    Formatted,
    Image,
    LineBreak,
    Link,
    Math,
    Span,
    Style,
    Text,
)
from publishkit.model.tree import plain_text
from publishkit.reading.findings import Findings
from publishkit.reading.inlines import (
    SOFT_BREAK,
    collect_references,
    finish_inlines,
    without_links,
)
from publishkit.reading.media import embedded
from publishkit.reading.running_text import RunningText
from publishkit.reading.tokens import Meaning, ShortcodeToken, TokenTable
from publishkit.render.safe_urls import is_safe_url

__all__ = ["InlineDecoder"]

#: Deeper trees are refused: every later stage walks the tree by recursion.
_MAX_DEPTH: Final = 60
_STYLES: Final[Mapping[str, Style]] = {
    "Emph": "emphasis",
    "Strong": "strong",
    "Strikeout": "strikeout",
    "Superscript": "superscript",
    "Subscript": "subscript",
    "Underline": "underline",
    "SmallCaps": "small-caps",
}
_KEPT_ATTRIBUTES: Final = frozenset({"lang", "dir", "title"})
_CLASS: Final = re.compile(r"[\w.:+#-]+", re.ASCII)
_SIZE: Final = re.compile(r"\d+(?:\.\d+)?(?:px|%|em|rem|cm|mm|in|pt)?")
# Compiled only when a formula is met.
_CJK_FORMULA: Final = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_TEXT_COMMAND: Final = r"\\(?:text\w*|mbox|mathrm|operatorname)\s*\{[^{}]*\}"


class InlineDecoder(ABC):
    """Decodes runs of inline content; ``Decoder`` adds the blocks.

    ``accepted`` are the keys of the notes that the text may cite.
    """

    def __init__(
        self,
        tokens: TokenTable,
        accepted: Collection[str],
        *,
        report: Findings,
        resolve_wiki: Callable[[str], str | None],
    ) -> None:
        self._tokens = tokens
        self._report = report
        self._text = RunningText(tokens, accepted, report=report, resolve_wiki=resolve_wiki)
        self._depth = 0
        self._skips_space = False

    @abstractmethod
    def note_key(self, blocks: Any) -> str:
        """Returns the key of a note that stands in the text itself, without a label."""

    def inlines(self, items: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
        """Returns inline nodes; neighbouring strings and spaces are one ``Text``."""
        self.deeper()
        result: list[Any] = []
        for item in items:
            self._inline(item, result)
        self._depth -= 1
        return finish_inlines(result)

    def _inline(self, item: dict[str, Any], result: list[Any]) -> None:
        kind: str = item["t"]
        content: Any = item.get("c")
        if kind == "Space":
            if self._skips_space:
                self._skips_space = False
                return
            result.append(Text(" "))
            return
        self._skips_space = False
        match kind:
            case "Str":
                self._skips_space = content.endswith(self._tokens.space_break)
                result += self._text.nodes(content)
            case "SoftBreak":
                result.append(SOFT_BREAK)
            case "LineBreak":
                result.append(LineBreak())
            case "Code":
                attributes, text = content
                result.append(Code(self._tokens.restore(text), self.attributes(attributes)))
            case "Math":
                result += self._math(content[0]["t"] == "DisplayMath", content[1])
            case "Link":
                self._link(content, result)
            case "Image":
                self._image(content, result)
            case "Span":
                self._span(content, result)
            case "Quoted":
                marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
                result += [Text(marks[0]), *self.inlines(content[1]), Text(marks[1])]
            case "Cite":
                result += self.inlines(content[1])
            case "Note":
                result.append(NoteReference(self.note_key(content)))
            case "RawInline":
                if content[0].startswith("html"):
                    result.append(RawInline(self._text.html(content[1])))
            case _:
                result.append(Formatted(_STYLES[kind], self.inlines(content)))

    def _math(self, is_display: bool, text: str) -> list[Any]:
        tex = self._tokens.restore(text)
        if not is_display and tex[:1].isdigit() and _has_cjk(tex):
            return [Text(f"${tex}$")]  # two prices with Chinese between them
        return [Math(tex, is_display)]

    def _link(self, content: Any, result: list[Any]) -> None:
        attributes, inlines, (url, title) = content
        ends_here = self._tokens.space_break in url or _encoded(self._tokens.space_break) in url
        kept = self.attributes(attributes)
        nodes, references = collect_references(without_links(self.inlines(inlines)))
        target = self._tokens.restore_url(url, self._meant_url)
        classes = tuple(name for name in kept.classes if name not in {"uri", "email"})
        if is_safe_url(target):
            own = Attributes(kept.id, classes, kept.pairs)
            result.append(Link(nodes, target, self._tokens.restore(title), own))
        else:
            scheme = target.split(":", 1)[0][:30]
            self._report.add(
                "M004",
                f"the link '{plain_text(nodes)}' has a target of type '{scheme}:'",
                line=self._report.line_of(target),
            )
            result += nodes
        result += references
        self._skips_space = ends_here

    def _meant_url(self, meaning: Meaning) -> str | None:
        if isinstance(meaning, ShortcodeToken) and meaning.name:
            return meaning.url
        return None

    def _image(self, content: Any, result: list[Any]) -> None:
        attributes, inlines, (url, title) = content
        nodes, references = collect_references(self.inlines(inlines))
        target = self._tokens.restore_url(url, self._meant_url)
        alt = " ".join(plain_text(nodes).split())
        if is_safe_url(target, is_image=True):
            sizes = {key: value for key, value in attributes[2] if _SIZE.fullmatch(value)}
            image = Image(
                target,
                alt,
                self._tokens.restore(title),
                sizes.get("width", ""),
                sizes.get("height", ""),
                self.attributes(attributes),
            )
            result.append(embedded(image))
        else:
            self._report.add(
                "M004",
                f"the image '{alt}' has a source that is not allowed",
                line=self._report.line_of(target),
            )
            result.append(Text(alt))
        result += references

    def _span(self, content: Any, result: list[Any]) -> None:
        attributes, inlines = content
        kept = self.attributes(attributes)
        nodes = self.inlines(inlines)
        if kept.classes == ("emoji",) or kept == NO_ATTRIBUTES:
            result += nodes
        elif kept.classes[:1] == ("mark",):
            result.append(Formatted("mark", nodes))
        else:
            result.append(Span(nodes, kept))

    def attributes(self, attributes: Any) -> Attributes:
        """Returns what is safe and known of an element's attributes."""
        identifier, classes, pairs = attributes
        if not identifier and not classes and not pairs:
            return NO_ATTRIBUTES
        restore = self._tokens.restore
        return Attributes(
            "-".join(restore(identifier).split()),
            tuple(name for item in classes if _CLASS.fullmatch(name := restore(item))),
            tuple((key, restore(value)) for key, value in pairs if key in _KEPT_ATTRIBUTES),
        )

    def deeper(self) -> None:
        """Counts one level more; raises ``LimitError`` where no article is written."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise LimitError(
                f"the text is nested more than {_MAX_DEPTH} levels deep",
                path=self._report.path,
                hint="make its lists, quotations or marks flatter",
            )


def _has_cjk(tex: str) -> bool:
    return re.search(_CJK_FORMULA, re.sub(_TEXT_COMMAND, "", tex)) is not None


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
