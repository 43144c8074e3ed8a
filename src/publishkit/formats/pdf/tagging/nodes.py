"""The structure tree while it is made: elements, and the places on the pages that they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["LinkArea", "Node", "PictureArea", "Piece"]


@dataclass(eq=False, slots=True)
class Piece:
    """Marked content of one page: text of one line, or a picture.

    ``mcid`` is its number, which it gets when it is painted. ``actual_text`` is what it says where
    that is not what is drawn.
    """

    page: int
    tag: str
    mcid: int | None = None
    actual_text: str = ""


@dataclass(eq=False, slots=True)
class LinkArea:
    """An area to click on: one for each line of a link. ``box`` has the annotation."""

    page: int
    box: Any


class PictureArea(NamedTuple):
    """The page of a picture and its sides there, in CSS pixels from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(eq=False, slots=True)
class Node:
    """A structure element. ``attributes`` maps owners (``Layout``, ``List``, ``Table``) to values;
    ``identifier`` is its ``/ID``.
    """

    type: str
    parent: Node | None
    kids: list[Node | Piece | LinkArea] = field(default_factory=list)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    lang: str = ""
    alt: str | None = None
    expansion: str = ""
    identifier: str = ""
    #: HTML ids of what it refers to: a heading, a note, the citations of a note.
    refers_to: tuple[str, ...] = ()
    #: Where a picture is drawn.
    area: PictureArea | None = None
    #: Whether it was made for text that stands right in an element of blocks.
    is_anonymous: bool = False
    #: The PDF object, when the tree is written.
    object: Any = None

    def below(self) -> Iterator[Node]:
        """Yields this element and all below it, parents first."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(kid for kid in reversed(node.kids) if isinstance(kid, Node))
