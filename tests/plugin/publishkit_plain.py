"""Plain text for publishkit: an article for mail, terminals and everything without markup."""

from dataclasses import dataclass, field
from typing import ClassVar

from publishkit.errors import ExportError
from publishkit.formats.base import ExporterOptions, Rendition, Scope
from publishkit.model.document import Document, Publication
from publishkit.model.nodes import Citation, EndnoteSection, Link, Node, Paragraph, Text
from publishkit.model.tree import plain_text, rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainOptions(ExporterOptions):
    """What can be chosen for plain text."""

    urls: bool = field(default=True, metadata={"help": "the address after the text of a link"})


class PlainExporter:
    """Makes ``SLUG.txt``: the words alone, with numbers for the notes."""

    name: ClassVar[str] = "plain"
    suffix: ClassVar[str] = ".txt"
    media_type: ClassVar[str] = "text/plain"
    scope: ClassVar[Scope] = "document"
    can_make_books: ClassVar[bool] = False
    options_type: ClassVar[type[ExporterOptions]] = PlainOptions

    def export(self, publication: Publication, options: ExporterOptions) -> Rendition:
        """Returns the article as UTF-8 text."""
        settings = options if isinstance(options, PlainOptions) else PlainOptions()
        if len(publication.documents) != 1:
            raise ExportError("plain text is made of one article")
        (document,) = publication.documents
        body = rewrite(document.content, _Writer(document, settings).write)
        text = f"{document.metadata.title}\n\n{plain_text(body)}\n"
        return Rendition(text.encode(), self.media_type, f"{document.slug}{self.suffix}")


class _Writer:
    """Replaces what plain text cannot show by words."""

    def __init__(self, document: Document, options: PlainOptions) -> None:
        self._document = document
        self._options = options

    def write(self, node: Node) -> Node | tuple[Node, ...]:
        """Returns what stands for a node: a number for a citation, the notes for their section."""
        match node:
            case Citation(number):
                return Text(f"[{number}]")
            case Link(content, url) if self._options.urls and not url.startswith("#"):
                return (*content, Text(f" <{url}>"))
            case EndnoteSection(heading, numbers):
                return (heading, *(part for number in numbers for part in self._note(number)))
            case _:
                return node

    def _note(self, number: int) -> tuple[Node, ...]:
        content = rewrite(self._document.endnote(number).content, self.write)
        return (Paragraph((Text(f"[{number}] {plain_text(content)}"),)),)
