"""The data of the papers beside the signed agreement: joining, leaving, changed terms."""

import datetime as dt

from docgen.agreement import AgreementData
from docgen.amendment import AmendmentData, alterations, parties_now
from docgen.membership import MembershipData, Signed
from rules.parties import SignedAgreement
from rules.report import Report
from sync.document_data import agreement_data, day_of, party_of, settings_party


def _signed(report: Report, signed: SignedAgreement) -> Signed:
    settings = report.district.settings
    return Signed(
        project=settings["project"],
        municipality=settings["municipality"],
        place=settings["place"],
        day=signed.day,
        number=signed.number,
    )


def accession_data(report: Report, org: str, signed: SignedAgreement) -> MembershipData:
    """Gather the data of the Лист присоединения of `org`."""
    organisations = report.district.organisations
    branches = organisations.loc[organisations["parent"] == org, "short_name"]
    name = organisations.at[org, "short_name"]
    return MembershipData(
        agreement=_signed(report, signed),
        department=settings_party(report.district.settings, "department"),
        party=party_of(report, org, name, tuple(branches)),
        day=day_of(organisations.at[org, "takes_part_from"]),
    )


def withdrawal_data(
    report: Report, org: str, last: dt.date, signed: SignedAgreement
) -> MembershipData:
    """Gather the data of the Уведомление о выходе of `org`, whose `last` day is known."""
    values = report.district.tables["registry"].values
    name = values.loc[values["code"] == org, "short_name"].iloc[0]
    return MembershipData(
        agreement=_signed(report, signed),
        department=settings_party(report.district.settings, "department"),
        party=party_of(report, org, name),
        day=last,
    )


def amendment_data(
    report: Report, signed: SignedAgreement, before: AgreementData
) -> AmendmentData | None:
    """Gather the data of the Дополнительное соглашение; None where nothing has changed.

    `before` is what the signed agreement was made of.
    """
    now = agreement_data(report)
    changed = alterations(before, now)
    if not changed:
        return None
    return AmendmentData(
        agreement=_signed(report, signed),
        department=now.department,
        centre=now.centre,
        organisations=parties_now(before, now),
        alterations=changed,
    )
