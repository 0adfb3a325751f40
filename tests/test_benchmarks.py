"""The benchmark compares like with like."""

import pytest

from sync.demo import found_demo
from sync.folder import Folder
from tests.benchmarks import documents, matching
from tests.benchmarks.bootstrap import ballots, long_loop, matrix_product, wide_loop
from tests.benchmarks.google import simulate
from tests.benchmarks.reading import ours, plain, silent
from tests.docgen.papers import opened, text


def test_both_ways_give_the_same_shares(tmp_path):
    """The loop over pandas and the program agree on every КК of the demo."""
    found_demo(Folder(tmp_path, tmp_path / "copies"), None, silent)
    made, seconds = ours(tmp_path)
    table, _ = plain(tmp_path)
    mine = sorted(made.staffing.organisations["quality_share"].dropna().astype(float))
    assert mine == pytest.approx(sorted(table["share"].dropna()))
    assert seconds["all"] == pytest.approx(seconds["reading files"] + seconds["the rest"])
    asked = table.attrs["needs"].loc[0]["Повышение учебной мотивации обучающихся"]
    assert asked == made.problem_map.aspects.loc["PED-TE-07", "need"]
    assert list(table.loc[table["bad_sum"] & table["total"].notna(), "book"]) == [
        "МБОУ «Ойская СШ»"
    ]


def test_all_ways_give_the_same_ranges_of_places():
    """The matrix product and the two loops over pandas agree on both ends of every range."""
    ranks = ballots(12)
    mine = matrix_product(ranks)
    for way in (long_loop, wide_loop):
        assert [list(ends) for ends in way(ranks)] == [list(ends) for ends in mine]


def test_a_changed_line_moves_few_other_pairs():
    """With δ nearly all other pairs stay, and no fewer than without."""
    without, with_delta = (matching.churn(20, 5, delta) for delta in (0.0, 0.005))
    assert with_delta >= max(without, 0.9)


def test_the_matching_is_measured_whole():
    """The figures of a small district: proven, better than greedy choices, every event dated."""
    made = matching.solved(20, 0.3)
    assert made["gap"] == 0
    assert min(made["over pairs"], made["over events"]) >= 0
    assert (made["dated"], made["evenly"]) == (1, True)


def test_a_cold_pass_uses_the_quota_of_google_and_tells_the_time_left(tmp_path):
    """On the emulator's clock: 95 % of the quota's throughput, no 429, a true time left."""
    made = simulate(tmp_path, 20, quota=4, threads=2)
    assert made.complete
    assert made.refused == 0
    assert made.share("read", "write") >= 0.95
    errors = list(made.errors_of_time_left())
    assert max(left for _, _, _, left, _ in made.told) > 4 * 60
    assert max(errors) < 2, "the documents, written first, are counted in"


def test_both_ways_make_the_same_documents():
    """The documents that are measured have the same words either way."""
    for case in (documents.agreement(), documents.plan(30)):
        mine, theirs = (text(opened(way(*case))) for way in (documents.ours, documents.plain))
        assert mine == theirs
        assert len(mine) > 1000
