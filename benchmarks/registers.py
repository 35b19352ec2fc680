"""A simulated register of the country, and ways of counting it: `python registers.py make|pandas|pyarrow|ours PATH`.

A way prints one line of JSON: seconds from when its libraries are imported, and a digest of the counts by commune, area
and class.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from analysis.reference import Reference, find_project, load_reference
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS

HOUSEHOLDS, ROW_GROUP, SEED = 28_000_000, 250_000, 28
AS_OF = dt.date(2023, 12, 31)
KEYS = ["commune", "area", "poverty_class"]
COUNTS = ["members", "ethnic_minority", *DEPRIVATION_COLUMNS]


def make(folder: Path) -> None:
    """Write the register twice: sorted by commune, the narrowest types, text encoded as a dictionary in the file.

    `text.parquet` is what a database exports. `categories.parquet` is the same, but marks `commune` and `area` as
    categories, as pandas and Polars do of such columns: then pandas reads them as categories and groups quicker.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    communes = sorted(
        (u.code, u.area == "urban") for u in _reference().units if u.level == "commune" and u.valid_on(AS_OF)
    )
    codes, urban = pa.array([code for code, _ in communes]), np.array([town for _, town in communes])
    random = np.random.default_rng(SEED)
    sizes = random.lognormal(0, 0.5, len(communes))
    ends = np.rint(np.cumsum(sizes) / sizes.sum() * HOUSEHOLDS).astype("int64")
    below_line = random.beta(1.5, 12, len(communes))
    areas, writers = pa.array(["rural", "urban"]), []
    for start in range(0, HOUSEHOLDS, ROW_GROUP):
        ids = np.arange(start, min(start + ROW_GROUP, HOUSEHOLDS))
        rows, commune = len(ids), np.searchsorted(ends, ids, side="right").astype("int32")
        first, last = commune[0], commune[-1]
        town, below = urban[commune], random.random(rows, dtype="float32") < below_line[commune]
        line = np.where(town, 175, 140)
        income = np.where(below, line - random.integers(0, 60, rows), line + random.integers(1, 150, rows))
        often = np.where(below, 70, 12).astype("uint8")
        lacking = random.integers(0, 256, (len(DEPRIVATION_COLUMNS), rows), dtype="uint8") < often
        table = pa.table(
            {
                "household_id": ids + 1,
                "commune": pa.DictionaryArray.from_arrays(commune - first, codes[first : last + 1]),
                "area": pa.DictionaryArray.from_arrays(town.astype("int8"), areas),
                "members": random.integers(1, 8, rows, dtype="uint8"),
                "ethnic_minority": random.random(rows, dtype="float32") < 0.15,
                "score_b1": income.astype("int16"),
                **dict(zip(DEPRIVATION_COLUMNS, map(pa.array, lacking), strict=True)),
                "score_b2": lacking.sum(axis=0, dtype="int16") * np.int16(10),
            }
        )
        writers = writers or [
            pq.ParquetWriter(folder / f"{name}.parquet", table.schema, compression="zstd", store_schema=marked)
            for name, marked in (("text", False), ("categories", True))
        ]
        for writer in writers:
            writer.write_table(table)
    for writer in writers:
        writer.close()


def by_pandas(path: Path) -> dict[str, Any]:
    """Read all columns, classify, group: the usual way; the class is a category, which is quicker."""
    import numpy as np
    import pandas as pd

    started = time.perf_counter()
    standard = _reference().standard_on(AS_OF)
    assert standard is not None
    frame = pd.read_parquet(path)
    line = np.where(frame["area"] == "urban", standard.urban_score_max, standard.rural_score_max)
    below, deprived = frame["score_b1"] <= line, frame["score_b2"] >= standard.poor_deprivation_score_min
    classes = np.where(below & deprived, 0, np.where(below, 1, 2))
    frame["poverty_class"] = pd.Categorical.from_codes(classes, ["poor", "near_poor", "not_poor"])
    groups = frame.groupby(KEYS, observed=True)
    counted = groups[COUNTS].sum().assign(households=groups.size())
    took = time.perf_counter() - started
    return {"inside": took, "digest": digest(counted.reset_index())}


def by_ours(path: Path) -> dict[str, Any]:
    """All that a user waits for: read reference data, check every row, count, sum up by province."""
    from analysis.sections.register_counts import count_register

    started = time.perf_counter()
    counts = count_register(path, AS_OF, _reference())
    provinces = counts.incidence("province")
    took = time.perf_counter() - started
    assert len(provinces) == 63
    assert provinces["households"].sum() == HOUSEHOLDS
    return {"inside": took, "digest": digest(counts.frame)}


def by_pyarrow(path: Path) -> dict[str, Any]:
    """Only read every column."""
    import pyarrow.parquet as pq

    started = time.perf_counter()
    table = pq.read_table(path)
    took = time.perf_counter() - started
    assert table.num_rows == HOUSEHOLDS
    return {"inside": took}


def digest(counted: Any) -> str:
    """Return a digest of counts that does not depend on order and column types."""
    names = ["households", *COUNTS]
    rows = zip(
        *(counted[name].astype(str) for name in KEYS), *(counted[name].astype(int) for name in names), strict=True
    )
    return hashlib.sha256(repr(sorted(tuple(row) for row in rows)).encode()).hexdigest()


def _reference() -> Reference:
    return load_reference(find_project().reference)


WAYS = {"pandas": by_pandas, "pyarrow": by_pyarrow, "ours": by_ours}

if __name__ == "__main__":
    what, file = sys.argv[1], Path(sys.argv[2])
    if what == "make":
        make(file)
    else:
        print(json.dumps(WAYS[what](file)))
