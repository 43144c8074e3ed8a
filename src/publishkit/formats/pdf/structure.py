"""Mends WeasyPrint's structure tree and links before the PDF is written.

It works on pydyf's objects, which ``write_pdf`` hands to its ``finisher``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["fill_unicode_maps", "name_link", "uncover_metadata", "wrap_list_bodies"]


def name_link(annotation: Any, text: str) -> None:
    """Says where a link leads, in words (ISO 14289-1, 7.18.5), instead of its target."""
    import pydyf

    annotation["Contents"] = pydyf.String(text)


def wrap_list_bodies(pdf: Any) -> None:
    """Puts all of a list item but its label into one ``LBody`` (ISO 14289-1, 7.2; ISO 32000-1,
    14.8.4.3.3).

    WeasyPrint 70 puts a paragraph of an ``li`` right into ``LI``.
    """
    import pydyf

    items: list[Any] = [element for element in pdf.objects if _is(element, "/LI")]
    for element in items:
        kids = [(reference, _target(pdf, reference)) for reference in element["K"]]
        labels = [reference for reference, kid in kids if _is(kid, "/Lbl")]
        rest = [(reference, kid) for reference, kid in kids if not _is(kid, "/Lbl")]
        if not rest or (len(rest) == 1 and _is(rest[0][1], "/LBody")):
            continue
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "P": element.reference}
        )
        if "Pg" in element:
            body["Pg"] = element["Pg"]
        pdf.add_object(body)
        for reference, kid in rest:
            if _is(kid, "/LBody"):
                _move(pdf, kid["K"], body)
            else:
                _move(pdf, [reference], body)
        element["K"] = pydyf.Array([*labels, body.reference])


def fill_unicode_maps(pdf: Any) -> None:
    """Gives every glyph a character (ISO 14289-1, 7.21.7).

    WeasyPrint 70 gives the whole text of a cluster to its first glyph and nothing to the others,
    as they are common in Arabic and Indic scripts; they get a WORD JOINER, which nobody sees.
    """
    for part in pdf.objects:
        lines = getattr(part, "stream", None)
        if isinstance(lines, list) and b"begincmap" in lines:
            lines[:] = [
                line[:-1] + b"2060>"
                if isinstance(line, bytes) and line.endswith(b" <>") and line.startswith(b"<")
                else line
                for line in lines
            ]


def uncover_metadata(pdf: Any) -> None:
    """Leaves the XMP packet uncompressed, so that every program finds it (ISO 19005-1, 6.7.2)."""
    for part in pdf.objects:
        if getattr(part, "extra", {}).get("Subtype") == "/XML":
            part.compress = False


def _move(pdf: Any, references: Iterable[Any], parent: Any) -> None:
    for reference in references:
        kid = _target(pdf, reference)
        if kid is not None and "S" in kid:
            kid["P"] = parent.reference
        parent["K"].append(reference)


def _target(pdf: Any, reference: Any) -> Any:
    """Returns the object that a reference such as ``b"12 0 R"`` means; a number means none."""
    if isinstance(reference, bytes):
        return pdf.objects[int(reference.split()[0])]
    return None


def _is(kid: Any, kind: str) -> bool:
    return isinstance(kid, dict) and kid.get("S") == kind
