"""Whatever people do to the tabs of the technical assignment, practices and plan: told, no harm."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl.drawing.image import Image

from docgen.charts import bar_chart
from sync.folder import ANSWERS, BOOKS, COORDINATOR
from tests.sync.people import OYA, copy, edit, files, go, rows, type_into

NAME = "МБОУ «Ойская СШ»"
TABS = ("ТЗ-1 Резервы", "ТЗ-1 Результаты", "ТЗ-2 Заказ", "Практики", "План ОО", "Смета")


def told(folder, org=NAME):
    """Give the findings of an organisation: rule, tab, cell."""
    return {
        (row["Правило"], row["Вкладка"], row["Ячейка"])
        for row in rows(folder)
        if row["ОО"] == org and row["Состояние"] != "исправлено"
    }


def others(folder):
    return [row for row in rows(folder) if row["ОО"] != NAME]


CELLS = [
    ("ТЗ-2 Заказ", "A6", "первое", "cell.unreadable"),
    ("ТЗ-2 Заказ", "A6", "1а", "cell.unreadable"),
    ("ТЗ-2 Заказ", "A7", -2, "cell.unreadable"),
    ("ТЗ-2 Заказ", "A7", 1.5, "cell.unreadable"),
    ("ТЗ-2 Заказ", "A9", 40, "order.gap"),
    ("ТЗ-2 Заказ", "B6", "см. ниже", "order.reference"),
    ("ТЗ-2 Заказ", "B6", "я" * 400, "order.unknown_aspect"),
    ("ТЗ-2 Заказ", "B6", 12, "order.no_answer"),
    ("ТЗ-2 Заказ", "C6", "почти все", "cell.unreadable"),
    ("ТЗ-2 Заказ", "C6", 500, "order.people_over_base"),
    ("ТЗ-2 Заказ", "B6", "#REF!", "cell.error"),
    ("ТЗ-1 Резервы", "B5", "так себе", "cell.unreadable"),
    ("ТЗ-1 Результаты", "B6", "я" * 400, "results.unknown_aspect"),
    ("ТЗ-1 Результаты", "B6", 7, "cell.unreadable"),
    ("Практики", "K5", "сколько влезет", "cell.unreadable"),
    ("Практики", "K5", 0, "cell.unreadable"),
    ("Практики", "A5", "Хорошее", "practices.unknown_aspect"),
    ("План ОО", "B5", "когда-нибудь", "cell.unreadable"),
    ("План ОО", "B5", "32.01.2022", "cell.unreadable"),
    ("План ОО", "B5", "с 20.04.2022 по 10.04.2022", "cell.unreadable"),
    ("План ОО", "B6", "15.03.2020", "plan.outside_project"),
    ("План ОО", "B6", "15.10.2022", "plan.other_year"),
    ("План ОО", "I5", "01.01.2024", "plan.future_held"),
    ("План ОО", "J5", "у директора", "cell.unreadable"),
    ("Смета", "B5", "много", "cell.unreadable"),
]


@pytest.mark.parametrize(("tab", "cell", "value", "rule"), CELLS)
def test_a_bad_cell_is_told_where_it_is(district, tab, cell, value, rule):
    """One finding of the right rule at the cell; nobody else's findings change."""
    before, neighbours = told(district), others(district)
    type_into(district / BOOKS / OYA, tab, cell, value)
    go(district)
    new = told(district) - before
    assert (rule, tab, cell) in new
    assert others(district) == neighbours
    assert (district / ANSWERS / OYA).exists()


GOOD_TERMS = ["2 декада марта", "в течение года", "март", "апрель 2022", "1 полугодие",
              "IV четверть", "март – апрель 2022", "до 15.04.2022",
              "с 10.04.2022 по 20.04.2022"]  # fmt: skip


@pytest.mark.parametrize("term", GOOD_TERMS)
def test_terms_as_people_write_them(district, term):
    """A term in words is read and needs no correction."""
    type_into(district / BOOKS / OYA, "План ОО", "B6", term)
    made = go(district).report
    assert not {one for one in told(district) if one[1:] == ("План ОО", "B6")}
    events = made.district.events
    (own,) = events[(events["org"] == "Ш-04") & (events["number_at"] == "B6")].to_dict("records")
    assert str(own["term"]).casefold().startswith(term[:3].casefold())


@pytest.mark.parametrize("tab", TABS)
def test_a_deleted_tab(district, tab):
    """A tab that is gone is one finding; the rest of the book is read."""
    edit(district / BOOKS / OYA, lambda book: book.remove(book[tab]))
    neighbours = others(district)
    made = go(district).report
    assert ("tab.missing", tab) in {one[:2] for one in told(district)}
    assert others(district) == neighbours
    assert made.district.people.loc["Ш-04", "total"] == 22


def test_findings_of_a_deleted_tab_are_not_mended(district):
    """What was wrong in a tab that is gone is «неактуально», not «исправлено»."""
    type_into(district / BOOKS / OYA, "ТЗ-2 Заказ", "B6", "см. ниже")
    go(district)
    edit(district / BOOKS / OYA, lambda book: book.remove(book["ТЗ-2 Заказ"]))
    go(district)
    (row,) = rows(district, "order.reference")
    assert row["Состояние"] == "неактуально"


@pytest.mark.parametrize("tab", TABS)
def test_columns_moved_about(district, tab):
    """The order of the columns does not matter."""
    before = told(district)
    figures = go(copy(district, district.parent / "as it was", state=False)).report

    def turn(book: openpyxl.Workbook):
        sheet = book[tab]
        spans = [str(one) for one in sheet.merged_cells.ranges if one.min_row > 2]
        for span in spans:
            upper = sheet[span.split(":")[0]].value
            sheet.unmerge_cells(span)
            for row in sheet[span]:
                for cell in row:
                    cell.value = upper
        last = sheet.max_column
        for row in sheet.iter_rows(min_row=4, max_col=last):
            values = [cell.value for cell in row]
            for cell, value in zip(row, reversed(values), strict=True):
                cell.value = value

    edit(district / BOOKS / OYA, turn)
    made = go(district).report
    rules = {one[:2] for one in told(district)}
    assert {rule for rule, of in rules if of == tab} == {
        rule for rule, of, _ in before if of == tab
    }
    assert made.ratings.table.equals(figures.ratings.table)
    assert made.district.events["term"].map(str).tolist() == (
        figures.district.events["term"].map(str).tolist()
    )


@pytest.mark.parametrize("tab", TABS)
def test_headers_that_are_gone(district, tab):
    """Without its headers a tab can't be read: one finding that says so."""

    def wipe(book):
        for row in book[tab].iter_rows(max_row=6):
            for cell in row:
                if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                    cell.value = None

    edit(district / BOOKS / OYA, wipe)
    neighbours = others(district)
    go(district)
    assert "header.lost" in {rule for rule, of, _ in told(district) if of == tab}
    assert others(district) == neighbours


def test_a_picture_pasted_over_a_tab(district):
    """A picture says nothing and hides nothing: the findings stay as they were."""
    before = told(district)
    chart = BytesIO(bar_chart(("Чтение",), (1,), "ОО"))
    edit(district / BOOKS / OYA, lambda book: book["ТЗ-2 Заказ"].add_image(Image(chart), "B6"))
    made = go(district)
    assert made.parsed == 1
    assert told(district) == before


def test_a_plan_of_500_rows(district):
    """A long plan is read whole and printed whole."""

    def fill(book):
        for number in range(500):
            for column, value in enumerate(
                (number, "апрель 2022", f"Семинар {number}", None, "методист", "все", "умеют"), 1
            ):
                book["План ОО"].cell(40 + number, column, value)

    edit(district / BOOKS / OYA, fill)
    made = go(district)
    assert (made.report.district.events["org"] == "Ш-04").sum() == 500 + 5
    assert made.complete


def test_a_catalogue_in_disorder(district):
    """Double ids and a synonym of two aspects are told to the coordinator; the rest is computed."""

    def spoil(book):
        sheet = book["Справочник аспектов"]
        header = next(row for row in sheet.iter_rows() if row[0].value == "Обозначение")
        first = header[0].row + 1
        synonyms = [cell.value for cell in header].index("Синонимы") + 1
        sheet.cell(first + 1, 1, sheet.cell(first, 1).value)
        sheet.cell(first + 2, synonyms, "общий синоним")
        sheet.cell(first + 3, synonyms, "Общий  синоним")

    edit(district / COORDINATOR, spoil)
    made = go(district).report
    own = {row["rule"] for row in made.findings[made.findings["org"] == ""].to_dict("records")}
    assert {"row.duplicate", "aspects.ambiguous"} <= own
    assert len(made.ratings.table)


def test_a_pass_over_all_of_it_at_once_repeats(district):
    """Everything spoilt together: the second pass writes nothing."""
    cells = {(tab, cell): value for tab, cell, value, _ in CELLS}
    for (tab, cell), value in cells.items():
        type_into(district / BOOKS / OYA, tab, cell, value)
    go(district)
    before = files(district)
    assert go(district).report is None
    assert files(district) == before
