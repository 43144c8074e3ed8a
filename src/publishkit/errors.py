"""The errors that stop an export, each with a place, a hint and an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

__all__ = [
    "ConfigurationError",
    "ExportError",
    "InputError",
    "LimitError",
    "MissingDependencyError",
    "PublishKitError",
    "ServiceError",
    "UsageError",
]


class PublishKitError(Exception):
    """What stops the export of one article or one run.

    ``message`` is lower case without a full stop, ``hint`` says what to do. ``line`` and
    ``column`` count from 1. Every instance pickles, so that a worker can send it home.
    """

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "E001"

    def __init__(
        self,
        message: str,
        *,
        path: Path | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.path, self.line, self.column, self.hint)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.hint})" if self.hint else text


def _rebuild(
    cls: type[PublishKitError],
    message: str,
    path: Path | None,
    line: int | None,
    column: int | None,
    hint: str | None,
) -> PublishKitError:
    return cls(message, path=path, line=line, column=column, hint=hint)


class InputError(PublishKitError):
    """The source cannot be read: its encoding, its front matter or its body is broken."""

    code = "E002"


class LimitError(PublishKitError):
    """The source asks for more time, memory, depth or size than an article may have."""

    code = "E003"


class ExportError(PublishKitError):
    """An exporter cannot make a rendition of what it was given."""

    code = "E004"


class MissingDependencyError(PublishKitError):
    """Something that this machine lacks is needed: a library, a program or a font."""

    code = "E005"


class UsageError(PublishKitError):
    """The call itself is wrong: an unknown format, option or combination."""

    exit_code = 2
    code = "E006"


class ConfigurationError(UsageError):
    """``publishkit.toml`` or a metadata file cannot be understood."""

    code = "E007"


class ServiceError(PublishKitError):
    """A service on the network refuses a request, cannot be reached, or gives no clear answer."""

    code = "E008"
