"""`baocao new-year` and `baocao import`: forms for a new year, and completed forms into tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from analysis.reference.project import find_project


@click.command("new-year")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--unit", help="Code of the administrative unit [default: of the project]")
def new_year(year: int, unit: str | None) -> None:
    """Create the folder of YEAR with opening balances from the year before and one XLSX form for each agency.

    Existing files of the year are not changed.
    """
    from analysis.forms.new_year import FORMS  # noqa: PLC0415 - heavy
    from analysis.forms.new_year import new_year as make_year  # noqa: PLC0415
    from analysis.forms.prefill import FILE as OPENING_FILE  # noqa: PLC0415

    project = find_project()
    made = make_year(project, unit or project.unit, year)
    shown = made.folder.relative_to(project.root)
    lines = [f"Đã lập {shown} với {len(made.forms)} biểu mẫu trong {shown / FORMS}:"]
    for name, form in made.forms.items():
        tables = "; ".join(table.schema.title for table in form.tables)
        lines.append(f"  {name}: {form.agency.name} ({tables})")
    if made.opening is None:
        lines.append(f"Không có số liệu năm {year - 1}: biểu mẫu để trống, không có số dư đầu kỳ.")
    else:
        lines.append(f"Số dư đầu kỳ tính từ năm {year - 1}: {shown / OPENING_FILE} ({len(made.opening.figures)} số).")
    lines.append("Gửi biểu mẫu cho các cơ quan; khi nhận lại, chạy baocao import TỆP…")
    click.echo("\n".join(lines))


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unit", help="Code of the administrative unit [default: from the forms]")
@click.option("--year", type=click.IntRange(1900, 2999), help="Year reported on [default: from the forms]")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Date of the numbers, for files without one.")
@click.option("--simulated", is_flag=True, help="Mark the tables as simulated, for examples and tests.")
def import_forms(
    files: tuple[Path, ...], unit: str | None, year: int | None, as_of: dt.datetime | None, simulated: bool
) -> None:
    """Import completed forms (xlsx, xls, csv) into the raw tables of their year: all of them, or none.

    Files need not be forms created by new-year; columns are recognised by their headers.
    """
    from analysis.forms.importing import import_forms as import_tables  # noqa: PLC0415 - heavy

    project = find_project()
    day = as_of.date() if as_of else None
    done = import_tables(project, files, unit, year, day, "simulated" if simulated else "published")
    lines = [f"Đã nhập {len(done.tables)} bảng vào {done.folder.relative_to(project.root)}:"]
    for table in done.tables:
        again = " (thay bảng đã có)" if table.schema.name in done.replaced else ""
        lines.append(f"  {table.schema.name}: {len(table.rows)} dòng, {table.agency}{again}")
    if done.warnings:
        lines += [f"CẢNH BÁO ({len(done.warnings)}):", *(f"  ! {warning}" for warning in done.warnings)]
    if done.notes:
        lines += [f"Lưu ý ({len(done.notes)}):", *(f"  - {note}" for note in done.notes)]
    click.echo("\n".join(lines))
