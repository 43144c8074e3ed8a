"""RSS 2.0, 0.92 and 0.91, by the specification and the RSS Best Practices Profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from types import MappingProxyType
from typing import Final

from publishkit.formats.feeds.validation.addresses import (
    absolute_address,
    guid_address,
    http_address,
)
from publishkit.formats.feeds.validation.atom import person, text_construct
from publishkit.formats.feeds.validation.atom_links import link_rules
from publishkit.formats.feeds.validation.context import Context
from publishkit.formats.feeds.validation.extensions import channel_table, item_table
from publishkit.formats.feeds.validation.findings import Finding, Value, quote
from publishkit.formats.feeds.validation.grammar import Rules, many, once, parent
from publishkit.formats.feeds.validation.podcasts import podcast_table
from publishkit.formats.feeds.validation.reading import Element
from publishkit.formats.feeds.validation.values import (
    anything,
    contact,
    day_name,
    form_name,
    hour,
    is_media_type,
    language,
    not_blank,
    not_negative,
    one_of,
    positive,
)

__all__ = ["rss_rules", "version_of"]

_VERSIONS: Final = frozenset({"2.0", "0.92", "0.91"})
_IMAGE_SUFFIX: Final = re.compile(r"\.(\w+)$")
_PICTURES: Final = frozenset({"jpg", "jpeg", "gif", "png"})
#: Elements of modules that say what one of RSS's own says already.
_SAME_IN_CHANNEL: Final = (
    ("managingEditor", "dc:creator"), ("webMaster", "dc:publisher"), ("language", "dc:language"),
    ("copyright", "dc:rights"), ("pubDate", "dc:date"), ("generator", "admin:generatorAgent"),
    ("lastBuildDate", "dcterms:modified"), ("creativeCommons:license", "cc:license"),
)  # fmt: skip
_SAME_IN_ITEM: Final = (
    ("author", "dc:creator"), ("category", "dc:subject"), ("pubDate", "dc:date"),
    ("pubDate", "atom:published"), ("guid", "atom:id"), ("source", "dc:source"),
    ("creativeCommons:license", "cc:license"),
)  # fmt: skip


def version_of(root: Element) -> str:
    """Returns the version that a feed says; "2.0" when it says none."""
    return root.attributes.get("version", "2.0")


def rss_rules(context: Context, root: Element) -> Rules:
    """Returns the rules of ``<rss>``."""
    item = _item_rules(context, is_html=version_of(root) != "0.91")
    return parent(
        {"channel": _channel_rules(context, item),
         "access:restriction": Rules(
             attributes={"relationship": (one_of("allow deny", "restriction"),)},
             needed={"relationship": "missing-attribute"})},
        attributes={"version": (_version,)}, needed={"version": "missing-attribute"},
        required={"channel": "missing-element"},
    )  # fmt: skip


def _version(value: Value) -> Iterator[Finding]:
    if value.text not in _VERSIONS:
        yield value.breaks("rss-version")


def _category(context: Context) -> Rules:
    return many(not_blank, attributes={"domain": (anything,)}, checks=(context.plain,))


def _item_rules(context: Context, *, is_html: bool) -> Rules:
    """Returns the rules of an item, whose description is HTML since RSS 0.92."""
    link = Rules((absolute_address,))
    return parent(
        {
            "title": Rules((not_blank,), checks=(context.plain,)),
            "link": link,
            "description": Rules() if is_html else Rules(checks=(context.plain,)),
            "author": Rules((contact,)),
            "category": _category(context),
            "comments": link,
            "enclosure": Rules(
                children={}, duplicate="duplicate-enclosure",
                attributes={"url": (http_address,), "length": (), "type": ()},
                needed={"url": "missing-attribute", "length": "missing-attribute",
                        "type": "missing-attribute"},
                checks=(_enclosure,),
            ),
            "guid": Rules(attributes={"isPermaLink": ()}, checks=(_guid,)),
            "pubDate": Rules((context.clock.rss,)),
            "source": Rules(attributes={"url": (absolute_address,)},
                            needed={"url": "missing-attribute"}, checks=(context.plain,)),
            "content:encoded": Rules(),
            "content:items": Rules(is_open=True),
            "xhtml:body": Rules(is_open=True, checks=(_second_text,)),
            "xhtml:div": Rules(is_open=True, is_once=False),
            **item_table(context),
            **podcast_table(context, is_channel=False),
            "atom:link": link_rules(context),
            "atom:title": text_construct(context, checks=(_second_text,)),
            "atom:summary": text_construct(context),
            "atom:content": text_construct(context, is_content=True, is_once=False,
                                           checks=(_second_text,)),
            "atom:author": person(context), "atom:contributor": person(context),
            "atom:source": Rules(is_open=True), "atom:rights": text_construct(context),
            "atom:category": Rules(is_open=True, is_once=False),
        },
        is_once=False, checks=(partial(_item, is_rss_2=context.is_rss_2),),
    )  # fmt: skip


def _channel_rules(context: Context, item: Rules) -> Rules:
    plain = Rules(checks=(context.plain,))
    named = Rules((not_blank,), checks=(context.plain,))
    link = Rules((absolute_address,))
    date = Rules((context.clock.rss,))
    return parent(
        {
            "title": named,
            "link": link,
            "description": plain,
            "language": Rules((language,)),
            "copyright": plain,
            "managingEditor": Rules((contact,)),
            "webMaster": Rules((contact,)),
            "pubDate": date,
            "lastBuildDate": date,
            "category": _category(context),
            "generator": Rules(),
            "docs": link,
            "cloud": Rules(children={}, attributes=_CLOUD, needed=_CLOUD_NEEDED),
            "ttl": Rules((not_blank, positive)),
            "image": _image_rules(context),
            "rating": Rules(),
            "textInput": _input_rules(context),
            "skipHours": parent({"hour": many(hour)}, required={"hour": "missing-element"},
                                checks=(_hours,)),
            "skipDays": parent({"day": many(day_name)}, required={"day": "missing-element"},
                               checks=(_days,)),
            "item": item,
            **channel_table(context),
            **podcast_table(context, is_channel=True),
            "atom:link": link_rules(context),
            "atom:author": person(context), "atom:contributor": person(context),
            "atom:category": Rules(is_open=True, is_once=False),
            "atom:generator": Rules(is_open=True),
            "atom:title": text_construct(context), "atom:subtitle": text_construct(context),
            "atom:rights": text_construct(context),
        },
        required={"title": "missing-title", "link": "missing-link",
                  "description": "missing-description"},
        attributes={"indexing:index": (one_of("yes no", "yes-or-no"),)},
        checks=(_channel,),
    )  # fmt: skip


def _image_rules(context: Context) -> Rules:
    plain = Rules(checks=(context.plain,))
    return parent(
        {
            "url": Rules((absolute_address,), checks=(_image_format,)),
            "title": Rules((not_blank,), checks=(context.plain,)),
            "link": Rules((absolute_address,)),
            "width": Rules((_Size("image-width", 144),)),
            "height": Rules((_Size("image-height", 400),)),
            "description": plain,
        },
        required={"url": "missing-element", "title": "missing-title", "link": "missing-link"},
    )


def _input_rules(context: Context) -> Rules:
    return parent(
        {
            "title": Rules(checks=(context.plain,)),
            "description": Rules(),
            "name": once(form_name),
            "link": Rules((absolute_address,)),
        },
        required={
            "title": "missing-title",
            "description": "missing-description",
            "name": "missing-element",
            "link": "missing-link",
        },
        checks=(_text_input,),
    )


# --- channel ------------------------------------------------------------------------------------

_CLOUD: Final = MappingProxyType(
    {"domain": (), "path": (), "port": (), "protocol": (), "registerProcedure": ()}
)
_CLOUD_NEEDED: Final = dict.fromkeys(_CLOUD, "missing-attribute")


def _channel(channel: Element) -> Iterator[Finding]:
    for core, extension in _SAME_IN_CHANNEL:
        yield from _same(channel, core, extension, "two-for-one")
    has_item = False
    for child in channel.children:
        if child.key == "item":
            has_item = True
        elif has_item and (":" not in child.key or child.key == "atom:link"):
            yield Finding("misplaced-item", child.line, child.label)
    cloud = channel.find("cloud")
    if cloud is not None and "port" in cloud.attributes:
        port = cloud.attribute("port")
        if not port.text.isdecimal() or not port.text.strip("0"):
            yield port.breaks("integer-attribute")
    image = channel.find("image")
    if image is not None:
        for key, rule in (("title", "image-title-differs"), ("link", "image-link-differs")):
            own, other = image.find(key), channel.text_of(key)
            if own is not None and other and own.text.strip() != other:
                yield Finding(rule, own.line, own.label)
    has_language = channel.has("language") or channel.has("dc:language")
    if not has_language and not channel.inherited("xml:lang"):
        yield Finding("missing-language", channel.line, channel.label)
    if not has_item:
        yield Finding("no-entries", channel.line)


def _same(element: Element, core: str, extension: str, rule: str) -> Iterator[Finding]:
    own, other = element.find(core), element.find(extension)
    if own is not None and other is not None:
        yield Finding(rule, other.line, own.label, other.label)


def _text_input(element: Element) -> Iterator[Finding]:
    yield Finding("text-input", element.line, element.label)


def _image_format(element: Element) -> Iterator[Finding]:
    found = _IMAGE_SUFFIX.search(element.text.strip())
    if found and "/" not in found[1] and found[1].lower() not in _PICTURES:
        yield Finding("image-format", element.line, element.label, quote(found[1]))


class _Size:
    """A check that a number lies between 1 and a limit."""

    def __init__(self, rule: str, limit: int) -> None:
        self.rule = rule
        self.limit = limit

    def __call__(self, value: Value) -> Iterator[Finding]:
        text = value.text
        if not (text.isdecimal() and len(text) < 10 and 0 < int(text) <= self.limit):
            yield value.breaks(self.rule)


def _hours(element: Element) -> Iterator[Finding]:
    if len(element.children) > 24:
        yield Finding("too-many-hours", element.line)
    numbers = Counter(child.text.strip().zfill(2).replace("24", "00") for child in element.children)
    for text, count in numbers.items():
        if count > 1:
            yield Finding("duplicate-value", element.line, element.label, quote(text))


def _days(element: Element) -> Iterator[Finding]:
    if len(element.children) > 7:
        yield Finding("too-many-days", element.line)
    for text, count in Counter(child.text.strip() for child in element.children).items():
        if count > 1:
            yield Finding("duplicate-value", element.line, element.label, quote(text))


# --- item ---------------------------------------------------------------------------------------


def _item(item: Element, *, is_rss_2: bool) -> Iterator[Finding]:
    if not item.has("title") and not item.has("description"):
        yield Finding("missing-title-and-description", item.line)
    if is_rss_2 and not item.has("guid"):
        yield Finding("missing-guid", item.line)
    for core, extension in _SAME_IN_ITEM:
        yield from _same(item, core, extension, "two-for-one-item")
    keys = [child.key for child in item.children]
    content = item.find("content:encoded")
    if content is not None and "description" not in keys[: keys.index("content:encoded")]:
        yield Finding("description-after-content", content.line)
    comments = item.find("slash:comments")
    channel = item.parent
    if comments is not None and channel is not None and not channel.has("lastBuildDate"):
        yield Finding("comments-without-date", comments.line)


def _enclosure(element: Element) -> Iterator[Finding]:
    if "length" in element.attributes:
        length = element.attribute("length")
        digits = length.text.strip()
        if digits == "-1":
            yield length.breaks("length-unknown")
        elif digits.startswith("-") and digits[1:].isdecimal():
            yield from not_negative(length)
        elif not digits.isdecimal():
            yield length.breaks("integer-attribute")
    kind = element.attribute("type")
    if "type" in element.attributes and not is_media_type(kind.text):
        yield kind.breaks("media-type-attribute")


def _guid(element: Element) -> Iterator[Finding]:
    flag = element.attribute("isPermaLink")
    value = element.value
    if "isPermaLink" in element.attributes and flag.text not in {"true", "false"}:
        yield flag.breaks("boolean-attribute")
    if not value.text:
        yield value.breaks("guid-blank")
    elif flag.text == "false":
        if len(value.text) < 9 and value.text.isdecimal():
            yield value.breaks("guid-short")
    else:
        yield from guid_address(value)


def _second_text(element: Element) -> Iterator[Finding]:
    if "src" not in element.attributes:
        yield Finding("two-texts", element.line, element.label)
