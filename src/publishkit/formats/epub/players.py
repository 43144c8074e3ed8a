"""Players of an article's own sounds and films, with all their files in the package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publishkit.formats.epub.attributes import is_language_tag
from publishkit.formats.epub.images import MediaFile, MediaLibrary
from publishkit.model.document import Document
from publishkit.model.nodes import Attributes, Element
from publishkit.model.tree import plain_text, player_text, walk
from publishkit.render.html import attribute

__all__ = ["PackagedPlayer", "packaged_player"]

_WEBVTT: Final = "text/vtt"


@dataclass(frozen=True, slots=True)
class PackagedPlayer:
    """The markup of a player around what it says to those whom it plays nothing."""

    tag: str
    attributes: str
    parts: str


def packaged_player(
    node: Element, *, document: Document, media: MediaLibrary
) -> PackagedPlayer | None:
    """Returns the player of an ``audio`` or ``video`` element, ``None`` without a file to play.

    The reader starts it, nothing plays by itself. What the first file is by its bytes decides
    between sound and film; sources of the other kind are left out, as are tracks that are no
    WebVTT.
    """
    files = [file for url in _sources(node) if (file := media.add(document, url)) is not None]
    playable = [file for file in files if file.media_type.startswith(("audio/", "video/"))]
    if not playable:
        return None
    tag = playable[0].media_type[:5]
    same = list(dict.fromkeys(file for file in playable if file.media_type.startswith(tag)))
    own = attribute("controls", "controls")
    label = " ".join(plain_text(player_text(node)).split())
    if label:
        own += attribute("aria-label", label)
    poster = _poster(node, document, media) if tag == "video" else None
    if poster is not None:
        own += attribute("poster", poster.name)
    sources = ""
    if len(same) == 1:
        own = attribute("src", same[0].name) + own
    else:
        sources = "".join(f"<source{attribute('src', file.name)} />" for file in same)
    return PackagedPlayer(tag, own, sources + "".join(_tracks(node, document, media)))


def _sources(node: Element) -> Iterator[str]:
    for item in (node, *walk(node.content)):
        if isinstance(item, Element) and item.tag in {"audio", "source", "video"}:
            url = item.attributes.get("src")
            if url:
                yield url


def _poster(node: Element, document: Document, media: MediaLibrary) -> MediaFile | None:
    url = node.attributes.get("poster")
    file = media.add(document, url) if url else None
    return file if file is not None and file.media_type.startswith("image/") else None


def _tracks(node: Element, document: Document, media: MediaLibrary) -> Iterator[str]:
    for item in walk(node.content):
        if not isinstance(item, Element) or item.tag != "track":
            continue
        file = media.add(document, item.attributes.get("src") or "")
        if file is not None and file.media_type == _WEBVTT:
            yield f"<track{attribute('src', file.name)}{_track(item.attributes)} />"


def _track(attributes: Attributes) -> str:
    kind = attributes.get("kind") or "subtitles"
    lang = attributes.get("srclang") or ""
    if kind == "subtitles" and not is_language_tag(lang):
        lang = "und"  # subtitles need a language (HTML Standard, 4.8.11.1)
    own = attribute("kind", kind)
    if is_language_tag(lang):
        own += attribute("srclang", lang)
    if attributes.get("label"):
        own += attribute("label", attributes.get("label") or "")
    return own
