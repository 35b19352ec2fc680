"""`baocao run`: from raw tables to the published edition."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.options import chosen_edition, edition_options
from analysis.pipeline.preload import warm_process

if TYPE_CHECKING:
    from analysis.publish.produce import Produced
    from analysis.reference.project import Project


def _named_values(context: click.Context, option: click.Parameter, typed: tuple[str, ...]) -> dict[str, str]:
    """Parse `NAME=VALUE` options into a dictionary."""
    values: dict[str, str] = {}
    for item in typed:
        name, equals, value = item.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"{item!r} is not of the form NAME=VALUE", context, option)
        if name in values:
            raise click.BadParameter(f"{name} is given twice", context, option)
        values[name] = value
    return values


@click.command()
@edition_options
@click.option("--draft", is_flag=True, help="Tables may be missing; sections name them. Published in YEAR-du-thao.")
@click.option("--force", is_flag=True, help="Execute every notebook and make every document, even if nothing changed.")
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_named_values,
    help="A further parameter of the notebooks; may be given several times.",
)
@click.option("--progress/--no-progress", default=None, help="Show progress [default: on a terminal]")
@click.option("--workers", type=click.IntRange(1), help="Notebooks executed at a time [default: one a core, up to 4]")
@click.option("--cell-timeout", type=click.IntRange(1), default=600, show_default=True, help="Seconds a cell may take.")
def run(
    unit: str | None,
    year: int | None,
    draft: bool,
    force: bool,
    parameters: dict[str, str],
    progress: bool | None,
    workers: int | None,
    cell_timeout: int,
) -> None:
    """Validate the tables, execute the notebooks, and publish the report with its records and audit workbook.

    The edition appears in outputs/UNIT/YEAR in one step, or not at all. Findings of the checks do not stop it: they
    are listed in its annex and in checks.csv. With --draft, sections name the tables that are missing.
    """
    project, unit, year = chosen_edition(unit, year)
    unchanged = None if force else _unchanged(project, unit, year, parameters, draft=draft)
    if unchanged:
        click.echo(unchanged)
        return
    with warm_process(project) as process:
        from analysis.pipeline.run_or_reuse import Options  # noqa: PLC0415 - heavy
        from analysis.publish.produce import produce  # noqa: PLC0415

        options = Options(force, progress, workers, cell_timeout, process)
        say = partial(click.echo, err=True)
        produced = produce(project, unit, year, parameters, options, say, draft=draft)
    click.echo(_summary(produced))
    click.echo(_about_missing(produced, draft=draft), nl=False)
    older = project.edition_folder(unit, year, draft=True)
    if not draft and older.exists():
        click.echo(f"Bản dự thảo trước đây còn ở {_from_here(older)}; không còn cần thì xóa đi.")


def _unchanged(project: Project, unit: str, year: int, parameters: dict[str, str], *, draft: bool) -> str:
    """Return the message for an edition that is up to date; empty for another."""
    from analysis.pipeline.series import find_series, parameters_for  # noqa: PLC0415
    from analysis.publish.published_edition import unchanged_edition  # noqa: PLC0415

    series = find_series(project.notebooks)
    chosen = parameters_for(series, unit, year, parameters, draft=draft)
    manifest = unchanged_edition(project, unit, year, chosen, draft=draft)
    if manifest is None:
        return ""
    counts, missing = manifest["counts"], manifest["missing"]
    still = [f"  Còn thiếu {len(missing)} bảng: {', '.join(table['title'] for table in missing)}"] if missing else []
    folder = _from_here(project.edition_folder(unit, year, draft=draft))
    same = f"Không có gì thay đổi; bản đã xuất bản vẫn đúng: {folder}"
    return "\n".join([same, *_counts(**counts, executed=0), *still])


def _counts(figures: int, notebooks: int, executed: int, checks: int, errors: int, warnings: int) -> list[str]:
    return [
        f"  Số liệu: {figures}; sổ tính: {notebooks} (chạy lại {executed})",
        f"  Kiểm tra: {checks}; phát hiện: {errors + warnings} ({errors} lỗi, {warnings} cảnh báo)",
    ]


def _summary(produced: Produced) -> str:
    folder = _from_here(produced.folder)
    files = sorted(path.name + ("/" if path.is_dir() else "") for path in produced.folder.iterdir())
    p = produced
    see = f", xem {folder / 'checks.csv'} và phụ lục đối chiếu số liệu" if p.errors or p.warnings else ""
    numbers, checks = _counts(p.figures, p.notebooks, p.executed, p.checks, p.errors, p.warnings)
    lines = [f"Đã xuất bản: {folder}", f"  Tệp: {', '.join(files)}", f"  Phông chữ của PDF: {p.font}"]
    lines += [numbers, checks + see, f"  Thời gian: {p.seconds:.1f} giây"]
    if produced.moved_aside:
        lines.append(f"  Thư mục có sẵn ở đó được giữ lại tại {_from_here(produced.moved_aside)}")
    return "\n".join(lines)


def _about_missing(produced: Produced, *, draft: bool) -> str:
    """List the missing tables; for a final report, with what it leaves out and what to do."""
    missing = [f"  - {table}" for table in produced.missing]
    if draft:
        still = [f"Còn thiếu {len(missing)} bảng:", *missing]
        lines = ["BẢN DỰ THẢO, không có giá trị ký."]
        lines += still if missing else ["Đã có đủ các bảng: chạy lại không có --draft."]
    elif missing:
        lines = [
            f"CẢNH BÁO: báo cáo này không có các mục của {len(missing)} bảng chưa nhận được:",
            *missing,
            "Bảng còn chờ cơ quan gửi: baocao run --draft lập bản dự thảo nêu rõ chỗ thiếu. Đơn vị không có bảng: ghi "
            "lý do vào absent.yml.",
        ]
    else:
        return ""
    return "\n".join(lines) + "\n"


def _from_here(path: Path) -> Path:
    """Return the path as seen from the working directory; as it is, when that is on another Windows drive."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path.absolute()
