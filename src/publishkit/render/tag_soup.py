"""Tag soup to balanced tags in linear time, before the sanitiser parses it.

An article's raw HTML comes in pieces with Markdown between them. Whatever a piece leaves open (a
comment, a quotation mark, a script) ends with the piece, so that it swallows nothing of the text;
open elements go on until they are closed or their parent is. Explicit end tags and a bounded depth
keep the HTML parser behind us from its quadratic cases (HTML Standard, 13.2.4.3).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from publishkit.render.media_links import PLAYERS, Player, media_page
from publishkit.render.safe_urls import is_safe_url
from publishkit.render.tag_attributes import mended_attributes, read_attributes

__all__ = ["VOID_TAGS", "Soup", "balance_tags", "words"]


def words(text: str) -> frozenset[str]:
    """Returns the words of a text as a set."""
    return frozenset(text.split())


VOID_TAGS: Final = words(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr"
)
_MAX_DEPTH: Final = 40
_MARKUP: Final = re.compile(r"<(?:(!--)|([!?])|(/?)([a-zA-Z][^\s/>]*))")
_END_TAG: Final = re.compile(r"</([a-zA-Z][^\s/>]*)")
_COMMENT_END: Final = re.compile(r"--!?>")
_ATTRIBUTE_NAME: Final = re.compile(r"[a-z_:][a-z0-9_:.\-]*")

_RENAMED: Final = {
    "acronym": "abbr",
    "big": "span",
    "center": "div",
    "dir": "ul",
    "font": "span",
    "image": "img",
    "listing": "pre",
    "menu": "ul",
    "strike": "s",
    "tt": "code",
    "xmp": "pre",
}
#: Their content is no markup: dropped, or kept as text.
_DROPPED_TEXT: Final = frozenset({"iframe", "noembed", "noframes", "script", "style", "title"})
_KEPT_TEXT: Final = frozenset({"listing", "textarea", "xmp"})
#: Elements that go with all that is in them, as far as it is HTML.
_SKIPPED: Final = frozenset(
    {"annotation", "annotation-xml", "audio", "object", "svg", "template", "video"}
)
_MEDIA: Final = frozenset({"audio", "embed", "iframe", "object", "video"})
#: Elements that say nothing when their content stays, so that nobody need be told.
_QUIET: Final = words(
    "annotation annotation-xml area body canvas col colgroup fieldset head hgroup html label "
    "legend map math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts "
    "mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover "
    "meter nobr noembed noframes noscript optgroup option output picture plaintext progress "
    "rb rtc semantics slot source title track"
)
#: Elements of HTML that no article may have; a name that is in no list is perhaps no tag at all.
_FORBIDDEN: Final = words(
    "annotation annotation-xml applet audio base basefont bgsound blink button datalist dialog "
    "embed form frame frameset iframe input isindex keygen link marquee menuitem meta object "
    "param portal script select spacer style svg template textarea video"
)
_CELLS: Final = frozenset({"caption", "td", "th"})
_TABLE_PARTS: Final = frozenset(
    {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
)
_BLOCKS: Final = words(
    "address article aside blockquote details div dl fieldset figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hgroup hr main nav ol p pre section summary table ul"
)
_SECTIONS: Final = frozenset({"thead", "tbody", "tfoot"})
_ROW_PARTS: Final = _SECTIONS | {"caption", "colgroup"}
#: What a start tag closes, and where the search for it ends (HTML Standard, 13.2.6.4).
_CLOSES: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "a": (frozenset({"a"}), _CELLS),
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "rt": (frozenset({"rt", "rp"}), frozenset({"ruby"})),
    "rp": (frozenset({"rt", "rp"}), frozenset({"ruby"})),
    "td": (frozenset({"td", "th", "caption"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th", "caption"}), frozenset({"table", "tr"})),
    "tr": (frozenset({"tr", "caption", "colgroup"}), frozenset({"table"})),
    **dict.fromkeys(_ROW_PARTS, (_ROW_PARTS, frozenset({"table"}))),
    **dict.fromkeys(_BLOCKS, (frozenset({"p"}), _CELLS | {"table"})),
}
_URL_ATTRIBUTES: Final = frozenset({"action", "cite", "data", "formaction", "href", "src"})


class Soup(NamedTuple):
    """Balanced HTML, what was taken out of it, and which media became links."""

    html: str
    removed: tuple[str, ...]
    linked: tuple[str, ...]


def balance_tags(pieces: Iterable[str], *, allowed: frozenset[str], mark: str = "") -> Soup:
    """Returns the pieces in one, each ``allowed`` element closed, other tags left out.

    Text that starts with ``mark`` is never dropped, whatever it stands in. Embedded media become
    links to what they show. The result still has to pass the sanitiser.
    """
    balancer = _Balancer(tuple(pieces), allowed, mark)
    balancer.run()
    return Soup("".join(balancer.out), tuple(balancer.removed), tuple(balancer.linked))


class _Balancer:
    """The state of one pass."""

    def __init__(self, pieces: tuple[str, ...], allowed: frozenset[str], mark: str) -> None:
        self.pieces = pieces
        self.allowed = allowed
        self.mark = mark
        self.out: list[str] = []
        self.open: list[str] = []
        self.too_deep: dict[str, int] = {}
        self.removed: dict[str, None] = {}
        self.linked: dict[str, None] = {}
        self.skipped = ""
        self.skipped_depth = 0
        self.link: tuple[str, str] | None = None
        self.link_place = 0
        self.player: Player | None = None
        self.last_ends: dict[str, tuple[int, int]] | None = None
        self.is_in_comment = False

    def run(self) -> None:
        """Reads all pieces and closes what is open."""
        for number, piece in enumerate(self.pieces):
            if self.mark and piece.startswith(self.mark):
                self.out.append(piece)
            else:
                self.read(piece, number)
        self.close_to(0)

    # --- tokens -----------------------------------------------------------------------------

    def read(self, piece: str, number: int) -> None:
        """Takes one piece apart (HTML Standard, 13.2.5, but for what only browsers need)."""
        position = self.end_of_open_comment(piece)
        while found := _MARKUP.search(piece, position):
            self.text(piece[position : found.start()])
            if found[4] is None:
                position = self.declaration(piece, found.start())
                continue
            attributes, end, is_empty = read_attributes(piece, found.end())
            if end < 0:
                position = found.start()
                break
            name = found[4].lower()
            if found[3]:
                self.end(name)
                position = end
            elif not (attributes or is_empty) and self.is_no_tag(name, number, end):
                self.text(piece[found.start() : end])
                position = end
            else:
                position = self.start(name, attributes, is_empty, piece, end, number)
        self.text(piece[position:])

    def declaration(self, piece: str, start: int) -> int:
        """Passes over a comment or declaration; a comment may end in a later piece."""
        if not piece.startswith("<!--", start):
            closing = "]]>" if piece.startswith("<![CDATA[", start) else ">"
            end = piece.find(closing, start)
            return len(piece) if end < 0 else end + len(closing)
        found = _COMMENT_END.search(piece, start + 2)
        self.is_in_comment = found is None
        return found.end() if found else len(piece)

    def end_of_open_comment(self, piece: str) -> int:
        """Returns where a piece goes on after a comment that an earlier one left open."""
        if not self.is_in_comment:
            return 0
        found = _COMMENT_END.search(piece)
        if found is None or "<!--" in piece[: found.start()]:
            return 0
        self.is_in_comment = False
        return found.end()

    def is_no_tag(self, name: str, number: int, position: int) -> bool:
        """Whether something like ``Vec<String>`` or ``<name>`` only looks like a tag."""
        is_known = name in self.allowed or name in _FORBIDDEN or name in _QUIET
        if is_known or name in _RENAMED or name in VOID_TAGS:
            return False
        return not self.is_closed_later(name, number, position)

    def text(self, text: str) -> None:
        """Keeps character data; its character references stay as they are."""
        if text and not self.skipped:
            self.out.append(text.replace("<", "&lt;"))

    def start(
        self,
        name: str,
        attributes: dict[str, str],
        is_empty: bool,
        piece: str,
        end: int,
        number: int,
    ) -> int:
        """Handles a start tag and returns the position where reading goes on."""
        if self.skipped:
            self.start_in_skipped(name, attributes, is_empty)
            return end
        if name in _MEDIA:
            self.player = Player(name, attributes) if name in PLAYERS else None
            self.media(name, attributes)
        if name in _DROPPED_TEXT and not is_empty:
            self.note_removed(name)
            return _end_of_raw_text(piece, name, end)[1]
        if name in _SKIPPED:
            if not is_empty and self.is_closed_later(name, number, end):
                self.skipped, self.skipped_depth = name, 1
            else:
                self.note_removed(name)
            return end
        self.open_element(_RENAMED.get(name, name), name, attributes, is_empty)
        if name in _KEPT_TEXT and not is_empty:
            stop, after = _end_of_raw_text(piece, name, end)
            self.text(piece[end:stop].replace("&", "&amp;"))
            self.end(name)
            return after
        return end

    def start_in_skipped(self, name: str, attributes: dict[str, str], is_empty: bool) -> None:
        """Looks inside media for their sources; nothing else in there counts."""
        if self.skipped == name and not is_empty:
            self.skipped_depth += 1
        is_source = name == "source" or name in _MEDIA
        if is_source and self.skipped in _MEDIA and self.link is None:
            self.media(self.skipped, attributes)
        if self.player is not None and self.skipped in PLAYERS:
            self.player.add(name, attributes)
            self.write_link()

    def end(self, name: str) -> None:
        """Handles an end tag: what was opened after the start tag is closed with it."""
        if self.skipped:
            if name == self.skipped:
                self.skipped_depth -= 1
                if not self.skipped_depth:
                    self.skipped = ""
                    self.note_removed(name)
            return
        name = _RENAMED.get(name, name)
        if self.too_deep.get(name):
            self.too_deep[name] -= 1
            return
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] == name:
                self.close_to(index)
                return
            if self.open[index] in _CELLS and name not in _TABLE_PARTS:
                return

    # --- elements ---------------------------------------------------------------------------

    def open_element(
        self, name: str, written: str, attributes: dict[str, str], is_empty: bool
    ) -> None:
        """Writes an allowed start tag after the end tags that it implies."""
        if name == "input" and attributes.get("type", "").lower() == "checkbox":
            self.out.append(
                "\N{BALLOT BOX WITH CHECK}" if "checked" in attributes else "\N{BALLOT BOX}"
            )
            return
        if name not in self.allowed:
            self.note_removed(name)
            return
        closes, barrier = _CLOSES.get(name, (frozenset(), frozenset()))
        if closes:
            self.close_implied(closes, barrier)
        is_void = name in VOID_TAGS
        if not is_void and len(self.open) >= _MAX_DEPTH:
            if not is_empty:
                self.too_deep[name] = self.too_deep.get(name, 0) + 1
            return
        self.out.append(f"<{name}{self.printed(mended_attributes(written, attributes))}>")
        if is_empty and not is_void:
            self.out.append(f"</{name}>")
        elif not is_void:
            self.open.append(name)

    def close_implied(self, closes: frozenset[str], barrier: frozenset[str]) -> None:
        """Closes the outermost of these elements within the barrier."""
        outermost = -1
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] in barrier:
                break
            if self.open[index] in closes:
                outermost = index
        if outermost >= 0:
            self.close_to(outermost)

    def close_to(self, index: int) -> None:
        """Closes all elements from this place of the stack on."""
        while len(self.open) > index:
            self.out.append(f"</{self.open.pop()}>")

    def printed(self, attributes: Mapping[str, str]) -> str:
        """Returns the attributes that a sanitiser may still want, and notes the others."""
        parts: list[str] = []
        for name, value in attributes.items():
            if name.startswith("on") or name == "srcdoc":
                self.removed[f"attribute '{name}'"] = None
            elif name in _URL_ATTRIBUTES and not is_safe_url(value, is_image=name == "src"):
                self.removed[f"URL '{_shortened(value)}'"] = None
            elif _ATTRIBUTE_NAME.fullmatch(name):
                parts.append(f' {name}="{html.escape(value)}"')
        return "".join(parts)

    def media(self, name: str, attributes: Mapping[str, str]) -> None:
        """Writes a link to what an embedded page, film or sound shows."""
        url = attributes.get("src") or attributes.get("data") or attributes.get("data-src") or ""
        self.link = None
        if not url.strip() or url.startswith("about:"):
            return
        if not is_safe_url(url):
            self.removed[f"URL '{_shortened(url)}'"] = None
            return
        page = media_page(url.strip())
        label = attributes.get("title") or attributes.get("aria-label") or page
        start = f'<a class="media" href="{html.escape(page)}"'
        self.link = start, f">{html.escape(label)}</a> "
        self.link_place = len(self.out)
        self.out.append("")
        self.write_link()
        self.linked[f"'<{name}>' became a link to '{_shortened(page)}'"] = None

    def write_link(self) -> None:
        """Writes the link to a film or sound with all that is known of it so far."""
        if self.link is not None:
            files = "" if self.player is None else self.player.attributes()
            self.out[self.link_place] = files.join(self.link)

    def is_closed_later(self, name: str, number: int, position: int) -> bool:
        """Whether an end tag of this name follows, here or in a later piece."""
        if self.last_ends is None:
            self.last_ends = {
                found[1].lower(): (index, found.start())
                for index, piece in enumerate(self.pieces)
                for found in _END_TAG.finditer(piece)
            }
        return self.last_ends.get(name, (-1, -1)) >= (number, position)

    def note_removed(self, name: str) -> None:
        """Remembers an element that is left out, unless it became a link or does no harm."""
        if name not in _QUIET and name not in _MEDIA:
            self.removed[f"'<{_shortened(name)}>'"] = None
        elif name in _MEDIA and self.link is None:
            self.removed[f"'<{name}>'"] = None


def _end_of_raw_text(piece: str, name: str, start: int) -> tuple[int, int]:
    found = re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE).search(piece, start)
    return (found.start(), found.end()) if found else (len(piece), len(piece))


def _shortened(text: str) -> str:
    text = "".join(char for char in text if char.isprintable())
    return text if len(text) <= 60 else f"{text[:59]}…"
