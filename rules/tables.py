"""Tables: the rows of all books as one frame a form, each cell knowing where it stands."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rules.cells import show
from rules.findings import digest, finding_key, frame
from rules.forms import Form
from rules.reading import Fault, Reading
from rules.rulebook import RULES

DTYPES = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
"""Nullable pandas types of the fields; all other fields are objects (str or None)."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one form over the whole district.

    `values` has the columns `org` (code), `row` (the row's key within its tab: the primary key
    as text, else a digest) and one for each field; `places` the same index and fields, int64.
    """

    form: Form
    values: pd.DataFrame
    places: pd.DataFrame

    def basis(self, rows: pd.Index, fields: Sequence[str]) -> pd.Series:
        """Digest the values of `fields` in each of `rows`: what an explanation rests on.

        Of a personal field that is kept apart nothing goes into it: the digest does not stay.
        """
        shown = [name for name in fields if not self.form.field(name).apart]
        own = self.values.loc[rows, shown]
        digests = [digest(*row) for row in own.itertuples(index=False, name=None)]
        return pd.Series(digests, index=rows, dtype=object)


def assemble(form: Form, readings: Iterable[tuple[str, Reading]]) -> tuple[Table, pd.DataFrame]:
    """Put the readings of (code, tab) under one another.

    Gives the table and the findings that reading made, with their keys.
    """
    orgs: list[str] = []
    keys: list[str] = []
    rows: list[tuple[Any, ...]] = []
    places: list[tuple[int, ...]] = []
    found: list[tuple[object, ...]] = []
    for org, reading in readings:
        own = row_keys(form, reading.rows)
        orgs += [org] * len(own)
        keys += own
        rows += reading.rows
        places += reading.places
        found += [_finding(org, form, fault, own, reading) for fault in reading.faults]
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in form.fields]
    values = pd.DataFrame(
        {"org": pd.Series(orgs, dtype=object), "row": pd.Series(keys, dtype=object)}
        | {
            item.name: _series(column, item.type)
            for item, column in zip(form.fields, columns, strict=True)
        }
    )
    spots = pd.DataFrame(places, columns=list(form.names), dtype="int64")
    return Table(form, values, spots), frame(found)


def _series(column: Sequence[Any], kind: str) -> pd.Series:
    dtype = DTYPES.get(kind)
    if dtype is None:
        return pd.Series(list(column), dtype=object)
    if kind == "date":
        return pd.Series(pd.to_datetime(list(column)), dtype=dtype)
    return pd.Series(list(column), dtype=dtype)


def row_keys(form: Form, rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """Name each row of a tab: by its key, else by a digest of its text; and by its ordinal."""
    if form.layout == "card":
        return [""] * len(rows)
    positions = [form.names.index(name) for name in form.primary_key or form.named_by]
    shown = [number for number, item in enumerate(form.fields) if not item.apart]
    keys = []
    seen: Counter[str] = Counter()
    for row in rows:
        parts = [row[position] for position in positions]
        whole = bool(parts) and all(part is not None for part in parts)
        name = "/".join(map(_as_text, parts)) if whole else f"~{digest(*(row[n] for n in shown))}"
        seen[name] += 1
        keys.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return keys


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _finding(
    org: str, form: Form, fault: Fault, keys: Sequence[str], reading: Reading
) -> tuple[object, ...]:
    row = keys[fault.row] if fault.row >= 0 and fault.row < len(keys) else ""
    return (
        fault.rule,
        RULES[fault.rule].severity,
        "fails",
        org,
        form.title,
        "",
        fault.place,
        fault.value,
        "",
        fault.message,
        finding_key(org, fault.rule, form.title, row, fault.field),
        digest(fault.value, fault.message, *filter(None, [fault.basis])),
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says of rows of a table: which rows, about which field, in what words.

    `rows` are labels of the table's index; `message`, `compared` and `value` one text for all
    or a series over them; an explanation rests on the values of `basis`.
    """

    rows: pd.Index
    field: str
    message: pd.Series | str
    basis: Sequence[str]
    value: pd.Series | str | None = None
    compared: pd.Series | str = ""
    undecided: bool = False


def findings(rule: str, severity: str, table: Table, hit: Hit) -> pd.DataFrame:
    """Turn a `hit` of the rule with id `rule` into rows of findings."""
    if hit.rows.empty:
        return frame()
    values, form = table.values.loc[hit.rows], table.form
    item = form.field(hit.field)
    shown = values[hit.field].map(_shown) if hit.value is None else hit.value
    keys = [
        finding_key(org, rule, form.title, row, hit.field)
        for org, row in zip(values["org"], values["row"], strict=True)
    ]
    made = pd.DataFrame(
        {
            "rule": rule,
            "severity": severity,
            "outcome": "undecided" if hit.undecided else "fails",
            "org": values["org"],
            "tab": item.apart or form.title,
            "book": "",
            "place": table.places.loc[hit.rows, hit.field],
            "value": "" if item.personal else shown,
            "compared": hit.compared,
            "message": hit.message,
            "key": keys,
            "basis": table.basis(hit.rows, hit.basis),
        },
        index=hit.rows,
    )
    return made.reset_index(drop=True)


def _shown(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if type(value) is tuple:  # a list of lines; a term of an event has words of its own
        return show("; ".join(map(str, value)))
    return show(value if isinstance(value, str | float | int | dt.date) else str(value))


def record(table: Table, org: str) -> Mapping[str, Any]:
    """Give the first row of `org` as a mapping of field to value, None where it is missing."""
    own = (table.values["org"] == org).to_numpy().nonzero()[0]
    if not len(own):
        return dict.fromkeys(table.form.names)
    row = table.values.iloc[own[0]].to_dict()
    return {name: None if pd.isna(row[name]) else row[name] for name in table.form.names}


def records(table: Table) -> dict[str, Mapping[str, Any]]:
    """Give the first row of every ОО as `record` does, by code."""
    first = table.values.drop_duplicates("org").astype(object)
    first = first.where(first.notna(), None)
    return {row["org"]: row for row in first.to_dict("records")}
