"""Rules of «ТЗ-2 Заказ» and «Практики»: valid, invalid and undecided rows."""

import pytest

from rules.grid import a1
from tests.districts import found, made_report

CATALOGUE = [
    {"id": "P1", "process": "педагогический", "group": "ФГ", "title": "Читательская грамотность",
     "synonyms": "ЧГ | чтение"},
    {"id": "P2", "process": "педагогический", "group": "ФГ", "title": "Математическая грамотность",
     "synonyms": "МГ"},
    {"id": "P3", "process": "педагогический", "group": "ОВЗ", "title": "Дети с ЗПР"},
    {"id": "M1", "process": "управленческий", "group": "ВСОКО", "title": "Построение ВСОКО",
     "synonyms": "ВСОКО"},
]  # fmt: skip
STAFF = "30.06.2021 | 10 | 4 | 4 | 2 | 4 | 0 | 3"


def order(*rows, staff=STAFF, practices=()):
    """Make the report of one school whose «ТЗ-2 Заказ» has these rows."""
    tabs = {"aspects": {"": CATALOGUE}, "order": {"Ш-1": rows}}
    if practices:
        tabs["practices"] = {"Ш-1": practices}
    return made_report({"Ш-1": staff}, tabs=tabs)


def row(rank, **cells):
    return {"rank": rank} | cells


NEED, OFFER = "teaching_need", "teaching_offer"
CHG, MG = "Читательская грамотность", "Математическая грамотность"
PRACTICE = {"practice": "Урок", "evidence": "рост", "format": "семинар"}

CASES = [
    ("order.unknown_aspect", [row(1, teaching_need=CHG)], []),
    ("order.unknown_aspect", [row(1, teaching_need="«чг»")], []),
    ("order.unknown_aspect", [row(1, teaching_need="Работа с одарёнными")], ["B3"]),
    ("order.unknown_aspect", [row(1, teaching_need="читательская грамотность, МГ")], []),
    ("order.unknown_aspect", [row(1, teaching_need="ЧГ; что-то ещё")], ["B3"]),
    ("order.unknown_aspect", [row(1, teaching_need="-", teaching_offer="нет")], []),
    ("order.reference", [row(1, teaching_need=CHG), row(2, teaching_need="см. выше")], ["B4"]),
    ("order.other_process", [row(1, teaching_need="ВСОКО")], ["B3"]),
    ("order.other_process", [row(1, management_need="ВСОКО")], []),
    ("order.repeated", [row(1, teaching_need=CHG), row(2, teaching_need=MG)], []),
    ("order.repeated", [row(1, teaching_need=CHG), row(2, teaching_need="ЧГ")], ["B4"]),
    ("order.repeated", [row(1, teaching_need=CHG), row(2, teaching_offer=CHG)], []),
    ("order.gap", [row(1, teaching_need=CHG), row(2, teaching_need=MG)], []),
    ("order.gap", [row(1, teaching_need=CHG), row(3, teaching_need=MG)], ["A4"]),
    ("order.gap", [row(1, teaching_need=CHG), row(2, teaching_offer=MG)], ["A4"]),
    ("order.gap", [row(1, teaching_need=CHG), row(1, teaching_need=MG),
                   row(2, teaching_need="Дети с ЗПР")], []),
    ("order.gap", [row(1, teaching_need=CHG), row(1, teaching_need=MG),
                   row(3, teaching_need="Дети с ЗПР")], []),
    ("order.gap", [row(1, teaching_need=CHG), row(1, teaching_need=MG),
                   row(4, teaching_need="Дети с ЗПР")], ["A5"]),
    ("order.need_and_offer", [row(1, teaching_need=CHG, teaching_offer=MG)], []),
    ("order.need_and_offer", [row(1, teaching_need=CHG, teaching_offer=MG),
                              row(2, teaching_need=MG)], ["B4"]),
    ("order.people_over_base", [row(1, teaching_need=CHG, teaching_need_people=10)], []),
    ("order.people_over_base", [row(1, teaching_need=CHG, teaching_need_people=11)], ["C3"]),
    ("order.people_over_base", [row(1, management_need="ВСОКО", management_need_people=4)], ["I3"]),
    ("order.people_without_aspect", [row(1, teaching_need=CHG, teaching_need_people=2)], []),
    ("order.people_without_aspect", [row(1, teaching_need_people=2)], ["C3"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "rows", "cells"), CASES)
def test_cells_that_a_rule_names(rule, rows, cells):
    """The rule names these cells, and no others."""
    made = order(*rows)
    assert [a1(place) for place in found(made, rule)["place"]] == cells
    assert set(found(made, rule)["outcome"]) <= {"fails"}


def test_counts_without_a_base_are_undecided():
    """Where «Кадры» say nothing a count is not checked, and that is told once a block."""
    made = order(
        row(1, teaching_need=CHG, teaching_need_people=50),
        row(2, teaching_need=MG, teaching_need_people=5),
        staff="",
    )
    assert list(found(made, "order.people_over_base")["outcome"]) == ["undecided"]


PRACTICES = [
    ("practices.not_offered", [PRACTICE | {"aspect": "ЧГ"}], 0),
    ("practices.not_offered", [PRACTICE | {"aspect": MG}], 1),
    ("practices.unknown_aspect", [PRACTICE | {"aspect": "ЧГ"}], 0),
    ("practices.unknown_aspect", [PRACTICE | {"aspect": "Туризм"}], 1),
    ("order.offer_without_practice", [], 0),
    ("order.offer_without_practice", [PRACTICE | {"aspect": "ЧГ"}], 0),
    ("order.offer_without_practice", [PRACTICE | {"aspect": MG}], 1),
]


@pytest.mark.parametrize(("rule", "practices", "hits"), PRACTICES)
def test_practices_and_offers(rule, practices, hits):
    """Practices belong to offers, and offers have practices, once there are any."""
    made = order(row(1, teaching_offer=CHG), practices=practices)
    assert len(found(made, rule)) == hits


def test_practices_are_not_asked_about_before_the_order_is_filled():
    """Without «ТЗ-2 Заказ» nobody knows what is offered."""
    tabs = {"aspects": {"": CATALOGUE}, "practices": {"Ш-1": [PRACTICE | {"aspect": MG}]}}
    made = made_report({"Ш-1": STAFF}, tabs=tabs)
    assert found(made, "practices.not_offered").empty


@pytest.mark.parametrize("rank", ["первое", "I", "1а", None, 0])
def test_lines_without_a_rank_are_told_and_not_ranked(rank):
    """A line whose № can't be read is in no rating; the finding names the cell of the №."""
    made = order(row(rank, teaching_need=CHG), row(2, teaching_need=MG))
    assert list(made.ratings.of(NEED)["aspect"]) == ["P2"]
    told = found(made, "cell.unreadable", "cell.required")
    assert [a1(place) for place in told["place"]] == ["A3"]


@pytest.mark.parametrize("rank", ["1.", "1)", "№ 1", " 1 "])
def test_ranks_with_marks_are_read(rank):
    """«1.» is the first place."""
    made = order(row(rank, teaching_need=CHG))
    assert list(made.ratings.of(NEED)["aspect"]) == ["P1"]
    assert found(made, "cell.unreadable").empty


def test_two_aspects_of_one_line_are_a_tie():
    """A line of two aspects is two lines of one rank."""
    made = order(row(1, teaching_need="ЧГ; МГ"), row(2, teaching_need="Дети с ЗПР"))
    ranks = made.district.lines.set_index("aspect")["rank"]
    assert ranks.to_dict() == {"P1": 1, "P2": 1, "P3": 2}


def test_an_aspect_of_400_characters_is_no_aspect():
    """A paragraph in the place of an aspect is one question, and its value is cut in it."""
    made = order(row(1, teaching_need="Очень важно " * 34))
    (value,) = found(made, "order.unknown_aspect")["value"]
    assert len(value) == 80
    made = order(row(1, teaching_need="Очень важно " * 600))
    assert len(found(made, "cell.unreadable")) == 1


@pytest.mark.parametrize("cell", [f"{CHG}\n{MG}", f"{CHG}; {MG}", f"1. {CHG}\n2. {MG}"])
def test_two_aspects_in_one_cell_are_two_lines_of_one_place(cell):
    """On lines of their own, behind a semicolon, numbered: both are ranked."""
    made = order(row(1, teaching_need=cell))
    assert len(made.ratings.of("teaching_need")) == 2
    assert list(made.district.lines["rank"]) == [1, 1]
    assert found(made, "order.unknown_aspect").empty


def test_a_question_stays_the_same_when_another_cell_of_its_row_changes():
    """Its key rests on the place of the row, its basis on its own cell."""

    def question(**more):
        made = order(row(1, teaching_need="Туризм", **more))
        (told,) = found(made, "order.unknown_aspect").to_dict("records")
        return told["key"], told["basis"]

    assert question() == question(management_offer="ВСОКО", teaching_need_people=2)


MATRIX = [
    ("results.unknown_aspect", {"teacher_success": "ЧГ — 5\nМГ"}, []),
    ("results.unknown_aspect", {"teacher_success": "ЧГ\nТуризм"}, ["F3"]),
    ("results.unknown_aspect", {"teacher_success": "—", "other": "всё"}, []),
    ("results.unknown_aspect", {"organisation_failure": "ЧГ, МГ"}, []),
]


@pytest.mark.parametrize(("rule", "cells", "wanted"), MATRIX)
def test_aspects_of_the_matrix(rule, cells, wanted):
    """Lines of the matrix that are no aspect are told by their cell."""
    rows = [{"direction": "Развитие ФГ"} | cells]
    tabs = {"aspects": {"": CATALOGUE}, "results": {"Ш-1": rows}}
    made = made_report({"Ш-1": STAFF}, tabs=tabs)
    assert [a1(place) for place in found(made, rule)["place"]] == wanted
