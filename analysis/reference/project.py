"""Where the project stands on this machine, and what its settings say."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS_FILE = "baocao.toml"
PROJECT_VARIABLE = "BAOCAO_PROJECT"
"""Environment variable naming another project folder; a notebook's kernel inherits it."""


class ProjectError(Exception):
    """The project folder or its settings cannot be used; the message says why, in Vietnamese."""


@dataclass(frozen=True)
class Project:
    """A project folder and its settings.

    Attributes
    ----------
    root
        Folder that holds `baocao.toml`, `data/`, `notebooks/` and `outputs/`.
    unit, year
        Defaults of commands that work on one edition.
    """

    root: Path
    unit: str
    year: int

    @property
    def data(self) -> Path:
        """Folder of the raw tables."""
        return self.root / "data"

    @property
    def reference(self) -> Path:
        """Folder of the reference data."""
        return self.data / "reference"

    @property
    def notebooks(self) -> Path:
        """Folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def outputs(self) -> Path:
        """Folder of the published editions."""
        return self.root / "outputs"

    def edition_folder(self, unit: str, year: int, *, draft: bool = False) -> Path:
        """Return where the edition of a unit and year is published; a draft never stands in its place."""
        return self.outputs / unit / edition_name(year, draft=draft)

    def table_folder(self, unit: str, year: int) -> Path:
        """Return the folder of one unit's raw tables for one year.

        Raises
        ------
        ProjectError
            When there is no folder for the unit, or none for the year; the message lists what there is.
        """
        folder = self._unit_folder(unit)
        if folder is None:
            known = ", ".join(p.name for p in self._unit_folders()) or "chưa có đơn vị nào"
            raise ProjectError(
                f'Không có thư mục số liệu của đơn vị "{unit}" trong {self.data.name}/. Hiện có: {known}. '
                f"Cần một thư mục đặt tên <mã đơn vị>-<tên không dấu>."
            )
        if not (folder / str(year)).is_dir():
            years = ", ".join(map(str, self.years_of(unit)))
            raise ProjectError(
                f"Không có số liệu năm {year} của đơn vị {unit} ({self.data.name}/{folder.name}/{year}). "
                f"Các năm hiện có: {years or 'chưa có năm nào'}."
            )
        return folder / str(year)

    def units(self) -> tuple[str, ...]:
        """Return the codes of the units that have a folder, sorted."""
        return tuple(folder.name.split("-")[0] for folder in self._unit_folders())

    def years_of(self, unit: str) -> tuple[int, ...]:
        """Return the years of which a unit has a folder, the earliest first; none of a unit without one."""
        folder = self._unit_folder(unit)
        return tuple(sorted(int(p.name) for p in folder.iterdir() if _is_year(p))) if folder else ()

    def _unit_folders(self) -> list[Path]:
        return sorted(p for p in self.data.glob("*-*") if p.is_dir())

    def _unit_folder(self, unit: str) -> Path | None:
        return next((p for p in self._unit_folders() if p.name.split("-")[0] == unit), None)

    def has_tables(self, unit: str, year: int) -> bool:
        """Whether there is a folder of one unit's raw tables for one year."""
        try:
            return self.table_folder(unit, year).is_dir()
        except ProjectError:
            return False


@dataclass(frozen=True)
class ReportSource:
    """What a report is computed from.

    Attributes
    ----------
    digests
        SHA-256 of every input file, by its path relative to the project (`pipeline.fingerprint.input_digests`).
    environment
        Digest of code and versions: what an earlier run computed in the same environment may be reused.
    fresh
        Whether to compute everything, reusing nothing.
    """

    project: Project
    unit: str
    year: int
    draft: bool = False
    digests: Mapping[str, str] = field(default_factory=dict)
    environment: str = ""
    fresh: bool = False


def edition_name(year: int, *, draft: bool) -> str:
    """Name the folder of an edition: its year, and whether it is a draft ("2024-du-thao")."""
    return f"{year}-du-thao" if draft else str(year)


def _is_year(folder: Path) -> bool:
    return folder.is_dir() and folder.name.isdecimal()


def find_project() -> Project:
    """Find the project: the folder named by `BAOCAO_PROJECT`, else the one this package stands in.

    Raises
    ------
    ProjectError
        When the folder holds no settings file or the settings cannot be read.
    """
    named = os.environ.get(PROJECT_VARIABLE)
    root = Path(named) if named else Path(__file__).parents[2]
    settings = root / SETTINGS_FILE
    try:
        content = tomllib.loads(settings.read_text(encoding="utf-8"))
        return Project(root=root.resolve(), unit=str(content["unit"]), year=int(content["year"]))
    except FileNotFoundError:
        raise ProjectError(f"Không tìm thấy {settings}. Đặt biến {PROJECT_VARIABLE} là thư mục dự án.") from None
    except (tomllib.TOMLDecodeError, KeyError, ValueError, UnicodeDecodeError) as error:
        raise ProjectError(f'{settings}: không đọc được ({error}). Cần unit = "<mã>" và year = <năm>.') from None
