"""Shortcodes of Hugo and tags of Jekyll and Hexo are found and understood."""

# ruff: noqa: E501  (a table with one case in a line reads best)

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import publishkit
from publishkit.model.nodes import Code, CodeBlock, Element
from publishkit.model.tree import plain_text, walk
from publishkit.reading.shortcodes import (
    KNOWN_SHORTCODES,
    Shortcode,
    find_shortcodes,
    shortcode_html,
    shortcode_url,
)
from publishkit.render.html import HtmlRenderer


def only(text: str) -> Shortcode:
    (item,) = find_shortcodes(text)
    assert item.source == text[item.start : item.end]
    return item


def html(text: str) -> str | None:
    return shortcode_html(only(text))


# --- syntax ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "params"),
    [
        ("{{< x >}}", "x", ()),
        ("{{<x>}}", "x", ()),
        ("{{% x %}}", "x", ()),
        ("{{< x a b >}}", "x", ((None, "a"), (None, "b"))),
        ('{{< x "a b" `c "d"` >}}', "x", ((None, "a b"), (None, 'c "d"'))),
        ('{{< x a = "b" c=d >}}', "x", (("a", "b"), ("c", "d"))),
        (r'{{< x a="b \"c\" \\" >}}', "x", (("a", 'b "c" \\'),)),
        ("{{< x\n  a=`b\nc`\n>}}", "x", (("a", "b\nc"),)),
        ("{{< x url=https://e.com/?a=b >}}", "x", (("url", "https://e.com/?a=b"),)),
        ("{{< dir/x-y.html >}}", "dir/x-y.html", ()),
        ("{{< 图 来源=甲 >}}", "图", (("来源", "甲"),)),
        ("{% x a, b %}", "x", ((None, "a"), (None, "b"))),
        ("{%- x a='b c' d: e -%}", "x", (("a", "b c"), ("d", "e"))),
        ("{% x https://e.com/a %}", "x", ((None, "https://e.com/a"),)),
    ],
)
def test_a_tag_has_its_name_and_parameters(
    text: str, name: str, params: tuple[tuple[str | None, str], ...]
) -> None:
    item = only(f"前{text}后")
    assert (item.name, item.params, item.inner) == (name, params, None)
    assert (item.is_closing, item.is_self_closing) == (False, False)
    assert item.source == text


@pytest.mark.parametrize(
    "text", ["{{< /x >}}", "{{</ x >}}", "{{</x>}}", "{{% /x %}}", "{% endx %}"]
)
def test_a_closing_tag_is_one(text: str) -> None:
    assert (only(text).name, only(text).is_closing) == ("x", True)


def test_a_self_closing_tag_is_one() -> None:
    assert only("{{< x a />}}").is_self_closing
    assert only("{{< x/>}}").name == "x"


def test_a_closing_tag_has_the_parameters_of_its_opening_tag() -> None:
    _, _, inner, outer = find_shortcodes("{{< x 1 >}}{{< x 2 >}}a{{< /x >}}{{< /x >}}")
    assert (inner.params, outer.params) == (((None, "2"),), ((None, "1"),))


@pytest.mark.parametrize(
    "text",
    [
        "{{ x }}", "{{< >}}", "{{< x", '{{< x "a >}}', "{{< x %}}", "{{% x >}}", "{% %}", "{%x",
        "{{</* x >}}", "a {{<b>>",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_tag_is_text(text: str) -> None:
    assert find_shortcodes(text) == ()


def test_a_broken_tag_does_not_hide_the_next() -> None:
    assert only('{{< x "a {{< y >}}').name == "y"


def test_code_inside_reaches_to_the_closing_tag() -> None:
    item = only('{{< highlight go "linenos=true" >}}\n*a* {{< x >}}\n{{< /highlight >}}')
    assert item.inner == "\n*a* {{< x >}}\n"
    item = only("{% highlight c linenos %}\n{{ x }}\n{% endhighlight %}")
    assert item.inner == "\n{{ x }}\n"


def test_code_without_closing_tag_is_a_lone_tag() -> None:
    assert only("{{< highlight go >}} a").inner is None
    assert html("{{< highlight go >}} a") is None


def test_markdown_between_raw_tags_is_left_alone() -> None:
    opening, closing = find_shortcodes("{% raw %}{{< x >}} {% y %}{% endraw %}")
    assert [shortcode_html(opening), shortcode_html(closing)] == ["", ""]


@pytest.mark.parametrize(
    "part",
    [
        '{{< "', "{{< a ", "{{<", "{{< `", "{{< highlight >}}", "{% a ", "{% '", "{{</*", "{% raw %}",
        '{{< "\\', "{{< a=", '{{< a="\\" ', '{% a="\\" ', '{{< a=`" ', "{% b='\" ", "{{</* */x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", [">}}", "%}", '"%}', "*/>}}"])
def test_hostile_text_is_read_once(part: str, end: str) -> None:
    # Without the bound on values each of these takes minutes.
    assert len(find_shortcodes(part * 20_000 + end)) <= 20_001


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["{{<", ">}}", "{{%", "%}}", "{%", "%}", " ", "x", "/", "/*", "*/", '"', "`", "=", "highlight", "raw", "endraw", "\n", "\\"]), max_size=25))  # fmt: skip
def test_tags_are_in_order_and_do_not_overlap(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for item in find_shortcodes(text):
        assert end <= item.start < item.end
        assert text[item.start : item.end] == item.source
        shortcode_html(item)
        shortcode_url(item)
        end = item.end


# --- meaning --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('{{< figure src="a *b*.png" caption="短代码图" >}}', '<figure><img src="a *b*.png" alt="短代码图"><figcaption>短代码图</figcaption></figure>'),
        ('{{< figure src="a.png" alt="x" link="https://e.com" width=80 class=w id=i >}}', '<figure id="i" class="w"><a href="https://e.com"><img src="a.png" alt="x" width="80"></a></figure>'),
        ('{{< figure src="a.png" title="T" caption="[s](https://e.com) **b**" attr="A" attrlink="u" >}}', '<figure><img src="a.png" alt="s b"><figcaption><strong>T</strong> <a href="https://e.com">s</a> <strong>b</strong> <a href="u">A</a></figcaption></figure>'),
        ('{{< my-image src="a.png" >}}', '<figure><img src="a.png" alt=""></figure>'),
        ("{{< youtube abc >}}", '<p><a class="media" href="https://www.youtube.com/watch?v=abc">https://www.youtube.com/watch?v=abc</a></p>'),
        ('{{< youtube id="abc" title="片" >}}', '<p><a class="media" href="https://www.youtube.com/watch?v=abc">片</a></p>'),
        ("{{< bilibili BV1x >}}", '<p><a class="media" href="https://www.bilibili.com/video/BV1x">https://www.bilibili.com/video/BV1x</a></p>'),
        ("{{< vimeo 12 >}}", '<p><a class="media" href="https://vimeo.com/12">https://vimeo.com/12</a></p>'),
        ('{{< x user="a" id="1" >}}', '<p><a class="media" href="https://x.com/a/status/1">https://x.com/a/status/1</a></p>'),
        ("{{< tweet 1 >}}", '<p><a class="media" href="https://x.com/i/status/1">https://x.com/i/status/1</a></p>'),
        ("{{< gist a b c.go >}}", '<p><a class="media" href="https://gist.github.com/a/b#file-c-go">https://gist.github.com/a/b#file-c-go</a></p>'),
        ("{{< instagram x >}}", '<p><a class="media" href="https://www.instagram.com/p/x/">https://www.instagram.com/p/x/</a></p>'),
        ('{{< details summary="a < b" >}}', "<details>\n<summary>a &lt; b</summary>\n"),
        ("{{< /details >}}", "</details>\n"),
        ("{{< highlight go >}}\na < b\n{{< /highlight >}}", '<pre>\n<code class="language-go">a &lt; b\n</code></pre>'),
        ("{% highlight c linenos %}\nint\n{% endhighlight %}", '<pre>\n<code class="language-c">int\n</code></pre>'),
        ("{{< mermaid >}}\na-->b\n{{< /mermaid >}}", '<pre>\n<code class="language-mermaid">a--&gt;b\n</code></pre>'),
        ("{{< rawhtml >}}<b>x</b>{{< /rawhtml >}}", "<b>x</b>"),
        ("{{</* x */>}}", "{{&lt; x &gt;}}"),
        ("{{%/* x */%}}", "{{% x %}}"),
        ("{{< gallery >}}", ""),
        ("{% comment %}\na {% if %}\n{% endcomment %}", ""),
        ('{{< ref "*b*.md" >}}', "*b*.md"),
        ('{% include figure image_path="/a.png" alt="x" %}', '<figure><img src="/a.png" alt="x"></figure>'),
        ("{% asset_img a.png 300 说明 %}", '<p><img src="a.png" width="300" title="说明" alt="说明"></p>'),
        ("{% post_link b 标题 %}", '<a href="b.md">标题</a>'),
        ("{{< unknown a >}}", None),
        ("{{< /unknown >}}", None),
        ("{% include references.md %}", None),
        ("{{< youtube >}}", None),
    ],
)  # fmt: skip
def test_a_shortcode_has_its_meaning(text: str, result: str | None) -> None:
    assert html(text) == result


def test_a_quotation_ends_in_its_source() -> None:
    opening, closing = find_shortcodes('{{< quote footer="F" cite="[t](u)" >}}q{{< /quote >}}')
    assert shortcode_html(opening) == "<blockquote>\n"
    assert shortcode_html(closing) == '\n<p>— F, <a href="u">t</a></p></blockquote>\n'
    _, closing = find_shortcodes("{% blockquote 张三, 书 %}q{% endblockquote %}")
    assert shortcode_html(closing) == "\n<p>— 张三 书</p></blockquote>\n"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ('{{< ref "b.md" >}}', "b.md"),
        ('{{% relref "b.md#节" %}}', "b.md#%E8%8A%82"),
        ('{{< relref path="posts/b" >}}', "posts/b.md"),
        ('{{< ref "#top" >}}', "#top"),
        ('{{< ref "a b (1).md" >}}', "a%20b%20%281%29.md"),
        ("{% post_url 2021-02-19-anki %}", "2021-02-19-anki.md"),
        ("{% link assets/a.pdf %}", "assets/a.pdf"),
        ("{{< ref >}}", None),
        ("{{< figure a.png >}}", None),
    ],
)
def test_a_reference_has_a_target(text: str, url: str | None) -> None:
    assert shortcode_url(only(text)) == url


# --- in an article --------------------------------------------------------------------------


def code_of(text: str) -> list[str]:
    content = publishkit.reads(f"---\ntitle: t\n---\n\n{text}\n").content
    return [node.text for node in walk(content) if isinstance(node, Code | CodeBlock)]


def test_code_shows_a_shortcode_as_written_and_an_escaped_one_as_meant() -> None:
    text = "`{{< a >}}` `{{</* b */>}}`\n\n```\n{{% c %}}\n{{%/* d */%}}\n```"
    assert code_of(text) == ["{{< a >}}", "{{< b >}}", "{{% c %}}\n{{% d %}}"]


def test_a_fence_closes_in_the_line_before_a_shortcode() -> None:
    assert code_of("{% raw %}\n```\n{{ x }}\n```\n{% endraw %}\n\nafter") == ["{{ x }}"]


def test_markdown_inside_of_a_shortcode_is_markdown() -> None:
    text = "---\ntitle: t\n---\n{{< details summary='s' >}}\na[^1] **b**\n{{< /details >}}\n\n[^1]: c\n"
    document = publishkit.reads(text.replace("'", '"'))
    (details, _) = document.content
    assert isinstance(details, Element)
    assert details.tag == "details"
    assert plain_text(details.content) == "s\na b"
    assert len(document.endnotes[0].citations) == 1


def page_of(text: str) -> tuple[str, list[str]]:
    document = publishkit.reads(f"---\ntitle: t\ndate: 2025-01-01\n---\n\n{text}\n")
    return HtmlRenderer(document).body().strip(), [item.code for item in document.diagnostics]


@pytest.mark.parametrize(
    ("text", "page", "codes"),
    [
        ('<p>a {{< ref "#b" >}} c</p>', "<p>a #b c</p>", []),
        (
            '<p><a href="{{< ref "#b" >}}">c</a></p>\n\n# b',
            '<p><a href="#b">c</a></p>\n<h1 id="b">b</h1>',
            [],
        ),
        ("<p>a {% nothing x %} b</p>", "<p>a b</p>", ["M002"]),
        ("<pre>{{< x >}}</pre>", '<pre class="highlight"><code>{{&lt; x &gt;}}</code></pre>', []),
        ("<!-- {{< x >}} -->a", "<p>a</p>", []),
    ],
)
def test_raw_html_may_hold_shortcodes(text: str, page: str, codes: list[str]) -> None:
    assert page_of(text) == (page, codes)


@pytest.mark.parametrize("mark", ["* TOC", "1. contents of this page"])
@pytest.mark.parametrize("wish", ["{:toc}", "{: .x toc }"])
def test_the_list_that_kramdown_replaces_by_the_contents_is_not_printed(
    mark: str, wish: str
) -> None:
    assert page_of(f"a\n\n{mark}\n{wish}\n\nb")[0] == "<p>a</p>\n<p>b</p>"
    assert code_of(f"```\n{mark}\n{wish}\n```") == [f"{mark}\n{wish}"]


@pytest.mark.parametrize(
    ("opening", "page"),
    [
        (
            ":::tip 用 *线*",
            '<div class="alert alert-tip" role="note">\n<p class="alert-title">用 <em>线</em></p>\n<p>x</p>\n</div>',
        ),
        (
            "::: info **粗：**后",
            '<div class="alert alert-note" role="note">\n<p class="alert-title"><strong>粗：</strong>后</p>\n<p>x</p>\n</div>',
        ),
        ("::: details 看", "<details><summary>看</summary><p>x</p></details>"),
        (":::card 题", '<div class="card">\n<p><strong>题</strong></p>\n<p>x</p>\n</div>'),
        (
            ":::message alert",
            '<div class="alert alert-warning" role="note">\n<p class="alert-title">警告</p>\n<p>x</p>\n</div>',
        ),
    ],
)
def test_a_container_may_have_a_title(opening: str, page: str) -> None:
    article = f"正文。\n{opening}\nx\n:::"
    assert page_of(article)[0] == f"<p>正文。</p>\n{page}"
    assert code_of(f"```\n{article}\n```") == [article]


def test_the_title_of_a_container_may_cite_notes() -> None:
    document = publishkit.reads("---\ntitle: t\n---\n::: tip a[^1]\nx\n:::\n\n[^1]: n\n")
    assert [len(note.citations) for note in document.endnotes] == [1]


def test_every_known_shortcode_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs/shortcodes.md").read_text(encoding="utf-8")
    assert {name for name in KNOWN_SHORTCODES if f"`{name}`" not in page} == set()
