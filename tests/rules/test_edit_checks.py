"""The linear rules of «Кадры» as tables a methodologist can read: row, rule, outcome."""

import pytest

from rules.grid import a1
from tests.districts import found, made_report

RULES = (
    "staffing.categories_sum",
    "staffing.attested_over",
    "staffing.attested_under",
    "staffing.bounds",
)

# Поб | без категории | Пп | Пв | СЗД | не проходят             what fails, what is undecided
TABLE = [
    ("22 | 7 | 11 | 4 | 1 | 6", {}, set()),
    ("0 | 0 | 0 | 0 | 0 | 0", {}, set()),
    ("22 | 6 | 11 | 4 | 0 | 6", {"staffing.categories_sum"}, set()),
    ("22 | 6 | 11 | 4 | 1 | 6", {"staffing.categories_sum", "staffing.attested_over"}, set()),
    ("18 | 9 | 8 | 1 | 5 | 1", {"staffing.attested_under"}, set()),
    ("18 | 9 | 8 | 1 | 9 | 1", {"staffing.attested_over"}, set()),
    ("5 | 9 | 0 | 0 | 9 | 0", {"staffing.categories_sum", "staffing.bounds"}, set()),
    ("22 | | 11 | 4 | 1 | 6", set(), {*RULES}),
    ("22 | 7 | 11 | 4 | | 6", set(), {"staffing.attested_over", "staffing.attested_under",
                                      "staffing.bounds"}),
    ("| 7 | 11 | 4 | 1 | 6", set(), {"staffing.categories_sum", "staffing.bounds"}),
    (" | | 0 | 0 | | ", set(), {*RULES}),
]  # fmt: skip


@pytest.mark.parametrize(("row", "fails", "undecided"), TABLE)
def test_outcomes(row, fails, undecided):
    """Each row breaks just these rules, and just these could not be checked for lack of numbers."""
    rows = found(made_report({"Ш-1": f"30.06.2021 | {row} | 3"}), *RULES)
    assert set(rows.loc[rows["outcome"] == "fails", "rule"]) == set(fails)
    assert set(rows.loc[rows["outcome"] == "undecided", "rule"]) == set(undecided)


def test_one_cell_repairs_both_rules_of_oya():
    """Ойская СШ of the passport: one cell, 6 → 7, mends both failing rules, and is proposed."""
    rows = found(made_report({"Ш-4": "30.06.2021 | 22 | 6 | 11 | 4 | 1 | 6 | 3"}), *RULES)
    assert list(rows["place"].map(a1)) == ["C2", "C2"]
    assert rows["message"].str.contains(r"«Без категории» \(C2\) поставить 7").all()


def test_several_ways_are_told_without_a_value():
    """«Ромашка» of the passport can be mended in either of two cells: both told, no value."""
    (row,) = found(made_report({"Д-1": "30.06.2021 | 18 | 9 | 8 | 1 | 5 | 1 |"}), *RULES).to_dict(
        "records"
    )
    assert row["severity"] == "question"
    assert "только «СЗД» (F2), или только «Не проходят (п. 18)» (G2)" in row["message"]
    assert "поставить" not in row["message"]


def test_a_finding_points_at_a_cell_that_may_be_wrong():
    """Where the rule's first cell is cleared by another rule, the finding points elsewhere."""
    made = made_report({"Ш-1": "30.06.2020 | 33 | 24 | 5 | 2 | 20 | 4 | 3"})
    (row,) = found(made, "staffing.categories_sum").to_dict("records")
    assert "(C2)" not in row["message"]
    assert f"({a1(row['place'])})" in row["message"]


def test_found_and_compared_values_stand_in_the_finding():
    """The finding shows the sum that was found and the number it was compared with."""
    (row,) = found(
        made_report({"Ш-1": "30.06.2021 | 22 | 7 | 11 | 5 | 1 | 6 | 3"}), "staffing.categories_sum"
    ).to_dict("records")
    assert (row["value"], row["compared"]) == ("23", "22")
