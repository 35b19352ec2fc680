"""`baocao lab`: start JupyterLab on the notebooks, in Vietnamese, with the notebook for exploration open."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click

from analysis.reference.project import PROJECT_VARIABLE, find_project

CONFIGURATION = Path(__file__).parent / "jupyter"
"""Default settings of JupyterLab; settings of the user take precedence."""
CONFIGURATION_VARIABLE = "JUPYTER_CONFIG_PATH"
FIRST_OPENED = "trends.ipynb"


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--print-command", is_flag=True, help="Print the command instead of starting it.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(print_command: bool, arguments: tuple[str, ...]) -> int:
    """Start JupyterLab on the notebooks; further ARGUMENTS are passed to it (e.g. --no-browser --port 8899)."""
    project = find_project()
    command = [sys.executable, "-m", "jupyterlab"]
    if (project.notebooks / FIRST_OPENED).is_file():
        command.append(f"--LabApp.default_url=/lab/tree/{FIRST_OPENED}")
    command += [str(project.notebooks), *arguments]
    if print_command:
        click.echo(shlex.join(command))
        return 0
    paths = [*filter(None, [os.environ.get(CONFIGURATION_VARIABLE)]), str(CONFIGURATION)]
    environment = {PROJECT_VARIABLE: str(project.root), CONFIGURATION_VARIABLE: os.pathsep.join(paths)}
    return subprocess.run(command, env=os.environ | environment, check=False).returncode
