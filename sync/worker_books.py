"""The worker's own books read back: decisions typed in them, and what was typed elsewhere."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from rules.cleaning import clean
from rules.decisions import Typed
from rules.findings import KEY_SEPARATOR, OUTCOMES, SEVERITIES, STATES, digest
from rules.grid import Grid, Value, parse_a1
from rules.history import FOLLOWED
from sync.finding_rows import EXPLANATION_COLUMN, KEY_COLUMN, TOKEN_COLUMN
from sync.summary_tabs import FINDINGS
from sync.tabs import Tab

MARK = "vzaimo"
"""A hidden cell of the first row holds «vzaimo <date> <digest>»: the date of the tab's data."""

EDITABLE = frozenset({EXPLANATION_COLUMN})


def mark(day: str, content: str) -> str:
    """Make the mark of a tab: the ISO `day` of its data and the digest of its content."""
    return f"{MARK} {day} {content}"


def content_digest(tab: Tab) -> str:
    """Digest what a tab should hold, its date and mark apart."""
    return digest(tab)


def marks(grids: Sequence[Grid]) -> dict[str, tuple[str, str]]:
    """Give the (ISO day, digest) of each tab by its title, as far as they have a mark."""
    found = {}
    for grid in grids:
        for value in grid.rows[0] if grid.rows else ():
            if isinstance(value, str) and value.startswith(f"{MARK} "):
                parts = value.split()
                if len(parts) == 3:
                    found[grid.title] = (parts[1], parts[2])
    return found


def typed(grids: Sequence[Grid]) -> Iterator[Typed]:
    """Give the rows that can carry a decision, as they stand in the worker's tabs."""
    for grid in grids:
        columns: dict[str, int] | None = None
        for row in grid.rows:
            names = {text: number for number, text in enumerate(row) if isinstance(text, str)}
            if names.keys() >= {EXPLANATION_COLUMN, KEY_COLUMN, TOKEN_COLUMN}:
                columns = names
            elif columns is not None and (name := _text(row, columns[KEY_COLUMN])):
                text = clean(_text(row, columns[EXPLANATION_COLUMN]))
                yield Typed(name, _text(row, columns[TOKEN_COLUMN]), text)


def _text(row: Sequence[Value], column: int) -> str:
    value = _cell(row, column)
    return "" if value is None else str(value)


def _cell(row: Sequence[Value], column: int) -> Value:
    return row[column] if column < len(row) else None


def followed(grids: Sequence[Grid]) -> pd.DataFrame | None:
    """Read the followed findings of the pass before back from «Замечания» of the summary.

    For a district whose state is gone; a frame of `rules.history.FOLLOWED`, None without the tab.
    """
    rows: list[dict[str, Any]] = []
    names: dict[str, int] | None = None
    for row in (row for grid in grids if grid.title == FINDINGS for row in grid.rows):
        texts = {text: number for number, text in enumerate(row) if isinstance(text, str)}
        if texts.keys() >= {"Важность", KEY_COLUMN, TOKEN_COLUMN}:
            names = texts
        elif names is not None and _text(row, names[KEY_COLUMN]):
            rows.append(_finding({name: _cell(row, column) for name, column in names.items()}))
    if names is None:
        return None
    return pd.DataFrame(rows, columns=list(FOLLOWED), dtype=object)


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
    editable = {
        column
        for row in grid.rows
        for column, value in enumerate(row)
        if isinstance(value, str) and value in EDITABLE
    }
    return {
        (r, c): _plain(value)
        for r, row in enumerate(grid.rows)
        for c, value in enumerate(row)
        if c not in editable and value is not None and value != ""
    }


def _plain(value: Value) -> str:
    return f"{value:.9g}" if isinstance(value, int | float) else str(value).strip()
