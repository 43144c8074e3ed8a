"""Which links stay links, and the numbers of those that become entries of the list.

Ordinary WeChat accounts may link to articles on the platform only. Every other link becomes its
text with a number, in one sequence with the endnotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from publishkit.model.document import Document
from publishkit.model.nodes import Block, EndnoteSection, Heading, Link
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
#: What authors write above a list of links that they keep by hand.
_SOURCES: Final = re.compile(
    r"(?:参考|參考)(?:文献|文獻|资料|資料|链接|鏈接|連結|来源|來源|网址|網址)?|(?:引用|引文|资料|資料)"
    r"(?:链接|鏈接|連結|来源|來源|文献|文獻)?|来源|來源|链接|鏈接|連結|注释|註釋|注解|註解|脚注|腳註|尾注|尾註"
    r"|references?|sources?|bibliography|works cited|citations?|links|notes|footnotes|endnotes",
    re.IGNORECASE,
)
#: What may stand around these words: "五、参考资料：".
_AROUND_TITLE: Final = re.compile(r"^(?:[\d.一二三四五六七八九十]+[、.．\s]\s*)?|[\s:：]+$")
_PERCENT: Final = re.compile(r"%[0-9A-Fa-f]{2}")
#: Characters that mean the same percent-encoded or not (RFC 3986, 2.3).
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class LinkReference:
    """An entry of the list that is a link of the body, not an endnote."""

    number: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class References:
    """The numbers of outside links: those of endnotes that name the same page, else new ones.

    ``linked_notes`` are the endnotes whose number a link of the body shows. ``sources_start`` is
    the place in the document's content of the heading under which the author lists links by hand,
    ``None`` when there is none.
    """

    numbers: Mapping[str, int]
    links: tuple[LinkReference, ...]
    linked_notes: frozenset[int]
    sources_start: int | None = None

    def number(self, target: str) -> int | None:
        """Returns the number of an outside target, ``None`` when no link of the body needs one."""
        return self.numbers.get(_normalized(target))


def collect_references(document: Document, base_url: str) -> References:
    """Numbers the outside links of the body after the endnotes, in reading order, each page once.

    A link whose text is its target needs no number. One to a page that an endnote names takes the
    endnote's number. Links of a list at the end that the author keeps by hand have their address
    there, and get a number only where the body links to the same page.
    """
    sources_start = None if document.endnotes else _sources_start(document.content)
    in_notes: dict[str, int] = {}
    for note in document.endnotes:
        for node in walk(note.content):
            target = outside_target(node.url, base_url) if isinstance(node, Link) else None
            if target:
                in_notes.setdefault(_normalized(target), note.number)
    numbers: dict[str, int] = {}
    links: list[LinkReference] = []
    for node in walk(document.content[:sources_start]):
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
    return References(MappingProxyType(numbers), tuple(links), linked, sources_start)


def _sources_start(content: tuple[Block, ...]) -> int | None:
    """Returns where the article's last section starts when its heading names a list of sources."""
    for place in range(len(content) - 1, -1, -1):
        match content[place]:
            case EndnoteSection():
                return None
            case Heading(content=words):
                title = _AROUND_TITLE.sub("", plain_text(words).strip())
                return place if _SOURCES.fullmatch(title) else None
    return None


def is_platform_link(url: str) -> bool:
    """Whether a link goes to an article on WeChat's own host, the only ones that stay links."""
    parts = _split(url)
    return (
        parts is not None
        and parts.scheme in _DEFAULT_PORTS
        and parts.hostname == _PLATFORM
        and "@" not in parts.netloc
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
    """Whether a link's text is its target already; ``mailto:`` need not be there."""
    text = plain_text(link.content).strip()
    return _normalized(text) == _normalized(target) or target == f"mailto:{text}"


def _normalized(url: str) -> str:
    """Returns the form in which two spellings of one address are equal (RFC 3986, 6.2.2–6.2.3).

    Case, percent-encoding, dot segments, default ports and empty parts make no difference; what is
    not ASCII is percent-encoded. The fragment does: it names another place.
    """
    parts = _split(url)
    if parts is None or not parts.netloc:
        return url
    user, at, _ = parts.netloc.rpartition("@")
    port = _port(parts)
    host = f"{user}{at}{_host(parts)}{'' if port is None else f':{port}'}"
    path = _without_dots(_encoded(parts.path or "/"))
    return parts._replace(
        netloc=host, path=path, query=_encoded(parts.query), fragment=_encoded(parts.fragment)
    ).geturl()


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:  # no host that could exist
        return host


def _without_dots(path: str) -> str:
    """Returns an absolute path without the segments ``.`` and ``..`` (RFC 3986, 5.2.4)."""
    segments = path.split("/")
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _encoded(text: str) -> str:
    """Returns a part of a URL with its percent-encodings in the one normal form."""

    def normal(match: re.Match[str]) -> str:
        character = unquote(match[0], errors="replace")
        return character if _UNRESERVED.fullmatch(character) else match[0].upper()

    return quote(_PERCENT.sub(normal, text), safe="!$%&'()*+,/:;=?@[]~")


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
