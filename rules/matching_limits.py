"""Accepted pairs that break a limit, and those whose need or offer is gone: kept, and told."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from rules.highs import Ints
from rules.matching_inputs import Terms
from rules.matching_pairs import Possible

BROKEN = ("limit", "guest", "host", "aspect", "count", "most", "text")
"""Columns of a frame of limits that accepted pairs break, one row each.

`limit` is «need» (met by several hosts), «visits», «places», «events» or «gone»; of `guest`,
`host`, `aspect` those are filled that the limit is about, else they are empty; `count` is what
was accepted, `most` the limit.
"""

TEXTS = {
    "need": "На один запрос принято пар: {count}. Оставьте одну, остальные отклоните.",
    "visits": "Принято поездок этой ОО: {count}, а предел в «Настройках» — {most}. "
    "Отклоните лишние или измените предел.",
    "places": "Принято гостей на это мероприятие: {count}, а мест за полугодие — {most}. "
    "Отклоните лишних или договоритесь о дополнительной встрече и исправьте «Практики».",
    "events": "По принятым парам эта ОО проводит мероприятий: {count}, а предел в «Настройках» — "
    "{most}. Отклоните лишние или измените предел.",
    "gone": "Пара принята, но {what}. Она осталась в плане: если не нужна, отклоните.",
}


def broken_limits(possible: Possible, terms: Terms) -> pd.DataFrame:
    """Give the limits that the accepted pairs alone break: a frame of `BROKEN`."""
    rows = [*_broken(possible, terms), *_gone(possible)]
    return pd.DataFrame(rows, columns=list(BROKEN))


Row = tuple[str, str, str, str, int, int, str]


def _broken(possible: Possible, terms: Terms) -> Iterator[Row]:
    fixed = np.flatnonzero(possible.accepted)
    needs, offers, codes = possible.needs, possible.offers, possible.codes
    for need, count in _over(possible.need[fixed], 1):
        yield _row("need", count, 1, needs["org"][need], "", needs["aspect"][need])
    for guest, count in _over(possible.guest[possible.need[fixed]], terms.visits):
        yield _row("visits", count, terms.visits, codes[guest])
    for event, count in _over(possible.event[fixed], offers["guests"].to_numpy()):
        host, aspect = offers["org"][event], offers["aspect"][event]
        yield _row("places", count, int(offers["guests"][event]), "", host, aspect)
    for host, count in _over(possible.host[np.unique(possible.event[fixed])], terms.events):
        yield _row("events", count, terms.events, "", codes[host])


def _over(numbers: Ints, most: Ints | int) -> Iterator[tuple[int, int]]:
    """Give each number that occurs more often than it may, and how often it does."""
    found, counts = np.unique(numbers, return_counts=True)
    limits = most[found] if isinstance(most, np.ndarray) else most
    over = counts > limits
    yield from zip(found[over].tolist(), counts[over].tolist(), strict=True)


def _gone(possible: Possible) -> Iterator[Row]:
    known = set(possible.codes)
    needs = set(zip(possible.needs["org"], possible.needs["aspect"], strict=True))
    for pair in possible.gone:
        if pair.guest == pair.host:
            what = "гость и хозяин в ней — одна ОО"
        elif pair.guest not in known or pair.host not in known:
            what = "одна из её ОО больше не участвует"
        elif (pair.guest, pair.aspect) not in needs:
            what = "такого запроса в заказе больше нет"
        else:
            what = "такого предложения больше нет"
        text = TEXTS["gone"].format(what=what)
        yield ("gone", *pair, 1, 0, text)


def _row(
    limit: str, count: int, most: int, guest: str = "", host: str = "", aspect: str = ""
) -> Row:
    text = TEXTS[limit].format(count=count, most=most)
    return limit, guest, host, aspect, count, most, text
