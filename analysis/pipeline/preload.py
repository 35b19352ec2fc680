"""What the warm process of a series imports and computes before it is forked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from analysis.pipeline.warm.process import WarmProcess, available
from analysis.pipeline.warm.server import import_jsonschema
from analysis.reference.project import PROJECT_VARIABLE, Project

PRELOAD = (
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "papermill.execute",
    "analysis.pipeline.execute",
    "analysis.pipeline.normalise",
    "analysis.pipeline.warm.client",
    "analysis.narrative",
    "analysis.charts",
)
"""Modules that the warm process imports: what notebooks import, and what executes them."""


@contextmanager
def warm_process(project: Project, unit: str, year: int, *, draft: bool = False) -> Iterator[WarmProcess | None]:
    """Start the warm process of a unit's and year's series, which gets ready while the caller does something else.

    Parameters
    ----------
    project, unit, year, draft
        The edition, and whether it is a draft.

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
    with WarmProcess(PRELOAD) as process:
        process.prepare("analysis.narrative.prepare:prepare", project, unit, year, draft)
        import_jsonschema()
        yield process
