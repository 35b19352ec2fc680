"""Pipeline: the series of notebooks, executed with papermill.

What lives here: which notebooks there are and what parameters they take (`series`), running one (`execute`) and all
of them (`runner`; `spawned` where processes cannot be forked), the warm kernels they run in (`warm/`, which could be a
package of its own, and `preload`), stripping what changes from run to run (`normalise`), and using results again that
are still true: what a notebook reads (`observation`) and imports (`imports`), digests of it (`fingerprint`), and the
results themselves (`cache`, `executed`). What does not: computing (`sections`), putting an edition together
(`publish`).
"""
