"""WX001 to WX003: tags, attributes and links that WeChat does not take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from publishkit.formats.wechat.linter.findings import ERROR, WARNING, Finding, excerpt
from publishkit.formats.wechat.linter.markup import Element, Markup, words
from publishkit.formats.wechat.references import is_platform_link

__all__ = [
    "FORBIDDEN_ATTRIBUTES",
    "FORBIDDEN_TAGS",
    "is_forbidden_attribute",
    "is_platform_component",
    "tag_findings",
]

FORBIDDEN_TAGS: Final = words(
    "style script link meta object form input button div html head body title base embed applet"
    " textarea select option frame frameset canvas noscript template"
)
FORBIDDEN_ATTRIBUTES: Final = words("id class name contenteditable srcdoc")
_ALLOWED: Final = words(
    "style href src alt leaf nodeleaf textstyle colspan rowspan align valign width height viewbox"
    " dir role title face color size start type target lang"
)
#: SVG's own; its names are letters that no attribute of HTML has (SVG 2, attribute index).
_SVG: Final = words(
    "x y x1 x2 y1 y2 dx dy cx cy r rx ry d points fill fill-opacity fill-rule stroke stroke-width"
    " stroke-linecap stroke-linejoin stroke-dasharray stroke-dashoffset stroke-opacity opacity"
    " transform transform-origin clip-path clip-rule mask offset stop-color stop-opacity"
    " gradientunits gradienttransform spreadmethod patternunits patterntransform"
    " preserveaspectratio overflow version xmlns xmlns:xlink xlink:href font-size font-weight"
    " font-style font-family text-anchor dominant-baseline attributename attributetype begin dur"
    " end values from to by keytimes keysplines calcmode restart repeatcount repeatdur additive"
    " accumulate name id vector-effect display visibility focusable"
)
#: What WeChat's own editor writes; its page knows these and they survive there.
_PLATFORM_CLASS: Final = re.compile(
    r"rich_pages|wxw-img|js_\w+|wx_\w+|weapp_\w+|\w+_iframe(?:_wrp)?|list-paddingleft-\d|h5_image_link"
    r"|__bg_gif|code-snippet\S*|normal_text_link|custom_select_card|miniprogram_element|mp_\w+"
    # Marks of editors that stand in published articles.
    r"|Powered-by-XIUMI|V5|ue-table-\S+"
)
_COMPONENT: Final = re.compile(
    r"data-(?:miniprogram|topic|linktype|weapp|itemshowtype)\S*|topic-id|imgdata"
)
_VIDEO_HOSTS: Final = frozenset({"v.qq.com", "mp.weixin.qq.com"})


def tag_findings(markup: Markup) -> Iterator[Finding]:
    """Yields all findings of WX001, WX002 and WX003."""
    for note in markup.notes:
        what = "a comment" if note.raw.startswith("<!--") else "a document type or instruction"
        yield Finding("WX001", ERROR, note.start, f"{what} is no part of an article", "delete it")
    for element in markup.elements:
        yield from _tag(element)
        yield from _attributes(element)
        if element.name == "a":
            yield from _link(element)


def is_platform_component(element: Element) -> bool:
    """Whether an element is one that WeChat's own editor puts in, such as a mini program."""
    return element.name.startswith("mp-") or any(
        _COMPONENT.fullmatch(name) for name in element.attributes
    )


def is_forbidden_attribute(element: Element, name: str) -> bool:
    """Whether WeChat deletes an attribute, or an article must not have it."""
    if name.startswith("on"):
        return True
    if name not in FORBIDDEN_ATTRIBUTES:
        return False
    if name == "class":
        classes = element.attributes[name].split()
        return not all(_PLATFORM_CLASS.fullmatch(one) for one in classes)
    is_in_svg = any(one.name == "svg" for one in (element, *element.ancestors))
    return name != "name" or not is_in_svg


def _tag(element: Element) -> Iterator[Finding]:
    name = element.name
    if name in FORBIDDEN_TAGS:
        if name == "div" and any(one.name == "svg" for one in element.ancestors):
            hint = "write 'section': WeChat deletes labels of an SVG in a 'div'"
        elif name == "div":
            hint = "write 'section'"
        else:
            hint = "leave it out; styles go into each element's own style attribute"
        yield Finding("WX001", ERROR, element.start, f"WeChat takes no <{name}>", hint)
    elif name == "iframe" and not _is_video(element):
        said = "WeChat takes an <iframe> for its own videos only"
        yield Finding("WX001", ERROR, element.start, said, "name the address as text")


def _is_video(element: Element) -> bool:
    source = element.attributes.get("data-src") or element.attributes.get("src", "")
    return _host(source) in _VIDEO_HOSTS


def _host(url: str) -> str:
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


def _attributes(element: Element) -> Iterator[Finding]:
    for name in element.attributes:
        if is_forbidden_attribute(element, name):
            said = f"the attribute '{name}' does not survive"
            yield Finding("WX002", ERROR, element.start, said, "delete it")
        elif not (
            name in FORBIDDEN_ATTRIBUTES
            or name in _ALLOWED
            or name in _SVG
            or name.startswith(("data-", "aria-"))
            or is_platform_component(element)
        ):
            said = f"the attribute '{name}' is none that an article needs"
            yield Finding("WX002", WARNING, element.start, said, "delete it")


def _link(element: Element) -> Iterator[Finding]:
    target = element.attributes.get("href", "").strip()
    if is_platform_link(target) or (not target and is_platform_component(element)):
        return
    if not target:
        yield Finding("WX003", ERROR, element.start, "a link leads nowhere", "make it plain text")
    elif target.startswith("#"):
        said = f"WeChat has no links inside an article: {excerpt(target)}"
        hint = "print a citation's number as plain text; the draft interface answers 45166"
        yield Finding("WX003", ERROR, element.start, said, hint)
    else:
        said = f"a link leads to another host than mp.weixin.qq.com: {excerpt(target)}"
        hint = "print the address in a list of references"
        yield Finding("WX003", ERROR, element.start, said, hint)
