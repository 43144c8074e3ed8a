"""Fonts are in an EPUB when asked for, with the characters that it shows and no others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

import publishkit
from documents import document, heading, paragraph
from epub_documents import MATHML, alone, element, media
from epub_validation import epubcheck_messages
from epubs import Book, book_of
from publishkit.cli import main
from publishkit.errors import MissingDependencyError, UsageError
from publishkit.formats.epub import EpubExporter, EpubOptions
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import CodeBlock, Math
from publishkit.render.font_sources import packaged_typeface

SAMPLE = Path(__file__).parent.parent / "samples/openai-microsoft.md"
#: Some characters that the small font has.
CHARACTERS = "文字图节一二三测试的 ﬁabcdefghijklmnopqrstuvwxyzABC0123456789.,-•"


def small_font(
    path: Path,
    *,
    family: str = "Small",
    weight: int = 400,
    rights: int = 0,
    is_italic: bool = False,
    is_monospace: bool = False,
) -> Path:
    """Writes a TrueType font whose glyphs are squares."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    names = [".notdef", *(f"g{ord(char):04X}" for char in CHARACTERS)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): f"g{ord(char):04X}" for char in CHARACTERS})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=weight, fsType=rights, fsSelection=1 if is_italic else 64)
    builder.setupPost(isFixedPitch=int(is_monospace))
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.save(path)
    return path


def packaged(name: str, style: str = "regular") -> Path:
    typeface = packaged_typeface(name)
    assert typeface is not None, "the font packages of the extra 'cjk' are not installed"
    return Path(getattr(typeface, style).path)


def exported(article: Document, *fonts: Path | str, **options: Any) -> tuple[Book, list[Any]]:
    settings = EpubOptions(fonts=fonts, **options)  # type: ignore[arg-type]
    rendition = EpubExporter().export(Publication((article,)), settings)
    return Book(rendition.data), list(rendition.diagnostics)


def font_names(book: Book) -> list[str]:
    items = book.find("content.opf", "//opf:item[starts-with(@media-type, 'font/')]")
    return [item.get("href") for item in items]


def characters(book: Book, name: str) -> set[int]:
    return set(TTFont(BytesIO(book.bytes(name))).getBestCmap())


def shown(book: Book) -> set[int]:
    """The code points of all text of the book's pages, spaces left out."""
    text = "".join(part for page in book.pages for part in book.root(page).itertext())
    return {ord(char) for char in text if not char.isspace() and char.isprintable()}


def css(book: Book) -> str:
    return book.bytes("style.css").decode()


def test_D6_a_font_is_cut_down_to_the_characters_that_the_sample_shows() -> None:
    article = publishkit.read(SAMPLE)
    path = packaged("serif-sc")
    whole = set(TTFont(path).getBestCmap())
    book, found = exported(article, path)
    (name,) = font_names(book)
    assert found == []
    assert len(shown(book)) > 400
    assert shown(book) & whole <= characters(book, name)
    assert len(characters(book, name)) < 1_000
    assert len(book.bytes(name)) < 300_000
    assert len(book.data) < 300_000
    assert re.search(r'@font-face \{ font-family: "Noto Serif SC"; [^}]*url\("font/', css(book))
    assert 'body { font-family: "Noto Serif SC"; }' in css(book)
    again, _ = exported(article, path)
    assert again.data == book.data


def test_D6_no_font_is_set_or_embedded_unless_asked_for() -> None:
    for theme in ("default", "classic"):
        book = book_of(publishkit.read(SAMPLE), theme=theme)
        assert font_names(book) == []
        assert "@font-face" not in css(book)
        for rule in re.findall(r"([^{}]+)\{[^}]*font-family:\s*([^;}]+)", css(book)):
            assert "body" not in rule[0]
            assert "html" not in rule[0]
        assert "ibooks" not in book.bytes("content.opf").decode()


def test_ruby_formulas_notes_and_generated_characters_are_in_the_font(tmp_path: Path) -> None:
    article = document(
        heading(2, "节", id="节"),
        paragraph(element("ruby", "一", element("rt", "二"))),
        paragraph(Math("x", mathml=MATHML.replace("<mi>x</mi>", "<mi>三</mi>"))),
        CodeBlock("测"),
    )
    book, _ = exported(article, small_font(tmp_path / "a.ttf"), style="p::after { content: '试' }")
    (name,) = font_names(book)
    assert set(map(ord, "节一二三测试•0123456789")) <= characters(book, name)
    assert not set(map(ord, "图ﬁ")) & characters(book, name)


def test_capitals_of_the_text_are_in_the_font_for_small_capitals(tmp_path: Path) -> None:
    path = packaged("sans-sc")
    book, _ = exported(document(paragraph("é")), path)
    assert ord("É") in characters(book, font_names(book)[0])


def test_regular_bold_italic_and_code_are_told_apart(tmp_path: Path) -> None:
    fonts = [
        small_font(tmp_path / "r.ttf", family='A "b"'),
        small_font(tmp_path / "b.ttf", family='A "b"', weight=700),
        small_font(tmp_path / "i.ttf", family='A "b"', is_italic=True),
        small_font(tmp_path / "m.ttf", family="Mono", is_monospace=True),
        small_font(tmp_path / "z.ttf", family="Z"),
    ]
    book, _ = exported(document(paragraph("文字")), *fonts)
    rules = re.findall(r"@font-face \{ (.*?); src", css(book))
    assert rules == [
        'font-family: "A b"; font-weight: 400; font-style: normal',
        'font-family: "A b"; font-weight: 700; font-style: normal',
        'font-family: "A b"; font-weight: 400; font-style: italic',
        'font-family: "Mono"; font-weight: 400; font-style: normal',
        'font-family: "Z"; font-weight: 400; font-style: normal',
    ]
    assert 'body { font-family: "A b", "Z"; }' in css(book)
    assert 'code, kbd, samp, pre { font-family: "Mono", monospace; }' in css(book)


def test_a_variable_font_becomes_a_regular_and_a_bold_one() -> None:
    path = packaged("sans-sc", "bold")
    article = document(paragraph("文字"))
    book, _ = exported(article, path)
    weights = re.findall(r"font-weight: (\d+);", css(book).partition("@font-face")[2])
    assert weights == ["400", "700"]
    regular, bold = (TTFont(BytesIO(book.bytes(name))) for name in font_names(book))
    assert "fvar" not in regular
    assert "fvar" not in bold
    assert book.bytes(font_names(book)[0]) != book.bytes(font_names(book)[1])


def test_a_whole_font_is_embedded_as_it_is(tmp_path: Path) -> None:
    path = small_font(tmp_path / "a.ttf")
    book, _ = exported(document(paragraph("文字")), path, subset_fonts=False)
    (name,) = font_names(book)
    assert book.bytes(name) == path.read_bytes()


@pytest.mark.parametrize(
    ("rights", "is_subset", "is_embedded"),
    [
        (0, True, True),
        (2, True, False),
        (2, False, False),
        (4, True, True),
        (8, True, True),
        (0x100, True, False),
        (0x100, False, True),
        (0x200, False, False),
        (0x108, True, False),
    ],
)
def test_a_font_that_may_not_be_embedded_is_left_out_with_a_warning(
    tmp_path: Path, rights: int, is_subset: bool, is_embedded: bool
) -> None:
    path = small_font(tmp_path / "a.ttf", rights=rights)
    book, found = exported(document(paragraph("文字")), path, subset_fonts=is_subset)
    assert bool(font_names(book)) == is_embedded
    assert ("@font-face" in css(book)) == is_embedded
    assert ('body { font-family: "Small"; }' in css(book)) == is_embedded
    assert [(item.code, item.path) for item in found] == ([] if is_embedded else [("X011", path)])
    assert all("fsType" in item.message and item.hint for item in found)


@pytest.mark.parametrize(
    "data",
    [None, b"", b"text", b"OTTO", b"wOF2" + b"\0" * 60, b"\0\1\0\0" + b"\xff" * 200, b"ttcf\0\1"],
)
def test_what_is_no_font_is_refused_with_advice(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "x.ttf"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageError, match=re.escape(str(path))) as caught:
        exported(document(paragraph("文字")), path)
    assert ".otf" in (caught.value.hint or "")


@pytest.mark.parametrize("subset_fonts", [True, False])
def test_a_font_that_is_cut_off_is_refused(tmp_path: Path, subset_fonts: bool) -> None:
    path = small_font(tmp_path / "x.ttf")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UsageError, match="is no font"):
        exported(document(paragraph("文字")), path, subset_fonts=subset_fonts)


def test_the_word_auto_takes_the_installed_fonts_of_the_language() -> None:
    article = publishkit.read(SAMPLE)
    book, found = exported(article, "auto")
    assert found == []
    assert 'body { font-family: "Noto Serif SC"' in css(book)
    assert len(font_names(book)) >= 2
    japanese = replace(article, metadata=replace(article.metadata, lang="ja"))
    assert 'body { font-family: "Noto Sans JP"' in css(exported(japanese, "auto")[0])


def test_auto_without_font_packages_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishkit.render.font_sources.find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError) as caught:
        exported(document(paragraph("文字")), "auto")
    assert caught.value.hint == "pip install 'publishkit[cjk]'"


def test_apple_books_is_told_of_the_fonts(tmp_path: Path) -> None:
    book, _ = exported(document(paragraph("文字")), small_font(tmp_path / "a.ttf"))
    (value,) = book.metadata("opf:meta[@property='ibooks:specified-fonts']")
    assert value == "true"
    assert book.root("content.opf").get("prefix").startswith("ibooks: ")


def test_a_users_style_comes_after_the_fonts(tmp_path: Path) -> None:
    style = 'h1 { font-family: "Small" }'
    book, _ = exported(document(paragraph("文字")), small_font(tmp_path / "a.ttf"), style=style)
    assert css(book).index("@font-face") < css(book).index(style)


def test_paths_start_from_the_working_folder_or_from_that_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site/fonts").mkdir(parents=True)
    (tmp_path / "site/posts").mkdir()
    small_font(tmp_path / "site/fonts/a.ttf", family="Configured")
    small_font(tmp_path / "b.ttf", family="Called")
    small_font(tmp_path / "c.ttf", family="Also")
    (tmp_path / "site/posts/a.md").write_text(
        "---\ntitle: a\ndate: 2025-01-01\nlang: en\n---\ntext"
    )
    monkeypatch.chdir(tmp_path)

    def run(*more: str) -> tuple[int, str]:
        command = ["export", "site/posts/a.md", "--to", "epub", "-o", "a.epub", *more]
        result = CliRunner().invoke(main, command)
        made = Path("a.epub")
        return result.exit_code, css(Book(made.read_bytes())) if made.exists() else result.stderr

    (tmp_path / "site/publishkit.toml").write_text('[epub]\nfonts = ["fonts/a.ttf"]\n')
    code, style = run()
    assert code == 0
    assert 'body { font-family: "Configured"; }' in style
    code, style = run("--set", "epub.fonts=b.ttf, c.ttf")
    assert code == 0
    assert 'body { font-family: "Called", "Also"; }' in style
    Path("a.epub").unlink()
    code, message = run("--set", "epub.fonts=missing.ttf")
    assert code != 0
    assert "missing.ttf" in message


@pytest.mark.slow
def test_epubcheck_only_remarks_that_there_are_fonts(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    program("javac")
    font = small_font(tmp_path / "a.ttf")
    fixed = small_font(tmp_path / "m.ttf", family="Mono", is_monospace=True)
    books = {
        "small": book_of(alone(media()), fonts=(font, fixed)).data,
        "vertical": book_of(alone(media()), fonts=(font,), writing_mode="vertical-rl").data,
        "whole": book_of(publishkit.read(SAMPLE), fonts=(font,), subset_fonts=False).data,
        "cff": book_of(publishkit.read(SAMPLE), fonts=(packaged("serif-sc"),)).data,
        "auto": book_of(publishkit.read(SAMPLE), fonts=("auto",)).data,
    }
    messages = epubcheck_messages(books, java=program("java"), folder=tmp_path)
    for name, found in messages.items():
        assert found, f"EPUBCheck saw no font in '{name}'"
        assert all("CSS-028" in message for message in found), found
