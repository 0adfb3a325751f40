"""Tabs made from forms: whatever people type is read back, and a form is one file."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.aspect_lines import AspectLine
from rules.forms import Form
from rules.grid import Grid
from rules.reading import TOTAL_WORDS, read
from sync import resources
from sync.demo import found_demo
from sync.drawing import draw
from sync.folder import BOOKS
from sync.form_tabs import form_tab
from sync.reference import forms_page
from sync.resources import forget_forms, forms
from sync.tabs import Book
from sync.workbooks import read_book
from tests.sync.people import OYA, go, opened, rows, silent, store, type_into

DAY = dt.date(2021, 10, 1)
TEMPLATES = Path(resources.__file__).parents[1] / "templates"
WORDS = st.text("абвгдежзиклмнопрстуфхцчшэюя", min_size=3, max_size=12).filter(
    lambda word: not word.startswith(TOTAL_WORDS)
)


def typed(item):
    """Give values that fit a field, each with what must be read of it."""
    if item.choices:
        return st.sampled_from(item.choices).map(lambda choice: (choice, choice))
    made = {
        "integer": st.integers(int(item.minimum or 0), int(item.maximum or 500) - 10).map(
            lambda n: (n, n)
        ),
        "number": st.integers(1, 10**6).map(lambda n: (n / 4, n / 4)),
        "boolean": st.booleans().map(lambda yes: ("да" if yes else "нет", yes)),
        "date": st.dates(dt.date(2021, 10, 1), dt.date(2024, 10, 31)).map(lambda d: (d, d)),
        "period": st.dates(dt.date(2021, 10, 1), dt.date(2024, 10, 31)).map(lambda d: (d, d)),
        "email": WORDS.map(lambda word: (f"{len(word)}@b.example.ru", f"{len(word)}@b.example.ru")),
        "phone": st.just(("8 (39138) 2-00-10", "8 (39138) 2-00-10")),
        "link": st.integers(1, 99).map(lambda n: (f"https://a.example.ru/{n}",) * 2),
        "aspects": st.lists(WORDS, min_size=1, max_size=4, unique=True).map(
            lambda words: ("\n".join(words), tuple(AspectLine(word) for word in words))
        ),
    }
    return made.get(item.type, WORDS.map(lambda word: (word, word)))


def as_read(value, kind):
    """Give a read value in the form of the typed ones."""
    if kind == "period":
        return dt.date(value.first.year, value.first.month, value.first.day)
    return value.date() if isinstance(value, dt.datetime) else value


TABLES = [form for form in forms().values() if form.layout == "table"]


@pytest.mark.parametrize("form", TABLES, ids=lambda form: form.name)
@settings(max_examples=12)
@given(data=st.data())
def test_what_is_typed_is_read_back(form: Form, data):
    """Random rows typed into the tab of a form come back with their values and places."""
    plain = [item for item in form.fields if not item.pattern]
    number = data.draw(st.integers(1, 4))
    given_rows = [{item.name: data.draw(typed(item)) for item in plain} for _ in range(number)]
    for place, row in enumerate(given_rows):  # keys differ from row to row
        for name in form.primary_key:
            value = row[name][0]
            made = value + place if isinstance(value, int) else value
            made = (
                f"{value} {place}"
                if isinstance(value, str) and not form.field(name).choices
                else made
            )
            row[name] = (made, made)
    tab = form_tab(form, [{name: pair[0] for name, pair in row.items()} for row in given_rows])
    (grid,) = read_book(draw(Book((tab,), DAY)), "книга.xlsx")
    reading = read(grid, form)
    assert [fault for fault in reading.faults if fault.rule.startswith("header.")] == []
    unreadable = [fault.message for fault in reading.faults if fault.rule == "cell.unreadable"]
    assert unreadable == []
    for row, values in zip(given_rows, reading.rows, strict=True):
        found = dict(zip(form.names, values, strict=True))
        for item in plain:
            assert as_read(found[item.name], item.type) == row[item.name][1], item.name


@pytest.mark.parametrize("form", TABLES, ids=lambda form: form.name)
def test_a_new_tab_has_no_faults(form):
    """The tab of a new book is empty but for what is printed, and nothing in it is wrong."""
    (grid,) = read_book(draw(Book((form_tab(form),), DAY)), "книга.xlsx")
    reading = read(grid, form)
    assert [fault.rule for fault in reading.faults] == []


# --- a form is one file -----------------------------------------------------------------------

FIELD = """\
  - name: hall
    title: Зал
    description: В каком зале принимаете гостей.
    constraints: {enum: [большой, малый]}
    width: 14
entry_rows: 30
"""


@pytest.fixture
def with_hall(monkeypatch, tmp_path):
    """A program whose form «Практики» has one field more: the diff of one file."""
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    file = tmp_path / "templates" / "forms" / "practices.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("entry_rows: 30\n", FIELD), encoding="utf-8")
    monkeypatch.setattr(resources, "_root", lambda: tmp_path / "templates")
    forget_forms()
    yield tmp_path / "район"
    forget_forms()


def test_a_field_is_added_to_a_form_in_its_file_alone(with_hall):
    """The new column is created, read, checked and explained without a line of code."""
    found_demo(store(with_hall), 5, silent)
    book = with_hall / BOOKS / OYA
    sheet = opened(book)["Практики"]
    (header,) = [row for row in sheet.iter_rows() if row[0].value == "Аспект"]
    (cell,) = [one for one in header if one.value == "Зал"]
    assert "В каком зале" in cell.comment.text
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"большой,малый"' in lists
    place = f"{cell.column_letter}{header[0].row + 1}"
    type_into(book, "Практики", place, "большой")
    made = go(with_hall).report
    values = made.district.tables["practices"].values
    assert list(values["hall"].dropna()) == ["большой"]
    type_into(book, "Практики", place, "средний")
    go(with_hall)
    (told,) = [row for row in rows(with_hall) if row["Ячейка"] == place]
    assert "«Зал»: выберите из списка: «большой», «малый»" in told["Что исправить"]
    helps = [row[0].value for row in opened(book)["Как заполнять"].iter_rows()]
    assert "Зал" in helps
    assert re.search(r"\| Зал \| В каком зале принимаете гостей", forms_page())


# --- the matrix of «ТЗ-1 Результаты» ----------------------------------------------------------

MATRIX = forms()["results"]
HEADER = [
    ["Развитие", "Деятельность ОО", None, "Деятельность управленческой команды", None,
     "Деятельность педагога", None, "Другое"],
    ["Результаты детей", "Успешно", "неуспешно", "Успешно", "неуспешно", "Успешно", "неуспешно",
     None],
]  # fmt: skip
MERGED = ((0, 1, 0, 2), (0, 3, 0, 4), (0, 5, 0, 6))


def matrix(*cells, merged=()):
    """Read a matrix with the headers of the passport over `cells`."""
    grid = Grid(MATRIX.title, [*HEADER, *map(list, cells)], merged=(*MERGED, *merged))
    return read(grid, MATRIX)


def lines(reading, row, name):
    value = reading.rows[row][MATRIX.names.index(name)]
    return [str(line) for line in value] if value else []


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Чтение\nСчёт", ["Чтение", "Счёт"]),
        ("Чтение; Счёт", ["Чтение", "Счёт"]),
        ("1. Чтение\n2) Счёт", ["Чтение", "Счёт"]),
        ("1. Чтение 2. Счёт", ["Чтение", "Счёт"]),
        ("• Чтение\n– Счёт\n", ["Чтение", "Счёт"]),
        ("Чтение — 5\nСчёт (3 чел.)", ["Чтение — 5", "Счёт — 3"]),
        ("Чтение, Счёт", ["Чтение, Счёт"]),
        (None, []),
    ],
)
def test_a_cell_of_several_aspects(cell, wanted):
    """Line breaks, semicolons and numbers separate for sure; a comma only where both are known."""
    row = ["Развитие ФГ", "Письмо", None, None, None, cell, None, None]
    assert lines(matrix(row), 0, "teacher_success") == wanted


def test_headers_of_the_passport_are_read_under_their_upper_ones():
    """«Успешно» thrice, each under its own merged header."""
    row = ["ОВЗ", "а1", "б2", "в3", "г4", "д5", "е6", None]
    made = matrix(row)
    assert made.faults == []
    found = [lines(made, 0, name)[0] for name in MATRIX.names[1:7]]
    assert found == ["а1", "б2", "в3", "г4", "д5", "е6"]


@pytest.mark.parametrize("merged", [(), ((2, 0, 3, 0),)])
def test_rows_that_go_on_below(merged):
    """An empty label, or one merged over two rows, goes on with the row above."""
    made = matrix(
        ["Развитие ФГ", "Чтение", None, None, None, None, None, None],
        [None, "Счёт", None, None, None, None, None, None],
        merged=merged,
    )
    assert [row[0] for row in made.rows] == ["Развитие ФГ", "Развитие ФГ"]
    assert lines(made, 1, "organisation_success") == ["Счёт"]
    assert made.faults == []


def test_merged_cells_of_data_are_told():
    """Two cells of aspects merged into one are no two answers."""
    made = matrix(["ОВЗ", "Чтение", None, None, None, None, None, None], merged=((2, 1, 2, 2),))
    assert {fault.rule for fault in made.faults} == {"cell.merged"}


def test_a_text_instead_of_aspects():
    """A number or a novel in a cell of aspects is told; the rest of the row is read."""
    made = matrix(["ОВЗ", 5, "Чтение", None, None, None, None, "примечание"],
                  ["Другое", "а" * 6000, None, None, None, None, None, None])  # fmt: skip
    assert [fault.field for fault in made.faults] == ["organisation_success"] * 2
    assert lines(made, 0, "organisation_failure") == ["Чтение"]
