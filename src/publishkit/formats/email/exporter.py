"""The exporter: from a publication to the mail and its HTML, in the size that Gmail shows whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from publishkit.diagnostics import Diagnostic, diagnose
from publishkit.errors import UsageError
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.formats.email.images import Pictures
from publishkit.formats.email.letter import Letter, read_letter
from publishkit.formats.email.message import Mail, encoded_size, message_bytes
from publishkit.formats.email.options import EmailOptions
from publishkit.formats.email.page import letter_html
from publishkit.formats.email.text_part import letter_text
from publishkit.model.document import Publication
from publishkit.render.themes import choose_theme

__all__ = ["EmailExporter"]

#: Larger mails are refused by many servers.
_MAX_MAIL: Final = 10_000_000


class EmailExporter:
    """Makes ``SLUG.eml`` and ``SLUG.email.html``: an article, or a digest, as a newsletter."""

    name: ClassVar[str] = "email"
    suffix: ClassVar[str] = ".eml"
    media_type: ClassVar[str] = "message/rfc822"
    scope: ClassVar[Scope] = "document"
    can_make_books: ClassVar[bool] = False
    needs_neighbours: ClassVar[bool] = True
    options_type: ClassVar[type[ExporterOptions]] = EmailOptions

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the mail.

        Raises ``UsageError`` for a theme that does not exist, ``ExportError`` for a digest of
        nothing, ``ConfigurationError`` for a user's template that is wrong.
        """
        return next(self.export_files(publication, options))

    def export_files(
        self, publication: Publication, options: ExporterOptions
    ) -> Iterator[Rendition]:
        """Yields the mail, then its HTML as a file to be pasted into a newsletter service."""
        settings = options if isinstance(options, EmailOptions) else EmailOptions()
        if len(publication.documents) != 1 and not settings.digest:
            raise UsageError("a mail of several articles is a digest", hint="set 'email.digest'")
        choose_theme("email", settings.theme)
        whole = read_letter(publication, settings)
        pictures = Pictures(
            is_inside=settings.images == "cid",
            has_formulas=settings.formulas == "image",
            domain=whole.domain,
        )
        letter, html = _fitted(whole, settings, pictures)
        findings = [*whole.diagnostics, *_cut_findings(whole, letter, html, settings)]
        data = message_bytes(
            Mail(
                subject=letter.subject,
                message_id=letter.message_id,
                text=letter_text(letter, settings),
                html=html,
                lang=letter.lang,
                date=letter.date,
                sender=settings.from_,
                receivers=settings.to,
                unsubscribe=settings.unsubscribe,
                is_unsent=settings.unsent,
                files=pictures.used_in(html),
            )
        )
        for article in whole.articles:
            findings += article.targets.links.findings()
        findings += pictures.diagnostics
        if len(data) > _MAX_MAIL:
            findings.append(
                diagnose(
                    "X003",
                    f"the mail has {len(data):,} bytes, and many servers refuse more than 10 MB",
                    path=letter.articles[0].document.source,
                    hint="make its images smaller, or link them by 'email.images=url'",
                )
            )
        found = tuple(dict.fromkeys(findings))
        yield Rendition(data, self.media_type, f"{letter.name}{self.suffix}", found)
        page = pictures.outside(html).encode()
        yield Rendition(page, "text/html", f"{letter.name}.email.html")


def _fitted(letter: Letter, options: EmailOptions, pictures: Pictures) -> tuple[Letter, str]:
    """Returns the mail with as much of its text as ``max_bytes`` has room for, and its HTML."""
    html = letter_html(letter, options, pictures)
    if not options.max_bytes or encoded_size(html) <= options.max_bytes:
        return letter, html
    fits, too_many = 0, letter.units
    best = letter.shortened(0)
    html = letter_html(best, options, pictures)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        tried = letter.shortened(middle)
        made = letter_html(tried, options, pictures)
        if encoded_size(made) <= options.max_bytes:
            fits, best, html = middle, tried, made
        else:
            too_many = middle
    return best, html


def _cut_findings(
    whole: Letter, letter: Letter, html: str, options: EmailOptions
) -> Iterator[Diagnostic]:
    """Yields what is to be said of articles that are not there as whole as they were asked for."""
    size = encoded_size(html)
    if options.max_bytes and size > options.max_bytes:
        yield diagnose(
            "X003",
            f"the mail's HTML has {size:,} bytes as encoded, above max_bytes even without text",
            path=letter.articles[0].document.source,
            hint="send fewer articles in one mail",
        )
    for before, after in zip(whole.articles, letter.articles, strict=True):
        if before.extent == after.extent:
            continue
        left = "its summary" if after.extent == "summary" else "its first part"
        link = "a link to the rest" if after.url else "no link to the rest: there is no base URL"
        yield diagnose(
            "X003",
            f"the text of '{after.title}' is cut to stay below max_bytes ({options.max_bytes:,}): "
            f"{left} is in the mail, with {link}",
            path=before.document.source,
            hint="raise 'email.max_bytes' if your readers do not use Gmail, which cuts at 102 kB",
        )
