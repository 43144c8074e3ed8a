"""Nothing outside the publication gets into a PDF, and nothing of the process is left changed."""

from __future__ import annotations

import ctypes.util
import hashlib
import io
import logging
import subprocess
import sys
from pathlib import Path

import PIL.Image
import pytest

import pdf_reading as reading
from documents import document, paragraph
from publishkit.formats.base import Rendition
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Attributes, Element, Image

CANARY = "CANARY-7f3a"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text(CANARY)
    return file


def export(source: Document, *, style: str = "") -> Rendition:
    return PdfExporter().export(Publication((source,)), PdfOptions(style=style))


def with_image(data: bytes, media_type: str) -> Document:
    asset = Asset("x", media_type, len(data), hashlib.sha256(data).hexdigest(), content=data)
    source = document(paragraph("前", Image("x", alt="图文"), "后"))
    return Document(source.metadata, source.content, assets={"x": asset})


def content_of(made: Rendition) -> bytes:
    with reading.opened(made.data) as pdf:
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        assert "/AF" not in pdf.Root
        return b"".join(
            item.read_bytes() for item in pdf.objects if "stream" in type(item).__name__.lower()
        )


@pytest.mark.parametrize(
    ("tag", "pairs"),
    [
        ("link", (("rel", "attachment"), ("href", "{url}"))),
        ("a", (("rel", "attachment"), ("href", "{url}"))),
        ("link", (("rel", "stylesheet"), ("href", "{url}"))),
        ("img", (("src", "{url}"), ("alt", "x"))),
        ("object", (("data", "{url}"),)),
        ("embed", (("src", "{url}"),)),
        ("p", (("style", "background: url({url}); list-style: url({url})"),)),
    ],
)
def test_markup_that_escaped_the_sanitiser_reads_no_file(
    tag: str, pairs: tuple[tuple[str, str], ...], canary: Path
) -> None:
    filled = tuple((name, value.format(url=canary.as_uri())) for name, value in pairs)
    element = Element(tag, (paragraph("x"),), Attributes(pairs=filled))
    made = export(document(paragraph("正文"), element))
    assert CANARY.encode() not in content_of(made)
    assert b"secret" not in made.data or tag == "a"


def test_a_style_loads_nothing(canary: Path) -> None:
    url = canary.as_uri()
    style = f"""
        @import '{url}';
        @font-face {{ font-family: x; src: url({url}) }}
        p {{ background: url({url}) }}
    """
    made = export(document(paragraph("正文")), style=style)
    assert CANARY.encode() not in content_of(made)
    assert {item.code for item in made.diagnostics} == {"X004"}


def test_an_svg_image_loads_nothing(canary: Path) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">'
        f'<image href="{canary.as_uri()}" width="5" height="5"/><rect width="5" height="5"/></svg>'
    )
    made = export(with_image(svg.encode(), "image/svg+xml"))
    assert CANARY.encode() not in content_of(made)


def test_a_broken_picture_leaves_its_text_and_a_diagnostic() -> None:
    made = export(with_image(b"\x89PNG\r\n\x1a\nbroken", "image/png"))
    assert [item.code for item in made.diagnostics] == ["X004"]


def test_logging_and_library_search_are_as_before() -> None:
    before = ctypes.util.find_library
    logger = logging.getLogger("weasyprint")
    filters, handlers = list(logger.filters), list(logger.handlers)
    export(document(paragraph("文\ue000")), style="p { colour: red }")
    assert ctypes.util.find_library is before
    assert logger.filters == filters
    assert [item for item in logger.handlers if item not in handlers] in (
        [],
        logger.handlers[:1],  # WeasyPrint's own NullHandler, when it was loaded just now
    )


def test_a_picture_that_is_cut_off_stays_an_error_for_everyone_else() -> None:
    export(document(paragraph("文")))
    whole = io.BytesIO()
    PIL.Image.new("RGB", (300, 300)).save(whole, "JPEG")
    with pytest.raises(OSError, match="truncated"):
        PIL.Image.open(io.BytesIO(whole.getvalue()[:-200])).load()


def test_the_exporter_loads_no_heavy_library_until_it_works() -> None:
    code = (
        "import sys, publishkit.formats.pdf, publishkit.formats.pdf.requirements as r;"
        "r.check_pango(); r.check_fonts();"
        "print([m for m in ('weasyprint', 'fontTools', 'jinja2', 'pygments') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
