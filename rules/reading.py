"""Reading: one grid and its form in, plain rows and the faults found on the way out.

Headers are found wherever they stand; blank rows, rows of totals, repeated headers and rows
that number the columns are no data. A cell that cannot be read is missing and a fault.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

from rules.cells import parse, show, show_whole
from rules.cleaning import clean_line, key
from rules.forms import Field, Form
from rules.grid import NOWHERE, Grid, Value, a1, column_letters, place
from rules.headers import Header, exact_titles, find_header, nearest, value_column
from rules.withholding import message_of, withhold

TOTAL_WORDS = ("итого", "всего", "итог")


class Fault(NamedTuple):
    """Something wrong with a tab, its header, a row or a cell.

    `row` is the index of the row among those read (−1 for none), `place` the packed place of
    the cell, `value` what stands there as text, empty where it is personal. An explanation rests
    on `value` and `message`, and on `basis` where those do not tell what stands there.
    """

    rule: str
    row: int
    field: str
    place: int
    value: str
    message: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tab says: `rows` of values in the order of the form's fields.

    `places` are the packed places of the same cells (`NOWHERE` where a column is missing).
    """

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    places: list[tuple[int, ...]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(grid: Grid, form: Form) -> Reading:
    """Read `grid` as a tab of `form`. Pure: the same grid and form give the same reading."""
    reading = Reading()
    if grid.truncated:
        message = (
            f"Вкладка слишком велика: прочитаны первые {len(grid.rows)} строк. "
            "Удалите лишние строки и столбцы."
        )
        reading.faults.append(Fault("tab.truncated", -1, "", NOWHERE, "", message))
    if grid.blind:
        message = (
            "В книгах .xls и .ods программа не видит ошибок и формул. "
            "Сохраните книгу в формате .xlsx."
        )
        reading.faults.append(Fault("tab.blind", -1, "", NOWHERE, "", message))
    if form.withheld:
        grid, found = withhold(grid, form)
        if found:
            reading.faults.append(_personal(found, form))
    if form.layout == "card":
        _read_card(grid, form, reading)
    else:
        _read_table(grid, form, reading)
    if grid.formulas:
        reading.faults.extend(_formulas(grid, form, reading.places))
    return reading


SHOWN_FORMULAS = 5


def _formulas(grid: Grid, form: Form, places: Sequence[tuple[int, ...]]) -> Iterator[Fault]:
    """Tell once a tab of formulas with a good value: it is read, but may change by itself."""
    sound = grid.formulas - grid.errors.keys() - grid.uncached
    found = sorted(
        (spot, item.name)
        for row in places
        for item, spot in zip(form.fields, row, strict=True)
        if spot in sound and not item.given
    )
    if found:
        listed = ", ".join(a1(spot) for spot, _ in found[:SHOWN_FORMULAS])
        rest = len(found) - SHOWN_FORMULAS
        more = f" и ещё {rest}" if rest > 0 else ""
        message = (
            f"Формулы в ячейках: {listed}{more}. Впишите значения вместо формул: результат "
            "формулы меняется без вас, а из другой таблицы (IMPORTRANGE) может и не прийти."
        )
        yield Fault("cell.formula", -1, found[0][1], found[0][0], "", message)


def _personal(found: dict[int, str], form: Form) -> Fault:
    spot, name = next(iter(found.items()))
    return Fault("personal.column", -1, name, spot, "", message_of(found, form))


# --- tables ---------------------------------------------------------------------------------


def _read_table(grid: Grid, form: Form, reading: Reading) -> None:
    header = find_header(grid, form)
    if header is None:
        reading.faults.append(_lost(form))
        return
    reading.faults.extend(_header_faults(header, form))
    columns = [header.columns.get(name, -1) for name in form.names]
    hidden = _hidden_by_merging(grid, header.first_row)
    titles = exact_titles(form)
    own = [not item.given for item in form.fields]
    labels = [number for number, item in enumerate(form.fields) if item.continued]
    above: dict[int, Value] = {}
    for number in range(header.first_row, len(grid.rows)):
        row = grid.rows[number]
        width = len(row)
        values = [row[column] if 0 <= column < width else None for column in columns]
        places = tuple(place(number, c) if c >= 0 else NOWHERE for c in columns)
        if not _is_data(row, values, places, grid, titles):
            continue
        for label in labels:
            if _is_blank(values[label]):
                values[label] = above.get(label)
                hidden.pop(places[label], None)
            else:
                above[label] = values[label]
        typed = list(compress(values, own)), list(compress(places, own))
        if _has_something(*typed, grid):
            _read_row(values, places, form, grid, hidden, reading)


def _is_data(
    row: Sequence[Value],
    values: Sequence[Value],
    places: Sequence[int],
    grid: Grid,
    titles: Any,
) -> bool:
    """Tell a row of data from a blank row, a total, a header and the numbers of the columns."""
    filled = [value for value in values if not _is_blank(value)]
    if not filled:
        return _has_something(values, places, grid)
    first = next(value for value in row if not _is_blank(value))
    if isinstance(first, str) and key(first).startswith(TOTAL_WORDS):
        return False
    if sum(isinstance(value, str) and key(value) in titles for value in filled) > 1:
        return False
    return not _numbers_columns(filled)


def _has_something(values: Sequence[Value], places: Sequence[int], grid: Grid) -> bool:
    """Tell whether a cell holds a value, or something that went wrong with one."""
    if not all(map(_is_blank, values)):
        return True
    troubled = grid.errors.keys() | grid.uncached
    return bool(troubled) and any(spot in troubled for spot in places)


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _numbers_columns(values: Sequence[Value]) -> bool:
    """Recognise the row «1 2 3 4 …» that printed forms have under their headers."""
    return len(values) > 3 and all(
        isinstance(value, int | float) and value == number
        for number, value in enumerate(values, start=1)
    )


def _read_row(
    values: Sequence[Value],
    places: tuple[int, ...],
    form: Form,
    grid: Grid,
    hidden: dict[int, str],
    reading: Reading,
) -> None:
    index = len(reading.rows)
    parsed: list[Any] = []
    empty: list[int] = []
    sound = not (grid.errors or grid.uncached or hidden)
    for number, (item, value, spot) in enumerate(zip(form.fields, values, places, strict=True)):
        result, faulty = None, False
        if value is not None or not sound:  # most cells of most forms are empty
            result, faulty = _read_cell(item, value, spot, index, grid, hidden, reading.faults)
        parsed.append(result)
        if result is None and not faulty and item.required and spot != NOWHERE:
            empty.append(number)
    reading.rows.append(tuple(parsed))
    reading.places.append(places)
    if empty:
        names = ", ".join(f"«{form.fields[number].label}»" for number in empty)
        fault = _required(index, form.fields[empty[0]].name, places[empty[0]], names)
        reading.faults.append(fault)


def _required(index: int, name: str, spot: int, titles: str) -> Fault:
    return Fault("cell.required", index, name, spot, "", f"Не заполнено: {titles}.")


def _read_cell(
    item: Field,
    value: Value,
    spot: int,
    index: int,
    grid: Grid,
    hidden: dict[int, str],
    faults: list[Fault],
) -> tuple[Any, bool]:
    """Give the value of one cell and whether something was wrong with it."""
    trouble = _cell_trouble(spot, grid, hidden)
    if trouble is not None:
        rule, shown, message = trouble
        faults.append(Fault(rule, index, item.name, spot, shown, f"«{item.label}»: {message}"))
        return None, True
    if value is None or value == "":
        return None, False
    result = parse(value, item)
    if result.trouble or result.advice:
        rule = "cell.unreadable" if result.trouble else "cell.reread"
        shown = "" if item.personal else show(value)
        message = f"«{item.label}»: {result.trouble or result.advice}"
        if not message.endswith("."):
            message += "."
        faults.append(Fault(rule, index, item.name, spot, shown, message))
    return (None, True) if result.trouble else (result.value, False)


def _cell_trouble(spot: int, grid: Grid, hidden: dict[int, str]) -> tuple[str, str, str] | None:
    if spot in grid.errors:
        text = grid.errors[spot]
        return (
            "cell.error",
            text,
            f"в ячейке ошибка формулы {text}: впишите значение вместо формулы.",
        )
    if spot in grid.uncached:
        return (
            "cell.uncached",
            "",
            "в ячейке формула без посчитанного значения: впишите значение вместо формулы "
            "или откройте и сохраните книгу в Excel.",
        )
    if spot in hidden:
        return (
            "cell.merged",
            "",
            f"ячейки {hidden[spot]} объединены: отмените объединение и заполните каждую.",
        )
    return None


def _hidden_by_merging(grid: Grid, first_row: int) -> dict[int, str]:
    """Map each cell below the header that a merged range hides to the name of that range."""
    hidden = {}
    for top, left, bottom, right in grid.merged:
        if top < first_row:
            continue
        name = f"{a1(place(top, left))}:{a1(place(bottom, right))}"
        for row in range(top, min(bottom, len(grid.rows) - 1) + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    hidden[place(row, column)] = name
    return hidden


# --- cards ----------------------------------------------------------------------------------


def _read_card(grid: Grid, form: Form, reading: Reading) -> None:
    named = _labels(grid, form)
    if not named:
        reading.faults.append(_lost(form))
        return
    columns = [column for _, column, _ in named]
    labels = max(sorted(set(columns)), key=columns.count)
    values_at = value_column(grid, labels)
    rows, renamed = _card_rows(grid, form, labels, named)
    for name, text in renamed.items():
        reading.faults.append(_renamed(form.field(name), text))
    hidden = _hidden_by_merging(grid, 0)
    values: list[Any] = []
    places: list[int] = []
    empty: dict[str, list[tuple[str, str, int]]] = {}
    for item in form.fields:
        found = rows.get(item.name, [])
        number = _only_row(found, grid, values_at, item, reading.faults)
        spot = place(number, values_at) if number >= 0 else NOWHERE
        places.append(spot)
        if not found:
            reading.faults.append(_missing(item, "строку"))
        if number < 0:
            values.append(None)
            continue
        if item.many:
            values.append(_continued(grid, number, labels, values_at))
            continue
        raw = _at(grid, number, values_at)
        value, faulty = _read_cell(item, raw, spot, 0, grid, hidden, reading.faults)
        values.append(value)
        if value is None and not faulty and item.required:
            empty.setdefault(item.section, []).append((item.name, item.title, spot))
    for missing in empty.values():
        names = ", ".join(f"«{title}»" for _, title, _ in missing)
        reading.faults.append(_required(0, missing[0][0], missing[0][2], names))
    reading.rows.append(tuple(values))
    reading.places.append(tuple(places))


def _at(grid: Grid, row: int, column: int) -> Value:
    cells = grid.rows[row]
    return cells[column] if column < len(cells) else None


def _labels(grid: Grid, form: Form) -> list[tuple[int, int, str]]:
    """Find every cell that holds the title of a field: its row, its column, the field."""
    titles = exact_titles(form)
    return [
        (number, column, titles[key(value)][0])
        for number, row in enumerate(grid.rows)
        for column, value in enumerate(row)
        if isinstance(value, str) and value and key(value) in titles
    ]


def _card_rows(
    grid: Grid, form: Form, labels: int, named: Sequence[tuple[int, int, str]]
) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Map each field to the rows whose label is its title; tell the labels renamed a little."""
    rows: dict[str, list[int]] = {}
    for number, column, name in named:
        if column == labels:
            rows.setdefault(name, []).append(number)
    renamed: dict[str, str] = {}
    if len(rows) == len(form.fields):
        return rows, renamed
    taken = {number for numbers in rows.values() for number in numbers}
    for number in range(len(grid.rows)):
        text = _at(grid, number, labels)
        if number not in taken and isinstance(text, str) and text.strip():
            near = nearest(text, form)
            if near is not None and near not in rows:
                rows[near] = [number]
                renamed[near] = clean_line(text)
    return rows, renamed


def _only_row(
    found: Sequence[int], grid: Grid, column: int, item: Field, faults: list[Fault]
) -> int:
    """Choose the one row of a label; of several the only filled one, else none and a fault."""
    if len(found) < 2:
        return found[0] if found else -1
    filled = [number for number in found if not _is_blank(_at(grid, number, column))]
    if len(filled) > 1:
        numbers = ", ".join(str(number + 1) for number in filled)
        message = (
            f"«{item.title}» встречается в строках {numbers}: оставьте одну, "
            "иначе непонятно, какому значению верить."
        )
        spot = place(filled[1], column)
        faults.append(Fault("header.repeated", -1, item.name, spot, "", message))
        return -1
    return filled[0] if filled else found[0]


def _continued(grid: Grid, number: int, labels: int, column: int) -> tuple[str, ...]:
    """Gather a list: the value beside the label and those below it whose label is empty."""
    items = []
    for row in range(number, len(grid.rows)):
        if row > number and not _is_blank(_at(grid, row, labels)):
            break
        value = _at(grid, row, column)
        if not _is_blank(value):
            items.append(clean_line(show_whole(value)))
    return tuple(items)


# --- faults of headers ----------------------------------------------------------------------


def _lost(form: Form) -> Fault:
    some = ", ".join(f"«{item.title}»" for item in form.fields[:3])
    message = (
        f"Заголовки таблицы не найдены (ожидались {some} и другие): верните их "
        "или перенесите данные на новую вкладку."
    )
    return Fault("header.lost", -1, "", place(0, 0), "", message)


def _header_faults(header: Header, form: Form) -> Iterable[Fault]:
    for item in form.fields:
        if item.name in header.repeated:
            letters = ", ".join(column_letters(c) for c in header.repeated[item.name])
            message = (
                f"Заголовок «{item.title}» стоит в столбцах {letters}: оставьте один, "
                "иначе непонятно, какому верить."
            )
            spot = place(header.first_row - 1, header.repeated[item.name][1])
            yield Fault("header.repeated", -1, item.name, spot, "", message)
        elif item.name not in header.columns:
            yield _missing(item, "столбец")
        elif item.name in header.renamed:
            yield _renamed(item, clean_line(header.renamed[item.name]))


def _missing(item: Field, what: str) -> Fault:
    found = "Не найден столбец" if what == "столбец" else "Не найдена строка"
    rule = "header.missing" if item.required else "header.missing_optional"
    message = f"{found} «{item.title}»: верните {what} с этим заголовком."
    return Fault(rule, -1, item.name, NOWHERE, "", message)


def _renamed(item: Field, text: str) -> Fault:
    message = f"«{text}» прочитано как «{item.title}»: верните прежний заголовок."
    return Fault("header.renamed", -1, item.name, NOWHERE, text[:80], message)
