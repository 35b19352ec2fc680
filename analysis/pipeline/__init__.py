"""Pipeline: the series of notebooks, executed with papermill.

What lives here: which notebooks there are and what parameters they take (`series`), running one (`execute`) and all
of them (`runner`), stripping what changes from run to run (`normalise`), and keeping results that are still true
(`cache`). What does not: computing (`sections`), and putting an edition together (`publish`).
"""
