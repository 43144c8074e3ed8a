"""Which files are articles, and under which names they are written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import UsageError
from publishkit.render.file_names import safe_file_name
from publishkit.sources import expand_sources


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")


def names(folder: Path, *arguments: str) -> list[str]:
    sources = expand_sources([folder / name for name in arguments] or [folder])
    return [source.path.relative_to(folder).as_posix() for source in sources if source.path]


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    touch(tmp_path, "b.md", "a/z.markdown", "a/b.mdx", "a.md", "10.md", "2.md")
    assert names(tmp_path) == ["10.md", "2.md", "a/b.mdx", "a/z.markdown", "a.md", "b.md"]


def test_what_is_hidden_is_left_out_of_a_folder(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", ".git/b.md", ".hidden.md", "x/.obsidian/c.md", "node_modules/d.md")
    assert names(tmp_path) == ["a.md"]


def test_a_folder_gives_no_lists_and_no_former_outputs(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", "_index.md", "posts/_index.fa.md", "a.html", "a.epub", "note.txt")
    assert names(tmp_path) == ["a.md"]


def test_the_output_folder_is_left_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", "dist/b.md")
    found = expand_sources([tmp_path], leave_out=tmp_path / "dist")
    assert [source.path for source in found] == [tmp_path / "a.md"]


def test_other_formats_are_found_by_their_suffix(tmp_path: Path) -> None:
    touch(tmp_path, "a.org", "b.rst", "c.DOCX", "d.odt", "e.ipynb")
    assert names(tmp_path) == ["a.org", "b.rst", "c.DOCX", "d.odt", "e.ipynb"]


def test_a_file_that_is_named_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    touch(tmp_path, "b.html", "a.txt")
    assert names(tmp_path, "b.html", "a.txt") == ["b.html", "a.txt"]


def test_a_file_that_is_met_twice_is_read_once_and_counts_as_named(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", "b.md")
    (tmp_path / "link").symlink_to(tmp_path / "b.md")
    found = expand_sources([tmp_path, tmp_path / "link", tmp_path / "a.md"])
    assert [(source.name, source.is_named) for source in found] == [
        (str(tmp_path / "a.md"), True),
        (str(tmp_path / "b.md"), True),
    ]


def test_a_hyphen_is_standard_input(tmp_path: Path) -> None:
    (source,) = expand_sources(["-"])
    assert source.path is None
    assert source.name == "standard input"


def test_a_name_that_is_nothing_is_a_wrong_call_with_the_nearest_name(tmp_path: Path) -> None:
    touch(tmp_path, "article.md")
    with pytest.raises(UsageError, match="no file or folder") as caught:
        expand_sources([tmp_path / "artcle.md"])
    assert caught.value.hint == "did you mean 'article.md'?"


def test_a_folder_without_articles_is_a_wrong_call(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt")
    with pytest.raises(UsageError, match="no articles below"):
        expand_sources([tmp_path])


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("openai-microsoft", "openai-microsoft"),
        ("人工智能：未来", "人工智能：未来"),
        ("two  words\tand\nlines", "two words and lines"),
        ("../../etc/passwd", "etc-passwd"),
        ("/absolute", "absolute"),
        (".hidden", "hidden"),
        ('a<b>:"c"|d?*', "a-b-c-d"),
        ("CON", "CON_"),
        ("nul.txt", "nul.txt_"),
        ("e\u0301", "é"),
        ("", "article"),
        ("...", "article"),
        ("lone \udcff surrogate", "lone - surrogate"),
    ],
)
def test_a_slug_becomes_a_safe_file_name(slug: str, name: str) -> None:
    assert safe_file_name(slug) == name


def test_a_long_name_is_cut_and_stays_different_from_others(tmp_path: Path) -> None:
    first, second = (safe_file_name("长" * 300 + end) for end in "甲乙")
    assert first != second
    assert first.startswith("长" * 60)
    (tmp_path / f"{first}.wechat.html").touch()


@given(st.text(max_size=400))
def test_any_text_gives_a_name_that_stays_in_its_folder(text: str) -> None:
    name = safe_file_name(text)
    assert name not in {"", ".", ".."}
    assert not name.startswith(".")
    assert len(os.fsencode(name)) <= 220
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert safe_file_name(name) == name
