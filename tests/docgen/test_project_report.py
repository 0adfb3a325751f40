"""The report on the project as a document."""

import dataclasses
import datetime as dt

import pytest

from docgen.plan import Signatory
from docgen.project_report import (
    Change,
    EventCounts,
    Experience,
    Fact,
    OrganisationStates,
    Quality,
    ReportData,
    Risk,
    Spending,
    Spread,
    render_project_report,
    rubles,
)
from docgen.rendering import TemplateError
from sync.resources import read_bytes
from tests.docgen.papers import (
    is_official,
    keeps_its_signature,
    listed,
    opened,
    repeats_headers,
    rows,
    text,
)

DAY = dt.date(2022, 3, 1)
STATES = ("выполнено", "просрочено", "в работе", "не относится", "в работе")
RISK = Risk("Не в срок", tuple(f"ОО {n}" for n in range(7)), "2б", dt.date(2022, 1, 1), "Помочь.")
DATA = ReportData(
    project="«Взаимообучение»",
    municipality="Ермаковский район",
    department="Управление & <образования>",
    start=dt.date(2021, 10, 1),
    end=dt.date(2024, 10, 31),
    year="2021–2022",
    organisations=21,
    facts=(
        Fact("1", "Определена группа", "Да", dt.date(2021, 11, 30), "выполнено", "21 из 21 ОО"),
        Fact("6", "Мероприятия", 0.31, dt.date(2024, 10, 31), "в работе", "33 из 105 — дальше"),
        Fact("4", "План", None, None, "просрочено", "План не утверждён"),
    ),
    codes=("1", "2б", "3", "4", "6"),
    states=(OrganisationStates("МБОУ «Первая»", STATES),),
    events=EventCounts(105, 34, 33, 1, 1, 21, 20, 15, 42, 11),
    reporting_date=dt.date(2021, 6, 30),
    quality=(Quality("Школы", 17, 18, 0.5, 0.03, 0.5, 7),),
    compared_with="2020–2021",
    changes=(Change("Чтение", "дефицит закрыт", 5, 4, 2),),
    risks=(RISK,),
    strong=("«ОВЗ», педагог (успешно – 3, неуспешно – 1)",),
    leaders=(Experience("МБОУ «Первая»", "Чтение", "Кружок.", "Время в расписании.", None),),
    management=(Experience("МБОУ «Вторая»", "ВСОКО", "Календарь", None, "Отчётов вдвое меньше"),),
    groups=20,
    spread=Spread(42, 11, 141, 140, (("семинар", 30),)),
    spending=(Spending("2022", 17, 167049000.0, 8567000.0, 0.0513),),
    limit=0.15,
    signs=Signatory("руководитель УО", "Северьянова Алла Вадимовна"),
)  # fmt: skip


def made(**changes):
    template = read_bytes("documents", "project_report.docx")
    return opened(render_project_report(template, dataclasses.replace(DATA, **changes), DAY))


def test_the_paper_is_official():
    """Layout of the standard, headers repeated, seven sections, the signature kept."""
    document = made()
    is_official(document)
    repeats_headers(document)
    keeps_its_signature(document, "А.\u00a0В.\u00a0Северьянова")
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [heading[0] for heading in headings] == list("1234567")


def test_the_monitoring_of_the_passport_is_filled():
    """Criterion, measure, indicator, term and what is so in fact."""
    table = rows(made().tables[0])
    assert table[0] == ["№", "Критерий", "Показатель", "Индикатор", "Срок", "Факт"]
    assert table[1][3:] == ["Да", "30.11.2021", "выполнено\n21 из 21 ОО"]
    assert table[2][3] == "31 %"
    assert table[2][5] == "в работе\n33 из 105 – дальше"
    assert table[3][3:5] == ["–", "–"]
    assert all(line[2] for line in table[1:])


def test_facts_are_said_in_words():
    """Participants by number, events, coverage, money with its thousands apart."""
    words = text(made())
    assert "Управление & <образования>\n" in words
    assert "с октября 2021 г. по октября" not in words
    assert "с октября 2021 г. по октябрь 2024 г." in words
    assert "Участники проекта – 21 образовательная организация (далее – ОО)." in words
    assert (
        "105 мероприятий. Проведено: 34; из них с датой и подтверждением: 33 (31 % плана)." in words
    )
    assert "167 049 000" in words
    assert "ОО 4 и ещё 2" in words
    assert "не более 15 %" in words


def test_states_are_signs_that_print_in_black_and_white():
    """The annex has a sign for each state, and says what it means."""
    (table,) = [rows(t) for t in made().tables if rows(t)[0][1] == "ОО" and rows(t)[0][-1] == "6"]
    assert table[1] == ["1", "МБОУ «Первая»", "+", "−", "…", "н/о", "…"]


def test_what_the_data_do_not_bear_is_said():
    """Without a closed year, risks, practices, events or a budget the report says so."""
    nobody = EventCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    document = made(
        project=None, municipality=None, department=None, start=None, end=None, events=nobody,
        reporting_date=None, quality=(), changes=None, risks=(), strong=(), leaders=(),
        management=(), spread=Spread(0, 0, 0, 0, ()), spending=None, signs=Signatory(None, None),
    )  # fmt: skip
    words = text(document)
    for said in (
        "В планы ОО не внесено ни одного",
        "Сравнивать пока не с чем",
        "Признаков рисков нет",
        "Факторы успеха своих практик ОО пока не описали",
        "Смета в таблицах проекта не ведётся",
    ):
        assert said in words
    assert "None" not in words
    assert "Смету ОО пока не заполнили" in text(made(spending=()))
    assert "состав проблем и дефицитов не изменился" in text(made(changes=()))


def test_tables_are_numbered_through():
    """Captions number only the tables that stand there."""

    def numbers(document):
        lines = [line for line in text(document).split("\n") if line.startswith("Таблица ")]
        return [line.split()[1] for line in lines]

    assert numbers(made()) == list("12345678")
    assert numbers(made(changes=None, spending=None)) == list("123456")


def test_points_end_as_sentences_do():
    """The last point of a list ends with a full stop."""
    assert listed(made())[-1] == "«ОВЗ», педагог (успешно – 3, неуспешно – 1)."
    assert rubles(999.6) == "1\u00a0000"


def test_same_bytes_and_unknown_names():
    """The same data give the same file; a name that the report does not know is told."""
    template = read_bytes("documents", "project_report.docx")
    assert render_project_report(template, DATA, DAY) == render_project_report(template, DATA, DAY)
    with pytest.raises(TemplateError, match="issuer"):
        render_project_report(read_bytes("documents", "order.docx"), DATA, DAY)
