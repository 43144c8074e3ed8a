"""What a PDF file says, by pikepdf and poppler, for tests of the exporter."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf


class PdfLink(NamedTuple):
    page: int
    target: str
    name: str
    width: float
    height: float


class PdfTag(NamedTuple):
    name: str
    alt: str
    kids: list[str]


class PdfFont(NamedTuple):
    kind: str
    is_embedded: bool
    has_characters: bool


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def links(data: bytes) -> list[PdfLink]:
    """Returns the link annotations in their order; the target of an inner one starts with ``#``."""
    found: list[PdfLink] = []
    with opened(data) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            for annotation in page.get("/Annots", []):
                if annotation["/Subtype"] != "/Link":
                    continue
                inner = "/Dest" in annotation
                target = f"#{annotation['/Dest']}" if inner else str(annotation["/A"]["/URI"])
                left, bottom, right, top = (float(value) for value in annotation["/Rect"])
                name = str(annotation.get("/Contents", ""))
                size = (abs(right - left), abs(top - bottom))
                found.append(PdfLink(number, target, name, *size))
    return found


def destinations(data: bytes) -> set[str]:
    with opened(data) as pdf:
        return set(pikepdf.NameTree(pdf.Root["/Names"]["/Dests"]))


def outline(data: bytes) -> list[tuple[int, str]]:
    """Returns depth (from 1) and title of each bookmark."""
    found: list[tuple[int, str]] = []

    def visit(items: Any, depth: int) -> None:
        for item in items:
            found.append((depth, item.title))
            visit(item.children, depth + 1)

    with opened(data) as pdf, pdf.open_outline() as tree:
        visit(tree.root, 1)
    return found


def structure(data: bytes) -> list[PdfTag]:
    """Returns the structure elements, parents first, with the tags right below each."""
    found: list[PdfTag] = []

    def kids(element: Any) -> list[Any]:
        below = element.get("/K", [])
        below = list(below) if isinstance(below, pikepdf.Array) else [below]
        return [kid for kid in below if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

    def visit(element: Any) -> None:
        own = kids(element)
        names = [str(kid["/S"])[1:] for kid in own]
        found.append(PdfTag(str(element["/S"])[1:], str(element.get("/Alt", "")), names))
        for kid in own:
            visit(kid)

    with opened(data) as pdf:
        for element in kids(pdf.Root["/StructTreeRoot"]):
            visit(element)
    return found


def fonts(data: bytes) -> dict[str, PdfFont]:
    """Returns the fonts by name without the subset's prefix."""
    found: dict[str, PdfFont] = {}
    with opened(data) as pdf:
        for page in pdf.pages:
            for font in page["/Resources"].get("/Font", {}).values():
                descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
                found[str(font["/BaseFont"]).rpartition("+")[2]] = PdfFont(
                    str(font["/Subtype"])[1:],
                    "/FontFile2" in descriptor or "/FontFile3" in descriptor,
                    "/ToUnicode" in font,
                )
    return found


def text(data: bytes, folder: Path) -> str:
    """Returns the text in the order of the tags, as a screen reader has it."""
    file = folder / "text.pdf"
    file.write_bytes(data)
    command = ["pdfinfo", "-struct-text", str(file)]
    lines = subprocess.run(command, capture_output=True, check=True).stdout.decode().splitlines()
    parts = [line.strip() for line in lines]
    return "".join(part[1:-1] for part in parts if part.startswith('"') and part.endswith('"'))


def line_ends(data: bytes, folder: Path) -> list[float]:
    """Returns where each line of the first page ends, in points from the left, from the top."""
    file = folder / "lines.pdf"
    file.write_bytes(data)
    command = ["pdftotext", "-l", "1", "-bbox-layout", str(file), "-"]
    page = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return [float(end) for end in re.findall(r'<line [^>]*xMax="([\d.]+)"', page)]


def words(data: bytes, folder: Path, wanted: str) -> list[tuple[float, float]]:
    """Returns where a word of the first page starts and ends, in points from the left."""
    file = folder / "words.pdf"
    file.write_bytes(data)
    command = ["pdftotext", "-l", "1", "-bbox", str(file), "-"]
    page = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    found = re.findall(rf'<word xMin="([\d.]+)" [^>]*xMax="([\d.]+)" [^>]*>[^<]*{wanted}', page)
    return [(float(left), float(right)) for left, right in found]


def filled_areas(data: bytes) -> list[tuple[float, float]]:
    """Returns where each filled rectangle of the first page starts and ends, in points."""
    found: list[tuple[float, float]] = []
    last: tuple[float, float] | None = None
    with opened(data) as pdf:
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) == "re":
                left, _, width, _ = (float(value) for value in operands)
                last = (left * 0.75, (left + width) * 0.75)
            elif str(operator) == "f" and last is not None:
                found.append(last)
                last = None
    return found


def failures(data: bytes, folder: Path, *, profile: str = "ua1") -> list[str]:
    """Returns the rules of PDF/UA or PDF/A that the file breaks, by page-validation."""
    import page

    file = folder / "checked.pdf"
    file.write_bytes(data)
    report = page.validate_pdf(str(file), profile=profile)
    return sorted({failure.rule_id for failure in report.failures})
