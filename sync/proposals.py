"""What was proposed last: pairs and dates, read back from the summary as it stands."""

import datetime as dt
from collections.abc import Mapping, Sequence

from rules.decisions import JOINT_PLAN, PAIRS
from rules.grid import Grid
from sync.finding_rows import TOKEN_COLUMN
from sync.worker_books import rows_by_key


def proposed_pairs(grids: Sequence[Grid]) -> dict[str, int]:
    """Give the keys of the pairs that «Взаимообучение» proposes, each with its sitting."""
    rows = rows_by_key(grids, PAIRS)
    return {key: int(token) for key, row in rows.items() if (token := _digits(row)) is not None}


def _digits(row: Mapping[str, object]) -> str | None:
    token = str(row.get(TOKEN_COLUMN) or "").removesuffix(".0")
    return token if token.isdigit() else None


def announced_dates(grids: Sequence[Grid]) -> dict[str, dt.date]:
    """Give the keys of the events of «Совместный план» that have a date, with it."""
    days = {key: row.get("Дата") for key, row in rows_by_key(grids, JOINT_PLAN).items()}
    return {key: _day(day) for key, day in days.items() if isinstance(day, dt.date)}


def _day(day: dt.date) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day
