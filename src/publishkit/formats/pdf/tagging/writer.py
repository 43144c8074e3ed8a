"""Writes a structure tree into the PDF (ISO 32000-1, 14.7)."""

from __future__ import annotations

from typing import Any, Final

from publishkit.formats.pdf.objects import array, dictionary, string
from publishkit.formats.pdf.tagging.elements import OF_PDF_2
from publishkit.formats.pdf.tagging.nodes import LinkArea, Node, PictureArea, Piece
from publishkit.formats.pdf.tagging.plan import TagPlan

__all__ = ["write_tags"]

#: CSS pixels to points.
_POINTS: Final = 0.75
_PDF_2: Final = "http://iso.org/pdf2/ssn"


def write_tags(pdf: Any, document: Any, plan: TagPlan, *, is_pdf_2: bool) -> None:
    """Adds the tree, and to pages and links what leads to it; all pages are painted."""
    writer = _Writer(pdf, document, plan, is_pdf_2=is_pdf_2)
    writer.write()
    if is_pdf_2:
        _aim_at_structure(pdf, plan)


class _Writer:
    def __init__(self, pdf: Any, document: Any, plan: TagPlan, *, is_pdf_2: bool) -> None:
        self._pdf = pdf
        self._plan = plan
        self._pages = pdf.page_references
        self._heights = [page.height for page in document.pages]
        #: The structure element of each piece of marked content, by page and number.
        self._parents: list[dict[int, bytes]] = [{} for _ in document.pages]
        #: The annotations of links, each with its structure element.
        self._links: list[tuple[Any, bytes]] = []
        self._identifiers: dict[str, bytes] = {}
        self._namespace: bytes | None = None
        self._is_pdf_2 = is_pdf_2

    def write(self) -> None:
        pdf = self._pdf
        root = dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(root)
        if self._is_pdf_2:
            namespace = dictionary({"Type": "/Namespace", "NS": string(_PDF_2)})
            pdf.add_object(namespace)
            self._namespace = namespace.reference
            root["Namespaces"] = array([self._namespace])
            older = {name: f"/{known}" for name, known in OF_PDF_2.items() if name != known}
            root["RoleMap"] = dictionary(older)
        self._write(self._plan.document, root.reference)
        root["K"] = array([self._plan.document.object.reference])
        if self._is_pdf_2:
            self._refer()
        numbers = dictionary({"Nums": array(self._numbers())})
        pdf.add_object(numbers)
        root["ParentTree"] = numbers.reference
        root["ParentTreeNextKey"] = len(self._parents) + len(self._links)
        if self._identifiers:
            names = [
                part
                for name, reference in sorted(self._identifiers.items())
                for part in (string(name), reference)
            ]
            tree = dictionary({"Names": array(names)})
            pdf.add_object(tree)
            root["IDTree"] = tree.reference
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["MarkInfo"] = dictionary({"Marked": "true"})

    def _numbers(self) -> list[Any]:
        """Returns the parent tree: pages first, then links; and gives each page its number."""
        entries: list[Any] = []
        for number, (reference, found) in enumerate(zip(self._pages, self._parents, strict=True)):
            page = self._pdf.objects[int(reference.split()[0])]
            page["StructParents"] = number
            page["Tabs"] = "/S"
            count = max(found, default=-1) + 1
            entries += (number, array(found.get(mcid, b"null") for mcid in range(count)))
        for number, (annotation, owner) in enumerate(self._links, start=len(self._pages)):
            annotation["StructParent"] = number
            entries += (number, owner)
        return entries

    def _write(self, node: Node, parent: bytes) -> None:
        element = dictionary({"Type": "/StructElem", "S": f"/{node.type}", "P": parent})
        self._pdf.add_object(element)
        node.object = element
        own = element.reference
        page = next((kid.page for kid in node.kids if isinstance(kid, Piece)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        self._describe(node, element)
        kids: list[Any] = []
        for kid in node.kids:
            match kid:
                case Node():
                    self._write(kid, own)
                    kids.append(kid.object.reference)
                case LinkArea(page=number, box=box) if box.link_annotation is not None:
                    annotation = box.link_annotation
                    self._links.append((annotation, own))
                    kids.append(
                        dictionary(
                            {
                                "Type": "/OBJR",
                                "Obj": annotation.reference,
                                "Pg": self._pages[number],
                            }
                        )
                    )
                case Piece(page=number, mcid=int(mcid)):
                    self._parents[number][mcid] = own
                    kids.append(mcid if number == page else self._reference(number, mcid))
        if kids:
            element["K"] = kids[0] if len(kids) == 1 else array(kids)

    def _refer(self) -> None:
        """Says which element another one refers to (ISO 32000-2, 14.7.2, ``Ref``)."""
        for node in self._plan.document.below():
            targets = [_written(self._plan.target(name)) for name in node.refers_to]
            if targets:
                node.object["Ref"] = array(dict.fromkeys(target.reference for target in targets))

    def _reference(self, page: int, mcid: int) -> Any:
        return dictionary({"Type": "/MCR", "Pg": self._pages[page], "MCID": mcid})

    def _describe(self, node: Node, element: Any) -> None:
        if self._namespace is not None and node.type in OF_PDF_2:
            element["NS"] = self._namespace
        if node.lang:
            element["Lang"] = string(node.lang)
        if node.alt is not None:
            element["Alt"] = string(node.alt)
        if node.expansion:
            element["E"] = string(node.expansion)
        if node.identifier:
            element["ID"] = string(node.identifier)
            self._identifiers[node.identifier] = element.reference
        owners = [self._attributes(owner, own) for owner, own in node.attributes.items() if own]
        if node.area is not None:
            owners.append(self._box(node.area))
        if owners:
            element["A"] = owners[0] if len(owners) == 1 else array(owners)

    def _attributes(self, owner: str, values: dict[str, Any]) -> Any:
        written = {
            name: array(map(string, value)) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return dictionary({"O": f"/{owner}", **written})

    def _box(self, area: PictureArea) -> Any:
        height = self._heights[area.page]
        sides = (area.left, height - area.bottom, area.right, height - area.top)
        box = array(round(side * _POINTS, 2) for side in sides)
        return dictionary({"O": "/Layout", "BBox": box})


def _aim_at_structure(pdf: Any, plan: TagPlan) -> None:
    """Gives links and the outline structure destinations (ISO 14289-2, 8.8)."""
    outlines = [part for part in pdf.objects if _is_dictionary(part) and "Title" in part]
    entries = [part for part in outlines if "Dest" in part]
    for entry, element in zip(entries, plan.bookmarked, strict=True):
        _aim(entry, plan.node(element))
    for part in pdf.objects:
        if _is_dictionary(part) and part.get("Subtype") == "/Link" and "Dest" in part:
            _aim(part, plan.target(part["Dest"].string))


def _aim(part: Any, node: Node) -> None:
    part["A"] = dictionary(
        {
            "Type": "/Action",
            "S": "/GoTo",
            "D": part.pop("Dest"),
            "SD": array([_written(node).reference, "/Fit"]),
        }
    )


def _written(node: Node) -> Any:
    """Returns the PDF object of an element, or of the next one around it that has content."""
    while node.object is None and node.parent is not None:
        node = node.parent
    return node.object


def _is_dictionary(part: Any) -> bool:
    return isinstance(part, dict)
