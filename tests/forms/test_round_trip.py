"""What was filled in comes back as it was: the example, random tables, and the commands after an import."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from fill_forms import fill
from form_project import LAST, UNIT, YEAR, FormProject, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.tables import SCHEMAS, load_inputs
from analysis.tables.schema import Column
from analysis.tables.validation import CellReader


def fill_all(form_project: FormProject) -> list[str]:
    """Fill every form with the rows of last year."""
    done = []
    for name, form in form_project.made.forms.items():
        tables = [t.schema.name for t in form.tables]
        fill(form_project.folder / "forms" / name, {table: rows_of(table) for table in tables})
        done += tables
    return done


DISTRICT = [name for name in SCHEMAS if name != "villages"]
"""Only a commune lists villages."""


def test_a_year_filled_in_comes_back_as_it_was(form_project_with_register: FormProject) -> None:
    form_project = form_project_with_register
    assert sorted(fill_all(form_project)) == sorted(DISTRICT)
    done = form_project.import_files(*sorted((form_project.folder / "forms").glob("*.xlsx")))
    assert [t.schema.name for t in done.tables] == DISTRICT
    assert done.notes == []
    before, after = load_inputs(form_project.project, UNIT, LAST), load_inputs(form_project.project, UNIT, YEAR)
    for name in DISTRICT:
        ours, theirs = (
            inputs[name].frame.drop(columns="provenance").reset_index(drop=True) for inputs in (before, after)
        )
        pd.testing.assert_frame_equal(ours, theirs, obj=name)
    assert after["credit"].sidecar.sha256 == after["credit"].sha256


# Random tables ------------------------------------------------------------------------------------------------------

SOME = ("credit", "capital", "education_support", "livelihood_projects", "employment", "documents", "labour_indicators")
WORDS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ 0123456789,.()", min_size=1, max_size=30).map(
    lambda text: "x" + " ".join(text.split())
)


def cells_of(column: Column, reader: CellReader) -> st.SearchStrategy[str]:
    """Return what a cell of a column may hold."""
    if column.choices:
        filled: st.SearchStrategy[str] = st.sampled_from(sorted(reader.choices(column.choices)))
    elif column.type in ("commune", "communes"):
        codes = st.sampled_from([unit.code for unit in reader.communes])
        filled = (
            codes if column.type == "commune" else st.lists(codes, min_size=1, max_size=3, unique=True).map(";".join)
        )
    elif column.type == "integer":
        low = column.minimum or 0
        filled = st.integers(low, column.maximum if column.maximum is not None else low + 10**12).map(str)
    elif column.type == "decimal":
        filled = st.decimals(column.minimum, column.maximum, places=2).map(lambda d: f"{d.normalize():f}")
    elif column.type == "date":
        filled = st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)).map(dt.date.isoformat)
    elif column.pattern:
        filled = st.from_regex(column.pattern.replace(r"\d", "[0-9]"), fullmatch=True).filter(lambda t: t == t.strip())
    else:
        filled = WORDS
    return filled if column.required else st.one_of(st.just(""), filled)


def tables_of(name: str, reader: CellReader) -> st.SearchStrategy[list[dict[str, str]]]:
    """Return valid tables: rows that share no key."""
    schema = SCHEMAS[name]
    columns = {c.name: cells_of(c, reader) for c in schema.columns if c.type != "flag" and "symbol" not in c.name}
    columns |= {c.name: st.just("KH-UBND") for c in schema.columns if c.name == "symbol"}
    key = lambda row: tuple(row[n] for n in schema.key)  # noqa: E731
    return st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=6, unique_by=key)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.data())
def test_random_tables_come_back_as_they_were(form_project: FormProject, chosen: st.DataObject) -> None:
    name = chosen.draw(st.sampled_from(SOME))
    form = next(f for f in form_project.made.forms.values() if name in {t.schema.name for t in f.tables})
    rows = chosen.draw(tables_of(name, form.reader))
    path = fill(form_project.sent(name), {name: rows})
    done = form_project.import_files(path)
    stored = [{c: row[c] for c in rows[0]} for row in done.tables[0].rows]
    assert stored == rows
