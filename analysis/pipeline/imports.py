"""Which of our own modules a notebook's results depend on."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import analysis

PACKAGE = analysis.__name__
EVERY_NOTEBOOK = (f"{PACKAGE}.pipeline",)
"""What executes a notebook and writes down what came of it."""

_UNREADABLE = ("importlib", "__import__", "runpy", "exec(", "eval(", "%run", "%load")
"""Ways of importing that the text of a cell does not tell."""

_TEXT = ("%%narrative", "%%markdown", "%%html")
"""Cells that are no program."""


def code_files(notebook: Path) -> tuple[Path, ...]:
    """Return the files of the package that a notebook's results depend on: what it imports, and what that imports.

    A notebook that imports in a way that cannot be read depends on the whole package.

    Parameters
    ----------
    notebook
        The stored notebook.
    """
    sources = list(_code(notebook))
    if any(word in source for source in sources for word in _UNREADABLE):
        return package_files()
    trees = [_parsed(source) for source in sources]
    if any(tree is None or _spoken_of(tree) for tree in trees):
        return package_files()
    named = {name for tree in trees if tree is not None for name in _named(tree)}
    modules = {upstream for name in (*named, *EVERY_NOTEBOOK) for upstream in _upstream(name)}
    if not named or not modules:
        return package_files()
    root = Path(analysis.__file__).parent
    folders = {root.joinpath(*name.split(".")[1:]) for name in modules}
    return tuple(path for path in package_files() if path.with_suffix("") in folders or _beside(path, folders))


def package_files() -> tuple[Path, ...]:
    """Return the files of the package `analysis`: code and templates, not what is written about them."""
    root = Path(analysis.__file__).parent
    return tuple(sorted(p for p in root.rglob("*.*") if p.is_file() and _counts(p.relative_to(root))))


def _counts(path: Path) -> bool:
    hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
    return not hidden and path.suffix != ".md" and not path.name.endswith("~")


def _beside(path: Path, folders: set[Path]) -> bool:
    """Whether a file is a package itself, or not code but part of one, such as a template."""
    if path.suffix == ".py":
        return path.name == "__init__.py" and path.parent in folders
    return next(parent for parent in path.parents if (parent / "__init__.py").is_file()) in folders


def _code(notebook: Path) -> Iterator[str]:
    """Yield the cells of a notebook that are programs."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.lstrip().startswith(_TEXT):
            yield source


def _parsed(source: str) -> ast.AST | None:
    """Return a cell as Python, with what IPython makes of its magics and shell commands; `None` when it is neither."""
    try:
        return ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415 - seldom needed

    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return None


def _spoken_of(tree: ast.AST) -> bool:
    """Whether the package is named in a text, as in the code that IPython hands to `%time` or `%%capture`."""
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return any(isinstance(text, str) and re.search(rf"\b{PACKAGE}\b", text) for text in texts)


def _named(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        names: Iterable[str] = ()
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (name for name in names if name.split(".")[0] == PACKAGE)


def _upstream(name: str) -> set[str]:
    """Return a module, or all of a package, and whatever it imports; nothing when there is no such module."""
    graph = _graph()
    if name not in graph.modules:
        return set()
    own = {name, *graph.find_descendants(name)}
    return {*own, *graph.find_upstream_modules(name, as_package=True)}


@cache
def _graph() -> Any:
    import grimp  # noqa: PLC0415 - only asked when something may have to be executed

    return grimp.build_graph(PACKAGE, cache_dir=None)
