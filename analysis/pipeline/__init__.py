"""Pipeline: the series of notebooks, executed with papermill.

- `series`: which notebooks there are, their parameters, errors of running them
- `execute`: one notebook, and all of them, several at a time; `normalise`: remove what differs between runs
- `warm/`: the processes that notebooks run in; `preload`: what they have imported
- `run_or_reuse`: execute only notebooks whose results have changed; `fingerprint`: what a notebook reads and imports,
  and digests of that; `cache`: the results

Computing is in `sections`, documents in `publish`.
"""
