"""Digests of what an executed notebook depends on: files that it may read, code, versions."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import analysis
from analysis.pipeline.dependencies import code_files, package_files
from analysis.reference.project import SETTINGS_FILE, Project, ProjectError, program_version

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


def input_files(project: Project, unit: str, year: int) -> tuple[Path, ...]:
    """Return the files that an edition is computed from: tables, sidecars, corrections, reference data.

    Tables of earlier years are included: checks and charts over years read them.
    """
    before = [project.table_folder(unit, earlier) for earlier in project.years_of(unit) if earlier < year]
    folders = (project.table_folder(unit, year), *before, project.reference)
    files = (path for folder in folders for path in sorted(folder.glob("*")) if path.is_file())
    return tuple(path for path in files if not path.name.startswith((".", "~$")) and path.suffix != ".md")


def input_digests(project: Project, unit: str, year: int) -> dict[str, str]:
    """Return the SHA-256 of every input by its path relative to the project."""
    return {p.relative_to(project.root).as_posix(): digest(p.read_bytes()) for p in input_files(project, unit, year)}


def code_digest(files: Iterable[Path] | None = None) -> str:
    """Return one digest of files of the package `analysis`, by default of all."""
    root = Path(analysis.__file__).parent
    chosen = package_files() if files is None else files
    return combined((path.relative_to(root).as_posix(), path.read_bytes()) for path in chosen)


@cache
def versions() -> dict[str, str]:
    """Return the versions of this program, of Python and of the packages that results depend on."""
    found = {"baocao": program_version(), "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@dataclass(frozen=True)
class Basis:
    """Digests of everything that a run is computed from, taken before anything is executed.

    Attributes
    ----------
    inputs
        As `input_digests` returns them.
    notebooks
        Digests of the stored notebooks, by path relative to the project.
    root
        The project's folder.
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

        Parameters
        ----------
        base
            As `base` returns it.
        read
            The files that it reads, relative to the project: inputs, and others that a cell opened.

        Returns
        -------
        str | None
            `None` when one of the files does not exist.
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
    """Take the digests of everything that a run is computed from.

    Parameters
    ----------
    notebooks
        The stored notebooks.
    inputs
        Digests of the inputs, if they were taken before.
    """
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
