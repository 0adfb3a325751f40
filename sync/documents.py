"""The documents of a pass: which there are, from what data and template each is made."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from docgen.agreement import AgreementData, Party, Stage, render_agreement
from rules.decisions import (
    APPROVED,
    SIGNED,
    SIGNING,
    STATUS,
    Decisions,
    decided,
    document_key,
)
from rules.findings import KEY_SEPARATOR
from rules.report import Report
from rules.tables import record

AGREEMENT = "agreement"
PROJECT = "project"
"""The scope of a document that is one for the whole project, not one a school year."""


class Kind(NamedTuple):
    """A kind of document: its title (the name of its files), its built-in template."""

    title: str
    template: str


KINDS: dict[str, Kind] = {
    AGREEMENT: Kind("Соглашение", "agreement.docx"),
}
"""The documents by name, in the order of «Документы»."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its name, the school year (or project) that it is of, its data.

    `data` has a stable repr: its digest tells whether the document must be made anew.
    """

    name: str
    scope: str
    data: Any
    render: Callable[[bytes, Any, dt.date], bytes]
    org: str = ""

    def key(self, version: int) -> str:
        """Give the key of a version of it."""
        return document_key(self.scope, self.name, self.org, version)


def file_of(name: str, version: int) -> str:
    """Name the file of a version of a document."""
    again = f", версия {version}" if version > 1 else ""
    return f"{KINDS[name].title}{again}.docx"


def frozen_files(decisions: Decisions) -> frozenset[str]:
    """Give the files that stand on signature or are signed: nobody writes them any more."""
    found = set()
    for key, column in decisions:
        _, kind, name, *rest = (*key.split(KEY_SEPARATOR), "", "", "")
        ours = kind == "document" and column == STATUS.title and name in KINDS
        if ours and decided(decisions, key, STATUS) in FROZEN:
            found.add(file_of(name, int(rest[1])))
    return frozenset(found)


FROZEN = (SIGNING, SIGNED, APPROVED)
"""Statuses in which a document never changes."""


def documents(report: Report) -> tuple[Document, ...]:
    """Give the documents of the district."""
    return (Document(AGREEMENT, PROJECT, _agreement(report), render_agreement),)


def _agreement(report: Report) -> AgreementData:
    district = report.district
    settings = district.settings
    stages = district.tables["stages"].values
    return AgreementData(
        department=_settings_party(settings, "department"),
        centre=_settings_party(settings, "centre"),
        organisations=tuple(_parties(report)),
        place=settings["place"],
        municipality=settings["municipality"],
        project=settings["project"],
        start=settings["term_start"],
        end=settings["term_end"],
        grounds=settings["grounds"],
        stages=tuple(
            Stage(row["measure"], _text(row["term"]), _text(row["responsible"]))
            for row in stages.dropna(subset=["measure"]).to_dict("records")
        ),
    )


def _settings_party(settings: Mapping[str, Any], prefix: str) -> Party:
    return Party(
        full_name=settings[f"{prefix}_full"],
        short_name=settings[f"{prefix}_short"],
        address=settings[f"{prefix}_address"],
        post=settings[f"{prefix}_post"],
        head=settings[f"{prefix}_head"],
        basis=settings[f"{prefix}_basis"],
        ogrn=settings[f"{prefix}_ogrn"],
        inn=settings[f"{prefix}_inn"],
        branches=(),
    )


def _parties(report: Report) -> list[Party]:
    """Give the legal persons that take part; a филиал stands in its parent's block."""
    organisations = report.district.organisations
    cards = report.district.tables["organisation"]
    parents = organisations["parent"].where(organisations["parent"].isin(organisations.index))
    branches: dict[str, list[str]] = {}
    for org, parent in parents.dropna().items():
        branches.setdefault(parent, []).append(organisations.at[org, "short_name"])
    made = []
    for org in organisations.index[parents.isna()]:
        card = record(cards, org)
        made.append(
            Party(
                full_name=card["full_name"],
                short_name=organisations.at[org, "short_name"],
                address=card["address"],
                post=card["head_post"],
                head=card["head_name"],
                basis=card["head_basis"],
                ogrn=card["ogrn"],
                inn=card["inn"],
                branches=tuple(branches.get(org, ())),
            )
        )
    return made


def _text(value: object) -> str | None:
    return None if pd.isna(value) else str(value)
