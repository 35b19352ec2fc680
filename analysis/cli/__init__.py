"""The command line `baocao`.

What lives here: commands, their options, what they print and their exit codes. What does not: any work; commands
import what does it only when they run, so that `baocao --help` is instant.
"""

from analysis.cli.main import baocao, main

__all__ = ["baocao", "main"]
