"""The sample article in a feed: all that its author wrote, and nothing twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import feedparser
import jsonschema
import pytest

import publishkit
from feeds import EXPORTERS, export, ids_in, items, publication, schema
from publishkit.formats.base import Rendition

every_format = pytest.mark.parametrize("name", sorted(EXPORTERS))
SOURCES = (
    "https://36kr.com/p/3343261367826691",
    "https://www.sohu.com/a/905847857_121956424",
    "https://news.qq.com/rain/a/20241018A07FOC00",
    "https://zhuanlan.zhihu.com/p/1911140701065970933",
    "https://finance.sina.com.cn/stock/t/2025-06-19/doc-infappua5643663.shtml",
)


def feed(name: str, sample: Path) -> Rendition:
    return export(name, site=publication(publishkit.read(sample), title="示例站点"))


@every_format
def test_the_sample_is_as_a_person_has_read_it(
    name: str, sample: Path, golden: Callable[[str, str | bytes], None]
) -> None:
    rendition = feed(name, sample)
    golden(f"feeds/{rendition.filename}", rendition.data)


@every_format
def test_the_sample_has_ten_citations_of_three_notes_and_five_notes(
    name: str, sample: Path
) -> None:
    (item,) = items(feed(name, sample))
    marks = re.findall(r"<sup [^>]*>\[<a [^>]*>(\d)</a>\]</sup>", item.content)
    assert Counter(marks) == {"1": 7, "2": 2, "3": 1}
    before, notes = item.content.split('<div class="footnotes">')
    assert len(re.findall(r"<li id=", notes)) == 5
    assert len(re.findall(r'class="footnote-backref reversefootnote"', notes)) == 10
    assert item.content.count("References") == 1
    assert "[^" not in item.content
    assert all(notes.count(f'href="{url}"') == 1 for url in SOURCES)
    assert not any(url in before for url in SOURCES)
    ids = ids_in(item.content)
    assert len(ids) == len(set(ids)) == 15


@every_format
def test_the_sample_says_what_its_front_matter_says(name: str, sample: Path) -> None:
    (item,) = items(feed(name, sample))
    assert item.title == "OpenAI与微软：AI巨头复杂共生关系的裂变与前瞻"
    assert item.published.replace("12:03:39+00:00", "20:03:39+08:00") == "2025-06-19T20:03:39+08:00"
    assert item.summary.startswith("OpenAI近期大幅降低ChatGPT企业版价格，此举不仅是市场竞争策略")
    assert item.tags[:3] == ["OpenAI", "微软", "ChatGPT企业版"]
    assert len(item.tags) == 8


def test_the_samples_image_goes_along_with_its_real_size(sample: Path) -> None:
    entry = feedparser.parse(feed("rss", sample).data).entries[0]
    (enclosure,) = entry.enclosures
    assert enclosure.href.endswith("images/default%20(20).png")
    image = sample.parent / "images" / "default (20).png"
    assert int(enclosure.length) == image.stat().st_size
    assert enclosure.type == "image/png"


def test_the_samples_json_is_as_the_strict_schema_wants_it(sample: Path) -> None:
    jsonschema.validate(json.loads(feed("jsonfeed", sample).data), schema())
