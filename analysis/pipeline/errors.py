"""Errors of a series of notebooks, with messages for the person who started it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SeriesError(Exception):
    """The series cannot be run as asked; nothing has been executed."""


class InputsChanged(SeriesError):  # noqa: N818 - named for the event
    """Inputs, notebooks, settings or code changed while the series ran; nothing of this run is kept."""

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
    cell
        Number of the failing cell in the stored notebook, from 1; `None` when the failure is not one of a cell.
    line
        The line of that cell which failed; empty when it is not known.
    lost
        Whether its process was lost rather than a cell failed; it may succeed when it is executed again.
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


class SeriesFailed(Exception):  # noqa: N818 - named for the event
    """One or more notebooks failed; all others were executed."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = "\n".join(f"  {failure}" for failure in self.failures)
        return f"{len(self.failures)} sổ tính chạy không thành công:\n{lines}"
