"""Makes the body of a page conform to the content model of XHTML in EPUB 3.3.

Raw HTML may nest anything in anything. EPUBCheck validates pages against the XHTML 5 schema of the
Nu validator; this module holds the part of that schema that raw HTML can break, and changes as
little as possible: text is never lost, a wrong element becomes ``div`` or ``span``.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Final

from publishkit.formats.epub.attributes import EPUB_TYPE, filter_attributes
from publishkit.formats.epub.names import mend_names
from publishkit.render.xml import XmlElement, remove_elements, split_tag

__all__ = ["conform", "unlink_dangling"]

_XHTML: Final = "http://www.w3.org/1999/xhtml"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PHRASING: Final = _words(
    "a abbr audio b bdi bdo br cite code del dfn em i img ins kbd mark q ruby s samp small span"
    " strong sub sup u var video wbr"
)
_HEADINGS: Final = _words("h1 h2 h3 h4 h5 h6")
_FLOW: Final = _HEADINGS | _words(
    "article blockquote details div dl figure hr ol p pre section table ul"
)
#: Elements whose content model is their parent's.
_TRANSPARENT: Final = _words("a ins del audio video")
_INTERACTIVE: Final = _words("a details audio video")
#: Elements that only make sense in certain parents.
_PARENTS: Final[dict[str, frozenset[str]]] = {
    "li": _words("ul ol"),
    "dt": _words("dl"),
    "dd": _words("dl"),
    "caption": _words("table"),
    "colgroup": _words("table"),
    "col": _words("colgroup table"),
    "thead": _words("table"),
    "tbody": _words("table"),
    "tfoot": _words("table"),
    "tr": _words("table thead tbody tfoot"),
    "td": _words("tr"),
    "th": _words("tr"),
    "figcaption": _words("figure"),
    "summary": _words("details"),
    "rt": _words("ruby"),
    "source": _words("audio video"),
    "track": _words("audio video"),
}
#: Thorium hides an ``aside``, and Ace wants a name for each when there are several.
_RENAMED: Final = {
    "center": "div", "dir": "ul", "menu": "ul", "hgroup": "div", "main": "div", "nav": "div",
    "search": "div", "dialog": "div", "fieldset": "div", "form": "div", "legend": "p",
    "header": "div", "footer": "div", "address": "div", "tt": "code", "strike": "s",
    "aside": "div", "acronym": "abbr", "listing": "pre", "xmp": "pre", "optgroup": "div",
    "noscript": "div",
}  # fmt: skip
_DROPPED: Final = _words(
    "area base basefont bgsound embed frame frameset head input keygen link meta param script"
    " style template title"
)
_VOID: Final = _words("br col hr img source track wbr")
#: Elements that hold phrasing content only and keep their name whatever is put in them.
_FLAT: Final = _HEADINGS | _words("summary pre ruby rt")


def conform(body: XmlElement, opening_level: int = 1) -> frozenset[str]:
    """Changes a page's body in place until the schema holds; returns the ids that are left.

    Heading levels begin at ``opening_level`` or above and never skip one, every id occurs once,
    and a link to a place of this page that does not exist is plain text.
    """
    _map_elements(body)
    for element in reversed(list(_xhtml(body))):
        _mend(element)
    mend_names(body)
    _level_headings(body, opening_level)
    _part_links(body)
    ids: set[str] = set()
    for element in _xhtml(body):
        filter_attributes(element, name=_name(element), ids=ids)
        if _name(element) not in _VOID and not len(element) and element.text is None:
            # Printed with an end tag: some readers take ``<td/>`` for a start tag, as HTML does.
            element.text = ""
    unlink_dangling(body, page="", targets={"": ids})
    return frozenset(ids)


def unlink_dangling(body: XmlElement, *, page: str, targets: dict[str, Container[str]]) -> bool:
    """Turns links to missing places of known pages into text; returns whether there were any.

    ``targets`` maps a page's name to the ids in it; ``page`` is this one's. Links to pages that
    are not in ``targets`` stay.
    """
    is_changed = False
    for link in list(body.iter(_tag("a"))):
        name, mark, fragment = link.get("href", "").partition("#")
        ids = targets.get(name or page)
        if mark and ids is not None and fragment not in ids:
            _unlink(link)
            is_changed = True
    return is_changed


# --- names ----------------------------------------------------------------------------------


def _tag(name: str) -> str:
    return f"{{{_XHTML}}}{name}"


def _name(element: XmlElement) -> str:
    """The local name of an XHTML element, empty for MathML and SVG."""
    return _local_name(element.tag)


@lru_cache(maxsize=512)
def _local_name(tag: object) -> str:
    namespace, name = split_tag(tag)
    return name if namespace == _XHTML else ""


def _xhtml(body: XmlElement) -> Iterator[XmlElement]:
    return (element for element in body.iterdescendants() if _name(element))


def _rename(element: XmlElement, name: str, *, keep_name: bool = False) -> None:
    if keep_name:
        names = f"{element.get('class', '')} {_name(element)}".strip()
        element.set("class", names)
    element.tag = _tag(name)


def _unlink(link: XmlElement) -> None:
    for name in ("href", "role", "aria-label", EPUB_TYPE):
        link.attrib.pop(name, None)
    _rename(link, "div" if any(_is_flow(child) for child in link) else "span")


# --- elements -------------------------------------------------------------------------------


def _map_elements(body: XmlElement) -> None:
    """Gives every element a name of the schema, and each part a parent that it may have."""
    remove_elements([element for element in _xhtml(body) if _is_dropped(element)])
    for element in list(_xhtml(body)):
        name = _name(element)
        if name == "center":
            element.set("class", f"{element.get('class', '')} center".strip())
        name = _RENAMED.get(name, name)
        if name == "bdo" and element.get("dir") not in {"ltr", "rtl"}:
            name = "span"
        if name == "dfn" and next(element.iterancestors(_tag("dfn")), None) is not None:
            name = "span"
        if name == "colgroup" and not _holds_columns(element):
            name = "tr"
        parent = element.getparent()
        if name in _PARENTS and _name(parent) not in _PARENTS[name]:
            name = "span" if name in _VOID or name == "rt" else "div"
        elif name not in _PHRASING and name not in _FLOW and name not in _PARENTS:
            name = "span"
        if name != _name(element):
            _rename(element, name)


def _holds_columns(group: XmlElement) -> bool:
    text = "".join([group.text or "", *(child.tail or "" for child in group)])
    return not text.strip() and all(_name(child) == "col" for child in group)


def _is_dropped(element: XmlElement) -> bool:
    if _name(element) == "rp":
        # The brackets for readers without ruby, which no reader of EPUB 3 is.
        text = "".join(element.itertext()).strip()
        return _name(element.getparent()) == "ruby" and len(text) <= 1 and not text.isalnum()
    return _name(element) in _DROPPED


def _is_flow(element: XmlElement) -> bool:
    name = _name(element)
    if name in _TRANSPARENT:
        return any(_is_flow(child) for child in element)
    return name in _FLOW


def _mend(element: XmlElement) -> None:
    """Makes the children of one element what the schema allows; theirs already are."""
    name = _name(element)
    match name:
        case "ul" | "ol":
            _wrap_strays(element, _words("li"), "li")
        case "dl":
            _mend_definitions(element)
        case "table":
            _mend_table(element)
        case "thead" | "tbody" | "tfoot":
            for row in _wrap_strays(element, _words("tr"), "tr"):
                _wrap_strays(row, _words("td th"), "td")
        case "tr":
            _wrap_strays(element, _words("td th"), "td")
        case "figure":
            _keep_one(element, "figcaption", is_last_allowed=True)
        case "details":
            _mend_details(element)
        case "ruby":
            _flatten(element)
            if element.find(_tag("rt")) is None:
                _rename(element, "span")
            elif _name(element[-1]) != "rt" or (element[-1].tail or "").strip():
                element.append(element.makeelement(_tag("rt")))
        case "caption" if element.find(f".//{_tag('table')}") is not None:
            _flatten(element)
        case _ if name in _FLAT:
            if any(_is_flow(child) for child in element):
                _flatten(element)
        case _ if name == "p" or (name in _PHRASING and name not in _TRANSPARENT):
            if any(_is_flow(child) for child in element):
                _rename(element, "div", keep_name=name not in {"p", "span"})


def _flatten(element: XmlElement) -> None:
    """Turns all block content below an element into inline content."""
    is_ruby = _name(element) == "ruby"
    for child in list(_xhtml(element)):
        name = _name(child)
        if name == "hr":
            _rename(child, "br")
        elif name not in _PHRASING and _name(child.getparent()) not in _PARENTS.get(name, ()):
            _rename(child, "span")
            if not is_ruby:
                child.tail = " " + (child.tail or "")


def _wrap_strays(element: XmlElement, allowed: frozenset[str], wrapper: str) -> list[XmlElement]:
    """Puts children and text that may not stand in an element into new children; returns those."""
    made: list[XmlElement] = []
    holder: XmlElement | None = None

    def new_holder() -> XmlElement:
        holder = element.makeelement(_tag(wrapper))
        made.append(holder)
        return holder

    if (element.text or "").strip():
        holder = new_holder()
        holder.text, element.text = element.text, None
        element.insert(0, holder)
    for child in list(element):
        tail, child.tail = child.tail or "", None
        if _name(child) in allowed:
            holder = None
        else:
            if holder is None:
                holder = new_holder()
                child.addprevious(holder)
            holder.append(child)
        if not tail.strip():
            (child if holder is None else holder).tail = tail
        elif holder is None:
            holder = new_holder()
            child.addnext(holder)
            holder.text = tail
        else:
            child.tail = tail
    return made


def _mend_definitions(element: XmlElement) -> None:
    _wrap_strays(element, _words("dt dd"), "dd")
    children = list(element)
    if children and _name(children[0]) == "dd":
        children[0].addprevious(element.makeelement(_tag("dt")))
    if children and _name(children[-1]) == "dt":
        children[-1].addnext(element.makeelement(_tag("dd")))


def _mend_table(element: XmlElement) -> None:
    """Puts the parts of a table in the order caption, columns, head, bodies, foot."""
    for row in _wrap_strays(element, _words("caption colgroup col thead tbody tfoot tr"), "tr"):
        _wrap_strays(row, _words("td th"), "td")
    parts: dict[str, list[XmlElement]] = {name: [] for name in ("caption", "colgroup", "thead")}
    bodies: list[XmlElement] = []
    open_body: XmlElement | None = None
    feet: list[XmlElement] = []
    for child in list(element):
        name = _name(child)
        if name == "caption" and parts["caption"]:
            _rename(child, "div")
            parts["caption"][0].append(child)
        elif name == "col":
            if not parts["colgroup"]:
                parts["colgroup"].append(element.makeelement(_tag("colgroup")))
            parts["colgroup"][-1].append(child)
        elif name == "tr":
            if open_body is None:
                open_body = element.makeelement(_tag("tbody"))
                bodies.append(open_body)
            open_body.append(child)
            continue
        elif name == "tfoot" and not feet:
            feet.append(child)
        elif name in parts and not (name == "thead" and parts["thead"]):
            parts[name].append(child)
        else:
            _rename(child, "tbody")
            bodies.append(child)
        open_body = None
    for part in (*parts["caption"], *parts["colgroup"], *parts["thead"], *bodies, *feet):
        element.append(part)


def _keep_one(element: XmlElement, name: str, *, is_last_allowed: bool = False) -> None:
    """Leaves one child of a name, first or last of all; others become ``div``."""
    children = list(element)
    found = [child for child in children if _name(child) == name]
    if not found:
        return
    keep = found[-1] if is_last_allowed and found[-1] is children[-1] else found[0]
    for child in found:
        if child is not keep:
            _rename(child, "div")
    is_text_before = bool((element.text or "").strip())
    is_first = keep is children[0] and not is_text_before
    is_last = is_last_allowed and keep is children[-1] and not (keep.tail or "").strip()
    if not is_first and not is_last:
        tail, keep.tail = keep.tail, None
        before = keep.getprevious()
        if tail and before is not None:
            before.tail = (before.tail or "") + tail
        elif tail:
            element.text = (element.text or "") + tail
        text, element.text = element.text, None
        element.insert(0, keep)
        keep.tail = text


def _mend_details(element: XmlElement) -> None:
    _keep_one(element, "summary")
    if element.find(_tag("summary")) is None:
        summary = element.makeelement(_tag("summary"))
        summary.text = "\N{HORIZONTAL ELLIPSIS}"
        summary.tail, element.text = element.text, None
        element.insert(0, summary)


def _level_headings(body: XmlElement, opening_level: int) -> None:
    """Raises a heading that is more than one level below the one before it.

    What is closed is not heard, so headings inside do not count for those after it.
    """
    levels: dict[XmlElement, int] = {body: opening_level - 1}
    for element in body.iterdescendants(*map(_tag, _HEADINGS)):
        closed = [
            item for item in element.iterancestors(_tag("details")) if item.get("open") is None
        ]
        scope = closed[0] if closed else body
        around = next((item for item in closed if item in levels), body)
        level = min(int(_name(element)[1]), levels.get(scope, levels[around]) + 1)
        levels[scope] = level
        _rename(element, f"h{level}")


def _part_links(body: XmlElement) -> None:
    """Takes links and other interactive content out of links (HTML 5, 4.5.1)."""
    for element in list(body.iterdescendants(*map(_tag, _INTERACTIVE))):
        around = next(element.iterancestors(_tag("a")), None)
        if around is not None:
            _unlink(element if _name(element) == "a" else around)
