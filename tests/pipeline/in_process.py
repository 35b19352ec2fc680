"""Imported by a warm process under test: papermill and the cells of a notebook in the calling process."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

import papermill
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.pipeline.warm.engine import WarmEngine


def execute(source: str, folder: str, environment: Mapping[str, str]) -> None:
    """Execute a notebook beside its working folder."""
    os.environ.clear()
    os.environ.update(environment)
    papermill_engines.register("warm", WarmEngine)
    target = str(Path(folder).with_suffix(".ipynb"))
    options = {"engine_name": "warm", "kernel_name": "python3", "progress_bar": False, "in_process": True}
    with contextlib.suppress(PapermillExecutionError):
        papermill.execute_notebook(source, target, cwd=folder, **options)
