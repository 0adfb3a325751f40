"""A small part of the language of formulas: enough for links, sums, conditions and texts."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from .a1 import column_index, column_name, quoted

TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![A-Za-z_:])
    | (?P<string>"(?:[^"]|"")*")
    | (?P<range>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?
        (?:\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d*)?|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}
         |\$?\d+:\$?\d+))(?![\w(])
    | (?P<name>[^\W\d][\w.]*)
    | (?P<operator><>|<=|>=|[-+*/^&=<>%(),;{}\\])
    )""",
    re.VERBOSE,
)
REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<a>\$?)(?P<c1>[A-Za-z]{1,3})?(?P<b>\$?)(?P<r1>\d+)?"
    r"(?P<colon>:)?(?P<d>\$?)(?P<c2>[A-Za-z]{1,3})?(?P<e>\$?)(?P<r2>\d+)?"
)
POWERS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4}
POWERS |= {"/": 4, "^": 6}

Scalar = Any
Reader = Callable[[str | None, int, int], Scalar]


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


@functools.lru_cache(maxsize=20_000)
def tokens(formula: str) -> tuple[tuple[str, str], ...]:
    """The formula's tokens by kind; raises FormulaError."""
    found, at = [], 1
    text = formula.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match or match.end() == at:
            raise FormulaError("ERROR", "Formula parse error.")
        found.append((match.lastgroup or "", match[match.lastgroup or 0]))
        at = match.end()
    return tuple(found)


class Parser:
    """Evaluates as it reads; `cells` gives the values of ranges."""

    def __init__(self, formula: str, cells: Callable[[str], Range], now: float) -> None:
        self.tokens = tokens(formula)
        self.at = 0
        self.cells = cells
        self.now = now

    def result(self) -> Scalar:
        """The value of the whole formula."""
        value = self.expression(0)
        if self.at < len(self.tokens):
            raise FormulaError("ERROR", "Formula parse error.")
        return single(value)

    def peek(self) -> str:
        """The operator to come, or nothing."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "operator":
            return self.tokens[self.at][1]
        return ""

    def expression(self, power: int) -> Any:
        """An expression of operators that bind at least so strongly."""
        left = self.prefix()
        while True:
            operator = self.peek()
            if operator == "%":
                self.at += 1
                left = numeric(single(left)) / 100
                continue
            if operator not in POWERS or POWERS[operator] <= power:
                return left
            self.at += 1
            left = binary(operator, left, self.expression(POWERS[operator]))

    def prefix(self) -> Any:
        """A literal, a reference, a call, or what stands in brackets."""
        if self.at >= len(self.tokens):
            raise FormulaError("ERROR", "Formula parse error.")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            value = float(text)
            return int(value) if value.is_integer() else value
        if kind == "string":
            return text[1:-1].replace('""', '"')
        if kind == "range":
            return self.cells(text)
        if kind == "name":
            return self.name(text)
        if text in "+-":
            value = numeric(single(self.expression(5)))
            return -value if text == "-" else value
        if text == "(":
            value = self.expression(0)
            self.expect(")")
            return value
        raise FormulaError("ERROR", "Formula parse error.")

    def expect(self, operator: str) -> None:
        """Go over an operator that must stand here."""
        if self.peek() != operator:
            raise FormulaError("ERROR", "Formula parse error.")
        self.at += 1

    def name(self, text: str) -> Any:
        """A boolean, a call, or a name that nobody knows."""
        upper = text.upper()
        if self.peek() != "(":
            if upper in ("TRUE", "FALSE"):
                return upper == "TRUE"
            return self.cells(text)
        self.at += 1
        return call(upper, self.arguments(), self.now, text)

    def arguments(self) -> list[Callable[[], Any]]:
        """The arguments up to the closing bracket, errors kept for whoever looks at them."""
        found: list[Callable[[], Any]] = []
        while self.peek() != ")":
            if self.peek() in (",", ";"):
                found.append(lambda: None)
            else:
                found.append(self.argument())
            if self.peek() in (",", ";"):
                self.at += 1
            elif self.peek() != ")":
                raise FormulaError("ERROR", "Formula parse error.")
        self.at += 1
        return found

    def argument(self) -> Callable[[], Any]:
        """One argument; an error in it is raised only when it is asked for."""
        start = self.at
        try:
            value = self.expression(0)
        except FormulaError as error:
            if error.message == "Formula parse error.":
                raise
            caught = error
            self.at = start
            self.skip()

            def fail() -> Any:
                raise caught

            return fail
        return lambda: value

    def skip(self) -> None:
        """Go to the end of an argument without working it out."""
        depth = 0
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "operator":
                if not depth and text in ",;)":
                    return
                depth += (text == "(") - (text == ")")
            self.at += 1


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


def moved(formula: str, rewrite: Callable[[re.Match[str]], str]) -> str:
    """The formula with each of its references rewritten."""
    out, at = ["="], 1
    while at < len(formula):
        match = TOKEN.match(formula, at)
        if not match or match.end() == at:
            out.append(formula[at:])
            break
        if match["range"]:
            start = match.start("range")
            reference = REFERENCE.fullmatch(match["range"])
            out.append(formula[at:start])
            out.append(rewrite(reference) if reference else match["range"])
        else:
            out.append(formula[at : match.end()])
        at = match.end()
    return "".join(out)


def relocated(formula: str, down: int, right: int) -> str:
    """The formula as it is after a copy so far down and right: relative references move."""

    def rewrite(match: re.Match[str]) -> str:
        ends = []
        parts = [("a", "c1", "b", "r1")] + ([("d", "c2", "e", "r2")] if match["colon"] else [])
        for fixed_column, column, fixed_row, row in parts:
            text = match[fixed_column]
            if match[column]:
                step = 0 if match[fixed_column] else right
                text += column_name(max(0, column_index(match[column]) + step))
            text += match[fixed_row]
            if match[row]:
                step = 0 if match[fixed_row] else down
                text += str(max(1, int(match[row]) + step))
            ends.append(text)
        return (match["sheet"] + "!" if match["sheet"] else "") + ":".join(ends)

    return moved(formula, rewrite)


def retitled(formula: str, old: str, new: str) -> str:
    """The formula after a sheet that it refers to was renamed."""

    def rewrite(match: re.Match[str]) -> str:
        if match["sheet"] and title_of(match["sheet"]).lower() == old.lower():
            return quoted(new) + match[0][len(match["sheet"]) :]
        return match[0]

    return moved(formula, rewrite)


def title_of(sheet: str) -> str:
    """The title of a sheet as it stands in a reference."""
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def shifted(
    formula: str,
    here: bool,
    title: str,
    rows: bool,
    shift: Callable[[int, int], tuple[int, int] | None],
) -> str:
    """The formula after rows or columns of a sheet were inserted, deleted or moved.

    `here` says that the formula stands on that sheet; `shift` gives the new half-open span.
    """

    def rewrite(match: re.Match[str]) -> str:
        sheet = match["sheet"]
        if not (title_of(sheet).lower() == title.lower() if sheet else here):
            return match[0]
        first, second = ("r1", "r2") if rows else ("c1", "c2")
        if not match[first]:
            return match[0]
        read: Callable[[str], int] = (lambda t: int(t) - 1) if rows else column_index
        write = (lambda i: str(i + 1)) if rows else column_name
        last = match[second] or ("" if match["colon"] else match[first])
        span = shift(read(match[first]), read(last) + 1 if last else 10**9)
        if span is None:
            return (sheet + "!" if sheet else "") + "#REF!"
        text = list(match[0])
        if match["colon"] and match[second]:
            text[match.start(second) - match.start() : match.end(second) - match.start()] = [
                write(span[1] - 1)
            ]
        begin, end = match.start(first) - match.start(), match.end(first) - match.start()
        text[begin:end] = [write(span[0])]
        return "".join(text)

    return moved(formula, rewrite)
