"""Everything importable of the workbook; `analysis/README.md` is the map of its rooms.

Data flows one way, and so do imports: reference → tables → figures → sections → checks →
narrative and charts → pipeline → publish → cli.
"""
