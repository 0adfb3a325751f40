"""Withholding: personal columns and lines that still stand where a form does without them.

They are blanked before anything is read, so that nothing of them can get any further.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rules.cleaning import key
from rules.forms import Field, Form
from rules.grid import Grid, Value, column_letters, place, position
from rules.headers import Names, exact_titles, find_header, nearest, value_column

OF_WITHHELD = "withheld:"

Cells = set[tuple[int, int]]


def withhold(grid: Grid, form: Form) -> tuple[Grid, dict[int, str]]:
    """Blank the fields that `form` does without wherever they stand in `grid`.

    Gives the grid without them, and what was found: the packed place of the title → its field.
    """
    both = _with_withheld(form)
    found = dict(_in_card(grid, both) if form.layout == "card" else _in_table(grid, both))
    if not found:
        return grid, {}
    blank = _blanked(grid, found, form)
    rows = [
        [None if (number, column) in blank else value for column, value in enumerate(row)]
        for number, row in enumerate(grid.rows)
    ]
    spots = {place(*cell) for cell in blank}
    sound = {spot: text for spot, text in grid.errors.items() if spot not in spots}
    return replace(grid, rows=rows, errors=sound, uncached=grid.uncached - spots), found


def message_of(found: dict[int, str], form: Form) -> str:
    """Say which columns or lines are to be deleted, and why."""
    titles = {item.name: item.title for item in form.withheld}
    listed = ", ".join(dict.fromkeys(f"«{titles[name]}»" for name in found.values()))
    if form.layout == "card":
        where = "строки" if len(found) > 1 else "строку"
    else:
        where = "столбец " + ", ".join(column_letters(position(spot)[1]) for spot in found)
    return (
        f"Удалите {where} {listed}: личные данные этого района хранятся только в книгах «Люди», "
        "на компьютере, где работает программа. Значения отсюда не читаются."
    )


def _with_withheld(form: Form) -> Form:
    """Give `form` with the withheld fields beside its own, each told from its replacement."""
    own = exact_titles(replace(form, withheld=()))
    apart = []
    for item in form.withheld:
        titles = [text for text in (item.title, *item.aliases) if key(text) not in own]
        if titles:
            apart.append(
                replace(item, name=OF_WITHHELD + item.name, title=titles[0],
                        aliases=tuple(titles[1:]))
            )  # fmt: skip
    return replace(form, fields=(*form.fields, *apart))


def _in_table(grid: Grid, both: Form) -> Iterator[tuple[int, str]]:
    header = find_header(grid, both)
    if header is None:
        return
    claimed = {name: [column] for name, column in header.columns.items()}
    claimed |= {name: list(columns) for name, columns in header.repeated.items()}
    for name, columns in claimed.items():
        if name.startswith(OF_WITHHELD):
            for column in columns:
                yield place(header.first_row - 1, column), name.removeprefix(OF_WITHHELD)


def _in_card(grid: Grid, both: Form) -> Iterator[tuple[int, str]]:
    titles = exact_titles(both)
    labels = _label_column(grid.rows, titles)
    values = value_column(grid, labels)
    headings = {key(item.section) for item in both.fields}
    for number, row in enumerate(grid.rows):
        text, value = _at(row, labels), _at(row, values)
        if not isinstance(text, str) or not text.strip():
            continue
        exact: Names = titles.get(key(text), ())
        if not exact and key(text) in headings:
            continue
        name = exact[0] if exact else nearest(text, both) or ""
        if name.startswith(OF_WITHHELD) and _is_line(text, value, both.field(name)):
            yield place(number, labels), name.removeprefix(OF_WITHHELD)


def _at(row: Sequence[Value], column: int) -> Value:
    return row[column] if 0 <= column < len(row) else None


def _is_line(text: str, value: Value, item: Field) -> bool:
    """Tell a line from the heading of a section, which may be called as a field is, too."""
    return key(text) == key(item.title) or (value is not None and value != "")


def _label_column(rows: Iterable[Sequence[Value]], titles: Iterable[str]) -> int:
    """Find the column with most titles of fields; −1 where there is none."""
    known = set(titles)
    columns = [
        column
        for row in rows
        for column, value in enumerate(row)
        if isinstance(value, str) and value and key(value) in known
    ]
    return max(sorted(set(columns)), key=columns.count) if columns else -1


def _blanked(grid: Grid, found: Iterable[int], form: Form) -> Cells:
    """Give the cells to blank: whole lines of a card, whole columns of a table."""
    tops = [position(spot) for spot in found]
    if form.layout == "card":
        return {(row, column) for row, _ in tops for column in range(len(grid.rows[row]))}
    return {(row, column) for _, column in tops for row in range(len(grid.rows))}
