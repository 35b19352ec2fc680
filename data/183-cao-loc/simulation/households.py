"""Simulate `households.csv` of 2022 and 2024 around the register of 2023: `python households.py` writes the same files.

Nothing here was published. A household keeps its number, commune, area and ethnicity over the years.

- 2022 (review of 2021-12-31): every household of 2023 had then the class that 2023 gives as `status_last_year`; some
  were not yet there, and others have left since. The classes are those of Quyết định 59/2015/QĐ-TTg, which knew neither
  the indicators of work and dependants nor that of nutrition: these three are 0 throughout.
- 2024 (review of 2023-12-31): `status_last_year` is the class of 2023 by Nghị định 07/2021/NĐ-CP, which 2024 is held
  against too. What communes note of a household's movement is filled in. Some have left, others have come.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from writing import read_rows, write_table

POOR, NEAR_POOR, NOT_POOR = "poor", "near_poor", "not_poor"
INDICATORS = (
    "employment", "dependents", "nutrition", "health_insurance", "adult_education", "child_schooling",
    "housing_quality", "housing_area", "water", "sanitation", "telecommunication", "information_means",
)  # fmt: skip
NOT_OF_2015 = {"employment", "dependents", "nutrition"}
HEADER = (
    "household_id", "commune", "area", "members", "ethnic_minority", "score_b1",
    *(f"deprived_{name}" for name in INDICATORS), "score_b2", "status_last_year",
)  # fmt: skip
MOVEMENTS = ("fallen_back", "newly_arisen", "other_increase")
LINE = {"rural": 140, "urban": 175}
"""Highest score B1 below the line of Nghị định 07/2021/NĐ-CP."""
LINES_2015 = {"rural": (120, 150), "urban": (140, 175)}
"""The same of Quyết định 59/2015/QĐ-TTg: below the lower one a household is poor whatever it lacks."""
POOR_DEPRIVATIONS_MIN = 3
SIMULATED = "Toàn bộ là mô phỏng (simulation/households.py của huyện), không phải danh sách thật. "

SEED_2022, SEED_2024 = 18320211231, 18320231231
BEFORE_2022 = {
    POOR: {POOR: 85, NEAR_POOR: 10, NOT_POOR: 5},
    NEAR_POOR: {POOR: 20, NEAR_POOR: 58, NOT_POOR: 22},
    NOT_POOR: {POOR: 1, NEAR_POOR: 3, NOT_POOR: 96},
}
AFTER_2023 = {
    POOR: {POOR: 700, NEAR_POOR: 220, NOT_POOR: 80},
    NEAR_POOR: {POOR: 55, NEAR_POOR: 600, NOT_POOR: 345},
    NOT_POOR: {POOR: 3, NEAR_POOR: 18, NOT_POOR: 979},
}
NOT_YET_THERE, GONE_2023, GONE_2024, COME_2024 = 175, 128, 117, 204
FIRST_OF_GONE, FIRST_OF_COME = 19_821, 20_001

Household = dict[str, str]


def draw(chance: random.Random, weights: Mapping[str, int]) -> str:
    """Draw one key by weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


def class_of(household: Mapping[str, str]) -> str:
    """Classify by Nghị định 07/2021/NĐ-CP."""
    if int(household["score_b1"]) > LINE[household["area"]]:
        return NOT_POOR
    return POOR if int(household["score_b2"]) >= 10 * POOR_DEPRIVATIONS_MIN else NEAR_POOR


def class_of_2015(household: Mapping[str, str]) -> str:
    """Classify by Quyết định 59/2015/QĐ-TTg."""
    lower, upper = LINES_2015[household["area"]]
    score = int(household["score_b1"])
    if score > upper:
        return NOT_POOR
    return POOR if score <= lower or int(household["score_b2"]) >= 10 * POOR_DEPRIVATIONS_MIN else NEAR_POOR


def lacking(household: Mapping[str, str]) -> set[str]:
    """Return the indicators that a household lacks."""
    return {name for name in INDICATORS if household[f"deprived_{name}"] == "1"}


def with_lack(chance: random.Random, lack: set[str], least: int, most: int, known: Iterable[str]) -> set[str]:
    """Add or take indicators until their number lies between two bounds."""
    lack, left = set(lack), [name for name in known if name not in lack]
    while len(lack) < least:
        lack.add(left.pop(chance.randrange(len(left))))
    while len(lack) > most:
        lack.remove(chance.choice(sorted(lack)))
    return lack


def in_fives(chance: random.Random, centre: float, spread: float) -> int:
    """Draw a score in steps of five."""
    return 5 * round(chance.gauss(centre, spread) / 5)


def filled(household: Household, members: int, score: int, lack: set[str], before: str) -> Household:
    """Return a household with its answers of another year."""
    return household | {
        "members": str(members),
        "score_b1": str(score),
        **{f"deprived_{name}": str(int(name in lack)) for name in INDICATORS},
        "score_b2": str(10 * len(lack)),
        "status_last_year": before,
    }


def members_of_another_year(chance: random.Random, household: Mapping[str, str]) -> int:
    """Return how many members a household has a year apart."""
    return max(1, int(household["members"]) + int(draw(chance, {"-1": 7, "0": 86, "1": 7})))


# 2022 ---------------------------------------------------------------------------------------------------------------


def of_2022(chance: random.Random, household: Household, kind: str) -> Household:
    """Return a household as the review of 2021-12-31 found it, in a given class."""
    lower, upper = LINES_2015[household["area"]]
    known = [name for name in INDICATORS if name not in NOT_OF_2015]
    lack = lacking(household) - NOT_OF_2015
    if kind == NOT_POOR:
        score = max(upper + 5, in_fives(chance, int(household["score_b1"]) - 4, 10))
        lack = with_lack(chance, lack, 0, 4, known)
    elif kind == NEAR_POOR:
        score = min(upper, max(lower + 5, in_fives(chance, upper - 12, 8)))
        lack = with_lack(chance, lack, 0, POOR_DEPRIVATIONS_MIN - 1, known)
    else:
        poorest = chance.random() < 0.62
        score = lower - 5 * chance.randint(0, 7) if poorest else upper - 5 * chance.randint(0, 5)
        lack = with_lack(chance, lack, 2 if poorest else POOR_DEPRIVATIONS_MIN, 6, known)
    members = members_of_another_year(chance, household)
    return filled(household, members, score, lack, draw(chance, BEFORE_2022[kind]))


def simulate_2022() -> list[Household]:
    """Return the register of the review of 2021-12-31."""
    chance = random.Random(SEED_2022)
    later = read_rows(2023, "households")
    never_poor = [h for h in later if h["status_last_year"] == NOT_POOR and class_of(h) == NOT_POOR]
    new = {h["household_id"] for h in chance.sample(never_poor, NOT_YET_THERE)}
    rows = [of_2022(chance, h, h["status_last_year"]) for h in later if h["household_id"] not in new]
    left = sorted(chance.sample(later, GONE_2023), key=lambda h: h["commune"])
    for number, like in enumerate(left, FIRST_OF_GONE):
        kind = draw(chance, {POOR: 30, NEAR_POOR: 20, NOT_POOR: 50})
        rows.append(of_2022(chance, like | {"household_id": f"{number:05}"}, kind))
    return rows


def verify_2022(rows: list[dict[str, str]]) -> None:
    """Hold the written file of 2022 against what 2023 says of the year before."""
    kinds = {row["household_id"]: class_of_2015(row) for row in rows}
    assert len(kinds) == len(rows)
    for row in rows:
        assert int(row["score_b2"]) == 10 * len(lacking(row)), row
        assert not lacking(row) & NOT_OF_2015, row
    both = [row for row in read_rows(2023, "households") if row["household_id"] in kinds]
    assert all(row["status_last_year"] == kinds[row["household_id"]] for row in both)
    assert len(both) == len(rows) - GONE_2023


# 2024 ---------------------------------------------------------------------------------------------------------------


def of_2024(chance: random.Random, household: Household, kind: str) -> Household:
    """Return a household as the review of 2023-12-31 found it, in a given class."""
    line, now, lack = LINE[household["area"]], class_of(household), lacking(household)
    if lack and chance.random() < 0.16:
        lack = lack - {chance.choice(sorted(lack))}
    if chance.random() < 0.05:
        lack = with_lack(chance, lack, min(len(lack) + 1, len(INDICATORS)), len(INDICATORS), INDICATORS)
    if kind == NOT_POOR:
        centre = int(household["score_b1"]) + 4 if now == NOT_POOR else line + 20
        score = max(line + 5, in_fives(chance, centre, 10))
    else:
        centre = int(household["score_b1"]) + 2 if now != NOT_POOR else line - 8
        score = min(line, max(line - 90, in_fives(chance, centre, 8)))
        bounds = (POOR_DEPRIVATIONS_MIN, 8) if kind == POOR else (0, POOR_DEPRIVATIONS_MIN - 1)
        lack = with_lack(chance, lack, *bounds, INDICATORS)
    return filled(household, members_of_another_year(chance, household), score, lack, now)


def movement(household: Mapping[str, str], now: str, *, came: bool) -> dict[str, str]:
    """Return what the commune notes: who fell back was poor before 2023; who came is not of the opening."""
    poor_again = not came and now != NOT_POOR and class_of(household) == NOT_POOR
    before = household["status_last_year"] != NOT_POOR
    noted = {"fallen_back": poor_again and before, "newly_arisen": poor_again and not before, "other_increase": came}
    return {name: str(int(yes)) for name, yes in noted.items()}


def simulate_2024() -> list[Household]:
    """Return the register of the review of 2023-12-31."""
    chance = random.Random(SEED_2024)
    earlier = read_rows(2023, "households")
    gone = {h["household_id"] for h in chance.sample(earlier, GONE_2024)}
    rows = []
    for household in earlier:
        if household["household_id"] in gone:
            continue
        kind = draw(chance, AFTER_2023[class_of(household)])
        rows.append(of_2024(chance, household, kind) | movement(household, kind, came=False))
    settled = [h for h in earlier if class_of(h) == NOT_POOR]
    new = sorted(chance.sample(settled, COME_2024), key=lambda h: h["commune"])
    for number, like in enumerate(new, FIRST_OF_COME):
        kind = draw(chance, {POOR: 5, NEAR_POOR: 9, NOT_POOR: 86})
        household = of_2024(chance, like | {"household_id": f"{number:05}"}, kind)
        rows.append(household | movement(like, kind, came=True))
    return rows


def verify_2024(rows: list[dict[str, str]]) -> None:
    """Hold the written file of 2024 against the register of 2023: closing there is opening here."""
    earlier = {row["household_id"]: row for row in read_rows(2023, "households")}
    kept = [row for row in rows if row["household_id"] in earlier]
    assert len(kept) == len(earlier) - GONE_2024
    assert len(rows) == len(kept) + COME_2024 == len({row["household_id"] for row in rows})
    for row in kept:
        before = earlier[row["household_id"]]
        assert row["status_last_year"] == class_of(before), row
        assert all(row[name] == before[name] for name in ("commune", "area", "ethnic_minority")), row
    for row in rows:
        noted = [name for name in MOVEMENTS if row[name] == "1"]
        risen = class_of(row) != NOT_POOR and row["status_last_year"] == NOT_POOR
        assert int(row["score_b2"]) == 10 * len(lacking(row)), row
        assert len(noted) == 1 if risen else noted in ([], ["other_increase"]), row


def main() -> None:
    """Write both registers, read them back and verify them."""
    of_law = "Phân loại theo Quyết định 59/2015/QĐ-TTg; ba chỉ số mới có từ Nghị định 07/2021/NĐ-CP ghi 0."
    rows = simulate_2022()
    write_table(
        2022, "households", HEADER, (tuple(r[c] for c in HEADER) for r in rows), "2021-12-31", SIMULATED + of_law
    )
    verify_2022(read_rows(2022, "households"))
    header = (*HEADER, *MOVEMENTS)
    of_last = "Tình trạng năm trước là kết quả phân loại của danh sách năm 2023."
    rows = simulate_2024()
    write_table(
        2024, "households", header, (tuple(r[c] for c in header) for r in rows), "2023-12-31", SIMULATED + of_last
    )
    verify_2024(read_rows(2024, "households"))


if __name__ == "__main__":
    main()
