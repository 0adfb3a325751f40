"""Rules of «План ОО», «Смета», «ТЗ-1 Резервы» and the catalogue."""

import pytest

from rules.grid import a1
from tests.districts import found, made_report

EVENT = {
    "event": "Семинар",
    "responsible": "методист",
    "participants": "все",
    "result": "умеют",
}


def plan(*rows, **more):
    """Make the report of one school on 01.03.2022 whose «План ОО» has these rows."""
    return made_report({"Ш-1": ""}, tabs={"plan": {"Ш-1": [EVENT | row for row in rows]}}, **more)


LINK = "https://a.example.ru/1"
HELD = {"term": "10.02.2022", "status": "проведено", "held": "10.02.2022", "evidence": LINK}

CASES = [
    ("plan.outside_project", [{"term": "01.04.2022"}], []),
    ("plan.outside_project", [{"term": "в течение года"}], []),
    ("plan.outside_project", [{"term": "15.04.2020"}], ["B1"]),
    ("plan.outside_project", [{"term": "ноябрь 2024"}], ["B1"]),
    ("plan.other_year", [{"term": "март"}], []),
    ("plan.other_year", [{"term": "октябрь 2022"}], ["B1"]),
    ("plan.other_year", [{"term": "15.04.2020"}], []),
    ("plan.same_day", [{"term": "10.03.2022"}, {"term": "11.03.2022"}], []),
    ("plan.same_day", [{"term": "10.03.2022"}, {"term": "10.03.2022"}], ["B2"]),
    ("plan.same_day", [{"term": "март 2022"}, {"term": "март 2022"}], []),
    ("plan.future_held", [HELD], []),
    ("plan.future_held", [HELD | {"held": "02.03.2022"}], ["I1"]),
    ("plan.held_status", [HELD], []),
    ("plan.held_status", [HELD | {"status": "запланировано"}], ["H1"]),
    ("plan.held_status", [HELD | {"status": None}], ["H1"]),
    ("plan.no_evidence", [HELD], []),
    ("plan.no_evidence", [HELD | {"evidence": None}], ["J1"]),
    ("plan.no_evidence", [HELD | {"held": None}], ["I1"]),
    ("plan.overdue", [{"term": "01.03.2022"}], []),
    ("plan.overdue", [{"term": "28.02.2022"}], ["H1"]),
    ("plan.overdue", [{"term": "28.02.2022", "status": "перенесено"}], []),
    ("plan.overdue", [{"term": "в течение года"}], []),
    ("plan.unknown_aspect", [{"term": "март", "aspect": "Туризм"}], ["D1"]),
    ("plan.unknown_aspect", [{"term": "март"}], []),
]


@pytest.mark.parametrize(("rule", "rows", "cells"), CASES)
def test_events(rule, rows, cells):
    """The rule names these cells (row 1 is the first event), and no others."""
    made = plan(*rows)
    told = [a1(place) for place in found(made, rule)["place"]]
    assert [f"{cell[0]}{int(cell[1:]) - 2}" for cell in told] == cells


def test_one_person_on_one_day_is_told():
    """Two events of one responsible on one day say so; of two persons they do not."""
    (one,) = found(plan({"term": "10.03.2022"}, {"term": "10.03.2022"}), "plan.same_day")["message"]
    other = {"term": "10.03.2022", "responsible": "завуч"}
    (two,) = found(plan({"term": "10.03.2022"}, other), "plan.same_day")["message"]
    assert "с тем же ответственным" in one
    assert "ответственным" not in two
    assert "B3" in one


@pytest.mark.parametrize("term", ["с 20 марта по 5 марта 2022", "после каникул"])
def test_terms_that_cannot_be_read(term):
    """A term that can't be read is one finding; the event stays in the plan."""
    made = plan({"term": term}, {"term": "март"})
    assert len(found(made, "cell.unreadable")) == 1
    assert made.coverage.planned == 2


def test_a_plan_of_500_events():
    """A plan of 500 rows is read whole."""
    made = plan(*({"term": "март", "number": n} for n in range(500)))
    assert made.coverage.planned == 500


BUDGETS = [
    ({"incentive": 15}, {}, []),
    ({"incentive": 15.1}, {}, ["C3"]),
    ({"incentive": 15.1}, {"incentive_limit": 20}, []),
    ({"incentive": 15.1, "payroll": 0}, {}, []),
    ({"incentive": 15.1, "payroll": None}, {}, []),
]


@pytest.mark.parametrize(("cells", "settings", "wanted"), BUDGETS)
def test_incentive_payments(cells, settings, wanted):
    """Payments above 15 % of the base are asked about, where the base is known."""
    rows = {"Ш-1": [{"year": 2022, "payroll": 100} | cells]}
    made = made_report(
        {"Ш-1": ""}, tabs={"budget": rows}, settings={"budget_used": "да"} | settings
    )
    assert [a1(place) for place in found(made, "budget.limit")["place"]] == wanted


def test_the_base_may_be_that_of_the_district():
    """With the base «ФОТ района» payments are a share of all that was filled in."""
    rows = {
        "Ш-1": [{"year": 2022, "payroll": 100, "incentive": 20}],
        "Ш-2": [{"year": 2022, "payroll": 900, "incentive": 10}],
    }
    settings = {"budget_used": "да", "incentive_base": "ФОТ района"}
    made = made_report({"Ш-1": "", "Ш-2": ""}, tabs={"budget": rows}, settings=settings)
    assert found(made, "budget.limit").empty
    assert list(made.budget["share"]) == [0.02, 0.01]


def test_a_budget_that_the_district_does_not_use_is_not_checked():
    """«Смета» is off by default: neither missed nor checked."""
    rows = {"Ш-1": [{"year": 2022, "payroll": 100, "incentive": 90}]}
    made = made_report({"Ш-1": ""}, tabs={"budget": rows})
    assert found(made, "budget.limit").empty


WHOLE = [
    "качество подготовки обучающихся",
    "школы с низкими результатами",
    "выявление и поддержка талантов",
    "самоопределение и профориентация",
    "эффективность руководителей",
    "профессиональное развитие педагогов",
    "воспитание",
]
DIRECTIONS = [{"direction": text, "school": "да"} for text in WHOLE]


def reserves(*rows):
    tabs = {"reserves": {"Ш-1": rows}, "directions": {"": DIRECTIONS}}
    return made_report({"Ш-1": ""}, tabs=tabs)


def state(direction, **cells):
    return {"direction": direction, "state": "есть резерв", "ground": "ВПР, 2021"} | cells


def test_reserves_want_a_state_for_each_direction():
    """A tab that was begun wants all directions of the kind; an untouched one is only empty."""
    assert found(reserves(*map(state, WHOLE)), "reserves.incomplete").empty
    (told,) = found(reserves(*map(state, WHOLE[:5])), "reserves.incomplete")["message"]
    assert "«профессиональное развитие педагогов», «воспитание»" in told
    untouched = reserves(*({"direction": text} for text in WHOLE))
    assert found(untouched, "reserves.incomplete").empty
    assert untouched.district.tables["reserves"].values.empty


@pytest.mark.parametrize(
    ("cells", "hits"),
    [({}, 0), ({"ground": None}, 1), ({"ground": None, "state": "не относится"}, 0)],
)
def test_reserves_want_a_ground(cells, hits):
    """A state rests on an indicator, unless it does not concern the ОО."""
    rows = [state(WHOLE[0], **cells), *map(state, WHOLE[1:])]
    assert len(found(reserves(*rows), "reserves.ground")) == hits


def aspect(id_, title, synonyms="", process="педагогический"):
    return {"id": id_, "process": process, "title": title, "synonyms": synonyms}


CATALOGUES = [
    ("aspects.ambiguous", [aspect("A", "Чтение", "ЧГ"), aspect("B", "Счёт", "МГ")], 0),
    ("aspects.ambiguous", [aspect("A", "Чтение", "ФГ"), aspect("B", "Счёт", "МГ | фг")], 1),
    ("aspects.ambiguous", [aspect("A", "Чтение"), aspect("B", "чтение")], 1),
    ("aspects.ambiguous", [aspect("A", "Чтение"), aspect("B", "Счёт", "чтение")], 1),
    ("aspects.ambiguous", [aspect("A", "Кадры", "К"),
                           aspect("B", "Люди", "К", "управленческий")], 0),
    ("row.duplicate", [aspect("A", "Чтение"), aspect("A", "Счёт")], 1),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "rows", "hits"), CATALOGUES)
def test_catalogue(rule, rows, hits):
    """Ids and names of the catalogue belong to one aspect each."""
    made = made_report({"Ш-1": ""}, tabs={"aspects": {"": rows}})
    assert len(found(made, rule)) == hits


def test_a_title_wins_over_a_synonym_and_a_shared_synonym_is_nobodys():
    """Of a doubtful name nothing is guessed."""
    rows = [aspect("A", "Чтение", "ФГ"), aspect("B", "Счёт", "чтение | фг")]
    order = [{"rank": 1, "teaching_need": "чтение"}, {"rank": 2, "teaching_need": "ФГ"}]
    made = made_report({"Ш-1": ""}, tabs={"aspects": {"": rows}, "order": {"Ш-1": order}})
    assert list(made.district.lines["aspect"].fillna("")) == ["A", ""]


def test_a_closed_year_is_no_current_one():
    """A year that lies in the archive can't be the current one."""
    settings = {"year": "2021-2022"}
    made = made_report({"Ш-1": ""}, settings=settings, closed_years=["2021-2022"])
    assert len(found(made, "settings.year")) == 1
    assert found(made_report({"Ш-1": ""}, settings=settings), "settings.year").empty
