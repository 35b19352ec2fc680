"""What the warm process imports before it is forked."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from analysis.pipeline.warm.process import WarmProcess, available
from analysis.pipeline.warm.server import import_jsonschema
from analysis.reference.project import PROJECT_VARIABLE, Project

COMPUTING = ("pandas", "analysis.narrative")
"""What computing a report needs."""

PRELOAD = (
    *COMPUTING,
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "papermill.execute",
    "analysis.pipeline.execute",
    "analysis.pipeline.normalise",
    "analysis.pipeline.warm.client",
    "analysis.charts",
)
"""Modules that the warm process imports: what notebooks import, and what executes them."""


@contextmanager
def warm_process(project: Project) -> Iterator[WarmProcess | None]:
    """Start the warm process of a project.

    It imports at first only what computing a report needs: as soon as the report is computed, the audit workbook can be
    made in a fork, while the warm process imports the rest (`import_for_notebooks`).

    Yields
    ------
    WarmProcess | None
        `None` where processes cannot be forked safely.
    """
    if not available():
        import_jsonschema()
        yield None
        return
    os.environ |= {PROJECT_VARIABLE: str(project.root), "PYTHONHASHSEED": "0"}
    with WarmProcess(COMPUTING) as process:
        yield process


def import_for_notebooks() -> None:
    """Import the rest of `PRELOAD`, in the warm process."""
    for module in PRELOAD:
        importlib.import_module(module)
