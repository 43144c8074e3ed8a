"""Takes out of a structure tree what does not belong there, when it is whole."""

from __future__ import annotations

from typing import Final

from publishkit.formats.pdf.tagging.elements import EMPTY_KEPT, INLINE
from publishkit.formats.pdf.tagging.nodes import Node

__all__ = ["tidy"]

_CAPTIONED: Final = frozenset({"Figure", "Formula", "L", "Table", "TOC"})


def tidy(document: Node) -> None:
    """Takes away what has no content, and makes of figures without a picture what they are."""
    for node in reversed(list(document.below())):
        if node.type == "Figure" and node.alt is None:
            _make_div(node)
        node.kids = [kid for kid in node.kids if not isinstance(kid, Node) or _has_content(kid)]
        _place_captions(node)


def _has_content(node: Node) -> bool:
    return bool(node.kids) or node.type in EMPTY_KEPT


def _place_captions(node: Node) -> None:
    """Leaves one caption, first or last in what can have one (ISO 14289-2, 8.2.5.27)."""
    captions = [kid for kid in node.kids if isinstance(kid, Node) and kid.type == "Caption"]
    for caption in captions:
        is_at_edge = caption in (node.kids[0], node.kids[-1])
        if node.type not in _CAPTIONED or not is_at_edge or caption is not captions[0]:
            has_blocks = any(isinstance(kid, Node) and kid.type == "P" for kid in caption.kids)
            caption.type = "Div" if has_blocks else "P"


def _make_div(figure: Node) -> None:
    kids, figure.kids = figure.kids, []
    figure.type = "Div"
    for kid in kids:
        if isinstance(kid, Node) and kid.type not in INLINE:
            figure.kids.append(kid)
            continue
        last = figure.kids[-1] if figure.kids else None
        if not (isinstance(last, Node) and last.is_anonymous):
            last = Node("P", figure, is_anonymous=True)
            figure.kids.append(last)
        last.kids.append(kid)
        if isinstance(kid, Node):
            kid.parent = last
