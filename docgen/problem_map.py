"""Карта проблем и эффективных решений: the annex with the matrix, deficits and solutions.

Persons are left out: contacts are the official ones of the organisations.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.blanks import line, named
from docgen.rendering import render
from docgen.russian import count, short_date
from docgen.typography import unbroken, unquoted

COLUMNS_OF_A_PAGE = 30
"""So many organisations fit beside the titles of aspects on a landscape page."""

NEED, OFFER, BOTH, NONE = "FCE4D6", "E2EFDA", "FFF2CC", "FFFFFF"
"""Colours of cells: who needs an aspect, who offers it, who does both."""


@dataclass(frozen=True, slots=True)
class MappedAspect:
    """A row of the map: how many ОО need and offer it, and which with what rank.

    `needs` and `offers` map the place of an ОО in `MapData.organisations` to its rank (None
    where it is not known).
    """

    title: str
    process: str
    balance: str
    needs: tuple[tuple[int, int | None], ...]
    offers: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """A practice of an ОО."""

    aspect: str
    practice: str | None
    format: str | None
    responsible: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class Solver:
    """An ОО with its official contacts and its practices."""

    name: str
    contacts: tuple[str, ...]
    solutions: tuple[Solution, ...]


@dataclass(frozen=True, slots=True)
class MapData:
    """All that the annex is made of; `organisations` are the names of the columns."""

    project: str | None
    municipality: str | None
    year: str
    organisations: tuple[str, ...]
    answered: int
    aspects: tuple[MappedAspect, ...]
    deficit: str
    solvers: tuple[Solver, ...]


def render_problem_map(template: bytes, data: MapData, day: dt.date) -> bytes:
    """Render the annex; TemplateError when the template is broken."""
    return render(template, map_values(data, day), day)


def map_values(data: MapData, day: dt.date) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    deficits = [aspect for aspect in data.aspects if aspect.balance == data.deficit]
    return {
        "project": unquoted(line(data.project)),
        "municipality": unquoted(line(data.municipality)),
        "year": data.year,
        "data_date": short_date(day),
        "answered": data.answered,
        "organisations": len(data.organisations),
        "colours": {"need": NEED, "offer": OFFER, "both": BOTH},
        "parts": [_part(data, first) for first in _firsts(data)],
        "deficits": [_deficit(aspect, data.organisations) for aspect in deficits],
        "deficits_count": count(len(deficits), "аспект", "аспекта", "аспектов"),
        "solvers": [_solver(solver) for solver in data.solvers],
    }


def _firsts(data: MapData) -> Sequence[int]:
    return range(0, len(data.organisations), COLUMNS_OF_A_PAGE) if data.aspects else ()


def _part(data: MapData, first: int) -> dict[str, object]:
    """Give the part of the matrix that has the organisations from the place `first` on."""
    columns = range(first, min(first + COLUMNS_OF_A_PAGE, len(data.organisations)))
    return {
        "first": first + 1,
        "last": columns[-1] + 1,
        "columns": [named(data.organisations[column]) for column in columns],
        "rows": [
            {"title": line(aspect.title), "cells": _cells(aspect, columns)}
            for aspect in data.aspects
        ],
    }


def _cells(aspect: MappedAspect, columns: Sequence[int]) -> list[dict[str, str]]:
    needs, offers = dict(aspect.needs), dict(aspect.offers)
    cells = []
    for column in columns:
        needed, offered = column in needs, column in offers
        marks = [f"Н{needs[column] or ''}"] if needed else []
        marks += [f"П{offers[column] or ''}"] if offered else []
        colour = BOTH if needed and offered else NEED if needed else OFFER if offered else NONE
        cells.append({"text": " ".join(marks), "colour": colour})
    return cells


def _deficit(aspect: MappedAspect, organisations: Sequence[str]) -> dict[str, object]:
    return {
        "title": line(aspect.title),
        "process": aspect.process,
        "number": len(aspect.needs),
        "who": "; ".join(named(organisations[place]) for place, _ in aspect.needs),
    }


def _solver(solver: Solver) -> dict[str, object]:
    return {
        "name": named(solver.name),
        "contacts": ", ".join(map(unbroken, solver.contacts)) or line(None),
        "solutions": [
            {
                "aspect": line(one.aspect),
                "practice": line(one.practice),
                "format": line(one.format),
                "responsible": line(one.responsible),
                "link": line(one.link, ""),
            }
            for one in solver.solutions
        ],
    }
