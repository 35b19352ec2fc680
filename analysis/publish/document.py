"""From executed notebooks to the document that all renderers take."""

from __future__ import annotations

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
from analysis.narrative.markdown import parse_markdown
from analysis.publish.printed_text import DRAFT, ExportError

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
    """An annex."""

    heading: Annex
    blocks: tuple[Content, ...]


@dataclass(frozen=True)
class Lineage:
    """Where the figures of a document come from.

    Attributes
    ----------
    figures, tables
        Records by id and by name.
    checks
        Results of the checks that concern figures, as JSON values (`lineage.check_record`).
    """

    figures: Mapping[str, FigureRecord] = field(default_factory=dict)
    tables: Mapping[str, TableRecord] = field(default_factory=dict)
    checks: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Document:
    """The content and properties of a document.

    Attributes
    ----------
    title
        For window titles and file properties.
    letterhead, signature
        `None` where one section is exported alone.
    date
        Date of the document, for file properties; never the time of the run.
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
    def draft(self) -> bool:
        """Whether the document is a draft, or still lacks its number or day."""
        return bool(self.mark)

    @property
    def mark(self) -> str:
        """The mark on the pages of a document that is not final; empty for a final one."""
        unnumbered = self.letterhead is not None and self.letterhead.draft
        return self.marking or (DRAFT if unnumbered else "")


def read_document(notebook: Mapping[str, Any], title: str = "") -> Document:
    """Read one executed notebook; code never becomes part of the document.

    Parameters
    ----------
    notebook
        As nbformat reads it; its `metadata["baocao"]` may hold `title`, `date` (ISO), `author`, `fonts` (a list) and
        `draft` (the mark of its pages).
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
        read_lineage(notebook),
        title=title or str(settings.get("title") or ""),
        date=_date(settings.get("date")),
        author=str(settings.get("author") or ""),
        fonts=tuple(settings.get("fonts") or ()),
        marking=str(settings.get("draft") or ""),
    )


def make_document(contents: Iterable[Content], lineage: Lineage, *, title: str = "", **settings: Any) -> Document:
    """Make a document of the contents of one or several notebooks.

    A heading or an annex without content is left out: the unit has no data for it.

    Parameters
    ----------
    contents
        In the order of the report.
    lineage
        Of its figures.
    title
        As in `read_document`.
    settings
        Further fields of `Document`: `date`, `author`, `fonts`, `marking`.

    Raises
    ------
    ExportError
        When there are two letterheads or two signatures.
    """
    shown = _each_notice_once(contents)
    letterhead = _single(shown, Letterhead)
    body, annexes = split_annexes(shown)
    annexes = tuple(replace(part, blocks=without_empty(part.blocks)) for part in annexes)
    return Document(
        title=title or _own_title(letterhead, body),
        body=without_empty(body),
        letterhead=letterhead,
        signature=_single(shown, Signature),
        annexes=tuple(part for part in annexes if part.blocks),
        lineage=lineage,
        **settings,
    )


def notebook_contents(notebook: Mapping[str, Any], name: str = "") -> Iterator[Content]:
    """Yield what an executed notebook shows.

    Parameters
    ----------
    notebook
        Its JSON.
    name
        How error messages name it, where it is one of several.
    """
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


def read_lineage(notebook: Mapping[str, Any]) -> Lineage:
    """Return the records of figures and tables in the outputs of a notebook."""
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
    shown: set[Notice] = set()
    for block in contents:
        if isinstance(block, Heading | Annex):
            shown.clear()
        if isinstance(block, Notice):
            if block in shown:
                continue
            shown.add(block)
        kept.append(block)
    return tuple(kept)


def _refuse_errors(cell: Mapping[str, Any], place: str) -> None:
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            raise ExportError(
                f"{place} failed with {output.get('ename')}: {output.get('evalue')}; "
                "a notebook with a failed cell is not published"
            )


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
    drawing = chart.svg or _joined(data.get("image/svg+xml", ""))
    if not drawing:
        raise ExportError(f"{place}: the chart “{chart.caption}” has no image/svg+xml in its output")
    return replace(chart, svg=drawing)


def _joined(source: str | Sequence[str]) -> str:
    """Return text that a notebook may store as a list of lines."""
    return source if isinstance(source, str) else "".join(source)


def _single(contents: Sequence[Content], kind: type[Any]) -> Any:
    found = [block for block in contents if isinstance(block, kind)]
    if len(found) > 1:
        raise ExportError(f"the document has {len(found)} blocks of kind {kind.__name__}; one is expected")
    return found[0] if found else None


def split_annexes(contents: Sequence[Content]) -> tuple[tuple[Content, ...], tuple[AnnexPart, ...]]:
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


def without_empty(blocks: Sequence[Content]) -> tuple[Content, ...]:
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


def _own_title(letterhead: Letterhead | None, body: Sequence[Content]) -> str:
    if letterhead is not None:
        return f"{letterhead.document_kind.capitalize()} {letterhead.subject}".strip()
    headings = [block for block in body if isinstance(block, Heading)]
    return plain_text(headings[0].children) if headings else "Báo cáo"


def _date(value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise ExportError(
            f'notebook metadata["{SETTINGS_KEY}"]["date"] is {value!r}; an ISO date is expected'
        ) from error
