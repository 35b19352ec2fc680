"""Private names of other projects change without notice: none is used, or the project has an upper bound."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import analysis

ROOT = Path(analysis.__file__).parent

OF_PYTHON = {"_exit", "_clear", "_run_exitfuncs"}
"""Names of the standard library: `os._exit` is documented; `atexit` has no public way to run what is registered."""


NAMEDTUPLE = {"_replace", "_asdict", "_fields", "_make"}
"""Public, in spite of the underscore."""

OF_OTHERS = {"_init_resources": "nbconvert", "_preprocessors": "nbconvert"}
"""Private names that are used, and the package that has them."""

BOUNDED = {"ipykernel", "jupyter-client", "nbclient", "papermill", *OF_OTHERS.values()}
"""Packages of which more is used than what is documented."""


def is_private(name: str) -> bool:
    return re.match(r"_[A-Za-z]", name) is not None


def names_defined(tree: ast.AST) -> Iterator[str]:
    """Yield the names that a module gives to something, attributes of `self` included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):  # such as a name in `__slots__`
            yield node.value


def private_names_used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each private attribute, module or imported name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith(analysis.__name__):
            for name in [*(node.module or "").split("."), *(alias.name for alias in node.names)]:
                yield node.lineno, name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from ((node.lineno, part) for part in alias.name.split("."))


def foreign_private_names(sources: dict[str, str]) -> list[str]:
    trees = {name: ast.parse(text) for name, text in sources.items()}
    own = {name for tree in trees.values() for name in names_defined(tree)} | NAMEDTUPLE
    return [
        f"{path}:{line}: {name}"
        for path, tree in trees.items()
        for line, name in private_names_used(tree)
        if is_private(name) and name not in own | OF_PYTHON | OF_OTHERS.keys()
    ]


def test_no_private_name_of_another_project_is_used() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
    assert len(sources) > 1
    assert foreign_private_names(sources) == []


def test_private_names_are_found() -> None:
    source = "import a._b\nfrom c._d import e\nfrom f import _g\nh._i\nself._j = 1\nself._j\n"
    assert foreign_private_names({"x.py": source}) == ["x.py:1: _b", "x.py:2: _d", "x.py:3: _g", "x.py:4: _i"]


@pytest.mark.parametrize("name", sorted(BOUNDED))
def test_a_package_used_beyond_its_documentation_has_an_upper_bound(name: str) -> None:
    lines = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    requirements = {canonicalize_name(r.name): r for r in map(Requirement, lines)}
    assert any(specifier.operator in {"<", "<=", "==", "~="} for specifier in requirements[name].specifier)
    _, _, listed = (ROOT.parent / "docs" / "dependencies.md").read_text(encoding="utf-8").partition("upper bound\n")
    assert f"`{name}`" in listed.replace("_", "-")
