"""Extends WeasyPrint's line layout for the time of an export, in the thread that exports.

Functions of layout are replaced by ones that ask a composer first, one of drawing by one that
looks for text that was composed; all else goes to the originals. Before, the version is compared,
and the source of each function that is replaced or relied on: another WeasyPrint is left as it is.
This is the only module that changes WeasyPrint; it can go when its line layout has a place to hook
into.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from publishkit.formats.pdf.typesetting.composer import Composer
from publishkit.formats.pdf.typesetting.drawing import DrawnText
from publishkit.formats.pdf.typesetting.paragraph import TypesettingStyle

__all__ = ["extended_layout", "unknown_source"]

_MAJOR: Final = "70."
#: SHA-256 of the source of what is replaced or relied on, by the module's path.
_SOURCES: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "layout/inline.py": (
        (
            "def iter_line_boxes(",
            "def get_next_linebox(",
            "def skip_first_whitespace(",
            "def remove_last_whitespace(",
            "def atomic_box(",
            "def split_inline_box(",
            "def _adjust_line_height(",
            "def text_align(",
            "def justify_line(",
        ),
        "0cecbf53b366f952",
    ),
    "layout/preferred.py": (
        ("def inline_line_widths(", "def trailing_whitespace_size("),
        "88f510ba642cc482",
    ),
    "text/line_break.py": (("def line_size(", "class Layout:", "def strut("), "fbbabedba89afda1"),
    "draw/text.py": (("def draw_text(", "def draw_first_line("), "a610bc9fe06f75d4"),
}
_LOCK: Final = threading.Lock()


class _Threads(threading.local):
    """The composer of each thread that exports."""

    composer: Composer | None = None


_ACTIVE: Final = _Threads()
_USERS: Final = {"count": 0}
_ORIGINALS: Final[dict[str, Any]] = {}


@contextmanager
def extended_layout(weasyprint: Any, style: TypesettingStyle | None) -> Iterator[None]:
    """Lets Chinese and Japanese be set by CLREQ in this thread, inside the ``with`` block.

    A WeasyPrint that is not known stays as it is, as it does without a style.
    """
    if style is None or unknown_source(weasyprint):
        yield
        return
    outer = _ACTIVE.composer
    with _LOCK:
        if not _USERS["count"]:
            _replace(weasyprint)
        _USERS["count"] += 1
    _ACTIVE.composer = Composer(weasyprint, style)
    try:
        yield
    finally:
        _ACTIVE.composer = outer
        with _LOCK:
            _USERS["count"] -= 1
            if not _USERS["count"]:
                _restore(weasyprint)


def unknown_source(weasyprint: Any) -> str:
    """Returns the part of WeasyPrint that is not as we know it, or nothing."""
    version = str(weasyprint.__version__)
    if not version.startswith(_MAJOR):
        return f"version {version}"
    return _unknown_file(str(Path(str(weasyprint.__file__)).parent))


@lru_cache(maxsize=4)
def _unknown_file(folder: str) -> str:
    for name, (heads, digest) in _SOURCES.items():
        path = Path(folder, name)
        if not path.is_file():
            return name
        text = path.read_text(encoding="utf-8")
        parts = "\n".join(_definition(text, head) for head in heads)
        if sha256(parts.encode()).hexdigest()[:16] != digest:
            return name
    return ""


def _definition(text: str, head: str) -> str:
    """Returns a function or class as it is written, down to the next one of its level."""
    _, found, rest = text.partition(f"\n{head}")
    lines = rest.splitlines()
    for number, line in enumerate(lines):
        if number and line.startswith(("def ", "class ", "@")):
            lines = lines[:number]
            break
    return found + "\n".join(lines).rstrip()


def _replace(weasyprint: Any) -> None:
    inline, preferred = weasyprint.layout.inline, weasyprint.layout.preferred
    _ORIGINALS["split_inline_box"] = split_inline_box = inline.split_inline_box
    _ORIGINALS["justify_line"] = justify_line = inline.justify_line
    _ORIGINALS["inline_line_widths"] = inline_line_widths = preferred.inline_line_widths
    _ORIGINALS["draw_first_line"] = draw_first_line = weasyprint.draw.text.draw_first_line
    line_box = weasyprint.formatting_structure.boxes.LineBox

    def split(
        context: Any,
        box: Any,
        position_x: float,
        max_x: float,
        bottom_space: Any,
        skip_stack: Any,
        containing_block: Any,
        absolute_boxes: list[Any],
        fixed_boxes: list[Any],
        line_placeholders: list[Any],
        *others: Any,
    ) -> Any:
        composer = _ACTIVE.composer
        if composer is not None and isinstance(box, line_box):
            breaker = composer.breaker_of(context, box, containing_block)
            if breaker is not None:
                line, resume_at, is_broken = composer.line(
                    context,
                    breaker,
                    position_x=position_x,
                    max_x=max_x,
                    skip_stack=skip_stack,
                    containing_block=containing_block,
                    bottom_space=bottom_space,
                    absolute_boxes=absolute_boxes,
                    fixed_boxes=fixed_boxes,
                    placeholders=line_placeholders,
                )
                line.is_composed = True
                return line, resume_at, is_broken, None, None, {"left": 0, "right": 0}
        return split_inline_box(
            context,
            box,
            position_x,
            max_x,
            bottom_space,
            skip_stack,
            containing_block,
            absolute_boxes,
            fixed_boxes,
            line_placeholders,
            *others,
        )

    def justify(context: Any, line: Any, extra_width: float) -> None:
        if not getattr(line, "is_composed", False):
            justify_line(context, line, extra_width)

    def widths(
        context: Any,
        box: Any,
        outer: Any,
        is_line_start: Any,
        minimum: bool,
        skip_stack: Any = None,
        first_line: bool = False,
    ) -> Any:
        composer = _ACTIVE.composer
        if composer is not None and isinstance(box, line_box):
            breaker = composer.breaker_of(context, box, (0, 0))
            if breaker is not None:
                return composer.widths(breaker, is_least=minimum, skip_stack=skip_stack)
        return inline_line_widths(
            context, box, outer, is_line_start, minimum, skip_stack, first_line
        )

    def draw(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> Any:
        text = textbox.pango_layout
        if isinstance(text, DrawnText):
            is_whole = text_overflow != "ellipsis" and block_ellipsis == "none"
            if not textbox.text.strip() or (is_whole and text.draw(stream, matrix)):
                return []
        return draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)

    inline.split_inline_box = split
    inline.justify_line = justify
    preferred.inline_line_widths = widths
    weasyprint.draw.text.draw_first_line = draw


def _restore(weasyprint: Any) -> None:
    weasyprint.layout.inline.split_inline_box = _ORIGINALS["split_inline_box"]
    weasyprint.layout.inline.justify_line = _ORIGINALS["justify_line"]
    weasyprint.layout.preferred.inline_line_widths = _ORIGINALS["inline_line_widths"]
    weasyprint.draw.text.draw_first_line = _ORIGINALS["draw_first_line"]
