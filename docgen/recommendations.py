"""Методические рекомендации: what the district's organisations need, and who has solved it.

Nothing is said with more certainty than the data have.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.blanks import (
    DATE_LINE,
    LINE,
    LONG_LINE,
    decimal,
    line,
    named,
    numbers_of,
    percent,
    stated,
)
from docgen.charts import bar_chart
from docgen.rendering import Picture, render
from docgen.russian import count, short_date
from docgen.typography import unbroken, unquoted

CHART_WIDTH = 160
"""Millimetres."""

ORGANISATIONS = ("организация", "организации", "организаций")


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice as its ОО describes it; None where it says nothing."""

    host: str
    contacts: tuple[str, ...]
    practice: str | None
    author: str | None
    factors: str | None
    evidence: str | None
    takeaway: str | None
    format: str | None
    guests: int | None
    times: int | None
    responsible: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event that was held: its host, the event, the day."""

    host: str
    event: str | None
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a guest reports to have taken over: what and how, with what result and effect."""

    guest: str
    what: str | None
    outcome: str | None
    effect: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """An aspect that ОО need support in, and what the district has for it.

    `share` is of the ОО that filled the block; `people` the people that they counted; `offers`
    the names of the ОО that are ready to present it; `near` are practices of the same group of
    the catalogue (practice, host); `taken` what guests report to use of what they saw.
    """

    title: str
    process: str
    joint: bool
    place: int
    place_from: int
    place_to: int
    score: float
    organisations: int
    share: float
    people: int | None
    offers: tuple[str, ...]
    practices: tuple[Practice, ...]
    held: tuple[HeldEvent, ...]
    near: tuple[tuple[str, str], ...]
    taken: tuple[TakenOver, ...] = ()


AGREEMENTS = {
    "close": "приоритеты ОО близки, общий рейтинг подходит всем",
    "different": "приоритеты ОО различаются, поэтому ниже они показаны и по видам ОО",
    "none": "согласия между ОО не видно, поэтому общий рейтинг говорит мало",
    "unknown": "сравнивать рейтинги пока рано: ответов слишком мало",
}
"""How far the rankings agree, as a document says it."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the rankings of one process agree: a level of `AGREEMENTS`, Kendall's W."""

    process: str
    level: str
    w: float | None
    voters: int


@dataclass(frozen=True, slots=True)
class KindNeeds:
    """What one kind of ОО needs most: (aspect, number of ОО)."""

    kind: str
    voters: int
    needs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A row of a ranking."""

    place: int
    place_from: int
    place_to: int
    title: str
    score: float
    organisations: int
    people: int | None


@dataclass(frozen=True, slots=True)
class Rating:
    """The ranking of one block over all ОО."""

    title: str
    rows: tuple[RatingRow, ...]


@dataclass(frozen=True, slots=True)
class Consultant:
    """An aspect of management and who is ready to consult on it: (ОО, its contacts)."""

    title: str
    hosts: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class RecommendationsData:
    """All that the recommendations are made of.

    `problems` are the joint questions and the other leading problems; `kinds` is empty where
    the rankings of all kinds agree; `formats` counts the practices by format.
    """

    project: str | None
    municipality: str | None
    department: str | None
    centre: str | None
    council: str | None
    compilers: tuple[str, ...]
    year: str
    organisations: int
    answered: int
    agreements: tuple[Agreement, ...]
    problems: tuple[Problem, ...]
    kinds: tuple[KindNeeds, ...]
    formats: tuple[tuple[str, int], ...]
    ratings: tuple[Rating, ...]
    consultants: tuple[Consultant, ...]


def render_recommendations(template: bytes, data: RecommendationsData, day: dt.date) -> bytes:
    """Render the recommendations; TemplateError when the template is broken."""
    return render(template, recommendation_values(data, day), day)


def recommendation_values(data: RecommendationsData, day: dt.date) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    solved = [problem for problem in data.problems if problem.offers]
    unsolved = [problem for problem in data.problems if not problem.offers]
    chapters = _chapters(solved=solved, unsolved=unsolved, kinds=data.kinds)
    sections = [
        _problem(one, f"{chapters['solved']}.{number}") for number, one in enumerate(solved, 1)
    ]
    return {
        "chapters": chapters,
        "joint": any(problem.joint for problem in data.problems),
        "project": unquoted(line(data.project, LONG_LINE)),
        "municipality": unquoted(line(data.municipality)),
        "department": line(data.department, LONG_LINE),
        "centre": line(data.centre, LONG_LINE),
        "council": line(data.council, "методическим советом"),
        "compilers": [line(one) for one in data.compilers] or [LONG_LINE],
        "date_line": DATE_LINE,
        "blank": LINE,
        "year": data.year,
        "data_date": short_date(day),
        "answered": data.answered,
        "organisations": data.organisations,
        "answered_share": percent(data.answered / data.organisations if data.organisations else 0),
        "few_answered": data.answered * 2 < data.organisations,
        "agreements": [_agreement(one) for one in data.agreements],
        "leading": [leading for one in _processes(data) if (leading := _leading(data, one))],
        "sections": sections,
        "unsolved": [_unsolved(problem) for problem in unsolved],
        "kinds": [_kind(kind) for kind in data.kinds],
        "formats": [{"title": title, "number": number} for title, number in data.formats],
        "ratings": [_rating(rating) for rating in data.ratings],
        "consultants": [
            {"title": line(one.title), "hosts": "; ".join(_host(*host) for host in one.hosts)}
            for one in data.consultants
        ],
    }


def _chapters(**matter: Sequence[object]) -> dict[str, int]:
    """Number the chapters after the second, those that have any matter; the last always has."""
    return numbers_of({**matter, "work": True}, first=3)


def _processes(data: RecommendationsData) -> Sequence[str]:
    return list(dict.fromkeys(problem.process for problem in data.problems))


def _agreement(found: Agreement) -> dict[str, object]:
    w = "" if found.w is None else f" (W\u00a0=\u00a0{decimal(found.w, 2)})"
    return {
        "process": found.process,
        "words": AGREEMENTS[found.level] + w,
        "voters": count(found.voters, *ORGANISATIONS),
    }


def _leading(data: RecommendationsData, process: str) -> dict[str, object]:
    """Give the leading problems of one process, with their chart."""
    problems = [problem for problem in data.problems if problem.process == process]
    titles = tuple(line(problem.title) for problem in problems)
    numbers = tuple(problem.organisations for problem in problems)
    told = "; ".join(f"{title} – {n}" for title, n in zip(titles, numbers, strict=True))
    return {
        "process": process,
        "problems": [_facts(problem) for problem in problems],
        "chart": Picture(
            bar_chart(titles, numbers, "Организаций, которым нужна поддержка"),
            CHART_WIDTH,
            f"Диаграмма: сколько организаций назвали проблему. {told}.",
        ),
    }


def _facts(problem: Problem) -> dict[str, object]:
    return {
        "title": line(problem.title),
        "process": problem.process,
        "joint": problem.joint,
        "place": problem.place,
        "range": _range(problem),
        "score": decimal(problem.score, 2),
        "organisations": problem.organisations,
        "share": percent(problem.share),
        "people": stated(problem.people),
        "offers_count": len(problem.offers),
    }


def _range(row: Problem | RatingRow) -> str:
    if row.place_from == row.place_to:
        return str(row.place_from)
    return f"{row.place_from}–{row.place_to}"


def _problem(problem: Problem, number: str) -> dict[str, object]:
    described = [one.host for one in problem.practices]
    silent = [host for host in problem.offers if host not in described]
    capacity = sum((one.guests or 0) * (one.times or 1) for one in problem.practices)
    return _facts(problem) | {
        "number": number,
        "hosts": ", ".join(named(host) for host in problem.offers),
        "practices": [_practice(one) for one in problem.practices],
        "silent": ", ".join(named(host) for host in silent),
        "capacity": count(capacity, "гость", "гостя", "гостей") if capacity else "",
        "held": [
            {
                "host": named(one.host),
                "event": line(one.event),
                "day": short_date(one.day) if one.day else LINE,
            }
            for one in problem.held
        ],
        "taken": [
            {
                "guest": line(one.guest),
                "what": _sentence(one.what),
                "outcome": line(one.outcome, ""),
                "effect": _sentence(one.effect, ""),
            }
            for one in problem.taken
        ],
        "first": ", ".join(dict.fromkeys(named(host) for host in described)),
        "narrow": problem.organisations > len(problem.offers) * 5,
    }


def _practice(one: Practice) -> dict[str, object]:
    return {
        "host": named(one.host),
        "contacts": _listed(one.contacts) or LINE,
        "practice": _sentence(one.practice),
        "author": line(one.author, ""),
        "factors": _sentence(one.factors, ""),
        "evidence": _sentence(one.evidence),
        "takeaway": _sentence(one.takeaway, ""),
        "format": line(one.format),
        "guests": stated(one.guests) if one.guests else "",
        "times": stated(one.times) if one.times else "",
        "responsible": line(one.responsible, ""),
        "link": line(one.link, ""),
    }


def _sentence(text: str | None, blank: str = LINE) -> str:
    """Give a typed text without the full stop that the template sets."""
    return line(text, blank).rstrip(" .;")


def _unsolved(problem: Problem) -> dict[str, object]:
    return _facts(problem) | {
        "near": [{"practice": _sentence(text), "host": named(host)} for text, host in problem.near],
    }


def _host(name: str, contacts: Sequence[str]) -> str:
    return f"{named(name)} ({_listed(contacts)})" if contacts else named(name)


def _listed(contacts: Sequence[str]) -> str:
    return ", ".join(map(unbroken, contacts))


def _kind(kind: KindNeeds) -> dict[str, object]:
    return {
        "kind": kind.kind,
        "voters": count(kind.voters, *ORGANISATIONS),
        "needs": [{"title": line(title), "organisations": n} for title, n in kind.needs],
    }


def _rating(rating: Rating) -> dict[str, object]:
    rows = [
        {
            "place": row.place,
            "range": _range(row),
            "title": line(row.title),
            "score": decimal(row.score, 2),
            "organisations": row.organisations,
            "people": stated(row.people),
        }
        for row in rating.rows
    ]
    return {"title": rating.title, "rows": rows}
