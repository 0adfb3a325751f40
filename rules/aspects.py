"""Aspects (аспект): a named piece of teaching or management practice, and the catalogue of them.

A text is an aspect when it equals a title or a synonym of its process, dirt apart. Nothing is
guessed here: a text that equals none is used for nothing and is told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import pandas as pd

from rules.aspect_lines import AspectLine, aspect_line
from rules.cleaning import clean, key
from rules.tables import Table

Process = Literal["педагогический", "управленческий"]
PROCESSES: tuple[Process, ...] = ("педагогический", "управленческий")

PARTS = re.compile(r"[;,/\n]")
"""What may stand between two aspects that were typed into one cell."""

NO_ANSWER = frozenset(
    {"", "нет", "не имеем", "не требуется", "не нужно", "отсутствует", "отсутствуют"}
)
"""Texts (as keys) that say that there is no aspect."""

REFERENCE = re.compile(
    r"(?:см|смотри|то же|тоже|аналогично|так же|там же|выше|не знаю|затрудняюсь)\b"
)
"""Beginnings of texts (as keys) that point elsewhere instead of naming an aspect."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue of aspects (справочник).

    `aspects` is a frame indexed by id with `process`, `group`, `title` (str), in the order of
    the catalogue. `names` maps (process, key of a title or synonym) to an id; `ambiguous` holds
    those that name several aspects and so are no name of any.
    """

    aspects: pd.DataFrame
    names: Mapping[tuple[str, str], str]
    ambiguous: Mapping[tuple[str, str], tuple[str, ...]]

    def title(self, aspect: str) -> str:
        """Give the title of an aspect by its id; the id itself when the catalogue lost it."""
        known = aspect in self.aspects.index
        return str(self.aspects.at[aspect, "title"]) if known else aspect


class Recognised(NamedTuple):
    """What a text turned out to be: ids of one aspect or several, or why it is none.

    `outcome` is «sure», «unknown», «foreign» (an aspect of the other process), «nothing» (the
    text says that there is none) or «reference» («см. выше»).
    """

    aspects: tuple[str, ...]
    outcome: Literal["sure", "unknown", "foreign", "nothing", "reference"]


def catalogue_of(table: Table) -> Catalogue:
    """Make the catalogue of the coordinator's table; of rows with one id the first counts."""
    rows = table.values.dropna(subset=["id", "process", "title"]).drop_duplicates("id")
    found: dict[tuple[str, str], dict[str, bool]] = {}
    for id_, process, title, synonyms in zip(
        rows["id"], rows["process"], rows["title"], rows["synonyms"], strict=True
    ):
        for number, name in enumerate((title, *_synonyms(synonyms))):
            if key(name):
                own = found.setdefault((process, key(name)), {})
                own[id_] = own.get(id_, False) or number == 0
    names, ambiguous = {}, {}
    for name, ids in found.items():
        titles = [id_ for id_, is_title in ids.items() if is_title]
        if len(ids) == 1 or len(titles) == 1:  # a title wins over somebody's synonym
            names[name] = titles[0] if titles else next(iter(ids))
        if len(ids) > 1:
            ambiguous[name] = tuple(ids)
    aspects = rows.set_index("id")[["process", "group", "title"]]
    return Catalogue(aspects, names, ambiguous)


def _synonyms(cell: object) -> list[str]:
    return re.split(r"[|\n]", cell) if isinstance(cell, str) else []


def recognise(text: str, process: str | None, catalogue: Catalogue) -> Recognised:
    """Tell which aspects of `process` (of any, when it is None) a typed text names."""
    words = aspect_line(text).text
    name = key(words)
    if name in NO_ANSWER:
        return Recognised((), "nothing")
    whole = _named(name, process, catalogue)
    if whole:
        return Recognised((whole,), "sure")
    ids = [_named(key(part.text), process, catalogue) for part in _parts(text)]
    if len(ids) > 1 and all(ids):
        return Recognised(tuple(dict.fromkeys(id_ for id_ in ids if id_)), "sure")
    if REFERENCE.match(name):
        return Recognised((), "reference")
    if process is not None and _named(name, None, catalogue):
        return Recognised((), "foreign")
    return Recognised((), "unknown")


def separate(line: AspectLine, process: str | None, catalogue: Catalogue) -> list[AspectLine]:
    """Cut a line into the aspects that it names; a line that is one, or unsure, stays whole."""
    if _named(key(line.text), process, catalogue):
        return [line]
    parts = _parts(str(line))
    return parts if all(_named(key(part.text), process, catalogue) for part in parts) else [line]


def _parts(text: str) -> list[AspectLine]:
    return [line for part in PARTS.split(clean(text)) if (line := aspect_line(part)).text]


def _named(name: str, process: str | None, catalogue: Catalogue) -> str | None:
    processes = PROCESSES if process is None else (process,)
    found = [id_ for one in processes if (id_ := catalogue.names.get((one, name)))]
    return found[0] if found else None


def recognise_all(
    texts: pd.Series, processes: pd.Series | None, catalogue: Catalogue
) -> list[Recognised]:
    """Recognise many texts, each different one once; `processes` goes with `texts`."""
    known: dict[tuple[str, str | None], Recognised] = {}
    wanted = [None] * len(texts) if processes is None else list(processes)
    for pair in zip(texts, wanted, strict=True):
        if pair not in known:
            known[pair] = recognise(*pair, catalogue)
    return [known[pair] for pair in zip(texts, wanted, strict=True)]
