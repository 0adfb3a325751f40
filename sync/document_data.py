"""The data of the documents, gathered from the report."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from docgen.agreement import AgreementData, Party, Stage
from docgen.plan import EventGroup, PlanData, PlannedEvent, Signatory
from docgen.problem_map import MapData, MappedAspect, Solution, Solver
from docgen.recommendations import (
    Agreement,
    Consultant,
    HeldEvent,
    KindNeeds,
    Practice,
    Problem,
    Rating,
    RatingRow,
    RecommendationsData,
    TakenOver,
)
from rules.dates import MONTH_NAMES
from rules.decisions import EFFECT, OUTCOME, TAKEN_OVER, decided, report_key
from rules.orders import BLOCKS, counted
from rules.personal import NAMED
from rules.plans import CANCELLED, HELD
from rules.problem_map import DEFICIT
from rules.ratings import ALL, agreement_level
from rules.registry import KINDS
from rules.report import Report
from rules.school_years import SchoolYear
from rules.tables import record

NEEDS = ("teaching_need", "management_need")
"""The blocks in which ОО say what they need."""

SEPARATE = "на отдельных листах"
"""The choice of «Настройки» for parties that sign far from each other."""

KIND_TITLES = {"Школа": "Школы", "ДОУ": "Детские сады", "ДО": "Организации ДО"}
NEEDS_OF_A_KIND = 5
NEAR_PRACTICES = 5


def agreement_data(report: Report) -> AgreementData:
    """Gather the data of the Соглашение."""
    district = report.district
    settings = district.settings
    stages = district.tables["stages"].values
    return AgreementData(
        department=settings_party(settings, "department"),
        centre=settings_party(settings, "centre"),
        organisations=tuple(legal_persons(report)),
        place=settings["place"],
        municipality=settings["municipality"],
        project=settings["project"],
        start=settings["term_start"],
        end=settings["term_end"],
        grounds=settings["grounds"],
        stages=tuple(
            Stage(row["measure"], text_of(row["term"]), text_of(row["responsible"]))
            for row in stages.dropna(subset=["measure"]).to_dict("records")
        ),
        separate=settings["signature_sheets"] == SEPARATE,
    )


def settings_party(settings: Mapping[str, Any], prefix: str) -> Party:
    """Give the department or the methodological centre as a party."""
    return Party(
        full_name=settings[f"{prefix}_full"],
        short_name=settings[f"{prefix}_short"],
        address=settings[f"{prefix}_address"],
        post=settings[f"{prefix}_post"],
        head=settings[f"{prefix}_head"],
        head_genitive=settings[f"{prefix}_head_genitive"],
        basis=settings[f"{prefix}_basis"],
        ogrn=settings[f"{prefix}_ogrn"],
        inn=settings[f"{prefix}_inn"],
        branches=(),
    )


def legal_persons(report: Report) -> list[Party]:
    """Give the legal persons that take part; a филиал stands in its parent's block."""
    organisations = report.district.organisations
    parents = organisations["parent"]
    branches: dict[str, list[str]] = {}
    for org, parent in parents.dropna().items():
        branches.setdefault(parent, []).append(organisations.at[org, "short_name"])
    return [
        party_of(report, org, organisations.at[org, "short_name"], tuple(branches.get(org, ())))
        for org in organisations.index[parents.isna()]
    ]


def party_of(report: Report, org: str, name: str, branches: tuple[str, ...] = ()) -> Party:
    """Give an ОО as a party: its name from the Реестр, the rest from its «Паспорт ОО»."""
    card = record(report.district.tables["organisation"], org)
    return Party(
        full_name=card["full_name"],
        short_name=name,
        address=card["address"],
        post=card["head_post"],
        head=card["head_name"],
        head_genitive=card["head_name_genitive"],
        basis=card["head_basis"],
        ogrn=card["ogrn"],
        inn=card["inn"],
        branches=branches,
    )


def text_of(value: Any) -> str | None:
    """Give a value of a frame as text; None where it is missing."""
    return None if pd.isna(value) else str(value)


def number_of(value: Any) -> int | None:
    """Give a value of a frame as a whole number; None where it is missing."""
    return None if pd.isna(value) else int(value)


# --- План совместных мероприятий --------------------------------------------------------------


def plan_data(report: Report) -> PlanData:
    """Gather the data of the План: the joint events by month, cancelled ones left out."""
    district = report.district
    settings, rows = district.settings, event_rows(report)
    groups, undated, cancelled = planned(rows)
    return PlanData(
        project=settings["project"],
        municipality=settings["municipality"],
        year=district.year.title,
        approves=approver(settings),
        agrees=_agreeing(settings),
        groups=groups,
        undated=undated,
        planning=len({row["org"] for row in rows if row["status"] != CANCELLED}),
        organisations=len(district.organisations),
        cancelled=cancelled,
    )


def event_rows(report: Report) -> list[dict[Any, Any]]:
    """Give the events of the joint plan as rows, with what a document says of each.

    `host` and `who` are the names of the ОО that holds it and of its guests (else the words of
    the plan), `why` says why it has no date in the year.
    """
    names, year = report.district.organisations["short_name"], report.district.year
    rows = []
    for row in report.joint_plan.events.to_dict("records"):
        guests = "; ".join(str(names.get(guest, guest)) for guest in row["guests"])
        host, who = str(names.get(row["org"], row["org"])), guests or text_of(row["participants"])
        rows.append(row | {"host": host, "who": who, "why": _trouble(row, year)})
    return rows


def planned(
    rows: Sequence[Mapping[Any, Any]],
) -> tuple[tuple[EventGroup, ...], tuple[PlannedEvent, ...], int]:
    """Give events (`event_rows`) by month, those without a date, the number of cancelled ones."""
    standing = [row for row in rows if row["status"] != CANCELLED]
    groups: dict[str, list[PlannedEvent]] = {}
    longer: list[PlannedEvent] = []
    for row in standing:
        if not row["why"]:
            month = _month(row["first"], row["last"])
            (groups.setdefault(month, []) if month else longer).append(_event(row))
    if longer:
        groups[LONGER] = longer
    return (
        tuple(EventGroup(title, tuple(own)) for title, own in groups.items()),
        tuple(_event(row) for row in standing if row["why"]),
        len(rows) - len(standing),
    )


LONGER = "В течение срока"
"""The heading of events whose term is longer than a month."""


def _month(first: dt.date, last: dt.date) -> str:
    """Name the month in which a term lies; empty for one that is longer."""
    if (first.year, first.month) != (last.year, last.month):
        return ""
    return f"{MONTH_NAMES[first.month - 1].capitalize()} {first.year}\u00a0года"


def _trouble(row: Mapping[Any, Any], year: SchoolYear) -> str:
    """Say why an event has no place in the calendar of the year; nothing where it has one."""
    if row["trouble"]:
        text = str(row["trouble"]).rstrip(".")
        return text[:1].lower() + text[1:]
    if row["first"] is None or row["last"] is None:
        return "срок не указан или записан непонятно"
    within = row["first"] <= year.last and row["last"] >= year.first
    return "" if within else "срок не в этом учебном году"


def _event(row: Mapping[Any, Any]) -> PlannedEvent:
    day, term = row["date"], row["term"]
    return PlannedEvent(
        term=f"{day:%d.%m.%Y}" if day else str(term) if term else None,
        event=text_of(row["event"]),
        host=row["host"],
        responsible=text_of(row["responsible"]),
        participants=row["who"],
        result=text_of(row["result"]),
        trouble=row["why"],
    )


def head_of(settings: Mapping[str, Any], prefix: str) -> Signatory:
    """Give the head of the department or of the centre, the post with its short name."""
    title, short = settings[f"{prefix}_post"], settings[f"{prefix}_short"]
    return Signatory(f"{title} {short}" if title and short else title, settings[f"{prefix}_head"])


def approver(settings: Mapping[str, Any]) -> Signatory:
    """Give who approves the plan: as set, else the head of the department."""
    post, name = settings["plan_approver_post"], settings["plan_approver_name"]
    if post or name:
        return Signatory(post, name)
    return head_of(settings, "department")


def _agreeing(settings: Mapping[str, Any]) -> Signatory | None:
    post, name = settings["plan_agreed_post"], settings["plan_agreed_name"]
    return Signatory(post, name) if post or name else None


# --- Карта проблем ----------------------------------------------------------------------------


def map_data(report: Report) -> MapData:
    """Gather the data of the map; persons are left out."""
    district, found = report.district, report.problem_map
    names = district.organisations["short_name"]
    place = {org: number for number, org in enumerate(names.index)}
    sides: dict[str, dict[str, list[tuple[int, int | None]]]] = {"need": {}, "offer": {}}
    for row in counted(district.lines).itertuples():
        side = sides[BLOCKS[row.block].side].setdefault(row.aspect, [])
        if all(known != place[row.org] for known, _ in side):
            side.append((place[row.org], number_of(row.rank)))
    aspects = tuple(
        MappedAspect(
            row["title"],
            row["process"],
            row["balance"],
            tuple(sorted(sides["need"].get(str(aspect), ()))),
            tuple(sorted(sides["offer"].get(str(aspect), ()))),
        )
        for aspect, row in found.aspects.to_dict("index").items()
    )
    return MapData(
        project=district.settings["project"],
        municipality=district.settings["municipality"],
        year=district.year.title,
        organisations=tuple(names),
        answered=district.lines["org"].nunique(),
        aspects=aspects,
        deficit=DEFICIT,
        solvers=tuple(_solvers(report)),
    )


def _solvers(report: Report) -> list[Solver]:
    """Give the ОО that described practices, in the order of the Реестр."""
    organisations, catalogue = report.district.organisations, report.district.catalogue
    by_org = dict(iter(report.problem_map.practices.groupby("org", sort=False)))
    return [
        Solver(
            row["short_name"],
            contacts(report, org),
            tuple(
                Solution(
                    catalogue.title(one["aspect"]),
                    text_of(one["practice"]),
                    text_of(one["format"]),
                    text_of(one["responsible"]),
                    text_of(one["link"]),
                )
                for one in by_org[org].to_dict("records")
            ),
        )
        for org, row in organisations.to_dict("index").items()
        if org in by_org
    ]


# --- Методические рекомендации ----------------------------------------------------------------


def recommendations_data(report: Report) -> RecommendationsData:
    """Gather the data of the Рекомендации."""
    district = report.district
    settings = district.settings
    compilers = (settings["compilers"] or "").replace("\n", ";").split(";")
    return RecommendationsData(
        project=settings["project"],
        municipality=settings["municipality"],
        department=settings["department_full"] or settings["department_short"],
        centre=settings["centre_full"] or settings["centre_short"],
        council=settings["council"],
        compilers=tuple(one.strip() for one in compilers if one.strip()),
        year=district.year.title,
        organisations=len(district.organisations),
        answered=district.lines["org"].nunique(),
        agreements=tuple(_agreement(report, block) for block in NEEDS),
        problems=tuple(problem for block in NEEDS for problem in _problems(report, block)),
        kinds=tuple(_kinds(report)),
        formats=_formats(district.practices),
        ratings=tuple(_rating(report, block) for block in BLOCKS),
        consultants=tuple(_consultants(report)),
    )


def _agreement(report: Report, block: str) -> Agreement:
    found = report.ratings.agreement[block, ALL]
    level = agreement_level(found, report.district.settings)
    return Agreement(BLOCKS[block].process, level, found.w, found.voters)


def _problems(report: Report, block: str) -> list[Problem]:
    """Give the joint questions of a block, then its other leading problems."""
    rating = report.ratings.of(block)
    joint = rating["aspect"].isin(report.district.joint_aspects)
    leading = rating.index < rating.index.min() + report.district.settings["leading_problems"]
    chosen = pd.concat([rating[joint], rating[~joint & leading]])
    return [
        _problem(report, block, row, row["aspect"] in report.district.joint_aspects)
        for row in chosen.to_dict("records")
    ]


def _problem(report: Report, block: str, row: Mapping[Any, Any], joint: bool) -> Problem:
    district, aspect = report.district, row["aspect"]
    names = district.organisations["short_name"]
    offered = [one.field for one in BLOCKS.values() if one.side == "offer"]
    lines = counted(district.lines)
    hosts = lines.loc[lines["block"].isin(offered) & (lines["aspect"] == aspect), "org"]
    events = report.joint_plan.events
    held = events[(events["aspect_id"] == aspect) & (events["status"] == HELD)]
    return Problem(
        title=district.catalogue.title(aspect),
        process=BLOCKS[block].process,
        joint=joint,
        place=int(row["place"]),
        place_from=int(row["place_from"]),
        place_to=int(row["place_to"]),
        score=round(float(row["score"]), 4),
        organisations=int(row["organisations"]),
        share=round(float(row["organisation_share"]), 6),
        people=number_of(row["people"]),
        offers=tuple(names[org] for org in dict.fromkeys(hosts)),
        practices=tuple(
            _practice(report, one)
            for one in report.problem_map.solutions(aspect).to_dict("records")
        ),
        held=tuple(
            HeldEvent(names[one["org"]], text_of(one["event"]), day_of(one["held"]))
            for one in held.to_dict("records")
        ),
        near=_near(report, aspect),
        taken=tuple(_taken(report, held)),
    )


def _taken(report: Report, held: pd.DataFrame) -> Iterator[TakenOver]:
    """Give what guests of events report: what they use, with what result, what changed."""
    decisions, names = report.district.decisions, report.district.organisations["short_name"]
    for key, guests in zip(held["key"], held["guests"], strict=True):
        for guest in guests:
            told = [
                decided(decisions, report_key(key, guest), item)
                for item in (TAKEN_OVER, OUTCOME, EFFECT)
            ]
            if any(told) and told[1] != "нет":
                yield TakenOver(str(names.get(guest, guest)), *told)


def day_of(value: Any) -> dt.date | None:
    """Give a value of a frame as a day; None where it is missing."""
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _practice(report: Report, one: Mapping[Any, Any]) -> Practice:
    return Practice(
        host=report.district.organisations.at[one["org"], "short_name"],
        contacts=contacts(report, one["org"]),
        practice=text_of(one["practice"]),
        author=_author(one),
        factors=text_of(one["factors"]),
        evidence=text_of(one["evidence"]),
        takeaway=text_of(one["takeaway"]),
        format=text_of(one["format"]),
        guests=number_of(one["guests"]),
        times=number_of(one["times"]),
        responsible=text_of(one["responsible"]),
        link=text_of(one["link"]),
    )


def _author(one: Mapping[Any, Any]) -> str | None:
    """Give the author of a practice: as typed, or the person who is joined to a post."""
    author = text_of(one["author"])
    if PERSON not in one or author is None:
        return author
    person, post = text_of(one[PERSON]), NUMBERED.sub("", author)
    return f"{person}, {post}" if person else post


PERSON = f"author{NAMED}"
NUMBERED = re.compile(r"\s*\(\d+\)$")
"""«учитель математики (2)»: which of two, of no interest to who reads a document."""


def contacts(report: Report, org: str) -> tuple[str, ...]:
    """Give the official telephone and mailbox of an ОО, as far as they are known."""
    card = record(report.district.tables["organisation"], org)
    mailbox = card["mailbox"] or text_of(report.district.organisations.at[org, "mailbox"])
    return tuple(text for text in (card["phone"], mailbox) if text)


def _near(report: Report, aspect: str) -> tuple[tuple[str, str], ...]:
    """Give practices of other aspects of the same group of the catalogue: (practice, ОО)."""
    aspects, names = report.district.catalogue.aspects, report.district.organisations["short_name"]
    if aspect not in aspects.index:
        return ()
    group = aspects[["process", "group"]].eq(aspects.loc[aspect, ["process", "group"]]).all(axis=1)
    practices = report.problem_map.practices
    near = practices[
        practices["aspect"].isin(aspects.index[group]) & (practices["aspect"] != aspect)
    ]
    shown = near.dropna(subset=["practice"]).drop_duplicates("aspect").head(NEAR_PRACTICES)
    return tuple(
        (str(text), names[org]) for text, org in zip(shown["practice"], shown["org"], strict=True)
    )


def _kinds(report: Report) -> list[KindNeeds]:
    """Give the needs of each kind where the rankings of all kinds do not agree."""
    if all(_agreement(report, block).level == "close" for block in NEEDS):
        return []
    catalogue, made = report.district.catalogue, []
    for kind in KINDS:
        tops = [report.ratings.of(block, kind).head(NEEDS_OF_A_KIND) for block in NEEDS]
        needs = tuple(
            (catalogue.title(aspect), int(number))
            for top in tops
            for aspect, number in zip(top["aspect"], top["organisations"], strict=True)
        )
        voters = max(report.ratings.agreement[block, kind].voters for block in NEEDS)
        if needs:
            made.append(KindNeeds(KIND_TITLES.get(kind, kind), voters, needs))
    return made


def _formats(practices: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    """Count the practices by format, the most frequent first."""
    counts = practices["format"].dropna().value_counts(sort=False)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return tuple((str(title), int(number)) for title, number in ordered)


def _rating(report: Report, block: str) -> Rating:
    catalogue = report.district.catalogue
    rows = tuple(
        RatingRow(
            int(row["place"]),
            int(row["place_from"]),
            int(row["place_to"]),
            catalogue.title(row["aspect"]),
            round(float(row["score"]), 4),
            int(row["organisations"]),
            number_of(row["people"]),
        )
        for row in report.ratings.of(block).to_dict("records")
    )
    return Rating(BLOCKS[block].title, rows)


def _consultants(report: Report) -> list[Consultant]:
    """Give who is ready to consult on management, in the order of the ranking."""
    district = report.district
    lines = counted(district.lines)
    offers = lines[lines["block"] == "management_offer"]
    names, made = district.organisations["short_name"], []
    for aspect in report.ratings.of("management_offer")["aspect"]:
        orgs = dict.fromkeys(offers.loc[offers["aspect"] == aspect, "org"])
        hosts = tuple((str(names[org]), contacts(report, org)) for org in orgs)
        made.append(Consultant(district.catalogue.title(aspect), hosts))
    return made
