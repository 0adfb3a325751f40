"""Which text of a tab is which field of its form: headers of tables, labels of cards.

A text is a field's when it equals the field's title or an alias (dirt apart), else when it is
plainly nearer to one field than to any other.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from rules.cleaning import key
from rules.forms import Form
from rules.grid import Grid, Value

SEARCH_ROWS = 40
"""Headers are looked for in this many first rows."""

VALUE_HEADER = "значение"
"""The header of the values of a card, as a key."""

HEADER_HEIGHT = 3
"""A header may take this many rows, one above the other."""

NEAR = 84
MARGIN = 7
"""A renamed header is taken at this similarity (0–100), this far ahead of the next field."""


Names = tuple[str, ...]
Hits = dict[int, Names]
"""Which fields the text in a column of a row may name."""


@functools.lru_cache(maxsize=64)
def _exact(fields: tuple[tuple[str, str, Names], ...]) -> dict[str, Names]:
    found: dict[str, Names] = {}
    for name, title, aliases in fields:
        for text in dict.fromkeys(map(key, (title, *aliases))):
            found[text] = (*found.get(text, ()), name)
    return found


def exact_titles(form: Form) -> Mapping[str, Names]:
    """Map the normalised titles and aliases of `form` to the names of the fields they belong to.

    Fields under different upper headers («Успешно» of three actors) may share a title.
    """
    return _exact(tuple((field.name, field.title, field.aliases) for field in form.fields))


def value_column(grid: Grid, labels: int) -> int:
    """Find the column of the values of a card whose labels stand in the column `labels`."""
    for row in grid.rows[:SEARCH_ROWS]:
        for column, value in enumerate(row):
            if isinstance(value, str) and column != labels and key(value) == VALUE_HEADER:
                return column
    return labels + 1


def nearest(text: str, form: Form) -> str | None:
    """Name the field that `text` is a small change of; None when no field is plainly nearest."""
    wanted = key(text)
    best: dict[str, float] = {}
    for title, names in exact_titles(form).items():
        score = fuzz.ratio(wanted, title)
        for name in names:
            best[name] = max(best.get(name, 0), score)
    ranked = sorted(best.items(), key=lambda item: -item[1])
    runner_up = ranked[1][1] if len(ranked) > 1 else 0
    name, score = ranked[0]
    return name if score >= NEAR and score - runner_up >= MARGIN else None


@dataclass(frozen=True, slots=True)
class Header:
    """Where the fields of a table stand.

    `columns` maps a field to its zero-based column; `first_row` is the first row below the
    header; `repeated` maps a field to the columns that claim it alike; `renamed` maps a field
    to the text that was taken for it.
    """

    columns: Mapping[str, int]
    first_row: int
    repeated: Mapping[str, tuple[int, ...]]
    renamed: Mapping[str, str]


def find_header(grid: Grid, form: Form) -> Header | None:
    """Find the header of the table of `form` in `grid`; None where there is none."""
    titles = exact_titles(form)
    hits = [_hits(row, titles) for row in grid.rows[:SEARCH_ROWS]]
    top, height = _best_block(hits)
    block = hits[top : top + height]
    if _size(block) < min(2, len(form.fields)):
        return None
    claims: dict[str, list[int]] = {}
    for number, row in enumerate(block, start=top):
        for column, names in row.items():
            name = _of_group(names, grid, form, number, column)
            if name is not None and column not in claims.setdefault(name, []):
                claims[name].append(column)
    columns, repeated = _settle(claims, grid, form, top + height - 1)
    renamed = _near_columns(grid, form, range(top, top + height), columns, repeated)
    return Header(columns, top + height, repeated, renamed)


def _hits(row: Iterable[Value], titles: Mapping[str, Names]) -> Hits:
    return {
        column: titles[key(value)]
        for column, value in enumerate(row)
        if isinstance(value, str) and value and key(value) in titles
    }


def _size(block: Iterable[Hits]) -> int:
    """Count the fields that a block of rows may hold: one a column, a shared title once each."""
    columns: dict[Names, set[int]] = {}
    for row in block:
        for column, names in row.items():
            columns.setdefault(names, set()).add(column)
    fields = sum(min(len(names), len(where)) for names, where in columns.items())
    return min(fields, len(set().union(*columns.values()))) if columns else 0


def _best_block(hits: list[Hits]) -> tuple[int, int]:
    """Choose the rows with the most fields; the fewer rows, then the higher ones."""
    best = (0, 0, 0)
    for top, row in enumerate(hits):
        for height in range(1, HEADER_HEIGHT + 1) if row else ():
            block = hits[top : top + height]
            if sum(map(len, block)) <= best[0]:  # cannot hold more fields than it has hits
                continue
            size = _size(block)
            if size > best[0]:
                best = (size, top, height)
    return best[1], best[2]


def _of_group(names: Names, grid: Grid, form: Form, row: int, column: int) -> str | None:
    """Of fields that share a title choose the one whose upper header stands above."""
    if len(names) == 1:
        return names[0]
    group = key(_group_above(grid, form, row, column))
    return next((name for name in names if key(form.field(name).group) == group), None)


def _settle(
    claims: Mapping[str, list[int]], grid: Grid, form: Form, row: int
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Give each field its one column; where two claim it, the group above may decide."""
    columns: dict[str, int] = {}
    repeated: dict[str, tuple[int, ...]] = {}
    for name, claimed in claims.items():
        own = claimed
        if len(claimed) > 1:
            group = key(form.field(name).group)
            own = [c for c in claimed if key(_group_above(grid, form, row, c)) == group]
        if len(own) == 1:
            columns[name] = own[0]
        else:
            repeated[name] = tuple(claimed)
    return columns, repeated


def _group_above(grid: Grid, form: Form, row: int, column: int) -> str:
    """Give the upper header over a cell: the merged one it lies under, else the one to its left."""
    groups = {key(field.group) for field in form.fields if field.group}
    for above in range(row, max(row - HEADER_HEIGHT, -1), -1):
        for first, left, last, right in grid.merged:
            if first <= above <= last and left <= column <= right and right > left:
                value = grid.rows[first][left]
                return value if isinstance(value, str) else ""
        for value in reversed(grid.rows[above][: column + 1]):
            if isinstance(value, str) and key(value) in groups and not grid.merged:
                return value
    return ""


def _near_columns(
    grid: Grid,
    form: Form,
    block: range,
    columns: dict[str, int],
    repeated: Mapping[str, tuple[int, ...]],
) -> dict[str, str]:
    """Add to `columns` the fields whose header was renamed a little; tell their texts."""
    missing = set(form.names) - set(columns) - set(repeated)
    if not missing:
        return {}
    taken = {*columns.values(), *(column for pair in repeated.values() for column in pair)}
    claims: dict[str, list[tuple[int, str]]] = {}
    for row in block:
        for column, value in enumerate(grid.rows[row]):
            if column in taken or not isinstance(value, str) or not value.strip():
                continue
            name = nearest(value, form)
            if name in missing:
                claims.setdefault(name, []).append((column, value))
    renamed = {}
    for name, found in claims.items():
        if len(found) == 1:
            columns[name], renamed[name] = found[0]
    return renamed
