"""A province reports: built in a temporary project from what data/README.md says, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_notebooks import baocao

from analysis.reference import Project, load_reference
from analysis.tables.schemas.households import INDICATORS

CODE = "20"
README_BLOCK = re.compile(r"^ *```(csv|yaml)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
TABLES = {
    "documents": (
        "role,kind,number,symbol,issuer,issue_date,subject\n"
        "directive,plan,12,KH-UBND,Ủy ban nhân dân tỉnh Lạng Sơn,{year}-02-20,về giảm nghèo bền vững năm {year}\n"
    ),
    "credit": (
        "borrower_group,loans_granted,amount_lent_vnd,borrowers_outstanding,outstanding_balance_vnd\n"
        "poor,2,100000000,5,300000000\nnear_poor,1,50000000,3,200000000\nnewly_escaped,4,200000000,6,400000000\n"
    ),
    "health_insurance": "beneficiary_group,cards,amount_vnd\npoor_and_near_poor,3,2000000\n",
    "electricity_support": "period,households,amount_vnd\n{year},2,1344000\n",
    "employment": (
        "measure,channel,workers\nplan,all,9\nresult,employment_fund,2\nresult,self_employment,3\n"
        "result,overseas,1\nresult,enterprises,4\n"
    ),
    "housing_support": "funding,commune,households,amount_vnd\nfund_for_the_poor,{commune},1,60000000\n",
}


def _register(communes: list[tuple[str, str]]) -> str:
    """Make up three households a commune: one poor, one near-poor, one neither."""
    columns = ["household_id", "commune", "area", "members", "ethnic_minority", "score_b1"]
    columns += [*(f"deprived_{code}" for code in INDICATORS), "score_b2", "status_last_year"]
    lines = [",".join(columns)]
    number = 0
    for code, area in communes:
        for score, deprived in ((100, 3), (100, 1), (300, 0)):
            number += 1
            flags = ["1"] * deprived + ["0"] * (len(INDICATORS) - deprived)
            own = [f"H{number}", code, area, "4", "1", str(score), *flags, str(10 * deprived), "not_poor"]
            lines.append(",".join(own))
    return "\n".join(lines) + "\n"


def _build(project: Project, root: Path, year: int) -> Project:
    readme = (project.data / "README.md").read_text(encoding="utf-8")
    steps = readme[readme.index("## A new unit, from nothing") : readme.index("## Adding a year by hand")]
    blocks = ["\n".join(line.strip() for line in block.splitlines()) + "\n" for _, block in README_BLOCK.findall(steps)]
    letterhead, sidecar = blocks[:2]
    words = {"XÃ BA SƠN": "TỈNH LẠNG SƠN", "xã Ba Sơn": "tỉnh Lạng Sơn", "Ba Sơn": "Lạng Sơn", "2026": str(year)}
    for old, new in words.items():
        letterhead, sidecar = letterhead.replace(old, new), sidecar.replace(old, new)
    shutil.copytree(project.reference, root / "data" / "reference")
    shutil.copytree(project.notebooks, root / "notebooks")
    (root / "baocao.toml").write_text(f'unit = "{CODE}"\nyear = {year}\n', encoding="utf-8")
    folder = root / "data" / f"{CODE}-lang-son" / str(year)
    folder.mkdir(parents=True)
    reference, day = load_reference(project.reference), dt.date(year, 11, 15)
    unit = reference.units.unit_on(CODE, day)
    assert unit is not None
    communes = reference.units.communes(unit, day)
    tables = {name: text.format(year=year, commune=communes[0].code) for name, text in TABLES.items()}
    tables["households"] = _register([(commune.code, commune.area) for commune in communes])
    for name, content in {"letterhead": letterhead, **tables}.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        (folder / f"{name}.meta.yml").write_text(sidecar, encoding="utf-8")
    return Project(root.resolve(), CODE, year)


@pytest.fixture(scope="module", params=[2023, 2026])
def province(request: pytest.FixtureRequest, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The province in a year with districts, and in one without, each with an edition."""
    own = _build(project, tmp_path_factory.mktemp("province") / "project", request.param)
    checked = baocao(own, "check")
    assert checked.returncode in (0, 1), checked.stderr
    done = baocao(own, "run", "--no-progress")
    assert done.returncode == 0, done.stderr
    return own


@pytest.fixture(scope="module")
def page(province: Project) -> BeautifulSoup:
    """Its page."""
    text = (province.edition_folder(CODE, province.year) / "bao-cao.html").read_text(encoding="utf-8")
    parsed = BeautifulSoup(text, "html.parser")
    for unseen in parsed(["script", "style"]):
        unseen.decompose()
    return parsed


def _words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def test_its_letterhead_is_that_of_a_province(page: BeautifulSoup) -> None:
    head = page.select_one("header.letterhead .issuer")
    assert head is not None
    assert " ".join(head.get_text(" ").split()) == "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"


def test_it_speaks_of_the_province_and_never_of_a_district(page: BeautifulSoup, province: Project) -> None:
    words = _words(page)
    assert "Ủy ban nhân dân tỉnh Lạng Sơn báo cáo kết quả thực hiện" in words
    assert "Ủy ban nhân dân tỉnh và các xã" in words
    assert "toàn tỉnh" in words.lower()
    assert [words[found.start() - 60 : found.end() + 30] for found in re.finditer("huyện", words)] == []
    if province.year > 2025:
        assert "thị trấn" not in words
        assert "các xã, phường" in words


def test_its_headings_are_numbered_without_holes(page: BeautifulSoup) -> None:
    numbers = [span.get_text(strip=True) for span in page.select("article.sheet:not(.annex) :is(h2,h3,h4) > .number")]
    assert numbers == ["I.", "II.", "1.", "1.1.", "1.2.", "1.3.", "1.4.", "1.5."]


def test_every_commune_stands_in_its_annex(page: BeautifulSoup, province: Project) -> None:
    reference, day = load_reference(province.reference), dt.date(province.year, 11, 15)
    unit = reference.units.unit_on(CODE, day)
    assert unit is not None
    table = next(table for table in page.select("table") if table.caption and "theo xã" in table.caption.get_text())
    rows = [row for row in table.select("tbody tr") if "total" not in (row.get("class") or [])]
    assert len(rows) == len(reference.units.communes(unit, day)) > 60
    total = table.select_one("tbody tr.total")
    assert total is not None
    assert total.get_text(" ", strip=True).startswith("Toàn tỉnh")
