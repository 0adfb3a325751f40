"""Monitoring of the demo on several days, against a table worked out by hand from its data.

From `templates/demo/`: of 29 ОО five have no full group (criterion 1: Ш-11 without an order, Ш-13
without a specialist, Д-08 with a day that is in no calendar, Ш-17 and Д-03 without anything).
Five lack a tab of the technical assignment (criterion 3: Ш-08, Ш-17, Д-03, Д-08, Ц-01). Nine lack
a whole plan (criterion 4: Ш-08, Ш-17, Д-03, Д-04 have none, Ш-06, Ш-10 and Ш-18 an event that is
not complete, Ш-11 and Д-05 no link to the plan). Nobody noted a signed agreement (2б).
Of 105 events six were held with a proof on 27.01.2022, 33 until 25.02.2022 (criterion 6).
"""

import datetime as dt

import pytest

from tests.sync.people import found, go

DONE, WORK, LATE = "выполнено", "в работе", "просрочено"

# Day; numbers of ОО that have done, have yet to do, are late with criteria 1, 2б, 3, 4, 6;
# state of criteria 1, 2а, 2б, 3, 4, 5, 6 for the district; events held with a proof.
TABLE = [
    ("30.11.2021", [(24, 5, 0), (0, 29, 0), (24, 5, 0), (20, 9, 0), (0, 29, 0)], "ввввввв", 0),
    ("01.12.2021", [(24, 0, 5), (0, 29, 0), (24, 5, 0), (20, 9, 0), (0, 29, 0)], "ппввввв", 0),
    ("31.12.2021", [(24, 0, 5), (0, 29, 0), (24, 5, 0), (20, 9, 0), (0, 29, 0)], "ппввввв", 0),
    ("01.01.2022", [(24, 0, 5), (0, 0, 29), (24, 5, 0), (20, 9, 0), (0, 29, 0)], "пппвввв", 0),
    ("31.01.2022", [(24, 0, 5), (0, 0, 29), (24, 5, 0), (20, 9, 0), (0, 29, 0)], "пппвввв", 6),
    ("01.02.2022", [(24, 0, 5), (0, 0, 29), (24, 0, 5), (20, 9, 0), (0, 29, 0)], "ппппввв", 6),
    ("28.02.2022", [(24, 0, 5), (0, 0, 29), (24, 0, 5), (20, 9, 0), (0, 29, 0)], "ппппввв", 33),
    ("01.03.2022", [(24, 0, 5), (0, 0, 29), (24, 0, 5), (20, 0, 9), (0, 29, 0)], "пппппвв", 33),
    ("31.10.2024", [(24, 0, 5), (0, 0, 29), (24, 0, 5), (20, 0, 9), (0, 29, 0)], "пппппвв", 33),
    ("01.11.2024", [(24, 0, 5), (0, 0, 29), (24, 0, 5), (20, 0, 9), (0, 0, 29)], "ппппппп", 33),
]  # fmt: skip


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    return found(tmp_path_factory.mktemp("monitored") / "район", 29)


@pytest.mark.parametrize(("day", "organisations", "whole", "held"), TABLE)
def test_states_by_the_day(district, day, organisations, whole, held):
    """Every criterion has the state that the data and the day ask for."""
    today = dt.datetime.strptime(day, "%d.%m.%Y").date()
    made = go(district, today, dry_run=True).report.monitoring
    own, district_rows = made[made["org"] != ""], made[made["org"] == ""]
    for criterion, wanted in zip(("1", "2б", "3", "4", "6"), organisations, strict=True):
        states = own.loc[own["criterion"] == criterion, "state"].value_counts()
        assert tuple(states.get(one, 0) for one in (DONE, WORK, LATE)) == wanted, criterion
    assert "".join(state[0] for state in district_rows["state"]) == whole
    assert district_rows["indicator"].iloc[-1] == pytest.approx(held / 105)


def test_who_is_late(district):
    """The ОО that are late are those that the data say."""
    made = go(district, dt.date(2022, 3, 1), dry_run=True).report.monitoring
    late = made[(made["state"] == LATE) & (made["org"] != "")]
    by_criterion = late.groupby("criterion")["org"].agg(list)
    assert by_criterion["1"] == ["Ш-11", "Ш-13", "Ш-17", "Д-03", "Д-08"]
    assert by_criterion["3"] == ["Ш-08", "Ш-17", "Д-03", "Д-08", "Ц-01"]
    assert by_criterion["4"] == ["Ш-06", "Ш-08", "Ш-10", "Ш-11", "Ш-17", "Ш-18", "Д-03", "Д-04",
                                 "Д-05"]  # fmt: skip
