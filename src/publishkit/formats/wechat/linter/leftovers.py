"""WX008 in the markup alone: Markdown that was not read, empty parts, citations of nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from publishkit.formats.wechat.linter.cascade import Computed
from publishkit.formats.wechat.linter.findings import ERROR, Finding, excerpt
from publishkit.formats.wechat.linter.markup import BLOCKS, CODE, Element, Markup, Run, words
from publishkit.formats.wechat.linter.structure import MEDIA

__all__ = ["citation_marks", "is_bare_element", "leftover_findings"]

#: In front of a text that starts a block, the object replacement character stands for code.
_CODE_MARK: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_NOTE: Final = "a citation"
_MARKDOWN: Final = (
    (_NOTE, re.compile(r"\[\^[^\]\s]{1,80}\]")),
    ("an image", re.compile(r"!\[[^\]\n]{0,200}\][(\[]")),
    ("a link", re.compile(r"(?<!!)\[[^\[\]\n]{1,200}\]\((?=[^)\n]*[/.#:])[^)\n]{1,1000}\)")),
    ("bold text", re.compile(r"\*\*(?=[^\s*])[^*\n]{1,300}\*\*")),
    ("a call-out", re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]", re.IGNORECASE)),
    ("a formula", re.compile(r"(?<!\$)\$\$(?!\$)|\$[^$\n]{0,200}?[\\^_{][^$\n]{0,200}\$")),
    ("a table", re.compile(r"\|[ \t]*:?-{3,}:?[ \t]*\|")),
    ("a heading", re.compile(r"^#{2,6} \S", re.MULTILINE)),
    ("a fence of code", re.compile(r"^(?:`{3}|~{3})", re.MULTILINE)),
)
_KEY: Final = r"(?:title|date|author|authors|tags|categories|summary|description|draft|slug|layout)"
_FRONT_MATTER: Final = re.compile(
    rf"^\s*(?:-{{3,}}\s*)?{_KEY}\s*:.*?\s{_KEY}\s*:", re.DOTALL | re.IGNORECASE
)
_HEADINGS: Final = words("h1 h2 h3 h4 h5 h6")
_BOX: Final = re.compile(r"(?:^|-)(?:height|border|background|padding|box-shadow|width)")
_BRACKETED: Final = re.compile(r"[\[［【〔](\d{1,3})[\]］】〕]")
_ENTRY: Final = re.compile(r"\s*(?:[\[［【〔](\d{1,3})[\]］】〕]|(\d{1,3})[.、．)）:：])")


def leftover_findings(
    markup: Markup, styles: Mapping[Element, Computed], known: str
) -> Iterator[Finding]:
    """Yields the findings of WX008 that need no source; ``known`` is what the source says itself.

    A citation that nobody defined is one even so.
    """
    blocks = tuple(_block_texts(markup, styles))
    for number, (block, text) in enumerate(blocks):
        for what, form in _MARKDOWN:
            for match in form.finditer(text):
                if what == _NOTE or match[0] not in known:
                    said = f"{what} is left as Markdown: {excerpt(match[0])}"
                    hint = "the program that made this did not read it"
                    yield Finding("WX008", ERROR, block.start, said, hint)
        if number < 4 and _FRONT_MATTER.match(text):
            said = f"front matter is printed as text: {excerpt(text)}"
            yield Finding("WX008", ERROR, block.start, said, "take it out before the export")
        if "\N{LEFTWARDS ARROW WITH HOOK}" in text and "\N{LEFTWARDS ARROW WITH HOOK}" not in known:
            said = "a back-link leads nowhere: WeChat has no links inside an article"
            yield Finding("WX008", ERROR, block.start, said, "leave it out")
    for element in markup.elements:
        if is_bare_element(element) and not styles[element].is_in_svg:
            said = f"a <{element.name}> is empty"
            yield Finding("WX008", ERROR, element.start, said, "leave it out")
    yield from _entries(markup, blocks)


def _block_texts(
    markup: Markup, styles: Mapping[Element, Computed]
) -> Iterator[tuple[Element, str]]:
    """Yields the text of each block without that of blocks inside, and without code."""
    parts: dict[Element, list[str]] = {}
    stack: list[tuple[object, Element]] = [(markup.root, markup.root)]
    while stack:
        node, block = stack.pop()
        if isinstance(node, Run):
            is_code = styles[node.parent].is_code
            text = _CODE_MARK if is_code else node.text
            parts.setdefault(block, []).append(text)
        elif isinstance(node, Element):
            if node.name in {"style", "script"} or styles[node].is_in_svg:
                continue
            if node.name in BLOCKS:
                block = node
            elif node.name == "br":
                parts.setdefault(block, []).append("\n")
            stack += [(child, block) for child in reversed(node.children)]
    for block, texts in parts.items():
        yield block, "".join(texts)


def is_bare_element(element: Element) -> bool:
    """Whether a heading, item or section holds nothing and shows nothing.

    An empty section may be a line or a box, and one with a line break is an empty line.
    """
    if element.name not in _HEADINGS and element.name not in {"li", "section"}:
        return False
    if element.text.strip() or any(
        one.name in MEDIA or one.name.startswith("mp-") for one in element.walk()
    ):
        return False
    if element.name == "section":
        return not any(
            one.name == "br" or _BOX.search(name) for one in element.walk() for name in one.style
        ) and not any(one.name == "br" for one in element.walk())
    return not any(_BOX.search(name) for one in element.walk() for name in one.style)


def citation_marks(markup: Markup, *, is_bracketed: bool) -> Iterator[tuple[Element, int]]:
    """Yields the superscripts that are a number, in brackets or, where asked for, without."""
    for element in markup.elements:
        if element.name != "sup" or any(one.name in CODE for one in element.ancestors):
            continue
        text = element.text.strip()
        match = _BRACKETED.fullmatch(text)
        if match or (not is_bracketed and text.isascii() and text.isdecimal()):
            yield element, int(match[1] if match else text)


def _entries(markup: Markup, blocks: tuple[tuple[Element, str], ...]) -> Iterator[Finding]:
    """Each number that is cited has one entry."""
    marks: dict[int, Element] = {}
    for element, number in citation_marks(markup, is_bracketed=True):
        marks.setdefault(number, element)
    if not marks:
        return
    entries: Counter[int] = Counter()
    for block, text in blocks:
        match = _ENTRY.match(text)
        first = next((child for child in block.elements), None)
        is_mark = first is not None and first.name == "sup" and match and match[1]
        if match and not (is_mark and block.name == "p" and len(text) < 8):
            entries[int(match[1] or match[2])] += 1
    items = Counter(
        number
        for one in markup.elements
        if one.name == "ol"
        for number, item in enumerate(one.elements, _first_number(one))
        if item.name == "li"
    )
    for number, element in marks.items():
        if not entries[number] and not items[number]:
            said = f"the citation [{number}] has no entry in a list"
            yield Finding("WX008", ERROR, element.start, said, "the note is lost")


def _first_number(element: Element) -> int:
    start = element.attributes.get("start", "1")
    return int(start) if start.isascii() and start.isdecimal() else 1
