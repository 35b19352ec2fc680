"""The schemas of every raw table, grouped as the offices that keep them are."""

from analysis.tables.schema import TableSchema
from analysis.tables.schemas.households import HOUSEHOLD_TABLES
from analysis.tables.schemas.office import OFFICE_TABLES
from analysis.tables.schemas.programme import POLICY_TABLES, PROGRAMME_TABLES

SCHEMAS: dict[str, TableSchema] = {
    schema.name: schema for schema in (*OFFICE_TABLES, *HOUSEHOLD_TABLES, *PROGRAMME_TABLES, *POLICY_TABLES)
}
"""Every raw table by name."""

__all__ = ["SCHEMAS"]
