"""Values in formulas: operators, functions, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Scalar = Any


class FormulaError(Exception):
    """A formula's error value: its type and message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message

    def value(self) -> dict[str, Any]:
        """The error as an ExtendedValue."""
        return {"errorValue": {"type": self.kind, "message": self.message}}


class Range(list):
    """The values of a range, row by row, with its top left cell."""

    row = 0
    column = 0


def single(value: Any) -> Scalar:
    """One value, the first of a range."""
    while isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, FormulaError):
        raise value
    return value


def numeric(value: Scalar) -> float:
    """A value as a number; text that is none is an error."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        try:
            return float(value.replace(",", "."))
        except ValueError:
            message = (
                f"Function MULTIPLY parameter 1 expects number values. But '{value}' is a text "
                "and cannot be coerced to a number."
            )
            raise FormulaError("VALUE", message) from None
    return value


def texty(value: Scalar) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


def binary(operator: str, left: Any, right: Any) -> Scalar:
    """The value of two operands."""
    a, b = single(left), single(right)
    if operator == "&":
        return texty(a) + texty(b)
    if operator in ("=", "<>", "<", ">", "<=", ">="):
        return _compare(operator, a, b)
    x, y = numeric(a), numeric(b)
    if operator == "/":
        if y == 0:
            message = "Function DIVIDE parameter 2 cannot be zero."
            raise FormulaError("DIVIDE_BY_ZERO", message)
        return x / y
    return {"+": x + y, "-": x - y, "*": x * y, "^": x**y if operator == "^" else 0}[operator]


def _compare(operator: str, a: Scalar, b: Scalar) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        a, b = texty(a).lower(), texty(b).lower()
    else:
        a, b = a or 0, b or 0
    return {
        "=": a == b,
        "<>": a != b,
        "<": a < b,
        ">": a > b,
        "<=": a <= b,
        ">=": a >= b,
    }[operator]


def flat(values: Iterator[Any] | list[Any]) -> Iterator[Scalar]:
    """All single values in arguments and ranges."""
    for value in values:
        if isinstance(value, list):
            yield from flat(value)
        elif isinstance(value, FormulaError):
            raise value
        else:
            yield value


def _numbers(values: list[Any]) -> list[float]:
    found = []
    for value in values:
        if isinstance(value, list):
            inner = flat(value)
            found += [v for v in inner if isinstance(v, int | float) and not isinstance(v, bool)]
        elif value is not None:
            found.append(numeric(value))
    return found


def _average(values: list[Any]) -> float:
    numbers = _numbers(values)
    if not numbers:
        raise FormulaError(
            "DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error."
        )
    return sum(numbers) / len(numbers)


def _round(values: list[Any]) -> float:
    places = int(numeric(single(values[1]))) if len(values) > 1 else 0
    number = numeric(single(values[0]))
    shifted = abs(number) * 10**places + 0.5 + 1e-12
    rounded = int(shifted) / 10**places
    return -rounded if number < 0 else rounded


def _countif(values: list[Any]) -> int:
    wanted = texty(single(values[1])).lower()
    return sum(1 for value in flat([values[0]]) if texty(value).lower() == wanted)


FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": lambda v: sum(_numbers(v)),
    "AVERAGE": _average,
    "MIN": lambda v: min(_numbers(v), default=0),
    "MAX": lambda v: max(_numbers(v), default=0),
    "COUNT": lambda v: len(_numbers([v])),
    "COUNTA": lambda v: sum(1 for x in flat(v) if x is not None),
    "COUNTIF": _countif,
    "COUNTBLANK": lambda v: sum(1 for x in flat(v) if x in (None, "")),
    "ABS": lambda v: abs(numeric(single(v[0]))),
    "ROUND": _round,
    "HYPERLINK": lambda v: single(v[1]) if len(v) > 1 else single(v[0]),
    "CONCATENATE": lambda v: "".join(texty(x) for x in flat(v)),
    "CONCAT": lambda v: "".join(texty(x) for x in flat(v)),
    "JOIN": lambda v: texty(single(v[0])).join(texty(x) for x in flat(v[1:])),
    "LEN": lambda v: len(texty(single(v[0]))),
    "UPPER": lambda v: texty(single(v[0])).upper(),
    "LOWER": lambda v: texty(single(v[0])).lower(),
    "TRIM": lambda v: " ".join(texty(single(v[0])).split()),
    "AND": lambda v: all(flat(v)),
    "OR": lambda v: any(flat(v)),
    "NOT": lambda v: not single(v[0]),
    "ISBLANK": lambda v: single(v[0]) is None,
    "ROW": lambda v: v[0].row + 1,
    "COLUMN": lambda v: v[0].column + 1,
    "NA": lambda v: _fail("N_A", "Did not find value in NA evaluation."),
}


def _fail(kind: str, message: str) -> Any:
    raise FormulaError(kind, message)


def call(name: str, arguments: list[Callable[[], Any]], now: float, text: str) -> Any:
    """The value of a function."""
    if name in ("IF", "ЕСЛИ"):
        if single(arguments[0]()):
            return arguments[1]()
        return arguments[2]() if len(arguments) > 2 else False
    if name == "IFERROR":
        try:
            return single(arguments[0]())
        except FormulaError:
            return arguments[1]() if len(arguments) > 1 else ""
    if name in ("TODAY", "NOW"):
        days = now / 86400 + 25569
        return int(days) if name == "TODAY" else days
    if name.startswith("IMPORT") or name == "GOOGLEFINANCE":
        raise FormulaError("LOADING", "Loading...")
    function = FUNCTIONS.get(name)
    if function is None:
        raise FormulaError("NAME", f"Unknown function: '{text}'.")
    try:
        return function([argument() for argument in arguments])
    except (IndexError, AttributeError):
        message = f"Wrong number of arguments to {name}. Expected between 1 and 255 arguments."
        raise FormulaError("N_A", message) from None
