"""The sheet of checks: what came of each, and where a check only compares figures, the comparison as a live formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.checks import CheckResult
from analysis.checks.catalogue import CHECKS
from analysis.checks.statements import SEVERITY_VI, Check, NotAbove, SumEquals
from analysis.publish.workbook.comparison import AGREES
from analysis.publish.workbook.grid import Column, Formula, Row, Sheet
from analysis.publish.workbook.places import TablePlace
from analysis.publish.workbook.references import joined
from analysis.publish.workbook.wording import CHECKS as NAME
from analysis.publish.workbook.wording import HOLDS, HOLDS_NOT, STATUS

_COLUMNS = (
    Column("id", "Mã kiểm tra", 40),
    Column("severity", "Mức độ", 11),
    Column("message", "Nội dung", 50, wrap=True),
    Column("status", "Kết quả", 15),
    Column("live", "Tính lại bằng công thức", 16, "words"),
    Column("evidence", "Chứng cứ", 64, wrap=True),
)
_NOTE = (
    "Cột Kết quả ghi lại lúc lập báo cáo. Kiểm tra nào chỉ so sánh các số liệu thì cột bên cạnh tính lại "
    "bằng công thức."
)
_OF_PUBLISHED = "published."


def check_sheet(results: Sequence[CheckResult], cells: Mapping[str, str], published: TablePlace | None) -> Sheet:
    """Lay the checks out.

    Parameters
    ----------
    results
        What came of every check, in order.
    cells
        Where figures stand, by id.
    published
        The comparison with what was printed before, whose rows are the checks named `published.…`, in order.
    """
    declared = {check.id: check for check in CHECKS}
    rows, compared = [], 0
    for result in results:
        live = None
        if result.id.startswith(_OF_PUBLISHED) and published is not None:
            live = f"{published.sheet.cell(AGREES, compared)}=1"
            compared += 1
        elif result.id in declared and result.status != "skipped":
            live = _statement(declared[result.id], cells)
        rows.append(_row(result, live))
    return Sheet(NAME, "Kết quả kiểm tra", _COLUMNS, tuple(rows), (_NOTE,), "result")


def _statement(check: Check, cells: Mapping[str, str]) -> str | None:
    match check:
        case SumEquals():
            return f"{joined('SUM', _all(check.parts, cells))}=N({cells[check.total]})"
        case NotAbove():
            return f"N({cells[check.figure]})<=N({cells[check.limit]})"
    return None


def _all(ids: Iterable[str], cells: Mapping[str, str]) -> list[str]:
    return [cells[id] for id in ids]


def _row(result: CheckResult, live: str | None) -> Row:
    status = STATUS[result.status]
    formula = Formula(f'=IF({live},"{HOLDS}","{HOLDS_NOT}")', status) if live else None
    cells = (
        result.id,
        SEVERITY_VI[result.severity],
        result.message,
        status,
        formula,
        result.evidence_text,
    )
    return Row(cells, failed=result.status == "failed")
