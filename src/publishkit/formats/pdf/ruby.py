"""Ruby (small characters above others) as pairs, each of which is set in one place."""

from __future__ import annotations

from collections.abc import Iterator

from publishkit.formats.pdf.front import text_width
from publishkit.model.nodes import Element, Node
from publishkit.model.tree import plain_text

__all__ = ["overhang", "ruby_pairs"]


def ruby_pairs(ruby: Element) -> Iterator[tuple[tuple[Node, ...], tuple[Node, ...]]]:
    """Yields the base and the annotation of each pair of a ``ruby`` element; brackets are dropped.

    Bases without an annotation, at the end, have an empty one.
    """
    base: list[Node] = []
    for node in ruby.content:
        if isinstance(node, Element) and node.tag == "rp":
            continue
        if isinstance(node, Element) and node.tag == "rt":
            yield tuple(base), node.content
            base = []
        else:
            base.append(node)
    if base:
        yield tuple(base), ()


def overhang(base: tuple[Node, ...], annotation: tuple[Node, ...]) -> float:
    """Returns how much wider the annotation is, at half the size, in ems of the base."""
    return max(0.0, text_width(plain_text(annotation)) / 2 - text_width(plain_text(base)))
