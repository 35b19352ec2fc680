"""The edition of the example, produced once for all tests of documents."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.reference import Project

TIMEOUT = 600


def _run_in(root: Path, project: Project, seed: str) -> Path:
    """Run the whole series on a copy of the project, in a new process with the given hash seed."""
    root.mkdir()
    shutil.copy(project.root / "baocao.toml", root)
    shutil.copytree(project.data, root / "data")
    shutil.copytree(project.notebooks, root / "notebooks")
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "run", "--unit", "183", "--year", "2023", "--force"],
        cwd=root,
        env={**os.environ, "BAOCAO_PROJECT": str(root), "PYTHONHASHSEED": seed},
        check=False,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "outputs" / "183" / "2023"


@pytest.fixture(scope="session")
def edition(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the edition of the example."""
    return _run_in(tmp_path_factory.mktemp("first") / "one", project, "1")


@pytest.fixture(scope="session")
def run_again(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return a function that runs the example again, in another folder and with another hash seed."""
    return lambda: _run_in(tmp_path_factory.mktemp("second") / "another-folder", project, "4242")
