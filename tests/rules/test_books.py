"""Which tab of a book is which form: by its title, else by its headers."""

import pytest

from rules.books import pick_tabs
from rules.grid import Grid
from sync.form_tabs import help_tab
from sync.resources import forms, forms_of
from tests.tables import HEADER, grid

ROW = "30.06.2021 | 22 | 7 | 11 | 4 | 1 | 6 | 3"
STAFFING = {"staffing": forms()["staffing"]}
FULL = f"{HEADER}\n{ROW}"


@pytest.mark.parametrize(
    ("titles", "chosen", "rules"),
    [
        (["Кадры"], "Кадры", []),
        (["кадры "], "кадры ", []),
        (["Кaдры"], "Кaдры", []),  # a Latin «a»
        (["Кадры 2021"], "Кадры 2021", ["tab.renamed"]),
        (["Кадры", "Кадры (копия)"], "Кадры", []),
        (["Кадры", "Кадры "], "Кадры", ["tab.repeated"]),
        (["Кадры  ", "Кадры "], None, ["tab.repeated"]),
        (["Лист1", "Лист2"], None, ["tab.missing"]),
        ([], None, ["tab.missing"]),
    ],
)
def test_tabs_of_a_book(titles, chosen, rules):
    """The exact title wins; one that only fits by its headers is told; two are believed neither."""
    tabs = pick_tabs([grid(FULL, title) for title in titles], STAFFING)
    assert tabs.grids["staffing"].title == chosen if chosen else "staffing" not in tabs.grids
    assert [fault.rule for fault in tabs.faults] == rules


def test_tab_without_the_headers_is_not_taken():
    """A strange tab that lacks a required header is left alone."""
    tabs = pick_tabs([grid("Дата | Поб\n30.06.2021 | 22", "Лист1")], STAFFING)
    assert tabs.grids == {}


def test_help_is_never_taken_for_a_form():
    """The tab «Как заполнять» names every field, and is still no form."""
    tab = help_tab(forms_of("organisation"))
    rows = [[str(cell) for cell in row] for block in tab.blocks for row in block.rows]
    tabs = pick_tabs([Grid(tab.title, rows)], forms_of("organisation"))
    assert tabs.grids == {}


ORDER = {"order": forms()["order"]}
YEAR = "2022-2023"


@pytest.mark.parametrize(
    ("titles", "only_dated", "chosen", "rules"),
    [
        (["ТЗ-2 Заказ", "ТЗ-2 Заказ 2022-2023"], False, "ТЗ-2 Заказ 2022-2023", []),
        (["ТЗ-2 Заказ", "тз-2 заказ 2022/23 уч. год"], False, "тз-2 заказ 2022/23 уч. год", []),
        (["ТЗ-2 Заказ", "ТЗ-2 Заказ 2021-2022"], False, "ТЗ-2 Заказ", []),
        (["ТЗ-2 Заказ", "ТЗ-2 Заказ 2021-2022"], True, None, ["tab.missing"]),
        (["ТЗ-2 Заказ 2021-2022"], False, None, ["tab.missing"]),
        (["ТЗ-2 Заказ 2022-2024"], False, "ТЗ-2 Заказ 2022-2024", ["tab.renamed"]),
        (["ТЗ-2 Заказ 2022-2023", "ТЗ-2  Заказ 2022/23"], False, "ТЗ-2 Заказ 2022-2023",
         ["tab.repeated"]),
    ],
)  # fmt: skip
def test_tabs_of_a_school_year(titles, only_dated, chosen, rules):
    """The year in the title goes before the plain one; tabs of other years are left alone."""
    form = forms()["order"]
    header = " | ".join(item.title for item in form.fields)
    grids = [grid(header, title) for title in titles]
    tabs = pick_tabs(grids, ORDER, (), YEAR, only_dated=only_dated)
    assert tabs.grids["order"].title == chosen if chosen else "order" not in tabs.grids
    assert [fault.rule for fault in tabs.faults] == rules
    assert bool(tabs.dated) == (chosen not in (None, "ТЗ-2 Заказ") and "tab.renamed" not in rules)
