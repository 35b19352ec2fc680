"""`baocao lab`: JupyterLab on the notebooks."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import click

from analysis.reference.project import PROJECT_VARIABLE, find_project


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--print-command", is_flag=True, help="Print the command instead of starting it.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(print_command: bool, arguments: tuple[str, ...]) -> int:
    """Start JupyterLab on the notebooks; further ARGUMENTS go to it (e.g. --no-browser --port 8899)."""
    project = find_project()
    command = [sys.executable, "-m", "jupyterlab", str(project.notebooks), *arguments]
    if print_command:
        click.echo(shlex.join(command))
        return 0
    return subprocess.run(command, env={**os.environ, PROJECT_VARIABLE: str(project.root)}, check=False).returncode
