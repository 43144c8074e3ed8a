"""WX005 and WX006: declarations that do not survive, and those that hide or cut off text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from publishkit.diagnostics import Severity
from publishkit.formats.wechat.linter.cascade import Computed
from publishkit.formats.wechat.linter.declarations import length
from publishkit.formats.wechat.linter.findings import ERROR, WARNING, Finding, excerpt
from publishkit.formats.wechat.linter.markup import BLOCKS, Element, Markup, words

__all__ = ["is_forbidden_property", "layout_findings", "style_findings", "text_width"]

_FUNCTIONS: Final = re.compile(r"\b(?:var|calc|env|expression)\(|@(?:media|keyframes)", re.I)
_URL: Final = re.compile(r"url\(\s*[\"']?([^\"')]*)", re.IGNORECASE)
_URL_HOSTS: Final = frozenset({"mmbiz.qpic.cn", "mmecoa.qpic.cn", "mmbiz.qlogo.cn"})
#: Structure spec, section 3; for code any font of one width.
_FONTS: Final = ("mp-quote", "pingfang sc", "system-ui", "-apple-system")
_CODE_FONT: Final = re.compile(r"mono|menlo|consol|courier|code")
_PHONE: Final = 375
#: A width from here on fills the line at 375, 585 and 677 px, where something limits it.
_WIDEST: Final = 677
_MARGINS: Final = ("margin", "margin-left", "margin-right")
#: So much of a phone's width is left to a text by the largest margin.
_HUGE: Final = 250.0
_NEGATIVE: Final = -40.0
#: Elements that the official checker measures by their own line height.
_LINES: Final = words("p div section h1 h2 h3 h4 h5 h6 li td a")


def is_forbidden_property(name: str) -> bool:
    """Whether a property never survives; its vendors' forms are meant too."""
    bare = re.sub(r"^-\w+-", "", name)
    return bare in {"position", "animation"} or bare.startswith("animation-")


def style_findings(markup: Markup, styles: Mapping[Element, Computed]) -> Iterator[Finding]:
    """Yields all findings of WX005."""
    for element in markup.elements:
        if element.name == "style":
            for word in sorted(set(re.findall(r"@(?:media|keyframes)", element.text))):
                yield Finding("WX005", ERROR, element.start, f"CSS has no '{word}' in WeChat")
            continue
        for name, (value, is_important) in element.style.items():
            for severity, said, hint in _declaration(name, value, is_important):
                yield Finding("WX005", severity, element.start, said, hint)
        computed = styles[element]
        if element.has_words and not computed.is_in_svg:
            yield from _hidden(element, computed)


def _declaration(name: str, value: str, is_important: bool) -> Iterator[tuple[Severity, str, str]]:
    lower = value.lower()
    if is_forbidden_property(name):
        yield ERROR, f"WeChat deletes '{name}'", "lay the text out without it"
    function = _FUNCTIONS.search(lower)
    if function:
        yield ERROR, f"WeChat does not know '{function[0].rstrip('(')}' in CSS", "write the value"
    for url in _URL.findall(value):
        if url and _host(url) not in _URL_HOSTS:
            said = f"a style's image is on another host: {excerpt(url)}"
            yield ERROR, said, "WeChat empties the url(); upload the image"
    if name == "text-align" and lower in {"start", "end"}:
        side = "left" if lower == "start" else "right"
        yield ERROR, f"'text-align: {lower}' is forbidden (structure spec, 1.6)", f"write {side}"
    if name == "caret-color" and _is_transparent(lower):
        yield ERROR, "the cursor is made invisible (structure spec, 1.2)", "delete caret-color"
    if is_important:
        yield WARNING, "'!important' blocks dark mode (structure spec, 4.5.2)", "delete it"
    if name == "font-family" and not _is_allowed_font(lower):
        yield WARNING, "a font that not every phone has (structure spec, 3)", "delete font-family"


def _hidden(element: Element, computed: Computed) -> Iterator[Finding]:
    said = computed.hidden_by
    if not said and "color" in element.style:
        clip = element.css("-webkit-background-clip") + element.css("background-clip")
        if _is_transparent(element.css("color")) and "text" not in clip:
            said = "a transparent colour"
    if said:
        text = f"text is hidden by {said}: {excerpt(element.text)}"
        yield Finding("WX005", ERROR, element.start, text, "show it or leave it out")


def _is_transparent(value: str) -> bool:
    bare = value.replace(" ", "")
    return bare == "transparent" or bool(
        re.fullmatch(r"(?:rgb|hsl)a?\([^)]*[,/]0?\.?0+%?\)", bare) and bare.count(",") != 2
    )


def _is_allowed_font(value: str) -> bool:
    fonts = [font.strip(" \"'") for font in value.split(",")]
    return tuple(fonts[: len(_FONTS)]) == _FONTS or bool(_CODE_FONT.search(value))


def _host(url: str) -> str:
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


def text_width(text: str, font_size: float) -> float:
    """Returns about how wide a text is in px: Chinese characters are square, others half that."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text) * font_size


def layout_findings(markup: Markup, styles: Mapping[Element, Computed]) -> Iterator[Finding]:
    """Yields all findings of WX006."""
    for element in markup.elements:
        computed = styles[element]
        if element.name.startswith("animate") or element.name == "set":
            yield from _animation(element)
        if computed.is_in_svg:
            continue
        if element.style:
            yield from _cut_off(element)
            yield from _margins(element)
            yield from _widths(element, styles)
        if element.has_words:
            yield from _lines(element, computed)
        if element.name == "img" and length(element.css("opacity")) == 0:
            said = "an image is invisible (structure spec, 1.1)"
            yield Finding("WX006", ERROR, element.start, said, "delete opacity: 0")


def _animation(element: Element) -> Iterator[Finding]:
    begin = element.attributes.get("begin", "")
    if "touchstart" in begin and "click" not in begin:
        said = "an animation begins by 'touchstart' alone (structure spec, 1.7)"
        yield Finding("WX006", ERROR, element.start, said, "begin it by 'click' too")


def _cut_off(element: Element) -> Iterator[Finding]:
    if "height" not in element.style or length(element.css("height")) != 0:
        return
    if any(
        any(map(str.isalnum, run.text))
        and all(one.name != "svg" for one in (run.parent, *run.parent.ancestors))
        for run in element.walk_runs()
    ):
        said = f"text is cut off by 'height: 0': {excerpt(element.text)}"
        yield Finding("WX006", ERROR, element.start, said, "delete the height")


def _lines(element: Element, computed: Computed) -> Iterator[Finding]:
    """Lines overlap where their height is less than the text's, unless there is only one."""
    own, block = computed.line_height, computed.block_line
    if element.name in _LINES and own == 0 and "line-height" in element.style:
        height: float | None = 0.0
    elif own is None or block is None:
        return
    else:
        height = max(own, block)
    if height is None or height >= computed.font_size or not computed.font_size:
        return
    if height and not _has_lines(element, computed.font_size):
        return
    said = (
        f"lines of {height:g} px overlap with text of {computed.font_size:g} px "
        f"(structure spec, 1.3): {excerpt(element.text)}"
    )
    yield Finding("WX006", ERROR, element.start, said, "a line-height of 1.5 or more reads well")


def _has_lines(element: Element, font_size: float) -> bool:
    block = next((one for one in (element, *element.ancestors) if one.name in BLOCKS), element)
    lines = [line.strip() for line in block.lines if line.strip()]
    return len(lines) > 1 or any(text_width(line, font_size) > _PHONE for line in lines)


def _margins(element: Element) -> Iterator[Finding]:
    for name, value in _sides(element):
        size = length(value)
        if size is None or not element.text.strip():
            continue
        if name in {"left", "right"} and size > _HUGE:
            said = f"a margin of {value} leaves a phone no room for the text"
        elif size < _NEGATIVE and name in {"left", "right"}:
            said = f"a margin of {value} moves text out of sight"
        else:
            continue
        yield Finding("WX006", ERROR, element.start, said, "use a smaller margin")


def _sides(element: Element) -> Iterator[tuple[str, str]]:
    for name in _MARGINS:
        value = element.css(name)
        if not value:
            continue
        if name != "margin":
            yield name.removeprefix("margin-"), value
            continue
        values = value.split()
        if 1 <= len(values) <= 4:
            yield "right", values[1] if len(values) > 1 else values[0]
            yield "left", values[-1] if len(values) != 3 else values[1]


def _widths(element: Element, styles: Mapping[Element, Computed]) -> Iterator[Finding]:
    """One layout at 375, 585 and 677 px (structure spec, 1.4)."""
    around = (element, *element.ancestors)
    if any("data-ignore-width" in one.attributes for one in around):
        return
    if element.name == "table":
        yield from _wide_table(element, styles)
    if element.name == "th" and _px(element, "width") and any(o.name == "thead" for o in around):
        said = "a header cell has a fixed width (structure spec, 1.4)"
        hint = "delete it, or put data-ignore-width on the table"
        yield Finding("WX006", ERROR, element.start, said, hint)
        return
    if element.name == "img" or (element.parent and styles[element.parent].is_scrolled):
        return  # WX004 looks at images; what scrolls may be wide
    for name in ("width", "min-width"):
        size = _px(element, name)
        limited = element.css("max-width") in {"100%", "677px"} and name == "width"
        if size > _PHONE and not (size >= _WIDEST and limited):
            said = f"'{name}: {element.css(name)}' is wider than a phone (structure spec, 1.4)"
            yield Finding("WX006", ERROR, element.start, said, "use width: 100%")


def _wide_table(element: Element, styles: Mapping[Element, Computed]) -> Iterator[Finding]:
    """The official checker takes a table that scrolls for one that is laid out differently."""
    names = [name for name in ("width", "min-width", "max-width") if name in element.style]
    if not names or not any(styles[one].is_scrolled for one in element.ancestors):
        return
    if any(styles[cell].white_space in {"nowrap", "pre"} for cell in element.walk()):
        said = f"a table that scrolls has a '{names[0]}' (structure spec, 1.4)"
        hint = "delete it, or put data-ignore-width on the table"
        yield Finding("WX006", ERROR, element.start, said, hint)


def _px(element: Element, name: str) -> float:
    value = element.css(name)
    return length(value) or 0.0 if not value.endswith(("%", "vw")) else 0.0
