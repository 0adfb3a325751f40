"""Findings: what is wrong, where, and what to do, as rows of one frame."""

import hashlib
from collections.abc import Iterable, Sequence

import pandas as pd

SEVERITIES = {"error": "ошибка", "question": "вопрос", "advice": "совет"}
"""Важность: an error must be mended, a question mended or explained."""

OUTCOMES = {"fails": "нарушено", "undecided": "не проверено"}
"""Исход: a rule whose input is missing is undecided, which is never shown as passed."""

STATES = {
    "new": "новое",
    "remaining": "осталось",
    "explained": "объяснено",
    "fixed": "исправлено",
    "obsolete": "неактуально",
}
"""Состояние against the passes before."""

COLUMNS = (
    "rule",
    "severity",
    "outcome",
    "org",
    "tab",
    "book",
    "place",
    "value",
    "compared",
    "message",
    "key",
    "basis",
)
"""Columns of a frame of findings.

`rule` is the id of the rule, `severity` a key of `SEVERITIES`, `outcome` one of `OUTCOMES`;
`org` the code of the ОО or empty for the coordinator's book; `tab` the title of the tab,
`book` the file when the finding is about a whole book; `place` the packed place of the cell
(int, −1 for none); `value` and `compared` what was found and what it was compared with, as
text without personal data; `key` is stable from pass to pass, `basis` a digest of the
organisation's own values that the rule looked at.
"""

KEY_SEPARATOR = " | "


def finding_key(org: str, rule: str, tab: str, row: str, field: str) -> str:
    """Name a finding by ids alone: ОО, rule, tab, primary key of the row, field."""
    return KEY_SEPARATOR.join((org, rule, tab, row, field))


def digest(*parts: object) -> str:
    """Give twelve hexadecimal digits that stand for `parts`, the same in every process."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=6).hexdigest()


def frame(rows: Iterable[Sequence[object]] = ()) -> pd.DataFrame:
    """Make a frame of findings of `rows` in the order of `COLUMNS`."""
    found = list(rows)
    if not found:
        return _EMPTY.copy()
    table = pd.DataFrame(found, columns=list(COLUMNS), dtype=object)
    table["place"] = table["place"].astype("int64")
    return table


_EMPTY = pd.DataFrame(columns=list(COLUMNS), dtype=object).astype({"place": "int64"})


def merge(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of findings under one another; equal keys get an ordinal («… #2»)."""
    full = [part for part in frames if len(part)]
    if not full:
        return frame()
    table = pd.concat(full, ignore_index=True)[list(COLUMNS)]
    ordinal = table.groupby("key").cumcount() + 1
    again = ordinal > 1
    table.loc[again, "key"] = table["key"] + " #" + ordinal.astype(str)
    return table
