"""How cells look: number formats, colours of inputs and formulas, marks of simulated values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis.figures.provenance import PUBLISHED, PUBLISHED_TOTAL, SIMULATED

NUMBER_FORMATS = {
    "general": "General",
    "words": "General",
    "text": "@",
    "plain": "0",
    "flag": "0",
    "integer": "#,##0",
    "decimal": "General",
    "decimals0": "#,##0",
    "decimals1": "#,##0.0",
    "decimals2": "#,##0.00",
    "decimals3": "#,##0.000",
    "percent0": "0%",
    "percent1": "0.0%",
    "percent2": "0.00%",
    "date": "dd/mm/yyyy",
    "agrees": '[=1]"khớp";[=0]"khác";General',
}
"""Separators are those of the reader's own settings: "1.338.216.000" where they are Vietnamese."""

FONT = "Times New Roman"
_FILLS = {PUBLISHED: None, PUBLISHED_TOTAL: "#FFF4C2", SIMULATED: "#FBD9B5"}
_TABS = {"guide": "#1F3864", "result": "#2E75B6", "table": "#70AD47", "helper": "#A6A6A6"}
_INPUT, _FAILED, _LINK, _FAINT, _LINE = "#1F3FBF", "#C00000", "#0563C1", "#7F7F7F", "#D9D9D9"


@dataclass(frozen=True)
class Style:
    """What decides how a cell looks.

    Attributes
    ----------
    form
        A key of `NUMBER_FORMATS`.
    role
        `input`, `formula`, `link`, or `words` for what is neither.
    grade
        Provenance of the row.
    failed
        Whether the row says that something does not hold.
    wrap
        Whether long texts run over several lines.
    """

    form: str = "general"
    role: str = "words"
    grade: str = PUBLISHED
    failed: bool = False
    wrap: bool = False

    def properties(self) -> dict[str, Any]:
        """Return the properties of the cell's format, as XlsxWriter names them."""
        colours = {"input": _INPUT, "link": _LINK}
        colour = _FAILED if self.failed and self.role != "link" else colours.get(self.role, "#000000")
        properties: dict[str, Any] = {
            "font_name": FONT,
            "font_size": 11,
            "num_format": NUMBER_FORMATS[self.form],
            "font_color": colour,
            "underline": int(self.role == "link"),
            "text_wrap": self.wrap,
            "valign": "top",
            "border": 1,
            "border_color": _LINE,
        }
        if self.form in ("text", "words"):
            properties |= {"align": "left", "indent": 1}
        else:
            properties["align"] = "right"
        fill = _FILLS[self.grade]
        return properties | ({"bg_color": fill} if fill else {})


TITLE = {"font_name": FONT, "font_size": 14, "bold": True}
NOTE = {"font_name": FONT, "font_size": 11, "italic": True, "text_wrap": True, "valign": "top"}
BACK = {"font_name": FONT, "font_size": 11, "font_color": _LINK, "underline": 1}
NAME = {"font_name": FONT, "font_size": 8, "font_color": _FAINT, "valign": "bottom"}
HEADER = {
    "font_name": FONT,
    "font_size": 11,
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "bg_color": "#D9E2F3",
    "border": 1,
    "border_color": "#8EA9DB",
}


def tab_colour(kind: str) -> str:
    """Return the colour of a tab."""
    return _TABS[kind]
