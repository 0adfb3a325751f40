"""The criteria of the passport, risks and tasks, from evidence and by the day."""

import datetime as dt

import pytest

from rules.decisions import (
    DATE,
    JOINT,
    RECEIVED,
    STATUS,
    Decision,
    document_key,
    joint_key,
    signing_key,
)
from rules.grid import Grid
from rules.monitoring import DONE, LATE, NOT_CONCERNED, UNDERWAY, next_deadline
from rules.reading import read
from rules.tasks import reminder
from sync.resources import forms
from tests.districts import found, made_report, tab

LINK = "https://a.example.ru/plan"
GROUP = {
    "order_number": "1-од",
    "order_date": "20.11.2021",
    "curator_appointed": "да",
    "moderator_appointed": "да",
    "specialist_appointed": "да",
}
EVENT = {"event": "Семинар", "responsible": "методист", "participants": "все", "result": "умеют"}
HELD = EVENT | {"term": "10.02.2022", "status": "проведено", "held": "10.02.2022", "evidence": LINK}
PLANNED = EVENT | {"term": "10.04.2022"}
ASPECT = {"id": "P1", "process": "педагогический", "title": "Чтение"}
TASKS = {
    "reserves": {"direction": "воспитание", "state": "есть резерв", "ground": "2021"},
    "results": {"direction": "ОВЗ", "teacher_success": "Чтение"},
    "order": {"rank": 1, "teaching_need": "Чтение"},
}


def school(cells=None, plan=(), tasks=(), decided=None, today="01.03.2022", **more):
    """Make the report of one school."""
    tabs = {name: {"Ш-1": [TASKS[name]]} for name in tasks}
    tabs |= {"plan": {"Ш-1": list(plan)}, "aspects": {"": [ASPECT]}}
    return made_report(
        {"Ш-1": ""},
        cards={"Ш-1": cells or {}},
        tabs=tabs,
        decisions=decided or {},
        today=day(today),
        **more,
    )


def day(text):
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


def state(made, criterion, org="Ш-1"):
    rows = made.monitoring
    (row,) = rows[(rows["org"] == org) & (rows["criterion"] == criterion)].to_dict("records")
    return row["state"], row["indicator"]


def signed(when="15.12.2021"):
    return {(signing_key("Ш-1", "agreement"), RECEIVED.title): Decision(when)}


def status(scope, name, value, when="20.01.2022"):
    key = document_key(scope, name, "", 1)
    return {(key, STATUS.title): Decision(value), (key, DATE.title): Decision(when)}


JOINT_P1 = {(joint_key("2021-2022", "P1"), JOINT.title): Decision("да")}
YEAR = "2021-2022"

# What is known, on what day, of whom (empty: the district), the criterion, its state and indicator.
CASES = [
    ({"cells": GROUP}, "01.03.2022", "Ш-1", "1", DONE, "Да"),
    ({"cells": GROUP | {"order_number": None}}, "01.03.2022", "Ш-1", "1", LATE, "Нет"),
    ({"cells": GROUP | {"order_date": None}}, "30.11.2021", "Ш-1", "1", UNDERWAY, "Нет"),
    ({"cells": GROUP | {"order_date": None}}, "01.12.2021", "Ш-1", "1", LATE, "Нет"),
    ({"cells": GROUP | {"specialist_appointed": "нет"}}, "01.03.2022", "Ш-1", "1", LATE, "Нет"),
    ({"cells": GROUP}, "01.03.2022", "", "1", DONE, "Да"),
    ({}, "01.03.2022", "", "1", LATE, "Нет"),
    ({}, "01.03.2022", "", "2а", LATE, "Нет"),
    ({"decided": status("project", "agreement", "проект")}, "01.03.2022", "", "2а", LATE, "Нет"),
    ({"decided": status("project", "agreement", "на подписи")}, "01.03.2022", "", "2а", DONE, "Да"),
    ({"decided": signed()}, "01.03.2022", "Ш-1", "2б", DONE, "Да"),
    ({"cells": {"agreement_date": "15.12.2021"}}, "01.03.2022", "Ш-1", "2б", LATE, "Нет"),
    ({"decided": signed("вчера")}, "01.03.2022", "Ш-1", "2б", LATE, "Нет"),
    ({"decided": signed()}, "01.03.2022", "", "2б", DONE, "Да"),
    ({"tasks": TASKS}, "01.03.2022", "Ш-1", "3", DONE, "Да"),
    ({"tasks": ["order"]}, "01.03.2022", "Ш-1", "3", LATE, "Нет"),
    ({"tasks": ["order"]}, "31.01.2022", "Ш-1", "3", UNDERWAY, "Нет"),
    ({"tasks": TASKS}, "01.03.2022", "", "3", LATE, "Нет"),
    ({"tasks": TASKS, "decided": JOINT_P1}, "01.03.2022", "", "3", LATE, "Нет"),
    ({"tasks": TASKS, "decided": JOINT_P1 | status(YEAR, "problem_map", "утверждён")},
     "01.03.2022", "", "3", DONE, "Да"),
    ({"tasks": TASKS, "decided": status(YEAR, "problem_map", "утверждён")},
     "01.03.2022", "", "3", LATE, "Нет"),
    ({"plan": [PLANNED], "cells": {"plan_link": LINK}}, "01.03.2022", "Ш-1", "4", DONE, "Есть"),
    ({"plan": [PLANNED]}, "01.03.2022", "Ш-1", "4", LATE, "Нет"),
    ({"plan": [PLANNED]}, "28.02.2022", "Ш-1", "4", UNDERWAY, "Нет"),
    ({"plan": [PLANNED | {"result": None}], "cells": {"plan_link": LINK}},
     "01.03.2022", "Ш-1", "4", LATE, "Нет"),
    ({"plan": [PLANNED], "cells": {"plan_link": LINK}}, "01.03.2022", "", "4", LATE, "Нет"),
    ({"plan": [PLANNED], "cells": {"plan_link": LINK},
      "decided": status(YEAR, "plan", "утверждён")}, "01.03.2022", "", "4", DONE, "Есть"),
    ({}, "01.03.2022", "", "5", UNDERWAY, "Нет"),
    ({}, "01.11.2024", "", "5", LATE, "Нет"),
    ({"decided": status(YEAR, "recommendations", "утверждён")}, "01.03.2022", "", "5", DONE, "Да"),
    ({"decided": status(YEAR, "recommendations", "на подписи")},
     "01.03.2022", "", "5", UNDERWAY, "Нет"),
    ({"plan": [HELD, PLANNED]}, "01.03.2022", "Ш-1", "6", UNDERWAY, 0.5),
    ({"plan": [HELD, PLANNED]}, "01.11.2024", "Ш-1", "6", LATE, 0.5),
    ({"plan": [HELD, HELD | {"term": "11.02.2022"}]}, "01.03.2022", "Ш-1", "6", DONE, 1.0),
    ({"plan": [HELD, HELD | {"evidence": None}]}, "01.03.2022", "Ш-1", "6", UNDERWAY, 0.5),
    ({"plan": [HELD, PLANNED | {"status": "отменено"}]}, "01.03.2022", "Ш-1", "6", UNDERWAY, 0.5),
    ({"plan": [HELD, PLANNED | {"status": "перенесено"}]}, "01.03.2022", "Ш-1", "6", UNDERWAY, 0.5),
    ({}, "01.03.2022", "Ш-1", "6", UNDERWAY, None),
    ({"plan": [HELD, PLANNED]}, "01.03.2022", "", "6", UNDERWAY, 0.5),
]  # fmt: skip


@pytest.mark.parametrize(("known", "today", "org", "criterion", "wanted", "indicator"), CASES)
def test_criteria(known, today, org, criterion, wanted, indicator):
    """A criterion is met by its evidence, is overdue from the day after its deadline on."""
    assert state(school(**known, today=today), criterion, org) == (wanted, indicator)


def test_days_are_counted_to_the_deadline():
    """Days left are positive, days since are negative; what is done has neither day nor days."""
    rows = school(cells=GROUP, today="20.02.2022").monitoring
    own = rows[rows["org"] == "Ш-1"].set_index("criterion")
    assert own.loc["4", ["due", "days"]].tolist() == [day("28.02.2022"), 8]
    assert own.loc["3", "days"] == -20
    assert own.loc["1", "due"] is None
    assert next_deadline(rows) == (day("28.02.2022"), "4")


def two(today, joined=None, parent=None, **more):
    """Make the report of two schools, of which the second joined later or is a branch."""
    rows = [
        ["Код", "Краткое наименование", "Вид", "Код головной организации", "Участвует с"],
        ["Ш-1", "Первая", "Школа", None, None],
        ["Ш-2", "Вторая", "Школа", parent, joined],
    ]
    own = read(Grid("Реестр ОО", rows), forms()["registry"])
    return made_report({"Ш-1": "", "Ш-2": ""}, readings={"registry": [("", own)]},
                       today=day(today), **more)  # fmt: skip


def test_who_joined_later_has_as_much_time():
    """The deadlines of an ОО that joined later are counted from the day it did."""
    made = two("01.03.2022", joined="01.02.2022")
    assert state(made, "1", "Ш-1")[0] == LATE
    assert state(made, "1", "Ш-2")[0] == UNDERWAY
    rows = made.monitoring
    (due,) = rows[(rows["org"] == "Ш-2") & (rows["criterion"] == "1")]["due"]
    assert due == day("30.11.2021") + (day("01.02.2022") - day("01.10.2021"))


def test_a_branch_inherits_the_signature_of_its_parent():
    """A филиал is no party: what its parent signed holds for it."""
    made = two("01.03.2022", parent="Ш-1", decisions=signed())
    assert state(made, "2б", "Ш-2") == (DONE, "Да")
    assert not any("Соглашение" in task.text for task in made.tasks["Ш-2"])


def test_events_of_closed_years_count():
    """Criterion 6 is of the whole project: what closed years planned and held counts too."""
    before = tab("plan", [HELD | {"term": "10.03.2021", "held": "10.03.2021"}])
    made = school(plan=[PLANNED], earlier={"2020-2021": {"plan": [("Ш-1", before)]}})
    assert state(made, "6") == (UNDERWAY, 0.5)
    assert made.coverage.planned == 1


def test_nobody_is_done_where_nobody_takes_part():
    """A district without organisations has met no criterion."""
    made = made_report({}, orgs={"Ш-9": "Школа"})
    assert set(made.monitoring["state"]) <= {LATE, UNDERWAY, NOT_CONCERNED}


# --- risks and tasks ----------------------------------------------------------------------------


def test_who_fills_nothing_is_a_risk_and_nothing_else():
    """An ОО without a single tab of the year is told once, from the first missed deadline on."""
    made = school()
    assert list(made.risks[made.risks["org"] == "Ш-1"]["risk"]) == ["ОО не участвует в работе"]
    assert set(made.risks[made.risks["org"] == "Ш-1"]["since"]) == {day("01.01.2022")}
    assert "ОО не участвует в работе" not in set(school(today="31.12.2021").risks["risk"])


def test_overdue_work_is_a_risk():
    """Of an ОО that works its overdue criteria are a risk, since the first of them."""
    rows = school(cells={"order_number": "1"}, tasks=["order"]).risks
    (row,) = rows[rows["org"] == "Ш-1"].to_dict("records")
    assert row["risk"] == "Работа не выполнена в срок"
    assert row["since"] == day("01.12.2021")
    assert "1. Определена группа" in row["sign"]


NAMES = {"curator_name": "Петрова Анна Ивановна", "moderator_name": "Сидоров Пётр Ильич",
         "specialist_name": "Ким Ольга Юрьевна"}  # fmt: skip


@pytest.mark.parametrize(
    ("names", "hits", "outcome"),
    [
        (NAMES, 0, None),
        (NAMES | {"moderator_name": "ПЕТРОВА  Анна Ивановна"}, 1, "fails"),
        ({}, 1, "undecided"),
    ],
)
def test_too_many_duties(names, hits, outcome):
    """One person in two roles is asked about; without names nobody can tell."""
    told = found(school(cells=GROUP | names), "organisation.duties")
    assert len(told) == hits
    assert set(told["outcome"]) <= {outcome}
    assert not any("етрова" in text.lower() for text in told["message"])


def test_a_replaced_person_is_asked_about_until_a_new_order():
    """A name that changed under the same order; it stays told with the memory lost, too."""
    rule = "organisation.replaced"
    first = school(cells=GROUP | NAMES)
    assert found(first, rule).empty
    changed = GROUP | NAMES | {"moderator_name": "Нова Вера Ильинична"}
    second = school(cells=changed, groups=first.groups)
    assert len(found(second, rule)) == 1
    assert "Замена специалиста" in set(second.risks["risk"])
    third = school(cells=changed, groups={}, previous=second.findings)
    assert len(found(third, rule)) == 1
    fourth = school(cells=changed | {"order_number": "2-од"}, groups=second.groups)
    assert found(fourth, rule).empty
    assert found(school(cells=changed, groups=fourth.groups), rule).empty


def test_tasks_come_in_the_order_in_which_they_press():
    """What is late first, then what is wrong, then the nearest deadline, then questions."""
    made = school(
        cells=GROUP | {"order_date": None, "inn": "123"},
        tasks=TASKS,
        plan=[PLANNED],
        today="20.02.2022",
    )
    tasks = made.tasks["Ш-1"]
    assert [task.late for task in tasks] == sorted([task.late for task in tasks], reverse=True)
    assert [task.text.split(" ")[0] for task in tasks if task.late] == [
        "Заполните",
        "Впишите",
        "Подпишите",
    ]
    assert any(task.text.startswith("Исправьте ошибки") and task.due is None for task in tasks)
    assert tasks[-1].text.startswith("Ответьте на вопросы")
    text = reminder("ОО Ш-1", "Проект", tasks[:3])
    assert "впишите номер и дату приказа" in text
    assert "(срок был 30.11.2021)" in text


def test_decisions_that_cannot_be_read_are_told():
    """A date that is none does not hold, and the coordinator is told."""
    made = school(decided=signed("на той неделе"))
    (row,) = found(made, "decision.unreadable").to_dict("records")
    assert (row["org"], row["tab"], row["value"]) == ("", "Подписание", "на той неделе")


@pytest.mark.parametrize(
    ("when", "hits"), [("15.12.2021", 0), ("01.04.2022", 1), ("12.12.2020", 1), ("01.03.2022", 0)]
)
def test_impossible_dates_are_told(when, hits):
    """A day to come, or before the project, is told with its ОО; what is to come does not count."""
    made = school(decided=signed(when))
    told = found(made, "decision.date")
    assert len(told) == hits
    assert all("(ОО Ш-1)" in text for text in told["message"])
    assert (state(made, "2б")[0] == LATE) == (when == "01.04.2022")


def test_a_decision_about_an_aspect_that_nobody_names_is_told():
    """A joint question that nobody names any more is advice, not an error."""
    made = school(decided=JOINT_P1)
    assert list(found(made, "decision.gone")["severity"]) == ["advice"]
    assert found(school(decided=JOINT_P1, tasks=TASKS), "decision.gone").empty
