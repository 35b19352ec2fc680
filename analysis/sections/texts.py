"""Sections made of text: the opening with its letterhead, I (directives), III and IV (assessment, proposals)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from analysis.figures import FigureBook
from analysis.figures.figure import PUBLISHED, SIMULATED
from analysis.figures.measures import padded_count_of
from analysis.reference.units import main_kind
from analysis.sections.context import has_rows, open_book, sentence_case, vietnamese_date
from analysis.sections.section import Section
from analysis.tables import InputProblems, Inputs, Problem

ROUNDING = " Tỷ lệ và mức tăng, giảm tính từ số chưa làm tròn."
"""Explains why 8,29% minus 6,57% may be printed as 1,73 percentage points (docs/decisions/0016)."""

REQUIRED = (
    "issuing_body", "symbol", "place", "month", "year", "document_kind", "subject",
    "signing_authority", "signatory_title", "signatory_name", "addressee",
)  # fmt: skip
"""Required items of the letterhead (Nghị định 30/2020/NĐ-CP); number and day are assigned on signing."""

# Opening ------------------------------------------------------------------------------------------------------------


def build_opening(inputs: Inputs) -> FigureBook:
    """Compute the phrases of the opening; `opening.request` cites the letter that requested the report."""
    _require_letterhead(inputs)
    book = open_book("opening", inputs)
    if has_rows(inputs, "documents", role="report_request"):
        documents = inputs["documents"].frame
        requests = documents[documents["role"] == "report_request"]
        cited = [f"{citation(inputs, row)} của {row['issuer']}" for _, row in requests.iterrows()]
        book.phrase("opening.request", "; ".join(cited))
        book.phrase("opening.request_subject", "; ".join(requests["subject"]))
    book.phrase("opening.dates_note", "", note=f"{_dates(inputs)}{ROUNDING}{_simulated_note(inputs)}".strip())
    return book


def _dates(inputs: Inputs) -> str:
    """Return a sentence on the as-of dates of the tables that the unit has."""
    dates = []
    if "disbursements" in inputs.tables:
        closed = inputs["disbursements"].sidecar.as_of
        dates.append(f"số liệu vốn và giải ngân tính đến thời điểm báo cáo (tháng {closed.month}/{closed.year})")
    if "households" in inputs.tables:
        review = vietnamese_date(inputs["households"].sidecar.as_of)
        dates.append(f"số liệu hộ nghèo, hộ cận nghèo theo kết quả rà soát đến ngày {review}")
    return f"{sentence_case('; '.join(dates))}." if dates else ""


def _simulated_note(inputs: Inputs) -> str:
    """Return a sentence that states which values are simulated; empty when none are."""
    own = [inputs.tables[name] for name in OPENING.tables if name in inputs.tables]
    grades = {table.sidecar.provenance for table in own}
    if grades == {PUBLISHED}:
        return ""
    if grades == {SIMULATED}:
        note = "Văn bản, vốn, số hộ và mọi số liệu đánh dấu † đều là số liệu mô phỏng"
    else:
        part = main_kind(inputs.parts)
        note = f"Số liệu chi tiết theo hộ, theo {part} và theo từng dự án là số liệu mô phỏng (đánh dấu †)"
    return f" {note}; bản này để minh họa, không phải văn bản chính thức."


def letterhead_lines(inputs: Inputs, item: str) -> tuple[str, ...]:
    """Return the lines of one item of the letterhead, in order, including blank ones."""
    frame = inputs["letterhead"].frame
    return tuple(frame[frame["item"] == item].sort_values("order")["value"])


def _require_letterhead(inputs: Inputs) -> None:
    """Check that the letterhead has all required items and a valid date."""
    file = inputs["letterhead"].file
    problems = []
    for item in REQUIRED:
        if not "".join(letterhead_lines(inputs, item)):
            words = inputs.reference.vocabulary.words("letterhead_item", item)
            expected = f"một dòng {item} có nội dung (Nghị định 30/2020/NĐ-CP)"
            problems.append(Problem(file, f"thiếu {words}", expected, "bổ sung vào bảng", column=item))
    day, month, year = ("".join(letterhead_lines(inputs, item)) for item in ("day", "month", "year"))
    try:
        dt.date(int(year or 2000), int(month or 1), int(day or 1))
    except ValueError:
        shown = f"{day}/{month}/{year}"
        expected = "một ngày có thật, hoặc để trống ngày khi chưa ký"
        problems.append(Problem(file, "không phải ngày có thật", expected, "sửa ngày, tháng, năm", value=shown))
    if year.isdigit() and int(year) not in (inputs.year, inputs.year + 1):
        expected = f"{inputs.year} hoặc {inputs.year + 1}: năm báo cáo hoặc năm sau"
        problems.append(
            Problem(file, "không phải năm ký của báo cáo này", expected, "sửa năm", column="year", value=year)
        )
    if problems:
        raise InputProblems(problems)


# Directives ---------------------------------------------------------------------------------------------------------


def build_directives(inputs: Inputs) -> FigureBook:
    """Count the directing documents by kind, and cite them in one footnote."""
    book = open_book("directives", inputs)
    table = inputs["documents"]
    measure = padded_count_of("văn bản")
    book.count("directives.documents", "Số văn bản chỉ đạo", measure, table, role="directive")
    for kind in ("plan", "guidance"):
        words = inputs.reference.vocabulary.words("document_kind", kind).lower()
        book.count(f"directives.{kind}s", f"Số {words}", padded_count_of(words), table, role="directive", kind=kind)
    issued = table.frame[table.frame["role"] == "directive"].sort_values("issue_date", kind="stable")
    cited = [f"{citation(inputs, row)} {row['subject']}" for _, row in issued.iterrows()]
    book.phrase("directives.note", "", note="; ".join(cited) + ".")
    return book


def citation(inputs: Inputs, row: Any) -> str:
    """Return the citation of a document in the administrative form ("Kế hoạch số 89/KH-UBND ngày 27/02/2023")."""
    kind = inputs.reference.vocabulary.words("document_kind", row["kind"])
    number = row["number"].zfill(2)
    return f"{kind} số {number}/{row['symbol']} ngày {vietnamese_date(row['issue_date'])}"


# Assessment and proposals -------------------------------------------------------------------------------------------


def build_assessment(inputs: Inputs) -> FigureBook:
    """Add the phrase `assessment.<topic>` for every topic that has a text; `assessment_text` returns the texts."""
    book = open_book("assessment", inputs)
    topics = inputs["assessment"].frame["topic"]
    for topic, words in inputs.reference.vocabulary["assessment_topic"].items():
        if (topics == topic).any():
            book.phrase(f"assessment.{topic}", words)
    return book


def assessment_text(inputs: Inputs, topic: str) -> tuple[str, ...]:
    """Return the Markdown texts of a topic, in order."""
    frame = inputs["assessment"].frame
    return tuple(frame[frame["topic"] == topic].sort_values("order", kind="stable")["text"])


# Declarations -------------------------------------------------------------------------------------------------------

OPENING = Section(
    id="opening",
    title="Mở đầu",
    build=build_opening,
    needs=("letterhead",),
    uses=("documents", "disbursements", "households"),
)
DIRECTIVES = Section(
    id="directives", title="Chỉ đạo, điều hành", build=build_directives, needs=("documents",), uses=("assessment",)
)
ASSESSMENT = Section(id="assessment", title="Đánh giá, kiến nghị", build=build_assessment, needs=("assessment",))
