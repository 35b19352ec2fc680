"""The sheet of codes: what each code of the tables means, looked up by live formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.publish.workbook.grid import Cell, Column, Formula, Row, Sheet
from analysis.publish.workbook.references import shown_text
from analysis.publish.workbook.wording import CODES_SHEET
from analysis.tables import Inputs, Table
from analysis.tables.schema import Column as TableColumn
from analysis.tables.year_before import PREVIOUS, owner_of

COMMUNES = "commune"
_CODE_COLUMNS = (
    Column("domain", "Danh mục", 28),
    Column("code", "Mã", 32),
    Column("words", "Ý nghĩa", 90, wrap=True),
)


@dataclass(frozen=True)
class CodeList:
    """The codes of a workbook.

    Attributes
    ----------
    sheet
        Where they stand.
    words_by_code
        Domain → code → words.
    """

    sheet: Sheet
    words_by_code: Mapping[str, Mapping[str, str]]

    def knows(self, column: TableColumn) -> bool:
        """Whether cells of the column are codes."""
        return _domain(column) in self.words_by_code

    def words(self, column: TableColumn, code: Cell, cell: str) -> Formula:
        """Look up the code that stands in `cell`."""
        return self.look_up(_domain(column), code, cell)

    def look_up(self, domain: str, code: Cell, cell: str) -> Formula:
        """Look up a code of a domain; what is no code has no words."""
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
    """Gather the codes that the tables of an edition may hold, its own and those of the year before."""
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
