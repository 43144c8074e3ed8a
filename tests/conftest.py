"""What every test shares: golden files, programs that may be missing, hypothesis settings."""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from reading_systems import READERS, Browser

ROOT = Path(__file__).parent.parent
GOLDENS = Path(__file__).parent / "goldens"

# Examples that differ from run to run find more, but continuous integration must not depend on
# luck. No deadline: a test does not measure time.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tests got into tests/goldens; then review the difference as code",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str | bytes], None]:
    """Compares text or bytes with ``tests/goldens/NAME``: ``golden("sample.html", text)``."""

    def compare(name: str, actual: str | bytes) -> None:
        path = GOLDENS / name
        data = actual.encode() if isinstance(actual, str) else actual
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)
            return
        if not path.is_file():
            pytest.fail(f"no golden file '{name}': run pytest --update-golden, then read it")
        expected = path.read_bytes()
        if data != expected:
            pytest.fail(_difference(name, expected, data), pytrace=False)

    return compare


def _difference(name: str, expected: bytes, actual: bytes) -> str:
    try:
        before, after = expected.decode().splitlines(), actual.decode().splitlines()
    except UnicodeDecodeError:
        return f"golden file '{name}': {len(expected)} bytes became {len(actual)} other bytes"
    lines = list(difflib.unified_diff(before, after, f"goldens/{name}", "actual", lineterm=""))
    cut = [*lines[:200], f"… {len(lines) - 200} more lines"] if len(lines) > 200 else lines
    return "\n".join(cut) or f"golden file '{name}' differs in its line ends"


@pytest.fixture
def program() -> Callable[[str], str]:
    """Finds a program that only tests need, such as ``program("pdftotext")``.

    Where it is missing the test is skipped, but in continuous integration it fails: there the
    test command has installed it.
    """

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            _do_without(f"the program '{name}' is missing: see scripts/system-packages")
        return found

    return find


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """The browser in which Ace and foliate-js run; skips and fails as ``program`` does."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for path in map(shutil.which, names) if path), None)
    if chromium is None:
        _do_without("Chromium is missing: see scripts/reading-systems")
    return Browser(node=request.getfixturevalue("node"), chromium=chromium)


@pytest.fixture
def node(program: Callable[[str], str]) -> str:
    """Node.js, with the packages of tests/readers; skips and fails as ``program`` does."""
    if not (READERS / "node_modules" / ".package-lock.json").is_file():
        _do_without("the packages of tests/readers are missing: see scripts/reading-systems")
    return program("node")


def _do_without(message: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def sample() -> Path:
    """The article that every format is shown with."""
    return ROOT / "samples" / "openai-microsoft.md"
