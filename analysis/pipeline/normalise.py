"""Remove from an executed notebook what differs between runs, so that equal inputs give equal bytes."""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.pipeline.execute import strip_ansi

INJECTED_TAG = "injected-parameters"

_RUN_METADATA = ("papermill", "execution", "ExecuteTime", "scrolled", "collapsed", "trusted")
"""Metadata of cells about how and when they were executed."""

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_CELL_FILE = re.compile(r"[^\s\"'<>]*[/\\]ipykernel_\d+[/\\]\d+\.py")


def normalise(notebook: NotebookNode, places: Mapping[str, str] | None = None) -> NotebookNode:
    """Return an executed notebook without times, random ids, addresses and absolute paths.

    Parameters
    ----------
    notebook
        Executed by papermill; it is not changed.
    places
        Replacements of absolute paths of folders. Those of Python itself and the home folder are always replaced.
    """
    clean = nbformat.v4.upgrade(copy.deepcopy(notebook))
    clean.nbformat_minor = 5
    clean.metadata = NotebookNode(
        kernelspec=NotebookNode(display_name="Python 3 (ipykernel)", language="python", name="python3"),
        language_info=NotebookNode(name="python"),
    )
    rename = _path_renamer(places or {})
    count = 0
    for position, cell in enumerate(clean.cells, start=1):
        _clean_cell(cell, position)
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = _clean_outputs(cell.outputs, count, rename)
    return clean


def notebook_text(notebook: NotebookNode) -> str:
    """Return the text of a notebook file."""
    return str(nbformat.writes(notebook, version=4)) + "\n"


def _clean_cell(cell: NotebookNode, position: int) -> None:
    tags = cell.metadata.get("tags", [])
    if INJECTED_TAG in tags:
        cell.id = INJECTED_TAG
    elif not cell.get("id"):
        cell.id = f"cell-{position:02d}"
    for key in _RUN_METADATA:
        cell.metadata.pop(key, None)


def _clean_outputs(outputs: list[NotebookNode], count: int, rename: Callable[[str], str]) -> list[NotebookNode]:
    """Return standard output, then displayed outputs in order, then standard error.

    How printed text is split, and where it comes between displayed outputs, depends on timing.
    """
    printed = {"stdout": "", "stderr": ""}
    shown = []
    for output in outputs:
        if output.output_type == "stream":
            printed[output.name] += output.text
            continue
        output.pop("transient", None)
        if "execution_count" in output:
            output.execution_count = count
        shown.append(_renamed(output, rename))
    streams = {
        name: [nbformat.v4.new_output("stream", name=name, text=_plain(text, rename))] if text else []
        for name, text in printed.items()
    }
    return [*streams["stdout"], *shown, *streams["stderr"]]


def _renamed(value: Any, rename: Callable[[str], str], plain: bool = False) -> Any:
    """Replace paths in every string of an output; memory addresses only in plain text, not in pictures."""
    if isinstance(value, str):
        return _plain(value, rename) if plain else rename(value)
    if isinstance(value, list):
        return [_renamed(item, rename, plain) for item in value]
    if isinstance(value, dict):
        plain_keys = ("text/plain", "traceback", "evalue")
        return NotebookNode({k: _renamed(v, rename, plain or k in plain_keys) for k, v in value.items()})
    return value


def _plain(text: str, rename: Callable[[str], str]) -> str:
    return _ADDRESS.sub("0x…", _CELL_FILE.sub("<cell>", rename(strip_ansi(text))))


def _path_renamer(places: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that replaces absolute paths, the longest first."""
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
