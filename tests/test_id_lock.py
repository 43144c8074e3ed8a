"""The lock file: what readers know an article by stays, whatever is mended in it."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

from publishkit.cli import main as command_line

CONFIGURATION = 'title = "站"\nbase_url = "https://a.example/"\nnow = 2026-01-01\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "posts").mkdir(parents=True)
    (folder / "publishkit.toml").write_text(CONFIGURATION, encoding="utf-8")
    for name in ("first", "second"):
        write_post(folder / "posts" / f"{name}.md", title=f"文 {name}")
    return folder


def write_post(path: Path, *, title: str, date: str = "2025-05-01", more: str = "") -> None:
    path.write_text(f"---\ntitle: {title}\ndate: {date}\n{more}---\n\n文。\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        command_line(arguments)
    return int(ended.value.code or 0)


def export(site: Path, *options: str) -> int:
    arguments = ["export", str(site / "posts"), "--to", "atom", "-o", str(site / "out"), *options]
    return main(arguments)


def ids(site: Path) -> list[str]:
    text = (site / "out" / "atom.xml").read_text(encoding="utf-8")
    return sorted(re.findall(r"<entry>.*?<id>([^<]*)</id>", text, re.DOTALL))


def locked(site: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((site / "publishkit.lock").read_text(encoding="utf-8"))
    return values["ids"]


def test_the_first_export_writes_the_ids_down(site: Path) -> None:
    assert export(site) == 0
    assert [entry["id"] for entry in locked(site).values()] == ids(site)
    assert list(locked(site)) == ["posts/first.md", "posts/second.md"]


def test_F3_an_id_outlives_slug_domain_date_and_title(site: Path) -> None:
    export(site)
    before = ids(site)
    write_post(site / "posts" / "first.md", title="新题", date="2025-06-09", more="slug: renamed\n")
    changed = CONFIGURATION.replace("a.example", "b.example")
    (site / "publishkit.toml").write_text(changed, encoding="utf-8")
    assert export(site) == 0
    assert ids(site) == before
    assert "b.example/renamed/" in (site / "out" / "atom.xml").read_text(encoding="utf-8")


def test_an_id_outlives_a_renamed_file(site: Path) -> None:
    export(site)
    before = ids(site)
    (site / "posts" / "first.md").rename(site / "posts" / "erster.md")
    assert export(site) == 0
    assert ids(site) == before
    assert list(locked(site)) == ["posts/erster.md", "posts/second.md"]


def test_a_new_article_does_not_inherit_the_slug_of_an_old_one(site: Path) -> None:
    export(site)
    write_post(site / "posts" / "first.md", title="文 first", more="slug: other\n")
    write_post(site / "posts" / "third.md", title="新", more="slug: first\n")
    assert export(site) == 0
    assert ids(site) == [
        "tag:a.example,2025:first",
        "tag:a.example,2025:first-2",
        "tag:a.example,2025:second",
    ]


def test_the_id_of_front_matter_goes_before_the_file(site: Path) -> None:
    export(site)
    write_post(site / "posts" / "first.md", title="文 first", more="id: urn:x-own:1\n")
    assert export(site) == 0
    assert "urn:x-own:1" in ids(site)


def test_two_articles_with_one_slug_are_an_error_that_is_not_kept(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_post(site / "posts" / "third.md", title="新", more="slug: first\n")
    assert export(site) == 1
    error = capsys.readouterr().err
    assert "first.md" in error
    assert "third.md" in error
    assert not (site / "publishkit.lock").exists()
    write_post(site / "posts" / "third.md", title="新", more="slug: third\n")
    assert export(site) == 0
    assert len(set(ids(site))) == 3


def test_an_export_of_some_articles_keeps_the_ids_of_the_others(site: Path) -> None:
    export(site)
    before = (site / "publishkit.lock").read_bytes()
    first = str(site / "posts" / "first.md")
    assert main(["export", first, "--to", "atom", "-o", str(site / "out")]) == 0
    assert (site / "publishkit.lock").read_bytes() == before


def test_an_article_outside_of_the_folder_is_not_written_down(site: Path) -> None:
    outside = site.parent / "outside.md"
    write_post(outside, title="外")
    arguments = [str(site / "posts"), str(outside), "--to", "atom", "-o", str(site / "out")]
    assert main(["export", *arguments, "--config", str(site / "publishkit.toml")]) == 0
    assert "tag:a.example,2025:outside" in ids(site)
    assert list(locked(site)) == ["posts/first.md", "posts/second.md"]


def test_nothing_is_written_down_where_nothing_is_written(site: Path) -> None:
    assert export(site, "--check") == 1
    assert main(["export", str(site / "posts"), "--to", "atom", "-o", "-"]) == 0
    assert main(["export", str(site / "posts"), "--to", "html", "-o", str(site / "out")]) == 0
    assert not (site / "publishkit.lock").exists()


def test_the_file_can_be_done_without(site: Path) -> None:
    text = CONFIGURATION + "lock_ids = false\n"
    (site / "publishkit.toml").write_text(text, encoding="utf-8")
    assert export(site) == 0
    assert not (site / "publishkit.lock").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<<<<<<< HEAD\n{}", "no JSON"),
        ('{"version": 1}', "not a lock file"),
        (
            '{"version": 1, "ids": {"a.md": {"id": "", "slug": "", "title": "", "date": ""}}}',
            "the entry of 'a.md' is damaged",
        ),
        ('{"version": 2, "ids": {}}', "newer publishkit"),
        ('{"version": 1, "ids": {"a": 1, "a": 2}}', "a key stands twice"),
    ],
)
def test_a_damaged_file_stops_the_export(
    site: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    (site / "publishkit.lock").write_text(content, encoding="utf-8")
    assert export(site) != 0
    assert message in capsys.readouterr().err
    assert not (site / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_file_is_a_warning(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.chmod(0o555)
    try:
        arguments = ["export", str(site / "posts"), "--to", "atom", "-o", str(site / "posts/out")]
        assert main(arguments) == 0
    finally:
        site.chmod(0o755)
    assert "P010" in capsys.readouterr().err


def test_a_title_that_comes_back_is_a_new_article(site: Path) -> None:
    write_post(site / "posts" / "w1.md", title="周报", date="2025-01-06")
    export(site)
    (site / "posts" / "w1.md").unlink()
    write_post(site / "posts" / "w2.md", title="周报", date="2025-01-13")
    assert export(site) == 0
    assert "tag:a.example,2025:w2" in ids(site)
    assert "tag:a.example,2025:w1" not in ids(site)


def test_a_renamed_file_and_a_new_one_of_its_title_are_two_articles(site: Path) -> None:
    write_post(site / "posts" / "w1.md", title="周报", date="2025-01-06")
    export(site)
    (site / "posts" / "w1.md").rename(site / "posts" / "week-1.md")
    write_post(site / "posts" / "w2.md", title="周报", date="2025-01-13")
    assert export(site) == 0
    assert locked(site)["posts/week-1.md"]["id"] == "tag:a.example,2025:w1"
    assert locked(site)["posts/w2.md"]["id"] == "tag:a.example,2025:w2"


def test_a_new_article_at_the_place_of_a_renamed_one_is_new(site: Path) -> None:
    today = site / "posts" / "today.md"
    write_post(today, title="旧文", more="slug: old\n")
    export(site)
    today.rename(site / "posts" / "old.md")
    write_post(today, title="新文", more="slug: new\n")
    assert export(site) == 0
    assert locked(site)["posts/old.md"]["id"] == "tag:a.example,2025:old"
    assert locked(site)["posts/today.md"]["id"] == "tag:a.example,2025:new"


def test_two_files_that_change_names_keep_their_ids(site: Path) -> None:
    for name in ("a", "b"):
        write_post(site / "posts" / f"{name}.md", title=f"题{name}", more=f"slug: s-{name}\n")
    export(site)
    (site / "posts" / "a.md").rename(site / "posts" / "c.md")
    (site / "posts" / "b.md").rename(site / "posts" / "a.md")
    (site / "posts" / "c.md").rename(site / "posts" / "b.md")
    assert export(site) == 0
    assert locked(site)["posts/a.md"]["id"] == "tag:a.example,2025:s-b"
    assert locked(site)["posts/b.md"]["id"] == "tag:a.example,2025:s-a"


def test_a_copy_with_the_slug_of_an_article_has_its_address_and_is_a_warning(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(site)
    write_post(site / "posts" / "copy.md", title="抄", more="slug: first\n")
    assert export(site) == 0
    error = capsys.readouterr().err
    assert "P012" in error
    assert "have one address, https://a.example/first/" in error


def test_a_check_fails_when_ids_are_not_written_down_yet(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(site, "--set", "atom.limit=1")
    assert "P014" in capsys.readouterr().err
    assert export(site, "--set", "atom.limit=1", "--check") == 0
    write_post(site / "posts" / "third.md", title="老", date="2001-01-01")
    assert export(site, "--set", "atom.limit=1", "--check") == 1
    assert "publishkit.lock" in capsys.readouterr().err


def test_a_feed_of_a_tag_that_nobody_has_any_more_is_reported(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_post(site / "posts" / "third.md", title="丙", more="tags: [x]\n")
    by = ("--set", "atom.by=tag")
    assert export(site, *by) == 0
    assert "P013" not in capsys.readouterr().err
    write_post(site / "posts" / "third.md", title="丙", more="draft: true\ntags: [x]\n")
    assert export(site, *by) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if "P013" in line]
    assert len(lines) == 1
    assert "feeds/tag/x/atom.xml" in lines[0]


def test_finding_renamed_articles_takes_time_in_proportion_to_their_number(
    tmp_path: Path,
) -> None:
    from publishkit.id_lock import IdLock
    from publishkit.model.document import Document
    from publishkit.model.metadata import Metadata

    def heads(folder: str) -> list[Document]:
        names = [f"a{number}" for number in range(8000)]
        return [
            Document(Metadata(title=name, slug=name), (), source=tmp_path / folder / f"{name}.md")
            for name in names
        ]

    lock = IdLock(tmp_path / "publishkit.lock").with_articles(
        (head, f"tag:x,2025:{head.slug}") for head in heads("old")
    )
    start = time.process_time()
    found = lock.ids_of(heads("new"))
    assert len(found) == 8000
    assert time.process_time() - start < 3  # looking at each pair took 5 s
