"""SVG images without anything active or remote, for formats that carry the file itself."""

from __future__ import annotations

import re
from typing import Final

from publishkit.render.xml import XmlElement, parse_xml, print_xml, remove_elements, split_tag

__all__ = ["clean_svg"]

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"

#: SVG 1.1 and 2 elements that draw, describe or animate; what can run, embed or link is not here.
_ELEMENTS: Final = frozenset(
    """
    animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage
    feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
    feTurbulence filter g image line linearGradient marker mask metadata mpath path pattern polygon
    polyline radialGradient rect set stop style svg switch symbol text textPath title tspan use view
    """.split()  # noqa: SIM905  # a list of names is read more easily as words
)
_ANIMATIONS: Final = frozenset({"animate", "animateMotion", "animateTransform", "set"})
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_XML_ID: Final = re.compile(r"[^\W\d][\w.-]*\Z")
_INLINE_IMAGE: Final = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
_CSS_URL: Final = re.compile(r"url\(\s*(['\"]?)(.*?)\1\s*\)", re.IGNORECASE | re.DOTALL)
_CSS_ACTIVE: Final = re.compile(
    r"\\|@import|@font-face|@namespace|expression\s*\(|javascript:|-moz-binding|behavior\s*:"
    r"|image-set\s*\(|src\s*\(",
    re.IGNORECASE,
)


def clean_svg(data: bytes) -> bytes | None:
    """Returns the image with scripts, event handlers, HTML, links and remote parts taken out.

    What is left are SVG's own drawing elements, references inside the file and pictures in
    ``data:`` URLs, as UTF-8 without DOCTYPE. ``None`` when the bytes are not a well-formed SVG
    image. The result does not depend on anything but the bytes, and cleaning it again changes
    nothing.
    """
    root = parse_xml(data)
    if root is None or root.tag != f"{{{_SVG}}}svg":
        return None
    for link in list(root.iter(f"{{{_SVG}}}a")):
        link.tag = f"{{{_SVG}}}g"
    remove_elements([element for element in root.iter() if not _is_drawing(element)])
    ids: set[str] = set()
    for element in root.iter():
        _clean_attributes(element, ids)
        if element.tag == f"{{{_SVG}}}style" and not _is_safe_css(element.text or ""):
            element.text = ""
    return print_xml(root)


def _is_drawing(element: XmlElement) -> bool:
    namespace, name = split_tag(element.tag)
    if namespace != _SVG or name not in _ELEMENTS:
        return False
    if name in _ANIMATIONS:
        target = element.get("attributeName", "").strip().lower()
        return "href" not in target and not target.startswith("on")
    return True


def _clean_attributes(element: XmlElement, ids: set[str]) -> None:
    for name, value in list(element.attrib.items()):
        if not _is_safe_attribute(name, value, split_tag(element.tag)[1]):
            del element.attrib[name]
    name = element.get("id")
    if name is not None:
        # XML allows an id once, and only as a name (XML 1.0, 3.3.1).
        if name in ids or not _XML_ID.match(name):
            del element.attrib["id"]
        ids.add(name)


def _is_safe_attribute(name: str, value: str, tag: str) -> bool:
    namespace, local = split_tag(name)
    if local == "href" and namespace in {"", _XLINK}:
        target = value.strip()
        is_picture = tag in {"image", "feImage"} and _INLINE_IMAGE.match(target) is not None
        return target.startswith("#") or is_picture
    if namespace == _XML:
        return local in {"lang", "space"}
    if namespace:
        return False
    if not _NAME.match(local) or local.lower().startswith("on"):
        return False
    if tag == "style" and local == "class":
        # SVG 1.1, 6.16 has none there, which is what EPUBCheck goes by.
        return False
    if local in {"base", "src", "target", "download", "ping", "rel", "requiredExtensions"}:
        return False
    return _is_safe_css(value)


def _is_safe_css(text: str) -> bool:
    """Whether CSS, or an attribute that can hold some, refers to nothing outside the file."""
    if _CSS_ACTIVE.search(text):
        return False
    return all(
        target.startswith("#") or _INLINE_IMAGE.match(target)
        for _, target in _CSS_URL.findall(text)
    ) and len(_CSS_URL.findall(text)) == text.lower().count("url(")
