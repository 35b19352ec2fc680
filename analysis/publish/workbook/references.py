"""How formulas name things: cells, ranges, sheets, texts; what a spreadsheet's names may look like."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.publish.printed_text import clean_text

LONGEST_TEXT = 32_767
"""Characters that a cell holds."""
LONGEST_FORMULA = 8_192
MOST_ARGUMENTS = 255
"""Arguments that a function takes, and characters of one text within a formula."""
LONGEST_SHEET_NAME = 31


def shown_text(text: str) -> str:
    r"""Return a text as a cell shows it: without characters that XML forbids or that hide, and no longer than allowed.

    >>> shown_text("Cao\x00 Lộc\x0b=1\u202e")
    'Cao Lộc =1'
    """
    return clean_text(text, keep_lines=True)[:LONGEST_TEXT]


def text_literal(text: str) -> str:
    """Write a text as a formula does, in pieces where it must be.

    One piece has at most 255 characters, and none ends a word with a parenthesis: XlsxWriter takes "MAP(" for the
    function of that name wherever it stands, and gives it a prefix.

    >>> text_literal('a"b'), text_literal("MAP(1)"), text_literal("")
    ('"a""b"', '"MAP"&"(1)"', '""')
    """
    words = re.split(r"(?<=\w)(?=\()", text)
    pieces = [word[i : i + MOST_ARGUMENTS] for word in words for i in range(0, len(word), MOST_ARGUMENTS)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def column_letters(number: int) -> str:
    """Name a column, counted from nought.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def on_sheet(sheet: str, cells: str) -> str:
    """Name cells of a sheet from anywhere in the workbook."""
    return "'" + sheet.replace("'", "''") + "'!" + cells


def sheet_name(title: str, taken: Iterable[str] = ()) -> str:
    """Turn a title into the name of a sheet: at most 31 characters, none that is forbidden, no other like it.

    >>> sheet_name("Kế hoạch [vốn]/năm"), sheet_name("Vốn", ["vốn"])
    ('Kế hoạch vốn năm', 'Vốn 2')
    """
    allowed = " ".join(re.sub(r"[\[\]:*?/\\]", " ", shown_text(title)).split()).strip("' ") or "Trang"
    used = {name.casefold() for name in taken}
    name, counter = allowed[:LONGEST_SHEET_NAME].rstrip(), 1
    while name.casefold() in used:
        counter += 1
        end = f" {counter}"
        name = allowed[: LONGEST_SHEET_NAME - len(end)].rstrip() + end
    return name


def defined_name(id: str) -> str:
    """Turn the id of a figure into a name that spreadsheets allow.

    >>> defined_name("livelihood.project.da2-2022-01.households")
    'livelihood.project.da2_2022_01.households'
    """
    return re.sub(r"[^\w.]", "_", id)[:MOST_ARGUMENTS]


def joined(function: str, arguments: Iterable[str]) -> str:
    """Call a function that takes any number of cells, nested where there are more than it takes at once.

    >>> joined("SUM", ["$C$1", "$C$2"])
    'SUM($C$1,$C$2)'
    """
    parts = list(arguments)
    while len(parts) > MOST_ARGUMENTS:
        groups = [parts[i : i + MOST_ARGUMENTS] for i in range(0, len(parts), MOST_ARGUMENTS)]
        parts = [f"{function}({','.join(group)})" for group in groups]
    return f"{function}({','.join(parts)})"
