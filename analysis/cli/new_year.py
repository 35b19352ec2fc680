"""`baocao new-year`: the folder of a new year, what it opens with, and a form for each agency."""

from __future__ import annotations

import click

from analysis.reference.project import find_project


@click.command("new-year")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--unit", help="Code of the administrative unit [default: of the project]")
def new_year(year: int, unit: str | None) -> None:
    """Make the folder of YEAR: opening balances from the year before, and one XLSX form for each agency.

    Nothing of an existing year is touched.
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
