"""From text and TOML values to typed options, each wrong one with a message that says why."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from publishkit.errors import UsageError
from publishkit.registry import did_you_mean

if TYPE_CHECKING:
    from publishkit.formats.base import Exporter, ExporterOptions

__all__ = [
    "OptionInfo",
    "convert",
    "convert_options",
    "describe_options",
    "expected",
    "make_options",
    "option_name",
    "split_setting",
]

_TRUE: Final = frozenset({"true", "yes", "on", "1"})
_FALSE: Final = frozenset({"false", "no", "off", "0"})


@dataclasses.dataclass(frozen=True, slots=True)
class OptionInfo:
    """What ``publishkit formats`` says of one option."""

    name: str
    values: str
    default: str
    help: str


def split_setting(text: str) -> tuple[str, str, str]:
    """Returns format (or nothing), option and value of ``--set [FORMAT.]OPTION=VALUE``."""
    key, equals, value = text.partition("=")
    format_name, dot, option = key.strip().rpartition(".")
    if not equals or not option or (dot and not format_name):
        raise UsageError(
            f"'{text}' is not a setting",
            hint="write --set OPTION=VALUE or --set FORMAT.OPTION=VALUE",
        )
    return format_name, option.replace("-", "_"), value.strip()


def option_name(field_name: str) -> str:
    """Returns what an option is called outside of Python, where ``from_`` is ``from``."""
    return field_name.removesuffix("_")


def convert_options(
    exporter: Exporter, values: Mapping[str, object], *, base: Path | None = None
) -> dict[str, Any]:
    """Returns the values as the types of the exporter's options; a relative path is from ``base``.

    Raises ``UsageError`` that names the option, what it takes, and the one that was probably meant.
    """
    hints = get_type_hints(exporter.options_type)
    fields = {
        option_name(item.name): item.name for item in dataclasses.fields(exporter.options_type)
    }
    names = [*fields]
    converted: dict[str, Any] = {}
    for name, value in values.items():
        if name not in names:
            raise UsageError(
                f"the format '{exporter.name}' has no option '{name}'",
                hint=did_you_mean(name, names) or f"its options are: {', '.join(sorted(names))}",
            )
        try:
            converted[fields[name]] = convert(value, hints[fields[name]], base=base)
        except ValueError as error:
            raise UsageError(
                f"option '{exporter.name}.{name}' cannot be {_quoted(value)}: {error}"
            ) from error
    return converted


def make_options(exporter: Exporter, converted: Mapping[str, Any]) -> ExporterOptions:
    """Returns the exporter's options object; raises ``UsageError`` when it refuses the values."""
    try:
        return exporter.options_type(**converted)
    except ValueError as error:
        raise UsageError(f"the options of '{exporter.name}' do not fit: {error}") from error


def describe_options(
    options_type: type[ExporterOptions], *, themes: tuple[str, ...] = ()
) -> tuple[OptionInfo, ...]:
    """Returns every option of an exporter, the shared ones last; ``themes`` are its themes."""
    from publishkit.formats.base import ExporterOptions as Shared

    hints = get_type_hints(options_type)
    shared = {item.name for item in dataclasses.fields(Shared)}
    # Outside of Python a style is a file, not its text.
    values = {"style": "a path", "theme": "|".join(themes)}
    items = [
        OptionInfo(
            option_name(item.name),
            values.get(item.name) or expected(hints[item.name]),
            _default(item),
            _help(item),
        )
        for item in dataclasses.fields(options_type)
    ]
    return tuple(sorted(items, key=lambda item: item.name in shared))


def _help(item: dataclasses.Field[Any]) -> str:
    return str(item.metadata.get("help", ""))


def _default(item: dataclasses.Field[Any]) -> str:
    value = item.default
    if value is dataclasses.MISSING or value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value)


def convert(value: object, hint: Any, *, base: Path | None = None) -> object:
    """Returns the value as the type that ``hint`` names; raises ``ValueError`` with the reason.

    Knows ``bool``, ``int``, ``float``, ``str``, ``Path``, ``Literal``, ``tuple[X, ...]`` and
    unions of these and ``None``, whose first member that fits counts. Text is accepted for each.
    """
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [item for item in get_args(hint) if item is not type(None)]
        if isinstance(value, str) and value.casefold() in {"", "none"} and len(inner) == 1:
            return None
        return _first_fitting(value, hint, inner, base)
    if origin is Literal:
        return _choice(value, get_args(hint))
    if origin is tuple:
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list | tuple):
            raise ValueError(f"expected {expected(hint)}")
        return tuple(
            convert(item.strip() if isinstance(item, str) else item, get_args(hint)[0], base=base)
            for item in items
            if item != ""
        )
    return _simple(value, hint, base)


def _first_fitting(value: object, hint: Any, kinds: list[Any], base: Path | None) -> object:
    if len(kinds) == 1:
        return convert(value, kinds[0], base=base)
    for kind in kinds:
        try:
            return convert(value, kind, base=base)
        except ValueError:
            continue
    raise ValueError(f"expected {expected(hint)}")


def _simple(value: object, hint: Any, base: Path | None) -> object:
    if hint is bool:
        return _truth(value)
    if hint is str and isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    if hint is Path and isinstance(value, str | Path) and str(value):
        path = Path(value).expanduser()
        return path if base is None else base / path
    if hint in (int, float):
        return _number(value, hint)
    raise ValueError(f"expected {expected(hint)}")


def _truth(value: object) -> bool:
    word = str(value).casefold()
    if isinstance(value, bool | str) and word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(f"expected {expected(bool)}")


def _number(value: object, hint: type[int] | type[float]) -> int | float:
    accepted = str | int if hint is int else str | int | float
    if isinstance(value, accepted) and not isinstance(value, bool):
        try:
            return hint(value)
        except ValueError:
            pass
    raise ValueError(f"expected {expected(hint)}")


def _choice(value: object, choices: tuple[Any, ...]) -> object:
    for choice in choices:
        if value == choice or str(value).casefold() == str(choice).casefold():
            return choice
    message = f"expected {' or '.join(_quoted(choice) for choice in choices)}"
    hint = did_you_mean(str(value), map(str, choices))
    raise ValueError(f"{message}; {hint}" if hint else message)


def expected(hint: Any) -> str:
    """Returns what a value of this type looks like, in words."""
    names = {bool: "true or false", int: "a whole number", float: "a number", Path: "a path"}
    origin = get_origin(hint)
    if origin is Literal:
        return "|".join(map(str, get_args(hint)))
    if origin is tuple:
        return f"a list of {expected(get_args(hint)[0]).removeprefix('a ')}"
    if origin in (Union, types.UnionType):
        return " or ".join(expected(item) for item in get_args(hint) if item is not type(None))
    return names.get(hint, "text" if hint is str else getattr(hint, "__name__", str(hint)))


def _quoted(value: object) -> str:
    return f"'{str(value).lower() if isinstance(value, bool) else value}'"
