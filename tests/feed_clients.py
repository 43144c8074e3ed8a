"""Feeds as clients of other people read them: four parsers for Node.js, newsboat and sfeed."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from reading_systems import READERS

#: An entry as a client tells it, with some of the keys id, url, title, published and updated
#: (seconds since 1970), authors, tags, content.
Entry: TypeAlias = dict[str, Any]


def node_entries(feeds: Iterable[Path], node: str) -> dict[tuple[str, str], list[Entry]]:
    """Returns the entries by the name of the feed's file and of the parser; none may fail."""
    run = subprocess.run(
        [node, str(READERS / "feeds.mjs"), *map(str, feeds)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[tuple[str, str], list[Entry]] = {}
    for report in map(json.loads, run.stdout.splitlines()):
        assert "error" not in report, report
        found[Path(report["feed"]).name, report["parser"]] = report["entries"]
    return found


def newsboat_entries(feed: Path, newsboat: str, folder: Path) -> list[Entry]:
    """Returns what newsboat has of a feed after it has loaded it, the newest first."""
    (folder / "urls").write_text(f"file://{feed}\n", encoding="utf-8")
    (folder / "config").write_text("", encoding="utf-8")
    cache = folder / "cache.db"
    files = ("-u", folder / "urls", "-c", cache, "-C", folder / "config")
    environment = {"HOME": str(folder), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [newsboat, *map(str, files), "-x", "reload"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    with sqlite3.connect(cache) as database:
        rows = database.execute(
            "select guid, url, title, pubDate, author, content from rss_item order by pubDate desc"
        ).fetchall()
    return [
        {
            "id": identifier,
            "url": url,
            "title": title,
            "published": published,
            "authors": author.split(", ") if author else [],
            "content": content,
        }
        for identifier, url, title, published, author, content in rows
    ]


def sfeed_entries(data: bytes, sfeed: str) -> list[Entry]:
    """Returns the lines of sfeed's table (sfeed(5)); of several authors it has the first."""
    run = subprocess.run([sfeed], input=data, capture_output=True, check=True)
    assert not run.stderr, run.stderr
    rows = [line.split("\t") for line in run.stdout.decode().splitlines()]
    return [
        {
            "id": row[5],
            "url": row[2],
            "title": row[1],
            "published": int(row[0]),
            "authors": [row[6]] if row[6] else [],
            "tags": row[8].split("|") if row[8] else [],
            "content": row[3].replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\"),
        }
        for row in rows
    ]


def differences(entries: list[Entry], expected: list[Mapping[str, Any]]) -> list[str]:
    """Returns what a client tells otherwise than expected, of all that it tells."""
    if len(entries) != len(expected):
        return [f"{len(entries)} entries for {len(expected)}"]
    return [
        f"{wanted['id']}: {key} is {entry[key]!r}, not {wanted[key]!r}"
        for entry, wanted in zip(entries, expected, strict=True)
        for key in entry
        if entry[key] != wanted[key]
    ]
