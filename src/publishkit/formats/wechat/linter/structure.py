"""WX009: structure that the editor changes when the article is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from publishkit.formats.wechat.linter.cascade import Computed
from publishkit.formats.wechat.linter.findings import WARNING, Finding, excerpt
from publishkit.formats.wechat.linter.layout import text_width
from publishkit.formats.wechat.linter.markup import BLOCKS, Element, Markup, Run, words

__all__ = ["LOST_SPACE", "MEDIA", "is_between_blocks", "structure_findings"]

MEDIA: Final = words("img svg iframe video audio hr input")
#: Structure spec, 2.1; the code of the official checker counts to 15.
_CHAIN: Final = 10
#: Structure spec, 2.3.
_CHILDREN: Final = 20
_EMPTY: Final = 15
#: What code loses: line feeds, tabs, and plain spaces in a row or at its ends.
LOST_SPACE: Final = re.compile(r"[\n\t]| {2,}")
_PHONE: Final = 375


def structure_findings(markup: Markup, styles: Mapping[Element, Computed]) -> Iterator[Finding]:
    """Yields all findings of WX009."""
    has_leaves = any("leaf" in element.attributes for element in markup.elements)
    chains: dict[Element, int] = {}
    for element in markup.elements:
        if styles[element].is_in_svg:
            continue
        yield from _chain(element, chains)
        if "leaf" in element.attributes:
            yield from _leaf(element)
        yield from _children(element)
        yield from _texts(element, styles[element], has_leaves)
        if element.name == "pre" or styles[element].white_space in {"pre", "nowrap"}:
            yield from _long_lines(element, styles)
    for run in markup.root.runs:
        if run.text.strip():
            yield Finding("WX009", WARNING, run.start, _bare(run), "put it into a <p>")
    yield from _gaps(markup.root)


def _chain(element: Element, lengths: dict[Element, int]) -> Iterator[Finding]:
    """Counts equal layers from the outermost in; the editor deletes all but one of many."""
    parent = element.parent
    is_layer = (
        parent is not None
        and parent.name == element.name
        and parent.attributes.get("style", "") == element.attributes.get("style", "")
        and sum(1 for child in parent.children if not _is_blank(child)) == 1
        and element.name not in MEDIA
    )
    lengths[element] = lengths[parent] + 1 if is_layer and parent in lengths else 1
    if lengths[element] == _CHAIN:
        said = f"{_CHAIN} or more equal <{element.name}> stand in each other"
        yield Finding("WX009", WARNING, element.start, said, "one is enough")


def _is_blank(child: object) -> bool:
    return isinstance(child, Run) and not child.text.strip()


def _leaf(element: Element) -> Iterator[Finding]:
    for child in element.walk():
        if child.name in BLOCKS:
            said = f"a <{child.name}> stands in a span[leaf]"
            hint = "a leaf holds text, a, strong, span and img"
            yield Finding("WX009", WARNING, child.start, said, hint)
            return


def _children(element: Element) -> Iterator[Finding]:
    children = list(element.elements)
    if len(children) <= _CHILDREN:
        return
    empty = sum(1 for child in children if _is_empty(child))
    if empty > _EMPTY:
        said = f"{empty} of {len(children)} elements in a <{element.name}> are empty"
        hint = "the editor deletes them; use margins"
        yield Finding("WX009", WARNING, element.start, said, hint)


def _is_empty(element: Element) -> bool:
    if element.name in MEDIA or element.name == "br":
        return False
    return not element.text.strip() and not any(one.name in MEDIA for one in element.walk())


def _texts(element: Element, computed: Computed, has_leaves: bool) -> Iterator[Finding]:
    yield from _gaps(element)
    if computed.is_code and computed.white_space not in {"pre-wrap", "break-spaces"}:
        for run in element.runs:
            found = LOST_SPACE.search(run.raw)
            if found and (run.text.strip() or len(run.raw) > 1):
                said = "code has line feeds, tabs or spaces that are lost"
                hint = "write <br> and &nbsp;"
                yield Finding("WX009", WARNING, run.start + found.start(), said, hint)
                break
    elif computed.is_code:
        for run in element.runs:
            if "\n" in run.raw.strip("\n"):
                said = "code has line feeds, which the draft interface deletes"
                yield Finding("WX009", WARNING, run.start, said, "write <br>")
                break
    if has_leaves and not computed.is_code and element.name not in {"svg", "style", "script"}:
        around = (element, *element.ancestors)
        if any("leaf" in one.attributes or one.name == "mp-style-type" for one in around):
            return
        for run in element.runs:
            if run.text.strip():
                hint = "elsewhere in this article all text is in one"
                yield Finding("WX009", WARNING, run.start, _bare(run), hint)
                break


def _bare(run: Run) -> str:
    where = "in a span[leaf]" if run.parent.name else "in an element"
    return f"text is not {where}: {excerpt(run.text)}"


def is_between_blocks(run: Run) -> bool:
    """Whether a run is nothing but line feeds and spaces beside a block."""
    if run.text.strip() or "\N{NO-BREAK SPACE}" in run.text or not run.raw.strip(" ") + run.raw:
        return False
    parent = run.parent
    if parent.name in {"pre", "code", "style", "script"}:
        return False
    siblings = list(parent.elements)
    return any(one.name in BLOCKS for one in siblings) or (parent.name in BLOCKS and not siblings)


def _gaps(element: Element) -> Iterator[Finding]:
    """Line feeds between blocks become empty lines, and between items empty bullets."""
    for run in element.runs:
        if is_between_blocks(run) and any(one.name in BLOCKS for one in element.elements):
            said = "white space between blocks becomes empty lines"
            yield Finding("WX009", WARNING, run.start, said, "write the blocks without it")


def _long_lines(element: Element, styles: Mapping[Element, Computed]) -> Iterator[Finding]:
    """A line that neither breaks nor scrolls is cut off (structure spec, 1.8)."""
    computed = styles[element]
    if element.name != "pre" or computed.white_space in {"pre-wrap", "pre-line", "normal"}:
        return
    if computed.white_space == "break-spaces":
        return
    longest = max(element.lines, key=len, default="")
    if text_width(longest, computed.font_size) > _PHONE - 2 * computed.font_size:
        said = "a <pre> has lines that do not wrap (structure spec, 1.8)"
        hint = "white-space: pre-wrap, or a section that scrolls, with code inside"
        yield Finding("WX009", WARNING, element.start, said, hint)
