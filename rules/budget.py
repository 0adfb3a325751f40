"""«Смета»: incentive payments for the project against the limit of the passport."""

import pandas as pd

from rules.settings import Settings

COLUMNS = ("org", "year", "payroll", "incentive", "share")


def budget_of(values: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Give the share of incentive payments in the base chosen in «Настройки».

    `values` are the rows of the form; the result keeps their index, with `COLUMNS`, rubles as
    Float64 and the share in [0, …); rows without a figure or a base are left out.
    """
    rows = values.dropna(subset=["year", "payroll", "incentive"])
    rows = rows.drop_duplicates(["org", "year"], keep=False)
    base = rows["payroll"]
    if settings["incentive_base"] == "ФОТ района":
        base = rows.groupby("year")["payroll"].transform("sum")
    share = rows["incentive"] / base.where(base > 0)
    return rows.assign(share=share).dropna(subset=["share"])[list(COLUMNS)]


def yearly(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum the rows of `budget_of` by year: `organisations`, `payroll`, `incentive`, `share`."""
    sums = rows.groupby("year").agg(
        organisations=("org", "nunique"), payroll=("payroll", "sum"), incentive=("incentive", "sum")
    )
    sums["share"] = sums["incentive"] / sums["payroll"].where(sums["payroll"] > 0)
    return sums
