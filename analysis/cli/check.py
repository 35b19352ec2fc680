"""`baocao check` and `baocao compare`: find contradictions in the tables, or in a written report."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.options import chosen_edition, edition_options
from analysis.reference.project import Project, ProjectError, find_project

if TYPE_CHECKING:
    from analysis.checks import CheckResult
    from analysis.comparison import Finding, Knowledge, Text
    from analysis.figures import Figure
    from analysis.tables import Inputs

_FAILED = {"error": "LỖI", "warning": "CẢNH BÁO"}
_CONTRADICTIONS = {"certain": "CHẮC CHẮN MÂU THUẪN", "probable": "CÓ LẼ MÂU THUẪN", "style": "CÁCH VIẾT NÊN XEM LẠI"}
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
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@edition_options
@click.option(
    "--draft", is_flag=True, help="Tables may be missing: list them with their agencies, and check the others."
)
def check(folder: Path | None, unit: str | None, year: int | None, draft: bool) -> int:
    """Validate the tables and reconcile them; report errors with their place.

    FOLDER is a folder of raw tables, .../CODE-SLUG/YEAR, whose unit and year are read from its path; without it, the
    tables of --unit and --year are checked. Exit code 1 when a check of severity error failed.
    """
    if folder is not None and (unit or year):
        raise click.UsageError("Give either FOLDER or --unit and --year.")
    edition = _in_folder(folder) if folder is not None else chosen_edition(unit, year)

    from analysis.checks import run_checks  # noqa: PLC0415 - heavy

    inputs, figures = _computed(*edition, draft=draft)
    results = run_checks(inputs, figures)
    click.echo(f"{inputs.unit.full_name}, năm {inputs.year}: {len(inputs.tables)} bảng số liệu hợp lệ.")
    if draft:
        missing = [f"  {number}. {table}" for number, table in enumerate(inputs.missing, start=1)]
        click.echo("\n".join(["", f"CÒN THIẾU ({len(missing)} bảng)", *(missing or ["  Không thiếu bảng nào."])]))
    failed = [r for r in results if r.status == "failed"]
    count = Counter(r.status for r in results)
    click.echo("\n".join([*_by_severity(_FAILED, failed, _failed_lines), ""]))
    click.echo(
        f"{len(results)} kiểm tra: {count['passed']} đạt, {count['failed']} không đạt, {count['skipped']} bỏ qua "
        "vì thiếu số liệu."
    )
    return int(any(r.severity == "error" for r in failed))


def _failed_lines(number: int, result: CheckResult) -> list[str]:
    return [f"  {number}. Phải đúng: {result.message} [{result.id}]", f"     Thực tế: {result.evidence_text}"]


@dataclass(frozen=True)
class _TablesElsewhere(Project):
    """A project with tables in another folder, and in its siblings for other years."""

    reference_folder: Path = Path()
    tables: Path = Path()

    @property
    def reference(self) -> Path:
        """Folder of the reference data."""
        return self.reference_folder

    def table_folder(self, unit: str, year: int) -> Path:
        """Return the folder of a year."""
        folder = self.tables.with_name(str(year))
        if not folder.is_dir():
            raise ProjectError(f"Không có thư mục {folder}.")
        return folder


def _in_folder(folder: Path) -> tuple[Project, str, int]:
    """Read unit and year from the path of a folder of tables."""
    folder = folder.resolve()
    code = re.fullmatch(r"(\d+)-[\w-]+", folder.parent.name)
    if code is None or not re.fullmatch(r"\d{4}", folder.name):
        raise click.UsageError(f"{folder} is not of the form .../CODE-SLUG/YEAR.")
    project, unit, year = find_project(), code[1], int(folder.name)
    if not folder.is_relative_to(project.data):
        project = _TablesElsewhere(folder.parents[1], unit, year, reference_folder=project.reference, tables=folder)
    return project, unit, year


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
    figures = _computed(*chosen_edition(unit, year))[1] if unit or year else None
    findings = compare_text(text, figures, _knowledge(text, unit, year))
    if as_json:
        click.echo(json.dumps({"findings": [f.as_dict() for f in findings]}, ensure_ascii=False, indent=2))
    else:
        numbers = len(text.mentions) + len(text.cells)
        click.echo(f"{file.name}: đọc được {numbers} số có đơn vị hoặc trong bảng; {len(findings)} phát hiện.")
        for line in _by_severity(_CONTRADICTIONS, findings, _finding_lines):
            click.echo(line)
    return int(any(f.severity == "certain" for f in findings))


def _knowledge(text: Text, unit: str | None, year: int | None) -> Knowledge | None:
    """Return the reference data, with unit and year of the report; `None` without reference data."""
    from analysis.comparison import Knowledge  # noqa: PLC0415 - not needed for --help
    from analysis.reference.catalogue import load_reference  # noqa: PLC0415

    try:
        project = find_project()
    except ProjectError:
        if unit or year:
            raise
        return None
    if not project.reference.is_dir() and not unit and not year:
        return None
    return Knowledge.of(text, load_reference(project.reference), unit, year)


def _finding_lines(number: int, finding: Finding) -> list[str]:
    return [
        f"  {number}. Dòng {finding.line} [{_KINDS[finding.kind]}]: {finding.printed} → {finding.recomputed}",
        f"     {finding.message}",
        f"     Nguyên văn: “{finding.quote}”",
    ]


def _computed(project: Project, unit: str, year: int, *, draft: bool = False) -> tuple[Inputs, Mapping[str, Figure]]:
    """Return the tables and the figures of a unit and year."""
    from analysis.sections import build_all  # noqa: PLC0415 - heavy
    from analysis.sections.registry import all_figures  # noqa: PLC0415
    from analysis.tables import load_inputs  # noqa: PLC0415

    inputs = load_inputs(project, unit, year, draft=draft)
    return inputs, all_figures(build_all(inputs))


def _by_severity(
    headings: Mapping[str, str], found: Iterable[Any], lines_of: Callable[[int, Any], list[str]]
) -> list[str]:
    """Return the lines of what was found, under a heading for each severity and numbered within it."""
    lines = []
    for severity, heading in headings.items():
        own = [each for each in found if each.severity == severity]
        lines += ["", f"{heading} ({len(own)})"] if own else []
        for number, each in enumerate(own, start=1):
            lines += lines_of(number, each)
    return lines
