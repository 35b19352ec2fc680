"""Stripping from an executed notebook what changes from run to run, so that equal inputs give equal bytes."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

INJECTED_TAG = "injected-parameters"

_PASSING = ("papermill", "execution", "ExecuteTime", "scrolled", "collapsed", "trusted")
"""Metadata of cells that says when and how they ran."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_CELL_FILE = re.compile(r"[^\s\"'<>]*[/\\]ipykernel_\d+[/\\]\d+\.py")


def normalise(notebook: NotebookNode, places: Mapping[str, str] | None = None) -> NotebookNode:
    """Return an executed notebook without times, random ids, addresses and absolute paths.

    Parameters
    ----------
    notebook
        As papermill left it; it is not changed.
    places
        Folders whose absolute path is to be written otherwise, and how; those of Python itself come on top.
    """
    clean = nbformat.v4.upgrade(copy.deepcopy(notebook))
    clean.nbformat_minor = 5
    clean.metadata = NotebookNode(
        kernelspec=NotebookNode(display_name="Python 3 (ipykernel)", language="python", name="python3"),
        language_info=NotebookNode(name="python"),
    )
    told = _retold(places or {})
    count = 0
    for position, cell in enumerate(clean.cells, start=1):
        _clean_cell(cell, position)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = _clean_outputs(cell.outputs, count, told)
    return clean


def notebook_text(notebook: NotebookNode) -> str:
    """Return a notebook as the text of its file; the same notebook gives the same text."""
    return str(nbformat.writes(notebook, version=4)) + "\n"


def strip_ansi(text: str) -> str:
    """Return text without the colours of a terminal."""
    return _ANSI.sub("", text)


def _clean_cell(cell: NotebookNode, position: int) -> None:
    tags = cell.metadata.get("tags", [])
    if INJECTED_TAG in tags:
        cell.id = INJECTED_TAG
    elif not cell.get("id"):
        cell.id = f"cell-{position:02d}"
    for key in _PASSING:
        cell.metadata.pop(key, None)


def _clean_outputs(outputs: list[NotebookNode], count: int, told: Callable[[str], str]) -> list[NotebookNode]:
    """Printed text first, then what was displayed in its order, then warnings: chunks of text arrive by chance."""
    printed = {"stdout": "", "stderr": ""}
    shown = []
    for output in outputs:
        if output.output_type == "stream":
            printed[output.name] += output.text
            continue
        output.pop("transient", None)
        if "execution_count" in output:
            output.execution_count = count
        shown.append(_walk(output, told))
    streams = {
        name: [nbformat.v4.new_output("stream", name=name, text=_plain(text, told))] if text else []
        for name, text in printed.items()
    }
    return [*streams["stdout"], *shown, *streams["stderr"]]


def _walk(value: Any, told: Callable[[str], str], plain: bool = False) -> Any:
    """Retell every text in an output; addresses only where people read them, not in pictures."""
    if isinstance(value, str):
        return _plain(value, told) if plain else told(value)
    if isinstance(value, list):
        return [_walk(item, told, plain) for item in value]
    if isinstance(value, dict):
        plain_keys = ("text/plain", "traceback", "evalue")
        return NotebookNode({k: _walk(v, told, plain or k in plain_keys) for k, v in value.items()})
    return value


def _plain(text: str, told: Callable[[str], str]) -> str:
    return _ADDRESS.sub("0x…", _CELL_FILE.sub("<cell>", told(strip_ansi(text))))


def _retold(places: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that writes absolute paths otherwise; the longest path is looked for first."""
    named = {**places, sys.prefix: "<python>", sys.base_prefix: "<python>", str(Path.home()): "~"}
    spellings = {
        spelling: name
        for path, name in named.items()
        if len(path) > 1
        for spelling in (path, Path(path).as_posix(), str(Path(path).resolve()))
    }
    longest_first = sorted(spellings, key=len, reverse=True)
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    return lambda text: pattern.sub(lambda match: spellings[match[0]], text)
