"""Markup made shorter when it comes near what WeChat's interface takes.

The interface counts tags and attributes too. What goes is what other editors would have liked to
find: ``span[leaf]`` around texts, and declarations that only repeat what an element inherits. If
that is not enough, code inside of lines keeps its colour and size alone.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = [
    "LEAF",
    "counted_length",
    "merge_inherited_styles",
    "with_plain_code",
    "without_leaves",
]

#: The start tag of the element that WeChat's editor itself puts around inline content.
LEAF: Final = '<span leaf="">'
#: An uploaded image has an address of about this length in place of its own.
_UPLOADED: Final = "x" * 150
_SOURCE: Final = re.compile(r'(<img\b[^<>]*?\ssrc=")(?!https?://mmb)[^"]*')
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*?)?)(/?)>")
_STYLE: Final = re.compile(r'\sstyle="([^"]*)"')
_CODE: Final = re.compile(r'<code style="([^"]*)">')
_TEXT_STYLES: Final = re.compile(r"(?<![\w-])(?:color|font-size):[^;]*")
#: Elements for which browsers set nothing that text inherits.
_NEUTRAL: Final = frozenset({"li", "ol", "p", "section", "span", "tbody", "td", "tr", "ul"})
_INHERITED: Final = frozenset(
    {
        "color", "font-family", "font-size", "font-style", "font-weight", "letter-spacing",
        "line-height", "text-align", "text-indent", "white-space", "word-break",
    }
)  # fmt: skip


class _Open(NamedTuple):
    """An element whose end is still to come: what its content inherits."""

    inherited: dict[str, str]
    #: Text on a ground keeps a colour of its own: dark mode changes both together.
    is_on_ground: bool
    is_printed: bool


def counted_length(markup: str) -> int:
    """Returns the length that WeChat's interface will count, in characters.

    All markup counts, with the addresses that images have once they are uploaded.
    """
    return len(_SOURCE.sub(rf"\1{_UPLOADED}", markup))


def without_leaves(markup: str) -> str:
    """Returns the markup without the elements that :data:`LEAF` starts, their content kept."""
    parts: list[str] = []
    open_spans: list[bool] = []
    last = 0
    for tag in re.finditer(r"<(/?)span\b[^<>]*>", markup):
        is_leaf = open_spans.pop() if tag[1] else tag[0] == LEAF
        if not tag[1]:
            open_spans.append(is_leaf)
        if is_leaf:
            parts.append(markup[last : tag.start()])
            last = tag.end()
    return "".join((*parts, markup[last:]))


def with_plain_code(markup: str) -> str:
    """Returns the markup with code inside of lines set apart by colour and font alone."""

    def plain(tag: re.Match[str]) -> str:
        if "display:block" in tag[1]:
            return tag[0]
        return f'<code style="{";".join(_TEXT_STYLES.findall(tag[1]))}">'

    return _CODE.sub(plain, markup)


def merge_inherited_styles(markup: str) -> str:
    """Returns our own markup without the declarations that repeat what is inherited.

    A ``span`` that says nothing any more is left out; its content stays.
    """
    parts: list[str] = []
    stack = [_Open({}, False, True)]
    last = 0
    for tag in _TAG.finditer(markup):
        parts.append(markup[last : tag.start()])
        last = tag.end()
        is_end, name, attributes, is_empty = tag.groups()
        if is_end:
            parts.append(tag[0] if stack.pop().is_printed else "")
            continue
        opened, kept = _merged(name, attributes, stack[-1])
        parts.append(f"<{name}{kept}{is_empty}>" if opened.is_printed else "")
        if not is_empty:
            stack.append(opened)
    return "".join((*parts, markup[last:]))


def _merged(name: str, attributes: str, around: _Open) -> tuple[_Open, str]:
    """Returns an element as its content sees it, and the attributes that it keeps."""
    style = _STYLE.search(attributes)
    if style is None:
        return _Open(around.inherited, around.is_on_ground, True), attributes
    declarations = [text.partition(":") for text in style[1].split(";")]
    is_on_ground = around.is_on_ground or any(
        key.startswith("background") for key, _, _ in declarations
    )
    kept = [
        (key, value)
        for key, _, value in declarations
        if name not in _NEUTRAL
        or key not in _INHERITED
        or around.inherited.get(key) != value
        or (key == "color" and is_on_ground)
    ]
    own = {key: value for key, value in kept if key in _INHERITED}
    text = ";".join(f"{key}:{value}" for key, value in kept)
    rest = attributes[: style.start()] + attributes[style.end() :]
    shortened = f' style="{text}"{rest}' if kept else rest
    if len(kept) == len(declarations):
        shortened = attributes
    is_printed = name != "span" or bool(shortened.strip())
    return _Open({**around.inherited, **own}, is_on_ground, is_printed), shortened
