"""YAML's traps: what PyYAML would guess, and what the author wrote."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from publishkit.errors import InputError, LimitError
from publishkit.reading.front_matter import FrontMatter, read_front_matter

PATH = Path("a.md")


def _read(block: str) -> FrontMatter:
    return read_front_matter(f"---\n{block}\n---\nbody\n", path=PATH)


def _codes(found: FrontMatter) -> list[tuple[str, int | None]]:
    return [(d.code, d.line) for d in found.diagnostics if d.code not in {"F006", "F013"}]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("2024", "2024"),
        ("2024-01-01", "2024-01-01"),
        ("0012", "0012"),
        ("08", "08"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1.10", "1.10"),
        (".inf", ".inf"),
        ("1e3", "1e3"),
        ("12:30", "12:30"),
        ("20:03:39", "20:03:39"),
        ("yes", "yes"),
        ("off", "off"),
        ("TRUE", "TRUE"),
        ("是", "是"),
        ("y", "y"),
        ("C #x", "C"),
        ("C#", "C#"),
        ("a:b", "a:b"),
        ("a：b", "a：b"),
        ("50% off", "50% off"),
        ("-x", "-x"),
        (r"C:\x", r"C:\x"),
        ("=", "="),
        ("<<", "<<"),
        ("2025-13-45", "2025-13-45"),
        ("0000-00-00", "0000-00-00"),
        ("'null'", "null"),
        ('"~"', "~"),
        ("|\n  a\n  b", "a b"),
        ("a   b", "a b"),
        ("e\u0301", "\u00e9"),
        ("<b>x</b> *y*", "<b>x</b> *y*"),
        ("a[^1]", "a"),
        ("a [^b]", "a [^b]"),
        ("'''x'' and \"y\"'", "'x' and \"y\""),
    ],
)
def test_a_title_is_the_text_as_written(written: str, title: str) -> None:
    found = _read(f"title: {written}")
    assert found.metadata.title == title
    assert _codes(found) == []


@pytest.mark.parametrize("written", ["", "~", "null", "''", '" "', ">-"])
def test_a_value_that_is_not_given_is_missing_without_a_word(written: str) -> None:
    found = _read(f"title: {written}\nheadline: b")
    assert found.metadata.title == "b"
    assert _codes(found) == []


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("title: #x", "F009"),
        ("title: #1 a", "F009"),
        ("tags: #x", "F009"),
        ("title: &x", "F011"),
        ("title: {x}", "F002"),
        ("title: [a]", "F002"),
        ("title: !x y", "F011"),
        ("title: !!python/object:os.system y", "F011"),
        ("<<: {title: a}", "F011"),
        ("? [a]\n: b", "F011"),
        ('title: "\\u0007"', "M001"),
        ('? ""\n: b', "F011"),
    ],
)
def test_yaml_that_says_something_else_is_left_out_with_a_warning(block: str, code: str) -> None:
    found = _read(block)
    assert found.metadata.title == ""
    assert _codes(found) == [(code, 2)]


@pytest.mark.parametrize(
    ("block", "column", "hint"),
    [
        ("title: a: b", 9, "contains ': '"),
        ("title: “a: b”", 10, "“ ” do not quote"),
        ("title: @x", 8, "starts with '@'"),
        ("title: %x", 8, "starts with '%'"),
        ("title: `x`", 8, "starts with '`'"),
        ("title: - x", 8, "starts with '-'"),
        ("title: | x", 10, "starts with '|'"),
        ('title: "x" y', 12, "quote"),
        ("title: [转载] x", 13, "starts with '['"),
        ("title: [未闭合", 8, "starts with '['"),
        ("title: {a", 8, "starts with '{'"),
        ("title: [", 8, "starts with '['"),
        ("title: *x", 8, "starts with '*'"),
        ("title: *x*", 8, "starts with '*'"),
        ('title: "C:\\x"', 13, "backslash"),
        ("title: 'a", 8, "close the quote"),
    ],
)
def test_bad_syntax_is_an_error_with_line_column_and_a_fitting_hint(
    block: str, column: int, hint: str
) -> None:
    with pytest.raises(InputError) as caught:
        _read(f"date: 2025-06-19\n{block}")
    error = caught.value
    assert (error.path, error.line, error.column) == (PATH, 3, column)
    assert hint in str(error.hint)


def test_a_tab_as_indent_is_an_error_that_says_so() -> None:
    with pytest.raises(InputError) as caught:
        _read("tags:\n\t- a")
    assert caught.value.line == 3
    assert "tabs" in str(caught.value.hint)


def test_a_full_width_colon_among_good_lines_is_an_error_that_says_so() -> None:
    with pytest.raises(InputError) as caught:
        _read("date: 2025-06-19\ntitle：x\ntags: a")
    assert caught.value.line == 3
    assert "half-width colon" in str(caught.value.hint)


def test_a_tab_after_the_colon_is_read() -> None:
    assert _read("title:\tx").metadata.title == "x"


def test_a_key_given_twice_is_reported_with_both_lines_and_the_last_wins() -> None:
    found = _read("title: a\ntags: b\nTitle: c")
    assert found.metadata.title == "c"
    (warning,) = [d for d in found.diagnostics if d.code == "F003"]
    assert warning.line == 4
    assert "line 2 and again in line 4" in warning.message


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("-5", -5),
        ("0x10", 16),
        ("1_000", 1000),
        ("0012", "0012"),
        ("12:30", "12:30"),
        ("1.5", 1.5),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("yes", True),
        ("Off", False),
        ("~", None),
        ("", None),
        ("2025-06-19", "2025-06-19"),
        ("2025-13-45", "2025-13-45"),
        ("'1'", "1"),
        ("[a, 1]", ("a", 1)),
        ("{a: {b: [1]}}", {"a": {"b": (1,)}}),
        ("9" * 5000, "9" * 5000),
        ('"a\\u0007b"', "ab"),
    ],
)
def test_unknown_keys_are_kept_as_yaml_means_them_where_that_works(
    written: str, value: object
) -> None:
    assert dict(_read(f"x_y: {written}").metadata.extra) == {"x_y": value}


def test_known_and_ignored_keys_are_kept_without_a_word() -> None:
    found = _read("date: 2025-06-19\nlayout: post\ntype: x\neleventyNavigation: {key: a}\nbuild: 1")
    assert set(found.metadata.extra) == {"layout", "type", "eleventyNavigation", "build"}
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("block", "value"),
    [
        ("date: 2025-06-19T20:03:39+08:00", "2025-06-19T20:03:39+08:00"),
        ("date: 2025-06-19 20:03:39 +08:00", "2025-06-19T20:03:39+08:00"),
        ("date: 2025-06-19 20:03:39 +8", "2025-06-19T20:03:39+08:00"),
        ("date: 2025-06-19T20:03:39Z", "2025-06-19T20:03:39+00:00"),
        ("date: 20250619", "2025-06-19T00:00:00+00:00"),
        ("date: 1750334619", "2025-06-19T12:03:39+00:00"),
        ("date: '2025-06-19'", "2025-06-19T00:00:00+00:00"),
    ],
)
def test_dates_do_not_depend_on_yaml(block: str, value: str) -> None:
    assert _read(block).metadata.date == datetime.fromisoformat(value)


def _with_aliases() -> str:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(["a0: &a0 [x, x]", *levels])


@pytest.mark.parametrize(
    ("block", "error"),
    [
        ("x: " + "[" * 300_000, LimitError),
        ("x: " + "[" * 200_000, LimitError),
        ("x: " + "- " * 100_000, InputError),
        ("x:\n" + "- " * 100_000, LimitError),
        ("x: " + "{a: " * 30_000, LimitError),
        ("x: &x [*x]", InputError),
        (_with_aliases(), InputError),
        ("x: [" + "a," * 60_000 + "]", LimitError),
        ("title: " + "a" * 10_000_000, LimitError),
        ("title: a\n" * 1_000_000, LimitError),
        ("title: \ud800", InputError),
        ("title: \0", InputError),
    ],
)
def test_hostile_yaml_is_a_clear_error_with_its_line(block: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        _read(block)
    assert isinstance(caught.value, (InputError, LimitError))
    assert caught.value.line in {2, 3}


def _nested_json(depth: int) -> str:
    return '{"a": ' + '{"a": ' * depth + "1" + "}" * depth + "}\n"


@pytest.mark.parametrize(
    "text",
    [
        _nested_json(25),
        _nested_json(100_000),
        '{"a": ' + "[" * 100_000,
        '{"a": "' + "a" * 400_000 + '"}\n',
        "+++\na = " + "[" * 100_000 + "\n+++\n",
        "+++\na = " + "[" * 30 + "]" * 30 + "\n+++\n",
        "+++\n" + "a." * 100_000 + "a = 1\n+++\n",
        "+++\nx = 1\n" + "# comment\n" * 100_000 + "+++\n",
        "Title: a\n" + "Key: a\n" * 100_000 + "\n",
    ],
)
def test_hostile_toml_json_and_lines_are_refused(text: str) -> None:
    with pytest.raises(LimitError):
        read_front_matter(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n"title": "a"\n"b": 1\n}\n', 3),
        ('{"title": "a\nb"}\n', 1),
        ("{\n  title: 1\n}\n", 2),
        ('+++\ntitle = "a"\ndate = 2025-13-45\n+++\n', 3),
        ('+++\n标题 = "x"\n+++\n', 2),
        ("+++\na = 1\na = 2\n+++\n", 3),
    ],
)
def test_broken_toml_and_json_are_errors_with_their_line(text: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        read_front_matter(text, path=PATH)
    assert (caught.value.path, caught.value.line) == (PATH, line)
    assert caught.value.hint


def test_escapes_and_odd_numbers_of_json_and_toml_do_no_harm() -> None:
    found = read_front_matter(
        '{"title": "a\\ud800\\u0007b", "x": NaN, "x": 1.10, "tags": [1.10]}\n'
    )
    assert found.metadata.title == "ab"
    assert found.metadata.tags == ("1.10",)
    assert dict(found.metadata.extra) == {"x": 1.1}
    assert {"M001", "F003"} <= {d.code for d in found.diagnostics}
    found = read_front_matter('+++\ntitle = "a\\u0007b"\nx = inf\ny = 0x10\n+++\n')
    assert found.metadata.title == "ab"
    assert dict(found.metadata.extra) == {"x": "inf", "y": 16}


def test_long_text_between_rules_is_body_however_long() -> None:
    text = "---\n" + "some words *here*\n" * 50_000 + "---\nmore\n"
    assert read_front_matter(text).body == text


@pytest.mark.parametrize(
    "text",
    [
        "---" + " " * 5_000_000 + "x",
        "<!--" + " " * 5_000_000,
        "\n" * 5_000_000,
        "Title" + " " * 5_000_000 + "b",
        "{" * 5_000_000,
        "---\n" * 1_000_000 + "x",
    ],
)
def test_long_runs_of_spaces_and_fences_do_not_hang_the_search_for_a_block(text: str) -> None:
    found = read_front_matter(text)
    assert found.metadata.title == ""
    assert text.endswith(found.body)
