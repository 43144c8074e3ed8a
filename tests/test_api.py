"""The library, as another program uses it."""

from __future__ import annotations

import inspect
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import publishkit
from articles import UNCITED, write_article
from publishkit.api import BatchSettings, PublicationSettings, ReadSettings
from publishkit.errors import InputError, LimitError, UsageError
from publishkit.model.document import Publication
from publishkit.reading.article import ReadOptions


def test_a_file_is_read_and_exported(tmp_path: Path) -> None:
    document = publishkit.read(write_article(tmp_path / "a.md", title="Title"))
    assert document.metadata.title == "Title"
    assert document.diagnostics == ()
    (note,) = document.endnotes
    assert (note.number, note.label, len(note.citations), note.is_cited) == (1, "1", 2, True)
    rendition = publishkit.export(document, to="html")
    assert rendition.media_type == "text/html"
    assert rendition.write(tmp_path / "out") == tmp_path / "out" / "a.html"
    assert (tmp_path / "out" / "a.html").read_bytes() == rendition.data


def test_a_string_is_read_with_the_folder_of_its_images(tmp_path: Path) -> None:
    (tmp_path / "dot.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', encoding="utf-8"
    )
    text = "---\ntitle: T\ndate: 2025-01-01\n---\n\n![dot](dot.svg)\n"
    assert "dot.svg" in publishkit.reads(text, base=tmp_path).assets
    assert "dot.svg" not in publishkit.reads(text).assets


def test_settings_of_reading_have_effect() -> None:
    assert len(publishkit.reads(UNCITED).endnotes) == 2
    assert len(publishkit.reads(UNCITED, uncited="drop").endnotes) == 1
    assert publishkit.reads(UNCITED, lang="fr").metadata.lang == "fr"


def test_several_documents_make_one_feed_and_one_book(tmp_path: Path) -> None:
    documents = [publishkit.read(write_article(tmp_path / name)) for name in ("a.md", "b.md")]
    feed = publishkit.export(
        documents,
        to="atom",
        options=publishkit.AtomOptions(limit=1),
        title="Site",
        base_url="https://example.org",
    )
    assert feed.filename == "atom.xml"
    assert feed.data.count(b"<entry") == 1
    book = publishkit.export(documents, to="epub", title="全书 1/2", is_book=True)
    assert book.filename == "全书 1-2.epub"


def test_wrong_calls_are_usage_errors(tmp_path: Path) -> None:
    document = publishkit.reads(UNCITED)
    with pytest.raises(UsageError, match="no exporter named 'epbu'"):
        publishkit.export(document, to="epbu")
    with pytest.raises(UsageError, match="takes one document, not 2"):
        publishkit.export([document, document], to="html")
    with pytest.raises(UsageError, match="cannot make a book"):
        publishkit.export([document], to="html", is_book=True)
    with pytest.raises(UsageError, match="does not take HtmlOptions"):
        publishkit.export(document, to="epub", options=publishkit.HtmlOptions())
    with pytest.raises(UsageError, match="no setting named 'tilte'"):
        publishkit.export(document, to="html", tilte="x")  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="no base URL 'example\\.org'"):
        publishkit.export(document, to="atom", base_url="example.org")
    with pytest.raises(UsageError, match="no setting named 'uncitd'"):
        publishkit.reads(UNCITED, uncitd="drop")  # type: ignore[call-arg]


def test_what_cannot_be_read_is_an_error_with_its_path(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.md", tmp_path):
        with pytest.raises(InputError) as caught:
            publishkit.read(path)
        assert caught.value.path == path
    with pytest.raises(LimitError):
        publishkit.read(write_article(tmp_path / "a.md"), max_bytes=10)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without end")
def test_a_file_without_end_is_an_error() -> None:
    with pytest.raises(LimitError):
        publishkit.read("/dev/zero")


def test_threads_may_read_and_export_at_the_same_time(tmp_path: Path) -> None:
    paths = [write_article(tmp_path / f"{number}.md") for number in range(12)]
    barrier = threading.Barrier(4)

    def work(path: Path) -> bytes:
        barrier.wait(10)
        return publishkit.export(publishkit.read(path), to="html").data

    with ThreadPoolExecutor(4) as executor:
        together = list(executor.map(work, paths))
    assert together == [publishkit.export(publishkit.read(path), to="html").data for path in paths]


def test_the_typed_settings_are_those_of_the_data_they_fill() -> None:
    read = {item.name for item in fields(ReadOptions)}
    publication = {item.name for item in fields(Publication)} - {"documents", "neighbours", "shelf"}
    assert set(ReadSettings.__annotations__) == read
    assert set(PublicationSettings.__annotations__) == publication
    assert set(BatchSettings.__annotations__) == read | publication


def test_all_public_names_exist_and_are_sorted() -> None:
    for name in publishkit.__all__:
        assert getattr(publishkit, name) is not None
    assert set(publishkit.__all__) <= set(dir(publishkit))
    assert len(set(publishkit.__all__)) == len(publishkit.__all__)
    with pytest.raises(AttributeError, match="no attribute 'raed'"):
        publishkit.raed  # noqa: B018


def test_a_function_stays_callable_when_the_package_of_its_name_is_loaded(tmp_path: Path) -> None:
    import publishkit.formats.base
    import publishkit.reading.article

    path = write_article(tmp_path / "a.md")
    assert publishkit.read(path).metadata.title == "a"
    assert "html" in publishkit.exporters()
    assert publishkit.reading.article.ReadOptions is ReadOptions
    assert "source" in inspect.signature(publishkit.read).parameters


def test_a_script_without_main_guard_may_use_several_processes(tmp_path: Path) -> None:
    for number in range(4):
        write_article(tmp_path / "posts" / f"{number}.md")
    script = tmp_path / "script.py"
    script.write_text(
        "import publishkit\n"
        f"folder = {str(tmp_path / 'posts')!r}\n"
        "for outcome in publishkit.export_many([folder], to=['html'], jobs=2):\n"
        "    print(outcome.source.name, len(outcome.rendition.data) > 0, outcome.error)\n",
        encoding="utf-8",
    )
    result = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=60
    )
    assert result.stderr == ""
    assert result.stdout.splitlines() == [f"{number}.md True None" for number in range(4)]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"uncited": "hide"}, "'uncited' cannot be 'hide' (choose keep or drop)"),
        ({"numbering": "page"}, "'numbering' cannot be 'page' (choose citation or definition)"),
        ({"lang": "chinese"}, "'lang' cannot be 'chinese': expected a language tag"),
    ],
)
def test_a_setting_of_reading_that_means_nothing_is_refused(
    settings: ReadSettings, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        publishkit.reads("x", **settings)
    assert str(caught.value).startswith(message)


def test_a_language_is_brought_into_its_canonical_form() -> None:
    document = publishkit.reads("x", lang="zh_cn")
    assert document.metadata.lang == "zh-CN"
    page = publishkit.export(document, to="atom", lang="ZH-hans").data.decode()
    assert 'xml:lang="zh-Hans"' in page


def test_a_time_without_offset_is_in_the_timezone_of_the_publication() -> None:
    document = publishkit.reads("---\ntitle: T\ndate: 2025-01-01T20:00:00Z\n---\nx")
    zone = timezone(timedelta(hours=8))
    for hour, count in ((3, 0), (5, 1)):
        now = datetime(2025, 1, 2, hour)
        feed = publishkit.export([document], to="atom", now=now, timezone=zone)
        assert feed.data.count(b"<entry") == count
