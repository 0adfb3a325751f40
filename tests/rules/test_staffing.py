"""Indicators of staffing: worked figures, totals, marks, and the passport's own table."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.staffing import DISTRICT
from tests.districts import made_report

DATA = Path(__file__).parents[1] / "data"
KIND = {"school": "Школа", "kindergarten": "ДОУ", "extra": "ДО"}
COLUMNS = ("total", "no_category", "first", "highest", "attested", "not_attested")


def printed_rows():
    with (DATA / "staffing_2021-06-30.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def passport():
    rows = printed_rows()
    codes = [f"{row['org_type']}-{row['n']}" for row in rows]
    lines = {
        code: " | ".join(["30.06.2021", *(row[name] for name in COLUMNS), ""])
        for code, row in zip(codes, rows, strict=True)
    }
    orgs = {code: KIND[row["org_type"]] for code, row in zip(codes, rows, strict=True)}
    return made_report(lines, orgs=orgs), dict(zip(codes, rows, strict=True))


def test_inconsistent_rows_of_the_passport(passport):
    """Of the 29 printed rows two are inconsistent, one cannot be checked for lack of numbers."""
    made, _ = passport
    rows = made.findings[made.findings["tab"] == "Кадры"]
    failing = rows[rows["outcome"] == "fails"]
    assert set(zip(failing["org"], failing["rule"], failing["severity"], strict=True)) == {
        ("school-4", "staffing.categories_sum", "error"),
        ("school-4", "staffing.attested_over", "error"),
        ("kindergarten-1", "staffing.attested_under", "question"),
        ("school-18", "cell.required", "error"),
    }
    assert set(rows.loc[rows["outcome"] == "undecided", "org"]) == {"school-18"}


def test_organisation_without_staff_has_no_figures(passport):
    """Нижнеусинская НШ printed no staff: it has no figure, not a zero."""
    made, _ = passport
    own = made.staffing.organisations.loc["school-18"]
    assert own[["total", "quality_share", "no_category_share", "attested_share"]].isna().all()


def test_figures_that_rest_on_an_error_are_marked(passport):
    """The КК of Ойская СШ and the totals over it are marked, those of its neighbours are not."""
    staffing = passport[0].staffing
    assert staffing.marked.loc["school-4", "quality_share"]
    assert not staffing.marked.drop("school-4").to_numpy().any()
    assert staffing.marked_totals.loc["Школа", "quality_share"]
    assert not staffing.marked_totals.loc["ДОУ", "quality_share"]


def test_totals_are_those_of_the_rows(passport):
    """Totals are sums of the rows; coverage leaves out the school without staff."""
    totals = passport[0].staffing.totals
    assert list(totals.loc["Школа", list(COLUMNS)]) == [399, 198, 135, 65, 150, 49]
    assert list(totals.loc["ДОУ", list(COLUMNS)]) == [88, 34, 39, 15, 19, 12]
    assert list(totals.loc["ДО", list(COLUMNS)]) == [44, 18, 20, 6, 8, 10]
    assert list(totals.loc[DISTRICT, ["covered", "members"]]) == [28, 29]


def test_printed_totals_that_disagree_with_the_rows(passport):
    """Every printed total and share that disagrees with the rows, and no other."""
    made, rows = passport
    figures, totals = made.staffing.organisations, made.staffing.totals
    wrong = set()
    with (DATA / "staffing_2021-06-30_stated_totals.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            scope = KIND.get(row["scope"], DISTRICT)
            wrong |= {
                (scope, name, int(row[name]), int(totals.loc[scope, name]))
                for name in COLUMNS
                if row[name] and int(row[name]) != totals.loc[scope, name]
            }
            wrong |= disagreeing(scope, row, totals.loc[scope])
    for code, row in rows.items():
        wrong |= disagreeing(code, row, figures.loc[code])
    assert wrong == PRINTED_WRONG


def disagreeing(scope, row, figures):
    """Compare the printed shares with the computed ones, in the printed precision."""
    found = set()
    for printed, name in (
        ("stated_no_category_pct", "no_category_share"),
        ("stated_kk_pct", "quality_share"),
    ):
        text = row[printed]
        if text:
            digits = len(text.partition(".")[2].rstrip("0"))
            computed = float(figures[name]) * 100
            if abs(computed - float(text)) > 0.5 * 10**-digits + 1e-9:
                found.add((scope, name, float(text), round(computed, 1)))
    return found


PRINTED_WRONG = {
    # scope, column, printed, computed
    ("Школа", "no_category", 199, 198),
    ("Школа", "quality_share", 51.0, 50.1),
    ("ДОУ", "no_category", 41, 34),
    ("ДОУ", "first", 36, 39),
    ("ДОУ", "highest", 11, 15),
    ("ДОУ", "attested", 26, 19),
    (DISTRICT, "first", 191, 194),
    (DISTRICT, "highest", 82, 86),
    (DISTRICT, "quality_share", 51.0, 52.7),
    ("school-4", "no_category_share", 32.0, 27.3),  # of 7, the repaired value, it is 31.8
    ("school-10", "no_category_share", 45.0, 44.4),
    ("school-10", "quality_share", 55.0, 55.6),
    ("school-12", "no_category_share", 77.0, 77.8),
    ("school-12", "quality_share", 23.0, 22.2),
    ("school-13", "no_category_share", 45.0, 44.4),
    ("school-13", "quality_share", 55.0, 55.6),
    ("school-14", "quality_share", 35.0, 25.0),
    ("kindergarten-7", "no_category_share", 29.0, 21.4),
    ("kindergarten-7", "quality_share", 71.0, 78.6),
    ("extra-3", "no_category_share", 46.0, 35.7),
}
"""Every printed total and share that disagrees with the rows."""


def one(*rows, **more):
    made = made_report({"Ш-1": "\n".join(rows)}, **more)
    return made.staffing


def test_worked_figures():
    """22 teachers, 11 first, 4 highest, 7 without, 1 attested: the figures by hand."""
    own = one("30.06.2021 | 22 | 7 | 11 | 4 | 1 | 6 | 3").organisations.loc["Ш-1"]
    assert own["quality_share"] == pytest.approx(15 / 22)
    assert own["no_category_share"] == pytest.approx(7 / 22)
    assert own["attested_share"] == pytest.approx(16 / 22)
    assert not own["critical"]


@pytest.mark.parametrize(("row", "critical"), [("16 | 8 | 6 | 2", False), ("16 | 9 | 5 | 2", True)])
def test_critical_is_more_than_half(row, critical):
    """Exactly 50 % without a category is not yet critical."""
    own = one(f"30.06.2021 | {row} | 3 | 5 |").organisations.loc["Ш-1"]
    assert bool(own["critical"]) is critical


def test_dynamics_against_the_date_before():
    """The change of КК is against the latest earlier date that has one."""
    made = one(
        "30.06.2020 | 20 | 10 | 8 | 2 | 10 | 0 |",
        "31.12.2020 | 20 | 8 | 9 | 3 | 8 | 0 |",
        "30.06.2021 | 20 | 6 | 10 | 4 | 6 | 0 |",
    )
    assert made.organisations.at["Ш-1", "quality_change"] == pytest.approx(0.7 - 0.6)
    assert made.totals.at[DISTRICT, "quality_change"] == pytest.approx(0.1)


def test_reporting_date_is_the_latest_of_half_the_organisations():
    """A date of one ОО of three is not yet the district's; one in the future never is."""
    full = "| 10 | 4 | 4 | 2 | 4 | 0 |"
    rows = {
        "Ш-1": f"30.06.2021 {full}\n30.12.2021 {full}",
        "Ш-2": f"30.06.2021 {full}\n30.06.2022 {full}",
        "Ш-3": f"30.06.2022 {full}",
    }
    assert made_report(rows).staffing.reporting_date == dt.date(2021, 6, 30)
    chosen = made_report(rows, settings={"reporting_date": "30.12.2021"}).staffing
    assert chosen.reporting_date == dt.date(2021, 12, 30)
    assert chosen.totals.at[DISTRICT, "covered"] == 1


def test_two_rows_for_one_date_are_believed_neither():
    """Two rows for one date: a finding, and no figure."""
    made = made_report(
        {"Ш-1": "30.06.2021 | 10 | 4 | 4 | 2 | 4 | 0 |\n30.06.2021 | 12 | 4 | 6 | 2 | 4 | 0 |"},
        settings={"reporting_date": "30.06.2021"},
    )
    assert "row.duplicate" in set(made.findings["rule"])
    assert made.staffing.organisations["quality_share"].isna().all()


COUNT = st.integers(0, 60)


@settings(max_examples=30)
@given(st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=1, max_size=6))
def test_district_is_between_its_organisations(rows):
    """The district's КК lies between the least and the greatest of its ОО: a ratio of sums."""
    lines = {
        f"Ш-{number}": f"30.06.2021 | {a + b + c} | {a} | {b} | {c} | {a} | 0 |"
        for number, (a, b, c) in enumerate(rows)
    }
    staffing = made_report(lines).staffing
    shares = staffing.organisations["quality_share"].dropna()
    total = staffing.totals.at[DISTRICT, "quality_share"]
    assert staffing.totals.at[DISTRICT, "covered"] == len(shares)
    if len(shares):
        assert shares.min() - 1e-9 <= total <= shares.max() + 1e-9
