"""The plan of one ОО as a document."""

import dataclasses
import datetime as dt

import pytest

from docgen.exchange import Exchange, Meeting
from docgen.own_plan import OwnPlanData, render_own_plan
from docgen.plan import EventGroup, Signatory
from docgen.rendering import TemplateError
from sync.resources import read_bytes
from tests.docgen.papers import is_official, opened, repeats_headers, rows, text
from tests.docgen.test_plan import event

DAY = dt.date(2022, 3, 1)
DATA = OwnPlanData(
    organisation="Муниципальное учреждение «Первая & <вторая>»",
    project="Взаимообучение",
    year="2021–2022",
    approves=Signatory("директор", "Петрова Анна Ивановна"),
    groups=(EventGroup("Март 2022 года", (event(1), event(2, responsible=None))),),
    undated=(event(3, term=None, trouble="срок не указан"),),
    exchange=Exchange(
        (Meeting("Чтение", "МБОУ «Вторая»", "мастер-класс", "март 2022 г."),),
        (Meeting("ВСОКО", "МБОУ «Третья»"),),
    ),
    cancelled=2,
)


def made(**changes):
    template = read_bytes("documents", "own_plan.docx")
    return opened(render_own_plan(template, dataclasses.replace(DATA, **changes), DAY))


def test_the_plan_of_one_organisation():
    """Landscape, approved by its head; its events, where it goes, who comes to it."""
    document = made()
    is_official(document, landscape=True)
    repeats_headers(document)
    words = text(document)
    assert "УТВЕРЖДАЮ\nДиректор\n________________ А. И. Петрова" in words
    assert "Муниципальное учреждение «Первая & <вторая>»" in words
    own, undated, learns, teaches = map(rows, document.tables[1:])
    assert [row[0] for row in own[1:]] == ["Март 2022 года", "1", "2"]
    assert [row[0] for row in undated[1:]] == ["3"]
    assert learns[1] == ["1", "Чтение", "МБОУ «Вторая»", "мастер-класс", "март 2022 г."]
    assert teaches[1][:3] == ["1", "ВСОКО", "МБОУ «Третья»"]
    assert "____" in teaches[1][4]
    assert "Не включено 2 мероприятия" in words


def test_a_plan_without_anything():
    """What is not there yet is said, no table is empty."""
    document = made(groups=(), undated=(), exchange=Exchange(), cancelled=0)
    words = text(document)
    assert "Мероприятий с датой в план пока не внесено." in words
    assert "Гости пока не назначены." in words
    assert "Не включено" not in words
    assert len(document.tables) == 1


def test_same_bytes_and_unknown_names():
    """The same data give the same file; a name that the plan does not know is told."""
    template = read_bytes("documents", "own_plan.docx")
    assert render_own_plan(template, DATA, DAY) == render_own_plan(template, DATA, DAY)
    with pytest.raises(TemplateError, match="reporting_date"):
        render_own_plan(read_bytes("documents", "participation.docx"), DATA, DAY)
