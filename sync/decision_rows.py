"""Rows that carry decisions: their marked cells, and the rows that a decision keeps in being."""

from collections.abc import Collection, Mapping, Sequence

from rules.decisions import MARKED, Decisions, is_of
from rules.forms import Field
from rules.grid import Value
from sync.finding_rows import KEY_COLUMN
from sync.tabs import Cell, Column, Kind

KINDS: dict[str, Kind] = {"date": "date", "integer": "integer"}
WIDTHS = {
    "Статус": 14, "Дата": 12, "Рег. №": 12, "Скан (ссылка)": 26, "Дело №": 12,
    "Комментарий": 30, "Причина": 30, "Новая дата": 13, "Это аспект": 44,
}  # fmt: skip
OBSOLETE = "неактуально"

Row = list[Value | Cell]
Before = Mapping[str, Mapping[str, Value]]
"""The rows of a tab as they stand, by key, each by the titles of its columns."""


def marked_columns(
    table: str, lists: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Column, ...]:
    """Give the marked columns of a table and, hidden, the column of the keys.

    `lists` gives the choices that come from elsewhere.
    """
    columns = (_column(item, (lists or {}).get(item.choices_from, ())) for item in MARKED[table])
    return (*columns, Column(KEY_COLUMN, hidden=True))


def _column(item: Field, choices: tuple[str, ...]) -> Column:
    kind = KINDS.get(item.type, "text")
    width = WIDTHS.get(item.title, 16)
    listed = item.choices or choices
    free = bool(item.choices_from)
    return Column(item.title, kind, width, choices=listed, free=free, editable=True)


def marked_cells(tab: str, key: str, decisions: Decisions) -> Row:
    """Give what people typed in the marked columns of a row, as they typed it, and its key."""
    found = [decisions.get((key, item.title)) for item in MARKED[tab]]
    return [*(None if one is None else one.value for one in found), key]


def kept_rows(
    tab: str,
    columns: Sequence[Column],
    current: Collection[str],
    decisions: Decisions,
    before: Before,
    kinds: Collection[str],
    year: str | None = None,
) -> list[Row]:
    """Give the rows that carry a decision though the pass has none like them any more.

    `current` are the keys of today's rows, `kinds` the kinds of keys that the tab has. What
    else stood in such a row stays, as far as `before` knows it.
    """
    titles = {item.title for item in MARKED[tab]}
    keys = dict.fromkeys(key for key, column in sorted(decisions) if column in titles)
    return [
        _kept(tab, columns, key, decisions, before.get(key, {}))
        for key in keys
        if key not in current and is_of(key, *kinds, year=year)
    ]


def _kept(
    tab: str,
    columns: Sequence[Column],
    key: str,
    decisions: Decisions,
    before: Mapping[str, Value],
) -> Row:
    own = len(columns) - len(MARKED[tab]) - 1
    shown = [before.get(column.title) for column in columns[:own]]
    first = str(shown[0] or key)
    if not first.endswith(f"({OBSOLETE})"):
        first = f"{first} ({OBSOLETE})"
    plain = [Cell(value, style="muted") for value in (first, *shown[1:])]
    return [*plain, *marked_cells(tab, key, decisions)]
