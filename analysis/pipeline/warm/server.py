"""The warm process: import modules, then fork on request; and what its forks do for their clients.

The warm process has no thread and no event loop, so forking is safe. A fork calls one function (`call`), or runs cells
one after the other (`run_shell`).
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import pickle
import pkgutil
import random
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from analysis.pipeline.warm.process import INTERRUPT_GRACE, LONGEST, receive, send

if TYPE_CHECKING:
    from analysis.pipeline.warm.shell import Message, Shell

ESSENTIAL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "analysis.pipeline.warm.shell",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.kernelspec",
    "jupyter_client.kernelspec",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""Modules that every shell imports, some of them only when it starts."""

fresh_path: list[str] = []
"""`sys.path` of a new interpreter; the warm process itself has one entry more."""

launcher = ""
"""`sys.argv[0]` of an ordinary kernel."""

_GRAMMAR = "rfc3987_syntax"

_client: list[socket.socket] = []
"""In a fork made by `WarmProcess.call`: the connection to its client."""


def serve(path: Sequence[str]) -> None:
    """Import the modules named on the command line, then fork for each request, until the client has gone.

    The command line: a folder to import from, the file descriptor of the control socket, the modules. `path` is the
    `sys.path` of an ordinary kernel.
    """
    _, number, *modules = sys.argv[1:]
    fresh_path[:] = path
    sys.argv[1:] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _reap)
    # Importing pyplot would otherwise fix a backend other than the one of a kernel.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    gc.disable()  # imports and computed reports are kept; looking for garbage in them takes a third of the time
    import_jsonschema()
    for name in [*ESSENTIAL, *modules]:
        with contextlib.suppress(Exception):  # raised again where the module is needed
            import_module(name)
    compile_notebook_schema()
    gc.collect()
    gc.freeze()  # the collector of a fork would touch, and so copy, every page
    global launcher  # noqa: PLW0603 - read by forks
    launcher = str(find_spec("ipykernel_launcher").origin)  # type: ignore[union-attr]
    control = socket.socket(fileno=int(number))
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, LONGEST, 4)
        if not message:
            return
        if not descriptors:
            _prepare(*pickle.loads(message))
        elif os.fork() == 0:
            control.close()
            _run_fork(descriptors[0])
        for descriptor in descriptors:
            os.close(descriptor)


def _prepare(function: str, arguments: Sequence[Any]) -> None:
    with contextlib.suppress(Exception):  # raised again in the fork that needs the result
        pkgutil.resolve_name(function)(*arguments)
    gc.freeze()


def _reap(*_: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _run_fork(descriptor: int) -> NoReturn:
    """Be the forked process: send the pid, call the requested function, end."""
    try:
        gc.enable()
        os.setsid()
        connection = socket.socket(fileno=descriptor)
        send(connection, os.getpid())
        function, arguments = receive(connection)
        for number in (signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        pkgutil.resolve_name(function)(connection, *arguments)
    except BaseException:  # there is no caller: only the log can show it
        traceback.print_exc()
    finally:
        os._exit(0)


def call(connection: socket.socket, function: str, arguments: Sequence[Any]) -> None:
    """Call a function in a fork and send `("returned", result)` or `("raised", exception)`; see `WarmProcess.call`.

    When the other end of the connection is closed, the process ends at once, with everything it has started.
    """
    _client[:] = [connection]
    threading.Thread(target=_end_with_client, args=(connection,), daemon=True).start()
    try:
        result = ("returned", pkgutil.resolve_name(function)(*arguments))
    except Exception as error:
        result = ("raised", error)
    send(connection, result)


def _end_with_client(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while connection.recv(1):
            pass
    os.killpg(0, signal.SIGKILL)


def set_time_limit(seconds: float | None) -> None:
    """Have the client of this fork end it unless it sets the next limit, or returns, within some seconds.

    The client keeps the time: code that blocks every thread, or every signal, of this process is ended as well.
    """
    send(_client[0], ("limit", seconds))


def compile_notebook_schema() -> None:
    """Compile the schema of notebooks, if nbformat is imported; each fork would otherwise do it again."""
    if "nbformat" in sys.modules:
        sys.modules["nbformat"].validate(sys.modules["nbformat"].v4.new_notebook())


def import_jsonschema() -> None:
    """Import jsonschema, which nbformat needs, without the grammar of internationalised addresses.

    `rfc3987_syntax` compiles the grammar on import, which takes longer than all other imports of papermill together.
    Only the formats `iri` and `iri-reference` of a JSON schema use it: it is imported when one is first checked.
    """
    if "jsonschema" in sys.modules or _GRAMMAR in sys.modules:
        return
    if find_spec("jsonschema") is None or find_spec(_GRAMMAR) is None:
        return
    placeholder = ModuleType(_GRAMMAR)
    placeholder.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[_GRAMMAR] = placeholder
    try:
        import_module("jsonschema")
    finally:
        del sys.modules[_GRAMMAR]


def _is_valid_syntax(term: str, value: str) -> bool:
    return bool(import_module(_GRAMMAR).is_valid_syntax(term, value))


def start_afresh(environment: Mapping[str, str], folder: str) -> None:
    """Reset what a new interpreter would have of its own: `sys.path`, environment, folder, random numbers."""
    atexit._clear()
    sys.path[:] = fresh_path
    sys.argv[:] = [launcher]
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
        Of the client, not of the warm process.
    """
    import asyncio  # noqa: PLC0415 - not needed where this module is imported by the client

    from analysis.pipeline.warm.shell import Shell  # noqa: PLC0415 - heavy

    def deliver(message: Message) -> None:
        with contextlib.suppress(OSError):  # the client has gone, which `listen` notices
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
    import asyncio  # noqa: PLC0415 - as above

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
