"""The command ``publishkit``: parses, calls the library, prints, and gives the exit code.

This package is the only one that prints. Every error ends here, as a message and an exit code.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

import click

from publishkit.cli.commands import COMMANDS
from publishkit.cli.reporter import Reporter
from publishkit.cli.wechat import wechat
from publishkit.errors import PublishKitError
from publishkit.registry import did_you_mean

__all__ = ["main"]

_INTERRUPTED: Final = 130
#: New objects between two looks of the garbage collector. A run makes few cycles: Python's own
#: number, 700, makes it look again and again at what the imports have brought.
_COLLECT_AFTER: Final = 50_000


class _Program(click.Group):
    """The group of commands, with one boundary for all errors."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Runs the command line and exits with 0, 1 (something failed) or 2 (a wrong call)."""
        arguments = list(sys.argv[1:] if args is None else args)
        reporter = Reporter(is_json="--json" in arguments)
        reporter.use_utf8()
        gc.set_threshold(_COLLECT_AFTER, *gc.get_threshold()[1:])
        # At the end the system takes all memory back: Python need not look for cycles in it.
        atexit.register(gc.freeze)
        sys.exit(self._run(arguments, reporter, complete_var, extra))

    def _run(
        self, arguments: list[str], reporter: Reporter, complete_var: str | None, extra: Any
    ) -> int:
        try:
            code = super().main(
                arguments, "publishkit", complete_var, False, **{**extra, "obj": reporter}
            )
            return code if isinstance(code, int) else 0
        except PublishKitError as error:
            reporter.error(error)
            return error.exit_code
        except click.ClickException as error:
            reporter.wrong_call(error)
            return error.exit_code
        except (click.Abort, KeyboardInterrupt):
            reporter.say("interrupted")
            return _INTERRUPTED
        except Exception as error:  # noqa: BLE001  # the boundary: nothing leaves as a traceback
            reporter.defect(error)
            return 1

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command, or fails with the one that was probably meant."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            hint = did_you_mean(args[0], self.commands)
            message = f"no command named '{args[0]}'"
            raise click.UsageError(f"{message} ({hint})" if hint else message, ctx)
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"publishkit {version('publishkit')}")
        ctx.exit()


main = _Program(
    name="publishkit",
    help="Publish Markdown articles with footnotes as EPUB, PDF, feeds, web pages and for WeChat.",
    commands={command.name or "": command for command in (*COMMANDS, wechat)},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Show the version and exit.",
        )
    ],
)
