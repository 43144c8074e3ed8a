"""Acceptance of feeds, E and G5: the same feed from every dialect, zone and locale."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest

import publishkit
from feeds import BASE_URL, EXPORTERS, article, export, items, publication

SHANGHAI = ZoneInfo("Asia/Shanghai")
every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))

BODY = """OpenAI近期大幅降低价格[^1]，引发关注[^1]。

## References

[^1]: [来源](https://example.com/来源)。
"""

#: One article as the generators' own manuals would have it written, in files named their way.
DIALECTS = {
    "hugo-yaml": (
        "content/posts/gongsheng.md",
        """---
title: "共生与裂变"
date: 2025-06-19T20:03:39+08:00
lastmod: 2025-06-20T08:30:00+08:00
draft: false
description: 摘要
author: 李四
tags: ["OpenAI", "C++ & C#"]
categories: ["技术"]
---
""",
    ),
    "hugo-toml": (
        "content/posts/gongsheng/index.md",
        """+++
title = "共生与裂变"
date = 2025-06-19T20:03:39+08:00
lastmod = 2025-06-20T08:30:00+08:00
draft = false
description = "摘要"
authors = ["李四"]
tags = ["OpenAI", "C++ & C#"]
categories = ["技术"]
+++
""",
    ),
    "jekyll": (
        "_posts/2025-06-19-gongsheng.markdown",
        """---
layout: post
title:  "共生与裂变"
date:   2025-06-19 20:03:39 +0800
last_modified_at: 2025-06-20 08:30:00 +0800
excerpt: 摘要
author: 李四
tags: [OpenAI, "C++ & C#"]
category: 技术
---

""",
    ),
    "pelican": (
        "content/gongsheng.md",
        """Title: 共生与裂变
Date: 2025-06-19 20:03:39
Modified: 2025-06-20 08:30
Category: 技术
Tags: OpenAI, C++ & C#
Slug: gongsheng
Authors: 李四
Summary: 摘要

""",
    ),
    "hexo": (
        "source/_posts/gongsheng.md",
        """title: 共生与裂变
date: 2025-06-19 20:03:39
updated: 2025-06-20 08:30:00
description: 摘要
author: 李四
tags:
- OpenAI
- C++ & C#
categories:
- 技术
---

""",
    ),
    "obsidian": (
        "Vault/Notes/gongsheng.md",
        """---
title: 共生与裂变
created: 2025-06-19T20:03:39
modified: 2025-06-20T08:30:00
description: 摘要
author: "[[李四]]"
tags:
  - "#OpenAI"
  - C++ & C#
category: 技术
---
""",
    ),
    "astro": (
        "src/content/blog/gongsheng.md",
        """---
title: '共生与裂变'
pubDate: 2025-06-19T12:03:39.000Z
updatedDate: '2025-06-20T00:30:00Z'
description: '摘要'
author: '李四'
tags: ['OpenAI', 'C++ & C#']
category: '技术'
---

""",
    ),
}


def feed_of(name: str, path: Path) -> bytes:
    document = publishkit.read(path, timezone=SHANGHAI)
    assert document.source == path
    return export(name, site=publication(document)).data


def write(folder: Path, place: str, text: str | bytes) -> Path:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- E1 -----------------------------------------------------------------------------------------

DATES = {
    # As written, and what it is, read in Shanghai.
    "2025-06-19T20:03:39+08:00": "2025-06-19T12:03:39",
    "2025-06-19 20:03:39 +0800": "2025-06-19T12:03:39",
    "2025-06-19T12:03:39.123Z": "2025-06-19T12:03:39",
    "2025-06-19 20:03:39": "2025-06-19T12:03:39",
    "2025-06-19T20:03": "2025-06-19T12:03:00",
    "2025-06-19": "2025-06-18T16:00:00",
    "2025/06/19": "2025-06-18T16:00:00",
    "2025-6-9": "2025-06-08T16:00:00",
    "2025年6月19日": "2025-06-18T16:00:00",
}


@every_format
@pytest.mark.parametrize("written", DATES)
def test_E1_a_date_is_the_moment_that_its_author_meant(
    name: str, written: str, tmp_path: Path
) -> None:
    path = write(tmp_path, "a.md", f"---\ntitle: a\ndate: {written}\n---\nx\n")
    (item,) = items(export(name, publishkit.read(path, timezone=SHANGHAI)))
    found = datetime.fromisoformat(item.published).astimezone(UTC)
    assert found == datetime.fromisoformat(f"{DATES[written]}+00:00")


@pytest.mark.slow
def test_E1_bytes_depend_on_no_time_zone_locale_or_hash_seed(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", f"---\ntitle: 题\ndate: 2025-06-19 20:03\n---\n{BODY}")
    code = (
        "import sys, publishkit\n"
        "document = publishkit.read(sys.argv[1])\n"
        "for name in ('rss', 'atom', 'jsonfeed'):\n"
        "    feed = publishkit.export(document, to=name, title='站点', base_url=sys.argv[2])\n"
        "    sys.stdout.buffer.write(feed.data)\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, str(path), BASE_URL],
            env={**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for zone, locale, seed in (
            ("America/New_York", "zh_CN.UTF-8", "1"),
            ("Asia/Shanghai", "C", "2"),
            ("UTC", "de_DE.UTF-8", "0"),
        )
    }
    assert len(outputs) == 1
    assert b"Thu, 19 Jun 2025 20:03:00 +0000" in outputs.pop()


# --- E4 and E5 ----------------------------------------------------------------------------------


@every_format
def test_E4_one_article_in_seven_dialects_is_the_same_entry(name: str, tmp_path: Path) -> None:
    feeds = {
        dialect: feed_of(name, write(tmp_path / dialect, place, front_matter + BODY))
        for dialect, (place, front_matter) in DIALECTS.items()
    }
    # A moment that is written in another zone is the same moment.
    astro = feeds.pop("astro")
    zone = {
        "rss": ((b"Thu, 19 Jun 2025 12:03:39 +0000", b"Thu, 19 Jun 2025 20:03:39 +0800"),),
    }.get(name, ((b"2025-06-19T12:03:39+00:00", b"2025-06-19T20:03:39+08:00"),))
    for written, wanted in (
        *zone,
        (b"Fri, 20 Jun 2025 00:30:00 +0000", b"Fri, 20 Jun 2025 08:30:00 +0800"),
        (b"2025-06-20T00:30:00+00:00", b"2025-06-20T08:30:00+08:00"),
    ):
        astro = astro.replace(written, wanted)
    feeds["astro"] = astro
    for dialect, data in feeds.items():
        assert data == feeds["hugo-yaml"], dialect
    (item,) = items(export(name, publishkit.read(tmp_path / "jekyll" / DIALECTS["jekyll"][0])))
    assert (item.title, item.summary, item.authors) == ("共生与裂变", "摘要", ["李四"])
    assert item.tags == ["OpenAI", "C++ & C#", "技术"]
    assert item.id == "tag:example.org,2025:gongsheng"


FORMS = {
    "toml": '+++\ntitle = "题"\ndate = 2025-06-19T20:03:39+08:00\ntags = ["a", "b"]\n+++\n',
    "json": '{"title": "题", "date": "2025-06-19T20:03:39+08:00", "tags": ["a", "b"]}\n',
    "bom": "\ufeff---\ntitle: 题\ndate: 2025-06-19T20:03:39+08:00\ntags: [a, b]\n---\n",
}
YAML = "---\ntitle: 题\ndate: 2025-06-19T20:03:39+08:00\ntags: [a, b]\n---\n"


@every_format
@pytest.mark.parametrize("form", FORMS)
def test_E5_toml_json_and_a_byte_order_mark_are_as_good_as_yaml(
    name: str, form: str, tmp_path: Path
) -> None:
    expected = feed_of(name, write(tmp_path / "yaml", "a.md", YAML + BODY))
    assert feed_of(name, write(tmp_path / form, "a.md", FORMS[form] + BODY)) == expected


@every_format
def test_E5_windows_line_ends_are_as_good_as_line_feeds(name: str, tmp_path: Path) -> None:
    expected = feed_of(name, write(tmp_path / "lf", "a.md", YAML + BODY))
    text = (YAML + BODY).replace("\n", "\r\n")
    assert feed_of(name, write(tmp_path / "crlf", "a.md", text)) == expected


# --- G5 -----------------------------------------------------------------------------------------


def test_G5_the_feed_has_a_language_and_an_entry_its_own_where_it_differs() -> None:
    site = publication(article("中文"), article("english", lang="en-GB"), lang="zh-Hans")
    rss = feedparser.parse(export("rss", site=site).data)
    assert rss.feed.language == "zh-Hans"
    assert {entry.title: entry.get("language") for entry in rss.entries} == {
        "english": "en-GB",
        "中文": None,
    }
    atom = export("atom", site=site).data.decode()
    assert 'xml:lang="zh-Hans"' in atom.partition("<entry")[0]
    assert atom.count('<entry xml:lang="en-GB">') == 1
    values = json.loads(export("jsonfeed", site=site).data)
    assert values["language"] == "zh-Hans"
    assert {item["title"]: item.get("language") for item in values["items"]} == {
        "english": "en-GB",
        "中文": None,
    }


@every_format
def test_G5_a_feed_without_language_has_that_of_most_of_its_entries(name: str) -> None:
    site = publication(article("a"), article("b", lang="en"), article("c", lang="en"))
    data = export(name, site=site).data
    if name == "jsonfeed":
        assert json.loads(data)["language"] == "en"
    else:
        assert feedparser.parse(data).feed.language == "en"
