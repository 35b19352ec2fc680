"""The yearly movement, compared with an independent count, with and without the optional columns of the register."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis.figures import FigureBook
from analysis.sections import movement
from analysis.tables import Inputs
from analysis.tables.schemas.households import CAUSES, MOVEMENTS

CLASSES = {"poor": "near_poor", "near_poor": "poor"}


def _with_optional_columns(inputs: Inputs) -> Inputs:
    """The example with every optional column filled in, by rules that the statuses do not contradict."""
    register = movement.movement_register(inputs)
    frame = inputs["households"].frame.copy()
    cls, then = register.frame["poverty_class"], frame["status_last_year"]
    turn = pd.Series(range(len(frame)), index=frame.index) % 3
    risen = (cls != "not_poor") & (then == "not_poor")
    for number, name in enumerate(MOVEMENTS):
        frame[name] = (risen & (turn == number)).astype("boolean")
    for number, code in enumerate(CAUSES):
        frame[f"cause_{code}"] = ((cls != "not_poor") & (turn == number % 3)).astype("boolean")
    return replace(inputs, tables=inputs.tables | {"households": replace(inputs["households"], frame=frame)})


@pytest.fixture(scope="module")
def book(inputs: Inputs) -> FigureBook:
    return movement.build(inputs)


@pytest.fixture(scope="module")
def noted(inputs: Inputs) -> Inputs:
    return _with_optional_columns(inputs)


@pytest.fixture(scope="module")
def full(noted: Inputs) -> FigureBook:
    return movement.build(noted)


def _value(book: FigureBook, id: str) -> Any:
    return book.figures[f"movement.{id}"].value


def _by_hand(inputs: Inputs) -> pd.DataFrame:
    register = movement.movement_register(inputs).frame
    return pd.crosstab(register["status_last_year"], register["poverty_class"])


@pytest.mark.parametrize("kind", CLASSES)
def test_figures_of_the_example_without_the_optional_columns(book: FigureBook, inputs: Inputs, kind: str) -> None:
    """Everything except the way into poverty follows from the classes of two years."""
    table, other = _by_hand(inputs), CLASSES[kind]
    assert _value(book, f"{kind}.opening") == table.loc[kind].sum()
    assert _value(book, f"{kind}.to_{other}") == table.loc[kind, other]
    assert _value(book, f"{kind}.escaped") == table.loc[kind, "not_poor"]
    assert _value(book, f"{kind}.from_{other}") == table.loc[other, kind]
    assert _value(book, f"{kind}.risen") == table.loc["not_poor", kind]
    assert _value(book, f"{kind}.closing") == table[kind].sum()
    assert not [id for id in book.figures if id.rpartition(".")[2] in MOVEMENTS or ".cause." in id]
    assert [row[5:8] for row in book.tables[f"{kind}_by_area"].rows] == [(None, None, None)] * 3
    assert movement.BLANK in book.tables[f"{kind}_by_area"].note


def test_the_closing_is_the_published_number(book: FigureBook, figures: dict[str, Any]) -> None:
    for kind in CLASSES:
        assert _value(book, f"{kind}.closing") == figures[f"poverty.{kind}"].value


def test_households_leaving_one_class_enter_the_other(book: FigureBook) -> None:
    """Column 2 of one form is column 5 of the other."""
    assert _value(book, "poor.to_near_poor") == _value(book, "near_poor.from_poor")
    assert _value(book, "near_poor.to_poor") == _value(book, "poor.from_near_poor")


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("name", ["area", "ethnicity", "commune"])
def test_groups_add_up_and_balance(full: FigureBook, kind: str, name: str) -> None:
    """The form's identity in every row; rows add up to the whole."""
    table = full.tables[f"{kind}_by_{name}"]
    rows = [[cell.value for cell in row[1:]] for row in table.rows]  # type: ignore[union-attr]
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
    for opening, away, escaped, came, back, new, more, _, closing in rows:
        assert opening - away - escaped + came + back + new + more == closing
    assert rows[-1][4] and rows[-1][5] and rows[-1][6]


def test_an_empty_group_is_zero_not_unknown(full: FigureBook) -> None:
    values = [cell.value for row in full.tables["poor_by_commune"].rows for cell in row[1:]]  # type: ignore[union-attr]
    assert None not in values
    assert 0 in values


def test_households_are_counted_under_each_of_their_causes(full: FigureBook, noted: Inputs) -> None:
    register = movement.movement_register(noted).frame
    for code in CAUSES:
        expected = ((register["poverty_class"] == "poor") & register[f"cause_{code}"]).sum()
        assert _value(full, f"cause.{code}.poor.closing") == expected
    assert movement.SEVERAL in full.tables["poor_by_cause"].note


def test_households_from_elsewhere_are_not_in_the_opening(noted: Inputs) -> None:
    """A poor household that moved in was poor elsewhere: it raises the closing, not the opening."""
    frame = noted["households"].frame.copy()
    register = movement.movement_register(noted).frame
    still = register.index[(register["poverty_class"] == "poor") & (register["status_last_year"] == "poor")]
    frame.loc[still[0], "other_increase"] = True
    changed = replace(noted, tables={"households": replace(noted["households"], frame=frame)})
    before, after = (movement.balance(movement.movement_register(i), "poor") for i in (noted, changed))
    assert after.equals(before)
    moved = movement.build(changed)
    assert _value(moved, "poor.opening") == _value(movement.build(noted), "poor.opening") - 1


def test_a_contradiction_shows_in_the_balance(noted: Inputs) -> None:
    """A household poor both years cannot have arisen newly."""
    frame = noted["households"].frame.copy()
    register = movement.movement_register(noted).frame
    still = register.index[(register["poverty_class"] == "poor") & (register["status_last_year"] == "poor")]
    frame.loc[still[0], "newly_arisen"] = True
    changed = replace(noted, tables={"households": replace(noted["households"], frame=frame)})
    found = movement.balance(movement.movement_register(changed), "poor").iloc[0]
    assert found["expected"] == found["closing"] + 1


def test_a_blank_in_a_filled_in_column_counts_as_false(noted: Inputs) -> None:
    frame = noted["households"].frame.copy()
    frame["fallen_back"] = frame["fallen_back"].where(frame["fallen_back"])
    blank = replace(noted, tables={"households": replace(noted["households"], frame=frame)})
    assert (
        movement.movement_register(blank)
        .frame["fallen_back"]
        .equals(movement.movement_register(noted).frame["fallen_back"])
    )


def test_a_change_of_standard_is_noted(book: FigureBook, inputs: Inputs) -> None:
    """Reviews of 2021 and 2022 used different standards."""
    note = book.tables["poor_by_area"].note
    assert all(inputs.reference.documents[id].citation in note for id in ("decision-59-2015", "decree-07-2021"))


def test_optional_columns_are_read_from_a_file(data) -> None:
    """The optional columns are read by their Vietnamese headers, and no register needs them."""
    data.add_household_register()
    lines = data.read("households.csv").splitlines()
    header = f"{lines[0]},Phát sinh mới,Nguyên nhân: Không có đất sản xuất"
    data.write("households.csv", "\n".join([header, *(f"{line},0,1" for line in lines[1:])]) + "\n")
    frame = data.load("households")["households"].frame
    assert not frame["newly_arisen"].any() and frame["cause_land"].all()
    assert frame["fallen_back"].isna().all()
