"""``publishkit check`` on WeChat HTML, its mending, and what other programs get wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import publishkit
from publishkit.cli import main
from publishkit.formats.wechat.linter import fix_wechat, lint_wechat

#: How other programs leave the sample's citations, references and markup; written by hand.
PEERS = {
    "citations left as Markdown": ("<p>预期[^1]。</p><p>[^1]: 作者</p>", "WX008", "'[^1]'"),
    "a note with raw Markdown": ("<p>[1] [题](https://example.org/a)</p>", "WX008", "a link"),
    "a dead back-link": ("<p>[1] 作者 ↩︎</p>", "WX008", "back-link"),
    "a list of notes that is empty": ('<h2>References</h2><section class="fn"></section>',
                                      "WX008", "a <section> is empty"),
    "a citation without its note": ("<p>预期<sup>[1]</sup></p>", "WX008", "has no entry"),
    "front matter as text": ("<hr/><h2>title: 题 date: 2025-06-19</h2>", "WX008", "front matter"),
    "citations as links": ('<p><sup id="r1"><a href="#f1">1</a></sup></p>', "WX003", "'#f1'"),
    "one id many times": ('<p><sup id="r">1</sup><sup id="r">1</sup></p>', "WX002", "2 times"),
    "a whole page": ("<!DOCTYPE html><html><head></head><body><p>文</p></body></html>",
                     "WX001", "<body>"),
    "links to other hosts": ('<p><a href="https://36kr.com/p/1">文</a></p>', "WX003", "36kr.com"),
    "important styles": ('<p style="color:#333 !important">文</p>', "WX005", "!important"),
    "a quotation of middle tone": ('<section style="background:#888"><p>文</p></section>',
                                   "WX010", "no colour of its own"),
    "lines that overlap": (f'<p style="line-height:0">{"文字" * 40}</p>', "WX006", "overlap"),
    "code with line feeds": ("<pre><code>a\n  b</code></pre>", "WX009", "code has line feeds"),
    "a formula as TeX": ("<p>$E=mc^2$</p>", "WX008", "a formula"),
    "a call-out as text": ("<p>[!NOTE] 注意</p>", "WX008", "a call-out"),
    "an image path that was cut": ("<p>![图](images/默认 (20).png)</p>", "WX008", "an image"),
    "active HTML kept": ('<p onclick="f()">文</p><script>f()</script>', "WX001", "<script>"),
}  # fmt: skip


@pytest.mark.parametrize("name", PEERS)
def test_W3_what_other_programs_get_wrong_is_found(name: str) -> None:
    markup, code, said = PEERS[name]
    found = lint_wechat(markup)
    assert any(one.code == code and said in one.message for one in found), found


def test_W3_text_that_was_raised_by_mistake_is_a_lost_citation(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("预期[^1]。见[^1]\n\n[^1]: 作者\n", encoding="utf-8")
    markup = "<p>预期[<sup>1]。见[</sup>1]</p>"
    found = lint_wechat(markup, source=publishkit.read(tmp_path / "a.md"))
    assert "2 of 2 citations have no mark" in [one.message for one in found]


# --- mending --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ('<div id="a" class="b" style="color:red">文</div>',
         '<section style="color:red">文</section>'),
        ('<p onclick="f()">文</p><script>f()</script><!-- c -->', "<p>文</p>"),
        ('<p style="position:relative;color:red !important">文</p>', '<p style="color:red">文</p>'),
        ('<p style="text-align:start;color:var(--a, #333)">文</p>',
         '<p style="text-align:left;color:#333">文</p>'),
        ('<p style="color:var(--a)">文</p>', "<p>文</p>"),
        ('<p><a href="https://example.org/?a=1&amp;b">文</a></p>',
         "<p>文（https://example.org/?a=1&amp;b）</p>"),
        ('<p><a href="https://example.org/">example.org</a></p>', "<p>example.org</p>"),
        ('<p>一<a href="#n">[1]</a><a href="javascript:f()">二</a></p>', "<p>一[1]二</p>"),
        ("<section>\n<p>一</p>\n<p>二</p>\n</section>\n", "<section><p>一</p><p>二</p></section>"),
        ("<ul><li>一</li><li></li></ul><h2> </h2>", "<ul><li>一</li></ul>"),
        ("<section><section><h3></h3></section></section><p>文</p>", "<p>文</p>"),
        ("<p><code>a  b</code></p>", "<p><code>a&nbsp;&nbsp;b</code></p>"),
        ("<pre><code>if x:\n\n\ty\n</code></pre>",
         '<pre style="white-space:pre-wrap;word-break:break-all"><code>if&nbsp;x:<br/>&nbsp;<br/>'
         "&nbsp;&nbsp;&nbsp;&nbsp;y</code></pre>"),
        ('<p><input type="checkbox" checked>做完</p>', "<p>☑&nbsp;做完</p>"),
        ("<!DOCTYPE html><html><head><title>题</title><style>p{}</style></head><body>"
         "<p>文</p></body></html>", "<p>文</p>"),
        ('<img id="i" src="a.png" alt="图">', '<img src="a.png" alt="图"/>'),
    ],
)  # fmt: skip
def test_what_is_mechanical_is_mended(broken: str, mended: str) -> None:
    assert fix_wechat(broken) == mended
    assert fix_wechat(mended) == mended


@pytest.mark.parametrize(
    "markup",
    [
        "<p STYLE='color:#333' data-x=1>a &amp; b &lt; c &nbsp;</p>",
        '<p><a href="https://mp.weixin.qq.com/s/1">文</a> <b>粗</b> <i>斜</i></p>',
        '<svg viewBox="0 0 9 9"><g name="a"><rect X="1"/></g></svg><section><br></section>',
        "文字 < 5 & 6",
    ],
)
def test_what_is_right_stays_as_it_was_byte_by_byte(markup: str) -> None:
    assert fix_wechat(markup) == markup


def test_mending_loses_no_text() -> None:
    markup = "<div>一<form>二<a href='https://example.org/x'>三</a></form></div>四"
    fixed = "<section>一<section>二三（https://example.org/x）</section></section>四"
    assert fix_wechat(markup) == fixed
    assert fix_wechat("<p>一<textarea>二</textarea></p>") == "<p>一二</p>"


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


GOOD = "<p>文字</p>"
WARNED = '<p style="color:#999">文字</p>'
BAD = '<p id="a">文字</p>'


def test_errors_and_with_strict_warnings_give_exit_code_1() -> None:
    for name, markup, code, strict in (("g", GOOD, 0, 0), ("w", WARNED, 0, 1), ("b", BAD, 1, 1)):
        write(f"{name}.wechat.html", markup)
        assert run("check", f"{name}.wechat.html").exit_code == code
        assert run("check", "--strict", f"{name}.wechat.html").exit_code == strict


def test_a_finding_names_file_line_and_column_and_json_has_them_apart() -> None:
    write("a.wechat.html", f"{GOOD}\n{BAD}")
    assert "a.wechat.html:2:1: WX002 the attribute 'id'" in run("check", "a.wechat.html").stderr
    lines = run("check", "--json", "a.wechat.html").stderr.splitlines()
    found = [json.loads(line) for line in lines]
    error = next(one for one in found if one["severity"] == "error")
    assert (error["code"], error["line"], error["column"]) == ("WX002", 2, 1)


def test_other_html_is_checked_when_it_is_asked_for() -> None:
    write("page.html", BAD)
    assert "WX002" not in run("check", "page.html").stderr
    assert "WX002" in run("check", "--wechat", "page.html").stderr
    assert "WX002" not in run("check", "--from", "html", "page.html").stderr
    assert run("check", "--wechat", "--from", "html", "page.html").exit_code == 2


def test_the_target_decides_what_an_image_may_be() -> None:
    write(
        "a.wechat.html", '<p>图<img alt="" data-w="9" src="data:image/png;base64,iVBORw0KGgo="></p>'
    )
    assert run("check", "a.wechat.html").exit_code == 0
    result = run("check", "--target", "draft", "a.wechat.html")
    assert result.exit_code == 1
    assert "WX004 the draft interface filters an image" in result.stderr


def test_an_image_beside_the_file_or_its_article_is_found() -> None:
    Path("posts").mkdir()
    Path("posts/图 1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    write("posts/a.md", "---\ntitle: 题\ndate: 2025-06-19\n---\n\n文字\n")
    write("a.wechat.html", '<p>文字<img alt="图" data-w="9" src="图%201.png"></p>')
    assert "WX004 an image is missing" in run("check", "a.wechat.html").stderr
    assert "WX004" not in run("check", "a.wechat.html", "posts/a.md").stderr


def test_fix_mends_in_place_and_reports_what_is_left() -> None:
    path = write("a.wechat.html", f"{BAD}\n{WARNED}")
    result = run("check", "--fix", "a.wechat.html")
    assert result.exit_code == 0
    assert "1 WeChat file, 1 mended, 1 warning" in result.stderr
    assert path.read_text(encoding="utf-8") == f"{GOOD}{WARNED}"
    assert [item.name for item in Path().iterdir()] == ["a.wechat.html"]
    assert "0 mended" in run("check", "--fix", "a.wechat.html").stderr


def test_fix_without_a_file_to_mend_is_a_wrong_call() -> None:
    write("a.md", "文字\n")
    assert run("check", "--fix", "a.md").exit_code == 2


def test_beside_its_article_what_is_lost_is_told_with_its_line() -> None:
    article = (
        "---\ntitle: 题\ndate: 2025-06-19\n---\n\n文字[^1]\n\n[^1]: 来源 <https://example.org/a>\n"
    )
    write("a.md", article)
    assert run("export", "a.md", "--to", "wechat", "-o", ".").exit_code == 0
    whole = run("check", "--strict", "a.wechat.html", "a.md")
    assert whole.exit_code == 0, whole.stderr
    text = Path("a.wechat.html").read_text(encoding="utf-8")
    write("a.wechat.html", text.replace("来源", "").replace("https://example.org/a", ""))
    result = run("check", "a.md", "a.wechat.html")
    assert result.exit_code == 1
    assert "a.md:8: WX008 the note '1' is not whole" in result.stderr
    assert "a.md:8: WX008 the address 'https://example.org/a' is missing" in result.stderr


def test_of_several_articles_each_belongs_to_the_file_with_its_name() -> None:
    for name in ("one", "two"):
        write(f"{name}.md", f"---\ntitle: 题\ndate: 2025-06-19\n---\n\n{name} 文字\n")
        write(f"{name}.wechat.html", f"<p>{name} 文字</p>")
    write("two.wechat.html", "<p>别的</p>")
    result = run("check", "one.md", "two.md", "one.wechat.html", "two.wechat.html")
    assert [line for line in result.stderr.splitlines() if "is missing" in line] == [
        "two.md: WX008 a text is missing: 'two 文字' "
        "(all that the article says belongs into its export)"
    ]


@pytest.mark.parametrize("name", ["gone.wechat.html", "folder.wechat.html", "latin.wechat.html"])
def test_a_file_that_cannot_be_read_stops_no_other(name: str) -> None:
    Path("folder.wechat.html").mkdir()
    Path("latin.wechat.html").write_bytes(b"\xe9\xff")
    write("b.wechat.html", BAD)
    result = run("check", name, "b.wechat.html")
    assert result.exit_code == 1
    assert "E002" in result.stderr
    assert "b.wechat.html:1:1: WX002" in result.stderr
