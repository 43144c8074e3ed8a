"""Raw HTML of an article to HTML with nothing active in it. The only module that uses nh3."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from publishkit.render.safe_urls import is_safe_url
from publishkit.render.tag_soup import Soup, balance_tags, words

if TYPE_CHECKING:
    import nh3

__all__ = ["ALLOWED_TAGS", "is_safe_url", "sanitize_html", "sanitize_pieces"]

ALLOWED_TAGS: Final = words(
    "a abbr address article aside b bdi bdo blockquote br caption cite code data dd del details "
    "dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main "
    "mark nav ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody "
    "td tfoot th thead time tr u ul var wbr"
)
_ATTRIBUTES: Final = {
    "*": {"align", "class", "dir", "id", "lang", "style", "title"},
    "a": {"data-files", "data-media", "href", "name"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "data": {"value"},
    "time": {"datetime"},
    "details": {"open"},
}
_ALIGNMENTS: Final = ("left", "center", "right", "justify")
#: The form that a value must have for its attribute to stay; others stay as they are.
_FORMS: Final = {
    "align": re.compile("|".join(_ALIGNMENTS), re.IGNORECASE),
    "colspan": re.compile(r"[1-9]\d{0,2}"),
    "data-media": re.compile(r"audio|video"),
    "dir": re.compile(r"ltr|rtl|auto", re.IGNORECASE),
    "height": re.compile(r"\d{1,5}(?:\.\d+)?(?:px|em|rem|%)?"),
    "id": re.compile(r"\S+"),
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "name": re.compile(r"\S+"),
    "rowspan": re.compile(r"[1-9]\d{0,3}"),
    "start": re.compile(r"-?\d{1,9}"),
    "type": re.compile(r"[1aAiI]"),
    "width": re.compile(r"\d{1,5}(?:\.\d+)?(?:px|em|rem|%)?"),
}
_LENGTH: Final = re.compile(r"(?:\d{1,5}(?:\.\d{1,4})?|\.\d{1,4})(?:px|em|rem|ex|pt|%|vw)|0|auto")
_COLOR: Final = re.compile(
    r"[a-z]{3,20}|#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([0-9.,%/ deg]{3,40}\)", re.IGNORECASE
)
_STYLES: Final = {
    "background-color": _COLOR,
    "color": _COLOR,
    "font-style": re.compile(r"normal|italic"),
    "font-weight": re.compile(r"normal|bold|[1-9]00"),
    "height": _LENGTH,
    "max-width": _LENGTH,
    "text-align": re.compile(r"left|center|right|justify|start|end"),
    "text-decoration": re.compile(r"none|underline|line-through|overline"),
    "vertical-align": re.compile(r"baseline|top|middle|bottom|sub|super"),
    "width": _LENGTH,
}


def sanitize_html(html: str) -> str:
    """Returns well-formed HTML that holds allowed elements, attributes and URLs only.

    Scripts, styles, forms, event handlers and the like are gone; embedded pages, films and
    sounds are links. An unclosed comment or tag loses what follows it or is shown as text.
    """
    return sanitize_pieces((html,)).html


def sanitize_pieces(pieces: Iterable[str], *, mark: str = "") -> Soup:
    """Sanitises raw HTML that has other content between its pieces.

    A piece that starts with ``mark`` stands for such content and stays where it is. The result
    is explicit in every tag: each element is closed unless it is void, each attribute is in
    double quotes.
    """
    soup = balance_tags(pieces, allowed=ALLOWED_TAGS, mark=mark)
    return soup._replace(html=_cleaner().clean(soup.html))


def safe_style(style: str) -> str:
    """Returns the declarations of a ``style`` attribute that are plain and harmless."""
    kept: list[str] = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        form = _STYLES.get(name)
        if form is not None and form.fullmatch(value):
            kept.append(f"{name}: {value}")
    return "; ".join(kept)


def _filtered(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return safe_style(value) or None
    if name in {"href", "src"}:
        return value.strip() if is_safe_url(value, is_image=tag == "img") else None
    form = _FORMS.get(name)
    if form is None:
        return value
    return value.strip() if form.fullmatch(value.strip()) else None


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=set(ALLOWED_TAGS),
        clean_content_tags={"script", "style"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_filtered,
        url_schemes={"http", "https", "mailto", "tel", "ftp", "data"},
        link_rel=None,
        strip_comments=True,
    )
