"""The household register of a province or of the whole country, counted by commune in one pass over its Parquet files.

`count_register` is the way in; `count_inputs` counts the register of one unit in the same way. What comes out are
counts (`RegisterCounts`), rolled up to any level and shown as tables (`tables`); no household leaves this room.

Polars does the counting. It is imported here and nowhere else: it starts a pool of threads, which the warm process
that notebooks are forked from must not have.
"""

from analysis.sections.register_counts.counting import count_inputs, count_register
from analysis.sections.register_counts.rollup import RegisterCounts
from analysis.sections.register_counts.tables import deprivation_table, incidence_table

__all__ = ["RegisterCounts", "count_inputs", "count_register", "deprivation_table", "incidence_table"]
