"""What the documents are told: parties, events by month, problems with their solutions."""

import dataclasses

import pytest

from rules.decisions import JOINT, Decision, joint_key
from rules.grid import Grid
from rules.reading import read
from sync.document_data import agreement_data, map_data, plan_data, recommendations_data
from sync.documents import documents
from sync.resources import forms
from tests.districts import made_report

ASPECTS = [
    {"id": "P1", "process": "педагогический", "group": "ФГ", "title": "Чтение"},
    {"id": "P2", "process": "педагогический", "group": "ФГ", "title": "Счёт"},
    {"id": "P3", "process": "педагогический", "group": "ОВЗ", "title": "РАС"},
    {"id": "U1", "process": "управленческий", "group": "ВСОКО", "title": "ВСОКО"},
]
CODES = ("Ш-1", "Ш-2", "Ш-3")


def district(codes=CODES, **tabs):
    decisions = tabs.pop("decisions", {})
    own = {"aspects": {"": ASPECTS}, **tabs}
    return made_report(dict.fromkeys(codes, ""), tabs=own, decisions=decisions)


def with_parents(**parents):
    rows = [["Код", "Краткое наименование", "Вид", "Код головной организации"]]
    rows += [[code, f"ОО {code}", "Школа", parents.get(code.replace("-", ""))] for code in CODES]
    own = read(Grid("Реестр ОО", rows), forms()["registry"])
    return made_report(dict.fromkeys(CODES, ""), readings={"registry": [("", own)]})


@pytest.mark.parametrize(
    ("parents", "parties"),
    [
        ({}, {"ОО Ш-1": (), "ОО Ш-2": (), "ОО Ш-3": ()}),
        ({"Ш2": "Ш-1", "Ш3": "Ш-1"}, {"ОО Ш-1": ("ОО Ш-2", "ОО Ш-3")}),
        ({"Ш2": "Ш-1", "Ш3": "Ш-2"}, {"ОО Ш-1": ("ОО Ш-2",), "ОО Ш-3": ()}),
        ({"Ш1": "Ш-2", "Ш2": "Ш-1"}, {"ОО Ш-1": (), "ОО Ш-2": (), "ОО Ш-3": ()}),
        ({"Ш1": "Ш-9"}, {"ОО Ш-1": (), "ОО Ш-2": (), "ОО Ш-3": ()}),
    ],
)
def test_nobody_drops_out_of_the_agreement(parents, parties):
    """Whoever is not a branch of a legal person in the Реестр is a party itself."""
    made = agreement_data(with_parents(**parents))
    assert {one.short_name: one.branches for one in made.organisations} == parties


# --- the plan ---------------------------------------------------------------------------------


def event(term, title="Семинар", **more):
    return {"term": term, "event": title} | more


def test_events_stand_by_month():
    """By the first day, months first, longer terms after them, without a date at the end."""
    made = plan_data(
        district(
            plan={
                "Ш-1": [event("апрель 2022", "а"), event("в течение года", "б"),
                        event("10.03.2022", "в")],
                "Ш-2": [event("2 декада марта", "г"), event(None, "д"), event("01.05.2020", "е"),
                        event("05.04.2022", "ж", status="отменено")],
            }
        )
    )  # fmt: skip
    groups = {group.title: [one.event for one in group.events] for group in made.groups}
    assert groups == {
        "Март 2022\u00a0года": ["в", "г"],
        "Апрель 2022\u00a0года": ["а"],
        "В течение срока": ["б"],
    }
    assert [(one.event, one.trouble) for one in made.undated] == [
        ("е", "срок не в этом учебном году"),
        ("д", "срок не указан или записан непонятно"),
    ]
    assert (made.planning, made.organisations, made.cancelled) == (2, 3, 1)


def test_who_approves_the_plan():
    """As set, else the head of the department; nobody agrees unless somebody is set."""

    def approver(**settings):
        made = plan_data(made_report({"Ш-1": ""}, settings=settings))
        return made.approves.post, made.approves.name, made.agrees

    head = {
        "department_post": "руководитель",
        "department_short": "УО",
        "department_head": "Ким А.",
    }
    assert approver(**head) == ("руководитель УО", "Ким А.", None)
    assert approver(**head, plan_approver_post="глава")[:2] == ("глава", None)
    assert approver(plan_agreed_name="Цой Б.")[2].name == "Цой Б."


# --- the map and the recommendations ----------------------------------------------------------

ORDER = {
    "Ш-1": [{"rank": 1, "teaching_need": "Чтение", "teaching_need_people": 3},
            {"rank": 2, "teaching_need": "РАС"}],
    "Ш-2": [{"rank": 1, "teaching_need": "Чтение", "teaching_offer": "Счёт"}],
    "Ш-3": [{"rank": 1, "teaching_offer": "Чтение", "management_offer": "ВСОКО"}],
}  # fmt: skip
PRACTICES = {
    "Ш-3": [{"aspect": "Чтение", "practice": "Десять минут", "author": "Белова И. А.",
             "guests": 10, "times": 2, "format": "семинар"}],
    "Ш-2": [{"aspect": "Счёт", "practice": "Задачи села", "format": "онлайн"}],
}  # fmt: skip


def test_the_map_names_who_needs_and_who_offers():
    """Places of the ОО with their ranks, deficits, practices without persons."""
    made = map_data(district(order=ORDER, practices=PRACTICES))
    aspects = {one.title: one for one in made.aspects}
    assert aspects["Чтение"].needs == ((0, 1), (1, 1))
    assert aspects["Чтение"].offers == ((2, 1),)
    assert aspects["РАС"].balance == made.deficit
    assert [solver.name for solver in made.solvers] == ["ОО Ш-2", "ОО Ш-3"]
    assert "Белова" not in repr(made)


def test_problems_and_their_solutions():
    """Leading problems with offers, practices, near practices; consultants on management."""
    made = recommendations_data(district(order=ORDER, practices=PRACTICES))
    reading, autism = made.problems
    assert (reading.title, reading.organisations, reading.people) == ("Чтение", 2, 3)
    assert reading.share == pytest.approx(2 / 2)
    assert reading.offers == ("ОО Ш-3",)
    assert reading.practices[0].author == "Белова И. А."
    assert reading.near == (("Задачи села", "ОО Ш-2"),)
    assert (autism.title, autism.offers, autism.near) == ("РАС", (), ())
    assert made.formats == (("онлайн", 1), ("семинар", 1))
    assert [(one.title, [name for name, _ in one.hosts]) for one in made.consultants] == [
        ("ВСОКО", ["ОО Ш-3"])
    ]
    assert (made.answered, made.organisations) == (3, 3)


def test_joint_questions_come_first():
    """What the coordinator chose leads, also from behind the leading problems."""
    decisions = {(joint_key("2021-2022", "P3"), JOINT.title): Decision("да")}
    made = recommendations_data(district(order=ORDER, decisions=decisions))
    assert [(one.title, one.joint) for one in made.problems] == [("РАС", True), ("Чтение", False)]


def test_an_empty_district_has_all_its_documents():
    """Before anybody typed anything each document can be made."""
    made = documents(made_report({}, orgs={"Ш-9": "Школа"}))
    assert [one.name for one in made] == [
        "agreement", "problem_map", "plan", "recommendations", "qualification", "project_report",
        "order", "own_plan", "participation",
    ]  # fmt: skip
    assert all(dataclasses.is_dataclass(one.data) for one in made)
