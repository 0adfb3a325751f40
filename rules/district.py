"""The district as the rules see it: what was read, whom it is about, what today is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rules.settings import Settings
from rules.staffing import Staffing
from rules.tables import Table


@dataclass(frozen=True, slots=True)
class District:
    """What every rule may look at.

    `organisations` are the participants (see `rules.registry.participants`); `tables` the
    tables by name of form; `filled` maps a code to the names of the forms whose tab was found
    in its book; `staffing` the figures of «Кадры».
    """

    today: dt.date
    settings: Settings
    organisations: pd.DataFrame
    tables: Mapping[str, Table]
    filled: Mapping[str, frozenset[str]]
    staffing: Staffing
