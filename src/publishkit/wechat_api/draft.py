"""The article as ``draft/add`` takes it: its fields, their limits, and what exceeds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.model.document import Document
from publishkit.model.metadata import Author

__all__ = ["LIMITS", "DraftArticle", "DraftFields", "article_of", "size_details", "too_long"]

Comments = Literal["none", "everyone", "fans"]

#: The most characters that each field may have (documentation of ``draft/add``, 2026). It also
#: forbids 1 MB of content, which so many characters never have.
LIMITS: Final = {"title": 32, "author": 16, "digest": 128, "content": 19_999}
_SOURCE_BYTES: Final = 1024
_SENTENCE_END: Final = re.compile(r"[。！？…]|[.!?](?=\s|$)")
#: What to do about a field that is too long.
_ADVICE: Final = {
    "title": "shorten it, or give short_title in front matter or --title",
    "author": "shorten it, or give --author",
    "digest": "shorten it",
    "content": "split the article, choose a plainer theme, or paste it into the editor, which "
    "takes more",
}
#: The field that a refusal is about.
_FIELDS: Final = {45002: "content", 45003: "title", 45004: "digest", 45110: "author"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFields:
    """What the call says of a draft; what is empty comes from the article's front matter."""

    title: str = ""
    author: str = ""
    digest: str = ""
    comments: Comments = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftArticle:
    """One article of a draft. ``content`` still has the addresses of images as written."""

    title: str
    author: str
    digest: str
    content: str
    source_url: str
    comments: Comments
    crop_wide: str = ""
    crop_square: str = ""

    def as_dict(self, *, cover: str, content: str) -> dict[str, object]:
        """Returns the fields by their names in the interface; those that are empty are left out.

        ``cover`` is the media id of the cover, ``content`` the markup with its final addresses.
        """
        optional = {
            "author": self.author,
            "digest": self.digest,
            "content_source_url": self.source_url,
            "pic_crop_235_1": self.crop_wide,
            "pic_crop_1_1": self.crop_square,
        }
        return {
            "article_type": "news",
            "title": self.title,
            "content": content,
            "thumb_media_id": cover,
            **{name: value for name, value in optional.items() if value},
            "need_open_comment": int(self.comments != "none"),
            "only_fans_can_comment": int(self.comments == "fans"),
        }


def article_of(
    document: Document,
    content: str,
    *,
    base_url: str,
    fields: DraftFields,
    authors: tuple[Author, ...] = (),
) -> tuple[DraftArticle, tuple[Diagnostic, ...]]:
    """Returns the article, and a finding for each field that WeChat would refuse.

    A title that is too long gives way to ``short_title``; a summary is cut at a sentence.
    ``authors`` are those of an article that names none.
    """
    metadata = document.metadata
    found: list[Diagnostic] = []
    title = _one_line(fields.title or metadata.title)
    if len(title) > LIMITS["title"] and not fields.title and metadata.short_title:
        title = _one_line(metadata.short_title)
    names = [person.name for person in metadata.authors or authors]
    author = _one_line(fields.author or "、".join(names))
    digest = _one_line(fields.digest)
    if not digest:
        whole = _one_line(metadata.summary or document.summary)
        digest = _cut(whole, LIMITS["digest"])
        if digest != whole and metadata.summary:
            message = f"the summary has {len(whole)} characters, WeChat takes {LIMITS['digest']}"
            hint = "it is cut; give a shorter one with --digest"
            found.append(diagnose("X003", message, path=document.source, hint=hint))
    source_url = _source_url(document, base_url)
    if len(source_url.encode()) > _SOURCE_BYTES:
        found.append(
            _error(document, "the address of the original has more than 1 KB", "shorten it")
        )
    for name, value in (("title", title), ("author", author), ("digest", digest)):
        found += too_long(document, name, value)
    if not title:
        found.append(_error(document, "the article has no title", "give --title"))
    if not content.strip():
        found.append(_error(document, "the article has no content", "write some text"))
    article = DraftArticle(
        title=title, author=author, digest=digest, content=content, source_url=source_url,
        comments=fields.comments,
    )  # fmt: skip
    return article, tuple(found)


def too_long(document: Document, name: str, value: str) -> tuple[Diagnostic, ...]:
    """Returns a finding when a field has more characters than WeChat takes."""
    limit = LIMITS[name]
    if len(value) <= limit:
        return ()
    message = f"the {name} has {len(value):,} characters, WeChat takes {limit:,}"
    return (_error(document, message, _ADVICE[name]),)


def size_details(errcode: int, article: dict[str, object]) -> str:
    """Returns which field a refusal is about, with its length and limit; empty for other errors."""
    name = _FIELDS.get(errcode)
    if name is None:
        return ""
    return f"the {name} has {len(str(article.get(name, ''))):,} of {LIMITS[name]:,} characters"


def _error(document: Document, message: str, hint: str) -> Diagnostic:
    return diagnose("WX007", message, path=document.source, hint=hint)


def _source_url(document: Document, base_url: str) -> str:
    """Returns where the original is: ``canonical``, else ``url`` where that is or becomes whole."""
    metadata = document.metadata
    own = metadata.canonical or metadata.url or ""
    address = urljoin(base_url, own.lstrip("/")) if own and not urlsplit(own).scheme else own
    parts = urlsplit(address)
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, limit: int) -> str:
    """Returns the start of a text: whole sentences if they fill half of the room."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit)]
    if ends and ends[-1] * 2 >= limit:
        return text[: ends[-1]]
    return f"{text[: limit - 1].rstrip()}…"
