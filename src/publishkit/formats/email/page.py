"""The HTML of a whole mail: the page shell filled, and the styles made inline."""

from __future__ import annotations

from typing import NamedTuple

from publishkit._resources import read_text
from publishkit.formats.email.days import byline
from publishkit.formats.email.images import Pictures
from publishkit.formats.email.letter import Letter, LetterArticle
from publishkit.formats.email.options import EmailOptions
from publishkit.formats.email.renderer import MailRenderer
from publishkit.formats.email.styles import inlined
from publishkit.formats.feeds.characters import drop_illegal
from publishkit.phrases import mail_words, phrases_for
from publishkit.render.direction import direction_of
from publishkit.render.templates import render_template
from publishkit.render.themes import choose_theme

__all__ = ["letter_html"]


class _Section(NamedTuple):
    """One article as the template sees it; ``body`` and ``notes`` are HTML."""

    title: str
    subtitle: str
    url: str
    lang: str
    direction: str
    byline: str
    summary: str
    body: str
    notes: str
    is_whole: bool
    read_full: str


def letter_html(letter: Letter, options: EmailOptions, pictures: Pictures) -> str:
    """Returns the page; images inside the mail have ``cid:`` as their address."""
    theme = choose_theme("email", options.theme)
    page = render_template(
        "email/mail.html",
        template_dir=options.template_dir,
        lang=letter.lang,
        direction=direction_of(letter.lang),
        title=letter.title,
        preheader=letter.preheader,
        intro=letter.intro,
        is_digest=letter.is_digest,
        has_dark_mode=options.dark_mode,
        sections=[_section(item, letter, pictures) for item in letter.articles],
        phrases=phrases_for(letter.lang),
        words=mail_words(letter.lang),
        site_title=letter.site_title,
        site_url=letter.site_url,
        unsubscribe=options.unsubscribe,
    )
    css = read_text("styles/email.css") + read_text(f"styles/email/{theme}.css") + options.style
    return inlined(drop_illegal(page), css, has_rules=options.dark_mode)


def _section(article: LetterArticle, letter: Letter, pictures: Pictures) -> _Section:
    document = article.document
    shift = 1 if letter.is_digest else 0
    renderer = MailRenderer(document, article.targets, pictures, level_shift=shift)
    return _Section(
        title=article.title,
        subtitle=article.subtitle,
        url=article.url,
        lang=document.metadata.lang,
        direction=direction_of(document.metadata.lang),
        byline=byline(document.metadata),
        summary=article.summary if article.extent == "summary" else "",
        body=renderer.body(),
        notes=renderer.blocks(article.notes),
        is_whole=article.extent == "full",
        read_full=renderer.phrases.read_full,
    )
