"""Where words and pictures stand on the pages of a PDF, by poppler and pikepdf."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

import pdf_reading as reading
from pdf_glyphs import rows

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<'
)


class Box(NamedTuple):
    """A word, or a picture with an empty text; in points from the top left of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""


class PageBoxes(NamedTuple):
    width: float
    height: float
    words: tuple[Box, ...]
    pictures: tuple[Box, ...]

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    def within(self, left: float, top: float, right: float, bottom: float) -> str:
        """Returns the words whose middle is in the area, without spaces."""
        return "".join(
            word.text
            for word in self.words
            if left <= (word.left + word.right) / 2 <= right
            and top <= (word.top + word.bottom) / 2 <= bottom
        )


def pages(data: bytes, folder: Path) -> list[PageBoxes]:
    file = folder / "boxes.pdf"
    file.write_bytes(data)
    command = ["pdftotext", "-bbox", str(file), "-"]
    output = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    with reading.opened(data) as pdf:
        pictures = [tuple(_pictures(page)) for page in pdf.pages]
    found: list[PageBoxes] = []
    for number, (width, height, content) in enumerate(_PAGE.findall(output)):
        words = tuple(
            Box(*map(float, word[:4]), html.unescape(word[4])) for word in _WORD.findall(content)
        )
        found.append(PageBoxes(float(width), float(height), words, pictures[number]))
    return found


def strays(data: bytes, *, slack: float = 0.5) -> list[tuple[int, str]]:
    """Returns the page and the character of what reaches over an edge of it; a picture has none.

    Glyphs are read from the page's own operators: poppler leaves out what is off the page.
    """
    found: list[tuple[int, str]] = []
    with reading.opened(data) as pdf:
        sizes = [tuple(map(float, page["/MediaBox"]))[2:] for page in pdf.pages]
        pictures = [tuple(_pictures(page)) for page in pdf.pages]
    for number, (width, height) in enumerate(sizes, start=1):
        for box in pictures[number - 1]:
            is_across = box.left < -slack or box.right > width + slack
            if is_across or box.top < -slack or box.bottom > height + slack:
                found.append((number, ""))
    for row in rows(data):
        width, height = sizes[row.page - 1]
        for glyph in row.glyphs:
            is_across = glyph.origin < -slack or glyph.right > width + slack
            top = glyph.baseline + glyph.size
            if is_across or glyph.baseline < -slack or top > height + slack:
                found.append((row.page, glyph.char))
    return found


def labels(data: bytes) -> list[str]:
    """Returns the numbers of the pages as viewers show them."""
    with reading.opened(data) as pdf:
        return [page.label for page in pdf.pages]


class ContentsLine(NamedTuple):
    text: str
    target_label: str


def contents_lines(data: bytes, folder: Path) -> list[ContentsLine]:
    """Returns the text in the area of each inner link, and the label of the page it leads to."""
    boxes, names = pages(data, folder), labels(data)
    found: list[ContentsLine] = []
    with reading.opened(data) as pdf:
        places = {
            str(name): next(n for n, page in enumerate(pdf.pages) if page.objgen == place[0].objgen)
            for name, place in pikepdf.NameTree(pdf.Root["/Names"]["/Dests"]).items()
        }
        for number, page in enumerate(pdf.pages):
            for annotation in page.get("/Annots", []):
                if "/Dest" not in annotation:
                    continue
                left, bottom, right, top = sorted_rectangle(annotation["/Rect"])
                height = boxes[number].height
                text = boxes[number].within(left, height - top, right, height - bottom)
                found.append(ContentsLine(text, names[places[str(annotation["/Dest"])]]))
    return found


def sorted_rectangle(values: Any) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in values)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _pictures(page: Any) -> Iterator[Box]:
    """Yields the area of each image that the page draws, also inside forms."""
    _, _, _, height = (float(value) for value in page["/MediaBox"])
    for matrix in _image_matrices(page, page.get("/Resources", {}), pikepdf.Matrix()):
        corners = [matrix.transform((x, y)) for x in (0, 1) for y in (0, 1)]
        across, up = [x for x, _ in corners], [y for _, y in corners]
        yield Box(min(across), height - max(up), max(across), height - min(up))


def _image_matrices(content: Any, resources: Any, matrix: Any) -> Iterator[Any]:
    stack: list[Any] = []
    for operands, operator in pikepdf.parse_content_stream(content):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "Do":
                drawn = resources["/XObject"][str(operands[0])]
                if drawn["/Subtype"] == "/Image":
                    yield matrix
                else:
                    own = pikepdf.Matrix(*map(float, drawn.get("/Matrix", [1, 0, 0, 1, 0, 0])))
                    inner = drawn.get("/Resources", resources)
                    yield from _image_matrices(drawn, inner, own @ matrix)
