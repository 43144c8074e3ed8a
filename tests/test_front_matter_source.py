"""Bytes to text: encodings, line ends, forbidden characters and limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from publishkit.errors import InputError, LimitError
from publishkit.reading.source import clean_text, decode_source

PATH = Path("article.md")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("标题\n".encode(), "标题\n"),
        ("标题\n".encode("utf-8-sig"), "标题\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"a\r\r\nb", "a\n\nb"),
        ("标题\n".encode("utf-16"), "标题\n"),
        (b"\xfe\xff" + "标题\n".encode("utf-16-be"), "标题\n"),
        ("标题\n".encode("utf-32"), "标题\n"),
        (b"", ""),
        (b"\ta\n", "\ta\n"),
    ],
)
def test_text_is_decoded_with_line_feeds_and_without_byte_order_mark(
    data: bytes, text: str
) -> None:
    source = decode_source(data, path=PATH)
    assert (source.text, source.diagnostics) == (text, ())


@pytest.mark.parametrize(
    ("data", "message", "line", "hint"),
    [
        (b"abc\n\xff\xfe", "byte 4", 2, "UTF-8"),
        (b"\xef\xbb\xbfab\xff", "byte 5", 1, "UTF-8"),
        ("中文的内容".encode("gb18030"), "byte 0", 1, "GB18030"),
        (b"\xff\xfeabc", "UTF-16", None, "UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "not a text file", None, "UTF-8"),
        ("text".encode("utf-16-le"), "not a text file", None, "UTF-8"),
    ],
)
def test_other_encodings_and_binary_files_are_errors_with_an_offset(
    data: bytes, message: str, line: int | None, hint: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        decode_source(data, path=PATH)
    assert caught.value.path == PATH
    assert caught.value.line == line
    assert hint in str(caught.value.hint)


def test_a_source_above_the_limit_is_refused() -> None:
    assert decode_source(b"a" * 100, path=None, max_bytes=100).text == "a" * 100
    with pytest.raises(LimitError, match="101 bytes, the limit is 100"):
        decode_source(b"a" * 101, path=None, max_bytes=100)


@pytest.mark.parametrize("code", [0, 7, 8, 0xB, 0x1F, 0x7F, 0x85, 0x9F, 0xD800, 0xDFFF, 0xFFFE])
def test_characters_that_xml_forbids_are_dropped_and_reported_with_their_line(code: int) -> None:
    source = clean_text(f"one\ntw{chr(code)}o", path=PATH)
    assert source.text == "one\ntwo"
    (diagnostic,) = source.diagnostics
    assert (diagnostic.code, diagnostic.path, diagnostic.line) == ("M001", PATH, 2)
    assert f"U+{code:04X}" in diagnostic.message


def test_many_forbidden_characters_are_counted_and_not_listed_one_by_one() -> None:
    source = clean_text("\x01\n" * 5000, path=None)
    assert source.text == "\n" * 5000
    assert len(source.diagnostics) == 21
    assert "4980 more" in source.diagnostics[-1].message


def test_a_string_with_a_byte_order_mark_loses_it() -> None:
    assert clean_text("\ufeff---\r\n", path=None).text == "---\n"
