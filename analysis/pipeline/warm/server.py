"""What the warm process does: import, then fork whenever it is asked to. It has no thread and no event loop."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import pkgutil
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NoReturn

from analysis.pipeline.warm.deferred import import_jsonschema
from analysis.pipeline.warm.process import LONGEST, receive, send

ESSENTIAL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "analysis.pipeline.warm.kernel",
    "faulthandler",
    "ipykernel.debugger",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""What every kernel imports anyway, some of it only when it starts."""

fresh_path: list[str] = []
"""Where a new interpreter would look for modules; a client may have other ideas for itself."""

launcher = ""
"""The script that an ordinary kernel says it is."""


def serve(path: Sequence[str]) -> None:
    """Import what the command line names, then fork for each request, until the client has gone.

    The command line: a folder to import from, the number of the control socket, the modules.

    Parameters
    ----------
    path
        Where an ordinary kernel looks for modules.
    """
    _, number, *modules = sys.argv[1:]
    fresh_path[:] = path
    sys.argv[1:] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _reap)
    # Else importing pyplot would fix another backend than the one that a kernel has.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import_jsonschema()
    _import([*ESSENTIAL, *modules])
    gc.collect()
    gc.freeze()  # what is imported stays; collecting it in every fork would only copy memory
    global launcher  # noqa: PLW0603 - told to forks
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
            _work(descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _import(modules: Sequence[str]) -> None:
    for name in modules:
        with contextlib.suppress(Exception):  # whoever needs it will be told where it is needed
            import_module(name)


def _prepare(function: str, arguments: Sequence[Any]) -> None:
    with contextlib.suppress(Exception):  # whatever is wrong will be met again, where it can be told
        pkgutil.resolve_name(function)(*arguments)
    gc.freeze()


def _reap(*_: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _work(descriptors: Sequence[int]) -> NoReturn:
    """Be the forked process: tell the number, do what is asked, end."""
    try:
        os.setsid()
        connection = socket.socket(fileno=descriptors[0])
        control = socket.socket(fileno=descriptors[1]) if len(descriptors) > 1 else None
        send(connection, os.getpid())
        function, arguments = receive(connection)
        for number in (signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        pkgutil.resolve_name(function)(connection, control, *arguments)
    except BaseException:  # nobody else is left to be told
        traceback.print_exc()
    finally:
        os._exit(0)
