"""Nothing active passes the sanitiser, and nothing harmless is lost in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishkit.render.sanitize import (
    ALLOWED_TAGS,
    is_safe_url,
    sanitize_html,
    sanitize_pieces,
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror\n=\nalert(1)>",
    "<img src='x' onerror='alert(1)'//>",
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<img src=data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+>",
    "<img src=data:text/html,<script>alert(1)</script>>",
    "<img srcset='javascript:alert(1) 1x' src=a.png>",
    "<image src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><maction actiontype='statusline#' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<math><annotation-xml encoding='text/html'><iframe onload=alert(1)></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='java&Tab;script&colon;alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;:alert(1)'>x</a>",
    "<a href='java&amp;#115;cript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href='blob:https://evil.example/1'>x</a>",
    "<a href=x ping='https://evil.example/'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "<iframe src='//evil.example' onload=alert(1)>",
    "<iframe><script>alert(1)</script></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<object data='data:text/html;base64,PHNjcmlwdD4='><param name=x value=y></object>",
    "<embed src='javascript:alert(1)'>",
    "<embed src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<applet code=x codebase='javascript:alert(1)'></applet>",
    "<video src=x onerror=alert(1)></video>",
    "<video><source onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)></video>",
    "<audio src='javascript:alert(1)' onerror=alert(1)></audio>",
    "<form action='javascript:alert(1)'><input type=submit></form>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<textarea onfocus=alert(1) autofocus></textarea>",
    "<textarea></textarea><script>alert(1)</script>",
    "<keygen autofocus onfocus=alert(1)>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<style><img src='</style><img src=x onerror=alert(1)//'>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<div style='width: expression(alert(1))'>x</div>",
    "<div style='width: ex/**/pression(alert(1))'>x</div>",
    "<div style='behavior: url(#default#time2)'>x</div>",
    "<div style='-moz-binding: url(//evil.example/x.xml#x)'>x</div>",
    "<div style='color: red; position: fixed; top: 0'>x</div>",
    "<table background='javascript:alert(1)'><tr><td background='javascript:alert(1)'>x</table>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!--<img src='--><img src=x onerror=alert(1)>'>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<?php echo '<script>alert(1)</script>' ?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><p>&y;</p>",
    "<b <script>alert(1)</script>>x</b>",
    "<p title='</p><script>alert(1)</script>'>x</p>",
    "<a title='\"><img src=x onerror=alert(1)>' href=x>y</a>",
    "<x onclick=alert(1)>y</x>",
    "<custom-element onclick=alert(1)>y</custom-element>",
    "<div\x00 onclick=alert(1)>x</div>",
    "<div onclick\x0c=alert(1)>x</div>",
    "<p id=\"x\" class='y' onmouseover=alert(1)>z</p>",
]

ALLOWED_ATTRIBUTES = (
    "align alt class colspan data-files data-media datetime dir height href id lang name open"
    " rowspan src start style title type value width"
)
SHARDS = ["<b>", "</b>", "<!--", "-->", "'", '"', ">", "x", "<table>", "<p ", "<a href=", "</td>"]


class _Inventory(HTMLParser):
    """What a browser would see as elements, with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def assert_harmless(result: str) -> None:
    for tag, attributes in _Inventory(result).elements:
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= set(ALLOWED_ATTRIBUTES.split())
        for name in ("href", "src"):
            assert is_safe_url(attributes.get(name) or "", is_image=tag == "img")
        style = attributes.get("style") or ""
        assert not re.search(r"url|expression|import|behavior|binding|position", style)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_nothing_active(attack: str) -> None:
    assert_harmless(sanitize_html(attack))
    assert_harmless(sanitize_html(f"<p>a{attack}b</p>"))
    assert_harmless(sanitize_html(f"<table><tr><td>{attack}</table>"))
    assert_harmless(sanitize_html(sanitize_html(attack)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_split_in_two_pieces_leaves_nothing_active(attack: str) -> None:
    for at in range(0, len(attack), 5):
        assert_harmless(sanitize_pieces((attack[:at], attack[at:])).html)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *ATTACKS,
                "<b>",
                "</b>",
                "<!--",
                "-->",
                "'",
                '"',
                ">",
                "x",
                "<table>",
                "<p ",
                "<a href=",
                "</td>",
            ]
        ),
        max_size=6,
    )
)
def test_no_mixture_of_attacks_leaves_anything_active(parts: list[str]) -> None:
    assert_harmless(sanitize_html("".join(parts)))


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("<b title='x'>y</b>", '<b title="x">y</b>'),
        ("水 H<sub>2</sub>O", "水 H<sub>2</sub>O"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("<kbd>Ctrl</kbd>", "<kbd>Ctrl</kbd>"),
        ("<p style='text-align: center; float: left'>x</p>", '<p style="text-align: center">x</p>'),
        ("<img src='a b.png' width=50%>", '<img src="a b.png" width="50%">'),
        ("<img data-src='lazy.png'>", '<img src="lazy.png">'),
        ("<img src='1x1.gif' data-src='lazy.png'>", '<img src="lazy.png">'),
        ("<img src='data:image/gif;base64,R0' data-lazy-src=a.png>", '<img src="a.png">'),
        ("<a href='?a=1&copy=2&reg;=3&reg'>x</a>", '<a href="?a=1&amp;copy=2®=3®">x</a>'),
        ("<a href='?a&times;b&notit;c&#38;d'>x</a>", '<a href="?a×b&amp;notit;c&amp;d">x</a>'),
        ("<font color=red>x</font>", '<span style="color: red">x</span>'),
        ("<center>x</center>", '<div align="center">x</div>'),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<a name=x/>y", '<a name="x/">y</a>'),
        ("<a name=x />y", '<a name="x"></a>y'),
        ("<noscript><img src=a.png></noscript>", '<img src="a.png">'),
        ("<textarea><b>x</textarea>", "&lt;b&gt;x"),
        ("<math><mi>x</mi><annotation>y</annotation></math>", "x"),
        ("x<!-- more -->y", "xy"),
        ("<input type=checkbox><label> a</label>", "☐ a"),
        ("<input type=checkbox checked disabled> a", "☑ a"),
    ],
)
def test_harmless_html_stays(source: str, result: str) -> None:
    assert sanitize_html(source) == result


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("<iframe src='//www.youtube.com/embed/a-b_C?x=1'></iframe>", "https://www.youtube.com/watch?v=a-b_C"),
        ("<iframe src='https://player.bilibili.com/player.html?bvid=BV1x&p=1'></iframe>", "https://www.bilibili.com/video/BV1x"),
        ("<iframe src='https://player.vimeo.com/video/12'></iframe>", "https://vimeo.com/12"),
        ("<video src=a.mp4></video>", "a.mp4"),
        ("<video controls><source src=a.webm><source src=a.mp4>No video.</video>", "a.webm"),
        ("<audio><source src='https://e.com/a.mp3'></audio>", "https://e.com/a.mp3"),
        ("<embed src='a.pdf'>", "a.pdf"),
        ("<object data='a.pdf'>No PDF.</object>", "a.pdf"),
    ],
)  # fmt: skip
def test_embedded_media_become_one_link(source: str, url: str) -> None:
    soup = sanitize_pieces((source,))
    links = [attributes.get("href") for _, attributes in _Inventory(soup.html).elements]
    assert links == [url]
    assert len(soup.linked) == 1
    assert soup.removed == ()
    assert "No " not in soup.html


def test_what_was_removed_is_named() -> None:
    soup = sanitize_pieces(("<script>x</script><b onclick=y>z</b><a href='javascript:1'>w</a>",))
    assert soup.removed == ("'<script>'", "attribute 'onclick'", "URL 'javascript:1'")


def test_a_piece_that_is_left_open_swallows_no_other() -> None:
    for start in ("<!-- a", "<b title='", "<script>", "<svg>", "<video>", "<textarea>", "<style>"):
        assert "kept" in sanitize_pieces((start, "kept", "<i>"), mark="k").html


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 20_000,
        "".join(f"<p><b id=a{number}></p>" for number in range(5_000)),
        "<a x=" * 50_000,
        '<a x="' * 50_000,
        "<svg>" * 20_000,
        "<!--" * 50_000,
        "<table>" * 5_000,
        "<style></style" * 10_000,
        "</b>" * 50_000,
        "<a>" * 20_000,
    ],
)
def test_hostile_nesting_gives_a_small_result(source: str) -> None:
    assert len(sanitize_html(source)) <= 3 * len(source)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a?b=c#d",
        "HTTP://example.com",
        "//example.com/x",
        "images/a b.png",
        "/images/默认 (20).png",
        "../a.md#节",
        "#top",
        "?q=a:b",
        "mailto:a@example.com",
        "tel:+8610",
        "图:1.png",
        "a/b:c",
        "",
    ],
)
def test_a_harmless_url_is_safe(url: str) -> None:
    assert is_safe_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " \tJaVa\nScript:alert(1)",
        "java\x00script:alert(1)",
        "java\u200bscript:alert(1)",
        "java&#115;cript:alert(1)",
        "javascript&colon;alert(1)",
        "java&amp;#115;cript:x",
        "vbscript:x",
        "file:///etc/passwd",
        "FILE:x",
        "data:text/html,x",
        "data:image/png;base64,AA==",
        "blob:x",
        "C:\\x",
    ],
)
def test_a_dangerous_url_is_not_safe(url: str) -> None:
    assert not is_safe_url(url)


def test_only_raster_images_may_be_in_a_data_url() -> None:
    assert is_safe_url("data:image/png;base64,AA==", is_image=True)
    assert not is_safe_url("data:image/svg+xml;base64,AA==", is_image=True)
    assert not is_safe_url("data:text/html;image/png,x", is_image=True)
