"""The numbers of pages as viewers show them: those that are printed (ISO 32000-1, 12.4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from publishkit.formats.pdf.objects import array, dictionary, string

__all__ = ["label_pages"]

#: The pages before the text of a book, by their names in ``styles/pdf.css``.
_ROMAN: Final = frozenset({"titles", "front"})
_COVER: Final = "cover"
_STYLES: Final = {"roman": "/r", "arabic": "/D"}


def label_pages(document: Any, pdf: Any) -> None:
    """Labels the pages when not all are numbered from 1 in Arabic numerals.

    ``document`` is WeasyPrint's, laid out. A cover is not counted.
    """
    types = [page._page_box.page_type for page in document.pages]
    ranges = list(_ranges(types))
    if [kind for _, kind in ranges] == ["arabic"]:
        return
    numbers: list[object] = []
    for first, kind in ranges:
        label = {"P": string("C")} if kind == _COVER else {"S": _STYLES[kind]}
        numbers += [first, dictionary(label)]
    pdf.catalog["PageLabels"] = dictionary({"Nums": array(numbers)})


def _ranges(types: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Yields where each kind of numbers begins; a blank page has the numbers of those before."""
    last = ""
    for place, page in enumerate(types):
        kind = "arabic"
        if page.name == _COVER:
            kind = _COVER
        elif page.name in _ROMAN or (page.blank and last in (_COVER, "roman")):
            kind = "roman"
        if kind != last:
            yield place, kind
        last = kind
