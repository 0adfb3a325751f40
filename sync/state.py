"""The state of the worker: `state.sqlite`, all that a pass remembers of those before it.

The books are the truth: without the state the next pass rebuilds all but the history. It is
written in one transaction at the end of a pass, so that a pass that was killed left nothing.
"""

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from rules.decisions import Change, Decision, Decisions
from rules.grid import Grid
from rules.groups import Group
from rules.history import FOLLOWED
from rules.matching_problem import Solution

SCHEMA = 3
FILE = "state.sqlite"

METADATA = sa.MetaData()
FACTS = sa.Table(
    "facts",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


def _files(name: str) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("read_on", sa.Date, nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )


BOOKS = _files("books")
INTENDED = _files("intended")
"""What a pass is about to write: should it be killed, the next one knows its own hand."""
DECISIONS = sa.Table(
    "decisions",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("column", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("since", sa.Date),
)
CHANGES = sa.Table(
    "changes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("column", sa.Text, nullable=False),
    sa.Column("old", sa.Text, nullable=False),
    sa.Column("new", sa.Text, nullable=False),
)
FINDINGS = sa.Table(
    "findings",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)


class Contents:
    """The tabs of a book, as grids or packed for keeping: each is made of the other when asked."""

    def __init__(self, grids: Sequence[Grid] | None = None, packed: bytes | None = None) -> None:
        """Take either the grids or their packed form."""
        self._grids, self._packed = grids, packed

    @property
    def grids(self) -> Sequence[Grid]:
        """The tabs of the book as they were read."""
        if self._grids is None:
            self._grids = unpack(self._packed) if self._packed else ()
        return self._grids

    @property
    def packed(self) -> bytes:
        """The same as bytes."""
        if self._packed is None:
            self._packed = pack(self._grids or ())
        return self._packed


NOTHING = Contents(())
"""The contents of a file that is no book."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of one file.

    `version` is a text that the store gives no other version of it, `digest` that of what
    stands in it; `org` whose book it was; `read_on` the pass that read it; `wanted` the digest
    of what the worker wanted in it (its own books only); `contents` its tabs.
    """

    name: str
    version: str
    digest: str
    org: str
    read_on: dt.date
    wanted: str
    contents: Contents

    @property
    def grids(self) -> Sequence[Grid]:
        """The tabs of the book as they were read."""
        return self.contents.grids


class State:
    """The state of one district; use it inside its lock."""

    def __init__(self, folder: Path) -> None:
        """Open the state in `folder`, made when there is none; one that won't open is set aside."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        self.set_aside: Path | None = None
        try:
            self._open()
        except sa.exc.DatabaseError:
            self._engine.dispose()
            self.set_aside = _free_name(self.path)
            self.path.rename(self.set_aside)
            for ending in ("-journal", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{self.path}{ending}").unlink()
            self._open()

    def _open(self) -> None:
        self._engine = sa.create_engine(f"sqlite:///{self.path}")
        with self._engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
            METADATA.create_all(connection)
            schema = connection.scalar(sa.select(FACTS.c.value).where(FACTS.c.name == "schema"))
            if schema is None:
                connection.execute(FACTS.insert(), {"name": "schema", "value": str(SCHEMA)})
            elif schema != str(SCHEMA):
                msg = f"schema {schema}"
                raise sa.exc.DatabaseError(msg, None, ValueError(msg))
            for table in METADATA.sorted_tables:
                connection.execute(sa.select(table).limit(1))

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    def facts(self) -> dict[str, str]:
        """Give the single facts by name: last day of a pass, digest of its inputs, …."""
        with self._engine.connect() as connection:
            return {row.name: row.value for row in connection.execute(sa.select(FACTS))}

    def books(self) -> dict[str, Known]:
        """Give what is known of each file by name."""
        with self._engine.connect() as connection:
            return {row[0]: _known(row) for row in connection.execute(sa.select(BOOKS))}

    def intended(self) -> dict[str, Known]:
        """Give what a pass that was killed was about to write, by name of file."""
        with self._engine.connect() as connection:
            return {row[0]: _known(row) for row in connection.execute(sa.select(INTENDED))}

    def intend(self, books: Iterable[Known]) -> None:
        """Remember what is about to be written."""
        with self._engine.begin() as connection:
            _replace(connection, INTENDED, [_as_row(book) for book in books])

    def decisions(self) -> dict[tuple[str, str], Decision]:
        """Give what people typed in the marked columns, by key of the row and column."""
        with self._engine.connect() as connection:
            return {
                (row.key, row.column): Decision(_value(json.loads(row.value)), row.basis, row.since)
                for row in connection.execute(sa.select(DECISIONS))
            }

    def groups(self) -> dict[str, Group]:
        """Give the groups of responsible persons as they were when their orders were seen."""
        raw = json.loads(self.facts().get("groups", "{}"))
        return {org: Group(order, names) for org, (order, names) in raw.items()}

    def text_ids(self) -> dict[str, tuple[str, str]]:
        """Give what coordinators' words for aspects meant, by key of the row."""
        raw = json.loads(self.facts().get("text_ids", "{}"))
        return {key: (said, id_) for key, (said, id_) in raw.items()}

    def solved(self) -> dict[str, Solution]:
        """Give the solutions of the matching that are known, by digest of their problem."""
        raw = json.loads(self.facts().get("solved", "{}"))
        return {
            digest: Solution(tuple(chosen), objective, bound)
            for digest, (chosen, objective, bound) in raw.items()
        }

    def findings(self) -> pd.DataFrame | None:
        """Give the followed findings of the last pass; None before the first one."""
        with self._engine.connect() as connection:
            query = sa.select(FINDINGS.c.record).order_by(FINDINGS.c.position)
            rows = [json.loads(text) for text in connection.scalars(query)]
        if not rows:
            return None
        for row in rows:
            for name in ("since", "fixed"):
                row[name] = dt.date.fromisoformat(row[name]) if row[name] else None
        return pd.DataFrame(rows, columns=list(FOLLOWED), dtype=object)

    def save(
        self,
        *,
        facts: Mapping[str, str],
        books: Iterable[Known],
        gone: Iterable[str],
        decisions: Decisions,
        changes: Iterable[Change],
        findings: pd.DataFrame,
        groups: Mapping[str, Group],
        at: dt.datetime,
        text_ids: Mapping[str, tuple[str, str]] | None = None,
        solved: Mapping[str, Solution] | None = None,
    ) -> None:
        """Remember a pass, in one transaction; `gone` are files to forget."""
        told = {
            name: (one.chosen, one.objective, one.bound) for name, one in (solved or {}).items()
        }
        told_facts = {"groups": groups, "text_ids": text_ids or {}, "solved": told}
        made = {name: json.dumps(one, ensure_ascii=False) for name, one in told_facts.items()}
        facts = {**facts, **made}
        with self._engine.begin() as connection:
            _replace(connection, FACTS, [{"name": k, "value": v} for k, v in facts.items()])
            _replace(connection, BOOKS, [_as_row(book) for book in books])
            connection.execute(INTENDED.delete())
            for name in gone:
                connection.execute(BOOKS.delete().where(BOOKS.c.name == name))
            connection.execute(DECISIONS.delete())
            _replace(connection, DECISIONS, [_decision(*item) for item in decisions.items()])
            history = [{"at": at} | change._asdict() for change in changes]
            if history:
                connection.execute(CHANGES.insert(), history)
            connection.execute(FINDINGS.delete())
            _replace(connection, FINDINGS, _records(findings))


def _decision(place: tuple[str, str], found: Decision) -> dict[str, Any]:
    value = json.dumps(found.value, default=_json_default, ensure_ascii=False)
    key, column = place
    row = {"key": key, "column": column, "value": value}
    return row | {"basis": found.basis, "since": found.since}


def _known(row: Any) -> Known:
    name, version, digest, org, read_on, wanted, packed = row
    return Known(name, version, digest, org, read_on, wanted, Contents(packed=packed))


def _as_row(book: Known) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(book, name) for name in BOOKS.c.keys()[:-1]}
    return row | {"packed": book.contents.packed}


def _replace(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert().prefix_with("OR REPLACE"), rows)


def _records(findings: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "key": row["key"],
            "position": position,
            "record": json.dumps(row, default=_plain, ensure_ascii=False),
        }
        for position, row in enumerate(findings[list(FOLLOWED)].to_dict("records"))
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value.item()


def _free_name(path: Path) -> Path:
    number = 1
    while (name := path.with_name(f"{path.stem}-broken-{number}{path.suffix}")).exists():
        number += 1
    return name


# --- grids as bytes ---------------------------------------------------------------------------


def pack(grids: Iterable[Grid]) -> bytes:
    """Pack grids for keeping; dates become one-element lists of ISO text."""
    raw = [
        [
            grid.title,
            grid.rows,
            list(grid.errors.items()),
            sorted(grid.formulas),
            sorted(grid.uncached),
            grid.merged,
            grid.truncated,
            grid.blind,
            grid.sheet,
        ]
        for grid in grids
    ]
    text = json.dumps(raw, default=_json_default, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(errors="surrogatepass"), 1)


def _json_default(value: object) -> object:
    if isinstance(value, dt.datetime):
        return [value.isoformat()]
    if isinstance(value, dt.date):
        return [value.isoformat()]
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    msg = f"a cell of type {type(value).__name__}"
    raise TypeError(msg)


def unpack(packed: bytes) -> list[Grid]:
    """Give back the grids that `pack` packed."""
    raw = json.loads(zlib.decompress(packed).decode(errors="surrogatepass"))
    return [
        Grid(
            title,
            [[_value(cell) for cell in row] for row in rows],
            dict(errors),
            frozenset(formulas),
            frozenset(uncached),
            tuple(tuple(area) for area in merged),
            truncated,
            blind,
            sheet,
        )
        for title, rows, errors, formulas, uncached, merged, truncated, blind, sheet in raw
    ]


def _value(cell: Any) -> Any:
    if not isinstance(cell, list):
        return cell
    text = cell[0]
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
