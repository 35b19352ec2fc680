"""Formulas without a stored result, computed: sums and the arithmetic that forms hold, exactly, and nothing else.

A file written by a program has formulas but no results. What is understood here: numbers, cells and ranges of the same
workbook, + - * / ^ %, comparisons, SUM, SUBTOTAL, ROUND, MIN, MAX, ABS, AVERAGE, COUNT, COUNTA, IF. Another formula is
a `FormulaError` that names what is not understood. See docs/decisions/0015-forms.md.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries

from analysis.tables.spreadsheets import Value

Scalar = Decimal | str | bool | None


class FormulaError(ValueError):
    """A formula cannot be computed; the message says why, in Vietnamese."""


_BINARY: dict[str, tuple[int, Callable[[Decimal, Decimal], Scalar]]] = {
    "=": (1, operator.eq), "<>": (1, operator.ne), "<": (1, operator.lt), ">": (1, operator.gt),
    "<=": (1, operator.le), ">=": (1, operator.ge), "+": (2, operator.add), "-": (2, operator.sub),
    "*": (3, operator.mul), "/": (3, operator.truediv), "^": (4, operator.pow),
}  # fmt: skip
_ADDRESS = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?(\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?)")
_DEEPEST = 200


class FormulaEvaluator:
    """The cells of a workbook, formulas among them, computed when asked for.

    Parameters
    ----------
    sheets
        Rows of cells by name of the sheet; a formula is a text that begins with "=".
    formulas
        Where formulas stand: sheet, row and column counted from nought.
    """

    def __init__(self, sheets: Mapping[str, list[list[Value]]], formulas: set[tuple[str, int, int]]) -> None:
        self.sheets, self.formulas = sheets, formulas
        self._known: dict[tuple[str, int, int], Scalar] = {}
        self._open: list[tuple[str, int, int]] = []

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """Return what a cell holds, computed when it is a formula.

        Raises
        ------
        FormulaError
            When a formula is not understood, leads back to itself, or divides by nought.
        """
        place = (sheet, row, column)
        if place in self._known:
            return self._known[place]
        rows = self.sheets[sheet]
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if place not in self.formulas:
            return _scalar(cell)
        if place in self._open:
            raise FormulaError("công thức tham chiếu vòng tròn")
        if len(self._open) > _DEEPEST:
            raise FormulaError("công thức tham chiếu qua quá nhiều ô")
        self._open.append(place)
        try:
            self._known[place] = _Reader(self, sheet, str(cell)).result()
        finally:
            self._open.pop()
        return self._known[place]

    def range(self, sheet: str, cells: str) -> Iterator[Scalar]:
        """Yield the cells of a range."""
        left, top, right, bottom = range_boundaries(cells.replace("$", "").upper())
        for row in range(top - 1, min(bottom, len(self.sheets[sheet]))):
            for column in range(left - 1, right):
                yield self.value(sheet, row, column)


def _scalar(cell: Value) -> Scalar:
    if cell is None or isinstance(cell, str | bool):
        return cell
    if isinstance(cell, dt.date):
        return Decimal((cell - dt.date(1899, 12, 30)).days)
    return Decimal(str(cell))


def _number(value: Scalar) -> Decimal:
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str):
        raise FormulaError(f'công thức tính với ô chữ "{value}"')
    return value if value is not None else Decimal(0)


class _Reader:
    """Reads one formula by precedence of its operators."""

    def __init__(self, book: FormulaEvaluator, sheet: str, formula: str) -> None:
        self.book, self.sheet, self.formula = book, sheet, formula
        self.tokens = [t for t in Tokenizer(formula).items if t.type != Token.WSPACE]
        self.at = 0

    def result(self) -> Scalar:
        try:
            value = self._expression(0)
        except (InvalidOperation, ZeroDivisionError, OverflowError) as error:
            raise FormulaError("công thức chia cho 0 hoặc ra số quá lớn") from error
        if self.at != len(self.tokens):
            raise self._unknown()
        return value if not isinstance(value, list) else self._one(value)

    def _one(self, values: list[Scalar]) -> Scalar:
        if len(values) != 1:
            raise FormulaError("công thức cho nhiều giá trị trong một ô")
        return values[0]

    def _unknown(self) -> FormulaError:
        return FormulaError(f"không tính được công thức {self.formula}")

    def _next(self) -> Token:
        if self.at >= len(self.tokens):
            raise self._unknown()
        self.at += 1
        return self.tokens[self.at - 1]

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _expression(self, least: int) -> Scalar | list[Scalar]:
        left = self._operand()
        while (token := self._peek()) is not None:
            if token.type == Token.OP_POST:
                self.at += 1
                left = _number(self._single(left)) / 100
                continue
            level, apply = _BINARY.get(token.value, (0, None)) if token.type == Token.OP_IN else (0, None)
            if apply is None or level <= least:
                if token.type == Token.OP_IN and apply is None:
                    raise self._unknown()
                break
            self.at += 1
            right = self._single(self._expression(level))
            left = apply(_number(self._single(left)), _number(right))
        return left

    def _single(self, value: Scalar | list[Scalar]) -> Scalar:
        return self._one(value) if isinstance(value, list) else value

    def _operand(self) -> Scalar | list[Scalar]:
        token = self._next()
        if token.type == Token.OP_PRE:
            number = _number(self._single(self._expression(4)))
            return -number if token.value == "-" else number
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            value = self._expression(0)
            self._close()
            return value
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            return self._function(token.value.rstrip("(").upper())
        if token.type == Token.OPERAND:
            return self._plain(token)
        raise self._unknown()

    def _close(self) -> None:
        if self._next().subtype != Token.CLOSE:
            raise self._unknown()

    def _plain(self, token: Token) -> Scalar | list[Scalar]:
        match token.subtype:
            case Token.NUMBER:
                return Decimal(token.value)
            case Token.TEXT:
                return str(token.value[1:-1].replace('""', '"'))
            case Token.LOGICAL:
                return str(token.value).upper() == "TRUE"
            case Token.RANGE:
                return self._cells(token.value)
        raise self._unknown()

    def _cells(self, text: str) -> Scalar | list[Scalar]:
        named = _ADDRESS.fullmatch(text)
        if named is None:
            raise self._unknown()
        sheet = (named[1] or "").replace("''", "'") or named[2] or self.sheet
        if sheet not in self.book.sheets:
            raise FormulaError(f'công thức lấy số từ trang tính hoặc tệp không có ở đây ("{sheet}")')
        return list(self.book.range(sheet, named[3]))

    def _function(self, name: str) -> Scalar | list[Scalar]:
        arguments: list[Scalar | list[Scalar]] = []
        token = self._peek()
        if token is not None and token.subtype == Token.CLOSE:
            self.at += 1
        else:
            while True:
                arguments.append(self._expression(0))
                token = self._next()
                if token.subtype == Token.CLOSE:
                    break
                if token.type != Token.SEP:
                    raise self._unknown()
        if name not in _FUNCTIONS:
            raise FormulaError(f"không tính được hàm {name} (ô chưa có kết quả lưu sẵn)")
        return _FUNCTIONS[name](arguments)


Arguments = list[Scalar | list[Scalar]]


def _numbers(arguments: Arguments) -> list[Decimal]:
    """Return the numbers among arguments; texts within a range count for nothing, as in every spreadsheet."""
    found: list[Decimal] = []
    for argument in arguments:
        if isinstance(argument, list):
            found += [value for value in argument if isinstance(value, Decimal)]
        else:
            found.append(_number(argument))
    return found


def _first(arguments: Arguments, place: int) -> Scalar:
    value = arguments[place]
    return value[0] if isinstance(value, list) else value


def _round(arguments: Arguments) -> Decimal:
    digits = int(_number(_first(arguments, 1))) if len(arguments) > 1 else 0
    return _number(_first(arguments, 0)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _subtotal(arguments: Arguments) -> Scalar:
    kind = int(_number(_first(arguments, 0)))
    names = {9: "SUM", 109: "SUM", 2: "COUNT", 3: "COUNTA", 1: "AVERAGE", 4: "MAX", 5: "MIN"}
    if kind not in names:
        raise FormulaError(f"không tính được SUBTOTAL({kind})")
    return _FUNCTIONS[names[kind]](arguments[1:])


def _average(arguments: Arguments) -> Decimal:
    numbers = _numbers(arguments)
    return sum(numbers, Decimal()) / len(numbers)


def _if(arguments: Arguments) -> Scalar:
    chosen = 1 if _number(_first(arguments, 0)) else 2
    return _first(arguments, chosen) if chosen < len(arguments) else False


def _filled(arguments: Arguments) -> Decimal:
    cells = [v for a in arguments for v in (a if isinstance(a, list) else [a])]
    return Decimal(sum(value not in (None, "") for value in cells))


_FUNCTIONS: dict[str, Callable[[Arguments], Scalar]] = {
    "SUM": lambda arguments: sum(_numbers(arguments), Decimal()),
    "MIN": lambda arguments: min(_numbers(arguments), default=Decimal()),
    "MAX": lambda arguments: max(_numbers(arguments), default=Decimal()),
    "COUNT": lambda arguments: Decimal(len(_numbers(arguments))),
    "COUNTA": _filled,
    "AVERAGE": _average,
    "ABS": lambda arguments: abs(_number(_first(arguments, 0))),
    "ROUND": _round,
    "SUBTOTAL": _subtotal,
    "IF": _if,
}
