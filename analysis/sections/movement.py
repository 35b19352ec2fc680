"""Movement of poor and near-poor households in a year: opening, escaped, fallen back, newly poor, closing.

The columns are those of the forms of the review, diễn biến hộ nghèo and diễn biến hộ cận nghèo (Thông tư
07/2021/TT-BLĐTBXH, phụ lục VII): closing = 1 − 2 − 3 − 4 + 5 + 6 + 7 + 8. Column 4, decrease for other reasons (died,
moved away, merged), cannot be computed from a register of present households: the opening here counts only households
that remained, and the check `years.poor` compares it with last year's closing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures import Cells, Figure, FigureBook
from analysis.figures.measures import count_of
from analysis.reference.units import kind_words
from analysis.sections.classification import AREA_WORDS, CLASS_WORDS, NEAR_POOR, NOT_POOR, POOR, classify, standard_of
from analysis.sections.context import open_book, sentence_case, short_name, vietnamese_date
from analysis.sections.section import Section
from analysis.tables import Inputs, Table
from analysis.tables.schemas.households import CAUSES, MOVEMENTS

HOUSEHOLDS = count_of("hộ")
REMAINED = (
    "Đầu kỳ chỉ gồm hộ còn trong danh sách; hộ giảm vì lý do khác (chết, chuyển đi, nhập hộ) không có trong bảng."
)
"""Note under every table on the households missing from the opening."""
BLANK = "Ô trống là cột mà danh sách hộ không ghi, không phải số không."
SEVERAL = "Một hộ có thể có nhiều nguyên nhân."


@dataclass(frozen=True)
class Flow:
    """One column of the form.

    Attributes
    ----------
    sign
        Sign in the sum that gives the closing: 1, −1, or 0 for a column that is not part of it.
    where
        Filter of the households that it counts.
    requires
        The optional column that it is computed from; empty for none.
    """

    name: str
    words: str
    sign: int
    where: Mapping[str, Any]
    requires: str = ""


def flows(kind: str, register: Table) -> tuple[Flow, ...]:
    """Return the columns of the form of one class, the closing last.

    Parameters
    ----------
    register
        The classified register; if it records households that came from elsewhere, the opening excludes them.
    """
    other = NEAR_POOR if kind == POOR else POOR
    here: dict[str, Any] = {"other_increase": False} if is_recorded(register, "other_increase") else {}
    words, others = CLASS_WORDS[kind], CLASS_WORDS[other]
    again = words.removeprefix("hộ ")
    return (
        Flow("opening", f"{words} đầu kỳ", 1, {"status_last_year": kind} | here),
        Flow(f"to_{other}", f"thành {others}", -1, {"status_last_year": kind, "poverty_class": other} | here),
        Flow("escaped", "vượt chuẩn cận nghèo", -1, {"status_last_year": kind, "poverty_class": NOT_POOR} | here),
        Flow(f"from_{other}", f"{others} thành {words}", 1, {"status_last_year": other, "poverty_class": kind} | here),
        Flow("fallen_back", f"tái {again}", 1, {"poverty_class": kind, "fallen_back": True}, "fallen_back"),
        Flow("newly_arisen", "phát sinh mới", 1, {"poverty_class": kind, "newly_arisen": True}, "newly_arisen"),
        Flow("other_increase", "khác tăng", 1, {"poverty_class": kind, "other_increase": True}, "other_increase"),
        Flow("risen", "từ hộ không nghèo", 0, {"status_last_year": NOT_POOR, "poverty_class": kind} | here),
        Flow("closing", f"{words} cuối kỳ", 0, {"poverty_class": kind}),
    )


def is_recorded(register: Table, column: str) -> bool:
    """Whether an optional flag is filled in for any household."""
    return bool(register.frame[column].notna().any())


def movement_register(inputs: Inputs) -> Table:
    """Classify the register; blanks in a flag column that is otherwise filled in count as false."""
    register = classify(inputs["households"], standard_of(inputs))
    optional = (*MOVEMENTS, *(f"cause_{code}" for code in CAUSES))
    noted = {name: register.frame[name].fillna(False) for name in optional if is_recorded(register, name)}
    return register.with_columns(**noted)


def balance(register: Table, kind: str, groups: pd.Series | None = None) -> pd.DataFrame:
    """Return the closing computed from the flows and from the classification, one row per group.

    Returns
    -------
    pandas.DataFrame
        `expected`, opening + arrivals − departures, and `closing`, both in households.
    """
    frame = register.frame
    by = groups if groups is not None else pd.Series("", index=frame.index)
    *parts, closing = flows(kind, register)
    expected = sum((flow.sign * _matches(frame, flow.where).astype("int64") for flow in parts), start=0)
    both = pd.DataFrame({"expected": expected, "closing": _matches(frame, closing.where).astype("int64")})
    return both.groupby(by).sum()


def _matches(frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.Series:
    """Return which households match a filter; missing values do not match."""
    found = pd.Series(True, index=frame.index)
    for column, value in where.items():
        found &= (frame[column] == value).fillna(False).astype(bool)
    return found


def build(inputs: Inputs) -> FigureBook:
    """Compute the movement in total, by area, ethnicity, commune and cause.

    Figures: `movement.<kind>.<flow>` in total; `movement.area.<area>.…`, `movement.ethnicity.<minority|other>.…`,
    `movement.commune.<code>.…`, `movement.cause.<cause>.…` of groups. Flows and causes whose optional column is empty
    have no figures and blank cells. A household with several causes is counted under each of them. Tables:
    `poor_by_area`, `poor_by_ethnicity`, `poor_by_commune`, `poor_by_cause`, and the same of `near_poor`.
    """
    book = open_book("movement", inputs)
    register = movement_register(inputs)
    blank = "" if all(is_recorded(register, name) for name in MOVEMENTS) else BLANK
    note = " ".join(filter(None, (REMAINED, blank, _change_of_standard(inputs))))
    book.phrase("movement.note", note)
    groups, date = _groups(inputs), vietnamese_date(register.sidecar.as_of)
    for kind in CLASS_WORDS:
        columns = [(flow, not flow.requires or is_recorded(register, flow.requires)) for flow in flows(kind, register)]
        whole = _add(book, register, kind, columns, "", "", {}, "")
        header = tuple(sentence_case(flow.words) for flow in flows(kind, register))
        for name, (heading, members) in groups.items():
            rows: list[Cells] = []
            for code, (label, where) in members.items():
                noted = f"cause_{code}" if name == "cause" else ""
                rows.append((label, *_add(book, register, kind, columns, f"{name}.{code}.", label, where, noted)))
            rows.append((f"Toàn {inputs.unit.kind}", *whole))
            notes = f"{note} {SEVERAL}" if name == "cause" else note
            caption = f"Diễn biến {CLASS_WORDS[kind]} theo {heading.lower()} (rà soát {date})"
            book.tabulate(f"{kind}_by_{name}", caption, (heading, *header), rows, note=notes)
    return book


Members = dict[str, tuple[str, dict[str, Any]]]


def _groups(inputs: Inputs) -> dict[str, tuple[str, Members]]:
    """Return the groupings of households: heading, and label and filter of each group."""
    communes = inputs.communes("households")
    here = set(inputs["households"].frame["area"])
    ethnicity: Members = {
        "minority": ("Dân tộc thiểu số", {"ethnic_minority": True}),
        "other": ("Dân tộc Kinh", {"ethnic_minority": False}),
    }
    return {
        "area": ("Khu vực", {a: (w, {"area": a}) for a, w in AREA_WORDS.items() if a in here}),
        "ethnicity": ("Dân tộc", ethnicity),
        "commune": (
            sentence_case(kind_words(communes)),
            {u.code: (short_name(u), {"commune": u.code}) for u in communes},
        ),
        "cause": ("Nguyên nhân", {code: (label, {f"cause_{code}": True}) for code, label in CAUSES.items()}),
    }


def _add(
    book: FigureBook,
    register: Table,
    kind: str,
    columns: Sequence[tuple[Flow, bool]],
    group: str,
    label: str,
    where: dict[str, Any],
    requires: str,
) -> list[Figure | None]:
    """Add the figures of one group; `None` for a flow whose optional column is empty."""
    group_recorded = not requires or is_recorded(register, requires)
    added: list[Figure | None] = []
    for flow, recorded in columns:
        id = f"movement.{group}{kind}.{flow.name}"
        words = f"Diễn biến {CLASS_WORDS[kind]}{f' ({label})' if label else ''}: {flow.words}"
        known = recorded and group_recorded
        added.append(book.count(id, words, HOUSEHOLDS, register, **(where | dict(flow.where))) if known else None)
    return added


def _change_of_standard(inputs: Inputs) -> str:
    """Return a note when last year's review used another standard, because changes of class then partly reflect it."""
    as_of = inputs["households"].sidecar.as_of
    before = inputs.reference.standards.standard_on(as_of - dt.timedelta(days=365))
    now = standard_of(inputs)
    if before is None or before.code == now.code:
        return ""
    documents = inputs.reference.documents
    then = documents[before.document].citation
    return f"Tình trạng năm trước theo chuẩn của {then}, cuối kỳ theo {documents[now.document].citation}."


MOVEMENT = Section(id="movement", title="Diễn biến hộ nghèo, hộ cận nghèo", build=build, needs=("households",))
