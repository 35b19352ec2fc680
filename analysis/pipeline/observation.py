"""Which files of the project's data a process reads, as Python itself tells it, so that nobody has to declare them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WRITING = frozenset("wax")


def observe(record: str, folder: str) -> None:
    """Write down every file under a folder that this process opens to read, from now to its end.

    Parameters
    ----------
    record
        File to write to, one path a line, relative to the folder, with forward slashes.
    folder
        The folder that is watched.
    """
    told: set[str] = set()
    root = os.path.realpath(folder) + os.sep
    written = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str) or _WRITING & set(str(arguments[1] or "")):
            return
        path = os.path.realpath(arguments[0])
        if path.startswith(root) and path not in told:
            told.add(path)
            os.write(written, (path[len(root) :].replace(os.sep, "/") + "\n").encode())

    sys.addaudithook(hear)


def observed(record: Path) -> frozenset[str] | None:
    """Return what a record says, relative to the folder that was watched; `None` when nothing was written down."""
    try:
        return frozenset(record.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return None


def command(record: Path, folder: Path) -> str:
    """Return a line of Python that starts observing, for a kernel to run before the notebook."""
    return f"__import__({__name__!r}, fromlist=['observe']).observe({str(record)!r}, {str(folder)!r})"
