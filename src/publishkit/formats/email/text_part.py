"""The text part of a whole mail: title, articles and what stands around them."""

from __future__ import annotations

from publishkit.formats.email.days import byline
from publishkit.formats.email.letter import Letter, LetterArticle
from publishkit.formats.email.options import EmailOptions
from publishkit.formats.email.plain_text import TextRenderer, title_lines
from publishkit.formats.email.wrapping import WIDTH, Line, flowed_text
from publishkit.phrases import mail_words, phrases_for

__all__ = ["letter_text"]

_BLANK = Line()


def letter_text(letter: Letter, options: EmailOptions) -> str:
    """Returns the text as ``format=flowed; DelSp=yes``."""
    lines = title_lines(letter.title, 1)
    if letter.is_digest:
        lines += [_BLANK, Line(letter.intro)] if letter.intro else []
        contents = phrases_for(letter.lang).contents
        lines += [_BLANK, *title_lines(contents, 2)]
        lines += [Line(article.title, prefix="- ") for article in letter.articles]
        for article in letter.articles:
            lines += [_BLANK, Line("=" * WIDTH, is_fixed=True), _BLANK]
            lines += [*title_lines(article.title, 2), *_article_lines(article, level_shift=1)]
    else:
        lines += _article_lines(letter.articles[0], level_shift=0)
    return flowed_text([*lines, *_end(letter, options)])


def _article_lines(article: LetterArticle, *, level_shift: int) -> list[Line]:
    said = byline(article.document.metadata)
    lines = [Line(text) for text in (article.subtitle, said) if text]
    renderer = TextRenderer(article.document, article.targets, level_shift=level_shift)
    body = [Line(article.summary)] if article.extent == "summary" else renderer.body()
    lines += [_BLANK, *body]
    if article.extent != "full" and article.url:
        words = renderer.phrases.read_full
        lines += [_BLANK, Line(f"{words}: <{article.url}>")]
    if article.notes:
        lines += [_BLANK, *renderer.blocks(article.notes)]
    return lines


def _end(letter: Letter, options: EmailOptions) -> list[Line]:
    words = mail_words(letter.lang)
    url = letter.site_url if letter.is_digest else letter.articles[0].url
    lines: list[Line] = []
    if url:
        name = letter.site_title if letter.is_digest and letter.site_title else words.online
        lines.append(Line(f"{name}: <{url}>"))
    if options.unsubscribe:
        address = options.unsubscribe.removeprefix("mailto:")
        lines.append(Line(f"{words.unsubscribe}: <{address}>"))
    # "--" and a space would begin a signature, which programs fold away.
    return [_BLANK, Line("—" * 3, is_fixed=True), *lines] if lines else []
