"""Tabs that people fill, made from their forms; and the tab that explains how to fill them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from rules.forms import Field, Form
from rules.grid import Grid, Value
from rules.reading import Reading, read
from sync.tabs import Block, Cell, Column, Kind, Tab

BOOLEAN_CHOICES = ("да", "нет")
TEXTS = {True: "да", False: "нет"}
SPARE_LINES = 5
"""Empty lines below a list of a card, for what people add."""

KINDS: dict[str, Kind] = {"integer": "integer", "number": "number", "date": "date"}
HELP_TITLE = "Как заполнять"

Row = Mapping[str, Any]
"""Values of one row by name of field, as a person would type them."""


def form_tab(
    form: Form,
    rows: Sequence[Row] = (),
    due: dt.date | None = None,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> Tab:
    """Make the tab of `form` that starts with `rows` (one row for a card).

    `due` is the last day for filling it; `lists` gives the choices that come from elsewhere.
    """
    lines = (f"Заполните до {due:%d.%m.%Y}.",) if due else ()
    if form.layout == "card":
        block = _card(form, rows[0] if rows else {})
    else:
        block = _table(form, rows or form.initial, lists or {})
    return Tab(form.title, form.title, (block,), lines, open=True)


def read_typed(form: Form, rows: Sequence[Row]) -> Reading:
    """Read `rows` as if a person had typed them into the tab of `form` (one row into a card)."""
    if form.layout == "card":
        lines = [[item.title, _typed(rows[0].get(item.name))] for item in form.fields]
        return read(Grid(form.title, [["Показатель", "Значение"], *lines]), form)
    cells = [[_typed(row.get(item.name)) for item in form.fields] for row in rows]
    return read(Grid(form.title, [[item.title for item in form.fields], *cells]), form)


def _table(form: Form, rows: Sequence[Row], lists: Mapping[str, Sequence[str]]) -> Block:
    columns = tuple(
        Column(
            item.title,
            KINDS.get(item.type, "text"),
            item.width,
            group=item.group,
            note=note(item),
            choices=_choices(item, lists),
            free=bool(item.choices_from),
        )
        for item in form.fields
    )
    values = [[_typed(row.get(item.name)) for item in form.fields] for row in rows]
    return Block(columns, values, entry_rows=form.entry_rows, table=True)


def _card(form: Form, values: Row) -> Block:
    columns = (
        Column("Показатель", width=44),
        Column("Значение", width=54),
        Column("Пояснение", width=62),
    )
    rows: list[list[Value | Cell]] = []
    section = ""
    for item in form.fields:
        if item.section != section:
            section = item.section
            rows.append([Cell(section, style="section"), Cell(None, style="section"),
                         Cell(None, style="section")])  # fmt: skip
        rows += _card_lines(item, values.get(item.name, item.default))
    return Block(columns, rows, table=True)


def _card_lines(item: Field, value: Any) -> list[list[Value | Cell]]:
    values = [*(value or ()), *([None] * SPARE_LINES)] if item.many else [value]
    label, hint = Cell(item.title, style="label"), Cell(note(item), style="hint")
    kind = KINDS.get(item.type, "text")
    cells = [Cell(_typed(one), kind, choices=_choices(item, {})) for one in values]
    more: list[list[Value | Cell]] = [[None, cell, None] for cell in cells[1:]]
    return [[label, cells[0], hint], *more]


def _choices(item: Field, lists: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    if item.type == "boolean":
        return BOOLEAN_CHOICES
    return item.choices or tuple(lists.get(item.choices_from, ()))


def _typed(value: Any) -> Value:
    """Give a value as a person types it: a text «30.06.2021» of a default becomes a date."""
    if isinstance(value, bool):
        return TEXTS[value]
    if isinstance(value, str) and len(value) == 10 and value[2:6:3] == "..":
        try:
            return dt.datetime.strptime(value, "%d.%m.%Y").date()
        except ValueError:
            return value
    return value  # type: ignore[no-any-return]


def note(item: Field) -> str:
    """Say how to fill a field: its description and whether it must be filled."""
    must = "Обязательно." if item.required else ""
    example = f"Например: {item.example}." if item.example else ""
    return " ".join(part for part in (item.description.strip(), example, must) if part)


def help_tab(forms: Mapping[str, Form]) -> Tab:
    """Make the tab that explains how to fill the tabs of `forms`."""
    columns = (
        Column("Поле", width=44),
        Column("Как заполнять", width=70),
        Column("Обязательно", width=14),
        Column("Пример", width=20),
    )
    blocks = tuple(
        Block(
            columns,
            help_rows(form),
            heading=f"Вкладка «{form.title}»",
            lines=tuple(form.description.splitlines()),
        )
        for form in forms.values()
    )
    lines = ("Вкладка для справки: сюда ничего вписывать не нужно.",)
    return Tab(HELP_TITLE, HELP_TITLE, blocks, lines)


def help_rows(form: Form) -> list[list[Value | Cell]]:
    """Give the page of help of a form: field, how to fill it, whether it must be, an example."""
    return [
        [item.title, _how(item), "да" if item.required else "нет", _example(item)]
        for item in form.fields
    ]


def _how(item: Field) -> str:
    choices = f"Одно из: {', '.join(item.choices)}." if item.choices else ""
    return " ".join(part for part in (item.description.strip(), choices) if part)


def _example(item: Field) -> str:
    return str(item.example) if item.example else ""
