"""publishkit.toml: found beside the sources, checked whole, and overridden by the call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publishkit.config import (
    Configuration,
    find_configuration,
    parse_author,
    parse_timezone,
    read_configuration,
)
from publishkit.errors import ConfigurationError
from publishkit.model.metadata import Author


def configured(folder: Path, text: str) -> Configuration:
    path = folder / "publishkit.toml"
    path.write_text(text, encoding="utf-8")
    return read_configuration(path)


def refused(folder: Path, text: str) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        configured(folder, text)
    return caught.value


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    configuration = configured(
        tmp_path,
        """
title = "文章"
authors = ["张三", {name = "Li Si", url = "https://example.org/li"}]
base_url = "https://example.org/blog"
timezone = "Asia/Shanghai"
to = ["epub", "pdf"]
uncited = "drop"
static_roots = ["static"]
output = "out"
strict = true
jobs = 2
now = 2025-06-19T20:00:00

[pdf]
page_size = "A5"
image-dpi = 150
""",
    )
    assert configuration.title == "文章"
    assert configuration.authors == (Author("张三"), Author("Li Si", url="https://example.org/li"))
    assert configuration.base_url == "https://example.org/blog/"
    assert configuration.to == ("epub", "pdf")
    assert configuration.uncited == "drop"
    assert configuration.static_roots == (tmp_path / "static",)
    assert configuration.output == tmp_path / "out"
    assert configuration.strict
    assert configuration.jobs == 2
    assert configuration.now is not None
    assert configuration.now.utcoffset() == timedelta(hours=8)
    assert configuration.formats["pdf"] == {"page_size": "A5", "image_dpi": 150}


def test_keys_may_be_written_as_on_the_command_line(tmp_path: Path) -> None:
    configuration = configured(
        tmp_path, 'base-url = "https://example.org"\nauthor = "A"\nfrom = "org"\n'
    )
    assert configuration.base_url == "https://example.org/"
    assert configuration.authors == (Author("A"),)
    assert configuration.from_format == "org"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('\ntilte = "A"', 2, "no key named 'tilte'", "did you mean 'title'?"),
        ("title = [1]", 1, "'title' cannot be '[1]': expected text", None),
        ('uncited = "kepe"', 1, "expected 'keep' or 'drop'; did you mean 'keep'?", None),
        ('jobs = "many"', 1, "expected a whole number", None),
        ("strict = 2", 1, "expected true or false", None),
        ('timezone = "Asia/Shanghia"', 1, "did you mean 'Asia/Shanghai'?", None),
        ('base_url = "example.org"', 1, "expected an address", None),
        ('now = "soon"', 1, "expected a time", None),
        ("authors = [7]", 1, 'expected "Name" or {name', None),
        ("\n\n[pfd]\npage_size = 1", 3, "no exporter named 'pfd'", "did you mean 'pdf'?"),
        ("title = ", 1, "not TOML", None),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, message: str, hint: str | None
) -> None:
    error = refused(tmp_path, text)
    assert message in error.message
    assert error.line == line
    assert error.hint == hint
    assert error.path == tmp_path / "publishkit.toml"


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    error = refused(tmp_path, 'titel = "A"\nstrict = "maybe"\n[epbu]\n')
    text = str(error)
    for part in ("'titel'", "line 2: 'strict'", "line 3: no exporter named 'epbu'"):
        assert part in text


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "publishkit.toml"
    path.write_bytes('title = "中"'.encode("gb18030"))
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        read_configuration(path)


def test_the_nearest_file_above_the_source_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "publishkit.toml").touch()
    assert find_configuration([deep / "x.md"]) == tmp_path / "publishkit.toml"
    (tmp_path / "a" / "publishkit.toml").touch()
    assert find_configuration([deep, deep / "x.md"]) == tmp_path / "a" / "publishkit.toml"


def test_sources_of_two_configurations_are_a_wrong_call(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "publishkit.toml").touch()
    with pytest.raises(ConfigurationError, match="is configured by"):
        find_configuration([tmp_path / "a", tmp_path / "b"])


@pytest.mark.parametrize(
    ("name", "hours"), [("UTC", 0), ("+08:00", 8), ("-0330", -3.5), ("Asia/Shanghai", 8)]
)
def test_a_timezone_is_a_name_or_an_offset(name: str, hours: float) -> None:
    moment = datetime(2025, 6, 19, tzinfo=UTC).astimezone(parse_timezone(name))
    assert moment.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["", "CST8", "+25:00", "../../etc/passwd", "/etc/localtime"])
def test_what_is_no_timezone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="expected a name such as"):
        parse_timezone(name)


def test_an_author_may_have_a_mail_address() -> None:
    assert parse_author("Li Si <li@example.org>") == Author("Li Si", "li@example.org")
