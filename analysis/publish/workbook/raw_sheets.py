"""Raw tables as sheets: cells as they were read, codes with their words, derived columns as formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.figures.figure import VIETNAMESE
from analysis.publish.workbook.addresses import POSITION, TableSheet
from analysis.publish.workbook.sheets import (
    CODES_SHEET,
    LONGEST_TEXT,
    WORDS,
    Cell,
    Column,
    Formula,
    Row,
    Sheet,
    mark,
    shown_text,
    text_literal,
)
from analysis.tables import Inputs, Table
from analysis.tables.loading import PREVIOUS, owner_of
from analysis.tables.schema import PROVENANCE_COLUMN, DerivedColumn
from analysis.tables.schema import Column as TableColumn

COMMUNES = "commune"
_CODE_COLUMNS = (
    Column("domain", "Danh mục", 28),
    Column("code", "Mã", 32),
    Column("words", "Ý nghĩa", 90, wrap=True),
)


@dataclass(frozen=True)
class CodeList:
    """The sheet of codes; `words_by_code` maps domain → code → words."""

    sheet: Sheet
    words_by_code: Mapping[str, Mapping[str, str]]

    def covers(self, column: TableColumn) -> bool:
        """Whether cells of the column are codes of the list."""
        return _domain(column) in self.words_by_code

    def words(self, column: TableColumn, code: Cell, cell: str) -> Formula:
        """Return the formula that looks up the code in `cell`."""
        return self.look_up(_domain(column), code, cell)

    def look_up(self, domain: str, code: Cell, cell: str) -> Formula:
        """Return the formula that looks up a code of a domain; an unknown code gives an empty text."""
        first = 0
        for name, words in self.words_by_code.items():
            if name == domain:
                keys = self.sheet.cells("code", first, len(words))
                found = self.sheet.cells("words", first, len(words))
                text = f'=IFERROR(INDEX({found},MATCH({cell},{keys},0)),"")'
                return Formula(text, words.get(str(code), "") if code is not None else "")
            first += len(words)
        raise KeyError(domain)


def code_list(inputs: Inputs, tables: Mapping[str, Table]) -> CodeList:
    """Collect the codes that the tables of an edition may hold, its own and those of the year before."""
    reference = inputs.reference
    owners = {name: owner_of(inputs, name) for name in tables}
    components = dict(inputs.components)
    for owner in owners.values():
        components |= {code: row for code, row in owner.components.items() if code not in components}
    domains: dict[str, Mapping[str, str]] = {
        "component": {code: _component(code, row) for code, row in components.items()},
    }
    communes = {u.code: u.full_name for name in tables for u in owners[name].communes(name.removeprefix(PREVIOUS))}
    used = {c.choices for table in tables.values() for c in table.schema.all_columns if c.choices}
    domains |= {COMMUNES: communes}
    domains |= {name: words for name, words in reference.vocabulary.items() if name in used}
    shown = {name: {c: shown_text(w) for c, w in words.items()} for name, words in domains.items()}
    headers = {_domain(c): c.header for table in tables.values() for c in table.schema.all_columns}
    rows = tuple(
        Row((headers.get(domain, domain), code, words))
        for domain, found in shown.items()
        for code, words in found.items()
    )
    notes = ("Mã dùng trong các bảng và ý nghĩa của chúng (data/reference).",)
    return CodeList(Sheet(CODES_SHEET, "Danh mục mã", _CODE_COLUMNS, rows, notes, "helper"), shown)


def _component(code: str, row: Mapping[str, str]) -> str:
    return f"{row['kind_vi']} {code}: {row['name_vi']}" if code[0].isdigit() else row["name_vi"]


def _domain(column: TableColumn) -> str:
    return column.choices or (COMMUNES if column.type == "commune" else "")


_FORMS = {"integer": "integer", "decimal": "decimal", "date": "date", "flag": "flag"}
_FIRST_DATE = dt.date(1900, 3, 1)
"""Excel numbers earlier days differently or not at all: it has a 29 February 1900."""
_LONG = 40


def table_sheet(
    table: Table, name: str, codes: CodeList, derived: Iterable[DerivedColumn] = (), notes: Sequence[str] = ()
) -> TableSheet:
    """Return the sheet of a raw table.

    Parameters
    ----------
    table
        The table.
    name
        Name of the sheet.
    codes
        The sheet of codes, for their words.
    derived
        Columns that figures derive from the table.
    notes
        Additional notes of the sheet.
    """
    own = [column for column in table.schema.all_columns if _is_shown(table, column)]
    texts = {column.name: _texts(table.frame[column.name]) for column in own if _is_text(column)}
    columns = [Column(POSITION, "Dòng", 7, "plain")]
    for column in own:
        columns += _columns(column, texts.get(column.name, {}).values(), codes)
    columns += [Column(d.name, d.header, 14, "plain") for d in derived]
    columns.append(Column("mark", "Mô phỏng", 9))
    blank = Sheet(name, table.schema.title, tuple(columns), (), (*notes_of(table), *notes))
    rows = [
        _row(blank, number, label, row, own, texts, codes, derived)
        for number, (label, row) in enumerate(table.frame.iterrows())
    ]
    return TableSheet(Sheet(name, blank.title, blank.columns, tuple(rows), blank.notes), texts)


def notes_of(table: Table) -> tuple[str, ...]:
    """Return what a row of a table is, who handed it in, and the digest of its file."""
    sidecar = table.sidecar
    lines = [
        f"Mỗi dòng là {table.schema.row_is}. Cơ quan cung cấp: {sidecar.agency}. "
        f"Chốt đến ngày {sidecar.as_of:%d/%m/%Y}.",
        f"Nguồn gốc: {VIETNAMESE[sidecar.provenance]}. "
        f"Tệp {table.file}, {len(table.frame)} dòng, sha256 {table.sha256}.",
    ]
    if table.corrections:
        lines[-1] += f" Đã đính chính khi đọc (corrections.yml): {len(table.corrections)} chỗ."
    return tuple(lines)


def _is_shown(table: Table, column: TableColumn) -> bool:
    """Whether a column has a place on the sheet: optional columns only if they have values."""
    if column.name not in table.frame:
        return False
    cells = table.frame[column.name]
    return not column.optional or bool((cells.notna() & (cells.astype(str) != "")).any())


def _is_text(column: TableColumn) -> bool:
    return bool(column.choices) or column.type in ("text", "commune")


def _is_coded(column: TableColumn, codes: CodeList) -> bool:
    """Whether the column has its codes and, beside them, their words; provenance has only the words."""
    return codes.covers(column) and column != PROVENANCE_COLUMN


def _texts(cells: pd.Series[Any]) -> dict[str, str]:
    """Map each text to that of its cell; texts that differ only in invisible characters get a number."""
    shown: dict[str, str] = {}
    taken: set[str] = set()
    for text in map(str, cells.unique()):
        plain = visible = shown_text(text)
        counter = 1
        while visible in taken:
            counter += 1
            visible = f"{plain[: LONGEST_TEXT - 12]} ({counter})"
        taken.add(visible)
        shown[text] = visible
    return shown


def _columns(column: TableColumn, texts: Iterable[str], codes: CodeList) -> list[Column]:
    longest = max((len(text) for text in texts), default=0)
    long = longest > _LONG
    form = "text" if column.choices else _FORMS.get(column.type, "text")
    if column.name.endswith("year"):
        form = "plain"
    width = 50 if long else max(10 if form == "text" else 16, longest + 2)
    if column == PROVENANCE_COLUMN:
        width = 28
    if not _is_coded(column, codes):
        return [Column(column.name, column.header, width, form, wrap=long, given=True)]
    return [
        Column(column.name, f"{column.header} (mã)", max(14, min(26, longest + 3)), given=True),
        Column(column.name + WORDS, column.header, 28, "words", wrap=True),
    ]


def _row(
    sheet: Sheet,
    number: int,
    label: Any,
    row: pd.Series[Any],
    own: Sequence[TableColumn],
    texts: dict[str, dict[str, str]],
    codes: CodeList,
    derived: Iterable[DerivedColumn],
) -> Row:
    cells: list[Cell] = [int(str(label).rpartition(":")[2])]
    for column in own:
        cell = _cell(row[column.name], column, texts.get(column.name, {}))
        cells.append(cell)
        if _is_coded(column, codes):
            cells.append(codes.words(column, cell, sheet.here(column.name, number)))
    cells += [derived_formula(d, row[d.of], sheet.here(d.of, number)) for d in derived]
    grade = row["provenance"]
    return Row((*cells, mark(grade)), grade)


def _cell(value: Any, column: TableColumn, texts: dict[str, str]) -> Cell:
    if _is_text(column):
        return VIETNAMESE[value] if column == PROVENANCE_COLUMN else texts[str(value)] or None
    if column.type == "communes":
        return "; ".join(value)
    if value is None or pd.isna(value):
        return None
    if column.type == "date":
        return value if value >= _FIRST_DATE else value.isoformat()
    return Decimal(value) if column.type == "decimal" else int(value)


def derived_formula(derived: DerivedColumn, value: Any, cell: str) -> Formula:
    """Return the formula of a derived column for one row, with its result."""
    match derived.operation:
        case "year":
            return Formula(f'=IF(ISNUMBER({cell}),YEAR({cell}),"")', value.year if value >= _FIRST_DATE else "")


def text_of(cell: str) -> str:
    """Return a reference to a cell of text for which a blank stays blank; a bare reference would give 0."""
    return f"{cell}&{text_literal('')}"
