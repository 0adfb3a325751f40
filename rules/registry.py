"""The Реестр ОО: which organisations take part, and whose book is whose."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from rules.cleaning import key
from rules.tables import Table

KINDS = {"Школа": "школы", "ДОУ": "детские сады", "ДО": "ДО"}
"""Kinds of ОО as the Реестр has them, and how several of them are called."""

SHARED_FIELDS = ("code", "short_name", "kind", "parent", "settlement", "mailbox")
"""Fields of «Паспорт ОО» that the Реестр gives when the book is made."""


def participants(registry: Table, today: dt.date) -> pd.DataFrame:
    """Give the organisations that take part on `today`, in the order of the Реестр.

    A frame indexed by `code` (str) with the fields of the form. Rows without a code or a name
    are left out, of rows with one code the first stays.
    """
    rows = registry.values.dropna(subset=["code", "short_name"])
    day = pd.Timestamp(today)
    from_, to = rows["takes_part_from"], rows["takes_part_to"]
    rows = rows[(from_.isna() | (from_ <= day)) & (to.isna() | (to >= day))]
    rows = rows.drop_duplicates("code").set_index("code", drop=False)
    return rows.drop(columns=["org", "row"])


@dataclass(frozen=True, slots=True)
class Claim:
    """A book that lies in the store: its name, and the code in its «Паспорт ОО», if any."""

    book: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose book is whose.

    `books` maps a code to its book; `second` books that another took the place of, with the
    code they claim; `unregistered` books of nobody; `disputed` codes that several books claim
    and the Реестр does not settle.
    """

    books: Mapping[str, str]
    second: Mapping[str, str]
    unregistered: tuple[str, ...]
    disputed: Mapping[str, tuple[str, ...]]


def identify(
    claims: Sequence[Claim], organisations: pd.DataFrame, file_names: Mapping[str, str]
) -> Ownership:
    """Find the owner of each book: by its code, else by the Реестр, else by its exact name.

    `file_names` maps a code to the name that its book gets when it is made. Of several books
    of one ОО the one named in the Реестр wins, else the one that has the name it was made
    with; else none does.
    """
    codes = {key(code): code for code in organisations.index}
    named = {
        _stem(book): code for code, book in organisations["book"].dropna().items() if _stem(book)
    }
    made = {_stem(name): code for code, name in file_names.items()}
    titles = {key(name): code for code, name in organisations["short_name"].items()}
    claimed: dict[str, list[str]] = {}
    unregistered = []
    for claim in sorted(claims, key=lambda claim: claim.book):
        stem = _stem(claim.book)
        owner = codes.get(key(claim.code or "")) if claim.code else None
        owner = owner or named.get(stem) or made.get(stem) or titles.get(stem)
        if owner is None:
            unregistered.append(claim.book)
        else:
            claimed.setdefault(owner, []).append(claim.book)
    books, second, disputed = {}, {}, {}
    for code, found in claimed.items():
        chosen = _choose(code, found, named, made)
        if chosen is None:
            disputed[code] = tuple(found)
            continue
        books[code] = chosen
        second.update({book: code for book in found if book != chosen})
    return Ownership(books, second, tuple(unregistered), disputed)


def _stem(book: str) -> str:
    name, dot, ending = book.rpartition(".")
    return key(name if dot and len(ending) <= 4 else book)


def _choose(
    code: str, found: Sequence[str], named: Mapping[str, str], made: Mapping[str, str]
) -> str | None:
    if len(found) == 1:
        return found[0]
    for names in (named, made):
        mine = [book for book in found if names.get(_stem(book)) == code]
        if len(mine) == 1:
            return mine[0]
    return None
