"""The rows and columns of a standing tab: the keys of those that carry decisions, their plan."""

from collections.abc import Sequence
from typing import NamedTuple

from rules.decisions import MARKED_TITLES
from rules.findings import KEY_SEPARATOR
from rules.grid import Value
from sync.finding_rows import KEY_COLUMN
from sync.google.canvas import Canvas
from sync.google.row_plan import Line, Plan, plan_lines
from sync.google.sheets import Sheet
from sync.worker_books import MARK, RETIRED, decision_value


class Moves(NamedTuple):
    """How the rows and columns of a standing sheet become those of a canvas.

    `stay` tells that they stand as wanted and nothing need be done; `copied` are keys of rows
    that stand there more than once.
    """

    rows: Plan
    columns: Plan
    stay: bool
    copied: frozenset[str | None]


def moves(sheet: Sheet, canvas: Canvas) -> Moves:
    """Plan how the rows and columns of `sheet` become those of `canvas`."""
    rows, columns = _lines(sheet, canvas)
    marked = [canvas.marked.get(number) for number in range(canvas.columns)]
    stay = _stand(rows, canvas.keys) and _stand(columns, marked)
    plan = plan_lines(rows, canvas.keys)
    copied = frozenset(rows[number].key for number in plan.retired) & frozenset(canvas.keys)
    return Moves(plan, plan_lines(columns, marked), stay, copied)


def _stand(lines: Sequence[Line], wanted: Sequence[str | None]) -> bool:
    """Tell whether lines stand as wanted, with nothing below but what is to stay there a while.

    A retired line that could be deleted waits for the next write; not so a copy with a text in
    it, which would speak again when the line that holds is emptied.
    """
    count = len(wanted)
    below = lines[count:]
    copies = any(line.key in wanted and not line.blank for line in below)
    keys = [line.key for line in lines[:count]]
    retired = any(line.retired for line in lines[:count])
    return keys == list(wanted) and all(line.retired for line in below) and not (copies or retired)


def _lines(sheet: Sheet, canvas: Canvas) -> tuple[list[Line], list[Line]]:
    rows = [Line()] * sheet.row_count
    columns = [Line()] * sheet.column_count
    if not canvas.marked:
        return rows, columns
    first = sheet.grid.rows[0] if sheet.grid.rows else ()
    at = {title: number for number, title in canvas.marked.items()}
    key_column = _key_column(canvas)
    own = {column.title for block in canvas.tab.blocks for column in block.columns} - at.keys()
    marked = (*at, *(title for title in MARKED_TITLES if title not in own))
    used: dict[str, int] = dict(at)
    found: dict[str, int] = {}
    below = False
    for number, row in enumerate(sheet.grid.rows):
        names = {text: column for column, text in enumerate(row) if isinstance(text, str)}
        if KEY_COLUMN in names:
            key_column = names[KEY_COLUMN]
            used = {title: names[title] for title in marked if title in names}
            found |= used
            below = _ends_with_decisions(canvas)
            continue
        key = _at(row, key_column)
        blank = all(_is_blank(_at(row, column)) for column in used.values())
        if isinstance(key, str) and KEY_SEPARATOR in key:
            rows[number] = Line(key, _is_retired(row, first), blank)
        elif below and not blank:  # somebody took its key away: what is typed there is kept
            rows[number] = Line(f"{number}", _is_retired(row, first), blank)
    for title, column in (found or used).items():
        if column < len(columns):
            blank = all(
                _is_blank(_at(row, column))
                for row, line in zip(sheet.grid.rows, rows, strict=False)
                if line.key
            )
            columns[column] = Line(title, _at(first, column) == RETIRED, blank)
    return rows, columns


def _key_column(canvas: Canvas) -> int:
    tables = (block.columns for block in canvas.tab.blocks)
    titles = next(
        titles
        for columns in tables
        if KEY_COLUMN in (titles := [one.title for one in columns])
        and any(column.editable for column in columns)
    )
    return titles.index(KEY_COLUMN)


def _ends_with_decisions(canvas: Canvas) -> bool:
    """Tell whether the last table of a tab is that of the decisions."""
    return any(column.editable for column in canvas.tab.blocks[-1].columns)


def _is_retired(row: Sequence[Value], first: Sequence[Value]) -> bool:
    marks = [n for n, value in enumerate(first) if str(value).startswith(f"{MARK} ")]
    return any(_at(row, number) == RETIRED for number in marks)


def _at(row: Sequence[Value], column: int) -> Value:
    return row[column] if 0 <= column < len(row) else ""


def _is_blank(value: Value) -> bool:
    return decision_value(value) in (None, "")
