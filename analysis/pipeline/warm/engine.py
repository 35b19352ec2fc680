"""The papermill engine `warm`: notebooks in processes forked from a warm one, else in an ordinary kernel."""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine
from papermill.log import logger

from analysis.pipeline.warm.process import available

LANGUAGE = "python"


class WarmEngine(NBClientEngine):
    """`papermill --engine warm`: papermill's own engine, with a warm kernel where that is possible."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook; the options are those of papermill's own engine."""
        reason = _not_warm(nb_man.nb, kernel_name)
        if reason:
            logger.warning("engine warm: an ordinary kernel is used, because %s", reason)
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        from analysis.pipeline.warm.manager import WarmKernelManager  # noqa: PLC0415 - POSIX only

        return super().execute_managed_notebook(nb_man, kernel_name, kernel_manager_class=WarmKernelManager, **options)


def _not_warm(notebook: Any, kernel_name: str) -> str:
    """Return why a warm kernel cannot run a notebook; empty when it can."""
    if not available():
        return "processes cannot be forked safely on this system"
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return ""  # papermill would find out; `python3` is there wherever ipykernel is
    if spec.language.lower() != LANGUAGE:
        return f"the notebook is in {spec.language}"
    return ""
