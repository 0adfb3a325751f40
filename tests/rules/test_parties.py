"""Who joined and who left after the agreement was signed."""

import datetime as dt

import pytest

from rules.decisions import DATE, NUMBER, STATUS, Decision, document_key
from rules.grid import Grid
from rules.parties import SignedAgreement, joined, leaving, signed_agreement
from rules.reading import read
from sync.resources import forms
from tests.districts import made_report

SIGNED = SignedAgreement(1, dt.date(2021, 12, 20), None)


def decided(version, **columns):
    key = document_key("project", "agreement", "", version)
    titles = {"status": STATUS.title, "date": DATE.title, "number": NUMBER.title}
    return {(key, titles[name]): Decision(value) for name, value in columns.items()}


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        ({}, None),
        (decided(1, status="на подписи"), None),
        (decided(1, status="проект", date="20.12.2021"), None),
        (decided(1, status="Подписано!"), None),
        (decided(1, status="подписан"), SignedAgreement(1, None, None)),
        (decided(1, status="утверждён", date="20.12.2021", number="14"),
         SignedAgreement(1, dt.date(2021, 12, 20), "14")),
        (decided(1, status="на подписи") | decided(2, status="подписан"),
         SignedAgreement(2, None, None)),
    ],
)  # fmt: skip
def test_which_agreement_is_signed(decisions, found):
    """Only a status that says so makes an agreement a signed one, with its day and number."""
    assert signed_agreement(decisions) == found


def district(*rows, **settings):
    """Make a district whose Реестр has (code, parent, from, to)."""
    header = [
        "Код",
        "Краткое наименование",
        "Вид",
        "Код головной организации",
        "Участвует с",
        "Участвует по",
    ]
    body = [[code, f"ОО {code}", "Школа", parent, *days] for code, parent, *days in rows]
    own = read(Grid("Реестр ОО", [header, *body]), forms()["registry"])
    made = made_report({}, settings=settings, readings={"registry": [("", own)]})
    return made.district


@pytest.mark.parametrize(
    ("rows", "signed", "codes"),
    [
        ([("Ш-1", None, None, None)], SIGNED, []),
        ([("Ш-1", None, "19.12.2021", None)], SIGNED, []),
        ([("Ш-1", None, "20.12.2021", None)], SIGNED, []),
        ([("Ш-1", None, "21.12.2021", None)], SIGNED, ["Ш-1"]),
        ([("Ш-1", None, None, None), ("Ш-2", "Ш-1", "01.02.2022", None)], SIGNED, []),
        ([("Ш-1", None, "01.04.2022", None)], SIGNED, []),
        ([("Ш-1", None, "01.11.2021", None)], SignedAgreement(1, None, None), ["Ш-1"]),
    ],
    ids=["from the start", "before", "that day", "after", "филиал", "not yet", "day not known"],
)
def test_who_joined(rows, signed, codes):
    """A legal person that takes part now and did not when the agreement was signed."""
    assert joined(district(*rows), signed) == codes


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("Ш-1", None, None, None)], []),
        ([("Ш-1", None, None, "30.04.2022")], ["Ш-1"]),
        ([("Ш-1", None, None, "31.01.2022"), ("Ш-2", None, None, None)], ["Ш-1"]),
        ([("Ш-1", None, None, "01.12.2021")], []),
        ([("Ш-1", None, None, "31.10.2024")], []),
        ([("Ш-1", None, None, None), ("Ш-2", "Ш-1", None, "30.04.2022")], []),
    ],
    ids=["stays", "will leave", "has left", "before signing", "with the project", "филиал"],
)
def test_who_leaves(rows, codes):
    """A legal person that was bound and goes before the project ends, gone already or not yet."""
    assert list(leaving(district(*rows), SIGNED)) == codes
