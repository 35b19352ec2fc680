"""What an executed notebook depends on, as digests: the files it may read, the code, the versions."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import analysis
from analysis.reference.project import SETTINGS_FILE, Project

PACKAGES = ("ipykernel", "ipython", "matplotlib", "nbconvert", "nbformat", "numpy", "pandas", "papermill", "typst")
"""Packages whose version may change a result."""


def input_files(project: Project, unit: str, year: int) -> tuple[Path, ...]:
    """Return the files that an edition is computed from, sorted: tables, sidecars, corrections, reference data."""
    folders = (project.table_folder(unit, year), project.reference)
    files = (path for folder in folders for path in sorted(folder.iterdir()) if path.is_file())
    return tuple(path for path in files if not path.name.startswith((".", "~$")) and path.suffix != ".md")


def input_digests(project: Project, unit: str, year: int) -> dict[str, str]:
    """Return the SHA-256 of every input by its path relative to the project."""
    return {p.relative_to(project.root).as_posix(): digest(p.read_bytes()) for p in input_files(project, unit, year)}


@cache
def code_digest() -> str:
    """Return one digest for the package `analysis`: code and templates, not what is written about them."""
    root = Path(analysis.__file__).parent
    files = sorted(p for p in root.rglob("*.*") if p.is_file() and _counts(p.relative_to(root)))
    return combined((p.relative_to(root).as_posix(), p.read_bytes()) for p in files)


def _counts(path: Path) -> bool:
    hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
    return not hidden and path.suffix != ".md" and not path.name.endswith("~")


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def notebook_key(project: Project, notebook: Path, parameters: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """Return the key of an executed notebook: equal keys, equal results.

    Parameters
    ----------
    project
        The project, whose settings count too.
    notebook
        The stored notebook.
    parameters
        What it is run with.
    inputs
        As `input_digests` returns them.
    """
    known = json.dumps([dict(parameters), dict(inputs), code_digest(), versions(), platform.system()], sort_keys=True)
    settings = (project.root / SETTINGS_FILE).read_bytes()
    return combined([("notebook", notebook.read_bytes()), ("settings", settings), ("known", known.encode())])


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def combined(parts: Iterable[tuple[str, bytes]]) -> str:
    """Return one digest of named contents, in their order."""
    lines = (f"{digest(content)}  {name}\n" for name, content in parts)
    return digest("".join(lines).encode())
