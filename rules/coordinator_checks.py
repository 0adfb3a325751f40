"""Rules of the coordinator's own tabs: «Реестр ОО» and «Настройки»."""

import pandas as pd

from rules.cleaning import key
from rules.district import District
from rules.findings import merge
from rules.rulebook import rule
from rules.tables import Hit, findings


@rule(
    "registry.parent",
    "У филиала указана головная организация из Реестра",
    "error",
    "cross-tab",
    "не проверяется",
)
def known_parents(district: District) -> pd.DataFrame:
    """Find rows of the Реестр whose parent is no organisation of it, or a филиал itself."""
    table = district.tables["registry"]
    parents = table.values["parent"].dropna()
    known = parents.isin(set(table.values["code"].dropna()))
    branches = set(table.values.loc[table.values["parent"].notna(), "code"])
    found = []
    for rows, message in (
        (parents.index[~known], "Такого кода в Реестре нет: впишите код головной организации."),
        (parents.index[known & parents.isin(branches)],
         "Указанная головная организация сама записана филиалом: впишите ту, что подписывает."),
    ):  # fmt: skip
        hit = Hit(rows, "parent", message, ("parent",))
        found.append(findings("registry.parent", "error", table, hit))
    return merge(found)


@rule(
    "registry.term", "Участие не кончается раньше, чем началось", "error", "row", "не проверяется"
)
def participation_term(district: District) -> pd.DataFrame:
    """Find rows of the Реестр whose last day is before the first."""
    table = district.tables["registry"]
    values = table.values
    found = values.index[values["takes_part_to"] < values["takes_part_from"]]
    message = "Участие кончается раньше, чем началось: исправьте даты."
    basis = ("takes_part_from", "takes_part_to")
    return findings("registry.term", "error", table, Hit(found, "takes_part_to", message, basis))


@rule("registry.same_name", "Названия организаций различаются", "error", "tab", "не проверяется")
def same_names(district: District) -> pd.DataFrame:
    """Find organisations of the Реестр that have one name: their books could not be told apart."""
    table = district.tables["registry"]
    names = table.values["short_name"].fillna("").map(key)
    found = names.index[names.ne("") & names.duplicated()]
    message = "Организация с таким названием уже есть в Реестре: названия должны различаться."
    hit = Hit(found, "short_name", message, ("short_name",))
    return findings("registry.same_name", "error", table, hit)


@rule("settings.term", "Проект кончается позже, чем начинается", "error", "tab", "не проверяется")
def project_term(district: District) -> pd.DataFrame:
    """Find a project that ends before it begins."""
    table = district.tables["settings"]
    values = table.values
    found = values.index[values["term_end"] < values["term_start"]]
    message = "Проект кончается раньше, чем начинается: исправьте даты."
    hit = Hit(found, "term_end", message, ("term_start", "term_end"))
    return findings("settings.term", "error", table, hit)
