"""The same source gives the same bytes, whatever the machine around it is set to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from extraction import read_output

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
FORMATS = "html,epub,wechat,email,rss,atom,jsonfeed,pdf"


def _site(folder: Path) -> Path:
    posts = folder / "posts"
    shutil.copytree(ROOT / "samples", posts)
    for name in ("core-stress", "wechat-stress"):
        (posts / f"{name}.md").write_bytes((CASES / f"{name}.md").read_bytes())
    return posts


def _run(
    posts: Path, out: Path, environment: Mapping[str, str], *before: str, cwd: Path
) -> dict[str, bytes]:
    command = [*before, sys.executable, "-m", "publishkit", "export", str(posts)]
    run = subprocess.run(
        [*command, "--to", FORMATS, "-o", str(out), "--base-url", "https://example.org/"],
        env={**os.environ, **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return read_output(out)


@pytest.mark.slow
def test_bytes_depend_on_nothing_but_the_source(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    faketime = program("faketime")
    first = _run(
        _site(tmp_path / "甲"),
        tmp_path / "one",
        {"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
        cwd=tmp_path,
    )
    second = _run(
        _site(tmp_path / "a deeper" / "place"),
        tmp_path / "two",
        {"TZ": "America/New_York", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "4242"},
        faketime,
        "2031-02-03 04:05:06",
        cwd=Path("/"),
    )
    assert sorted(first) == sorted(second)
    assert len(first) >= 3 * 4 + 3
    assert [name for name in first if first[name] != second[name]] == []


def test_a_second_run_touches_no_file(tmp_path: Path) -> None:
    posts = _site(tmp_path / "site")
    command = [sys.executable, "-m", "publishkit", "export", str(posts / "openai-microsoft.md")]
    command += ["--to", "html,epub,rss", "-o", str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    subprocess.run(command, check=True, capture_output=True)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == times
    assert len(times) == 3
