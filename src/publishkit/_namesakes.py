"""Packages that have the name of a public function, and can be called like it.

``publishkit.read`` and ``publishkit.exporters`` are functions of the library and packages inside
it. Python sets a package as attribute of its parent as soon as something in it is imported, which
would hide the function. So these two packages are callable, and do what the function does.
"""

from __future__ import annotations

import inspect
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["CallablePackage"]


class CallablePackage(ModuleType):
    """The type of a package that stands for the function of its name in ``publishkit.api``."""

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self._function)

    @property
    def _function(self) -> Any:
        return getattr(import_module("publishkit.api"), self.__name__.rpartition(".")[2])

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        """Calls the function with the arguments as they are."""
        return self._function(*arguments, **settings)
