"""The exporter: an article as the one section that is pasted into WeChat's editor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Final, Literal

from publishkit.diagnostics import diagnose
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.wechat.compact import (
    counted_length,
    merge_inherited_styles,
    with_plain_code,
    without_leaves,
)
from publishkit.formats.wechat.limits import MAX_CHARACTERS, find_problems
from publishkit.formats.wechat.references import collect_references
from publishkit.formats.wechat.renderer import WechatRenderer
from publishkit.formats.wechat.theme import load_theme
from publishkit.formats.wechat.theme_file import RANGES
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Block, Citation, Heading
from publishkit.model.tree import plain_text, walk
from publishkit.phrases import phrases_for
from publishkit.render.color import parse_color
from publishkit.transforms.headings import rebase_headings

__all__ = ["WechatExporter", "WechatOptions"]

#: Markup that is this close to the limit is shortened: addresses of images may be long.
_RESERVE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WechatOptions(ExporterOptions):
    """How the article goes to WeChat."""

    target: Literal["paste", "draft"] = field(
        default="paste",
        metadata={
            "help": "paste: images inside the file; draft: their addresses, for a program that"
            " uploads them"
        },
    )
    leaf: bool = field(
        default=True, metadata={"help": "put span[leaf] around texts, as WeChat's editor does"}
    )
    han_latin_spacing: bool = field(
        default=False, metadata={"help": "put spaces between Chinese and Latin words"}
    )
    reading_time: bool = field(
        default=False, metadata={"help": "say above the text how long it takes to read"}
    )
    primary_color: str = field(
        default="", metadata={"help": "the theme's main colour, such as #1a5fb4"}
    )
    font_size: int | None = field(
        default=None, metadata={"help": "size of the text, 15 to 18 px; default: the theme's"}
    )
    line_height: float | None = field(
        default=None, metadata={"help": "height of a line, 1.5 to 2; default: the theme's"}
    )

    def __post_init__(self) -> None:
        color = parse_color(self.primary_color)
        if self.primary_color and (color is None or color.alpha < 1):
            expected = "expected an opaque colour such as #1a5fb4"
            raise ValueError(f"'primary_color' cannot be '{self.primary_color}': {expected}")
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"'{name}' cannot be {value:g}: expected {low:g} to {high:g}")


class WechatExporter:
    """Makes ``SLUG.wechat.html``: a fragment, styled inline, in which nothing needs a page."""

    name: ClassVar[str] = "wechat"
    suffix: ClassVar[str] = ".wechat.html"
    media_type: ClassVar[str] = "text/html"
    scope: ClassVar[Scope] = "document"
    can_make_books: ClassVar[bool] = False
    options_type: ClassVar[type[ExporterOptions]] = WechatOptions

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the fragment of the publication's one document.

        Raises ``UsageError`` for a theme that does not exist, ``ConfigurationError`` for a wrong
        one of the author's.
        """
        settings = options if isinstance(options, WechatOptions) else WechatOptions()
        (document,) = publication.documents
        theme = load_theme(
            settings.theme,
            primary_color=settings.primary_color,
            font_size=settings.font_size or 0,
            line_height=settings.line_height or 0,
        )
        shown = _without_title(document)
        if settings.han_latin_spacing:
            from publishkit.transforms.spacing import space_document

            shown = space_document(shown)
        renderer = WechatRenderer(
            shown,
            theme=theme,
            references=collect_references(shown, publication.base_url),
            base_url=publication.base_url,
            target=settings.target,
            has_leaves=settings.leaf,
        )
        markup = _fitted(renderer.body(_front(shown) if settings.reading_time else ""))
        problems = find_problems(shown, markup, publication.base_url)
        if settings.style:
            lost = "extra CSS has no form in WeChat's inline styles and is left out"
            problems += (diagnose("X002", lost, path=document.source, hint="choose a theme"),)
        filename = f"{document.slug}{self.suffix}"
        return Rendition(markup.encode(), self.media_type, filename, problems)


def _front(document: Document) -> str:
    """Returns the line that says how long the article is, in its language."""
    from publishkit.transforms.reading_time import reading_time

    found = reading_time(document.content)
    return phrases_for(document.metadata.lang).reading_time(found.words, found.minutes)


def _fitted(markup: str) -> str:
    """Returns markup that comes near WeChat's limit in shorter forms, as far as it must be."""
    for shorten in (without_leaves, merge_inherited_styles, with_plain_code):
        if counted_length(markup) >= MAX_CHARACTERS - _RESERVE:
            markup = shorten(markup)
    return markup


def _without_title(document: Document) -> Document:
    """Returns the document as it stands below the title, which WeChat shows itself.

    A first heading that repeats the title is left out unless it cites an endnote, and levels
    start at 2 when no first-level heading is left.
    """
    content: tuple[Block, ...] = document.content
    match content:
        case (Heading(level=1, content=words), *_) if plain_text(
            words
        ).split() == document.metadata.title.split() and not any(
            isinstance(node, Citation) for node in walk(words)
        ):
            content = content[1:]
    if not any(isinstance(node, Heading) and node.level == 1 for node in content):
        content = rebase_headings(content, 2)
    return document if content is document.content else replace(document, content=content)
