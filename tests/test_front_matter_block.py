"""Finding the block: fences, syntaxes, dialects, and what is body instead."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from publishkit.errors import ConfigurationError, InputError
from publishkit.reading.front_matter import read_front_matter, read_metadata_mapping
from publishkit.reading.source import clean_text, decode_source

BODY = "    code\n\ntext\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a\n---\n",
        "---\ntitle: a\n...\n",
        "---  \ntitle: a\n--- \t\n",
        "----\ntitle: a\n-----\n",
        "\n \n---\ntitle: a\n---\n",
        "---yaml\ntitle: a\n---\n",
        '+++\ntitle = "a"\n+++\n',
        '---toml\ntitle = "a"\n---\n',
        '{"title": "a"}\n',
        '{\n"title": "a"\n}\n',
        '{\n"title": "a", "x": {\n"y": 1\n}\n}\n',
        '---json\n{"title": "a"}\n---\n',
        "title: a\n---\n",
        "Title: a\nDate: 2025-06-19\n\n",
        "<!--\n.. title: a\n.. slug: b\n-->\n",
    ],
)
def test_a_block_is_found_and_the_body_is_the_untouched_tail(text: str) -> None:
    found = read_front_matter(text + BODY)
    assert found.metadata.title == "a"
    assert found.body == BODY
    assert found.first_line == text.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "---\n\ntext\n\n---\nmore\n",
        "---\nsome text\n---\nmore\n",
        "---\n- a\n- b\n---\nmore\n",
        "---\n*emphasis* and: more: text\n---\n",
        "---\njust a rule\n",
        "text\n\n---\ntitle: a\n---\n",
        "text\n---\nmore\n",
        "{{< figure src='a.png' >}}\n",
        "{% raw %}\n",
        "{#id .class}\n",
        "Note: this is a text\n\nmore\n",
        "Warning: this is a heading\n---\n\nmore\n",
        "<!-- a comment -->\n\ntext\n",
        "",
        "\n\n",
        "# Title\n",
        "+++\nno toml\n",
    ],
)
def test_text_that_only_begins_like_a_block_is_all_body(text: str) -> None:
    found = read_front_matter(text)
    assert (found.body, found.first_line) == (text, 1)
    assert {d.code for d in found.diagnostics} == {"F006"}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("---\ntitle：标题\n---\ntext\n", "half-width colon"),
        ("---\n标题：a\n作者：b\n---\n", "half-width colon"),
        ("---\ntitle:a\n---\ntext\n", "half-width colon"),
        ("---\n\ntitle: a\n---\n", "blank line"),
    ],
)
def test_lines_that_look_meant_as_front_matter_are_body_with_a_warning(
    text: str, hint: str
) -> None:
    found = read_front_matter(text, path=Path("a.md"))
    assert found.body == text
    (warning,) = [d for d in found.diagnostics if d.code == "F012"]
    assert warning.line == 2
    assert hint in str(warning.hint)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\n\ntext\n", 1),
        ("\n---\ntitle: a: b\ndate: x\n", 2),
        ("+++\ntitle = 'a'\n", 1),
    ],
)
def test_an_opening_fence_without_a_closing_one_is_an_error(text: str, line: int) -> None:
    with pytest.raises(InputError, match="not closed") as caught:
        read_front_matter(text, path=Path("a.md"))
    assert (caught.value.path, caught.value.line) == (Path("a.md"), line)


@pytest.mark.parametrize(
    "text", ["---\n---\n", "---\n# only a comment\n---\n", "+++\n+++\n", "{}\n", "---\n---"]
)
def test_an_empty_block_is_front_matter(text: str) -> None:
    found = read_front_matter(text + ("" if not text.endswith("\n") else BODY))
    assert found.body in {BODY, ""}
    assert found.metadata.title == ""


def test_blank_lines_after_the_fence_stay_in_the_body() -> None:
    found = read_front_matter("---\ntitle: a\n---\n\n\n    code\n")
    assert (found.body, found.first_line) == ("\n\n    code\n", 4)


def test_an_indented_fence_inside_a_block_scalar_is_text() -> None:
    found = read_front_matter("---\nsummary: |\n  a\n  ---\n  b\ntitle: t\n---\nx\n")
    assert (found.metadata.summary, found.metadata.title) == ("a --- b", "t")


def test_a_fence_at_the_margin_inside_a_quoted_value_is_an_error_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        read_front_matter('---\ntitle: "a\n---\nb"\n---\n')
    assert caught.value.line == 2


def test_the_keys_content_and_handler_are_kept() -> None:
    found = read_front_matter("---\ncontent: a\nhandler: b\n1: one\nyes: y\n---\n")
    extra = found.metadata.extra
    assert dict(extra) == {"content": "a", "handler": "b", "1": "one", "yes": "y"}


HUGO = """---
title: 标题
date: 2025-06-19T20:03:39+08:00
lastmod: 2025-06-20T08:00:00+08:00
author: 张三
tags: [人工智能, OpenAI]
description: 摘要
featured_image: a.png
slug: s
---
"""
DIALECTS = {
    "hugo": HUGO,
    "toml": """+++
title = "标题"
date = 2025-06-19T20:03:39+08:00
lastmod = 2025-06-20T08:00:00+08:00
tags = ["人工智能", "OpenAI"]
description = "摘要"
slug = "s"
[params]
author = "张三"
featured_image = "a.png"
+++
""",
    "json": """{
"title": "标题", "date": "2025-06-19T20:03:39+08:00",
"lastmod": "2025-06-20T08:00:00+08:00",
"author": {"name": "张三"}, "tags": ["人工智能", "OpenAI"], "summary": "摘要",
"images": ["a.png"], "slug": "s"
}
""",
    "jekyll": """---
title: "标题"
date: 2025-06-19 20:03:39 +0800
last_modified_at: 2025-06-20 08:00:00 +0800
author: 张三
tags: [人工智能, OpenAI]
excerpt: 摘要
image: {path: a.png}
slug: s
---
""",
    "pelican": """Title: 标题
Date: 2025-06-19 20:03:39+08:00
Modified: 2025-06-20 08:00:00+08:00
Authors: 张三
Tags: 人工智能, OpenAI
Summary: 摘要
Image: a.png
Slug: s

""",
    "hexo": """title: 标题
date: 2025-06-19 20:03:39+08:00
updated: 2025-06-20 08:00:00+08:00
author: 张三
tags:
- 人工智能
- OpenAI
description: 摘要
cover: a.png
slug: s
---
""",
    "obsidian": """---
标题: 标题
created: 2025-06-19T20:03:39+08:00
modified: 2025-06-20T08:00:00+08:00
作者: "张三"
tags:
  - "#人工智能"
  - OpenAI
摘要: 摘要
cover: a.png
slug: s
---
""",
    "astro": """---
title: 标题
pubDate: 2025-06-19T20:03:39+08:00
updatedDate: 2025-06-20T08:00:00+08:00
author: 张三
tags: ["人工智能", "OpenAI"]
description: 摘要
heroImage: a.png
slug: s
---
""",
    "nikola": """<!--
.. title: 标题
.. date: 2025-06-19 20:03:39 UTC+08:00
.. updated: 2025-06-20 08:00:00 UTC+08:00
.. author: 张三
.. tags: 人工智能, OpenAI
.. description: 摘要
.. thumbnail: a.png
.. slug: s
-->
""",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_article_means_the_same_in_every_dialect(dialect: str) -> None:
    found = read_front_matter(DIALECTS[dialect] + BODY)
    expected = read_front_matter(HUGO + BODY).metadata
    metadata = found.metadata
    assert metadata.title == expected.title == "标题"
    assert metadata.date == expected.date == datetime.fromisoformat("2025-06-19T20:03:39+08:00")
    assert metadata.updated == expected.updated
    assert metadata.tags == expected.tags == ("人工智能", "OpenAI")
    assert metadata.summary == expected.summary == "摘要"
    assert metadata.image is not None
    assert metadata.image.url == "a.png"
    assert metadata.slug == "s"
    assert metadata.authors == expected.authors
    assert (found.body, found.diagnostics) == (BODY, ())


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_change_nothing(ending: str, mark: str) -> None:
    data = (mark + HUGO + BODY).replace("\n", ending).encode()
    found = read_front_matter(decode_source(data, path=None).text)
    assert found == read_front_matter(HUGO + BODY)


def test_line_separators_inside_the_block_become_spaces_and_stay_in_the_body() -> None:
    found = read_front_matter("---\ntitle: a\u2028b\n---\nc\u2029d\n")
    assert (found.metadata.title, found.body) == ("a b", "c\u2029d\n")


def test_lines_of_fields_and_findings_are_those_of_the_file() -> None:
    text = "\n---\ntitle: a\n# comment\nweight: x\ntags: {a: b}\n---\n"
    found = read_front_matter(clean_text(text, path=None).text, path=Path("a.md"))
    assert found.lines == {"title": 3}
    assert [(d.code, d.line) for d in found.diagnostics if d.code == "F002"] == [
        ("F002", 5),
        ("F002", 6),
    ]


def test_lines_are_known_in_toml_and_json_too() -> None:
    toml = '+++\ntitle = "a"\nsummary = """\nb\n"""\nweight = "x"\n[params]\norder = "y"\n+++\n'
    found = read_front_matter(toml)
    assert (found.lines["title"], found.lines["summary"]) == (2, 3)
    assert [d.line for d in found.diagnostics if d.code == "F002"] == [6, 8]
    json = '{\n"title": "a",\n"x": {"title":\n 1},\n"weight": "x"\n}\n'
    found = read_front_matter(json)
    assert found.lines["title"] == 2
    assert [d.line for d in found.diagnostics if d.code == "F002"] == [5]


def test_seven_faults_are_reported_at_once_in_line_order() -> None:
    text = """---
weight: x
date: 2025-13-45
draft: maybe
lang: 中文
tags: {a: b}
title: [a]
title: a
canonical: file:///etc/passwd
---
"""
    found = read_front_matter(text)
    assert [(d.line, d.code) for d in found.diagnostics] == [
        (2, "F002"),
        (3, "F005"),
        (4, "F002"),
        (5, "F010"),
        (6, "F002"),
        (8, "F003"),
        (9, "F002"),
    ]


def test_a_metadata_file_is_plain_yaml() -> None:
    found = read_metadata_mapping("title: 书\nauthor: [甲, 乙]\nlang: zh_cn\nx: 1\n")
    assert (found.metadata.title, found.metadata.lang) == ("书", "zh-CN")
    assert [author.name for author in found.metadata.authors] == ["甲", "乙"]
    assert (found.body, found.diagnostics, dict(found.metadata.extra)) == ("", (), {"x": 1})
    assert read_metadata_mapping("").metadata.title == ""


@pytest.mark.parametrize("text", ["- a\n", "a: b: c\n", "a: *x\n"])
def test_a_broken_metadata_file_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"book\.yaml:1"):
        read_metadata_mapping(text, path=Path("book.yaml"))
