"""Rules of «Кадры» beyond the linear ones: small tables of rows that are asked about, or not."""

import pytest

from tests.districts import found, made_report

GOOD = "| 20 | 8 | 8 | 4 | 8 | 0 | 3"


@pytest.mark.parametrize(
    ("rule", "rows", "hits"),
    [
        ("staffing.future_date", f"02.03.2022 {GOOD}", 1),
        ("staffing.future_date", f"01.03.2022 {GOOD}", 0),
        ("staffing.change", f"30.06.2020 {GOOD}\n30.06.2021 | 30 | 18 | 8 | 4 | 18 | 0 | 3", 1),
        ("staffing.change", f"30.06.2021 {GOOD}\n30.06.2020 | 30 | 18 | 8 | 4 | 18 | 0 | 3", 1),
        ("staffing.change", f"30.06.2020 {GOOD}\n30.06.2021 | 25 | 13 | 8 | 4 | 13 | 0 | 3", 0),
        # from 4 to 6 is 50 %, but only two people
        ("staffing.change", "30.06.2020 | 4|4|0|0|4|0|\n30.06.2021 | 6|6|0|0|6|0|", 0),
        ("staffing.change", f"30.06.2020 | | 8 | 8 | 4 | 8 | 0 | 3\n30.06.2021 {GOOD}", 0),
        ("row.duplicate", f"30.06.2021 {GOOD}\n30.06.2021 {GOOD}", 1),
        ("row.duplicate", f"30.06.2021 {GOOD}\n30.06.2020 {GOOD}", 0),
        ("row.duplicate", f" {GOOD}\n {GOOD}", 0),
    ],
)
def test_rows(rule, rows, hits):
    """So many findings of the rule for these rows."""
    assert len(found(made_report({"Ш-1": rows}), rule)) == hits


def test_missing_reporting_row_is_asked_about():
    """An ОО with rows, but none of the district's date, is asked; one without any is not."""
    made = made_report(
        {
            "Ш-1": f"30.06.2021 {GOOD}",
            "Ш-2": f"30.06.2021 {GOOD}",
            "Ш-3": f"30.06.2020 {GOOD}",
            "Ш-4": "",
        }
    )
    assert list(found(made, "staffing.no_reporting_row")["org"]) == ["Ш-3"]
    assert list(found(made, "tab.empty").query("tab == 'Кадры'")["org"]) == ["Ш-4"]


def share(percent):
    return f"| 100 | {100 - percent} | {percent} | 0 | {100 - percent} | 0 |"


def test_share_far_from_its_kind_is_asked_about():
    """Among six schools near 50 % one of 95 % is asked about; alone among five near it is not."""
    near = {f"Ш-{n}": f"30.06.2021 {share(48 + n)}" for n in range(6)}
    far = near | {"Ш-9": f"30.06.2021 {share(95)}"}
    assert found(made_report(near), "staffing.kind_outlier").empty
    rows = found(made_report(far), "staffing.kind_outlier")
    assert list(rows["org"]) == ["Ш-9"]
    assert list(rows["value"]) == ["95,0\u00a0%"]


def test_share_far_from_its_own_history_is_asked_about():
    """After four dates near 40 % a КК of 80 % is asked about; after three it is not yet."""
    years = [f"30.06.{2017 + n} {share(40 + n)}" for n in range(4)]
    assert len(found(made_report({"Ш-1": "\n".join([*years, f"30.06.2021 {share(80)}"])}),
                     "staffing.own_history")) == 1  # fmt: skip
    assert found(made_report({"Ш-1": "\n".join([*years[1:], f"30.06.2021 {share(80)}"])}),
                 "staffing.own_history").empty  # fmt: skip


def test_threshold_stands_in_the_settings():
    """The limit of change is the coordinator's."""
    rows = f"30.06.2020 {GOOD}\n30.06.2021 | 25 | 13 | 8 | 4 | 13 | 0 | 3"
    made = made_report({"Ш-1": rows}, settings={"change_limit": 10})
    assert len(found(made, "staffing.change")) == 1
