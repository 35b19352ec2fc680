"""Simulate `households.csv`: a register whose totals are those that II.3.1 of the published report prints.

Published, and met exactly: 19.820 households, 1.644 poor (1.582 rural, 62 in the two towns), 2.023 near-poor,
and how many of the 22 communes lie in each band of poor rate. Implied: the population, since 3.753 health
insurance cards are printed as 4,58% of it. Made up here: everything else, above all the rate of each commune.

Each household gets its class first, then a score B1 and deprivations that make the standard of Nghị định
07/2021/NĐ-CP classify it so. Only the standard library is used, with a fixed seed: `python households.py`
writes the same file every time, then reads it back and verifies it against the published totals.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Key = TypeVar("Key", int, str)

TABLE = Path(__file__).resolve().parent.parent / "households.csv"
SEED = 18320221231
POPULATION = 81_943
"""3.753 of it is 4,58%, as printed under II.3.2."""
NEAR_POOR = 2_023
INCOME_THRESHOLD = {"rural": 140, "urban": 175}
POOR_DEPRIVATIONS_MIN = 3


@dataclass(frozen=True)
class Commune:
    """A commune as the simulation has it.

    Attributes
    ----------
    households, poor
        Number of households, and of poor ones among them.
    minority_share
        Share of households whose head belongs to an ethnic minority.
    remoteness
        0 (town) to 1 (high and far): raises near-poverty and deprivation.
    """

    code: str
    area: str
    households: int
    poor: int
    minority_share: float
    remoteness: float


COMMUNES = (
    Commune("06184", "urban", 2_487, 27, 0.66, 0.00),  # Đồng Đăng
    Commune("06187", "urban", 3_043, 35, 0.71, 0.00),  # Cao Lộc
    Commune("06190", "rural", 906, 54, 0.95, 0.35),  # Bảo Lâm
    Commune("06193", "rural", 518, 178, 0.99, 0.80),  # Thanh Lòa
    Commune("06196", "rural", 764, 132, 0.99, 0.60),  # Cao Lâu
    Commune("06199", "rural", 557, 98, 0.98, 0.60),  # Thạch Đạn
    Commune("06202", "rural", 1_153, 88, 0.98, 0.50),  # Xuất Lễ
    Commune("06205", "rural", 636, 38, 0.94, 0.25),  # Hồng Phong
    Commune("06208", "rural", 781, 30, 0.93, 0.20),  # Thụy Hùng
    Commune("06211", "rural", 642, 112, 0.98, 0.60),  # Lộc Yên
    Commune("06214", "rural", 537, 42, 0.97, 0.45),  # Phú Xá
    Commune("06217", "rural", 643, 116, 0.98, 0.60),  # Bình Trung
    Commune("06220", "rural", 521, 40, 0.97, 0.40),  # Hải Yến
    Commune("06223", "rural", 558, 78, 0.98, 0.55),  # Hòa Cư
    Commune("06226", "rural", 796, 20, 0.92, 0.10),  # Hợp Thành
    Commune("06232", "rural", 320, 172, 0.99, 1.00),  # Công Sơn
    Commune("06235", "rural", 1_304, 40, 0.92, 0.10),  # Gia Cát
    Commune("06238", "rural", 190, 108, 0.99, 1.00),  # Mẫu Sơn
    Commune("06241", "rural", 517, 104, 0.99, 0.70),  # Xuân Long
    Commune("06244", "rural", 998, 35, 0.93, 0.10),  # Tân Liên
    Commune("06247", "rural", 1_052, 47, 0.93, 0.15),  # Yên Trạch
    Commune("06250", "rural", 897, 50, 0.95, 0.25),  # Tân Thành
)

INDICATORS = {
    "employment": (10, 9),
    "dependents": (4, 1),
    "nutrition": (7, 5),
    "health_insurance": (8, 2),
    "adult_education": (5, 3),
    "child_schooling": (1, 1),
    "housing_quality": (7, 7),
    "housing_area": (5, 1),
    "water": (4, 9),
    "sanitation": (8, 9),
    "telecommunication": (3, 4),
    "information_means": (3, 4),
}
"""How often each indicator is lacking: a weight everywhere, and what remoteness adds to it."""

DEPRIVATION_COUNTS = {
    "poor": {3: 43, 4: 30, 5: 17, 6: 7, 7: 3},
    "near_poor": {0: 12, 1: 36, 2: 52},
    "not_poor": {0: 68, 1: 22, 2: 8, 3: 2},
}
MEMBERS = {
    "poor": {1: 7, 2: 12, 3: 17, 4: 23, 5: 20, 6: 12, 7: 6, 8: 3},
    "near_poor": {1: 5, 2: 11, 3: 18, 4: 27, 5: 21, 6: 11, 7: 5, 8: 2},
    "not_poor": {1: 4, 2: 12, 3: 19, 4: 30, 5: 20, 6: 10, 7: 4, 8: 1},
}
STATUS_LAST_YEAR = {
    "poor": {"poor": 80, "near_poor": 13, "not_poor": 7},
    "near_poor": {"poor": 22, "near_poor": 56, "not_poor": 22},
    "not_poor": {"poor": 1, "near_poor": 3, "not_poor": 96},
}
B1_CENTRE = {"poor": -25, "near_poor": -15, "not_poor": 60}
"""Typical distance of the score B1 from the income threshold."""

HEADER = (
    "household_id",
    "commune",
    "area",
    "members",
    "ethnic_minority",
    "score_b1",
    *(f"deprived_{indicator}" for indicator in INDICATORS),
    "score_b2",
    "status_last_year",
)


@dataclass
class Household:
    """A household on its way to a row."""

    commune: Commune
    poverty_class: str
    members: int
    ethnic_minority: bool
    score_b1: int
    deprived: frozenset[str]
    status_last_year: str

    def row(self, number: int) -> tuple[str | int, ...]:
        """Return its row of the table."""
        return (
            f"{number:05}",
            self.commune.code,
            self.commune.area,
            self.members,
            int(self.ethnic_minority),
            self.score_b1,
            *(int(indicator in self.deprived) for indicator in INDICATORS),
            10 * len(self.deprived),
            self.status_last_year,
        )


def near_poor_by_commune() -> dict[str, int]:
    """Spread the near-poor over the communes: more where it is remote, bounded by who is not poor."""
    weights = {c.code: (c.households - c.poor) * (0.03 + 0.30 * c.remoteness) for c in COMMUNES}
    exact = {code: NEAR_POOR * weight / sum(weights.values()) for code, weight in weights.items()}
    counts = {code: int(value) for code, value in exact.items()}
    by_remainder = sorted(exact, key=lambda code: counts[code] - exact[code])
    for code in by_remainder[: NEAR_POOR - sum(counts.values())]:
        counts[code] += 1
    return counts


def draw(chance: random.Random, weights: dict[Key, int]) -> Key:
    """Draw one key by weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


def draw_score_b1(chance: random.Random, area: str, poverty_class: str) -> int:
    """Draw a score in steps of five, on the side of the income threshold where the class lies."""
    threshold = INCOME_THRESHOLD[area]
    distance = 5 * round(chance.gauss(B1_CENTRE[poverty_class], 20) / 5)
    if poverty_class == "not_poor":
        return threshold + max(5, distance)
    return threshold + min(0, max(-90, distance))


def draw_deprivations(chance: random.Random, remoteness: float, poverty_class: str, members: int) -> frozenset[str]:
    """Draw which indicators a household lacks; remote households that are not poor may lack one more."""
    count = draw(chance, DEPRIVATION_COUNTS[poverty_class])
    if poverty_class == "not_poor" and count < POOR_DEPRIVATIONS_MIN and chance.random() < 0.3 * remoteness:
        count += 1
    left = {name: base + added * remoteness for name, (base, added) in INDICATORS.items()}
    if members == 1:
        del left["child_schooling"]
    chosen = set()
    for _ in range(count):
        name = chance.choices(list(left), list(left.values()))[0]
        chosen.add(name)
        del left[name]
    return frozenset(chosen)


def simulate() -> list[Household]:
    """Return the households, commune by commune, in no particular order within one."""
    chance = random.Random(SEED)
    near_poor = near_poor_by_commune()
    households: list[Household] = []
    for commune in COMMUNES:
        classes = ["poor"] * commune.poor + ["near_poor"] * near_poor[commune.code]
        classes += ["not_poor"] * (commune.households - len(classes))
        chance.shuffle(classes)
        for poverty_class in classes:
            majority = (1 - commune.minority_share) * (0.4 if poverty_class == "poor" else 1)
            members = draw(chance, MEMBERS[poverty_class])
            households.append(
                Household(
                    commune=commune,
                    poverty_class=poverty_class,
                    members=members,
                    ethnic_minority=chance.random() >= majority,
                    score_b1=draw_score_b1(chance, commune.area, poverty_class),
                    deprived=draw_deprivations(chance, commune.remoteness, poverty_class, members),
                    status_last_year=draw(chance, STATUS_LAST_YEAR[poverty_class]),
                )
            )
    fit_population(chance, households)
    return households


def fit_population(chance: random.Random, households: list[Household]) -> None:
    """Add or take single members, one household each, until they sum to the population."""
    missing = POPULATION - sum(h.members for h in households)
    step = 1 if missing > 0 else -1
    fit = [h for h in households if 3 <= h.members <= 6]
    for household in chance.sample(fit, abs(missing)):
        household.members += step


def verify(rows: list[dict[str, str]]) -> None:
    """Hold the written file against the published totals, classifying anew by the words of the standard."""

    def classify(row: dict[str, str]) -> str:
        lacking = sum(int(value) for name, value in row.items() if name.startswith("deprived_"))
        assert int(row["score_b2"]) == 10 * lacking, row
        if int(row["score_b1"]) > (140 if row["area"] == "rural" else 175):
            return "not_poor"
        return "poor" if int(row["score_b2"]) >= 30 else "near_poor"

    classes = [classify(row) for row in rows]
    poor = [row for row, poverty_class in zip(rows, classes, strict=True) if poverty_class == "poor"]
    assert len(rows) == 19_820
    assert len({row["household_id"] for row in rows}) == 19_820
    assert len(poor) == 1_644
    assert classes.count("near_poor") == 2_023
    assert sum(row["area"] == "urban" for row in poor) == 62
    assert sum(row["area"] == "rural" for row in poor) == 1_582
    assert {row["commune"] for row in rows if row["area"] == "urban"} == {"06184", "06187"}

    communes = sorted({row["commune"] for row in rows})
    size = {code: sum(row["commune"] == code for row in rows) for code in communes}
    rate = {code: 100 * sum(row["commune"] == code for row in poor) / size[code] for code in communes}
    assert len(communes) == 22
    bands = ((50, 100), (30, 50), (10, 30))
    assert [sum(low < r <= high for r in rate.values()) for low, high in bands] == [2, 1, 6]
    assert sum(r < 10 for r in rate.values()) == 13
    assert all(abs(r - border) > 1 for r in rate.values() for border in (10, 30, 50)), rate
    assert {code for code, r in rate.items() if r > 50} == {"06232", "06238"}
    assert sorted(size, key=lambda code: size[code])[-2:] == ["06184", "06187"]

    members = sum(int(row["members"]) for row in rows)
    assert members == 81_943
    assert round(100 * 3_753 / members, 2) == 4.58


def main() -> None:
    """Write the table, read it back and verify it."""
    rows = [household.row(number) for number, household in enumerate(simulate(), 1)]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    with TABLE.open(encoding="utf-8", newline="") as file:
        verify(list(csv.DictReader(file)))


if __name__ == "__main__":
    main()
