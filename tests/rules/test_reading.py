"""Reading: headers wherever they stand, rows that are data, cells that can't be read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.forms import parse_form
from rules.grid import Grid, a1, place
from rules.reading import read
from sync.resources import forms
from tests.tables import HEADER, grid, staffing

ROW = "30.06.2021 | 22 | 7 | 11 | 4 | 1 | 6 | 3"
VALUES = (dt.date(2021, 6, 30), 22, 7, 11, 4, 1, 6, 3)


def rules_of(reading):
    return [fault.rule for fault in reading.faults]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("as the form has it", f"{HEADER}\n{ROW}"),
        ("a title row above", f"Сведения школы\n\n{HEADER}\n{ROW}"),
        ("blank rows", f"{HEADER}\n\n\n{ROW}\n\n"),
        ("a total below", f"{HEADER}\n{ROW}\nИтого | 22 | 7 | 11 | 4 | 1 | 6 | 3"),
        ("a total in other words", f"{HEADER}\n{ROW}\nВСЕГО: | 22 | 7"),
        ("numbers of the columns", f"{HEADER}\n1|2|3|4|5|6|7|8\n{ROW}"),
        ("the header twice", f"{HEADER}\n{HEADER}\n{ROW}"),
        ("the header again below", f"{HEADER}\n{ROW}\n{HEADER}"),
        (
            "dirty headers",
            "ДАТА|ПОБ |без  категории|пп|Пв|сзд|Не проходят (п.18)|Управленцы\n" + ROW,
        ),
        ("Latin look-alikes", f"{HEADER.replace('Поб', 'Пoб')}\n{ROW}"),
    ],
)
def test_row_is_read_whatever_stands_around_it(name, text):
    """One row of data comes out, with no faults, whatever people put around it."""
    reading = read(grid(text), staffing())
    assert reading.rows == [VALUES], name
    assert reading.faults == []


def test_columns_may_be_moved_and_inserted():
    """A column is found by its header: in another order, with a stranger in between."""
    text = "Пп|Примечание|Дата|Без категории|Поб|Управленцы|Пв|Не проходят (п. 18)|СЗД\n"
    text += "11 | | 30.06.2021 | 7 | 22 | 3 | 4 | 6 | 1"
    reading = read(grid(text), staffing())
    assert reading.rows == [VALUES]
    assert [a1(place) for place in reading.places[0]] == "C2 E2 D2 A2 G2 I2 H2 F2".split()


def test_passports_two_level_header():
    """The passport's own header is found over its two rows, its groups merged."""
    form = staffing()
    titles = [field.title for field in form.fields]
    upper = [titles[0], titles[1], "Педагогические работники", None, None, None, *titles[6:]]
    lower = [None, None, *titles[2:6], None, None]
    merged = ((0, 0, 1, 0), (0, 2, 0, 5))
    made = Grid("Кадры", [upper, lower, list(VALUES)], merged=merged)
    assert read(made, form).rows == [VALUES]


def test_group_tells_two_equal_headers_apart():
    """Of two columns «Не имеют…» (people and per cent) the one in its group is read."""
    form = staffing()
    titles = [field.title for field in form.fields]
    upper = [*titles[:2], "Педагогические работники", None, None, None, *titles[6:], titles[2]]
    lower = [None, None, *titles[2:6], None, None, None]
    rows = [upper, lower, [*VALUES, "39,3 %"]]
    reading = read(Grid("Кадры", rows, merged=((0, 2, 0, 5),)), form)
    assert reading.rows == [VALUES]
    assert reading.faults == []


ACTORS = parse_form(
    """
    {name: results, title: Результаты, audience: organisation, layout: table, fields: [
      {name: direction, title: Направление},
      {name: school_good, title: Успешно, group: Деятельность ОО},
      {name: school_bad, title: Неуспешно, group: Деятельность ОО},
      {name: teacher_good, title: Успешно, group: Деятельность педагога},
      {name: teacher_bad, title: Неуспешно, group: Деятельность педагога}]}
    """
)
UPPER = ["Направление", "Деятельность ОО", None, "Деятельность педагога", None]
LOWER = [None, "Успешно", "Неуспешно", "Успешно", "Неуспешно"]
DATA = ["ФГ", "а", "б", "в", "г"]


@pytest.mark.parametrize("merged", [(), ((0, 1, 0, 2), (0, 3, 0, 4))])
def test_fields_under_different_groups_may_share_a_title(merged):
    """«Успешно» is of the actor above it, whether or not the upper cells are merged."""
    reading = read(Grid("Результаты", [UPPER, LOWER, DATA], merged=merged), ACTORS)
    assert reading.rows == [tuple(DATA)]
    assert reading.faults == []


def test_groups_moved_about_take_their_columns_along():
    """With the groups in another order each column is still read as its own."""
    upper = ["Деятельность педагога", None, "Направление", "Деятельность ОО", None]
    lower = ["Неуспешно", "Успешно", None, "Неуспешно", "Успешно"]
    reading = read(Grid("Результаты", [upper, lower, ["г", "в", "ФГ", "б", "а"]]), ACTORS)
    assert reading.rows == [tuple(DATA)]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Без категории", "Без категори"), ("Управленцы", "Управленцв"), ("Дата", "Отчетная дата:")],
)
def test_header_renamed_a_little_is_told_and_read(old, new):
    """A small change of a header is read and told; an equal one under another name is not told."""
    reading = read(grid(f"{HEADER.replace(old, new)}\n{ROW}"), staffing())
    assert reading.rows == [VALUES]
    assert set(rules_of(reading)) <= {"header.renamed"}


def test_first_and_highest_are_never_confused():
    """«Высшая категория» never serves as «Первая»: the missing column is told."""
    text = HEADER.replace("Пп", "Имеют категорию").replace("Пв", "Высшая категория")
    reading = read(grid(f"{text}\n{ROW}"), staffing())
    assert reading.rows[0][3] is None
    assert reading.rows[0][4] == 4
    assert rules_of(reading) == ["header.missing"]


def test_repeated_header_is_read_from_neither():
    """Two columns of one name: neither is believed."""
    reading = read(grid(f"{HEADER} | Поб\n{ROW} | 23"), staffing())
    assert reading.rows[0][1] is None
    assert rules_of(reading) == ["header.repeated"]
    assert "B, I" in reading.faults[0].message


def test_lost_headers_are_one_finding():
    """Without any header the tab gives one fault and no rows."""
    reading = read(grid(ROW), staffing())
    assert reading.rows == []
    assert rules_of(reading) == ["header.lost"]


def test_titles_under_one_another_are_no_header():
    """A column that lists the titles of the fields, as a page of help does, is no header."""
    text = "\n".join(title.strip() for title in HEADER.split("|"))
    assert rules_of(read(grid(text), staffing())) == ["header.lost"]


def test_unreadable_cell_is_missing_and_told_with_its_place():
    """«восемь» is no number: the cell is missing, the finding says where."""
    reading = read(grid(f"{HEADER}\n{ROW.replace('| 7 |', '| восемь |')}"), staffing())
    assert reading.rows[0][2] is None
    (fault,) = reading.faults
    assert (fault.rule, a1(fault.place), fault.value) == ("cell.unreadable", "C2", "восемь")


def test_month_is_read_as_its_last_day_and_told():
    """«июнь 2021» in a column of dates is the last day of June, and the person is told so."""
    reading = read(grid(f"{HEADER}\n{ROW.replace('30.06.2021', 'июнь 2021')}"), staffing())
    assert reading.rows == [VALUES]
    assert rules_of(reading) == ["cell.reread"]
    assert "30.06.2021" in reading.faults[0].message


def test_missing_optional_column_is_an_advice():
    """Without the column of managers the row is read, and only an advice says what is missing."""
    text = f"{HEADER.rpartition(' | ')[0]}\n{ROW.rpartition(' | ')[0]}"
    reading = read(grid(text), staffing())
    assert reading.rows == [(*VALUES[:-1], None)]
    assert rules_of(reading) == ["header.missing_optional"]


def test_tab_that_was_not_read_to_its_end_is_told():
    """A tab with more rows than are read says so."""
    made = grid(f"{HEADER}\n{ROW}")
    reading = read(Grid(made.title, made.rows, truncated=True), staffing())
    assert reading.rows == [VALUES]
    assert rules_of(reading) == ["tab.truncated"]


def test_required_cells_of_a_row_are_one_finding():
    """Empty required cells of one row are one fault that names them all."""
    reading = read(grid(f"{HEADER}\n30.06.2021 | | | 0 | 0 | | | "), staffing())
    (fault,) = reading.faults
    assert fault.rule == "cell.required"
    assert a1(fault.place) == "B2"
    assert fault.message.count("«") == 4


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ({"errors": {16385: "#DIV/0!"}}, "cell.error"),
        ({"uncached": frozenset({16385})}, "cell.uncached"),
        ({"merged": ((1, 0, 1, 1),)}, "cell.merged"),
    ],
)
def test_cells_that_only_look_filled(extra, rule):
    """An error, a formula without a value, a cell under a merged one: missing, and told."""
    made = grid(f"{HEADER}\n{ROW}")
    reading = read(Grid(made.title, made.rows, **extra), staffing())
    assert reading.rows[0][1] is None
    assert rules_of(reading) == [rule]


def test_row_of_formulas_only_is_still_a_row():
    """A row in which every cell is an uncached formula is no blank row."""
    made = grid(f"{HEADER}\n | | | | | | | ")
    spots = frozenset(16384 + column for column in range(8))
    reading = read(Grid(made.title, made.rows, uncached=spots), staffing())
    assert len(reading.rows) == 1
    assert set(rules_of(reading)) == {"cell.uncached"}


def card(*rows):
    return Grid("Паспорт ОО", [["Показатель", "Значение", "Пояснение"], *rows])


def value(reading, name):
    return reading.rows[0][forms()["organisation"].names.index(name)]


def test_card_is_read_by_its_labels():
    """Values stand beside their labels, in any order, in whichever column is «Значение»."""
    reading = read(
        Grid(
            "Паспорт ОО",
            [
                ["Пояснение", "Показатель", "Значение"],
                ["как в уставе", "Краткое наименование", "МБОУ «Ойская СШ»"],
                [None, "Код", "Ш-04"],
                [None, "Вид", "школа"],
                [None, "Куратор — назначен", "Да."],
            ],
        ),
        forms()["organisation"],
    )
    assert value(reading, "short_name") == "МБОУ «Ойская СШ»"
    assert value(reading, "code") == "Ш-04"
    assert value(reading, "kind") == "Школа"
    assert value(reading, "curator_appointed") is True


def test_label_twice_is_believed_only_when_one_is_filled():
    """A label that stands twice gives its value only when the other line is empty."""
    form = forms()["organisation"]
    one = read(card(["Код", "Ш-04"], ["Код", None]), form)
    two = read(card(["Код", "Ш-04"], ["Код", "Ш-05"]), form)
    assert value(one, "code") == "Ш-04"
    assert value(two, "code") is None
    assert "header.repeated" in rules_of(two)


def test_list_of_a_card_goes_on_below():
    """«Основания» goes on in the rows whose label is empty, blank lines apart."""
    grid_ = Grid(
        "Настройки",
        [["Показатель", "Значение"], ["Основания", "Закон"], [None, None], [None, "Указ"],
         ["Муниципалитет", "район"], [None, "чужое"]],
    )  # fmt: skip
    form = forms()["settings"]
    reading = read(grid_, form)
    assert reading.rows[0][form.names.index("grounds")] == ("Закон", "Указ")
    assert reading.rows[0][form.names.index("municipality")] == "район"


CELLS = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from([field.title for field in staffing().fields]),
)


@given(st.lists(st.lists(CELLS, max_size=10), max_size=8))
def test_reading_never_fails(rows):
    """Whatever stands in a tab, reading gives rows and faults, and the same ones twice."""
    for form in forms().values():
        made = Grid("Кадры", rows)
        assert repr(read(made, form)) == repr(read(made, form))


def test_formulas_with_good_values_are_read_and_told_once_a_tab():
    """The results count; one advice names the cells. Formulas that failed have their own fault."""
    made = Grid(
        "Кадры",
        grid(f"{HEADER}\n{ROW}").rows,
        errors={place(1, 5): "#REF!"},
        formulas=frozenset({place(1, 1), place(1, 2), place(1, 5), place(9, 9)}),
    )
    reading = read(made, staffing())
    assert reading.rows[0][:3] == VALUES[:3]
    assert sorted(rules_of(reading)) == ["cell.error", "cell.formula"]
    (told,) = [fault for fault in reading.faults if fault.rule == "cell.formula"]
    assert "B2, C2." in told.message
    assert told.place == place(1, 1)
