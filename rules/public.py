"""The report as anybody may see it: what the district publishes is made of nothing else."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from rules.nameless import nameless
from rules.personal_text import KINDS, masked
from rules.report import Report

SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
INITIALS = re.compile(
    rf"(?<!\w){SURNAME}\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|(?<!\w)[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{SURNAME}"
)
"""«Петрова А. И.», «А.И. Петрова»."""

LOW_RESULTS = re.compile(
    r"ШНОР|(?:школ\w*\s+с\s+)?(?:устойчиво\s+)?низки\w+\s+(?:образовательны\w+\s+)?результат\w+"
    r"|слабо\s?результативн\w*",
    re.IGNORECASE,
)
"""Words that name the schools with low results (ШНОР)."""

SHOWN_TEXTS = {
    "events": ("event", "responsible", "participants", "result", "time"),
    "practices": ("practice", "responsible", "format"),
}
"""The fields of free text that are published."""


def public(report: Report, *, names: bool) -> Report:
    """Give `report` without what is nobody else's business.

    Left out are persons (unless `names`), whatever looks personal in free texts, and all that
    tells which schools have low results: aspects that name them, and events on these.
    """
    shown = report if names else nameless(report)
    district = shown.district
    hidden = _hidden(report)
    found = shown.problem_map
    practices = _clean(_without(found.practices, "aspect", hidden), "practices", names)
    return replace(
        shown,
        district=replace(
            district,
            lines=_without(district.lines, "aspect", hidden),
            practices=_clean(_without(district.practices, "aspect_id", hidden), "practices", names),
        ),
        joint_plan=replace(
            shown.joint_plan,
            events=_clean(_without(shown.joint_plan.events, "aspect_id", hidden), "events", names),
        ),
        ratings=replace(shown.ratings, table=_without(shown.ratings.table, "aspect", hidden)),
        problem_map=replace(
            found,
            aspects=found.aspects[~found.aspects.index.isin(hidden)],
            cells=_without(found.cells, "aspect", hidden),
            practices=practices,
        ),
    )


def _hidden(report: Report) -> list[str]:
    """Give the aspects whose title or synonyms name schools with low results."""
    names = report.district.catalogue.names
    return [aspect for aspect, own in names.items() if any(map(LOW_RESULTS.search, own))]


def _without(rows: pd.DataFrame, column: str, hidden: Iterable[str]) -> pd.DataFrame:
    return rows[~rows[column].isin(list(hidden))]


def _clean(rows: pd.DataFrame, table: str, names: bool) -> pd.DataFrame:
    texts = {
        name: [public_text(text, names=names) for text in rows[name]] for name in SHOWN_TEXTS[table]
    }
    return rows.assign(
        **{name: pd.Series(own, rows.index, dtype=object) for name, own in texts.items()}
    )


def public_text(text: object, *, names: bool = False) -> str | None:
    """Give a free text with «…» in the place of what is not to be published; None for none.

    With `names` persons stay; telephones and mailboxes go all the same.
    """
    if not isinstance(text, str):
        return None
    text = LOW_RESULTS.sub("…", text)
    if names:
        return masked(text, kinds=KINDS.keys() - {"name"})
    return masked(INITIALS.sub("…", text))
