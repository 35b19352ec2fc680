"""The papermill engine `warm`: cells run in processes forked from a warm one, or in an ordinary kernel."""

from __future__ import annotations

import atexit
import os
import sys
from pathlib import Path
from typing import Any

from papermill.engines import NBClientEngine
from papermill.log import logger

from analysis.pipeline.warm.process import WarmProcess, available

PRELOAD_VARIABLE = "WARM_KERNEL_PRELOAD"
"""Environment variable: modules, separated by commas, for the warm process to import."""

_LAUNCHER = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
"""Arguments that ipykernel's own kernel specification gives to the interpreter."""

_HARMLESS = ("-Xfrozen_modules=off",)
"""Arguments that may be added to them: they do not change what a notebook shows."""

_shared: list[WarmProcess] = []


class WarmEngine(NBClientEngine):
    """`papermill --engine warm`: papermill's own engine, with cells in a fork of the warm process where possible."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **options: Any,
    ) -> Any:
        """Execute a notebook, with the options of `NBClientEngine` and one more, `in_process`.

        When it is true, cells run in the calling process, which must be a fork made by `WarmProcess.call`. The client
        of that call enforces time limits.
        """
        in_process = options.pop("in_process", False)
        reason = reason_for_ordinary_kernel(kernel_name)
        if reason:
            logger.warning("engine warm: an ordinary kernel is used, because %s", reason)
            return super().execute_managed_notebook(
                nb_man, kernel_name, start_timeout=start_timeout, execution_timeout=execution_timeout, **options
            )
        from analysis.pipeline.warm.client import ForkClient, InProcessClient  # noqa: PLC0415 - POSIX only

        traits = {name: value for name, value in options.items() if name not in {"input_path", "startup_timeout"}}
        traits["timeout"] = execution_timeout or options.get("timeout")
        client = InProcessClient if in_process else ForkClient
        return client(nb_man, startup_timeout=start_timeout, kernel_name=kernel_name, log=logger, **traits).execute()


def warm_process() -> WarmProcess:
    """Return the warm process that notebooks of this process are forked from; start it when it is first needed."""
    if not _shared:
        names = os.environ.get(PRELOAD_VARIABLE, "").split(",")
        use_warm_process(WarmProcess([name.strip() for name in names if name.strip()]))
        atexit.register(_shared[0].close)
    return _shared[0]


def use_warm_process(process: WarmProcess) -> None:
    """Have the notebooks of this process forked from a given warm process."""
    _shared[:] = [process]


def reason_for_ordinary_kernel(kernel_name: str) -> str:
    """Return the reason why a fork of the warm process cannot replace a kernel; empty when it can.

    Raises
    ------
    NoSuchKernel
        When there is no kernel of that name.
    """
    if not available():
        return "processes cannot be forked safely on this system"
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415 - only where processes can be forked

    spec = KernelSpecManager().get_kernel_spec(kernel_name)
    if spec.language.lower() != "python":
        return f"the notebook is in {spec.language}"
    if not _same_interpreter(spec.argv[0]):
        return f"its kernel has an interpreter of its own, {spec.argv[0]}"
    if [word for word in spec.argv[1:] if word not in _HARMLESS] != _LAUNCHER:
        return f"its kernel is started in a way of its own, {' '.join(spec.argv)}"
    if spec.env:
        return f"its kernel has an environment of its own: {', '.join(sorted(spec.env))}"
    return ""


def _same_interpreter(command: str) -> bool:
    """Return whether the command of a kernel starts the interpreter that runs this.

    A bare "python" does, as jupyter_client resolves it. Virtual environments may link to one interpreter, so the
    folders of the links are compared as well.
    """
    own = Path(sys.executable)
    if command in {"python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}"}:
        return True
    try:
        return Path(command).parent.samefile(own.parent) and Path(command).samefile(own)
    except OSError:
        return False
