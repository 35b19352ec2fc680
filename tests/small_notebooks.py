"""Small notebooks, and the command line in another process, for tests of the execution of notebooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.reference import Project

PARAMETERS = "unit = None\nyear = None"

OPENING = """
from analysis.narrative import open_sections
report = open_sections("opening", "directives", unit=unit, year=year)
"""


def write_notebook(
    path: Path, *cells: str, parameters: str | None = PARAMETERS, tags: Sequence[str] = ("parameters",)
) -> Path:
    """Write a notebook: a parameters cell with `tags` (omitted if `parameters` is None), then code cells."""
    sources = [(parameters, list(tags))] if parameters is not None else []
    sources += [(source, []) for source in cells]
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{number}",
                "metadata": {"tags": tagged},
                "execution_count": None,
                "outputs": [],
                "source": source.strip("\n"),
            }
            for number, (source, tagged) in enumerate(sources)
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def baocao(project: Project | None, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `baocao` in another process, as users do, on a project (by default the one in the repository)."""
    environment = os.environ | ({"BAOCAO_PROJECT": str(project.root)} if project else {})
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments],
        env=environment,
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
