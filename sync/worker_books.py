"""The worker's own books read back: decisions typed in them, and what was typed elsewhere."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from rules.cleaning import clean
from rules.decisions import MARKED, Typed, table_of, tables_of
from rules.findings import KEY_SEPARATOR, OUTCOMES, SEVERITIES, STATES, digest
from rules.forms import Field
from rules.grid import Grid, Value, parse_a1
from rules.history import FOLLOWED
from sync.finding_rows import (
    EXPLANATION_COLUMN,
    FINDINGS,
    KEY_COLUMN,
    TOKEN_COLUMN,
    finding_columns,
)
from sync.tabs import Tab

MARK = "vzaimo"
"""A hidden cell of the first row holds «vzaimo <date> <digest> <year>» of the tab's data."""

RETIRED = "снято"
"""In Google it stands in the mark column of a row that goes, in the first row of such a column."""


def mark(day: str, content: str, year: str) -> str:
    """Make the mark of a tab: the ISO `day` of its data, the digest of its content, its year."""
    return f"{MARK} {day} {content} {year}"


def content_digest(tab: Tab) -> str:
    """Digest what a tab should hold, its date and mark apart."""
    return digest(tab)


class Mark(NamedTuple):
    """What the mark of a tab says."""

    day: str
    content: str
    year: str


def marks(grids: Sequence[Grid]) -> dict[str, Mark]:
    """Give the mark of each tab by its title, as far as they have one."""
    found = {}
    for grid in grids:
        for value in grid.rows[0] if grid.rows else ():
            if isinstance(value, str) and value.startswith(f"{MARK} "):
                parts = value.split()
                if len(parts) == 4:
                    found[grid.title] = Mark(*parts[1:])
    return found


def typed(grids: Sequence[Grid]) -> Iterator[Typed]:
    """Give the marked cells of the rows that can carry a decision, as they stand in the tabs."""
    for grid in grids:
        columns: dict[str, int] = {}
        fields: tuple[Field, ...] = ()
        for row in grid.rows:
            names = {text: number for number, text in enumerate(row) if isinstance(text, str)}
            if KEY_COLUMN in names:
                columns, fields = names, _marked(grid.title, names)
            elif KEY_SEPARATOR in (name := _text(row, columns.get(KEY_COLUMN, -1))):
                if MARKED[table_of(name)] != fields:
                    continue  # its own headers are not drawn yet: a pass was killed
                token = _text(row, columns.get(TOKEN_COLUMN, -1))
                for item in fields:
                    value = decision_value(_cell(row, columns[item.title]))
                    yield Typed(name, item.title, token, value)


def _marked(title: str, columns: Mapping[str, int]) -> tuple[Field, ...]:
    """Give the marked fields of a table; of a tab that somebody renamed by its headers."""
    specs = tables_of(title) or list(MARKED.values())
    fitting = [fields for fields in specs if all(item.title in columns for item in fields)]
    protected = title in WITHOUT_DECISIONS
    return fitting[0] if fitting and not protected else ()


WITHOUT_DECISIONS = frozenset({FINDINGS})
"""Tabs that show decisions which are typed elsewhere."""


def decision_value(value: Value) -> Value:
    """Give what stands in a marked cell as a decision: None for an empty one."""
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value


def rows_by_key(grids: Sequence[Grid], title: str) -> dict[str, dict[str, Value]]:
    """Give the rows of a worker's table by their keys, each by the titles of its columns."""
    found: dict[str, dict[str, Value]] = {}
    names: dict[str, int] = {}
    for row in (row for grid in grids if grid.title == title for row in grid.rows):
        texts = {text: number for number, text in enumerate(row) if isinstance(text, str)}
        if KEY_COLUMN in texts:
            names = texts
        elif KEY_SEPARATOR in (key := _text(row, names.get(KEY_COLUMN, -1))):
            found.setdefault(key, {name: _cell(row, column) for name, column in names.items()})
    return found


def _text(row: Sequence[Value], column: int) -> str:
    value = _cell(row, column)
    return "" if value is None else str(value)


def _cell(row: Sequence[Value], column: int) -> Value:
    return row[column] if 0 <= column < len(row) else None


def followed(grids: Sequence[Grid]) -> pd.DataFrame | None:
    """Read the followed findings of the pass before back from «Замечания» of the summary.

    For a district whose state is gone; a frame of `rules.history.FOLLOWED`, None without the tab.
    """
    if all(grid.title != FINDINGS for grid in grids):
        return None
    rows = [
        _finding(row)
        for row in rows_by_key(grids, FINDINGS).values()
        if row.keys() >= FINDING_COLUMNS
    ]
    return pd.DataFrame(rows, columns=list(FOLLOWED), dtype=object)


FINDING_COLUMNS = {column.title for column in finding_columns(with_org=True)}


def _finding(cells: dict[str, Value]) -> dict[str, Any]:
    text = {name: "" if value is None else str(value) for name, value in cells.items()}
    org, rule, tab, row, _ = (*text[KEY_COLUMN].split(KEY_SEPARATOR), *[""] * 5)[:5]
    basis, explained, _, fixed = (*text[TOKEN_COLUMN].split("/"), *[""] * 4)[:4]
    since = cells["С какого дня"]
    return {
        "rule": rule,
        "severity": _named(SEVERITIES, text["Важность"]),
        "outcome": _named(OUTCOMES, text["Исход"]),
        "org": org,
        "tab": tab,
        "book": row if rule.startswith("book.") else "",
        "place": parse_a1(text["Ячейка"]),
        "value": text["Значение"],
        "compared": text["Сравнивали с"],
        "message": text["Что исправить"],
        "key": text[KEY_COLUMN],
        "basis": basis,
        "state": _named(STATES, text["Состояние"]),
        "since": since.date() if isinstance(since, dt.datetime) else since,
        "fixed": dt.date.fromisoformat(fixed) if fixed else None,
        "explanation": text[EXPLANATION_COLUMN],
        "explained_basis": explained,
    }


def _named(labels: dict[str, str], label: str) -> str:
    return next((name for name, text in labels.items() if text == label), next(iter(labels)))


def typed_over(before: Sequence[Grid], now: Sequence[Grid]) -> bool:
    """Tell whether something besides decisions differs between two states of a book."""
    old = {grid.title: _fixed(grid) for grid in before}
    new = {grid.title: _fixed(grid) for grid in now}
    return old != new


def _fixed(grid: Grid) -> dict[tuple[int, int], str]:
    titles = {item.title for fields in tables_of(grid.title) for item in fields}
    editable = {
        column
        for row in grid.rows
        for column, value in enumerate(row)
        if isinstance(value, str) and value in titles
    }
    first = grid.rows[0] if grid.rows else []
    marks = [c for c, value in enumerate(first) if str(value).startswith(f"{MARK} ")]
    editable |= {c for c, value in enumerate(first) if value == RETIRED}
    return {
        (r, c): _plain(value)
        for r, row in enumerate(grid.rows)
        if not any(_cell(row, column) == RETIRED for column in marks)
        for c, value in enumerate(row)
        if c not in editable and value is not None and value != ""
    }


def _plain(value: Value) -> str:
    return f"{value:.9g}" if isinstance(value, int | float) else str(value).strip()
