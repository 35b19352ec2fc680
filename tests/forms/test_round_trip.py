"""What was filled in comes back as it was: the example, random tables, and the commands after an import."""

from __future__ import annotations

import pandas as pd
from filling import fill
from offices import LAST, UNIT, YEAR, Office, rows_of

from analysis.tables import SCHEMAS, load_inputs


def fill_all(office: Office) -> list[str]:
    """Fill every form with the rows of last year."""
    done = []
    for name, form in office.made.forms.items():
        tables = [t.schema.name for t in form.tables]
        fill(office.folder / "forms" / name, {table: rows_of(table) for table in tables})
        done += tables
    return done


def test_a_year_filled_in_comes_back_as_it_was(office_with_register: Office) -> None:
    office = office_with_register
    assert sorted(fill_all(office)) == sorted(SCHEMAS)
    done = office.take_in(*sorted((office.folder / "forms").glob("*.xlsx")))
    assert [t.schema.name for t in done.tables] == list(SCHEMAS)
    assert done.notes == []
    before, after = load_inputs(office.project, UNIT, LAST), load_inputs(office.project, UNIT, YEAR)
    for name in SCHEMAS:
        ours, theirs = (
            inputs[name].frame.drop(columns="provenance").reset_index(drop=True) for inputs in (before, after)
        )
        pd.testing.assert_frame_equal(ours, theirs, obj=name)
    assert after["credit"].sidecar.sha256 == after["credit"].sha256
