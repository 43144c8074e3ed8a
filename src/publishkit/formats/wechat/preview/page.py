"""The preview page: one file with the article in both modes, its lengths, findings and images."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from html import unescape
from typing import Any, Final, NamedTuple

from publishkit._resources import read_text
from publishkit.diagnostics import Diagnostic, Severity
from publishkit.formats.base import Rendition
from publishkit.formats.wechat.compact import counted_length
from publishkit.formats.wechat.dark_mode import dark_markup
from publishkit.formats.wechat.exporter import WechatExporter, WechatOptions
from publishkit.formats.wechat.linter import lint_wechat
from publishkit.formats.wechat.preview.pictures import cover_url, pictures_of
from publishkit.formats.wechat.preview.plain_text import plain_text_of
from publishkit.formats.wechat.preview.words import words_for
from publishkit.model.document import Document, Publication
from publishkit.render.templates import render_template
from publishkit.transforms.reading_time import reading_time

__all__ = ["preview_article"]

#: The most characters of a draft's fields, and what its content stays under.
_TITLE: Final = 32
_AUTHOR: Final = 16
_DIGEST: Final = 128
_CHARACTERS: Final = 20_000
_BYTES: Final = 1 << 20
_EMBEDDED: Final = re.compile(r'(?<=src=")data:[^"]*(?=")')
_TAG: Final = re.compile(r"<[^<>]*>?")
#: So much text must be found once in the source to tell a line by it.
_TELLING: Final = 12
_SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


class _Measure(NamedTuple):
    """One length beside its limit; ``below`` tells that the limit itself is too much already."""

    key: str
    length: int
    limit: int
    text: str = ""
    below: bool = False
    has_copy: bool = False

    @property
    def is_over(self) -> bool:
        return self.length > self.limit - self.below

    @property
    def share(self) -> int:
        """How much of the limit is used, in per cent."""
        return min(100, round(100 * self.length / self.limit))


class _Finding(NamedTuple):
    severity: str
    code: str
    message: str
    hint: str
    line: int | None


def preview_article(
    document: Document, *, options: WechatOptions, base_url: str = "", source_text: str = ""
) -> Rendition:
    """Returns ``SLUG.preview.html``, which needs no network, with all findings as diagnostics.

    ``source_text`` is the article as written; findings in the markup are given its lines. Raises
    what the exporter raises.
    """
    shown = replace(options, target="paste")
    rendition = WechatExporter().export(Publication((document,), base_url=base_url), shown)
    markup = rendition.data.decode()
    findings = _in_order(
        (
            *document.diagnostics,
            # The linter looks at the same limits more closely.
            *(item for item in rendition.diagnostics if item.code != "X003"),
            *_with_lines(lint_wechat(markup, source=document), document, markup, source_text),
        )
    )
    page = _page(document, markup, findings, options)
    return Rendition(page.encode(), "text/html", f"{document.slug}.preview.html", findings)


def _page(
    document: Document, markup: str, findings: tuple[Diagnostic, ...], options: WechatOptions
) -> str:
    metadata = document.metadata
    words = words_for(metadata.lang)
    author = "、".join(person.name for person in metadata.authors)
    digest, has_digest = _digest(document)
    pictures = pictures_of(document)
    images = _Images()
    thumbnails = [images.number(one.data_url) for one in pictures]
    cover = images.number(cover_url(document))
    data = _data(document, markup, images, author, options)
    script = read_text("templates/wechat/preview.js")
    return render_template(
        "wechat/preview.html",
        template_dir=options.template_dir,
        words=words,
        policy=_policy(script),
        title=metadata.title,
        author=author,
        digest=digest,
        has_digest=has_digest,
        measures=_measures(metadata.title, author, digest, markup),
        reading=reading_time(document.content),
        cover=cover,
        has_cover=metadata.image is not None,
        findings=[_shown(item, document) for item in findings],
        counts=[(one.value, sum(item.severity is one for item in findings)) for one in _SEVERITIES],
        pictures=list(zip(pictures, thumbnails, strict=True)),
        # Whatever it holds, it cannot end the element that it stands in.
        data=json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        css=read_text("styles/wechat-preview.css").strip(),
        script=script,
    )


def _policy(script: str) -> str:
    """Returns a policy by which nothing is loaded, and nothing runs but the page's own script."""
    digest = b64encode(sha256(script.encode()).digest()).decode("ascii")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{digest}'",
            "style-src 'unsafe-inline'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(document: Document) -> tuple[str, bool]:
    """Returns the digest in one line, and whether the author wrote it."""
    if document.metadata.summary:
        return " ".join(document.metadata.summary.split()), True
    return " ".join(document.summary.split())[:_DIGEST], False


def _measures(title: str, author: str, digest: str, markup: str) -> tuple[_Measure, ...]:
    characters = counted_length(markup)
    # Addresses of images are ASCII: what is not stands in the text.
    size = characters + len(markup.encode()) - len(markup)
    return (
        _Measure("title", len(title), _TITLE, title, has_copy=True),
        _Measure("author", len(author), _AUTHOR, author, has_copy=bool(author)),
        _Measure("digest", len(digest), _DIGEST, digest, has_copy=bool(digest)),
        _Measure("content", characters, _CHARACTERS, below=True),
        _Measure("content_size", size, _BYTES, below=True),
    )


class _Images:
    """The images of the page, whose bytes it holds once however often they are shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, url: str) -> int | None:
        """Returns the number of an image by its ``data:`` URL; ``None`` for an empty one."""
        return self._numbers.setdefault(url, len(self._numbers)) if url else None

    def numbered(self, markup: str) -> str:
        """Returns the markup with numbers in place of all bytes; the script puts them back."""
        return _EMBEDDED.sub(lambda match: f"data:,{self.number(match[0])}", markup)

    def urls(self) -> list[str]:
        """Returns the addresses by their numbers."""
        return list(self._numbers)


def _data(
    document: Document, markup: str, images: _Images, author: str, options: WechatOptions
) -> dict[str, Any]:
    """Returns what the script needs."""
    metadata = document.metadata
    words = words_for(metadata.lang)
    screen = render_template(
        "wechat/screen.html",
        template_dir=options.template_dir,
        lang=metadata.lang,
        title=metadata.title,
        author=author,
        date=metadata.date.date().isoformat() if metadata.date else "",
        words=words,
        css=read_text("styles/wechat-screen.css").strip(),
    )
    light = images.numbered(markup)
    return {
        "screen": screen,
        "light": light,
        "dark": dark_markup(light),
        "text": plain_text_of(markup),
        "images": images.urls(),
        "words": {key: words[key] for key in ("copied", "copied_field", "not_copied")},
    }


# --- findings -------------------------------------------------------------------------------------


def _in_order(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Returns each finding once: errors first, then by line."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda item: (_SEVERITIES.index(item.severity), item.line or 1 << 30),
        )
    )


def _with_lines(
    findings: Iterable[Diagnostic], document: Document, markup: str, source_text: str
) -> Iterable[Diagnostic]:
    """Yields findings in the markup with the line of the article instead of that in the markup."""
    for item in findings:
        if item.path is not None and item.path == document.source:
            yield item
            continue
        # What is about the markup as a whole is found at its very beginning.
        is_inside = item.line == 1 and (item.column or 0) > 1
        line = _line_of(markup, item.column or 0, source_text) if is_inside else None
        yield replace(item, path=document.source, line=line, column=None)


def _line_of(markup: str, column: int, source_text: str) -> int | None:
    """Returns the line of the source whose text follows a place of the markup, if it is sure."""
    rest = markup[max(0, column - 1) :][:4000]
    text = unescape(_TAG.sub("\n", rest))
    words = next((part.strip() for part in text.split("\n") if len(part.strip()) > 1), "")
    words = words[:_TELLING]
    if len(words) < 2 or source_text.count(words) != 1:
        return None
    return source_text.count("\n", 0, source_text.index(words)) + 1


def _shown(item: Diagnostic, document: Document) -> _Finding:
    is_here = item.path is None or item.path == document.source
    line = item.line if is_here else None
    return _Finding(item.severity.value, item.code, item.message, item.hint or "", line)
