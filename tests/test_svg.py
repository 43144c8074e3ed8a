"""SVG images keep what they draw and lose whatever is active or remote."""

from __future__ import annotations

import pytest

from publishkit.render.svg import clean_svg

_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def _cleaned(inner: str, attributes: str = "") -> str:
    result = clean_svg(f"{_OPEN} {attributes}>{inner}</svg>".encode())
    assert result is not None
    return result.decode()


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<script href="https://bad.example/x.js"/>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>",
        '<rect onclick="alert(1)" ONLOAD="alert(1)"/>',
        '<a xlink:href="javascript:alert(1)"><rect/></a>',
        '<a href="https://bad.example/"><rect/></a>',
        '<image href="https://bad.example/x.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<use href="other.svg#x"/>',
        '<image href="data:image/svg+xml,&lt;svg onload=alert(1)&gt;"/>',
        '<rect style="fill: url(https://bad.example/x)"/>',
        '<rect fill="url( &quot;https://bad.example/x&quot; )"/>',
        "<style>@import 'https://bad.example/x.css';</style>",
        "<style>rect { background: \\75rl(https://bad.example/x) }</style>",
        '<set attributeName="xlink:href" to="javascript:alert(1)"/>',
        '<animate attributeName="onclick" values="alert(1)"/>',
        '<handler xmlns="http://www.w3.org/2001/xml-events">alert(1)</handler>',
        "<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://bad.example/'/>",
        "<?xml-stylesheet href='https://bad.example/x.css'?>",
        "<switch><foreignObject onload='alert(1)'/></switch>",
    ],
)
def test_nothing_active_or_remote_is_left_in_an_svg(inner: str) -> None:
    result = _cleaned(inner)
    for word in ("alert", "bad.example", "passwd", "other.svg", "javascript", "foreignObject"):
        assert word not in result


def test_a_drawing_stays_as_it_is() -> None:
    inner = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        '<rect width="9" height="9" fill="url(#g)" style="stroke: red"/><use xlink:href="#g"/>'
        "<style>rect { fill: url('#g') }</style><text>中文 <tspan>α</tspan> β</text>"
        '<image href="data:image/png;base64,AAAA"/>'
    )
    source = f'{_OPEN} viewBox="0 0 9 9">{inner}</svg>'
    assert clean_svg(source.encode()) == source.encode()


def test_text_after_a_removed_element_stays() -> None:
    assert "<text>ab</text>" in _cleaned("<text>a<script>x</script>b</text>")


def test_cleaning_twice_changes_nothing() -> None:
    once = clean_svg(f'{_OPEN}><a href="x"><g id="1"/></a><g id="b"/><g id="b"/></svg>'.encode())
    assert once is not None
    assert clean_svg(once) == once
    assert once.count(b"id=") == 1


def test_entities_of_a_drawing_program_are_resolved_and_the_doctype_goes() -> None:
    source = (
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">'
        '<!ENTITY c "red">]><svg xmlns="&ns_svg;"><rect fill="&c;"/></svg>'
    )
    assert clean_svg(source.encode()) == (
        b'<svg xmlns="http://www.w3.org/2000/svg"><rect fill="red"/></svg>'
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"<svg",
        b"<svg><rect/></svg>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>",
        b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
        + b"".join(
            f'<!ENTITY {new} "{f"&{old};" * 50}">'.encode()
            for old, new in ("ab", "bc", "cd", "de", "ef")
        )
        + b']><svg xmlns="http://www.w3.org/2000/svg">&f;</svg>',
    ],
)
def test_what_is_no_sound_svg_gives_none(data: bytes) -> None:
    result = clean_svg(data)
    assert result is None or b"root:" not in result
    assert result is None or len(result) < 200


def test_a_style_element_has_no_class_which_svg_1_does_not_know() -> None:
    assert "<style/>" in _cleaned('<style class="style-fonts"></style>')
    assert '<g class="a"/>' in _cleaned('<g class="a"/>')
