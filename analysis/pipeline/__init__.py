"""Pipeline: the series of notebooks, executed with papermill.

- `series`: which notebooks there are, and their parameters
- `execute`: one notebook; `normalise`: remove from it what differs between runs
- `runner`: all of them, several at a time; `errors`: what can go wrong
- `warm/`: the processes that notebooks run in; `preload`: what they have imported
- `run_or_reuse`: execute only notebooks whose results have changed; `dependencies`: what a notebook reads and imports;
  `fingerprint`: digests of that; `cache`: the results

Computing is in `sections`, documents in `publish`.
"""
