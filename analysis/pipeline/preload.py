"""What the warm process of a series imports and computes before it is forked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from analysis.pipeline.warm.deferred import import_jsonschema
from analysis.pipeline.warm.process import WarmProcess, available
from analysis.reference.project import PROJECT_VARIABLE, Project

PRELOAD = (
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "papermill.execute",
    "analysis.pipeline.execute",
    "analysis.pipeline.warm.manager",
    "analysis.pipeline.warm.worker",
    "analysis.narrative",
    "analysis.charts",
)
"""What the warm process imports: what notebooks import, and what executes them."""


@contextmanager
def warm_process(project: Project) -> Iterator[WarmProcess | None]:
    """Start the warm process of a project's series, which imports while the caller goes on.

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
        yield process
