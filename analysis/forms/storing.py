"""Imported tables into the folder of their year, in one step: all of them, or the folder stays as it was."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.reference import ProjectError
from analysis.tables.reading import SUFFIXES
from analysis.tables.schema import TableSchema


@dataclass(frozen=True)
class StoredTable:
    """A table as it goes into the folder.

    Attributes
    ----------
    schema
        The table.
    rows
        Cells by column, as the file has them.
    agency, document, as_of, provenance, note
        What its sidecar says.
    """

    schema: TableSchema
    rows: Sequence[Mapping[str, str]]
    agency: str
    document: str
    as_of: dt.date
    provenance: str
    note: str

    def files(self) -> dict[str, bytes]:
        """Return the table and its sidecar by file name."""
        content = self._csv()
        return {
            f"{self.schema.name}.csv": content,
            f"{self.schema.name}.meta.yml": self._sidecar(hashlib.sha256(content).hexdigest()),
        }

    def _csv(self) -> bytes:
        columns = [
            c.name for c in self.schema.all_columns if not c.optional or any(row.get(c.name) for row in self.rows)
        ]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[row.get(name, "") for name in columns] for row in self.rows])
        return out.getvalue().encode("utf-8")

    def _sidecar(self, sha256: str) -> bytes:
        lines: dict[str, object] = {
            "agency": self.agency,
            "document": self.document or None,
            "handed_in": None,
            "as_of": self.as_of,
            "provenance": self.provenance,
            "published_in": [],
            "published_filters": [],
            "published_values": [],
            "sha256": sha256,
            "note": self.note,
        }
        return "".join(f"{key}: {_yaml(value)}\n" for key, value in lines.items()).encode("utf-8")


def _yaml(value: object) -> str:
    """Write a value so that YAML reads it as it is: JSON is YAML, and a date stands bare."""
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)


def store(folder: Path, tables: Collection[StoredTable]) -> list[str]:
    """Put tables into a folder in the place of those of the same names.

    A copy of the folder is made ready beside it and takes its place by renaming; when anything fails before, the
    folder stands as it was. A table that stood there as XLSX goes, for two files of one table are a fault.

    Parameters
    ----------
    folder
        Folder of a unit's year.
    tables
        What to put there.

    Returns
    -------
    list of str
        Names of the tables that stood there before.

    Raises
    ------
    ProjectError
        When the folder cannot be replaced, because a file in it is open, for instance.
    """
    put_back(folder)
    replaced = [t.schema.name for t in tables if any((folder / f"{t.schema.name}{s}").is_file() for s in SUFFIXES)]
    holder = Path(tempfile.mkdtemp(prefix=f".{folder.name}-import-", dir=folder.parent))
    staging = holder / folder.name
    try:
        shutil.copytree(folder, staging, symlinks=True)
        for table in tables:
            for suffix in SUFFIXES:
                (staging / f"{table.schema.name}{suffix}").unlink(missing_ok=True)
            for name, content in table.files().items():
                (staging / name).write_bytes(content)
        _switch(folder, staging)
    finally:
        shutil.rmtree(holder, ignore_errors=True)
    return replaced


def _before(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-before-import")


def _switch(folder: Path, staging: Path) -> None:
    aside = _before(folder)
    try:
        folder.rename(aside)
    except OSError as error:
        raise ProjectError(
            f"Không thay được thư mục {folder.parent.name}/{folder.name} ({error.strerror}). Đóng các tệp của thư mục "
            "đang mở (Excel) rồi chạy lại. Số liệu cũ còn nguyên."
        ) from error
    try:
        staging.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def put_back(folder: Path) -> None:
    """Put a folder back that an import had moved aside when the machine stopped; else remove what it left."""
    aside = _before(folder)
    if aside.is_dir() and not folder.exists():
        aside.rename(folder)
    elif aside.is_dir():
        shutil.rmtree(aside, ignore_errors=True)
