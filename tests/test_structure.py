"""The source keeps the shape that CONTRIBUTING.md describes."""

from __future__ import annotations

import ast
import graphlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"
MODULES = sorted((SOURCE / "publishkit").rglob("*.py"))

#: From the bottom up. A module imports from its own layer and from lower ones.
LAYERS = (
    ("errors", "diagnostics", "phrases", "_resources"),
    ("model",),
    ("render", "transforms"),
    ("reading",),
    ("formats",),
    ("registry", "options", "config", "plan", "api", "batch"),
    ("wechat_api",),
    ("cli", "__main__"),
)
#: Where a module on top of the package that is not named above belongs: it runs the others.
RUN = 5
#: Packages that exporters do not see, although they lie below: documents come to them read.
HIDDEN_FROM_EXPORTERS = frozenset({"reading"})

#: Third-party libraries that more than one module may import, with the reason.
SHARED_LIBRARIES: dict[str, str] = {
    "click": "the package cli is one command line in several modules"
}

LONGEST_MODULE = 400


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path, *, is_typing_included: bool = True) -> Iterator[tuple[str, bool]]:
    """Yields the absolute name of each import, and whether it stands outside functions."""

    def visit(node: ast.AST, is_top: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.Import(names=names):
                    for alias in names:
                        yield alias.name, is_top
                case ast.ImportFrom(module=str(module), names=names, level=0):
                    for alias in names:
                        yield f"{module}.{alias.name}", is_top
                case ast.ImportFrom():
                    pytest.fail(f"{path}:{child.lineno}: relative import")
                case ast.If(test=ast.Name(id="TYPE_CHECKING")) if not is_typing_included:
                    pass
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    yield from visit(child, False)
                case _:
                    yield from visit(child, is_top)

    yield from visit(parse(path), True)


def own_module(imported: str) -> str | None:
    """Returns our module that an import names, or ``None`` when it is not ours."""
    known = {module_name(path) for path in MODULES}
    while imported.startswith("publishkit"):
        if imported in known:
            return imported
        imported = imported.rpartition(".")[0]
    return None


def part_of(module: str) -> str:
    """Returns the part of the package that a module belongs to, such as ``formats``."""
    return module.split(".")[1] if "." in module else "__init__"


def layer_of(module: str) -> int:
    part = part_of(module)
    if part == "__init__":  # the public names, which come from anywhere
        return len(LAYERS) - 1
    for number, parts in enumerate(LAYERS):
        if part in parts:
            return number
    assert module.count(".") == 1, f"give the package of '{module}' a layer in this test"
    return RUN


def test_imports_point_one_way() -> None:
    wrong = []
    for path in MODULES:
        module = module_name(path)
        for imported, _ in imports_of(path):
            target = own_module(imported)
            if target is None:
                continue
            is_upward = layer_of(target) > layer_of(module)
            is_hidden = part_of(module) == "formats" and part_of(target) in HIDDEN_FROM_EXPORTERS
            if is_upward or is_hidden:
                wrong.append(f"{module} imports {imported}")
    assert not wrong


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        module = module_name(path)
        for imported, is_top in imports_of(path, is_typing_included=False):
            target = own_module(imported)
            if target is not None and is_top and target != module:
                graph[module].add(target)
    graphlib.TopologicalSorter(graph).prepare()


def third_party_importers() -> dict[str, set[str]]:
    importers: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for imported, _ in imports_of(path, is_typing_included=False):
            top = imported.split(".")[0]
            if top != "publishkit" and top not in sys.stdlib_module_names:
                importers[top].add(module_name(path))
    return importers


def test_each_library_is_imported_in_one_module() -> None:
    spread = {
        library: sorted(modules)
        for library, modules in third_party_importers().items()
        if len(modules) > 1 and library not in SHARED_LIBRARIES
    }
    assert not spread


def test_the_list_of_shared_libraries_holds_only_what_is_needed() -> None:
    importers = third_party_importers()
    assert [name for name in SHARED_LIBRARIES if len(importers[name]) < 2] == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_only_the_command_line_prints(path: Path) -> None:
    if module_name(path) == "publishkit.cli" or module_name(path).startswith("publishkit.cli."):
        return
    for node in ast.walk(parse(path)):
        match node:
            case ast.Call(func=ast.Name(id="print")):
                pytest.fail(f"{path.name}:{node.lineno} prints")
            case ast.Attribute(value=ast.Name(id="sys"), attr="stdout" | "stderr"):
                pytest.fail(f"{path.name}:{node.lineno} writes to the terminal")


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_is_named_for_what_it_holds(path: Path) -> None:
    assert not re.search(r"util|helper|common|manager|misc", module_name(path))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(parse(path))


def test_nothing_that_is_unfinished_is_left() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [path.name for path in MODULES if words.search(path.read_text(encoding="utf-8"))] == []


def patterns_of(path: Path) -> Iterator[str]:
    """Yields the regular expressions that a module writes down, without what is filled in."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_no_group_is_repeated_possessively(path: Path) -> None:
    """Python before 3.11.5 matches such groups wrongly (CPython issue 106052)."""
    assert [text for text in patterns_of(path) if re.search(r"(?<![\\(])\)[*+?]\+", text)] == []
