"""Imports WeasyPrint, which costs as much as setting an article, in half the time.

All that is done here only leaves out work without a use. It is the same for any version of
WeasyPrint, or does nothing there; other threads notice nothing, and nothing is left changed but
that fontTools is loaded when it is first called.
"""

from __future__ import annotations

import ctypes.util
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from publishkit.errors import MissingDependencyError
from publishkit.formats.pdf.requirements import PANGO_ADVICE, missing_libraries

__all__ = ["load_weasyprint"]

_LOCK: Final = threading.Lock()
#: What WeasyPrint imports and hardly ever calls: our fonts are small and do not vary.
_LATER: Final = ("fontTools.subset", "fontTools.varLib.instancer", "PIL.ImageCms")


def load_weasyprint() -> Any:
    """Imports WeasyPrint, or raises ``MissingDependencyError`` that says what the machine lacks.

    The libraries are looked for first, since WeasyPrint prints a page of advice to standard
    output when it cannot find them.
    """
    missing = missing_libraries()
    if missing:
        raise MissingDependencyError(f"Pango is not installed: no {missing[0]}", hint=PANGO_ADVICE)
    try:
        with _LOCK, ExitStack() as stack:
            if "weasyprint" not in sys.modules:
                stack.enter_context(_without_library_search())
                stack.enter_context(_with_ready_types())
                stack.enter_context(_with_modules_for_later())
            import weasyprint
            import weasyprint.formatting_structure.boxes
            import weasyprint.images
            import weasyprint.layout.absolute
            import weasyprint.text.ffi
            import weasyprint.text.fonts
            import weasyprint.text.line_break
            import weasyprint.urls
    except OSError as error:
        raise MissingDependencyError(
            f"WeasyPrint cannot be loaded: {error}", hint=PANGO_ADVICE
        ) from error
    # Its import makes Pillow take pictures that are cut off for whole, in the whole process.
    weasyprint.images.ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


@contextmanager
def _without_library_search() -> Iterator[None]:
    """Makes ``find_library`` find nothing in this thread: WeasyPrint's import calls it in vain
    seven times before it opens each library by its file name, and each call starts ldconfig and
    gcc (0.2 s).
    """
    original = ctypes.util.find_library
    with _in_this_thread(ctypes.util, "find_library", lambda name: None, original):
        yield


@contextmanager
def _with_ready_types() -> Iterator[None]:
    """Gives WeasyPrint the types of Pango's functions ready-made (0.1 s).

    cffi parses a thousand declarations of C in Python at each start, and for each new type that
    is asked for. What it makes of them is ``_pango_types.py``; other declarations than those of
    the WeasyPrint that it was made for go the long way.
    """
    import cffi

    with _in_this_thread(cffi, "FFI", lambda: _Types(original), original := cffi.FFI):
        yield


class _Types:
    """What WeasyPrint calls ``ffi``: cffi's own object, chosen when the declarations are known."""

    def __init__(self, kind: Callable[[], Any]) -> None:
        self._kind = kind

    def cdef(self, declarations: str) -> None:
        """Takes the declarations, and the methods of the object that knows them."""
        from publishkit.formats.pdf import _pango_types

        if sha256(declarations.encode()).hexdigest() == _pango_types.DIGEST:
            known = _pango_types.ffi
        else:
            known = self._kind()
            known.cdef(declarations)
        for name in dir(known):
            if not name.startswith("_") and name not in {"cdef", "errno"}:
                setattr(self, name, getattr(known, name))


@contextmanager
def _with_modules_for_later() -> Iterator[None]:
    """Puts modules in the place of some that are loaded when one of their functions is called."""
    names = [name for name in _LATER if name not in sys.modules]
    for name in names:
        sys.modules[name] = _Later(name)
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)


class _Later(ModuleType):
    """A module whose attributes are functions that load the real module and call its own."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__dict__["_thread"] = threading.get_ident()

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        name = self.__name__

        def call(*args: Any, **options: Any) -> Any:
            return getattr(import_module(name), attribute)(*args, **options)

        return call


@contextmanager
def _in_this_thread(
    module: Any, name: str, replacement: Callable[..., Any], original: Callable[..., Any]
) -> Iterator[None]:
    """Replaces a function of a module for this thread; others are served as ever."""
    own = threading.get_ident()

    def choose(*args: Any, **options: Any) -> Any:
        chosen = replacement if threading.get_ident() == own else original
        return chosen(*args, **options)

    setattr(module, name, choose)
    try:
        yield
    finally:
        setattr(module, name, original)
