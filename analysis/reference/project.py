"""The project folder, its settings, and the version of the program."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DISTRIBUTION = "baocao-giam-ngheo"
"""Name of the package in `pyproject.toml` and in the metadata of an installation."""

SETTINGS_FILE = "baocao.toml"
PROJECT_VARIABLE = "BAOCAO_PROJECT"
"""Environment variable with the path of another project folder; inherited by kernels of notebooks."""


class ProjectError(Exception):
    """The project folder or its settings cannot be used; the message gives the reason in Vietnamese."""


@dataclass(frozen=True)
class Project:
    """A project folder and its settings.

    Attributes
    ----------
    root
        Folder that contains `baocao.toml`, `data/`, `notebooks/` and `outputs/`.
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
        """Return the folder in which the edition of a unit and year is published; drafts have a folder of their own."""
        return self.outputs / unit / edition_name(year, draft=draft)

    def table_folder(self, unit: str, year: int) -> Path:
        """Return the folder of one unit's raw tables for one year.

        Raises
        ------
        ProjectError
            When there is no folder for the unit or the year; the message lists the existing ones.
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
        """Return the years for which a unit has a folder, in ascending order."""
        folder = self._unit_folder(unit)
        years = [p for p in folder.iterdir() if p.is_dir() and p.name.isdecimal()] if folder else []
        return tuple(sorted(int(p.name) for p in years))

    def _unit_folders(self) -> list[Path]:
        return sorted(p for p in self.data.glob("*-*") if p.is_dir())

    def _unit_folder(self, unit: str) -> Path | None:
        return next((p for p in self._unit_folders() if p.name.split("-")[0] == unit), None)

    def has_tables(self, unit: str, year: int) -> bool:
        """Whether there is a folder of one unit's raw tables for one year."""
        try:
            return self.table_folder(unit, year).is_dir()  # a subclass has tables elsewhere
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
    """Return the name of the folder of an edition ("2024"; of a draft "2024-du-thao")."""
    return f"{year}-du-thao" if draft else str(year)


def program_version(root: Path = Path(__file__).parents[2]) -> str:
    """Return the version of this program, for the documents it makes.

    The `pyproject.toml` of a checkout takes precedence over the metadata of an installation, which an editable
    installation does not update.
    """
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        if project["name"] == DISTRIBUTION:
            return str(project["version"])
    except (OSError, KeyError, ValueError):
        pass  # not a checkout
    from importlib import metadata  # noqa: PLC0415 - slow to import, and not needed in a checkout

    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "0+unknown"


def find_project() -> Project:
    """Find the project: the folder given by `BAOCAO_PROJECT`, else the one that contains this package.

    Raises
    ------
    ProjectError
        When the folder contains no settings file or the settings are invalid.
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
