"""The matching: against every choice on small districts, by hand, by its properties."""

import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from rules import matching_solver
from rules.decisions import event_key, pair_key
from rules.grid import Grid
from rules.half_years import HalfYear
from rules.matching import match
from rules.matching_greedy import event_greedy, pair_greedy
from rules.matching_inputs import Terms, inputs_of
from rules.matching_pairs import Choices, Pair, possible_pairs, problem_of
from rules.matching_problem import Solution, value_of
from rules.matching_solver import solve
from rules.planning import events_to_date
from rules.reading import read
from rules.school_years import SchoolYear
from sync.resources import forms
from tests.benchmarks.invented_districts import invented
from tests.districts import made_report
from tests.rules.small_districts import (
    Small,
    best_by_trying,
    fits,
    limits,
    needs_frame,
    objective,
    offers_frame,
    orgs_frame,
    small_district,
    weights,
)

ROOT = Path(__file__).parents[2]
INSTANCES = 300


def pairs_of(made):
    return [Pair(*row) for row in made.pairs[["guest", "host", "aspect"]].to_numpy()]


@pytest.mark.parametrize("start", range(0, INSTANCES, 100))
def test_no_choice_is_better(start):
    """On random districts the objective is that of the best choice; every limit is kept."""
    for seed in range(start, start + 100):
        small = small_district(seed)
        made = match(*small)
        chosen, weight = pairs_of(made), weights(small)
        assert made.objective == pytest.approx(objective(small, chosen, weight)), seed
        assert made.objective == pytest.approx(best_by_trying(small)), seed
        assert made.gap <= 1e-5
        assert fits(chosen, limits(small, small.choices.accepted)), seed
        assert set(small.choices.accepted) <= set(chosen)
        assert not (set(small.choices.rejected) - set(small.choices.accepted)) & set(chosen)
        met = {(pair.guest, pair.aspect) for pair in chosen}
        assert len(made.unmet) + len(met) == len(small.needs)
        assert "unproven" not in set(made.unmet["reason"])


# --- a second model ---------------------------------------------------------------------------


def by_scipy(problem):
    """Give the best objective of a problem by scipy's own solver, from the formulas alone."""
    size, events = len(problem.need), len(problem.host)
    rows, most = [], []

    def at_most(go, opened, limit):
        rows.append(np.concatenate([go.astype(float), np.asarray(opened, float)]))
        most.append(limit)

    none, counted = np.zeros(events), ~problem.free
    for need in range(len(problem.guest)):
        at_most(problem.need == need, none, 1)
    for org in range(len(problem.visits)):
        at_most(problem.guest[problem.need] == org, none, problem.visits[org])
        at_most(np.zeros(size), (problem.host == org) & counted, problem.events[org])
    for event in range(events):
        at_most(problem.event == event, none, problem.places[event])
    for column in range(size):
        own = np.arange(events) == problem.event[column]
        at_most(np.arange(size) == column, -own.astype(float), 0)
    cost = np.concatenate([-problem.weight, problem.opening])
    made = milp(cost, integrality=np.ones(size + events), bounds=Bounds(0, 1),
                constraints=LinearConstraint(np.array(rows), ub=most),
                options={"mip_rel_gap": 0})  # fmt: skip
    return -made.fun


def test_a_second_model_finds_nothing_better(monkeypatch):
    """On districts of 10–16 ОО scipy's model agrees; some of them need branch and bound."""
    proved = []
    prove = matching_solver._prove
    monkeypatch.setattr(matching_solver, "_prove", lambda *a: proved.append(1) or prove(*a))
    for seed in range(10):
        needs, offers, organisations = invented(10 + seed % 7, seed, aspects=8)
        terms = Terms(epsilon=(0.3, 0.9, 1.7)[seed % 3], events=1 + seed % 2, visits=2)
        possible = possible_pairs(needs, offers, organisations, terms, Choices())
        problem, _ = problem_of(possible, terms)
        found = solve(problem)
        assert found.objective == pytest.approx(by_scipy(problem))
        assert found.bound == pytest.approx(found.objective, abs=1e-5)
        assert value_of(problem, np.array(found.chosen)) == pytest.approx(found.objective)
    assert proved


def test_a_region_is_bounded(monkeypatch):
    """A problem too large to be proven has a bound that holds, and a solution near to it."""
    needs, offers, organisations = invented(120, 1)
    whole = match(needs, offers, organisations)
    monkeypatch.setattr(matching_solver, "LARGEST", 0)
    made = match(needs, offers, organisations)
    assert made.objective <= whole.objective + 1e-6 <= made.bound + 2e-6
    assert made.gap < 0.01
    assert whole.gap < 1e-6


# --- by hand ----------------------------------------------------------------------------------

SAME = [(code, "Школа", "с. А", "1") for code in ("Ш-1", "Ш-2", "Ш-3", "Ш-4", "Ш-5")]


def matched(needs, offers, orgs=SAME, terms=None, **choices):
    return match(needs_frame(needs), offers_frame(offers), orgs_frame(orgs), terms or Terms(),
                 Choices(**choices))  # fmt: skip


def reasons(made):
    found = made.unmet[["guest", "aspect", "reason"]].to_numpy()
    return {(guest, aspect): reason for guest, aspect, reason in found}


SEMINAR = (8, 8, "семинар")


def test_weights_of_a_pair_by_hand():
    """Need by fit: kinds 0.10, settlements 0.05, clusters 0.10; the last two not online."""
    orgs = [("Ш-1", "Школа", "с. А", "1"), ("Д-1", "ДОУ", "с. Б", "2"),
            ("Ш-2", "Школа", "с. А", "1"), ("Ш-3", "Школа", "с. В", "1")]  # fmt: skip
    needs = [("Ш-1", "A", 1), ("Ш-1", "B", 0.75), ("Ш-1", "C", 0.5), ("Ш-1", "D", 1.25)]
    offers = [("Д-1", "A", *SEMINAR), ("Д-1", "B", 8, 8, "онлайн"), ("Ш-2", "C", *SEMINAR),
              ("Ш-3", "D", *SEMINAR)]  # fmt: skip
    made = matched(needs, offers, orgs, Terms(epsilon=0.05))
    assert made.pairs["weight"].tolist() == pytest.approx([0.75, 0.675, 0.5, 1.1875])
    assert made.objective == pytest.approx(0.75 + 0.675 + 0.5 + 1.1875 - 4 * 0.05)
    places = "у вас 1-е место в заказе, у них 1-е в предложениях"
    assert made.pairs["why"].tolist() == [
        places,
        f"{places}, онлайн, ехать не нужно",
        f"{places}, тот же вид ОО, тот же населённый пункт",
        f"{places}, тот же вид ОО, тот же куст",
    ]


def test_an_event_has_its_price():
    """Of two hosts one opens: the second event would cost more than it gains."""
    needs = [("Ш-1", "A", 1), ("Ш-2", "A", 0.5)]
    made = matched(needs, [("Ш-3", "A", *SEMINAR), ("Ш-4", "A", *SEMINAR)])
    assert (made.found.events, made.objective, made.found.share) == (1, pytest.approx(1.2), 1)
    assert made.plain_objective == made.objective == made.bound
    assert made.gap == 0
    assert made.demand == 1.5


@pytest.mark.parametrize(
    ("reason", "needs", "offers", "terms", "choices"),
    [
        ("nobody", [("Ш-1", "A", 1)], [("Ш-2", "B", *SEMINAR)], {}, {}),
        ("nobody", [("Ш-1", "A", 1)], [("Ш-1", "A", *SEMINAR)], {}, {}),
        ("rejected", [("Ш-1", "A", 1)], [("Ш-2", "A", *SEMINAR)], {},
         {"rejected": [Pair("Ш-1", "Ш-2", "A")]}),
        ("places", [("Ш-1", "A", 0.5), ("Ш-3", "A", 1)], [("Ш-2", "A", 1, 1, None)], {}, {}),
        ("events", [("Ш-1", "A", 0.5), ("Ш-3", "B", 1)],
         [("Ш-2", "A", *SEMINAR), ("Ш-2", "B", *SEMINAR)], {"events": 1}, {}),
        ("visits", [("Ш-1", "A", 0.5), ("Ш-1", "B", 1)],
         [("Ш-2", "A", *SEMINAR), ("Ш-3", "B", *SEMINAR)], {"visits": 1}, {}),
        ("worthless", [("Ш-1", "A", 0.25)], [("Ш-2", "A", *SEMINAR)], {}, {}),
        ("worthless", [("Ш-1", "A", 0.25), ("Ш-1", "B", 1)],
         [("Ш-2", "A", *SEMINAR), ("Ш-3", "B", *SEMINAR)], {"visits": 1}, {}),
        ("events", [("Ш-1", "A", 0.5), ("Ш-3", "B", 1), ("Ш-4", "A", 0.25)],
         [("Ш-2", "A", *SEMINAR), ("Ш-2", "B", *SEMINAR)], {"events": 1},
         {"rejected": [Pair("Ш-4", "Ш-2", "A")]}),
    ],
)  # fmt: skip
def test_reasons_of_unmet_needs(reason, needs, offers, terms, choices):
    """Each reason by a case in which nothing else stands in the way."""
    made = matched(needs, offers, terms=Terms(**terms), **choices)
    assert reasons(made)["Ш-1", "A"] == reason
    assert made.unmet["text"].str.endswith(".").all()


def test_a_need_with_hosts_full_in_two_ways():
    """Where some hosts have no places and others no events left, the words tell both."""
    needs = [("Ш-1", "A", 0.5), ("Ш-4", "A", 1), ("Ш-5", "B", 1)]
    offers = [("Ш-2", "A", 1, 1, None), ("Ш-3", "A", *SEMINAR), ("Ш-3", "B", *SEMINAR)]
    made = matched(needs, offers, terms=Terms(events=1))
    assert list(made.unmet["text"]) == [
        "У всех, кто предлагает, места заняты (ОО: 1) или исчерпан предел мероприятий на "
        "полугодие (ОО: 1)."
    ]


# --- decisions --------------------------------------------------------------------------------


def test_accepted_pairs_that_break_limits_are_kept_and_told():
    """Each limit that accepted pairs break is one row; nothing else is added to what is full."""
    needs = [("Ш-1", "A", 1), ("Ш-1", "B", 0.5), ("Ш-3", "A", 1), ("Ш-4", "C", 1)]
    offers = [("Ш-2", "A", 1, 1, None), ("Ш-2", "B", *SEMINAR), ("Ш-5", "A", *SEMINAR),
              ("Ш-2", "C", *SEMINAR)]  # fmt: skip
    accepted = [Pair("Ш-1", "Ш-2", "A"), Pair("Ш-1", "Ш-5", "A"), Pair("Ш-3", "Ш-2", "A"),
                Pair("Ш-1", "Ш-2", "B")]  # fmt: skip
    limits = Terms(events=np.int64(1), visits=np.int64(2))  # as the frame of «Настройки» has them
    made = matched(needs, offers, terms=limits, accepted=accepted)
    assert set(accepted) == set(pairs_of(made))
    told = made.broken[["limit", "guest", "host", "aspect", "count", "most"]].to_numpy().tolist()
    assert told == [
        ["need", "Ш-1", "", "A", 2, 1],
        ["visits", "Ш-1", "", "", 3, 2],
        ["places", "", "Ш-2", "A", 2, 1],
        ["events", "", "Ш-2", "", 2, 1],
    ]
    assert made.objective == pytest.approx(3.5 - 3 * 0.3)
    assert reasons(made) == {("Ш-4", "C"): "events"}


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (Pair("Ш-1", "Ш-2", "B"), "такого запроса"),
        (Pair("Ш-1", "Ш-3", "A"), "такого предложения"),
        (Pair("Ш-1", "Х-9", "A"), "не участвует"),
        (Pair("Ш-1", "Ш-1", "A"), "одна ОО"),
    ],
)
def test_an_accepted_pair_that_nothing_stands_behind_stays(pair, words):
    """It keeps its row with weight 0 outside all limits, and a finding; the rest is as without."""
    needs, offers = [("Ш-1", "A", 1)], [("Ш-2", "A", *SEMINAR), ("Ш-2", "B", *SEMINAR)]
    terms = Terms(visits=1, events=1)
    made = matched(needs, offers, terms=terms, accepted=[pair])
    plain = matched(needs, offers, terms=terms)
    assert made.objective == plain.objective == pytest.approx(0.7)
    assert set(pairs_of(made)) == {pair, Pair("Ш-1", "Ш-2", "A")}
    row = made.pairs[made.pairs["gone"]].iloc[0]
    assert (row["weight"], row["accepted"], row["need_place"] is pd.NA) == (0, True, True)
    assert list(made.broken["limit"]) == ["gone"]
    assert words in made.broken["text"].item()
    assert {pair.host, "Ш-2"} == set(made.events["host"])


def test_pairs_of_the_plan_before_are_worth_a_little_more():
    """Of two equal hosts the one of the plan before stays; δ is in the objective, not beside it."""
    needs, offers = [("Ш-1", "A", 1)], [("Ш-2", "A", *SEMINAR), ("Ш-3", "A", *SEMINAR)]
    for host in ("Ш-2", "Ш-3"):
        made = matched(needs, offers, previous={Pair("Ш-1", host, "A"): 1})
        assert pairs_of(made) == [Pair("Ш-1", host, "A")]
        assert made.objective == pytest.approx(0.705)
        assert made.plain_objective == pytest.approx(0.7)
        assert made.pairs["kept"].all()


def test_many_guests_come_in_several_sittings():
    """Five guests, two at once, three times: 2, 2, 1; who had a sitting keeps it."""
    needs = [(f"Ш-{n}", "A", 1) for n in range(1, 6)]
    orgs = [*SAME, ("Х", "Школа", "с. А", "1")]
    made = matched(needs, [("Х", "A", 6, 2, "семинар")], orgs)
    assert made.events[["number", "guests"]].to_numpy().tolist() == [
        [1, ("Ш-1", "Ш-2")], [2, ("Ш-3", "Ш-4")], [3, ("Ш-5",)]]  # fmt: skip
    assert made.found.events == 1
    before = {Pair("Ш-1", "Х", "A"): 3, Pair("Ш-4", "Х", "A"): 1}
    again = matched(needs, [("Х", "A", 6, 2, "семинар")], orgs, previous=before)
    assert again.events["guests"].tolist() == [("Ш-2", "Ш-4"), ("Ш-3", "Ш-5"), ("Ш-1",)]


# --- properties -------------------------------------------------------------------------------


def test_rejecting_never_helps_and_room_never_hurts():
    """Rejecting a pair never raises the objective; more events, visits, places never lower it."""
    for seed in range(25):
        small = small_district(seed)._replace(choices=Choices())
        made = match(*small)
        if not len(made.pairs):
            continue
        first = pairs_of(made)[seed % len(made.pairs)]
        assert match(*small[:4], Choices(rejected=[first])).objective <= made.objective + 1e-9
        for more in ({"events": 9}, {"visits": 9}):
            terms = dataclasses.replace(small.terms, **more)
            assert match(*small._replace(terms=terms)).objective >= made.objective - 1e-9
        roomy = small.offers.assign(guests=small.offers["guests"] + 1)
        assert match(*small._replace(offers=roomy)).objective >= made.objective - 1e-9
        shuffled = Small(small.needs[::-1], small.offers[::-1], small.organisations[::-1],
                         *small[3:])  # fmt: skip
        assert match(*shuffled).pairs.equals(made.pairs)


def test_greedy_choices_keep_the_limits_and_are_no_better():
    """Neither way of choosing one by one beats the optimum or breaks a limit."""
    worse = set()
    for seed in range(40):
        needs, offers, organisations = invented(3 + seed % 6, seed, aspects=6)
        terms = Terms(epsilon=0.6, events=1, visits=2)
        possible = possible_pairs(needs, offers, organisations, terms, Choices())
        problem, _ = problem_of(possible, terms)
        best = solve(problem).objective
        for way in (pair_greedy, event_greedy):
            chosen = way(problem)
            assert value_of(problem, chosen) <= best + 1e-9
            worse.add((way, value_of(problem, chosen) < best - 1e-6))
            assert np.bincount(problem.need[chosen]).max(initial=0) <= 1
            guests = problem.guest[problem.need[chosen]]
            assert np.bincount(guests).max(initial=0) <= terms.visits
            hosts = problem.host[np.unique(problem.event[chosen])]
            assert np.bincount(hosts).max(initial=0) <= terms.events
            taken = np.bincount(problem.event[chosen], minlength=len(problem.host))
            assert (taken <= problem.places).all()
    assert len(worse) == 4


PROGRAM = """
from tests.benchmarks.invented_districts import invented
from rules.matching import match
from rules.matching_pairs import Choices, possible_pairs, problem_of
from rules.matching_inputs import Terms
district = invented(40, 3)
made = match(*district)
problem, _ = problem_of(possible_pairs(*district, Terms(), Choices()), Terms())
print(problem.digest(), repr(made.objective), made.pairs.to_csv(), made.unmet.to_csv())
"""


def test_every_process_finds_the_same():
    """Pairs, reasons, objective and digest are the same whatever the seed of the hashes."""
    texts = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True,
            cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("0", "1", "31337")
    }  # fmt: skip
    assert len(texts) == 1
    assert len(texts.pop()) > 1000


def test_a_solution_can_be_kept_under_the_digest_of_its_problem():
    """A solver that takes known solutions, as JSON, gives the same matching; nothing is solved."""
    kept, solved = {}, []

    def keeping(problem):
        if problem.digest() not in kept:
            solved.append(problem)
            kept[problem.digest()] = json.dumps(dataclasses.asdict(solve(problem)))
        found = json.loads(kept[problem.digest()])
        return Solution(tuple(found["chosen"]), found["objective"], found["bound"])

    district = invented(20, 1)
    first, second = match(*district, solver=keeping), match(*district, solver=keeping)
    assert len(solved) == 1
    assert first.pairs.equals(second.pairs)
    assert first.objective == second.objective
    match(*district, Terms(epsilon=0.2), solver=keeping)
    assert len(solved) == 2


# --- from a district --------------------------------------------------------------------------

ASPECTS = [
    {"id": "P1", "process": "педагогический", "group": "ФГ", "title": "Чтение"},
    {"id": "P2", "process": "педагогический", "group": "ФГ", "title": "Счёт"},
    {"id": "P3", "process": "педагогический", "group": "ФГ", "title": "Письмо"},
    {"id": "U1", "process": "управленческий", "group": "ВСОКО", "title": "ВСОКО"},
]


def test_needs_and_offers_of_a_district():
    """Ranks among the lines that are aspects, midranks for ties; the largest practice; ШНОР."""
    order = {
        "Ш-1": [{"rank": 1, "teaching_need": "Чтение"},
                {"rank": 2, "teaching_need": "неясно что"},
                {"rank": 3, "teaching_need": "Счёт, Письмо"},
                {"rank": 4, "teaching_need": "Чтение"},
                {"rank": 5, "management_need": "ВСОКО"}],
        "Ш-2": [{"rank": 1, "teaching_offer": "Счёт"}, {"rank": 2, "teaching_offer": "Чтение"}],
    }  # fmt: skip
    practices = {"Ш-2": [
        {"aspect": "Чтение", "format": "семинар", "guests": 5, "times": 1},
        {"aspect": "Чтение", "format": "онлайн", "guests": 3, "times": 2},
        {"aspect": "Счёт", "format": "открытый урок"},
    ]}  # fmt: skip
    rows = [["Код", "Краткое наименование", "Вид", "ШНОР"],
            ["Ш-1", "ОО 1", "Школа", "2020-2021; 2021/22"],
            ["Ш-2", "ОО 2", "Школа", None]]  # fmt: skip
    registry = read(Grid("Реестр ОО", rows), forms()["registry"])
    made = made_report(
        {"Ш-1": "", "Ш-2": ""},
        tabs={"aspects": {"": ASPECTS}, "order": order, "practices": practices},
        settings={"match_low_results": 2, "match_guests": 7},
        readings={"registry": [("", registry)]},
    )
    needs, offers, organisations, terms = inputs_of(made.district)
    assert needs[["org", "aspect", "rank", "place"]].to_numpy().tolist() == [
        ["Ш-1", "P1", 1, 1], ["Ш-1", "P2", 2.5, 2],
        ["Ш-1", "P3", 2.5, 2], ["Ш-1", "U1", 1, 1]]  # fmt: skip
    assert needs["weight"].tolist() == [2, 1, 1, 2]
    assert needs["priority"].all()
    assert offers[["aspect", "place", "guests", "sitting", "format"]].to_numpy().tolist() == [
        ["P1", 2, 6, 3, "онлайн"], ["P2", 1, 7, 7, "открытый урок"]]  # fmt: skip
    assert [type(label) for label in offers["practice"]] == [int, int]
    assert (terms.low_results, terms.guests, terms.events) == (2, 7, 3)
    matching = match(needs, offers, organisations, terms)
    assert pairs_of(matching) == [Pair("Ш-1", "Ш-2", "P1"), Pair("Ш-1", "Ш-2", "P2")]
    dated = events_to_date(matching, organisations, made.district.practices)
    assert dated["format"].tolist() == ["онлайн", "открытый урок"]
    assert dated["kind"].tolist() == ["Школа", "Школа"]


def test_an_empty_district_has_an_empty_matching():
    """No orders at all: no pairs, no events, a share of nothing that is 0, a gap of 0."""
    made = made_report({"Ш-1": ""})
    found = match(*inputs_of(made.district))
    assert found.pairs.empty
    assert found.events.empty
    assert (found.objective, found.bound, found.gap, found.found.share) == (0, 0, 0, 0)


def test_keys_are_made_of_ids():
    """A pair and an event have keys with the school year first and the half-year in them."""
    assert pair_key("2021-2022", 2, "Ш-1", "Ш-2", "P1") == "2021-2022 | pair | 2 | Ш-1 | Ш-2 | P1"
    assert event_key("2021-2022", 2, "Ш-2", "P1", 1) == "2021-2022 | event | 2 | Ш-2 | P1 | 1"
    half = HalfYear(SchoolYear(2021), dt.date(2022, 1, 10), dt.date(2022, 5, 31))
    assert half.number == 2
    assert half.left(dt.date(2022, 3, 1)) == (dt.date(2022, 3, 2), half.last)
    assert half._replace(first=dt.date(2021, 9, 1)).number == 1
