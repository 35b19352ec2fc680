"""The files themselves: every row used, nothing mended unseen, nothing changed since it was handed in."""

from __future__ import annotations

from analysis.checks.statements import Check, EveryRow, Facts, UnusedRows
from analysis.checks.statements.rows import WHOLE_REGISTERS
from analysis.sections import SECTIONS
from analysis.tables import SCHEMAS
from analysis.tables.inputs import VILLAGES

TITLE = "Tệp số liệu"

_DATED = ("capital", "disbursements", "labour_indicators")
"""Tables whose rows say when they were closed."""


def _changed_files(facts: Facts) -> list[str]:
    return [
        f"{table.file}: sha256 nay là {table.sha256}"
        for table in facts.inputs.tables.values()
        if table.sidecar.sha256 and table.sidecar.sha256 != table.sha256
    ]


def _corrections(facts: Facts) -> list[str]:
    """Tell every correction; of a register only how many, for its cells are those of households."""
    told = []
    for name, table in facts.inputs.tables.items():
        own = [str(correction) for correction in table.corrections]
        told += [f"{name}: {len(own)} đính chính"] if name in WHOLE_REGISTERS and own else own
    return told


def _later_than_the_table(facts: Facts) -> list[str]:
    """List rows that are closed after their table was."""
    return [
        f"{label}: {row['as_of_date']:%d/%m/%Y}, bảng chốt ngày {table.sidecar.as_of:%d/%m/%Y}"
        for table in map(facts.inputs.__getitem__, _DATED)
        for label, row in table.frame.iterrows()
        if row["as_of_date"] > table.sidecar.as_of
    ]


def _not_handed_in(facts: Facts) -> list[str]:
    """List the tables that are not there and of which nobody said why, with the sections that are left out."""
    inputs = facts.inputs
    left_out = []
    for name, schema in SCHEMAS.items():
        if name in inputs.tables or name in inputs.absent or (name == VILLAGES and inputs.unit.level != "commune"):
            continue
        without = [section.id for section in SECTIONS.values() if name in section.needs]
        left_out.append(f"{name} ({schema.title})" + (f": không có mục {', '.join(without)}" if without else ""))
    return ["; ".join(left_out)] if left_out else []  # one exception: none of them is only counted


CHECKS: tuple[Check, ...] = (
    EveryRow(
        "tables.handed_in",
        "Mọi bảng số liệu đã có, hoặc có lý do trong absent.yml",
        ("letterhead",),
        _not_handed_in,
        severity="warning",
    ),
    UnusedRows("tables.unused_rows", "Mọi dòng của các bảng số liệu đều được dùng để tính ít nhất một số liệu"),
    EveryRow(
        "tables.dates",
        "Không dòng nào chốt sau ngày chốt của bảng",
        _DATED,
        _later_than_the_table,
    ),
    EveryRow(
        "tables.corrections",
        "Bảng số liệu được dùng đúng như cơ quan gửi, không qua đính chính",
        ("letterhead",),
        _corrections,
        severity="warning",
    ),
    EveryRow(
        "tables.sha256",
        "Tệp số liệu không thay đổi từ khi được bàn giao (sha256 trong .meta.yml)",
        ("letterhead",),
        _changed_files,
        severity="warning",
    ),
)
