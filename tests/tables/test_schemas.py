"""Schemas: what they promise to the reader of a form and to the code."""

from __future__ import annotations

import re

import pytest

from analysis.reference.place_names import fold
from analysis.tables import SCHEMAS
from analysis.tables.schema import TableSchema

every_schema = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)


@every_schema
def test_headers_tell_columns_apart_without_marks_and_case(schema: TableSchema) -> None:
    """A file may use names or headers, with or without diacritics: no two columns may answer to one."""
    keys = [fold(key) for c in schema.all_columns for key in {c.name, c.header}]
    assert len(keys) == len(set(keys))


@every_schema
def test_key_is_made_of_own_columns(schema: TableSchema) -> None:
    assert schema.key
    assert set(schema.key) <= {c.name for c in schema.columns}


@every_schema
def test_vocabulary_has_every_domain(schema: TableSchema, inputs) -> None:
    domains = {c.choices for c in schema.all_columns if c.choices} - {"component"}
    assert domains <= set(inputs.reference.vocabulary)


@every_schema
def test_every_column_is_explained_in_a_sentence(schema: TableSchema) -> None:
    for column in schema.all_columns:
        assert column.header, column.name
        assert column.meaning.endswith("."), column.name


@every_schema
def test_unit_of_measure_stands_in_the_name(schema: TableSchema) -> None:
    """Money is whole đồng and says so; percentages say so."""
    for column in schema.columns:
        if re.search(r"\(đồng\)", column.header):
            assert column.name.endswith("_vnd"), column.name
            assert column.type == "integer", column.name
            assert column.minimum == 0, column.name
        if "%" in column.header:
            assert column.name.endswith("_pct"), column.name
            assert column.type == "decimal", column.name
