"""Parts of one table from several files (communes send a register each) put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.forms.content import last_day
from analysis.forms.editions import Edition
from analysis.forms.storing import StoredTable
from analysis.tables import SCHEMAS
from analysis.tables.problems import Problem
from analysis.tables.schema import TableSchema


@dataclass(frozen=True)
class Part:
    """A valid table, or a part of one, as one sheet holds it.

    Attributes
    ----------
    schema
        Which table.
    file, sheet
        Where it stands.
    rows
        Cells by column.
    numbers
        Row of the sheet of each.
    agency
        Who was to fill the form in; empty for other files.
    document
        Number of the document it came with.
    as_of
        Day on which it was closed.
    """

    schema: TableSchema
    file: str
    sheet: str
    rows: Sequence[Mapping[str, str]]
    numbers: tuple[int, ...]
    agency: str
    document: str
    as_of: dt.date


def join_parts(parts: Sequence[Part], edition: Edition, provenance: str) -> tuple[list[StoredTable], list[Problem]]:
    """Put the parts of each table together.

    Parameters
    ----------
    parts
        In the order of the files.
    edition
        What they are for.
    provenance
        How firm they are.

    Returns
    -------
    tables : list of StoredTable
        In the order of the schemas.
    problems : list of Problem
        Rows that two parts share, and parts that were closed on different days.
    """
    agencies = edition.reference.agencies.by_table(edition.unit, last_day(edition.unit, edition.year))
    tables, problems = [], []
    for name, schema in SCHEMAS.items():
        own = [part for part in parts if part.schema.name == name]
        if not own:
            continue
        problems += _shared_rows(own) + _different_days(own)
        told = list(dict.fromkeys(part.agency for part in own if part.agency))
        tables.append(
            StoredTable(
                schema,
                [row for part in own for row in part.rows],
                "; ".join(told) or agencies[name].name,
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
                continue  # repeated rows within one sheet were told when it was validated
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
