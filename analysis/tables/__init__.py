"""Tables: a unit's raw files, read and validated against one schema each.

What lives here: schemas, readers, the messages about faulty input, and typed frames whose index says "file:row".
What does not: anything computed from the rows (`figures`, `sections`).
"""

from analysis.tables.inputs import Inputs
from analysis.tables.loading import load_inputs
from analysis.tables.problems import InputProblems, Problem
from analysis.tables.schemas import SCHEMAS
from analysis.tables.table import Table

__all__ = ["SCHEMAS", "InputProblems", "Inputs", "Problem", "Table", "load_inputs"]
