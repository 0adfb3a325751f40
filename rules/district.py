"""The district as the rules see it: what was read, whom it is about, what today is."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from rules.aspects import Catalogue
from rules.decisions import Decisions
from rules.groups import Group
from rules.personal_text import Official
from rules.school_years import SchoolYear
from rules.settings import Settings
from rules.staffing import Staffing
from rules.tables import Table
from rules.text_decisions import TextDecisions

if TYPE_CHECKING:
    from rules.joint_plan import JointPlan
    from rules.matching import Matching


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a pass knows of those before it, besides the findings.

    `decisions` are what people typed in the worker's tabs; `groups` the groups of responsible
    persons by code, as they were when their order was first seen; `closed_years` the names of
    the school years in the archive; `standing` maps the keys of findings open at the last pass
    to the digests of the values that they rested on.
    """

    decisions: Decisions
    groups: Mapping[str, Group]
    closed_years: Collection[str]
    standing: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class District:
    """What every rule may look at.

    `organisations` are the participants (see `rules.registry.participants`); `tables` the
    tables by name of form; `filled` maps a code to the names of the forms whose tab was found
    in its book; `staffing` the figures of «Кадры», `people` (indexed by code) the numbers that
    shares are taken of: `total` (Поб) and `managers`; `lines` those of «ТЗ-2 Заказ»
    (`rules.orders.LINES`), `events` those of «План ОО» (`rules.plans.events_of`), `all_events`
    the same with the closed years; `practices` the rows of «Практики» with the id of their
    aspect in `aspect_id`; `mentions` the lines of «ТЗ-1 Результаты»
    (`rules.breakthroughs.MENTIONS`); `unresolved` the texts among all these that are to become
    aspects (`rules.unresolved.UNRESOLVED`); `joint_aspects` the ids that the coordinator chose as
    joint questions; `unused` the optional forms that the district does without; `official` the
    telephones and mailboxes that are nobody's own, None where personal data stand in the books;
    `texts` what coordinators decided about texts; `matching` and `joint` who learns from whom in
    the `half` of the year and the plan of it, None until they are made.
    """

    today: dt.date
    year: SchoolYear
    settings: Settings
    organisations: pd.DataFrame
    tables: Mapping[str, Table]
    filled: Mapping[str, frozenset[str]]
    unused: Collection[str]
    staffing: Staffing
    people: pd.DataFrame
    catalogue: Catalogue
    lines: pd.DataFrame
    practices: pd.DataFrame
    mentions: pd.DataFrame
    unresolved: pd.DataFrame
    events: pd.DataFrame
    all_events: pd.DataFrame
    joint_aspects: Collection[str]
    remembered: Remembered
    official: Official | None = None
    texts: TextDecisions = field(default_factory=TextDecisions)
    matching: "Matching | None" = None
    joint: "JointPlan | None" = None

    @property
    def decisions(self) -> Decisions:
        """What people typed in the marked columns of the worker's tabs."""
        return self.remembered.decisions

    def directions(self, kind: str | None) -> list[str]:
        """Give the directions of «ТЗ-1 Резервы» for organisations of `kind`."""
        table = self.tables["directions"]
        of_kind = next((item.name for item in table.form.fields if item.title == kind), None)
        rows = table.values.dropna(subset=["direction"])
        if of_kind is not None:
            rows = rows[rows[of_kind].fillna(False).astype(bool)]
        return list(rows["direction"])
