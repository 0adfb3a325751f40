"""Rules of «Кадры» beyond the linear ones of its form: dates, dynamics, unusual figures.

Unusual is what stands far from the median in units of the median absolute deviation (MAD
scaled to a standard deviation: Iglewicz & Hoaglin 1993, modified z-score).
"""

import numpy as np
import pandas as pd

from rules.district import District
from rules.findings import finding_key, frame, merge
from rules.registry import KINDS
from rules.rulebook import rule
from rules.staffing import quality_share
from rules.tables import Hit, Table, findings

OWN_HISTORY = 4
"""An own history of fewer earlier dates says nothing of what is usual."""

OWN_KIND = 5
"""Nor does a kind of fewer organisations."""

MAD_TO_SD = 1.4826


@rule("staffing.future_date", "Отчётная дата уже наступила", "error", "row", "не проверяется")
def future_date(district: District) -> pd.DataFrame:
    """Find rows dated later than today."""
    table = district.tables["staffing"]
    late = table.values.index[table.values["date"] > pd.Timestamp(district.today)]
    message = "Отчётная дата ещё не наступила: исправьте дату."
    hit = Hit(late, "date", message, ("date",), compared=f"{district.today:%d.%m.%Y}")
    return findings("staffing.future_date", "error", table, hit)


@rule(
    "staffing.no_reporting_row",
    "Есть строка на отчётную дату района",
    "question",
    "tab",
    "нарушено",
)
def no_reporting_row(district: District) -> pd.DataFrame:
    """Ask organisations that have rows, but none of the district's reporting date."""
    table, day = district.tables["staffing"], district.staffing.reporting_date
    if day is None or table.values.empty:
        return frame()
    has_day = set(table.values.loc[table.values["date"] == pd.Timestamp(day), "org"])
    last = table.values.drop_duplicates("org", keep="last")
    rows = last.index[~last["org"].isin(has_day)]
    message = (
        f"Нет строки на отчётную дату {day:%d.%m.%Y}: добавьте её. "
        "Если педагогов в этот день не было, поясните."
    )
    hit = Hit(rows, "date", message, ("date",), value="", compared=f"{day:%d.%m.%Y}")
    made = findings("staffing.no_reporting_row", "question", table, hit)
    form = table.form.title
    made["key"] = [
        finding_key(org, "staffing.no_reporting_row", form, str(day), "date") for org in made["org"]
    ]
    return made


@rule(
    "staffing.change",
    "Поб не изменилось резко против прошлой даты",
    "question",
    "tab",
    "не проверяется",
)
def sharp_change(district: District) -> pd.DataFrame:
    """Ask about a change of Поб above the limits of «Настройки»."""
    table = district.tables["staffing"]
    rows = _dated(table)
    before = rows.groupby("org")["total"].shift().astype("Float64")
    change = rows["total"].astype("Float64") - before
    share = change.abs() / before.where(before > 0) * 100
    sharp = (share > district.settings["change_limit"]) & (
        change.abs() >= district.settings["change_people"]
    )
    found = rows.index[sharp.fillna(False).astype(bool)]
    message = pd.Series(
        [
            f"Поб изменилось с {int(before[i])} до {int(rows.at[i, 'total'])} "
            f"(на {share[i]:.0f}\u00a0%): проверьте число или поясните, почему."
            for i in found
        ],
        index=found,
        dtype=object,
    )
    basis = before.astype(object)
    compared = pd.Series([str(int(before[i])) for i in found], index=found, dtype=object)
    made = findings(
        "staffing.change",
        "question",
        table,
        Hit(found, "total", message, ("date", "total"), compared=compared),
    )
    made["basis"] = made["basis"] + [f"/{basis[i]}" for i in found]
    return made


@rule(
    "staffing.own_history",
    "КК не выбивается из прежних значений организации",
    "question",
    "tab",
    "не проверяется",
)
def own_history(district: District) -> pd.DataFrame:
    """Ask about a КК far from the organisation's own earlier ones (median and MAD)."""
    table = district.tables["staffing"]
    rows = _dated(table)
    rows = rows.assign(share=quality_share(rows)).dropna(subset=["share"])
    found: list[object] = []
    usual: dict[object, float] = {}
    long = rows.groupby("org").filter(lambda own: len(own) > OWN_HISTORY)
    for _, own in long.groupby("org"):
        shares = own["share"].to_numpy(dtype=float)
        for position in range(OWN_HISTORY, len(shares)):
            median, far = _far(shares[:position], shares[position])
            if far > district.settings["outlier_limit"]:
                found.append(own.index[position])
                usual[own.index[position]] = median
    return _unusual(
        table, "staffing.own_history", rows, pd.Index(found), usual, "обычно у организации"
    )


@rule(
    "staffing.kind_outlier",
    "КК не выбивается из значений организаций того же вида",
    "question",
    "district",
    "не проверяется",
)
def kind_outlier(district: District) -> pd.DataFrame:
    """Ask about a КК far from those of the same kind on the reporting date."""
    table, figures = district.tables["staffing"], district.staffing.organisations
    day = district.staffing.reporting_date
    rows = table.values[table.values["date"] == pd.Timestamp(day)] if day else table.values[:0]
    rows = rows[rows["org"].isin(figures.index)].drop_duplicates("org", keep=False)
    rows = rows.assign(share=quality_share(rows)).dropna(subset=["share"])
    found: list[object] = []
    usual: dict[object, float] = {}
    kinds = figures["kind"].reindex(rows["org"]).to_numpy()
    for kind in KINDS:
        own = rows[kinds == kind]
        if len(own) < OWN_KIND:
            continue
        shares = own["share"].to_numpy(dtype=float)
        median, scale = _median_and_scale(shares)
        far = np.abs(shares - median) > district.settings["outlier_limit"] * scale
        if scale > 0:
            found += list(own.index[far])
            usual |= dict.fromkeys(own.index[far], median)
    return _unusual(
        table, "staffing.kind_outlier", rows, pd.Index(found), usual, "обычно у ОО этого вида"
    )


def _dated(table: Table) -> pd.DataFrame:
    rows = table.values[table.values["date"].notna()]
    return rows.sort_values(["org", "date"], kind="stable")


def _median_and_scale(shares: np.ndarray) -> tuple[float, float]:
    median = float(np.median(shares))
    return median, MAD_TO_SD * float(np.median(np.abs(shares - median)))


def _far(earlier: np.ndarray, share: float) -> tuple[float, float]:
    median, scale = _median_and_scale(earlier)
    return median, abs(share - median) / scale if scale > 0 else 0.0


def _unusual(
    table: Table,
    rule_id: str,
    rows: pd.DataFrame,
    found: pd.Index,
    usual: dict[object, float],
    whose: str,
) -> pd.DataFrame:
    if found.empty:
        return frame()
    shares = [float(rows.at[i, "share"]) for i in found]
    told = [_percent(share) for share in shares]
    compared = [_percent(usual[i]) for i in found]
    message = [
        f"КК = {one}, {whose} около {other}: проверьте числа строки или поясните."
        for one, other in zip(told, compared, strict=True)
    ]
    hit = Hit(
        found,
        "total",
        pd.Series(message, index=found, dtype=object),
        ("date", "total", "first", "highest"),
        value=pd.Series(told, index=found, dtype=object),
        compared=pd.Series(compared, index=found, dtype=object),
    )
    return merge([findings(rule_id, "question", table, hit)])


def _percent(share: float) -> str:
    return f"{share * 100:.1f}\u00a0%".replace(".", ",")
