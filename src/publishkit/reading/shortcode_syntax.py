"""Where shortcodes and Liquid tags stand in a text, without any idea of what they mean.

Hugo: gohugo.io/content-management/shortcodes. Liquid and Jekyll: jekyllrb.com/docs/liquid/tags;
Hexo's tag plug-ins have the same form. Text is never read twice, whatever is left open in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from publishkit.render.tag_soup import words

__all__ = ["Shortcode", "find_shortcodes"]

_OPENING: Final = re.compile(r"\{\{[<%]|\{%-?")
_NAME: Final = re.compile(r"\s*+(/?)\s*+(\w++(?:[./-]++\w++)*)")


def _param(start: str, end: str, equals: str, more: str = "") -> re.Pattern[str]:
    """Returns the pattern of a parameter.

    No value reaches over the start of another tag, so that no text is searched twice.
    """
    key = rf"\s*+(?:([\w.-]++)\s*+{equals}\s*+(?=\S))?"
    double = rf'"((?:[^"\\{{]|\\[^{{]|\\(?=\{{)|(?!{start})\{{)*)"'
    back = rf"`((?:[^`{{]|(?!{start})\{{)*)`"
    bare = rf"((?:(?!{end}|{start})[^\s\"`])+)"
    return re.compile(rf"{key}(?:{double}|{back}|{more}{bare}),?", re.DOTALL)


_HUGO_PARAM: Final = _param(r"\{\{[<%]", r"/?[>%]\}\}", "=")
_LIQUID_PARAM: Final = _param(r"\{%", r"-?%\}", r"(?:=|:(?!//))", r"'((?:[^'{]|(?!\{%)\{)*)'|")
_ENDS: Final = {
    "{{<": re.compile(r"\s*+(/?)>\}\}"),
    "{{%": re.compile(r"\s*+(/?)%\}\}"),
    "{%": re.compile(r"\s*+()-?%\}"),
}
_ESCAPED: Final = re.compile(
    r"\{\{([<%])/\*((?:(?!\*/[>%]\}\}|\{\{[<%]).)*)\*/([>%])\}\}", re.DOTALL
)
_ESCAPED_QUOTE: Final = re.compile(r'\\(["\\])')

#: Shortcodes whose content is no Markdown.
_RAW: Final = words(
    "chart code code-toggle codeblock comment echarts highlight html mermaid plantuml raw-html "
    "rawhtml"
)
_RAW_LIQUID: Final = words("capture code codeblock comment highlight mermaid raw")


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A shortcode or Liquid tag, from ``start`` to ``end`` in the text.

    ``params`` are pairs of a name, ``None`` for a positional one, and a value; a closing tag has
    those of its opening tag. ``inner`` is the text between both tags where it is no Markdown (code,
    diagrams); the shortcode then reaches to the end of the closing tag. An escaped shortcode
    (``{{</* x */>}}``) has an empty name, and ``inner`` is what it stands for.
    """

    start: int
    end: int
    name: str
    params: tuple[tuple[str | None, str], ...]
    is_closing: bool
    is_self_closing: bool
    source: str
    inner: str | None = None

    @property
    def is_liquid(self) -> bool:
        """Whether it is a tag of Jekyll or Hexo rather than of Hugo."""
        return self.source.startswith("{%")

    def get(self, *names: str | int, default: str = "") -> str:
        """Returns the first parameter with one of these names or positions."""
        positional = [value for key, value in self.params if key is None]
        for name in names:
            if isinstance(name, int):
                if name < len(positional):
                    return positional[name]
                continue
            for key, value in self.params:
                if key == name:
                    return value
        return default


def find_shortcodes(text: str) -> tuple[Shortcode, ...]:
    """Returns all shortcodes in order; none overlaps another. Linear in the text's length."""
    return tuple(_Finder(text).run())


class _Finder:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.last_ends = {"{{": text.rfind("}}"), "{%": text.rfind("%}")}
        self.never_closed: set[str] = set()
        self.open: dict[str, list[Shortcode]] = {}
        self.found: list[Shortcode] = []

    def run(self) -> list[Shortcode]:
        """Goes from one opening mark to the next."""
        position = 0
        while opening := _OPENING.search(self.text, position):
            position = opening.end()
            if self.last_ends[opening[0][:2]] < position:
                continue
            item = self.read(opening.start(), opening[0])
            if item is None:
                continue
            if item.name == "raw" and item.is_liquid:
                position = self.add_literal(item)
                continue
            self.found.append(item)
            position = item.end
        return self.found

    def read(self, start: int, mark: str) -> Shortcode | None:
        """Reads the tag that starts here, and its content if that is no Markdown."""
        if self.text.startswith("/*", start + 3):
            return self.read_escaped(start)
        name = _NAME.match(self.text, start + len(mark))
        if name is None:
            return None
        is_liquid = mark.startswith("{%")
        pattern = _LIQUID_PARAM if is_liquid else _HUGO_PARAM
        end_pattern = _ENDS[mark.rstrip("-")]
        params: list[tuple[str | None, str]] = []
        position = name.end()
        while (end := end_pattern.match(self.text, position)) is None:
            param = pattern.match(self.text, position)
            if param is None or param.end() == position:
                return None
            params.append(_pair(param))
            position = param.end()
        item = Shortcode(
            start,
            end.end(),
            name[2],
            tuple(params),
            bool(name[1]),
            bool(end[1]),
            self.text[start : end.end()],
        )
        if is_liquid and item.name.startswith("end") and len(item.name) > 3:
            item = replace(item, name=item.name[3:], is_closing=True)
        return self.with_partner(item)

    def read_escaped(self, start: int) -> Shortcode | None:
        """Reads ``{{</* x */>}}``, which stands for ``{{< x >}}``."""
        found = _ESCAPED.match(self.text, start)
        if found is None:
            return None
        inner = f"{{{{{found[1]}{found[2]}{found[3]}}}}}"
        return Shortcode(start, found.end(), "", (), False, False, found[0], inner)

    def with_partner(self, item: Shortcode) -> Shortcode:
        """Adds raw content to an opening tag, and the opening tag's parameters to a closing one."""
        if item.is_closing:
            stack = self.open.get(item.name)
            return replace(item, params=stack.pop().params) if stack else item
        if item.is_self_closing:
            return item
        if item.name in (_RAW_LIQUID if item.is_liquid else _RAW) and item.name != "raw":
            closing = self.closing_tag(item)
            if closing is not None:
                end = closing.end()
                inner = self.text[item.end : closing.start()]
                return replace(item, end=end, source=self.text[item.start : end], inner=inner)
        self.open.setdefault(item.name, []).append(item)
        return item

    def closing_tag(self, item: Shortcode) -> re.Match[str] | None:
        """Finds the tag that closes a shortcode with raw content."""
        name = re.escape(item.name)
        if item.is_liquid:
            pattern = rf"\{{%-?\s*+end{name}\s*+-?%\}}"
        else:
            pattern = rf"\{{\{{[<%]\s*+/\s*+{name}\s*+[>%]\}}\}}"
        if pattern in self.never_closed:
            return None
        found = re.compile(pattern).search(self.text, item.end)
        if found is None:
            self.never_closed.add(pattern)
        return found

    def add_literal(self, item: Shortcode) -> int:
        """Leaves the Markdown between ``raw`` and ``endraw`` alone but for these two tags."""
        self.found.append(item)
        closing = None if item.is_closing else self.closing_tag(item)
        if closing is None:
            return item.end
        start, end = closing.span()
        self.found.append(Shortcode(start, end, "raw", (), True, False, closing[0]))
        return end


def _pair(param: re.Match[str]) -> tuple[str | None, str]:
    key, quoted, *others = param.groups()
    if quoted is not None:
        return key, _ESCAPED_QUOTE.sub(r"\1", quoted)
    value = next((item for item in others if item is not None), "")
    return key, value.removesuffix(",")
