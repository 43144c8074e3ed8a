"""JSON Feed 1.1 and 1.0."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from publishkit.formats.feeds.validation.addresses import absolute_address, http_address
from publishkit.formats.feeds.validation.bodies import (
    Body,
    Ids,
    body_findings,
    character_findings,
    ids_of,
    river_findings,
)
from publishkit.formats.feeds.validation.body_markup import read_html
from publishkit.formats.feeds.validation.dates import Clock, moment_of
from publishkit.formats.feeds.validation.encodings import decode
from publishkit.formats.feeds.validation.findings import (
    Finding,
    Value,
    ValueCheck,
    excerpt,
    quote,
)
from publishkit.formats.feeds.validation.json_reading import JsonError, Node, parse_json
from publishkit.formats.feeds.validation.values import anything, html_in, language, media_type

__all__ = ["json_findings"]

_VERSION: Final = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/(1(?:\.\d)?)/?")
_TYPES: Final = MappingProxyType(
    {"text": (str,), "list": (list,), "object": (dict,), "flag": (bool,), "number": (int, float)}
)
_SAID: Final = MappingProxyType(
    {"text": "a string", "list": "a list", "object": "an object", "flag": "true or false",
     "number": "a number"}
)  # fmt: skip
_ENTRY_BYTES: Final = 102_000
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Key(NamedTuple):
    """What a key may hold: its type, and the checks of a text."""

    kind: str = "text"
    checks: tuple[ValueCheck, ...] = (anything,)


def _plain(value: Value) -> Iterator[Finding]:
    yield from html_in(value, "json-title-html")


def _hub_address(value: Value) -> Iterator[Finding]:
    if not value.text.lower().startswith(("http://", "https://")):
        yield value.breaks("hub-address")


_URL: Final = Key(checks=(absolute_address,))
_PERSON: Final = MappingProxyType({"name": Key(checks=(_plain,)), "url": _URL, "avatar": _URL})
_HUB: Final = MappingProxyType({"type": Key(), "url": Key(checks=(_hub_address,))})
_ATTACHMENT: Final = MappingProxyType(
    {"url": Key(checks=(http_address,)), "mime_type": Key(checks=(media_type,)), "title": Key(),
     "size_in_bytes": Key("number"), "duration_in_seconds": Key("number")}
)  # fmt: skip
_FEED: Final = MappingProxyType(
    {
        "version": Key(), "title": Key(checks=(_plain,)), "home_page_url": _URL, "feed_url": _URL,
        "description": Key(), "user_comment": Key(), "next_url": _URL, "icon": _URL,
        "favicon": _URL, "author": Key("object"), "authors": Key("list"),
        "language": Key(checks=(language,)), "expired": Key("flag"), "hubs": Key("list"),
        "items": Key("list"),
    }
)  # fmt: skip


def _item_keys(clock: Clock) -> Mapping[str, Key]:
    date = Key(checks=(clock.json,))
    return {
        "id": Key(), "url": _URL, "external_url": _URL, "title": Key(checks=(_plain,)),
        "content_html": Key(), "content_text": Key(), "summary": Key(), "image": _URL,
        "banner_image": _URL, "date_published": date, "date_modified": date,
        "author": Key("object"), "authors": Key("list"), "tags": Key("list"),
        "language": Key(checks=(language,)), "attachments": Key("list"),
    }  # fmt: skip


def json_findings(data: bytes, now: datetime | None) -> Iterator[Finding]:
    """Yields all that is wrong with a JSON Feed, or with what should be one."""
    decoded = decode(data, is_json=True)
    yield from decoded.findings
    if data.startswith(b"\xef\xbb\xbf"):
        yield Finding("byte-order-mark", 1)
    try:
        node, found = parse_json(decoded.text)
    except JsonError as error:
        yield error.finding
        return
    yield from found
    if not isinstance(node.content, dict):
        yield Finding("no-feed", node.line, "a list or a plain value")
        return
    yield from _feed(node.content, node.line, Clock(now))


def _feed(feed: dict[str, Node], line: int, clock: Clock) -> Iterator[Finding]:
    yield from _keys(feed, _FEED, "the feed")
    version = _text(feed, "version")
    match = _VERSION.fullmatch(version)
    for key in ("version", "title", "items"):
        if key not in feed:
            yield Finding("json-missing", line, "the feed", f"'{key}'")
    if "version" in feed and match is None:
        yield Finding("json-version", feed["version"].line, value=quote(version))
    elif match is not None and match[1] in {"1", "1.0"}:
        yield Finding("json-version-old", feed["version"].line)
    for key in ("home_page_url", "feed_url"):
        if key not in feed:
            yield Finding("json-recommended", line, value=f"'{key}'")
    if "next_url" in feed and _text(feed, "next_url") == _text(feed, "feed_url"):
        yield Finding("next-is-self", feed["next_url"].line)
    yield from _people(feed, "the feed", is_new=match is not None and match[1] == "1.1")
    for hub in _objects(feed, "hubs"):
        yield from _keys(hub.content, _HUB, "a hub")
        yield from _needed(hub, ("type", "url"), "a hub")
    if "hubs" in feed and "feed_url" not in feed:
        yield Finding("hub-without-self", feed["hubs"].line)
    yield from _items(feed, clock)


class _Object(NamedTuple):
    content: dict[str, Node]
    line: int


def _objects(parent: dict[str, Node], key: str) -> Iterator[_Object]:
    """Yields the objects of a list; what is none is told of by ``_lists``."""
    content = parent[key].content if key in parent else None
    for node in content if isinstance(content, list) else ():
        if isinstance(node.content, dict):
            yield _Object(node.content, node.line)


def _needed(one: _Object, keys: tuple[str, ...], what: str) -> Iterator[Finding]:
    for key in keys:
        if key not in one.content:
            yield Finding("json-missing", one.line, what, f"'{key}'")


def _text(parent: dict[str, Node], key: str) -> str:
    content = parent[key].content if key in parent else ""
    return content if isinstance(content, str) else ""


def _keys(one: dict[str, Node], known: Mapping[str, Key], what: str) -> Iterator[Finding]:
    """Checks the type and form of each value, and that its key is known."""
    for name, node in one.items():
        label = f"'{name}' of {what}"
        key = known.get(name)
        if key is None:
            if not name.startswith("_"):
                yield Finding("json-unknown-key", node.line, what, quote(name))
        elif node.content is None:
            yield Finding("json-null", node.line, label)
        elif name == "id" and type(node.content) in {int, float}:
            yield Finding("json-id-number", node.line, label, str(node.content)[:40])
        elif not isinstance(node.content, _TYPES[key.kind]) or (
            key.kind == "number" and isinstance(node.content, bool)
        ):
            yield Finding("json-type", node.line, label, _SAID[key.kind])
        elif isinstance(node.content, str):
            if _CONTROL.search(node.content):
                bad = _CONTROL.search(node.content)
                shown = f"U+{ord(bad[0]):04X}" if bad else ""
                yield Finding("control-character", node.line, label, shown)
            for check in key.checks:
                yield from check(Value(node.content, label, node.line))
        elif isinstance(node.content, list):
            yield from _list(node.content, name, label)


def _list(nodes: list[Node], name: str, label: str) -> Iterator[Finding]:
    """Tags are strings, all other lists are of objects."""
    expected, said = (str, "strings") if name == "tags" else (dict, "objects")
    for node in nodes:
        if not isinstance(node.content, expected):
            yield Finding("json-type", node.line, label, f"a list of {said}")
    if name == "tags":
        counts = Counter(node.content for node in nodes if isinstance(node.content, str))
        for tag, count in counts.items():
            if count > 1:
                yield Finding("json-tag-twice", nodes[0].line, label, quote(tag))


def _people(one: dict[str, Node], what: str, *, is_new: bool) -> Iterator[Finding]:
    people = list(_objects(one, "authors"))
    if "author" in one:
        content = one["author"].content
        if isinstance(content, dict):
            people.append(_Object(content, one["author"].line))
        if is_new and "authors" not in one:
            yield Finding("json-author", one["author"].line, what)
    for person in people:
        yield from _keys(person.content, _PERSON, f"an author of {what}")
        if not any(key in _PERSON for key in person.content):
            yield Finding("json-author-empty", person.line, what)


# --- items --------------------------------------------------------------------------------------


def _items(feed: dict[str, Node], clock: Clock) -> Iterator[Finding]:
    keys = _item_keys(clock)
    rivers: list[Ids] = []
    seen: set[str] = set()
    items = list(_objects(feed, "items"))
    if "items" in feed and not items:
        yield Finding("no-entries", feed["items"].line)
    for item in items:
        label = excerpt(_text(item.content, "title") or _text(item.content, "id"))
        entry = label or f"the item of line {item.line}"
        for finding in _item(item, keys, entry, rivers):
            yield finding._replace(entry=entry)
        text = _text(item.content, "id")
        if text and text in seen:
            yield Finding("duplicate-json-id", item.line, value=quote(text), entry=entry)
        seen.add(text)
    yield from river_findings(rivers)


def _item(
    item: _Object, keys: Mapping[str, Key], entry: str, rivers: list[Ids]
) -> Iterator[Finding]:
    content = item.content
    yield from _keys(content, keys, "an item")
    yield from _needed(item, ("id",), "an item")
    if "id" in content and content["id"].content == "":
        yield Finding("json-missing", item.line, "an item", "'id'")
    if "content_html" not in content and "content_text" not in content:
        yield Finding("json-content", item.line)
    yield from _people(content, "an item", is_new=False)
    for attachment in _objects(content, "attachments"):
        yield from _keys(attachment.content, _ATTACHMENT, "an attachment")
        yield from _needed(attachment, ("url", "mime_type"), "an attachment")
    published, modified = (moment_of(_text(content, key))
                           for key in ("date_published", "date_modified"))  # fmt: skip
    if published is not None and modified is not None and modified < published:
        dates = _text(content, "date_modified"), _text(content, "date_published")
        yield Finding("dates-out-of-order", item.line, *dates)
    html = _text(content, "content_html")
    if html:
        line = content["content_html"].line
        body = Body(read_html(html, 0), "'content_html'", _text(content, "url"))
        # A string of JSON is on one line: the lines in it are none of the file.
        yield from (one._replace(line=line) for one in body_findings(body))
        for one in character_findings(html, "'content_html'", line, is_html=True):
            yield one._replace(line=line)
        rivers.append(ids_of(body, entry, line))
        size = len(html.encode("utf-8", "replace"))
        if size > _ENTRY_BYTES:
            yield Finding("entry-large", line, value=f"{size:,}")
