"""The shell of a forked process: IPython and ipykernel's own kernel object, called directly instead of by messages.

A fresh kernel reads requests from sockets, calls `do_execute`, and sends outputs as messages. Here the process calls
`do_execute` itself, and outputs, as the same messages, go to a function. Settings, startup files, magics, display
hooks, widgets, top-level `await` and tracebacks are therefore those of any other kernel. What is written to standard
output and error, `sys.stdout` and the file descriptors 1 and 2 alike, becomes messages, too.
"""

from __future__ import annotations

import atexit
import codecs
import contextlib
import io
import os
import select
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar, Token
from types import SimpleNamespace
from typing import Any

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets.config.application import catch_config_error

_FLUSH_INTERVAL = 0.2
"""Seconds after which printed text is published although the cell has not ended."""

_PIPE_CAPACITY = 1 << 16
"""Bytes that a pipe holds on Linux."""

Publish = Callable[[str, str, Mapping[str, Any]], None]
"""Publishes a text of a stream: name of the stream, text, header of the request that it belongs to."""


class CapturedStream(io.TextIOBase):
    """A text stream that publishes what is written to it, as `ipykernel.iostream.OutStream` does.

    Text belongs to the request (the cell) of the context that writes it. A new thread has no context of its own: its
    text belongs to the cell that is running.

    The file descriptor of a stream is a copy of the original one: what is written to it is not captured.
    """

    encoding = "UTF-8"

    def __init__(self, name: str, publish: Publish, descriptor: int) -> None:
        self.name = name
        self._publish = publish
        self._descriptor = descriptor
        self._parent: ContextVar[Mapping[str, Any]] = ContextVar("parent")
        self._latest_parent: Mapping[str, Any] = {}
        self._pending: deque[tuple[Mapping[str, Any], str]] = deque()
        self._order = threading.RLock()
        self._pid = os.getpid()
        # In a forked child, the thread that held the lock does not exist.
        os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self) -> None:
        self._order = threading.RLock()
        self._pending.clear()  # the parent process publishes it

    @property
    def parent_header(self) -> Mapping[str, Any]:
        """Header of the request that is being written for."""
        return self._parent.get(self._latest_parent)

    def set_parent(self, parent: Mapping[str, Any]) -> None:
        """Set the request that text belongs to, in this context and in threads without one."""
        self._latest_parent = parent.get("header", parent)
        self._parent.set(self._latest_parent)

    def set_thread_parent(self, parent: Mapping[str, Any]) -> Token[Mapping[str, Any]]:
        """Set the request that text of this context belongs to; return a token for `reset_thread_parent`."""
        return self._parent.set(parent.get("header", parent))

    def reset_thread_parent(self, token: Token[Mapping[str, Any]]) -> None:
        """Undo `set_thread_parent`."""
        self._parent.reset(token)

    def fileno(self) -> int:
        """Return the original file descriptor."""
        return self._descriptor

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Keep text until the next flush."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._pending.append((self.parent_header, text))
        if os.getpid() != self._pid:  # a forked child may end without flushing
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Publish what was written."""
        with self._order:  # text of one thread does not overtake text that another is publishing
            while self._pending:
                parent, text = self._pending.popleft()
                texts = [text]
                while self._pending and self._pending[0][0] is parent:
                    texts.append(self._pending.popleft()[1])
                # Unpaired surrogates cannot be encoded: they are written as escapes.
                self._publish(self.name, "".join(texts).encode("utf-8", "backslashreplace").decode("utf-8"), parent)


class DescriptorCapture:
    """Passes on what subprocesses and compiled code write to the file descriptors 1 and 2, and flushes long cells.

    It becomes text of the streams `stdout` and `stderr`.
    """

    def __init__(self, publish: Publish) -> None:
        self._sources: dict[int, tuple[CapturedStream, codecs.IncrementalDecoder, int]] = {}
        self.stdout, self.stderr = (self._redirect(*each, publish) for each in (("stdout", 1), ("stderr", 2)))
        self._asked, self._ask = os.pipe()
        self._drained = threading.Event()
        threading.Thread(target=self._work, daemon=True, name="descriptors").start()

    def _redirect(self, name: str, number: int, publish: Publish) -> CapturedStream:
        getattr(sys, name).flush()
        original = os.dup(number)
        stream = CapturedStream(name, publish, original)
        if "PYTEST_CURRENT_TEST" not in os.environ:  # as ipykernel has it: pytest captures descriptors itself
            output, written = os.pipe()
            os.set_blocking(output, False)
            os.dup2(written, number)
            os.close(written)
            self._sources[output] = (stream, codecs.getincrementaldecoder("utf-8")("replace"), original)
        return stream

    def drain(self) -> None:
        """Read everything that has been written to the descriptors so far, then flush the streams."""
        if self._sources:
            self._drained.clear()
            os.write(self._ask, b"x")
            self._drained.wait()
        self.stdout.flush()
        self.stderr.flush()

    def _work(self) -> None:
        watched = [self._asked, *self._sources]
        while True:
            ready, _, _ = select.select(watched, [], [], _FLUSH_INTERVAL)
            with contextlib.suppress(Exception):  # the thread must go on: `drain` waits for it
                for source in self._sources:
                    if source in ready or self._asked in ready:
                        self._read(source)
                if not ready:
                    self.stdout.flush()
                    self.stderr.flush()
            if self._asked in ready:
                os.read(self._asked, 1)
                self._drained.set()

    def _read(self, source: int) -> None:
        stream, decoder, original = self._sources[source]
        try:
            data = os.read(source, _PIPE_CAPACITY)
        except BlockingIOError:
            return
        stream.write(decoder.decode(data))
        os.write(original, data)


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
    """Runs cells in this process, and delivers every message that a kernel would publish (outputs, comms, status)."""

    def __init__(self, deliver: Deliver, arguments: Sequence[str]) -> None:
        self._app = ShellApp.instance()
        self._app.deliver = deliver
        self._app.initialize(list(arguments))
        self.language_info = dict(self._app.kernel.language_info)

    async def execute(self, request: Message) -> Message:
        """Run the cell of an `execute_request`; return the content of an `execute_reply`."""
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
