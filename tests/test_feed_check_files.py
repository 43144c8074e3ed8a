"""``publishkit check`` on files of feeds: which are feeds, where faults are, and hostile ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from feed_faults import ATOM, FAULTS, JSON, RSS
from publishkit.cli import main
from publishkit.diagnostics import Diagnostic, Severity
from publishkit.errors import InputError, LimitError
from publishkit.formats.feeds.validation import check_feed, find_in_feed
from publishkit.formats.feeds.validation import files as files_of_feeds
from publishkit.formats.feeds.validation.files import check_file
from publishkit.sources import is_feed

CASES = Path(__file__).parent / "cases"

ARTICLE = """---
title: 第<b>二</b>篇
date: 2025-06-19
tags: [甲, 乙]
---

一段文字。

<iframe src="https://x.test/player"></iframe>

[文档](https://x.test/文)和[脚注](#b-9)。
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def with_body(html: str) -> str:
    return RSS.replace('<p id="b-1">正文</p>', html)


# --- which files are feeds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rss.xml", RSS),
        ("feed", ATOM),
        ("feed.json", JSON),
        ("index.html", RSS),
        ("a.rss", "broken"),
        ("a.atom", ""),
        ("a.xml", "<!DOCTYPE html><html>"),
        ("bom.xml", "\ufeff" + RSS),
        ("noted", "<?xml version='1.0'?><!-- a --><?b?><!-- c -->\n<atom:feed xmlns:atom='x'>"),
        ("a.rdf", "<rdf:RDF>"),
        ("a.json", '{"title": "x"}'),
    ],
)
def test_a_feed_is_known_by_its_content_or_suffix(tmp_path: Path, name: str, content: str) -> None:
    assert is_feed(write(tmp_path / name, content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", RSS),
        ("a.html", "<html><body><rss></body></html>"),
        ("a.wechat.html", "<section>x</section>"),
        ("a.txt", "<rssfoo>"),
    ],
)
def test_an_article_is_no_feed(tmp_path: Path, name: str, content: str) -> None:
    assert not is_feed(write(tmp_path / name, content))
    assert not is_feed(tmp_path)
    assert not is_feed(tmp_path / "missing.xml")


# --- the command line -----------------------------------------------------------------------------


def test_K1_a_sound_feed_has_no_findings(tmp_path: Path) -> None:
    names = [
        write(tmp_path / name, text)
        for name, text in (("rss.xml", RSS), ("atom.xml", ATOM), ("feed.json", JSON))
    ]
    result = run("--strict", *names)
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "3 feeds, 0 warnings"


def test_K1_a_finding_has_line_code_rule_entry_and_hint(tmp_path: Path) -> None:
    text = RSS.replace("<link>https://example.org/b/", "<link>https://example.org/b c/")
    path = write(tmp_path / "rss.xml", text)
    line = text[: text.index("b c/")].count("\n") + 1
    result = run(path)
    assert result.exit_code == 1
    said = next(line for line in result.output.splitlines() if "R006" in line)
    assert said.startswith(f"{path}:{line}: R006 <link> has a character that no address may have")
    assert "[address-character], in '第二篇' (percent-encode it" in said


def test_K1_findings_are_json_with_their_place(tmp_path: Path) -> None:
    path = write(tmp_path / "rss.xml", RSS.replace("<guid>https://example.org/b/</guid>", ""))
    result = run("--json", path)
    found = [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]
    (one,) = [item for item in found if item["code"] == "R007"]
    assert one["severity"] == "warning"
    assert one["place"] == f"{path}:{one['line']}"
    assert one["path"] == str(path)


def test_K1_strict_fails_on_warnings_and_not_on_notes(tmp_path: Path) -> None:
    warned = write(tmp_path / "a.xml", with_body("<script>x</script>"))
    noted = write(tmp_path / "b.xml", RSS.replace("<language>zh-CN</language>", ""))
    assert run(warned).exit_code == 0
    assert run("--strict", warned).exit_code == 1
    assert run("--strict", noted).exit_code == 0


def test_one_feed_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    sound = write(tmp_path / "a.xml", RSS)
    broken = write(tmp_path / "b.xml", RSS[:500])
    result = run(broken, sound)
    assert result.exit_code == 1
    assert "R001 the file ends before" in result.output
    assert "2 feeds" in result.output


def test_a_page_of_an_error_is_said_to_be_no_feed(tmp_path: Path) -> None:
    path = write(tmp_path / "feed.xml", "<!DOCTYPE html>\n<html><head><meta><title>502</title>")
    result = run(path)
    assert "this is no feed: it begins with <html> [no-feed]" in result.output


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html>\n<html><head><title>502</title></head></html>",
        "\n<!DocType HTML><p>502",
        "<!-- nginx --><!doctype html><p>502",
    ],
)
def test_a_page_that_is_no_xml_at_all_is_said_to_be_no_feed(tmp_path: Path, page: str) -> None:
    result = run(write(tmp_path / "feed.xml", page))
    assert "this is no feed: it begins with '<!doc" in result.output.lower()
    assert "server's error message" in result.output
    assert "[not-well-formed]" not in result.output


@pytest.mark.parametrize("text", ["[1,2]", '{"name": "x"}', "17", "not even JSON"])
def test_json_that_is_no_feed_is_not_read_as_an_article(tmp_path: Path, text: str) -> None:
    result = run(write(tmp_path / "arr.json", text))
    assert result.exit_code == 1
    assert "R001" in result.output or "[json-missing]" in result.output
    assert "F001" not in result.output


def test_repeats_are_counted(tmp_path: Path) -> None:
    (found,) = check_feed(with_body("<p>x</p>\n<script></script>\n<script></script>").encode())
    assert "[active-element], in '第二篇', 2 times (also line " in found.message


def test_errors_come_before_warnings_and_notes() -> None:
    feed = with_body("<script></script>x").replace("<language>zh-CN</language>", "")
    feed = feed.replace("<title>频道</title>", "")
    severities = [found.severity for found in check_feed(feed.encode())]
    assert severities == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


def test_findings_of_one_level_are_in_the_order_of_the_file() -> None:
    feed = RSS.replace("<p>正文<sup", "<script></script><p>正文<sup")
    feed = feed.replace("<guid>https://example.org/b/</guid>", "")
    lines = [found.line or 0 for found in check_feed(feed.encode())]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_a_line_in_a_body_is_the_line_of_the_file() -> None:
    feed = with_body("<p>x</p>\n\n<script></script>")
    (found,) = check_feed(feed.encode())
    assert found.line == feed[: feed.index("<script>")].count("\n") + 1


def test_lines_are_right_beyond_65535_and_after_carriage_returns() -> None:
    feed = RSS.replace("<item>", "\r\n" * 70_000 + "<item><foo/>", 1)
    (found,) = [one for one in check_feed(feed.encode()) if one.code == "R003"]
    assert found.line == feed[: feed.index("<foo/>")].count("\n") + 1


# --- the article's line ---------------------------------------------------------------------------


def in_article(tmp_path: Path, feed: str) -> dict[str, str]:
    """The findings that are in the article, as rule → line of the article."""
    article = write(tmp_path / "second.md", ARTICLE)
    path = write(tmp_path / "rss.xml", feed)
    result = run("--json", path, article)
    found = [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]
    assert all(
        f"{path}:" in one["place"] for one in found if one["path"] == str(article) and one["place"]
    )
    return {
        one["message"].partition("[")[2].partition("]")[0]: str(one["line"])
        for one in found
        if one["path"] == str(article) and one["code"].startswith("R")
    }


def test_a_finding_has_the_line_in_the_article_with_the_title(tmp_path: Path) -> None:
    feed = with_body(
        '<iframe src="https://x.test/player"></iframe><a href="https://x.test/文">文档</a>'
        '<a href="#b-9">脚注</a>'
    )
    found = in_article(tmp_path, feed)
    lines = {text: str(number) for number, text in enumerate(ARTICLE.splitlines(), 1)}
    assert found["active-element"] == lines['<iframe src="https://x.test/player"></iframe>']
    assert found["body-address-encoding"] == lines["[文档](https://x.test/文)和[脚注](#b-9)。"]
    assert found["dangling-link"] == found["body-address-encoding"]


def test_a_finding_about_a_field_has_the_line_of_its_key(tmp_path: Path) -> None:
    feed = RSS.replace(
        "<guid>https://example.org/b/</guid>",
        "<guid>https://example.org/b/</guid><category><![CDATA[<b>甲</b>]]></category>",
    )
    assert in_article(tmp_path, feed)["html-in-text"] == "4"


def test_a_finding_of_another_entry_stays_in_the_feed(tmp_path: Path) -> None:
    assert in_article(tmp_path, RSS.replace("<p>正文<sup", "<script></script><p>正文<sup")) == {}


# --- bytes, names and sizes -----------------------------------------------------------------------


def rules_of(data: bytes, *, name: str = "") -> set[str]:
    return {finding.rule for finding in find_in_feed(data, name=name)}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_feeds_in_other_encodings_are_read(encoding: str) -> None:
    text = RSS.replace("UTF-8", encoding.removesuffix("-sig").upper())
    assert rules_of(text.encode(encoding)) <= {"encoding-name", "encoding-contradicted"}


def test_a_feed_in_a_chinese_encoding_is_read_with_a_warning() -> None:
    data = RSS.replace("UTF-8", "GB18030").encode("gb18030")
    assert rules_of(data) == {"obscure-encoding"}


def test_bytes_that_are_not_of_the_encoding_are_found_with_their_line() -> None:
    data = RSS.encode().replace("频道".encode(), "频道".encode("gbk"))
    found = [one for one in find_in_feed(data) if one.rule == "undecodable"]
    assert found[0].line == RSS[: RSS.index("频道")].count("\n") + 1


@pytest.mark.parametrize(
    "encoding", ["utf-7", "punycode", "idna", "rot13", "unicode_escape", "a\0"]
)
def test_an_encoding_of_python_alone_is_none(encoding: str) -> None:
    assert "undecodable" not in rules_of(RSS.replace("UTF-8", encoding).encode())
    assert rules_of(RSS.replace("UTF-8", encoding).encode())


def test_a_name_that_servers_do_not_know_as_a_feed_is_noted() -> None:
    assert rules_of(JSON.encode(), name="feed.xml") == {"media-type"}
    assert rules_of(ATOM.encode(), name="atom.rss") == {"media-type"}
    assert rules_of(RSS.encode(), name="rss.html") == {"media-type"}
    for feed, name in ((JSON, "feed.json"), (RSS, "feed.rss"), (RSS, "a.xml"), (ATOM, "a.atom")):
        assert rules_of(feed.encode(), name=name) == set()


def test_an_entry_that_is_a_document_of_its_own_is_checked() -> None:
    entry = ATOM[ATOM.index("<entry>") : ATOM.index("</entry>") + len("</entry>")]
    entry = entry.replace("<entry>", '<entry xmlns="http://www.w3.org/2005/Atom">')
    assert rules_of(entry.encode()) == {"missing-element"}  # its author stood in the feed
    with_author = entry.replace("<published>", "<author><name>张三</name></author><published>")
    assert rules_of(with_author.encode()) == set()


def test_rss_of_old_versions_is_checked_by_what_they_had() -> None:
    old = RSS.replace('version="2.0"', 'version="0.91"')
    assert rules_of(old.encode()) == {"html-in-text"}  # <description> was plain text


def test_a_file_that_is_too_large_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_of_feeds, "_MAX_BYTES", 1000)
    path = write(tmp_path / "rss.xml", RSS)
    with pytest.raises(LimitError, match="more than 1,000 bytes") as caught:
        check_file(path)
    assert "archives" in (caught.value.hint or "")


def test_a_folder_and_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.xml"):
        with pytest.raises(InputError):
            check_file(path)


# --- hostile files --------------------------------------------------------------------------------

ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
HOSTILE = {
    "nested entities": f'<!DOCTYPE rss [<!ENTITY a0 "x">{ENTITIES}]><rss>&a11;</rss>',
    "one long entity": f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]><rss>{"&a;" * 20_000}</rss>',
    "parameter entities": '<!DOCTYPE rss [<!ENTITY % a "x"><!ENTITY % b "%a;%a;">]><rss/>',
    "deep elements": "<rss>" + "<a>" * 500_000,
    "many elements": '<rss version="2.0"><channel>' + "<a/>" * 400_000,
    "deep JSON": "[" * 500_000,
    "deep JSON objects": '{"a":' * 500_000,
    "many JSON values": '{"items":[' + "1," * 400_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_left_early_with_one_clear_error(name: str) -> None:
    errors = [one for one in check_feed(HOSTILE[name].encode()) if one.severity == Severity.ERROR]
    assert [one.code for one in errors] == ["R001"]
    assert "[entity-bomb]" in errors[0].message or "more than" in errors[0].message


def test_no_file_outside_is_read_and_the_reference_to_it_is_told(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "SECRET")
    feed = RSS.replace("<rss", f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss', 1)
    feed = feed.replace("第一篇", "&lt;b&gt;&x;&lt;/b&gt;")
    found = check_feed(feed.encode())
    assert not any("SECRET" in str(one) for one in found)
    assert any("[doctype-external]" in one.message for one in found)


PIECES = (
    "<b>",
    '<a href="',
    "<!--",
    "</b>",
    "<ul><li>",
    "<p>",
    "<table><tr><td>",
    "<script>",
    "&x",
)


@pytest.mark.parametrize("piece", PIECES)
def test_broken_html_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    found = check_feed(with_body(piece * 20_000).encode())
    assert len(found) < 20


def test_the_number_of_diagnostics_is_bounded() -> None:
    feed = with_body("".join(f'<p id="注{n}">x</p>' for n in range(3000)))
    found = check_feed(feed.encode())
    assert len(found) <= 501
    assert any("further findings are not shown" in one.message for one in found)


SEEDS = [RSS, ATOM, JSON, *(fault.feed for fault in FAULTS if len(fault.feed) < 5000)]
TOKENS = [
    "<", "&", '"', "</", "]]>", "<!--", 'xmlns=""', 'xml:base="http://[x"', "http://[", "tag:", "%",
    "99999999999999999999", "-1", "{", "]", "\\ud800", "<item>", "<entry>", "javascript:",
    "2025-06-19T20:03:00+99:99", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-23:59",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A feed with a few bytes put in, taken out or changed."""
    data = bytearray(draw(st.sampled_from(SEEDS)).encode())
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        end = place + draw(st.integers(0, 30))
        new = draw(st.sampled_from([token.encode() for token in TOKENS]) | st.binary(max_size=4))
        data[place:end] = new
    return bytes(data)


@given(damaged())
def test_K2_no_damage_makes_the_check_fail(data: bytes) -> None:
    for found in check_feed(data):
        assert isinstance(found, Diagnostic)
        assert "{" not in found.code
        assert str(found)


# --- our own feeds --------------------------------------------------------------------------------


def test_K2_feeds_that_publishkit_makes_have_no_errors_and_no_warnings(
    tmp_path: Path, sample: Path
) -> None:
    names = [str(sample), str(CASES)]
    made = CliRunner().invoke(
        main,
        ["export", *names, "--to", "rss,atom,jsonfeed", "-o", str(tmp_path),
         "--base-url", "https://example.org/", "--set", "limit=0", "--include-drafts"],
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    made_files = sorted(tmp_path.iterdir())
    assert [path.name for path in made_files] == ["atom.xml", "feed.json", "rss.xml"]
    for path in made_files:
        findings = [one for one in check_file(path) if one.severity != Severity.NOTE]
        assert findings == [], path
