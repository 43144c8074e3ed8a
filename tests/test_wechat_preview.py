"""The page that shows an article as WeChat will, and copies it for WeChat's editor."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner

import publishkit
from conftest import ROOT
from documents import document, heading, paragraph
from extraction import squeeze
from media_files import picture
from publishkit.cli import main
from publishkit.diagnostics import Severity
from publishkit.formats.base import Rendition
from publishkit.formats.wechat import WechatOptions
from publishkit.formats.wechat.preview import preview_article
from publishkit.formats.wechat.preview.plain_text import plain_text_of
from publishkit.formats.wechat.preview.words import words_for
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.metadata import Author, FeatureImage
from publishkit.model.nodes import Image
from publishkit.transforms.reading_time import reading_time
from reading_systems import READERS, Browser

SAMPLE = ROOT / "samples" / "openai-microsoft.md"


def preview(article: Document, **options: Any) -> Rendition:
    return preview_article(article, options=WechatOptions(**options))


def page_of(article: Document, **options: Any) -> str:
    return preview(article, **options).data.decode()


def data_of(page: str) -> dict[str, Any]:
    """What the page's script is given."""
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    data: dict[str, Any] = json.loads(found)
    return data


def fragment_of(page: str) -> str:
    """The markup that the button copies."""
    data = data_of(page)
    images = data["images"]
    return re.sub(
        r'src="data:,(\d+)"', lambda match: f'src="{images[int(match[1])]}"', data["light"]
    )


def measures(page: str) -> dict[str, str]:
    """The length of each field beside its limit, as text."""
    found = re.findall(r'data-measure="(\w+)".*?<span class="count">(.*?)</span>', page, re.DOTALL)
    return {name: unescape(re.sub(r"<[^>]*>", "", text)) for name, text in found}


def states(page: str) -> list[tuple[str, str]]:
    """The state of each image and its address."""
    return re.findall(r'data-state="(\w+)".*?class="address">(.*?)</p>', page, re.DOTALL)


def asset(kind: str, *, size: tuple[int, int] = (40, 20)) -> Asset:
    data = picture(kind, size=size)
    return Asset("image", f"image/{kind.lower()}", len(data), kind, *size, content=data)


# --- what is on it ----------------------------------------------------------------------------


def test_the_button_copies_exactly_what_the_exporter_makes() -> None:
    article = publishkit.read(SAMPLE)
    made = publishkit.export(article, "wechat").data.decode()
    page = page_of(article)
    assert fragment_of(page) == made
    assert data_of(page)["text"] == plain_text_of(made)


def test_an_article_about_data_urls_is_copied_as_it_is() -> None:
    article = document(paragraph('Write src="data:,0" or src="data:image/png;base64,AA==".'))
    made = publishkit.export(article, "wechat").data.decode()
    assert fragment_of(page_of(article)) == made


def test_a_preview_of_a_draft_holds_the_images_all_the_same() -> None:
    article = replace(
        document(paragraph(Image("a.png", "A"))), assets=MappingProxyType({"a.png": asset("PNG")})
    )
    assert page_of(article, target="draft") == page_of(article)
    assert "data:image/png;base64," in fragment_of(page_of(article, target="draft"))


def test_lengths_stand_beside_their_limits() -> None:
    article = publishkit.read(SAMPLE)
    found = measures(page_of(article))
    made = publishkit.export(article, "wechat").data.decode()
    assert found["title"] == "26 / 32"
    assert found["author"] == "0 / 16"
    assert found["digest"] == "115 / 128"
    assert found["content"] == f"{len(made):,} < 20,000"
    assert found["content_size"] == f"{len(made.encode()) / 1024:,.1f} < 1,024 KB"
    expected = reading_time(article.content)
    assert f'id="words">{expected.words:,}<' in page_of(article)
    assert f'id="minutes">约 {expected.minutes} 分钟<' in page_of(article)


def test_what_is_too_long_is_said_to_be() -> None:
    article = document(
        paragraph("text"),
        lang="en",
        title="t" * 33,
        authors=(Author("a" * 10), Author("b" * 6)),
        summary="s" * 128,
    )
    found = measures(page_of(article))
    assert found["title"] == "too long 33 of 32"
    assert found["author"] == "too long 17 of 16"
    assert found["digest"] == "128 of 128"


def test_the_bytes_of_images_do_not_count() -> None:
    large = asset("PNG", size=(400, 400))
    url = "large.png"
    article = document(paragraph("字" * 2000, Image(url, "A")))
    with_file = replace(article, assets=MappingProxyType({url: large}))
    count = int(measures(page_of(with_file))["content"].split()[0].replace(",", ""))
    assert 2000 < count < 3000


def test_each_image_has_a_state() -> None:
    noise = asset("PNG")
    files = {
        "good.png": asset("PNG"),
        "web.webp": asset("WEBP"),
        "drawn.svg": Asset("a", "image/svg+xml", 40, "s", 1, 1, content=b"<svg/>"),
        "heavy.png": replace(noise, content=bytes(1 << 20), size=1 << 20),
    }
    urls = [*files, "gone.png", "https://example.com/far.png", "good.png"]
    article = replace(
        document(*(paragraph(Image(url, "words")) for url in urls)),
        assets=MappingProxyType(files),
    )
    assert states(page_of(article)) == [
        ("embedded", "good.png"),
        ("converted", "web.webp"),
        ("type", "drawn.svg"),
        ("large", "heavy.png"),
        ("missing", "gone.png"),
        ("remote", "https://example.com/far.png"),
    ]


def test_an_image_that_is_shown_often_is_held_once() -> None:
    article = replace(
        document(
            paragraph(Image("a.png", "A")),
            paragraph(Image("a.png", "A")),
            image=FeatureImage("a.png"),
        ),
        assets=MappingProxyType({"a.png": asset("PNG")}),
    )
    page = page_of(article)
    assert len(data_of(page)["images"]) == 1
    assert page.count("data:image/png") == 1


def test_findings_have_lines_of_the_article(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(
        "---\ntitle: A\nlang: en\n---\n\nFirst.\n\nAn uncertain claim.[^gone]\n\n![words](no.png)\n"
    )
    result = CliRunner().invoke(main, ["wechat", "preview", str(source), "-o", "-", "-qq"])
    found = re.findall(r'<code>(\w+)</code> <span class="line">line (\d+)<', result.stdout)
    assert {("N001", "8"), ("WX008", "8"), ("A001", "10")} <= set(found)


def test_a_finding_whose_place_is_not_sure_has_no_line() -> None:
    article = document(paragraph("Twice."), heading(2, "Twice."), title="t" * 70)
    rendition = preview(article)
    assert any(item.code == "WX007" for item in rendition.diagnostics)
    assert [item.line for item in rendition.diagnostics if item.code == "WX007"] == [None]


def test_what_is_about_the_whole_markup_has_no_line_and_is_said_once() -> None:
    long = "\n\n".join(f"第{number}段。" + "字" * 90 for number in range(300))
    rendition = preview_article(publishkit.reads(long), options=WechatOptions(), source_text=long)
    found = [(item.code, item.line) for item in rendition.diagnostics if "markup" in item.message]
    assert found == [("WX007", None)]


def test_the_sample_has_no_finding_of_the_linter() -> None:
    codes = [item.code for item in preview(publishkit.read(SAMPLE)).diagnostics]
    assert codes == ["N002", "N002"]


def test_the_page_speaks_chinese_to_a_chinese_article_and_else_english() -> None:
    chinese, english = words_for("zh-Hant-TW"), words_for("fr")
    assert set(chinese) == set(english)
    assert all(chinese[key] != english[key] for key in chinese)
    assert '<html lang="zh-Hans">' in page_of(document(paragraph("字")))
    assert "Copy article" in page_of(document(paragraph("a"), lang="en"))


# --- what it cannot do ------------------------------------------------------------------------


def test_nothing_of_the_article_becomes_markup_of_the_page() -> None:
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;"
    article = document(
        paragraph(evil, Image(evil, evil)),
        title=evil,
        summary=evil,
        authors=(Author(evil),),
        image=FeatureImage(evil),
    )
    page = page_of(article)
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img src=x" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert data_of(page)["screen"].count("<img") == 0
    assert evil in plain_text_of(fragment_of(page))


def test_the_page_needs_no_network() -> None:
    article = document(paragraph(Image("https://example.com/a.png", "far")))
    page = page_of(article)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "img-src data:;" in policy
    assert not re.search(r'\s(?:src|href|action)="(?!data:,")[^"]*"', page.split("<script", 1)[0])


def test_equal_articles_have_equal_previews() -> None:
    assert preview(publishkit.read(SAMPLE)).data == preview(publishkit.read(SAMPLE)).data


# --- the command ------------------------------------------------------------------------------


def test_the_command_writes_one_file_and_names_it(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["wechat", "preview", str(SAMPLE), "-o", str(tmp_path)])
    assert result.exit_code == 0, result.stderr
    file = tmp_path / "openai-microsoft.preview.html"
    assert result.stdout == f"{file}\n"
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    named = tmp_path / "my.html"
    result = CliRunner().invoke(main, ["wechat", "preview", str(SAMPLE), "-o", str(named)])
    assert result.stdout == f"{named}\n"
    assert named.read_bytes() == file.read_bytes()


def test_the_command_takes_the_options_of_the_format(tmp_path: Path) -> None:
    arguments = ["wechat", "preview", str(SAMPLE), "-o", "-"]
    plain = CliRunner().invoke(main, arguments).stdout
    themed = CliRunner().invoke(main, [*arguments, "--set", "primary_color=#a01020"]).stdout
    assert "#a01020" in themed
    assert "#a01020" not in plain


def test_an_article_that_wechat_refuses_is_shown_all_the_same(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(f"---\ntitle: {'t' * 70}\ndate: 2025-01-01\n---\n\nText.\n")
    result = CliRunner().invoke(main, ["wechat", "preview", str(source), "-o", str(tmp_path)])
    assert result.exit_code == 1
    assert "WX007" in result.stderr
    assert (tmp_path / "a.preview.html").is_file()


# --- as plain text ----------------------------------------------------------------------------


def test_plain_text_keeps_paragraphs_lists_code_and_rows_apart() -> None:
    markup = (
        '<section><h2 style="a:b">Head</h2><p><span leaf="">One<sup>[1]</sup></span></p>'
        "<ul><li>a</li><li>b</li></ul><ol><li><p>x</p></li><li>y</li></ol>"
        "<section><code>if&nbsp;a:<br/>&nbsp;&nbsp;b</code></section>"
        "<table><tr><th>l</th><th>r</th></tr><tr><td>1</td><td>2</td></tr></table>"
        '<p><img src="data:," alt="A  picture"/></p><svg alt="x^2"><text>no</text></svg></section>'
    )
    assert plain_text_of(markup) == (
        "Head\n\nOne[1]\n\n• a\n• b\n\n1. x\n2. y\n\nif a:\n  b\n\nl\tr\n1\t2\n\n[A picture]\n\n"
        "[x^2]\n"
    )


# --- in a browser -----------------------------------------------------------------------------


def in_browser(page: bytes, browser: Browser, folder: Path) -> dict[str, Any]:
    """Looks at the page, uses all its switches, copies, and pastes into another page."""
    file = folder / "preview 预览.html"
    file.write_bytes(page)
    run = subprocess.run(
        [browser.node, str(READERS / "wechat_preview.mjs"), browser.chromium, str(file)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    return report


@pytest.mark.slow
def test_W4_9_a_preview_shows_switches_and_copies_in_a_browser(
    browser: Browser, tmp_path: Path
) -> None:
    article = publishkit.read(SAMPLE)
    rendition = preview(article)
    assert all(item.severity is not Severity.ERROR for item in rendition.diagnostics)
    found = in_browser(rendition.data, browser, tmp_path)
    made = publishkit.export(article, "wechat").data.decode()
    plain = plain_text_of(made)

    # It runs without complaint, loads nothing, and lets nothing of the article run.
    assert found["problems"] == []
    addresses = [url for url in found["requests"] if not url.startswith(("data:", "file:"))]
    assert {re.sub(r":\d+/", "/", url) for url in addresses} == {"http://127.0.0.1/"}
    assert all("preview%20" in url for url in found["requests"] if url.startswith("file:"))
    assert "allow-scripts" not in found["sandbox"]
    assert found["hasRun"] == 0

    # Width and dark mode, by mouse and by keyboard, with the place in the article kept.
    light, dark, wide = found["light"], found["dark"], found["wide"]
    assert (light["width"], dark["width"], wide["width"]) == (375, 375, 677)
    assert (light["ground"], dark["ground"]) == ("rgb(255, 255, 255)", "rgb(25, 25, 25)")
    assert light["color"] != dark["color"]
    assert found["pressed"] == "true"
    assert dark["scroll"] == 300
    assert light["title"] == article.metadata.title
    # (On the screen a list's marks are no text.)
    shown = [squeeze(text).replace("•", "") for text in (light["text"], dark["text"], plain)]
    assert shown[0] == shown[1] == shown[2]

    # On a phone's screen nothing is cut off, whatever the width of the article's.
    narrow, narrow_wide = found["narrow"], found["narrowWide"]
    assert (narrow["width"], narrow_wide["width"]) == (375, 677)
    assert narrow["overflow"] == narrow_wide["overflow"] == light["overflow"] == 0

    # Every control has a name, and every text of the page stands out from its ground.
    assert all(name.strip() for name in found["names"])
    assert found["faint"] == found["darkFaint"] == []

    # What is copied arrives whole in an editor, by every way.
    assert found["types"] == ["text/html", "text/plain"]
    for way in ("paste", "localPaste", "ownPaste", "interfacePaste"):
        pasted = found[way]
        assert pasted["plain"] == plain, way
        assert squeeze(pasted["text"]).replace("•", "") == shown[2], way
        assert sorted(pasted["marks"]) == ["[1]"] * 7 + ["[2]"] * 2 + ["[3]"], way
        assert len(re.findall(r"^\[\d\] ", pasted["plain"], re.MULTILINE)) == 5, way
        assert pasted["colors"] > 20, way
    for way in ("paste", "localPaste", "ownPaste"):
        assert found[way]["html"] == made, way
    # The clipboard's own interface puts a page around it.
    assert found["interfacePaste"]["html"].count("<sup") == 10
    assert found["titlePaste"]["plain"] == article.metadata.title
    assert found["titlePaste"]["html"] == ""

    # The reader is told; where the browser refuses, what to do.
    words = words_for("zh")
    for status in ("status", "localStatus", "interfaceStatus"):
        assert found[status] == words["copied"], status
    assert found["refusedStatus"] == words["not_copied"]
    assert squeeze(found["selection"]).replace("•", "") == shown[2]


@pytest.mark.slow
def test_a_preview_asks_for_no_image_that_is_elsewhere(browser: Browser, tmp_path: Path) -> None:
    url = "http://127.0.0.1:9/far.png"
    article = document(
        paragraph("字", Image(url, "far"), Image("beside.png", "near")),
        paragraph(Image("here.png", "here")),
        lang="en",
    )
    article = replace(article, assets=MappingProxyType({"here.png": asset("PNG")}))
    found = in_browser(preview(article).data, browser, tmp_path)
    assert found["problems"] == []
    assert not [address for address in found["requests"] if address.endswith(".png")]
    assert url in found["paste"]["html"]
    assert "data:image/png;base64," in found["paste"]["html"]
    assert found["status"] == words_for("en")["copied"]
