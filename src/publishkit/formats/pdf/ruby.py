"""Ruby (small characters above others) as pairs, each of which is set in one place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

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
    return max(0.0, _width(annotation) / 2 - _width(base))


def _width(nodes: tuple[Node, ...]) -> float:
    text = plain_text(nodes)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide + (len(text) - wide) * 0.56
