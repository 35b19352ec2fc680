"""The dictionary of the raw tables, generated from their schemas: `python -m analysis.tables.terminology`."""

from __future__ import annotations

import sys

from analysis.tables.schema import Column, TableSchema
from analysis.tables.schemas import SCHEMAS

_HEAD = """# Terminology: the raw tables, column by column

Generated from the schemas in `analysis/tables/schemas/` (`python -m analysis.tables.terminology >
docs/terminology.md`);
a test fails when the two differ. A file may use the column names or the Vietnamese headers. Formulas of figures are
in the docstrings of `analysis/sections/` and, figure by figure, in `figures.csv` of every edition.
"""

_UNITS = {"_vnd": "đồng", "_pct": "%", "_kg": "kg"}


def terminology() -> str:
    """Return the dictionary as Markdown."""
    return "\n".join([_HEAD, *map(_table, SCHEMAS.values())])


def _table(schema: TableSchema) -> str:
    key = ", ".join(f"`{name}`" for name in schema.key)
    lines = [
        f"## `{schema.name}`: {schema.title}\n",
        f"Mỗi dòng là {schema.row_is}. Khóa: {key}.\n",
        "| Cột | Tiêu đề | Kiểu | Bắt buộc | Ý nghĩa |",
        "|---|---|---|---|---|",
    ]
    for column in schema.columns:
        required = "có" if column.required and not column.optional else "không"
        lines.append(f"| `{column.name}` | {column.header} | {_kind(column)} | {required} | {column.meaning} |")
    return "\n".join([*lines, ""])


def _kind(column: Column) -> str:
    if column.choices == "component":
        return "mã trong `programme.csv`"
    if column.choices:
        return f"mã trong `vocabulary.csv`: `{column.choices}`"
    words = {
        "text": "chữ",
        "integer": "số nguyên",
        "decimal": "số thập phân",
        "date": "ngày",
        "flag": "0 hoặc 1",
        "commune": "xã (mã hoặc tên)",
        "communes": "các xã, cách nhau bằng dấu chấm phẩy",
    }[column.type]
    unit = next((f", {u}" for suffix, u in _UNITS.items() if column.name.endswith(suffix)), "")
    limits = f", {column.minimum}–{column.maximum}" if column.maximum is not None else ""
    from_ = f", từ {column.minimum}" if column.minimum is not None and not limits else ""
    return f"{words}{unit}{limits}{from_}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a Windows console may not be UTF-8
    sys.stdout.write(terminology())
