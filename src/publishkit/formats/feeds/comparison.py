"""A feed beside the one that it replaces: which entries readers would take for new ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.render.xml import XmlElement, parse_xml, split_tag

__all__ = ["changed_ids"]


class _Entry(NamedTuple):
    id: str
    title: str
    published: str
    url: str


def changed_ids(before: bytes, after: bytes) -> tuple[Diagnostic, ...]:
    """Returns a warning for each entry of the new feed that is an old one under another id.

    It is the same when its title is, and its date or its address as well: letters that appear
    every week under one title are many. Either may be in any of the three formats; one that
    cannot be read has no entries.
    """
    old, new = tuple(_entries(before)), tuple(_entries(after))
    old_ids, new_ids = {entry.id for entry in old}, {entry.id for entry in new}
    vanished = {
        (entry.title, place): entry
        for entry in old
        if entry.id not in new_ids and entry.title
        for place in (entry.published, entry.url)
    }
    found: list[Diagnostic] = []
    for entry in new:
        places = () if entry.id in old_ids else (entry.published, entry.url)
        same = next(filter(None, (vanished.get((entry.title, place)) for place in places)), None)
        if same is not None:
            found.append(
                diagnose(
                    "P011",
                    f"'{entry.title}' will be new to every subscriber: its id was '{same.id}', "
                    f"and is '{entry.id}'",
                    hint=f"write 'id: {same.id}' into its front matter",
                )
            )
    return tuple(found)


def _entries(data: bytes) -> Iterator[_Entry]:
    if data.lstrip()[:1] == b"{":
        yield from _json_entries(data)
        return
    root = parse_xml(data, is_ours=True)
    if root is None:
        return
    for element in root.iter():
        if split_tag(element.tag)[1] in {"item", "entry"}:
            yield _xml_entry(element)


def _xml_entry(element: XmlElement) -> _Entry:
    values: dict[str, str] = {}
    for child in element:
        name = split_tag(child.tag)[1]
        text = "".join(child.itertext()).strip() or child.get("href", "")
        values.setdefault(name, text)
    identifier = values.get("guid") or values.get("id", "")
    published = values.get("pubDate") or values.get("published", "")
    return _Entry(identifier, values.get("title", ""), published, values.get("link", ""))


def _json_entries(data: bytes) -> Iterator[_Entry]:
    try:
        values: Any = json.loads(data)
    except (ValueError, RecursionError):
        return
    items = values.get("items", ())
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            texts = (item.get(name) for name in ("id", "title", "date_published", "url"))
            yield _Entry(*(text if isinstance(text, str) else "" for text in texts))
