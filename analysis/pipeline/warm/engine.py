"""The papermill engine `warm`: notebooks in processes forked from a warm one, else in an ordinary kernel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from papermill.engines import NBClientEngine
from papermill.log import logger

from analysis.pipeline.warm.process import available

LANGUAGE = "python"

_ORDINARY = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
"""How ipykernel is started, after its interpreter."""
_NO_MATTER = ("-Xfrozen_modules=off",)


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
        return f"there is no kernel {kernel_name}"
    if spec.language.lower() != LANGUAGE:
        return f"the notebook is in {spec.language}"
    if not _same_interpreter(spec.argv[0]):
        return f"its kernel has an interpreter of its own, {spec.argv[0]}"
    if [word for word in spec.argv[1:] if word not in _NO_MATTER] != _ORDINARY:
        return f"its kernel is started in a way of its own, {' '.join(spec.argv)}"
    if spec.env:
        return f"its kernel has an environment of its own: {', '.join(sorted(spec.env))}"
    return ""


def _same_interpreter(command: str) -> bool:
    """Whether a kernel would be started by the interpreter that runs this.

    A bare "python" is, as jupyter_client has it. Two environments may link to one interpreter: their folders tell.
    """
    own = Path(sys.executable)
    if command in {"python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}"}:
        return True
    try:
        return Path(command).parent.samefile(own.parent) and Path(command).samefile(own)
    except OSError:
        return False
