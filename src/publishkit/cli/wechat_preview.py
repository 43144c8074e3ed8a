"""The command that shows an article as WeChat will."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from publishkit.cli.options import article_options, report_options
from publishkit.cli.reporter import Reporter
from publishkit.cli.wechat_article import read_wechat_article

__all__ = ["preview"]

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="Show an article as WeChat will, on a page that also copies it.")
@click.argument("article", type=_FILE, metavar="ARTICLE")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PATH",
    help="File, folder, or - for standard output. Default: dist/.",
)  # fmt: skip
@article_options
@report_options
@click.pass_obj
def preview(reporter: Reporter, /, article: Path, **given: Any) -> int:
    """Show an article as WeChat will, on a page that also copies it.

    Writes SLUG.preview.html, one file that needs no network: the article on a phone, in light and
    dark mode, a button that copies it for WeChat's editor, its lengths beside WeChat's limits, all
    findings, and the state of each image.
    """
    from publishkit.contents import source_text
    from publishkit.formats.wechat.preview import preview_article
    from publishkit.sources import Source

    read = read_wechat_article(reporter, article, given, purpose="has no preview")
    written = source_text(Source(article), options=read.read_options)
    rendition = preview_article(
        read.document,
        options=read.options,
        base_url=read.publication.base_url,
        source_text=written.text if written else "",
    )
    output = read.configuration.output
    if output == Path("-"):
        reporter.data(rendition.data)
    elif output.suffix in {".html", ".htm"} and not output.is_dir():
        reporter.path(rendition.write_to(output))
    else:
        reporter.path(rendition.write(output))
    reporter.diagnostics(rendition.diagnostics)
    return int(bool(reporter.exit_code or (read.configuration.strict and reporter.warnings)))
