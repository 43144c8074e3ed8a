"""Apple's podcast elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from publishkit.formats.feeds.validation.addresses import absolute_address, http_address
from publishkit.formats.feeds.validation.context import Context
from publishkit.formats.feeds.validation.findings import Finding, Value, quote
from publishkit.formats.feeds.validation.grammar import Rules, Table, parent
from publishkit.formats.feeds.validation.reading import Element
from publishkit.formats.feeds.validation.values import (
    anything,
    at_most,
    email,
    one_of,
    pattern,
    positive,
)

__all__ = ["podcast_findings", "podcast_table"]


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


#: Apple's categories with their subcategories, as published in 2019.
_CATEGORIES: Final = MappingProxyType(
    {
        "Arts": "Books|Design|Fashion & Beauty|Food|Performing Arts|Visual Arts",
        "Business": "Careers|Entrepreneurship|Investing|Management|Marketing|Non-Profit",
        "Comedy": "Comedy Interviews|Improv|Stand-Up",
        "Education": "Courses|How To|Language Learning|Self-Improvement",
        "Fiction": "Comedy Fiction|Drama|Science Fiction",
        "Government": "",
        "History": "",
        "Health & Fitness": (
            "Alternative Health|Fitness|Medicine|Mental Health|Nutrition|Sexuality"
        ),
        "Kids & Family": "Education for Kids|Parenting|Pets & Animals|Stories for Kids",
        "Leisure": (
            "Animation & Manga|Automotive|Aviation|Crafts|Games|Hobbies|Home & Garden|Video Games"
        ),
        "Music": "Music Commentary|Music History|Music Interviews",
        "News": (
            "Business News|Daily News|Entertainment News|News Commentary|Politics|Sports News"
            "|Tech News"
        ),
        "Religion & Spirituality": (
            "Buddhism|Christianity|Hinduism|Islam|Judaism|Religion|Spirituality"
        ),
        "Science": (
            "Astronomy|Chemistry|Earth Sciences|Life Sciences|Mathematics|Natural Sciences|Nature"
            "|Physics|Social Sciences"
        ),
        "Society & Culture": (
            "Documentary|Personal Journals|Philosophy|Places & Travel|Relationships"
        ),
        "Sports": (
            "Baseball|Basketball|Cricket|Fantasy Sports|Football|Golf|Hockey|Rugby|Running|Soccer"
            "|Swimming|Tennis|Volleyball|Wilderness|Wrestling"
        ),
        "Technology": "",
        "True Crime": "",
        "TV & Film": "After Shows|Film History|Film Interviews|Film Reviews|TV Reviews",
    }
)
#: What Apple had before and no longer has.
_OLD: Final = _split(
    "Games & Hobbies|Government & Organizations|Health|Sports & Recreation|International"
    "|Movies & Television|Public Radio|Talk Radio|Transportation|Travel|Audio Blogs|Family|Food"
    "|Literature|Higher Education|K-12|Training|Education Technology|Business News"
    "|Management & Marketing|Shopping|Gadgets|Podcasting|Software How-To|Tech News|Local|National"
    "|Regional|Self-Help|Kids|Kids & Family|Religion|Spirituality|Christianity|Other"
    "|Arts & Entertainment|Architecture|Design|Entertainment|Photography|Poetry|Science Fiction"
    "|Finance|Investing|Marketing|Small Business|Magazine & Print|Diet & Nutrition|Fitness"
    "|Relationships|Exercise|Movies|Music|Acoustic|News & Politics|Sports|Technology|Amateur"
    "|College & High School|Outdoor|Professional|Computers|Developers|Information Technology"
    "|News|Operating Systems|Podcasting|Smart Phones|Text/Speech|Hobbies|Video Games"
    "|Automotive|Aviation|Other Games|Medicine|History|Alternative Health|Sexuality"
    "|Language Courses|Natural Sciences|Social Sciences|Philosophy|Places & Travel"
    "|Personal Journals|Non-Profit|Careers|Comedy|Literature"
)
_PLAYED: Final = frozenset({"m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub"})
_DURATION: Final = r"\d+(?::[0-5]\d(?::[0-5]\d)?)?"


def _category_names(known: frozenset[str], old: frozenset[str]) -> Rules:
    def check(value: Value) -> Iterator[Finding]:
        if value.text not in known:
            yield value.breaks("podcast-category-old" if value.text in old else "podcast-category")

    return Rules(
        is_once=False,
        attributes={"text": (check,)},
        needed={"text": "missing-attribute"},
        is_open=True,
        checks=(_subcategories,),
    )


def _subcategories(element: Element) -> Iterator[Finding]:
    name = element.attributes.get("text", "")
    known = _CATEGORIES.get(name, "").split("|")
    for child in element.all("itunes:category"):
        text = child.attributes.get("text")
        if text is None:
            yield Finding("missing-attribute", child.line, child.label, "'text'")
        elif name in _CATEGORIES and text not in known:
            rule = "podcast-category-old" if text in _OLD else "podcast-category"
            yield Finding(rule, child.line, child.label, quote(text))


def _keywords(value: Value) -> Iterator[Finding]:
    if " " in value.text and "," not in value.text:
        yield value.breaks("keywords")


def podcast_table(context: Context, *, is_channel: bool) -> Table:
    """Returns Apple's elements of a channel or of an item."""
    short = Rules((at_most(255),), checks=(context.plain,))
    flag = one_of("true false", "true-or-false", is_case_ignored=True)
    both: dict[str, Rules] = {
        "itunes:author": short,
        "itunes:subtitle": short,
        "itunes:summary": Rules((at_most(4000),), checks=(context.plain,)),
        "itunes:keywords": Rules((at_most(255), _keywords), checks=(context.plain,)),
        "itunes:block": Rules((one_of("yes no clean", "yes-no-clean", is_case_ignored=True),)),
        "itunes:explicit": Rules((flag,)),
        "itunes:image": Rules(
            attributes={"href": (http_address,)}, needed={"href": "missing-attribute"}
        ),
    }
    if is_channel:
        owner = {
            "itunes:email": Rules((email,)),
            "itunes:name": Rules((at_most(255),), checks=(context.plain,)),
        }
        return {
            **both,
            "itunes:category": _category_names(frozenset(_CATEGORIES), _OLD),
            "itunes:owner": parent(owner, checks=(_owner,)),
            "itunes:new-feed-url": Rules((absolute_address,)),
            "itunes:pubDate": Rules((context.clock.rss,)),
            "itunes:type": Rules((one_of("episodic serial", "podcast-type"),)),
            "itunes:complete": Rules((anything,)),
            "itunes:title": Rules((anything,)),
        }
    return {
        **both,
        "itunes:duration": Rules((pattern(_DURATION, "duration"),)),
        "itunes:title": Rules((anything,)),
        "itunes:episode": Rules((positive,)),
        "itunes:season": Rules((positive,)),
        "itunes:episodeType": Rules((one_of("full trailer bonus", "episode-type"),)),
        "itunes:isClosedCaptioned": Rules((anything,)),
        "itunes:order": Rules((anything,)),
    }


def _owner(element: Element) -> Iterator[Finding]:
    if not element.has("itunes:email"):
        yield Finding("missing-element", element.line, element.label, "<itunes:email>")


def podcast_findings(channel: Element, entries: list[Element], encoding: str) -> Iterator[Finding]:
    """Yields what a podcast lacks; a feed without Apple's elements is none."""
    is_podcast = any(
        child.key.startswith("itunes:") for one in (channel, *entries) for child in one.children
    )
    if not is_podcast:
        return
    if encoding != "utf-8":
        yield Finding("not-utf8", channel.line, value=encoding.upper())
    if not channel.has("language") and not channel.inherited("xml:lang"):
        yield Finding("missing-podcast-element", channel.line, value="<language>")
    for key in ("itunes:category", "itunes:explicit"):
        if not channel.has(key):
            yield Finding("missing-podcast-element", channel.line, value=f"<{key}>")
    if not channel.has("itunes:owner"):
        yield Finding("missing-podcast-element", channel.line, value="<itunes:owner>")
    for entry in entries:
        enclosure = entry.find("enclosure")
        address = "" if enclosure is None else enclosure.attributes.get("url", "")
        suffix = re.sub(r"[?#].*", "", address).rpartition(".")[2].lower()
        if enclosure is not None and suffix not in _PLAYED:
            yield Finding("podcast-file", enclosure.line, value=quote(suffix))
