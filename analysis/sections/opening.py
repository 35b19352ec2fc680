"""The head of the document: letterhead, recipient, and the letter that asked for the report."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.sections.context import open_book, vietnamese_date
from analysis.sections.directives import citation
from analysis.tables import Inputs

TABLES = ("letterhead", "documents", "disbursements", "households")


def build(inputs: Inputs) -> FigureBook:
    """Compute the words of the opening: `opening.request` cites the letter that asked for the report."""
    book = open_book("opening", inputs)
    documents = inputs["documents"].frame
    requests = documents[documents["role"] == "report_request"]
    cited = [f"{citation(inputs, row)} của {row['issuer']}" for _, row in requests.iterrows()]
    book.phrase("opening.request", "; ".join(cited))
    book.phrase("opening.request_subject", "; ".join(requests["subject"]))
    closed, review = inputs["disbursements"].sidecar.as_of, inputs["households"].sidecar.as_of
    book.phrase(
        "opening.dates_note",
        "",
        note=f"Số liệu vốn và giải ngân tính đến thời điểm báo cáo (tháng {closed.month}/{closed.year}); số liệu hộ "
        f"nghèo, hộ cận nghèo theo kết quả rà soát đến ngày {vietnamese_date(review)}.",
    )
    return book


def letterhead_lines(inputs: Inputs, item: str) -> tuple[str, ...]:
    """Return the lines of one item of the letterhead, in order; blanks stay blank."""
    frame = inputs["letterhead"].frame
    lines = frame[frame["item"] == item].sort_values("order")["value"]
    return tuple(lines)
