"""The notebooks of the report in order, the parameters that each declares, and the errors of running them."""

from __future__ import annotations

import ast
import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


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


PARAMETERS_TAG = "parameters"

_NAME = re.compile(r"(\d{2,})_\w+\.ipynb")


@dataclass(frozen=True)
class SeriesNotebook:
    """One notebook of the series, with the defaults of its parameters; one that is not a literal is `None`."""

    path: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """File name without the suffix: `07_capital`."""
        return self.path.stem


def series_files(folder: Path) -> list[Path]:
    """Return the files `NN_name.ipynb` of a folder, sorted by number; other notebooks are not part of a report."""
    files = [path for path in folder.glob("*.ipynb") if _NAME.fullmatch(path.name)]
    return sorted(files, key=lambda path: (int(path.name.partition("_")[0]), path.name))


def find_series(folder: Path) -> tuple[SeriesNotebook, ...]:
    """Read the notebooks of a folder, as `series_files` lists them.

    Raises
    ------
    SeriesError
        When there is none, two have the same number, or one does not have exactly one cell tagged `parameters`.
    """
    files = series_files(folder)
    if not files:
        raise SeriesError(f"Không có sổ tính nào trong {folder.name}/. Cần các tệp đặt tên như 00_opening.ipynb.")
    numbers = [int(p.name.partition("_")[0]) for p in files]
    twice = [p.name for p, number in zip(files, numbers, strict=True) if numbers.count(number) > 1]
    if twice:
        raise SeriesError(f"Các sổ tính trùng số thứ tự: {', '.join(twice)}. Mỗi số chỉ dùng cho một sổ tính.")
    return tuple(read_notebook(path) for path in files)


def read_notebook(path: Path) -> SeriesNotebook:
    """Read which parameters a notebook declares.

    Raises
    ------
    SeriesError
        When it is not a notebook, or does not have exactly one cell tagged `parameters`.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        tagged = [c for c in cells if PARAMETERS_TAG in c.get("metadata", {}).get("tags", [])]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SeriesError(f"{path.name}: không đọc được, không phải tệp sổ tính Jupyter ({error}).") from None
    if len(tagged) != 1 or tagged[0].get("cell_type") != "code":
        raise SeriesError(
            f'{path.name}: cần đúng một ô mã có thẻ "{PARAMETERS_TAG}", hiện có {len(tagged)}. '
            f"Trong JupyterLab: chọn ô tham số, mở Property Inspector, thêm thẻ {PARAMETERS_TAG}."
        )
    try:
        return SeriesNotebook(path, _assignments("".join(tagged[0]["source"])))
    except SyntaxError as error:
        raise SeriesError(f"{path.name}: ô tham số sai cú pháp Python, dòng {error.lineno}.") from None


def _assignments(source: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for statement in ast.parse(source).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        for name in (target.id for target in targets if isinstance(target, ast.Name)):
            found[name] = None
            with contextlib.suppress(ValueError):  # not a literal, or no value
                found[name] = ast.literal_eval(getattr(statement, "value", None) or "None")
    return found


def parameters_for(
    series: Sequence[SeriesNotebook],
    unit: str,
    year: int,
    extra: Mapping[str, str] | None = None,
    *,
    draft: bool = False,
) -> dict[str, dict[str, Any]]:
    """Return the parameters of each notebook, by its name.

    Parameters
    ----------
    extra
        Further parameters as strings. Each is passed to the notebooks that declare it, converted to the type of the
        default there.
    draft
        Whether to pass `draft=True` to every notebook: tables may be missing.

    Raises
    ------
    SeriesError
        When a notebook does not declare `unit` and `year` (for a draft, also `draft`), no notebook declares an extra
        parameter, or its value has the wrong type.
    """
    extra = extra or {}
    reserved = sorted({"unit", "year", "draft"} & set(extra))
    if reserved:
        own = "Đơn vị, năm và bản dự thảo đặt bằng --unit, --year và --draft"
        raise SeriesError(f"{own}, không bằng --parameter {', '.join(reserved)}=….")
    for name in extra:
        if not any(name in notebook.parameters for notebook in series):
            raise _unknown(name, series)
    edition: dict[str, Any] = {"unit": unit, "year": year} | ({"draft": True} if draft else {})
    found = {}
    for notebook in series:
        typed = {name: _converted(notebook, name, extra[name]) for name in extra if name in notebook.parameters}
        found[notebook.name] = edition | typed
        check_parameters(notebook, found[notebook.name])
    return found


def check_parameters(notebook: SeriesNotebook, parameters: Mapping[str, Any]) -> None:
    """Raise `SeriesError` when a notebook does not declare a parameter."""
    for name in parameters:
        if name not in notebook.parameters:
            raise _unknown(name, (notebook,))


def _unknown(name: str, series: Sequence[SeriesNotebook]) -> SeriesError:
    accepted = "\n".join(f"  {n.path.name}: nhận {', '.join(n.parameters) or 'không tham số nào'}" for n in series)
    return SeriesError(f'Không có sổ tính nào nhận tham số "{name}":\n{accepted}')


def _converted(notebook: SeriesNotebook, name: str, text: str) -> Any:
    """Convert the text of a parameter to the type of its default."""
    default = notebook.parameters[name]
    if default is None or isinstance(default, str):
        return text
    try:
        value = ast.literal_eval(text.capitalize() if isinstance(default, bool) else text)
    except (ValueError, SyntaxError):
        value = None
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default):
        kind = type(default).__name__
        raise SeriesError(
            f'{notebook.path.name}: tham số {name} cần giá trị kiểu {kind} (mặc định {default!r}), không phải "{text}".'
        )
    return value
