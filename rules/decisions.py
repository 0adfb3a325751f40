"""Decisions: what people typed in the marked columns of the worker's tabs, kept by key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.findings import digest
from rules.history import Explanation


@dataclass(frozen=True, slots=True)
class Typed:
    """A row of a worker's tab as it was read back: its key, its token and what was typed."""

    key: str
    token: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a decision, for the history."""

    key: str
    old: str
    new: str


def token(basis: str, explanation: str, explained_basis: str, fixed: object = None) -> str:
    """Give what stands in the hidden column beside a key.

    It holds the `basis` that the row shows and, where it carries an explanation, the basis
    that was given for and a digest of its text: so a text that nobody touched is not taken for
    one about new values, even when the state is lost. `fixed` is the day of a mended finding.
    """
    given = f"{explained_basis}/{digest(explanation)}" if explanation else "/"
    return f"{basis}/{given}/{fixed or ''}"


def merge_decisions(
    known: Mapping[str, Explanation], typed: Iterable[Typed]
) -> tuple[dict[str, Explanation], list[Change]]:
    """Bring the `known` explanations up to date with the rows that stand in the books.

    The books are the truth: an emptied cell revokes, a new text replaces; a row that is gone
    from its book keeps what is known of it.
    """
    merged = dict(known)
    changes = []
    for row in typed:
        old = merged.get(row.key)
        new = _explanation(row, old)
        if new is None:
            merged.pop(row.key, None)
        else:
            merged[row.key] = new
        before, after = old.text if old else "", new.text if new else ""
        if before != after:
            changes.append(Change(row.key, before, after))
    return merged, changes


def _explanation(row: Typed, old: Explanation | None) -> Explanation | None:
    if not row.text:
        return None
    if old is not None and old.text == row.text:
        return old
    basis, given, text = (*row.token.split("/"), "", "", "")[:3]
    return Explanation(row.text, given if text == digest(row.text) else basis)
