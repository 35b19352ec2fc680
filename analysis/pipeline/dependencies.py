"""What a notebook depends on: the data files that it opens, and the modules of the package that it imports."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import analysis

PACKAGE = analysis.__name__
EVERY_NOTEBOOK = (f"{PACKAGE}.pipeline",)
"""Packages that every notebook depends on: what executes it and writes the result."""

_WRITING = frozenset("wax")
_STARTING = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"})
"""Audit events of starting a program, whose own reading cannot be observed."""

_ANYTHING = "*"
"""Line of a record: any file may have been read."""

_UNREADABLE = ("importlib", "__import__", "runpy", "exec(", "eval(", "%run", "%load")
"""Ways of importing that cannot be read from the text of a cell."""

_TEXT = ("%%narrative", "%%markdown", "%%html")
"""Cell magics whose cells are not programs."""


def observe(record: str, folder: str) -> None:
    """Record every file under a folder that this process opens for reading, from now on.

    A file is recorded by the name that it was opened by and by the name that links resolve to, whichever is under the
    folder.

    Parameters
    ----------
    record
        File to append to: one path a line, relative to the folder, with forward slashes.
    folder
        The folder.
    """
    recorded: set[str] = set()
    roots = {place + os.sep for place in (os.path.abspath(folder), os.path.realpath(folder))}  # noqa: PTH100
    written = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def add(line: str) -> None:
        if line not in recorded:
            recorded.add(line)
            os.write(written, f"{line}\n".encode("utf-8", "surrogateescape"))

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _STARTING:
            add(_ANYTHING)
        if event != "open" or _WRITING & set(str(arguments[1] or "")):
            return
        if not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        name = os.fsdecode(arguments[0])
        for place in (os.path.abspath(name), os.path.realpath(name)):  # noqa: PTH100 - links are not resolved
            for root in roots:
                if place.startswith(root):
                    add(place[len(root) :].replace(os.sep, "/"))

    sys.addaudithook(hook)


def observed(record: Path) -> frozenset[str] | None:
    """Return the paths of a record; `None` when any file may have been read.

    An empty or missing record gives `None`, too: every notebook of the series reads something.
    """
    try:
        lines = frozenset(record.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    except FileNotFoundError:
        return None
    return lines if lines and _ANYTHING not in lines else None


def observe_command(record: Path, folder: Path) -> str:
    """Return a line of Python that starts observing, to be run before the first cell."""
    return f"__import__({__name__!r}, fromlist=['observe']).observe({str(record)!r}, {str(folder)!r})"


def code_files(notebook: Path) -> tuple[Path, ...]:
    """Return the files of the package that a stored notebook depends on: what it imports, and what that imports.

    A notebook that imports in a way that cannot be read depends on the whole package.
    """
    sources = list(_code(notebook))
    if any(word in source for source in sources for word in _UNREADABLE):
        return package_files()
    trees = [_parsed(source) for source in sources]
    if any(tree is None or _names_package_in_text(tree) for tree in trees):
        return package_files()
    imported = {name for tree in trees if tree is not None for name in _imported(tree)}
    modules = {upstream for name in (*imported, *EVERY_NOTEBOOK) for upstream in _upstream(name)}
    if not imported or not modules:
        return package_files()
    root = Path(analysis.__file__).parent
    folders = {root.joinpath(*name.split(".")[1:]) for name in modules}
    return tuple(path for path in package_files() if path.with_suffix("") in folders or _part_of(path, folders))


def package_files() -> tuple[Path, ...]:
    """Return the files of the package `analysis`: code and templates, without documentation."""
    root = Path(analysis.__file__).parent
    return tuple(sorted(p for p in root.rglob("*.*") if p.is_file() and _counts(p.relative_to(root))))


def _counts(path: Path) -> bool:
    hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
    return not hidden and path.suffix != ".md" and not path.name.endswith("~")


def _part_of(path: Path, folders: set[Path]) -> bool:
    """Return whether a file is the `__init__` of one of the packages, or data in one, such as a template."""
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
    """Parse a cell, with magics and shell commands as IPython transforms them; `None` when it is not valid."""
    try:
        return ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415 - seldom needed

    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return None


def _names_package_in_text(tree: ast.AST) -> bool:
    """Return whether the package is named in a string, such as the code that IPython passes to `%time`."""
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return any(isinstance(text, str) and re.search(rf"\b{PACKAGE}\b", text) for text in texts)


def _imported(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names in the package that a program imports: modules, and names that may be modules."""
    for node in ast.walk(tree):
        names: Iterable[str] = ()
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (name for name in names if name.split(".")[0] == PACKAGE)


def _upstream(name: str) -> set[str]:
    """Return a module (of a package: all its modules) and whatever it imports; nothing when there is none."""
    graph = _graph()
    if name not in graph.modules:
        return set()
    own = {name, *graph.find_descendants(name)}
    return {*own, *graph.find_upstream_modules(name, as_package=True)}


@cache
def _graph() -> Any:
    import grimp  # noqa: PLC0415 - needed only where something may have to be executed

    return grimp.build_graph(PACKAGE, cache_dir=None)
