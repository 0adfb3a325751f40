"""Possible pairs: each need with each offer of its aspect, as arrays; and what is decided."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from rules.cleaning import key
from rules.highs import Bools, Floats, Ints
from rules.matching_inputs import ONLINE, Terms
from rules.matching_problem import Problem


class Pair(NamedTuple):
    """Who learns (guest), from whom (host), what (id of the aspect)."""

    guest: str
    host: str
    aspect: str


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Decisions of coordinators and the pass before.

    `previous` maps the pairs last published to their sittings. A pair that is accepted and
    rejected at once counts as accepted.
    """

    accepted: Collection[Pair] = ()
    rejected: Collection[Pair] = ()
    previous: Mapping[Pair, int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """All possible pairs of a district.

    `codes` are those of the organisations, sorted; `guest` (by need) and `host` (by offer, an
    event) are positions in them. By column, in order of need and offer: `need`, `event`, `weight`
    (the need by its fit, at least 0), `gain` (`weight` and δ for a pair of the pass before),
    `accepted`, `rejected`. `gone` are accepted pairs whose need, offer or ОО is no more.
    """

    codes: pd.Index
    needs: pd.DataFrame
    offers: pd.DataFrame
    guest: Ints
    host: Ints
    need: Ints
    event: Ints
    weight: Floats
    gain: Floats
    accepted: Bools
    rejected: Bools
    gone: tuple[Pair, ...]


def possible_pairs(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    organisations: pd.DataFrame,
    terms: Terms,
    choices: Choices,
) -> Possible:
    """Give all possible pairs; the frames may stand in any order."""
    codes = pd.Index(sorted(organisations.index))
    needs, offers = _in_order(needs, codes), _in_order(offers, codes)
    guest, host = codes.get_indexer(needs["org"]), codes.get_indexer(offers["org"])
    need, event = _of_one_aspect(needs, offers)
    others = guest[need] != host[event]
    need, event = need[others], event[others]
    fit = _fit(organisations.loc[codes], guest[need], host[event], offers, event, terms)
    weight = needs["weight"].to_numpy(dtype=float)[need] * fit
    find = _Finder(needs, offers, need, event)
    accepted, rejected, kept = (np.zeros(len(need), bool) for _ in range(3))
    known, gone = find(choices.accepted)
    accepted[known] = True
    rejected[find(choices.rejected)[0]] = True
    kept[find(choices.previous or ())[0]] = True
    gain = weight + np.where(kept, terms.delta, 0.0)
    return Possible(
        codes, needs, offers, guest, host, need, event, weight, gain,
        accepted, rejected & ~accepted, gone,
    )  # fmt: skip


def _in_order(frame: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    own = frame[frame["org"].isin(codes)]
    return own.sort_values(["org", "aspect"], kind="stable").reset_index(drop=True)


def _of_one_aspect(needs: pd.DataFrame, offers: pd.DataFrame) -> tuple[Ints, Ints]:
    """Give the positions of each need and offer that have one aspect, in order of both."""
    aspects = pd.Index(sorted({*needs["aspect"], *offers["aspect"]}))
    wanted, offered = aspects.get_indexer(needs["aspect"]), aspects.get_indexer(offers["aspect"])
    by_aspect = np.argsort(offered, kind="stable")
    starts = np.searchsorted(offered[by_aspect], np.arange(len(aspects) + 1))
    number = np.diff(starts)[wanted]
    need = np.repeat(np.arange(len(needs)), number)
    within = np.arange(len(need)) - np.repeat(np.cumsum(number) - number, number)
    return need, by_aspect[starts[wanted[need]] + within]


def _fit(
    organisations: pd.DataFrame,
    guest: Ints,
    host: Ints,
    offers: pd.DataFrame,
    event: Ints,
    terms: Terms,
) -> Floats:
    """Give how well guest and host fit, in [0, 1]; what is not filled differs from what is."""
    at_place = (offers["format"] != ONLINE).to_numpy()[event]
    loss = np.zeros(len(guest))
    for name, price, counts in (
        ("kind", terms.kind, True),
        ("settlement", terms.settlement, at_place),
        ("cluster", terms.cluster, at_place),
    ):
        names = organisations[name].fillna("").astype(str).map(key)
        own = pd.factorize(names)[0]
        loss += price * ((own[guest] != own[host]) & counts)
    return np.maximum(1 - loss, 0)


class _Finder:
    """Finds the columns of pairs."""

    def __init__(self, needs: pd.DataFrame, offers: pd.DataFrame, need: Ints, event: Ints) -> None:
        self.needs = {
            pair: n for n, pair in enumerate(zip(needs["org"], needs["aspect"], strict=True))
        }
        self.offers = {
            pair: n for n, pair in enumerate(zip(offers["org"], offers["aspect"], strict=True))
        }
        self.width = max(len(offers), 1)
        self.numbers = need * self.width + event

    def __call__(self, pairs: Iterable[Pair]) -> tuple[Ints, tuple[Pair, ...]]:
        """Give the columns of those of `pairs` that have one, and the rest."""
        found, gone = [], []
        for pair in sorted(pairs):
            need = self.needs.get((pair.guest, pair.aspect))
            event = self.offers.get((pair.host, pair.aspect))
            if need is None or event is None or pair.guest == pair.host:
                gone.append(pair)
            else:
                found.append(need * self.width + event)
        return np.searchsorted(self.numbers, np.array(found, dtype=np.int64)), tuple(gone)


def problem_of(possible: Possible, terms: Terms) -> tuple[Problem, Ints]:
    """Give what is left to choose when the accepted pairs are fixed; the columns that are in it.

    Fixed pairs use up limits; an event that they open is free for others.
    """
    fixed = np.flatnonzero(possible.accepted)
    met = np.zeros(len(possible.needs), bool)
    met[possible.need[fixed]] = True
    opened = np.zeros(len(possible.offers), bool)
    opened[possible.event[fixed]] = True
    orgs, offers = len(possible.codes), len(possible.offers)
    made = np.bincount(possible.guest[possible.need[fixed]], minlength=orgs)
    visits = np.maximum(terms.visits - made, 0)
    hosted = np.bincount(possible.host[opened], minlength=orgs)
    taken = np.bincount(possible.event[fixed], minlength=offers)
    places = np.maximum(possible.offers["guests"].to_numpy(dtype=np.int64) - taken, 0)
    events = np.maximum(terms.events - hosted, 0)
    could_open = opened | (events[possible.host] > 0)
    columns = np.flatnonzero(
        ~possible.accepted
        & ~possible.rejected
        & (possible.gain > 0)
        & ~met[possible.need]
        & (visits[possible.guest[possible.need]] > 0)
        & ((places > 0) & could_open)[possible.event]
    )
    problem = Problem(
        visits, events, possible.guest, possible.host, places, opened,
        possible.need[columns], possible.event[columns], possible.gain[columns], terms.epsilon,
    )  # fmt: skip
    return problem, columns
