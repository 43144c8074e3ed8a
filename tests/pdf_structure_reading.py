"""The structure tree of a PDF as a screen reader walks it, by pikepdf, for tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

_BFCHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")


@dataclass(eq=False)
class Element:
    """One structure element; ``kids`` are elements, ``(page, text)`` of marked content, and the
    annotations of links.
    """

    type: str
    values: Any
    parent: Element | None
    kids: list[Any] = field(default_factory=list)
    #: The open file of the ``Document``: its objects are gone when it is.
    file: Any = None

    def below(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.below()

    def text(self, *, is_left_out: Any = None) -> str:
        """Returns the text of the marked content, in the order of the tree."""
        parts = []
        for kid in self.kids:
            if isinstance(kid, Element):
                if is_left_out is None or not is_left_out(kid):
                    parts.append(kid.text(is_left_out=is_left_out))
            elif isinstance(kid, tuple):
                parts.append(kid[1])
        return "".join(parts)

    def all(self, *types: str) -> list[Element]:
        return [element for element in self.below() if element.type in types]

    @property
    def alt(self) -> str:
        return str(self.values.get("/Alt", ""))

    @property
    def lang(self) -> str:
        return str(self.values.get("/Lang", ""))

    def attribute(self, name: str) -> Any:
        own = self.values.get("/A", [])
        for owner in own if isinstance(own, pikepdf.Array) else [own]:
            if name in owner:
                return owner[name]
        return None


def structure_tree(data: bytes) -> Element:
    """Returns the ``Document`` element of a file."""
    return read_tree(pikepdf.open(BytesIO(data)))


def counts(data: bytes) -> Counter[str]:
    return Counter(element.type for element in structure_tree(data).below())


def read_tree(pdf: pikepdf.Pdf) -> Element:
    texts = [_marked_text(page) for page in pdf.pages]
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    root = pdf.Root["/StructTreeRoot"]["/K"]
    document = _element(root[0] if isinstance(root, pikepdf.Array) else root, None, pages, texts)
    document.file = pdf
    return document


def _element(values: Any, parent: Element | None, pages: Any, texts: Any) -> Element:
    element = Element(str(values["/S"])[1:], values, parent)
    kids = values.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            page = pages[values["/Pg"].objgen]
            element.kids.append((page, texts[page].pop(kid)))
        elif kid.get("/Type") == "/MCR":
            page = pages[kid["/Pg"].objgen]
            element.kids.append((page, texts[page].pop(int(kid["/MCID"]))))
        elif kid.get("/Type") == "/OBJR":
            element.kids.append(kid["/Obj"])
        else:
            assert kid["/P"].objgen == values.objgen
            element.kids.append(_element(kid, element, pages, texts))
    return element


def _marked_text(page: Any) -> dict[int, str]:
    """Returns the text of each piece of marked content of a page by its number."""
    maps = {
        name: _characters(font)
        for name, font in page["/Resources"].get("/Font", {}).items()
        if "/ToUnicode" in font
    }
    found: dict[int, str] = {}
    # Each entry: the number, or none; and the text that stands for what is drawn.
    stack: list[tuple[int | None, str | None]] = []
    chars: dict[bytes, str] = {}
    size = 2
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BMC":
                stack.append((None, ""))
            case "BDC":
                values = operands[1]
                number = values.get("/MCID") if isinstance(values, pikepdf.Dictionary) else None
                actual = values.get("/ActualText") if number is not None else ""
                stack.append((number, None if actual is None else str(actual)))
                if number is not None:
                    found[int(number)] = str(actual or "")
            case "EMC":
                stack.pop()
            case "Tf":
                chars, size = maps.get(str(operands[0]), ({}, 2))
            case "Tj" | "TJ":
                number, actual = stack[-1] if stack else (None, "")
                if number is None or actual is not None:
                    continue
                shown = operands[0] if str(operator) == "TJ" else [operands[0]]
                for part in shown:
                    if isinstance(part, pikepdf.String):
                        code = bytes(part)
                        found[int(number)] += "".join(
                            chars.get(code[place : place + size], "\ufffd")
                            for place in range(0, len(code), size)
                        )
    return found


def _characters(font: Any) -> tuple[dict[bytes, str], int]:
    lines = bytes(font["/ToUnicode"].read_bytes())
    chars = {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _BFCHAR.findall(lines)
    }
    size = 1 if font["/Subtype"] == "/Type3" else 2
    return chars, size
