"""Rules of «Паспорт ОО», «Реестр ОО» and «Настройки»: rule, what was typed, what comes out."""

import pytest

from rules.grid import Grid
from rules.organisation_checks import is_inn, is_ogrn
from rules.reading import read
from rules.report import Inputs, report
from sync.resources import forms
from tests.districts import TODAY, card, found, made_report

FULL = {"full_name": "Школа", "code": "Ш-1"}
ORDER = {"order_number": "1-од", "order_date": "15.11.2021"}

# rule, filled cells of «Паспорт ОО», findings of the rule
CARDS = [
    ("organisation.ogrn", {"ogrn": "1027700132195"}, 0),
    ("organisation.ogrn", {"ogrn": "1027700132196"}, 1),
    ("organisation.ogrn", {"ogrn": 1027700132195.0}, 0),
    ("organisation.ogrn", {"ogrn": "10277001"}, 1),
    ("organisation.ogrn", {}, 0),
    ("organisation.inn", {"inn": "7707083893"}, 0),
    ("organisation.inn", {"inn": "7707083894"}, 1),
    ("organisation.inn", {"inn": "770708389312"}, 1),
    ("organisation.inn", {}, 0),
    ("organisation.future_date", {"order_date": "01.03.2022"}, 0),
    ("organisation.future_date", {"order_date": "02.03.2022"}, 1),
    ("organisation.future_date", {"agreement_date": "15.12.2030"}, 1),
    ("organisation.future_date", {}, 0),
    ("organisation.before_project", {"order_date": "01.10.2021"}, 0),
    ("organisation.before_project", {"order_date": "30.09.2021"}, 1),
    ("organisation.before_project", {}, 0),
    ("organisation.appointed", {"curator_appointed": "да"} | ORDER, 0),
    ("organisation.appointed", {"curator_appointed": "да"}, 1),
    ("organisation.appointed", {"curator_appointed": "да", "order_number": "1-од"}, 1),
    ("organisation.appointed", {"curator_appointed": "нет"}, 0),
    ("organisation.appointed", {}, 0),
    ("organisation.registry", {"short_name": "«ОО  Ш-1»", "kind": "школа"}, 0),
    ("organisation.registry", {"short_name": "ОО Ш-2"}, 1),
    ("organisation.registry", {"kind": "ДОУ"}, 1),
    ("organisation.registry", {}, 0),
]


@pytest.mark.parametrize(("rule", "cells", "hits"), CARDS)
def test_cards(rule, cells, hits):
    """So many findings of the rule for these cells; an empty cell breaks none of them."""
    made = made_report({"Ш-1": ""}, cards={"Ш-1": FULL | cells})
    assert len(found(made, rule)) == hits


def test_untouched_card_is_one_finding():
    """A card in which only what the Реестр gives is filled is told once, with its due date."""
    made = made_report(
        {"Ш-1": "30.06.2021 | 22 | 7 | 11 | 4 | 1 | 6 | 3"},
        cards={"Ш-1": {"code": "Ш-1", "short_name": "ОО Ш-1", "kind": "Школа"}},
    )
    rows = made.findings[made.findings["tab"] == "Паспорт ОО"]
    assert list(rows["rule"]) == ["tab.empty"]
    assert "30.11.2021" in rows["message"].iloc[0]


def test_required_cells_are_told_by_section():
    """What is missing in one section of a card is one finding that names it all."""
    made = made_report({"Ш-1": ""}, cards={"Ш-1": FULL | ORDER})
    rows = found(made, "cell.required")
    heads = rows[rows["message"].str.contains("Руководитель")]
    assert len(heads) == 1
    assert heads["message"].iloc[0].count("«") == 3


def test_findings_quote_nothing_personal():
    """A name or a mailbox that can't be read is told without its text."""
    made = made_report({"Ш-1": ""}, cards={"Ш-1": FULL | {"curator_email": "петрова у школы"}})
    (row,) = found(made, "cell.unreadable").to_dict("records")
    assert row["value"] == ""
    assert "петрова" not in row["message"]


REGISTRY = ["Код", "Краткое наименование", "Вид", "Код головной организации", "Участвует с",
            "Участвует по"]  # fmt: skip


def registered(*rows):
    readings = {
        "registry": [("", read(Grid("Реестр ОО", [REGISTRY, *rows]), forms()["registry"]))],
        "settings": [("", card("settings", {}))],
    }
    made = report(Inputs(TODAY, forms(), readings))
    assert not made.crashes
    return made


@pytest.mark.parametrize(
    ("rule", "rows", "hits"),
    [
        ("registry.parent", [["Ш-1", "А", "Школа", None], ["Ш-2", "Б", "Школа", "Ш-1"]], 0),
        ("registry.parent", [["Ш-1", "А", "Школа", "Ш-9"]], 1),
        ("registry.parent", [["Ш-1", "А", "Школа", "Ш-1"]], 1),
        ("registry.parent", [["Ш-1", "А", "Школа", "Ш-2"], ["Ш-2", "Б", "Школа", "Ш-1"]], 2),
        (
            "registry.parent",
            [
                ["Ш-1", "А", "Школа", None],
                ["Ш-2", "Б", "Школа", "Ш-1"],
                ["Ш-3", "В", "Школа", "Ш-2"],
            ],
            1,
        ),
        ("registry.same_name", [["Ш-1", "СШ «А»", "Школа"], ["Ш-2", "СШ А", "Школа"]], 1),
        ("registry.same_name", [["Ш-1", "СШ № 1", "Школа"], ["Ш-2", "СШ № 2", "Школа"]], 0),
        ("registry.term", [["Ш-1", "А", "Школа", None, "01.02.2022", "01.01.2022"]], 1),
        ("registry.term", [["Ш-1", "А", "Школа", None, "01.01.2022", None]], 0),
        ("row.duplicate", [["Ш-1", "А", "Школа"], ["Ш-1", "Б", "Школа"]], 1),
        ("row.duplicate", [["Ш-1", "А", "Школа"], ["Ш-2", "Б", "Школа"]], 0),
        ("cell.unreadable", [["Ш-1", "А", "Лицей"]], 1),
    ],
)
def test_registry(rule, rows, hits):
    """Slips of the coordinator are told to the coordinator."""
    rows = found(registered(*rows), rule)
    assert len(rows) == hits
    assert set(rows["org"]) <= {""}


def test_participation_ends_with_its_last_day():
    """An organisation takes part from its first to its last day, both included."""
    made = registered(
        ["Ш-1", "А", "Школа", None, None, "01.03.2022"],
        ["Ш-2", "Б", "Школа", None, None, "28.02.2022"],
        ["Ш-3", "В", "Школа", None, "02.03.2022", None],
        ["Ш-4", "Г", "Школа", None, "01.03.2022", None],
    )
    assert list(made.district.organisations.index) == ["Ш-1", "Ш-4"]


@pytest.mark.parametrize(("start", "end", "hits"), [("01.10.2021", "31.10.2024", 0),
                                                    ("01.10.2024", "31.10.2021", 1)])  # fmt: skip
def test_project_term(start, end, hits):
    """A project ends after it began."""
    made = made_report({"Ш-1": ""}, settings={"term_start": start, "term_end": end})
    assert len(found(made, "settings.term")) == hits


def test_unreadable_setting_falls_back_to_its_default():
    """A threshold that can't be read is told, and the usual one holds."""
    made = made_report({"Ш-1": ""}, settings={"change_limit": "много"})
    assert made.district.settings["change_limit"] == 25
    assert len(found(made, "cell.unreadable")) == 1


@pytest.mark.parametrize("text", ["", "1", "102770013219", "10277001321955", "102770013219х"])
def test_check_digits_refuse_what_is_no_number(text):
    """Texts of another length or with letters are no ОГРН and no ИНН."""
    assert not is_ogrn(text)
    assert not is_inn(text)
