"""Films and sounds of an article as nodes: players where their files are its own, else links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from publishkit.model.nodes import Attributes, Element, Image, Inline, Link, Text

if TYPE_CHECKING:
    from publishkit.render.media_links import PlayerFile

__all__ = ["embedded", "player"]

_CLASS: Final = Attributes(classes=("media",))
#: By the suffix alone: the bytes are looked at when the file is found.
_KINDS: Final = {
    **dict.fromkeys(("aac", "flac", "m4a", "m4b", "mp3", "oga", "ogg", "opus", "wav"), "audio"),
    **dict.fromkeys(("m4v", "mov", "mp4", "ogv", "webm"), "video"),
}
_SUFFIX: Final = re.compile(r"\.([A-Za-z0-9]{2,4})(?:[?#].*)?$", re.DOTALL)


def embedded(image: Image) -> Inline:
    """Returns what Markdown's image syntax embeds: a picture, a player, or a link to remote media.

    The text of an image is the label of its player.
    """
    found = _SUFFIX.search(image.url)
    kind = _KINDS.get(found[1].lower()) if found else None
    if kind is None or image.url.startswith("data:"):
        return image
    # Most articles have pictures only.
    from publishkit.render.media_links import PlayerFile, is_local

    name = unquote(re.split("[?#]", image.url, maxsplit=1)[0]).rpartition("/")[2]
    link = Link((Text(image.alt or image.title or name),), image.url, image.title, _CLASS)
    if not is_local(image.url):
        return link
    return _element(kind, (PlayerFile("source", image.url),), link, image.attributes)


def player(link: Link, *, kind: str, files: str) -> Inline:
    """Returns the player that the sanitiser made this link of, by its ``data-`` attributes.

    A link that names no file of the article stays.
    """
    if not kind:
        return link
    from publishkit.render.media_links import player_files

    found = player_files(files)
    if kind not in {"audio", "video"} or not any(file.role == "source" for file in found):
        return link
    return _element(kind, found, link, Attributes())


def _element(
    kind: str, files: tuple[PlayerFile, ...], link: Link, attributes: Attributes
) -> Element:
    poster = tuple(("poster", file.url) for file in files if file.role == "poster")
    parts = [_part(file) for file in files if file.role == "source"]
    parts += [_part(file) for file in files if file.role == "track"]
    own = Attributes(attributes.id, attributes.classes, attributes.pairs + poster)
    return Element(kind, (*parts, link), own)


def _part(file: PlayerFile) -> Element:
    pairs = (
        ("src", file.url),
        ("kind", file.kind),
        ("srclang", file.lang),
        ("label", file.label),
    )
    return Element(file.role, (), Attributes(pairs=tuple(pair for pair in pairs if pair[1])))
