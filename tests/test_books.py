"""A book's own metadata, its cover, and what comes before and after its articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from epub_documents import PNG
from epub_validation import epubcheck_messages
from epubs import Book
from publishkit.cli import main
from publishkit.model.document import MATTER_KINDS
from publishkit.phrases import matter_title

ARTICLE = """---
title: 第{n}篇
date: 2024-01-0{n}
---
正文{n}。[^1]

[^1]: 注{n}。
"""
METADATA = """
title: 两篇文章
author: 张三
translators: 李四
editors: 王五
isbn: 978-7-301-00001-4
doi: 10.1000/182
series: 丛书
series_index: 2
date: 2025-03-01
tags: [科技]
publisher: 某某出版社
license: CC BY 4.0
image: cover.png
dedication: 献给母亲
epigraph: |
  > 学而时习之。
preface: preface.md
afterword: |
  # 写在最后

  写完了。[^1]

  [^1]: 后记之注。
about_author: 张三，作者。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2):
        (tmp_path / f"{number}.md").write_text(ARTICLE.format(n=number), encoding="utf-8")
    (tmp_path / "cover.png").write_bytes(PNG)
    (tmp_path / "book").mkdir()
    preface = "---\ntitle: 自序\n---\n\n见[第一篇](1.md)。[^a]\n\n[^a]: 序注。\n"
    (tmp_path / "preface.md").write_text(preface, encoding="utf-8")
    return tmp_path


def export(folder: Path, *options: str, metadata: str = METADATA, to: str = "epub") -> int:
    file = folder / "book.yaml"
    file.write_text(metadata, encoding="utf-8")
    sources = [str(folder / "1.md"), str(folder / "2.md")]
    call = ["export", *sources, "--book", "--metadata", str(file), "--to", to]
    with pytest.raises(SystemExit) as stop:
        main([*call, "-o", str(folder / "out"), *options])
    return int(stop.value.code or 0)


def made(folder: Path, *options: str, metadata: str = METADATA) -> Book:
    assert export(folder, *options, metadata=metadata) == 0
    (file,) = (folder / "out").glob("*.epub")
    return Book(file.read_bytes())


def test_the_metadata_file_says_what_the_book_is(folder: Path) -> None:
    epub = made(folder)
    assert epub.metadata("dc:identifier")[1:] == ["urn:isbn:9787301000014", "doi:10.1000/182"]
    assert epub.metadata("dc:date") == ["2025-03-01"]
    assert epub.metadata("dc:contributor") == ["李四", "王五"]
    assert epub.metadata("dc:subject") == ["科技"]
    assert epub.metadata("opf:meta[@property='belongs-to-collection']") == ["丛书"]
    assert epub.metadata("opf:meta[@property='group-position']") == ["2"]
    text = "".join(epub.texts("title.xhtml", "//h:body"))
    assert "2025年3月1日" in text
    for shown in ("两篇文章", "张三", "某某出版社", "ISBN 9787301000014", "CC BY 4.0"):
        assert shown in text


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-TW", "ja", "ar", "hi", "xx"])
def test_every_part_has_a_name_in_every_language(lang: str) -> None:
    names = [matter_title(kind, lang) for kind in MATTER_KINDS]
    assert len(set(names)) == len(MATTER_KINDS)


def test_the_cover_of_a_book_is_the_image_that_its_metadata_names(folder: Path) -> None:
    epub = made(folder)
    (source,) = epub.find("cover.xhtml", "//h:img/@src")
    assert epub.bytes(source) == PNG
    (item,) = epub.find("content.opf", "//opf:item[@properties='cover-image']")
    assert item.get("href") == source


def test_a_cover_that_is_missing_is_a_warning_and_one_is_drawn(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    epub = made(folder, metadata="title: x\nimage: none.png\n")
    assert "book.yaml:2: A001" in capsys.readouterr().err
    assert epub.find("cover.xhtml", "//h:img/@src") == ["image/cover.svg"]


def test_parts_come_before_and_after_the_articles_in_their_order(folder: Path) -> None:
    epub = made(folder)
    names = {
        item.get("id"): item.get("href").removesuffix(".xhtml")
        for item in epub.find("content.opf", "//opf:item")
    }
    spine = [names[item.get("idref")] for item in epub.find("content.opf", "//opf:itemref")]
    assert spine == [
        "cover", "title", "dedication", "epigraph", "nav", "preface", "chapter-1", "chapter-2",
        "afterword", "about-author",
    ]  # fmt: skip
    contents = epub.texts("nav.xhtml", "//h:nav[1]/h:ol/h:li/h:a")
    assert contents == ["自序", "第1篇", "第2篇", "写在最后", "关于作者"]


def test_parts_are_marked_as_what_they_are(folder: Path) -> None:
    epub = made(folder)
    marks = {
        name: [
            (item.get("{http://www.idpf.org/2007/ops}type"), item.get("role"))
            for item in epub.find(f"{name}.xhtml", "//h:body | //h:body/h:section")
        ]
        for name in ("dedication", "preface", "afterword", "about-author", "chapter-1")
    }
    assert marks == {
        "dedication": [("frontmatter", None), ("dedication", "doc-dedication")],
        "preface": [("frontmatter", None), ("preface", "doc-preface")],
        "afterword": [("backmatter", None), ("afterword", "doc-afterword")],
        "about-author": [("backmatter", None), (None, None)],
        "chapter-1": [("bodymatter", None), ("chapter", "doc-chapter")],
    }
    kinds = epub.find("nav.xhtml", "//h:nav[2]//h:a/@epub:type")
    assert [kind for kind in kinds if kind != "endnotes"] == [
        "cover", "titlepage", "toc", "bodymatter", "dedication", "epigraph", "preface", "afterword",
    ]  # fmt: skip


def test_a_dedication_has_no_printed_title_but_a_name(folder: Path) -> None:
    epub = made(folder)
    assert "".join(epub.texts("dedication.xhtml", "//h:body")).split() == ["献给母亲"]
    assert epub.find("dedication.xhtml", "//h:section/@aria-label") == ["献词"]


@pytest.mark.parametrize(
    ("text", "title"), [("序文。", "前言"), ("# 写在前面\n\n序文。", "写在前面")]
)
def test_a_file_of_a_part_needs_no_title(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, title: str
) -> None:
    (folder / "intro.md").write_text(text, encoding="utf-8")
    epub = made(folder, metadata="title: 书\nlang: zh-CN\npreface: intro.md\n")
    assert epub.texts("preface.xhtml", "//h:h1") == [title]
    assert "intro.md" not in capsys.readouterr().err


def test_names_of_parts_differ_by_spelling_alone(folder: Path) -> None:
    epub = made(folder, metadata="title: x\nAcknowledgements: 谢谢\nabout-author: 张三\n")
    assert "谢谢" in "".join(epub.texts("acknowledgments.xhtml", "//h:body"))
    assert "张三" in "".join(epub.texts("about-author.xhtml", "//h:body"))


def test_parts_have_notes_and_links_of_their_own(folder: Path) -> None:
    epub = made(folder)
    assert epub.find("preface.xhtml", "//h:p/h:a[not(@role)]/@href") == ["chapter-1.xhtml"]
    for name, text in (("preface", "序注。"), ("afterword", "后记之注。")):
        (endnote,) = epub.texts(f"{name}.xhtml", "//h:div[@epub:type='footnote']")
        assert text in endnote


def test_notes_of_the_whole_book_include_those_of_its_parts(folder: Path) -> None:
    epub = made(folder, "--notes", "book")
    notes = epub.texts("notes.xhtml", "//h:div[@epub:type='footnote']/h:p")
    bare = [text.partition("↩")[0].strip() for text in notes]
    assert bare == ["序注。", "注1。", "注2。", "后记之注。"]
    numbers = [epub.texts(name, "//h:a[@epub:type='noteref']") for name in epub.pages]
    assert [number for page in numbers for number in page] == ["1", "2", "3", "4"]


def test_a_pdf_of_the_book_has_the_parts_too(folder: Path, program: Callable[[str], str]) -> None:
    import subprocess

    assert export(folder, to="pdf") == 0
    (file,) = (folder / "out").glob("*.pdf")
    text = subprocess.run(
        [program("pdftotext"), file, "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    # poppler takes the thin space between Chinese and digits for one of the text.
    text = "".join(text.split())
    places = [text.index(part) for part in ("献给母亲", "序注", "正文1", "正文2", "后记之注")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("preface: [1]", 0, "book.yaml:2: F002 'preface' is not a text"),
        ("preface: none.md", 1, "'none.md' cannot be read"),
        ("preface: ../x.md", 1, "outside of the folder of the metadata file"),
        ("preface: circle.md", 1, "'circle.md' cannot be read"),
    ],
)
def test_a_part_that_cannot_be_had_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], line: str, code: int, message: str
) -> None:
    (folder / "circle.md").symlink_to(folder / "circle.md")
    assert export(folder, metadata=f"title: x\n{line}\n") == code
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say_of_a_book_with_all_parts(
    folder: Path, program: Callable[[str], str]
) -> None:
    parts = ["foreword", "introduction", "acknowledgments", "colophon"]
    metadata = METADATA + "".join(f"{part}: 文字\n" for part in parts)
    books = {
        " ".join(options): made(folder, *options, metadata=metadata).data
        for options in ((), ("--notes", "book"), ("--set", "epub.split_level=2"))
    }
    messages = epubcheck_messages(books, java=program("java"), folder=folder)
    assert {name: found for name, found in messages.items() if found} == {}
