"""The options of the commands; each has the name of the configuration key that it overrides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

__all__ = ["article_options", "check_options", "export_options", "read_options", "report_options"]

_F = TypeVar("_F", bound=Callable[..., Any])
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)


def _complete_formats(
    _: click.Context, __: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from publishkit.registry import exporters

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{name}") for name in exporters() if name.startswith(last)
    ]


_option = click.option


def _switch(names: str, **settings: Any) -> Callable[[_F], _F]:
    return click.option(names, is_flag=True, default=None, **settings)


_SOURCES: Final = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
_HOW: Final = (
    _option(
        "--from", "from_format", metavar="FORMAT",
        help="Format of the sources, when their suffix does not tell it.",
    ),
    _option("--lang", metavar="TAG", help="Language of the articles, such as zh-Hans or en."),
    _option(
        "--uncited", type=click.Choice(["keep", "drop"]),
        help="What becomes of footnotes that are never cited. Default: keep.",
    ),
    _option(
        "--numbering", type=click.Choice(["citation", "definition"]),
        help="Number notes as they are cited, or as they are defined. Default: citation.",
    ),
    _switch("--fetch-remote/--no-fetch-remote", help="Fetch remote images."),
    _option(
        "--config", type=_FILE, metavar="FILE",
        help="Use this file instead of the publishkit.toml beside the sources.",
    ),
)  # fmt: skip

_JOBS: Final = _option(
    "--jobs", type=click.IntRange(min=1), metavar="N",
    help="Number of processes. Default: as many as are worth it.",
)  # fmt: skip

_REPORT: Final = (
    _switch("--strict/--no-strict", help="Fail on warnings."),
    _switch("--json", help="Print findings as JSON, one object a line, on standard error."),
    _option(
        "-q", "--quiet", count=True, default=None,
        help="No notes and no summary; -qq: no warnings either.",
    ),
    _option(
        "-v", "--verbose", count=True, default=None,
        help="Show where an unexpected error happened.",
    ),
)  # fmt: skip

_BASE_URL: Final = _option(
    "--base-url", metavar="URL", help="Address of the site, for feeds and links."
)
_THEME: Final = _option("--theme", metavar="NAME", help="Theme of the output.")
_SETTINGS: Final = _option(
    "--set", "settings", multiple=True, metavar="[FORMAT.]OPTION=VALUE",
    help="An option of a format, such as pdf.page_size=A5; may be repeated.",
)  # fmt: skip

_CHECK: Final = (
    click.option(
        "--wechat", "is_wechat", is_flag=True,
        help="Check each HTML file that is named as WeChat HTML, whatever its name is.",
    ),
    click.option(
        "--target", type=click.Choice(["paste", "draft"]), default="paste",
        help="Whether WeChat HTML is to be pasted, or sent to the drafts. Default: paste.",
    ),
    click.option(
        "--fix", "is_fixed", is_flag=True,
        help="Mend in place what is mechanical in WeChat HTML.",
    ),
)  # fmt: skip

_EXPORT: Final = (
    _option(
        "--to", multiple=True, metavar="FORMAT[,FORMAT...]", shell_complete=_complete_formats,
        help="Formats to export to; 'publishkit formats' lists them.",
    ),
    _option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="PATH",
        help="File, folder, or - for standard output. Default: dist/.",
    ),
    _switch("--book/--no-book", help="Make one EPUB or PDF of all sources."),
    _option("--title", help="Title of the book or feed."),
    _option(
        "--author", "authors", multiple=True, metavar="NAME",
        help="Author of the book or feed; may be repeated.",
    ),
    _option(
        "--metadata", type=_FILE, metavar="FILE",
        help="YAML file with the metadata of the book or feed.",
    ),
    _BASE_URL,
    _THEME,
    _option("--style", type=_FILE, metavar="FILE", help="CSS that is added to the format's own."),
    _option(
        "--template-dir", type=_FOLDER, metavar="DIR",
        help="Folder with templates that replace publishkit's own.",
    ),
    _SETTINGS,
    _option(
        "--notes", type=click.Choice(["article", "book"]),
        help="In a book, list the notes article by article, or all in one place.",
    ),
    _switch(
        "--include-drafts/--no-include-drafts",
        help="Take in drafts, scheduled and expired articles.",
    ),
    _option(
        "--since", metavar="DATE",
        help="Leave out articles older than this; those that remain make one mail.",
    ),
    click.option(
        "--check", "is_check", is_flag=True,
        help="Write nothing, and fail when a file would change.",
    ),
    _option(
        "--now", metavar="TIME",
        help="The time that decides what is scheduled or expired, in ISO 8601. Default: now.",
    ),
)  # fmt: skip


def _applied(function: _F, options: tuple[Callable[[_F], _F], ...]) -> _F:
    for option in reversed(options):
        function = option(function)
    return function


def read_options(function: _F) -> _F:
    """Adds the sources and how they are read."""
    return _applied(function, (_SOURCES, *_HOW, _JOBS))


def article_options(function: _F) -> _F:
    """Adds how one article is read, and what the one format that is made of it needs."""
    return _applied(function, (*_HOW, _BASE_URL, _THEME, _SETTINGS))


def check_options(function: _F) -> _F:
    """Adds how finished WeChat HTML is checked."""
    return _applied(function, _CHECK)


def export_options(function: _F) -> _F:
    """Adds what is made of the sources."""
    return _applied(function, _EXPORT)


def report_options(function: _F) -> _F:
    """Adds what is told about it."""
    return _applied(function, _REPORT)
