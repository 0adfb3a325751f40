"""Who is bound by the agreement: it is signed once, later some ОО join and some leave."""

import datetime as dt
from typing import NamedTuple

import pandas as pd

from rules.decisions import APPROVED, DATE, NUMBER, SIGNED, STATUS, Decisions, decided, document_key
from rules.district import District
from rules.findings import KEY_SEPARATOR

AGREEMENT_KEY = KEY_SEPARATOR.join(("project", "document", "agreement", "", ""))


class SignedAgreement(NamedTuple):
    """The version of the agreement that was signed; day and number None where not known."""

    version: int
    day: dt.date | None
    number: str | None


def signed_agreement(decisions: Decisions) -> SignedAgreement | None:
    """Find the version of the agreement that was signed, the last of several; None without one."""
    versions = [
        int(key.removeprefix(AGREEMENT_KEY))
        for key, column in decisions
        if column == STATUS.title
        and key.startswith(AGREEMENT_KEY)
        and decided(decisions, key, STATUS) in (SIGNED, APPROVED)
    ]
    if not versions:
        return None
    key = document_key("project", "agreement", "", max(versions))
    return SignedAgreement(
        max(versions), decided(decisions, key, DATE), decided(decisions, key, NUMBER)
    )


def joined(district: District, signed: SignedAgreement) -> list[str]:
    """Give the codes of the legal persons that joined after the agreement was signed."""
    rows = district.organisations
    rows = rows[rows["parent"].isna() & rows["takes_part_from"].notna()]
    return [org for org, day in rows["takes_part_from"].items() if _after(day, signed.day)]


def leaving(district: District, signed: SignedAgreement) -> dict[str, dt.date]:
    """Give the last day of each legal person that leaves before the project ends, by code.

    Those who left before the agreement was signed are bound by nothing.
    """
    rows = district.tables["registry"].values.dropna(subset=["code", "short_name", "takes_part_to"])
    rows = rows[rows["parent"].isna()].drop_duplicates("code")
    end = district.settings["term_end"]
    days = {str(row["code"]): row["takes_part_to"] for row in rows.to_dict("records")}
    return {
        org: day.date()
        for org, day in days.items()
        if _after(day, signed.day) and (end is None or day.date() < end)
    }


def _after(day: pd.Timestamp, signed: dt.date | None) -> bool:
    return signed is None or day.date() > signed
