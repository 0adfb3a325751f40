"""Small random districts of the matching, and an oracle that tries every choice."""

import itertools
import random
from typing import NamedTuple

import pandas as pd

from rules.matching_inputs import NEEDS, OFFERS, Terms
from rules.matching_pairs import Choices, Pair


class Small(NamedTuple):
    """A district: needs, offers, organisations, terms, decisions."""

    needs: pd.DataFrame
    offers: pd.DataFrame
    organisations: pd.DataFrame
    terms: Terms
    choices: Choices


def needs_frame(rows):
    """Make needs of (org, aspect, weight), with a place from 1 at each org."""
    return pd.DataFrame(
        [(org, aspect, weight, 1.0, 1, False) for org, aspect, weight in rows], columns=list(NEEDS)
    ).astype({"weight": float, "priority": bool})


def offers_frame(rows):
    """Make offers of (org, aspect, guests, sitting, format)."""
    return pd.DataFrame(
        [(org, aspect, 1.0, 1, guests, sitting, form, None)
         for org, aspect, guests, sitting, form in rows], columns=list(OFFERS)
    )  # fmt: skip


def orgs_frame(rows):
    """Make organisations of (code, kind, settlement, cluster)."""
    columns = ["code", "kind", "settlement", "cluster"]
    return pd.DataFrame(list(rows), columns=columns).set_index("code")


def small_district(seed):
    """Make a random district of 2–5 organisations; every third one has decisions."""
    dice = random.Random(seed)
    codes = [f"О-{n}" for n in range(dice.randint(2, 5))]
    aspects = ["A", "B", "C"][: dice.randint(1, 3)]
    both = list(itertools.product(codes, aspects))
    asked = dice.sample(both, min(len(both), dice.randint(1, 6)))
    given = dice.sample(both, min(len(both), dice.randint(1, 6)))
    needs = needs_frame((*pair, dice.choice([1.25, 1, 0.75, 2 / 3, 0.5, 1 / 3])) for pair in asked)
    offers = offers_frame(
        (*pair, dice.randint(1, 3), 1, dice.choice(["семинар", "онлайн", None])) for pair in given
    )
    organisations = orgs_frame(
        (code, dice.choice(["Школа", "ДОУ"]), dice.choice(["с. А", "с. Б", None]),
         dice.choice(["1", "2"])) for code in codes
    )  # fmt: skip
    terms = Terms(events=dice.randint(1, 2), visits=dice.randint(1, 3),
                  epsilon=dice.choice([0, 0.05, 0.3, 0.7, 1.1]), delta=0.01)  # fmt: skip
    possible = [Pair(guest, host, one) for guest, one in asked for host, other in given
                if one == other and guest != host]  # fmt: skip
    mood = dice.random()
    choices = Choices(
        [pair for pair in possible if mood < 0.4 and dice.random() < 0.3],
        [pair for pair in possible if mood < 0.5 and dice.random() < 0.2],
        {pair: 1 for pair in possible if mood > 0.3 and dice.random() < 0.4},
    )
    return Small(needs, offers, organisations, terms, choices)


def weights(small):
    """Give the weight of each possible pair, by the formula of the method."""
    wanted = dict(zip(zip(small.needs["org"], small.needs["aspect"], strict=True),
                      small.needs["weight"], strict=True))  # fmt: skip
    orgs, found = small.organisations.fillna(""), {}
    for row in small.offers.itertuples():
        for (guest, aspect), need in wanted.items():
            if aspect == row.aspect and guest != row.org:
                one, two = orgs.loc[guest], orgs.loc[row.org]
                differ = {name: one[name] != two[name] for name in orgs}
                at_place = row.format != "онлайн"
                fit = (1 - small.terms.kind * differ["kind"]
                       - at_place * small.terms.settlement * differ["settlement"]
                       - at_place * small.terms.cluster * differ["cluster"])  # fmt: skip
                found[Pair(guest, row.org, aspect)] = need * fit
    return found


def best_by_trying(small):
    """Give the best objective over every choice of pairs that keeps the limits.

    Accepted pairs stand, and raise the limits that they break.
    """
    weight = weights(small)
    accepted = {pair for pair in small.choices.accepted if pair in weight}
    options = []
    for row in small.needs.itertuples():
        own = [p for p in weight if (p.guest, p.aspect) == (row.org, row.aspect)]
        fixed = [p for p in own if p in accepted]
        free = [p for p in own if p not in small.choices.rejected]
        options.append([tuple(fixed)] if fixed else [(), *((p,) for p in free)])
    raised = limits(small, accepted)
    best = None
    for parts in itertools.product(*options):
        chosen = [pair for part in parts for pair in part]
        if fits(chosen, raised):
            value = objective(small, chosen, weight)
            best = value if best is None else max(best, value)
    return best


def objective(small, chosen, weight):
    """Give the objective of the pairs `chosen`."""
    kept = sum(small.terms.delta for pair in chosen if pair in (small.choices.previous or {}))
    opened = {(pair.host, pair.aspect) for pair in chosen}
    return sum(weight[pair] for pair in chosen) + kept - small.terms.epsilon * len(opened)


def limits(small, accepted):
    """Give the limits, those that the `accepted` pairs break raised."""
    usual = {}
    for code in small.organisations.index:
        usual["visits", code] = small.terms.visits
        usual["events", code] = small.terms.events
    for row in small.offers.itertuples():
        usual["places", row.org, row.aspect] = row.guests
    return {name: max(most, used(accepted).get(name, 0)) for name, most in usual.items()}


def used(chosen):
    """Count what the pairs `chosen` use of each limit."""
    counts = {}
    for pair in chosen:
        for name in (("visits", pair.guest), ("places", pair.host, pair.aspect)):
            counts[name] = counts.get(name, 0) + 1
    for host, _ in {(pair.host, pair.aspect) for pair in chosen}:
        counts["events", host] = counts.get(("events", host), 0) + 1
    return counts


def fits(chosen, most):
    """Tell whether the pairs `chosen` keep the limits `most`."""
    return all(count <= most[name] for name, count in used(chosen).items())
