"""Tables: a unit's raw files, read and validated against one schema each.

In this room: schemas, readers of files, messages about faulty input, and typed frames with the index "file:row".
Elsewhere: anything computed from the rows (`figures`, `sections`).
"""

from analysis.tables.inputs import Inputs, Table
from analysis.tables.loading import load_inputs
from analysis.tables.schema import InputProblems, Problem
from analysis.tables.schemas import SCHEMAS

__all__ = ["SCHEMAS", "InputProblems", "Inputs", "Problem", "Table", "load_inputs"]
