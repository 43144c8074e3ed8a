"""Colours, and what WeChat's dark mode makes of them."""

from __future__ import annotations

import pytest

from publishkit.formats.wechat.dark_mode import PAGE, dark_markup, declarations_of
from publishkit.render.color import Color, contrast, parse_color, replace_colors


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("#abc", Color(170, 187, 204)),
        ("#AABBCC80", Color(170, 187, 204, 128 / 255)),
        (" red ", Color(255, 0, 0)),
        ("rgb(10, 20, 30)", Color(10, 20, 30)),
        ("rgba(10 20 30 / 50%)", Color(10, 20, 30, 0.5)),
        ("hsl(120,50%,50%)", Color(63.75, 191.25, 63.75)),
        ("transparent", Color(0, 0, 0, 0)),
    ],
)
def test_a_colour_is_read_in_each_of_its_notations(text: str, color: Color) -> None:
    assert parse_color(text) == color


@pytest.mark.parametrize(
    "text",
    ["", "currentColor", "inherit", "var(--x)", "solid", "1px solid red", "#12", "oklch(1 0 0)"],
)
def test_what_is_no_colour_by_itself_is_none(text: str) -> None:
    assert parse_color(text) is None


def test_contrasts_are_those_of_wcag() -> None:
    white, grey = Color(255, 255, 255), Color(119, 119, 119)

    assert round(contrast(white, Color(0, 0, 0)), 2) == 21
    assert round(contrast(grey, white), 2) == round(contrast(white, grey), 2) == 4.48


def test_only_colours_are_replaced_in_a_value() -> None:
    value = "1px solid #ddd, rgba(0, 0, 0, .5) red url(red.png) 'red' darkred-like"

    assert replace_colors(value, lambda _: Color(1, 2, 3)) == (
        "1px solid #010203, #010203 #010203 url(red.png) 'red' darkred-like"
    )


#: What wechatjs/mp-darkmode 1.2.1 makes of them in Chromium: ground, text, the same in dark mode.
CONVERTED = [
    ("", "#333", "", "#a3a3a3"),
    ("", "#0b7a55", "", "#4bd0a4"),
    ("", "#fff", "", "#ffffff"),
    ("", "#b3261e", "", "#cb2b22"),
    ("", "rgba(0,0,0,.5)", "", "rgba(163,163,163,0.5)"),
    ("#fff", "#000", "#191919", "#a3a3a3"),
    ("#f6f7f8", "#666", "#bdbebf", "#666666"),
    ("#fff3b0", "#1a1a1a", "#cbc18c", "#1a1a1a"),
    ("#1a5fb4", "#fff", "#1a5fb4", "#ffffff"),
    ("#222", "#ddd", "#383838", "#dddddd"),
    ("rgba(59,130,246,.5)", "#333", "rgba(59,130,246,0.5)", "#b3b3b3"),
]


@pytest.mark.parametrize(("ground", "text", "dark_ground", "dark_text"), CONVERTED)
def test_dark_mode_is_that_of_wechats_own_program(
    ground: str, text: str, dark_ground: str, dark_text: str
) -> None:
    around = f' style="background-color:{ground}"' if ground else ""
    markup = dark_markup(f'<section{around}><p style="color:{text}">文</p></section>')

    if ground:
        assert f'<section style="background-color:{dark_ground};' in markup
    assert f'<p style="color:{dark_text}">文</p>' in markup


def test_a_ground_without_a_text_colour_gets_one() -> None:
    assert dark_markup('<p style="background-color:#07c160">文</p>') == (
        '<p style="background-color:#07c160;color:#191919">文</p>'
    )


def test_lines_are_measured_against_the_page() -> None:
    assert dark_markup('<p style="border-left:1px solid #ddd;color:#333">文</p>') == (
        '<p style="border-left:1px solid #a3a3a3;color:#a3a3a3">文</p>'
    )


def test_a_gradient_becomes_one_flat_colour() -> None:
    assert dark_markup('<p style="background:linear-gradient(#fff,#1a5fb4);color:#fff">文</p>') == (
        '<p style="background:#1a5fb4;color:#ffffff">文</p>'
    )


def test_dark_mode_leaves_everything_but_colours_as_it_is() -> None:
    markup = (
        "<section><p>a &lt; b&nbsp;&#39;c&#39;<br/>d"
        '<img src="a.png" alt="&quot;" style="width:100%"/></p><!-- x -->'
        '<svg fill="#fff" viewBox="0 0 1 1"><path style="fill:#fff"/></svg></section>'
    )

    assert dark_markup(markup) == markup


def test_colours_of_one_element_end_with_it() -> None:
    first = '<p style="background-color:#07c160;color:#000">a<br></p>'

    assert dark_markup(f'<section>{first}<p style="color:#000">b</p></section>').endswith(
        '<p style="color:#a3a3a3">b</p></section>'
    )


def test_the_colours_at_a_place_are_those_that_are_seen() -> None:
    panel = PAGE.inside(declarations_of("Background-Color: rgba(0,0,0,.1); color: #07c160"))
    inner = panel.inside({"color": "rgba(0,0,0,.01)"})

    assert panel.ground.css == "#e6e6e6"
    assert panel.dark_ground.css == "#1c1c1c"
    assert inner.color.css == "#07c160"
