"""The check of feeds: every rule on a feed that breaks it, and none on feeds that break nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from feed_faults import ATOM, FAULTS, JSON, RSS, SOUND_IDS, Fault
from feeds import schema
from publishkit.diagnostics import CODES, Severity
from publishkit.formats.feeds.validation import find_in_feed
from publishkit.formats.feeds.validation.rules import RULES

NOW = datetime(2025, 12, 31, tzinfo=UTC)
PAGE = Path(__file__).parent.parent / "docs" / "formats" / "feed-check.md"

#: Rules that need more than a text: bytes, a name, a million elements.
ELSEWHERE = {"undecodable", "too-many-elements", "media-type"}


def rules_of(feed: str | bytes, *, name: str = "") -> set[str]:
    data = feed.encode() if isinstance(feed, str) else feed
    return {finding.rule for finding in find_in_feed(data, name=name, now=NOW)}


def named(fault: Fault) -> str:
    return f"{fault.rule}-{fault.new[:24]}"


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
def test_K2_a_sound_feed_breaks_no_rule(feed: str) -> None:
    assert rules_of(feed) == set()


@pytest.mark.parametrize("fault", FAULTS, ids=named)
def test_K2_a_rule_is_found_where_it_is_broken(fault: Fault) -> None:
    assert fault.rule in rules_of(fault.feed)


def test_K2_every_rule_has_a_feed_that_breaks_it() -> None:
    assert set(RULES) - {fault.rule for fault in FAULTS} == ELSEWHERE


def test_every_rule_is_explained_with_its_level_source_and_class() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = {
        match[1]: match[0] for match in re.finditer(r"^\| `([\w-]+)` \|.*$", page, re.MULTILINE)
    }
    assert set(rows) == set(RULES)
    for name, rule in RULES.items():
        row = rows[name]
        assert f"| {rule.severity.value} |" in row
        assert f"| {rule.source} | {rule.w3c} |" in row.replace("|  |", "|  |"), name


def test_no_rule_is_more_severe_than_its_code() -> None:
    order = ["note", "warning", "error"]
    for rule in RULES.values():
        severest = order.index(CODES[rule.code].severity.value)
        assert order.index(rule.severity.value) <= severest, rule.name


def test_the_words_of_every_rule_have_a_place_for_nothing_else() -> None:
    for rule in RULES.values():
        assert rule.meaning.format(what="WHAT", value="VALUE")
        assert not rule.hint.endswith(".")


# --- JSON Feed's schema -------------------------------------------------------------------------

#: The schema is one of 1.1 alone; JSON Feed 1.0 is valid too.
JSON_FAULTS = [fault for fault in FAULTS if fault.base == JSON and fault.rule != "json-version-old"]


@pytest.mark.parametrize("fault", JSON_FAULTS, ids=named)
def test_K2_what_the_strict_schema_refuses_is_found(fault: Fault) -> None:
    try:
        feed = json.loads(fault.feed)
    except ValueError:
        assert rules_of(fault.feed) & {"not-json", "byte-order-mark"}
        return
    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(feed))
    severities = {RULES[name].severity for name in rules_of(fault.feed)}
    if errors:
        assert severities & {Severity.ERROR, Severity.WARNING}


@pytest.mark.parametrize("key", ["title", "version", "items", "home_page_url", "feed_url"])
@pytest.mark.parametrize("value", [None, 1, [], {}, True, "x"])
def test_K2_values_of_a_wrong_type_are_found_as_by_the_schema(key: str, value: object) -> None:
    feed = {**json.loads(JSON), key: value}
    is_refused = not jsonschema.Draft202012Validator(schema()).is_valid(feed)
    found = rules_of(json.dumps(feed)) - {"no-entries"}
    assert bool(found) == is_refused


@pytest.mark.parametrize("value", [None, 1, "x", [1], {}, "2025-06-18", ""])
@pytest.mark.parametrize(
    "key",
    ["id", "url", "image", "tags", "authors", "attachments", "date_published", "content_html"],
)
def test_K2_values_of_an_item_that_the_schema_refuses_are_found(key: str, value: object) -> None:
    feed = json.loads(JSON)
    feed["items"][0][key] = value
    is_refused = not jsonschema.Draft202012Validator(schema()).is_valid(feed)
    if is_refused:
        assert rules_of(json.dumps(feed))


# --- what must not be found ---------------------------------------------------------------------

SOUND_BODIES = [
    "<ruby>字<rp>(</rp><rt>zì</rt><rp>)</rp></ruby>",
    '<figure><img src="https://x.test/a.png" alt=""><figcaption>图</figcaption></figure>',
    "<details><summary>x</summary>y</details>",
    '<video src="https://x.test/a.mp4" poster="https://x.test/a.png" controls></video>',
    '<img src="data:image/png;base64,AAAA" alt="">',
    "<ul><li>a<li>b</ul><p>c<p>d",
    "<table><tr><td>a<td>b<tr><th>c</table>",
    "<p>1 &lt; 2 &amp; 3 &copy; &hellip;</p>",
    '<p style="color:#333;margin:0 0 1em;text-align:center">x</p>',
    '<a href="mailto:a@example.org">x</a><a href="tel:+861234">y</a>',
    '<a href="https://x.test/?a=1&amp;b=2#c">x</a>',
    '<a href="https://example.org/b/#comments">Kommentare</a>',
    '<img src="https://x.test/a" srcset="https://x.test/a,b 1x, https://x.test/c 2x" alt="">',
    "<pre><code>if (a &lt; b) { x(); }</code></pre>",
    "<br/><hr/>x",
]


@pytest.mark.parametrize("uri", SOUND_IDS)
def test_K2_an_id_with_codes_of_reserved_characters_is_canonical(uri: str) -> None:
    assert rules_of(ATOM.replace("tag:example.org,2025:a", uri)) == set()


@pytest.mark.parametrize("html", SOUND_BODIES)
def test_sound_html_breaks_no_rule(html: str) -> None:
    assert rules_of(RSS.replace('<p id="b-1">正文</p>', html)) == set()


@pytest.mark.parametrize(
    "language", ["zh", "zh-cn", "zh-CN", "zh-Hans", "zh-Hans-CN", "en", "de-CH-1996", "yue", "x-a"]
)
def test_tags_that_readers_know_are_languages(language: str) -> None:
    assert rules_of(RSS.replace("zh-CN", language)) == set()


@pytest.mark.parametrize(
    "date",
    [
        "Thu, 19 Jun 2025 20:03:00 +0800",
        "19 Jun 2025 20:03 GMT",
        "Thu, 19 Jun 2025 20:03:00 +0545",
        "Thu, 19 Jun 2025 23:59:60 Z",
    ],
)
def test_dates_of_rss_that_programs_read_are_sound(date: str) -> None:
    assert rules_of(RSS.replace("Thu, 19 Jun 2025 20:03:00 +0800", date)) == set()


@pytest.mark.parametrize(
    "title", ["&amp;amp; &amp; Bits", "AT&amp;T", "1 &#x3C; 2", "a &#x3C;b", "<![CDATA[甲 & 乙]]>"]
)
def test_titles_that_every_reader_shows_alike_are_sound(title: str) -> None:
    found = rules_of(RSS.replace("第一篇", title))
    assert found == ({"html-in-text"} if title.startswith("&amp;amp;") else set())


@pytest.mark.parametrize(
    "link",
    [
        '<atom:link rel="hub" href="https://hub.test/"/>',
        '<atom:link rel="prev-archive" href="https://example.org/1.xml"/>',
        '<atom:link rel="next" href="https://example.org/2.xml"/>',
        '<atom:link rel="https://example.org/relation" href="https://example.org/2.xml"/>',
    ],
)
def test_links_of_archives_and_hubs_are_sound(link: str) -> None:
    assert rules_of(RSS.replace("<language>", f"{link}<language>")) == set()


def test_a_date_is_of_the_future_only_for_a_time_that_is_said() -> None:
    feed = ATOM.replace("2025-06-19T20", "2099-06-19T20")
    assert {finding.rule for finding in find_in_feed(feed.encode())} == set()


def test_media_of_the_specification_s_own_examples_are_sound() -> None:
    media = (
        '<media:group><media:content url="https://x.test/a.mp4" fileSize="1000" bitrate="8"'
        ' type="video/mp4" isDefault="true" expression="full" lang="en" medium="video"/>'
        '<media:content url="https://x.test/b.mp4" type="video/mp4" height="200" width="300"/>'
        '<media:credit role="musician">甲</media:credit>'
        '<media:credit role="author" scheme="urn:ebu">乙</media:credit>'
        '<media:category scheme="https://x.test/scheme">音乐</media:category>'
        "<media:rating>nonadult</media:rating>"
        '<media:rating scheme="urn:mpaa">PG-13</media:rating></media:group>'
        '<media:thumbnail url="https://x.test/t.jpg" width="75" height="50" time="12:05:01.123"/>'
        '<media:restriction relationship="allow" type="country">cn us</media:restriction>'
        '<media:text type="html">&lt;p&gt;x&lt;/p&gt;</media:text>'
    )
    feed = RSS.replace("<rss ", '<rss xmlns:media="http://search.yahoo.com/mrss/" ')
    assert rules_of(feed.replace("<pubDate>", f"{media}<pubDate>")) == set()


def test_a_podcast_with_all_that_is_asked_of_it_is_sound() -> None:
    head = (
        "<itunes:author>张三</itunes:author><itunes:explicit>false</itunes:explicit>"
        '<itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>'
        "<itunes:owner><itunes:name>张三</itunes:name>"
        "<itunes:email>a@example.org</itunes:email></itunes:owner>"
        '<itunes:image href="https://example.org/a.png"/><itunes:type>serial</itunes:type>'
    )
    episode = (
        '<enclosure url="https://example.org/a.mp3?x=1" length="1" type="audio/mpeg"/>'
        "<itunes:duration>1:02:03</itunes:duration><itunes:episode>1</itunes:episode>"
        "<itunes:episodeType>full</itunes:episodeType>"
    )
    feed = RSS.replace("<rss ", '<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" ')
    feed = feed.replace("<language>", f"{head}<language>")
    assert rules_of(feed.replace("<pubDate>", f"{episode}<pubDate>")) == set()


def test_a_reply_and_archives_of_atom_are_sound() -> None:
    namespaces = (
        'xmlns:fh="http://purl.org/syndication/history/1.0"'
        ' xmlns:thr="http://purl.org/syndication/thread/1.0"'
    )
    feed = ATOM.replace("<feed ", f"<feed {namespaces} ").replace(
        "<author>",
        '<fh:archive/><link rel="current" href="https://example.org/new.xml"/>'
        '<link rel="prev-archive" href="https://example.org/1.xml"/><author>',
    )
    reply = '<thr:in-reply-to ref="tag:x.test,2025:1" href="https://x.test/"/><published>'
    assert rules_of(feed.replace("<published>", reply)) == set()
