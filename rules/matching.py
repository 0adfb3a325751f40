"""Mutual-learning matching (взаимообучение): who learns what from whom, as an optimisation.

Maximise the weight of the needs met less the price of the events, within the limits of guests,
events and visits; accepted pairs stand, rejected ones fall, those of the plan before are worth
a little more. Objective, bound and gap are reported, and why each unmet need is not met.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rules.highs import Ints
from rules.matching_greedy import event_greedy, pair_greedy
from rules.matching_inputs import Terms
from rules.matching_limits import broken_limits
from rules.matching_pairs import Choices, Pair, Possible, possible_pairs, problem_of
from rules.matching_problem import Problem, Solution
from rules.matching_reasons import standing, unmet_needs, why
from rules.matching_sittings import events_of_pairs, seat
from rules.matching_solver import solve

PAIRS = (
    "guest", "host", "aspect", "sitting", "format", "weight", "need_place", "offer_place",
    "priority", "accepted", "kept", "gone", "practice", "why",
)  # fmt: skip
"""Columns of a frame of pairs, one row a pair, in order of guest, aspect and host.

`guest` and `host` are codes, `aspect` an id; `sitting` (int, from 1) the number of the event;
`format` and `practice` (label of the row of «Практики») may be None; `weight` is need × fit;
`need_place`, `offer_place` Int64, missing where gone; `priority`: the guest is a ШНОР;
`accepted` by the coordinator; `kept` from the pass before; `gone`: an accepted pair whose need
or offer is no more, of weight 0 and outside all limits.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """How much a way of choosing meets: its objective, the share of the weighted demand, events."""

    objective: float
    share: float
    events: int


@dataclass(frozen=True, slots=True)
class Matching:
    """Who learns from whom in a half-year.

    `pairs` is a frame of `PAIRS`, `events` of `rules.matching_sittings.EVENTS`, `unmet` of
    `rules.matching_reasons.UNMET`, `broken` of `rules.matching_limits.BROKEN`. `objective` and
    `bound` are those of the problem solved; `plain_objective` is without δ. `found`, `pairwise`
    and `eventwise` compare the choice with greedy ones; `demand` is the weight of all needs.
    """

    pairs: pd.DataFrame
    events: pd.DataFrame
    unmet: pd.DataFrame
    broken: pd.DataFrame
    objective: float
    plain_objective: float
    bound: float
    demand: float
    found: Choice
    pairwise: Choice
    eventwise: Choice

    @property
    def gap(self) -> float:
        """How far the objective may be from the best, as a share of it."""
        return (self.bound - self.objective) / max(abs(self.objective), 1e-9)


def match(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    organisations: pd.DataFrame,
    terms: Terms = Terms(),  # noqa: B008
    choices: Choices = Choices(),  # noqa: B008
    solver: Callable[[Problem], Solution] = solve,
) -> Matching:
    """Match the needs (`rules.matching_inputs.NEEDS`) with the offers (`OFFERS`).

    `organisations` is indexed by code, with `kind`, `settlement` and `cluster`; needs and offers
    of others count for nothing. `solver` may take known solutions by `Problem.digest()`.
    """
    possible = possible_pairs(needs, offers, organisations, terms, choices)
    problem, columns = problem_of(possible, terms)
    solution = solver(problem)
    fixed = np.flatnonzero(possible.accepted)

    def whole(chosen: Ints) -> Ints:
        return np.sort(np.concatenate([fixed, columns[chosen]]))

    goes = whole(np.array(solution.chosen, dtype=np.int64))
    objective = _objective(possible, goes, possible.gain, terms)
    pairs = _pairs(possible, goes, organisations, choices)
    return Matching(
        pairs=pairs,
        events=events_of_pairs(pairs),
        unmet=unmet_needs(possible, standing(possible, goes), terms),
        broken=broken_limits(possible, terms),
        objective=objective,
        plain_objective=_objective(possible, goes, possible.weight, terms),
        bound=objective + (solution.bound - solution.objective),
        demand=float(possible.needs["weight"].sum()),
        found=_choice(possible, goes, terms),
        pairwise=_choice(possible, whole(pair_greedy(problem)), terms),
        eventwise=_choice(possible, whole(event_greedy(problem)), terms),
    )


def _objective(possible: Possible, goes: Ints, gain: np.ndarray, terms: Terms) -> float:
    opened = len(np.unique(possible.event[goes]))
    return float(gain[goes].sum() - terms.epsilon * opened)


def _choice(possible: Possible, goes: Ints, terms: Terms) -> Choice:
    weight = possible.needs["weight"].to_numpy(dtype=float)
    met = np.unique(possible.need[goes])
    share = float(weight[met].sum() / weight.sum()) if weight.sum() else 0.0
    opened = len(np.unique(possible.event[goes]))
    return Choice(_objective(possible, goes, possible.gain, terms), share, opened)


def _pairs(
    possible: Possible, goes: Ints, organisations: pd.DataFrame, choices: Choices
) -> pd.DataFrame:
    previous = choices.previous or {}
    needs = possible.needs.loc[possible.need[goes]].reset_index(drop=True)
    offers = possible.offers.loc[possible.event[goes]].reset_index(drop=True)
    made = pd.DataFrame(
        {
            "guest": needs["org"],
            "host": offers["org"],
            "aspect": needs["aspect"],
            "format": offers["format"],
            "weight": possible.weight[goes],
            "need_place": needs["place"].astype("Int64"),
            "offer_place": offers["place"].astype("Int64"),
            "priority": needs["priority"].astype(bool),
            "accepted": possible.accepted[goes],
            "gone": False,
            "practice": offers["practice"],
        }
    )
    rows = organisations.to_dict("index")
    made["why"] = pd.Series(
        [why(row, rows[row["guest"]], rows[row["host"]]) for row in made.to_dict("records")],
        dtype=object,
    )
    made = _with_gone(made, possible)
    keys = [Pair(*row) for row in zip(made["guest"], made["host"], made["aspect"], strict=True)]
    made["kept"] = [pair in previous for pair in keys]
    made["sitting"] = seat(keys, possible.offers, previous)
    order = ["guest", "aspect", "host"]
    return made.sort_values(order, kind="stable")[list(PAIRS)].reset_index(drop=True)


def _with_gone(made: pd.DataFrame, possible: Possible) -> pd.DataFrame:
    if not possible.gone:
        return made
    offers = possible.offers.set_index(["org", "aspect"])[["format", "practice"]]
    formats = offers.to_dict("index")
    rows = [
        {
            **pair._asdict(),
            **formats.get((pair.host, pair.aspect), {"format": None, "practice": None}),
            "weight": 0.0, "need_place": pd.NA, "offer_place": pd.NA, "priority": False,
            "accepted": True, "gone": True, "why": "принято координатором",
        }
        for pair in possible.gone
    ]  # fmt: skip
    gone = pd.DataFrame(rows).astype({"need_place": "Int64", "offer_place": "Int64"})
    return pd.concat([made, gone], ignore_index=True) if len(made) else gone
