"""Simulate `livelihood_projects.csv`: single projects under the published totals of II.1.a and II.1.b.

Published: how many projects, their products, communes, households, budget and procurement step, for each
component and capital year. Made up here: which product stands in which commune, and how households and budget
spread over the projects. Run `python livelihood_projects.py`; the same file is written every time.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "livelihood_projects.csv"
HEADER = (
    "project_id",
    "component",
    "capital_year",
    "product",
    "communes",
    "households",
    "budget_vnd",
    "procurement_step",
    "expected_approval",
)
EXPECTED_APPROVAL = {"awaiting_approval": "11/2023"}
"""The report expects the approval of what still waited in that month (II.1.a)."""

BUDGET_STEP = 1_000_000
"""Budgets are whole millions of đồng, as the report prints them."""


@dataclass(frozen=True)
class Programme:
    """The published totals of one component and capital year, and the projects made up under them.

    Attributes
    ----------
    households, budget_vnd
        Published totals.
    projects
        Product, commune, procurement step and relative size of each project.
    """

    component: str
    capital_year: int
    households: int
    budget_vnd: int
    projects: tuple[tuple[str, str, str, int], ...]


PROGRAMMES = (
    Programme("2", 2022, 60, 2_095_000_000, (
        ("buffalo_cattle", "Thạch Đạn", "implemented", 16),
        ("buffalo_cattle", "Thạch Đạn", "implemented", 14),
        ("buffalo_cattle", "Lộc Yên", "implemented", 17),
        ("buffalo_cattle", "Lộc Yên", "implemented", 13),
    )),
    Programme("2", 2023, 176, 5_436_000_000, (
        ("buffalo", "Lộc Yên", "in_bidding", 18),
        ("macadamia", "Lộc Yên", "in_bidding", 15),
        ("buffalo", "Xuân Long", "in_bidding", 17),
        ("star_anise", "Xuân Long", "in_bidding", 14),
        ("bao_lam_persimmon", "Thanh Lòa", "in_bidding", 19),
        ("bao_lam_persimmon", "Hòa Cư", "in_bidding", 16),
        ("pig", "Phú Xá", "in_bidding", 12),
        ("buffalo", "Công Sơn", "in_bidding", 17),
        ("star_anise", "Công Sơn", "in_bidding", 18),
        ("pig", "Bình Trung", "awaiting_approval", 14),
        ("buffalo", "Bình Trung", "awaiting_approval", 16),
    )),
    Programme("3.1", 2022, 174, 906_000_000, (
        ("pig", "Mẫu Sơn", "implemented", 32),
        ("star_anise", "Mẫu Sơn", "implemented", 36),
        ("pig", "Công Sơn", "implemented", 34),
        ("star_anise", "Công Sơn", "implemented", 41),
        ("potato", "Bình Trung", "implemented", 31),
    )),
    Programme("3.1", 2023, 300, 2_398_000_000, (
        ("pig", "Lộc Yên", "in_bidding", 34),
        ("chestnut", "Xuân Long", "in_bidding", 29),
        ("persimmon", "Thanh Lòa", "in_bidding", 31),
        ("potato", "Bình Trung", "in_bidding", 33),
        ("chicken", "Hòa Cư", "in_bidding", 27),
        ("chicken", "Phú Xá", "in_bidding", 26),
        ("pig", "Công Sơn", "approved", 32),
        ("macadamia", "Thạch Đạn", "approved", 30),
        ("pig", "Mẫu Sơn", "approved", 25),
        ("macadamia", "Cao Lâu", "approved", 33),
    )),
)  # fmt: skip


def share_out(total: int, weights: tuple[int, ...]) -> list[int]:
    """Split `total` into whole parts in proportion to `weights`, largest remainders first."""
    parts = [total * weight // sum(weights) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % sum(weights)))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def simulate() -> list[tuple[str | int, ...]]:
    """Return the rows of the table."""
    rows: list[tuple[str | int, ...]] = []
    for programme in PROGRAMMES:
        sizes = tuple(size for *_, size in programme.projects)
        households = share_out(programme.households, sizes)
        budgets = share_out(programme.budget_vnd // BUDGET_STEP, sizes)
        for number, (product, commune, step, _) in enumerate(programme.projects, 1):
            project = f"DA{programme.component}-{programme.capital_year}-{number:02}"
            rows.append((
                project, programme.component, programme.capital_year, product, commune,
                households[number - 1], budgets[number - 1] * BUDGET_STEP, step, EXPECTED_APPROVAL.get(step, ""),
            ))  # fmt: skip
    return rows


def verify(rows: list[dict[str, str]]) -> None:
    """Hold the written file against the published totals, typed here a second time."""
    seven = {"Lộc Yên", "Xuân Long", "Thanh Lòa", "Bình Trung", "Hòa Cư", "Phú Xá", "Công Sơn"}
    published = {
        ("2", "2022"): (4, 60, 2_095, {"Thạch Đạn", "Lộc Yên"}),
        ("2", "2023"): (11, 176, 5_436, seven),
        ("3.1", "2022"): (5, 174, 906, {"Mẫu Sơn", "Công Sơn", "Bình Trung"}),
        ("3.1", "2023"): (10, 300, 2_398, seven | {"Thạch Đạn", "Mẫu Sơn", "Cao Lâu"}),
    }
    products = {
        ("2", "2022"): "buffalo_cattle",
        ("2", "2023"): "buffalo pig macadamia bao_lam_persimmon star_anise",
        ("3.1", "2022"): "pig star_anise potato",
        ("3.1", "2023"): "pig chicken macadamia persimmon potato chestnut",
    }
    steps = {
        ("2", "2022"): {"implemented": 4},
        ("2", "2023"): {"in_bidding": 9, "awaiting_approval": 2},
        ("3.1", "2022"): {"implemented": 5},
        ("3.1", "2023"): {"in_bidding": 6, "approved": 4},
    }
    assert len(rows) == 30
    for key, (count, households, millions, communes) in published.items():
        part = [r for r in rows if (r["component"], r["capital_year"]) == key]
        assert len(part) == count, key
        assert sum(int(r["households"]) for r in part) == households, key
        assert sum(int(r["budget_vnd"]) for r in part) == millions * 1_000_000, key
        assert {r["communes"] for r in part} == communes, key
        assert {r["product"] for r in part} == set(products[key].split()), key
        reached = [r["procurement_step"] for r in part]
        assert {step: reached.count(step) for step in reached} == steps[key], key
    assert {r["communes"] for r in rows if r["procurement_step"] == "awaiting_approval"} == {"Bình Trung"}


def main() -> None:
    """Write the table, read it back and verify it."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *simulate()])
    with TABLE.open(encoding="utf-8", newline="") as file:
        verify(list(csv.DictReader(file)))


if __name__ == "__main__":
    main()
