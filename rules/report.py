"""The report: everything that one pass knows of the district, computed from what was read.

The whole of the rules in one pure function: the same inputs give the same report.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from rules import (
    coordinator_checks,
    organisation_checks,
    staffing_checks,
    tab_checks,
)
from rules.district import District
from rules.edit_checks import check_edits
from rules.findings import SEVERITIES, digest, finding_key, frame, merge
from rules.forms import Form
from rules.grid import NOWHERE
from rules.history import FOLLOWED, Explanation, follow
from rules.reading import Reading
from rules.registry import participants
from rules.rulebook import RULES, Rule
from rules.settings import settings_of
from rules.staffing import Staffing, compute
from rules.tables import Table, assemble

CHECKS = (tab_checks, organisation_checks, staffing_checks, coordinator_checks)
"""The modules whose rules stand in the rulebook."""


def all_rules(forms: Mapping[str, Form]) -> list[Rule]:
    """Give every rule: those of the rulebook, then the linear ones of `forms`."""
    linear = [
        Rule(item.id, f"{form.title}: {item.title}", item.severity, "row", "не проверено")
        for form in forms.values()
        for item in form.rules
    ]
    return [*RULES.values(), *linear]


@dataclass(frozen=True, slots=True)
class BookFault:
    """Something wrong with a whole book: the rule, the ОО (or empty), the book, the words."""

    rule: str
    org: str
    book: str
    tab: str
    message: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a pass computes from.

    `readings` maps the name of a form to (code, reading of its tab), the code empty for the
    coordinator's own tabs; `book_faults` what was wrong with books and tabs as a whole;
    `previous` the followed findings of the pass before (`rules.history.FOLLOWED`).
    """

    today: dt.date
    forms: Mapping[str, Form]
    readings: Mapping[str, Sequence[tuple[str, Reading]]]
    book_faults: Sequence[BookFault] = ()
    previous: pd.DataFrame | None = None
    explanations: Mapping[str, Explanation] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a pass found out.

    `findings` are followed (`rules.history.FOLLOWED`), sorted by what to do first within each
    organisation; `crashes` the errors of the program itself, by rule.
    """

    district: District
    findings: pd.DataFrame
    crashes: Mapping[str, Exception]

    @property
    def staffing(self) -> Staffing:
        """Figures of «Кадры»."""
        return self.district.staffing


def report(inputs: Inputs) -> Report:
    """Compute the report of one pass."""
    tables: dict[str, Table] = {}
    found: list[pd.DataFrame] = [_book_findings(inputs.book_faults)]
    for name, form in inputs.forms.items():
        tables[name], faults = assemble(form, inputs.readings.get(name, ()))
        found.append(faults)
    suspects = {}
    for name, table in tables.items():
        made, suspects[name] = check_edits(table)
        found.append(made)
    organisations = participants(tables["registry"], inputs.today)
    settings = settings_of(tables["settings"])
    staffing = compute(
        tables["staffing"], suspects["staffing"], organisations, settings, inputs.today
    )
    district = District(inputs.today, settings, organisations, tables, _filled(inputs), staffing)
    checked, crashes = _run_rules(district)
    current = _without_empty_tabs(merge([*found, *checked]), organisations)
    previous = inputs.previous if inputs.previous is not None else pd.DataFrame(columns=FOLLOWED)
    followed = follow(current, previous, inputs.explanations or {}, inputs.today)
    return Report(district, _sorted(followed, organisations, inputs.forms), crashes)


def _filled(inputs: Inputs) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, readings in inputs.readings.items():
        for org, reading in readings:
            if not any(fault.rule == "header.lost" for fault in reading.faults):
                found.setdefault(org, set()).add(name)
    return {org: frozenset(names) for org, names in found.items()}


def _book_findings(faults: Sequence[BookFault]) -> pd.DataFrame:
    return frame(
        (
            fault.rule,
            RULES[fault.rule].severity,
            "fails",
            fault.org,
            fault.tab,
            fault.book,
            NOWHERE,
            "",
            "",
            fault.message,
            finding_key(fault.org, fault.rule, fault.tab, fault.book, ""),
            digest(fault.message),
        )
        for fault in faults
    )


def _run_rules(district: District) -> tuple[list[pd.DataFrame], dict[str, Exception]]:
    """Run every rule; one that crashes is a row of the report and hurts no other."""
    found, crashes = [], {}
    for rule in RULES.values():
        if rule.check is None:
            continue
        try:
            found.append(rule.check(district))
        except Exception as error:  # the caller logs it: rules do no I/O
            crashes[rule.id] = error
            found.append(_crashed(rule.id, rule.sentence))
    return found, crashes


def _crashed(rule_id: str, sentence: str) -> pd.DataFrame:
    message = (
        f"Не проверено: «{sentence}». В программе ошибка, подробности в её журнале: "
        "сообщите тому, кто её установил."
    )
    key = finding_key("", rule_id, "", "", "")
    row = (rule_id, "question", "undecided", "", "", "", NOWHERE, "", "", message, key, digest(""))
    return frame([row])


def _without_empty_tabs(found: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Say of a tab in which nothing was typed only that; drop findings of strangers' codes."""
    empty = found[found["rule"] == "tab.empty"]
    pairs = set(zip(empty["org"], empty["tab"], strict=True))
    said = [
        rule == "cell.required" and (org, tab) in pairs
        for rule, org, tab in zip(found["rule"], found["org"], found["tab"], strict=True)
    ]
    known = found["org"].isin({"", *organisations.index})
    return found[known & ~pd.Series(said, index=found.index, dtype=bool)].reset_index(drop=True)


def _sorted(
    found: pd.DataFrame, organisations: pd.DataFrame, forms: Mapping[str, Form]
) -> pd.DataFrame:
    """Sort by ОО (the coordinator first), open before closed, severity, tab, place."""
    orgs = {"": -1} | {org: number for number, org in enumerate(organisations.index)}
    tabs = {"": -1} | {form.title: number for number, form in enumerate(forms.values())}
    severities = {name: number for number, name in enumerate(SEVERITIES)}
    states = {"new": 0, "remaining": 0, "explained": 1, "fixed": 2, "obsolete": 3}
    order = pd.DataFrame(
        {
            "org": found["org"].map(orgs).fillna(len(orgs)),
            "state": found["state"].map(states),
            "severity": found["severity"].map(severities),
            "tab": found["tab"].map(tabs).fillna(len(tabs)),
            "place": found["place"],
            "rule": found["rule"],
            "key": found["key"],
        }
    ).sort_values(["org", "state", "severity", "tab", "place", "rule", "key"], kind="stable")
    return found.loc[order.index].reset_index(drop=True)
