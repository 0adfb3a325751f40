"""Forms without persons, forms of persons alone, and the rows of both joined again."""

import pytest

from rules.cleaning import key
from rules.forms import FormError, parse_form
from rules.grid import NOWHERE, Grid, place
from rules.personal import impersonal, join, typed_cards, typed_persons
from rules.reading import read
from sync.form_tabs import help_rows
from sync.resources import forms, forms_of, report_forms

ALL = forms()
LOCAL = forms("local")
JOINED = report_forms("local")
CHANGED = ("settings", "organisation", "practices")


def table(form, headers, *rows):
    return read(Grid(form.title, [headers, *rows]), form)


def card(form, **values):
    lines = [[item.title, values.get(item.name)] for item in form.fields]
    return read(Grid(form.title, [["Показатель", "Значение"], *lines]), form)


def test_forms_of_the_books_hold_nothing_personal():
    """Apart from the books of persons no form has a personal field."""
    kept = {name for name, form in LOCAL.items() if any(item.personal for item in form.fields)}
    assert kept == {"people", "authors", "department"}
    assert {name for name, form in ALL.items() if any(f.personal for f in form.fields)} == {
        *CHANGED
    }


def test_other_forms_are_the_same():
    """A form without personal fields is the very same in both."""
    assert all(LOCAL[name] is form for name, form in ALL.items() if name not in CHANGED)


def test_every_personal_field_is_asked_for_once():
    """What the books lose stands in the books of persons, under the same title and aliases."""
    lost = [
        (item.name, item.title, item.aliases)
        for name in ("settings", "organisation")
        for item in ALL[name].fields
        if item.personal
    ]
    asked = [
        (item.name, item.title, item.aliases)
        for name in ("department", "people")
        for item in LOCAL[name].fields
        if item.personal
    ]
    assert sorted(lost) == sorted(asked)


def test_joined_forms_have_all_fields_again():
    """A joined form has each field of the whole one; personal ones say where they stand."""
    for name in ("settings", "organisation"):
        assert JOINED[name].names == ALL[name].names
    practices = JOINED["practices"]
    assert {*practices.names} == {*ALL["practices"].names, "author_person"}
    assert practices.field("author").title == "Автор (должность)"
    assert {item.apart for name in CHANGED for item in JOINED[name].fields if item.personal} == {
        "Люди", "Люди района", "Авторы и ответственные",
    }  # fmt: skip


def test_titles_do_not_clash():
    """No title of a withheld field is one of a field that stayed, but for what replaced it."""
    for name in CHANGED:
        form = LOCAL[name]
        own = {key(text) for item in form.fields for text in (item.title, *item.aliases)}
        withheld = {key(text) for item in form.withheld for text in (item.title, *item.aliases)}
        assert not own & withheld, name


def test_rows_cannot_be_told_apart_by_persons():
    """A form whose rows are named by a person has no variant without."""
    text = """
name: x
title: X
audience: organisation
layout: table
primaryKey: [who]
description: ''
fields:
  - {name: who, title: Кто, personal: true}
  - {name: what, title: Что}
"""
    with pytest.raises(FormError, match="personal"):
        impersonal(parse_form(text))


def test_only_a_personal_field_is_replaced():
    """«instead» beside a field that is not personal is a slip."""
    text = """
name: x
title: X
audience: organisation
layout: table
fields:
  - {name: who, title: Кто, instead: {title: Должность}}
"""
    with pytest.raises(FormError, match="instead"):
        parse_form(text)


def test_help_of_the_books_of_persons():
    """Each field of a book of persons is explained, what is given beforehand too."""
    for audience in ("people", "department"):
        for form in forms_of(audience, "local").values():
            assert all(row[0] for row in help_rows(form))


# --- withheld columns and lines ------------------------------------------------------------------

PRACTICES = ["Аспект", "Практика", "Автор", "Подтверждение результата", "Формат"]
ROW = ["ВСОКО", "Школа", "Рогова Анна Игоревна, учитель", "Рост", "семинар"]


@pytest.mark.parametrize(
    "title", ["Автор", "автор ", "Автор практики", "Автор (ФИО и должность)", "Автор практики:"]
)
def test_a_personal_column_is_not_read(title):
    """Its values reach nothing; one fault tells to delete it, at its header."""
    headers = [title if text == "Автор" else text for text in PRACTICES]
    reading = table(LOCAL["practices"], headers, ROW)
    assert "Рогова" not in str(reading)
    (fault,) = [one for one in reading.faults if one.rule == "personal.column"]
    assert fault.place == place(0, 2)
    assert "столбец C «Автор»" in fault.message
    assert dict(zip(LOCAL["practices"].names, reading.rows[0], strict=True))["practice"] == "Школа"


def test_the_column_of_posts_is_read():
    """The column that takes its place is no personal one."""
    headers = ["Автор (должность)" if text == "Автор" else text for text in PRACTICES]
    row = [*ROW[:2], "учитель", *ROW[3:]]
    reading = table(LOCAL["practices"], headers, row)
    assert not [one for one in reading.faults if one.rule == "personal.column"]
    assert "учитель" in reading.rows[0]


def test_both_columns():
    """Of both only the posts are read."""
    reading = table(LOCAL["practices"], [*PRACTICES, "Автор (должность)"], [*ROW, "завуч"])
    assert "Рогова" not in str(reading)
    assert "завуч" in reading.rows[0]
    assert [one.rule for one in reading.faults if one.rule == "personal.column"]


def test_personal_lines_of_a_card():
    """A card of a book made before: one fault names all its personal lines, none is read."""
    whole = ALL["organisation"]
    values = {"curator_name": "Зайцева Н. М.", "head_name": "Петрова А. И."}
    values |= {"head_post": "Директор", "short_name": "ОО", "specialist_email": "it@x.example"}
    lines = [[item.title, values.get(item.name)] for item in whole.fields]
    section = [["Руководитель", None]]
    grid = Grid("Паспорт ОО", [["Показатель", "Значение"], *lines[:13], *section, *lines[13:]])
    reading = read(grid, LOCAL["organisation"])
    (fault,) = [one for one in reading.faults if one.rule == "personal.column"]
    assert fault.message.count("«") == 8 + 1
    said = str(reading)
    assert not [text for text in ("Зайцева", "Петрова", "it@") if text in said]
    row = dict(zip(LOCAL["organisation"].names, reading.rows[0], strict=True))
    assert row["head_post"] == "Директор"
    assert row["short_name"] == "ОО"


def test_a_section_called_as_a_field_is_no_personal_line():
    """«Руководитель» above the post of the head is a heading: nothing is to be deleted."""
    form = LOCAL["organisation"]
    lines = [[item.title, "есть"] for item in form.fields]
    grid = Grid(form.title, [["Показатель", "Значение"], ["Руководитель", None], *lines])
    assert "personal.column" not in {one.rule for one in read(grid, form).faults}


# --- joining -------------------------------------------------------------------------------------


def joined(name, reading, people=None, authors=None):
    cards = typed_cards([("Ш-1", people)] if people else [], LOCAL["people"])
    persons = typed_persons([("Ш-1", authors)] if authors else [], LOCAL["authors"])
    ((_, made),) = join([("Ш-1", reading)], LOCAL[name], JOINED[name], cards, persons)
    return [dict(zip(JOINED[name].names, row, strict=True)) for row in made.rows], made


def test_card_and_persons_make_one_row():
    """The row of an ОО is that of its book with the fields of its book of persons."""
    own = card(LOCAL["organisation"], head_post="директор", short_name="ОО")
    people = card(LOCAL["people"], head_name="Петрова Анна Ивановна", code="Ш-1")
    (row,), made = joined("organisation", own, people)
    assert (row["head_post"], row["head_name"]) == ("директор", "Петрова Анна Ивановна")
    assert row["short_name"] == "ОО"
    position = JOINED["organisation"].names.index("head_name")
    assert made.places[0][position] == people.places[0][LOCAL["people"].names.index("head_name")]


def test_without_a_book_of_persons_nobody_is_known():
    """The row stands, its persons are missing, in no cell."""
    own = card(LOCAL["organisation"], head_post="директор")
    (row,), made = joined("organisation", own)
    assert row["head_post"] == "директор"
    assert row["head_name"] is None
    assert made.places[0][JOINED["organisation"].names.index("head_name")] == NOWHERE


def test_authors_are_found_by_their_post():
    """By the post as it is compared, not as it is typed; of two by their number; else nobody."""
    rows = [["ВСОКО", f"П{n}", post] for n, post in enumerate(
        ["Учитель  математики", "учитель математики (2)", "завуч", None])]  # fmt: skip
    own = table(LOCAL["practices"], ["Аспект", "Практика", "Автор (должность)"], *rows)
    authors = table(
        LOCAL["authors"], ["Должность", "ФИО"],
        ["учитель математики", "Рогова А. И."], ["учитель математики (2)", "Белов И. П."],
    )  # fmt: skip
    made, _ = joined("practices", own, authors=authors)
    assert [row["author_person"] for row in made] == ["Рогова А. И.", "Белов И. П.", None, None]
    assert [row["author"] for row in made][2:] == ["завуч", None]
