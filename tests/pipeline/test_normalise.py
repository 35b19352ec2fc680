"""What differs between runs is removed from executed notebooks."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.pipeline.normalise import normalise, notebook_text


def executed(folder: str, chunks: tuple[str, ...], time: str, id: str) -> NotebookNode:
    """Return a notebook as a run in `folder` at `time` leaves it."""
    cell = new_code_cell("x", id="x", metadata={"papermill": {"start_time": time}, "execution": {"a": time}})
    cell.execution_count = 7
    cell.outputs = [new_output("stream", name="stdout", text=chunk) for chunk in chunks]
    cell.outputs += [
        new_output("execute_result", {"text/plain": f"{folder}/data/a.csv", "text/html": f"<i>{folder}</i>"})
    ]
    injected = new_code_cell("unit = 1", id=id, metadata={"tags": ["injected-parameters"]})
    return new_notebook(cells=[injected, cell], metadata={"papermill": {"input_path": folder}})


def test_runs_that_differ_in_folder_time_and_ids_become_equal() -> None:
    one = executed("/home/an/bao-cao", ("a\n", "b\n"), "2026-01-01", "aa")
    other = executed("/srv/x y/bao-cao", ("a\nb\n",), "2027-02-02", "bb")
    texts = {
        notebook_text(normalise(one, {"/home/an/bao-cao": "."})),
        notebook_text(normalise(other, {"/srv/x y/bao-cao": "."})),
    }
    assert len(texts) == 1
    assert "./data/a.csv" in texts.pop()


def test_the_notebook_given_is_not_changed() -> None:
    notebook = executed("/x", ("a",), "2026", "aa")
    before = nbformat.writes(notebook)
    normalise(notebook)
    assert nbformat.writes(notebook) == before


def test_a_normalised_notebook_is_valid_and_is_not_changed_again() -> None:
    once = normalise(executed("/x", ("a",), "2026", "aa"))
    nbformat.validate(once)
    assert notebook_text(normalise(once)) == notebook_text(once)


def test_a_folder_is_not_found_inside_a_longer_name() -> None:
    notebook = executed("/data/project-2", (), "2026", "aa")
    assert "/data/project-2/data/a.csv" in notebook_text(normalise(notebook, {"/data/project": "."}))


def test_text_in_pictures_that_looks_like_an_address_is_kept() -> None:
    cell = new_code_cell("x", id="x")
    cell.outputs = [new_output("display_data", {"image/svg+xml": "<path id='0xabcdef12'/>"})]
    assert "0xabcdef12" in notebook_text(normalise(new_notebook(cells=[cell])))
