"""The group of commands; errors become a message and an exit code, not a traceback."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from analysis.cli.check import check, compare
from analysis.cli.explain import explain
from analysis.cli.forms import import_forms, new_year
from analysis.cli.lab import lab
from analysis.cli.run import run

DONE, FINDINGS, INVALID, FAILED, INTERRUPTED = 0, 1, 2, 3, 130

_INVALID_INPUT = frozenset({"ProjectError", "InputProblems", "SeriesError", "UnreadableReportError"})
_FAILED_STEP = frozenset({"SeriesFailed", "ExportError", "ConversionException", "PublishError"})


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="baocao-giam-ngheo", prog_name="baocao")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def baocao(context: click.Context, debug: bool) -> None:
    """Turn the raw tables of a unit and year into its annual report on sustainable poverty reduction.

    Exit codes: 0 done; 1 findings (check, compare); 2 invalid input or usage, nothing published; 3 a notebook or an
    exporter failed, nothing published.
    """
    context.obj = debug


for _command in (run, check, explain, compare, new_year, import_forms, lab):
    baocao.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # consoles without Vietnamese letters print replacement characters
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(_run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(arguments: list[str]) -> int:
    try:
        code = baocao.main(arguments, prog_name="baocao", standalone_mode=False)
        return code if isinstance(code, int) else DONE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nĐã dừng theo yêu cầu; bản báo cáo trước đó vẫn còn nguyên.", err=True)
        return INTERRUPTED
    except Exception as error:
        if "--debug" in arguments:
            raise
        message, code = _explained(error)
        click.echo(message, err=True)
        return code


def _explained(error: Exception) -> tuple[str, int]:
    """Return the message and the exit code of an error; classes are compared by name to avoid heavy imports."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & _INVALID_INPUT:
        return f"{error}\nKhông có gì được xuất bản.", INVALID
    if kinds & _FAILED_STEP:
        return f"{error}\nKhông có gì được xuất bản; bản báo cáo trước đó (nếu có) vẫn còn nguyên.", FAILED
    return (
        f"Lỗi ngoài dự kiến: {type(error).__name__}: {error}\n"
        "Không có gì được xuất bản. Chạy lại với baocao --debug … để xem chi tiết và gửi cho người bảo trì."
    ), FAILED


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
