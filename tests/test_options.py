"""Exporters by name, and their options from text."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from plugins import install_plugin, write_dist_info
from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions
from publishkit.options import convert_options, describe_options, make_options, split_setting
from publishkit.registry import exporters, load_exporter

BUILT_IN = {"atom", "epub", "html", "jsonfeed", "pdf", "rss", "wechat"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOptions(ExporterOptions):
    toc: bool = field(default=False, metadata={"help": "contents"})
    depth: int = field(default=3, metadata={"help": "levels"})
    scale: float = 1.0
    size: Literal["A4", "A5"] = "A4"
    font: Path | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.depth > 6:
            raise ValueError("there are six levels")


class SampleExporter:
    name: ClassVar[str] = "sample"
    suffix: ClassVar[str] = ".sample"
    options_type: ClassVar[type[ExporterOptions]] = SampleOptions


def options(**values: object) -> Any:
    exporter: Any = SampleExporter()
    return make_options(exporter, convert_options(exporter, values, base=Path("/base")))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("toc", "true", True),
        ("toc", "No", False),
        ("toc", True, True),
        ("depth", "2", 2),
        ("depth", 2, 2),
        ("scale", "0.5", 0.5),
        ("scale", 2, 2.0),
        ("size", "a5", "A5"),
        ("font", "x.ttf", Path("/base/x.ttf")),
        ("font", "/x.ttf", Path("/x.ttf")),
        ("font", "none", None),
        ("names", "a, b", ("a", "b")),
        ("names", ["a"], ("a",)),
    ],
)
def test_text_becomes_the_type_of_the_option(name: str, text: object, value: object) -> None:
    assert getattr(options(**{name: text}), name) == value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("toc", "maybe", "option 'sample.toc' cannot be 'maybe': expected true or false"),
        ("depth", "two", "expected a whole number"),
        ("depth", 2.5, "expected a whole number"),
        ("depth", True, "expected a whole number"),
        ("depth", "7", "there are six levels"),
        ("size", "A6", "expected 'A4' or 'A5'"),
        ("names", {"a": 1}, "expected"),
    ],
)
def test_a_wrong_value_says_what_is_expected(name: str, text: object, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        options(**{name: text})


def test_an_unknown_option_names_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match="no option 'dept'") as caught:
        options(dept="2")
    assert caught.value.hint == "did you mean 'depth'?"


def test_options_are_described_with_values_and_defaults() -> None:
    first, second, *_ = describe_options(SampleOptions)
    assert (first.name, first.values, first.default) == ("toc", "true or false", "false")
    assert (second.name, second.help) == ("depth", "levels")


def test_an_option_for_the_theme_names_the_themes() -> None:
    *_, theme, _, _ = describe_options(SampleOptions, themes=("default", "ink"))
    assert (theme.name, theme.values) == ("theme", "default|ink")


def test_a_setting_may_name_its_format() -> None:
    assert split_setting("pdf.page_size=A5") == ("pdf", "page_size", "A5")
    assert split_setting("page-size=a=b") == ("", "page_size", "a=b")
    for wrong in ("page_size", "=A5", ".a=b"):
        with pytest.raises(UsageError, match="is not a setting"):
            split_setting(wrong)


def test_all_built_in_exporters_are_registered() -> None:
    assert set(exporters()) >= BUILT_IN
    assert list(exporters()) == sorted(exporters())


def test_an_unknown_exporter_names_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match="no exporter named 'epbu'") as caught:
        load_exporter("epbu")
    assert caught.value.hint == "did you mean 'epub'?"


def run(code: str, *folders: Path) -> subprocess.CompletedProcess[str]:
    path = f"import sys; sys.path[:0] = {[str(folder) for folder in folders]!r}; "
    return subprocess.run(
        [sys.executable, "-c", path + code], capture_output=True, text=True, check=False
    )


def test_an_exporter_of_another_package_is_found_and_loaded(tmp_path: Path) -> None:
    code = """import publishkit; from publishkit.registry import load_exporter
assert publishkit.exporters()["plain"].value == "publishkit_plain:PlainExporter"
assert "publishkit_plain" not in sys.modules
print(load_exporter("plain").suffix, load_exporter("html").suffix)"""
    result = run(code.replace("\n", "; "), install_plugin(tmp_path))
    assert result.stdout.split() == [".txt", ".html"], result.stderr


def broken_plugin(folder: Path, target: str) -> Path:
    (folder / "broken_plugin.py").write_text("import nothing_like_that\n", encoding="utf-8")
    (folder / "odd_plugin.py").write_text("class Odd: name = 'odd'\n", encoding="utf-8")
    points = {"publishkit.exporters": {"other": target, "html": "odd_plugin:Odd"}}
    write_dist_info(folder / "other-1.dist-info", "other", "1", points)
    return folder


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("broken_plugin:X", "cannot be loaded: No module named 'nothing_like_that'"),
        ("odd_plugin:Absent", "has no 'Absent'"),
        ("odd_plugin:Odd", "is no exporter: it lacks suffix"),
    ],
)
def test_a_broken_plug_in_fails_with_a_message(tmp_path: Path, target: str, message: str) -> None:
    code = "from publishkit.registry import load_exporter; load_exporter('other')"
    result = run(code, broken_plugin(tmp_path, target))
    assert message in result.stderr


def test_no_package_can_take_the_name_of_a_built_in_format(tmp_path: Path) -> None:
    code = (
        "import publishkit; from publishkit.registry import load_exporter; "
        "print(load_exporter('html').suffix, publishkit.exporters()['html'].value)"
    )
    result = run(code, broken_plugin(tmp_path, "odd_plugin:Odd"))
    assert result.stdout.split()[0] == ".html", result.stderr
    assert "odd_plugin" not in result.stdout
