"""Sections II.3.1 (credit) to II.3.4 and II.3.6: credit, health insurance, electricity, education, housing."""

from __future__ import annotations

from analysis.figures import Cells, FigureBook, Measure
from analysis.figures.measures import DONG, KILOGRAM, MILLION_DONG, count_of, padded_count_of
from analysis.sections.context import join_words, open_book, sentence_case
from analysis.sections.section import Compared, Section
from analysis.tables import Inputs

# Credit -------------------------------------------------------------------------------------------------------------

BORROWER_GROUPS = ("poor", "near_poor", "newly_escaped")
"""Household groups of the policy; loans for job creation are in `employment`."""

_CREDIT_COLUMNS = (
    ("loans", "Số lượt vay", count_of("lượt hộ"), "loans_granted"),
    ("lent", "Số tiền cho vay", MILLION_DONG, "amount_lent_vnd"),
    ("borrowers", "Số hộ còn dư nợ", count_of("hộ"), "borrowers_outstanding"),
    ("balance", "Tổng dư nợ", MILLION_DONG, "outstanding_balance_vnd"),
)


def build_credit(inputs: Inputs) -> FigureBook:
    """Compute loans granted, money lent, borrowers and outstanding balance of each group, and their sums."""
    book = open_book("credit", inputs)
    table = inputs["credit"]
    rows: list[Cells] = []
    for group in BORROWER_GROUPS:
        words = inputs.reference.vocabulary.words("borrower_group", group)
        cells = (
            book.value(f"credit.{group}.{name}", f"{label}, {words}", measure, table, column, borrower_group=group)
            for name, label, measure, column in _CREDIT_COLUMNS
        )
        rows.append((words.capitalize(), *cells))
    totals = []
    for name, label, _, _ in _CREDIT_COLUMNS:
        parts = [book.figures[f"credit.{group}.{name}"] for group in BORROWER_GROUPS]
        totals.append(book.add(f"credit.total.{name}", f"{label}, cả ba nhóm hộ", *parts))
    header = ("Nhóm hộ", "Lượt vay", "Cho vay (triệu đồng)", "Hộ còn dư nợ", "Dư nợ (triệu đồng)")
    rows.append(("Tổng cộng", *totals))
    book.tabulate("groups", f"Tín dụng ưu đãi năm {inputs.year} theo nhóm hộ", header, rows)
    return book


CREDIT = Section(
    id="credit",
    title="Tín dụng ưu đãi",
    build=build_credit,
    needs=("credit",),
    compared=Compared(("credit.total.balance", "credit.total.lent"), ("credit",), build_credit),
)

# Health insurance ---------------------------------------------------------------------------------------------------


def build_health_insurance(inputs: Inputs) -> FigureBook:
    """Compute cards, their cost, and their share of the population of the household register."""
    book = open_book("health_insurance", inputs)
    table = inputs["health_insurance"]
    people = count_of("người")
    cards = book.total("health_insurance.cards", "Số thẻ bảo hiểm y tế đã cấp", people, table, "cards")
    book.total("health_insurance.amount", "Kinh phí cấp thẻ bảo hiểm y tế", DONG, table, "amount_vnd")
    if "households" not in inputs.tables:
        return book
    register = inputs["households"]
    population = book.total("health_insurance.population", "Dân số theo danh sách hộ", people, register, "members")
    book.share("health_insurance.share", "Tỷ lệ người được cấp thẻ so với dân số", cards, population)
    return book


HEALTH_INSURANCE = Section(
    id="health_insurance",
    title="Bảo hiểm y tế",
    build=build_health_insurance,
    needs=("health_insurance",),
    uses=("households",),
    compared=Compared(("health_insurance.cards",), ("health_insurance",), build_health_insurance),
)

# Electricity --------------------------------------------------------------------------------------------------------


def build_electricity(inputs: Inputs) -> FigureBook:
    """Compute supported households, the amount, and the amount per household (Thông tư 190/2014/TT-BTC)."""
    book = open_book("electricity", inputs)
    table = inputs["electricity_support"]
    year = str(inputs.year)
    label = "Số hộ được hỗ trợ tiền điện"
    households = book.total("electricity.households", label, count_of("hộ"), table, "households", period=year)
    amount = book.total("electricity.amount", "Kinh phí hỗ trợ tiền điện", DONG, table, "amount_vnd", period=year)
    each = book.share("electricity.per_household", "Mức hỗ trợ bình quân một hộ", amount, households, DONG)
    caption = f"Hỗ trợ tiền điện cho hộ nghèo năm {inputs.year}"
    header = ("Năm", "Số hộ", "Kinh phí (đồng)", "Bình quân một hộ (đồng)")
    book.tabulate("electricity", caption, header, [(year, households, amount, each)], total=False)
    return book


ELECTRICITY = Section(
    id="electricity",
    title="Tiền điện",
    build=build_electricity,
    needs=("electricity_support",),
    compared=Compared(("electricity.households",), ("electricity_support",), build_electricity),
)

# Education ----------------------------------------------------------------------------------------------------------

PUPILS = count_of("học sinh")

TUITION_LEVELS = ("intermediate_vocational", "continuing_education", "general", "preschool")

_BOARDING: tuple[tuple[str, str, Measure, str, str], ...] = (
    ("meals_pupils", "Số học sinh được hỗ trợ tiền ăn", PUPILS, "meals", "pupils"),
    ("meals_amount", "Kinh phí hỗ trợ tiền ăn", DONG, "meals", "amount_vnd"),
    ("housing_pupils", "Số học sinh được hỗ trợ tiền nhà ở", PUPILS, "housing", "pupils"),
    ("housing_amount", "Kinh phí hỗ trợ tiền nhà ở", DONG, "housing", "amount_vnd"),
    ("sports_amount", "Kinh phí dụng cụ thể thao, văn hóa", DONG, "sports_equipment", "amount_vnd"),
    ("medicine_amount", "Kinh phí thuốc chữa bệnh", DONG, "medicine", "amount_vnd"),
    ("rice", "Số gạo hỗ trợ", KILOGRAM, "rice", "rice_kg"),
)


def build_education(inputs: Inputs) -> FigureBook:
    """Compute pupils and amounts by decree; the pupils of Decree 81 are the sum of their levels."""
    book = open_book("education", inputs)
    table = inputs["education_support"]
    tuition = {"decree": "decree-81-2021", "item": "tuition_and_study_costs"}
    levels = []
    for level in TUITION_LEVELS:
        id, words = f"education.tuition_pupils_{level}", inputs.reference.vocabulary.words("education_level", level)
        levels.append(book.total(id, f"Số học sinh, {words}", PUPILS, table, "pupils", level=level, **tuition))
    pupils = book.add("education.tuition_pupils", "Số học sinh hưởng chính sách học phí", *levels)
    label = "Kinh phí chính sách học phí"
    amount = book.total("education.tuition_amount", label, MILLION_DONG, table, "amount_vnd", **tuition)
    for name, label, measure, item, column in _BOARDING:
        book.total(f"education.{name}", label, measure, table, column, decree="decree-116-2016", item=item)
    lunch = {"decree": "decree-105-2020", "item": "preschool_lunch"}
    book.total("education.lunch_pupils", "Số trẻ được hỗ trợ ăn trưa", PUPILS, table, "pupils", **lunch)
    book.total("education.lunch_amount", "Kinh phí hỗ trợ ăn trưa", DONG, table, "amount_vnd", **lunch)
    for name, decree in (("tuition", "decree-81-2021"), ("boarding", "decree-116-2016"), ("lunch", "decree-105-2020")):
        terms = table.frame.loc[table.frame["decree"] == decree, "term"]
        book.phrase(f"education.{name}_term", join_words(map(term_words, terms)))
    own = {id.removeprefix("education."): figure for id, figure in book.figures.items()}
    rows: list[Cells] = [
        ("81/2021/NĐ-CP", "Học phí, chi phí học tập", pupils, amount, None),
        ("116/2016/NĐ-CP", "Tiền ăn", own["meals_pupils"], own["meals_amount"], None),
        ("", "Tiền nhà ở", own["housing_pupils"], own["housing_amount"], None),
        ("", "Dụng cụ thể thao, văn hóa", None, own["sports_amount"], None),
        ("", "Thuốc chữa bệnh", None, own["medicine_amount"], None),
        ("", "Gạo", None, None, own["rice"]),
        ("105/2020/NĐ-CP", "Ăn trưa mẫu giáo", own["lunch_pupils"], own["lunch_amount"], None),
    ]
    caption = "Chính sách hỗ trợ giáo dục theo nghị định"
    header = ("Nghị định", "Nội dung", "Số học sinh", "Kinh phí (đồng)", "Gạo (kg)")
    book.tabulate("support", caption, header, rows, total=False, form=(None, None, None, "integer", None))
    return book


def term_words(term: str) -> str:
    """Name a school year or term in words.

    >>> term_words("2023-2024"), term_words("2023-2024-HK1")
    ('năm học 2023-2024', 'học kỳ I năm học 2023-2024')
    """
    year, _, half = term.partition("-HK")
    return f"học kỳ {'I' * int(half)} năm học {year}" if half else f"năm học {year}"


EDUCATION = Section(
    id="education",
    title="Giáo dục",
    build=build_education,
    needs=("education_support",),
    compared=Compared(("education.tuition_pupils", "education.meals_pupils"), ("education_support",), build_education),
)

# Housing ------------------------------------------------------------------------------------------------------------

FUNDINGS = ("fund_for_the_poor", "social_mobilisation")


def build_housing(inputs: Inputs) -> FigureBook:
    """Compute supported households and money by source, and in all."""
    book = open_book("housing", inputs)
    table = inputs["housing_support"]
    names = {u.code: u.full_name for u in inputs.communes("housing_support")}
    measure = padded_count_of("hộ")
    households, amounts = [], []
    rows: list[Cells] = []
    for funding in FUNDINGS:
        id, words = f"housing.{funding}", inputs.reference.vocabulary.words("housing_funding", funding)
        where = {"funding": funding}
        households.append(book.total(f"{id}_households", f"Số hộ, {words}", measure, table, "households", **where))
        amounts.append(book.total(f"{id}_amount", f"Kinh phí, {words}", MILLION_DONG, table, "amount_vnd", **where))
        rows.append((sentence_case(words), households[-1], amounts[-1]))
        communes = table.frame.loc[table.frame["funding"] == funding, "commune"]
        book.phrase(f"{id}_communes", join_words(names[code] for code in communes if code))
    supported = book.add("housing.households", "Tổng số hộ được hỗ trợ nhà ở", *households)
    amount = book.add("housing.amount", "Tổng kinh phí hỗ trợ nhà ở", *amounts)
    rows.append(("Tổng cộng", supported, amount))
    header = ("Nguồn", "Số hộ", "Kinh phí (triệu đồng)")
    book.tabulate("housing", f"Hỗ trợ nhà ở năm {inputs.year} theo nguồn", header, rows)
    return book


HOUSING = Section(
    id="housing",
    title="Nhà ở",
    build=build_housing,
    needs=("housing_support",),
    compared=Compared(("housing.households",), ("housing_support",), build_housing),
)
