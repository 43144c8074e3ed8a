"""Makes lines of Chinese and Japanese meet the right edge (CLREQ, "Line Adjustment").

WeasyPrint 70 stretches nothing but spaces, which leaves Chinese ragged and tears holes where a
line has a space. Justifying moves nothing to another line, so it is done here between layout and
drawing, on WeasyPrint's boxes, with no change to the library. It can go when WeasyPrint knows
``text-justify: inter-character``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["justify_lines"]

#: Characters beside which a line may open up. Not — … and ·, so that —— and …… stay whole.
_OPEN: Final = re.compile(
    "[⺀-⿟　-\u31ff㐀-鿿豈-\ufaff︰-﹏！-｠\U00020000-\U0003ffff‘’“”]+|[ \u00a0]+"
)
#: Lines that need more between two characters, in em, stay as they are: a float or a long word
#: is in the way.
_MOST: Final = 0.25
_LEAST: Final = 0.05  # CSS pixels


def justify_lines(weasyprint: Any, page: Any) -> None:
    """Stretches the lines of a page box, in place.

    Lines are taken whose ``text-align`` is ``start``, the initial value; a style keeps a block
    ragged by ``text-align: left``. The last line of a paragraph, and one that ends in a forced
    break, are left as they are.
    """
    layout_type = _layout_type(weasyprint)
    line_box = weasyprint.formatting_structure.boxes.LineBox
    for block in _blocks(page, line_box):
        edge = block.content_box_x() + block.width
        for line in block.children:
            if isinstance(line, line_box) and _is_stretched(line):
                _justify(layout_type, line, edge)


def _blocks(box: Any, line_box: Any) -> Iterator[Any]:
    """Yields the boxes that hold lines."""
    stack = [box]
    while stack:
        current = stack.pop()
        children = getattr(current, "children", ())
        if any(isinstance(child, line_box) for child in children):
            yield current
        stack.extend(child for child in children if hasattr(child, "style"))


def _is_stretched(line: Any) -> bool:
    style = line.style
    is_text = style["text_align_all"] == "start" and style["white_space"] == "normal"
    if not is_text or style["direction"] != "ltr" or getattr(line, "resume_at", None) is None:
        return False
    last = line
    while getattr(last, "children", ()):
        last = last.children[-1]
        if str(last.element_tag).startswith("br"):
            return False
    return True


def _texts(box: Any) -> Iterator[Any]:
    """Yields the text boxes of a line in their order; atomic boxes hold none of its text."""
    for child in getattr(box, "children", ()):
        if not child.is_in_normal_flow():
            continue
        if hasattr(child, "pango_layout"):
            yield child
        elif _is_inline(child):
            yield from _texts(child)


def _is_inline(box: Any) -> bool:
    return type(box).__name__ in {"InlineBox", "LineBox"}


def _justify(layout_type: Any, line: Any, edge: float) -> None:
    flow = [child for child in line.children if child.is_in_normal_flow()]
    if not flow:
        return
    missing = edge - (flow[-1].position_x + flow[-1].margin_width())
    texts = [text for text in _texts(line) if _OPEN.search(text.text)]
    places = sum(len(run) for text in texts for run in _OPEN.findall(text.text)) - 1
    ideographs = any(char > "\u2e7f" for text in texts for char in text.text)
    if missing < _LEAST or places < 1 or not ideographs:
        return
    size = max(text.style["font_size"] for text in texts)
    if missing / places > _MOST * size:
        return
    layouts = _fitting(layout_type, texts, missing, places)
    _place(line, layouts, 0.0)


def _fitting(
    layout_type: Any, texts: list[Any], missing: float, places: int
) -> dict[int, tuple[Any, float]]:
    """Returns a layout and its growth for each text, which together fill what is missing.

    Pango gives half of the space at the ends of a run, so that the growth is measured and the
    space corrected once; it is linear.
    """
    spacing = missing / places
    for _ in range(2):
        layouts = {id(text): layout_type.stretched(text, spacing) for text in texts}
        growth = sum(grown for _, grown in layouts.values())
        if growth <= 0 or abs(growth - missing) < _LEAST:
            break
        spacing *= missing / growth
    return layouts


def _place(box: Any, layouts: dict[int, tuple[Any, float]], shift: float) -> float:
    """Moves a box and what is in it; returns how far the next one is moved."""
    found = layouts.get(id(box))
    if found is not None:
        box.pango_layout, growth = found
        box.position_x += shift
        box.width += growth
        return shift + growth
    if not _is_inline(box):
        box.translate(shift, 0)
        for inner in _descendants(box):
            _move_background(inner, shift, 0.0)
        return shift
    box.position_x += shift
    before = shift
    for child in box.children:
        if child.is_in_normal_flow():
            shift = _place(child, layouts, shift)
    box.width += shift - before
    _move_background(box, before, shift - before)
    return shift


def _descendants(box: Any) -> Iterator[Any]:
    stack = [box]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(current.all_children() if hasattr(current, "all_children") else ())


def _move_background(box: Any, shift: float, growth: float) -> None:
    """Moves what is painted behind a box: WeasyPrint 70 places it at the end of its layout."""
    background = getattr(box, "background", None)
    if background is None:
        return

    def moved(area: Any) -> Any:
        if isinstance(area, str):  # "unused": there is no image to place.
            return area
        left, top, width, *rest = area
        return (left + shift, top, width + growth, *rest)

    layers = [
        layer._replace(
            painting_area=moved(layer.painting_area),
            positioning_area=moved(layer.positioning_area),
            clipped_boxes=[moved(area) for area in layer.clipped_boxes],
        )
        for layer in background.layers
    ]
    box.background = background._replace(layers=layers)


def _layout_type(weasyprint: Any) -> Any:
    """Returns WeasyPrint's layout of a text, with space beside Chinese characters."""
    ffi = weasyprint.text.ffi
    pango = ffi.pango
    line_break = weasyprint.text.line_break
    base: Any = line_break.Layout

    class StretchedLayout(base):  # type: ignore[misc]  # WeasyPrint has no types
        """A line of text whose ``justification_spacing`` goes between characters."""

        @classmethod
        def stretched(cls, text: Any, spacing: float) -> tuple[Any, float]:
            """Returns the layout of a text box, and how much wider it is than before."""
            layout = cls(text.style, spacing)
            layout.set_text(text.text, justify=True)
            line, _ = layout.get_first_line()
            width, _ = line_break.line_size(line, text.style)
            layout.deactivate()
            return layout, width - text.width

        def set_text(self, text: str, justify: bool = False) -> None:
            super().set_text(text)
            if not justify:
                return
            attributes = pango.pango_layout_get_attributes(self.layout)
            if attributes == ffi.ffi.NULL:
                attributes = ffi.ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
            own = self.style["letter_spacing"]
            wide = (0 if own == "normal" else own) + self.justification_spacing
            for run in _OPEN.finditer(self.text):
                space = pango.pango_attr_letter_spacing_new(int(wide * ffi.TO_UNITS))
                space.start_index = len(self.text[: run.start()].encode())
                space.end_index = len(self.text[: run.end()].encode())
                pango.pango_attr_list_change(attributes, space)
            pango.pango_layout_set_attributes(self.layout, attributes)

    return StretchedLayout
