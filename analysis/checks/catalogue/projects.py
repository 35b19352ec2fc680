"""Checks of projects, training, communication and monitoring, and of the register of households."""

from __future__ import annotations

import pandas as pd

from analysis.checks.statements.check import Check, Evidence, Facts, Untestable, reference
from analysis.checks.statements.figures import NotAbove, SumEquals
from analysis.checks.statements.rows import EveryRow, KeysKnown, OnceEach
from analysis.figures.measures import MILLION_DONG, count_of
from analysis.reference.units import kind_words, main_kind
from analysis.sections.capital import component_words
from analysis.sections.classification import CLASS_WORDS
from analysis.sections.movement import HOUSEHOLDS, balance, is_recorded, movement_register
from analysis.tables import Inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS, MOVEMENTS, POINTS_EACH

# Projects: totals, lists and counts, budgets and plans ---------------------------------------------------------------


_PARTS = (("projects", "Số dự án"), ("households", "Số hộ"), ("budget", "Kinh phí"))
_WORDS = {"livelihood": "dự án 2", "production": "tiểu dự án 3.1"}
_RADIO = ("radio_station_new", "radio_station_upgraded")
_OF_COMMUNES = (*_RADIO, "inspected_commune")
"""Outputs that are counted in communes, and may be listed commune by commune."""


def _budgets_above_plan(facts: Facts) -> list[str]:
    projects, capital = facts.inputs["livelihood_projects"].frame, facts.inputs["capital"].frame
    found = []
    year = facts.inputs.year
    for component, rows in projects[projects["capital_year"] == year].groupby("component"):
        own = capital[(capital["component"] == component) & (capital["capital_years"] == str(year))]
        plan, budget = int(own["amount_vnd"].sum()), int(rows["budget_vnd"].sum())
        if budget > plan:
            words = f"kinh phí các dự án {MILLION_DONG.print(budget)}, kế hoạch vốn {MILLION_DONG.print(plan)}"
            found.append(f"{component_words(facts.inputs, str(component))}, vốn năm {year}: {words}")
    return found


def _budgets_below_carried_over(facts: Facts) -> list[str]:
    projects, capital = facts.inputs["livelihood_projects"].frame, facts.inputs["capital"].frame
    found = []
    for component, rows in projects[projects["capital_year"] == facts.inputs.year - 1].groupby("component"):
        came_over = (capital["component"] == component) & (capital["kind"] == "carried_over")
        if rows["budget_vnd"].sum() < capital.loc[came_over, "amount_vnd"].sum():
            found.append(f"{component_words(facts.inputs, str(component))}: kinh phí dự án nhỏ hơn vốn chuyển sang")
    return found


def _approval_past(facts: Facts) -> list[str]:
    """List projects whose expected approval is past, or that are approved and still have an expected approval."""
    table = facts.inputs["livelihood_projects"]
    if "expected_approval" not in table.frame:
        raise Untestable(f"bảng “{table.title}” không ghi tháng dự kiến phê duyệt")
    closed, found = table.sidecar.as_of, []
    for label, row in table.frame[table.frame["expected_approval"] != ""].iterrows():
        month, year = map(int, row["expected_approval"].split("/"))
        words = facts.inputs.reference.vocabulary.words("procurement_step", row["procurement_step"])
        if row["procurement_step"] != "awaiting_approval":
            found.append(f"{label}: {words}, vẫn ghi dự kiến phê duyệt {row['expected_approval']}")
        elif (year, month) < (closed.year, closed.month):
            found.append(f"{label}: dự kiến phê duyệt {row['expected_approval']}, đến {closed:%d/%m/%Y} vẫn {words}")
    return found


def _more_households_than_registered(facts: Facts) -> list[Evidence]:
    """List communes in which a component has more households than the register; a household joins it once."""
    part = main_kind(facts.inputs.parts)
    frame = facts.inputs["livelihood_projects"].frame
    names = {u.code: u.full_name for u in facts.inputs.communes("livelihood_projects")}
    alone = frame[frame["communes"].map(len) == 1]
    found: list[Evidence] = []
    for (component, code), rows in alone.assign(commune=alone["communes"].str[0]).groupby(["component", "commune"]):
        living = facts.figures.get(f"poverty.commune.{code}.households")
        joined = int(rows["households"].sum())
        if living is not None and living.value is not None and joined > living.value:
            who = f"{component_words(facts.inputs, str(component))}, {names.get(str(code), code)}"
            words = f"{who}: {count_of('hộ').print(joined)} tham gia, cả {part} có "
            found.append((words, reference(living)))
    return found


def _counts_unlike_lists(facts: Facts) -> list[str]:
    """List outputs with both a number and a list of communes that differ."""
    part = main_kind(facts.inputs.parts)
    table = facts.inputs["component_outputs"]
    frame = table.frame[table.frame["output"].isin(_OF_COMMUNES)]
    found, compared = [], 0
    for (component, year, output), rows in frame.groupby(["component", "capital_year", "output"]):
        stated, named = rows[rows["commune"] == ""], rows.loc[rows["commune"] != "", "commune"].nunique()
        if stated.empty or not named:
            continue
        compared += 1
        if int(stated["quantity"].sum()) != named:
            words = facts.inputs.reference.vocabulary.words("component_output", str(output))
            counts = f"ghi {int(stated['quantity'].sum())}, danh sách có {named} {part}"
            found.append(f"{component_words(facts.inputs, str(component))}, năm {year}, {words}: {counts}")
    if not compared:
        raise Untestable(f"bảng “{table.title}” không có kết quả nào ghi cả số lượng và danh sách {part}")
    return found


def _more_communes_than_exist(facts: Facts) -> list[str]:
    part = main_kind(facts.inputs.parts)
    table = facts.inputs["component_outputs"]
    existing = len(facts.inputs.communes(table.name))
    rows = table.frame[table.frame["output"].isin(_OF_COMMUNES) & (table.frame["commune"] == "")]
    if rows.empty:
        raise Untestable(f"bảng “{table.title}” không ghi số {part} của kết quả nào")
    return [
        f"{label}: {int(row['quantity'])} {part}, đơn vị có {existing} {kind_words(facts.inputs.parts)}"
        for label, row in rows.iterrows()
        if row["quantity"] > existing
    ]


def _spent_without_projects(facts: Facts) -> list[str]:
    """List components that spent money of last year although none of their projects was implemented."""
    projects, spent = facts.inputs["livelihood_projects"].frame, facts.inputs["disbursements"].frame
    last = facts.inputs.year - 1
    done = set(spent.loc[(spent["capital_years"] == str(last)) & (spent["amount_vnd"] > 0), "component"])
    of_last = projects[(projects["capital_year"] == last) & projects["component"].isin(done)]
    if of_last.empty:
        raise Untestable(f"không có dự án vốn năm {last} nào của dự án, tiểu dự án đã giải ngân")
    return [
        f"{component_words(facts.inputs, str(component))}, vốn năm {last}: đã giải ngân, chưa dự án nào triển khai"
        for component, steps in of_last.groupby("component")["procurement_step"]
        if "implemented" not in set(steps)
    ]


PROJECTS: tuple[Check, ...] = (
    *(
        SumEquals(
            f"{prefix}.{name}_by_year",
            f"{label} của {_WORDS[prefix]} theo hai năm vốn cộng lại bằng tổng số",
            f"{prefix}.{name}",
            (f"{prefix}.{name}_previous", f"{prefix}.{name}_current"),
        )
        for prefix in _WORDS
        for name, label in _PARTS
    ),
    SumEquals(
        "production.nutrition_activities",
        "Giải ngân theo nội dung cộng lại bằng giải ngân tiểu dự án 3.2",
        "production.nutrition_disbursed",
        ("production.nutrition_growth_survey", "production.nutrition_health_worker_training"),
    ),
    KeysKnown(
        "projects.planned",
        "Dự án nào cũng thuộc dự án, tiểu dự án có vốn của cùng năm vốn",
        "livelihood_projects",
        "capital",
        {"component": "component", "capital_year": "capital_years"},
        "không có trong kế hoạch vốn",
        about=("livelihood.budget*", "production.budget*"),
    ),
    EveryRow(
        "projects.within_plan",
        "Kinh phí các dự án vốn trong năm không vượt kế hoạch vốn của dự án, tiểu dự án",
        ("livelihood_projects", "capital"),
        _budgets_above_plan,
        about=("livelihood.budget_current", "production.budget_current"),
    ),
    EveryRow(
        "projects.carried_over",
        "Kinh phí các dự án vốn năm trước không nhỏ hơn vốn chuyển sang",
        ("livelihood_projects", "capital"),
        _budgets_below_carried_over,
        about=("livelihood.budget_previous", "production.budget_previous"),
    ),
    EveryRow(
        "projects.spent",
        "Vốn năm trước đã giải ngân thì có dự án đã triển khai",
        ("livelihood_projects", "disbursements"),
        _spent_without_projects,
        severity="warning",
        about=("livelihood.disbursed_carried_over", "production.disbursed_carried_over"),
    ),
    EveryRow(
        "projects.expected_approval",
        "Chỉ dự án còn chờ phê duyệt mới có tháng dự kiến phê duyệt, và tháng đó chưa qua",
        ("livelihood_projects",),
        _approval_past,
        severity="warning",
        about=("livelihood.awaiting_approval", "production.awaiting_approval"),
    ),
    EveryRow(
        "projects.households_of_communes",
        "Số hộ tham gia dự án tại mỗi {part} không vượt số hộ của {part}",
        ("livelihood_projects", "households"),
        _more_households_than_registered,
        about=("livelihood.households", "production.households"),
    ),
    OnceEach(
        "outputs.once_each",
        "Kết quả đếm theo {part} ghi mỗi {part} một lần",
        "component_outputs",
        ("component", "capital_year", "output", "commune"),
        {"output": _OF_COMMUNES},
        about=("communication.radio_*",),
    ),
    OnceEach(
        "outputs.radio_stations",
        "Đài truyền thanh của một {part} hoặc thiết lập mới, hoặc được nâng cấp",
        "component_outputs",
        ("capital_year", "commune"),
        {"output": _RADIO},
        severity="warning",
        about=("communication.radio_*",),
    ),
    EveryRow(
        "outputs.counts_are_lists",
        "Số {part} ghi trong kết quả bằng số {part} trong danh sách kèm theo",
        ("component_outputs",),
        _counts_unlike_lists,
        about=("communication.radio_*", "capacity.inspected_communes"),
    ),
    EveryRow(
        "outputs.communes",
        "Số {part} của kết quả không vượt số {parts} của đơn vị",
        ("component_outputs",),
        _more_communes_than_exist,
        about=("capacity.inspected_communes",),
    ),
    *(
        NotAbove(
            f"vocational_education.classes_{year}",
            f"Lớp dạy nghề của tiểu dự án 4.1 {words} nào cũng có người học",
            f"vocational_education.classes_{year}",
            f"vocational_education.learners_{year}",
        )
        for year, words in (("previous", "năm trước"), ("current", "trong năm"))
    ),
    NotAbove(
        "capacity.training_classes",
        "Lớp tập huấn nâng cao năng lực nào cũng có người học",
        "capacity.training_classes",
        "capacity.trainees",
    ),
)


# Register of households: scores, areas, communes, movement ------------------------------------------------------------


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
