"""Sees that what assistive technology announces by a name has one: headings, links, header cells.

Raw HTML and Markdown may leave them empty. Ace calls that ``empty-heading``, ``link-name``,
``empty-table-header`` and ``summary-name`` (WCAG 2.2, 1.3.1, 2.4.4 and 4.1.2).
"""

from __future__ import annotations

from typing import Final

from publishkit.render.xml import XmlElement

__all__ = ["mend_names"]

_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_IMAGE: Final = f"{_XHTML}img"
_MATH: Final = "{http://www.w3.org/1998/Math/MathML}math"
_NAMED: Final = tuple(
    f"{_XHTML}{name}" for name in ["h1", "h2", "h3", "h4", "h5", "h6", "a", "th", "summary"]
)


def mend_names(body: XmlElement) -> None:
    """Changes in place what has neither text nor the text of an image.

    What has formulas is named by their text. Else a heading becomes ``div``, a header cell a plain
    one, a link of images is named by its address, and any other ceases to be one; a summary gets an
    ellipsis.
    """
    for element in [item for item in body.iter(*_NAMED) if not _has_name(item)]:
        formulas = [item.get("alttext", "") for item in element.iter(_MATH)]
        if formulas:
            element.set("aria-label", " ".join(formulas))
            continue
        match element.tag.removeprefix(_XHTML):
            case "a":
                _mend_link(element)
            case "th":
                element.tag = f"{_XHTML}td"
            case "summary":
                element.text = f"\N{HORIZONTAL ELLIPSIS}{element.text or ''}"
            case _:
                element.tag = f"{_XHTML}div"


def _has_name(element: XmlElement) -> bool:
    if (element.text or "").strip() or element.get("aria-label", "").strip():
        return True
    if any(image.get("alt", "").strip() for image in element.iter(_IMAGE)):
        return True
    # Screen readers that know no MathML do not say what is in formulas.
    return _length(element) > sum(map(_length, element.iter(_MATH)))


def _length(element: XmlElement) -> int:
    return len("".join("".join(element.itertext()).split()))


def _mend_link(link: XmlElement) -> None:
    if link.find(f".//{_IMAGE}") is None:
        link.attrib.pop("href", None)
    elif "href" in link.attrib:
        link.set("aria-label", link.get("href", ""))
