"""What WeChat would delete, hide or refuse of an article, for our markup and that of others.

The rules are those of WeChat's structure spec (``wechatjs/verify-article-structure-spec``), of the
documentation of ``draft/add``, and of what survives in published articles. Nothing may be lost
either: a file is compared with its article when that is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from publishkit.diagnostics import Diagnostic, Severity
from publishkit.formats.wechat.linter.cascade import computed_styles
from publishkit.formats.wechat.linter.conservation import losses, visible_text
from publishkit.formats.wechat.linter.contrast import contrast_findings
from publishkit.formats.wechat.linter.findings import Finding
from publishkit.formats.wechat.linter.fixes import fix_wechat
from publishkit.formats.wechat.linter.images import (
    IMAGE_BYTES,
    ImageReader,
    Target,
    image_findings,
)
from publishkit.formats.wechat.linter.layout import layout_findings, style_findings
from publishkit.formats.wechat.linter.leftovers import leftover_findings
from publishkit.formats.wechat.linter.lengths import Fields, field_findings, length_findings
from publishkit.formats.wechat.linter.markup import Markup, parse_markup
from publishkit.formats.wechat.linter.structure import structure_findings
from publishkit.formats.wechat.linter.tags import tag_findings
from publishkit.model.document import Document

__all__ = ["IMAGE_BYTES", "Fields", "ImageReader", "Target", "fix_wechat", "lint_wechat"]

#: How many further places are named before the rest is only counted.
_LISTED: Final = 5


def lint_wechat(
    html: str,
    *,
    path: Path | None = None,
    source: Document | None = None,
    fields: Fields | None = None,
    target: Target = "paste",
    read_image: ImageReader | None = None,
) -> tuple[Diagnostic, ...]:
    """Returns the findings WX001 to WX010 about an article's markup, errors first.

    ``source`` is the article that it was made of: then what is lost is found too, and unless
    ``fields`` say what the draft will, the article's title, authors and summary are checked.
    ``read_image`` returns the first ``IMAGE_BYTES`` of a local image; without it no file is
    looked at.
    """
    markup = parse_markup(html)
    styles = computed_styles(markup)
    known = "" if source is None else visible_text(source)
    if fields is None:
        fields = Fields() if source is None else _fields_of(source)
    found = [
        *tag_findings(markup),
        *image_findings(markup, target=target, read=read_image),
        *style_findings(markup, styles),
        *layout_findings(markup, styles),
        *length_findings(html, target=target),
        *leftover_findings(markup, styles, known),
        *structure_findings(markup, styles),
        *contrast_findings(markup, styles),
    ]
    diagnostics = _diagnostics(found, markup, path)
    about_article = _about_article(markup, source, fields, path)
    return tuple(
        sorted((*diagnostics, *about_article), key=lambda one: one.severity is not Severity.ERROR)
    )


def _fields_of(document: Document) -> Fields:
    metadata = document.metadata
    return Fields(
        title=metadata.title,
        author="、".join(author.name for author in metadata.authors),
        digest=document.summary if metadata.summary else "",
    )


def _about_article(
    markup: Markup, source: Document | None, fields: Fields, path: Path | None
) -> list[Diagnostic]:
    """Returns the findings that have their place in the article, not in the markup."""
    place = str(path) if path else None
    article = source.source if source else path
    found = [
        Diagnostic(one.code, one.severity, one.message, article, None, None, one.hint)
        for one in field_findings(fields)
    ]
    if source is not None:
        hint = "all that the article says belongs into its export"
        found += [
            Diagnostic("WX008", Severity.ERROR, loss.message, article, loss.line, None, hint, place)
            for loss in losses(markup, source)
        ]
    return found


def _diagnostics(found: Iterable[Finding], markup: Markup, path: Path | None) -> list[Diagnostic]:
    """Returns one diagnostic for each message, with its first place and the number of places."""
    groups: dict[tuple[str, Severity, str], list[Finding]] = {}
    for finding in found:
        groups.setdefault((finding.code, finding.severity, finding.message), []).append(finding)
    return [_diagnostic(group, markup, path) for group in groups.values()]


def _diagnostic(group: list[Finding], markup: Markup, path: Path | None) -> Diagnostic:
    first = group[0]
    line, column = markup.place(first.start)
    message = first.message
    if len(group) > 1:
        places = dict.fromkeys(markup.place(one.start) for one in group[1:])
        shown = " ".join(f"{line}:{column}" for line, column in list(places)[:_LISTED])
        rest = " …" if len(places) > _LISTED else ""
        message = f"{message}, {len(group)} times (also {shown}{rest})"
    return Diagnostic(first.code, first.severity, message, path, line, column, first.hint or None)
