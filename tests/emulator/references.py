"""References in formulas: how they move, by copies and by shifts of rows and columns."""

from __future__ import annotations

import re
from collections.abc import Callable

from .a1 import column_index, column_name, quoted
from .formulas import TOKEN

REFERENCE = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<a>\$?)(?P<c1>[A-Za-z]{1,3})?(?P<b>\$?)(?P<r1>\d+)?"
    r"(?P<colon>:)?(?P<d>\$?)(?P<c2>[A-Za-z]{1,3})?(?P<e>\$?)(?P<r2>\d+)?"
)


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
