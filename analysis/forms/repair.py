"""Text of a sheet put into Unicode as everything else has it, and said so."""

from __future__ import annotations

import unicodedata
from collections import Counter

from analysis.forms.legacy_text import decoded, encoding_of
from analysis.tables.spreadsheets import Grid

_SAID = {
    "TCVN3": "viết bằng phông TCVN3 (.VnTime)",
    "VNI": "viết bằng phông VNI",
    "NFD": "viết bằng Unicode tổ hợp",
}


def repair_text(grid: Grid) -> list[str]:
    """Convert the texts of a sheet in place: decomposed Unicode, and legacy fonts; return what was converted.

    Whether a whole sheet is in a legacy font is asked first: a word alone may be ambiguous.
    """
    texts = {cell for row in grid.rows for cell in row if isinstance(cell, str) and not cell.isascii()}
    encoding = encoding_of(texts)
    mended: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for text in texts:
        whole = unicodedata.normalize("NFC", text)
        converted, kind = decoded(whole, encoding)
        if converted != text:
            mended[text] = unicodedata.normalize("NFC", converted)
            kinds[text] = kind or "NFD"
    if not mended:
        return []
    counts: Counter[str] = Counter()
    for row in grid.rows:
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell in mended:
                row[place] = mended[cell]
                counts[kinds[cell]] += 1
    return [f"{count} ô {_SAID[kind]} đã được chuyển sang Unicode dựng sẵn" for kind, count in counts.items()]
