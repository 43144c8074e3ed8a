"""Formats of all articles: what is read for them, what is compared, what is too old."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import publishkit
from documents import noted, paragraph
from publishkit.cli import main
from publishkit.errors import InputError
from publishkit.model.document import Document
from publishkit.shelf import DocumentShelf


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def write_articles(folder: Path, count: int) -> None:
    """Articles of so many days, each of which cites a note that nobody defined."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        day = f"2025-{1 + number // 28:02}-{1 + number % 28:02}"
        text = f"---\ntitle: 文{number}\ndate: {day}\n---\n\n字{number}[^none].\n"
        (folder / f"{number:03}.md").write_text(text, encoding="utf-8")


def feed(folder: Path, *options: str) -> Result:
    return run(
        "export", folder, "--to", "atom", "-o", folder / "out", "--title", "站",
        "--base-url", "https://e.example/", *options,
    )  # fmt: skip


def titles(path: Path) -> list[str]:
    return re.findall(r"<title>(文\d+)</title>", path.read_text(encoding="utf-8"))


# --- heads --------------------------------------------------------------------------------------


def test_only_the_articles_that_go_in_are_read(tmp_path: Path) -> None:
    write_articles(tmp_path, 9)
    result = feed(tmp_path, "--set", "atom.limit=2")
    assert result.exit_code == 0
    assert titles(tmp_path / "out" / "atom.xml") == ["文8", "文7"]
    assert re.findall(r"(\d+)\.md:\d+: N001", result.stderr) == ["007", "008"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_number_of_processes_and_of_articles_on_disk_changes_no_byte(
    tmp_path: Path, jobs: str
) -> None:
    write_articles(tmp_path, 90)  # more than stay in memory
    arguments = ("--set", "atom.limit=5", "--set", "atom.archive=40", "--jobs", jobs)
    assert feed(tmp_path, *arguments).exit_code == 0
    found = [
        *titles(tmp_path / "out" / "atom.xml"),
        *titles(tmp_path / "out" / "feeds" / "archive" / "2" / "atom.xml"),
        *titles(tmp_path / "out" / "feeds" / "archive" / "1" / "atom.xml"),
    ]
    assert found == [f"文{number}" for number in reversed(range(90))]
    documents = [publishkit.read(path) for path in sorted(tmp_path.glob("*.md"))]
    whole = publishkit.export(documents, "atom", base_url="https://e.example/", title="站",
                              options=_options(limit=5, archive=40))  # fmt: skip
    assert (tmp_path / "out" / "atom.xml").read_bytes() == whole.data


def _options(**values: int) -> publishkit.AtomOptions:
    return publishkit.AtomOptions(**values)


def test_an_article_that_cannot_be_read_is_left_out_of_the_feed_and_is_an_error(
    tmp_path: Path,
) -> None:
    write_articles(tmp_path, 3)
    (tmp_path / "001.md").write_bytes(
        b"---\ntitle: x\ndate: 2025-01-02\n---\n\n\x00\x01\xff\xfe" * 9
    )
    result = feed(tmp_path)
    assert result.exit_code == 1
    assert "001.md" in result.stderr
    assert titles(tmp_path / "out" / "atom.xml") == ["文2", "文0"]


def test_a_shelf_gives_back_what_was_put_on_it_from_memory_and_from_disk() -> None:
    documents = [
        replace(noted(paragraph(f"字{number}"), notes=()), source=Path(f"{number}.md"))
        for number in range(100)
    ]

    def read(head: Document) -> Document:
        raise InputError("not on the shelf", path=head.source)

    with DocumentShelf(read) as shelf:
        for document in documents:
            shelf.put(document)
        assert [shelf.whole(document) for document in documents] == documents
        with pytest.raises(InputError, match="not on the shelf"):
            shelf.whole(replace(documents[0], source=Path("other.md")))


# --- --check ------------------------------------------------------------------------------------


def test_F2_check_writes_nothing_and_fails_when_a_file_would_change(tmp_path: Path) -> None:
    write_articles(tmp_path, 3)
    out = tmp_path / "out" / "atom.xml"
    first = feed(tmp_path, "--check")
    assert (first.exit_code, first.stdout) == (1, "")
    assert f"would change: {out}" in first.stderr
    assert not out.exists()
    assert feed(tmp_path).exit_code == 0
    os.utime(out, (1, 1))
    same = feed(tmp_path, "--check")
    assert (same.exit_code, same.stdout) == (0, "")
    write_articles(tmp_path, 4)
    assert feed(tmp_path, "--check").exit_code == 1
    assert out.stat().st_mtime == 1
    result = feed(tmp_path, "--check", "--json")
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert {"would_change": str(out)} in lines


def test_F2_a_feed_that_would_not_change_is_not_touched(tmp_path: Path) -> None:
    write_articles(tmp_path, 3)
    feed(tmp_path)
    out = tmp_path / "out" / "atom.xml"
    os.utime(out, (1, 1))
    assert feed(tmp_path).stdout == f"{out}\n"
    assert out.stat().st_mtime == 1


def test_check_compares_every_format(tmp_path: Path) -> None:
    write_articles(tmp_path, 2)
    arguments = ("export", tmp_path, "--to", "html,wechat", "-o", tmp_path / "out")
    assert run(*arguments).exit_code == 0
    assert run(*arguments, "--check").exit_code == 0
    (tmp_path / "out" / "001.html").write_text("other", encoding="utf-8")
    result = run(*arguments, "--check")
    assert result.exit_code == 1
    assert result.stderr.count("would change: ") == 1


def test_standard_output_cannot_be_compared(tmp_path: Path) -> None:
    write_articles(tmp_path, 1)
    assert run("export", tmp_path, "--to", "atom", "-o", "-", "--check").exit_code == 2


# --- --since ------------------------------------------------------------------------------------


def test_since_leaves_out_older_articles_with_a_note(tmp_path: Path) -> None:
    write_articles(tmp_path, 5)
    (tmp_path / "undated.md").write_text("---\ntitle: 无\n---\n\n字。\n", encoding="utf-8")
    arguments = ("export", tmp_path, "--to", "html", "-o", tmp_path / "out")
    result = run(*arguments, "--since", "2025-01-04")
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["003.html", "004.html"]
    assert result.stderr.count("P009") == 4
    assert feed(tmp_path, "--since", "2025-01-04").exit_code == 0
    assert titles(tmp_path / "out" / "atom.xml") == ["文4", "文3"]


def test_since_is_a_date(tmp_path: Path) -> None:
    write_articles(tmp_path, 1)
    assert feed(tmp_path, "--since", "gestern").exit_code == 2


# --- a feed that replaces another -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["rss", "atom", "jsonfeed"])
def test_F3_a_feed_in_which_an_article_has_another_id_is_reported(
    tmp_path: Path, name: str
) -> None:
    write_articles(tmp_path, 3)
    arguments = (
        "export", tmp_path, "--to", name, "-o", tmp_path / "out", "--title", "站",
        "--base-url", "https://e.example/",
    )  # fmt: skip
    assert run(*arguments).exit_code == 0
    path = tmp_path / "001.md"
    path.write_text(path.read_text(encoding="utf-8").replace("date:", "slug: neu\ndate:"), "utf-8")
    (tmp_path / "002.md").unlink()  # an article that goes, and one that comes, are no pair
    (tmp_path / "009.md").write_text("---\ntitle: 别的\ndate: 2025-01-03\n---\n字\n", "utf-8")
    result = run(*arguments, "--strict")
    assert result.exit_code == 1
    (line,) = [line for line in result.stderr.splitlines() if "P011" in line]
    assert "'文1'" in line
    assert "tag:e.example,2025:001" in line
    assert "tag:e.example,2025:neu" in line
    assert "P011" not in run(*arguments).stderr  # the feed is the new one by now


def test_a_title_that_comes_every_week_is_no_changed_id() -> None:
    from publishkit.formats.feeds.comparison import changed_ids

    def feed_of(*entries: tuple[str, str]) -> bytes:
        items = [
            {"id": name, "title": "周报", "date_published": day, "url": f"https://e.org/{name}"}
            for name, day in entries
        ]
        return json.dumps({"items": items}).encode()

    before = feed_of(("a", "2025-01-01"), ("b", "2025-01-08"))
    assert changed_ids(before, feed_of(("b", "2025-01-08"), ("c", "2025-01-15"))) == ()
    assert len(changed_ids(before, feed_of(("a2", "2025-01-01"), ("b", "2025-01-08")))) == 1
    for broken in (b"", b"<rss", b"{", b"{}", b'{"items": [1, {"id": 2}]}', b"\xff"):
        assert changed_ids(broken, before) == ()
