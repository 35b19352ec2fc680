"""The kinds of checks.

What lives here: the base class with data, evidence and results (`check`), and one module for each family of kinds:
figures and last year (`figures`), rows of tables and names of places (`rows`), policy norms (`norms`). What does not:
the checks themselves (`catalogue`).
"""
