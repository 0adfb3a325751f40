"""Words that agree, counts and dates: hand-checked tables."""

import datetime as dt

import pytest

from docgen.russian import (
    acting,
    by_gender,
    count,
    date_of_year,
    full_name,
    long_date,
    month_of,
    post,
    short_date,
)


def table(text):
    return [tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines()]


CASES = """
dative | директору | старшему воспитателю | заведующей | Петровой Анне Ивановне
accusative | директора | старшего воспитателя | заведующую | Петрову Анну Ивановну
instrumental | директором | старшим воспитателем | заведующей | Петровой Анной Ивановной
prepositional | директоре | старшем воспитателе | заведующей | Петровой Анне Ивановне
"""


@pytest.mark.parametrize(("case", "head", "teacher", "manager", "name"), table(CASES))
def test_other_cases(case, head, teacher, manager, name):
    """An order appoints in the accusative: a man's post is that of a living being."""
    assert post("директор", case) == head
    assert post("старший воспитатель", case) == teacher
    assert post("заведующая", case) == manager
    assert full_name("Петрова Анна Ивановна", case) == name


def test_acting():
    """The participle agrees with the person; both ends where the sex is unknown."""
    assert acting("female") == "действующей"
    assert acting("male") == "действующего"
    assert acting(None) == "действующего(ей)"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 педагог"),
        (2, "2 педагога"),
        (5, "5 педагогов"),
        (11, "11 педагогов"),
        (21, "21 педагог"),
        (112, "112 педагогов"),
    ],
)
def test_counts(number, words):
    """The noun takes the form that its number asks for."""
    assert count(number, "педагог", "педагога", "педагогов") == words.replace(" ", "\u00a0")


def test_dates():
    """A date keeps its day with its month, and its year with «г.»."""
    assert long_date(dt.date(2021, 6, 30)) == "30\u00a0июня 2021\u00a0г."
    assert month_of(dt.date(2021, 10, 1)) == "октября 2021\u00a0г."
    assert short_date(dt.date(2021, 6, 5)) == "05.06.2021"


def test_half_an_hour():
    """A fraction asks for the genitive singular, and has a comma."""
    assert count(1.5, "час", "часа", "часов") == "1,5\u00a0часа"
    assert count(11.5, "час", "часа", "часов") == "11,5\u00a0часа"
    assert count(2.0, "час", "часа", "часов") == "2\u00a0часа"
    assert count(0, "час", "часа", "часов") == "0\u00a0часов"


def test_a_date_within_a_sentence():
    """«на 30 июня 2021 года»."""
    assert date_of_year(dt.date(2021, 6, 30)) == "30\u00a0июня 2021\u00a0года"


def test_words_agree_with_a_person():
    """Both ends stand where the gender is not known."""
    assert by_gender("female", "назначенный", "назначенная") == "назначенная"
    assert by_gender("male", "назначенный", "назначенная") == "назначенный"
    assert by_gender(None, "назначенный", "назначенная") == "назначенный(ая)"
