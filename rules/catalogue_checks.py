"""Rules of «Справочник аспектов»: each name belongs to one aspect."""

from collections.abc import Iterator, Sequence

import pandas as pd

from rules.aspects import Catalogue, synonyms
from rules.cleaning import key
from rules.district import District
from rules.findings import merge
from rules.rulebook import rule
from rules.tables import Hit, findings


@rule(
    "aspects.ambiguous",
    "Название или синоним принадлежит одному аспекту",
    "error",
    "tab",
    "не проверяется",
)
def ambiguous_names(district: District) -> pd.DataFrame:
    """Find names that several aspects of one process claim: such a text is asked about.

    Told at the later of the aspects. A title wins over a synonym; where titles and synonyms go
    round in a circle `aspects.circle` tells it.
    """
    shared: dict[str, list[str]] = {}
    circles = set(_circles(district.catalogue))
    for name, ids in _shared(district.catalogue):
        for id_ in ids[1:]:
            if not any({id_, other} == {*pair} for pair in circles for other in ids):
                others = ", ".join(one for one in ids if one != id_)
                shared.setdefault(id_, []).append(f"«{name}» ({others})")
    said = {
        id_: f"Названия принадлежат и другим аспектам: {', '.join(names)}. Оставьте каждое у "
        "одного, иначе непонятно, о чём речь."
        for id_, names in shared.items()
    }
    return _told(district, "aspects.ambiguous", "error", said)


@rule(
    "aspects.circle",
    "Синоним аспекта не служит названием другого, если и обратное верно",
    "error",
    "tab",
    "не проверяется",
)
def circles(district: District) -> pd.DataFrame:
    """Find aspects each of which has the other's title among its synonyms."""
    said = {
        second: f"«{district.catalogue.title(first)}» ({first}) и этот аспект названы синонимами "
        "друг друга: оставьте один аспект или уберите синонимы. Пока каждый узнаётся по названию."
        for first, second in _circles(district.catalogue)
    }
    return _told(district, "aspects.circle", "error", said)


@rule(
    "aspects.alike",
    "Названия разных аспектов различаются по смыслу",
    "question",
    "tab",
    "не проверяется",
)
def alike_names(district: District) -> pd.DataFrame:
    """Ask about names of two aspects of one process in which the program reads the same."""
    catalogue, said = district.catalogue, {}
    if len(catalogue.names) < 2:
        return _told(district, "aspects.alike", "question", {})
    claimed = {frozenset((one, other)) for _, ids in _shared(catalogue) for one in ids
               for other in ids}  # fmt: skip
    for first, second in catalogue.matcher.alike():
        is_new = frozenset((first, second)) not in claimed
        if is_new and catalogue.process(first) == catalogue.process(second):
            said[second] = (
                f"Одно из названий значит то же, что у «{catalogue.title(first)}» ({first}): "
                "такой текст придётся разбирать вручную. Уточните названия."
            )
    return _told(district, "aspects.alike", "question", said)


def _shared(catalogue: Catalogue) -> Iterator[tuple[str, Sequence[str]]]:
    """Give each name that several aspects of one process claim, and those aspects."""
    for name, claims in catalogue.claims.items():
        for process in dict.fromkeys(map(catalogue.process, claims)):
            ids = [id_ for id_ in claims if catalogue.process(id_) == process]
            if len(ids) > 1:
                yield name, ids


def _circles(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Give pairs of aspects of which each claims the other's title."""
    ids = list(catalogue.aspects.index)
    order = {id_: number for number, id_ in enumerate(ids)}
    for first in ids:
        for second in catalogue.claims.get(key(catalogue.title(first)), {}):
            back = catalogue.claims.get(key(catalogue.title(second)), {})
            is_title = catalogue.claims[key(catalogue.title(first))][second] or back.get(
                first, True
            )
            if order[first] < order[second] and not is_title:
                yield first, second


def _told(district: District, rule_id: str, severity: str, said: dict[str, str]) -> pd.DataFrame:
    table = district.tables["aspects"]
    ids = table.values["id"]
    rows = table.values.index[ids.isin(list(said)) & ~ids.duplicated()]
    message = pd.Series([said[ids[row]] for row in rows], rows, dtype=object)
    filled = [row for row in rows if synonyms(table.values.at[row, "synonyms"])]
    hits = (pd.Index(filled), "synonyms"), (rows.difference(filled), "title")
    found = [
        findings(rule_id, severity, table,
                 Hit(own, field, message[own], ("title", "synonyms")))
        for own, field in hits
    ]  # fmt: skip
    return merge(found)
