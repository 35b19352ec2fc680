"""The household register of a province or of the whole country, counted by commune in one pass over its Parquet files.

`count_register` counts a register in Parquet, `count_inputs` that of one unit. The result is a `RegisterCounts`, which
can be aggregated to any level and formatted as tables (`tables`); it contains no data on single households.

Polars is imported only in this package: it starts a thread pool, which must not exist in the process that notebooks are
forked from.
"""

from analysis.sections.register_counts.counting import count_inputs, count_register
from analysis.sections.register_counts.rollup import RegisterCounts, deprivation_table, incidence_table

__all__ = ["RegisterCounts", "count_inputs", "count_register", "deprivation_table", "incidence_table"]
