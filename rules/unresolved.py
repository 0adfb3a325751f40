"""Texts that are to become aspects and are not yet: what the coordinator is to be asked about."""

from collections.abc import Iterator, Mapping

import pandas as pd

from rules.aspects import Catalogue, titles
from rules.cleaning import key
from rules.orders import BLOCKS

UNRESOLVED = ("text", "key", "org", "process", "form", "field", "source", "candidates")
"""Columns of the frame: the text as typed, its key (`rules.cleaning.key`), the code of the ОО,
the process of the block (None where a tab has none), form and field and the label of the row in
the form's table, up to three ids, the likeliest first."""


def nearest_words(candidates: pd.Series, catalogue: Catalogue) -> list[str]:
    """Say of each of the `candidates` what is near in the catalogue: a sentence, or nothing."""
    said: dict[tuple[str, ...], str] = {}
    for ids in candidates:
        if ids not in said:
            said[ids] = f" Похожие: {titles(ids, catalogue)}." if ids else ""
    return [said[ids] for ids in candidates]


def unresolved_of(
    lines: pd.DataFrame,
    mentions: pd.DataFrame,
    practices: pd.DataFrame,
    events: pd.DataFrame,
) -> pd.DataFrame:
    """Gather the texts to ask about: a frame of `UNRESOLVED`, in the order of the tabs.

    `lines` are `rules.orders.LINES`, `mentions` `rules.breakthroughs.MENTIONS`; `practices` and
    `events` have the text in `aspect`, `outcome` and `candidates`.
    """
    rows = [*_of_mentions(mentions), *_of_lines(lines)]
    for form, table in (("practices", practices), ("plan", events)):
        rows += _of_rows(form, table)
    return pd.DataFrame(rows, columns=list(UNRESOLVED), dtype=object)


def _asked(table: pd.DataFrame) -> Iterator[tuple[object, Mapping[str, object]]]:
    asked = table[table["outcome"] == "ask"]
    return zip(asked.index, asked.to_dict("records"), strict=True)


def _of_lines(lines: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for _, row in _asked(lines):
        block, text = BLOCKS[str(row["block"])], str(row["text"])
        yield (text, key(text), row["org"], block.process, "order", block.field, row["source"],
               row["candidates"])  # fmt: skip


def _of_mentions(mentions: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for _, row in _asked(mentions):
        text, field = str(row["text"]), f"{row['actor']}_{row['side']}"
        yield (text, key(text), row["org"], None, "results", field, row["source"],
               row["candidates"])  # fmt: skip


def _of_rows(form: str, table: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    for label, row in _asked(table):
        text = str(row["aspect"])
        yield text, key(text), row["org"], None, form, "aspect", label, row["candidates"]
