"""The package of an EPUB: metadata, navigation, cover, container, and the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from documents import document, heading, paragraph
from epub_documents import (
    MATHML,
    PNG,
    alone,
    asset,
    bare,
    book,
    every_node,
    publications,
    rich_metadata,
    right_to_left,
)
from epubs import book_of
from media_files import MP4
from publishkit.errors import ConfigurationError, ExportError, UsageError
from publishkit.formats.base import Exporter
from publishkit.formats.epub import EpubExporter, EpubOptions
from publishkit.formats.epub.cover import lay_out, wrap
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author, FeatureImage
from publishkit.model.nodes import BlockQuote, Image, Math

BEIJING = timezone(timedelta(hours=8))


def test_the_exporter_is_one_of_the_contract() -> None:
    assert isinstance(EpubExporter(), Exporter)
    rendition = EpubExporter().export(alone(every_node()), EpubOptions())
    assert (rendition.filename, rendition.media_type) == ("every.epub", "application/epub+zip")


def test_front_matter_is_in_the_package_document_whole() -> None:
    epub = book_of(rich_metadata())
    assert epub.metadata("dc:title") == ["<b>题</b> & co.", "副]]>题"]
    assert epub.metadata("dc:creator") == ["王&五"]
    assert epub.metadata("dc:contributor") == ["Ann <x>", "编 <者>"]
    assert epub.metadata("opf:meta[@property='role']") == ["aut", "trl", "edt"]
    assert epub.metadata("dc:subject") == ["甲 & 乙", "<c>"]
    assert epub.metadata("dc:description") == ['a "b" <c> & d']
    assert epub.metadata("dc:language") == ["zh-CN"]
    assert epub.metadata("dc:publisher") == ["出版 & 社"]
    assert epub.metadata("dc:rights") == ["CC BY <4.0>"]
    assert epub.metadata("dc:source") == ["https://example.com/?a=1&b=2"]
    assert epub.metadata("opf:meta[@property='belongs-to-collection']") == ["系列"]


def test_dates_keep_their_offset_and_the_time_of_change_is_in_utc() -> None:
    epub = book_of(rich_metadata())
    assert epub.metadata("dc:date") == ["2025-06-19T20:03:39+08:00"]
    assert epub.metadata("opf:meta[@property='dcterms:modified']") == ["2025-06-30T17:00:00Z"]


def test_a_date_without_time_stays_a_date_and_counts_as_the_time_of_change() -> None:
    day = datetime(2025, 6, 19, tzinfo=BEIJING)
    epub = book_of(document(date=day, date_only=True))
    assert epub.metadata("dc:date") == ["2025-06-19"]
    assert epub.metadata("opf:meta[@property='dcterms:modified']") == ["2025-06-18T16:00:00Z"]


def test_an_article_without_date_has_none_and_a_fixed_time_of_change() -> None:
    epub = book_of(document())
    assert epub.metadata("dc:date") == []
    assert epub.metadata("opf:meta[@property='dcterms:modified']") == ["2000-01-01T00:00:00Z"]


@pytest.mark.parametrize("name", publications())
def test_no_metadata_element_is_empty_and_no_library_signs_the_book(name: str) -> None:
    epub = book_of(publications()[name])
    for item in epub.find("content.opf", "/opf:package/opf:metadata/*"):
        assert (item.text or "").strip() or item.get("content")
    assert b"ebook-lib" not in epub.bytes("content.opf").lower()


def test_D3_the_identifier_stays_when_the_text_changes_and_changes_with_the_slug() -> None:
    def identifier(article: Document) -> list[str]:
        return book_of(article).metadata("dc:identifier")

    first = identifier(document(paragraph("一"), slug="a"))
    assert first == identifier(document(paragraph("二"), slug="a", title="新"))
    assert first != identifier(document(paragraph("一"), slug="b"))
    assert first[0].startswith("urn:uuid:")
    assert identifier(document(id="urn:isbn:9780000000002")) == ["urn:isbn:9780000000002"]
    assert identifier(document(id="x", slug="a")) == identifier(document(id="x", slug="b"))


def test_the_ncx_names_the_same_book_and_places_as_the_navigation_document() -> None:
    epub = book_of(every_node())
    assert epub.find("toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == epub.metadata(
        "dc:identifier"
    )
    nav = epub.find("nav.xhtml", "//h:nav[@epub:type='toc']//h:a/@href")
    assert epub.find("toc.ncx", "//ncx:content/@src") == nav


def test_the_contents_are_nested_as_deep_as_asked() -> None:
    article = document(heading(2, "一"), heading(3, "一一"), heading(4, "深"), heading(2, "二"))
    deep = "//h:nav[@epub:type='toc']/h:ol/h:li/h:ol/h:li"
    assert book_of(article).texts("nav.xhtml", f"{deep}/h:a") == ["一", "二"]
    assert book_of(article).texts("nav.xhtml", f"{deep}/h:ol/h:li/h:a") == ["一一"]
    assert book_of(article, toc_depth=1).texts("nav.xhtml", f"{deep}/h:a") == []
    assert "深" in book_of(article, toc_depth=4).texts("nav.xhtml", "//h:a")


def test_a_cover_that_is_a_film_is_a_warning_and_one_is_drawn() -> None:
    film = asset("a.mp4", "video/mp4", MP4)
    article = replace(document(image=FeatureImage("a.mp4")), assets={"a.mp4": film})
    rendition = EpubExporter().export(alone(article), EpubOptions())
    assert [item.code for item in rendition.diagnostics] == ["X002"]
    assert book_of(article).find("cover.xhtml", "//h:img/@src") == ["image/cover.svg"]


def test_landmarks_name_the_parts_of_the_book() -> None:
    epub = book_of(every_node())
    kinds = epub.find("nav.xhtml", "//h:nav[@epub:type='landmarks']//h:a/@epub:type")
    assert kinds == ["cover", "titlepage", "toc", "bodymatter", "endnotes"]
    assert epub.find("nav.xhtml", "//h:nav[@epub:type='landmarks']/@hidden") == ["hidden"]


def test_D4_the_featured_image_is_the_cover_with_a_text_for_those_who_cannot_see_it() -> None:
    epub = book_of(rich_metadata())
    (item,) = epub.find("content.opf", "//opf:item[@properties='cover-image']")
    assert epub.bytes(item.get("href")) == PNG
    assert epub.find("content.opf", "//opf:meta[@name='cover']/@content") == [item.get("id")]
    (image,) = epub.find("cover.xhtml", "//h:img")
    assert (image.get("role"), image.get("alt")) == ("doc-cover", "封面: <b>题</b> & co.")
    spine = epub.find("content.opf", "//opf:itemref/@idref")
    assert spine[0] == "page-cover"


def test_without_featured_image_or_by_option_the_title_page_comes_first() -> None:
    missing = document(image=FeatureImage("images/default (20).png"))
    for epub in (book_of(missing, cover="image"), book_of(rich_metadata(), cover="none")):
        assert epub.find("content.opf", "//opf:itemref/@idref")[0] == "page-title"
        assert not epub.find("content.opf", "//opf:item[contains(@media-type, 'image')]")


@pytest.mark.parametrize("name", ["every_node", "book", "right_to_left"])
def test_D4_without_an_image_a_cover_with_the_title_is_drawn(name: str) -> None:
    epub = book_of(publications()[name])
    (title,) = epub.metadata("dc:title[@id='main-title']")
    (item,) = epub.find("content.opf", "//opf:item[@properties='cover-image']")
    assert (item.get("href"), item.get("media-type")) == ("image/cover.svg", "image/svg+xml")
    lines = epub.texts("image/cover.svg", "//svg:g[@font-weight='bold']/svg:text")
    assert "".join("".join(lines).split()) == "".join(title.split())
    (image,) = epub.find("cover.xhtml", "//h:img")
    assert image.get("src") == "image/cover.svg" and title in image.get("alt")
    # It needs no font but the reader's, and says nothing that is not text elsewhere.
    assert not epub.find("content.opf", "//opf:item[contains(@media-type, 'font')]")
    assert epub.find("content.opf", "//opf:itemref/@idref")[0] == "page-cover"


def test_a_drawn_cover_shows_title_subtitle_and_authors_and_stays_the_same() -> None:
    epub = book_of(rich_metadata(), cover="drawn")
    texts = epub.texts("image/cover.svg", "//svg:text")
    assert texts == ["<b>题</b>", "& co.", "副]]>题", "王&五 · Ann <x>"]
    assert epub.data == book_of(rich_metadata(), cover="drawn").data
    # The article's image is not packed for nothing.
    assert not epub.find("content.opf", "//opf:item[@media-type='image/png']")


def test_titles_of_covers_break_between_chinese_characters_and_at_spaces() -> None:
    assert wrap("OpenAI与微软：AI巨头复杂共生关系的裂变与前瞻", 8) == [
        "OpenAI与微软：", "AI巨头复杂共生", "关系的裂变与前瞻",
    ]  # fmt: skip
    assert wrap("The quick brown fox", 6) == ["The quick", "brown fox"]
    assert wrap("一二三，四五六", 3.5) == ["一二", "三，四", "五六"]
    assert wrap("x" * 30, 10) == ["x" * 10] * 3
    long = lay_out("长" * 2000, top=0, height=700, sizes=(128, 48))
    assert long.size == 48 and long.lines[-1].endswith("…") and max(long.offsets) <= 700


def test_D11_accessibility_metadata_says_what_is_true_of_the_content() -> None:
    def said(article: Document) -> dict[str, list[str]]:
        epub = book_of(article)
        names = ("accessMode", "accessibilityFeature", "accessibilityHazard")
        return {name: epub.metadata(f"opf:meta[@property='schema:{name}']") for name in names}

    images = {"p.png": asset("p.png", "image/png", PNG)}
    plain = said(document(paragraph("文")))
    assert plain["accessMode"] == ["textual"]
    assert plain["accessibilityHazard"] == ["none"]
    assert "alternativeText" not in plain["accessibilityFeature"]
    described = said(replace(document(paragraph(Image("p.png", "图"))), assets=images))
    assert described["accessMode"] == ["textual", "visual"]
    assert "alternativeText" in described["accessibilityFeature"]
    silent = said(replace(document(paragraph(Image("p.png"))), assets=images))
    assert "alternativeText" not in silent["accessibilityFeature"]
    formula = said(document(paragraph(Math("x", mathml=MATHML))))
    assert "MathML" in formula["accessibilityFeature"]
    assert "MathML" not in plain["accessibilityFeature"]


def test_the_language_is_on_package_and_pages_and_a_right_to_left_one_turns_the_book() -> None:
    epub = book_of(right_to_left())
    assert epub.root("content.opf").get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert epub.find("content.opf", "//opf:spine/@page-progression-direction") == ["rtl"]
    assert epub.find("chapter.xhtml", "/h:html/@dir") == ["rtl"]
    assert book_of(bare()).metadata("dc:language") == ["und"]


def test_a_book_has_its_own_title_and_the_authors_and_tags_of_its_articles() -> None:
    whole = book()
    first, *rest = whole.documents
    tagged = replace(first, metadata=replace(first.metadata, tags=("甲",), authors=(Author("乙"),)))
    epub = book_of(replace(whole, documents=(tagged, *rest)))
    assert epub.metadata("dc:title") == ["一本书"]
    assert epub.metadata("dc:subject") == ["甲"]
    assert epub.metadata("dc:creator") == ["乙", "甲"]
    titles = epub.texts("nav.xhtml", "//h:nav[@epub:type='toc']/h:ol/h:li/h:a")
    assert titles == ["文章 a", "文章 b", "文章 c"]
    assert "甲" in epub.texts("chapter-2.xhtml", "//h:p[@class='byline']")[0]
    assert epub.find("chapter-3.xhtml", "/h:html/@lang") == ["en"]


def test_D2_the_container_is_what_the_standard_asks_for() -> None:
    epub = book_of(rich_metadata())
    entries = epub.archive.infolist()
    first = entries[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
    assert epub.archive.read("mimetype") == b"application/epub+zip"
    for entry in entries:
        assert entry.filename.isascii() and " " not in entry.filename
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.create_system == 3
    assert len({entry.filename for entry in entries}) == len(entries)
    assert zipfile.ZipFile(epub.archive.fp).testzip() is None  # type: ignore[arg-type]


_DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from epub_documents import publications
from epubs import book_of
for name, publication in sorted(publications().items()):
    for options in ({}, {"split_level": 3, "notes": "book", "fonts": ("auto",)}):
        print(name, hashlib.sha256(book_of(publication, **options).data).hexdigest())
"""


def test_D1_the_bytes_are_the_same_under_another_zone_locale_hash_seed_and_folder(
    tmp_path: Path,
) -> None:
    def digests(folder: Path, **variables: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", _DIGEST, str(Path(__file__).parent)],
            cwd=folder,
            env={**os.environ, **variables},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout

    first = digests(tmp_path, TZ="UTC", LANG="C", PYTHONHASHSEED="1")
    second = digests(Path.cwd(), TZ="Asia/Shanghai", LANG="zh_CN.UTF-8", PYTHONHASHSEED="2")
    assert first == second
    assert len(first.splitlines()) == 2 * len(publications())


def test_extra_css_follows_our_own() -> None:
    css = book_of(document(), style="p { margin: 1em }").bytes("style.css").decode()
    assert css.endswith("\np { margin: 1em }\n")
    assert "font-family: serif" not in css


def test_what_cannot_be_exported_is_an_error_with_a_hint() -> None:
    with pytest.raises(ExportError):
        EpubExporter().export(Publication(()), EpubOptions())
    with pytest.raises(UsageError) as caught:
        EpubExporter().export(alone(document()), EpubOptions(theme="nonesuch"))
    assert caught.value.hint
    deep = paragraph("文")
    for _ in range(5000):
        deep = BlockQuote((deep,))  # type: ignore[assignment]
    with pytest.raises(ExportError):
        EpubExporter().export(alone(document(deep)), EpubOptions())


def test_a_file_that_has_gone_is_a_diagnostic_and_its_text() -> None:
    gone = replace(asset("p.png", "image/png", PNG), content=None, path=Path("gone/p.png"))
    article = replace(document(paragraph(Image("p.png", "图"))), assets={"p.png": gone})
    rendition = EpubExporter().export(alone(article), EpubOptions())
    assert [item.code for item in rendition.diagnostics] == ["A001"]
    assert book_of(article).texts("chapter.xhtml", "//h:p") == ["图"]


@pytest.mark.parametrize("date", [datetime(1, 1, 1, tzinfo=BEIJING), datetime.max])
def test_a_date_at_the_end_of_the_calendar_does_no_harm(date: datetime) -> None:
    zoned = date.replace(microsecond=0, tzinfo=date.tzinfo or timezone(-timedelta(hours=8)))
    epub = book_of(document(date=zoned))
    assert epub.metadata("dc:date") == [zoned.isoformat()]
    assert epub.metadata("opf:meta[@property='dcterms:modified']") == ["2000-01-01T00:00:00Z"]


def test_a_users_template_goes_before_ours_and_has_to_be_well_formed(tmp_path: Path) -> None:
    folder = tmp_path / "epub"
    folder.mkdir()
    template = folder / "title.xhtml"
    template.write_text(
        '{% extends "publishkit/epub/title.xhtml" %}{% block body %}'
        "<body><p>{{ title }}<ul><li>一</li></ul></p></body>{% endblock %}",
        encoding="utf-8",
    )
    epub = book_of(document(title="a & b"), template_dir=tmp_path)
    assert epub.texts("title.xhtml", "//h:body/h:div") == ["a & b一"]
    template.write_text("<p>&nbsp;", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        book_of(document(), template_dir=tmp_path)
    assert caught.value.hint


def test_D10_people_have_roles_and_sort_names_and_the_book_its_numbers() -> None:
    epub = book_of(
        document(
            paragraph("文"),
            authors=(Author("Ann Lee", file_as="Lee, Ann"), Author("王五")),
            translators=(Author("张三"),),
            editors=(Author("李四"),),
            isbn="9787020002207",
            doi="10.1000/182",
            series=("丛书",),
            series_index=3,
            date=datetime(2025, 6, 19, tzinfo=BEIJING),
            date_only=True,
            publisher="某某出版社",
            license="CC BY 4.0",
        )
    )
    assert epub.metadata("dc:publisher") == ["某某出版社"]
    assert epub.metadata("dc:rights") == ["CC BY 4.0"]
    assert epub.metadata("dc:creator") == ["Ann Lee", "王五"]
    assert epub.metadata("dc:contributor") == ["张三", "李四"]
    assert epub.metadata("opf:meta[@property='role']") == ["aut", "aut", "trl", "edt"]
    assert epub.metadata("opf:meta[@refines='#author-1' and @property='file-as']") == ["Lee, Ann"]
    unique, *numbers = epub.metadata("dc:identifier")
    assert unique.startswith("urn:uuid:")
    assert numbers == ["urn:isbn:9787020002207", "doi:10.1000/182"]
    assert epub.metadata("opf:meta[@property='identifier-type']") == ["15", "06"]
    assert epub.metadata("opf:meta[@property='group-position']") == ["3"]
    assert epub.metadata("opf:meta[@property='dcterms:issued']") == ["2025-06-19"]
    # The title page and the cover name those who wrote it.
    assert epub.texts("title.xhtml", "//h:p[@class='author']") == ["Ann Lee", "王五"]
    assert "张三" not in "".join(epub.texts("image/cover.svg", "//svg:text"))


def test_D8_vertical_writing_turns_pages_to_the_right_and_sets_short_numbers_upright() -> None:
    article = document(paragraph("在12月3日，2025年A4纸占5.5与 &"), lang="zh-Hant")
    epub = book_of(article, writing_mode="vertical-rl")
    assert epub.find("content.opf", "//opf:spine/@page-progression-direction") == ["rtl"]
    assert epub.find("content.opf", "/opf:package/@dir") == ["ltr"]
    assert b"writing-mode: vertical-rl" in epub.bytes("style.css")
    assert epub.texts("chapter.xhtml", "//h:span[@class='upright']") == ["12", "3"]
    assert epub.texts("chapter.xhtml", "//h:section/h:p") == ["在12月3日，2025年A4纸占5.5与 &"]
    plain = book_of(article)
    assert plain.find("content.opf", "//opf:spine/@page-progression-direction") == ["ltr"]
    assert b"vertical-rl" not in plain.bytes("style.css")
    assert b"upright" not in plain.bytes("chapter.xhtml")
