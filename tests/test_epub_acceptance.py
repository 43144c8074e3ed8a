"""What an EPUB has to be, from the command line to the file: acceptance tests by their names.

A is endnotes, B validity, C readers, D packaging. The tests that carry these names stand with
their subject, in several modules; here are those of the whole way, and the list itself.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from epubs import Book
from publishkit.cli import main

TESTS = Path(__file__).parent
NOTEREF = "//h:a[@epub:type='noteref']"
BACK_LINK = "//h:a[@epub:type='backlink']"
ENDNOTE = "//h:section[@epub:type='endnotes']/h:ol/h:li"
ACCEPTANCE = [
    *(f"A{number}" for number in range(1, 9)),
    *(f"B{number}" for number in range(1, 7)),
    *(f"C{number}" for number in range(1, 5)),
    *(f"D{number}" for number in range(1, 13)),
]


def exported(folder: Path, *arguments: str | Path, code: int = 0) -> Book:
    """Runs ``publishkit export … --to epub`` and opens the one file that it writes."""
    out = folder / "out"
    with pytest.raises(SystemExit) as stop:
        main(["export", *map(str, arguments), "--to", "epub", "-o", str(out)])
    assert (stop.value.code or 0) == code
    (file,) = out.glob("*.epub")
    return Book(file.read_bytes())


def written(folder: Path, **articles: str) -> list[Path]:
    paths = []
    for name, text in articles.items():
        path = folder / f"{name}.md"
        matter = f"title: 文章{name}\ndate: 2025-01-02\nauthor: 作者{name}"
        path.write_text(f"---\n{matter}\n---\n{text}", encoding="utf-8")
        paths.append(path)
    return paths


def round_trips(epub: Book) -> dict[str, str]:
    """The place of each citation, and that of the endnote that it leads to and that leads back."""
    there: dict[str, str] = {}
    back: dict[str, str] = {}
    for page in epub.pages:
        for link in epub.find(page, NOTEREF):
            there[f"{page}#{link.get('id')}"] = _target(page, link)
        for link in epub.find(page, BACK_LINK):
            note = next(up for up in link.iterancestors("{*}div") if up.get("id"))
            back[_target(page, link)] = f"{page}#{note.get('id')}"
    assert there == back
    return there


def _target(page: str, link: object) -> str:
    name, _, fragment = link.get("href").partition("#")  # type: ignore[attr-defined]
    return f"{name or page}#{fragment}"


def test_every_line_of_the_acceptance_list_has_a_test() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.glob("test_epub*.py"))
    source += (TESTS / "test_conservation.py").read_text(encoding="utf-8")
    named = set(re.findall(r"^def test_([A-D]\d+)_", source, re.MULTILINE))
    assert sorted(set(ACCEPTANCE) - named) == []


# --- A: endnotes ------------------------------------------------------------------------------


def test_A1_the_sample_has_five_endnotes_and_each_of_ten_citations_leads_there_and_back(
    sample: Path, tmp_path: Path
) -> None:
    epub = exported(tmp_path, sample)
    page = "chapter.xhtml"
    assert len(epub.find(page, ENDNOTE)) == 5
    assert Counter(epub.texts(page, NOTEREF)) == {"1": 7, "2": 2, "3": 1}
    assert len(epub.find(page, BACK_LINK)) == 10
    trips = round_trips(epub)
    assert len(trips) == 10
    assert Counter(trips.values()) == {
        f"{page}#note-1": 7,
        f"{page}#note-2": 2,
        f"{page}#note-3": 1,
    }


def test_A2_uncited_endnotes_come_last_with_a_warning_or_are_dropped(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    epub = exported(tmp_path, sample)
    assert re.findall(r"openai-microsoft\.md:(\d+): N002", capsys.readouterr().err) == ["57", "58"]
    cited = [
        bool(item.findall(".//{*}a[@role='doc-backlink']"))
        for item in epub.find("chapter.xhtml", ENDNOTE)
    ]
    assert cited == [True, True, True, False, False]
    epub = exported(tmp_path, sample, "--uncited", "drop")
    assert len(epub.find("chapter.xhtml", ENDNOTE)) == 3
    assert len(round_trips(epub)) == 10


def test_A3_the_heading_of_the_endnotes_is_printed_and_listed_once(
    sample: Path, tmp_path: Path
) -> None:
    epub = exported(tmp_path, sample)
    headings = "//h:h1 | //h:h2 | //h:h3 | //h:h4"
    assert epub.texts("chapter.xhtml", headings).count("References") == 1
    assert all(text.strip() for text in epub.texts("chapter.xhtml", headings))
    assert epub.texts("nav.xhtml", "//h:nav[@epub:type='toc']//h:a").count("References") == 1
    assert epub.texts("toc.ncx", "//ncx:navLabel/ncx:text").count("References") == 1


def test_A4_articles_with_the_same_labels_keep_their_own_endnotes_and_ids(tmp_path: Path) -> None:
    paths = written(
        tmp_path, a="甲[^1][^x]\n\n[^1]: 甲一\n[^x]: 甲二\n", b="乙[^1]\n\n[^1]: 乙一\n"
    )
    epub = exported(tmp_path, *paths, "--book", "--title", "书")
    for page, texts in (("chapter-1.xhtml", ["甲一", "甲二"]), ("chapter-2.xhtml", ["乙一"])):
        assert [text.split()[0] for text in epub.texts(page, ENDNOTE)] == texts
        ids = [str(name) for name in epub.find(page, "//@id")]
        assert len(ids) == len(set(ids))
    assert len(round_trips(epub)) == 3


@pytest.mark.parametrize(
    ("body", "line", "code"),
    [("文[^zz]\n", 6, "N001"), ("文[^1]\n\n[^1]: 先\n\n[^1]: 后\n", 10, "N003")],
)
def test_A5_an_undefined_or_doubled_label_is_a_warning_with_its_line_and_strict_fails(
    body: str, line: int, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = written(tmp_path, a=body)
    exported(tmp_path, path)
    assert f"a.md:{line}: {code}" in capsys.readouterr().err
    exported(tmp_path, path, "--strict", code=1)


EVERYWHERE = """\
## 标题[^h]

> 引文[^q]

- 列表[^l]

| 表[^t] |
|---|
| 格[^c] |

<figure>

![图](p.png)

<figcaption>

图题[^k]

</figcaption></figure>

[^h]: 标题的注，又见[^n]。
[^q]: 引文的注。
[^l]: 列表的注。
[^t]: 表的注。
[^c]: 格的注。
[^k]: 题的注。
[^n]: 一段。

    二段。

    - 甲

    ```
    code
    ```
"""


def test_A6_notes_are_cited_from_everywhere_but_never_from_navigation(tmp_path: Path) -> None:
    (path,) = written(tmp_path, a=EVERYWHERE)
    epub = exported(tmp_path, path)
    assert len(round_trips(epub)) == 7
    page = "chapter.xhtml"
    places = ("h:h2", "h:blockquote", "h:ul", "h:th", "h:td", "h:figcaption", ENDNOTE[2:])
    assert [len(epub.find(page, f"//{place}{NOTEREF}")) for place in places] == [1] * 7
    (note,) = epub.find(page, f"{ENDNOTE}/h:div[h:pre and h:ul and count(h:p)=3]")
    assert note.get("id") == "note-7"
    for name in ("nav.xhtml", "toc.ncx", "content.opf"):
        assert b"noteref" not in epub.bytes(name)
    assert epub.texts("nav.xhtml", "//h:nav[1]//h:a") == ["文章a", "标题", "注释"]
    assert epub.texts(page, "//h:title") == ["文章a"]


@pytest.mark.parametrize("options", [(), ("--set", "epub.split_level=2")])
def test_A7_notes_of_a_book_are_numbered_through_on_one_page_and_lead_back_across_pages(
    options: tuple[str, ...], sample: Path, tmp_path: Path
) -> None:
    (other,) = written(tmp_path, b="乙[^1]\n\n## 节\n\n又[^1]\n\n[^1]: 乙一\n")
    epub = exported(tmp_path, sample, other, "--book", "--title", "书", "--notes", "book", *options)
    assert len(epub.find("notes.xhtml", ENDNOTE)) == 6
    trips = round_trips(epub)
    assert len(trips) == 12
    assert {target.partition("#")[0] for target in trips.values()} == {"notes.xhtml"}
    second = [page for page in epub.pages if page.startswith("chapter-2")]
    assert [number for page in second for number in epub.texts(page, NOTEREF)] == ["6", "6"]


# --- C: readers -------------------------------------------------------------------------------


def test_C4_code_is_character_for_character_that_of_the_source(tmp_path: Path) -> None:
    code = "def f():\n\tif x <  1 && y:   \n\n        return '[^1] **a**'\n\n\n# 尾"
    (path,) = written(tmp_path, a=f"```python\n{code}\n```\n\n~~~\n{code}\n~~~\n")
    epub = exported(tmp_path, path)
    assert [text.removesuffix("\n") for text in epub.texts("chapter.xhtml", "//h:pre")] == [
        code, code,
    ]  # fmt: skip


# --- D: packaging -----------------------------------------------------------------------------


def test_D9_a_book_has_its_articles_in_order_each_with_its_own_front_matter(
    sample: Path, tmp_path: Path
) -> None:
    (other,) = written(
        tmp_path,
        b=f"见[前文]({sample.name}#一段)、[节](#节)。[^1]\n\n## 节\n\n### 小节\n\n文\n\n[^1]: 注\n",
    )
    copy = tmp_path / sample.name
    copy.write_bytes(sample.read_bytes())
    epub = exported(tmp_path, other, copy, "--book", "--title", "书", "--author", "张三")
    assert epub.metadata("dc:title") == ["书"]
    titles = [epub.texts(f"chapter-{number}.xhtml", "//h:h1")[0] for number in (1, 2)]
    assert titles == ["文章b", "OpenAI与微软：AI巨头复杂共生关系的裂变与前瞻"]
    assert epub.texts("chapter-1.xhtml", "//h:p[@class='byline']") == ["作者b · 2025年1月2日"]
    tops = epub.texts("nav.xhtml", "//h:nav[@epub:type='toc']/h:ol/h:li/h:a")
    assert tops == titles
    assert epub.texts("nav.xhtml", "//h:nav[@epub:type='toc']/h:ol/h:li[1]//h:li/h:a")[:2] == [
        "节", "小节",
    ]  # fmt: skip
    marks = epub.find("nav.xhtml", "//h:a[@epub:type='endnotes']/@href")
    assert [mark.partition("#")[0] for mark in marks] == ["chapter-1.xhtml", "chapter-2.xhtml"]
    links = epub.find("chapter-1.xhtml", "//h:p/h:a[not(@role)]/@href")
    assert links[0].partition("#")[0] == "chapter-2.xhtml"
    assert links[1].startswith("#")


def test_D3_the_time_of_change_is_the_articles_own_unless_source_date_epoch_sets_it(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = "opf:meta[@property='dcterms:modified']"
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert exported(tmp_path, sample).metadata(changed) == ["2025-06-19T12:03:39Z"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert exported(tmp_path, sample).metadata(changed) == ["2023-11-14T22:13:20Z"]
