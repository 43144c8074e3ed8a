"""How an EPUB looks: themes that fix no colour and no font, and what Chromium makes of them."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from tinycss2.color3 import parse_color

from documents import cite, document, note, noted, paragraph
from epub_documents import PNG, alone, asset, element, every_node, link
from epubs import Book, book_of
from publishkit.errors import UsageError
from publishkit.formats.epub import EpubExporter, EpubOptions
from publishkit.model.document import Document
from publishkit.model.nodes import Code, CodeBlock, Formatted, Image, Link, Text
from publishkit.render.themes import theme_names
from reading_systems import READERS, Browser

THEMES = theme_names("epub")
LOOKS = READERS / "looks.js"
#: Colours of text, and grounds, that are the reader's whatever they are.
INHERITED = frozenset({"inherit", "currentcolor", "transparent", "none", "0"})
#: What makes some readers lose text: Adobe's engine, Kindle.
FRAGILE = re.compile(r"flex|grid|fixed|absolute|sticky|float")

pytestmark = pytest.mark.parametrize("theme", THEMES)


def declarations(css: str) -> Iterator[tuple[str, str, list[Any]]]:
    """Yields selector, property and value of every declaration, those in at-rules included."""

    def visit(rules: list[Any]) -> Iterator[tuple[str, str, list[Any]]]:
        for rule in rules:
            assert rule.type != "error", rule.message
            if rule.type == "at-rule":
                assert rule.lower_at_keyword == "supports", rule.at_keyword
                yield from visit(tinycss2.parse_rule_list(rule.content, skip_whitespace=True))
                continue
            selector = tinycss2.serialize(rule.prelude).strip()
            for item in tinycss2.parse_declaration_list(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                assert item.type == "declaration", (selector, item)
                yield selector, item.lower_name, item.value

    yield from visit(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def css_of(theme: str) -> str:
    return book_of(document(), theme=theme, writing_mode="vertical-rl").bytes("style.css").decode()


def colours(value: list[Any]) -> list[Any]:
    found = [parse_color(token) for token in value if token.type in {"hash", "function", "ident"}]
    return [colour for colour in found if colour not in {None, "currentColor"}]


def test_no_style_fixes_the_colour_of_text_or_of_its_ground(theme: str) -> None:
    found = list(declarations(css_of(theme)))
    assert len(found) > 100
    for selector, name, value in found:
        text = tinycss2.serialize(value).strip().lower()
        if name == "color":
            assert text in INHERITED, selector
        else:
            # Lines and grounds let through what is below them.
            opaque = [colour for colour in colours(value) if 0.6 < colour.alpha < 1]
            assert all(colour.alpha < 1 for colour in colours(value)), (selector, name, text)
            assert not (name.startswith("background") and opaque), selector


def test_only_code_has_a_font_family(theme: str) -> None:
    found = {
        selector
        for selector, name, _ in declarations(css_of(theme))
        if name in {"font-family", "font"}
    }
    assert found == {"code, kbd, samp, pre"}


def test_no_style_loads_a_file_or_needs_a_layout_that_readers_break(theme: str) -> None:
    css = css_of(theme)
    assert "url(" not in css
    assert "@import" not in css
    for selector, name, value in declarations(css):
        text = tinycss2.serialize(value)
        assert not FRAGILE.search(name), selector
        assert name not in {"display", "position"} or not FRAGILE.search(text), selector


def test_lengths_follow_the_size_of_the_text(theme: str) -> None:
    for selector, name, value in declarations(css_of(theme)):
        for token in value:
            if token.type == "dimension" and token.lower_unit in {"px", "pt"}:
                assert name.startswith("border"), (selector, name)


def test_the_theme_stands_between_the_shared_styles_and_the_user_s(theme: str) -> None:
    css = book_of(document(), theme=theme, style="p { margin: 1em }").bytes("style.css").decode()
    places = [css.index(part) for part in ("html {", f"/* Theme {theme}", "p { margin: 1em }")]
    assert places == sorted(places)


def test_an_unknown_theme_is_refused_with_those_that_exist(theme: str) -> None:
    with pytest.raises(UsageError, match="epub has no theme 'xyz'") as caught:
        EpubExporter().export(alone(document()), EpubOptions(theme="xyz"))
    assert theme in str(caught.value.hint)
    with pytest.raises(UsageError) as caught:
        EpubExporter().export(alone(document()), EpubOptions(theme=theme[:-1]))
    assert caught.value.hint == f"did you mean '{theme}'?"


def test_colours_of_the_author_are_left_out_and_his_text_is_not(theme: str) -> None:
    style = "color: #eee; background-color: #111; background: red; font-weight: bold"
    (found,) = book_of(document(element("p", "文", style=style)), theme=theme).find(
        "chapter.xhtml", "//h:p[.='文']"
    )
    assert found.get("style") == "font-weight: bold"


def test_stressed_chinese_has_dots_and_stressed_latin_italics(theme: str) -> None:
    texts = ("重点", "のみ", "Nature", "AI 论")
    stressed = [Formatted("emphasis", (Text(text),)) for text in texts]
    found = book_of(document(paragraph(*stressed)), theme=theme).find("chapter.xhtml", "//h:em")
    classes = {item.text: item.get("class") for item in found}
    assert classes == {
        "重点": "east-asian",
        "のみ": "east-asian",
        "Nature": None,
        "AI 论": "east-asian",
    }


def test_a_paragraph_of_pictures_alone_is_no_text(theme: str) -> None:
    picture = Image("p.png", "图")
    page = document(
        paragraph(picture, " ", Link((picture,), "https://example.com/")),
        paragraph("文", picture),
        paragraph(link("https://example.com/")),
    )
    page = replace(page, assets={"p.png": asset("p.png", "image/png", PNG)})
    found = book_of(page, theme=theme, cover="none").find("chapter.xhtml", "//h:section/h:p")
    assert [item.get("class") for item in found] == ["image", None, None]


def test_a_link_that_shows_its_address_may_break_anywhere(theme: str) -> None:
    url = "https://example.com/a/b"
    page = document(paragraph(link(url, url), link(url, "例")))
    found = book_of(page, theme=theme).find("chapter.xhtml", "//h:p/h:a")
    assert [item.get("class") for item in found] == ["url", None]


def test_long_lists_of_notes_have_room_for_their_numbers(theme: str) -> None:
    for count, style in ((99, None), (100, "padding-inline-start: 2.7em")):
        notes = tuple(note(number, paragraph("注")) for number in range(1, count + 1))
        page = noted(paragraph("文", *(cite(item.number) for item in notes)), notes=notes)
        (found,) = book_of(page, theme=theme).find("chapter.xhtml", "//h:section//h:ol")
        assert found.get("style") == style


@pytest.mark.parametrize("screen", ["phone", "tablet"])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_E7_the_documentation_shows_the_theme(theme: str, screen: str, light: str) -> None:
    docs = Path(__file__).parent.parent / "docs"
    name = f"images/epub-{theme}-{screen}-{light}.png"
    assert f"(../{name})" in (docs / "formats" / "epub.md").read_text(encoding="utf-8")
    assert 20_000 < (docs / name).stat().st_size < 150_000


def everything() -> Document:
    """An article with every kind of node, text on grounds of its own, and many note marks."""
    page = every_node()
    pieces = [item for ordinal in range(1, 30) for item in ("汉字文章", cite(1, ordinal))]
    extra = (
        paragraph("这一段", Formatted("mark", (Text("高亮"), Code("code"))), "。" * 3),
        element("p", element("span", "白字黑底", style="color: #fff; background-color: #000")),
        element("p", "红字", style="color: red"),
        CodeBlock("# comment\ndef f(): return 'x'\n" + "x" * 300, "python"),
        paragraph(link("https://example.com/", "链接"), "https://example.com/" + "a" * 300),
        paragraph(*pieces),
        element("p", "文章" * 60, classes="measured"),
        element("p", "文章" * 40, cite(2), cite(3, 2), "文章" * 20, classes="measured"),
    )
    return replace(page, content=(*page.content[:-1], *extra, page.content[-1]))


@pytest.mark.slow
@pytest.mark.parametrize("writing_mode", ["horizontal-tb", "vertical-rl"])
def test_C3_chromium_shows_text_with_contrast_on_every_ground_at_phone_size(
    theme: str, writing_mode: str, browser: Browser, tmp_path: Path
) -> None:
    book = book_of(everything(), theme=theme, writing_mode=writing_mode)
    found = looks(book, chromium=browser.chromium, folder=tmp_path)

    assert found["count"] > 300
    assert found["faint"] == []
    assert found["wide"] == []
    assert found["parted"] == []
    # Marks leave the height of their lines as it is.
    plain, marked = found["lines"]
    assert plain == pytest.approx(round(plain), abs=0.02)
    assert marked == pytest.approx(round(marked), abs=0.02)


@pytest.mark.slow
def test_chromium_does_find_text_that_is_too_faint_or_too_wide(
    theme: str, browser: Browser, tmp_path: Path
) -> None:
    bad = "p { color: #999 } pre { width: 9in } sup { line-height: 3 } sup::before { content: '' }"
    found = looks(
        book_of(everything(), theme=theme, style=bad),
        chromium=browser.chromium,
        folder=tmp_path,
    )
    assert {ground for ground, *_ in found["faint"]} >= {"white", "sepia", "grey"}
    assert found["wide"]
    assert found["parted"]
    _, marked = found["lines"]
    assert marked != pytest.approx(round(marked), abs=0.02)


def looks(book: Book, *, chromium: str, folder: Path) -> dict[str, Any]:
    """What readers/looks.js measures in the chapter of a book."""
    book.archive.extractall(folder)
    page = folder / "EPUB" / "chapter.xhtml"
    text = page.read_text(encoding="utf-8")
    text = text.replace("<head>", '<head><style id="reader"></style>', 1)
    text = text.replace("</body>", f'<script src="{LOOKS.as_uri()}"></script></body>', 1)
    page.write_text(text, encoding="utf-8")
    run = subprocess.run(
        # A container's root has no sandbox; the book is our own.
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1000,844",
         f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    shown = re.search(r'id="looks"[^>]*>(.*?)</div>', run.stdout, re.DOTALL)
    assert shown, run.stdout[-2000:] + run.stderr[-2000:]
    found: dict[str, Any] = json.loads(html.unescape(shown[1]))
    return found
