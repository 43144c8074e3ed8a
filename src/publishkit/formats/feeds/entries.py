"""What an entry says of its article, beside the article's text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Final

from publishkit.formats.feeds.characters import drop_illegal
from publishkit.formats.feeds.feed import FeedEntry, FeedMedia
from publishkit.formats.feeds.identity import anchor_of
from publishkit.formats.feeds.links import ArticleLinks, permalink_of
from publishkit.formats.feeds.options import FeedOptions
from publishkit.formats.feeds.urls import is_local
from publishkit.model.document import Document
from publishkit.model.metadata import Author, Metadata
from publishkit.phrases import phrases_for
from publishkit.render.html import attribute, escape

__all__ = [
    "clean_authors",
    "clean_names",
    "clean_title",
    "entry_of",
    "feed_language",
    "plain_line",
    "teaser_of",
]

# Titles are plain text, but readers take what looks like HTML in them for HTML; the W3C feed
# validator reports it however it is escaped (ContainsHTML). Tags that style text go; others are
# what the title is about, such as "The <div> element".
_STYLE_TAG: Final = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|kbd|mark|p|q|s|small|span|strike|"
    r"strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_OTHER_TAG: Final = re.compile(
    r"<(/?(?:acronym|address|applet|area|article|aside|audio|base|basefont|bdi|bdo|blockquote|body|"
    r"button|canvas|caption|center|col|colgroup|data|datalist|dd|details|dfn|dialog|dir|div|dl|dt|"
    r"embed|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|"
    r"html|iframe|input|label|legend|li|link|main|map|math|menu|meta|meter|nav|noframes|noscript|"
    r"object|ol|optgroup|option|output|param|picture|plaintext|pre|progress|rp|rt|ruby|samp|script|"
    r"section|select|slot|source|style|summary|svg|table|tbody|td|template|textarea|tfoot|th|thead|"
    r"time|title|tr|track|ul|var|video|xmp)(?:\s[^<>]*)?/?)>",
    re.IGNORECASE,
)
_SPACES: Final = re.compile(r"\s+")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MEDIA_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_SOUND_TYPES: Final = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "webm": "video/webm",
}


def plain_line(text: str) -> str:
    """Returns text as one line without characters that XML forbids.

    U+FFFD, which the W3C feed validator takes for damage, becomes a question mark.
    """
    return _SPACES.sub(" ", drop_illegal(text)).strip().replace("\ufffd", "?")


def feed_language(lang: str) -> str:
    """Returns the tag if feeds can say it, else nothing.

    Both formats that have a language are read with two-letter codes of ISO 639 in mind.
    """
    return lang if re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,8})*", lang) else ""


def entry_of(
    document: Document,
    identifier: str,
    uri: str,
    *,
    base_url: str,
    options: FeedOptions,
    now: datetime | None,
) -> FeedEntry:
    """Returns the entry of a whole article but for its content."""
    metadata = document.metadata
    url = permalink_of(document, base_url, options)
    links = ArticleLinks(document, url, base_url, {})
    published, updated = _dates(metadata, now)
    title = clean_title(metadata.title) or plain_line(document.stem)
    return FeedEntry(
        document=document,
        id=identifier,
        uri=uri,
        anchor=anchor_of(identifier),
        url=url,
        title=title,
        published=published,
        updated=updated,
        summary=plain_line(metadata.summary or document.summary) or title,
        lang=feed_language(metadata.lang),
        authors=clean_authors(metadata.authors, links),
        tags=clean_names(metadata.tags),
        categories=clean_names(metadata.categories),
        rights=clean_title(metadata.license or ""),
        image=_image(document, links),
        enclosure=_enclosure(document, links),
        external_url=links.target(metadata.external_url or "") or ""
        if metadata.external_url
        else "",
    )


def _dates(metadata: Metadata, now: datetime | None) -> tuple[datetime, datetime]:
    date, updated = metadata.date, metadata.updated
    assert date is not None, "selection leaves out what has no date"
    is_plausible = updated is not None and updated >= date and (now is None or updated <= now)
    return _writable(date), _writable(updated if updated and is_plausible else date)


def clean_authors(authors: tuple[Author, ...], links: ArticleLinks) -> tuple[Author, ...]:
    """Returns authors as feeds can name them: clean, with absolute URLs, e-mails if well formed."""
    result: list[Author] = []
    for author in authors:
        # Atom has no type for names, and nobody is called ``&amp;``.
        name = clean_title(unescape(author.name))
        if name:
            email = author.email if author.email and _EMAIL.fullmatch(author.email) else None
            url = links.target(author.url) if author.url else None
            avatar = links.target(author.avatar) if author.avatar else None
            result.append(Author(name, email, url, avatar, author.role))
    return tuple(result)


def clean_title(text: str) -> str:
    """Returns a title or name as one line without what would look like HTML in it.

    Tags that style text are left out, others of HTML are written with ‹ and ›.
    """
    return plain_line(_OTHER_TAG.sub(r"‹\1›", _STYLE_TAG.sub("", text)))


def clean_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Returns names as plain lines, each once."""
    return tuple(name for name in dict.fromkeys(map(clean_title, names)) if name)


def _writable(moment: datetime) -> datetime:
    # Neither RFC 2822 nor RFC 3339 can say an offset with seconds (zones before standard time).
    offset = moment.utcoffset()
    whole = moment.replace(microsecond=0)
    if offset is not None and offset % timedelta(minutes=1):
        return whole.astimezone(UTC)
    return whole


def _image(document: Document, links: ArticleLinks) -> FeedMedia | None:
    image, asset = document.metadata.image, document.image
    if image is None or (asset is None and is_local(image.url)):
        return None
    url = links.image(image.url)
    if url is None or not url.startswith(("http:", "https:")):
        return None
    if asset is None:
        return FeedMedia(url)
    return FeedMedia(url, asset.media_type, asset.size, asset.width, asset.height)


def _enclosure(document: Document, links: ArticleLinks) -> FeedMedia | None:
    enclosure = document.metadata.enclosure
    if enclosure is None:
        return None
    asset = document.assets.get(enclosure.url)
    url = links.image(enclosure.url) if asset else links.target(enclosure.url)
    if url is None or not url.startswith(("http:", "https:")):
        return None
    if asset is not None:
        return FeedMedia(url, asset.media_type, asset.size)
    if is_local(enclosure.url) and enclosure.length is None:
        return None
    suffix = url.rpartition(".")[2].lower()
    media_type = enclosure.media_type or ""
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = _SOUND_TYPES.get(suffix, "application/octet-stream")
    return FeedMedia(url, media_type, enclosure.length)


def teaser_of(entry: FeedEntry) -> str:
    """Returns the HTML that stands for an article which is too large: its summary and a link."""
    words = phrases_for(entry.document.metadata.lang).read_full
    link = f"<p><a{attribute('href', entry.url)}>{escape(words)}</a></p>"
    return f"<p>{escape(entry.summary)}</p>\n{link}"
