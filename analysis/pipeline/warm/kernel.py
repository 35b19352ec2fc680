"""The kernel: ipykernel's own application and kernel, on a forked process and one socket."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import random
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.error import StdinNotImplementedError
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from zmq.sugar.frame import Frame

from analysis.pipeline.warm import server
from analysis.pipeline.warm.streams import DirectPublisher
from analysis.pipeline.warm.transport import Assembler, ChannelSocket, UninterruptedWriter, channels

_PIECE = 1 << 16
_GRACE = 1.0
"""Seconds that a cell which is running, or what is to be done at exit, has when the client goes."""


class WarmKernel(IPythonKernel):
    """ipykernel's kernel, whose requests come from a queue instead of ZeroMQ streams."""

    _supports_kernel_subshells = False
    shell_stream = AnyTrait()

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Do nothing: nbclient sends one request at a time."""

    def _input_request(self, prompt: str, ident: Any, parent: Any, password: bool = False) -> str:
        raise StdinNotImplementedError("input was requested, but nobody is there to answer")

    async def serve(self, requests: asyncio.Queue[list[bytes] | None]) -> None:
        """Answer requests until there are no more."""
        self.io_loop = IOLoop.current()
        while (frames := await requests.get()) is not None:
            await self.dispatch_shell([Frame(frame) for frame in frames])


class WarmKernelApp(IPKernelApp):
    """ipykernel's application, which reads the same settings and startup files, without ports and threads."""

    kernel_class = WarmKernel
    outstream_class = "analysis.pipeline.warm.streams.DirectStream"
    channels: dict[str, ChannelSocket]

    def init_crash_handler(self) -> None:
        """Leave exceptions of the process to `run_kernel`."""

    def init_poller(self) -> None:
        """Do nothing: the connection says when the client has gone."""

    def init_connection_file(self) -> None:
        """Do nothing: there are no ports to tell."""

    def init_sockets(self) -> None:
        """Take the channels of the connection."""
        self.shell_socket, self.stdin_socket = self.channels["shell"], self.channels["stdin"]
        self.iopub_thread = DirectPublisher(self.channels["iopub"], self.session)
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        """Do nothing: see `init_poller`."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Do nothing: see `init_connection_file`."""

    def log_connection_info(self) -> None:
        """Do nothing: see `init_connection_file`."""

    def init_kernel(self) -> None:
        """Make the kernel."""
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            shell_stream=self.shell_socket,
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            stdin_socket=self.stdin_socket,
            # Only asked which thread cells run in, when one awaits something.
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count


def run_kernel(
    connection: socket.socket, _: object, arguments: Sequence[str], environment: Mapping[str, str], folder: str
) -> None:
    """Be a kernel for whoever holds the other end of a connection.

    Call it in a process that has just been forked, leads a session of its own, and does nothing else. When the other
    end is closed, the process ends, with everything it has started: gracefully when it is idle, else soon.

    Parameters
    ----------
    connection
        To the client.
    arguments
        Of ipykernel's command line.
    environment, folder
        What the process is to have: those of the client, not those of the process it was forked from.
    """
    _start_afresh(environment, folder)
    app = _application(connection, arguments)
    ended = threading.Event()
    try:
        asyncio.run(_serve(app, connection, ended))
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # nobody else is left to be told
        sys.stderr = sys.__stderr__
        traceback.print_exc()
    finally:
        ended.set()
        os.killpg(0, signal.SIGKILL)


def _start_afresh(environment: Mapping[str, str], folder: str) -> None:
    """Forget what belongs to the process that this one was forked from."""
    atexit._clear()
    sys.path[:] = server.fresh_path
    sys.argv[:] = [server.launcher]
    os.environ.clear()
    os.environ.update(environment)
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    time.tzset()
    os.chdir(folder)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]


def _application(connection: socket.socket, arguments: Sequence[str]) -> WarmKernelApp:
    app = WarmKernelApp.instance()
    app.channels = channels(UninterruptedWriter(connection))
    app.initialize(list(arguments))
    return app


async def _serve(app: WarmKernelApp, connection: socket.socket, ended: threading.Event) -> None:
    requests: asyncio.Queue[list[bytes] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        """Hand over requests, in a thread of its own: the end of the client is noticed also while a cell runs."""
        assembler = Assembler()
        with contextlib.suppress(OSError):
            while data := connection.recv(_PIECE):
                for _, frames in assembler.feed(data):
                    loop.call_soon_threadsafe(requests.put_nowait, frames)
        loop.call_soon_threadsafe(requests.put_nowait, None)
        if not ended.wait(_GRACE):
            os.killpg(0, signal.SIGKILL)

    threading.Thread(target=listen, daemon=True, name="requests").start()
    await app.kernel.serve(requests)
