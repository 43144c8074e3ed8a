"""Starting up is cheap: heavy libraries are loaded only by what needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "PIL",
    "ebooklib",
    "feedgen",
    "frontmatter",
    "httpx",
    "jinja2",
    "keyring",
    "lxml",
    "nh3",
    "pygments",
    "pypandoc",
    "uharfbuzz",
    "weasyprint",
    "yaml",
    "ziamath",
)
#: Modules of the standard library that cost more than ten milliseconds, and have no use here.
SLOW = ("asyncio", "multiprocessing", "ssl", "urllib.request")


def modules_loaded_by(code: str) -> set[str]:
    """Runs the code in a new interpreter and returns the modules that it has loaded at its end."""
    script = f"import sys\ntry:\n    {code}\nfinally:\n    print('loaded:', *sorted(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("loaded:")]
    assert result.returncode == 0, result.stderr
    return set(line.split()[1:])


@pytest.mark.parametrize(
    "code",
    [
        "import publishkit",
        "import publishkit; publishkit.exporters()",
        "from publishkit.cli import main; main(['--help'])",
        "from publishkit.cli import main; main(['--version'])",
        "from publishkit.cli import main; main(['export', '--help'])",
    ],
)
def test_starting_up_loads_no_heavy_library(code: str) -> None:
    # --help ends by SystemExit(0), which must not hide the list.
    loaded = modules_loaded_by(code)
    assert "publishkit" in loaded
    assert loaded.isdisjoint(HEAVY)
    assert loaded.isdisjoint(SLOW)


def test_the_test_itself_notices_a_heavy_library() -> None:
    assert "yaml" in modules_loaded_by("import yaml")


@pytest.mark.parametrize(
    ("target", "unused"),
    [
        ("html", ("weasyprint", "ebooklib", "feedgen", "uharfbuzz")),
        ("epub", ("weasyprint", "feedgen")),
        ("wechat", ("weasyprint", "ebooklib", "feedgen")),
        ("atom", ("weasyprint", "ebooklib")),
    ],
)
def test_a_format_loads_only_what_it_needs(target: str, unused: tuple[str, ...]) -> None:
    text = "---\\ntitle: A\\ndate: 2025-01-01\\nlang: en\\n---\\n\\nText[^1].\\n\\n[^1]: Note.\\n"
    code = f"import publishkit; publishkit.export(publishkit.reads('{text}'), to='{target}')"
    assert modules_loaded_by(code).isdisjoint(unused)
