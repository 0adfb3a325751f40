"""The справка on the qualification of the teaching staff as a document."""

import dataclasses
import datetime as dt

import pytest
from docx.enum.section import WD_ORIENT

from docgen.plan import Signatory
from docgen.qualification import QualificationData, StaffGroup, StaffRow, render_qualification
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


def row(name, total, none, first, highest, change=None, **more):
    known = {
        "attested": none, "not_attested": 0, "quality": (first + highest) / total,
        "no_category_share": none / total, "attested_share": 1.0, "change": change,
        "critical": int(none * 2 > total),
    }  # fmt: skip
    return StaffRow(name, total, none, first, highest, **(known | more))


EMPTY = StaffRow("МБОУ «Пустая»", *[None] * 11)
SCHOOLS = (
    row("МБОУ «Первая»", 10, 2, 4, 4, 0.1),
    row("МБОУ & <Вторая>", 8, 8, 0, 0, -0.05, marked=True),
    EMPTY,
)
DATA = QualificationData(
    municipality="Ермаковский район",
    project="Взаимообучение",
    reporting_date=dt.date(2021, 6, 30),
    groups=(
        StaffGroup("Школы", SCHOOLS, row("Итого: школы", 18, 10, 4, 4, 0.03, critical=1), 2),
        StaffGroup("Сады", (row("Сад", 4, 1, 3, 0, 0.0),), row("Итого", 4, 1, 3, 0, 0.0), 1),
    ),
    district=row("Итого по району", 22, 11, 7, 4, 0.03, critical=1),
    covered=3,
    members=4,
    critical_share=0.5,
    lacking=(("МБОУ «Пустая»", "Нет данных — заполните."),),
    signs=Signatory("директор ИМЦ", "Громова Инесса Павловна"),
)  # fmt: skip


def made(**changes):
    template = read_bytes("documents", "qualification.docx")
    return opened(render_qualification(template, dataclasses.replace(DATA, **changes), DAY))


def test_the_paper_is_official_and_its_annex_lies_across():
    """Portrait text with a signature that is kept, then a landscape section for the wide table."""
    document = made()
    is_official(document)
    repeats_headers(document)
    keeps_its_signature(document, "И.\u00a0П.\u00a0Громова")
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]


def test_the_table_of_the_passport_is_computed():
    """A row for each ОО, totals by kind and for the district, dashes for what is not known."""
    (table,) = [rows(t) for t in made().tables if rows(t)[0][0] == "Образовательная организация"]
    assert table[1][0] == "Школы (с данными: 2 из 3)"
    assert table[2] == [
        "МБОУ «Первая»",
        "10",
        "2",
        "4",
        "4",
        "2",
        "0",
        "80 %",
        "20 %",
        "",
        "+10 п. п.",
    ]
    assert table[3][0] == "МБОУ & <Вторая>*"
    assert table[3][9:] == ["да", "−5 п. п."]
    assert set(table[4][1:9]) == {"–"}
    assert table[5][:2] == ["Итого: школы", "18"]
    assert table[-1][0] == "Итого по району"
    assert table[-1][9] == "1"


def test_conclusions_are_those_that_the_figures_bear():
    """Shares, proportions, who is critical, who could teach: counted, worded by number."""
    assert listed(made()) == [
        "первую или высшую квалификационную категорию имеют 50 % педагогов;",
        "педагогов с первой категорией в 1,8 раза больше, чем с высшей (7 и 4);",
        "нет ни одного педагога с категорией: МБОУ & <Вторая>;",
        "в критическом состоянии (без категории более 50 % педагогов) – 1 организация;",
        "в 1 организации доля педагогов с категорией выше районной и есть педагоги высшей "
        "категории: у них можно учиться.",
    ]
    words = text(made())
    assert "Данные есть у 3 из 4 организаций." in words
    assert (
        "КК вырос в 1 организации, снизился в 1 организации, не изменился в 1 организации." in words
    )
    assert "КК района изменился на +3 п. п. Сравнить можно данные 3 организаций:" in words
    assert "Доля педагогов без категории выше 50 % в 1 организации из 3:" in words
    assert "Нет данных – заполните." in words


def test_tables_are_numbered_through():
    """Captions number only the tables that stand there, in fields of Word."""
    document = made(lacking=())
    captions = [line for line in text(document).split("\n") if line.startswith("Таблица ")]
    assert [caption.split()[1] for caption in captions] == ["1", "2", "3", "4"]
    assert document.element.xml.count(" SEQ Таблица ") == 4


def test_without_data_nothing_is_concluded():
    """No reporting date, no known ОО: the paper says so and keeps its form."""
    words = text(made(reporting_date=None))
    assert "Справка не составлена" in words
    nothing = dataclasses.replace(EMPTY, name="Итого")
    empty = made(
        groups=(StaffGroup("Школы", (EMPTY,), nothing, 0),), district=nothing, covered=0, lacking=()
    )
    assert "Это меньше половины" in text(empty)
    assert listed(empty) == []
    assert "None" not in text(empty)


def test_same_bytes_and_unknown_names():
    """The same data give the same file; a name that the справка does not know is told."""
    template = read_bytes("documents", "qualification.docx")
    assert render_qualification(template, DATA, DAY) == render_qualification(template, DATA, DAY)
    with pytest.raises(TemplateError, match="issuer"):
        render_qualification(read_bytes("documents", "order.docx"), DATA, DAY)
