"""`baocao check`: validate and reconcile the tables, without executing or publishing anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.options import chosen_edition, edition_options
from analysis.reference.project import Project, ProjectError, find_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.checks import CheckResult

_HEADINGS = {"error": "LỖI", "warning": "CẢNH BÁO"}


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
    project, unit, year = _in_folder(folder) if folder is not None else chosen_edition(unit, year)

    from analysis.checks import run_checks  # noqa: PLC0415 - heavy
    from analysis.sections import build_all  # noqa: PLC0415
    from analysis.sections.registry import all_figures  # noqa: PLC0415
    from analysis.tables import load_inputs  # noqa: PLC0415

    inputs = load_inputs(project, unit, year, draft=draft)
    results = run_checks(inputs, all_figures(build_all(inputs)))
    click.echo(f"{inputs.unit.full_name}, năm {inputs.year}: {len(inputs.tables)} bảng số liệu hợp lệ.")
    if draft:
        missing = [f"  {number}. {table}" for number, table in enumerate(inputs.missing, start=1)]
        click.echo("\n".join(["", f"CÒN THIẾU ({len(missing)} bảng)", *(missing or ["  Không thiếu bảng nào."])]))
    click.echo(_report(results))
    return int(any(r.status == "failed" and r.severity == "error" for r in results))


@dataclass(frozen=True)
class _TablesElsewhere(Project):
    """A project with tables in another folder."""

    reference_folder: Path = Path()
    tables: Path = Path()

    @property
    def reference(self) -> Path:
        """Folder of the reference data."""
        return self.reference_folder

    def table_folder(self, unit: str, year: int) -> Path:
        """Return the other folder, or its sibling for another year."""
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
    if folder.is_relative_to(project.data):
        return project, unit, year
    root = folder.parents[1]
    elsewhere = _TablesElsewhere(root, unit, year, reference_folder=project.reference, tables=folder)
    return elsewhere, unit, year


def _report(results: Sequence[CheckResult]) -> str:
    """Return the failed checks, errors first, each with its evidence."""
    lines: list[str] = []
    for severity, heading in _HEADINGS.items():
        failed = [r for r in results if r.status == "failed" and r.severity == severity]
        if failed:
            lines += ["", f"{heading} ({len(failed)})"]
        for number, result in enumerate(failed, start=1):
            lines += [f"  {number}. Phải đúng: {result.message} [{result.id}]", f"     Thực tế: {result.evidence_text}"]
    count = {status: sum(r.status == status for r in results) for status in ("passed", "failed", "skipped")}
    lines += [
        "",
        f"{len(results)} kiểm tra: {count['passed']} đạt, {count['failed']} không đạt, {count['skipped']} bỏ qua "
        "vì thiếu số liệu.",
    ]
    return "\n".join(lines)
