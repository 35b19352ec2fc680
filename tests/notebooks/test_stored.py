"""Rules for the stored notebooks, tested without executing them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from analysis.narrative.markdown import PLACEHOLDER
from analysis.reference import find_project

NOTEBOOKS = sorted(find_project().notebooks.glob("[0-9][0-9]_*.ipynb"))
MAGIC = "%%narrative"


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def _tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def _code(notebook: nbformat.NotebookNode) -> list[str]:
    return [c.source for c in notebook.cells if c.cell_type == "code" and not c.source.startswith(MAGIC)]


def test_the_series_is_numbered_without_gaps() -> None:
    assert [int(p.name[:2]) for p in NOTEBOOKS] == list(range(len(NOTEBOOKS)))
    assert len(NOTEBOOKS) >= 14


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_is_valid_and_stored_without_outputs(path: Path) -> None:
    notebook = _read(path)
    nbformat.validate(notebook)
    assert all(not c.get("outputs") and c.get("execution_count") is None for c in notebook.cells)
    ids = [c.id for c in notebook.cells]
    assert len(set(ids)) == len(ids), "cell ids are unique, so that differences between versions can be read"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_has_exactly_one_parameters_cell_naming_unit_year_and_draft(path: Path) -> None:
    cells = [c for c in _read(path).cells if "parameters" in _tags(c)]
    assert len(cells) == 1
    names = [t.id for node in ast.parse(cells[0].source).body for t in node.targets]  # type: ignore[attr-defined]
    assert names == ["unit", "year", "draft"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_holds_calls_not_programmes(path: Path) -> None:
    notebook = _read(path)
    assert len(notebook.cells) <= 20
    for source in _code(notebook):
        forbidden = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.For, ast.While, ast.With)
        found = [type(n).__name__ for n in ast.walk(ast.parse(source)) if isinstance(n, forbidden)]
        assert not found, source
        assert "open(" not in source.replace("open_sections(", "")
        assert not re.search(r"[\"'](/|[A-Za-z]:\\|\.\.)", source), "a notebook holds no path"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_sentences_hold_no_digit_of_their_own(path: Path) -> None:
    """A digit in a sentence would be a number without a figure, or a document number that is not from data."""
    for cell in _read(path).cells:
        if "remove_cell" in _tags(cell) or (cell.cell_type == "code" and not cell.source.startswith(MAGIC)):
            continue
        words = PLACEHOLDER.sub("", cell.source)
        assert not re.search(r"\d", words), words
        assert "{" not in words and "}" not in words, f"not a placeholder: {words}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_names_neither_the_example_unit_nor_its_year(path: Path) -> None:
    sources = "\n".join(c.source for c in _read(path).cells if "remove_cell" not in _tags(c))
    assert "Cao Lộc" not in sources
    assert "2023" not in sources
