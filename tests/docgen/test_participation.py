"""The справка of an ОО as a document, and its small chart."""

import dataclasses
import datetime as dt
from io import BytesIO
from itertools import pairwise

import pytest
from docx.oxml.ns import qn
from PIL import Image

from docgen.exchange import Exchange, Meeting
from docgen.participation import (
    CriterionState,
    Indicator,
    Mending,
    ParticipationData,
    render_participation,
)
from docgen.plan import Signatory
from docgen.rendering import TemplateError
from docgen.share_chart import BLACK, LEFT, SHADES, WIDTH, share_chart
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
DATA = ParticipationData(
    organisation="Муниципальное учреждение «Ойская школа»",
    short_name="МБОУ «Ойская СШ»",
    kind="школы",
    project="Взаимообучение",
    year="2021–2022",
    reporting_date=dt.date(2021, 6, 30),
    total=22,
    indicators=(
        Indicator("КК", 0.68, 0.5, 0.53),
        Indicator("Доля без категории", None, 0.5, 0.47),
        Indicator("Изменение КК", -0.02, 0.03, 0.0, is_change=True),
    ),
    critical=True,
    criteria=(
        CriterionState("1. Определена группа", "выполнено", None, "Приказ № 61-од"),
        CriterionState("2б. Соглашение", "не относится", None, "Подписывает головная"),
        CriterionState("4. План", "в работе", dt.date(2022, 2, 28), "Мероприятий: 5"),
    ),
    mending=(
        Mending("Исправьте ошибки: 3", "Кадры"),
        Mending("Подпишите Соглашение", "", dt.date(2021, 12, 31), late=True),
        Mending("Заполните план", "План ОО", dt.date(2022, 4, 1)),
    ),
    findings=(Mending("Сумма не сходится — проверьте & исправьте.", "Кадры"),),
    more=2,
    exchange=Exchange((Meeting("Чтение", "МБОУ «Вторая»", "семинар", "март"),), ()),
    deadlines=((dt.date(2022, 2, 28), "4. План"),),
    signs=Signatory("директор ИМЦ", "Громова Инесса Павловна"),
)


def made(**changes):
    template = read_bytes("documents", "participation.docx")
    return opened(render_participation(template, dataclasses.replace(DATA, **changes), DAY))


def test_the_paper_is_official():
    """Layout of the standard, headers repeated, the signature kept with the text."""
    document = made()
    is_official(document)
    repeats_headers(document)
    keeps_its_signature(document, "И.\u00a0П.\u00a0Громова")
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert [heading[0] for heading in headings] == list("123456")


def test_own_figures_stand_beside_those_of_others():
    """Shares, the change with its sign, a dash for what is not known."""
    found = rows(made().tables[0])
    assert found[0] == ["Показатель", "Организация", "По виду: школы", "По району"]
    assert found[1] == ["КК", "68 %", "50 %", "53 %"]
    assert found[2][1] == "–"
    assert found[3][1:] == ["−2 п. п.", "+3 п. п.", "0 п. п."]


def test_the_chart_says_in_words_what_it_shows():
    """The alternative text has every figure; the caption is numbered by Word."""
    document = made()
    (drawing,) = document.element.body.iter(qn("wp:docPr"))
    told = drawing.get("descr").replace("\u00a0", " ")
    assert "КК: Организация – 68 %, Школы – 50 %, Район – 53 %" in told
    assert "Организация – нет данных" in told
    assert "Изменение" not in told
    assert " SEQ Рисунок " in document.element.xml


def test_what_to_do_comes_with_its_term():
    """Late, at once, until a day; findings with their tab; how many more there are."""
    points = listed(made())
    assert points[:3] == [
        "Исправьте ошибки: 3 (сейчас);",
        "Подпишите Соглашение (срок прошёл (31.12.2021));",
        "Заполните план (до 01.04.2022).",
    ]
    assert points[3] == "«Кадры»: Сумма не сходится – проверьте & исправьте."
    words = text(made())
    assert "Ещё 2 замечания" in words
    assert "Выполнено критериев: 1 из 2." in words
    assert "28 февраля 2022 г. – критерий 4. План." in words


def test_an_organisation_of_which_little_is_known():
    """No staffing, no kind, nothing to do: each is said, no chart is drawn, no table empty."""
    document = made(
        organisation=None, reporting_date=None, total=None, kind="", indicators=(), critical=False,
        mending=(), findings=(), more=0, exchange=Exchange(), deadlines=(),
    )  # fmt: skip
    words = text(document)
    assert "МБОУ «Ойская СШ»" in words
    assert "Сведений о педагогических кадрах на отчётную дату нет." in words
    assert "Всё, что нужно сейчас, сделано." in words
    assert "Пары взаимообучения ещё не утверждены." in words
    assert not list(document.element.body.iter(qn("wp:docPr")))
    assert "Ближайшие сроки" not in words


def test_same_bytes_and_unknown_names():
    """The same data give the same file; a name that the справка does not know is told."""
    template = read_bytes("documents", "participation.docx")
    assert render_participation(template, DATA, DAY) == render_participation(template, DATA, DAY)
    with pytest.raises(TemplateError, match="issuer"):
        render_participation(read_bytes("documents", "order.docx"), DATA, DAY)


@pytest.mark.parametrize(("share", "length"), [(0.0, 0), (0.5, 335), (1.0, 670), (1.4, 670)])
def test_a_bar_is_as_long_as_its_share(share, length):
    """The dark part of the first bar, counted in pixels."""
    picture = Image.open(BytesIO(share_chart((("КК", (("ОО", share),)),))))
    middle = 8 + 34 + 12
    line = [picture.getpixel((LEFT + x, middle)) for x in range(WIDTH - LEFT)]
    light = next(x for x, grey in enumerate(line) if grey not in (SHADES[0], BLACK))
    assert light == pytest.approx(length, abs=1)


def test_greys_differ_in_print():
    """Three bars of a group have three greys, far enough from each other."""
    picture = Image.open(BytesIO(share_chart((("КК", (("а", 0.9), ("б", 0.9), ("в", 0.9))),))))
    greys = [picture.getpixel((LEFT + 50, 8 + 34 + n * 32 + 12)) for n in range(3)]
    assert min(b - a for a, b in pairwise(greys)) >= 50
