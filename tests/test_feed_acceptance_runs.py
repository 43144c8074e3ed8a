"""Feeds made by the command: which articles, in which order, with which bytes, told how."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publishkit.cli import main

NAMES = {"rss": "rss.xml", "atom": "atom.xml", "jsonfeed": "feed.json"}
FORMATS = pytest.mark.parametrize("name", list(NAMES))
ABOUT = ("--title", "站", "--base-url", "https://e.example/")


def write(folder: Path, name: str, date: str, *lines: str, text: str = "字。") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    front = "\n".join((f"title: {name}", f"date: {date}", *lines))
    path = folder / f"{name}.md"
    path.write_text(f"---\n{front}\n---\n\n{text}\n", encoding="utf-8")
    return path


def export(name: str, sources: Path, out: Path, *options: str) -> Result:
    arguments = ["export", str(sources), "--to", name, "-o", str(out), *ABOUT, *options]
    return CliRunner().invoke(main, arguments)


def titles(name: str, out: Path) -> list[str]:
    text = (out / NAMES[name]).read_text(encoding="utf-8")
    if name == "jsonfeed":
        return [item["title"] for item in json.loads(text)["items"]]
    return re.findall(r"<title>([^<]*)</title>", text)[1:]


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    folder = tmp_path / "posts"
    write(folder, "old", "2024-01-01")
    write(folder, "new", "2025-06-19")
    write(folder, "draft", "2025-06-20", "draft: true")
    write(folder, "future", "2099-01-01")
    write(folder, "expired", "2024-02-01", "expiryDate: 2024-03-01")
    write(folder, "shy", "2025-01-01", "feed: false")
    return folder


@FORMATS
def test_E2_what_is_not_out_stays_out_unless_it_is_asked_for(
    name: str, posts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    now = ("--now", "2026-01-01")
    result = export(name, posts, out, *now)
    assert titles(name, out) == ["new", "old"]
    found = re.findall(r"(\w+)\.md: (P\d+)", result.stderr)
    assert sorted(found) == [
        ("draft", "P001"), ("expired", "P003"), ("future", "P002"), ("shy", "P004"),
    ]  # fmt: skip
    export(name, posts, out, "--now", "2024-02-15")
    assert titles(name, out) == ["expired", "old"]
    export(name, posts, out, *now, "--include-drafts")
    assert titles(name, out) == ["future", "draft", "new", "expired", "old"]


@FORMATS
def test_E2_a_draft_that_is_named_alone_is_exported_with_a_note(
    name: str, posts: Path, tmp_path: Path
) -> None:
    result = export(name, posts / "draft.md", tmp_path / "out")
    assert titles(name, tmp_path / "out") == ["draft"]
    assert "P005" in result.stderr


@FORMATS
def test_E2_the_time_of_change_is_that_of_the_newest_entry(
    name: str, posts: Path, tmp_path: Path
) -> None:
    write(posts, "changed", "2024-05-05", "lastmod: 2025-12-24")
    export(name, posts, tmp_path / "out", "--now", "2026-01-01")
    text = (tmp_path / "out" / NAMES[name]).read_text(encoding="utf-8")
    if name == "jsonfeed":  # has none of its own
        assert max(item["date_modified"] for item in json.loads(text)["items"]).startswith(
            "2025-12-24"
        )
    elif name == "rss":
        assert "<lastBuildDate>Wed, 24 Dec 2025 00:00:00 +0000</lastBuildDate>" in text
    else:
        assert text.index("<updated>2025-12-24T00:00:00+00:00</updated>") < text.index("<entry>")


@FORMATS
def test_E3_the_newest_come_first_and_limits_cut_the_oldest(name: str, tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    for day in range(1, 26):
        write(posts, f"a{day:02}", f"2025-01-{day:02}", text="字" * 3000)
    write(posts, "b", "2025-01-25")
    export(name, posts, out)
    shown = titles(name, out)
    # Of one day, by id.
    assert shown == ["a25", "b", *(f"a{day:02}" for day in range(24, 6, -1))]
    result = export(name, posts, out, "--set", f"{name}.max_bytes=50000")
    assert len((out / NAMES[name]).read_bytes()) <= 50_000
    fewer = titles(name, out)
    assert 1 < len(fewer) < 10
    assert fewer == shown[: len(fewer)]
    assert result.stderr.count("P006") == 2  # limit and max_bytes, each once


@FORMATS
def test_F1_bytes_depend_on_nothing_but_the_articles(
    name: str, posts: Path, tmp_path: Path
) -> None:
    expected = _exported(name, posts, tmp_path / "first", PYTHONHASHSEED="0")
    paths = sorted(posts.iterdir())
    random.Random(7).shuffle(paths)
    elsewhere = tmp_path / "else where" / "文章"
    elsewhere.mkdir(parents=True)
    for number, path in enumerate(paths):
        shutil.copy(path, elsewhere / path.name)
        os.utime(elsewhere / path.name, (number, number))
    for seed, zone in (("1", "America/New_York"), ("5", "Asia/Kathmandu")):
        made = _exported(
            name, elsewhere, tmp_path / zone, PYTHONHASHSEED=seed, TZ=zone, LC_ALL="zh_CN.UTF-8"
        )
        assert made == expected


def _exported(name: str, posts: Path, out: Path, **environment: str) -> dict[str, bytes]:
    command = (
        sys.executable, "-m", "publishkit", "export", str(posts), "--to", name, "-o", str(out),
        *ABOUT, "--now", "2026-01-01", "--set", f"{name}.by=author,tag",
        "--set", f"{name}.limit=1", "--set", f"{name}.archive=1", "-qq",
    )  # fmt: skip
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, **environment}, timeout=60
    )
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_F2_a_run_that_is_killed_leaves_every_feed_whole(tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    for number in range(60):
        write(posts, f"a{number:03}", f"2024-{1 + number // 28:02}-{1 + number % 28:02}",
              f"tags: [t{number % 12}]", text="字。" * 2000)  # fmt: skip
    command = (
        sys.executable, "-m", "publishkit", "export", str(posts), "--to", "rss", "-o", str(out),
        *ABOUT, "--set", "rss.by=tag", "--set", "rss.archive=5", "--set", "rss.limit=5", "-qq",
    )  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    whole = {path: path.read_bytes() for path in out.rglob("*.xml")}
    assert len(whole) == 1 + 12 + 11
    for path in posts.iterdir():
        path.write_text(path.read_text(encoding="utf-8") + "\n又。\n", encoding="utf-8")
    killed = 0
    for delay in (0.4, 0.7, 0.9, 1.1, 1.3):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            time.sleep(delay)
            run.send_signal(signal.SIGKILL)
            killed += run.wait() == -signal.SIGKILL
        for path, before in whole.items():
            data = path.read_bytes()
            assert data.endswith(b"</rss>\n")
            assert data == before or "又".encode() in data
    assert killed
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert all("又".encode() in path.read_bytes() for path in whole)


@FORMATS
def test_K1_each_finding_has_place_code_and_hint_and_strict_fails(
    name: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "posts", "a", "2025-01-01", text="甲[^x]。\n\n[^1]: 从未引用")
    write(tmp_path / "posts", "b", "unknown")
    result = export(name, path.parent, tmp_path / "out", "--json")
    assert result.exit_code == 0
    found = {
        (Path(item["path"]).name, item["code"]): item
        for item in map(json.loads, result.stderr.splitlines())
    }
    assert {("a.md", "N001"), ("a.md", "N002"), ("b.md", "P008")} <= found.keys()
    assert found["a.md", "N001"]["line"] == 6
    assert found["a.md", "N002"]["line"] == 8
    assert all(item["hint"] and item["message"] for item in found.values())
    assert export(name, path.parent, tmp_path / "out", "--strict").exit_code == 1
