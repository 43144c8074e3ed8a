"""Characters of all scripts: drawn by faces that have them, found again, or named with a line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image as Picture
from PIL import ImageChops

import pdf_reading as reading
import publishkit
from documents import document, heading, inlines, paragraph
from publishkit.formats.base import Rendition
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.model.document import Publication
from publishkit.model.nodes import Formatted

SAMPLE = Path(__file__).parent.parent / "samples" / "openai-microsoft.md"

SCRIPTS = {
    "Traditional Chinese": ("zh-Hant", "繁體中文，骨直門。", "Sans-TC"),
    "Simplified Chinese": ("zh-Hans", "简体中文，骨直门。", "Serif-SC"),
    "Japanese": ("ja", "ひらがな、カタカナ、骨直門。", "Sans-JP"),
    "Korean": ("ko", "한국어 문장입니다.", "Sans-KR"),
    "Latin": ("vi", "Tiếng Việt, česky, français: œuvre.", ""),
    "Cyrillic": ("ru", "Кириллица: съешь ещё этих булок.", ""),
    "Greek": ("el", "Ελληνικά, ἀρχὴ ἥμισυ.", ""),
    "emoji": ("zh", "表情😀🎉🫠", "Noto-Emoji"),
    "Thai": ("th", "สวัสดี", "Noto-Sans-Thai"),
    "mixed": ("zh", "中文、日本語の、한글、Ελ、Рус、English。", "Serif-SC"),
}


def export(*content: Any, lang: str = "zh", **options: Any) -> Rendition:
    source = document(*content, lang=lang)
    return PdfExporter().export(Publication((source,)), PdfOptions(**options))


def read(folder: Path, text: str) -> publishkit.Document:
    file = folder / "article.md"
    file.write_text(text, encoding="utf-8")
    return publishkit.read(file)


@pytest.mark.parametrize(("lang", "text", "font"), SCRIPTS.values(), ids=SCRIPTS)
def test_P4_each_script_is_drawn_and_found_again(
    lang: str, text: str, font: str, tmp_path: Path, program: Any
) -> None:
    program("pdfinfo")
    made = export(paragraph(text), lang=lang)
    assert made.diagnostics == ()
    # A WORD JOINER stands for glyphs that have no character of their own.
    found = reading.text(made.data, tmp_path).replace("\u2060", "")
    assert "".join(text.split()) in "".join(found.split())
    names = reading.fonts(made.data)
    assert any(font in name for name in names)
    assert not any("Symbols" in name and "Noto" not in name for name in names)


def test_P4_emoji_of_several_characters_are_one_glyph(tmp_path: Path) -> None:
    family, flag, thumb = "👨\u200d👩\u200d👧", "🇨🇳", "👍🏽"
    one = export(paragraph(f"{family}{flag}{thumb}"))
    several = export(paragraph("👨👩👧🇨 🇳👍 🏽"))
    assert one.diagnostics == ()

    def glyphs(data: bytes) -> int:
        with reading.opened(data) as pdf:
            streams = pikepdf.parse_content_stream(pdf.pages[0])
            shown = [item for operands, operator in streams for item in operands
                     if str(operator) == "TJ"]  # fmt: skip
            return sum(len(bytes(part)) // 2 for item in shown for part in item
                       if isinstance(part, pikepdf.String))  # fmt: skip

    assert glyphs(several.data) - glyphs(one.data) >= 4


def test_P4_right_to_left_text_stands_in_its_order(tmp_path: Path, program: Any) -> None:
    program("pdftotext")
    made = export(paragraph("שלום עולם 2025"), lang="he")
    assert made.diagnostics == ()
    first = reading.words(made.data, tmp_path, "םולש")
    last = reading.words(made.data, tmp_path, "2025")
    assert first[0][0] > last[-1][0]


def test_P4_words_in_the_wrong_order_are_named_with_their_line(tmp_path: Path) -> None:
    source = read(
        tmp_path, "---\ntitle: t\nlang: en\ndate: 2025-01-01\n---\n\nשלום **עולם** end.\n"
    )
    made = publishkit.export(source, to="pdf")
    assert [(item.code, item.line) for item in made.diagnostics] == [("X015", 7)]
    mended = read(
        tmp_path, "---\ntitle: t\nlang: en\ndate: 2025-01-01\n---\n\n**שלום עולם** end.\n"
    )
    assert publishkit.export(mended, to="pdf").diagnostics == ()


def test_P6_03_an_uncovered_character_is_named_with_its_line(tmp_path: Path) -> None:
    lines = {
        2: "title: 缺\ue100",
        7: "正文\ue101。",
        9: "| 表\ue102 | 二 |",
        14: "code \ue103",
        17: "实体&#xE104;末。[^1]",
        19: "![图\ue105](none.png)",
        21: "[^1]: 注\ue106。",
    }
    text = {3: "lang: zh", 4: "date: 2025-01-01", 1: "---", 5: "---", 10: "|---|---|",
            11: "| 甲 | 乙 |", 13: "```", 15: "```"}  # fmt: skip
    every = lines | text
    source = read(tmp_path, "\n".join(every.get(number, "") for number in range(1, 23)))
    made = publishkit.export(source, to="pdf")
    found = {
        match[1]: item.line
        for item in made.diagnostics
        if item.code == "X001" and (match := re.search(r"\(U\+(E10\d)\)", item.message))
    }
    assert found == {f"E10{k}": line for k, line in enumerate(lines)}


def test_P6_03_strict_fails_on_an_uncovered_character(tmp_path: Path) -> None:
    file = tmp_path / "article.md"
    file.write_text("---\ntitle: 字\ndate: 2025-01-01\n---\n\n文\ue001。\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "publishkit",
        "export",
        str(file),
        "--to",
        "pdf",
        "-o",
        str(tmp_path / "x.pdf"),
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    done = subprocess.run([*command, "--strict"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{file}:6: X001" in done.stderr.replace("\n", "")


def test_P6_03_a_character_of_a_template_is_named_too() -> None:
    made = export(paragraph("文"), style="p::before { content: '\ue001' }")
    assert [item.code for item in made.diagnostics] == ["X001"]


def test_P6_04_bold_chinese_is_bold(tmp_path: Path, program: Any) -> None:
    program("pdftoppm")
    plain = export(paragraph("永国重要"))
    bold = export(paragraph(Formatted("strong", inlines("永国重要"))))
    assert any("Bold" in name for name in reading.fonts(bold.data))
    assert ink(bold.data, tmp_path) > 1.3 * ink(plain.data, tmp_path)


def test_P6_05_every_font_is_embedded_in_part_with_its_characters() -> None:
    made = publishkit.export(publishkit.read(SAMPLE), to="pdf")
    with reading.opened(made.data) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                assert font.Subtype == "/Type0"
                assert re.fullmatch(r"/[A-Z]{6}\+PK-.*", str(font.BaseFont))
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
                assert "/ToUnicode" in font


def test_P6_05_files_are_small() -> None:
    small = export(paragraph("这是一篇二十个字的小文章，看它有多大。"))
    assert len(small.data) <= 25_000
    article = publishkit.read(SAMPLE)
    text = PdfExporter().export(Publication((article,)), PdfOptions(lead_image=False))
    assert len(text.data) <= 180_000
    whole = publishkit.export(article, to="pdf")
    # The picture is put in as the file has it.
    picture = article.image
    assert picture is not None
    assert len(whole.data) - len(text.data) <= picture.size + 1000


def test_faces_that_families_share_are_embedded_once() -> None:
    made = export(heading(2, "标题", id="x"), paragraph(Formatted("strong", inlines("粗体"))))
    with reading.opened(made.data) as pdf:
        files = [
            descriptor[name].objgen
            for font in pdf.pages[0].Resources.Font.values()
            for descriptor in [font.DescendantFonts[0].FontDescriptor]
            for name in ("/FontFile2", "/FontFile3")
            if name in descriptor and "Bold" in str(font.BaseFont)
        ]
    assert len(files) == 2
    assert len(set(files)) == 1


@pytest.mark.slow
def test_P6_05_mupdf_and_poppler_draw_the_same_ink(tmp_path: Path, program: Any) -> None:
    program("pdftoppm")
    program("mutool")
    file = tmp_path / "x.pdf"
    file.write_bytes(publishkit.export(publishkit.read(SAMPLE), to="pdf").data)
    folder = str(tmp_path)
    subprocess.run(["pdftoppm", "-gray", "-r", "60", file, f"{folder}/p"], check=True)
    subprocess.run(
        ["mutool", "draw", "-q", "-c", "gray", "-r", "60", "-o", f"{folder}/m-%d.pgm", file],
        check=True,
        capture_output=True,
    )
    pages = sorted(tmp_path.glob("p-*.pgm"))
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        one, other = Picture.open(page), Picture.open(tmp_path / f"m-{number}.pgm")
        size = (one.width // 4, one.height // 4)
        difference = ImageChops.difference(one.resize(size), other.resize(size).convert("L"))
        # Blurred fourfold, a missing character would differ by a third of black and more.
        assert difference.getextrema()[1] < 60
        black = [sum(255 - value for value in item.tobytes()) for item in (one, other)]
        assert black[0] == pytest.approx(black[1], rel=0.1)


def ink(data: bytes, folder: Path) -> int:
    """Returns how much black the second block of a page has: the text below the title."""
    file = folder / "ink.pdf"
    file.write_bytes(data)
    command = ["pdftoppm", "-r", "72", "-gray", "-singlefile", str(file), str(folder / "ink")]
    subprocess.run(command, check=True)
    page = Picture.open(folder / "ink.pgm")
    lower = page.crop((0, 130, page.width, page.height - 90))
    return sum(255 - value for value in lower.tobytes())
