"""What shortcodes of Hugo and tags of Jekyll and Hexo mean, as HTML or as a link's target."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from publishkit.reading.shortcode_syntax import Shortcode, find_shortcodes
from publishkit.render.media_links import is_local
from publishkit.render.tag_soup import words

__all__ = ["KNOWN_SHORTCODES", "Shortcode", "find_shortcodes", "shortcode_html", "shortcode_url"]

_IMAGE: Final = re.compile(r"[^?#]+\.(?:avif|bmp|gif|jpe?g|png|svg|webp)(?:[?#].*)?", re.IGNORECASE)
_LINK: Final = re.compile(r"\[([^\[\]]*+)\]\(([^()\s]++)\)")
_CODE: Final = re.compile(r"`([^`]++)`")
_STRONG: Final = re.compile(r"\*\*(?=\S)([^*]++)\*\*")
_EMPHASIS: Final = re.compile(r"\*(?=\S)([^*]++)\*")
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9_+#.\-]+")


def shortcode_html(shortcode: Shortcode) -> str | None:
    """Returns the HTML that takes its place, empty to remove it, ``None`` when it is not known.

    The HTML still has to be sanitised. Opening and closing tags give one half each.
    """
    if not shortcode.name:
        return html.escape(shortcode.inner or "", quote=False)
    name = shortcode.name.lower()
    if shortcode.is_closing:
        return _closing(name, shortcode)
    meaning = _MEANINGS.get(name)
    if meaning is not None:
        return meaning(shortcode)
    source = shortcode.get("src", "image_path", "file", "url", "image")
    return _figure(shortcode) if _IMAGE.fullmatch(source) else None


def shortcode_url(shortcode: Shortcode) -> str | None:
    """Returns the target of a reference to another article or file, ready for a link.

    An article is named by its path with ``.md``, as the author may leave out in Hugo and must in
    Jekyll's ``post_url``.
    """
    if shortcode.name not in {"asset_path", "link", "post_path", "post_url", "ref", "relref"}:
        return None
    if shortcode.is_closing:
        return None
    target = shortcode.get("path", 0)
    path, mark, fragment = target.partition("#")
    is_file = shortcode.name in {"asset_path", "link"}
    if path and not is_file and not path.endswith("/") and "." not in path.rpartition("/")[2]:
        path = f"{path}.md"
    return quote(f"{path}{mark}{fragment}", safe="/#?=&%:;@+,!~*'") or None


# --- building blocks ------------------------------------------------------------------------


def _link(url: str, label: str = "") -> str:
    target = html.escape(url)
    text = html.escape(label, quote=False) if label else target
    return f'<p><a class="media" href="{target}">{text}</a></p>'


def _marked(text: str) -> str:
    """Returns one line of Markdown, as captions are written in, as HTML."""
    text = html.escape(text)
    text = _CODE.sub(r"<code>\1</code>", text)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = _STRONG.sub(r"<strong>\1</strong>", text)
    return _EMPHASIS.sub(r"<em>\1</em>", text)


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", text).replace("**", "").replace("`", "")


def _attributes(pairs: Mapping[str, str]) -> str:
    return "".join(f' {name}="{html.escape(value)}"' for name, value in pairs.items() if value)


def _code(text: str, language: str) -> str:
    found = _LANGUAGE.fullmatch(language)
    own = f' class="language-{language}"' if found else ""
    content = html.escape(text.removeprefix("\r").removeprefix("\n").rstrip(), quote=False)
    return f"<pre>\n<code{own}>{content}\n</code></pre>"


# --- meanings -------------------------------------------------------------------------------


def _figure(item: Shortcode) -> str | None:
    """Hugo's ``figure`` (layouts/_shortcodes/figure.html) and what themes made of it."""
    source = item.get("src", "image_path", "file", "url", "image", "link", 0)
    if not source:
        return None
    caption = item.get("caption")
    alt = item.get("alt", 1) or _plain(caption) or _plain(item.get("title"))
    size = {"width": item.get("width"), "height": item.get("height")}
    image = f'<img{_attributes({"src": source})} alt="{html.escape(alt)}"{_attributes(size)}>'
    target = item.get("link") if item.get("src", "image_path", "file", "url", "image") else ""
    if target:
        image = f"<a{_attributes({'href': target})}>{image}</a>"
    parts = []
    if title := item.get("title"):
        parts.append(f"<strong>{_marked(title)}</strong>")
    if caption:
        parts.append(_marked(caption))
    if credit := item.get("attr"):
        url = item.get("attrlink")
        text = _marked(credit)
        parts.append(f"<a{_attributes({'href': url})}>{text}</a>" if url else text)
    if parts:
        image += f"<figcaption>{' '.join(parts)}</figcaption>"
    own = {"id": item.get("id"), "class": item.get("class")}
    return f"<figure{_attributes(own)}>{image}</figure>"


def _hexo_image(item: Shortcode) -> str | None:
    """Hexo's ``{% img [class] src [width] [height] [title [alt]] %}`` and ``asset_img``."""
    values = [value for key, value in item.params if key is None]
    index = next((at for at, value in enumerate(values) if _IMAGE.fullmatch(value)), None)
    if index is None:
        return _figure(item)
    words = [value for value in values[index + 1 :] if not value.isdigit()]
    sizes = [value for value in values[index + 1 :] if value.isdigit()]
    own = {
        "src": values[index],
        "width": sizes[0] if sizes else "",
        "height": sizes[1] if len(sizes) > 1 else "",
        "title": " ".join(words),
    }
    return f'<p><img{_attributes(own)} alt="{html.escape(" ".join(words))}"></p>'


def _page(address: str, *names: str | int) -> Callable[[Shortcode], str | None]:
    """Returns the meaning of a film, post or script that is known by its id."""

    def meaning(item: Shortcode) -> str | None:
        identity = item.get(*names, "id", 0)
        if not identity:
            return None
        return _link(address.format(quote(identity, safe="/:?=&")), item.get("title", "caption"))

    return meaning


def _bilibili(item: Shortcode) -> str | None:
    identity = item.get("bvid", "bv", "id", "aid", "av", 0)
    if not identity:
        return None
    if identity.isdigit():
        identity = f"av{identity}"
    elif not identity.lower().startswith(("bv", "av")):
        identity = f"BV{identity}"
    return _link(f"https://www.bilibili.com/video/{quote(identity)}", item.get("title"))


def _post(address: str) -> Callable[[Shortcode], str | None]:
    """Returns the meaning of a post that is known by user and id, or by its id alone."""

    def meaning(item: Shortcode) -> str | None:
        user, identity = item.get("user"), item.get("id")
        if not identity:
            user, identity = item.get(0), item.get(1)
        if not identity:
            user, identity = "i", user
        if not identity:
            return None
        return _link(address.format(quote(user), quote(identity)))

    return meaning


def _gist(item: Shortcode) -> str | None:
    user, identity = item.get("user", 0), item.get("id", 1)
    name = item.get("file", 2)
    if not user:
        return None
    path = f"{user}/{identity}" if identity else user
    mark = f"#file-{name.replace('.', '-')}" if name else ""
    return _link(f"https://gist.github.com/{quote(path)}{quote(mark, safe='#')}")


def _media(item: Shortcode) -> str | None:
    source = item.get("src", "url", "mp4", "webm", "ogg", 0)
    label = item.get("title", "caption", "alt")
    if not source or not is_local(source):
        return _link(source, label) if source else None
    title = f' title="{html.escape(label)}"' if label else ""
    return f'<p><{item.name} src="{html.escape(source)}"{title}></{item.name}></p>'


def _details(item: Shortcode) -> str:
    summary = item.get("summary", "title", 0, default="Details")
    mark = " open" if item.get("open") == "true" or item.get(1) == "open" else ""
    return f"<details{mark}>\n<summary>{_marked(summary)}</summary>\n"


def _call_out(item: Shortcode) -> str:
    title = item.get("title")
    head = f"<p><strong>{_marked(title)}</strong></p>\n" if title else ""
    return f"<blockquote>\n{head}"


def _code_block(item: Shortcode) -> str | None:
    if item.inner is None:
        return None
    language = item.get("lang", "language", 0)
    return _code(item.inner, language.removeprefix("lang:"))


def _diagram(language: str) -> Callable[[Shortcode], str | None]:
    return lambda item: None if item.inner is None else _code(item.inner, language)


def _raw_html(item: Shortcode) -> str | None:
    return item.inner


def _reference(item: Shortcode) -> str | None:
    target = shortcode_url(item)
    return None if target is None else html.escape(item.get("path", 0), quote=False)


def _post_link(item: Shortcode) -> str | None:
    slug = item.get(0)
    if not slug:
        return None
    words = [value for key, value in item.params[1:] if key is None]
    title = " ".join(word for word in words if word not in {"true", "false"}) or slug
    return f'<a href="{html.escape(quote(slug))}.md">{html.escape(title, quote=False)}</a>'


def _button(item: Shortcode) -> str | None:
    target = item.get("href", "link", "url", "relref", 0)
    return f"<a{_attributes({'href': target})}>" if target else None


def _card(item: Shortcode) -> str | None:
    title, target = item.get("title"), item.get("link", "href")
    if not title:
        return None
    text = _marked(title)
    text = f"<a{_attributes({'href': target})}>{text}</a>" if target else text
    subtitle = _marked(item.get("subtitle"))
    return f"<p>{text} {subtitle}</p>"


def _label(item: Shortcode) -> str:
    name = item.get("name", "title", "label", 0)
    return f"<p><strong>{_marked(name)}</strong></p>\n" if name else ""


def _fixed(text: str) -> Callable[[Shortcode], str | None]:
    return lambda _: text


_CALL_OUTS: Final = words(
    "admonition alert blockquote callout caution danger hint important info message note notice "
    "pullquote quote tip warning"
)
_SILENT: Final = words(
    "accordion assign capture cardpane cards columns comment gallery icon katex latex math more "
    "raw steps tabpane tabs toc"
)

_MEANINGS: Final[Mapping[str, Callable[[Shortcode], str | None]]] = {
    **dict.fromkeys(_SILENT, _fixed("")),
    **dict.fromkeys(_CALL_OUTS, _call_out),
    **dict.fromkeys(("figure", "figureforgallery", "image", "imgproc", "imgtxt"), _figure),
    **dict.fromkeys(("img", "asset_img"), _hexo_image),
    **dict.fromkeys(("ref", "relref", "post_url", "link", "asset_path"), _reference),
    **dict.fromkeys(("highlight", "code", "codeblock"), _code_block),
    **dict.fromkeys(("html", "rawhtml", "raw-html"), _raw_html),
    **dict.fromkeys(("audio", "video"), _media),
    **dict.fromkeys(("details", "collapse", "expand", "fold", "spoiler"), _details),
    **dict.fromkeys(("twitter", "tweet", "x"), _post("https://x.com/{}/status/{}")),
    **dict.fromkeys(("tab", "accordion-item", "accordionitem"), _label),
    "bilibili": _bilibili,
    "br": _fixed("<br>"),
    "button": _button,
    "card": _card,
    "center": _fixed("<center>\n"),
    "code-toggle": _diagram("yaml"),
    "echarts": _diagram("json"),
    "chart": _diagram("json"),
    "gist": _gist,
    "instagram": _page("https://www.instagram.com/p/{}/"),
    "mermaid": _diagram("mermaid"),
    "plantuml": _diagram("plantuml"),
    "post_link": _post_link,
    "vimeo": _page("https://vimeo.com/{}"),
    "youtube": _page("https://www.youtube.com/watch?v={}"),
}
#: The names that have a meaning; ``docs/shortcodes.md`` lists them.
KNOWN_SHORTCODES: Final = frozenset(_MEANINGS)
_CLOSINGS: Final[Mapping[str, str]] = {
    "button": "</a>",
    "center": "</center>\n",
    **dict.fromkeys(("details", "collapse", "expand", "fold", "spoiler"), "</details>\n"),
}


def _closing(name: str, item: Shortcode) -> str | None:
    if name in _CALL_OUTS:
        parts = [item.get("footer", "author", "attribution"), item.get("cite", "source")]
        if name in {"quote", "blockquote", "pullquote"} and item.is_liquid and not any(parts):
            parts = [" ".join(value for key, value in item.params if key is None)]
        credit = ", ".join(_marked(part) for part in parts if part)
        return f"\n<p>— {credit}</p></blockquote>\n" if credit else "</blockquote>\n"
    if name in _CLOSINGS:
        return _CLOSINGS[name]
    return "" if name in _MEANINGS else None
