"""What stands for films, sounds and embedded pages: a link, and what a player needs beside it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from publishkit.render.safe_urls import is_safe_url

__all__ = ["PLAYERS", "Player", "PlayerFile", "is_local", "media_page", "player_files"]

#: The elements that play files.
PLAYERS: Final = frozenset({"audio", "video"})
_ROLES: Final = frozenset({"source", "track", "poster"})
_TRACK_KINDS: Final = frozenset({"captions", "chapters", "descriptions", "metadata", "subtitles"})
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|#")
_MOST_FILES: Final = 40

_PLAYERS: Final = (
    (
        re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/(?!videoseries)([\w-]+)"),
        r"https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (
        re.compile(r"https?://player\.bilibili\.com/player\.html\?(?:[^#]*&)?bvid=(BV\w+)"),
        "https://www.bilibili.com/video/{}",
    ),
    (
        re.compile(r"https?://player\.bilibili\.com/player\.html\?(?:[^#]*&)?aid=(\d+)"),
        "https://www.bilibili.com/video/av{}",
    ),
)


def media_page(url: str) -> str:
    """Returns the page of a film whose player has this URL, or the URL itself with a scheme."""
    if url.startswith("//"):
        url = f"https:{url}"
    for pattern, page in _PLAYERS:
        if found := pattern.match(url):
            return page.format(found[1])
    return url


def is_local(url: str) -> bool:
    """Whether a URL may mean a file of the article: it is relative, and not only a fragment."""
    return bool(url.strip()) and is_safe_url(url) and not _SCHEME.match(url.strip())


@dataclass(frozen=True, slots=True)
class PlayerFile:
    """One file of a player. ``role`` is ``source``, ``track`` or ``poster``.

    ``kind``, ``lang`` and ``label`` are those of a track (HTML Standard, 4.8.11).
    """

    role: str
    url: str
    kind: str = ""
    lang: str = ""
    label: str = ""


class Player:
    """A film or sound while its tags are read; files elsewhere are none of it."""

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        self._name = name
        self._files: list[PlayerFile] = []
        self.add("source", attributes)
        if is_local(attributes.get("poster", "")):
            self._files.append(PlayerFile("poster", attributes["poster"].strip()))

    def add(self, name: str, attributes: Mapping[str, str]) -> None:
        """Takes in a ``source`` or ``track`` element."""
        url = attributes.get("src", "").strip()
        if name not in _ROLES or not is_local(url) or len(self._files) >= _MOST_FILES:
            return
        if name == "source":
            self._files.append(PlayerFile(name, url))
            return
        kind = attributes.get("kind", "").lower()
        self._files.append(
            PlayerFile(
                name,
                url,
                # What is missing is subtitles, what is unknown metadata, which nobody sees.
                kind if kind in _TRACK_KINDS else "metadata" if kind else "subtitles",
                attributes.get("srclang", "").strip(),
                " ".join(attributes.get("label", "").split()),
            )
        )

    def attributes(self) -> str:
        """Returns attributes of the link that tell ``player_files``; none without a local file."""
        if not any(file.role == "source" for file in self._files):
            return ""
        listed = [[item.role, item.url, item.kind, item.lang, item.label] for item in self._files]
        text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
        return f' data-media="{self._name}" data-files="{html.escape(text)}"'


def player_files(text: str) -> tuple[PlayerFile, ...]:
    """Returns the files of a ``data-files`` attribute; whatever else it may hold is none."""
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    files: list[PlayerFile] = []
    for item in listed[:_MOST_FILES] if isinstance(listed, list) else ():
        match item:
            case [str(role), str(url), str(kind), str(lang), str(label)]:
                if role in _ROLES and is_local(url) and (not kind or kind in _TRACK_KINDS):
                    files.append(PlayerFile(role, url, kind, lang, label))
    return tuple(files)
