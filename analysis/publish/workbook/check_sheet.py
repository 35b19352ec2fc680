"""The sheet of checks: what came of each, and where a check only compares figures, the comparison as a live formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.checks import CheckResult
from analysis.checks.catalogue import CHECKS
from analysis.checks.statements import SEVERITY_VI, Check, NotAbove, SumEquals
from analysis.publish.workbook.comparison import AGREES
from analysis.publish.workbook.grid import Column, Formula, Row, Sheet
from analysis.publish.workbook.places import TableSheet
from analysis.publish.workbook.references import joined
from analysis.publish.workbook.wording import CHECKS_SHEET, HOLDS, HOLDS_NOT, STATUS

_CHECK_COLUMNS = (
    Column("id", "Mã kiểm tra", 40),
    Column("severity", "Mức độ", 11),
    Column("message", "Nội dung", 50, wrap=True),
    Column("status", "Kết quả", 15),
    Column("live", "Tính lại bằng công thức", 16, "words"),
    Column("evidence", "Chứng cứ", 64, wrap=True),
)
_CHECK_NOTE = (
    "Cột Kết quả ghi lại lúc lập báo cáo. Kiểm tra nào chỉ so sánh các số liệu thì cột bên cạnh tính lại "
    "bằng công thức."
)
_PUBLISHED_PREFIX = "published."


def check_sheet(results: Sequence[CheckResult], cells: Mapping[str, str], published: TableSheet | None) -> Sheet:
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
        if result.id.startswith(_PUBLISHED_PREFIX) and published is not None:
            live = f"{published.sheet.cell(AGREES, compared)}=1"
            compared += 1
        elif result.id in declared and result.status != "skipped":
            live = _comparison_of(declared[result.id], cells)
        rows.append(_check_row(result, live))
    return Sheet(CHECKS_SHEET, "Kết quả kiểm tra", _CHECK_COLUMNS, tuple(rows), (_CHECK_NOTE,), "result")


def _comparison_of(check: Check, cells: Mapping[str, str]) -> str | None:
    match check:
        case SumEquals():
            return f"{joined('SUM', _all(check.parts, cells))}=N({cells[check.total]})"
        case NotAbove():
            return f"N({cells[check.figure]})<=N({cells[check.limit]})"
    return None


def _all(ids: Iterable[str], cells: Mapping[str, str]) -> list[str]:
    return [cells[id] for id in ids]


def _check_row(result: CheckResult, live: str | None) -> Row:
    status = STATUS[result.status]
    formula = Formula(f'=IF({live},"{HOLDS}","{HOLDS_NOT}")', status) if live else None
    cells = (
        result.id,
        SEVERITY_VI[result.severity],
        result.message,
        status,
        formula,
        result.evidence,
    )
    return Row(cells, failed=result.status == "failed")
