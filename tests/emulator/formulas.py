"""A small part of the language of formulas: enough for links, sums, conditions and texts."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from .functions import FormulaError, Range, Scalar, binary, call, numeric, single

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


POWERS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4}


POWERS |= {"/": 4, "^": 6}


Reader = Callable[[str | None, int, int], Scalar]


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
