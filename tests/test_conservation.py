"""In every format: the citations, endnotes and links of the source, none lost and none doubled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

import publishkit
from extraction import Shown, shown, squeeze
from note_documents import generate
from publishkit.model.document import Document
from publishkit.model.nodes import Block, Citation, Code, Link, Text
from publishkit.model.tree import walk

CASES = Path(__file__).parent / "cases"
FORMATS = ("html", "epub", "rss", "atom", "jsonfeed", "email", "wechat", "pdf")
#: Formats whose output can link citations and notes.
LINKING = ("html", "epub", "rss", "atom", "jsonfeed", "pdf")
FEEDS = ("rss", "atom", "jsonfeed")
SOURCES = {
    "1": "https://36kr.com/p/3343261367826691",
    "2": "https://www.sohu.com/a/905847857_121956424",
    "3": "https://finance.sina.com.cn/stock/t/2025-06-19/doc-infappua5643663.shtml",
    "4": "https://news.qq.com/rain/a/20241018A07FOC00",
    "5": "https://zhuanlan.zhihu.com/p/1911140701065970933",
}


def dated(document: Document) -> Document:
    """Feeds leave out what has no date."""
    metadata = document.metadata
    date = metadata.date or datetime(2025, 6, 19, tzinfo=UTC)
    return replace(document, metadata=replace(metadata, date=date, is_draft=False, in_feed=True))


def show(document: Document, to: str) -> Shown:
    options = {"base_url": "https://example.org/"} if to in {*FEEDS, "email"} else {}
    rendition = publishkit.export(dated(document), to=to, **options)
    (found,) = shown(to, rendition.data)
    return found


def expected_citations(document: Document) -> list[str]:
    """Numbers in the order in which they are printed: the body, then the notes by number."""
    trees = [document.content, *(note.content for note in document.endnotes)]
    return [str(n.number) for tree in trees for n in walk(tree) if isinstance(n, Citation)]


def check_conserved(document: Document, to: str) -> None:
    found = show(document, to)
    count = len(document.endnotes)
    citations = [number for number in found.citations if int(number) <= count]
    assert Counter(citations) == Counter(expected_citations(document))
    assert [url for url in found.dangling if "note" in url or "cite" in url] == []
    if to in LINKING:
        assert found.back_links == sum(len(note.citations) for note in document.endnotes)
    if to in ("html", "epub", "email", *FEEDS):
        assert list(found.notes) == [str(note.number) for note in document.endnotes]
    pieces: Counter[str] = Counter()
    for note in document.endnotes:
        for piece in text_pieces(note.content):
            pieces[piece] += 1
            if found.notes:
                assert piece in found.notes[str(note.number)]
    for piece, times in pieces.items():
        assert found.text.count(piece) >= times, piece
    assert_urls_kept(document, found, to)


def text_pieces(content: tuple[Block, ...]) -> list[str]:
    """The text of an endnote between its marks, formulas and pictures, as formats print it."""
    pieces = [squeeze(node.text) for node in walk(content) if isinstance(node, Text | Code)]
    return [piece for piece in pieces if piece]


def assert_urls_kept(document: Document, found: Shown, to: str) -> None:
    """Every outside link is there as often as the author wrote it; WeChat lists each once."""
    trees = [document.content, *(note.content for note in document.endnotes)]
    urls = [
        n.url
        for tree in trees
        for n in walk(tree)
        if isinstance(n, Link) and n.url.startswith("https://") and re.fullmatch(r"[!-~]+", n.url)
    ]
    kept = Counter(_same(url) for url in found.urls)
    for url, times in Counter(_same(url) for url in urls).items():
        if to == "wechat":
            assert url in unquote(found.text) or kept[url], url
        elif to == "pdf":
            assert kept[url], url
        else:
            assert kept[url] == times, url


def _same(url: str) -> str:
    """One form for a URL, however it is percent-encoded."""
    return unquote(url).rstrip("/")


# --- the sample: the main job -----------------------------------------------------------------


@pytest.fixture(scope="module")
def article() -> Document:
    root = Path(__file__).parent.parent
    return publishkit.read(root / "samples" / "openai-microsoft.md")


@pytest.mark.parametrize("to", FORMATS)
def test_A8_the_sample_has_the_same_notes_in_every_format(
    article: Document, to: str, program: Callable[[str], str]
) -> None:
    if to == "pdf":
        program("pdftotext")
    found = show(article, to)
    assert Counter(found.citations) == {"1": 7, "2": 2, "3": 1}
    assert "[^" not in found.text
    assert found.text.count("References") == 1
    for url in SOURCES.values():
        count = found.text.count(url) if to == "wechat" else found.urls.count(url)
        assert count == 1, url
    for name in ("36氪。检索日期2025/6/19", "知乎。检索日期2025/6/19", "腾讯新闻。检索日期"):
        assert found.text.count(name) == 1
    if to in LINKING:
        assert found.back_links == 10
        assert found.dangling == []
    if to in ("html", "epub", "email", *FEEDS):
        assert found.note_order == ["1", "2", "3", "4", "5"]
        assert found.headings.count("References") == 1
        assert found.notes["3"].startswith("（2025/6/19）。AI巨头价格战升温")
        assert found.notes["5"].startswith("（2025/6/19）。OpenAI命悬一线")
    # Between the heading and what follows it stand the notes, not nothing.
    after = found.text.split("References", 1)[1]
    assert after.startswith(("Rayking629", "1Rayking629", "1.Rayking629", "[1]Rayking629"))


# --- rule 12 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("name", ["core-stress", "epub-stress", "wechat-stress"])
def test_a_stress_file_loses_nothing_in_any_format(
    name: str, to: str, program: Callable[[str], str]
) -> None:
    if to == "pdf":
        program("pdftotext")
    check_conserved(publishkit.read(CASES / f"{name}.md"), to)


@pytest.mark.parametrize("to", [name for name in FORMATS if name != "pdf"])
def test_no_note_case_loses_anything_in_any_format(to: str) -> None:
    for path in sorted((CASES / "notes").glob("*.md")):
        check_conserved(publishkit.read(path), to)


@pytest.mark.slow
def test_no_note_case_loses_anything_in_pdf(program: Callable[[str], str]) -> None:
    program("pdftotext")
    for path in sorted((CASES / "notes").glob("*.md")):
        check_conserved(publishkit.read(path), "pdf")


@pytest.mark.slow
@pytest.mark.parametrize("to", [name for name in FORMATS if name != "pdf"])
def test_generated_documents_lose_nothing_in_any_format(to: str) -> None:
    for seed in range(150):
        document = generate(seed, has_nesting=True)
        check_conserved(publishkit.reads(document.text), to)


@pytest.mark.parametrize("to", ["rss", "atom", "jsonfeed", "epub"])
def test_two_articles_with_one_label_keep_their_own_notes(to: str) -> None:
    documents = [
        dated(
            publishkit.reads(f"---\ntitle: {name}\nslug: {name}\n---\n\n文[^1]。\n\n[^1]: 注{name}")
        )
        for name in ("甲", "乙")
    ]
    settings = {"is_book": True, "title": "书", "lang": "zh-Hans"} if to == "epub" else {}
    rendition = publishkit.export(documents, to=to, base_url="https://example.org/", **settings)
    found = shown(to, rendition.data)
    assert [page.notes for page in found] in (
        [{"1": "注甲"}, {"1": "注乙"}],
        [{"1": "注乙"}, {"1": "注甲"}],
    )
    assert [page.dangling for page in found] == [[], []]
