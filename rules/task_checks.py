"""Rules of «ТЗ-1 Резервы» and of the school year."""

import pandas as pd

from rules.cleaning import key
from rules.district import District
from rules.findings import digest, finding_key, frame
from rules.grid import NOWHERE
from rules.rulebook import rule
from rules.tables import Hit, findings


@rule(
    "reserves.incomplete",
    "По каждому направлению указано состояние",
    "error",
    "tab",
    "нарушено",
)
def incomplete_reserves(district: District) -> pd.DataFrame:
    """Find ОО that began «ТЗ-1 Резервы» and left directions of their kind without a state."""
    table = district.tables["reserves"]
    said = table.values[table.values["state"].notna()]
    done = said.groupby("org")["direction"].agg(lambda own: set(map(key, own.dropna())))
    kinds = district.organisations["kind"]
    wanted_of = {kind: district.directions(kind) for kind in kinds.unique()}
    kind_of, rows = kinds.to_dict(), []
    for org in table.values["org"].unique():
        wanted = wanted_of[kind_of[org]] if org in kind_of else []
        lacking = [text for text in wanted if key(text) not in done.get(org, set())]
        if lacking:
            rows.append(_incomplete(table.form.title, org, lacking))
    return frame(rows)


def _incomplete(tab: str, org: str, lacking: list[str]) -> tuple[object, ...]:
    rule_id = "reserves.incomplete"
    listed = ", ".join(f"«{text}»" for text in lacking)
    message = f"Не указано состояние: {listed}. Если направление вам не подходит — «не относится»."
    name = finding_key(org, rule_id, tab, "", "state")
    where = (org, tab, "", NOWHERE, "", "")
    return (rule_id, "error", "fails", *where, message, name, digest(*lacking))


@rule(
    "reserves.ground",
    "Состояние на чём-то основано",
    "question",
    "row",
    "нарушено",
)
def states_without_ground(district: District) -> pd.DataFrame:
    """Ask for the indicator behind a strong side, a reserve or a deficit."""
    table = district.tables["reserves"]
    values = table.values
    told = values["state"].notna() & (values["state"] != "не относится")
    rows = values.index[told & values["ground"].isna()]
    message = "Укажите основание: показатель и год, из которых это видно."
    return findings(
        "reserves.ground", "question", table, Hit(rows, "ground", message, ("state", "ground"))
    )


@rule(
    "settings.year",
    "Текущий учебный год идёт во время проекта и ещё не закрыт",
    "error",
    "cell",
    "не проверяется",
)
def closed_year(district: District) -> pd.DataFrame:
    """Find a current year that is in the archive already, or ended before the project began."""
    table = district.tables["settings"]
    closed = district.year.name in district.remembered.closed_years
    start = district.settings["term_start"]
    early = start is not None and district.year.last < start
    rows = table.values.index[[closed or early] * len(table.values)]
    message = (
        "Этот учебный год закрыт и лежит в папке «Архив»: впишите текущий. Если год закрыли по "
        f"ошибке, удалите папку «Архив/{district.year.name}»: её сделают заново, когда он кончится."
    )
    if early:
        message = "Этот учебный год кончился раньше, чем начался проект: впишите текущий."
    hit = Hit(rows, "year", message, ("year",), value=district.year.name)
    return findings("settings.year", "error", table, hit)
