"""The report: everything that one pass knows of the district, computed from what was read.

The whole of the rules in one pure function: the same inputs give the same report.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from rules import (
    calendar_checks,
    catalogue_checks,
    coordinator_checks,
    decision_checks,
    name_checks,
    order_checks,
    organisation_checks,
    people_checks,
    plan_checks,
    staffing_checks,
    tab_checks,
    task_checks,
)
from rules.aspect_words import NO_WORDS, AspectWords
from rules.aspects import Catalogue, catalogue_of, recognise_rows
from rules.breakthroughs import Breakthroughs, find_breakthroughs, mentions_of
from rules.budget import budget_of
from rules.coverage import Coverage, coverage_of
from rules.decisions import Decisions, explanations, joint_aspects
from rules.district import District, Remembered
from rules.edit_checks import check_edits
from rules.findings import SEVERITIES, digest, finding_key, frame, merge
from rules.forms import Form
from rules.grid import NOWHERE
from rules.groups import Group, groups_of, remember
from rules.half_years import HalfYear
from rules.history import FOLLOWED, follow
from rules.joint_plan import JointPlan, joint_plan
from rules.matching import Matching
from rules.matching_problem import Solution
from rules.monitoring import monitor
from rules.orders import order_lines
from rules.pairing import Solved, events_announced, match_district
from rules.personal import is_kept_apart
from rules.personal_cells import official_of
from rules.plans import events_of
from rules.problem_map import ProblemMap, compare, draw_map
from rules.ratings import Ratings, rate
from rules.reading import Reading
from rules.registry import participants
from rules.risks import risks_of
from rules.rulebook import RULES, Rule
from rules.school_years import SchoolYear, school_year
from rules.settings import in_year, settings_of, unused_forms
from rules.staffing import Staffing, compute, managers_of
from rules.tables import Table, assemble
from rules.tasks import Task, tasks_of
from rules.text_decisions import text_decisions
from rules.unresolved import unresolved_of

CHECKS = (
    tab_checks,
    organisation_checks,
    staffing_checks,
    task_checks,
    catalogue_checks,
    order_checks,
    plan_checks,
    coordinator_checks,
    calendar_checks,
    decision_checks,
    people_checks,
    name_checks,
)
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
    `previous` the followed findings of the pass before (`rules.history.FOLLOWED`);
    `decisions` what people typed in the worker's tabs; `earlier` maps the name of a closed
    year to its readings («ТЗ-2 Заказ» and «План ОО»); `groups` are remembered
    (`rules.groups.remember`); `closed_years` the names of the years in the archive;
    `aspect_words` the vocabulary by which aspects are recognised; `text_ids` what coordinators'
    words for aspects meant (`TextDecisions.ids`); `proposed` maps the keys of the pairs last
    published to their sittings, `announced` those of events to their dates; `solved` are known
    solutions of the matching.
    """

    today: dt.date
    forms: Mapping[str, Form]
    readings: Mapping[str, Sequence[tuple[str, Reading]]]
    book_faults: Sequence[BookFault] = ()
    previous: pd.DataFrame | None = None
    decisions: Decisions | None = None
    earlier: Mapping[str, Mapping[str, Sequence[tuple[str, Reading]]]] | None = None
    groups: Mapping[str, Group] | None = None
    closed_years: Collection[str] = ()
    aspect_words: AspectWords = NO_WORDS
    text_ids: Mapping[str, tuple[str, str]] | None = None
    proposed: Mapping[str, int] | None = None
    announced: Mapping[str, dt.date] | None = None
    solved: Mapping[str, Solution] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a pass found out.

    `findings` are followed (`rules.history.FOLLOWED`), sorted by what to do first within each
    organisation; `ratings`, `problem_map`, `breakthroughs`, `coverage` and the frames
    `monitoring`, `risks` and `budget` are of the current school year; `tasks` what each
    ОО has to do now (by code); `comparison`
    (`rules.problem_map.compare`) with the year `compared_with` before it, both None without
    one; `matching` and `joint_plan` are of the half-year `half`; `groups` and `solved` are to be
    remembered; `crashes` the errors of the program itself, by rule.
    """

    district: District
    findings: pd.DataFrame
    ratings: Ratings
    problem_map: ProblemMap
    breakthroughs: Breakthroughs
    coverage: Coverage
    monitoring: pd.DataFrame
    risks: pd.DataFrame
    budget: pd.DataFrame
    tasks: Mapping[str, Sequence[Task]]
    comparison: pd.DataFrame | None
    compared_with: SchoolYear | None
    matching: Matching
    joint_plan: JointPlan
    half: HalfYear
    groups: Mapping[str, Group]
    solved: Mapping[str, Solution]
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
    previous = inputs.previous if inputs.previous is not None else pd.DataFrame(columns=FOLLOWED)
    district = _district(inputs, tables, suspects["staffing"], previous)
    solved = Solved(dict(inputs.solved or {}))
    matching, half = match_district(district, inputs.proposed or {}, solved)
    plan = joint_plan(district, matching, half, events_announced(inputs.announced or {}, half))
    district = _with_plan(district, matching, plan)
    checked, crashes = _run_rules(district)
    current = _without_empty_tabs(merge([*found, *checked]), district.organisations)
    if district.official is not None:
        current = people_checks.without_personal_text(current, district.official)
    told = explanations(district.decisions)
    followed = follow(current, previous, told, inputs.today)
    findings = _sorted(followed, district.organisations, inputs.forms)
    settings, catalogue = district.settings, district.catalogue
    practices = district.practices.assign(aspect=district.practices["aspect_id"])
    practices = practices.dropna(subset=["aspect"])
    problem_map = draw_map(district.lines, practices, catalogue)
    needed = problem_map.aspects.index[problem_map.aspects["need"] > 0]
    monitoring = monitor(district)
    before = _year_before(inputs, district)
    cards = tables["organisation"].values
    return Report(
        district,
        findings,
        rate(district.lines, district.organisations, district.people, settings),
        problem_map,
        find_breakthroughs(district.mentions, _of(tables["reserves"], district), practices),
        coverage_of(plan, matching, district, needed),
        monitoring,
        risks_of(district, monitoring, findings),
        budget_of(_of(tables["budget"], district), settings),
        tasks_of(district, findings, monitoring),
        None if before is None else compare(before[1], problem_map, catalogue),
        None if before is None else before[0],
        matching,
        plan,
        half,
        remember(district.remembered.groups, groups_of(cards)),
        solved.known,
        crashes,
    )


def _with_plan(district: District, matching: Matching, plan: JointPlan) -> District:
    """Give the district its joint plan: criterion 6 counts its events in place of the own plans."""
    now, later = plan.counted[COUNTED], district.all_events.iloc[len(district.events) :]
    events = pd.concat([now, later[COUNTED]], ignore_index=True) if len(later) else now
    return replace(district, matching=matching, joint=plan, all_events=events)


COUNTED = ["org", "status", "proven"]
"""What of an event criterion 6 looks at."""


def _of(table: Table, district: District) -> pd.DataFrame:
    """Give the rows of the organisations that take part."""
    return table.values[table.values["org"].isin(district.organisations.index)]


def _district(
    inputs: Inputs, tables: Mapping[str, Table], suspect: pd.DataFrame, previous: pd.DataFrame
) -> District:
    organisations = participants(tables["registry"], inputs.today)
    typed = settings_of(tables["settings"])
    year = school_year(typed["year"]) or SchoolYear(inputs.today.year)
    settings = in_year(typed, inputs.forms, year)
    decisions = inputs.decisions or {}
    texts = text_decisions(decisions, tables["aspects"], inputs.text_ids or {})
    catalogue = catalogue_of(tables["aspects"], inputs.aspect_words, texts.synonyms, texts.refused)
    staffing = compute(tables["staffing"], suspect, organisations, settings, inputs.today)
    events = events_of(tables["plan"], organisations, year, catalogue, inputs.today)
    lines = order_lines(tables["order"], organisations, catalogue)
    practices = _practices(tables["practices"], organisations, catalogue)
    mentions = mentions_of(tables["results"], organisations, catalogue)
    return District(
        today=inputs.today,
        year=year,
        settings=settings,
        organisations=organisations,
        tables=tables,
        filled=_filled(inputs),
        unused=unused_forms(inputs.forms, settings),
        staffing=staffing,
        people=staffing.organisations[["total"]].join(
            managers_of(tables["staffing"], organisations, staffing.reporting_date)
        ),
        catalogue=catalogue,
        lines=lines,
        practices=practices,
        mentions=mentions,
        unresolved=unresolved_of(lines, mentions, practices, events),
        events=events,
        all_events=_all_events(inputs, events, year, organisations, catalogue),
        joint_aspects=joint_aspects(decisions, year.name),
        remembered=Remembered(
            decisions, inputs.groups or {}, inputs.closed_years, _standing(previous)
        ),
        official=official_of(inputs.readings, inputs.forms)
        if is_kept_apart(inputs.forms)
        else None,
        texts=texts,
    )


def _standing(previous: pd.DataFrame) -> dict[str, str]:
    """Give the bases of the findings that were open at the last pass, by key."""
    open_ = previous[previous["state"].isin(["new", "remaining", "explained"])]
    return dict(zip(open_["key"], open_["basis"], strict=True))


def _practices(table: Table, organisations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    values = table.values[table.values["org"].isin(organisations.index)]
    return values.join(recognise_rows(values["aspect"], catalogue))


def _all_events(
    inputs: Inputs,
    events: pd.DataFrame,
    year: SchoolYear,
    organisations: pd.DataFrame,
    catalogue: Catalogue,
) -> pd.DataFrame:
    """Give the events of the year and of those closed before it."""
    parts = [events]
    for name, readings in (inputs.earlier or {}).items():
        closed = school_year(name)
        if closed is not None and closed.start < year.start:
            table, _ = assemble(inputs.forms["plan"], readings.get("plan", ()))
            parts.append(events_of(table, organisations, closed, catalogue, inputs.today))
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else events


def _year_before(inputs: Inputs, district: District) -> tuple[SchoolYear, ProblemMap] | None:
    """Give the last closed year before the current one, and its map.

    None, too, while fewer than half as many ОО have filled «ТЗ-2 Заказ» as had then: what they
    have not said yet would look like problems that went.
    """
    closed = [one for name in inputs.earlier or () if (one := school_year(name)) is not None]
    past = max((one for one in closed if one.start < district.year.start), default=None)
    if past is None or inputs.earlier is None:
        return None
    table, _ = assemble(inputs.forms["order"], inputs.earlier[past.name].get("order", ()))
    lines = order_lines(table, district.organisations, district.catalogue)
    if district.lines["org"].nunique() * 2 < lines["org"].nunique():
        return None
    return past, draw_map(lines, district.practices[:0], district.catalogue)


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
