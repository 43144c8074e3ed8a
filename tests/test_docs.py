"""The documentation is complete: what can be said or set is explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import click
import pytest

import publishkit
from publishkit import errors
from publishkit.cli import main
from publishkit.config import Configuration
from publishkit.diagnostics import CODES
from publishkit.errors import PublishKitError
from publishkit.formats.base import ExporterOptions
from publishkit.options import describe_options

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FEEDS = {"rss", "atom", "jsonfeed"}
BUILT_IN = {"email", "epub", "pdf", "html", "wechat", *FEEDS}


@cache
def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def table_rows(name: str) -> dict[str, list[str]]:
    """Returns the cells of each table row whose first cell is a code."""
    rows = re.findall(r"^\| ([A-Z]{1,2}\d{3}) \|(.*)\|$", text_of(name), re.MULTILINE)
    return {code: [cell.strip() for cell in rest.split(" | ")] for code, rest in rows}


def test_every_diagnostic_is_explained_with_its_severity() -> None:
    rows = table_rows("diagnostics.md")
    for code, kind in CODES.items():
        assert code in rows, f"{code} is missing in docs/diagnostics.md"
        severity, meaning, advice = rows[code]
        assert severity == kind.severity.value, code
        assert len(meaning) > 20, code
        assert advice, code


def test_no_diagnostic_is_explained_that_does_not_exist() -> None:
    known = {*CODES, *(error.code for error in error_types())}
    assert set(table_rows("diagnostics.md")) == known


def error_types() -> list[type[PublishKitError]]:
    return [getattr(errors, name) for name in errors.__all__]


def test_every_error_is_explained_with_its_exit_code() -> None:
    rows = table_rows("diagnostics.md")
    for error in error_types():
        assert rows[error.code][0] == str(error.exit_code), error


def format_page(name: str) -> str:
    return f"formats/{'feeds' if name in FEEDS else name}.md"


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_every_format_has_a_page_that_names_its_options(name: str) -> None:
    page = text_of(format_page(name))
    exporter = publishkit.exporters()[name].load()
    shared = {option.name for option in describe_options(ExporterOptions)}
    options = {option.name for option in describe_options(exporter.options_type)} - shared
    missing = [option for option in sorted(options) if option not in page]
    assert not missing


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from commands(found, f"{name} {child}")


def test_every_command_and_option_is_documented() -> None:
    page = text_of("cli.md")
    missing = []
    for name, command in commands(main, "publishkit"):
        missing += [] if name in page else [name]
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                missing += [
                    f"{name} {option}"
                    for option in parameter.opts
                    if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", page)
                ]
    assert not missing


def test_every_option_has_a_help_text() -> None:
    for name, command in commands(main, "publishkit"):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_every_option_of_an_exporter_has_a_help_text(name: str) -> None:
    exporter = publishkit.exporters()[name].load()
    assert all(option.help for option in describe_options(exporter.options_type))


def pages() -> list[Path]:
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, ROOT / "samples" / "README.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        found = page.parent / file if file else page
        assert found.exists(), target
        if anchor and found.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs, target


def test_every_page_is_listed_in_the_index() -> None:
    index = text_of("index.md")
    listed = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")} - {"index.md"}
    assert [page for page in sorted(listed) if f"({page})" not in index] == []


def test_everything_public_has_a_docstring() -> None:
    for name in publishkit.__all__:
        value = getattr(publishkit, name)
        if callable(value):
            assert value.__doc__, name


def test_the_readme_names_both_commands_and_the_licence_that_reaches_furthest() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("demo", "test"):
        assert f"make {command}" in readme
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)
    assert "AGPL-3.0" in readme


def test_every_module_is_in_the_architecture() -> None:
    page = text_of("architecture.md")
    package = ROOT / "src" / "publishkit"
    modules = [path.relative_to(package) for path in sorted(package.rglob("*.py"))]
    # The command line, and an exporter that is a package, are named as a whole.
    names = [
        f"{path.parent.as_posix()}/"
        if len(path.parts) > 2 or path.parts[0] == "cli"
        else path.as_posix()
        for path in modules
        if path.name != "__init__.py"
    ]
    assert [name for name in dict.fromkeys(names) if f"`{name}" not in page] == []


def test_every_module_that_the_architecture_names_exists() -> None:
    package = ROOT / "src" / "publishkit"
    names = re.findall(r"`(\w+/[\w/]*\w+\.\w+)", text_of("architecture.md"))
    assert [name for name in names if not (package / name).is_file()] == ["tests/test_structure.py"]


def test_every_key_of_the_configuration_is_documented() -> None:
    page = text_of("configuration.md")
    keys = {field.name for field in fields(Configuration)} - {"path", "formats"}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []
