"""The closing annex: what was printed against what follows from the data, and the checks that failed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analysis.checks import CheckResult, PublishedComparison
from analysis.checks.reconciliation import printed_ids
from analysis.checks.statements import SEVERITY_VI
from analysis.figures import Figure
from analysis.narrative.blocks import FigureText, Inline, TableBlock, Text

ELSEWHERE = ("published.", "tables.sha256")
"""Checks that the annex does not list: its first table shows the printed numbers; digests tell a reader nothing."""


def differences_block(rows: Sequence[PublishedComparison], figures: Mapping[str, Figure]) -> TableBlock:
    """Tabulate printed numbers that do not follow from the data."""
    return TableBlock(
        caption="Số liệu đã in khác với số liệu tính lại",
        header=("Mục", "Chỉ tiêu", "Đã in", "Tính lại", "Nguyên nhân"),
        align=("l", "l", "r", "r", "l"),
        rows=tuple(
            (
                (Text(row.section),),
                (Text(f"{row.label} ({row.unit})" if row.unit else row.label),),
                (_as_printed(row, figures[id]),),
                (_recomputed(row, figures[row.figure]),),
                (Text(row.reason),),
            )
            for id, row in printed_ids(rows).items()
        ),
    )


def _as_printed(row: PublishedComparison, figure: Figure) -> FigureText:
    return FigureText(figure.id, figure.exact, _bare(row.printed, row), figure.provenance)


def _recomputed(row: PublishedComparison, figure: Figure) -> FigureText:
    return FigureText(figure.id, figure.exact, _bare(row.recomputed, row), figure.provenance)


def _bare(number: str, row: PublishedComparison) -> str:
    """Return a number without its unit, which stands beside the label: narrow columns leave room for the reason."""
    return number.removesuffix(f" {row.unit}")


def failures_block(results: Sequence[CheckResult], figures: Mapping[str, Figure]) -> TableBlock:
    """Tabulate the failed checks between tables and figures, errors first; figures in the evidence stay figures."""
    failed = [r for r in results if r.status == "failed" and not r.id.startswith(ELSEWHERE)]
    return TableBlock(
        caption="Kiểm tra giữa các bảng số liệu cho kết quả không khớp hoặc cần lưu ý",
        header=("Mức độ", "Điều phải đúng", "Chứng cứ"),
        align=("l", "l", "l"),
        rows=tuple(
            ((Text(SEVERITY_VI[r.severity]),), (Text(r.message),), _evidence(r, figures))
            for r in sorted(failed, key=lambda r: r.severity)
        ),
    )


def _evidence(result: CheckResult, figures: Mapping[str, Figure]) -> tuple[Inline, ...]:
    """Return the evidence of a check, in which "label: printed" of a figure that it speaks of leads to the figure."""
    named = {f"{figures[id].label}: {figures[id].printed}": figures[id] for id in result.figures if id in figures}
    if not named:
        return (Text(result.evidence),)
    # Longer names first: the label of one figure may be the end of another's.
    names = "|".join(map(re.escape, sorted(named, key=len, reverse=True)))
    parts: list[Inline] = []
    written = 0
    for found in re.finditer(rf"(?:{names})(?!\d|[.,]\d)", result.evidence):
        figure = named[found[0]]
        parts.append(Text(result.evidence[written : found.start()] + f"{figure.label}: "))
        parts.append(FigureText(figure.id, figure.exact, figure.printed, figure.provenance))
        written = found.end()
    return (*parts, Text(result.evidence[written:]))
