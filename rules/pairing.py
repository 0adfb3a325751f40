"""Pairs of a half-year: the matching under what coordinators decided and ОО reported."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from rules.decisions import (
    OUTCOME,
    PAIR_CHOICE,
    TAKEN_OVER,
    Decisions,
    decided,
    pair_key,
    parts_of,
)
from rules.district import District
from rules.half_years import HalfYear, half_year_of
from rules.matching import Matching, match
from rules.matching_inputs import inputs_of
from rules.matching_pairs import Choices, Pair
from rules.matching_problem import Problem, Solution
from rules.matching_solver import solve
from rules.planning import EventId

ACCEPT, REJECT = PAIR_CHOICE.choices


@dataclass(frozen=True, slots=True)
class Solved:
    """Solutions that are known already, by the digest of their problem; new ones are added."""

    known: dict[str, Solution] = field(default_factory=dict)

    def solver(self) -> Callable[[Problem], Solution]:
        """Give a solver that solves no problem twice."""

        def known_or_solved(problem: Problem) -> Solution:
            digest = problem.digest()
            if digest not in self.known:
                self.known.clear()
                self.known[digest] = solve(problem)
            return self.known[digest]

        return known_or_solved


def pairs_decided(decisions: Decisions, half: HalfYear) -> Iterator[tuple[Pair, str]]:
    """Give the pairs of a half-year that carry a decision, and what was decided."""
    for key, column in decisions:
        parts = _of_half(key, "pair", half)
        choice = decided(decisions, key, PAIR_CHOICE) if column == PAIR_CHOICE.title else None
        if parts is not None and choice is not None:
            yield Pair(*parts), choice


def match_district(
    district: District, proposed: Mapping[str, int], solved: Solved
) -> tuple[Matching, HalfYear]:
    """Match the needs of a district; `proposed` maps keys of pairs last published to sittings."""
    half = half_year_of(district.settings, district.year)
    needs, offers, organisations, terms = inputs_of(district)
    met = _met_before(district, half)
    rows = list(zip(needs["org"], needs["aspect"], strict=True))
    needs = needs[pd.Series([row not in met for row in rows], index=needs.index, dtype=bool)]
    choices = dict(pairs_decided(district.decisions, half))
    accepted = [pair for pair, choice in choices.items() if choice == ACCEPT]
    rejected = [pair for pair, choice in choices.items() if choice == REJECT]
    before = {Pair(*parts): sitting for name, sitting in proposed.items()
              if (parts := _of_half(name, "pair", half)) is not None}  # fmt: skip
    decided_on = Choices(accepted, rejected, before)
    needs = needs.reset_index(drop=True)
    return match(needs, offers, organisations, terms, decided_on, solved.solver()), half


def _of_half(name: str, kind: str, half: HalfYear) -> tuple[str, ...] | None:
    """Give the ids in the key of a pair or an event of this half-year; None for another key."""
    parts = parts_of(name, kind, half.year.name)
    ours = parts is not None and len(parts) == 4 and parts[0] == str(half.number)
    return parts[1:] if parts is not None and ours else None


def events_announced(announced: Mapping[str, dt.date], half: HalfYear) -> dict[EventId, dt.date]:
    """Give the events of pairs of a half-year among those last published, with their dates."""
    return {
        EventId(parts[0], parts[1], int(parts[2])): day
        for name, day in announced.items()
        if (parts := _of_half(name, "event", half)) is not None and parts[2].isdigit()
    }


def _met_before(district: District, half: HalfYear) -> set[tuple[str, str]]:
    """Give the needs (guest, aspect) that a guest took something over for in an earlier half."""
    found = set()
    for key, column in district.decisions:
        parts = parts_of(key, "report", district.year.name)
        if parts is None or len(parts) != 5 or column not in (TAKEN_OVER.title, OUTCOME.title):
            continue
        earlier = parts[0].isdigit() and int(parts[0]) < half.number
        if earlier and decided(district.decisions, key, OUTCOME) != "нет":
            found.add((parts[4], parts[2]))
    return found


def rejected_pairs(district: District, half: HalfYear) -> list[Pair]:
    """Give the pairs that the coordinator rejected, in order."""
    decisions = pairs_decided(district.decisions, half)
    return sorted(pair for pair, choice in decisions if choice == REJECT)


def key_of(half: HalfYear, pair: Pair) -> str:
    """Give the key of the row of a pair."""
    return pair_key(half.year.name, half.number, *pair)
