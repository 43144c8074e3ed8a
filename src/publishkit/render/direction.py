"""Which way a language is written."""

from __future__ import annotations

from typing import Final

__all__ = ["direction_of"]

_RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
)


def direction_of(lang: str) -> str:
    """Returns ``rtl`` for the BCP 47 tag of a language written from right to left, else ``ltr``."""
    return "rtl" if lang.lower().partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
