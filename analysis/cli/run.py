"""`baocao run`: from raw tables to the published edition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.options import chosen_edition, edition_options, named_values

if TYPE_CHECKING:
    from analysis.publish.produce import Produced


@click.command()
@edition_options
@click.option("--force", is_flag=True, help="Execute every notebook, whatever the last run left.")
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=named_values,
    help="A further parameter of the notebooks; may be given several times.",
)
@click.option("--progress/--no-progress", default=None, help="Show progress [default: on a terminal]")
@click.option("--workers", type=click.IntRange(1), help="Notebooks executed at a time [default: one a core, up to 4]")
@click.option("--cell-timeout", type=click.IntRange(1), default=600, show_default=True, help="Seconds a cell may take.")
def run(
    unit: str | None,
    year: int | None,
    force: bool,
    parameters: dict[str, str],
    progress: bool | None,
    workers: int | None,
    cell_timeout: int,
) -> None:
    """Validate the tables, execute the notebooks, and publish the report with its records and audit workbook.

    The edition appears in outputs/UNIT/YEAR in one step, or not at all. Findings of the checks do not stop it: they
    stand in its annex and in checks.csv.
    """
    from analysis.pipeline.executed import Options  # noqa: PLC0415 - heavy
    from analysis.publish.produce import produce  # noqa: PLC0415

    project, unit, year = chosen_edition(unit, year)
    options = Options(force, progress, workers, cell_timeout)
    produced = produce(project, unit, year, parameters, options, lambda text: click.echo(text, err=True))
    click.echo(_summary(produced))


def _summary(produced: Produced) -> str:
    folder = _from_here(produced.folder)
    files = sorted(path.name + ("/" if path.is_dir() else "") for path in produced.folder.iterdir())
    findings = produced.findings
    errors = sum(check.severity == "error" for check in findings)
    lines = [
        f"Đã xuất bản: {folder}",
        f"  Tệp: {', '.join(files)}",
        f"  Phông chữ của PDF: {produced.font}",
        f"  Số liệu: {produced.figures}; sổ tính: {produced.notebooks} (chạy lại {produced.executed})",
        f"  Kiểm tra: {len(produced.checks)}; phát hiện: {len(findings)}"
        f" ({errors} lỗi, {len(findings) - errors} cảnh báo)"
        + (f", xem {folder / 'checks.csv'} và phụ lục đối chiếu số liệu" if findings else ""),
        f"  Thời gian: {produced.seconds:.1f} giây",
    ]
    if produced.moved_aside:
        lines.append(f"  Thư mục có sẵn ở đó được giữ lại tại {_from_here(produced.moved_aside)}")
    return "\n".join(lines)


def _from_here(path: Path) -> Path:
    """Return the path as seen from the working directory; as it is, when that is on another Windows drive."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path.absolute()
