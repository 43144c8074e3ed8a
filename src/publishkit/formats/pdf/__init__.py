"""Tagged PDF with embedded fonts, typeset by WeasyPrint.

In the order in which a publication meets them: ``exporter`` leads, ``renderer`` makes the HTML,
``fonts`` finds faces for its characters, ``subset`` and ``symbols`` make small font files of them,
``fetcher`` holds all that the page may load, ``typesetter`` makes the PDF, and ``structure``
mends its tags before it is written.
"""

from publishkit.formats.pdf.exporter import PdfExporter
from publishkit.formats.pdf.options import PdfOptions

__all__ = ["PdfExporter", "PdfOptions"]
