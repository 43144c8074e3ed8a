"""The tree of sanitised HTML, before it becomes nodes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final

from publishkit.render.tag_soup import VOID_TAGS

__all__ = ["Tag", "parse_html"]

_TOKEN: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [^\s"=<>]+="[^"]*")*)>|[^<]+|<')
_ATTRIBUTE: Final = re.compile(r' ([^\s"=<>]+)="([^"]*)"')
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")


@dataclass(slots=True)
class Tag:
    """An element; a number among its children stands for the siblings that a mark means."""

    name: str
    attributes: dict[str, str]
    children: list[Tag | str | int] = field(default_factory=list)

    def named(self, *names: str) -> list[Tag]:
        """Returns the children that are elements with one of these names."""
        return [child for child in self.children if isinstance(child, Tag) and child.name in names]


def parse_html(source: str, mark: str) -> Tag:
    """Returns the tree of HTML as ``sanitize_pieces`` writes it, under a nameless root.

    Every element there is closed, so this needs no more than a stack.
    """
    marked = re.compile(f"{mark}(\\d+){mark}")
    stack = [Tag("", {})]
    for token in _TOKEN.finditer(source):
        closing, name, attributes = token.groups()
        if name is None:
            parts = marked.split(html.unescape(token[0]))
            for index, part in enumerate(parts):
                if index % 2:
                    stack[-1].children.append(int(part))
                elif part:
                    stack[-1].children.append(_ILLEGAL.sub("", part))
        elif closing:
            if len(stack) > 1 and stack[-1].name == name:
                stack.pop()
        else:
            pairs = _ATTRIBUTE.findall(attributes)
            values = {key: _ILLEGAL.sub("", html.unescape(value)) for key, value in pairs}
            tag = Tag(name, values)
            stack[-1].children.append(tag)
            if name not in VOID_TAGS:
                stack.append(tag)
    return stack[0]
