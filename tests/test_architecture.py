"""The structure of the package: direction of imports, length and names of modules, docstrings, no example in code."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

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
"""A room imports only rooms on lower floors. The package itself (`""`) is empty and may be imported from anywhere."""

MOST_LINES = 400


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


def _upward_imports(name: str, tree: ast.Module) -> list[str]:
    """Return what a module imports from other rooms on the same floor or a higher one."""
    room = _room(name.removesuffix(".py").replace("/", "."))
    if room in ("__init__", "__main__"):
        return []  # the entry points of the package import the command line
    assert room in FLOORS, f"new room {room!r}: add it to FLOORS"
    return [i for i in _imports(tree) if _room(i) != room and FLOORS.get(_room(i), 99) >= FLOORS[room]]


def test_imports_go_down() -> None:
    """Data flows one way; an upward import ends in a circular one."""
    upwards = {name: found for name, tree in TREES.items() if (found := _upward_imports(name, tree))}
    assert not upwards


def test_an_upward_import_is_seen() -> None:
    """The test above must be able to fail."""
    tree = ast.parse("def f():\n    from analysis.cli import main\nimport analysis.publish.fonts\n")
    assert sorted(map(_room, _imports(tree))) == ["cli", "publish"]
    assert sorted(_upward_imports("analysis/tables/cells.py", tree)) == ["analysis.cli", "analysis.publish.fonts"]
    assert _upward_imports("analysis/cli/run.py", tree) == []


def test_no_module_is_long() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}


def test_no_module_has_an_empty_name() -> None:
    """A module is named for its subject."""
    empty = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [name for name in MODULES if empty & set(Path(name).with_suffix("").parts)]


def test_every_module_has_a_docstring() -> None:
    assert not [name for name, tree in TREES.items() if not ast.get_docstring(tree)]


def _public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Yield public functions and classes, and the methods of the classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{node.name}.")


def test_everything_public_has_a_docstring() -> None:
    assert not [
        f"{name}: {public}"
        for name, tree in TREES.items()
        for public, node in _public(tree.body)
        if not ast.get_docstring(node)
    ]


# Plain terms ----------------------------------------------------------------------------------------------------------

FIGURATIVE = re.compile(r"\b(nobody|somebody|whoever|noughts?|tells?|told|stands?|stood|owes?|came of|speaks?)\b", re.I)
"""Words of everyday speech that are not terms of the field."""


def _prose(source: str) -> Iterator[str]:
    """Yield the lines of docstrings and comments."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from node.value.value.splitlines()
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def test_docstrings_and_comments_use_plain_terms() -> None:
    sources = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}
    assert not [
        f"{name}: {line}" for name, source in sources.items() for line in _prose(source) if FIGURATIVE.search(line)
    ]


def test_a_figurative_word_is_seen() -> None:
    """The test above must be able to fail, and must ignore the strings of the code."""
    source = '"""Whoever asks."""\nx = "nobody"  # what came of it\n# standard\n'
    assert [line for line in _prose(source) if FIGURATIVE.search(line)] == ["Whoever asks.", "# what came of it"]


# Nothing of the example in the code ---------------------------------------------------------------------------------

EXAMPLE = re.compile(r"Cao Lộc|\b183\b|\b2023\b")


def _constants(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the constants of the code with their lines, without docstrings, which may give examples."""
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield node.lineno, str(node.value)


def test_the_code_names_no_unit_and_no_year() -> None:
    """Another unit and another year are data: no code is edited for them."""
    assert not [
        f"{name}, line {line}: {text!r}"
        for name, tree in TREES.items()
        for line, text in _constants(tree)
        if EXAMPLE.search(text)
    ]


def test_templates_name_no_unit_and_no_year() -> None:
    templates = [p for p in PACKAGE.rglob("*") if p.suffix in (".j2", ".css", ".js", ".typ")]
    assert templates
    assert not [p.name for p in templates if EXAMPLE.search(p.read_text(encoding="utf-8"))]


def test_a_unit_in_the_code_is_seen() -> None:
    """The test above must be able to fail, and must ignore docstrings."""
    tree = ast.parse('"""Cao Lộc"""\nX = "183-x"\n"""2023"""\ndef f(year=2023):\n    """183"""\n    return 1834\n')
    assert [line for line, text in _constants(tree) if EXAMPLE.search(text)] == [2, 4]
