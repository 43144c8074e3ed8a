"""The web page: one file that holds the article with its images, to read without anything else."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Final, NamedTuple
from urllib.parse import unquote

from publishkit._resources import read_text
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.model.assets import Asset
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import (
    NO_ATTRIBUTES,
    Block,
    Heading,
    Image,
)
from publishkit.model.tree import plain_text, walk
from publishkit.render.direction import direction_of
from publishkit.render.html import HtmlRenderer, attribute, escape
from publishkit.render.templates import render_template
from publishkit.render.themes import choose_theme
from publishkit.transforms.headings import rebase_headings

__all__ = ["HtmlExporter", "HtmlOptions"]

#: Nothing runs, and nothing is loaded but pictures, sound, fonts and the page's own styles.
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data: https: http:",
        "media-src data: https: http:",
        "font-src data: https: http:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
#: How a day is written; other languages get ISO 8601.
_DAY: Final = {"zh": "{}年{}月{}日", "ja": "{}年{}月{}日", "ko": "{}년 {}월 {}일"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlOptions(ExporterOptions):
    """How the web page looks."""

    toc: bool = field(default=False, metadata={"help": "a table of contents before the text"})
    lead_image: bool = field(
        default=True,
        metadata={"help": "the article's own image above the text, when it is not in it"},
    )


class _Date(NamedTuple):
    iso: str
    text: str


class HtmlExporter:
    """Makes ``SLUG.html``: styles and images inside, no script, readable on any screen."""

    name: ClassVar[str] = "html"
    suffix: ClassVar[str] = ".html"
    media_type: ClassVar[str] = "text/html"
    scope: ClassVar[Scope] = "document"
    can_make_books: ClassVar[bool] = False
    options_type: ClassVar[type[ExporterOptions]] = HtmlOptions

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the page of the publication's one document.

        Raises ``UsageError`` for a theme that does not exist, ``ConfigurationError`` for a user's
        template that is wrong.
        """
        settings = options if isinstance(options, HtmlOptions) else HtmlOptions()
        theme = choose_theme("html", settings.theme)
        (document,) = publication.documents
        page = _page(document, settings, theme)
        return Rendition(page.encode(), self.media_type, f"{document.slug}{self.suffix}")


class _PageRenderer(HtmlRenderer):
    """Writes images into the page itself, and no links to places that it does not have."""

    def href(self, url: str) -> str | None:
        """Returns a link's target; one inside the page must exist."""
        if url.startswith("#") and len(url) > 1 and unquote(url[1:]) not in self._ids:
            return None
        return super().href(url)

    @cached_property
    def _ids(self) -> frozenset[str]:
        """Every id of the page; computed only for articles that link to one."""
        document = self.document
        own = (
            getattr(node, "attributes", NO_ATTRIBUTES).id
            for tree in (document.content, *(note.content for note in document.endnotes))
            for node in walk(tree)
        )
        notes = (place for note in document.endnotes for place in (note.id, *note.citations))
        return frozenset((*own, *notes))

    def image_source(self, image: Image) -> str | None:
        """Returns a ``data:`` URL, or the address of an image that stays on the network."""
        asset = self.document.assets.get(image.url)
        if asset is not None and asset.is_image:
            return _data_url(asset)
        return image.url if image.url.startswith(("https://", "http://")) else None

    def image(self, node: Image) -> str:
        """Returns an image that keeps its place while it is loaded."""
        asset = self.document.assets.get(node.url)
        if asset is not None and asset.width and not node.width and not node.height:
            node = replace(node, width=str(asset.width), height=str(asset.height))
        return super().image(node)


def _page(document: Document, options: HtmlOptions, theme: str) -> str:
    metadata = document.metadata
    renderer = _PageRenderer(document)
    title, content = _split_title(document)
    if not any(isinstance(node, Heading) and node.level == 1 for node in content):
        content = rebase_headings(content, 2)
    body = renderer.blocks(content)
    if options.lead_image:
        body = _lead_image(renderer, content) + body
    lang = metadata.lang
    language = lang.partition("-")[0].lower()
    date = None if metadata.date is None else _date(metadata.date, language, metadata.date_only)
    updated = None if metadata.updated is None else _date(metadata.updated, language, False)
    css = read_text(f"styles/html/{theme}.css") + read_text("styles/html.css")
    if options.style:
        css = f"{css}{options.style}"
    return render_template(
        "html.html",
        template_dir=options.template_dir,
        lang=lang,
        direction=direction_of(lang),
        policy=_POLICY,
        title=metadata.title,
        subtitle=metadata.subtitle,
        description=" ".join(document.summary.split()),
        authors=metadata.authors,
        date=date,
        updated=updated if date is None or updated is None or updated.text != date.text else None,
        tags=metadata.tags,
        canonical=metadata.canonical,
        phrases=renderer.phrases,
        # Whatever the CSS says, it cannot end the element that it stands in.
        css=css.replace("</", "<\\/").strip(),
        heading=f"<h1{attribute('id', title.id) if title.id else ''}>"
        f"{renderer.inlines(title.content)}</h1>"
        if title
        else renderer.element("h1", escape(metadata.title)),
        contents=_contents(content) if options.toc else "",
        body=body,
    )


def _split_title(document: Document) -> tuple[Heading | None, tuple[Block, ...]]:
    """Takes off a first heading that says the title again, so that the page has it once."""
    content = document.content
    match content:
        case (Heading(level=1) as first, *_) if _same_text(first, document.metadata.title):
            return first, content[1:]
    return None, content


def _same_text(heading: Heading, title: str) -> bool:
    return plain_text(heading.content).split() == title.split()


def _lead_image(renderer: _PageRenderer, content: tuple[Block, ...]) -> str:
    image = renderer.document.metadata.image
    if image is None:
        return ""
    shown = Image(image.url, image.alt)
    if renderer.image_source(shown) is None or any(
        isinstance(node, Image) and node.url == image.url for node in walk(content)
    ):
        return ""
    own = attribute("class", "lead-image")
    return renderer.element("figure", renderer.image(shown), own) + "\n"


def _data_url(asset: Asset) -> str:
    return f"data:{asset.media_type};base64,{b64encode(asset.read()).decode('ascii')}"


def _date(moment: datetime, language: str, is_day: bool) -> _Date:
    pattern = _DAY.get(language)
    day = moment.date()
    text = pattern.format(day.year, day.month, day.day) if pattern else day.isoformat()
    return _Date(day.isoformat() if is_day else moment.isoformat(), text)


def _contents(content: tuple[Block, ...]) -> str:
    """Returns the headings as a nested list of links, without note marks."""
    headings = [node for node in walk(content) if isinstance(node, Heading) and node.id]
    parts: list[str] = []
    levels: list[int] = []
    for heading in headings:
        if not levels or heading.level > levels[-1]:
            levels.append(heading.level)
            parts.append("<ol><li>")
        else:
            while len(levels) > 1 and heading.level < levels[-1]:
                levels.pop()
                parts.append("</li></ol>")
            levels[-1] = min(levels[-1], heading.level)
            parts.append("</li><li>")
        text = escape(plain_text(heading.content))
        parts.append(f"<a{attribute('href', f'#{heading.id}')}>{text}</a>")
    return "".join(parts) + "</li></ol>" * len(levels)
