"""Takes the pictures in docs/formats/pdf-pages.md: pages in each theme, and beside other engines.

Run by ``make screenshots``, with poppler and Chromium; Typst by ``pip install typst``. The others
set what pandoc makes of the same text, in the same fonts: Typst with pandoc's own template,
Chromium with the few lines of CSS below. The pictures depend on the versions of these programs
and on the fonts, Noto Serif and Sans CJK SC: look at them before you commit them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from PIL import Image

import publishkit
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.model.document import Document, Matter, Publication
from publishkit.model.metadata import Author, Metadata
from publishkit.reading.pandoc import find_pandoc
from publishkit.render.themes import theme_names

_ROOT: Final = Path(__file__).parent.parent
_SAMPLE: Final = _ROOT / "samples" / "openai-microsoft.md"
_STRESS: Final = _ROOT / "tests" / "cases" / "pdf-pages.md"
_IMAGES: Final = _ROOT / "docs" / "images"
#: The pages that are shown of each, counted from 1.
_PAGES: Final = {
    "sample": (1, 2),
    "stress": (1, 2, 3),
    "book": (1, 2, 4, 6, 7, 8),
}
#: In the theme book a blank page comes before the text.
_BOOK_PAGES: Final = (1, 2, 4, 7, 8, 9)
_OTHER_PAGES: Final = {"sample": (1, 2), "stress": (1, 2, 3)}
_RESOLUTION: Final = 100
#: Of a finished picture: the width of a page, the space between two, and how many colours it has,
#: the most of which its file does not grow too large.
_PAGE_WIDTH: Final = 360
_COLOURS: Final = (48, 32, 24, 16, 12, 10, 8)
_MOST_BYTES: Final = 60_000
_GAP: Final = 10
_PREFACE: Final = "本书是一个例子：两篇文章、一篇前言，分成两部。[^1]\n\n[^1]: 前言也可以有注。\n"
#: What makes Chromium's page comparable; without it its text is ragged and set in a sans serif.
_CSS: Final = """
@page { size: A4; margin: 25mm }
body { font: 11pt/1.75 "Noto Serif CJK SC"; max-width: none; margin: 0; padding: 0;
  text-align: justify; text-autospace: normal; text-spacing-trim: trim-start;
  line-break: strict; widows: 2; orphans: 2 }
h1, h2, h3, h4, h5, h6 { font-family: "Noto Sans CJK SC"; break-after: avoid; text-align: left }
img { max-width: 100% }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
"""


def _book() -> Publication:
    articles = (_with_part(_SAMPLE, "第一部　评论"), _with_part(_STRESS, "第二部　测试"))
    preface = publishkit.reads(f"---\ntitle: 前言\nlang: zh-Hans\n---\n\n{_PREFACE}")
    details = Metadata(translators=(Author("李四"),), isbn="978-7-301-00001-4")
    return Publication(
        articles,
        title="共生与裂变：一本例书",
        subtitle="兼论版面",
        authors=(Author("张三"),),
        lang="zh-Hans",
        publisher="某某出版社",
        license="CC BY 4.0",
        is_book=True,
        details=details,
        matter=(Matter("preface", preface),),
    )


def _with_part(path: Path, title: str) -> Document:
    document = publishkit.read(path)
    extra = MappingProxyType({**document.metadata.extra, "part": title})
    return replace(document, metadata=replace(document.metadata, extra=extra))


def _ours() -> Iterator[tuple[str, bytes, tuple[int, ...]]]:
    """Yields the name of each picture, the PDF, and the pages that it shows."""
    sources = {
        "sample": Publication((publishkit.read(_SAMPLE),)),
        "stress": Publication((publishkit.read(_STRESS),)),
        "book": _book(),
    }
    for theme in theme_names("pdf"):
        for name, source in sources.items():
            data = PdfExporter().export(source, PdfOptions(theme=theme)).data
            is_blank_before = theme == name == "book"
            yield f"{theme}-{name}", data, _BOOK_PAGES if is_blank_before else _PAGES[name]


def _pandoc(source: Path, *arguments: str) -> str:
    command = [
        str(find_pandoc()),
        source.name,
        "--from=markdown+alerts",
        "--standalone",
        *arguments,
    ]
    done = subprocess.run(command, cwd=source.parent, capture_output=True, check=True)
    return done.stdout.decode()


def _by_typst(source: Path, folder: Path) -> bytes:
    import typst

    fonts = ("-V", "mainfont=Noto Serif CJK SC", "-V", "fontsize=11pt", "-V", "lang=zh")
    text = _pandoc(source, "--to=typst", *fonts)
    # Typst reads only below its root, and the text names its pictures from its own folder.
    file = source.with_name(".pdf-screenshots.typ")
    file.write_text(text, encoding="utf-8")
    try:
        data: Any = typst.compile(file, root=source.parent)
        return bytes(data)
    finally:
        file.unlink()


def _by_chromium(source: Path, folder: Path, chromium: str) -> bytes:
    css = folder / "page.html"
    css.write_text(f"<style>{_CSS}</style>", encoding="utf-8")
    page = source.with_name(".pdf-screenshots.html")
    page.write_text(
        _pandoc(source, "--to=html5", "--mathml", f"--include-in-header={css}"), encoding="utf-8"
    )
    made = folder / "chromium.pdf"
    flags = ("--headless=new", "--no-sandbox", "--no-pdf-header-footer")
    try:
        command = [chromium, *flags, f"--print-to-pdf={made}", page.as_uri()]
        subprocess.run(command, capture_output=True, check=True)
    finally:
        page.unlink()
    return made.read_bytes()


def _others(folder: Path, chromium: str) -> Iterator[tuple[str, bytes, tuple[int, ...]]]:
    for name, source in (("sample", _SAMPLE), ("stress", _STRESS)):
        yield f"typst-{name}", _by_typst(source, folder), _OTHER_PAGES[name]
        yield f"chromium-{name}", _by_chromium(source, folder, chromium), _OTHER_PAGES[name]


def _take(data: bytes, numbers: Sequence[int], folder: Path) -> list[Image.Image]:
    """Returns pictures of the pages."""
    file = folder / "taken.pdf"
    file.write_bytes(data)
    pages: list[Image.Image] = []
    for number in numbers:
        command = ["pdftoppm", "-r", str(_RESOLUTION), "-f", str(number), "-l", str(number)]
        subprocess.run([*command, "-png", str(file), str(folder / "p")], check=True)
        # poppler pads the number to the length of the last one; past the end it writes nothing.
        for picture in folder.glob("p-*.png"):
            pages.append(Image.open(picture).convert("RGB").copy())
            picture.unlink()
    return [_shrunk(page) for page in pages]


def _shrunk(page: Image.Image) -> Image.Image:
    size = (_PAGE_WIDTH, round(page.height * _PAGE_WIDTH / page.width))
    return page.resize(size, Image.Resampling.LANCZOS)


def _save(pages: Sequence[Image.Image], name: str) -> None:
    """Puts pages side by side, three in a row, in few colours so that the file is small."""
    columns = min(3, len(pages))
    rows = -(-len(pages) // columns)
    width, height = pages[0].size
    size = (columns * (width + _GAP) - _GAP, rows * (height + _GAP) - _GAP)
    whole = Image.new("RGB", size, (128, 128, 128))
    for place, page in enumerate(pages):
        whole.paste(page, (place % columns * (width + _GAP), place // columns * (height + _GAP)))
    for colours in _COLOURS:
        few = whole.quantize(
            colours, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE
        )
        file = BytesIO()
        few.save(file, "PNG", optimize=True)
        if file.tell() <= _MOST_BYTES:
            break
    (_IMAGES / f"pdf-{name}.png").write_bytes(file.getvalue())


def main() -> None:
    """Makes the PDFs and puts pictures of their pages into docs/images."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if chromium is None or shutil.which("pdftoppm") is None:
        sys.exit("Chromium or poppler is missing: run make test once")
    _IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture, data, numbers in (*_ours(), *_others(folder, chromium)):
            _save(_take(data, numbers, folder), picture)


if __name__ == "__main__":
    main()
