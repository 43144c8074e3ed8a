"""What WeChat will not take of an article: its limits, and forms that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.formats.wechat.compact import counted_length
from publishkit.formats.wechat.images import is_accepted
from publishkit.formats.wechat.references import outside_target
from publishkit.model.document import Document
from publishkit.model.nodes import Image, Link, Node
from publishkit.model.tree import walk

__all__ = ["MAX_CHARACTERS", "find_problems"]

#: "fewer than 20,000 characters and less than 1 MB" (documentation of ``draft/add``): so many
#: characters never have 1 MB.
MAX_CHARACTERS: Final = 20_000
_TITLE: Final = 64
#: So many links are named by a diagnostic; the others are counted.
_NAMED: Final = 3
_HAS_ADDRESS: Final = re.compile(r"#|[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def find_problems(document: Document, markup: str, base_url: str) -> tuple[Diagnostic, ...]:
    """Returns a diagnostic for each limit that the article exceeds and each part that is lost."""
    found: list[Diagnostic] = []

    def report(code: str, message: str, hint: str) -> None:
        found.append(diagnose(code, message, path=document.source, hint=hint))

    title = len(document.metadata.title)
    if title > _TITLE:
        report("X003", f"the title has {title} characters, WeChat takes {_TITLE}", "shorten it")
    length = counted_length(markup)
    if length >= MAX_CHARACTERS:
        report(
            "X003",
            f"the markup has {length} characters, WeChat's draft interface takes "
            f"fewer than {MAX_CHARACTERS}",
            "split the article, or paste it into the editor, which takes more",
        )
    for url, asset in document.assets.items():
        if asset.is_image and not is_accepted(asset) and _shows(document, url):
            report(
                "X002",
                f"image '{url}' is {asset.media_type}, which WeChat does not take",
                "convert it to PNG or JPEG",
            )
    lost = _lost_links(document, base_url)
    if lost:
        named = ", ".join(f"'{url}'" for url in lost[:_NAMED])
        rest = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
        report(
            "X002",
            f"links without a full address are text only: {named}{rest}",
            "give the site's address with --base-url",
        )
    return tuple(dict.fromkeys(found))


def _lost_links(document: Document, base_url: str) -> list[str]:
    """Returns the targets that no reader could follow from WeChat, each once."""
    targets = dict.fromkeys(node.url for node in _nodes(document) if isinstance(node, Link))
    return [
        url
        for url in targets
        if not _HAS_ADDRESS.match(url) and outside_target(url, base_url) is None
    ]


def _nodes(document: Document) -> Iterator[Node]:
    yield from walk(document.content)
    for note in document.endnotes:
        yield from walk(note.content)


def _shows(document: Document, url: str) -> bool:
    return any(isinstance(node, Image) and node.url == url for node in _nodes(document))
