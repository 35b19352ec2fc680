"""Operators and functions of spreadsheet formulas, on exact decimals."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


@dataclass(frozen=True)
class ErrorValue:
    """An error that a spreadsheet shows in a cell, such as #DIV/0!, and its cause in Vietnamese."""

    code: str
    message: str = ""


Scalar = Decimal | str | bool | ErrorValue | None


Operand = Scalar | list[Scalar]
"""Value of an expression; a reference gives a list, also to a single cell."""


class FormulaError(ValueError):
    """A formula cannot be computed here; the message says why, in Vietnamese."""


class ErrorResult(Exception):  # noqa: N818 - a result, not a fault of the program
    """The formula's result is an error value in every spreadsheet program."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.value = ErrorValue(code, message)


ARITHMETIC: dict[str, tuple[int, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": (2, operator.add), "-": (2, operator.sub), "*": (3, operator.mul), "/": (3, operator.truediv),
    "^": (4, operator.pow),
}  # fmt: skip


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def number_of(value: Scalar) -> Decimal:
    """Return the number that arithmetic takes from a value; 0 from a blank cell.

    Raises
    ------
    ErrorResult
        For an error value, or a text that no program reads as a number.
    FormulaError
        For a text that some programs read as a number.
    """
    if isinstance(value, ErrorValue):
        raise ErrorResult(value.code, value.message)
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str):
        message = f'công thức tính với ô chữ "{value}"'
        if not value.strip() or any(letter.isdigit() for letter in value):
            raise FormulaError(message)  # programs differ: some read such a text as a number
        raise ErrorResult("#VALUE!", message)
    return value if value is not None else Decimal(0)


def compare_values(compare: Callable[[Any, Any], bool], left: Scalar, right: Scalar) -> bool:
    """Compare as spreadsheets do: numbers before texts, texts without regard to case."""

    def key(value: Scalar, other: Scalar) -> tuple[bool, Any]:
        if isinstance(value, ErrorValue):
            raise ErrorResult(value.code, value.message)
        if value is None:  # a blank cell equals "", 0 and FALSE
            value = "" if isinstance(other, str) else False if isinstance(other, bool) else Decimal()
        return isinstance(value, str), value.casefold() if isinstance(value, str) else value

    if isinstance(left, bool) != isinstance(right, bool) and None not in (left, right):
        raise FormulaError("không so sánh được với TRUE, FALSE")  # 1 and 0 to LibreOffice, above all numbers to Excel
    return compare(key(left, right), key(right, left))


Arguments = list[Operand]


def _numbers(arguments: Arguments) -> list[Decimal]:
    """Return the numbers among arguments; texts within a range are left out, as in every spreadsheet program."""
    found: list[Decimal] = []
    for argument in arguments:
        if isinstance(argument, list):
            _refuse_logical_values(argument)
            found += [number_of(value) for value in argument if isinstance(value, Decimal | ErrorValue)]
        else:
            found.append(number_of(argument))
    return found


def _refuse_logical_values(values: list[Scalar]) -> None:
    if any(isinstance(value, bool) for value in values):
        raise FormulaError("không tính được trên ô TRUE, FALSE")  # numbers to LibreOffice, left out by Excel


def _argument(arguments: Arguments, position: int) -> Decimal:
    value = arguments[position] if position < len(arguments) else None
    if isinstance(value, list) and len(value) != 1:
        raise FormulaError("công thức cho nhiều giá trị trong một ô")
    return number_of(value[0] if isinstance(value, list) else value)


def _round(arguments: Arguments) -> Decimal:
    return _argument(arguments, 0).quantize(Decimal(1).scaleb(-int(_argument(arguments, 1))), ROUND_HALF_UP)


def _average(arguments: Arguments) -> Decimal:
    numbers = _numbers(arguments)
    if not numbers:
        raise ErrorResult("#DIV/0!", "công thức chia cho 0 (trung bình của không số nào)")
    return sum(numbers, Decimal()) / len(numbers)


def _cells(arguments: Arguments) -> list[Scalar]:
    return [value for argument in arguments for value in (argument if isinstance(argument, list) else [argument])]


def _count(arguments: Arguments) -> Decimal:
    if any(isinstance(argument, str) for argument in arguments):
        raise FormulaError("không tính được COUNT của chữ")  # "5" counts, "a" does not
    ranges = [argument for argument in arguments if isinstance(argument, list)]
    for values in ranges:
        _refuse_logical_values(values)
    in_ranges = sum(isinstance(value, Decimal) for values in ranges for value in values)
    return Decimal(in_ranges + sum(isinstance(argument, Decimal | bool) for argument in arguments))


FUNCTIONS: dict[str, Callable[[Arguments], Scalar]] = {
    "SUM": lambda arguments: sum(_numbers(arguments), Decimal()),
    "MIN": lambda arguments: min(_numbers(arguments), default=Decimal()),
    "MAX": lambda arguments: max(_numbers(arguments), default=Decimal()),
    "COUNT": _count,
    "COUNTA": lambda arguments: Decimal(sum(value is not None for value in _cells(arguments))),
    "AVERAGE": _average,
    "ABS": lambda arguments: abs(_argument(arguments, 0)),
    "ROUND": _round,
    "TRUE": lambda _: True,  # LibreOffice writes the constant as a function
    "FALSE": lambda _: False,
}
