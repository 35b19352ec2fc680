"""The shell of a forked process: IPython and ipykernel's own kernel object, called directly instead of by messages.

A fresh kernel reads requests from sockets, calls `do_execute`, and sends outputs as messages. Here the process calls
`do_execute` itself, and outputs, as the same messages, go to a function. Settings, startup files, magics, display
hooks, widgets, top-level `await` and tracebacks are therefore those of any other kernel.
"""

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
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets.config.application import catch_config_error

from analysis.pipeline.warm import server
from analysis.pipeline.warm.process import INTERRUPT_GRACE, receive, send
from analysis.pipeline.warm.streams import DescriptorCapture

Message = dict[str, Any]
Deliver = Callable[[Message], None]


class DirectSession(Session):
    """Makes messages as any session does, and passes them to a function instead of a socket."""

    deliver = AnyTrait()

    def send(
        self,
        stream: object,
        msg_or_type: Message | str,
        content: Message | None = None,
        parent: Message | None = None,
        ident: object = None,
        buffers: Sequence[bytes] | None = None,
        track: bool = False,
        header: Message | None = None,
        metadata: Message | None = None,
    ) -> Message:
        """Pass on one message; its content is what JSON makes of it, as on a wire."""
        if isinstance(msg_or_type, str):
            message = self.msg(msg_or_type, content, parent, header, metadata)
        else:
            message = msg_or_type
        encoded = {key: self.unpack(self.pack(message[key])) for key in ("content", "metadata")}
        attached = [bytes(buffer) for buffer in buffers or message.get("buffers", ())]
        self.deliver({**message, **encoded, "buffers": attached})
        return message


class ShellApp(IPKernelApp):
    """ipykernel's application, which reads the same settings and startup files, without ports and threads."""

    deliver: Deliver
    capture: DescriptorCapture

    @catch_config_error
    def initialize(self, argv: Sequence[str] | None = None) -> None:
        """Do the steps of `IPKernelApp.initialize` that have nothing to do with sockets."""
        super(IPKernelApp, self).initialize(argv)
        self.session = DirectSession(parent=self, deliver=self.deliver)
        self.init_pdb()
        self.init_blackhole()
        self.configure_tornado_logger()
        self.init_io()
        self.init_signal()
        self.init_kernel()
        self.init_path()
        self.init_shell()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        self.capture.drain()

    def init_io(self) -> None:
        """Replace the standard streams and the display hook."""
        self.capture = DescriptorCapture(self._publish_text)
        sys.stdout, sys.stderr = self.capture.stdout, self.capture.stderr
        self.displayhook = sys.displayhook = ZMQDisplayHook(self.session, None)
        self.patch_io()

    def init_kernel(self) -> None:
        """Make the kernel object."""
        self.kernel = IPythonKernel.instance(
            parent=self,
            session=self.session,
            # Only asked which thread runs cells, when one of them awaits something.
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def _publish_text(self, name: str, text: str, parent: Mapping[str, Any]) -> None:
        self.session.send(None, "stream", {"name": name, "text": text}, dict(parent))


class Shell:
    """Runs cells in this process.

    Parameters
    ----------
    deliver
        Called with every message that a kernel would publish: outputs, comm messages, status.
    arguments
        Of ipykernel's command line.
    """

    def __init__(self, deliver: Deliver, arguments: Sequence[str]) -> None:
        self._app = ShellApp.instance()
        self._app.deliver = deliver
        self._app.initialize(list(arguments))
        self.language_info = dict(self._app.kernel.language_info)

    async def execute(self, request: Message) -> Message:
        """Run a cell; return the content of an `execute_reply`.

        Parameters
        ----------
        request
            A message `execute_request`.
        """
        kernel, session = self._app.kernel, self._app.session
        kernel.io_loop = IOLoop.current()
        code = request["content"]["code"]
        session.send(None, "status", {"execution_state": "busy"}, request)
        kernel.pre_handler_hook()
        try:
            kernel.set_parent([], request)
            session.send(None, "execute_input", {"code": code, "execution_count": kernel.execution_count}, request)
            history = request["content"].get("store_history", True)
            reply = await kernel.do_execute(code, silent=False, store_history=history, allow_stdin=False)
            self._app.capture.drain()
        except KeyboardInterrupt:  # after the cell
            reply = {"status": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}
        finally:
            kernel.post_handler_hook()
        reply.pop("payload", None)  # for user interfaces: pages of help, the next cell
        session.send(None, "status", {"execution_state": "idle"}, request)
        return dict(session.unpack(session.pack(reply)))

    def receive_comm(self, message: Message) -> None:
        """Take a message for a widget from its counterpart in the client."""
        session = self._app.session
        received = {"buffers": [], **message, "content": session.unpack(session.pack(message["content"]))}
        self._app.kernel.set_parent([], received)
        self._app.kernel.comm_manager.comm_msg(None, None, received)

    def close(self) -> None:
        """Do what the cells have registered with `atexit`."""
        atexit._run_exitfuncs()
        self._app.capture.drain()


def start_afresh(environment: Mapping[str, str], folder: str) -> None:
    """Reset what a new interpreter would have of its own: `sys.path`, environment, folder, random numbers."""
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


def run_shell(connection: socket.socket, arguments: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    """Run cells for the client at the other end of a connection, until it is closed.

    To be called in a process that has just been forked and leads a session of its own. The process then ends, with
    everything it has started: after what is registered with `atexit`, or soon when a cell is still running.

    Parameters
    ----------
    connection
        To the client: `("execute", request)` and `("comm", message)` come in, `("message", message)` and
        `("reply", (id of the request, content))` go out.
    arguments
        Of ipykernel's command line.
    environment, folder
        Of the client, not of the process that this one was forked from.
    """

    def deliver(message: Message) -> None:
        with contextlib.suppress(OSError):  # the client has gone, which `_listen` notices
            send(connection, ("message", message))

    ended = threading.Event()
    try:
        start_afresh(environment, folder)
        shell = Shell(deliver, arguments)
        send(connection, ("ready", shell.language_info))
        asyncio.run(_serve(shell, connection, ended))
        shell.close()
    except BaseException:  # there is no caller: only the log can show it
        sys.stderr = sys.__stderr__
        traceback.print_exc()
    finally:
        ended.set()
        os.killpg(0, signal.SIGKILL)


async def _serve(shell: Shell, connection: socket.socket, ended: threading.Event) -> None:
    requests: asyncio.Queue[tuple[str, Message] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        """Receive requests in a thread, so that the end of the client is noticed while a cell runs."""
        with contextlib.suppress(OSError, EOFError):
            while True:
                loop.call_soon_threadsafe(requests.put_nowait, receive(connection))
        loop.call_soon_threadsafe(requests.put_nowait, None)
        if not ended.wait(INTERRUPT_GRACE):
            os.killpg(0, signal.SIGKILL)

    threading.Thread(target=listen, daemon=True, name="requests").start()
    while (received := await requests.get()) is not None:
        kind, message = received
        if kind == "comm":
            shell.receive_comm(message)
        else:
            reply = await shell.execute(message)
            with contextlib.suppress(OSError):
                send(connection, ("reply", (message["header"]["msg_id"], reply)))
