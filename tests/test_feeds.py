"""Feeds: which articles, in which order, known by what, said to clients how."""

from __future__ import annotations

import json
import locale
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import feedparser
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents import document, paragraph
from feeds import BASE_URL, DAY, EXPORTERS, article, codes, export, items, publication, schema
from publishkit.errors import ExportError, UsageError
from publishkit.formats.base import Exporter, Rendition
from publishkit.formats.feeds.characters import drop_illegal
from publishkit.model.assets import Asset
from publishkit.model.document import Document
from publishkit.model.metadata import Author, Enclosure, FeatureImage
from publishkit.model.nodes import Text

every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))
NOW = DAY + timedelta(days=10)


# --- selection and order --------------------------------------------------------------------


@every_format
def test_what_is_not_to_be_read_yet_or_any_more_is_left_out_and_reported(name: str) -> None:
    site = publication(
        article("shown"),
        article("draft", is_draft=True),
        article("scheduled", date=NOW + timedelta(days=1)),
        article("embargoed", publish_at=NOW + timedelta(days=1)),
        article("expired", expires=NOW),
        article("opted-out", in_feed=False),
        article("undated", date=None),
        now=NOW,
    )
    rendition = export(name, site=site)
    assert [item.title for item in items(rendition)] == ["shown"]
    assert codes(rendition) == ["P001", "P002", "P002", "P003", "P004", "P008"]


@every_format
def test_without_a_now_nothing_is_scheduled_or_expired(name: str) -> None:
    future = datetime(2099, 1, 1, tzinfo=UTC)
    rendition = export(name, article("a", date=future), article("b", expires=DAY))
    assert [item.title for item in items(rendition)] == ["a", "b"]


def test_drafts_are_taken_in_when_asked_for() -> None:
    site = publication(article("a", is_draft=True), article("b", expires=DAY), now=NOW)
    rendition = export("rss", site=site, include_drafts=True)
    assert len(items(rendition)) == 2
    assert rendition.diagnostics == ()


@every_format
def test_the_newest_article_comes_first_and_ties_go_by_id(name: str) -> None:
    rendition = export(
        name,
        article("b"),
        article("old", date=DAY - timedelta(days=1)),
        article("a"),
        article("new", date=DAY + timedelta(days=1)),
    )
    assert [item.title for item in items(rendition)] == ["new", "a", "b", "old"]


@every_format
def test_a_limit_cuts_the_oldest_articles_and_says_so(name: str) -> None:
    articles = [article(f"a{day}", date=DAY + timedelta(days=day)) for day in range(5)]
    rendition = export(name, *articles, limit=2)
    assert [item.title for item in items(rendition)] == ["a4", "a3"]
    assert codes(rendition) == ["P006"]
    assert "3 older articles" in rendition.diagnostics[0].message


@every_format
def test_a_feed_stays_below_its_size(name: str) -> None:
    articles = [
        document(paragraph("字" * 1000), slug=f"a{day}", date=DAY + timedelta(days=day))
        for day in range(20)
    ]
    rendition = export(name, *articles, max_bytes=20_000)
    assert 15_000 < len(rendition.data) <= 20_000
    assert codes(rendition) == ["P006"]
    whole = export(name, *articles, max_bytes=0)
    assert len(items(whole)) == 20
    assert items(rendition) == items(whole)[: len(items(rendition))]


@every_format
def test_an_article_larger_than_the_feed_gives_its_summary_and_a_link(name: str) -> None:
    huge = document(paragraph("字" * 10_000), slug="huge", date=DAY, summary="短")
    rendition = export(name, huge, article("small", date=DAY - timedelta(1)), max_bytes=9_000)
    first, second = items(rendition)
    assert first.content == f'<p>短</p>\n<p><a href="{BASE_URL}huge/">阅读全文</a></p>'
    assert "来源甲" in second.content
    assert codes(rendition) == ["X003"]


# --- validity -------------------------------------------------------------------------------


@every_format
def test_an_exporter_is_what_the_registry_expects(name: str) -> None:
    exporter = EXPORTERS[name]()
    assert isinstance(exporter, Exporter)
    assert exporter.scope == "publication"
    assert exporter.name == name


@every_format
def test_a_feed_without_articles_is_valid(name: str) -> None:
    rendition = export(name)
    assert items(rendition) == []
    if name == "jsonfeed":
        jsonschema.validate(json.loads(rendition.data), schema())


def test_an_empty_rss_feed_does_not_say_when_it_changed() -> None:
    assert b"lastBuildDate" not in export("rss").data


@every_format
def test_a_feed_is_utf_8_with_line_feeds_and_ends_in_one(name: str) -> None:
    data = export(name, article("a")).data
    assert data.decode().endswith("\n")
    assert b"\r" not in data
    assert b"&#13;" not in data
    assert not data.startswith(b"\xef\xbb\xbf")


@every_format
def test_two_exports_give_the_same_bytes_whatever_the_order_of_articles(name: str) -> None:
    articles = [article("b"), article("a"), article("c", date=NOW)]
    assert export(name, *articles).data == export(name, *reversed(articles)).data


def test_json_holds_nothing_that_the_strict_schema_refuses() -> None:
    rich = article(
        "rich",
        authors=(Author("张三", "z@example.org", "/about", "me.png"),),
        tags=("AI", "AI", "C++ & C#"),
        categories=("AI", "技术"),
        external_url="https://example.com/来源",
        enclosure=Enclosure("talk.mp3", None, 123),
    )
    bare = article("bare", lang="", title="")
    values = json.loads(export("jsonfeed", rich, bare).data)
    jsonschema.validate(values, schema())
    jsonschema.validate(json.loads(export("jsonfeed", rich, content="summary").data), schema())
    item = next(item for item in values["items"] if item["id"].endswith("rich"))
    assert item["tags"] == ["AI", "C++ & C#", "技术"]
    assert item["external_url"] == "https://example.com/%E6%9D%A5%E6%BA%90"
    assert item["authors"] == [
        {
            "name": "张三",
            "url": "https://example.org/about",
            "avatar": f"{BASE_URL}rich/me.png",
        }
    ]
    assert item["attachments"] == [
        {"url": f"{BASE_URL}rich/talk.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 123}
    ]


def test_json_says_chinese_in_characters() -> None:
    assert "来源甲" in export("jsonfeed", article("a")).data.decode()


@every_format
def test_the_locale_of_the_process_is_left_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(locale, "setlocale", lambda *values: calls.append(values))
    export(name, article("a"))
    assert calls == []


# --- fields ---------------------------------------------------------------------------------


@every_format
def test_clients_read_what_the_front_matter_says(name: str) -> None:
    rendition = export(
        name,
        article(
            "文章",
            title="A & B <x>: “标题”",
            summary="摘要",
            updated=DAY + timedelta(days=2),
            authors=(Author("李四"), Author("Ann", "ann@example.org")),
            tags=("OpenAI", "C++ & C#"),
            categories=("技术",),
        ),
    )
    (item,) = items(rendition)
    assert item.id == "tag:example.org,2025:%E6%96%87%E7%AB%A0"
    assert item.url == f"{BASE_URL}%E6%96%87%E7%AB%A0/"
    assert item.title == "A & B <x>: “标题”"
    assert item.summary == "摘要"
    assert item.published == DAY.isoformat()
    assert item.updated == (DAY + timedelta(days=2)).isoformat()
    assert item.authors == ["李四", "Ann"]
    assert item.tags == ["OpenAI", "C++ & C#", "技术"]


@every_format
def test_summary_and_content_are_both_there_or_the_summary_alone(name: str) -> None:
    full = items(export(name, article("a", summary="摘要")))[0]
    assert full.summary == "摘要"
    assert "来源甲" in full.content
    short = items(export(name, article("a", summary="摘要"), content="summary"))[0]
    assert short.summary == "摘要"
    assert short.content == ""


@every_format
def test_an_article_without_summary_has_its_title_for_one(name: str) -> None:
    (item,) = items(export(name, article("a", title="标题")))
    assert item.summary == "标题"
    assert "来源甲" in item.content


def test_atom_entries_of_one_second_are_told_apart_by_less_than_one() -> None:
    parsed = feedparser.parse(export("atom", article("b"), article("a")).data)
    assert [entry.updated for entry in parsed.entries] == [
        "2025-06-19T20:03:39+00:00",
        "2025-06-19T20:03:39.001000+00:00",
    ]
    assert parsed.feed.updated == "2025-06-19T20:03:39+00:00"


def test_another_article_of_the_same_day_changes_no_entry_of_atom() -> None:
    day = datetime(2025, 6, 19, tzinfo=timezone(timedelta(hours=8)))
    entries = {slug: article(slug, date=day) for slug in "abcdef"}
    before = feedparser.parse(export("atom", *(entries[slug] for slug in "bdf")).data).entries
    after = feedparser.parse(export("atom", *entries.values()).data).entries
    changes = {entry.id: entry.updated for entry in after}
    assert len(set(changes.values())) == 6
    assert all(change.startswith("2025-06-19T00:00:00") for change in changes.values())
    assert {entry.id: entry.updated for entry in before}.items() < changes.items()


def test_a_summary_that_looks_like_markup_stays_text_in_atom() -> None:
    entry = feedparser.parse(export("atom", article("a", summary="a </b> &lt; c")).data).entries[0]
    assert entry.summary_detail.type == "text/html"
    assert entry.summary == "a &lt;/b&gt; &amp;lt; c"


def test_a_summary_is_text_for_readers_that_take_it_for_html() -> None:
    assert (
        "<description>a &amp;lt; b</description>"
        in export("rss", article("a", summary="a < b")).data.decode()
    )


@every_format
def test_tags_are_taken_out_of_titles(name: str) -> None:
    (item,) = items(export(name, article("a", title="A <b>bold</b> & “quoted” ]]> 标题")))
    assert item.title == "A bold & “quoted” ]]> 标题"


@every_format
def test_a_title_about_html_keeps_its_tags_as_text_that_no_reader_takes_for_markup(
    name: str,
) -> None:
    (item,) = items(export(name, article("a", title="A <div class=x> & </SCRIPT> in Vec<T> & <x>")))
    assert item.title == "A ‹div class=x› & ‹/SCRIPT› in Vec<T> & <x>"


def test_what_looks_like_markup_in_an_rss_title_is_written_in_hexadecimal() -> None:
    data = export("rss", article("a", title="Vec<T> &lt;")).data
    assert b"<title>Vec&#x3C;T&gt; &#x26;lt;</title>" in data


@every_format
def test_the_feed_changed_when_its_newest_entry_did(name: str) -> None:
    changed = DAY + timedelta(days=3)
    data = export(name, article("a", updated=changed), article("b")).data
    if name == "rss":
        assert b"<lastBuildDate>Sun, 22 Jun 2025 20:03:39 +0000</lastBuildDate>" in data
    elif name == "atom":
        assert feedparser.parse(data).feed.updated == changed.isoformat()


@pytest.mark.parametrize(
    "updated", [DAY - timedelta(days=1), NOW + timedelta(days=1), None], ids=str
)
def test_an_implausible_time_of_change_is_the_date(updated: datetime | None) -> None:
    site = publication(article("a", updated=updated), now=NOW)
    assert items(export("atom", site=site))[0].updated == DAY.isoformat()


def test_an_offset_with_seconds_is_written_in_utc() -> None:
    shanghai = timezone(timedelta(hours=8, minutes=5, seconds=43))
    old = datetime(1999, 1, 1, 8, 5, 43, tzinfo=shanghai)
    data = export("rss", article("a", date=old)).data
    assert b"<pubDate>Fri, 01 Jan 1999 00:00:00 +0000</pubDate>" in data


@every_format
def test_authors_without_email_are_named_and_the_sites_own_stand_in_the_feed(name: str) -> None:
    site = publication(article("a", authors=(Author("李四"),)), authors=(Author("编辑部"),))
    rendition = export(name, site=site)
    assert items(rendition)[0].authors == ["李四"]
    if name == "jsonfeed":
        assert json.loads(rendition.data)["authors"] == [{"name": "编辑部"}]
    else:
        assert feedparser.parse(rendition.data).feed.author == "编辑部"


def test_an_atom_feed_that_nobody_signed_is_by_the_site() -> None:
    assert feedparser.parse(export("atom", article("a")).data).feed.author == "站点"


def test_an_entry_in_another_language_than_the_feed_says_so() -> None:
    articles = [article("a"), article("b", lang="en", date=DAY - timedelta(1))]
    site = publication(*articles, lang="zh-Hans")
    atom = export("atom", site=site).data.decode()
    assert atom.count("xml:lang") == 2
    assert '<entry xml:lang="en">' in atom
    assert export("rss", site=site).data.decode().count("<dc:language>en<") == 1
    assert [
        item.get("language") for item in json.loads(export("jsonfeed", site=site).data)["items"]
    ] == [
        None,
        "en",
    ]


def test_a_language_that_feeds_cannot_say_is_left_out() -> None:
    assert b"<language>" not in export("rss", article("a", lang="cmn-Hans")).data


def with_image(tmp_path: Path, url: str = "images/a (1).png") -> Document:
    asset = Asset("a.png", "image/png", 67, "0", 3, 2, path=tmp_path / "images" / "a (1).png")
    found = article("a", image=FeatureImage(url))
    return replace(found, assets=MappingProxyType({url: asset}), source=tmp_path / "a.md")


def test_the_articles_image_is_an_enclosure_and_media_content(tmp_path: Path) -> None:
    url = f"{BASE_URL}a/images/a%20(1).png"
    for name in ("rss", "atom"):
        entry = feedparser.parse(export(name, with_image(tmp_path)).data).entries[0]
        (enclosure,) = entry.enclosures
        assert (enclosure.href, enclosure.type, enclosure.length) == (url, "image/png", "67")
        (media,) = entry.media_content
        assert (media["url"], media["width"], media["height"]) == (url, "3", "2")
        assert entry.link == f"{BASE_URL}a/"
    assert json.loads(export("jsonfeed", with_image(tmp_path)).data)["items"][0]["image"] == url


def test_an_image_that_is_missing_leaves_no_trace() -> None:
    for name in EXPORTERS:
        assert b"gone.png" not in export(name, article("a", image=FeatureImage("gone.png"))).data


def test_a_remote_image_of_unknown_size_is_no_enclosure() -> None:
    entry = feedparser.parse(
        export("rss", article("a", image=FeatureImage("https://example.com/图.png"))).data
    ).entries[0]
    assert entry.enclosures == []
    assert entry.media_content[0]["url"] == "https://example.com/%E5%9B%BE.png"


def test_a_sound_goes_before_the_image_as_the_only_enclosure(tmp_path: Path) -> None:
    found = with_image(tmp_path)
    metadata = replace(found.metadata, enclosure=Enclosure("talk.mp3", "audio/mpeg", 9))
    entry = feedparser.parse(export("rss", replace(found, metadata=metadata)).data).entries[0]
    assert [item.type for item in entry.enclosures] == ["audio/mpeg"]
    assert len(entry.media_content) == 1


@every_format
def test_a_replacement_character_is_no_damage(name: str) -> None:
    """The W3C feed validator reports the character itself, wherever it stands."""
    rendition = export(name, article("a", title="a\ufffdb", summary="c\ufffdd"))
    (item,) = items(rendition)
    assert (item.title, item.summary) == ("a?b", "c?d")
    assert "\ufffd" not in rendition.data.decode()
    (found,) = items(export(name, document(paragraph("e\ufffdf"), slug="b", date=DAY)))
    assert unescape(found.content) == "<p>e\ufffdf</p>"


@every_format
def test_characters_that_xml_forbids_cost_a_warning_and_not_the_feed(name: str) -> None:
    bad = document(
        paragraph("a\x08b\x85c\ufdd0d\ufffe\ud800e ]]> \U0001f600"),
        slug="a\x01",
        title="t\x00itle",
        date=DAY,
        tags=("x\x0by",),
    )
    rendition = export(name, replace(bad, source=Path("bad.md")), article("good"))
    first = next(item for item in items(rendition) if item.title == "title")
    assert first.content == "<p>abcde ]]&gt; \U0001f600</p>"
    assert first.tags == ["xy"]
    assert [(item.code, item.path) for item in rendition.diagnostics] == [("M001", Path("bad.md"))]


def bodies(rendition: Rendition) -> list[str]:
    """The HTML of each entry, read strictly and without any mending."""
    if rendition.filename.endswith(".json"):
        return [item["content_html"] for item in json.loads(rendition.data)["items"]]
    root = etree.fromstring(rendition.data)
    return [node.text or "" for node in root.iter("{*}encoded", "{*}content") if node.text]


@every_format
@given(title=st.text(min_size=1), body=st.text(min_size=1), tag=st.text())
def test_whatever_authors_write_the_feed_is_well_formed_and_the_text_whole(
    name: str, title: str, body: str, tag: str
) -> None:
    found = document(paragraph(body), slug=title, title=title, summary=body, date=DAY, tags=(tag,))
    (content,) = bodies(export(name, found))
    shown = unescape(content.removeprefix("<p>").removesuffix("</p>"))
    assert shown == drop_illegal(body)


# --- identity -------------------------------------------------------------------------------


@every_format
def test_an_id_from_front_matter_is_kept_as_it_is(name: str) -> None:
    assert items(export(name, article("a", id="urn:isbn:123")))[0].id == "urn:isbn:123"


def test_an_id_that_is_no_uri_is_wrapped_for_atom_only() -> None:
    found = article("a", id="文章 12")
    assert items(export("rss", found))[0].id == "文章 12"
    assert items(export("jsonfeed", found))[0].id == "文章 12"
    wrapped = "tag:example.org,2025:id/%E6%96%87%E7%AB%A0%2012"
    assert items(export("atom", found))[0].id == wrapped


def test_a_uuid_is_an_id_of_atom_that_no_domain_changes() -> None:
    identifier = "4DDFEEEE-07fd-4cda-8217-753c9b3b9905"
    assert items(export("rss", article("a", id=identifier)))[0].id == identifier
    found = items(export("atom", article("a", id=identifier)))[0].id
    assert found == f"urn:uuid:{identifier.lower()}"


def test_a_site_that_has_moved_keeps_the_domain_of_ids_that_it_gave_before() -> None:
    given = {Path("old.md"): "tag:old.example,2025:old", Path("x.md"): "urn:x:1"}
    site = publication(article("new"), article("own", id="文章 12"), ids=given)
    assert {item.id for item in items(export("atom", site=site))} == {
        "tag:old.example,2025:new",
        "tag:old.example,2025:id/%E6%96%87%E7%AB%A0%2012",
    }


@every_format
def test_two_articles_with_one_id_are_an_error_that_names_both(name: str) -> None:
    first = replace(article("a"), source=Path("x/a.md"))
    second = replace(article("a"), source=Path("y/a.md"))
    with pytest.raises(ExportError, match=r"x/a\.md.*y/a\.md"):
        export(name, first, second)


def test_a_mended_date_or_title_does_not_change_the_id() -> None:
    before = items(export("rss", article("a")))[0].id
    after = items(export("rss", article("a", title="other", date=NOW)))[0].id
    assert before == after == "tag:example.org,2025:a"


def test_a_moved_site_keeps_its_ids_by_its_own_id_or_an_option() -> None:
    moved = publication(article("a"), base_url="https://new.example/", id="tag:old.example,2020:x")
    assert items(export("rss", site=moved))[0].id == "tag:old.example,2025:a"
    moved = replace(moved, id="")
    rendition = export("rss", site=moved, id_authority="older.example", id_date="2001")
    assert items(rendition)[0].id == "tag:older.example,2001:a"


@every_format
def test_a_feed_without_base_url_is_valid_and_says_what_is_missing(name: str) -> None:
    rendition = export(name, site=publication(article("a"), base_url=""))
    (item,) = items(rendition)
    assert item.url == "https://base-url-not-set.invalid/a/"
    assert codes(rendition) == ["P007"]
    if name == "jsonfeed":
        jsonschema.validate(json.loads(rendition.data), schema())


def test_a_feed_without_title_has_its_hosts_name() -> None:
    rendition = export("rss", site=publication(title=""))
    assert feedparser.parse(rendition.data).feed.title == "example.org"
    assert codes(rendition) == ["P007"]


@pytest.mark.parametrize(("count", "expected"), [(0, "publishkit"), (1, "a0"), (2, "publishkit")])
def test_a_feed_without_title_or_host_has_its_only_articles(count: int, expected: str) -> None:
    articles = [article(f"a{number}") for number in range(count)]
    rendition = export("atom", site=publication(*articles, title="", base_url=""))
    assert feedparser.parse(rendition.data).feed.title == expected


@every_format
def test_the_feed_knows_its_own_address_and_the_sites(name: str) -> None:
    data = export(name, article("a"), feed_url="feeds/微软.xml").data
    own = f"{BASE_URL}feeds/%E5%BE%AE%E8%BD%AF.xml"
    if name == "jsonfeed":
        values = json.loads(data)
        assert (values["feed_url"], values["home_page_url"]) == (own, BASE_URL)
    else:
        feed = feedparser.parse(data).feed
        assert [link.href for link in feed.links if link.rel == "self"] == [own]
        assert feed.link == BASE_URL


@pytest.mark.parametrize(
    ("metadata", "options", "expected"),
    [
        ({"url": "/posts/文章/"}, {}, f"{BASE_URL}posts/%E6%96%87%E7%AB%A0/"),
        ({"url": "https://other.example/x"}, {}, "https://other.example/x"),
        ({}, {"permalink": "/posts/{slug}.html"}, f"{BASE_URL}posts/a.html"),
        ({}, {"permalink": "{year}/{month}/{day}/{slug}/"}, f"{BASE_URL}2025/06/19/a/"),
    ],
)
def test_a_permalink_is_the_articles_own_or_made_by_the_pattern(
    metadata: dict[str, str], options: dict[str, str], expected: str
) -> None:
    assert items(export("rss", article("a", **metadata), **options))[0].url == expected


@pytest.mark.parametrize(
    "options",
    [
        {"limit": -1},
        {"max_bytes": -1},
        {"content": "none"},
        {"id_date": "today"},
        {"id_date": "2025-13-45"},
        {"id_date": "2025-02-30"},
        {"id_date": "0000"},
        {"permalink": "{title}/"},
        {"permalink": "{slug"},
        {"permalink": "slug}/{slug}"},
        {"permalink": "x"},
        {"permalink": "{year}/{month}/"},
        {"permalink": "javascript:{slug}"},
        {"id_authority": "https://x.org/"},
        {"id_authority": "x.org/a"},
        {"feed_url": "javascript:x"},
        {"feed_url": "https://[bad"},
        {"stylesheet": "javascript:x"},
        {"stylesheet": "https://[bad"},
    ],
    ids=str,
)
def test_an_option_that_no_feed_can_be_made_with_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        export("rss", article("a"), **options)


@every_format
def test_an_article_without_text_is_an_entry_all_the_same(name: str) -> None:
    (item,) = items(export(name, Document(article("a").metadata, (paragraph(Text("")),))))
    assert item.title == "a"


@pytest.mark.parametrize("date", ["2025", "2025-01", "2024-02-29"])
def test_a_year_a_month_or_a_day_may_be_in_ids(date: str) -> None:
    assert f",{date}:a" in export("rss", article("a"), id_date=date).data.decode()


@pytest.mark.parametrize("authority", ["example.org", "me@example.org", "localhost", "例子.中国"])
def test_a_domain_or_an_address_may_be_the_authority_of_ids(authority: str) -> None:
    assert items(export("rss", article("a"), id_authority=authority))[0].id.endswith(",2025:a")


@pytest.mark.parametrize(
    ("slug", "path"),
    [("2025/hello", "2025/hello"), ("/a b/", "a%20b"), ("../x", "x")],
)
def test_a_slash_in_a_slug_stays_one_in_the_permalink_and_none_in_the_id(
    slug: str, path: str
) -> None:
    (item,) = items(export("rss", article(slug)))
    assert item.url == f"{BASE_URL}{path}/"
    assert item.id == f"tag:example.org,2025:{quote(slug, safe='')}"


def test_links_to_notes_have_one_fragment_when_the_permalink_has_one_too() -> None:
    (item,) = items(export("rss", article("a", url="https://e.org/all/#a")))
    assert item.url == "https://e.org/all/#a"
    found = re.findall(r'href="([^"]*)"', item.content)
    assert found
    assert {url.partition("#")[0] for url in found} == {"https://e.org/all/"}
    assert all(url.count("#") == 1 for url in found)


@pytest.mark.parametrize(
    ("option", "written"),
    [("my style.css", "my%20style.css"), ("https://e.org/a b.css", "https://e.org/a%20b.css")],
)
def test_the_address_of_a_stylesheet_is_encoded(option: str, written: str) -> None:
    assert f'href="{written}"' in export("rss", article("a"), stylesheet=option).data.decode()
