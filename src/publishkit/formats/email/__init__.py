"""Newsletters: an article, or a digest of several, as a mail and as the HTML of one."""

from __future__ import annotations

from publishkit.formats.email.exporter import EmailExporter
from publishkit.formats.email.options import EmailOptions

__all__ = ["EmailExporter", "EmailOptions"]
