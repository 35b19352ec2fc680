"""Notebooks in processes forked from a warm one, which has already imported what they need.

Three processes take part:

- The **client**: papermill with `--engine warm`, a benchmark, or `baocao run`. It starts the warm process and asks it
  to fork (`process`), enforces time limits, and writes the notebook.
- The **warm process** imports modules, then does nothing but fork on request (`server`). It has no threads.
- A **fork** is made for each notebook and runs its cells with IPython (`shell`).
  When a cell crashes or hangs, only this process ends. When the client ends, so does the fork, with all it has started.

With `papermill --engine warm` (`engine`), papermill runs in the client, sends one cell after the other to the fork, and
receives outputs as it goes (`client.ForkClient`). With `baocao run`, papermill itself is imported in the warm process
and called in the fork (`WarmProcess.call`), and cells run in the same process (`client.InProcessClient`).

This package imports nothing else of `analysis`: it could be a package of its own. See
`docs/decisions/0010-warm-kernels.md`.
"""
