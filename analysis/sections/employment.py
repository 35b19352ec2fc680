"""Section II.3.5: new jobs by channel, loans for jobs, and vocational training."""

from __future__ import annotations

from analysis.figures import Cells, FigureBook
from analysis.figures.measures import DONG, PERCENT_1, count_of, padded_count_of
from analysis.sections.context import has_rows, join_words, open_book, sentence_case
from analysis.sections.section import Compared, Section
from analysis.tables import Inputs

CHANNELS = ("employment_fund", "self_employment", "overseas", "enterprises")
WORKERS = count_of("lao động")


def build(inputs: Inputs) -> FigureBook:
    """Compute jobs by channel against the plan, loans of the employment fund, and training by level."""
    book = open_book("employment", inputs)
    _add_jobs(book, inputs)
    if has_rows(inputs, "credit", borrower_group="employment_fund"):
        for name, label, column in (
            ("fund_lent", "Số tiền cho vay giải quyết việc làm", "amount_lent_vnd"),
            ("fund_balance", "Dư nợ cho vay giải quyết việc làm", "outstanding_balance_vnd"),
        ):
            book.value(f"employment.{name}", label, DONG, inputs["credit"], column, borrower_group="employment_fund")
    if "vocational_training" in inputs.tables:
        _add_training(book, inputs)
    if has_rows(inputs, "labour_indicators", indicator="trained_labour_share"):
        id, where = "employment.trained_share", {"indicator": "trained_labour_share"}
        table = inputs["labour_indicators"]
        book.value(id, "Tỷ lệ lao động qua đào tạo", PERCENT_1, table, "value_pct", **where)
    return book


def _add_jobs(book: FigureBook, inputs: Inputs) -> None:
    table = inputs["employment"]
    words = inputs.reference.vocabulary["employment_channel"]
    by_channel = [
        book.total(f"employment.{c}", f"Số lao động {words[c]}", WORKERS, table, "workers", measure="result", channel=c)
        for c in CHANNELS
    ]
    people = count_of("người")
    jobs = book.add("employment.new_jobs", "Số người có việc làm mới", *by_channel, measure=people)
    plan = book.total(
        "employment.plan", "Kế hoạch tạo việc làm mới", people, table, "workers", measure="plan", channel="all"
    )
    book.share("employment.rate", "Tỷ lệ thực hiện kế hoạch việc làm", jobs, plan)
    rows: list[Cells] = []
    for code, figure in zip(CHANNELS, by_channel, strict=True):
        share = book.share(f"employment.{code}_share", f"Tỷ trọng kênh {words[code]}", figure, jobs)
        rows.append((sentence_case(words[code]), figure, share))
    whole = book.share("employment.new_jobs_share", "Tổng tỷ trọng các kênh", jobs, jobs)
    rows.append(("Tổng cộng", jobs, whole))
    header = ("Kênh tạo việc làm", "Số lao động", "Tỷ trọng")
    book.tabulate("channels", f"Việc làm mới năm {inputs.year} theo kênh", header, rows)


def _add_training(book: FigureBook, inputs: Inputs) -> None:
    table = inputs["vocational_training"]
    learners = []
    for level in ("short_course", "intermediate"):
        words = inputs.reference.vocabulary.words("training_level", level)
        id, classes = f"employment.{level}", padded_count_of("lớp")
        book.total(f"{id}_classes", f"Số lớp {words}", classes, table, "classes", level=level)
        label = f"Số người học, {words}"
        learners.append(book.total(f"{id}_learners", label, count_of("người"), table, "learners", level=level))
        book.phrase(f"employment.{level}_words", words)
        subjects = table.frame.loc[table.frame["level"] == level, "subjects"]
        book.phrase(f"employment.{level}_subjects", join_words(s for s in subjects if s))
    book.add("employment.learners", "Số người được đào tạo nghề", *learners)


EMPLOYMENT = Section(
    id="employment",
    title="Việc làm, đào tạo nghề",
    build=build,
    needs=("employment",),
    uses=("credit", "vocational_training", "labour_indicators"),
    compared=Compared(
        ("employment.new_jobs", "employment.learners", "employment.trained_share"),
        ("employment", "vocational_training", "labour_indicators"),
        build,
    ),
)
