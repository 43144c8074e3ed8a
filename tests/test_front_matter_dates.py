"""The strict date reader and what decides on an article's dates."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publishkit.reading.dates import DateFault, DateReading, read_date
from publishkit.reading.front_matter import FrontMatter, read_front_matter

SHANGHAI = timezone(timedelta(hours=8))


def _read(block: str, name: str | None = None) -> FrontMatter:
    return read_front_matter(f"---\n{block}\n---\n", path=Path(name) if name else None)


def _codes(found: FrontMatter) -> list[str]:
    return [diagnostic.code for diagnostic in found.diagnostics]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-06-19T20:03:39+08:00", "2025-06-19T20:03:39+08:00"),
        ("2025-06-19t20:03:39z", "2025-06-19T20:03:39+00:00"),
        ("2025-06-19T20:03:39.789Z", "2025-06-19T20:03:39+00:00"),
        ("2025-06-19T20:03:39,5+0800", "2025-06-19T20:03:39+08:00"),
        ("2025-06-19 20:03:39 +0800", "2025-06-19T20:03:39+08:00"),
        ("2025-06-19 20:03:39+08", "2025-06-19T20:03:39+08:00"),
        ("2025-06-19 20:03:39 +8", "2025-06-19T20:03:39+08:00"),
        ("2025-06-19 20:03:39 -0330", "2025-06-19T20:03:39-03:30"),
        ("2025-06-19 20:03:39 UTC", "2025-06-19T20:03:39+00:00"),
        ("2025-06-19 20:03:39 GMT", "2025-06-19T20:03:39+00:00"),
        ("2025-06-19 20:03:39 UTC+08:00", "2025-06-19T20:03:39+08:00"),
        ("2025-06-19T20:03Z", "2025-06-19T20:03:00+00:00"),
        ("20250619T200339Z", "2025-06-19T20:03:39+00:00"),
        ("Thu, 19 Jun 2025 20:03:39 +0800", "2025-06-19T20:03:39+08:00"),
        ("Thu, 19 Jun 2025 20:03:39 GMT", "2025-06-19T20:03:39+00:00"),
        ("1750334619", "2025-06-19T12:03:39+00:00"),
        ("1750334619000", "2025-06-19T12:03:39+00:00"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00:00"),
    ],
)
def test_a_date_with_its_own_zone_is_read_as_written(text: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment)
    reading = read_date(text, zone=SHANGHAI)
    assert reading == DateReading(expected)
    assert isinstance(reading, DateReading)
    assert reading.moment.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-06-19T20:03:39", "2025-06-19T20:03:39"),
        ("2025-06-19 20:03:39", "2025-06-19T20:03:39"),
        ("2025-06-19T20:03", "2025-06-19T20:03:00"),
        ("2025-06-19 20:03", "2025-06-19T20:03:00"),
        ("2025-6-9 8:00:00", "2025-06-09T08:00:00"),
        ("2025/06/19 20:03", "2025-06-19T20:03:00"),
        ("2025年6月19日 20:03", "2025-06-19T20:03:00"),
        ("2025年6月19日20:03:39", "2025-06-19T20:03:39"),
        ("2025年6月19日20时3分39秒", "2025-06-19T20:03:39"),
        ("2025年6月19日 20时", "2025-06-19T20:00:00"),
        ("June 19, 2025 8:03 PM", "2025-06-19T20:03:00"),
        ("June 19, 2025, 12:03 am", "2025-06-19T00:03:00"),
    ],
)
def test_a_time_without_zone_is_in_the_configured_one(text: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    assert read_date(text, zone=SHANGHAI) == DateReading(expected, is_zoneless=True)


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-19",
        "2025-6-19",
        "2025/06/19",
        "2025.6.19",
        "2025年6月19日",
        "2025年 6月 19日",
        "2025年6月19号",
        "June 19, 2025",
        "Jun 19 2025",
        "june 19th, 2025",
        "19 Jun 2025",
        "19 June 2025",
        "Thursday, June 19, 2025",
        "Thu, 19 Jun 2025",
        "20250619",
        " 2025-06-19 ",
    ],
)
def test_a_date_alone_is_midnight_in_the_configured_zone(text: str) -> None:
    midnight = datetime(2025, 6, 19, tzinfo=SHANGHAI)
    assert read_date(text, zone=SHANGHAI) == DateReading(midnight, is_date_only=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("01/02/2024", "ambiguous date"),
        ("13/02/2024", "ambiguous date"),
        ("1-2-24", "ambiguous date"),
        ("1.2.2024 10:00", "ambiguous date"),
        ("2025-06-19 20:03:39 CST", "ambiguous zone 'CST'"),
        ("Thu, 19 Jun 2025 20:03:39 EST", "ambiguous zone 'EST'"),
        ("2025-13-45", "no such date"),
        ("2025-06-31", "no such date"),
        ("2025-02-29", "no such date"),
        ("0000-00-00", "no such date"),
        ("2025-00-10", "no such date"),
        ("20251345", "no such date"),
        ("2025-06-19T24:00:00", "no such date"),
        ("2025-06-19T23:59:60", "no such date"),
        ("2025-06-19T20:03:39+25:00", "no such date"),
        ("2025-06-19T20:03:39+24:00", "no such date"),
        ("2025-06-19T20:03:39+08:60", "no such date"),
        ("2025-06-19 13:00 PM", "no such date"),
        ("0999-01-01", "year 1000"),
        ("1900-01-01T00:00:00+08:05:43", "offset with seconds"),
        ("0001-01-01T00:00:00+08:00", "no such date"),
        ("9999-12-31T23:59:59-08:00", "no such date"),
        ("20:03:39", "not a date"),
        ("2025", "not a date"),
        ("2025-06", "not a date"),
        ("yesterday", "not a date"),
        ("now", "not a date"),
        ("Juni 19, 2025", "not a date"),
        ("Foo 19, 2025", "not a date"),
        ("12345", "not a date"),
        ("２０２５年", "not a date"),
        ("", "not a date"),
        ("9" * 100_000, "not a date"),
    ],
)
def test_what_is_unreal_or_ambiguous_is_no_date(text: str, reason: str) -> None:
    fault = read_date(text, zone=SHANGHAI)
    assert isinstance(fault, DateFault)
    assert reason in fault.reason


def test_a_zone_before_standard_time_cannot_be_written() -> None:
    fault = read_date("1890-01-01", zone=ZoneInfo("Asia/Shanghai"))
    assert isinstance(fault, DateFault)
    assert "offset with seconds" in fault.reason


def test_a_named_zone_gives_a_fixed_offset_by_the_season() -> None:
    for text, hours in (("2025-01-01", -5), ("2025-07-01", -4)):
        reading = read_date(text, zone=ZoneInfo("America/New_York"))
        assert isinstance(reading, DateReading)
        assert reading.moment.tzinfo == timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    "value", ["2025-13-45", "01/02/2024", "[2025-06-19]", "yes", "{a: b}", "20:03:39", "soon"]
)
def test_a_bad_date_is_a_warning_with_its_line_and_left_out(value: str) -> None:
    found = _read(f"title: a\ndate: {value}")
    assert found.metadata.date is None
    (warning,) = found.diagnostics
    assert (warning.code, warning.line) == ("F005", 3)
    assert warning.hint


def test_a_toml_time_is_not_a_date() -> None:
    found = read_front_matter("+++\ndate = 20:03:39\n+++\n")
    assert found.metadata.date is None
    assert _codes(found) == ["F005"]


@pytest.mark.parametrize(
    ("value", "moment", "is_date_only"),
    [
        ("2025-06-19", "2025-06-19T00:00:00+00:00", True),
        ("2025-06-19T20:03:39", "2025-06-19T20:03:39+00:00", False),
        ("2025-06-19 20:03:39.5+08:00", "2025-06-19T20:03:39+08:00", False),
    ],
)
def test_toml_dates_are_read_by_the_same_rules(value: str, moment: str, is_date_only: bool) -> None:
    metadata = read_front_matter(f"+++\ndate = {value}\n+++\n").metadata
    assert (metadata.date, metadata.date_only) == (datetime.fromisoformat(moment), is_date_only)


@pytest.mark.parametrize(
    "name",
    [
        "date",
        "publishDate",
        "publish_date",
        "pubDate",
        "published",
        "date_published",
        "published_at",
        "created",
        "created_at",
        "日期",
        "lastmod",
        "Date",
    ],
)
def test_every_name_of_the_date_is_known(name: str) -> None:
    found = _read(f"{name}: 2025-06-19")
    assert found.metadata.date == datetime(2025, 6, 19, tzinfo=UTC)
    assert found.metadata.date_only
    assert _codes(found) == []


def test_dates_rank_as_documented() -> None:
    block = "lastmod: 2025-06-25\ncreated: 2025-06-20\npubDate: 2025-06-22"
    found = _read(block, "2025-06-01-a.md")
    assert found.metadata.date == datetime(2025, 6, 22, tzinfo=UTC)
    assert _codes(found) == ["F004"]
    found = _read("lastmod: 2025-06-25", "_posts/2025-06-01-a.md")
    assert found.metadata.date == datetime(2025, 6, 1, tzinfo=UTC)
    assert found.metadata.updated == datetime(2025, 6, 25, tzinfo=UTC)


def test_an_unreadable_date_does_not_hide_the_next_name() -> None:
    found = _read("date: 2025-13-45\ncreated: 2025-06-20")
    assert found.metadata.date == datetime(2025, 6, 20, tzinfo=UTC)
    assert _codes(found) == ["F005"]


def test_a_publication_date_that_differs_is_a_schedule() -> None:
    found = _read("date: 2025-06-19\npublishDate: 2025-07-01")
    assert found.metadata.publish_at == datetime(2025, 7, 1, tzinfo=UTC)
    assert _codes(found) == []
    assert _read("date: 2025-06-19\npublishDate: 2025-06-19").metadata.publish_at is None


def test_updated_before_date_is_clamped_with_a_warning() -> None:
    found = _read("date: 2025-06-19\nlastmod: 2025-06-18")
    assert found.metadata.updated == found.metadata.date
    assert [(d.code, d.line) for d in found.diagnostics] == [("F007", 3)]


def test_updated_on_the_same_day_without_a_time_is_no_contradiction() -> None:
    found = _read("date: 2025-06-19T20:00:00Z\nlastmod: 2025-06-19")
    assert found.metadata.updated == found.metadata.date
    assert found.diagnostics == ()


def test_no_date_is_one_warning_and_never_now() -> None:
    for text in ("---\ntitle: a\n---\n", "text\n", ""):
        found = read_front_matter(text)
        assert found.metadata.date is None
        assert _codes(found) == ["F006"]


@pytest.mark.parametrize(
    ("name", "slug", "date"),
    [
        ("_posts/2025-06-19-a-b.md", "a-b", datetime(2025, 6, 19, tzinfo=UTC)),
        ("2025-6-9-标题.md", "标题", datetime(2025, 6, 9, tzinfo=UTC)),
        ("2025-06-19-a/index.md", "a", datetime(2025, 6, 19, tzinfo=UTC)),
        ("2025-13-45-a.md", "2025-13-45-a", None),
        ("a.b.md", "a.b", None),
    ],
)
def test_a_files_name_gives_date_and_slug(name: str, slug: str, date: datetime | None) -> None:
    metadata = _read("title: a", name).metadata
    assert (metadata.slug, metadata.date, metadata.date_only) == (slug, date, date is not None)
    assert _read("slug: s\ndate: 2024-01-01", name).metadata.slug == "s"


def test_missing_zones_are_noted_once_for_an_article() -> None:
    found = _read("date: 2025-06-19 20:00:00\nlastmod: 2025-06-20 20:00:00")
    assert _codes(found) == ["F013"]


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "America/New_York"},
        {"TZ": "Asia/Shanghai"},
        {"LC_ALL": "zh_CN.UTF-8"},
        {"LC_ALL": "C"},
        {"PYTHONHASHSEED": "7"},
    ],
)
def test_the_machine_decides_nothing(environment: dict[str, str]) -> None:
    program = (
        "from publishkit.reading.front_matter import read_front_matter\n"
        "import sys\nprint(ascii(read_front_matter(sys.argv[1])))"
    )
    text = "---\ndate: 2025-06-19 20:03:39\nlastmod: June 20, 2025\ntags: [b, a, x]\n---"
    here = subprocess.run(
        [sys.executable, "-c", program, text],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert here.stdout.strip() == ascii(read_front_matter(text))
