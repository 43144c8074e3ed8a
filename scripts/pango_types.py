"""Writes src/publishkit/formats/pdf/_pango_types.py for the WeasyPrint that is installed.

WeasyPrint declares the functions of Pango in C, and cffi parses that at each start. This writes
what cffi makes of it, as cffi does for its "out-of-line" mode, so that nothing is parsed.
"""

from __future__ import annotations

import re
import tempfile
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import cffi

TARGET = Path(__file__).parent.parent / "src/publishkit/formats/pdf/_pango_types.py"
HEAD = '''\
"""Written by scripts/pango_types.py: cffi's types for the functions of Pango, as WeasyPrint
declares them (BSD 3-Clause License, Copyright Simon Sapin and contributors). Do not edit."""

# ruff: noqa
# fmt: off
# mypy: ignore-errors
'''


def main() -> None:
    """Writes the module; the same WeasyPrint and cffi give the same bytes."""
    spec = find_spec("weasyprint")
    assert spec is not None and spec.origin is not None, "WeasyPrint is not installed"
    source = Path(spec.origin).with_name("text").joinpath("ffi.py").read_text(encoding="utf-8")
    (declarations,) = re.findall(r"ffi\.cdef\('''(.*?)'''\)", source, re.DOTALL)
    types = cffi.FFI()
    types.cdef(declarations)
    types.set_source("_pango_types", None)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "_pango_types.py")
        types.emit_python_code(str(file))
        code = file.read_text(encoding="utf-8").removeprefix("# auto-generated file\n")
    digest = sha256(declarations.encode()).hexdigest()
    TARGET.write_text(f'{HEAD}{code}\n#: SHA-256 of the declarations.\nDIGEST = "{digest}"\n')


if __name__ == "__main__":
    main()
