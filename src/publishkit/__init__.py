"""Publish a Markdown article with footnotes everywhere: EPUB, PDF, feeds, web and WeChat.

Everything listed in ``__all__`` is public; ``docs/library.md`` explains it. Nothing is loaded
before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publishkit.api import export as export
    from publishkit.api import export_many as export_many
    from publishkit.api import exporters as exporters
    from publishkit.api import read as read
    from publishkit.api import reads as reads
    from publishkit.diagnostics import Diagnostic as Diagnostic
    from publishkit.diagnostics import Severity as Severity
    from publishkit.errors import ConfigurationError as ConfigurationError
    from publishkit.errors import ExportError as ExportError
    from publishkit.errors import InputError as InputError
    from publishkit.errors import LimitError as LimitError
    from publishkit.errors import MissingDependencyError as MissingDependencyError
    from publishkit.errors import PublishKitError as PublishKitError
    from publishkit.errors import ServiceError as ServiceError
    from publishkit.errors import UsageError as UsageError
    from publishkit.formats.base import Exporter as Exporter
    from publishkit.formats.base import ExporterOptions as ExporterOptions
    from publishkit.formats.base import Rendition as Rendition
    from publishkit.formats.email import EmailOptions as EmailOptions
    from publishkit.formats.epub import EpubOptions as EpubOptions
    from publishkit.formats.feeds.options import AtomOptions as AtomOptions
    from publishkit.formats.feeds.options import JsonFeedOptions as JsonFeedOptions
    from publishkit.formats.feeds.options import RssOptions as RssOptions
    from publishkit.formats.html import HtmlOptions as HtmlOptions
    from publishkit.formats.pdf import PdfOptions as PdfOptions
    from publishkit.formats.wechat import WechatOptions as WechatOptions
    from publishkit.model.assets import Asset as Asset
    from publishkit.model.document import Document as Document
    from publishkit.model.document import Endnote as Endnote
    from publishkit.model.document import Publication as Publication
    from publishkit.model.metadata import Author as Author
    from publishkit.model.metadata import Metadata as Metadata
    from publishkit.outcomes import Outcome as Outcome

__all__ = [
    "Asset",
    "AtomOptions",
    "Author",
    "ConfigurationError",
    "Diagnostic",
    "Document",
    "EmailOptions",
    "Endnote",
    "EpubOptions",
    "ExportError",
    "Exporter",
    "ExporterOptions",
    "HtmlOptions",
    "InputError",
    "JsonFeedOptions",
    "LimitError",
    "Metadata",
    "MissingDependencyError",
    "Outcome",
    "PdfOptions",
    "PublishKitError",
    "Publication",
    "Rendition",
    "RssOptions",
    "ServiceError",
    "Severity",
    "UsageError",
    "WechatOptions",
    "export",
    "export_many",
    "exporters",
    "read",
    "reads",
]

#: Where each public name is defined.
_MODULES = {
    "Asset": "model.assets",
    "AtomOptions": "formats.feeds.options",
    "Author": "model.metadata",
    "ConfigurationError": "errors",
    "Diagnostic": "diagnostics",
    "Document": "model.document",
    "EmailOptions": "formats.email",
    "Endnote": "model.document",
    "EpubOptions": "formats.epub",
    "ExportError": "errors",
    "Exporter": "formats.base",
    "ExporterOptions": "formats.base",
    "HtmlOptions": "formats.html",
    "InputError": "errors",
    "JsonFeedOptions": "formats.feeds.options",
    "LimitError": "errors",
    "Metadata": "model.metadata",
    "MissingDependencyError": "errors",
    "Outcome": "outcomes",
    "PdfOptions": "formats.pdf",
    "PublishKitError": "errors",
    "Publication": "model.document",
    "Rendition": "formats.base",
    "RssOptions": "formats.feeds.options",
    "ServiceError": "errors",
    "Severity": "diagnostics",
    "UsageError": "errors",
    "WechatOptions": "formats.wechat",
    "export": "api",
    "export_many": "api",
    "exporters": "api",
    "read": "api",
    "reads": "api",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("publishkit")
    if name in _MODULES:
        return getattr(import_module(f"publishkit.{_MODULES[name]}"), name)
    raise AttributeError(f"module 'publishkit' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
