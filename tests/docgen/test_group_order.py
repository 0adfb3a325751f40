"""The order of an ОО as a document: its style, its words, what is not known."""

import dataclasses
import datetime as dt

import pytest

from docgen.group_order import Member, OrderData, Terms, appointed, render_group_order
from docgen.plan import Signatory
from docgen.rendering import TemplateError
from sync.resources import read_bytes
from tests.docgen.papers import is_official, keeps_its_signature, listed, opened, text

DAY = dt.date(2022, 3, 1)
DATA = OrderData(
    issuer="Муниципальное учреждение «Ойская школа»",
    branch=None,
    place="п. Ойский",
    number="61-од",
    day=dt.date(2021, 11, 19),
    project="«Взаимообучение»",
    municipality="Ермаковский район",
    site="https://oya.example.ru",
    members=(
        Member("curator", "зам. директора по УВР", "Зайцева Надежда Матвеевна"),
        Member("moderator", "учитель", "Ондар Чодураа Сергеевна"),
        Member("specialist", None, None),
    ),
    terms=Terms(dt.date(2021, 12, 31), dt.date(2022, 1, 31), None),
    head=Signatory("директор", "Петрова Анна Ивановна"),
)


def made(**changes):
    template = read_bytes("documents", "order.docx")
    return opened(render_group_order(template, dataclasses.replace(DATA, **changes), DAY))


def test_the_order_is_an_official_paper():
    """Layout of the standard, a heading to the text, a list that Word numbers."""
    document = made()
    is_official(document)
    heading = next(p for p in document.paragraphs if p.style.name == "Заголовок к тексту")
    assert (
        heading.text == "О назначении группы ответственных за реализацию проекта «Взаимообучение»"
    )
    assert [p.style.name for p in document.paragraphs].count("Пункт") == 7
    keeps_its_signature(document, "А.\u00a0И.\u00a0Петрова")


def test_who_is_appointed():
    """Posts and names in the accusative, the unsure in brackets, the unknown a line."""
    points = listed(made())
    assert points[1] == "куратором – заместителя директора по УВР Зайцеву Надежду Матвеевну;"
    assert points[2] == "модератором – учителя (Ондар Чодураа Сергеевна);"
    assert points[3].startswith("техническим специалистом – ____")
    assert points[3].endswith("_.")


def test_dates_number_and_those_who_have_read_it():
    """What «Паспорт ОО» knows stands in its place; each member has a line to sign on."""
    words = text(made())
    assert "19 ноября 2021 г.\n№ 61-од\n" in words
    assert "в срок до 31 декабря 2021 г.;" in words
    read = words[words.index("С приказом ознакомлены:") :]
    assert "Н. М. Зайцева" in read and "Ч. С. Ондар" in read
    assert read.count("«___»") == 3


def test_the_order_of_a_branch_comes_from_its_parent():
    """It names the филиал in the heading and in the first clause."""
    words = text(made(branch="Филиал МБОУ «Ойская» «Малая»"))
    assert words.count("в филиале МБОУ «Ойская» «Малая»") == 2
    assert "филиал" not in text(made())


NOBODY = tuple(Member(role, None, None) for role in ("curator", "moderator", "specialist"))
NOTHING = OrderData(
    *[None] * 8, members=NOBODY, terms=Terms(None, None, None), head=Signatory(None, None)
)


def test_what_is_not_known_is_a_line():
    """An empty «Паспорт ОО» still gives an order to fill by hand."""
    words = text(opened(render_group_order(read_bytes("documents", "order.docx"), NOTHING, DAY)))
    assert "None" not in words
    assert "№ ____________" in words
    assert words.count("«____» ______________ 20___ г.") == 5
    assert "на официальном сайте." in words


@pytest.mark.parametrize(
    ("post", "name", "words"),
    [
        ("и. о. директора", "Зуев Пётр Ильич", "исполняющего обязанности директора Зуева Петра"),
        (None, "Зуев Пётр Ильич", "Зуева Петра Ильича"),
        ("методист", None, "методиста ____"),
        ("????", "Зуев Пётр Ильич", "работника (???? Зуев Пётр Ильич)"),
        ("????", None, "???? ____"),
        (" ", "\n", "____"),
    ],
)
def test_forms_of_who_is_appointed(post, name, words):
    """Whatever is known of a person is said, nothing is guessed."""
    assert appointed(post, name).startswith(words)


def test_whatever_people_typed_comes_out():
    """«&», «<», braces and line breaks stand as typed, on one line."""
    words = text(made(issuer="МБОУ\n& <w:p> {{ x }}", number="{% if %}"))
    assert "МБОУ & <w:p> {{ x }}" in words
    assert "№ {% if %}" in words


def test_same_bytes_and_unknown_names():
    """The same data give the same file; a name that the order does not know is told."""
    template = read_bytes("documents", "order.docx")
    assert render_group_order(template, DATA, DAY) == render_group_order(template, DATA, DAY)
    with pytest.raises(TemplateError, match="agrees"):
        render_group_order(read_bytes("documents", "plan.docx"), DATA, DAY)
