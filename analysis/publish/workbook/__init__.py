"""The audit workbook: every figure of an edition as a live formula over the raw tables, in one `.xlsx`.

What lives here: writing expressions as formulas (`formulas`, `conditions`: pure), laying out one sheet after another
(tables, register as counts, helper sheets, figures, comparison, checks, guide), and the one module that knows
XlsxWriter (`writing`). What does not: computing; values stored beside formulas are those of the figures.
"""

from analysis.publish.workbook.assembling import workbook_xlsx

__all__ = ["workbook_xlsx"]
