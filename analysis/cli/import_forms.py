"""`baocao import`: filled-in forms into the tables of their year, all or none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from analysis.reference.project import find_project


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unit", help="Code of the administrative unit [default: as the forms say]")
@click.option("--year", type=click.IntRange(1900, 2999), help="Year reported on [default: as the forms say]")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day of the numbers, where no file says.")
@click.option("--simulated", is_flag=True, help="Mark the tables as made up, for examples and rehearsals.")
def import_forms(
    files: tuple[Path, ...], unit: str | None, year: int | None, as_of: dt.datetime | None, simulated: bool
) -> None:
    """Turn filled-in forms (xlsx, xls, csv) into the raw tables of their year: all of them, or none.

    Files need not be the forms that new-year made; columns are known by their headers.
    """
    from analysis.forms.importing import import_forms as take_in  # noqa: PLC0415 - heavy

    project = find_project()
    day = as_of.date() if as_of else None
    done = take_in(project, files, unit, year, day, "simulated" if simulated else "published")
    lines = [f"Đã nhập {len(done.tables)} bảng vào {done.folder.relative_to(project.root)}:"]
    for table in done.tables:
        again = " (thay bảng đã có)" if table.schema.name in done.replaced else ""
        lines.append(f"  {table.schema.name}: {len(table.rows)} dòng, {table.agency}{again}")
    if done.warnings:
        lines += [f"CẢNH BÁO ({len(done.warnings)}):", *(f"  ! {warning}" for warning in done.warnings)]
    if done.notes:
        lines += [f"Lưu ý ({len(done.notes)}):", *(f"  - {note}" for note in done.notes)]
    click.echo("\n".join(lines))
