"""Which links stay links, and the numbers of those that become entries of the list.

Ordinary WeChat accounts may link to articles on the platform only. Every other link becomes its
text with a number, in one sequence with the endnotes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from publishkit.model.document import Document
from publishkit.model.nodes import Link
from publishkit.model.tree import plain_text, walk

__all__ = [
    "LinkReference",
    "References",
    "collect_references",
    "is_platform_link",
    "outside_target",
    "shows_target",
]

_PLATFORM: Final = "mp.weixin.qq.com"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class LinkReference:
    """An entry of the list that is a link of the body, not an endnote."""

    number: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class References:
    """The numbers of outside links: those of endnotes that name the same page, else new ones.

    ``linked_notes`` are the endnotes whose number a link of the body shows.
    """

    numbers: Mapping[str, int]
    links: tuple[LinkReference, ...]
    linked_notes: frozenset[int]

    def number(self, target: str) -> int | None:
        """Returns the number of an outside target, ``None`` when no link of the body needs one."""
        return self.numbers.get(_normalized(target))


def collect_references(document: Document, base_url: str) -> References:
    """Numbers the outside links of the body after the endnotes, in reading order, each page once.

    A link whose text is its target needs no number. One to a page that an endnote names takes the
    endnote's number.
    """
    in_notes: dict[str, int] = {}
    for note in document.endnotes:
        for node in walk(note.content):
            target = outside_target(node.url, base_url) if isinstance(node, Link) else None
            if target:
                in_notes.setdefault(_normalized(target), note.number)
    numbers: dict[str, int] = {}
    links: list[LinkReference] = []
    for node in walk(document.content):
        if not isinstance(node, Link):
            continue
        target = outside_target(node.url, base_url)
        if target is None or shows_target(node, target):
            continue
        key = _normalized(target)
        if key in numbers:
            continue
        if key in in_notes:
            numbers[key] = in_notes[key]
            continue
        numbers[key] = len(document.endnotes) + len(links) + 1
        title = " ".join(plain_text(node.content).split())
        links.append(LinkReference(numbers[key], title, target))
    linked = frozenset(numbers.values()) - {link.number for link in links}
    return References(MappingProxyType(numbers), tuple(links), linked)


def is_platform_link(url: str) -> bool:
    """Whether a link goes to an article on WeChat's own host, the only ones that stay links."""
    parts = _split(url)
    return (
        parts is not None
        and parts.scheme in _DEFAULT_PORTS
        and parts.hostname == _PLATFORM
        and not parts.username
        and _port(parts) is None
    )


def outside_target(url: str, base_url: str) -> str | None:
    """Returns the full target of a link that is to be printed as text.

    ``None`` for platform links, places in the article itself, and relative links when there is no
    ``base_url`` to complete them.
    """
    if not url or url.startswith("#") or is_platform_link(url):
        return None
    if url.startswith("//"):
        return f"https:{url}"
    parts = _split(url)
    if parts is None or parts.scheme:
        return url
    return urljoin(base_url, url) if base_url else None


def shows_target(link: Link, target: str) -> bool:
    """Whether a link's text is its target already, with or without the scheme."""
    text = plain_text(link.content).strip()
    return _bare(text) == _bare(target)


def _bare(url: str) -> str:
    for scheme in ("https://", "http://", "mailto:"):
        if url.lower().startswith(scheme):
            url = url[len(scheme) :]
            break
    return url.rstrip("/")


def _normalized(url: str) -> str:
    """Returns the form in which two spellings of one address are equal (RFC 3986, 6.2.2–6.2.3)."""
    parts = _split(url)
    if parts is None or not parts.netloc:
        return url
    user, at, _ = parts.netloc.rpartition("@")
    port = _port(parts)
    host = f"{user}{at}{parts.hostname or ''}{'' if port is None else f':{port}'}"
    return parts._replace(netloc=host, path=parts.path or "/").geturl()


def _port(parts: SplitResult) -> int | None:
    """Returns the port unless it is the scheme's own; a wrong one is 0."""
    try:
        port = parts.port
    except ValueError:
        return 0
    return None if port == _DEFAULT_PORTS.get(parts.scheme) else port


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:  # such as a broken IPv6 address
        return None
