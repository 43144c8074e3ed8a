"""How WeasyPrint is loaded and fed: quickly, from little, and with nothing left changed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import PIL.Image
import pytest

import pdf_reading as reading
import publishkit
from documents import document, paragraph
from publishkit.formats.pdf import PdfExporter, PdfOptions, _pango_types
from publishkit.formats.pdf.loading import load_weasyprint
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Image, Text
from publishkit.model.tree import walk
from publishkit.reading.pandoc import find_pandoc
from publishkit.render.font_sources import installed_typefaces

SAMPLE = Path(__file__).parent.parent / "samples" / "openai-microsoft.md"
PROGRAMS = Path(sys.executable).parent


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def with_picture(picture: PIL.Image.Image, **options: Any) -> Document:
    file = BytesIO()
    picture.save(file, "PNG", **options)
    data = file.getvalue()
    asset = Asset("x", "image/png", len(data), sha256(data).hexdigest(), content=data)
    source = document(paragraph(Image("x", alt="图")))
    return Document(source.metadata, source.content, assets={"x": asset})


def images_of(source: Document, **options: Any) -> list[Any]:
    data = PdfExporter().export(Publication((source,)), PdfOptions(**options)).data
    found = []
    with reading.opened(data) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                found.append((dict(item.items()), pikepdf.PdfImage(item).as_pil_image()))
    return found


# --- acceptance -----------------------------------------------------------------------------


def test_P6_01_chinese_needs_no_font_of_the_system(tmp_path: Path, program: Any) -> None:
    """As near to a bare machine as a test comes; docs/formats/pdf.md tells of a real one."""
    program("pdfinfo")
    empty = tmp_path / "fonts.conf"
    empty.write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    code = "from publishkit.cli import main; main()"
    made = []
    for name, own in (("bare", {"FONTCONFIG_FILE": str(empty)}), ("usual", {})):
        out = tmp_path / f"{name}.pdf"
        done = subprocess.run(
            [sys.executable, "-c", code, "export", SAMPLE, "--to", "pdf", "-o", out],
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "X001" not in done.stderr
        made.append(out.read_bytes())
    assert made[0] == made[1]
    assert all(name.startswith("PK-Noto-") for name in reading.fonts(made[0]))
    squeezed = "".join(reading.text(made[0], tmp_path).split())
    for node in walk(publishkit.read(SAMPLE).content):
        if isinstance(node, Text):
            assert set("".join(node.text.split())) <= set(squeezed)


def test_fonts_of_the_system_are_there_only_for_a_style_that_names_some() -> None:
    source = Publication((document(paragraph("text")),))
    plain = PdfExporter().export(source, PdfOptions(style="p { color: black }"))
    named = PdfExporter().export(source, PdfOptions(style="p { font-family: DejaVu Serif }"))
    assert all(name.startswith("PK-") for name in reading.fonts(plain.data))
    if any(face.name == "DejaVu Serif" for face in installed_typefaces()):
        assert any(name.startswith("DejaVu") for name in reading.fonts(named.data))


def test_P6_02_without_pango_one_line_says_what_to_install(tmp_path: Path) -> None:
    code = f"""
import ctypes
real = ctypes.CDLL
class CDLL(real):
    def __init__(self, name, *args, **options):
        if name and ("pango" in name or "gobject" in name):
            raise OSError(f"{{name}}: cannot open shared object file")
        super().__init__(name, *args, **options)
ctypes.CDLL = CDLL
from publishkit.cli import main
main(["export", {str(SAMPLE)!r}, "--to", "pdf", "-o", {str(tmp_path / "x.pdf")!r}])
"""
    done = python(code)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    (line,) = [line for line in done.stderr.splitlines() if "E005" in line]
    assert "Pango is not installed" in line
    assert "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0" in line
    doctor = python(code.partition("from publishkit")[0] + "\nfrom publishkit.cli import main\n"
                    "main(['doctor'])")  # fmt: skip
    assert "MISSING  Pango" in doctor.stdout
    assert re.search(r"font for code|Chinese font", doctor.stdout)


def test_P6_31_a_further_article_loads_and_leaves_nothing() -> None:
    """The ratios of CPU time are in benchmarks/pdf.py."""
    code = f"""
import sys, publishkit
article = publishkit.read({str(SAMPLE)!r})
size = lambda: int(open("/proc/self/statm").read().split()[1])
publishkit.export(article, to="pdf")
before = set(sys.modules)
sizes = [publishkit.export(article, to="pdf") and size() for _ in range(6)]
print(sorted(set(sys.modules) - before), sizes[-1] / sizes[1])
"""
    done = python(code)
    loaded, _, growth = done.stdout.strip().rpartition(" ")
    assert loaded == "[]", done.stderr
    assert float(growth) < 1.1


@pytest.mark.slow
def test_P6_32_a_long_document_takes_little_memory_and_space(tmp_path: Path) -> None:
    """The ratio of CPU time is in benchmarks/pdf.py."""
    head, _, body = SAMPLE.read_text(encoding="utf-8").partition("\n---\n")
    lines = body.splitlines()
    notes = "\n".join(line for line in lines if re.match(r"\[\^", line))
    rest = "\n".join(line for line in lines if not re.match(r"\[\^", line))
    source, page = tmp_path / "long.md", tmp_path / "long.html"
    source.write_text(f"{head}\n---\n" + f"{rest}\n\n" * 75 + notes, encoding="utf-8")
    subprocess.run([find_pandoc(), "-s", source, "-o", page], check=True, capture_output=True)
    out = tmp_path / "long.pdf"

    def peak(*command: object) -> int:
        # By a small process in between: a child begins with the peak of the one that forks it.
        code = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
        whole = [sys.executable, "-c", code, *map(str, command)]
        done = subprocess.run(whole, check=True, capture_output=True, text=True)
        return int(done.stdout)

    ours = peak(PROGRAMS / "publishkit", "export", source, "--to", "pdf", "-o", out, "-qq")
    assert ours <= 0.75 * peak(PROGRAMS / "weasyprint", "-q", page, tmp_path / "peer.pdf")
    with reading.opened(out.read_bytes()) as pdf:
        assert len(pdf.pages) > 140
    assert out.stat().st_size < 1_000_000


# --- loading --------------------------------------------------------------------------------


def test_the_ready_types_are_those_of_the_weasyprint_that_is_installed() -> None:
    spec = find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).with_name("text").joinpath("ffi.py").read_text(encoding="utf-8")
    (declarations,) = re.findall(r"ffi\.cdef\('''(.*?)'''\)", source, re.DOTALL)
    digest = sha256(declarations.encode()).hexdigest()
    assert digest == _pango_types.DIGEST, "run scripts/pango_types.py"


def test_loading_leaves_nothing_changed_and_loads_no_more_than_needed() -> None:
    code = """
import cffi, ctypes.util, sys
before = cffi.FFI, ctypes.util.find_library
from publishkit.formats.pdf.loading import load_weasyprint
load_weasyprint()
assert (cffi.FFI, ctypes.util.find_library) == before
print([name for name in ("fontTools.subset", "fontTools.varLib", "pycparser", "PIL.ImageCms")
       if name in sys.modules])
import fontTools.subset, PIL.ImageCms
print(fontTools.subset.Options().hinting, PIL.ImageCms.Intent.PERCEPTUAL.value)
from weasyprint.css import ImageCmsProfile
try:
    ImageCmsProfile(b"no profile")
except TypeError as error:
    print("called")
"""
    done = python(code)
    assert done.stdout.splitlines() == ["[]", "True 0", "called"], done.stderr


def test_other_declarations_than_the_known_ones_are_parsed() -> None:
    code = """
from publishkit.formats.pdf import _pango_types
_pango_types.DIGEST = "of another version"
from publishkit.formats.pdf.loading import load_weasyprint
weasyprint = load_weasyprint()
print(len(weasyprint.HTML(string="<p>x").write_pdf()) > 500)
"""
    done = python(code)
    assert done.stdout.strip() == "True", done.stderr


def test_weasyprint_works_as_ever_for_others_in_the_process() -> None:
    weasyprint = load_weasyprint()
    data = weasyprint.HTML(string="<p lang=en>Plain text, with system fonts.").write_pdf()
    assert data.startswith(b"%PDF")


# --- pictures -------------------------------------------------------------------------------


def noise(mode: str) -> PIL.Image.Image:
    base = PIL.Image.linear_gradient("L").resize((37, 23))
    return PIL.Image.merge("RGB", (base, base.rotate(90), base.rotate(180))).convert(mode)


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
@pytest.mark.parametrize("dpi", [0, 300])
def test_plain_pngs_keep_every_pixel(mode: str, dpi: int) -> None:
    picture = noise("RGB").quantize(16) if mode == "P" else noise(mode)
    ((entries, found),) = images_of(with_picture(picture), image_dpi=dpi)
    assert found.convert("RGB").tobytes() == picture.convert("RGB").tobytes()
    if mode == "P":
        assert entries["/ColorSpace"][0] == "/Indexed"
        assert entries["/BitsPerComponent"] == 4
    if mode == "1":
        assert entries["/BitsPerComponent"] == 1


@pytest.mark.parametrize(
    ("picture", "options"),
    [
        (noise("RGB").convert("RGBA"), {}),
        (noise("RGB").quantize(16), {"transparency": 3}),
        (noise("RGB").convert("LA"), {}),
    ],
)
def test_pictures_with_transparency_still_come_out(
    picture: PIL.Image.Image, options: dict[str, Any]
) -> None:
    assert any("/SMask" in entries for entries, _ in images_of(with_picture(picture, **options)))


def test_a_picture_that_is_too_fine_is_made_smaller() -> None:
    picture = noise("RGB").resize((3000, 2000)).quantize(16)
    ((entries, _),) = images_of(with_picture(picture), image_dpi=100)
    assert int(entries["/Width"]) < 1000


def test_a_turned_picture_is_turned() -> None:
    picture = noise("RGB")
    turned = PIL.Image.Exif()
    turned[0x0112] = 6
    ((_, found),) = images_of(with_picture(picture, exif=turned))
    assert found.size == (picture.height, picture.width)
