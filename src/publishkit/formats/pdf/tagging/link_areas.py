"""The areas of links: large enough to be hit, named in words."""

from __future__ import annotations

from typing import Any, Final

from publishkit.formats.pdf.objects import string

__all__ = ["name_links", "whole_links"]

#: The least width and height of what one clicks on, in CSS pixels (8 points).
_LEAST: Final = 8 / 0.75
#: The print flag: PDF/A wants links to be printed (ISO 19005-2, 6.3.2).
_PRINT: Final = 4


def whole_links(links: list[Any]) -> list[Any]:
    """Returns one link for each ``a`` in a line, large enough to be hit.

    WeasyPrint 70 gives each element in a link an annotation of its own, outside the structure
    element ``Link`` (ISO 14289-1, 7.18.5), and the ``a`` only the height of its text.
    """
    whole: list[Any] = []
    for kind, target, rectangle, box in links:
        if box.element_tag == "a":
            whole.append((kind, target, rectangle, box))
        elif whole and whole[-1][1] == target:
            first = whole[-1]
            whole[-1] = (first[0], first[1], _union(first[2], rectangle), first[3])
    return [(kind, target, _grown(area), box) for kind, target, area, box in whole]


def name_links(document: Any) -> None:
    """Says where each link leads, in words (ISO 14289-1, 7.18.5), not by its target."""
    for page in document.pages:
        for _, target, _, box in page.links:
            annotation = box.link_annotation
            if annotation is not None:
                annotation["Contents"] = string(_name(box.element) or target)
                annotation["F"] = _PRINT


def _name(element: Any) -> str:
    """Returns the name of a link: its own, its text, the text of its pictures."""
    pictures = " ".join(picture.get("alt", "") for picture in element.iter("img"))
    for name in (element.get("aria-label") or "", "".join(element.itertext()), pictures):
        if words := name.split():
            return " ".join(words)
    return ""


def _union(one: Any, other: Any) -> tuple[float, ...]:
    low = (min(one[0], other[0]), min(one[1], other[1]))
    return (*low, max(one[2], other[2]), max(one[3], other[3]))


def _grown(area: Any) -> tuple[float, ...]:
    across = max(_LEAST - (area[2] - area[0]), 0) / 2
    down = max(_LEAST - (area[3] - area[1]), 0) / 2
    return area[0] - across, area[1] - down, area[2] + across, area[3] + down
