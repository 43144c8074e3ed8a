"""Feeds of a large site: publishkit beside Pelican, which has to build all articles for them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.jobs import Row, write_articles
from benchmarks.measure import Job

__all__ = ["site_rows"]

#: How many articles the site has, and how many of them Pelican is given.
ARTICLES = 10_000
PEER_ARTICLES = 1_000
#: The most that the feed may cost, as a share of Pelican's, and the archives in CPU seconds.
GOAL = 0.25

_PELICAN = """\
SITENAME = "site"
SITEURL = FEED_DOMAIN = "https://example.com"
TIMEZONE = "UTC"
DEFAULT_LANG = "zh"
FEED_ALL_RSS = "rss.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DIRECT_TEMPLATES = []
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
"""


def site_rows(sample: Path, folder: Path) -> Iterator[Row]:
    """Yields what is measured; sources and outputs are written into ``folder``.

    Pelican is asked for nothing but the same feed: no page is written.
    """
    publishkit = str(Path(sys.executable).parent / "publishkit")
    many = folder / "site"
    write_articles(sample, many, count=ARTICLES)
    export = (publishkit, "export", str(many), "--to", "rss", "-qq")
    about = ("--title", "site", "--base-url", "https://example.com/")
    yield Row(
        f"rss of the newest 20 of {ARTICLES:,} articles (`pelican`; {PEER_ARTICLES:,} built)",
        Job("site feed", (*export, *about, "-o", str(folder / "feed")), count=ARTICLES),
        _pelican(sample, folder),
        goal=GOAL,
        is_long=True,
    )
    archives = ("--set", "rss.archive=100", "-o", str(folder / "archives"), "--jobs", "1")
    yield Row(
        f"rss of all {ARTICLES:,} articles, in archives of 100",
        Job("site archives", (*export, *about, *archives), count=ARTICLES),
        is_long=True,
    )


def _pelican(sample: Path, folder: Path) -> Job | None:
    pelican = shutil.which("pelican") or shutil.which("pelican", path=Path(sys.executable).parent)
    if pelican is None:
        return None
    some = folder / "pelican"
    write_articles(sample, some / "content", count=PEER_ARTICLES)
    settings = some / "settings.py"
    settings.write_text(_PELICAN, encoding="utf-8")
    command = (pelican, str(some / "content"), "-s", str(settings), "-o", str(some / "out"), "-q")
    return Job("pelican", command, count=PEER_ARTICLES)
