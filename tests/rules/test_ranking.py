"""Ranking of aspects: the methods page's worked vector, scipy, and a plain second way."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rules.ranking import RESAMPLES, SEED, concordance, rank_aspects, rank_matrix


def lines(ballots, people=None):
    """Make lines of (ОО → ((aspect, rank), …))."""
    rows = [(org, aspect, rank) for org, ballot in ballots.items() for aspect, rank in ballot]
    table = pd.DataFrame(rows, columns=["org", "aspect", "rank"])
    table["people"] = pd.Series([None] * len(rows) if people is None else people, dtype="Int64")
    return table


def ordered(*aspects):
    return tuple((f"A{aspect}", rank) for rank, aspect in enumerate(aspects, start=1))


WORKED = {"a": ordered(0, 1, 2), "b": ordered(0, 2), "c": ordered(1, 0, 3)}


def test_worked_vector():
    """The vector of the issue: scores .8889 .6111 .3333 .1667 and W = .563218."""
    made = rank_aspects(lines(WORKED))
    assert list(made.table["aspect"]) == ["A0", "A1", "A2", "A3"]
    assert list(made.table["score"]) == pytest.approx([8 / 9, 11 / 18, 1 / 3, 1 / 6])
    assert made.concordance.w == pytest.approx(0.563218, abs=5e-7)
    assert list(made.table["organisations"]) == [3, 2, 2, 1]
    assert list(made.table["place"]) == [1, 2, 3, 4]


# --- a second way, by hand and in exact fractions -----------------------------------------------


def plain_ranks(ballots):
    """Give the ranks of each ОО over all aspects that anybody ranked, as the methods page says."""
    best = {
        org: {aspect: min(r for a, r in ballot if a == aspect) for aspect, _ in ballot}
        for org, ballot in ballots.items()
        if ballot
    }
    aspects = sorted({aspect for own in best.values() for aspect in own})
    m = len(aspects)
    table = {}
    for org, own in best.items():
        k = len(own)
        rest = Fraction(k + 1 + m, 2)
        table[org] = [
            Fraction(sum(other < own[a] for other in own.values()) * 2
                     + sum(other == own[a] for other in own.values()) + 1, 2)
            if a in own else rest
            for a in aspects
        ]  # fmt: skip
    return aspects, table


def plain_scores(ballots):
    aspects, table = plain_ranks(ballots)
    m, n = len(aspects), len(table)
    means = [sum(row[j] for row in table.values()) / n for j in range(m)]
    return {
        aspect: (m - mean) / (m - 1) if m > 1 else Fraction(1)
        for aspect, mean in zip(aspects, means, strict=True)
    }


def plain_w(ballots):
    aspects, table = plain_ranks(ballots)
    m, n = len(aspects), len(table)
    s = sum((sum(row[j] for row in table.values()) - Fraction(n * (m + 1), 2)) ** 2
            for j in range(m))  # fmt: skip
    ties = sum(row.count(r) ** 3 - row.count(r) for row in table.values() for r in set(row))
    whole = n**2 * (m**3 - m) - n * ties
    return None if n < 2 or m < 2 or whole == 0 else Fraction(12) * s / whole


ASPECTS = st.sampled_from([f"A{number}" for number in range(7)])
BALLOT = st.lists(st.tuples(ASPECTS, st.integers(1, 5)), max_size=7).map(tuple)
BALLOTS = st.dictionaries(st.sampled_from([f"o{n}" for n in range(9)]), BALLOT, max_size=8)


@settings(max_examples=150)
@given(BALLOTS)
def test_against_a_plain_second_way(ballots):
    """Random partial rankings with ties and repeats give the scores, places and W of fractions."""
    made = rank_aspects(lines(ballots))
    scores = plain_scores(ballots)
    found = dict(zip(made.table["aspect"], made.table["score"], strict=True))
    assert found == pytest.approx({aspect: float(score) for aspect, score in scores.items()})
    places = {a: 1 + sum(other > score for other in scores.values()) for a, score in scores.items()}
    assert dict(zip(made.table["aspect"], made.table["place"], strict=True)) == places
    w = plain_w(ballots)
    assert made.concordance.w == (None if w is None else pytest.approx(float(w), abs=1e-12))


@settings(max_examples=40)
@given(st.integers(3, 12), st.integers(3, 9), st.randoms(use_true_random=False))
def test_w_is_friedmans_test_on_complete_rankings(n, m, dice):
    """W, χ² and p are those of scipy's Friedman test when everybody ranks everything."""
    ranks = np.array([dice.sample(range(1, m + 1), m) for _ in range(n)], dtype=float)
    found = concordance(ranks)
    chi2, p = stats.friedmanchisquare(*ranks.T)
    assert found.w == pytest.approx(chi2 / (n * (m - 1)), abs=1e-12)
    assert found.chi2 == pytest.approx(chi2)
    assert found.p == pytest.approx(p)
    assert found.df == m - 1


@settings(max_examples=60)
@given(BALLOTS, st.permutations([f"A{n}" for n in range(7)]), st.permutations(range(9)))
def test_names_make_no_difference(ballots, aspects, orgs):
    """Other names of ОО or aspects change no score, no place and no W."""
    rename = dict(zip([f"A{n}" for n in range(7)], aspects, strict=True))
    other = {
        f"o{orgs[int(org[1:])]}": tuple((rename[aspect], rank) for aspect, rank in ballot)
        for org, ballot in ballots.items()
    }
    one, two = rank_aspects(lines(ballots)), rank_aspects(lines(other))
    first = {rename[row.aspect]: (row.score, row.place) for row in one.table.itertuples()}
    second = {row.aspect: (row.score, row.place) for row in two.table.itertuples()}
    assert first == second
    assert one.concordance == two.concordance


@settings(max_examples=80)
@given(BALLOTS.filter(lambda ballots: any(ballots.values())), st.integers(0, 6))
def test_a_vote_for_the_winner_never_harms_it(ballots, length):
    """A new ballot that ranks the winner first and names no new aspect keeps it first."""
    before = rank_aspects(lines(ballots)).table
    winner, *others = before["aspect"]
    ballot = ordered()
    ballot = tuple((aspect, rank) for rank, aspect in enumerate([winner, *others[:length]], 1))
    after = rank_aspects(lines(ballots | {"z": ballot})).table
    assert int(after.loc[after["aspect"] == winner, "place"].iloc[0]) == 1


# --- edges --------------------------------------------------------------------------------------


def test_one_aspect_scores_one():
    """Where all name one aspect and nothing else it has the score 1, and W is not defined."""
    made = rank_aspects(lines({"a": ordered(0), "b": ordered(0)}))
    assert list(made.table["score"]) == [1.0]
    assert made.concordance.w is None


def test_lines_that_are_no_aspect_count_nowhere():
    """Dropped before ranks are taken: neither in k nor in m; without any line left no voter."""
    ballots = {"a": (("A0", 2), (None, 1)), "b": ((None, 1),), "c": ordered(1, 0)}
    made = rank_aspects(lines(ballots))
    assert made.concordance.voters == 2
    assert list(made.table["score"]) == [0.5, 0.5]
    assert list(made.table["place"]) == [1, 1]
    assert list(made.table["aspect"]) == ["A0", "A1"]


def test_equal_scores_are_ordered_by_organisations_people_and_id():
    """Equal scores share a place; more ОО, then more people, then the id come first."""
    ballots = {"a": (("A1", 1), ("A2", 1), ("A3", 1), ("A4", 4)), "b": (("A4", 1),)}
    people = [3, 5, None, 1, 1]
    made = rank_aspects(lines(ballots, people))
    assert list(made.table["aspect"]) == ["A4", "A2", "A1", "A3"]
    assert list(made.table["place"]) == [1, 1, 1, 1]
    assert made.table["people"].tolist()[:3] == [2, 5, 3]
    assert pd.isna(made.table["people"].iloc[3])


def test_weights_by_teachers():
    """A weighted ranking is that of an ОО repeated as often as it weighs."""
    weighted = rank_aspects(lines(WORKED), {"a": 1, "b": 3, "c": 2})
    repeated = {
        f"{org}{copy}": ballot
        for (org, ballot), times in zip(WORKED.items(), (1, 3, 2), strict=True)
        for copy in range(times)
    }
    plain = rank_aspects(lines(repeated))
    assert list(weighted.table["score"]) == pytest.approx(list(plain.table["score"]))
    assert list(weighted.table["aspect"]) == list(plain.table["aspect"])


def test_nobody():
    """Without a line there is no ranking and no agreement."""
    made = rank_aspects(lines({}))
    assert made.table.empty
    assert made.concordance.w is None


def test_range_of_places_is_a_bootstrap_over_organisations():
    """The range of a place is that of a loop over the same resamples, one by one."""
    dice = np.random.default_rng(7)
    ballots = {
        f"o{number:02}": tuple(
            (f"A{aspect}", rank)
            for rank, aspect in enumerate(dice.permutation(8)[: dice.integers(2, 7)], 1)
        )
        for number in range(20)
    }
    table = lines(ballots)
    made = rank_aspects(table).table
    orgs, aspects = sorted(ballots), sorted(table["aspect"].unique())
    ranks = rank_matrix(table, orgs, aspects)
    drawn = np.random.default_rng(SEED).integers(0, len(orgs), size=(RESAMPLES, len(orgs)))
    places = np.array([stats.rankdata(ranks[rows].sum(axis=0), method="min") for rows in drawn])
    low, high = np.quantile(places, [0.025, 0.975], axis=0, method="nearest")
    own = made.set_index("aspect").loc[aspects]
    assert list(own["place_from"]) == list(low)
    assert list(own["place_to"]) == list(high)
    assert ((made["place_from"] <= made["place"]) & (made["place"] <= made["place_to"])).all()
