"""The commands for WeChat: an article to the drafts of an official account, and its preview."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from publishkit.cli.options import article_options, report_options
from publishkit.cli.reporter import Reporter
from publishkit.cli.wechat_article import read_wechat_article
from publishkit.cli.wechat_preview import preview

if TYPE_CHECKING:
    from publishkit.config import Configuration
    from publishkit.wechat_api.plan import PushPlan
    from publishkit.wechat_api.push import PushResult
    from publishkit.wechat_api.state import StateFile

__all__ = ["wechat"]

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
#: Where the interface's address may be set to that of a proxy.
_ADDRESS: Final = "PUBLISHKIT_WECHAT_API"


@click.group(short_help="Preview articles for a WeChat official account, and send them to it.")
def wechat() -> None:
    """Preview articles for a WeChat official account (微信公众号), and send them to its drafts."""


wechat.add_command(preview)


@wechat.command(short_help="Send an article to the account's drafts.")
@click.argument("article", type=_FILE, metavar="ARTICLE")
@click.option("--send", is_flag=True, help="Really send. Without it, only show what would be sent.")
@click.option("--new", is_flag=True, help="Make a new draft even if the article has one already.")
@click.option("--cover", type=_FILE, metavar="FILE", help="Cover, instead of the article's image.")
@click.option("--title", metavar="TEXT", help="Title, at most 32 characters.")
@click.option("--author", metavar="NAME", help="Author, at most 16 characters.")
@click.option("--digest", metavar="TEXT", help="Digest (摘要), at most 128 characters.")
@click.option(
    "--comments", type=click.Choice(["none", "everyone", "fans"]), default="none",
    help="Who may comment, on accounts that have comments. Default: none.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write what is sent as JSON into this file; - is standard output.",
)  # fmt: skip
@click.option(
    "--state", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Where uploads and drafts are remembered. Default: publishkit/wechat.json in the user's "
    "state folder.",
)  # fmt: skip
@click.option(
    "--api", metavar="URL", help=f"Address of the interface, for a proxy. Also: {_ADDRESS}."
)
@article_options
@report_options
@click.pass_obj
def push(
    reporter: Reporter,
    /,
    article: Path,
    send: bool,
    new: bool,
    cover: Path | None,
    output: Path | None,
    state: Path | None,
    api: str | None,
    **given: Any,
) -> int:
    """Send an article to the drafts of a WeChat official account.

    Without --send nothing leaves this machine: the draft's fields, the content's length, what will
    be done to each image, and all findings are shown. The app id comes from the environment's
    PUBLISHKIT_WECHAT_APPID, the secret from PUBLISHKIT_WECHAT_SECRET or the system's keyring.
    """
    from publishkit.wechat_api.credentials import APP_ID, account_of
    from publishkit.wechat_api.state import StateFile, default_state_path

    plan, configuration = _plan(reporter, article, cover, given)
    reporter.diagnostics(plan.findings)
    is_blocked = reporter.exit_code or (configuration.strict and reporter.warnings)
    file = StateFile(state or default_state_path(os.environ))
    if file.was_broken:
        reporter.say(f"the state in '{file.path}' cannot be understood; it is begun anew")
    app_id = os.environ.get(APP_ID, "").strip()
    name = account_of(app_id) if app_id else ""
    _show(reporter, plan, file, name, is_new=new, output=output)
    if is_blocked:
        reporter.say("not sent" if send else "this would not be sent")
        return 1
    if not send:
        reporter.say("nothing was sent: --send does it")
        return 0
    result = _send(plan, file, api or os.environ.get(_ADDRESS, ""), is_new=new)
    what = "updated" if result.is_update else "made"
    images = f"{result.uploaded} images uploaded, {result.remembered} uploaded before"
    reporter.text(result.media_id)
    reporter.say(f"draft {what}, {images}; look at it in the account's drafts (草稿箱)")
    return 0


def _plan(
    reporter: Reporter, article: Path, cover: Path | None, given: dict[str, Any]
) -> tuple[PushPlan, Configuration]:
    """Reads the article and returns what will be sent of it."""
    from publishkit.wechat_api.draft import DraftFields
    from publishkit.wechat_api.plan import plan_push

    fields = DraftFields(
        title=given.pop("title") or "",
        author=given.pop("author") or "",
        digest=given.pop("digest") or "",
        comments=given.pop("comments"),
    )
    read = read_wechat_article(reporter, article, given, purpose="push cannot use")
    plan = plan_push(
        read.document,
        options=read.options,
        base_url=read.publication.base_url,
        authors=read.publication.authors,
        fields=fields,
        cover=cover,
    )
    return plan, read.configuration


def _show(
    reporter: Reporter,
    plan: PushPlan,
    file: StateFile,
    account_name: str,
    *,
    is_new: bool,
    output: Path | None,
) -> None:
    from publishkit.wechat_api.report import report_as_dict, report_lines

    account = file.account(account_name) if account_name else None
    if output is not None:
        import json

        from publishkit.formats.base import Rendition

        content = report_as_dict(plan, account, is_new=is_new)
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        rendition = Rendition(text.encode(), "application/json", output.name)
        if output == Path("-"):
            reporter.data(rendition.data)
        else:
            reporter.path(rendition.write_to(output))
    if output is None or output != Path("-"):
        for line in report_lines(plan, account, is_new=is_new):
            reporter.text(line)


def _send(plan: PushPlan, file: StateFile, address: str, *, is_new: bool) -> PushResult:
    from publishkit.wechat_api.client import WechatClient
    from publishkit.wechat_api.credentials import read_credentials
    from publishkit.wechat_api.push import push as push_article
    from publishkit.wechat_api.transport import OFFICIAL_ADDRESS, Transport

    credentials = read_credentials(os.environ)
    with Transport(address or OFFICIAL_ADDRESS) as transport:
        client = WechatClient(transport, credentials)
        return push_article(plan, client, file, account=credentials.account, is_new=is_new)
