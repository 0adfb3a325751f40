"""The matching: against every choice on small districts, by hand, by its properties."""

import pytest

from rules.matching import match
from rules.matching_pairs import Pair
from tests.rules.small_districts import (
    _limits,
    best_by_trying,
    fits,
    objective,
    small_district,
    weights,
)

INSTANCES = 400


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
        assert fits(chosen, _limits(small, small.choices.accepted)), seed
        assert set(small.choices.accepted) <= set(chosen)
        assert not (set(small.choices.rejected) - set(small.choices.accepted)) & set(chosen)
        met = {(pair.guest, pair.aspect) for pair in chosen}
        assert len(made.unmet) + len(met) == len(small.needs)
        assert "unproven" not in set(made.unmet["reason"])
