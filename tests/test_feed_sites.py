"""Feeds beside the main one, archives, lists of feeds: what a whole site has."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from lxml import etree

from feeds import BASE_URL, DAY, EXPORTERS, article, publication
from publishkit.errors import UsageError
from publishkit.formats.base import Rendition
from publishkit.formats.feeds.archives import archives_of
from publishkit.formats.feeds.options import AtomOptions, JsonFeedOptions, RssOptions
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author

OPTIONS = {"rss": RssOptions, "atom": AtomOptions, "jsonfeed": JsonFeedOptions}
FORMATS = pytest.mark.parametrize("name", list(EXPORTERS))
ATOM = "{http://www.w3.org/2005/Atom}"


def files(name: str, found: Publication, **options: Any) -> dict[str, Rendition]:
    made = EXPORTERS[name]().export_files(found, OPTIONS[name](**options))
    return {rendition.filename: rendition for rendition in made}


def days(count: int, **metadata: object) -> tuple[Document, ...]:
    """Articles of so many days, the oldest first."""
    return tuple(
        article(f"a{number}", date=DAY + timedelta(days=number), **metadata)
        for number in range(count)
    )


def entry_ids(rendition: Rendition) -> list[str]:
    if rendition.filename.endswith(".json"):
        return [item["id"] for item in json.loads(rendition.data)["items"]]
    return [entry.id for entry in feedparser.parse(rendition.data).entries]


def links(rendition: Rendition) -> dict[str, str]:
    """The addresses of a feed by their relation, in every format."""
    if rendition.filename.endswith(".json"):
        values = json.loads(rendition.data)
        (hub,) = values.get("hubs", [{"url": ""}])
        named = {
            "self": values["feed_url"],
            "prev-archive": values.get("next_url", ""),
            "hub": hub["url"],
        }
        return {rel: url for rel, url in named.items() if url}
    root = etree.fromstring(rendition.data)
    parent = root if root.tag == f"{ATOM}feed" else root[0]
    return {link.get("rel"): link.get("href") for link in parent.findall(f"{ATOM}link")}


# --- groups -------------------------------------------------------------------------------------


@FORMATS
def test_G1_each_tag_category_author_and_series_has_a_feed_of_its_articles(name: str) -> None:
    found = publication(
        article("a", tags=("微软", "AI"), authors=(Author("张三"),), series=("连载",)),
        article("b", tags=("ai",), categories=("Web/前端",), authors=(Author("Anne Lefèvre"),)),
    )
    made = files(name, found, by=("tag", "category", "author", "series"))
    main = EXPORTERS[name].filename
    folders = [path.removesuffix(f"/{main}") for path in made if path != main]
    assert folders[:2] == ["feeds/tag/ai", "feeds/tag/微软"]
    assert re.fullmatch(r"feeds/category/web-前端-[0-9a-f]{6}", folders[2])
    assert folders[3:] == ["feeds/author/anne-lefèvre", "feeds/author/张三", "feeds/series/连载"]
    assert entry_ids(made[f"feeds/tag/ai/{main}"]) == entry_ids(made[main])
    assert len(entry_ids(made[f"feeds/tag/微软/{main}"])) == 1
    for path, rendition in made.items():
        own = links(rendition)["self"]
        assert own.isascii()
        assert unquote(urlsplit(own).path) == f"/blog/{path}"


@FORMATS
def test_G1_names_that_come_near_each_other_have_different_files(name: str) -> None:
    tags = ("C", "C#", "C++", "C/C++", "C-C++", "c", "A B", "A-B", ".net", "net", "CON", "..")
    found = publication(*(article(f"a{n}", tags=(tag,)) for n, tag in enumerate(tags)))
    made = files(name, found, by=("tag",))
    paths = [path for path in made if path.startswith("feeds/tag/")]
    assert len({path.casefold() for path in paths}) == len(tags) - 1  # "C" and "c" are one
    assert not any(part in {"..", "."} for path in paths for part in path.split("/"))
    shown = [entry_id for path in paths for entry_id in entry_ids(made[path])]
    assert sorted(shown) == sorted(entry_ids(made[EXPORTERS[name].filename]))


@FORMATS
def test_a_feed_of_a_tag_is_named_after_it_and_has_an_id_of_its_own(name: str) -> None:
    made = files(name, publication(article("a", tags=("茶 & 酒",))), by=("tag",))
    titles, ids = [], []
    for rendition in made.values():
        if name == "jsonfeed":
            titles.append(json.loads(rendition.data)["title"])
            continue
        feed = feedparser.parse(rendition.data).feed
        titles.append(feed.title)
        ids.append(feed.get("id", rendition.filename))
    assert titles == ["站点", "站点 – 茶 & 酒"]
    assert len(set(ids)) == len(ids)


@FORMATS
def test_the_limits_hold_for_each_feed(name: str) -> None:
    made = files(name, publication(*days(5, tags=("t",))), by=("tag",), limit=2)
    assert all(len(entry_ids(rendition)) == 2 for rendition in made.values())
    # What is left out is reported for the feed itself, and once.
    codes = [item.code for rendition in made.values() for item in rendition.diagnostics]
    assert codes.count("P006") == 1


# --- archives -----------------------------------------------------------------------------------


@FORMATS
@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 6, 7, 23])
def test_G2_the_chain_of_archives_has_each_article_once_and_reaches_the_oldest(
    name: str, count: int
) -> None:
    made = files(name, publication(*days(count)), limit=3, archive=2)
    by_url = {links(rendition)["self"]: rendition for rendition in made.values()}
    url = f"{BASE_URL}{EXPORTERS[name].filename}"
    walked: list[str] = []
    visited: list[str] = []
    while url:
        assert url not in visited
        visited.append(url)
        walked += entry_ids(by_url[url])
        url = links(by_url[url]).get("prev-archive", "")
    expected = entry_ids(files(name, publication(*days(count)), limit=0)[EXPORTERS[name].filename])
    assert walked == expected
    assert len(visited) == len(made)


@FORMATS
def test_G2_old_archives_keep_their_bytes_when_articles_are_added(name: str) -> None:
    before = files(name, publication(*days(11)), limit=3, archive=2)
    after = files(name, publication(*days(20)), limit=3, archive=2)
    archives = [path for path in before if path.startswith("feeds/archive/")]
    assert len(archives) == 4
    assert all(before[path].data == after[path].data for path in archives)


def test_G2_archives_say_that_they_are_archives_and_where_the_feed_is() -> None:
    for name in ("rss", "atom"):
        made = files(name, publication(*days(8)), limit=3, archive=2)
        for path, rendition in made.items():
            is_archive = path.startswith("feeds/archive/")
            assert (b"<fh:archive/>" in rendition.data) == is_archive
            assert ("current" in links(rendition)) == is_archive
            if is_archive:
                assert links(rendition)["current"] == f"{BASE_URL}{EXPORTERS[name].filename}"
                # W3C's validator asks for a neighbour, which the oldest has on one side only.
                assert ("next-archive" in links(rendition)) == ("/1/" in path)
                assert ("prev-archive" in links(rendition)) == ("/1/" not in path)


def test_archives_are_counted_from_the_oldest_and_leave_the_newest() -> None:
    made = archives_of(tuple(range(10)), size=4, limit=3)  # type: ignore[arg-type]
    assert made.current == (0, 1, 2, 3, 4, 5)
    assert [(archive.number, archive.candidates) for archive in made.closed] == [(1, (6, 7, 8, 9))]


def test_archives_need_a_feed_that_ends() -> None:
    with pytest.raises(UsageError, match="no archives of 20 articles beside a feed of all"):
        RssOptions(archive=20, limit=0)


def test_a_feed_above_max_bytes_says_so_when_archives_forbid_to_cut_it() -> None:
    made = files("rss", publication(*days(8)), limit=5, archive=2, max_bytes=3000)
    assert len(entry_ids(made["rss.xml"])) == 6
    assert [item.code for item in made["rss.xml"].diagnostics] == ["X003"]


# --- lists, hubs, style -------------------------------------------------------------------------


@FORMATS
def test_G3_hubs_are_named_in_every_feed(name: str) -> None:
    made = files(
        name, publication(*days(4, tags=("t",))), by=("tag",), hub=("https://hub.example/",)
    )
    assert len(made) == 2
    assert all(links(rendition)["hub"] == "https://hub.example/" for rendition in made.values())


def test_a_hub_is_an_address() -> None:
    with pytest.raises(UsageError, match="no hub 'hub'"):
        RssOptions(hub=("hub",))


@FORMATS
def test_G4_lists_name_every_feed_by_its_title(name: str) -> None:
    made = files(name, publication(article("a", tags=("<茶>", "酒"))), by=("tag",), listing=True)
    *feeds, outlines, elements = made.values()
    listed = etree.fromstring(outlines.data).findall("body/outline")
    urls = [links(rendition)["self"] for rendition in feeds]
    assert [outline.get("xmlUrl") for outline in listed] == urls
    assert [outline.get("title") for outline in listed] == ["站点", "站点 – <茶>", "站点 – 酒"]
    assert {outline.get("type") for outline in listed} == {"rss"}
    page = etree.HTML(elements.data.decode())
    found = page.findall(".//link[@rel='alternate']")
    assert [link.get("href") for link in found] == urls
    assert {link.get("type") for link in found} == {EXPORTERS[name].media_type}


def test_B4_a_feed_carries_a_style_for_browsers_and_no_script() -> None:
    for name in ("rss", "atom"):
        own = files(name, publication(article("a")))[EXPORTERS[name].filename].data
        assert own.split(b"\n")[1].startswith(b'<?xml-stylesheet type="text/css" href="data:text')
        assert b"xsl" not in own
        none = files(name, publication(article("a")), stylesheet="none")
        assert b"xml-stylesheet" not in none[EXPORTERS[name].filename].data
        other = files(name, publication(article("a")), stylesheet="https://e.org/a&b.css")
        assert b'href="https://e.org/a&amp;b.css"?>' in other[EXPORTERS[name].filename].data


# --- heads --------------------------------------------------------------------------------------


@FORMATS
def test_only_what_is_shown_is_chosen(name: str) -> None:
    found = publication(*days(6), article("old", date=DAY - timedelta(days=9), tags=("t",)))
    exporter, options_type = EXPORTERS[name](), OPTIONS[name]
    assert exporter.chosen(found, options_type(limit=2)) == {4, 5}
    assert exporter.chosen(found, options_type(limit=2, by=("tag",))) == {4, 5, 6}
    assert exporter.chosen(found, options_type(limit=2, archive=2)) == set(range(7))
    assert exporter.chosen(found, options_type(limit=0)) == set(range(7))
