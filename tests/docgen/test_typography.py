"""Quotes and spaces of print: hand-checked tables."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docgen.typography import printed, quoted, title, unquoted

SURE = """
МБОУ "Араданская ОШ" | МБОУ «Араданская ОШ»
МБДОУ " Ойский детский сад" | МБДОУ «Ойский детский сад»
"А" и "Б" | «А» и «Б»
МБОУ “Ойская СШ” | МБОУ «Ойская СШ»
МБОУ „Ойская СШ“ | МБОУ «Ойская СШ»
филиал "А" ("Б") | филиал «А» («Б»)
"Центр «Ланс»" | «Центр „Ланс“»
«Центр «Ланс»» | «Центр „Ланс“»
"Сад "Ромашка"" | «Сад „Ромашка“»
“А “Б”” | «А „Б“»
""Ойская СШ"" | «Ойская СШ»
МБОУ"Ойская СШ" | МБОУ «Ойская СШ»
"А", "Б" | «А», «Б»
МБОУ «Ойская СШ» | МБОУ «Ойская СШ»
"""


@pytest.mark.parametrize(
    ("text", "changed"),
    [tuple(part.strip() for part in line.split("|")) for line in SURE.strip().splitlines()],
)
def test_quotes_with_their_pair_become_yolochki(text, changed):
    """Each opens after a space and closes before one; inner ones become „лапки“."""
    assert quoted(text) == changed


@pytest.mark.parametrize(
    "text",
    [
        'МБДОУ " Н-Суэтуцкий детский сад',
        'СШ "№ 4" имени "Героя',
        'МБУДО "ДЮСШ «Ланс"',
        'экран 5" и 6"',
        '""',
        'Ойская СШ"',
        "МБУДО «Ермаковская ДЮСШ «Ланс»",
        "",
    ],
)
def test_quotes_that_are_not_sure_stay(text):
    """An odd one, inches, «ёлочки» without their pair."""
    assert quoted(text) == text


ODD = """
МБДОУ " Н-Суэтуцкий детский сад | МБДОУ «Н-Суэтуцкий детский сад»
МБУДО «Ермаковская ДЮСШ «Ланс» | МБУДО «Ермаковская ДЮСШ „Ланс“»
МБУДО "Ермаковская ДЮСШ "Ланс" | МБУДО «Ермаковская ДЮСШ „Ланс“»
МБОУ «Ойская СШ | МБОУ «Ойская СШ»
Ойская СШ" | Ойская СШ"
МБДОУ Сад №1 вида «Ромашка» | МБДОУ Сад №~1 вида «Ромашка»
"""


@pytest.mark.parametrize(
    ("text", "changed"),
    [tuple(part.strip() for part in line.split("|")) for line in ODD.strip().splitlines()],
)
def test_a_title_closes_the_quotes_that_it_opened(text, changed):
    """So they stand in official lists; a quote that only closes stays as it is."""
    assert title(text) == changed.replace("~", "\u00a0")
    assert title(title(text)) == title(text)


@settings(max_examples=200)
@given(st.text('"«»„“”( .аБ5', max_size=14))
@example('" "')
def test_only_quotes_and_spaces_ever_change(text):
    """The letters stay, and what was set once is not set again."""
    changed = quoted(text)
    assert [x for x in changed if x.isalnum()] == [x for x in text if x.isalnum()]
    assert quoted(changed) == changed
    assert title(title(text)) == title(text)


TYPED = """
СШ № 4 | СШ №~4
СШ №4 | СШ №~4
ул. Мира, д. 5 | ул.~Мира, д.~5
от 24 декабря 2018 г. № 16 | от 24~декабря 2018~г. №~16
не более 15 % | не более 15~%
не более 15% | не более 15~%
А.И. Петрова | А.~И.~Петрова
директор Петрова А.И., методист | директор Петрова~А.~И., методист
имени А. С. Пушкина | имени~А.~С.~Пушкина
3 ч 20 мин, 5 чел., 100 руб. | 3~ч 20~мин, 5~чел., 100~руб.
и т. д. | и т.~д.
на 30 июня 2021 года | на 30~июня 2021~года
две  строки | две строки
"""


@pytest.mark.parametrize(
    ("text", "changed"),
    [tuple(part.strip() for part in line.split("|")) for line in TYPED.strip().splitlines()],
)
def test_signs_stay_with_their_numbers(text, changed):
    """No line ends between «№» and its number (~ is a no-break space)."""
    assert printed(text) == changed.replace("~", "\u00a0")


def test_a_name_over_two_lines_is_one_line():
    """Line breaks, tabs and zero-width spaces do not come into a document."""
    assert printed("МБОУ\n«Ойская\tСШ\u200b» \r\n") == "МБОУ «Ойская СШ»"
    assert printed(None) == printed(" \n ") == ""


def test_unquoted():
    """Only quotes around the whole title are taken off."""
    assert unquoted("«Взаимообучение ОО»") == "Взаимообучение ОО"
    assert unquoted("«А» и «Б»") == "«А» и «Б»"
    assert unquoted("Проект «А»") == "Проект «А»"
