"""Dates: the calendar, convenient days, periods; against every choice on small cases."""

import datetime as dt
import itertools
import random

import numpy as np
import pandas as pd
import pytest

from rules import planning
from rules.calendar_periods import calendar_periods, usual_periods
from rules.cells import parse
from rules.convenient_days import convenient_days
from rules.planning import EVENTS, Engagement, EventId, schedule_events
from rules.planning_model import Slots, best_slots
from rules.school_years import SchoolYear
from rules.tables import assemble
from rules.work_calendar import working_days
from sync.resources import forms
from tests.districts import found, made_report, tab

YEAR = SchoolYear(2021)
TERM = (dt.date(2022, 1, 10), dt.date(2022, 5, 31))
ALL_WEEK = frozenset(range(6))

# --- the production calendar ------------------------------------------------------------------

MOVED = """
    2021-02-20 works 2021-02-22 rests 2021-11-05 rests 2021-12-31 rests
    2022-03-05 works 2022-03-07 rests 2022-05-03 rests 2022-05-10 rests
    2023-02-24 rests 2023-05-08 rests 2023-11-06 rests
    2024-04-27 works 2024-04-29 rests 2024-04-30 rests 2024-05-10 rests 2024-11-02 works
    2024-12-28 works 2024-12-30 rests 2024-12-31 rests
    2025-05-02 rests 2025-05-08 rests 2025-06-13 rests 2025-11-01 works 2025-11-03 rests
    2025-12-31 rests 2026-01-09 rests 2026-12-31 rests 2026-05-11 rests
""".split()

# working days of a five-day week in each year, as the printed production calendars have them
NUMBERS = {2021: 247, 2022: 247, 2023: 247, 2024: 248, 2025: 247, 2026: 247}


@pytest.mark.parametrize(("day", "what"), list(zip(MOVED[::2], MOVED[1::2], strict=True)))
def test_moved_days(day, what):
    """Days that the government moved, each year by its decree."""
    moved = dt.date.fromisoformat(day)
    assert working_days((moved, moved)) == ((moved,) if what == "works" else ())


@pytest.mark.parametrize(("year", "number"), NUMBERS.items())
def test_number_of_working_days(year, number):
    """A whole year has as many working days as the printed calendar says."""
    assert len(working_days((dt.date(year, 1, 1), dt.date(year, 12, 31)))) == number


# --- convenient days --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "days", "time"),
    [
        ("вторник и четверг, 14:00–16:00", {1, 3}, "14:00–16:00"),
        ("понедельник после 15:00", {0}, "после 15:00"),
        ("среда и пятница, 13:30–15:30", {2, 4}, "13:30–15:30"),
        ("пятница, 9:00–12:00", {4}, "9:00–12:00"),
        ("Вт, чт с 14 до 16 часов", {1, 3}, "с 14 до 16 часов"),
        ("пн-чт", {0, 1, 2, 3}, ""),
        ("со вторника по пятницу в 10.00", {1, 2, 3, 4}, "в 10.00"),
        ("по средам", {2}, ""),
        ("субботы, первая половина дня", {5}, ""),
        ("любой день, кроме пятницы", {0, 1, 2, 3, 5}, ""),
        ("кроме понедельника", {1, 2, 3, 4, 5}, ""),
        ("по договорённости", ALL_WEEK, ""),
        ("ежедневно после 14 ч.", ALL_WEEK, "после 14 ч."),
        ("14:00", ALL_WEEK, "14:00"),
        ("", ALL_WEEK, ""),
        (None, ALL_WEEK, ""),
    ],
)
def test_convenient_days(typed, days, time):
    """Days of the week and the time, in the words of the people who fill «Практики»."""
    read = convenient_days(typed)
    assert (set(read.weekdays), read.time, read.understood) == (set(days), time, True)


@pytest.mark.parametrize("typed", ["второй вторник месяца", "по чётным неделям", "см. расписание"])
def test_days_that_are_not_understood_rule_nothing_out(typed):
    """What is not understood is told and taken for any day, never guessed."""
    read = convenient_days(typed)
    assert (set(read.weekdays), read.understood) == (ALL_WEEK, False)


# --- periods ----------------------------------------------------------------------------------


def events(*rows):
    """Make events of dicts; what is left out is usual."""
    usual = {"aspect": "A", "number": 1, "kind": "Школа", "format": "семинар",
             "responsible": None, "days": None, "guests": ()}  # fmt: skip
    return pd.DataFrame([usual | row for row in rows], columns=list(EVENTS))


def dated(made):
    return {EventId(*row[:3]): row[3] for row in made.dates.to_numpy()}


@pytest.mark.parametrize(
    ("kind", "form", "day", "where"),
    [
        ("Школа", "открытый урок", "2022-03-29", "forbidden"),
        ("Школа", "взаимопосещение уроков", "2022-03-29", "forbidden"),
        ("Школа", "семинар", "2022-03-29", "preferred"),
        ("Школа", "мастер-класс", "2022-03-29", "free"),
        ("ДОУ", "открытый урок", "2022-03-29", "free"),
        ("ДО", "открытый урок", "2022-03-29", "free"),
        ("Школа", "онлайн", "2022-05-24", "forbidden"),
        ("ДОУ", "семинар", "2022-05-24", "free"),
        ("ДОУ", "семинар", "2022-06-15", "forbidden"),
        ("ДО", "онлайн", "2022-08-15", "forbidden"),
        ("ДО", "онлайн", "2022-08-16", "free"),
        ("Школа", "открытый урок", "2021-12-30", "forbidden"),
    ],
)
def test_usual_periods(kind, form, day, where):
    """Holidays forbid lessons at schools and suit seminars, exams close schools, summer all."""
    periods = usual_periods(forms()["periods"], YEAR)
    on = dt.date.fromisoformat(day)
    meant = {one.forbids for one in periods if one.covers(on, kind, form)}
    assert meant == {"forbidden": {True}, "preferred": {False}, "free": set()}[where]


def periods(*rows):
    table, _ = assemble(forms()["periods"], [("", tab("periods", rows))])
    return calendar_periods(table, YEAR)


BAN = {"title": "Ремонт", "effect": "запрещает"}


def test_a_preferred_day_goes_first():
    """A seminar goes into its holidays; another event is dated as early as months allow."""
    usual = usual_periods(forms()["periods"], YEAR)
    term = (dt.date(2022, 3, 14), dt.date(2022, 4, 8))
    made = schedule_events(events({"host": "Ш-1"}), usual, term)
    row = made.dates.iloc[0]
    assert dt.date(2022, 3, 26) <= row["date"] <= dt.date(2022, 4, 2)
    assert row["preferred"]
    other = schedule_events(events({"host": "Ш-1", "format": "мастер-класс"}), usual, term)
    assert not other.dates["preferred"].any()


@pytest.mark.parametrize(
    ("event", "rows", "term", "busy", "reason"),
    [
        ({}, [], (dt.date(2022, 5, 7), dt.date(2022, 5, 10)), (), "term"),
        ({}, [], (dt.date(2022, 5, 10), dt.date(2022, 5, 7)), (), "term"),
        ({}, [BAN | {"term": "11 мая – 13 мая"}],
         (dt.date(2022, 5, 7), dt.date(2022, 5, 13)), (), "periods"),
        ({"days": "вторник"}, [], (dt.date(2022, 5, 7), dt.date(2022, 5, 13)), (), "days"),
        ({"days": "пятница", "guests": ("Ш-2",)}, [], (dt.date(2022, 5, 7), dt.date(2022, 5, 13)),
         [Engagement(dt.date(2022, 5, 13), "Ш-2")], "busy"),
        ({"days": "пятница"}, [], (dt.date(2022, 5, 7), dt.date(2022, 5, 13)),
         [Engagement(dt.date(2022, 5, 13), "Ш-1", "завуч")], "busy"),
    ],
)  # fmt: skip
def test_an_event_without_a_free_date_says_why(event, rows, term, busy, reason):
    """No day in the term, all closed by periods, no convenient one, all taken."""
    made = schedule_events(events({"host": "Ш-1"} | event), periods(*rows), term, busy=busy)
    assert made.dates.empty
    assert list(made.undated["reason"]) == [reason]
    assert made.undated["text"].str.endswith(".").all()


def test_dates_that_stand_do_not_move():
    """An accepted date is kept even where it breaks a rule, which is told; others go around it."""
    rows = events({"host": "Ш-1", "guests": ("Ш-2",)}, {"host": "Ш-2"}, {"host": "Ш-3"})
    day = dt.date(2022, 5, 12)
    sunday = dt.date(2022, 5, 15)
    fixed = {EventId("Ш-1", "A", 1): day, EventId("Ш-3", "A", 1): sunday}
    made = schedule_events(rows, (), (dt.date(2022, 5, 11), day), fixed)
    assert dated(made) == fixed | {EventId("Ш-2", "A", 1): dt.date(2022, 5, 11)}
    assert list(made.clashes["date"]) == [sunday]
    assert "нерабочий день" in made.clashes["text"].item()


def test_two_dates_that_stand_and_clash_are_told_once():
    """Two accepted events of one ОО on one day: both stay, one finding."""
    rows = events({"host": "Ш-1"}, {"host": "Ш-2", "guests": ("Ш-1",)})
    day = dt.date(2022, 5, 12)
    fixed = {EventId("Ш-1", "A", 1): day, EventId("Ш-2", "A", 1): day}
    made = schedule_events(rows, (), TERM, fixed)
    assert set(dated(made).values()) == {day}
    assert list(made.clashes["host"]) == ["Ш-2"]


def test_months_are_even():
    """Twelve events over five months: none has more than three, as even as can be."""
    made = schedule_events(events(*({"host": f"Ш-{n}"} for n in range(12))), (), TERM)
    assert sorted(made.loads.values()) == [2, 2, 2, 3, 3]
    assert (made.fullest, made.spread, made.proven) == (3, 30, True)


# --- every choice -----------------------------------------------------------------------------

DAYS = [dt.date(2022, 2, 28), dt.date(2022, 3, 1), dt.date(2022, 3, 2), dt.date(2022, 3, 31),
        dt.date(2022, 4, 1)]  # fmt: skip
WEEK = ["понедельник", "вторник", "среда", "четверг", "пятница"]


def test_no_dates_are_better(monkeypatch):
    """On small cases no other dates place more events, or spread them better.

    Some are settled by their months alone, others need the integer program.
    """
    reached, programs = set(), []
    monkeypatch.setattr(planning, "best_slots", lambda one: programs.append(1) or best_slots(one))
    for seed in range(150):
        dice = random.Random(seed)
        rows = events(*(
            {"host": f"Ш-{dice.randint(1, 3)}", "aspect": f"A{n}",
             "days": ", ".join(dice.sample(WEEK, dice.randint(1, 3))),
             "guests": tuple(f"Ш-{g}" for g in range(4, 7) if dice.random() < 0.3)}
            for n in range(dice.randint(1, 5))
        ))  # fmt: skip
        closed = [Engagement(day, f"Ш-{n}") for n in range(1, 7) for day in _all_days()
                  if day not in DAYS]  # fmt: skip
        made = schedule_events(rows, (), (DAYS[0], DAYS[-1]), busy=closed)
        assert made.proven
        assert _rank(dated(made).values(), len(rows)) == _best(rows), seed
        _check_apart(rows, dated(made))
        reached.add(len(made.undated))
    assert {0, 1} <= reached
    assert 0 < len(programs) < 150


def _all_days():
    return working_days((DAYS[0], DAYS[-1]))


def _rank(days, number):
    """Rank a choice: events without a date, the fullest month, squares of the loads."""
    days = list(days)
    loads = [sum(day.month == month for day in days) for month in (2, 3, 4)]
    return number - len(days), max(loads), sum(load * load for load in loads)


def _best(rows):
    options = []
    for row in rows.to_dict("records"):
        own = convenient_days(row["days"]).weekdays
        options.append([None, *(day for day in DAYS if day.weekday() in own)])
    parties = [{row["host"], *row["guests"]} for row in rows.to_dict("records")]
    best = None
    for choice in itertools.product(*options):
        pairs = itertools.combinations(zip(choice, parties, strict=True), 2)
        if all(a is None or a != b or not one & two for (a, one), (b, two) in pairs):
            rank = _rank([day for day in choice if day is not None], len(rows))
            best = rank if best is None else min(best, rank)
    return best


def _check_apart(rows, days):
    busy = [(days[EventId(row["host"], row["aspect"], 1)], org) for row in rows.to_dict("records")
            if EventId(row["host"], row["aspect"], 1) in days
            for org in (row["host"], *row["guests"])]  # fmt: skip
    assert len(busy) == len(set(busy))


def test_the_program_weighs_events_before_months():
    """The integer program alone: clashes cost an event, months are evened with what stands."""
    slots = Slots(3, np.array([0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 0]), [[0, 2], [2, 4]],
                  np.array([0, 1]))  # fmt: skip
    chosen, proven = best_slots(slots)
    assert proven
    assert list(chosen) == [0, 3, 4]


# --- findings ---------------------------------------------------------------------------------

FINDINGS = [
    ("periods.overlap", {"periods": {"": [BAN | {"term": "1 мая – 9 мая"},
                                          BAN | {"term": "9 мая – 12 мая"}]}}, {}, 1),
    ("periods.overlap", {"periods": {"": [BAN | {"term": "1 мая – 9 мая"},
                                          BAN | {"term": "10 мая – 12 мая"}]}}, {}, 0),
    ("periods.overlap", {"periods": {"": [BAN | {"term": "1 мая – 9 мая", "school": "да"},
                                          BAN | {"term": "3 мая", "extra": "да"}]}}, {}, 0),
    ("periods.overlap", {"periods": {"": [BAN | {"term": "1 мая – 9 мая", "formats": "семинар"},
                                          BAN | {"term": "3 мая", "formats": "онлайн"}]}}, {}, 0),
    ("periods.format", {"periods": {"": [BAN | {"term": "май", "formats": "Семинар; все"}]}}, {},
     0),
    ("periods.format", {"periods": {"": [BAN | {"term": "май", "formats": "урок"}]}}, {}, 1),
    ("settings.half_year", {}, {"half_year_start": "01.06.2022"}, 1),
    ("settings.half_year", {}, {}, 0),
    ("settings.no_days", {}, {}, 0),
    ("settings.no_days", {}, {"half_year_end": "01.03.2022"}, 1),
    ("settings.no_days", {}, {"half_year_end": "08.03.2022"}, 0),
    ("settings.no_days", {"periods": {"": [BAN | {"term": "март – май"}]}}, {}, 1),
    ("settings.no_days", {}, {"half_year_start": "01.06.2022"}, 0),
    ("settings.fit", {}, {}, 0),
    ("settings.fit", {}, {"match_kind": 0.9, "match_cluster": 0.2}, 1),
    ("cell.unreadable", {}, {"match_events": 0}, 1),
    ("cell.unreadable", {}, {"match_visits": -3}, 1),
    ("cell.unreadable", {}, {"match_guests": "много"}, 1),
    ("cell.unreadable", {"periods": {"": [BAN | {"term": "когда-нибудь"}]}}, {}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "tabs", "cells", "hits"), FINDINGS)
def test_findings(rule, tabs, cells, hits):
    """So many findings of the rule; of a limit that can't be read there is one, no more."""
    made = made_report({"Ш-1": ""}, tabs=tabs, settings=cells)
    own = found(made, rule)
    assert len(own[own["tab"].isin(["Периоды", "Настройки"])]) == hits


def test_the_usual_periods_do_not_overlap():
    """The rows that a new district begins with give no finding."""
    rows = [dict(row) for row in forms()["periods"].initial]
    made = made_report({"Ш-1": ""}, tabs={"periods": {"": rows}})
    assert found(made)[found(made)["tab"] == "Периоды"].empty
    fields = {item.name: item for item in forms()["periods"].fields}
    assert all(parse(row["term"], fields["term"]).value for row in rows)
