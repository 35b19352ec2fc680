"""What a notebook depends on (data files that it opens, modules that it imports, versions), and digests of it."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import analysis
from analysis.reference.project import SETTINGS_FILE, Project, ProjectError, program_version

PACKAGE = analysis.__name__
_ROOT = Path(analysis.__file__).parent
EVERY_NOTEBOOK = f"{PACKAGE}.pipeline"
"""Package that every notebook depends on: what executes it and writes the result."""

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
    trees = [_parsed(source) for source in sources]
    unreadable = any(word in source for source in sources for word in _UNREADABLE)
    if unreadable or any(tree is None or _names_package_in_text(tree) for tree in trees):
        return package_files()
    imported = {name for tree in trees if tree is not None for name in _imported(tree)}
    modules = {upstream for name in (*imported, EVERY_NOTEBOOK) for upstream in _upstream(name)}
    if not imported or not modules:
        return package_files()
    folders = {_ROOT.joinpath(*name.split(".")[1:]) for name in modules}
    return tuple(path for path in package_files() if path.with_suffix("") in folders or _part_of(path, folders))


def package_files() -> tuple[Path, ...]:
    """Return the files of the package `analysis`: code and templates, without documentation."""

    def counts(path: Path) -> bool:
        hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(_ROOT).parts)
        return not hidden and path.suffix != ".md" and not path.name.endswith("~") and path.is_file()

    return tuple(sorted(filter(counts, _ROOT.rglob("*.*"))))


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
    return {name, *graph.find_descendants(name), *graph.find_upstream_modules(name, as_package=True)}


@cache
def _graph() -> Any:
    import grimp  # noqa: PLC0415 - needed only where something may have to be executed

    return grimp.build_graph(PACKAGE, cache_dir=None)


PACKAGES = (
    "ipykernel",
    "ipython",
    "jinja2",
    "markupsafe",
    "matplotlib",
    "mistune",
    "nbconvert",
    "nbformat",
    "numpy",
    "openpyxl",
    "pandas",
    "papermill",
    "pyyaml",
    "typst",
    "xlsxwriter",
)
"""Packages whose version may change a result."""


def input_digests(project: Project, unit: str, year: int) -> dict[str, str]:
    """Return the SHA-256 of every file that an edition is computed from, by its path relative to the project.

    These are tables, sidecars, corrections and reference data, and the tables of earlier years, which checks and charts
    over years read.
    """
    before = [project.table_folder(unit, earlier) for earlier in project.years_of(unit) if earlier < year]
    folders = (project.table_folder(unit, year), *before, project.reference)
    files = (path for folder in folders for path in sorted(folder.glob("*")) if path.is_file())
    inputs = (path for path in files if not path.name.startswith((".", "~$")) and path.suffix != ".md")
    return {path.relative_to(project.root).as_posix(): digest(path.read_bytes()) for path in inputs}


def code_digest(files: Iterable[Path] | None = None) -> str:
    """Return one digest of files of the package `analysis`, by default of all."""
    chosen = package_files() if files is None else files
    return combined((path.relative_to(_ROOT).as_posix(), path.read_bytes()) for path in chosen)


@cache
def versions() -> dict[str, str]:
    """Return the versions of this program, of Python and of the packages that results depend on."""
    found = {"baocao": program_version(), "python": platform.python_version()}
    for name in PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


@dataclass(frozen=True)
class Basis:
    """Digests of everything that a run is computed from, taken before anything is executed.

    Attributes
    ----------
    inputs, notebooks
        By path relative to the project; `inputs` as `input_digests` returns them.
    """

    inputs: Mapping[str, str]
    notebooks: Mapping[str, str]
    settings: str
    code: str
    root: Path = field(default=Path(), compare=False)

    def base(self, notebook: Path, parameters: Mapping[str, Any], reference: str = "") -> str:
        """Return one digest of what an executed notebook depends on, except the tables that it reads.

        That is: the stored notebook, its parameters, the modules that it imports, the project's settings, versions,
        reference data, and the names of all inputs.

        Parameters
        ----------
        reference
            Folder of the reference data, relative to the project.
        """
        known = {path: sha for path, sha in self.inputs.items() if reference and path.startswith(f"{reference}/")}
        stored = self.notebooks[_place(notebook)]
        code = code_digest(code_files(notebook))
        environment = [versions(), platform.system()]
        return _combined([stored, self.settings, code, dict(parameters), known, sorted(self.inputs), environment])

    def key(self, base: str, read: Iterable[str]) -> str | None:
        """Return the key under which an executed notebook is stored: equal keys mean equal results.

        `None` when one of the files does not exist.

        Parameters
        ----------
        base
            As `base` returns it.
        read
            The files that it reads, relative to the project: inputs, and others that a cell opened.
        """
        digests = [(path, self.digest_of(path)) for path in sorted(set(read))]
        return None if any(sha is None for _, sha in digests) else _combined([base, digests])

    def digest_of(self, path: str) -> str | None:
        """Return the digest of a file: an input as taken before, another file as it is now; `None` without one."""
        if path in self.inputs:
            return self.inputs[path]
        try:
            return digest((self.root / path).read_bytes())
        except OSError:
            return None

    def differences(self, other: Basis) -> list[str]:
        """Return the paths of what differs between two bases."""
        mine, others = (
            {**b.inputs, **b.notebooks, SETTINGS_FILE: b.settings, "analysis/": b.code} for b in (self, other)
        )
        return sorted(path for path in mine.keys() | others.keys() if mine.get(path) != others.get(path))


def take_basis(
    project: Project, notebooks: Sequence[Path], unit: str, year: int, inputs: Mapping[str, str] | None = None
) -> Basis:
    """Take the digests of everything that a run is computed from; `inputs` if they were taken before."""
    return Basis(
        inputs=input_digests(project, unit, year) if inputs is None else inputs,
        notebooks={_place(path): digest(path.read_bytes()) for path in notebooks},
        settings=digest((project.root / SETTINGS_FILE).read_bytes()),
        code=code_digest(),
        root=project.root,
    )


def changes_since(basis: Basis, project: Project, notebooks: Sequence[Path], unit: str, year: int) -> list[str]:
    """Return the paths of what was edited, added or removed since a basis was taken."""
    try:
        now = take_basis(project, notebooks, unit, year)
    except (OSError, ProjectError) as error:  # a file or a folder was removed, or is being written
        return [Path(getattr(error, "filename", None) or "data").name]
    return basis.differences(now)


def _place(notebook: Path) -> str:
    return f"notebooks/{notebook.name}"


def _combined(parts: Sequence[Any]) -> str:
    return digest(json.dumps(parts, sort_keys=True).encode())


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def combined(parts: Iterable[tuple[str, bytes]]) -> str:
    """Return one digest of named contents, in their order."""
    lines = (f"{digest(content)}  {name}\n" for name, content in parts)
    return digest("".join(lines).encode())
