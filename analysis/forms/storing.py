"""Imported tables: parts of one table joined, then all stored in the folder of their year in one step."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.reference import ProjectError
from analysis.reference.catalogue import Agency
from analysis.tables import SCHEMAS
from analysis.tables.schema import Problem, TableSchema
from analysis.tables.spreadsheets import SUFFIXES, table_files


@dataclass(frozen=True)
class StoredTable:
    """A table to store: cells of its rows by column, and the entries of its sidecar."""

    schema: TableSchema
    rows: Sequence[Mapping[str, str]]
    agency: str
    document: str
    as_of: dt.date
    provenance: str
    note: str

    def files(self) -> dict[str, bytes]:
        """Return the table and its sidecar by file name."""
        columns = [
            c.name for c in self.schema.all_columns if not c.optional or any(row.get(c.name) for row in self.rows)
        ]
        rows = [[row.get(name, "") for name in columns] for row in self.rows]
        content = pd.DataFrame(rows, columns=columns).to_csv(index=False, lineterminator="\n").encode("utf-8")
        sidecar: dict[str, object] = {
            "agency": self.agency,
            "document": self.document or None,
            "handed_in": None,
            "as_of": self.as_of,
            "provenance": self.provenance,
            "published_in": [],
            "published_filters": [],
            "published_values": [],
            "sha256": hashlib.sha256(content).hexdigest(),
            "note": self.note,
        }
        # JSON is valid YAML; a date is written without quotes.
        lines = [
            f"{key}: {value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)}\n"
            for key, value in sidecar.items()
        ]
        return {f"{self.schema.name}.csv": content, f"{self.schema.name}.meta.yml": "".join(lines).encode("utf-8")}


def store(folder: Path, tables: Collection[StoredTable]) -> list[str]:
    """Store tables in the folder of a year, replacing those of the same names; return the names of those replaced.

    A copy of the folder is prepared beside it and replaces it by renaming; after any earlier failure the folder is
    unchanged. An XLSX file of a stored table is removed, because two files of one table are a fault.

    Raises
    ------
    ProjectError
        When the folder cannot be replaced, because a file in it is open, for instance.
    """
    put_back(folder)
    replaced = [table.schema.name for table in tables if table_files(folder, table.schema.name)]
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
    """Restore a folder that an interrupted import had moved aside, or remove the remains of that import."""
    aside = _before(folder)
    if aside.is_dir() and not folder.exists():
        aside.rename(folder)
    elif aside.is_dir():
        shutil.rmtree(aside, ignore_errors=True)


@dataclass(frozen=True)
class Part:
    """A valid table, or a part of one, from one sheet.

    Attributes
    ----------
    numbers
        Row of the sheet of each row.
    agency
        Agency of the form; empty for other files.
    """

    schema: TableSchema
    file: str
    sheet: str
    rows: Sequence[Mapping[str, str]]
    numbers: tuple[int, ...]
    agency: str
    document: str
    as_of: dt.date


def join_parts(
    parts: Sequence[Part], agencies: Mapping[str, Agency], provenance: str
) -> tuple[list[StoredTable], list[Problem]]:
    """Join the parts of each table; return tables, and problems: rows that two parts share, parts of different days.

    `agencies` gives the agency that hands in each table, for files that name none.
    """
    tables, problems = [], []
    for name, schema in SCHEMAS.items():
        own = [part for part in parts if part.schema.name == name]
        if not own:
            continue
        problems += _shared_rows(own) + _different_days(own)
        named = list(dict.fromkeys(part.agency for part in own if part.agency))
        tables.append(
            StoredTable(
                schema,
                [row for part in own for row in part.rows],
                "; ".join(named) or agencies[name].name,
                "; ".join(dict.fromkeys(part.document for part in own if part.document)),
                own[0].as_of,
                provenance,
                "Nhập từ " + "; ".join(part.file + (f" ({part.sheet})" if part.sheet else "") for part in own) + ".",
            )
        )
    return tables, problems


def _shared_rows(parts: Sequence[Part]) -> list[Problem]:
    schema = parts[0].schema
    key = schema.key or tuple(c.name for c in schema.columns)
    titles = " + ".join(c.title for c in schema.columns if c.name in key)
    first: dict[tuple[str, ...], tuple[Part, int]] = {}
    problems = []
    for part in parts:
        for row, number in zip(part.rows, part.numbers, strict=True):
            value = tuple(row[name] for name in key)
            other = first.setdefault(value, (part, number))
            if other[0] is part:
                continue  # validation reports repeated rows within one sheet
            problems.append(
                Problem(
                    part.file,
                    f"dòng trùng với dòng {other[1]} của {other[0].file}",
                    f"mỗi dòng là {schema.row_is}, không lặp lại",
                    "bỏ dòng thừa ở một trong hai tệp",
                    number,
                    titles,
                    ", ".join(value),
                    part.sheet,
                )
            )
    return problems


def _different_days(parts: Sequence[Part]) -> list[Problem]:
    first = parts[0]
    return [
        Problem(
            part.file,
            f"chốt ngày {part.as_of:%d/%m/%Y}, phần ở {first.file} chốt ngày {first.as_of:%d/%m/%Y}",
            "các phần của một bảng chốt cùng một ngày",
            "thống nhất ngày chốt số liệu rồi nhập lại",
            sheet=part.sheet,
        )
        for part in parts[1:]
        if part.as_of != first.as_of
    ]
