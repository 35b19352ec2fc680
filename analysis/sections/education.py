"""Section II.3.4: support for education under Decrees 81/2021, 116/2016 and 105/2020."""

from __future__ import annotations

from analysis.figures import FigureBook, Measure, SummaryTable
from analysis.figures.measures import DONG, KILOGRAM, MILLION_DONG, count_of
from analysis.sections.changes import Compared
from analysis.sections.context import join_words, open_book
from analysis.tables import Inputs

NEEDS = ("education_support",)
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


def build(inputs: Inputs) -> FigureBook:
    """Compute pupils and amounts by decree; the pupils of Decree 81 are the sum of their levels."""
    book = open_book("education", inputs)
    table = inputs["education_support"]
    tuition = {"decree": "decree-81-2021", "item": "tuition_and_study_costs"}
    levels = []
    for level in TUITION_LEVELS:
        words = inputs.reference.vocabulary.words("education_level", level)
        levels.append(
            book.total(
                f"education.tuition_pupils_{level}",
                f"Số học sinh, {words}",
                PUPILS,
                table,
                "pupils",
                level=level,
                **tuition,
            )
        )
    pupils = book.add("education.tuition_pupils", "Số học sinh hưởng chính sách học phí", *levels)
    amount = book.total(
        "education.tuition_amount",
        "Kinh phí chính sách học phí",
        MILLION_DONG,
        table,
        "amount_vnd",
        **tuition,
    )
    for name, label, measure, item, column in _BOARDING:
        book.total(f"education.{name}", label, measure, table, column, decree="decree-116-2016", item=item)
    lunch = {"decree": "decree-105-2020", "item": "preschool_lunch"}
    book.total("education.lunch_pupils", "Số trẻ được hỗ trợ ăn trưa", PUPILS, table, "pupils", **lunch)
    book.total("education.lunch_amount", "Kinh phí hỗ trợ ăn trưa", DONG, table, "amount_vnd", **lunch)
    for name, decree in (("tuition", "decree-81-2021"), ("boarding", "decree-116-2016"), ("lunch", "decree-105-2020")):
        terms = table.frame.loc[table.frame["decree"] == decree, "term"]
        book.phrase(f"education.{name}_term", join_words(map(term_words, terms)))
    figures = book.figures
    book.table(
        "support",
        SummaryTable(
            caption="Chính sách hỗ trợ giáo dục theo nghị định",
            header=("Nghị định", "Nội dung", "Số học sinh", "Kinh phí (đồng)", "Gạo (kg)"),
            rows=(
                ("81/2021/NĐ-CP", "Học phí, chi phí học tập", pupils, amount, None),
                (
                    "116/2016/NĐ-CP",
                    "Tiền ăn",
                    figures["education.meals_pupils"],
                    figures["education.meals_amount"],
                    None,
                ),
                (
                    "",
                    "Tiền nhà ở",
                    figures["education.housing_pupils"],
                    figures["education.housing_amount"],
                    None,
                ),
                ("", "Dụng cụ thể thao, văn hóa", None, figures["education.sports_amount"], None),
                ("", "Thuốc chữa bệnh", None, figures["education.medicine_amount"], None),
                ("", "Gạo", None, None, figures["education.rice"]),
                (
                    "105/2020/NĐ-CP",
                    "Ăn trưa mẫu giáo",
                    figures["education.lunch_pupils"],
                    figures["education.lunch_amount"],
                    None,
                ),
            ),
            form=(None, None, None, "integer", None),
        ),
    )
    return book


COMPARED = Compared(("education.tuition_pupils", "education.meals_pupils"), NEEDS, build)


def term_words(term: str) -> str:
    """Name a school year or term in words.

    >>> term_words("2023-2024"), term_words("2023-2024-HK1")
    ('năm học 2023-2024', 'học kỳ I năm học 2023-2024')
    """
    year, _, half = term.partition("-HK")
    return f"học kỳ {'I' * int(half)} năm học {year}" if half else f"năm học {year}"
