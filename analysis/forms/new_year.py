"""A new year, from last year's tables to the forms: the table of contents."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from analysis.figures import FigureBook
from analysis.forms.content import Form, FormTable, reader_for
from analysis.forms.prefill import FILE as OPENING_FILE
from analysis.forms.prefill import as_csv, opening_balances, opening_rows
from analysis.forms.writing import write_form
from analysis.reference import Project, ProjectError, Reference, Unit, load_reference
from analysis.reference.catalogue import Agency
from analysis.reference.place_names import fold
from analysis.tables import SCHEMAS, Inputs, load_inputs
from analysis.tables.inputs import VILLAGES, last_day
from analysis.tables.spreadsheets import table_files

FORMS = "forms"
"""Folder of the forms within that of the year."""


@dataclass(frozen=True)
class NewYear:
    """Result of making a year: its folder, forms by file name, opening balances where the year before has tables."""

    folder: Path
    forms: dict[str, Form]
    opening: FigureBook | None


def new_year(project: Project, unit: str, year: int) -> NewYear:
    """Make the folder of a year with its opening balances and one form for each agency.

    Raises
    ------
    ProjectError
        When the unit is unknown, or the year has a folder already.
    InputProblems
        When the tables of the year before exist but cannot be used.
    """
    reference = load_reference(project.reference)
    found = reference.units.unit_in_year(unit, year)
    if found is None:
        raise ProjectError(
            f'Mã đơn vị "{unit}" không có trong danh mục năm {year} (data/reference/units.csv). '
            "Kiểm tra lại mã; đơn vị đã kết thúc hoạt động thì không có năm này."
        )
    own = sorted(p for p in project.data.glob(f"{unit}-*") if p.is_dir())
    folder = (own[0] if own else project.data / f"{unit}-{slug(found.name)}") / str(year)
    if folder.exists():
        raise ProjectError(
            f"Đã có thư mục data/{folder.parent.name}/{year}; lệnh này không ghi đè năm đã có. "
            "Muốn làm lại từ đầu thì chuyển thư mục đó đi nơi khác trước."
        )
    last = _last_year(project, unit, year)
    opening = opening_balances(last) if last is not None else None
    forms = _forms(reference, found, year, last, opening)
    files = {f"{FORMS}/{name}": write_form(form) for name, form in forms.items()}
    if opening is not None:
        files[OPENING_FILE] = as_csv(opening).encode("utf-8")
    _make(folder, files)
    return NewYear(folder, forms, opening)


def slug(name: str) -> str:
    """Return a name for a folder: without diacritics, words joined by hyphens.

    >>> slug("Cao Lộc"), slug("Phòng Tài chính - Kế hoạch")
    ('cao-loc', 'phong-tai-chinh-ke-hoach')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def _last_year(project: Project, unit: str, year: int) -> Inputs | None:
    """Read the tables of the year before that exist."""
    if not project.has_tables(unit, year - 1):
        return None
    folder = project.table_folder(unit, year - 1)
    present = [name for name in SCHEMAS if table_files(folder, name)]
    return load_inputs(project, unit, year - 1, present) if present else None


def _forms(
    reference: Reference, unit: Unit, year: int, last: Inputs | None, opening: FigureBook | None
) -> dict[str, Form]:
    """Group tables into one form for each agency; registers, which are large, get their own form.

    Only a commune lists villages.
    """
    day = last_day(unit, year)
    reader = reader_for(reference, unit, day)
    agencies = reference.agencies.by_table(unit, day)
    tables: dict[tuple[Agency, str], list[FormTable]] = {}
    for name, schema in SCHEMAS.items():
        if name == VILLAGES and unit.level != "commune":
            continue
        rows = opening_rows(last, opening, name) if last is not None and name in last.tables else ()
        agency = Agency("", agencies[name].name)  # several functions of one office share a form
        register = f"-{name.replace('_', '-')}" if schema.register else ""
        tables.setdefault((agency, register), []).append(FormTable(schema, rows))
    return {
        f"{slug(agency.name)}{register}.xlsx": Form(agency, unit, year, tuple(own), reader)
        for (agency, register), own in tables.items()
    }


def _make(folder: Path, files: dict[str, bytes]) -> None:
    """Write a new folder in one step, or not at all."""
    first = next(p for p in (folder.parent, folder.parent.parent) if p.is_dir())
    staging = Path(tempfile.mkdtemp(prefix=".new-year-", dir=first))
    try:
        staging.chmod(0o755)
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        folder.parent.mkdir(exist_ok=True)
        staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
