"""Mending what is mechanical: edits of the markup that change nothing else of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from publishkit.formats.wechat.linter.cascade import computed_styles
from publishkit.formats.wechat.linter.declarations import Declaration, print_declarations
from publishkit.formats.wechat.linter.layout import is_forbidden_property
from publishkit.formats.wechat.linter.leftovers import is_bare_element
from publishkit.formats.wechat.linter.markup import Element, Markup, Run, parse_markup, words
from publishkit.formats.wechat.linter.structure import LOST_SPACE, is_between_blocks
from publishkit.formats.wechat.linter.tags import (
    FORBIDDEN_TAGS,
    is_forbidden_attribute,
    is_platform_component,
)
from publishkit.formats.wechat.references import is_platform_link

__all__ = ["fix_wechat"]

#: These go with all that is in them; of other forbidden elements the content stays.
_REMOVED: Final = words("style script link meta object input embed applet select title")
_VARIABLE: Final = re.compile(r"var\(\s*--[\w-]+\s*,\s*([^()]*)\)", re.IGNORECASE)
_FUNCTION: Final = re.compile(r"\b(?:var|calc|env|expression)\(", re.IGNORECASE)
_TRANSPARENT: Final = re.compile(r"transparent|rgba\([^)]*,\s*0?\.?0+\)")
_SIDES: Final = {"start": "left", "end": "right"}
_CHECKED: Final = {True: "☑&nbsp;", False: "☐&nbsp;"}
_TAB: Final = "&nbsp;" * 4
#: Mending one thing may uncover another, such as an element that is empty now.
_ROUNDS: Final = 8


class _Edit(NamedTuple):
    start: int
    stop: int
    text: str


def fix_wechat(markup: str) -> str:
    """Returns the markup with all that is mechanical mended; a second time changes nothing.

    Gone are forbidden elements, attributes and declarations, comments, empty headings, items and
    sections, white space between blocks. A ``div`` or ``form`` is a ``section``, a link to another
    host its text and address, ``text-align: start`` is ``left``, code has ``<br>`` and ``&nbsp;``,
    and a ``pre`` wraps. What needs a decision stays: images, frames, lengths, contrast, lost text.
    """
    for _ in range(_ROUNDS):
        mended = _applied(markup, sorted(_edits(parse_markup(markup))))
        if mended == markup:
            break
        markup = mended
    return markup


def _applied(text: str, edits: list[_Edit]) -> str:
    """Makes edits from left to right; one inside a removed part goes with it."""
    parts: list[str] = []
    place = 0
    for edit in edits:
        if edit.start < place:
            continue
        parts += [text[place : edit.start], edit.text]
        place = edit.stop
    return "".join((*parts, text[place:]))


def _edits(markup: Markup) -> Iterator[_Edit]:
    styles = computed_styles(markup)
    for note in markup.notes:
        yield _Edit(note.start, note.stop, "")
    for element in (markup.root, *markup.elements):
        if element.name:
            yield from _of_element(element, is_in_svg=styles[element].is_in_svg)
        for run in element.runs:
            if is_between_blocks(run) and not styles[element].is_code:
                yield _Edit(run.start, run.stop, "")
            elif styles[element].is_code and LOST_SPACE.search(run.raw):
                yield _Edit(run.start, run.stop, _code(run))


def _code(run: Run) -> str:
    text = run.raw.replace("\r\n", "\n")
    parent = run.parent
    if parent.name == "pre" and text.startswith("\n") and parent.children[0] is run:
        text = text[1:]  # HTML itself leaves out a line feed after <pre>
    if parent.children[-1] is run:
        text = text.removesuffix("\n")
    lines = [line.replace("\t", _TAB).replace(" ", "&nbsp;") for line in text.split("\n")]
    return "<br/>".join(
        line or ("&nbsp;" if 0 < i < len(lines) - 1 else "") for i, line in enumerate(lines)
    )


def _of_element(element: Element, *, is_in_svg: bool) -> Iterator[_Edit]:
    name = element.name
    if name == "input" and element.attributes.get("type", "").lower() == "checkbox":
        yield _Edit(element.start, element.stop, _CHECKED["checked" in element.attributes])
    elif name in _REMOVED or (is_bare_element(element) and not is_in_svg):
        yield _Edit(element.start, element.stop, "")
    elif name in {"div", "form"}:
        yield from _renamed(element, "section")
    elif name in FORBIDDEN_TAGS:
        yield _Edit(element.start, element.content, "")
        yield _Edit(element.end, element.stop, "")
    elif name == "a" and not _is_kept_link(element):
        yield _Edit(element.start, element.content, "")
        yield _Edit(element.end, element.stop, _address_of(element))
    else:
        tag = _start_tag(element, name)
        if tag:
            yield _Edit(element.start, element.content, tag)


def _renamed(element: Element, name: str) -> Iterator[_Edit]:
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in _attributes(element))
    yield _Edit(element.start, element.content, f"<{name}{attributes}>")
    yield _Edit(element.end, element.stop, f"</{name}>")


def _is_kept_link(element: Element) -> bool:
    target = element.attributes.get("href", "").strip()
    return is_platform_link(target) or (not target and is_platform_component(element))


def _address_of(element: Element) -> str:
    """Returns the address to print after a link's text, unless it is there or leads nowhere."""
    target = element.attributes.get("href", "").strip()
    if not re.match(r"(?:https?:)?//|mailto:", target, re.IGNORECASE):
        return ""
    bare = re.sub(r"^(?:https?:)?//|^mailto:", "", target, flags=re.IGNORECASE)
    shown = element.text.strip().rstrip("/")
    if shown.endswith(bare.rstrip("/")):
        return ""
    return html.escape(f"（{target.removeprefix('mailto:')}）", quote=False)


def _start_tag(element: Element, name: str) -> str:
    """Returns a new start tag where one is needed, else nothing."""
    new = list(_attributes(element))
    if new == list(element.attributes.items()):
        return ""
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in new)
    end = "/>" if element.end == element.content == element.stop else ">"
    return f"<{name}{attributes}{end}"


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    has_style = False
    for name, value in element.attributes.items():
        if is_forbidden_attribute(element, name):
            continue
        if name == "style":
            has_style = True
            declarations = _declarations(element)
            if declarations != element.style:
                text = print_declarations(declarations)
                if text:
                    yield name, text
                continue
        yield name, value
    if element.name == "pre" and not has_style:
        yield "style", print_declarations(_declarations(element))


def _declarations(element: Element) -> dict[str, Declaration]:
    found: dict[str, Declaration] = {}
    for name, (written, _) in element.style.items():
        value = _VARIABLE.sub(lambda match: match[1].strip(), written)
        lower = value.lower()
        is_dead = is_forbidden_property(name) or bool(_FUNCTION.search(value))
        if is_dead or (name == "caret-color" and _TRANSPARENT.fullmatch(lower)):
            continue
        if name == "text-align":
            value = _SIDES.get(lower, value)
        found[name] = Declaration(value)
    if element.name == "pre" and element.css("white-space") in {"", "pre", "nowrap"}:
        found["white-space"] = Declaration("pre-wrap")
        found.setdefault("word-break", Declaration("break-all"))
    return found
