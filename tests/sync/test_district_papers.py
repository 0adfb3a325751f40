"""What the district's reports are told: figures, reasons, practices, risks."""

import pytest

from sync.district_papers import project_report_data, qualification_data
from tests.districts import made_report

ASPECTS = [
    {"id": "P1", "process": "педагогический", "group": "ФГ", "title": "Чтение"},
    {"id": "P2", "process": "педагогический", "group": "ФГ", "title": "Счёт"},
    {"id": "U1", "process": "управленческий", "group": "ВСОКО", "title": "ВСОКО"},
]


def district(staffing=None, **tabs):
    staffing = staffing or {"Ш-1": "", "Ш-2": ""}
    return made_report(staffing, tabs={"aspects": {"": ASPECTS}, **tabs})


STAFF = {
    "Ш-1": "30.06.2021 | 10 | 2 | 4 | 4 | 2 | 0",
    "Ш-2": "30.06.2021 | 10 | 7 | 4 | 0 | 7 | 0",
    "Ш-3": "",
}


def test_who_lacks_figures_is_named_with_the_reason():
    """No row: no data; a sum that does not fit: the words of the error, the figure marked."""
    made = qualification_data(district(STAFF))
    assert [name for name, _ in made.lacking] == ["ОО Ш-2", "ОО Ш-3"]
    assert "11" in made.lacking[0][1]
    (schools,) = made.groups
    assert [row.marked for row in schools.rows] == [False, True, False]
    assert (made.covered, made.members, schools.covered) == (2, 3, 2)


def test_totals_are_those_of_the_rules():
    """Sums of counts, КК as a ratio of sums."""
    made = qualification_data(district(STAFF))
    assert (made.district.total, made.district.first, made.district.highest) == (20, 8, 4)
    assert made.district.quality == pytest.approx(12 / 20)
    assert made.district.critical == 1


def practice(aspect, text, **more):
    return {"aspect": aspect, "practice": text, "factors": "время", "evidence": "рост"} | more


def test_experience_is_taken_from_many_organisations():
    """One practice an aspect, in turns of the ОО; only what says why it works."""
    made = project_report_data(
        district(
            practices={
                "Ш-1": [practice("Чтение", "а"), practice("Счёт", "б")],
                "Ш-2": [practice("ВСОКО", "в"), practice("Счёт", "г", factors=None)],
            }
        )
    )
    assert [one.practice for one in made.leaders] == ["а", "в", "б"]
    assert [(one.practice, one.evidence) for one in made.management] == [("в", "рост")]
    assert (made.spread.practices, made.spread.proven) == (4, 4)


def test_one_risk_of_many_organisations_is_one_row():
    """Those of which the same is to be said stand together; a paper has no «Обзор»."""
    made = project_report_data(district(dict.fromkeys(("Ш-1", "Ш-2", "Ш-3"), "")))
    assert ("ОО Ш-1", "ОО Ш-2", "ОО Ш-3") in [risk.organisations for risk in made.risks]
    assert not [risk for risk in made.risks if "Обзор" in risk.remedy]


def test_the_monitoring_has_the_terms_of_the_settings():
    """A criterion that is met keeps its term in the report; each ОО has its five states."""
    made = project_report_data(district())
    assert [fact.code for fact in made.facts] == ["1", "2а", "2б", "3", "4", "5", "6"]
    assert all(fact.due for fact in made.facts)
    assert made.codes == ("1", "2б", "3", "4", "6")
    assert {len(one.states) for one in made.states} == {5}
    assert made.spending is None
    assert made.changes is None
