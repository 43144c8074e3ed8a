"""Acceptance of feeds, B: every client reads the same entries, and those of the front matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from reader import Reader, make_reader

import publishkit
from feed_clients import differences, newsboat_entries, node_entries, sfeed_entries
from feeds import BASE_URL, DAY, EXPORTERS, article, export, items, publication
from publishkit.cli import main
from publishkit.model.document import Document, Publication
from publishkit.model.metadata import Author

CASES = Path(__file__).parent / "cases"
every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))
xml_format = pytest.mark.parametrize("name", ["atom", "rss"])
SHANGHAI = timezone(timedelta(hours=8))
#: As an author writes them, the newest first. Titles and names hold what clients get wrong.
ARTICLES = (
    article(
        "文章",
        title="A & B <x>: “标题” ]]> 😀",
        summary="a < b & c",
        date=datetime(2025, 6, 20, 8, 0, 1, tzinfo=SHANGHAI),
        updated=DAY + timedelta(days=2),
        authors=(Author("李四"), Author("Ann Lee", "ann@example.org")),
        tags=("OpenAI", "C++ & C#", "a<b"),
        categories=("技术/语言模型",),
    ),
    article("urn", id="urn:isbn:9780141439518", title="Id of its own", authors=(Author("王五"),)),
    article("plain", title="Nothing but a title", date=DAY - timedelta(days=1)),
)
SITE = publication(*ARTICLES, authors=(Author("编辑部"),), lang="zh-Hans")


def expected(name: str, site: Publication) -> list[dict[str, Any]]:
    """What the front matter of each article says, in the order of the feed."""
    documents = sorted(site.documents, key=lambda item: item.metadata.date or DAY, reverse=True)
    return [_expected(name, document) for document in documents]


def _expected(name: str, document: Document) -> dict[str, Any]:
    metadata = document.metadata
    assert metadata.date is not None
    (found,) = items(export(name, document))
    slug = "".join(f"%{byte:02X}" if byte > 127 else chr(byte) for byte in document.slug.encode())
    return {
        "id": metadata.id or f"tag:example.org,2025:{slug}",
        "url": f"{BASE_URL}{slug}/",
        "title": metadata.title,
        "published": int(metadata.date.timestamp()),
        "updated": int((metadata.updated or metadata.date).timestamp()),
        "authors": [author.name for author in metadata.authors],
        "tags": [*dict.fromkeys((*metadata.tags, *metadata.categories))],
        # Clients tell it as it is in the feed; that this is the article is tested elsewhere.
        "content": found.content,
    }


def feed_files(site: Publication, folder: Path) -> dict[str, Path]:
    """Writes the feed in each format."""
    made = {name: export(name, site=site) for name in EXPORTERS}
    for rendition in made.values():
        (folder / rendition.filename).write_bytes(rendition.data)
    return {name: folder / rendition.filename for name, rendition in made.items()}


def languages() -> Publication:
    """Articles in ten languages, of as many dialects of front matter."""
    documents = [
        publishkit.read(path)
        for path in sorted((CASES / "languages").glob("*.md"))
        if publishkit.read(path).metadata.date is not None
    ]
    return publication(*documents)


# --- feedparser ---------------------------------------------------------------------------------


@every_format
def test_B1_feedparser_reads_what_the_front_matter_says(name: str) -> None:
    found = [
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "published": int(datetime.fromisoformat(item.published).timestamp()),
            "updated": int(datetime.fromisoformat(item.updated).timestamp()),
            "authors": item.authors,
            "tags": item.tags,
            "content": item.content,
        }
        for item in items(export(name, site=SITE))
    ]
    assert differences(found, [*expected(name, SITE)]) == []
    summaries = [item.summary for item in items(export(name, site=SITE))]
    # RSS says that a description is HTML.
    less = "&lt;" if name == "rss" else "<"
    et = "&amp;" if name == "rss" else "&"
    assert summaries == [f"a {less} b {et} c", "Id of its own", "Nothing but a title"]


# --- parsers for Node.js ------------------------------------------------------------------------


def test_B2_F3_four_parsers_for_node_agree_with_the_front_matter(node: str, tmp_path: Path) -> None:
    formats = {path.name: name for name, path in feed_files(SITE, tmp_path).items()}
    found = node_entries(sorted(tmp_path.iterdir()), node)
    assert len(found) == 10
    for (file, parser), entries in found.items():
        wanted = [*expected(formats[file], SITE)]
        assert differences(entries, wanted) == [], f"{parser} reads {file}"


@pytest.mark.slow
def test_B2_F3_parsers_agree_on_articles_of_ten_languages(node: str, tmp_path: Path) -> None:
    site = languages()
    assert len(site.documents) >= 5
    formats = {path.name: name for name, path in feed_files(site, tmp_path).items()}
    for (file, parser), entries in node_entries(sorted(tmp_path.iterdir()), node).items():
        told = [{key: entry[key] for key in entry if key in ("id", "title")} for entry in entries]
        wanted = [*expected(formats[file], site)]
        by_id = {item["id"]: item["title"] for item in wanted}
        assert {entry["id"]: entry["title"] for entry in told} == by_id, f"{parser} reads {file}"


# --- newsboat and sfeed -------------------------------------------------------------------------


@xml_format
def test_B2_F3_newsboat_agrees_with_the_front_matter(
    name: str, program: Callable[[str], str], tmp_path: Path
) -> None:
    feed = feed_files(SITE, tmp_path)[name]
    entries = newsboat_entries(feed, program("newsboat"), tmp_path)
    wanted = expected(name, SITE)
    if name == "rss":
        # It has one author of each item of RSS.
        wanted = [{**item, "authors": item["authors"][-1:]} for item in wanted]
    assert differences(entries, [*wanted]) == []


@xml_format
def test_B2_F3_sfeed_agrees_with_the_front_matter(name: str, program: Callable[[str], str]) -> None:
    entries = sfeed_entries(export(name, site=SITE).data, program("sfeed"))
    wanted = [{**item, "authors": item["authors"][:1]} for item in expected(name, SITE)]
    assert differences(entries, [*wanted]) == []


# --- the life cycle in a reader -----------------------------------------------------------------


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with closing(make_reader(":memory:", feed_root=str(tmp_path))) as found:
        yield found


def counts(reader: Reader, name: str, site: Publication, folder: Path) -> tuple[int, int]:
    """Writes the feed and returns how many entries are new and modified to the reader."""
    rendition = export(name, site=site)
    (folder / rendition.filename).write_bytes(rendition.data)
    reader.add_feed(rendition.filename, exist_ok=True)
    update = reader.update_feed(rendition.filename)
    return (0, 0) if update is None else (update.new, update.modified)


def changed(site: Publication, position: int, **metadata: Any) -> Publication:
    documents = list(site.documents)
    own = documents[position].metadata
    documents[position] = replace(documents[position], metadata=replace(own, **metadata))
    return replace(site, documents=tuple(documents))


@every_format
def test_B3_F3_a_rebuilt_feed_has_nothing_new_and_an_edit_is_one_change(
    name: str, reader: Reader, tmp_path: Path
) -> None:
    assert counts(reader, name, SITE, tmp_path) == (3, 0)
    assert counts(reader, name, SITE, tmp_path) == (0, 0)
    edited = changed(SITE, 1, title="Mended", updated=DAY + timedelta(days=3))
    assert counts(reader, name, edited, tmp_path) == (0, 1)
    assert counts(reader, name, edited, tmp_path) == (0, 0)
    more = replace(edited, documents=(*edited.documents, article("new", date=DAY)))
    assert counts(reader, name, more, tmp_path) == (1, 0)


@every_format
def test_B3_F3_a_reader_keeps_what_the_front_matter_says(
    name: str, reader: Reader, tmp_path: Path
) -> None:
    counts(reader, name, SITE, tmp_path)
    feed = next(iter(reader.get_feeds())).url
    found = [
        {
            "id": entry.id,
            "url": entry.link,
            "title": entry.title,
            "published": int(entry.published.timestamp()) if entry.published else None,
            "updated": int(entry.updated.timestamp()) if entry.updated else None,
            "content": entry.content[0].value,
        }
        for entry in reader.get_entries(feed=feed)
    ]
    wanted = expected(name, SITE)
    # It cleans HTML, which the tests of notes look at.
    assert [item.pop("content") != "" for item in found] == [True] * 3
    by_id = {item["id"]: item for item in found}
    assert differences([by_id[item["id"]] for item in wanted], [*wanted]) == []


@every_format
def test_B3_F3_a_mended_date_is_nothing_new(name: str, reader: Reader, tmp_path: Path) -> None:
    assert counts(reader, name, SITE, tmp_path) == (3, 0)
    moved = changed(SITE, 0, date=DAY - timedelta(days=30))
    new, _ = counts(reader, name, moved, tmp_path)
    assert new == 0


# --- what is mended where a site is made --------------------------------------------------------

POST = """---
title: Post {number}
slug: {slug}
date: 2025-06-0{number}
---

Text[^1].

[^1]: Note.
"""


def write_site(folder: Path, *, base_url: str, slugs: tuple[str, ...]) -> None:
    (folder / "publishkit.toml").write_text(
        f'title = "Site"\nbase_url = "{base_url}"\n', encoding="utf-8"
    )
    for number, slug in enumerate(slugs, start=1):
        text = POST.format(number=number, slug=slug)
        (folder / f"{number}.md").write_text(text, encoding="utf-8")


def update(reader: Reader, filename: str, folder: Path) -> tuple[int, int]:
    """Exports the site as its author does, and returns what is new and modified to the reader."""
    result = CliRunner().invoke(main, ["export", str(folder), "--to", "rss,atom,jsonfeed", "-q"])
    assert result.exit_code == 0, result.stderr
    reader.add_feed(f"dist/{filename}", exist_ok=True)
    found = reader.update_feed(f"dist/{filename}")
    return (0, 0) if found is None else (found.new, found.modified)


@pytest.mark.parametrize("filename", ["rss.xml", "atom.xml", "feed.json"])
def test_B3_F3_a_mended_slug_domain_date_or_title_is_nothing_new(
    filename: str, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_site(tmp_path, base_url="https://old.example/", slugs=("a", "b"))
    assert update(reader, filename, tmp_path) == (2, 0)
    assert update(reader, filename, tmp_path) == (0, 0)
    write_site(tmp_path, base_url="https://old.example/", slugs=("mended", "b"))
    assert update(reader, filename, tmp_path) == (0, 1)
    write_site(tmp_path, base_url="https://new.example/", slugs=("mended", "b"))
    assert update(reader, filename, tmp_path) == (0, 2)
    post = tmp_path / "2.md"
    text = post.read_text(encoding="utf-8")
    post.write_text(text.replace("2025-06-02", "2025-05-30").replace("Post", "Title"), "utf-8")
    assert update(reader, filename, tmp_path) == (0, 1)
    write_site(tmp_path, base_url="https://new.example/", slugs=("mended", "b", "c"))
    assert update(reader, filename, tmp_path)[0] == 1
