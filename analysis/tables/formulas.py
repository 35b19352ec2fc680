"""A small evaluator for spreadsheet formulas: sums and simple arithmetic in exact decimals.

It recomputes results that a file stores, and supplies those that it does not store. Supported: numbers, cells and
ranges of the same workbook, + - * / ^ %, comparisons, SUM, SUBTOTAL, ROUND, MIN, MAX, ABS, AVERAGE, COUNT, COUNTA, IF,
IFERROR. Any other formula raises `FormulaError`. See docs/decisions/0015-forms.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries

from analysis.tables.formula_functions import (
    ARITHMETIC,
    COMPARISONS,
    FUNCTIONS,
    ErrorResult,
    ErrorValue,
    FormulaError,
    Operand,
    Scalar,
    compare_values,
    number_of,
)

Place = tuple[str, int, int]
"""Sheet, row and column of a cell; rows and columns count from zero."""


_UNARY_LEVEL = 4
_ADDRESS = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?(\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?)")
_SUBTOTALS = re.compile(r"\b(?:SUBTOTAL|AGGREGATE)\s*\(", re.IGNORECASE)
_MAX_DEPTH = 60
"""Formulas that refer to formulas; one level takes about ten Python frames of the thousand there are."""
_MAX_DOUBLE = Decimal("1e300")


class FormulaEvaluator:
    """Computes the formulas of a workbook on demand.

    Parameters
    ----------
    sheets
        Rows of cells by sheet; a formula is a text that begins with "=".
    formulas
        Cells that are formulas.
    unscaled
        Stored numbers of cells that `sheets` gives as shown: 0.5 for 50 %, the serial number of a date.
    stored
        Results that the file stores. They replace operands that cannot be computed.
    hidden_rows
        Hidden rows by sheet, counted from zero.
    """

    def __init__(
        self,
        sheets: Mapping[str, Sequence[Sequence[Any]]],
        formulas: Collection[Place],
        *,
        unscaled: Mapping[Place, Scalar] | None = None,
        stored: Mapping[Place, Scalar] | None = None,
        hidden_rows: Mapping[str, Collection[int]] | None = None,
    ) -> None:
        self.sheets, self.formulas = sheets, formulas
        self.unscaled, self.stored, self.hidden_rows = unscaled or {}, stored or {}, hidden_rows or {}
        self._results: dict[Place, Scalar] = {}
        self._magnitudes: dict[Place, Decimal] = {}
        self._magnitude = Decimal()
        self._active: list[Place] = []

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """Return the content of a cell; a formula is computed.

        Raises
        ------
        FormulaError
            When a formula is not supported or refers to itself.
        """
        place = (sheet, row, column)
        if place not in self.formulas:
            rows = self.sheets[sheet]
            cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
            return self._seen(self.unscaled[place] if place in self.unscaled else scalar(cell))
        if place not in self._results:
            self._results[place] = self._compute(place)
        self._magnitude = max(self._magnitude, self._magnitudes[place])
        return self._results[place]

    def magnitude(self, place: Place) -> Decimal:
        """Return the largest number in the computation of a formula, to which rounding errors are proportional."""
        return self._magnitudes[place]

    def operand(self, place: Place) -> Scalar:
        """Return what a formula takes from a cell: its computed value, else the stored one.

        A stored result is not kept as the cell's value, because the cell itself may still be computed later, when fewer
        formulas refer to each other.
        """
        try:
            return self.value(*place)
        except FormulaError:
            if place not in self.stored:
                raise
            return self._seen(self.stored[place])

    def is_subtotal(self, place: Place) -> bool:
        """Whether a cell is a subtotal, which another subtotal leaves out."""
        return place in self.formulas and bool(_SUBTOTALS.search(str(self.sheets[place[0]][place[1]][place[2]])))

    def _seen(self, value: Scalar) -> Scalar:
        if isinstance(value, Decimal):
            self._magnitude = max(self._magnitude, abs(value))
        return value

    def _compute(self, place: Place) -> Scalar:
        if place in self._active:
            raise FormulaError("công thức tham chiếu vòng tròn")
        if len(self._active) > _MAX_DEPTH:
            raise FormulaError("công thức tham chiếu qua quá nhiều ô")
        sheet, row, column = place
        outer, self._magnitude = self._magnitude, Decimal()
        self._active.append(place)
        try:
            if self.sheets[sheet][row][column] == "=":
                raise FormulaError("không tính được công thức mảng")
            parser = _Parser(self, sheet, str(self.sheets[sheet][row][column]))
            result = parser.result()
            self._magnitudes[place] = max(self._magnitude, parser.magnitude)
        except ErrorResult as error:
            self._magnitudes[place] = Decimal()
            return error.value
        finally:
            self._active.pop()
            self._magnitude = outer
        return result


def scalar(cell: object) -> Scalar:
    """Return a cell's content as operand; dates as serial numbers from 1900.

    >>> scalar(0.1), scalar(dt.date(2024, 3, 1)), scalar(None)
    (Decimal('0.1'), Decimal('45352'), None)
    """
    if cell is None or isinstance(cell, str | bool | ErrorValue | Decimal):
        return cell
    if isinstance(cell, dt.date):
        return Decimal((cell - dt.date(1899, 12, 30)).days)
    return Decimal(str(cell))


class _Parser:
    """Parses and evaluates one formula by the precedence of its operators."""

    def __init__(self, book: FormulaEvaluator, sheet: str, formula: str, tokens: list[Token] | None = None) -> None:
        self.book, self.sheet, self.formula = book, sheet, formula
        self.tokens = tokens if tokens is not None else [t for t in Tokenizer(formula).items if t.type != Token.WSPACE]
        self.at = 0
        self.magnitude = Decimal()

    def result(self) -> Scalar:
        """Return the value of the whole formula."""
        value = self._single(self.operand())
        if isinstance(value, ErrorValue):
            raise ErrorResult(value.code, value.message)
        return Decimal() if value is None else value  # a reference to a blank cell gives 0

    def operand(self) -> Operand:
        """Return the value of all tokens; a list where they are one reference."""
        try:
            value = self._expression(0)
        except (InvalidOperation, ZeroDivisionError, OverflowError) as error:
            raise FormulaError("công thức chia cho 0 hoặc ra số quá lớn") from error
        if self.at != len(self.tokens):
            raise self._unsupported()
        return value

    def _unsupported(self) -> FormulaError:
        return FormulaError(f"không tính được công thức {self.formula}")

    def _single(self, value: Operand) -> Scalar:
        if not isinstance(value, list):
            return value
        if len(value) != 1:
            raise FormulaError("công thức cho nhiều giá trị trong một ô")
        return value[0]

    def _number(self, value: Operand) -> Decimal:
        number = number_of(self._single(value))
        self.magnitude = max(self.magnitude, abs(number))
        return number

    def _next(self) -> Token:
        if self.at >= len(self.tokens):
            raise self._unsupported()
        self.at += 1
        return self.tokens[self.at - 1]

    def _expression(self, level: int) -> Operand:
        """Evaluate operators that bind more tightly than `level`."""
        left = self._operand()
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.type == Token.OP_POST:
                self.at += 1
                left = self._number(left) / 100
                continue
            if token.type != Token.OP_IN:
                break
            own, compute = ARITHMETIC.get(token.value, (1, None))
            compare = COMPARISONS.get(token.value)
            if compute is None and compare is None:
                raise self._unsupported()
            if own <= level:
                break
            self.at += 1
            right = self._expression(own)
            if compute is not None:
                first, second = self._number(left), self._number(right)
                if token.value == "/" and not second:
                    raise ErrorResult("#DIV/0!", "công thức chia cho 0")
                left = compute(first, second)
                if abs(left) > _MAX_DOUBLE:
                    raise OverflowError
            elif compare is not None:
                left = compare_values(compare, self._single(left), self._single(right))
        return left

    def _operand(self) -> Operand:
        token = self._next()
        if token.type == Token.OP_PRE:
            number = self._number(self._expression(_UNARY_LEVEL))
            return -number if token.value == "-" else number
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            value = self._expression(0)
            if self._next().subtype != Token.CLOSE:
                raise self._unsupported()
            return value
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            return self._function(token.value.rstrip("(").upper())
        match token.type, token.subtype:
            case Token.OPERAND, Token.NUMBER:
                return Decimal(token.value)
            case Token.OPERAND, Token.TEXT:
                return str(token.value[1:-1].replace('""', '"'))
            case Token.OPERAND, Token.LOGICAL:
                return str(token.value).upper() == "TRUE"
            case Token.OPERAND, Token.RANGE:
                return [self.book.operand(place) for place in self._places(token.value)]
        raise self._unsupported()

    def _places(self, text: str) -> Iterator[Place]:
        """Yield the cells of a reference; those of a range only as far as its sheet is filled."""
        address = _ADDRESS.fullmatch(text)
        if address is None:
            raise self._unsupported()
        sheet = (address[1] or "").replace("''", "'") or address[2] or self.sheet
        if sheet not in self.book.sheets:
            raise FormulaError(f'công thức lấy số từ trang tính hoặc tệp không có ở đây ("{sheet}")')
        left, top, right, bottom = range_boundaries(address[3].replace("$", "").upper())
        if (left, top) == (right, bottom):
            yield sheet, top - 1, left - 1
            return
        rows = self.book.sheets[sheet]
        for row in range(top - 1, min(bottom, len(rows))):
            for column in range(left - 1, min(right, len(rows[row]))):
                yield sheet, row, column

    # Functions --------------------------------------------------------------------------------------------------

    def _function(self, name: str) -> Scalar:
        arguments = self._arguments()
        if name == "IF":
            return self._if(arguments)
        if name == "IFERROR" and len(arguments) == 2:
            try:
                value = self._scalar(arguments[0])
            except ErrorResult:
                value = ErrorValue("")
            return self._scalar(arguments[1]) if isinstance(value, ErrorValue) else value
        if name == "SUBTOTAL" and len(arguments) > 1:
            return self._subtotal(arguments)
        if name not in FUNCTIONS:
            raise FormulaError(f"không tính được hàm {name} (ô chưa có kết quả lưu sẵn)")
        return FUNCTIONS[name]([self._evaluate(tokens) for tokens in arguments])

    def _arguments(self) -> list[list[Token]]:
        """Split the tokens up to the closing bracket by argument, unevaluated: a function may need only some."""
        arguments: list[list[Token]] = [[]]
        depth = 0
        while True:
            token = self._next()
            if depth == 0 and token.subtype == Token.CLOSE:
                return arguments if arguments != [[]] else []
            if depth == 0 and token.type == Token.SEP:
                arguments.append([])
                continue
            depth += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
            arguments[-1].append(token)

    def _evaluate(self, tokens: list[Token]) -> Operand:
        if not tokens:
            return None
        inner = _Parser(self.book, self.sheet, self.formula, tokens)
        value = inner.operand()
        self.magnitude = max(self.magnitude, inner.magnitude)
        return value

    def _scalar(self, tokens: list[Token]) -> Scalar:
        return self._single(self._evaluate(tokens))

    def _if(self, arguments: list[list[Token]]) -> Scalar:
        """Evaluate only the branch taken: the other one may divide by zero."""
        if not 2 <= len(arguments) <= 3:
            raise self._unsupported()
        if number_of(self._scalar(arguments[0])):
            return self._scalar(arguments[1])
        return self._scalar(arguments[2]) if len(arguments) == 3 else False

    def _subtotal(self, arguments: list[list[Token]]) -> Scalar:
        """Aggregate the cells of ranges that are not subtotals themselves; from 101 on, those in visible rows.

        Below 101, rows hidden by a filter are left out and others are not; a file does not say which are which.
        """
        kind = int(number_of(self._scalar(arguments[0])))
        names = {1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 9: "SUM"}
        values: list[Scalar] = []
        for tokens in arguments[1:]:
            if kind % 100 not in names or [t.subtype for t in tokens] != [Token.RANGE]:
                raise FormulaError(f"không tính được SUBTOTAL({kind})")
            for place in self._places(tokens[0].value):
                hidden = place[1] in self.book.hidden_rows.get(place[0], ())
                if hidden and kind < 100:
                    raise FormulaError(f"không tính được SUBTOTAL({kind}) trên các dòng bị ẩn")
                if not hidden and not self.book.is_subtotal(place):
                    values.append(self.book.operand(place))
        return FUNCTIONS[names[kind % 100]]([values])
