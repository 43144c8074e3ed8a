"""The standards that a PDF can follow, and what it says of them (XMP, ISO 16684-1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from publishkit.formats.pdf.objects import stream

__all__ = ["Standard", "add_metadata", "standard_of"]

_PART: Final = re.compile(r"(a|ua)-(\d)([ab]?)")
_END: Final = b"</rdf:RDF>"
#: PDF/A-2 and -3 want the properties described that they do not know (ISO 19005-2, 6.6.2.3).
_UA_SCHEMA: Final = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


@dataclass(frozen=True, slots=True)
class Standard:
    """What a variant asks for. ``archive`` is the part of PDF/A and ``level`` its level;
    ``access`` is the part of PDF/UA. Zero: not that standard.
    """

    archive: int = 0
    level: str = ""
    access: int = 0

    @property
    def is_tagged(self) -> bool:
        """Whether the file has a structure tree."""
        return bool(self.access) or self.level == "A"

    @property
    def is_pdf_2(self) -> bool:
        """Whether the file is PDF 2.0 (ISO 32000-2)."""
        return self.access >= 2

    @property
    def takes_sources(self) -> bool:
        """Whether any file may be attached: ISO 19005-3 was made for that."""
        return self.archive == 3

    def settings(self) -> dict[str, Any]:
        """Returns the options of WeasyPrint's ``write_pdf``; tags and metadata are ours."""
        return {
            "pdf_version": "2.0" if self.is_pdf_2 else "1.7",
            "pdf_identifier": bool(self.archive) or self.is_pdf_2,
            "output_intent": "srgb" if self.archive else None,
        }


def standard_of(variant: str) -> Standard:
    """Returns what a variant such as ``ua-1`` or ``a-2a+ua-1`` means; ``none`` is no standard."""
    archive, level, access = 0, "", 0
    for kind, part, letter in _PART.findall(variant):
        if kind == "a":
            archive, level = int(part), letter.upper()
        else:
            access = int(part)
    return Standard(archive, level, access)


def add_metadata(pdf: Any, document: Any, standard: Standard) -> None:
    """Adds the XMP packet with the standards that the file follows.

    It is not compressed, so that every program finds it (ISO 19005-1, 6.7.2).
    """
    described = document.metadata.generate_rdf_metadata("ua", None, None)
    own = _identification(standard).encode()
    packet = b"\n".join(
        (
            b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>',
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/">',
            described.replace(_END, own + _END),
            b"</x:xmpmeta>",
            b'<?xpacket end="r"?>',
        )
    )
    metadata = stream(packet, {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference


def _identification(standard: Standard) -> str:
    parts: list[str] = []
    if standard.access:
        year = "<pdfuaid:rev>2024</pdfuaid:rev>" if standard.access == 2 else ""
        parts.append(
            '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
            f"<pdfuaid:part>{standard.access}</pdfuaid:part>{year}</rdf:Description>"
        )
    if standard.archive:
        parts.append(
            '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
            f"<pdfaid:part>{standard.archive}</pdfaid:part>"
            f"<pdfaid:conformance>{standard.level}</pdfaid:conformance></rdf:Description>"
        )
    if standard.access and standard.archive:
        parts.append(_UA_SCHEMA)
    return "\n".join(parts)
