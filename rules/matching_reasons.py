"""Why a pair was made, and why a need was not met: read from the solution, in Russian."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rules.cleaning import key
from rules.highs import ROOM, Bools, Ints
from rules.matching_inputs import ONLINE, Terms
from rules.matching_pairs import Possible

NOBODY, REJECTED, PLACES, EVENTS, VISITS, WORTHLESS, UNPROVEN = (
    "nobody", "rejected", "places", "events", "visits", "worthless", "unproven",
)  # fmt: skip

REASONS: Mapping[str, str] = {
    NOBODY: "Никто не предлагает: нужна помощь извне.",
    REJECTED: "Отклонено координатором: больше никто этого не предлагает.",
    PLACES: "У всех, кто предлагает, места заняты.",
    EVENTS: "У тех, кто предлагает, исчерпан предел мероприятий на полугодие.",
    VISITS: "Исчерпан предел поездок этой ОО на полугодие: важнее оказались другие её запросы.",
    WORTHLESS: "Отдельное мероприятие ради этого запроса не оправдано: желающих слишком мало.",
    UNPROVEN: "Место могло бы найтись: решение приближённое.",
}
"""Reason why a need is not met → its words; how many hosts are full is added to them."""

UNMET = ("guest", "aspect", "weight", "place", "reason", "text")
"""Columns of a frame of unmet needs, the weightiest first; `reason` is a key of `REASONS`."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How things stand in a solution: by event whether it is open, how many of its places are
    taken; by host how many events it holds, by guest how many visits it makes, by need whether
    it is met.
    """

    opened: Bools
    taken: Ints
    hosted: Ints
    made: Ints
    met: Bools


def standing(possible: Possible, goes: Ints) -> Standing:
    """Give how things stand when the columns `goes` go."""
    orgs = len(possible.codes)
    opened = np.zeros(len(possible.offers), bool)
    opened[possible.event[goes]] = True
    met = np.zeros(len(possible.needs), bool)
    met[possible.need[goes]] = True
    return Standing(
        opened,
        np.bincount(possible.event[goes], minlength=len(opened)),
        np.bincount(possible.host[opened], minlength=orgs),
        np.bincount(possible.guest[possible.need[goes]], minlength=orgs),
        met,
    )


def unmet_needs(possible: Possible, found: Standing, terms: Terms) -> pd.DataFrame:
    """Give the needs that are not met, each with its reason: a frame of `UNMET`."""
    counts = _obstacles(possible, found, terms)
    unmet = np.flatnonzero(~found.met)
    away = found.made[possible.guest[unmet]] >= terms.visits
    rows = [
        _reason({name: int(number[need]) for name, number in counts.items()}, bool(gone))
        for need, gone in zip(unmet, away, strict=True)
    ]
    made = possible.needs.loc[unmet, ["org", "aspect", "weight", "place"]]
    made = made.rename(columns={"org": "guest"}).assign(
        reason=pd.Series([reason for reason, _ in rows], index=unmet, dtype=object),
        text=pd.Series([text for _, text in rows], index=unmet, dtype=object),
    )
    order = ["weight", "guest", "aspect"]
    made = made.sort_values(order, ascending=[False, True, True], kind="stable")
    return made[list(UNMET)].reset_index(drop=True)


def _obstacles(possible: Possible, found: Standing, terms: Terms) -> Mapping[str, Ints]:
    """Count by need the offers of its aspect, by what stands in the way of each.

    `able` are those where nothing does but, maybe, the visits of the guest.
    """
    event = possible.event
    opened = found.opened[event]
    full = opened & (found.taken >= possible.offers["guests"].to_numpy())[event]
    busy = ~opened & (found.hosted[possible.host] >= terms.events)[event]
    price = np.where(opened, 0.0, terms.epsilon)
    little = possible.gain - price <= ROOM
    open_to = ~possible.rejected
    kinds = {
        REJECTED: possible.rejected,
        PLACES: open_to & full,
        EVENTS: open_to & busy,
        WORTHLESS: open_to & ~full & ~busy & little,
        "able": open_to & ~full & ~busy & ~little,
    }
    size = len(possible.needs)
    return {name: np.bincount(possible.need[mask], minlength=size) for name, mask in kinds.items()}


def _reason(counts: Mapping[str, int], away: bool) -> tuple[str, str]:
    """Give the reason of a need by what stands in the way of its hosts; `away`: no visits left."""
    if counts["able"]:
        reason = VISITS if away else UNPROVEN
    elif counts[WORTHLESS]:
        reason = WORTHLESS
    elif counts[PLACES] or counts[EVENTS]:
        return _full(counts[PLACES], counts[EVENTS])
    else:
        reason = REJECTED if counts[REJECTED] else NOBODY
    return reason, REASONS[reason]


def _full(places: int, events: int) -> tuple[str, str]:
    """Give the reason when every host is full one way or the other; the more frequent way."""
    reason = PLACES if places >= events else EVENTS
    if not (places and events):
        return reason, f"{REASONS[reason][:-1]} (ОО: {places + events})."
    text = (
        f"У всех, кто предлагает, места заняты (ОО: {places}) "
        f"или исчерпан предел мероприятий на полугодие (ОО: {events})."
    )
    return reason, text


def why(pair: Mapping[str, Any], guest: Mapping[str, Any], host: Mapping[str, Any]) -> str:
    """Say why a pair was made, to the guest; `guest` and `host` are rows of the Реестр.

    `pair` has the places of need and offer, the format, and whether it was accepted.
    """
    parts = [f"у вас {pair['need_place']}-е место в заказе, у них {pair['offer_place']}-е "
             "в предложениях"]  # fmt: skip
    if _same(guest, host, "kind"):
        parts.append("тот же вид ОО")
    if pair["format"] == ONLINE:
        parts.append("онлайн, ехать не нужно")
    elif _same(guest, host, "settlement"):
        parts.append("тот же населённый пункт")
    elif _same(guest, host, "cluster"):
        parts.append("тот же куст")
    if pair["accepted"]:
        parts.append("принято координатором")
    return ", ".join(parts)


def _same(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    names = [key(item[name]) if isinstance(item[name], str) else "" for item in (one, other)]
    return bool(names[0]) and names[0] == names[1]
