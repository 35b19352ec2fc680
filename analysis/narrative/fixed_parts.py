"""Parts of the document that have a fixed form: letterhead and signature, and the tables of the closing annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.checks import CheckResult, PublishedComparison
from analysis.checks.catalogue import GROUPS, NORMS
from analysis.checks.published import printed_ids
from analysis.checks.statements.check import SEVERITY_VI
from analysis.figures import Figure
from analysis.narrative.blocks import FigureText, Inline, Letterhead, Signature, TableBlock, Text
from analysis.sections.context import sentence_case
from analysis.sections.texts import letterhead_lines
from analysis.tables import Inputs
from analysis.tables.inputs import last_day

UNSIGNED = "(DỰ THẢO – KHÔNG KÝ)"
"""Printed in a draft in place of the name of the signatory."""


def letterhead_block(inputs: Inputs) -> Letterhead:
    """Return the head of the document; blank items of the table, and number and day of a draft, stay blank."""
    if "letterhead" not in inputs.tables:
        return _provisional(inputs)
    names = ("number", "symbol", "place", "day", "month", "year", "document_kind", "subject", "recipient_basis")
    head = Letterhead(
        parent_body=letterhead_lines(inputs, "parent_body"),
        issuing_body=letterhead_lines(inputs, "issuing_body"),
        recipients=letterhead_lines(inputs, "recipient"),
        **{name: _one(inputs, name) for name in names},
    )
    return replace(head, number="", day="") if inputs.draft else head


def _provisional(inputs: Inputs) -> Letterhead:
    """Return the head of a draft without the table `letterhead`, from the unit's name and the year."""
    return Letterhead(
        parent_body=(),
        issuing_body=("ỦY BAN NHÂN DÂN", inputs.unit.full_name.upper()),
        number="",
        symbol="…",
        place=inputs.unit.name,
        day="",
        month="",
        year=str(last_day(inputs.unit, inputs.year).year),
        document_kind="BÁO CÁO",
        subject=f"Kết quả giảm nghèo bền vững năm {inputs.year} trên địa bàn {inputs.unit.full_name}",
        recipients=(),
    )


def signature_block(inputs: Inputs) -> Signature:
    """Return the signature block and the list of addressees; a draft is not signed."""
    if "letterhead" not in inputs.tables:
        return Signature((), "", UNSIGNED, ())
    return Signature(
        authority=letterhead_lines(inputs, "signing_authority"),
        title=_one(inputs, "signatory_title"),
        name=UNSIGNED if inputs.draft else _one(inputs, "signatory_name"),
        addressees=letterhead_lines(inputs, "addressee"),
    )


def _one(inputs: Inputs, item: str) -> str:
    return " ".join(letterhead_lines(inputs, item))


ELSEWHERE = ("published.", "tables.sha256")
"""Prefixes of checks that the annex does not list: printed numbers have their own table, readers need no digests."""

LISTED_IF_FAILED = "tables.handed_in"
"""Check that the annex lists only when it failed."""

_NORM_IDS = frozenset(check.id for check in NORMS)
_UNREPORTED = "Không liệt kê những kiểm tra về nội dung mà đơn vị không báo cáo (không có bảng số liệu)."


def differences_block(rows: Sequence[PublishedComparison], figures: Mapping[str, Figure]) -> TableBlock:
    """Tabulate printed numbers that differ from the recomputed ones."""
    return TableBlock(
        caption="Số liệu đã in khác với số liệu tính lại",
        header=("Mục", "Chỉ tiêu", "Đã in", "Tính lại", "Nguyên nhân"),
        align=("l", "l", "r", "r", "l"),
        rows=tuple(
            (
                (Text(row.section),),
                (Text(f"{row.label} ({row.unit})" if row.unit else row.label),),
                (_without_unit(row.printed, row, figures[id]),),
                (_without_unit(row.recomputed, row, figures[row.figure]),),
                (Text(row.reason),),
            )
            for id, row in printed_ids(rows).items()
        ),
    )


def _without_unit(number: str, row: PublishedComparison, figure: Figure) -> FigureText:
    """Print a number without its unit, which is printed with the label to keep the columns narrow."""
    return FigureText(figure.id, figure.exact, number.removesuffix(f" {row.unit}"), figure.provenance)


def failures_block(results: Sequence[CheckResult], figures: Mapping[str, Figure]) -> TableBlock:
    """Tabulate the failed checks, errors first."""
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


def norms_block(results: Sequence[CheckResult], figures: Mapping[str, Figure]) -> TableBlock:
    """Tabulate how the amounts of policies follow from norms; unexplained ones are among the failures."""
    explained = [r for r in results if r.id in _NORM_IDS and r.status != "failed" and r.reported]
    return TableBlock(
        caption="Kinh phí các chính sách so với định mức",
        header=("Điều được kiểm tra", "Cách tính"),
        align=("l", "l"),
        rows=tuple(((Text(r.message),), _evidence(r, figures)) for r in explained),
    )


def passed_block(results: Sequence[CheckResult]) -> TableBlock:
    """List the passed checks by subject, without evidence."""
    unlisted = (*ELSEWHERE, LISTED_IF_FAILED)
    passed = {r.id: r.message for r in results if r.status == "passed" and not r.id.startswith(unlisted)}
    subjects = {
        group.title: [passed[check.id] for check in group.checks if check.id in passed and check.id not in _NORM_IDS]
        for group in GROUPS
    }
    return _list_block("Các kiểm tra khớp", "Điều đã kiểm tra và khớp", subjects)


def untested_block(results: Sequence[CheckResult]) -> TableBlock:
    """List the skipped checks by reason, except those of subjects that the report does not cover."""
    reasons: dict[str, list[str]] = {}
    for result in results:
        if result.status == "skipped" and result.reported and result.id not in _NORM_IDS:
            reasons.setdefault(sentence_case(result.reason), []).append(result.message)
    # Four statements a row: short rows break well across pages.
    together = {
        reason: ["; ".join(statements[first : first + 4]) for first in range(0, len(statements), 4)]
        for reason, statements in reasons.items()
    }
    note = _UNREPORTED if any(not result.reported for result in results) else ""
    return _list_block("Các kiểm tra chưa thực hiện được", "Lý do và điều chưa kiểm tra được", together, note)


def _list_block(caption: str, header: str, groups: Mapping[str, Sequence[str]], note: str = "") -> TableBlock:
    """List statements under bold headings, one per row."""
    rows: list[str] = []
    headings: list[int] = []
    for heading, statements in groups.items():
        if statements:
            headings.append(len(rows))
            rows += [heading, *statements]
    cells = tuple(((Text(row),),) for row in rows)
    return TableBlock(
        caption=caption, header=(header,), align=("l",), rows=cells, total_rows=tuple(headings), note=note
    )


def _evidence(result: CheckResult, figures: Mapping[str, Figure]) -> tuple[Inline, ...]:
    """Return the evidence of a check as inline parts; figures that the report has keep their ids."""
    inlines: list[Inline] = []
    text = ""
    for part in result.evidence:
        if isinstance(part, str) or part.id not in figures:
            text += str(part)
            continue
        figure = figures[part.id]
        inlines += [Text(text), FigureText(figure.id, figure.exact, part.printed, figure.provenance)]
        text = ""
    return (*inlines, Text(text))
