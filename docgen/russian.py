"""Russian that a document needs: words that agree, counts, dates; names and posts in cases.

What documents use of names and posts stands here too, so that they have one place to ask.
"""

import datetime as dt
from decimal import Decimal

from docgen.typography import NBSP
from rules.morphology import Case, Gender
from rules.names import (
    full_name,
    gender,
    gender_of,
    genitive_name,
    initials_after,
    initials_before,
    surname_with_initials,
)
from rules.posts import full_post, holder, post, title_in_case

__all__ = [
    "Case", "Gender", "acting", "by_gender", "count", "date_of_year", "full_name", "full_post",
    "gender", "gender_of", "genitive_name", "holder", "initials_after", "initials_before",
    "long_date", "month_of", "post", "short_date", "surname_with_initials", "title_in_case",
]  # fmt: skip

MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


def by_gender(who: Gender | None, male: str, female: str) -> str:
    """Give the word that agrees with a person; both ends where the gender is not known.

    «назначенный», «назначенная», «назначенный(ая)».
    """
    if who:
        return male if who == "male" else female
    return f"{male}({female[-2:]})"


def acting(who: Gender | None) -> str:
    """Give «действующего» or «действующей»; both ends where the gender is not known."""
    return by_gender(who, "действующего", "действующей")


def long_date(day: dt.date) -> str:
    """Give «30 июня 2021 г.», its parts kept on one line."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}г."


def date_of_year(day: dt.date) -> str:
    """Give «30 июня 2021 года», as it stands within a sentence."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}года"


def short_date(day: dt.date) -> str:
    """Give «30.06.2021»."""
    return f"{day:%d.%m.}{day.year:04}"


def month_of(day: dt.date) -> str:
    """Give «октября 2021 г.»."""
    return f"{MONTHS[day.month - 1]} {day.year}{NBSP}г."


def count(number: int | float | Decimal, one: str, few: str, many: str) -> str:
    """Give a number with the form of a noun that it asks for: «21 экземпляр», «1,5 часа»."""
    if number != int(number):
        return f"{number}{NBSP}{few}".replace(".", ",", 1)
    whole = int(number)
    last, two = abs(whole) % 10, abs(whole) % 100
    if last == 1 and two != 11:
        form = one
    elif 2 <= last <= 4 and not 12 <= two <= 14:
        form = few
    else:
        form = many
    return f"{whole}{NBSP}{form}"
