"""The papermill engine `warm`: notebooks in processes forked from a warm one, or in an ordinary kernel."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jupyter_client.session import Session
from nbclient.exceptions import CellControlSignal, CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import run_hook, run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

from analysis.pipeline.warm.process import INTERRUPT_GRACE, WarmProcess, available, receive, send
from analysis.pipeline.warm.server import set_time_limit

LANGUAGE = "python"

PRELOAD_VARIABLE = "WARM_KERNEL_PRELOAD"
"""Environment variable: modules, separated by commas, for the warm process to import."""

_ORDINARY = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
"""How ipykernel is started, after its interpreter."""
_NO_MATTER = ("-Xfrozen_modules=off",)

_SHUTDOWN_WAIT = 5.0
"""Seconds for what a notebook has registered with `atexit`."""

_RUN_SHELL = "analysis.pipeline.warm.shell:run_shell"

_HOOKS = ("on_notebook_start", "on_cell_start", "on_cell_execute", "on_cell_complete", "on_cell_executed")
"""Hooks of nbclient that are called before a cell is started."""

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
        """Execute a notebook; the options are those of papermill's own engine, and `in_process`.

        With `in_process=True`, cells run in the calling process, which must be a fork made by `WarmProcess.call`: the
        client of that call enforces time limits.
        """
        in_process = options.pop("in_process", False)
        reason = _not_warm(nb_man.nb, kernel_name)
        if reason:
            logger.warning("engine warm: an ordinary kernel is used, because %s", reason)
            return super().execute_managed_notebook(
                nb_man, kernel_name, start_timeout=start_timeout, execution_timeout=execution_timeout, **options
            )
        kept = {name: value for name, value in options.items() if name not in {"input_path", "startup_timeout"}}
        kept["timeout"] = execution_timeout or kept.get("timeout")
        client = InProcessClient if in_process else ForkedClient
        return client(nb_man, startup_timeout=start_timeout, kernel_name=kernel_name, log=logger, **kept).execute()


class _Client(PapermillNotebookClient):
    """Executes the cells of a notebook one after the other; subclasses say where.

    The outputs of a cell are put together by nbclient (`process_message`), as for any kernel.
    """

    def execute(self, **_: Any) -> Any:
        """Execute the notebook."""
        self.reset_execution_trackers()
        try:
            with self.running() as language_info:
                self.log.info(f"Executing notebook with kernel: {self.kernel_name}")
                self._call_hook("on_notebook_start", notebook=self.nb)
                self.papermill_execute_cells()
                self.nb.metadata["language_info"] = language_info
                self.set_widgets_metadata()
        except RuntimeError:
            self._call_hook("on_notebook_error", notebook=self.nb)
            raise
        self._call_hook("on_notebook_complete", notebook=self.nb)
        return self.nb

    def papermill_execute_cells(self) -> None:
        """Execute all cells, as `PapermillNotebookClient.papermill_execute_cells` does, saving once for each.

        Papermill saves after every cell and again before the next; text cells, too. What is saved when a cell starts
        has the outputs of all cells before it.
        """
        last = len(self.nb.cells) - 1
        for index, cell in enumerate(self.nb.cells):
            failed = True
            try:
                with contextlib.nullcontext() if self.executable(cell) else self._not_saving():
                    self.nb_man.cell_start(cell, index)
                self.execute_cell(cell, index)
                failed = False
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                break
            finally:
                with contextlib.nullcontext() if failed or index == last else self._not_saving():
                    self.nb_man.cell_complete(cell, cell_index=index)

    @contextlib.contextmanager
    def _not_saving(self) -> Iterator[None]:
        self.nb_man.save = lambda **_: None
        try:
            yield
        finally:
            del self.nb_man.save

    @contextlib.contextmanager
    def running(self) -> Iterator[dict[str, Any]]:
        """Start a shell and end it; yield what it says of its language."""
        raise NotImplementedError

    def run(self, request: dict[str, Any], cell: Any, cell_index: int) -> dict[str, Any]:
        """Run one cell, processing its messages; return the content of the reply."""
        raise NotImplementedError

    def execute_cell(
        self, cell: Any, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> Any:
        """Execute one cell, as `NotebookClient.execute_cell` does.

        Raises
        ------
        CellExecutionError
            When the cell fails and may not.
        CellTimeoutError
            When it takes too long.
        DeadKernelError
            When its process ends.
        """
        self._call_hook("on_cell_start", cell=cell, cell_index=cell_index)
        if not self.executable(cell):
            return cell
        if self.record_timing:
            cell.metadata["execution"] = {}
        self._call_hook("on_cell_execute", cell=cell, cell_index=cell_index)
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False
        self._call_hook("on_cell_complete", cell=cell, cell_index=cell_index)
        reply = self.run(self.request(cell_index), cell, cell_index)
        if execution_count:
            cell.execution_count = execution_count
        if self.record_timing:
            cell.metadata["execution"]["shell.execute_reply"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        self._call_hook("on_cell_executed", cell=cell, cell_index=cell_index, execute_reply={"content": reply})
        if reply["status"] == "error":
            self._call_hook("on_cell_error", cell=cell, cell_index=cell_index, execute_reply={"content": reply})
            allowed = self.allow_errors or reply.get("ename") in self.allow_error_names
            allowed = allowed or "raises-exception" in cell.metadata.get("tags", [])
            if self.force_raise_errors or not allowed:
                raise CellExecutionError.from_cell_and_msg(cell, reply)
        self.succeeded(cell_index)
        return cell

    def executable(self, cell: Any) -> bool:
        """Return whether a cell is to be executed."""
        skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped

    def request(self, cell_index: int) -> dict[str, Any]:
        """Return the message `execute_request` for a cell."""
        return dict(self._session.msg("execute_request", {"code": self.nb.cells[cell_index].source}))

    def succeeded(self, cell_index: int) -> None:
        """Note that a cell was executed, and that the next may be."""

    def take(self, message: dict[str, Any], request: dict[str, Any], cell: Any, cell_index: int) -> None:
        """Process a message of the shell, if it belongs to the cell that is running."""
        if message["parent_header"].get("msg_id") == request["msg_id"]:
            with contextlib.suppress(CellControlSignal):  # raised for the status "idle": the reply follows
                self.process_message(message, cell, cell_index)

    def time_limit(self, cell: Any) -> float | None:
        """Return the seconds that a cell may take; `None` for any number."""
        seconds = self.timeout_func(cell) if self.timeout_func is not None else self.timeout
        return seconds if seconds and seconds > 0 else None

    @cached_property
    def _session(self) -> Session:
        return Session()

    def _call_hook(self, name: str, **arguments: Any) -> None:
        hook = getattr(self, name)
        if hook is not None:
            run_sync(run_hook)(hook, **arguments)


class ForkedClient(_Client):
    """Executes the cells in a process forked from the warm one, and enforces time limits.

    Papermill saves the notebook before and after every cell. Meanwhile, the next cell is already running.
    """

    @contextlib.contextmanager
    def running(self) -> Iterator[dict[str, Any]]:
        """Fork a process; end it, with everything it has started, when the notebook is done."""
        folder = self.resources.get("metadata", {}).get("path") or os.getcwd()  # noqa: PTH109 - as any kernel
        arguments = [*self.extra_arguments, f"--HistoryManager.hist_file={self.ipython_hist_file}"]
        self._fork = warm_process().fork(_RUN_SHELL, arguments, dict(os.environ), os.fspath(folder))
        self._ahead: tuple[int, dict[str, Any]] | None = None
        # What nbclient's Output widgets need of a kernel client.
        self.kc = SimpleNamespace(session=self._session, shell_channel=SimpleNamespace(send=partial(self._send, "comm")))
        grace = _SHUTDOWN_WAIT if self.shutdown_kernel == "graceful" else 0
        try:
            self.succeeded(-1)
            yield self._language_info()
        except BaseException:
            self._fork.send_signal(signal.SIGINT)
            grace = min(grace, 2 * INTERRUPT_GRACE)
            raise
        finally:
            self._fork.end(grace)

    def _language_info(self) -> dict[str, Any]:
        try:
            _, language_info = self._fork.receive(self.startup_timeout)
        except TimeoutError:
            raise RuntimeError(f"Kernel didn't respond in {self.startup_timeout} seconds") from None
        except (EOFError, OSError):
            raise RuntimeError("Kernel died before replying to kernel_info") from None
        return dict(language_info)

    def succeeded(self, cell_index: int) -> None:
        """Start the next cell, or let the process end, unless a hook of the caller has to run before."""
        if any(getattr(self, name) is not None for name in _HOOKS):
            return
        following = range(cell_index + 1, len(self.nb.cells))
        index = next((index for index in following if self.executable(self.nb.cells[index])), None)
        if index is not None:
            self._ahead = (index, self.request(index))
            self._send("execute", self._ahead[1])
        elif self.shutdown_kernel == "graceful":
            with contextlib.suppress(OSError):
                self._fork.connection.shutdown(socket.SHUT_WR)

    def run(self, request: dict[str, Any], cell: Any, cell_index: int) -> dict[str, Any]:
        """Run one cell in the fork."""
        limit = self.time_limit(cell)
        deadline = None if limit is None else time.monotonic() + limit
        if self._ahead is not None and self._ahead[0] == cell_index:
            request = self._ahead[1]
        else:
            self._send("execute", request)
        while True:
            try:
                kind, value = self._fork.receive(None if deadline is None else max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                self._exceeded(limit, cell)
                deadline = None
                if self.error_on_timeout:
                    return {**self.error_on_timeout, "status": "error"}
            except (EOFError, OSError):
                self.log.error("Kernel died while waiting for execute reply.")
                raise DeadKernelError("Kernel died") from None
            else:
                if kind == "message":
                    self.take(value, request, cell, cell_index)
                elif value[0] == request["msg_id"]:
                    return dict(value[1])

    def _send(self, kind: str, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # the process has ended, which `receive` notices
            send(self._fork.connection, (kind, message))

    def _exceeded(self, limit: float | None, cell: Any) -> None:
        """Interrupt a cell that exceeds its time limit, or give the notebook up."""
        self.log.error(f"Timeout waiting for execute reply ({limit}s).")
        if not self.interrupt_on_timeout:
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", limit, cell)
        self.log.error("Interrupting kernel")
        self._fork.send_signal(signal.SIGINT)


class InProcessClient(_Client):
    """Executes the cells in this process, a fork made by `WarmProcess.call`, whose client enforces time limits."""

    @contextlib.contextmanager
    def running(self) -> Iterator[dict[str, Any]]:
        """Make the shell of this process."""
        from analysis.pipeline.warm.shell import Shell, start_afresh  # noqa: PLC0415 - only where it runs cells

        self._pid = os.getpid()
        self._turn = threading.RLock()
        self._current: tuple[dict[str, Any], Any, int] | None = None
        self._from_children, self._of_children = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        threading.Thread(target=self._receive_of_children, daemon=True, name="children").start()
        comms: list[dict[str, Any]] = []
        self._comms = comms
        self.kc = SimpleNamespace(session=self._session, shell_channel=SimpleNamespace(send=comms.append))
        start_afresh(dict(os.environ), os.getcwd())  # noqa: PTH109 - as any kernel
        arguments = [*self.extra_arguments, f"--HistoryManager.hist_file={self.ipython_hist_file}"]
        self._shell = Shell(self._deliver, arguments)
        with asyncio.Runner() as self._runner:
            yield self._shell.language_info
        self._shell.close()

    def run(self, request: dict[str, Any], cell: Any, cell_index: int) -> dict[str, Any]:
        """Run one cell here."""
        limit = self.time_limit(cell)
        if limit is not None:
            set_time_limit(limit)
        self._current = (request, cell, cell_index)
        loop = self._runner.get_loop()
        try:
            return loop.run_until_complete(self._shell.execute(request))
        finally:
            self._current = None
            while self._comms:
                self._shell.receive_comm(self._comms.pop(0))
            if limit is not None:
                set_time_limit(None)

    def _deliver(self, message: dict[str, Any]) -> None:
        if os.getpid() != self._pid:  # a child forked by a cell
            send(self._of_children, message)
            return
        with self._turn:
            if self._current is not None:
                self.take(message, *self._current)

    def _receive_of_children(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._deliver(receive(self._from_children))


def warm_process() -> WarmProcess:
    """Return the warm process that notebooks of this process are forked from; it is started when it is needed."""
    if not _shared:
        names = os.environ.get(PRELOAD_VARIABLE, "").split(",")
        use_warm_process(WarmProcess([name.strip() for name in names if name.strip()]))
        atexit.register(_close)
    return _shared[0]


def _close() -> None:
    for process in _shared:
        process.close()


def use_warm_process(process: WarmProcess) -> None:
    """Have notebooks of this process forked from a certain warm process."""
    _shared[:] = [process]


def _not_warm(notebook: Any, kernel_name: str) -> str:
    """Return the reason why cells cannot run in a fork of the warm process; empty when they can."""
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
    """Return whether the command of a kernel starts the interpreter that runs this.

    A bare "python" does, as jupyter_client resolves it. Virtual environments may link to one interpreter: the folders
    of the links distinguish them.
    """
    own = Path(sys.executable)
    if command in {"python", f"python{sys.version_info[0]}", f"python{sys.version_info[0]}.{sys.version_info[1]}"}:
        return True
    try:
        return Path(command).parent.samefile(own.parent) and Path(command).samefile(own)
    except OSError:
        return False
