"""The command line `baocao`.

What lives here: commands, their options, output and exit codes. What does not: computing; commands import the modules
that compute only when they run, so that `baocao --help` is fast.
"""

from analysis.cli.main import baocao, main

__all__ = ["baocao", "main"]
