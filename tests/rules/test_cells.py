"""Cells as people type them: what each type reads, what it refuses, and what it says then."""

import calendar
import datetime as dt
import math
from typing import Any, cast, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.cells import IS_AMBIGUOUS, IS_DASH, TOO_LARGE, parse, show, show_whole
from rules.forms import Field, Type
from rules.grid import Value
from rules.parsed import Parsed
from rules.periods import Period

NBSP = "\u00a0"
THIN = "\u2009"


def field(kind: str, **facts: Any) -> Field:
    return Field(name="it", title="Оно", type=cast(Type, kind), **facts)


def read(kind: str, value: object, **facts: Any) -> Any:
    """Give the value that a cell is read as, which must need no remark."""
    parsed = parse(cast(Value, value), field(kind, **facts))
    assert not parsed.trouble
    assert not parsed.advice
    return parsed.value


def trouble(kind: str, value: object, **facts: Any) -> str:
    """Give what is wrong with a cell, which must not be read at all."""
    parsed = parse(cast(Value, value), field(kind, **facts))
    assert parsed.value is None
    assert parsed.trouble
    assert not parsed.advice
    return parsed.trouble


# Empty cells


@pytest.mark.parametrize("kind", get_args(Type))
@pytest.mark.parametrize("value", [None, "", " ", NBSP, "\u200b", "____", "_ _", "\n"])
def test_nothing_and_filler_are_an_empty_cell(kind: str, value: Value) -> None:
    """What a person sees as blank, or as a line to write on, is empty for each type."""
    assert parse(value, field(kind)) == Parsed()


# Numbers


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (12, 12),
        (12.0, 12),
        (0.0, 0),
        (-3.0, -3),
        ("12", 12),
        (" 12 ", 12),
        ("0", 0),
        ("012", 12),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        ("1 234", 1234),
        (f"1{NBSP}234", 1234),
        (f"1{THIN}234{THIN}567", 1234567),
        ("12,0", 12),
        ("12.0", 12),
        ("12,00", 12),
        ("1 234,0", 1234),
        ("12 чел.", 12),
        ("12 чел", 12),
        ("12чел.", 12),
        ("21 человек", 21),
        ("22 ЧЕЛОВЕКА", 22),
        (1e9, 10**9),
        ("1 000 000 000", 10**9),
    ],
)
def test_whole_numbers_are_read_as_people_type_them(typed: Value, value: int) -> None:
    """Spaces between thousands, decimals of nothing but zeros and «чел.» do no harm."""
    found = read("integer", typed)
    assert found == value
    assert type(found) is int


@pytest.mark.parametrize(
    "typed",
    [
        12.5,
        "12,5",
        "12.5",
        "0,125",
        "О",
        "1О",
        "l2",
        "двенадцать",
        "12 шт.",
        "12 ч.",
        "12?",
        "~12",
        "10-12",
        "10 (из них 2 совместителя)",
        "12 34",
        "1 2345",
        "50%",
        "чел.",
        "1e3",
        "=5",
        "12,",
        True,
        False,
        math.nan,
        dt.time(12, 0),
        dt.timedelta(days=12),
    ],
)
def test_what_is_no_whole_number_is_not_made_one(typed: object) -> None:
    """Fractions, words, letters that look like digits, ranges and times are refused."""
    assert trouble("integer", typed) == "нужно целое число, например 12"


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize("typed", ["-", "–", "—", "--", "…", "...", "нет", "Нет.", "н/д", "Н.д."])
def test_a_dash_is_neither_zero_nor_empty(kind: str, typed: str) -> None:
    """Only the person knows whether a dash means none or not known."""
    assert trouble(kind, typed) == IS_DASH


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize("typed", ["1.234", "1,234", "12.000", "123,456", "-1,234"])
def test_three_digits_after_a_point_may_be_thousands(kind: str, typed: str) -> None:
    """«1,234» is one and a bit or more than a thousand: not for us to say."""
    assert trouble(kind, typed) == IS_AMBIGUOUS


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize(
    "typed", [1e10, -1e10, 10**10, math.inf, -math.inf, "10000000000", "9" * 5000, "1 000 000 001"]
)
def test_numbers_beyond_reason_are_refused(kind: str, typed: Value) -> None:
    """Above a thousand million there is a slip of the keyboard."""
    assert trouble(kind, typed) == TOO_LARGE


@pytest.mark.parametrize("kind", ["integer", "number"])
@pytest.mark.parametrize("typed", [dt.date(2021, 6, 30), dt.datetime(1900, 1, 12)])
def test_a_date_in_place_of_a_number_is_told_as_such(kind: str, typed: Value) -> None:
    """A cell formatted as a date shows 12 as 12.01.1900: the message tells how to mend it."""
    assert "смените формат ячейки на «Числовой»" in trouble(kind, typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (12, 12),
        (12.5, 12.5),
        ("12", 12),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("-0,5", -0.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1 234,56", 1234.56),
        ("1 234,567", 1234.567),
        ("1234.567", 1234.567),
        ("12,3456", 12.3456),
        ("2,5 человека", 2.5),
    ],
)
def test_numbers_are_read_with_either_decimal_sign(typed: Value, value: float) -> None:
    """Comma and point both begin decimals, where they can begin nothing else."""
    assert read("number", typed) == value


@pytest.mark.parametrize("typed", ["50%", "12,5,5", "1.234.567", "О,5", "12'5", ",5", True])
def test_what_is_no_number_is_not_made_one(typed: Value) -> None:
    """Percent signs and two points in one number are refused."""
    assert trouble("number", typed) == "нужно число, например 12 или 12,5"


def test_bounds_are_named() -> None:
    """A number out of bounds is refused, and the bound is said in the Russian manner."""
    bounds = {"minimum": 0.5, "maximum": 1_000_000}
    assert trouble("number", "0,4", **bounds) == "не может быть меньше 0,5"
    assert trouble("number", 1_000_001.0, **bounds) == "не может быть больше 1000000"
    assert read("number", 0.5, **bounds) == 0.5
    assert read("number", "1 000 000", **bounds) == 1_000_000


@given(st.integers(-(10**9), 10**9), st.sampled_from([" ", NBSP, THIN, "\u202f"]))
def test_a_number_written_with_thousands_is_read_back(number: int, space: str) -> None:
    """Whatever space stands between the thousands, the number is the same."""
    assert read("integer", f"{number:,}".replace(",", space)) == number


@given(st.integers(-(10**6), 10**6), st.integers(0, 99), st.sampled_from(",."))
def test_a_number_with_decimals_is_read_back(whole: int, cents: int, sign: str) -> None:
    """Two decimals are read with either sign."""
    assert read("number", f"{whole}{sign}{cents:02}") == float(f"{whole}.{cents:02}")


# Dates


@pytest.mark.parametrize(
    "typed",
    [
        dt.date(2021, 6, 30),
        dt.datetime(2021, 6, 30),
        dt.datetime(2021, 6, 30, 23, 59),
        44377,
        44377.0,
        44377.75,
        "30.06.2021",
        "30.6.21",
        "30/06/2021",
        "30-06-2021",
        "2021-06-30",
        "2021-06-30 00:00:00",
        "2021-06-30T00:00",
        " 30.06.2021 г.",
        "30.06.2021г",
        "30.06.2021 года",
        "30.06.2021.",
        "30 июня 2021 г.",
        "30 июня 2021",
        "30 ИЮНЯ 2021 ГОДА",
        "30 июнь 2021",
        "30 июн. 2021",
        f"30{NBSP}июня{NBSP}2021{NBSP}г.",
        "«30» июня 2021 г.",
        '"30" июня 2021 г.',
    ],
)
def test_dates_are_read_as_people_type_them(typed: Value) -> None:
    """A cell with a date, its serial number, and the usual ways to write it are the same day."""
    found = read("date", typed)
    assert found == dt.date(2021, 6, 30)
    assert type(found) is dt.date


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("янв.", 1),
        ("фев.", 2),
        ("февр", 2),
        ("мар.", 3),
        ("марта", 3),
        ("апр.", 4),
        ("май", 5),
        ("мая", 5),
        ("июн.", 6),
        ("июл.", 7),
        ("авг.", 8),
        ("августа", 8),
        ("сен.", 9),
        ("сент.", 9),
        ("окт.", 10),
        ("ноя.", 11),
        ("нояб.", 11),
        ("декабря", 12),
        ("дек.", 12),
    ],
)
def test_months_may_be_shortened(typed: str, month: int) -> None:
    """Three letters or more of a month's name are enough."""
    assert read("date", f"1 {typed} 2021") == dt.date(2021, month, 1)


@pytest.mark.parametrize(
    "typed",
    ["ноябрь 2021", "Ноябрь 2021 г.", "ноября 2021", "нояб. 2021 года", "11.2021", "11/2021 г."],
)
def test_a_month_is_read_as_its_last_day_and_said(typed: str) -> None:
    """The person is told how a month was read, and may write another date."""
    assert parse(typed, field("date")) == Parsed(
        dt.date(2021, 11, 30),
        advice="прочитано как 30.11.2021; если нужна другая дата, впишите её",
    )


def test_the_advice_on_a_personal_date_names_no_date() -> None:
    """Messages hold no personal data, not even as it was read."""
    advice = parse("ноябрь 1980", field("date", personal=True)).advice
    assert advice == "прочитано как последний день месяца; если нужна другая дата, впишите её"


@pytest.mark.parametrize(
    "typed", ["31.02.2021", "29.02.2021", "06/30/2021", "2021-06-31", "31 июня 2021", "0.6.2021"]
)
def test_days_that_do_not_exist_are_refused(typed: str) -> None:
    """No day is moved into the next month, and day and month are never swapped."""
    assert trouble("date", typed).startswith("такого дня нет в календаре")


@pytest.mark.parametrize(
    "typed",
    [
        "31.12.1899",
        "1.1.0001",
        "12 мая 1812 г.",
        "июнь 1899",
        dt.date(1899, 12, 31),
        dt.datetime(1, 1, 1),
    ],
)
def test_dates_before_1900_are_told_as_such(typed: Value) -> None:
    """Spreadsheets keep no such dates, so it is a slip or has to be written elsewhere."""
    assert "раньше 1900 года" in trouble("date", typed)


@pytest.mark.parametrize("typed", ["01.01.2101", "2210-06-30", dt.date(2221, 6, 30), "май 9999"])
def test_dates_after_2100_are_told_as_such(typed: Value) -> None:
    """2210 in place of 2021 is a slip of the keyboard."""
    assert "позже 2100 года" in trouble("date", typed)


@pytest.mark.parametrize(
    "typed",
    [
        "вчера",
        "2021",
        "2021 г.",
        "30.06",
        "июнь",
        "30 июня",
        "13.2021",
        "30.06.021",
        "30.06-2021",
        "30.06.2021 или 01.07.2021",
        "2020/2021",
        "мара 2021",
        "мак 2021",
        "ию 2021",
        "30 августин 2021",
        "-",
        "нет",
        36525,
        73051,
        2021,
        30062021,
        -1.0,
        math.nan,
        math.inf,
        True,
        dt.time(12, 0),
        dt.timedelta(days=44377),
    ],
)
def test_what_is_no_whole_date_is_not_completed(typed: object) -> None:
    """Parts of dates, words, other numbers and times are refused."""
    assert trouble("date", typed) == "нужна дата, например 30.06.2021"


@pytest.mark.parametrize(
    ("serial", "day"), [(36526, dt.date(2000, 1, 1)), (73050, dt.date(2099, 12, 31))]
)
def test_serial_numbers_of_this_century_are_dates(serial: int, day: dt.date) -> None:
    """The first and the last serial number that is taken for a date."""
    assert read("date", serial) == day


GENITIVE = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
WAYS = (
    "{0.day:02}.{0.month:02}.{0.year}",
    "{0.day}/{0.month}/{0.year}",
    "{0.day}-{0.month}-{0.year}",
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.day} {1} {0.year} г.",
    "«{0.day}» {1} {0.year}",
)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(WAYS))
def test_a_date_is_read_back_however_it_is_written(day: dt.date, way: str) -> None:
    """Each accepted way of writing gives the day that was written."""
    assert read("date", way.format(day, GENITIVE.split()[day.month - 1])) == day


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_of_this_century_is_read_back(day: dt.date) -> None:
    """Two digits of a year and serial numbers stand for this century."""
    assert read("date", f"{day.day}.{day.month}.{day:%y}") == day
    assert read("date", float((day - dt.date(1899, 12, 30)).days)) == day


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_month_alone_is_its_last_day(day: dt.date) -> None:
    """Whatever the month and year, the last day is taken."""
    last = calendar.monthrange(day.year, day.month)[1]
    assert parse(f"{day.month}.{day.year}", field("date")).value == day.replace(day=last)


# Yes and no


@pytest.mark.parametrize(
    "typed",
    [
        *("да", "Да.", " ДА ", "дa", "есть", "назначен", "Назначена", "ИСТИНА"),
        *("+", "v", "V", "✓", "✔\ufe0f", "1", 1, 1.0, True),
    ],
)
def test_ways_to_say_yes(typed: Value) -> None:
    """Words, ticks and ones are a yes."""
    assert read("boolean", typed) is True


@pytest.mark.parametrize(
    "typed",
    ["нет", "Нет.", "не", "-", "—", "0", 0, 0.0, False, "не назначен", "Не  назначена", "ЛОЖЬ"],
)
def test_ways_to_say_no(typed: Value) -> None:
    """Words, a dash and zeros are a no."""
    assert read("boolean", typed) is False


@pytest.mark.parametrize("typed", ["может быть", "х", "да/нет", "2", 2, 0.5, dt.date(2021, 1, 1)])
def test_neither_yes_nor_no_is_refused(typed: Value) -> None:
    """A cross may mean either."""
    assert trouble("boolean", typed) == "нужно «да» или «нет»"


# Addresses, telephones, links


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("shkola@example.ru", "shkola@example.ru"),
        (" Shkola.1@Example.RU. ", "Shkola.1@example.ru"),
        ("mailto:oo_1+a@mail.example.ru", "oo_1+a@mail.example.ru"),
        ("<shkola@example.ru>;", "shkola@example.ru"),
        ("info@школа.РФ", "info@школа.рф"),
        ("info@xn--80ak.xn--p1ai", "info@xn--80ak.xn--p1ai"),
    ],
)
def test_addresses_are_read(typed: str, value: str) -> None:
    """Dirt at the ends goes, the domain is in small letters, the name stays as typed."""
    assert read("email", typed) == value


@pytest.mark.parametrize(
    "typed", ["shkolа@example.ru", "shkola@examplе.ru", "shkola@example.ру", "школа@школа.рф"]
)
def test_a_russian_letter_in_an_address_is_told(typed: str) -> None:
    """It cannot be seen, so the message says it; a wholly Russian domain is none."""
    assert trouble("email", typed) == "в адресе почты русская буква: наберите его латиницей"


@pytest.mark.parametrize("typed", ["a@example.ru, b@example.ru", "a@example.ru b@example.ru"])
def test_several_addresses_are_refused(typed: str) -> None:
    """None of them is picked."""
    assert trouble("email", typed) == "нужен один адрес электронной почты"


@pytest.mark.parametrize(
    "typed",
    [
        *("нет", "-", "example.ru", "a@", "@example.ru", "a@example", 12.0, True),
        *("a..b@example.ru", "a.@example.ru", "a b@example.ru", "a@example..ru"),
        *("a@example.ru:80", f"{'a' * 250}@b.ru"),
    ],
)
def test_what_is_no_address_is_refused(typed: Value) -> None:
    """Words, halves of addresses and addresses that no server takes are refused."""
    assert trouble("email", typed).startswith("нужен адрес электронной почты")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8 (39138) 2-00-01", "8 (39138) 2-00-01"),
        (f" +7{NBSP}391{NBSP}382-00-01 ", "+7 391 382-00-01"),
        ("8–39138–2–00–01", "8-39138-2-00-01"),
        ("2-00-01", "2-00-01"),
        ("8 (39138) 2-00-01, доб. 12", "8 (39138) 2-00-01, доб. 12"),
        ("8 (39138) 2-00-01 (доб. 12)", "8 (39138) 2-00-01 (доб. 12)"),
        ("2-00-01, 2-00-02", "2-00-01, 2-00-02"),
        (83913820001.0, "83913820001"),
        (83913820001, "83913820001"),
    ],
)
def test_telephones_are_kept_as_typed(typed: Value, value: str) -> None:
    """Russian numbers with code and extension, also those that came as a number."""
    assert read("phone", typed) == value


@pytest.mark.parametrize(
    "typed", ["2-00", "1" * 16, "нет", "-", "звонить завхозу 2-00-01", 12.5, dt.date(2021, 6, 30)]
)
def test_what_is_no_telephone_is_refused(typed: Value) -> None:
    """Fewer than 5 digits or more than 15, words and dates are refused."""
    assert trouble("phone", typed).startswith("нужен номер телефона с кодом")


@pytest.mark.parametrize(
    "typed",
    [
        "https://shkola.example.ru",
        "HTTP://shkola.example.ru:8080/a?b=c#d",
        "www.example.ru",
        "shkola.example.ru",
        "example.ru/page",
        "example.ru/go?to=https://example.org",
        "https://edu.школа.рф/о-нас",
        "https://xn--80ak.xn--p1ai/",
    ],
)
def test_links_are_kept_as_typed(typed: str) -> None:
    """With http, with www or with a path, in Latin letters, Russian ones or punycode."""
    assert read("link", f" {typed}{NBSP}") == typed


@pytest.mark.parametrize(
    "typed",
    [
        "нет",
        "отчет.docx",
        "Prikaz.PDF",
        "п.Ойский",
        "п.Ойский/2",
        "с/х",
        "http://",
        "http://[",
        "http://example",
        "ftp://example.ru",
        "javascript://example.ru/%0aalert(1)",
        "https://example.ru и https://example.org",
        "https://ехample.ru",
        "https://example.ру",
        "shkola@example.ru/",
        2021.0,
    ],
)
def test_what_is_no_link_is_refused(typed: Value) -> None:
    """Names of files and places, other protocols and look-alike domains are refused."""
    assert trouble("link", typed).startswith("нужна ссылка")


# Text


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (f" Ойская{NBSP}\u200bСШ ", "Ойская СШ"),
        (12.0, "12"),
        (12, "12"),
        (12.5, "12,5"),
        (dt.date(2021, 6, 30), "30.06.2021"),
        (dt.datetime(2021, 6, 30, 12, 30), "30.06.2021"),
        (True, "да"),
        (False, "нет"),
        ("=1+1", "=1+1"),
        ("+7", "+7"),
        ("-", "-"),
        ("@имя", "@имя"),
        ("007", "007"),
        ("1,50", "1,50"),
        ("Ура 🎉", "Ура 🎉"),
    ],
)
@pytest.mark.parametrize("kind", ["string", "text"])
def test_text_is_kept_and_numbers_become_text(kind: str, typed: Value, value: str) -> None:
    """Text is cleaned and otherwise as typed; numbers and dates become what a person sees."""
    assert read(kind, typed) == value


def test_only_text_has_lines() -> None:
    """A text keeps its line breaks, a string is one line."""
    assert read("text", "раз \r\n два") == "раз\nдва"
    assert read("string", "раз \r\n два") == "раз два"


@pytest.mark.parametrize(("kind", "most"), [("string", 500), ("text", 5000)])
def test_text_too_long_is_refused(kind: str, most: int) -> None:
    """The message tells how long it is and how long it may be; the last length fits."""
    assert read(kind, "я" * most) == "я" * most
    told = f"слишком длинно: {most + 1} знаков, можно не больше {most}"
    assert trouble(kind, "я" * (most + 1)) == told


CHOICES = ("Школа", "ДОУ", "ДО")


@pytest.mark.parametrize(
    ("typed", "value"), [("Школа", "Школа"), (" школa. ", "Школа"), ("доу", "ДОУ"), ("«ДО»", "ДО")]
)
def test_a_choice_is_read_in_its_own_spelling(typed: str, value: str) -> None:
    """Case, dirt and look-alike letters do not hide a choice, and the list's spelling counts."""
    assert read("string", typed, choices=CHOICES) == value


def test_what_is_not_on_the_list_is_refused() -> None:
    """The message names the choices; of a long list the first eight and how many more."""
    told = "выберите из списка: «Школа», «ДОУ», «ДО»"
    assert trouble("string", "Школа-интернат", choices=CHOICES) == told
    numbers = tuple(f"№ {number}" for number in range(1, 12))
    named = ", ".join(f"«{number}»" for number in numbers[:8])
    assert trouble("string", "№ 12", choices=numbers) == f"выберите из списка: {named} и ещё 3"
    assert trouble("string", "№ 12", choices=numbers[:8]) == f"выберите из списка: {named}"


def test_a_pattern_is_held_against_the_clean_text() -> None:
    """The whole of it must fit; the form's own words say how it should look."""
    code = {"pattern": r"\d{3}", "pattern_help": "нужны три цифры, например 012"}
    assert read("string", f" 012{NBSP}", **code) == "012"
    assert trouble("string", "0123", **code) == "нужны три цифры, например 012"
    assert trouble("string", "0123", pattern=r"\d{3}") == "записано не так, как нужно"


# Cells in messages


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("", ""),
        (f" Ойская{NBSP}СШ\nпосёлок ", "Ойская СШ посёлок"),
        (12.0, "12"),
        (-0.5, "-0,5"),
        (1 / 3, "0,3333333333"),
        (0.1 + 0.2, "0,3"),
        (1234567.0, "1234567"),
        (1e20, "1e+20"),
        (math.nan, "nan"),
        (True, "да"),
        (dt.datetime(2021, 6, 30, 12, 30), "30.06.2021"),
        (dt.date(987, 6, 3), "03.06.0987"),
        ("я" * 80, "я" * 80),
        ("я" * 81, "я" * 79 + "…"),
    ],
)
def test_a_cell_is_shown_as_a_person_sees_it(value: Value, shown: str) -> None:
    """Dates and numbers in the Russian manner, text clean, on one line and not too long."""
    assert show(value) == shown


def test_a_cell_is_also_given_whole() -> None:
    """`show_whole` cuts nothing and leaves text as it is."""
    assert show_whole(" я\n" * 81) == " я\n" * 81


# Any cell at all

KINDS = st.sampled_from(get_args(Type))
ODD_TEXT = st.text(st.characters(), max_size=40) | st.text("0123456789 .,-/гчелО@:«»%\u00a0\ud800")
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    ODD_TEXT,
)


@given(CELLS, KINDS)
def test_no_cell_whatever_stops_the_reading(cell: Any, kind: str) -> None:
    """Each cell is empty, a value, or a trouble in Russian, and can be shown in a message."""
    parsed = parse(cell, field(kind))
    assert parsed.value is None or not parsed.trouble
    assert parsed.value is not None or not parsed.advice
    assert len(show(cell)) <= 80


@given(ODD_TEXT, KINDS)
def test_messages_quote_nothing_of_the_cell(cell: str, kind: str) -> None:
    """The words around a cell make no difference to the message, as it may hold personal data."""
    marked = f"Иванова{cell}Ивановна"
    assume(kind not in ("string", "text", "aspects"))
    assert "Иванов" not in trouble(kind, marked)


TYPES = {
    "integer": int,
    "number": int | float,
    "date": dt.date,
    "boolean": bool,
    "period": Period,
    "aspects": tuple,
}


@given(CELLS, KINDS)
def test_a_value_has_the_type_of_its_field(cell: Any, kind: str) -> None:
    """What was read is of one type, whatever was typed."""
    value = parse(cell, field(kind)).value
    assert value is None or isinstance(value, TYPES.get(kind, str))
    assert not isinstance(value, dt.datetime)
    assert kind == "boolean" or not isinstance(value, bool)


@given(CELLS, KINDS)
def test_what_was_read_is_read_again_as_the_same(cell: Any, kind: str) -> None:
    """A value written back into its cell gives the same value and no remark."""
    value = parse(cell, field(kind)).value
    assume(value is not None and kind != "aspects")
    typed = str(value) if kind == "period" else value
    assert parse(typed, field(kind)) == Parsed(value)
