"""What the warm process imports before it is forked."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from analysis.pipeline.warm.process import WarmProcess, available
from analysis.pipeline.warm.server import compile_notebook_schema, import_jsonschema
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
    own = {PROJECT_VARIABLE: str(project.root), "PYTHONHASHSEED": "0"}
    before = {name: os.environ.get(name) for name in own}
    # The warm process takes its environment from this one when it starts, and again when it has to be started anew.
    os.environ |= own
    try:
        with WarmProcess(COMPUTING) as process:
            yield process
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def import_for_notebooks() -> None:
    """Import the rest of `PRELOAD` in the warm process, and compute there what every notebook would compute again."""
    for module in PRELOAD:
        importlib.import_module(module)
    compile_notebook_schema()
    # The compiled patterns of Markdown, and the kernels that are installed: both are kept by the libraries.
    importlib.import_module("analysis.narrative.markdown").parse_markdown("**a**")
    with suppress(LookupError):
        importlib.import_module("jupyter_client.kernelspec").KernelSpecManager().get_kernel_spec("python3")
