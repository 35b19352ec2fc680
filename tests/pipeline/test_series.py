"""The notebooks of a series and their parameters."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_notebooks import write_notebook

from analysis.pipeline.series import SeriesError, check_parameters, find_series, parameters_for, read_notebook


def test_notebooks_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("100_last", "02_b", "00_a", "notes", "1_short"):
        write_notebook(tmp_path / f"{name}.ipynb")
    assert [n.name for n in find_series(tmp_path)] == ["00_a", "02_b", "100_last"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SeriesError, match="Không có sổ tính nào"):
        find_series(tmp_path)


def test_two_notebooks_of_one_number_are_refused(tmp_path: Path) -> None:
    write_notebook(tmp_path / "01_a.ipynb")
    write_notebook(tmp_path / "01_b.ipynb")
    with pytest.raises(SeriesError, match=r"01_a\.ipynb, 01_b\.ipynb"):
        find_series(tmp_path)


def test_declared_parameters_are_read_with_their_defaults(tmp_path: Path) -> None:
    source = 'unit = "183"\nyear: int = 2023\nlimit: float\nnames = list("ab")  # no literal'
    path = write_notebook(tmp_path / "00_a.ipynb", parameters=source)
    assert read_notebook(path).parameters == {"unit": "183", "year": 2023, "limit": None, "names": None}


@pytest.mark.parametrize(
    ("parameters", "tags", "said"),
    [
        (None, (), "hiện có 0"),
        ("unit = None", ("other",), "hiện có 0"),
        ("unit =", ("parameters",), "sai cú pháp Python, dòng 1"),
    ],
)
def test_a_notebook_without_a_good_parameters_cell_is_refused(
    tmp_path: Path, parameters: str | None, tags: tuple[str, ...], said: str
) -> None:
    path = write_notebook(tmp_path / "00_a.ipynb", "1", parameters=parameters, tags=tags)
    with pytest.raises(SeriesError, match=said) as caught:
        read_notebook(path)
    assert "00_a.ipynb" in str(caught.value)


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "00_a.ipynb"
    path.write_text("[1, 2", encoding="utf-8")
    with pytest.raises(SeriesError, match="không phải tệp sổ tính"):
        read_notebook(path)


def test_two_parameters_cells_are_refused(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "00_a.ipynb", "x = 1")
    path.write_text(path.read_text(encoding="utf-8").replace('"tags": []', '"tags": ["parameters"]'), encoding="utf-8")
    with pytest.raises(SeriesError, match="hiện có 2"):
        read_notebook(path)


def test_an_extra_parameter_goes_to_those_that_declare_it_in_the_type_of_its_default(tmp_path: Path) -> None:
    write_notebook(tmp_path / "00_a.ipynb")
    write_notebook(tmp_path / "01_b.ipynb", parameters="unit = None\nyear = None\ntop = 10\nshown = True\nrate = 0.5")
    extra = {"top": "22", "shown": "false", "rate": "1"}
    found = parameters_for(find_series(tmp_path), "183", 2023, extra)
    assert found["00_a"] == {"unit": "183", "year": 2023}
    assert found["01_b"] == {"unit": "183", "year": 2023, "top": 22, "shown": False, "rate": 1.0}


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"tpo": "1"}, '"tpo"'),
        ({"top": "many"}, "01_b.ipynb: tham số top cần giá trị kiểu int"),
        ({"unit": "184"}, "--unit"),
    ],
)
def test_a_wrong_extra_parameter_is_refused(tmp_path: Path, extra: dict[str, str], said: str) -> None:
    write_notebook(tmp_path / "00_a.ipynb")
    write_notebook(tmp_path / "01_b.ipynb", parameters="unit = None\nyear = None\ntop = 10")
    with pytest.raises(SeriesError) as caught:
        parameters_for(find_series(tmp_path), "183", 2023, extra)
    assert said in str(caught.value)


def test_an_unknown_parameter_names_the_notebook_and_what_it_accepts(tmp_path: Path) -> None:
    notebook = read_notebook(write_notebook(tmp_path / "00_a.ipynb"))
    with pytest.raises(SeriesError, match=r'"yaer"(?s:.)*00_a\.ipynb: nhận unit, year'):
        check_parameters(notebook, {"unit": "183", "yaer": 2023})


def test_every_notebook_must_take_unit_and_year(tmp_path: Path) -> None:
    write_notebook(tmp_path / "00_a.ipynb", parameters="unit = None")
    with pytest.raises(SeriesError, match=r"00_a\.ipynb: nhận unit"):
        parameters_for(find_series(tmp_path), "183", 2023)
