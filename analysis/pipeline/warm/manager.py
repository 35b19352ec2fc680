"""A kernel manager for jupyter_client and nbclient whose kernels are forked from a warm process."""

from __future__ import annotations

import atexit
import os
import secrets
import signal
from collections.abc import Sequence
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session
from traitlets import Instance

from analysis.pipeline.warm.client import Link, WarmKernelClient
from analysis.pipeline.warm.process import Fork, WarmProcess

PRELOAD_VARIABLE = "WARM_KERNEL_PRELOAD"
"""Environment variable: modules, separated by commas, for the warm process to import."""

_shared: list[WarmProcess] = []


def warm_process() -> WarmProcess:
    """Return the warm process that kernels of this process are forked from; it is started when it is needed."""
    if not _shared:
        names = os.environ.get(PRELOAD_VARIABLE, "").split(",")
        use_warm_process(WarmProcess([name.strip() for name in names if name.strip()]))
        atexit.register(_close)
    return _shared[0]


def _close() -> None:
    for process in _shared:
        process.close()


def use_warm_process(process: WarmProcess) -> None:
    """Have kernels of this process forked from a certain warm process."""
    _shared[:] = [process]


class WarmKernelManager(AsyncKernelManager):
    """Manages one kernel forked from the warm process: `NotebookClient(nb, kernel_manager_class=WarmKernelManager)`."""

    client_class = "analysis.pipeline.warm.client.WarmKernelClient"
    fork = Instance(Fork, allow_none=True)

    @property
    def has_kernel(self) -> bool:
        """Whether a kernel was started."""
        return self.fork is not None

    async def start_kernel(self, *, extra_arguments: Sequence[str] = (), **options: Any) -> None:
        """Fork a kernel.

        Parameters
        ----------
        extra_arguments
            Of ipykernel's command line.
        options
            As for any kernel manager: `cwd` and `env` count.

        Raises
        ------
        Lost
            When the warm process cannot be forked.
        """
        key = secrets.token_hex(16)  # nobody else can reach the connection; a session without a key complains
        self.session = Session(key=key.encode())
        arguments = [f"--Session.key={key}", *map(str, extra_arguments)]
        environment = dict(options.get("env") or os.environ)
        folder = os.fspath(options.get("cwd") or os.getcwd())  # noqa: PTH109 - of the process, as for any kernel
        self.fork = warm_process().fork("analysis.pipeline.warm.kernel:run_kernel", arguments, environment, folder)

    def client(self, **_: Any) -> WarmKernelClient:
        """Return a client of the kernel."""
        return WarmKernelClient(parent=self, session=self.session, link=Link(self.fork, self.session))

    async def is_alive(self) -> bool:
        """Say whether the kernel runs."""
        return self.fork is not None and self.fork.is_alive()

    async def interrupt_kernel(self) -> None:
        """Interrupt what the kernel is doing."""
        if self.fork is not None:
            self.fork.send_signal(signal.SIGINT)

    async def signal_kernel(self, signum: int) -> None:
        """Send the kernel a signal."""
        if self.fork is not None:
            self.fork.send_signal(signum)

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End the kernel: at once, or after what it has to do at exit; a cell that still runs is interrupted first."""
        if self.fork is not None:
            if not now:
                await self.interrupt_kernel()
            self.fork.end(grace=0 if now else self.shutdown_wait_time)
            self.fork = None

    async def cleanup_resources(self, restart: bool = False) -> None:
        """Leave nothing behind."""
        await self.shutdown_kernel(now=True)
