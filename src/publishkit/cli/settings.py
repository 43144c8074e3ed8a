"""What a call asks for: its options over the configuration file, and the time of the run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from publishkit.errors import UsageError

if TYPE_CHECKING:
    from publishkit.cli.reporter import Reporter
    from publishkit.config import Configuration

__all__ = ["configure", "source_date_epoch"]

_T = TypeVar("_T")


def configure(reporter: Reporter, sources: tuple[str, ...], given: dict[str, Any]) -> Configuration:
    """Returns the configuration file's settings with those of the call over them."""
    from publishkit.config import (
        Configuration,
        find_configuration,
        parse_author,
        parse_time,
        read_configuration,
    )
    from publishkit.model.language_tags import checked_language
    from publishkit.publication import checked_base_url

    reporter.is_json = bool(given.get("json"))
    places = [Path(name) for name in sources if name != "-"]
    file = given.pop("config") or find_configuration(places or [Path()])
    configuration = read_configuration(file) if file else Configuration()
    values = {key: value for key, value in given.items() if value is not None and value != ()}
    given.clear()
    if "to" in values:
        values["to"] = tuple(
            name.strip() for item in values["to"] for name in item.split(",") if name.strip()
        )
    if "authors" in values:
        values["authors"] = tuple(
            _checked("--author", name, parse_author) for name in values["authors"]
        )
    if "lang" in values:
        values["lang"] = _checked("--lang", values["lang"], checked_language)
    if "base_url" in values:
        values["base_url"] = _checked("--base-url", values["base_url"], checked_base_url)
    for name in {"now", "since"} & values.keys():
        moment = _checked(f"--{name}", values[name], parse_time)
        values[name] = moment.replace(tzinfo=moment.tzinfo or configuration.timezone)
    given.update(values)
    configuration = replace(configuration, **values)
    reporter.is_json = configuration.json
    reporter.quiet, reporter.verbose = configuration.quiet, configuration.verbose
    return configuration


def source_date_epoch() -> datetime | None:
    """Returns the time that ``SOURCE_DATE_EPOCH`` (reproducible-builds.org) sets, if it does."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (OSError, OverflowError, ValueError) as error:
        raise UsageError(
            f"the environment's SOURCE_DATE_EPOCH is '{epoch}', which is no time",
            hint="unset it, or set it to seconds since 1970",
        ) from error


def _checked(option: str, text: str, check: Callable[[str], _T]) -> _T:
    """Returns what an option's value means, or says which value of which option means nothing."""
    try:
        return check(text)
    except ValueError as error:
        raise UsageError(f"{option} cannot be '{text}': {error}") from error
