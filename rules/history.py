"""Findings of this pass against those of the passes before: новое, осталось, исправлено, объяснено.

Every date is that of a pass (`today`), so that a second pass on one day changes nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rules.findings import COLUMNS

FIXED_DAYS = 7
"""A mended finding is shown for so many days after it was found mended."""

UNSEEN = frozenset({"tab.missing", "header.lost"})
"""Rules that say that a tab could not be read: what was found in it before is not mended."""

FOLLOWED = (*COLUMNS, "state", "since", "fixed", "explanation", "explained_basis")
"""Columns of followed findings: those of a finding, its `state` (a key of `STATES`), `since`
and `fixed` (date or None), the ОО's `explanation` and the basis that it was given for."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A «Пояснение» that an ОО typed beside a finding, and the values that it was given for."""

    text: str
    basis: str


def follow(
    current: pd.DataFrame,
    previous: pd.DataFrame,
    explanations: Mapping[str, Explanation],
    today: dt.date,
) -> pd.DataFrame:
    """Give the findings of `today` their states; keep for a while those that are gone.

    `current` has the columns `COLUMNS`, `previous` those of `FOLLOWED`; the result too.
    """
    before = {row["key"]: row for row in previous.to_dict("records")}
    rows = [
        _open(row, before.get(row["key"]), explanations, today)
        for row in current.to_dict("records")
    ]
    present = {row["key"] for row in rows}
    unseen = {(row["org"], row["tab"]) for row in rows if row["rule"] in UNSEEN}
    for name, row in before.items():
        if name not in present:
            seen = (row["org"], row["tab"]) not in unseen
            gone = _gone(row, explanations.get(name), today, seen)
            if gone is not None:
                rows.append(gone)
    table = pd.DataFrame(rows, columns=list(FOLLOWED), dtype=object)
    table["place"] = table["place"].astype("int64")
    return table


def _open(
    row: dict[str, object],
    before: dict[str, object] | None,
    explanations: Mapping[str, Explanation],
    today: dt.date,
) -> dict[str, object]:
    explanation = explanations.get(str(row["key"]))
    since = today
    if before is not None and before["fixed"] is None:
        since = before["since"]  # type: ignore[assignment]
    state = "new" if since == today else "remaining"
    holds = explanation is not None and explanation.basis == row["basis"]
    if holds and row["severity"] == "question" and row["outcome"] == "fails":
        state = "explained"
    return row | {
        "state": state,
        "since": since,
        "fixed": None,
        "explanation": explanation.text if explanation else "",
        "explained_basis": explanation.basis if explanation else "",
    }


def _gone(
    row: dict[str, object], explanation: Explanation | None, today: dt.date, seen: bool
) -> dict[str, object] | None:
    """Follow a finding that is no more: fixed for a week; after it only an explanation stays.

    Of a tab that is not `seen` any more nothing was mended.
    """
    fixed = row["fixed"] or today
    assert isinstance(fixed, dt.date)
    recent = (today - fixed).days < FIXED_DAYS
    if not recent and explanation is None:
        return None
    return row | {
        "state": "fixed" if recent and seen else "obsolete",
        "fixed": fixed,
        "explanation": explanation.text if explanation else "",
        "explained_basis": explanation.basis if explanation else "",
    }
