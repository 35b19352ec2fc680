"""From executed notebooks to the document that all renderers take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from analysis.figures.lineage import FigureRecord, TableRecord
from analysis.narrative.blocks import (
    BLOCKS_MIME,
    FIGURES_MIME,
    Annex,
    Block,
    ChartBlock,
    Heading,
    Letterhead,
    Notice,
    Signature,
    TableBlock,
    from_json,
    plain_text,
)
from analysis.narrative.draft_notices import draft_words
from analysis.narrative.fixed_parts import letterhead_block
from analysis.narrative.markdown import parse_markdown
from analysis.publish.printed_text import DRAFT, ExportError
from analysis.tables import Inputs
from analysis.tables.inputs import last_day

SETTINGS_KEY = "baocao"
"""Key of a notebook's metadata for `title`, `date`, `author`, `fonts` and `draft`."""

HIDDEN_TAGS = frozenset({"remove_cell", "parameters", "injected-parameters"})
"""Cells with one of these tags are not part of the document."""


@dataclass(frozen=True)
class Preformatted:
    """Plain text of an output without blocks, printed line by line."""

    text: str


Content = Block | Preformatted


@dataclass(frozen=True)
class AnnexPart:
    """An annex with its heading."""

    heading: Annex
    blocks: tuple[Content, ...]


@dataclass(frozen=True)
class Lineage:
    """Where the figures of a document come from; `checks` are results as `records.check_record` returns them."""

    figures: Mapping[str, FigureRecord] = field(default_factory=dict)
    tables: Mapping[str, TableRecord] = field(default_factory=dict)
    checks: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Document:
    """The content and properties of a document.

    Attributes
    ----------
    letterhead, signature
        `None` where one section is exported alone.
    date
        Never the time of the run.
    author
        Issuing body in sentence case ("Ủy ban nhân dân huyện Cao Lộc").
    fonts
        Preferred families of the PDF.
    marking
        Mark on every page of a draft, its first page included ("DỰ THẢO – THIẾU 3 BẢNG").
    """

    title: str
    body: tuple[Content, ...] = ()
    letterhead: Letterhead | None = None
    signature: Signature | None = None
    annexes: tuple[AnnexPart, ...] = ()
    date: date | None = None
    author: str = ""
    fonts: tuple[str, ...] = ()
    lineage: Lineage = field(default_factory=Lineage)
    marking: str = ""

    @property
    def mark(self) -> str:
        """The mark on the pages of a draft, or of a document without number or day; else empty."""
        unnumbered = self.letterhead is not None and self.letterhead.draft
        return self.marking or (DRAFT if unnumbered else "")


def read_document(notebook: Mapping[str, Any], title: str = "") -> Document:
    """Read one executed notebook; code never becomes part of the document.

    Parameters
    ----------
    notebook
        Its `metadata["baocao"]` may have `title`, `date` (ISO), `author`, `fonts` (a list) and `draft` (the mark).
    title
        Title of the file; else the notebook's own, else that of its letterhead or its first heading.

    Raises
    ------
    ExportError
        When a cell failed, or an output does not have the form that its MIME type promises.
    """
    settings: Mapping[str, Any] = notebook.get("metadata", {}).get(SETTINGS_KEY, {})
    return make_document(
        notebook_contents(notebook),
        _read_lineage(notebook),
        title=title or str(settings.get("title") or ""),
        date=_date(settings.get("date")),
        author=str(settings.get("author") or ""),
        fonts=tuple(settings.get("fonts") or ()),
        marking=str(settings.get("draft") or ""),
    )


def make_document(contents: Iterable[Content], lineage: Lineage, *, title: str = "", **settings: Any) -> Document:
    """Make a document of the contents of one or several notebooks; `settings` are further fields of `Document`.

    A heading or an annex without content is left out: the unit has no data for it.

    Raises
    ------
    ExportError
        When there are two letterheads or two signatures.
    """
    shown = _each_notice_once(contents)
    letterhead = _single(shown, Letterhead)
    body, annexes = _split_annexes(shown)
    annexes = tuple(replace(part, blocks=_without_empty(part.blocks)) for part in annexes)
    return Document(
        title=title or _own_title(letterhead, body),
        body=_without_empty(body),
        letterhead=letterhead,
        signature=_single(shown, Signature),
        annexes=tuple(part for part in annexes if part.blocks),
        lineage=lineage,
        **settings,
    )


def notebook_contents(notebook: Mapping[str, Any], name: str = "") -> Iterator[Content]:
    """Yield what an executed notebook shows; `name` is used in messages, where it is one of several."""
    for position, cell in enumerate(notebook.get("cells", []), start=1):
        place = f"{name}, cell {position}" if name else f"cell {position}"
        if HIDDEN_TAGS.intersection(cell.get("metadata", {}).get("tags", [])):
            # A hidden cell may not hide a failure.
            _refuse_errors(cell, place)
        elif cell["cell_type"] == "markdown":
            yield from parse_markdown(_joined(cell["source"]))
        elif cell["cell_type"] == "code":
            _refuse_errors(cell, place)
            for output in cell.get("outputs", []):
                yield from _output_contents(output.get("data", {}), place)


def _read_lineage(notebook: Mapping[str, Any]) -> Lineage:
    figures: dict[str, FigureRecord] = {}
    tables: dict[str, TableRecord] = {}
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            bundle = output.get("data", {}).get(FIGURES_MIME)
            if bundle:
                figures |= {record["id"]: record for record in bundle.get("figures", ())}
                tables |= bundle.get("tables", {})
    return Lineage(figures, tables)


def _each_notice_once(contents: Iterable[Content]) -> tuple[Content, ...]:
    """Leave out repeated notices under one heading: every cell of a notebook shows the missing tables it needs."""
    kept: list[Content] = []
    shown: list[Notice] = []
    for block in contents:
        if isinstance(block, Heading | Annex):
            shown = []
        if block not in shown:
            kept.append(block)
        if isinstance(block, Notice):
            shown.append(block)
    return tuple(kept)


def _refuse_errors(cell: Mapping[str, Any], place: str) -> None:
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            failed = f"{place} failed with {output.get('ename')}: {output.get('evalue')}"
            raise ExportError(f"{failed}; a notebook with a failed cell is not published")


def _output_contents(data: Mapping[str, Any], place: str) -> Iterator[Content]:
    """Yield the content of one output: blocks, else Markdown, else plain text; never HTML, for safety."""
    if BLOCKS_MIME in data:
        for block in _blocks(data[BLOCKS_MIME], place):
            yield _with_drawing(block, data, place) if isinstance(block, ChartBlock) else block
    elif FIGURES_MIME in data:
        return
    elif "text/markdown" in data:
        yield from parse_markdown(_joined(data["text/markdown"]))
    elif "text/plain" in data:
        yield Preformatted(_joined(data["text/plain"]))


def _blocks(bundle: Any, place: str) -> tuple[Block, ...]:
    try:
        blocks = tuple(from_json(value) for value in bundle["blocks"])
    except (KeyError, TypeError) as error:
        raise ExportError(f"{place}: an output's blocks cannot be read ({error!r})") from error
    for block in blocks:
        if not isinstance(block, Block):
            raise ExportError(f"{place}: {type(block).__name__} is not a block")
        if isinstance(block, TableBlock):
            _check_columns(block, place)
    return blocks


def _check_columns(table: TableBlock, place: str) -> None:
    widths = {len(table.header), len(table.align), *map(len, table.rows)}
    if len(widths) > 1 or not set(table.align) <= set("lrc"):
        raise ExportError(
            f"{place}: the table “{table.caption}” has {len(table.header)} headings, "
            f"{len(table.align)} alignments and rows of {sorted(set(map(len, table.rows)))} cells"
        )


def _with_drawing(chart: ChartBlock, data: Mapping[str, Any], place: str) -> ChartBlock:
    if drawing := chart.svg or _joined(data.get("image/svg+xml", "")):
        return replace(chart, svg=drawing)
    raise ExportError(f"{place}: the chart “{chart.caption}” has no image/svg+xml in its output")


def _joined(source: str | Sequence[str]) -> str:
    # A notebook may store text as a list of lines.
    return source if isinstance(source, str) else "".join(source)


def _single(contents: Sequence[Content], kind: type[Any]) -> Any:
    found = [block for block in contents if isinstance(block, kind)]
    if len(found) > 1:
        raise ExportError(f"the document has {len(found)} blocks of kind {kind.__name__}; one is expected")
    return found[0] if found else None


def _split_annexes(contents: Sequence[Content]) -> tuple[tuple[Content, ...], tuple[AnnexPart, ...]]:
    """Split contents into body and annexes, without letterhead and signature."""
    parts: list[list[Content]] = [[]]
    headings: list[Annex] = []
    for block in contents:
        if isinstance(block, Annex):
            headings.append(block)
            parts.append([])
        elif not isinstance(block, Letterhead | Signature):
            parts[-1].append(block)
    annexes = zip(headings, parts[1:], strict=True)
    return tuple(parts[0]), tuple(AnnexPart(heading, tuple(blocks)) for heading, blocks in annexes)


def _without_empty(blocks: Sequence[Content]) -> tuple[Content, ...]:
    """Leave out headings without content, also under their subheadings."""
    kept: list[Content] = []
    filled = 0  # the lowest level of heading that has content
    for block in reversed(blocks):
        if not isinstance(block, Heading):
            filled = 6
        elif block.level > filled:
            continue
        else:
            filled = block.level - 1
        kept.append(block)
    return tuple(reversed(kept))


def _title_of(letterhead: Letterhead) -> str:
    return f"{letterhead.document_kind.capitalize()} {letterhead.subject}".strip()


def _own_title(letterhead: Letterhead | None, body: Sequence[Content]) -> str:
    if letterhead is not None:
        return _title_of(letterhead)
    return next((plain_text(block.children) for block in body if isinstance(block, Heading)), "Báo cáo")


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError as error:
        message = f'notebook metadata["{SETTINGS_KEY}"]["date"] is {value!r}; an ISO date is expected'
        raise ExportError(message) from error


# The properties of an edition -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EditionSettings:
    """The properties of an edition's documents, as they follow from its tables, never from the clock.

    Attributes
    ----------
    draft
        Mark on every page of a draft ("DỰ THẢO – THIẾU 3 BẢNG"); empty for a complete report.
    """

    unit: str
    unit_name: str
    year: int
    title: str
    date: date
    author: str
    draft: str = ""


def edition_settings(inputs: Inputs) -> EditionSettings:
    """Return the properties of the edition of some inputs."""
    letterhead = letterhead_block(inputs)
    issuing = " ".join(letterhead.issuing_body)
    unit = inputs.unit
    # Names of places keep their capitals; the rest of a line in capitals does not.
    author = re.sub(re.escape(unit.full_name), unit.full_name, issuing.capitalize(), flags=re.IGNORECASE)
    return EditionSettings(
        unit=unit.code,
        unit_name=unit.full_name,
        year=inputs.year,
        title=_title_of(letterhead),
        date=document_date(inputs),
        author=author or unit.full_name,
        draft=draft_words(inputs),
    )


def document_date(inputs: Inputs) -> date:
    """Return the day the letterhead gives, else the latest day on which a table was closed."""
    head = letterhead_block(inputs)
    try:
        return date(int(head.year), int(head.month), int(head.day))
    except ValueError:
        days = (table.sidecar.as_of for table in inputs.tables.values())
        return max(days, default=last_day(inputs.unit, inputs.year))
