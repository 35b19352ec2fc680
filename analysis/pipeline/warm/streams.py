"""Standard output and error of a shell: `sys.stdout` and `sys.stderr`, and the file descriptors 1 and 2."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import select
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar, Token
from typing import Any

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

    Parameters
    ----------
    name
        `stdout` or `stderr`.
    publish
        Called with the text.
    descriptor
        Where `fileno` leads: a copy of the original file descriptor.
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
        """Return the original file descriptor: what is written to it is not captured."""
        return self._descriptor

    def isatty(self) -> bool:
        """Return False."""
        return False

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

    Parameters
    ----------
    publish
        Publishes text.

    Attributes
    ----------
    stdout, stderr
        The streams; what is written to the descriptors becomes text of them.
    """

    def __init__(self, publish: Publish) -> None:
        self._sources: dict[int, tuple[CapturedStream, codecs.IncrementalDecoder, int]] = {}
        self.stdout, self.stderr = (self._redirect(name, number, publish) for name, number in _DESCRIPTORS.items())
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


_DESCRIPTORS = {"stdout": 1, "stderr": 2}
