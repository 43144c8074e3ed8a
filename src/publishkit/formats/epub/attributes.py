"""The attributes that an element of a page may have, by the XHTML schema of EPUB 3.3."""

from __future__ import annotations

import re
from typing import Final

from publishkit.render.xml import XmlElement

__all__ = ["EPUB_TYPE", "filter_attributes", "is_language_tag"]

#: The name of ``epub:type`` (EPUB Structural Semantics Vocabulary 1.1).
EPUB_TYPE: Final = "{http://www.idpf.org/2007/ops}type"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GLOBAL_ATTRIBUTES: Final = _words("id class title lang dir style role aria-label aria-labelledby")
_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "a": _words("href"),
    "img": _words("src alt width height"),
    "audio": _words("src controls"),
    "video": _words("src controls width height poster"),
    "source": _words("src"),
    "track": _words("src kind srclang label"),
    "td": _words("colspan rowspan"),
    "th": _words("colspan rowspan scope"),
    "span": _words("tabindex"),
    "col": _words("span"),
    "colgroup": _words("span"),
    "ol": _words("start reversed type"),
    "li": _words("value"),
    "details": _words("open"),
}
_VALUES: Final[dict[str, re.Pattern[str]]] = {
    "class": re.compile(r"\s*\S.*", re.DOTALL),
    "dir": re.compile("ltr|rtl|auto"),
    "width": re.compile("[0-9]{1,5}"),
    "height": re.compile("[0-9]{1,5}"),
    "colspan": re.compile("[1-9][0-9]{0,3}"),
    "rowspan": re.compile("[0-9]{1,4}"),
    "span": re.compile("[1-9][0-9]{0,3}"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "start": re.compile("-?[0-9]{1,9}"),
    "value": re.compile("-?[0-9]{1,9}"),
    "type": re.compile("[1aAiI]"),
    "reversed": re.compile("(reversed)?"),
    "open": re.compile("(open)?"),
    "tabindex": re.compile("0"),
    "kind": re.compile("captions|chapters|descriptions|metadata|subtitles"),
    "id": re.compile(r"\S+"),
}
_LANGUAGE: Final = re.compile(
    "[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*",
    re.IGNORECASE,
)
#: The declarations of a ``style`` attribute that respect the reader's own colours and fonts.
_DECLARATION: Final = re.compile(
    r"(?:text-align:\s*(?:left|right|center|justify|start|end)"
    r"|(?:(?:max-)?(?:width|height)|padding-inline-start):\s*[0-9]{1,4}(?:\.[0-9]{1,4})?(?:%|px|em|rem)"
    r"|vertical-align:\s*(?:top|middle|bottom|baseline|sub|super)"
    r"|font-(?:weight:\s*(?:bold|normal)|style:\s*(?:italic|normal))"
    r"|text-decoration:\s*(?:underline|line-through|none))",
    re.IGNORECASE,
)


def is_language_tag(text: str) -> bool:
    """Whether EPUBCheck takes a tag for one of BCP 47."""
    return _LANGUAGE.fullmatch(text) is not None


def filter_attributes(element: XmlElement, *, name: str, ids: set[str]) -> None:
    """Leaves the attributes that ``name``, an element of XHTML, may have; adds its id to ``ids``.

    An id that is in ``ids`` already is removed.
    """
    if name == "img" and "alt" not in element.attrib:
        element.set("alt", "")
    if not element.keys():  # as most elements
        return
    allowed = _ATTRIBUTES.get(name, frozenset())
    for key, value in element.items():
        if key in {EPUB_TYPE, _XML_LANG}:
            continue
        pattern = _VALUES.get(key)
        is_known = key in _GLOBAL_ATTRIBUTES or key in allowed
        if not is_known or (pattern is not None and not pattern.fullmatch(value)):
            del element.attrib[key]
    _filter_language(element)
    _filter_style(element)
    own = element.get("id")
    if own is not None and own in ids:
        del element.attrib["id"]
    elif own is not None:
        ids.add(own)


def _filter_style(element: XmlElement) -> None:
    style = element.attrib.pop("style", "")
    declarations = [item.strip() for item in style.split(";")]
    kept = "; ".join(item for item in declarations if _DECLARATION.fullmatch(item))
    if kept:
        element.set("style", kept)


def _filter_language(element: XmlElement) -> None:
    lang = element.attrib.pop("lang", None) or element.attrib.pop(_XML_LANG, None)
    element.attrib.pop(_XML_LANG, None)
    if lang and is_language_tag(lang):
        element.set("lang", lang)
        element.set(_XML_LANG, lang)
