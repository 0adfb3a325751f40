"""The joint plan as a document."""

import dataclasses
import datetime as dt

import pytest

from docgen.plan import EventGroup, PlanData, PlannedEvent, Signatory, render_plan
from sync.resources import read_bytes
from tests.docgen.papers import is_fit_to_print, opened, rows, text

DAY = dt.date(2022, 3, 1)


def event(number, **more):
    known = {"term": f"{number}.03.2022", "event": f"Семинар {number}", "host": "МБОУ «Первая»",
             "responsible": "методист", "participants": "педагоги", "result": "Умеют"}  # fmt: skip
    return PlannedEvent(**(known | more))


DATA = PlanData(
    project="«Взаимообучение ОО»",
    municipality="Ермаковский район",
    year="2021–2022",
    approves=Signatory("руководитель УО", "Северьянова Алла Вадимовна"),
    agrees=None,
    groups=(
        EventGroup("Март 2022 года", (event(1), event(2, responsible=None))),
        EventGroup("В течение срока", (event(3, term="в течение года"),)),
    ),
    undated=(event(4, term=None, trouble="срок не указан или записан непонятно"),
             event(5, term="по мере необходимости", trouble="срок без даты")),
    planning=12,
    organisations=29,
    cancelled=2,
)  # fmt: skip


def made(**changes):
    data = dataclasses.replace(DATA, **changes)
    return opened(render_plan(read_bytes("documents", "plan.docx"), data, DAY))


def test_the_plan_is_a_landscape_table():
    """Seven columns by month, numbered through; the header is repeated."""
    document = made()
    is_fit_to_print(document)
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    table = document.tables[1]
    assert table._tbl.xpath(".//w:tblHeader")
    assert rows(table)[0] == ["№ п/п", "Дата", "Мероприятие", "Принимающая ОО", "Ответственный",
                              "Участники", "Планируемый результат"]  # fmt: skip
    assert [row[0] for row in rows(table)[1:]] == ["Март 2022 года", "1", "2", "В течение срока",
                                                   "3"]  # fmt: skip
    assert "____" in rows(table)[3][4]


def test_who_approves_stands_above():
    """The approval block has post, line, name; agreement only where it is asked for."""
    words = text(made())
    assert "УТВЕРЖДАЮ\nРуководитель УО\n________________ А. В. Северьянова" in words
    assert "СОГЛАСОВАНО" not in words
    assert "по реализации проекта «Взаимообучение ОО»" in words
    agreed = text(made(agrees=Signatory("директор ИМЦ", None)))
    assert "СОГЛАСОВАНО\nДиректор ИМЦ" in agreed


def test_events_without_a_date_come_with_the_reason():
    """What has no date stands apart and says why."""
    table = rows(made().tables[2])
    assert [row[0] for row in table[1:]] == ["4", "5"]
    assert table[1][5] == "срок не указан или записан непонятно"
    assert table[2][5] == "«по мере необходимости»: срок без даты"
    assert "дата которых не определена" not in text(made(undated=()))


@pytest.mark.parametrize(
    ("cancelled", "words"),
    [
        (0, "внесли 12 из 29 участвующих ОО.\n"),
        (1, "Не включено 1 мероприятие"),
        (2, "2 мероприятия"),
    ],
)
def test_what_the_plan_was_made_of(cancelled, words):
    """The date of the data, who took part, what was left out."""
    found = text(made(cancelled=cancelled)) + "\n"
    assert "по планам ОО на 01.03.2022" in found
    assert words in found


def test_a_plan_of_nothing():
    """A year without events says so."""
    assert "не внесли в свои планы ни одного мероприятия" in text(made(groups=(), undated=()))


def test_same_bytes():
    """The same data give the same file."""
    template = read_bytes("documents", "plan.docx")
    assert render_plan(template, DATA, DAY) == render_plan(template, DATA, DAY)
