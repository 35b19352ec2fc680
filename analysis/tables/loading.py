"""Reading a unit's tables of a year, with every fault of every table at once, and those of the year before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from analysis.reference import Project, ProjectError, Reference, Unit, load_reference
from analysis.reference.units import kind_words, main_kind
from analysis.tables.inputs import VILLAGES, Inputs, Table, components_of, villages_of
from analysis.tables.metadata import (
    ABSENT_FILE,
    CORRECTIONS_FILE,
    REQUIRED,
    Correction,
    apply_corrections,
    file_digest,
    missing_tables,
    read_absent,
    read_corrections,
    read_sidecar,
)
from analysis.tables.schema import InputProblems, Problem, TableSchema
from analysis.tables.schemas import SCHEMAS
from analysis.tables.spreadsheets import read_cells, table_files
from analysis.tables.validation import CellReader, only_columns, validate

# A year ---------------------------------------------------------------------------------------------------------------


def load_inputs(
    project: Project,
    unit: str,
    year: int,
    names: Iterable[str] | None = None,
    columns: Mapping[str, tuple[str, ...]] | None = None,
    *,
    draft: bool = False,
    known: Inputs | None = None,
) -> Inputs:
    """Read and validate a unit's tables for a year.

    Parameters
    ----------
    names
        Names of the tables; all of them when `None`.
    columns
        Of a table named here, only these columns and its key are read and validated: large registers of other years.
    draft
        Treat every table that does not exist as missing, not as a fault.
    known
        Inputs of the same report that were read before; their tables and reference data are not read again.

    Raises
    ------
    ProjectError
        When the unit or the year is unknown.
    InputProblems
        With every fault of every table, all at once.
    """
    reference = known.reference if known else load_reference(project.reference)
    found = reference.units.unit_in_year(unit, year)
    if found is None:
        raise ProjectError(_unknown_unit(reference, unit, year))
    folder = project.table_folder(unit, year)
    tables: dict[str, Table] = {}
    base = folder.relative_to(project.root).as_posix()
    corrections, problems = read_corrections(folder, base)
    absent = read_absent(folder, f"{base}/{ABSENT_FILE}")
    if isinstance(absent, Problem):
        problems, absent = [*problems, absent], {}
    present = frozenset(name for name in SCHEMAS if table_files(folder, name))
    promised = frozenset(name for name in SCHEMAS if name in REQUIRED or table_files(folder, name, (".meta.yml",)))
    handed_in = present if draft else present | promised
    missing = missing_tables(reference, found, year, base, {*present, *absent})
    wanted = [name for name in (names if names is not None else SCHEMAS) if name in handed_in]
    villages: tuple[Unit, ...] = ()
    if found.level == "commune" and VILLAGES in handed_in:  # first, because other tables refer to villages
        wanted = [VILLAGES, *(name for name in wanted if name != VILLAGES)]
    for name in wanted:
        own = tuple(correction for correction in corrections if correction.table == name)
        few = (columns or {}).get(name, ())
        if known and name in known.tables:
            result: Table | list[Problem] = known.tables[name]
        else:
            result = _load_table(SCHEMAS[name], folder, base, reference, found, year, own, villages, few)
        if isinstance(result, Table):
            tables[name] = result
            if name == VILLAGES and found.level == "commune":
                villages = villages_of(found, result.frame, reference)
        else:
            problems += result
    if problems:
        raise InputProblems(problems)
    return Inputs(found, year, reference, tables, project, handed_in, absent, missing, draft)


def _unknown_unit(reference: Reference, code: str, year: int) -> str:
    """Return the message for an unknown code: its unit in other years, or similar codes."""
    message = f'Mã đơn vị "{code}" không có trong danh mục năm {year} (data/reference/units.csv).'
    once = reference.units.of_code(code)
    if once:
        ended = max(unit.valid_to for unit in once)
        return f"{message} Đó là mã của {once[-1].full_name}, kết thúc hoạt động ngày {ended:%d/%m/%Y}."
    near = ", ".join(f"{u.code} ({u.full_name})" for u in reference.units.with_similar_code(code, year))
    return f"{message} Có phải: {near}?" if near else f"{message} Mã tỉnh có 2 chữ số, huyện 3, xã 5."


def _load_table(
    schema: TableSchema,
    folder: Path,
    base: str,
    reference: Reference,
    unit: Unit,
    year: int,
    corrections: tuple[Correction, ...],
    villages: tuple[Unit, ...],
    columns: tuple[str, ...],
) -> Table | list[Problem]:
    present = table_files(folder, schema.name)
    if len(present) != 1:
        agency = reference.agencies.by_table(unit, dt.date(year, 12, 31)).get(schema.name)
        return [_not_one_file(base, schema, present, agency.name if agency else "cơ quan cung cấp")]
    path = present[0]
    shown = f"{base}/{path.name}"
    described = f"{base}/{schema.name}.meta.yml"
    sidecar = read_sidecar(folder / f"{schema.name}.meta.yml", described)
    raw = read_cells(path, shown)
    faults = [part for part in (sidecar, raw) if isinstance(part, Problem)]
    if isinstance(sidecar, Problem) or isinstance(raw, Problem):
        return faults
    if abs(sidecar.as_of.year - year) > 1:
        message, expected = f"số liệu không phải của báo cáo năm {year}", f"ngày trong các năm {year - 1}–{year + 1}"
        remedy = "sửa as_of, hoặc thay bảng bằng số liệu của năm báo cáo"
        value = sidecar.as_of.isoformat()
        return [Problem(described, message, expected, remedy, column="as_of", value=value)]
    raw, applied, faults = apply_corrections(raw, schema, corrections, f"{base}/{CORRECTIONS_FILE}")
    parts = villages or reference.units.communes(unit, sidecar.as_of)
    schema = schema.for_parts(main_kind(parts), kind_words(parts)) if parts else schema
    if columns:
        raw, schema = only_columns(raw, schema, columns)
    reader = CellReader(reference, parts, components_of(reference, year))
    frame, problems = validate(raw, schema, reader)
    if faults or problems:
        return faults + problems
    grades = frame["provenance"].where(frame["provenance"] != "", sidecar.provenance)
    frame = frame.assign(provenance=grades)
    return Table(schema, shown, frame, sidecar, file_digest(path), applied, sheet=raw.sheet, reader=reader)


def _not_one_file(base: str, schema: TableSchema, present: list[Path], agency: str) -> Problem:
    if present:
        return Problem(
            f"{base}/{schema.name}",
            "có cả tệp .csv và tệp .xlsx",
            "một tệp duy nhất cho mỗi bảng",
            "giữ tệp đúng, chuyển tệp kia ra khỏi thư mục",
        )
    columns = ", ".join(c.title for c in schema.columns)
    return Problem(
        f"{base}/{schema.name}.csv",
        f'thiếu bảng "{schema.title}"',
        f"tệp {schema.name}.csv hoặc {schema.name}.xlsx với các cột: {columns}",
        f"xin bảng này từ {agency} và đặt vào thư mục (baocao import nhận biểu mẫu đã điền); trong khi chờ, "
        "baocao run --draft lập bản dự thảo nêu rõ bảng còn thiếu",
    )


# The year before ------------------------------------------------------------------------------------------------------


PREVIOUS = "previous."
"""Prefix of last year's tables and ids of figures in this year's report."""


def year_before(inputs: Inputs, names: Iterable[str] | None = None) -> Inputs | None:
    """Return what the same unit handed in for the year before, where the project has it.

    A unit that had another name, level or area then, or whose code was another unit's, is not the same. The result has
    no project, so no year before itself. `names` that do not exist are left out; all tables when `None`.

    Raises
    ------
    InputProblems
        When a table exists but cannot be used.
    ProjectError
        When there was no unit of its code.
    """
    wanted = tuple(SCHEMAS if names is None else names)
    if inputs.previous is not None:
        return _only(inputs.previous, wanted)
    project, code, year = inputs.project, inputs.unit.code, inputs.year - 1
    if project is None or not project.has_tables(code, year):
        return None
    if inputs.reference.units.unit_in_year(code, year) not in (inputs.unit, None):
        return None
    known = inputs.earlier[0] if inputs.earlier else None
    missing = [n for n in wanted if known is None or (n in known.handed_in and n not in known.tables)]
    if missing or known is None:
        read = load_inputs(project, code, year, missing)
        tables = {**read.tables, **(known.tables if known else {})}
        known = replace(read, tables=tables, project=None)
        inputs.earlier[:] = [known]
    return _only(known, wanted)


def _only(inputs: Inputs, names: Iterable[str]) -> Inputs:
    chosen = {*names, VILLAGES}
    return replace(inputs, tables={name: table for name, table in inputs.tables.items() if name in chosen})


def as_previous(before: Inputs) -> Inputs:
    """Return last year's inputs with their tables under the names that they have in this year's report."""
    return replace(before, tables={name: _renamed(table) for name, table in before.tables.items()})


def tables_behind(inputs: Inputs, names: Iterable[str]) -> dict[str, Table]:
    """Return a report's tables, and those of the year before that are named (`previous.capital`).

    Raises
    ------
    KeyError
        When the year before has no such table.
    """
    wanted = [name.removeprefix(PREVIOUS) for name in dict.fromkeys(names) if name.startswith(PREVIOUS)]
    before = year_before(inputs, wanted) if wanted else None
    if before is None:
        return dict(inputs.tables)
    return {**inputs.tables, **{PREVIOUS + name: _renamed(before.tables[name]) for name in wanted}}


def owner_of(inputs: Inputs, name: str) -> Inputs:
    """Return the inputs that a table belongs to: the report's, or those of the year before."""
    if not name.startswith(PREVIOUS):
        return inputs
    return year_before(inputs, [name.removeprefix(PREVIOUS)]) or inputs


def _renamed(table: Table) -> Table:
    return replace(table, alias=PREVIOUS + table.schema.name)
