"""Fields: aliases, precedence, names of two meanings, and the strict readers of values."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from publishkit.model.metadata import Author, Enclosure, FeatureImage
from publishkit.reading.field_names import FIELD_NAMES
from publishkit.reading.front_matter import FrontMatter, read_front_matter

DOCS = Path(__file__).parent.parent / "docs" / "front-matter.md"


def _read(block: str, name: str | None = None) -> FrontMatter:
    text = f"---\ndate: 2025-06-19T00:00:00Z\n{block}\n---\n"
    return read_front_matter(text, path=Path(name) if name else None)


def _codes(found: FrontMatter) -> list[str]:
    return [diagnostic.code for diagnostic in found.diagnostics]


@pytest.mark.parametrize(
    ("value", "tags", "codes"),
    [
        ("[a, b]", ("a", "b"), []),
        ("\n  - a\n  - b", ("a", "b"), []),
        (" \n- a\n- b", ("a", "b"), []),
        ("人工智能, OpenAI", ("人工智能", "OpenAI"), []),
        ("a，b、c;d；e", ("a", "b", "c", "d", "e"), []),
        ('"a, b"', ("a", "b"), []),
        ("machine learning", ("machine learning",), ["F008"]),
        ("人工智能", ("人工智能",), []),
        ("[人工智能，OpenAI]", ("人工智能", "OpenAI"), ["F008"]),
        ('["a，b"]', ("a，b",), []),
        ("\n- a，b", ("a，b",), []),
        ("[a, null, '', ~]", ("a",), []),
        ("[2024, yes, 1.10, 0012]", ("2024", "yes", "1.10", "0012"), []),
        ("[[a, b], [a, c]]", ("a", "b", "c"), []),
        ("[a, {b: c}]", ("a",), ["F002"]),
        ("{a: b}", (), ["F002"]),
        ("[a, a, A]", ("a", "A"), []),
        ("#x", (), ["F009"]),
        ("\n- #x\n- b", ("b",), ["F009"]),
        ("['#x', C#]", ("x", "C#"), []),
        ("C++ & C#", ("C++ & C#",), ["F008"]),
        ("[a/b]", ("a/b",), []),
        ("['[[a]]', '[[Topics/b#c|d e]]']", ("a", "d e"), []),
        ("false", (), []),
        ("", (), []),
        ('["a  b\\n c"]', ("a b c",), []),
    ],
)
def test_tags_are_read_from_lists_and_from_text_with_commas(
    value: str, tags: tuple[str, ...], codes: list[str]
) -> None:
    found = _read(f"tags: {value}")
    assert (found.metadata.tags, _codes(found)) == (tags, codes)


def test_keywords_are_tags_only_where_there_are_none() -> None:
    assert _read("keywords: a, b").metadata.tags == ("a", "b")
    found = _read("keywords: a, b\ntags: [c]")
    assert (found.metadata.tags, found.metadata.keywords) == (("c",), ("a", "b"))
    assert _codes(found) == []


def test_nested_categories_of_hexo_are_flattened() -> None:
    assert _read("categories:\n- [a, b]\n- [a, c]").metadata.categories == ("a", "b", "c")


@pytest.mark.parametrize(
    ("value", "authors", "codes"),
    [
        ("张三", (Author("张三"),), []),
        ("Smith, John", (Author("Smith, John"),), []),
        ("张三、李四；王五", (Author("张三"), Author("李四"), Author("王五")), []),
        ("A and B; C", (Author("A"), Author("B"), Author("C")), []),
        ("A Sandy B", (Author("A Sandy B"),), []),
        ("A <a@b.c>", (Author("A", email="a@b.c"),), []),
        ("a@b.c (A)", (Author("A", email="a@b.c"),), []),
        ("a@b.c", (Author("a@b.c", email="a@b.c"),), []),
        ("A <a@b.c>, B (x)", (Author("A", email="a@b.c"), Author("B (x)")), []),
        ("[A, B]", (Author("A"), Author("B")), []),
        (
            "{name: A, email: a@b.c, homepage: https://a.b, avatar: a.png}",
            (Author("A", email="a@b.c", url="https://a.b", avatar="a.png"),),
            [],
        ),
        ("[{name: A}, {name: B, uri: 'javascript:x'}]", (Author("A"), Author("B")), []),
        ("{email: a@b.c}", (), ["F002"]),
        ("[{name: ''}, A]", (Author("A"),), ["F002"]),
        ("[[A]]", (), ["F002"]),
        ("['[[A]]', '[[People/B]]', '[[b|C D]]']", (Author("A"), Author("B"), Author("C D")), []),
        ("[A, A, '', null]", (Author("A"),), []),
        ("''", (), []),
        ("false", (), []),
        ("2024", (Author("2024"),), []),
    ],
)
def test_authors_are_people_with_names(
    value: str, authors: tuple[Author, ...], codes: list[str]
) -> None:
    found = _read(f"author: {value}")
    assert (found.metadata.authors, _codes(found)) == (authors, codes)


@pytest.mark.parametrize(
    ("block", "image", "codes"),
    [
        ("featured_image: images/default (20).png", ("images/default (20).png", ""), []),
        ("cover: {image: a.png, alt: 图, caption: c}", ("a.png", "图"), []),
        ("cover:\n  image: a%20b.png", ("a%20b.png", ""), []),
        ("images: [a.png, b.png]", ("a.png", ""), []),
        ("images: ['', {url: b.png}]", ("b.png", ""), []),
        ("image: https://a.b/c.png", ("https://a.b/c.png", ""), []),
        ("image: file:///etc/passwd", None, ["F002"]),
        ("image: file:///etc/passwd\ncover: a.png", ("a.png", ""), ["F002"]),
        ("image: 'javascript:x'", None, ["F002"]),
        ("image: 'data:image/png;base64,x'", None, ["F002"]),
        ("image: false", None, []),
        ("image: true", None, ["F002"]),
        ("image: {alt: a}", None, ["F002"]),
        ("image:", None, []),
        ("image: a.png\ncover: a.png", ("a.png", ""), []),
        ("image: a.png\ncover: b.png", ("a.png", ""), ["F004"]),
        ("resources:\n- {name: featured-image, src: a.png}", ("a.png", ""), []),
        ("image: ../../etc/passwd", ("../../etc/passwd", ""), []),
    ],
)
def test_the_image_is_kept_as_written_and_resolved_later(
    block: str, image: tuple[str, str] | None, codes: list[str]
) -> None:
    found = _read(block)
    given = found.metadata.image
    assert (None if given is None else (given.url, given.alt), _codes(found)) == (image, codes)


def test_the_image_knows_its_line() -> None:
    image = _read("cover:\n  alt: b\n  image: a.png").metadata.image
    assert image == FeatureImage("a.png", alt="b", line=5)


@pytest.mark.parametrize(
    "value", ["true", "True", "yes", "on", "1", "是", "'true'", '"YES"', " true "]
)
def test_true_is_understood_in_every_spelling(value: str) -> None:
    assert _read(f"draft: {value}").metadata.is_draft
    assert not _read(f"publish: {value}").metadata.is_draft


@pytest.mark.parametrize("value", ["false", "no", "off", "0", "否", "'False'", "", "~"])
def test_false_is_understood_in_every_spelling(value: str) -> None:
    found = _read(f"draft: {value}")
    assert (found.metadata.is_draft, _codes(found)) == (False, [])


@pytest.mark.parametrize("value", ["maybe", "2", "[true]", "{a: b}", "y"])
def test_another_value_for_a_switch_is_a_warning(value: str) -> None:
    found = _read(f"draft: {value}")
    assert (found.metadata.is_draft, _codes(found)) == (False, ["F002"])


@pytest.mark.parametrize(
    ("block", "is_draft", "codes"),
    [
        ("published: false", True, []),
        ("published: true", False, []),
        ("publish: false", True, []),
        ("status: draft", True, []),
        ("Status: Hidden", True, []),
        ("status: private", True, []),
        ("status: published", False, []),
        ("status: Final", False, ["F002"]),
        ("tags: [draft]", True, []),
        ("tags: [Private, a]", True, []),
        ("draft: false\npublished: false", True, []),
        ("draft: true\nstatus: published", True, []),
        ("params: {draft: true}", True, []),
    ],
)
def test_any_sign_of_a_draft_makes_one(block: str, is_draft: bool, codes: list[str]) -> None:
    found = _read(block)
    assert (found.metadata.is_draft, _codes(found)) == (is_draft, codes)


def test_jekylls_drafts_folder_makes_a_draft() -> None:
    assert _read("title: a", "site/_drafts/a.md").metadata.is_draft
    assert not _read("title: a", "site/_posts/_drafts.md").metadata.is_draft


@pytest.mark.parametrize(
    ("value", "lang", "codes"),
    [
        ("zh-cn", "zh-CN", []),
        ("zh_CN", "zh-CN", []),
        ("zh_CN.UTF-8", "zh-CN", []),
        ("ZH-hans-cn", "zh-Hans-CN", []),
        ("en", "en", []),
        ("es-419", "es-419", []),
        ("cmn", "zh", []),
        ("cmn-Hans", "zh-Hans", []),
        ("de-DE-1996", "de-DE-1996", []),
        ("中文", "", ["F010"]),
        ("english", "", ["F010"]),
        ("zh--CN", "", ["F010"]),
        ("[zh]", "", ["F002"]),
        ("''", "", []),
        ("no", "no", []),
    ],
)
def test_languages_are_bcp_47_tags(value: str, lang: str, codes: list[str]) -> None:
    found = _read(f"lang: {value}")
    assert (found.metadata.lang, _codes(found)) == (lang, codes)


@pytest.mark.parametrize(
    ("block", "field", "value", "codes"),
    [
        ("url: /a/标 题/", "url", "/a/%E6%A0%87%20%E9%A2%98/", []),
        ("url: /a%20b/100%", "url", "/a%20b/100%25", []),
        ("permalink: https://a.b/c?d=e#f", "url", "https://a.b/c?d=e#f", []),
        ("url: http://例子.中国/路", "url", "http://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF", []),
        ("url: https://u@例子.中国:80", "url", "https://u@xn--fsqu00a.xn--fiqs8s:80", []),
        ("url: //例子.中国?问", "url", "//xn--fsqu00a.xn--fiqs8s?%E9%97%AE", []),
        ("path: a/b", "url", "a/b", []),
        ("url: javascript:alert(1)", "url", None, ["F002"]),
        ("permalink: /:year/:title/", "url", None, ["F011"]),
        ("permalink: false", "url", None, []),
        ("link: /a/", "url", "/a/", []),
        ("link: https://a.b/", "url", None, []),
        ("link: https://a.b/", "external_url", "https://a.b/", []),
        ("source: https://a.b/", "external_url", "https://a.b/", []),
        ("source: Reuters", "external_url", None, []),
        ("external_url: /a/", "external_url", None, ["F002"]),
        ("canonical_url: https://a.b/", "canonical", "https://a.b/", []),
        ("canonical: ftp://a.b/", "canonical", None, ["F002"]),
        ("redirect_from: [/a/, b]", "aliases", ("/a/", "b"), []),
        ("aliases: [/a/, http://a.b/, 别名]", "aliases", ("/a/", "http://a.b/"), []),
        ("alias: 别名", "aliases", (), []),
        ("weight: 5", "weight", 5, []),
        ("order: -1", "weight", -1, []),
        ("pin: true", "weight", 1, []),
        ("weight: five", "weight", None, ["F002"]),
        ("weight: 1.5", "weight", None, ["F002"]),
        ("weight: [1]", "weight", None, ["F002"]),
        ("weight: " + "9" * 400, "weight", None, ["F002"]),
        ("summary: a [^b] c[^1] d", "summary", "a [^b] c d", []),
        ("description: |\n  a\n\n  b", "summary", "a b", []),
        ("excerpt: [a]", "summary", None, ["F002"]),
        ("summary: false", "summary", None, []),
        ("title: false", "title", "false", []),
        ("linkTitle: a", "short_title", "a", []),
        ("subheading: a", "subtitle", "a", []),
        ("guid: ' Ab C '", "id", "Ab C", []),
        ("uuid: 0012", "id", "0012", []),
        ("slug: 0012", "slug", "0012", []),
        ("rights: {name: CC BY, url: https://a.b}", "license", "CC BY", []),
        ("copyright: CC", "license", "CC", []),
        ("publisher: P", "publisher", "P", []),
        ("series: [a]", "series", ("a",), []),
        ("section: a", "categories", ("a",), []),
        ("audio: a.mp3", "enclosure", Enclosure("a.mp3"), []),
        (
            "podcast: {url: a.mp3, type: audio/mpeg, length: 12}",
            "enclosure",
            Enclosure("a.mp3", "audio/mpeg", 12),
            [],
        ),
        ("audio: file:///a.mp3", "enclosure", None, ["F002"]),
        ("audio: {type: audio/mpeg}", "enclosure", None, ["F002"]),
        ("audio:", "enclosure", None, []),
        ("feed: false", "in_feed", False, []),
        ("rss: no", "in_feed", False, []),
        ("hidden: true", "in_feed", False, []),
        ("hidden: false", "in_feed", True, []),
        ("hiddenFromRss: true", "in_feed", False, []),
        ("exclude_from_feed: true", "in_feed", False, []),
        ("feed: {exclude: true}", "in_feed", False, []),
        ("feed: {include: false}", "in_feed", False, []),
        ("feed: {title: a}", "in_feed", True, []),
        ("feed: maybe", "in_feed", True, ["F002"]),
        ("sitemap: false", "in_feed", True, []),
        ("name: a", "title", "", []),
    ],
)
def test_each_field_has_its_strict_reader(
    block: str, field: str, value: object, codes: list[str]
) -> None:
    found = _read(block)
    assert (getattr(found.metadata, field), _codes(found)) == (value, codes)


@pytest.mark.parametrize(
    ("block", "extra"),
    [
        ("main_topics: [a, b]\ntags: [c]", {"main_topics": ("a", "b")}),
        ("source: Reuters", {"source": "Reuters"}),
        ("link: see below", {"link": "see below"}),
        ("aliases: [别名]", {"aliases": ("别名",)}),
        ("status: Final", {"status": "Final"}),
        ("params: {x: 1}", {"params": {"x": 1}}),
        ("resources: [{src: a}]", {"resources": ({"src": "a"},)}),
    ],
)
def test_what_no_field_claims_is_kept(block: str, extra: dict[str, object]) -> None:
    assert dict(_read(block).metadata.extra) == extra


def test_names_compare_without_case_hyphen_underscore_and_space() -> None:
    for name in ("last_mod", "LastMod", "last-mod", "last mod", "LASTMOD"):
        assert _read(f"{name}: 2025-06-20").metadata.updated is not None


def test_hugos_params_come_after_the_top_level() -> None:
    found = _read("title: a\nparams:\n  title: b\n  subtitle: c")
    assert (found.metadata.title, found.metadata.subtitle) == ("a", "c")
    assert [(d.code, d.line) for d in found.diagnostics] == [("F004", 5)]


def test_the_canonical_name_wins_and_a_clash_names_both_lines() -> None:
    found = _read("description: a\nsummary: b\nexcerpt: b")
    assert found.metadata.summary == "b"
    (warning,) = found.diagnostics
    assert (warning.code, warning.line) == ("F004", 3)
    assert "'summary' in line 4" in warning.message
    assert "'description' in line 3" in warning.message


def test_equal_values_under_two_names_are_silent() -> None:
    assert _read("author: A\nauthors: [A]\nlang: zh-CN\nlanguage: zh_cn").diagnostics == ()


def test_an_unreadable_value_does_not_hide_the_next_name() -> None:
    found = _read("lang: 中文\nlanguage: en")
    assert (found.metadata.lang, _codes(found)) == ("en", ["F010"])


def test_metadata_with_extra_values_pickles() -> None:
    metadata = _read("x: {a: [1]}\ntitle: t").metadata
    assert pickle.loads(pickle.dumps(metadata)) == metadata


def _rows() -> dict[str, str]:
    rows = {}
    for line in DOCS.read_text("utf-8").splitlines():
        if line.startswith("| `"):
            rows[line.split("`")[1]] = line
    return rows


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_the_documentation_lists_every_field_with_all_its_names(field: str) -> None:
    row = _rows()[field]
    missing = [name for name in FIELD_NAMES[field] if f"`{name}`" not in row]
    assert missing == []


@pytest.mark.parametrize(
    ("line", "isbn", "doi", "codes"),
    [
        ("isbn: 978-7-02-000220-7", "9787020002207", None, []),
        ("isbn: ISBN 0-8044-2957-X", "080442957X", None, []),
        ("isbn: 978-7-02-000220-8", None, None, ["F002"]),
        ("isbn: 12345", None, None, ["F002"]),
        ("doi: https://doi.org/10.1000/182", None, "10.1000/182", []),
        ("doi: doi:10.1000/xyz(1)", None, "10.1000/xyz(1)", []),
        ("doi: abc", None, None, ["F002"]),
    ],
)
def test_book_numbers_are_taken_only_when_they_are_right(
    line: str, isbn: str | None, doi: str | None, codes: list[str]
) -> None:
    read = _read(line)
    assert (read.metadata.isbn, read.metadata.doi) == (isbn, doi)
    assert [item.code for item in read.diagnostics if item.code == "F002"] == codes


def test_translators_and_editors_are_people_and_the_place_in_a_series_a_number() -> None:
    metadata = _read(
        "author: {name: Ann Lee, file_as: 'Lee, Ann'}\n译者: 张三、李四\neditors: [王五]\n"
        "series: 丛书\nseries_order: 3\neditor: visual"
    ).metadata
    assert metadata.authors == (Author("Ann Lee", file_as="Lee, Ann"),)
    assert [item.name for item in metadata.translators] == ["张三", "李四"]
    assert [item.name for item in metadata.editors] == ["王五"]
    assert metadata.series_index == 3
    # Quarto's choice of a text editor is nobody.
    assert metadata.extra["editor"] == "visual"
