"""The one strict reader of dates: the same for YAML, TOML, JSON and every locale.

It never guesses month-first, never takes the machine's zone and never says "now".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

__all__ = ["DateFault", "DateReading", "read_date"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """An aware date of whole seconds with a fixed offset.

    ``is_date_only`` where no time was written; ``is_zoneless`` where a time had no zone.
    """

    moment: datetime
    is_date_only: bool = False
    is_zoneless: bool = False


@dataclass(frozen=True, slots=True)
class DateFault:
    """Why a text is no date that may be used, and what to write instead."""

    reason: str
    hint: str = "write it as 2024-02-01 or 2024-02-01T20:03:39+08:00"


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}

_CLOCK: Final = r"""
    (?P<hour>\d{1,2}) (?: : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:[.,]\d+)? )?
                        | [时時点點]
                          (?: \s*(?P<cminute>\d{1,2})分 (?: \s*(?P<csecond>\d{1,2})秒 )? )?
                      )
    (?: \s* (?P<half>[AaPp])\.?[Mm]\.? )?
"""
_ZONE: Final = r"(?: \s* (?P<zone> [-+]\d.* | \(?[A-Za-z].* ) )?"
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4}) (?: (?P<mark>[-/.]) (?P<month>\d{1,2}) (?P=mark) (?P<day>\d{1,2})"
    r" | \s*年\s* (?P<cmonth>\d{1,2}) \s*月\s* (?P<cday>\d{1,2}) \s*[日号號]? )"
    rf"(?: (?: [Tt] | \s* (?<=[日号號]) | ,?\s+ ) {_CLOCK} {_ZONE} )?",
    re.VERBOSE,
)
# Compiled only when a date is not written year first.
_BASIC: Final = (
    r"(?x) (?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    rf"(?: T (?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:[.,]\d+)? {_ZONE} )?"
)
_ENGLISH: Final = (
    r"(?x) (?: [A-Za-z]{3,9}\.?,?\s+ )??"
    r"(?: (?P<name>[A-Za-z]{3,9})\.? \s+ (?P<day>\d{1,2})(?:st|nd|rd|th)?,?"
    r"  | (?P<eday>\d{1,2})(?:st|nd|rd|th)? [\s-]+ (?P<ename>[A-Za-z]{3,9})\.?,? )"
    rf"[\s-]+ (?P<year>\d{{4}}) (?: ,?\s+ (?:at\s+)? {_CLOCK} {_ZONE} )?"
)
_AMBIGUOUS: Final = r"\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?:\D.*)?"
_OFFSET: Final = re.compile(
    r"(?:UTC|GMT)?(?P<sign>[-+])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d)(?::?(?P<seconds>\d\d))?)?",
    re.IGNORECASE,
)

_NOT_REAL: Final = DateFault("no such date")
_NOT_A_DATE: Final = DateFault("not a date")


def read_date(text: str, *, zone: tzinfo) -> DateReading | DateFault:
    """Reads one of the accepted forms; a date without offset is taken to be in ``zone``.

    Accepted are RFC 3339 and ISO 8601, year-first dates (2025/6/9, 2025年6月19日), English month
    names, RFC 2822, eight digits, and epoch seconds or milliseconds.
    """
    if len(text) > 100:
        return _NOT_A_DATE
    text = " ".join(text.split())
    if text.isdecimal() and text.isascii() and len(text) in {10, 13}:
        seconds = int(text[:10])
        return _checked(datetime.fromtimestamp(seconds, UTC), is_date_only=False)
    match = (
        _YEAR_FIRST.fullmatch(text) or re.fullmatch(_BASIC, text) or re.fullmatch(_ENGLISH, text)
    )
    if match is not None:
        return _assemble(match.groupdict(), zone=zone)
    if re.fullmatch(_AMBIGUOUS, text):
        return DateFault("ambiguous date", "write the year first: 2024-02-01")
    return _NOT_A_DATE


def _assemble(parts: dict[str, str | None], *, zone: tzinfo) -> DateReading | DateFault:
    name = parts.get("name") or parts.get("ename")
    month = _MONTHS.get(name.lower()) if name else _number(parts, "month", "cmonth")
    if not month:
        return _NOT_A_DATE if name else _NOT_REAL
    is_date_only = parts["hour"] is None
    written = parts["zone"]
    offset = zone if written is None else _read_offset(written.strip())
    if isinstance(offset, DateFault):
        return offset
    hour = _number(parts, "hour")
    if parts.get("half"):
        if not 1 <= hour <= 12:
            return _NOT_REAL
        hour = hour % 12 + (12 if str(parts["half"]) in "Pp" else 0)
    try:
        moment = datetime(
            _number(parts, "year"),
            month,
            _number(parts, "day", "cday", "eday"),
            hour,
            _number(parts, "minute", "cminute"),
            _number(parts, "second", "csecond"),
            tzinfo=offset,
        )
    except ValueError:
        return _NOT_REAL
    return _checked(moment, is_date_only=is_date_only, is_zoneless=written is None)


def _number(parts: dict[str, str | None], *names: str) -> int:
    return next((int(part) for name in names if (part := parts.get(name))), 0)


def _read_offset(text: str) -> timezone | DateFault:
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    match = _OFFSET.fullmatch(text)
    if match is None:
        if text[:1].isalpha() or text[:1] == "(":
            return DateFault(f"ambiguous zone '{text}'", "write the offset: +08:00")
        return _NOT_A_DATE
    hours, minutes, seconds = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
    if hours > 23 or minutes > 59 or seconds > 59:
        return _NOT_REAL
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-size if match["sign"] == "-" else size)


def _checked(
    moment: datetime, *, is_date_only: bool, is_zoneless: bool = False
) -> DateReading | DateFault:
    """Refuses what no feed can hold and fixes the offset, so that the zone's name is gone."""
    try:
        offset = moment.utcoffset() or timedelta(0)
        moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return _NOT_REAL
    if moment.year < 1000:
        return DateFault("a date before the year 1000 cannot be written in feeds")
    if offset.seconds % 60 or offset.microseconds:
        return DateFault("an offset with seconds cannot be written in feeds")
    fixed = UTC if not offset else timezone(offset)
    return DateReading(
        moment.replace(tzinfo=fixed, microsecond=0),
        is_date_only=is_date_only,
        is_zoneless=is_zoneless and not is_date_only,
    )
