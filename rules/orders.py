"""«ТЗ-2 Заказ»: four ranked blocks of an ОО, as lines of one frame for the whole district."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from rules.aspects import Catalogue, Process, outcomes, recognise_all
from rules.tables import Table

Side = Literal["need", "offer"]


@dataclass(frozen=True, slots=True)
class Block:
    """One of the four blocks: a process, and whether its aspects are needed or offered.

    `field` is the field of the aspect in the form; that of the number of people has the same
    name with «_people».
    """

    field: str
    process: Process
    side: Side
    title: str

    @property
    def people(self) -> str:
        """The field of the number of people."""
        return f"{self.field}_people"


BLOCKS: dict[str, Block] = {
    block.field: block
    for block in (
        Block("teaching_need", "педагогический", "need",
              "Педагогический процесс: нужна поддержка"),
        Block("teaching_offer", "педагогический", "offer",
              "Педагогический процесс: готовы представить"),
        Block("management_offer", "управленческий", "offer",
              "Управленческий процесс: готовы представить"),
        Block("management_need", "управленческий", "need",
              "Управленческий процесс: нужна поддержка"),
    )
}  # fmt: skip
"""The blocks by name, in the order of the passport."""

LINES = (
    "org", "block", "source", "rank", "text", "people", "outcome", "aspect", "candidates",
)  # fmt: skip
"""Columns of a frame of lines.

`source` is the label of the row in the table of the form; `rank` Int64, `people` Int64; `text`
as typed; `outcome` and `candidates` of `rules.aspects.Recognised`, or the outcome «foreign»: an
aspect of the other process; `aspect` an id, missing where it is none or foreign. A text that
names two aspects is two lines of one rank: a tie.
"""


def order_lines(table: Table, organisations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Give the lines of all four blocks of the `organisations`, a frame of `LINES`."""
    values = table.values[table.values["org"].isin(organisations.index)]
    parts = [_block_lines(values, block) for block in BLOCKS.values()]
    lines = pd.concat(parts, ignore_index=True)
    processes = lines["block"].map({name: block.process for name, block in BLOCKS.items()})
    recognised = recognise_all(lines["text"], processes, catalogue)
    lines = lines.join(outcomes(recognised, lines.index)).explode("aspect", ignore_index=True)
    wanted = lines["block"].map({name: block.process for name, block in BLOCKS.items()})
    foreign = lines["aspect"].notna() & (
        lines["aspect"].map(catalogue.aspects["process"]) != wanted
    )
    lines.loc[foreign, "outcome"] = "foreign"
    lines.loc[foreign, "aspect"] = None
    return lines[list(LINES)]


def counted(lines: pd.DataFrame) -> pd.DataFrame:
    """Give the lines that count, in rankings and in the map alike: an aspect with a place."""
    return lines.dropna(subset=["aspect", "rank"])


def _block_lines(values: pd.DataFrame, block: Block) -> pd.DataFrame:
    filled = values[values[block.field].notna()]
    return pd.DataFrame(
        {
            "org": filled["org"],
            "block": block.field,
            "source": filled.index,
            "rank": filled["rank"],
            "text": filled[block.field],
            "people": filled[block.people],
        }
    )


def bases(staffing: pd.DataFrame, block: Block) -> pd.Series:
    """Give the number of people that the counts of a block are a share of, by code.

    `staffing` has the columns `total` (Поб) and `managers`: people of the pedagogical blocks
    are teachers, of the others managers.
    """
    return staffing["total" if block.process == "педагогический" else "managers"]
