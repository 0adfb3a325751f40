"""What looks personal in a text, and what only looks long: by examples, by properties."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.personal_text import Official, is_snils, kinds_in, masked

OFFICIAL = Official(["8 (39138) 2-03-13"], ["oya@shkoly.example.ru"])

PERSONAL = [
    ("звоните 8 (913) 123-45-67", "phone"),
    ("+7 913 123-45-67", "phone"),
    ("+79131234567", "phone"),
    ("89131234567", "phone"),
    ("8‑913‑123‑45‑67", "phone"),
    (89131234567.0, "phone"),
    ("913 123 45 67, вечером", "phone"),
    ("(913) 123-45-67", "phone"),
    ("8 39138 2-00-01", "phone"),
    ("8 (391) 227-01-02", "phone"),
    ("тел. 2-00-01", "phone"),
    ("телефон: 22-00-01", "phone"),
    ("сот. 9131234567", "phone"),
    ("a.petrova@mail.example", "email"),
    ("пишите: Petrova_AI@school.example.ru!", "email"),
    ("иванова@почта.рф", "email"),
    ("112-233-445 95", "snils"),
    ("СНИЛС 11223344595", "snils"),
    ("Рогова Анна Игоревна, учитель", "name"),
    ("урок Роговой Анны Игоревны", "name"),
    ("Салтыкову-Щедрину Ивану Петровичу", "name"),
]
NOT_PERSONAL = [
    "1022440753158", "2413637910", "ОГРН 1022440753158", "ИНН 241363791012", 1022440753158.0,
    "40204810900000000001", "р/с 40204 810 9 0000 0000001", "112-233-445 96", "112 233 445",
    "30.06.2021", "с 8.12.2021 по 18.12.2021", "8-12-2021-2022", "2021-2022, 2022-2023",
    "89 131 234 567 руб.", "8 913 123 456", "27250000", "1 234 567,89", "№ 89131234567890",
    "педагоги 12-15 лет, 28 чел., кабинет 2-01", "вторник и четверг, 14:00–16:00",
    "8 800 200-01-22", "https://vk.com/wall-89131234567_12", "https://vk.com/@shkola",
    "телеграм-канал, 2021-2022", "сотрудничество 2021-2022 учебного года",
    "Средний балл 68 (2021) против 61 (2019)", "89131234567890", "662820, Красноярский край",
    "Урок имени Щетинкина Петра Ефимовича", "Величина числа",
    "учитель математики (2)", "", None, True, dt.date(2021, 6, 30), 12.5,
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_personal(text, kind):
    """Each is recognised as what it is, and as nothing else."""
    assert kinds_in(text) == (kind,)


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_not_personal(text):
    """Long numbers, dates, terms, sums, hotlines, links are nobody's data."""
    assert kinds_in(text) == ()


@pytest.mark.parametrize(
    "text", ["8 (39138) 2-03-13", "+7 39138 2-03-13", "тел. 2-03-13", "OYA@shkoly.example.ru"]
)
def test_official_is_not_personal(text):
    """The telephone and mailbox of an organisation are told in any notation, and are its own."""
    assert kinds_in(text)
    assert kinds_in(text, OFFICIAL) == ()


def test_official_does_not_excuse_the_person_beside_it():
    """An official number does not hide a personal one in the same cell."""
    assert kinds_in("8 (39138) 2-03-13 или 8 913 123-45-67", OFFICIAL) == ("phone",)


def test_masked():
    """Only what looks personal goes; the rest of the text stays."""
    text = "Рогова Анна Игоревна, 8 913 123-45-67, a@b.example, приказ № 61-од от 19.11.2021"
    assert masked(text) == "…, …, …, приказ № 61-од от 19.11.2021"
    assert masked("тел. 2-03-13", OFFICIAL) == "тел. 2-03-13"


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.dates(), st.sampled_from(" -–,"))
def test_dates_are_no_telephones(first, second, between):
    """No pair of dates in any usual notation is taken for a telephone."""
    for one, two in ((f"{first:%d.%m.%Y}", f"{second:%d.%m.%Y}"), (str(first), str(second))):
        assert kinds_in(f"{one}{between}{two}") == ()


@given(st.integers(0, 10**12))
def test_sums_are_no_telephones(number):
    """No number with its thousands apart is taken for a telephone or СНИЛС."""
    assert kinds_in(f"{number:,}".replace(",", " ") + " руб.") == ()


@given(st.integers(10**12, 10**13 - 1) | st.integers(10**19, 10**20 - 1))
def test_codes_are_no_telephones(number):
    """Numbers of thirteen and twenty digits (ОГРН, accounts) are no telephones."""
    assert kinds_in(str(number)) == ()


@given(st.integers(10**9, 10**10 - 1), st.sampled_from(["8 ({}) {}-{}-{}", "+7{}{}{}{}"]))
def test_every_mobile_is_found_and_masked(number, shape):
    """Whatever the digits after 9, a mobile number is found, and masking leaves none of it."""
    digits = f"9{number}"[:10]
    text = "тут " + shape.format(digits[:3], digits[3:6], digits[6:8], digits[8:])
    assert kinds_in(text) == ("phone",)
    assert masked(text) == "тут …"


@given(st.integers(1_001_999, 999_999_999))
def test_snils_has_one_check_number(number):
    """Each number has exactly one check number, that of the published algorithm."""
    digits = f"{number:09}"
    total = sum((9 - place) * int(digit) for place, digit in enumerate(digits))
    while total > 101:
        total -= 101
    check = 0 if total in (100, 101) else total
    good = [n for n in range(100) if is_snils(f"{digits}{n:02}")]
    assert good == [check]


def test_early_snils_are_not_checked():
    """Numbers up to 001-001-998 have no check number; other lengths are none."""
    assert not is_snils("00100199800")
    assert not is_snils("1122334459")
    assert not is_snils("1122334459x")
