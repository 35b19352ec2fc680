"""Checks of the household register: scores, areas, communes, movement."""

from __future__ import annotations

import pandas as pd

from analysis.checks.statements import Check, EveryRow, Facts, Untestable
from analysis.sections.classification import CLASS_WORDS
from analysis.sections.movement import HOUSEHOLDS, balance, is_recorded, movement_register
from analysis.tables import Inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, MOVEMENTS, POINTS_EACH


def _by_commune(inputs: Inputs, wrong: pd.DataFrame) -> list[str]:
    """Count faulty households by commune: rows of a register are never published."""
    names = {u.code: u.full_name for u in inputs.communes("households")}
    return [f"{names[str(code)]}: {len(rows)} hộ" for code, rows in wrong.groupby("commune")]


def _deprivation_scores(facts: Facts) -> list[str]:
    frame = facts.inputs["households"].frame
    expected = frame[list(DEPRIVATION_COLUMNS)].sum(axis=1).astype("int64") * POINTS_EACH
    return _by_commune(facts.inputs, frame[frame["score_b2"] != expected])


def _areas(facts: Facts) -> list[str]:
    frame = facts.inputs["households"].frame
    areas = {u.code: u.area for u in facts.inputs.communes("households")}
    of_commune = frame["commune"].map(areas)
    if not of_commune.any():
        raise Untestable("danh mục chưa ghi khu vực của đơn vị")
    return _by_commune(facts.inputs, frame[(of_commune != "") & (frame["area"] != of_commune)])


def _missing_communes(facts: Facts) -> list[str]:
    present = set(facts.inputs["households"].frame["commune"])
    return [u.full_name for u in facts.inputs.communes("households") if u.code not in present]


def _movement(facts: Facts) -> list[str]:
    """Compare the movement of households noted by the communes with their classes in the two years."""
    register = movement_register(facts.inputs)
    missing = [header for name, (header, _) in MOVEMENTS.items() if not is_recorded(register, name)]
    if missing:
        raise Untestable(f"danh sách hộ chưa ghi: {', '.join(missing)}")
    names = {u.code: u.full_name for u in facts.inputs.communes("households")}
    found = []
    for kind, words in CLASS_WORDS.items():
        sums = balance(register, kind, register.frame["commune"])
        for code, row in sums[sums["expected"] != sums["closing"]].iterrows():
            closing, expected = (HOUSEHOLDS.print(int(row[name])) for name in ("closing", "expected"))
            found.append(
                f"{names[str(code)]}: {closing} {words.removeprefix('hộ ')} cuối kỳ, theo diễn biến {expected}"
            )
    return found


POVERTY: tuple[Check, ...] = (
    EveryRow(
        "households.score_b2",
        "Điểm B2 bằng mười lần số chỉ số thiếu hụt",
        ("households",),
        _deprivation_scores,
        about=("poverty.poor", "poverty.near_poor", "poverty.deprived.*"),
    ),
    EveryRow(
        "households.area",
        "Khu vực của hộ đúng với loại {parts}",
        ("households",),
        _areas,
        about=("poverty.poor_rural", "poverty.poor_urban"),
    ),
    EveryRow(
        "households.communes",
        "Mọi {parts} đều có trong danh sách hộ",
        ("households",),
        _missing_communes,
        about=("poverty.households", "poverty.communes_*"),
    ),
    EveryRow(
        "households.movement",
        "Hộ nghèo, hộ cận nghèo đầu kỳ trừ số thoát, cộng số tái nghèo, phát sinh mới và khác tăng bằng số cuối kỳ",
        ("households",),
        _movement,
        about=("poverty.poor", "poverty.near_poor"),
    ),
)
