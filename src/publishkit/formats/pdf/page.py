"""The HTML page that the typesetter sets: the template filled with the chapters and metadata."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from publishkit.formats.pdf.chapters import Chapter, Entry, running_title
from publishkit.formats.pdf.design import Design, is_east_asian, language_of
from publishkit.formats.pdf.front import MOST_AUTHORS, Cover, authors_of, imprint_of, printed_day
from publishkit.formats.pdf.options import PdfOptions
from publishkit.model.document import Publication
from publishkit.phrases import phrases_for
from publishkit.render.direction import direction_of
from publishkit.render.templates import render_template

__all__ = ["page_html"]


def page_html(
    publication: Publication,
    chapters: Iterable[Chapter],
    settings: PdfOptions,
    *,
    design: Design,
    cover: Cover | None,
) -> str:
    """Returns the whole page."""
    first = publication.documents[0].metadata
    is_book = publication.is_book
    lang = language_of(publication)
    authors = authors_of(publication)
    summary = publication.description if is_book else publication.documents[0].summary
    keywords = dict.fromkeys(
        word.replace(",", " ")
        for document in publication.documents
        for word in (*document.metadata.tags, *document.metadata.keywords)
    )
    dates = [document.metadata.date for document in publication.documents]
    changes = [document.metadata.updated for document in publication.documents]
    title = (publication.title if is_book else first.title) or first.title
    shown = tuple(chapters)
    return render_template(
        "pdf.html",
        template_dir=settings.template_dir,
        lang=lang,
        classes=_classes(publication, settings, design),
        is_book=is_book,
        direction=direction_of(lang),
        title=title,
        running=running_title(title, design.page) if is_book else "",
        subtitle=publication.subtitle,
        authors=[author.name for author in authors],
        has_authors=0 < len(authors) <= MOST_AUTHORS,
        publisher=publication.publisher,
        date=printed_day(publication.details.date, lang),
        description=" ".join(summary.split()),
        keywords=list(keywords),
        created=_latest([publication.details.date] if is_book else []) or _latest(dates),
        modified=_latest([publication.modified]) or _latest(changes) or _latest(dates),
        phrases=phrases_for(lang),
        has_contents=settings.toc or is_book,
        cover=cover,
        imprint=imprint_of(publication) if is_book else None,
        entries=_entries(shown),
        chapters=shown,
    )


def _classes(publication: Publication, settings: PdfOptions, design: Design) -> str:
    """What style sheets can tell pages by, as classes of ``html``."""
    names = [design.theme, "book-of-articles" if publication.is_book else "single-article"]
    names.append(f"columns-{design.page.columns}")
    if is_east_asian(publication):
        names.append("east-asian")
    if settings.justify:
        names.append("justified")
    if publication.is_book and settings.recto:
        names.append("recto")
    return " ".join(names)


def _entries(chapters: Iterable[Chapter]) -> tuple[Entry, ...]:
    return tuple(entry for chapter in chapters for entry in chapter.entries)


def _latest(dates: Iterable[datetime | None]) -> str:
    known = [date for date in dates if date is not None]
    return max(known).isoformat(timespec="seconds") if known else ""
