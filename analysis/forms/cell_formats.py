"""How the cells of a form look, and how wide its columns are."""

from __future__ import annotations

from typing import Any

from analysis.tables.schema import Column

_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": "#A6A6A6"}
_FILLS = {"input": "#FFFBE6", "given": "#FFF2CC", "computed": "#DCEBFA", "last": "#EDEDED", "total": "#E2EFDA"}

FIXED: dict[str, dict[str, Any]] = {
    "title": _FONT | {"bold": True, "font_size": 14},
    "head": _FONT | {"bold": True, "font_size": 12, "font_color": "#1F3864"},
    "text": _FONT | {"text_wrap": True, "valign": "top"},
    "note": _FONT | {"italic": True, "text_wrap": True, "valign": "top"},
    "label": _FONT | {"bold": True, "align": "right"},
    "code": _FONT | {"font_size": 8, "font_color": "#7F7F7F"},
    "header": _FONT
    | _BOX
    | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#D9E2F3", "font_color": "#1F3864"},
    "header_last": _FONT
    | _BOX
    | {"italic": True, "text_wrap": True, "align": "center", "bg_color": "#D9D9D9", "font_color": "#595959"},
    "number": _FONT | _BOX | {"align": "center", "bg_color": _FILLS["last"], "font_color": "#595959"},
    "total_label": _FONT | _BOX | {"bold": True, "bg_color": _FILLS["total"]},
    "date_input": _FONT | _BOX | {"num_format": "dd/mm/yyyy", "bg_color": _FILLS["input"], "locked": False},
    "text_input": _FONT | _BOX | {"num_format": "@", "bg_color": _FILLS["input"], "locked": False},
}
"""Formats of what every form has, as XlsxWriter names their properties."""


def number_format(column: Column) -> str:
    """Return the number format of a column's cells; years are not split into thousands."""
    if column.choices or column.type in ("text", "commune", "communes"):
        return "@"
    if column.type == "integer":
        return "0" if column.minimum is not None and column.minimum > 1900 else "#,##0"
    return {"decimal": "General", "date": "dd/mm/yyyy", "flag": "0"}[column.type]


def cell_format(column: Column, role: str) -> dict[str, Any]:
    """Return the format of a cell.

    Parameters
    ----------
    column
        Its column.
    role
        `input` (empty, to fill in), `given` (filled in from last year), `computed`, `last` or `total`.
    """
    look = _FONT | _BOX | {"num_format": number_format(column), "bg_color": _FILLS[role]}
    look["locked"] = role in ("last", "total")
    if role == "last":
        look |= {"font_color": "#595959", "italic": True}
    if role == "total":
        look["bold"] = True
    if column.choices or column.type in ("text", "commune", "communes"):
        look["text_wrap"] = True
    return look


def width(column: Column) -> int:
    """Return the width of a column in characters."""
    if column.choices == "component":
        return 44
    if column.name in ("text", "subject", "value"):
        return 60
    if column.name.endswith("_vnd"):
        return 19
    if column.choices or column.type in ("communes", "commune"):
        return 28
    return {"integer": 13, "decimal": 13, "date": 13, "flag": 11}.get(column.type, 22)
