"""The rules of WeChat's markup that can be seen in the markup itself, as a list of violations.

They are the first six of the linter's planned rules: tags, attributes, links, images, forbidden
CSS, and CSS that hides or cuts off text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

from publishkit.formats.wechat.dark_mode import PAGE, Shades, declarations_of
from publishkit.render.color import contrast

TAGS = frozenset(
    [
        "section",
        "p",
        "span",
        "strong",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "br",
        "img",
        "a",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "svg",
        "path",
        "rect",
        "text",
        "ellipse",
        "code",
        "sup",
        "sub",
        "hr",
    ]
)
ATTRIBUTES = frozenset(
    [
        "style",
        "href",
        "leaf",
        "src",
        "alt",
        "colspan",
        "rowspan",
        "align",
        "valign",
        "width",
        "height",
        "viewBox",
        "role",
        "aria-label",
        "d",
        "dir",
        "fill",
        "stroke",
        "stroke-width",
        "font-size",
        "x",
        "y",
        "rx",
        "ry",
        "cx",
        "cy",
    ]
)
FORBIDDEN_CSS = re.compile(
    r"position|var\(|calc\(|@|animation|expression|url\(|!important|caret-color|opacity|float"
    r"|text-align:(?:start|end)|visibility|display:none|height:0(?:[;p]|$)|line-height:0|-\d{3,}px"
)
#: These hold no text and no blocks of their own beside each other.
CONTAINERS = frozenset({"table", "thead", "tbody", "tr", "ul", "ol"})


def parse(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup.replace("&nbsp;", "\N{NO-BREAK SPACE}"))


def violations(markup: str) -> list[str]:
    return [*_of_the_whole(markup), *(line for e in parse(markup).iter() for line in _of(e))]


def _of_the_whole(markup: str) -> Iterator[str]:
    if not markup.startswith("<section") or not markup.endswith("</section>"):
        yield "WX001 the root is no section"
    if re.search(r"<!|<\?", markup):
        yield "WX001 comment or doctype"
    if "\n" in markup or "\t" in markup:
        yield "WX009 white space between blocks"


def _of(element: ElementTree.Element) -> Iterator[str]:
    tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
    style = element.get("style", "")
    if tag not in TAGS:
        yield f"WX001 {tag}"
    for name in element.attrib:
        if name not in ATTRIBUTES and not name.startswith("data-"):
            yield f"WX002 {tag} {name}"
    if tag == "a":
        parts = urlsplit(element.get("href", ""))
        if parts.scheme not in {"http", "https"} or parts.hostname != "mp.weixin.qq.com":
            yield f"WX003 {element.get('href')}"
    if tag == "img" and "alt" not in element.attrib:
        yield "WX004 img without alt"
    if FORBIDDEN_CSS.search(style):
        yield f"WX005 {style}"
    for width in re.findall(r"(?:^|;)(?:min-)?width:(\d+)px", style):
        if int(width) > 375:
            yield f"WX006 {style}"
    if "font-family" in style and tag != "code":
        yield f"WX005 {style}"
    if tag in CONTAINERS and ((element.text or "").strip() or any(e.tail for e in element)):
        yield f"WX009 text in {tag}"
    if tag in {"p", "section", "li", "h1", "h2", "h3", "h4"}:
        yield from _of_a_block(element, tag, style)


def _of_a_block(element: ElementTree.Element, tag: str, style: str) -> Iterator[str]:
    if not "".join(element.itertext()).strip() and not any(
        e.tag.endswith(("img", "svg")) for e in element.iter()
    ):
        yield f"WX008 empty {tag}"
    has_text = bool((element.text or "").strip()) or any((e.tail or "").strip() for e in element)
    if has_text and "color:" not in style.replace("background-color:", ""):
        yield f"WX010 text without its own colour in {tag}"


def low_contrasts(markup: str, *, least: float = 4.5, least_dark: float = 4.5) -> list[str]:
    """Returns the texts whose contrast with their ground is too low, by day or in dark mode.

    How contrast is measured, and 4.5, are of WCAG 2.2, 1.4.3.
    """
    found: list[str] = []

    def look(element: ElementTree.Element, around: Shades) -> None:
        shades = around.inside(declarations_of(element.get("style", "")))
        texts = [element.text, *(child.tail for child in element)]
        if any((text or "").strip() for text in texts):
            for mode, color, ground, enough in (
                ("light", shades.color, shades.ground, least),
                ("dark", shades.dark_color, shades.dark_ground, least_dark),
            ):
                ratio = contrast(color.over(ground), ground)
                if ratio < enough:
                    found.append(f"{mode}: {color.css} on {ground.css}: {ratio:.2f} {texts}")
            # The official checker (structure spec, 4.1.1) overlooks opacity.
            ratio = contrast(shades.dark_color, shades.layer)
            if ratio < 1.5:
                found.append(f"4.1.1: {shades.dark_color.css} on {shades.layer.css} {texts}")
        for child in element:
            look(child, shades)

    look(parse(markup), PAGE)
    return found
