"""R005: dates of RSS, Atom, JSON Feed and Dublin Core."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from publishkit.formats.feeds.validation.findings import Finding, Value

__all__ = ["Clock", "atom_date", "iso_date", "json_date", "moment_of", "rss_date", "w3c_date"]

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_ZONES: Final = {
    "ut": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7,
}  # fmt: skip
#: RFC 822 with all that it allows, comments taken out; years of two digits, military zones.
_RSS_DATE: Final = re.compile(
    r"(?:(?P<weekday>[a-z]{3})\s*,\s*)?(?P<day>\d\d?)\s+(?P<month>[a-z]{3})\s+"
    r"(?P<year>\d\d(?:\d\d)?)\s+(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?:\s+(?P<zone>[+-]\d{4}|ut|gmt|[ecmp][sd]t|[a-ik-z]))?",
    re.IGNORECASE,
)
#: What programs really read: one space, a year of four digits, a zone in hours and quarters.
_PLAIN_RSS_DATE: Final = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? "
    r"(?:[+-]\d\d(?:00|15|30|45)|UT|GMT|[ECMP][SD]T|Z)"
)
_ESCAPED: Final = re.compile(r"\\.")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_ISO: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?P<fraction>\.\d*)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?"
)
_FIRST_YEAR: Final = 1990
_MARGIN: Final = timedelta(days=1)


class Clock:
    """The checks of dates, for a time that is passed in; without one, no date is in the future."""

    def __init__(self, now: datetime | None) -> None:
        self.limit = None if now is None else now + _MARGIN

    def is_plausible(self, moment: datetime) -> bool:
        """Whether a feed can say this time: feeds are of the nineties, and of the past."""
        if moment.year < _FIRST_YEAR:
            return False
        try:
            return self.limit is None or moment <= self.limit
        except OverflowError:  # the last days of the year 9999, in another zone
            return False

    def rss(self, value: Value) -> Iterator[Finding]:
        """Checks a date of RSS 2.0."""
        yield from self._checked(value, rss_date(value), moment_of(value.text))

    def atom(self, value: Value) -> Iterator[Finding]:
        """Checks a date of Atom."""
        yield from self._checked(value, atom_date(value), moment_of(value.text))

    def json(self, value: Value) -> Iterator[Finding]:
        """Checks a date of JSON Feed."""
        yield from self._checked(value, json_date(value), moment_of(value.text))

    def w3c(self, value: Value) -> Iterator[Finding]:
        """Checks a date of Dublin Core."""
        yield from self._checked(value, w3c_date(value), moment_of(value.text))

    def _checked(
        self, value: Value, found: Iterator[Finding], moment: datetime | None
    ) -> Iterator[Finding]:
        findings = list(found)
        yield from findings
        if moment is not None and not findings and not self.is_plausible(moment):
            yield value.breaks("implausible-date")


def rss_date(value: Value) -> Iterator[Finding]:
    """Checks a date by RFC 822 with years of four digits (RSS 2.0, section on ``pubDate``)."""
    text = _without_comments(value.text)
    match = _RSS_DATE.fullmatch(text)
    if match is None or match["month"].lower() not in _MONTHS:
        yield value.breaks("rss-date")
        return
    moment = _rss_moment(match)
    if moment is None or (match["weekday"] and match["weekday"].lower() not in _WEEKDAYS):
        yield value.breaks("rss-date")
    elif not _PLAIN_RSS_DATE.fullmatch(value.text):
        yield value.breaks("rss-date-odd")
    elif match["weekday"] and _WEEKDAYS[moment.weekday()] != match["weekday"].lower():
        yield value.breaks("weekday")


def atom_date(value: Value) -> Iterator[Finding]:
    """Checks a date by RFC 3339 with capital T and Z (RFC 4287, 3.3)."""
    match = _ISO.fullmatch(value.text)
    if match is None or not match["second"] or not match["zone"] or _iso_moment(match) is None:
        yield value.breaks("atom-date")


def json_date(value: Value) -> Iterator[Finding]:
    """Checks a date by RFC 3339, as JSON Feed wants it."""
    for finding in atom_date(value):
        yield finding._replace(rule="json-date")


def w3c_date(value: Value) -> Iterator[Finding]:
    """Checks a date by W3CDTF: a time of day has a zone, and all may be left out but the year."""
    match = _ISO.fullmatch(value.text)
    if match is None or _iso_moment(match) is None or (match["hour"] and not match["zone"]):
        yield value.breaks("w3c-date")


def iso_date(value: Value) -> Iterator[Finding]:
    """Checks a date by ISO 8601, whose zone may be missing."""
    match = _ISO.fullmatch(value.text)
    if match is None or _iso_moment(match) is None:
        yield value.breaks("iso-date")


def moment_of(text: str) -> datetime | None:
    """Returns the time that a date of any of the forms means, ``None`` for none."""
    match = _ISO.fullmatch(text.strip())
    if match is not None:
        return _iso_moment(match)
    match = _RSS_DATE.fullmatch(_without_comments(text))
    return None if match is None else _rss_moment(match)


def _without_comments(text: str) -> str:
    """Takes comments out, which RFC 822 allows, one in another."""
    if len(text) > 200:
        return text
    text = _ESCAPED.sub("", text)
    before = ""
    while before != text:
        before, text = text, _COMMENT.sub(" ", text)
    return text.strip()


def _rss_moment(match: re.Match[str]) -> datetime | None:
    name = match["month"].lower()
    if name not in _MONTHS:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:  # as RFC 2822, 4.3, reads it
        year += 2000 if year < 50 else 1900
    zone = (match["zone"] or "z").lower()
    if zone[0] in "+-":
        offset = int(zone[1:3]) * 60 + int(zone[3:5])
        offset = -offset if zone[0] == "-" else offset
    else:
        offset = _ZONES.get(zone, 0) * 60
    return _moment(
        (year, _MONTHS.index(name) + 1, int(match["day"])),
        (int(match["hour"]), int(match["minute"]), int(match["second"] or 0)),
        offset,
    )


def _iso_moment(match: re.Match[str]) -> datetime | None:
    zone = match["zone"] or "Z"
    offset = 0
    if zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        if minutes > 59:
            return None
        offset = (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)
    return _moment(
        (int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)),
        (int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0)),
        offset,
    )


def _moment(date: tuple[int, int, int], time: tuple[int, int, int], offset: int) -> datetime | None:
    hour, minute, second = time
    if second > 60 or abs(offset) >= 24 * 60:
        return None
    try:
        # A leap second is one that clocks do not show.
        zone = timezone(timedelta(minutes=offset)) if offset else UTC
        return datetime(*date, hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        return None
