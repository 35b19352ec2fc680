"""For which unit and year forms are: what they say, what the command says, and that all say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.forms.headers import FoundTable
from analysis.forms.marks import FormMarks, year_told
from analysis.forms.storing import put_back
from analysis.reference import Project, ProjectError, Reference, Unit, load_reference
from analysis.tables.problems import Problem


@dataclass(frozen=True)
class Edition:
    """The unit and year that tables are taken in for.

    Attributes
    ----------
    unit, year
        What they are for.
    folder
        Where their tables stand.
    reference
        What they are read with.
    problems
        Files that say something else.
    """

    unit: Unit
    year: int
    folder: Path
    reference: Reference
    problems: tuple[Problem, ...]


def edition_of(
    project: Project,
    files: Sequence[tuple[FormMarks | None, str]],
    found: Sequence[FoundTable],
    unit: str | None,
    year: int | None,
) -> Edition:
    """Tell for which unit and year files are.

    Parameters
    ----------
    project
        The project.
    files
        What each form says about itself, and its name.
    found
        The tables found in them.
    unit, year
        What the command was told; it decides, but a form that says otherwise is a problem.

    Raises
    ------
    ProjectError
        When nothing tells the unit or the year, or there is no folder for them.
    """
    marks = [mark for mark, _ in files if mark is not None]
    told = unit or next((mark.unit for mark in marks), None)
    of_year = year or next((mark.year for mark in marks), None) or _only_year(found)
    if told is None or of_year is None:
        what = "đơn vị" if told is None else "năm"
        raise ProjectError(
            f"Không biết số liệu là của {what} nào: tệp không phải biểu mẫu do chương trình lập. "
            "Chạy lại với --unit MÃ --year NĂM."
        )
    reference = load_reference(project.reference)
    known = reference.units.unit_in_year(told, of_year)
    if known is None:
        raise ProjectError(f'Mã đơn vị "{told}" không có trong danh mục năm {of_year} (data/reference/units.csv).')
    for place in project.data.glob(f"{told}-*"):
        put_back(place / str(of_year))
    if not project.has_tables(told, of_year):
        raise ProjectError(
            f"Chưa có thư mục năm {of_year} của đơn vị {told}. Chạy baocao new-year {of_year} --unit {told} trước."
        )
    folder = project.table_folder(told, of_year)
    problems = [
        _of_another(name, mark, told, of_year) for mark, name in files if mark and _differs(mark, told, of_year)
    ]
    problems += [
        _of_year(table, named, of_year) for table in found if (named := year_told(table)) not in (None, of_year)
    ]
    return Edition(known, of_year, folder, reference, tuple(problems))


def _only_year(found: Sequence[FoundTable]) -> int | None:
    years = {year for table in found if (year := year_told(table)) is not None}
    return years.pop() if len(years) == 1 else None


def _differs(mark: FormMarks, unit: str, year: int) -> bool:
    return mark.unit != unit or mark.year != year


def _of_another(name: str, mark: FormMarks, unit: str, year: int) -> Problem:
    return Problem(
        name,
        f"biểu mẫu của đơn vị {mark.unit}, năm {mark.year}",
        f"biểu mẫu của đơn vị {unit}, năm {year}",
        "nhập riêng từng đơn vị và từng năm",
    )


def _of_year(table: FoundTable, named: int | None, year: int) -> Problem:
    return Problem(
        table.grid.file,
        f"đầu trang tính ghi năm {named}",
        f"số liệu năm {year}",
        "kiểm tra lại năm, sửa dòng ghi năm ở đầu trang",
        sheet=table.grid.sheet,
    )
