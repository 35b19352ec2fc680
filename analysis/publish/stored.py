"""What stored notebooks will tell, read without executing them: where figures stand when there is no edition yet."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.figures import FigureBook
from analysis.narrative.blocks import Block
from analysis.narrative.markdown import parse_markdown
from analysis.narrative.notebook_api import Workbook
from analysis.pipeline.series import find_series
from analysis.publish.document import HIDDEN_TAGS, Content, Document, split_annexes
from analysis.publish.lineage import Place, with_reconciliation
from analysis.publish.places import figure_places
from analysis.tables import Inputs

_MAGIC = "%%narrative"
_SHOWN = frozenset({"table", "differences", "failures", "norms", "annex"})
"""What a notebook asks of its workbook that shows figures or starts a part."""


def stored_places(notebooks: Path, inputs: Inputs, books: Mapping[str, FigureBook]) -> list[Place]:
    """Return where the figures of a report will be printed, by the stored notebooks of a folder."""
    paths = [notebook.path for notebook in find_series(notebooks)]
    return figure_places(stored_document(paths, inputs, with_reconciliation(inputs, books)))


def stored_document(notebooks: Sequence[Path], inputs: Inputs, books: Mapping[str, FigureBook]) -> Document:
    """Return the headings, sentences and tables of stored notebooks; charts and the office's own text are left out.

    Parameters
    ----------
    notebooks
        In the order of the report.
    inputs, books
        What they would open.
    """
    body, annexes = split_annexes([block for path in notebooks for block in _blocks(path, inputs, books)])
    return Document(title="", body=body, annexes=annexes)


def _blocks(path: Path, inputs: Inputs, books: Mapping[str, FigureBook]) -> Iterator[Content]:
    cells = [(cell["cell_type"], "".join(cell["source"])) for cell in _visible(path)]
    workbook = Workbook(inputs, {id: books[id] for id in _opened(cells) or books if id in books})
    for kind, source in cells:
        if kind == "markdown":
            yield from parse_markdown(source)
        elif kind == "code":
            yield from _shown(source, workbook)


def _visible(path: Path) -> list[Mapping[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if not HIDDEN_TAGS.intersection(cell["metadata"].get("tags", []))]


def _shown(source: str, workbook: Workbook) -> Iterator[Block]:
    if source.startswith(_MAGIC):
        yield from workbook.narrate(source.partition("\n")[2]).blocks
        return
    for name, arguments in _calls(source):
        if name in _SHOWN:
            yield from getattr(workbook, name)(*arguments).blocks


def _opened(cells: Sequence[tuple[str, str]]) -> list[str]:
    """Return the sections that a notebook opens; none stands for all of them."""
    sources = (source for kind, source in cells if kind == "code" and not source.startswith("%"))
    return [id for source in sources for name, ids in _calls(source) if name == "open_sections" for id in ids]


def _calls(source: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the functions that a cell calls with constant texts, by their last name."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # another magic; such a cell shows nothing of ours
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            constants = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            texts = [value for value in constants if isinstance(value, str)]
            if len(texts) == len(node.args):
                yield name, texts
