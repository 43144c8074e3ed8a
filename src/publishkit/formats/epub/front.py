"""What a book has before its text: the cover, as a picture and as a page, and the title page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publishkit.diagnostics import diagnose
from publishkit.formats.epub.cover import HEIGHT, WIDTH, lay_out
from publishkit.formats.epub.images import MediaFile, MediaLibrary
from publishkit.formats.epub.metadata import PackageMetadata, clean_text
from publishkit.formats.epub.options import EpubOptions
from publishkit.formats.epub.pages import Page, PageMaker, printed_date
from publishkit.model.document import Document, Publication
from publishkit.phrases import phrases_for
from publishkit.render.color import cover_colour

__all__ = ["COVER_PAGE", "TITLE_PAGE", "FrontMatter", "front_matter"]

COVER_PAGE: Final = "cover.xhtml"
TITLE_PAGE: Final = "title.xhtml"
_DRAWN_COVER: Final = "image/cover.svg"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The cover's picture, when there is one, and the pages before the text, in their order."""

    cover: MediaFile | None
    pages: tuple[Page, ...]

    @property
    def informative(self) -> tuple[Page, ...]:
        """The pages that tell more than the text: a drawn cover repeats the title page."""
        if self.cover is None or self.cover.name != _DRAWN_COVER:
            return self.pages
        return tuple(page for page in self.pages if page.name != COVER_PAGE)


def front_matter(
    publication: Publication,
    *,
    metadata: PackageMetadata,
    options: EpubOptions,
    media: MediaLibrary,
    maker: PageMaker,
) -> FrontMatter:
    """Returns the front matter of an article or a book; ``media`` gets the cover's file."""
    front = _Front(publication, metadata, options, media, maker)
    cover = front.cover()
    pages = [] if cover is None else [front.cover_page(cover)]
    return FrontMatter(cover, (*pages, front.title_page()))


@dataclass(frozen=True, slots=True)
class _Front:
    publication: Publication
    metadata: PackageMetadata
    options: EpubOptions
    media: MediaLibrary
    maker: PageMaker

    @property
    def _described(self) -> Document:
        """What the front matter is about: the article, or the book as if it were one."""
        publication = self.publication
        if not publication.is_book:
            return publication.documents[0]
        details, cover = publication.details, publication.cover
        assets = {} if details.image is None or cover is None else {details.image.url: cover}
        return Document(details, (), assets=assets)

    def cover(self) -> MediaFile | None:
        wanted = self.options.cover
        document = self._described
        image = document.metadata.image
        if wanted in {"auto", "image"} and image is not None:
            file = self.media.add(document, image.url)
            if file is not None and file.media_type.startswith("image/"):
                return file
            if file is not None:
                message = f"'{image.url}' is no picture, and so is not the cover"
                found = diagnose("X002", message, path=document.source, hint="name a picture")
                self.media.diagnostics.append(found)
        return self._drawn_cover() if wanted in {"auto", "drawn"} else None

    def _drawn_cover(self) -> MediaFile:
        metadata = self.metadata
        title = lay_out(metadata.title, top=260, height=700, sizes=(128, 112, 96, 80, 68, 56, 48))
        authors = " · ".join(author.name for author in metadata.authors)
        data = self.maker.picture(
            "cover",
            lang=metadata.lang,
            direction=metadata.direction,
            colour=cover_colour(metadata.identifier),
            width=WIDTH,
            height=HEIGHT,
            label=metadata.title,
            title=title,
            subtitle=metadata.subtitle
            and lay_out(metadata.subtitle, top=title.offsets[-1] + 100, height=200, sizes=(52, 42)),
            authors=authors and lay_out(authors, top=1300, height=200, sizes=(56, 46, 38)),
        )
        return MediaFile(_DRAWN_COVER, "image/svg+xml", data)

    def cover_page(self, cover: MediaFile) -> Page:
        image = self._described.metadata.image
        is_drawn = cover.name == _DRAWN_COVER
        alt = clean_text(image.alt) if image is not None and not is_drawn else ""
        return self.maker.page(
            "cover",
            COVER_PAGE,
            lang=self.metadata.lang,
            title=self.metadata.title,
            label=phrases_for(self.metadata.lang).cover,
            image=cover.name,
            alt=alt or f"{phrases_for(self.metadata.lang).cover}: {self.metadata.title}",
        )

    def title_page(self) -> Page:
        metadata = self.metadata
        date = self._described.metadata.date
        return self.maker.page(
            "title",
            TITLE_PAGE,
            lang=metadata.lang,
            title=metadata.title,
            subtitle=metadata.subtitle,
            authors=[author.name for author in metadata.authors],
            date=printed_date(date, lang=metadata.lang),
            publisher=metadata.publisher,
            isbn=metadata.isbn,
            doi=metadata.doi,
            rights=metadata.rights,
        )
