"""The house keeps its order: imports point one way, rooms stay small and named for what they hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "analysis"
MODULES = {path.relative_to(ROOT).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}

FLOORS = {
    "": -1,
    "reference": 0,
    "tables": 1,
    "figures": 2,
    "sections": 3,
    "checks": 4,
    "comparison": 5,
    "narrative": 6,
    "charts": 7,
    "exploring": 8,
    "pipeline": 9,
    "publish": 10,
    "forms": 11,
    "cli": 12,
}
"""A room imports only rooms on lower floors; `charts` stands beside `narrative` and may look into it.

The package itself (`""`) holds nothing and may be imported from anywhere.
"""

every_module = pytest.mark.parametrize("name", MODULES)


def _room(dotted: str) -> str:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else ""


def _imports(tree: ast.Module) -> Iterator[str]:
    """Yield every module of ours that is imported, also within functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "analysis")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: relative import"
            if node.module == "analysis":
                yield from (f"analysis.{alias.name}" for alias in node.names)
            elif node.module and node.module.startswith("analysis."):
                yield node.module


@every_module
def test_imports_go_down(name: str) -> None:
    """Data flows one way; who imports upwards makes a circle sooner or later."""
    room = _room(name.removesuffix(".py").replace("/", "."))
    if room in ("__init__", "__main__"):
        return  # the front door
    assert room in FLOORS, f"a new room {room!r}: put it on its floor above"
    upwards = [i for i in _imports(TREES[name]) if _room(i) != room and FLOORS.get(_room(i), 99) >= FLOORS[room]]
    assert not upwards, f"{name} imports {upwards}"


def test_an_upward_import_is_seen() -> None:
    """The test above must be able to fail."""
    tree = ast.parse("def f():\n    from analysis.cli import main\nimport analysis.publish.fonts\n")
    assert sorted(map(_room, _imports(tree))) == ["cli", "publish"]


@every_module
def test_no_module_is_long(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= 500


@every_module
def test_no_module_is_a_drawer_for_everything(name: str) -> None:
    assert not {"utils", "util", "helpers", "helper", "common", "misc"} & set(Path(name).with_suffix("").parts)


@every_module
def test_every_module_says_what_it_is(name: str) -> None:
    assert ast.get_docstring(TREES[name])


def _public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Yield public functions and classes, and the methods of the classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{node.name}.")


@every_module
def test_everything_public_has_a_docstring(name: str) -> None:
    bare = [called for called, node in _public(TREES[name].body) if not ast.get_docstring(node)]
    assert not bare, f"{name}: {bare}"


# Nothing of the example in the code ---------------------------------------------------------------------------------

EXAMPLE = re.compile(r"Cao Lộc|\b183\b|\b2023\b")


def _said_to_the_machine(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield constants of the code but not its docstrings, which may give examples."""
    told = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in told:
            yield node.lineno, str(node.value)


@every_module
def test_the_code_knows_no_unit_and_no_year(name: str) -> None:
    """Another unit and another year are data: nobody edits code for them."""
    found = [f"line {line}: {text!r}" for line, text in _said_to_the_machine(TREES[name]) if EXAMPLE.search(text)]
    assert not found, f"{name}: {found}"


def test_templates_know_no_unit_and_no_year() -> None:
    templates = [p for p in PACKAGE.rglob("*") if p.suffix in (".j2", ".css", ".js", ".typ")]
    assert templates
    assert not [p.name for p in templates if EXAMPLE.search(p.read_text(encoding="utf-8"))]


def test_a_unit_in_the_code_is_seen() -> None:
    """The test above must be able to fail, and must let docstrings be."""
    tree = ast.parse('"""Cao Lộc"""\nX = "183-x"\n"""2023"""\ndef f(year=2023):\n    """183"""\n    return 1834\n')
    assert [line for line, text in _said_to_the_machine(tree) if EXAMPLE.search(text)] == [2, 4]
