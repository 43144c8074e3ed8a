"""The commands: each turns options into a configuration, and outcomes into output."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from publishkit.cli.finished import check_finished, sort_sources
from publishkit.cli.options import check_options, export_options, read_options, report_options
from publishkit.cli.reporter import Reporter
from publishkit.cli.settings import configure, source_date_epoch
from publishkit.errors import UsageError

if TYPE_CHECKING:
    from publishkit.config import Configuration
    from publishkit.id_lock import IdLock
    from publishkit.plan import Plan, Target
    from publishkit.sources import Source

__all__ = ["COMMANDS"]

_STANDARD_STREAM: Final = Path("-")


@click.command(short_help="Export articles to one or more formats.")
@export_options
@read_options
@report_options
@click.pass_obj
def export(
    reporter: Reporter,
    /,
    sources: tuple[str, ...],
    settings: tuple[str, ...],
    is_check: bool,
    **given: Any,
) -> int:
    """Export articles to one or more formats.

    SOURCE is a file, a folder with all articles below it, or - for standard input. The paths of
    the written files go to standard output.
    """
    from publishkit.configured import targets_of

    configuration = configure(reporter, sources, given)
    targets = targets_of(configuration, settings)
    plan = _plan(reporter, configuration, sources, targets, given)
    if configuration.output != _STANDARD_STREAM:
        from publishkit.plan import resolve_output

        plan = resolve_output(plan, configuration.output)
    elif plan.file_count != 1 or is_check:
        raise UsageError(
            "standard output cannot be compared with what would be written"
            if is_check
            else f"{plan.file_count} files cannot go to standard output",
            hint="name a folder with -o, or export one article to one format",
        )
    to_stream = configuration.output == _STANDARD_STREAM
    work = replace(plan.work, is_check=is_check, has_one_file=to_stream)
    lock = None if to_stream else plan.lock
    return _finish(reporter, configuration, replace(plan, work=work, lock=lock))


@click.command(short_help="Check articles, EPUBs, feeds and WeChat HTML, report all findings.")
@read_options
@check_options
@report_options
@click.pass_obj
def check(
    reporter: Reporter,
    /,
    sources: tuple[str, ...],
    is_wechat: bool,
    target: Literal["paste", "draft"],
    is_fixed: bool,
    **given: Any,
) -> int:
    """Read articles, report everything that could be better, and write nothing.

    A SOURCE that is an EPUB is a finished book: EPUBCheck, and Ace if installed, validate it. A
    PDF is held to the standards that it claims, by page-validation or veraPDF. One that ends in
    .wechat.html is checked for all that WeChat deletes, hides or refuses. RSS, Atom and JSON feeds
    are validated offline. When the articles are named as well, findings name the
    line in them where that is sure, and of WeChat HTML what is lost.
    """
    from publishkit.configured import require_valid_formats

    configuration = configure(reporter, sources, given)
    require_valid_formats(configuration)
    is_read = bool(given.get("from_format"))
    sorted_sources = sort_sources(sources, is_read=is_read, is_wechat=is_wechat)
    done = check_finished(reporter, configuration, sorted_sources, target=target, is_fixed=is_fixed)
    sources = sorted_sources.articles
    if not sources:
        reporter.say(_summary(reporter, *done))
        return _exit_code(reporter, configuration)
    configuration = replace(configuration, include_drafts=True)
    plan = _plan(reporter, configuration, sources, (), given)
    return _finish(reporter, configuration, plan, *done)


@click.command()
@click.pass_obj
def formats(reporter: Reporter) -> int:
    """List the formats that are installed, with their options."""
    from publishkit.options import describe_options
    from publishkit.registry import exporters, load_exporter
    from publishkit.render.themes import theme_names

    for name in exporters():
        exporter = load_exporter(name)
        summary = (type(exporter).__doc__ or "").strip().split("\n")[0].replace("``", "")
        made = "a file for each article" if exporter.scope == "document" else "a file for all"
        book = ", or a book" if exporter.can_make_books else ""
        reporter.text(f"{name} ({exporter.suffix}, {made}{book}): {summary}")
        for option in describe_options(exporter.options_type, themes=theme_names(name)):
            default = f" [default: {option.default}]" if option.default else ""
            reporter.text(f"  {option.name}=<{option.values}>  {option.help}{default}")
    return 0


@click.command(short_help="List the themes of the formats.")
@click.argument("format_name", metavar="[FORMAT]", required=False)
@click.option("--json", "is_json", is_flag=True, help="Print JSON, one object a line.")
@click.pass_obj
def themes(reporter: Reporter, /, format_name: str | None, is_json: bool) -> int:
    """List the themes of a format, or of all formats that have some, in English and Chinese."""
    from publishkit.registry import exporters, load_exporter
    from publishkit.render.themes import describe_themes

    names = tuple(exporters()) if format_name is None else (load_exporter(format_name).name,)
    found = [theme for name in names for theme in describe_themes(name)]
    if not found:
        raise UsageError(
            f"the format '{format_name}' has no themes", hint="publishkit themes lists them all"
        )
    for theme in found:
        if is_json:
            reporter.text(json.dumps(theme.as_dict(), ensure_ascii=False))
        else:
            titles = " ".join(theme.title.values())
            reporter.text(f"{theme.format} {theme.name}{f' ({titles})' if titles else ''}")
            for text in theme.description.values():
                reporter.text(f"  {text}")
    return 0


@click.command(short_help="Tell what this machine has and lacks.")
@click.pass_obj
def doctor(reporter: Reporter) -> int:
    """Tell what this machine has and lacks, with the line that mends it."""
    from publishkit.doctor import examine

    checks = examine()
    for one in checks:
        mark = "ok" if one.is_ok else "MISSING" if one.is_needed else "missing"
        reporter.text(f"{mark:8} {one.name}: {one.detail}")
        if not one.is_ok and one.remedy:
            reporter.text(f"         mend it: {one.remedy}")
    return int(any(one.is_needed and not one.is_ok for one in checks))


COMMANDS: Final = (export, check, formats, themes, doctor)


# --- steps ----------------------------------------------------------------------------------------


def _plan(
    reporter: Reporter,
    configuration: Configuration,
    names: tuple[str, ...],
    targets: tuple[Target, ...],
    given: dict[str, Any],
) -> Plan:
    from publishkit.configured import publication_of, read_options_of
    from publishkit.contents import peek, read_bytes
    from publishkit.plan import plan_export
    from publishkit.sources import expand_sources

    sources = expand_sources(names, leave_out=configuration.output)
    options = read_options_of(configuration, lang=given.get("lang", ""))
    publication, findings = publication_of(
        configuration,
        now=source_date_epoch() or datetime.now(UTC),
        given=given,
        read_options=options,
    )
    publication = replace(publication, modified=source_date_epoch())
    reporter.diagnostics(findings)
    data = None
    if any(source.path is None for source in sources):
        data = read_bytes(sys.stdin.buffer, limit=configuration.max_bytes)
    plan = plan_export(
        sources,
        targets,
        read_options=options,
        publication=publication,
        peek=partial(peek, options=options),
        include_drafts=configuration.include_drafts,
        since=configuration.since,
        lock=_lock(configuration, targets),
        data=data,
    )
    return replace(plan, default_title=_folder_name(sources) if configuration.book else "")


def _lock(configuration: Configuration, targets: tuple[Target, ...]) -> IdLock | None:
    """Returns the ids that articles were given, if a format of the run shows ids to readers."""
    from publishkit.formats.base import IdentifyingExporter

    is_asked = any(isinstance(target.exporter, IdentifyingExporter) for target in targets)
    if configuration.path is None or not configuration.lock_ids or not is_asked:
        return None
    from publishkit.id_lock import LOCK_NAME, read_lock

    return read_lock(configuration.path.parent / LOCK_NAME)


def _folder_name(sources: tuple[Source, ...]) -> str:
    """Returns the name of the folder that holds all sources."""
    folders = [str(source.path.absolute().parent) for source in sources if source.path]
    return Path(os.path.commonpath(folders)).name if folders else ""


def _finish(reporter: Reporter, configuration: Configuration, plan: Plan, *before: str) -> int:
    """Runs the plan and reports on it; ``before`` says what was done already."""
    from publishkit.batch import run

    total = len(plan.items)
    for outcome in run(plan, jobs=configuration.jobs, progress=partial(reporter.tick, total)):
        reporter.diagnostics(outcome.diagnostics)
        if outcome.error is not None:
            reporter.error(outcome.error, outcome.traceback)
        if outcome.path is not None:
            reporter.path(outcome.path)
        if outcome.stale is not None:
            reporter.stale(outcome.stale)
        if outcome.rendition is not None:
            reporter.data(outcome.rendition.data)
    done = [*before, _counted(total, "article")]
    if plan.work.is_check:
        done += [f"{_counted(reporter.outdated, 'file')} would change"]
    elif plan.formats:
        done += [f"{_counted(reporter.written, 'file')} written"]
    reporter.say(_summary(reporter, *done))
    return _exit_code(reporter, configuration)


def _exit_code(reporter: Reporter, configuration: Configuration) -> int:
    return reporter.exit_code or int(configuration.strict and reporter.warnings > 0)


def _summary(reporter: Reporter, *done: str) -> str:
    errors = [_counted(reporter.errors, "error")] if reporter.errors else []
    return ", ".join([*done, *errors, _counted(reporter.warnings, "warning")])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
