"""Strict parsing of XML from anywhere and printing it again, by lxml."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

__all__ = ["XmlElement", "parse_xml", "print_xml", "remove_elements", "split_tag"]

#: An element as lxml makes it.
XmlElement: TypeAlias = Any


def parse_xml(data: bytes | str, *, is_ours: bool = False) -> XmlElement | None:
    """Returns the root element, or ``None`` when the text is not well-formed XML.

    Nothing outside the text is loaded (no DTD, no external entity, no network), and comments and
    processing instructions are left out. libxml2's limits on depth and size hold unless the text
    ``is_ours``; its limit on entity expansion always does.
    """
    from lxml import etree

    # lxml 5 and later resolve the file's own entities only, unless told otherwise.
    parser = etree.XMLParser(
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=is_ours,
    )
    raw = data.encode() if isinstance(data, str) else data
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def print_xml(root: XmlElement) -> bytes:
    """Returns an element as UTF-8 without XML declaration, DOCTYPE or unused namespaces."""
    from lxml import etree

    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=False, with_tail=False))


def split_tag(name: object) -> tuple[str, str]:
    """Returns namespace and local name of a tag or attribute; two empty strings for no element."""
    if not isinstance(name, str):
        return "", ""
    if name.startswith("{"):
        namespace, _, local = name[1:].partition("}")
        return namespace, local
    return "", name


def remove_elements(elements: Iterable[XmlElement]) -> None:
    """Takes elements out of their tree with all that is in them; the text after them stays."""
    for element in list(elements):
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            before = element.getprevious()
            if before is None:
                parent.text = (parent.text or "") + element.tail
            else:
                before.tail = (before.tail or "") + element.tail
        parent.remove(element)
