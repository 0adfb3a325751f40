"""The group of responsible persons of an ОО (группа ответственных), remembered by its order."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from rules.cleaning import key
from rules.findings import digest

ROLES = {"curator": "куратор", "moderator": "модератор", "specialist": "технический специалист"}
"""The three duties of the group that an order of the head appoints."""


class Group(NamedTuple):
    """The order that appointed a group, and a digest of the name of each role in it."""

    order: str
    names: Mapping[str, str]


def groups_of(cards: pd.DataFrame) -> dict[str, Group]:
    """Give the group of each ОО whose order is known, by code; `cards` are of «Паспорт ОО»."""
    known = cards.dropna(subset=["order_number", "order_date"]).drop_duplicates("org")
    return {
        row["org"]: Group(
            digest(key(row["order_number"]), row["order_date"].date()),
            {role: digest(name) for role in ROLES if (name := _name(row[f"{role}_name"]))},
        )
        for row in known.to_dict("records")
    }


def _name(value: object) -> str:
    return key(value) if isinstance(value, str) else ""


def remember(before: Mapping[str, Group], now: Mapping[str, Group]) -> dict[str, Group]:
    """Give what to remember: a group is that of its order, whoever stands in it later."""
    kept = {}
    for org, group in {**before, **now}.items():
        old = before.get(org)
        same = old is not None and old.order == group.order
        names = {**group.names, **old.names} if same and old else group.names
        kept[org] = Group(group.order, names)
    return kept


def replaced(before: Mapping[str, Group], now: Mapping[str, Group]) -> set[tuple[str, str]]:
    """Give (code, role) of each person who changed while the order stayed the same."""
    return {
        (org, role)
        for org, group in now.items()
        for role, name in group.names.items()
        if org in before
        and before[org].order == group.order
        and before[org].names.get(role, name) != name
    }
