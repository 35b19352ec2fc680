"""`baocao compare`: find numbers of a written report that contradict each other, or the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.options import chosen_edition, edition_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.comparison import Finding, Knowledge, Text
    from analysis.figures import Figure

_HEADINGS = {"certain": "CHẮC CHẮN MÂU THUẪN", "probable": "CÓ LẼ MÂU THUẪN", "style": "CÁCH VIẾT NÊN XEM LẠI"}
_KINDS = {
    "sum": "tổng và các phần",
    "share": "tỷ lệ",
    "remainder": "số còn lại, chênh lệch",
    "count": "số đếm và danh sách",
    "label": "nhãn lặp lại",
    "cross_section": "hai nơi ghi khác nhau",
    "forecast": "dự kiến nêu như kết quả",
    "norm": "định mức",
    "name": "tên gọi",
    "data": "khác số liệu đã tính",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@edition_options
def compare(file: Path, as_json: bool, unit: str | None, year: int | None) -> int:
    """Read a written report and list the numbers that contradict each other.

    FILE is a report as txt, md, docx, pdf or html, in Vietnamese. With --unit or --year its numbers are also compared
    with the figures computed from that unit's tables. Exit code 1 when a certain contradiction is found.
    """
    from analysis.comparison import compare_text, read_lines, read_text  # noqa: PLC0415 - not needed for --help

    text = read_text(read_lines(file))
    figures = _figures(unit, year) if unit or year else None
    findings = compare_text(text, figures, _knowledge(text, unit, year))
    if as_json:
        click.echo(json.dumps({"findings": [f.as_dict() for f in findings]}, ensure_ascii=False, indent=2))
    else:
        click.echo(_report(file, len(text.mentions) + len(text.cells), findings))
    return int(any(f.severity == "certain" for f in findings))


def _knowledge(text: Text, unit: str | None, year: int | None) -> Knowledge | None:
    """Return the reference data, with unit and year of the report; `None` without reference data."""
    from analysis.comparison import Knowledge  # noqa: PLC0415 - not needed for --help
    from analysis.reference.catalogue import load_reference  # noqa: PLC0415
    from analysis.reference.project import ProjectError, find_project  # noqa: PLC0415

    try:
        project = find_project()
    except ProjectError:
        if unit or year:
            raise
        return None
    if not project.reference.is_dir() and not unit and not year:
        return None
    return Knowledge.of(text, load_reference(project.reference), unit, year)


def _figures(unit: str | None, year: int | None) -> Mapping[str, Figure]:
    """Compute the figures of a unit and year."""
    from analysis.sections import build_all  # noqa: PLC0415 - heavy
    from analysis.sections.registry import all_figures  # noqa: PLC0415
    from analysis.tables import load_inputs  # noqa: PLC0415

    return all_figures(build_all(load_inputs(*chosen_edition(unit, year))))


def _report(file: Path, numbers: int, findings: Sequence[Finding]) -> str:
    """Return the findings, the most certain first."""
    lines = [f"{file.name}: đọc được {numbers} số có đơn vị hoặc trong bảng; {len(findings)} phát hiện."]
    for severity, heading in _HEADINGS.items():
        own = [f for f in findings if f.severity == severity]
        if own:
            lines += ["", f"{heading} ({len(own)})"]
        for number, finding in enumerate(own, start=1):
            lines += [
                f"  {number}. Dòng {finding.line} [{_KINDS[finding.kind]}]: {finding.printed} → {finding.recomputed}",
                f"     {finding.message}",
                f"     Nguyên văn: “{finding.quote}”",
            ]
    return "\n".join(lines)
