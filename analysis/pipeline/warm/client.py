"""Clients that execute the cells of a notebook for papermill: in a fork of the warm process, or in this process.

nbclient puts outputs together from the messages of a kernel (`NotebookClient.process_message`): display ids,
`clear_output`, widgets. The shell makes the same messages, so that the same code handles them here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

from jupyter_client.session import Session
from nbclient.exceptions import CellControlSignal, CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import run_hook, run_sync
from papermill.clientwrap import PapermillNotebookClient

from analysis.pipeline.warm.engine import warm_process
from analysis.pipeline.warm.process import INTERRUPT_GRACE, receive, send
from analysis.pipeline.warm.server import set_time_limit, start_afresh

Message = dict[str, Any]

_RUN_SHELL = "analysis.pipeline.warm.server:run_shell"

_SHUTDOWN_WAIT = 5.0
"""Seconds that functions registered with `atexit` may take."""

_HOOKS = ("on_notebook_start", "on_cell_start", "on_cell_execute", "on_cell_complete", "on_cell_executed")
"""nbclient's hooks that are called between the end of one cell and the start of the next."""


class _Client(PapermillNotebookClient):
    """Executes the cells of a notebook in order; subclasses define where they run."""

    def __init__(self, nb_man: Any, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self.session = Session()

    @contextlib.contextmanager
    def shell(self) -> Iterator[Message]:
        """Start a shell, yield its `language_info`, end the shell."""
        raise NotImplementedError

    def run(self, cell: Any, cell_index: int) -> Message:
        """Run a cell, process its messages, return the content of the reply."""
        raise NotImplementedError

    def execute(self, **_: Any) -> Any:
        """Execute the notebook, as `PapermillNotebookClient.execute` does."""
        self.reset_execution_trackers()
        with self.shell() as language_info:
            self.log.info(f"Executing notebook with kernel: {self.kernel_name}")
            self._call_hook("on_notebook_start", notebook=self.nb)
            self.papermill_execute_cells()
            self.nb.metadata["language_info"] = language_info
            self.set_widgets_metadata()
        return self.nb

    def papermill_execute_cells(self) -> None:
        """Execute all cells, as `PapermillNotebookClient.papermill_execute_cells` does, but save once a code cell.

        Papermill saves after every cell and again before the next. The second file has all that the first has.
        """
        last = len(self.nb.cells) - 1
        for index, cell in enumerate(self.nb.cells):
            failed = True
            try:
                with contextlib.nullcontext() if self.is_executed(cell) else self._not_saving():
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

    def execute_cell(
        self, cell: Any, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> Any:
        """Execute one cell, as `NotebookClient.execute_cell` does.

        Raises
        ------
        CellExecutionError
            When the cell raises an exception, unless errors are allowed.
        CellTimeoutError
            When it exceeds the time limit.
        DeadKernelError
            When its process ends.
        """
        self._call_hook("on_cell_start", cell=cell, cell_index=cell_index)
        if not self.is_executed(cell):
            return cell
        if self.record_timing:
            cell.metadata["execution"] = {}
        self._call_hook("on_cell_execute", cell=cell, cell_index=cell_index)
        self._call_hook("on_cell_complete", cell=cell, cell_index=cell_index)
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False
        reply = self.run(cell, cell_index)
        if execution_count:
            cell.execution_count = execution_count
        if self.record_timing:
            cell.metadata["execution"]["shell.execute_reply"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        self._call_hook("on_cell_executed", cell=cell, cell_index=cell_index, execute_reply={"content": reply})
        if reply["status"] == "error":
            self._call_hook("on_cell_error", cell=cell, cell_index=cell_index, execute_reply={"content": reply})
            if not self._may_raise(cell, str(reply.get("ename"))):
                raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def is_executed(self, cell: Any) -> bool:
        """Return whether a cell is to be executed: text, empty and skipped cells are not."""
        skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped

    def _may_raise(self, cell: Any, name: str) -> bool:
        allowed = self.allow_errors or name in self.allow_error_names
        return not self.force_raise_errors and (allowed or "raises-exception" in cell.metadata.get("tags", []))

    def request_for(self, cell: Any) -> Message:
        """Return the message that asks a kernel to execute a cell."""
        return dict(self.session.msg("execute_request", {"code": cell.source}))

    def process(self, message: Message, request: Message, cell: Any, cell_index: int) -> None:
        """Process a message of the shell if it belongs to the cell that is running, as nbclient has it."""
        if message["parent_header"].get("msg_id") == request["msg_id"]:
            with contextlib.suppress(CellControlSignal):  # raised for the status "idle"; the reply follows
                self.process_message(message, cell, cell_index)

    def time_limit(self, cell: Any) -> float | None:
        """Return the seconds that a cell may take."""
        seconds = self.timeout if self.timeout_func is None else self.timeout_func(cell)
        return seconds if seconds and seconds > 0 else None

    def kernel_arguments(self) -> list[str]:
        """Return the command line of ipykernel."""
        return [*self.extra_arguments, f"--HistoryManager.hist_file={self.ipython_hist_file}"]

    def _call_hook(self, name: str, **arguments: Any) -> None:
        hook = getattr(self, name)
        if hook is not None:
            run_sync(run_hook)(hook, **arguments)


class ForkClient(_Client):
    """Executes the cells in a process forked from the warm one, and enforces time limits.

    A cell that has succeeded is saved while the next one is already running.
    """

    @contextlib.contextmanager
    def shell(self) -> Iterator[Message]:
        """Fork a process; end it, with everything it has started, when the notebook is done."""
        folder = self.resources.get("metadata", {}).get("path") or os.getcwd()  # noqa: PTH109 - as for any kernel
        arguments = (self.kernel_arguments(), dict(os.environ), os.fspath(folder))
        self._fork = warm_process().fork(_RUN_SHELL, *arguments)
        self._running: tuple[int, Message] | None = None
        # The part of a kernel client that nbclient's Output widgets use.
        self.kc = SimpleNamespace(session=self.session, shell_channel=SimpleNamespace(send=partial(self._send, "comm")))
        grace = _SHUTDOWN_WAIT if self.shutdown_kernel == "graceful" else 0
        try:
            self._start_after(-1)
            yield self._language_info()
        except BaseException:
            self._fork.send_signal(signal.SIGINT)
            grace = min(grace, 2 * INTERRUPT_GRACE)
            raise
        finally:
            self._fork.end(grace)

    def _language_info(self) -> Message:
        try:
            _, language_info = self._fork.receive(self.startup_timeout)
        except TimeoutError:
            raise RuntimeError(f"Kernel didn't respond in {self.startup_timeout} seconds") from None
        except (EOFError, OSError):
            raise RuntimeError("Kernel died before replying to kernel_info") from None
        return dict(language_info)

    def _start_after(self, cell_index: int) -> None:
        """Start the next cell; when there is none, let the process end. Hooks of the caller have to run before."""
        if any(getattr(self, name) is not None for name in _HOOKS):
            return
        following = range(cell_index + 1, len(self.nb.cells))
        index = next((index for index in following if self.is_executed(self.nb.cells[index])), None)
        if index is not None:
            self._running = (index, self.request_for(self.nb.cells[index]))
            self._send("execute", self._running[1])
        elif self.shutdown_kernel == "graceful":
            with contextlib.suppress(OSError):
                self._fork.connection.shutdown(socket.SHUT_WR)

    def run(self, cell: Any, cell_index: int) -> Message:
        """Run a cell in the fork."""
        if self._running is not None and self._running[0] == cell_index:
            request = self._running[1]
        else:
            request = self.request_for(cell)
            self._send("execute", request)
        limit = self.time_limit(cell)
        deadline = None if limit is None else time.monotonic() + limit
        while True:
            try:
                kind, value = self._fork.receive(None if deadline is None else max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                self._interrupt(limit, cell)
                deadline = None
                if self.error_on_timeout:
                    return {**self.error_on_timeout, "status": "error"}
                continue
            except (EOFError, OSError):
                self.log.error("Kernel died while waiting for execute reply.")
                raise DeadKernelError("Kernel died") from None
            if kind == "message":
                self.process(value, request, cell, cell_index)
            elif value[0] == request["msg_id"]:
                if value[1]["status"] != "error" or self._may_raise(cell, str(value[1].get("ename"))):
                    self._start_after(cell_index)
                return dict(value[1])

    def _send(self, kind: str, message: Message) -> None:
        with contextlib.suppress(OSError):  # the process has ended, which `Fork.receive` notices
            send(self._fork.connection, (kind, message))

    def _interrupt(self, limit: float | None, cell: Any) -> None:
        """Interrupt a cell that has exceeded its time limit, or raise."""
        self.log.error(f"Timeout waiting for execute reply ({limit}s).")
        if not self.interrupt_on_timeout:
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", limit, cell)
        self.log.error("Interrupting kernel")
        self._fork.send_signal(signal.SIGINT)


class InProcessClient(_Client):
    """Executes the cells in this process, a fork made by `WarmProcess.call`, whose client enforces time limits."""

    @contextlib.contextmanager
    def shell(self) -> Iterator[Message]:
        """Start a shell in this process."""
        from analysis.pipeline.warm.shell import Shell  # noqa: PLC0415 - heavy

        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._current: tuple[Message, Any, int] | None = None
        self._from_children, self._in_children = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        threading.Thread(target=self._receive_from_children, daemon=True, name="children").start()
        self._comm_messages: list[Message] = []
        self.kc = SimpleNamespace(session=self.session, shell_channel=SimpleNamespace(send=self._comm_messages.append))
        start_afresh(dict(os.environ), os.getcwd())  # noqa: PTH109 - as for any kernel
        self._shell = Shell(self._deliver, self.kernel_arguments())
        with asyncio.Runner() as self._runner:
            yield self._shell.language_info
        self._shell.close()

    def run(self, cell: Any, cell_index: int) -> Message:
        """Run a cell in this process."""
        request = self.request_for(cell)
        limit = self.time_limit(cell)
        if limit is not None:
            set_time_limit(limit)
        self._current = (request, cell, cell_index)
        try:
            reply = self._runner.get_loop().run_until_complete(self._shell.execute(request))
        except RuntimeError:  # `exit` in the cell before has stopped the event loop, as it does in a fresh kernel
            raise DeadKernelError("Kernel died") from None
        self._current = None
        while self._comm_messages:
            self._shell.receive_comm(self._comm_messages.pop(0))
        if limit is not None:
            set_time_limit(None)
        return reply

    def _deliver(self, message: Message) -> None:
        if os.getpid() != self._pid:  # in a child that a cell has forked
            send(self._in_children, message)
            return
        with self._lock:
            if self._current is not None:
                self.process(message, *self._current)

    def _receive_from_children(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._deliver(receive(self._from_children))
