"""What stops a series of notebooks, said so that the person who started it can act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SeriesError(Exception):
    """The series cannot be run as asked; nothing has been executed."""


class InputsChanged(SeriesError):  # noqa: N818 - named for what was met
    """What the series is computed from changed while it ran; nothing of this run is kept.

    Attributes
    ----------
    paths
        What changed.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = tuple(paths)
        super().__init__(
            f"Số liệu thay đổi trong khi đang chạy ({', '.join(self.paths)}); chạy lại. "
            "Bản báo cáo trước đó (nếu có) vẫn còn nguyên."
        )


@dataclass(frozen=True)
class Failure:
    """One notebook that failed.

    Attributes
    ----------
    notebook
        Its file name.
    message
        What went wrong, in a few lines.
    cell
        Number of the failing cell in the notebook as it is stored, from 1; `None` when no cell is to blame.
    line
        The line of that cell which failed; empty when it is not known.
    lost
        Whether its process was lost, which another try may mend, rather than a cell failed.
    """

    notebook: str
    message: str
    cell: int | None = None
    line: str = ""
    lost: bool = False

    def __str__(self) -> str:
        place = self.notebook if self.cell is None else f"{self.notebook}, ô {self.cell}"
        code = f"\n    {self.line}" if self.line else ""
        body = "\n".join(f"    {line}" for line in self.message.splitlines())
        return f"{place}:{code}\n{body}"


class SeriesFailed(Exception):  # noqa: N818 - named for what it carries, all failures at once
    """Every notebook that failed, all at once; the others were executed."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = "\n".join(f"  {failure}" for failure in self.failures)
        return f"{len(self.failures)} sổ tính chạy không thành công:\n{lines}"
