"""The audit workbook: every figure of an edition as a live formula over the raw tables, in one `.xlsx`.

`sheets` and `addresses` model sheets and references to their cells, `formulas` turns expressions of figures into
formulas, `raw_sheets`, `register`, `helper_sheets` and `result_sheets` build the sheets, `assembling` puts them in
order, and `writing` is the only module that imports XlsxWriter. Nothing is computed here: values stored beside formulas
are those of the figures.
"""

from analysis.publish.workbook.assembling import workbook_xlsx

__all__ = ["workbook_xlsx"]
