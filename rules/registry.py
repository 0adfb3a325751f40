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
    are left out, of rows with one code the first stays. `parent` is missing where it names
    nobody who takes part, or a филиал: such an organisation stands for itself.
    """
    rows = registry.values.dropna(subset=["code", "short_name"])
    day = pd.Timestamp(today)
    from_, to = rows["takes_part_from"], rows["takes_part_to"]
    rows = rows[(from_.isna() | (from_ <= day)) & (to.isna() | (to >= day))]
    rows = rows.drop_duplicates("code").set_index("code", drop=False)
    heads = rows.index[rows["parent"].isna()]
    rows["parent"] = rows["parent"].where(rows["parent"].isin(heads))
    return rows.drop(columns=["org", "row"])


@dataclass(frozen=True, slots=True)
class Claim:
    """A book that lies in the store: its name; the code and year in its «Паспорт ОО», if any."""

    book: str
    code: str | None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose book is whose.

    `books` maps a code to its book; `outdated` holds the codes whose book is of another school
    year, as there is none of the current one; `second` books that another took the place of,
    with the code they claim; `unregistered` books of nobody; `disputed` codes that several
    books claim and the Реестр does not settle.
    """

    books: Mapping[str, str]
    second: Mapping[str, str]
    unregistered: tuple[str, ...]
    disputed: Mapping[str, tuple[str, ...]]
    outdated: frozenset[str] = frozenset()


def identify(
    claims: Sequence[Claim],
    organisations: pd.DataFrame,
    file_names: Mapping[str, str],
    year: str | None = None,
) -> Ownership:
    """Find the owner of each book: by its code, else by the Реестр, else by its exact name.

    `file_names` maps a code to the name that its book gets when it is made. Of several books
    of one ОО the one named in the Реестр wins, else the one that has the name it was made
    with; else none does. Books of other school years than `year` stand behind those of it,
    and are no second books.
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
    years = {claim.book: claim.year for claim in claims}
    outdated = set()
    for code, claiming in claimed.items():
        found = _of_year(claiming, years, year)
        if years[found[0]] not in (None, year):
            outdated.add(code)
        chosen = _choose(code, found, named, made)
        if chosen is None:
            disputed[code] = tuple(found)
            continue
        books[code] = chosen
        second.update({book: code for book in found if book != chosen})
    return Ownership(books, second, tuple(unregistered), disputed, frozenset(outdated))


def _of_year(
    books: Sequence[str], years: Mapping[str, str | None], year: str | None
) -> Sequence[str]:
    """Of the books of one ОО keep those of `year`, else those of no year, else the latest."""
    kept: Mapping[str | None, list[str]] = {}
    kept = {one: [book for book in books if years[book] == one] for one in set(years.values())}
    for one in (year, None, max(filter(None, map(years.get, books)), default=None)):
        if kept.get(one):
            return kept[one]
    return books


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
