"""Terms of events as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dates import MONTH_NAMES
from rules.parsed import Parsed
from rules.periods import BACKWARDS, parse_period, resolve
from rules.school_years import SchoolYear, school_year

YEAR = SchoolYear(2021)

# What is typed, and the days it means in the school year 2021–2022.
SPANS = """
15.03.2022                      | 15.03.2022 | 15.03.2022
15.03.22                        | 15.03.2022 | 15.03.2022
15 марта                        | 15.03.2022 | 15.03.2022
15.10                           | 15.10.2021 | 15.10.2021
март 2022                       | 01.03.2022 | 31.03.2022
Март 2022 г.                    | 01.03.2022 | 31.03.2022
февраль                         | 01.02.2022 | 28.02.2022
ноябрь                          | 01.11.2021 | 30.11.2021
03.2022                         | 01.03.2022 | 31.03.2022
2 декада марта                  | 11.03.2022 | 20.03.2022
вторая декада марта             | 11.03.2022 | 20.03.2022
III декада февраля 2022         | 21.02.2022 | 28.02.2022
2-я неделя апреля               | 08.04.2022 | 14.04.2022
5 неделя февраля                | 28.02.2022 | 28.02.2022
конец марта                     | 21.03.2022 | 31.03.2022
1 квартал 2022 года             | 01.01.2022 | 31.03.2022
II квартал                      | 01.04.2022 | 30.06.2022
3 квартал                       | 01.07.2022 | 30.09.2022
1 полугодие                     | 01.09.2021 | 31.12.2021
2 полугодие 2021-2022 уч. года  | 01.01.2022 | 31.05.2022
1 полугодие 2022-2023           | 01.09.2022 | 31.12.2022
2 полугодие 2022-2023           | 01.01.2023 | 31.05.2023
2 полугодие 2023 года           | 01.01.2023 | 31.05.2023
I четверть                      | 01.09.2021 | 31.10.2021
вторая четверть                 | 01.11.2021 | 31.12.2021
3 четверть 2021-2022            | 01.01.2022 | 31.03.2022
IV четверти                     | 01.04.2022 | 31.05.2022
весна 2022                      | 01.03.2022 | 31.05.2022
зима                            | 01.12.2021 | 28.02.2022
в течение года                  | 01.09.2021 | 31.08.2022
ежемесячно                      | 01.09.2021 | 31.08.2022
с 14 по 18 февраля 2022         | 14.02.2022 | 18.02.2022
14-18 февраля                   | 14.02.2022 | 18.02.2022
14.02–18.02.2022                | 14.02.2022 | 18.02.2022
с 28 февраля по 4 марта         | 28.02.2022 | 04.03.2022
март – апрель 2022              | 01.03.2022 | 30.04.2022
март/апрель                     | 01.03.2022 | 30.04.2022
январь, февраль, март 2022      | 01.01.2022 | 31.03.2022
ноябрь - февраль                | 01.11.2021 | 28.02.2022
ноябрь 2021 – февраль           | 01.11.2021 | 28.02.2022
декабрь – январь 2022           | 01.12.2021 | 31.01.2022
до 20.05.2022                   | 01.09.2021 | 20.05.2022
не позднее 20 мая               | 01.09.2021 | 20.05.2022
"""


def rows(text):
    return [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]


def day(text):
    return dt.datetime.strptime(text, "%d.%m.%Y").date()


@pytest.mark.parametrize(("typed", "first", "last"), rows(SPANS))
def test_terms(typed, first, last):
    """A term means these days, and is shown as it was typed."""
    parsed = parse_period(typed)
    assert parsed.trouble == ""
    assert resolve(parsed.value, YEAR) == (day(first), day(last))
    assert str(parsed.value) == typed
    assert parsed.value.exact == (first == last and "неделя" not in typed)


@pytest.mark.parametrize(
    "typed",
    [
        "с 20 марта по 5 марта 2022",
        "апрель – март 2022",
        "20.05.2022 - 10.05.2022",
        "май – март",
        "с 10 мая по 3 марта",
    ],
)
def test_terms_that_run_backwards(typed):
    """A term that ends before it begins is refused."""
    assert parse_period(typed) == Parsed(trouble=BACKWARDS)


@pytest.mark.parametrize(
    "typed", ["31.02.2022", "32 марта", "после каникул", "скоро", "13.2022", "5 квартал", True]
)
def test_no_terms(typed):
    """What is no term is told and not guessed."""
    parsed = parse_period(typed)
    assert parsed.value is None
    assert "15.03.2022" in parsed.trouble


@pytest.mark.parametrize("typed", ["", "____", "…"])
def test_empty_terms(typed):
    """A line to fill in that nobody filled is empty."""
    assert parse_period(typed) == Parsed()


def test_cells_with_dates():
    """A cell that holds a date is a term of one day."""
    for cell in (dt.datetime(2022, 3, 15), dt.date(2022, 3, 15), 44635.0):
        term = parse_period(cell).value
        assert resolve(term, YEAR) == (dt.date(2022, 3, 15), dt.date(2022, 3, 15))
        assert str(term) == "15.03.2022"


@given(st.sampled_from(MONTH_NAMES), st.integers(2010, 2040))
def test_a_month_stands_in_its_school_year(month, start):
    """A month without a year is one of the school year's twelve."""
    year = SchoolYear(start)
    first, last = resolve(parse_period(month).value, year)
    assert year.first <= first <= last <= year.last
    assert (first.month, last.month) == (MONTH_NAMES.index(month) + 1,) * 2


@given(st.text(max_size=40))
def test_any_text_is_a_term_or_is_told(text):
    """No text stops the reading; what is a term ends no earlier than it begins."""
    parsed = parse_period(text)
    if parsed.value is not None:
        first, last = resolve(parsed.value, YEAR)
        assert first <= last or parsed.value.first is None or parsed.value.last is None


def test_names_of_school_years():
    """«2021-2022» is a school year, «2021-2023» is none."""
    year = school_year("2021-2022")
    assert year == YEAR
    assert (year.name, year.title) == ("2021-2022", "2021–2022")
    assert (year.first, year.last) == (dt.date(2021, 9, 1), dt.date(2022, 8, 31))
    assert [school_year(name) for name in ("2021-2023", "2021", "2021–2022", "")] == [None] * 4
