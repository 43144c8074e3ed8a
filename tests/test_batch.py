"""Many articles: in order, in several processes, and none harms another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

import publishkit
from articles import write_article, write_broken
from plugins import write_dist_info
from publishkit.errors import InputError, UsageError


def articles(folder: Path, count: int = 6) -> list[Path]:
    return [write_article(folder / f"{number}.md") for number in range(count)]


def test_renditions_come_in_the_order_of_sources_and_formats(tmp_path: Path) -> None:
    paths = articles(tmp_path)
    outcomes = list(publishkit.export_many(paths, to=["html", "wechat"], jobs=2))
    assert [(outcome.source, outcome.format) for outcome in outcomes] == [
        (path, target) for path in paths for target in ("html", "wechat")
    ]
    assert all(outcome.rendition and outcome.rendition.data for outcome in outcomes)
    assert all(outcome.path is None and outcome.is_ok for outcome in outcomes)


def test_one_process_and_several_give_the_same_bytes(tmp_path: Path) -> None:
    paths = articles(tmp_path)
    one, two = (
        [
            outcome.rendition.data
            for outcome in publishkit.export_many(
                paths, ["html", "atom"], jobs=jobs, base_url="https://example.org/", title="Site"
            )
            if outcome.rendition
        ]
        for jobs in (1, 3)
    )
    assert one == two
    assert len(one) == len(paths) + 1


def test_files_are_written_into_the_folder(tmp_path: Path) -> None:
    paths = articles(tmp_path, 2)
    outcomes = publishkit.export_many(paths, to="html", folder=tmp_path / "out")
    written = [outcome.path for outcome in outcomes]
    assert written == [tmp_path / "out" / "0.html", tmp_path / "out" / "1.html"]
    assert all(path.is_file() for path in written if path)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_article_is_an_outcome_and_the_others_are_done(tmp_path: Path, jobs: int) -> None:
    paths = articles(tmp_path)
    write_broken(paths[2])
    outcomes = list(publishkit.export_many(paths, to="html", jobs=jobs))
    assert [outcome.is_ok for outcome in outcomes] == [True, True, False, True, True, True]
    assert isinstance(outcomes[2].error, InputError)
    assert outcomes[2].error.path == paths[2]


def test_a_missing_file_is_the_error_of_its_own_outcome(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: a\n---\nx", encoding="utf-8")
    names = [tmp_path / "gone.md", tmp_path / "a.md"]
    first, second = publishkit.export_many(names, to="html", jobs=1)
    assert isinstance(first.error, InputError)
    assert first.source == tmp_path / "gone.md"
    assert second.rendition is not None


def test_a_bad_article_is_missing_in_the_feed_and_told_apart(tmp_path: Path) -> None:
    paths = articles(tmp_path, 3)
    write_broken(paths[1])
    bad, feed = publishkit.export_many(
        paths, to="atom", base_url="https://example.org/", title="Site"
    )
    assert (bad.source, bad.is_ok) == (paths[1], False)
    assert (feed.source, feed.format) == (None, "atom")
    assert feed.rendition is not None
    assert feed.rendition.data.count(b"<entry") == 2


def test_any_executor_does_the_work(tmp_path: Path) -> None:
    paths = articles(tmp_path)
    with ThreadPoolExecutor(3) as executor:
        outcomes = list(publishkit.export_many(paths, to="html", executor=executor))
    assert [outcome.source for outcome in outcomes] == paths
    assert all(outcome.is_ok for outcome in outcomes)


def test_processes_may_be_started_from_a_thread(tmp_path: Path) -> None:
    paths = articles(tmp_path, 2)
    with ThreadPoolExecutor(1) as executor:
        work = executor.submit(lambda: list(publishkit.export_many(paths, to="html", jobs=2)))
        outcomes = work.result(60)
    assert [(outcome.source, outcome.error) for outcome in outcomes] == [
        (path, None) for path in paths
    ]


class LosingExecutor(Executor):
    """Loses every task, as a cluster does whose machines go away."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("a machine has gone"))
        return future


def test_work_that_an_executor_loses_is_an_error_of_each_article(tmp_path: Path) -> None:
    paths = articles(tmp_path, 3)
    outcomes = list(publishkit.export_many(paths, to="html", executor=LosingExecutor()))
    assert [outcome.source for outcome in outcomes] == paths
    assert all(outcome.error and "a machine has gone" in str(outcome.error) for outcome in outcomes)


def test_a_wrong_call_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    paths = articles(tmp_path, 1)
    with pytest.raises(UsageError, match="no exporter"):
        publishkit.export_many(paths, to="epbu", folder=tmp_path / "out")
    with pytest.raises(UsageError, match="no setting named 'tilte'"):
        publishkit.export_many(paths, to="html", tilte="x")  # type: ignore[call-arg]
    assert not (tmp_path / "out").exists()


# --- what ends a process, or fails without foresight ----------------------------------------------

FAILING = """
import os
from publishkit.formats.html import HtmlExporter

class FailingExporter(HtmlExporter):
    '''Fails as its article says.'''
    name = "failing"
    suffix = ".failing"

    def export(self, publication, options):
        title = publication.documents[0].metadata.title
        if title == "crash":
            os._exit(9)
        if title == "defect":
            raise ZeroDivisionError("a defect")
        return super().export(publication, options)
"""


@pytest.fixture
def failing(tmp_path: Path) -> dict[str, str]:
    """An environment in which a format ``failing`` is installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "failing.py").write_text(FAILING, encoding="utf-8")
    points = {"publishkit.exporters": {"failing": "failing:FailingExporter"}}
    write_dist_info(folder / "failing-1.dist-info", "failing", "1", points)
    return {**os.environ, "PYTHONPATH": str(folder)}


def export(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from publishkit.cli import main; main()", "export", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_crash_costs_its_own_article_only(tmp_path: Path, failing: dict[str, str]) -> None:
    paths = articles(tmp_path / "posts")
    write_article(paths[1], title="crash")
    write_article(paths[4], title="crash")
    out = str(tmp_path / "out")
    result = export(failing, str(tmp_path / "posts"), "--to", "failing", "--jobs", "2", "-o", out)
    assert result.returncode == 1
    assert [Path(line).name for line in result.stdout.split()] == [
        f"{number}.failing" for number in (0, 2, 3, 5)
    ]
    assert result.stderr.count("E003 the process that worked on it was ended") == 2


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_defect_is_told_without_a_traceback_unless_asked(
    tmp_path: Path, failing: dict[str, str], jobs: str
) -> None:
    paths = articles(tmp_path / "posts", 4)
    write_article(paths[1], title="defect")
    call = (str(tmp_path / "posts"), "--to", "failing", "--jobs", jobs, "-o", str(tmp_path / "out"))
    result = export(failing, *call)
    assert result.returncode == 1
    assert len(result.stdout.split()) == 3
    assert "1.md: E001 publishkit failed on it: ZeroDivisionError: a defect" in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in export(failing, *call, "-v").stderr


def pandocs(session: int) -> list[int]:
    """Returns the processes of a session that are still there."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(folder.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
@pytest.mark.parametrize("to_group", [True, False])
def test_an_interrupt_ends_everything_soon_and_leaves_no_process(
    tmp_path: Path, to_group: bool
) -> None:
    articles(tmp_path / "posts", 600)
    # Where tests run in the background, an interrupt is ignored unless it is asked for again.
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = [sys.executable, "-c", f"{listen}; from publishkit.cli import main; main()"]
    options = ["--to", "html,epub", "--jobs", "2", "-o", str(tmp_path / "out")]
    process = subprocess.Popen(
        [*program, "export", str(tmp_path / "posts"), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    if to_group:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in stderr
    assert b"interrupted" in stderr
    written = list((tmp_path / "out").iterdir())
    assert len(written) < 1200
    assert not [path for path in written if path.suffix == ".tmp"]
    deadline = time.monotonic() + 5
    while pandocs(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not pandocs(process.pid)
