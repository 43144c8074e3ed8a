"""What a mail says, before it is HTML or text: its title, and the articles in it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import ExportError
from publishkit.formats.email.cutting import count_units, cut_content, notes_of
from publishkit.formats.email.options import EmailOptions
from publishkit.formats.email.targets import Targets
from publishkit.formats.feeds.characters import drop_illegal
from publishkit.formats.feeds.identity import PLACEHOLDER_BASE_URL, Identities
from publishkit.formats.feeds.links import Addresses, ArticleLinks, permalink_of
from publishkit.formats.feeds.selection import require_distinct_ids, select
from publishkit.formats.feeds.urls import absolute_url, is_local
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Block, Citation, Heading, Image, Paragraph
from publishkit.model.tree import plain_text, walk
from publishkit.transforms.headings import rebase_headings

__all__ = ["Extent", "Letter", "LetterArticle", "read_letter"]

#: How much of an article is in the mail.
Extent: TypeAlias = Literal["full", "part", "summary"]


@dataclass(frozen=True, slots=True)
class LetterArticle:
    """One article of a mail.

    ``document`` has the text as it stands below ``title``. ``url`` is empty when nobody knows
    where the article is on the web. ``has_notes_after`` tells that the endnotes follow the link
    to the rest, in ``notes``.
    """

    document: Document
    title: str
    subtitle: str
    url: str
    targets: Targets
    summary: str
    extent: Extent = "full"
    notes: tuple[Block, ...] = ()

    @property
    def units(self) -> int:
        """In how many places the text can be cut."""
        return count_units(self.document.content)

    def shortened(self, units: int) -> LetterArticle:
        """Returns the article with the first units of its text, or its summary if that is none."""
        if units >= self.units:
            return self
        content = cut_content(self.document, units)
        if not content:
            empty = replace(self.document, content=())
            return replace(self, document=empty, extent="summary", notes=())
        section = notes_of(self.document, content)
        return replace(
            self,
            document=replace(self.document, content=content),
            extent="part",
            notes=() if section is None else (section,),
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of one article, or a digest of several, the newest first.

    ``name`` is that of its files, without suffix. ``site_url`` is empty when it is not known.
    """

    name: str
    title: str
    subject: str
    preheader: str
    intro: str
    lang: str
    date: datetime | None
    message_id: str
    domain: str
    site_title: str
    site_url: str
    is_digest: bool
    articles: tuple[LetterArticle, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def units(self) -> int:
        """In how many places the mail can be cut."""
        return sum(article.units for article in self.articles)

    def shortened(self, units: int) -> Letter:
        """Returns the mail with this many units of text; articles beyond them have a summary."""
        articles: list[LetterArticle] = []
        for article in self.articles:
            articles.append(article.shortened(max(0, units)))
            units -= article.units
        return replace(self, articles=tuple(articles))


def read_letter(publication: Publication, options: EmailOptions) -> Letter:
    """Returns what the publication says as a mail.

    Raises ``ExportError`` for a digest of nothing, and when two of its articles have one id.
    """
    base_url = _base_url(publication)
    shared = options.feed_options()
    identities = Identities.of(publication, shared, base_url or PLACEHOLDER_BASE_URL)
    documents = publication.documents
    findings: tuple[Diagnostic, ...] = ()
    if options.digest:
        selection = select(publication, shared, identities)
        require_distinct_ids(selection.candidates)
        documents = tuple(item.head for item in selection.candidates)
        findings = selection.diagnostics
        if not documents:
            raise ExportError(
                "no article is left for the digest", hint="choose an earlier date for --since"
            )
    addresses = Addresses(publication, base_url, shared) if base_url else {}
    articles = tuple(_article(item, base_url, addresses, options) for item in documents)
    ids = [identities.id_of(document) for document in documents]
    newest = max(
        (item.metadata.date for item in documents if item.metadata.date is not None), default=None
    )
    domain = identities.authority if identities.authority.isascii() else ""
    if "@" in domain or not domain:
        domain = "publishkit.invalid"
    title = _line(publication.title) if options.digest else articles[0].title
    first = documents[0]
    return Letter(
        name=_name(first, newest, is_digest=options.digest),
        title=title or articles[0].title,
        subject=_line(options.subject) or title or articles[0].title,
        preheader=_line(options.preheader)
        or (" · ".join(item.title for item in articles) if options.digest else articles[0].summary),
        intro=_line(options.intro or publication.description) if options.digest else "",
        lang=(options.digest and publication.lang) or _language(documents),
        date=newest,
        message_id=_message_id(ids, domain, is_digest=options.digest),
        domain=domain,
        site_title=_line(publication.title),
        site_url=base_url,
        is_digest=options.digest,
        articles=articles,
        diagnostics=(*_settings_missing(articles), *findings),
    )


def _article(
    document: Document, base_url: str, addresses: Mapping[str, str], options: EmailOptions
) -> LetterArticle:
    url = _permalink(document, base_url, options)
    site = base_url or absolute_url("/", url or PLACEHOLDER_BASE_URL) or url
    links = ArticleLinks(document, url or PLACEHOLDER_BASE_URL, site, addresses)
    title = _line(document.metadata.title) or _line(document.stem)
    summary = _line(document.metadata.summary or document.summary)
    shown = _below_title(document, title)
    if options.lead_image:
        shown = _with_lead_image(shown)
    subtitle = _line(document.metadata.subtitle or "")
    article = LetterArticle(shown, title, subtitle, url, Targets(url, links), summary)
    return article.shortened(0) if options.content == "summary" else article


def _permalink(document: Document, base_url: str, options: EmailOptions) -> str:
    """Returns where the article is on the web, or nothing when that is not known."""
    if base_url:
        return permalink_of(document, base_url, options.feed_options())
    for own in (document.metadata.url, document.metadata.canonical):
        if own and not is_local(own):
            return absolute_url(own, PLACEHOLDER_BASE_URL) or ""
    return ""


def _below_title(document: Document, title: str) -> Document:
    """Returns the document without a first heading that says the title again, from level 2 on."""
    content: tuple[Block, ...] = document.content
    match content:
        case (Heading(level=1, content=words), *_) if plain_text(
            words
        ).split() == title.split() and not any(isinstance(node, Citation) for node in walk(words)):
            content = content[1:]
    return replace(document, content=rebase_headings(content, 2))


def _with_lead_image(document: Document) -> Document:
    """Returns the document with its own image above the text, unless it is in it."""
    image = document.metadata.image
    if image is None or any(
        isinstance(node, Image) and node.url == image.url for node in walk(document.content)
    ):
        return document
    if image.url not in document.assets and is_local(image.url):
        return document
    lead = Paragraph((Image(image.url, image.alt, is_decorative=not image.alt),))
    return replace(document, content=(lead, *document.content))


def _base_url(publication: Publication) -> str:
    url = publication.base_url
    return (absolute_url(url if url.endswith("/") else f"{url}/", "") or "") if url else ""


def _settings_missing(articles: tuple[LetterArticle, ...]) -> tuple[Diagnostic, ...]:
    if all(article.url for article in articles):
        return ()
    missing = diagnose(
        "P007",
        "the mail has no base URL: links to the site are left out, and its images are in the mail",
        hint="give the site's address by --base-url or 'base_url' in publishkit.toml",
    )
    return (missing,)


def _message_id(ids: list[str], domain: str, *, is_digest: bool) -> str:
    """Returns an id that is the same for the same articles (RFC 5322, section 3.6.4)."""
    kind = "digest" if is_digest else "article"
    digest = hashlib.sha256("\0".join([kind, *ids]).encode("utf-8", "replace")).hexdigest()
    host = domain if urlsplit(f"//{domain}").hostname == domain else "publishkit.invalid"
    return f"{kind}.{digest[:32]}@{host}"


def _language(documents: tuple[Document, ...]) -> str:
    """Returns the language of most articles; of two that are as frequent, the newer's."""
    counted = Counter(document.metadata.lang for document in documents)
    return counted.most_common(1)[0][0]


def _name(first: Document, newest: datetime | None, *, is_digest: bool) -> str:
    if not is_digest:
        return first.slug
    return "digest" if newest is None else f"digest-{newest.date().isoformat()}"


def _line(text: str) -> str:
    """Returns text as one line, without what could begin another header or end one."""
    return " ".join(drop_illegal(text).split())
