"""Rules of «Паспорт ОО»: it agrees with the Реестр, with itself and with the calendar."""

import pandas as pd

from rules.cleaning import key
from rules.district import District
from rules.findings import finding_key, frame, merge
from rules.groups import ROLES, groups_of, replaced
from rules.registry import SHARED_FIELDS
from rules.rulebook import rule
from rules.tables import Hit, Table, findings

INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)
"""Weights of the check digit of a ten-digit ИНН (приказ ФНС от 29.06.2012 № ММВ-7-6/435@)."""


@rule(
    "organisation.registry",
    "«Паспорт ОО» совпадает с Реестром",
    "question",
    "cross-tab",
    "не проверяется",
)
def agrees_with_registry(district: District) -> pd.DataFrame:
    """Ask about cells that differ from the coordinator's Реестр, which wins."""
    table = district.tables["organisation"]
    known = district.organisations.reindex(table.values["org"]).set_axis(table.values.index)
    return merge(_differing(table, known, name) for name in SHARED_FIELDS)


def _differing(table: Table, known: pd.DataFrame, name: str) -> pd.DataFrame:
    typed, wanted = table.values[name], known[name]
    both = typed.notna() & wanted.notna()
    found = typed.index[both & (typed.map(_key) != wanted.map(_key))]
    message = "В Реестре ОО другое значение: исправьте здесь или сообщите координатору."
    hit = Hit(found, name, message, (name,), compared=wanted.loc[found].astype(str))
    return findings("organisation.registry", "question", table, hit)


def _key(value: object) -> str:
    return key(value) if isinstance(value, str) else ""


@rule(
    "organisation.ogrn",
    "В ОГРН 13 цифр, последняя — контрольная",
    "error",
    "cell",
    "не проверяется",
)
def check_ogrn(district: District) -> pd.DataFrame:
    """Find ОГРН of a wrong length or check digit."""
    message = "Это не ОГРН: в нём 13 цифр, и последняя сходится с остальными. Сверьте с выпиской."
    return _invalid(district.tables["organisation"], "ogrn", is_ogrn, message)


@rule(
    "organisation.inn", "В ИНН 10 цифр, последняя — контрольная", "error", "cell", "не проверяется"
)
def check_inn(district: District) -> pd.DataFrame:
    """Find ИНН of a wrong length or check digit."""
    message = (
        "Это не ИНН организации: в нём 10 цифр, и последняя сходится с остальными. "
        "Сверьте с выпиской."
    )
    return _invalid(district.tables["organisation"], "inn", is_inn, message)


def _invalid(table: Table, name: str, valid: object, message: str) -> pd.DataFrame:
    assert callable(valid)
    typed = table.values[name].dropna()
    found = typed.index[[not valid(value.replace(" ", "")) for value in typed]]
    return findings(f"organisation.{name}", "error", table, Hit(found, name, message, (name,)))


def is_ogrn(text: str) -> bool:
    """Tell an ОГРН of a legal person by its check digit (приказ Минфина № 165н)."""
    return len(text) == 13 and text.isdecimal() and int(text[:12]) % 11 % 10 == int(text[12])


def is_inn(text: str) -> bool:
    """Tell an ИНН of a legal person by its check digit."""
    if len(text) != 10 or not text.isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, INN_WEIGHTS, strict=False))
    return total % 11 % 10 == int(text[9])


@rule(
    "organisation.future_date",
    "Даты приказа и подписания уже наступили",
    "error",
    "cell",
    "не проверяется",
)
def future_dates(district: District) -> pd.DataFrame:
    """Find an order or a signing dated later than today."""
    table, today = district.tables["organisation"], pd.Timestamp(district.today)
    found = []
    for name in ("order_date", "agreement_date"):
        late = table.values.index[table.values[name] > today]
        hit = Hit(
            late,
            name,
            "Дата ещё не наступила: впишите её, когда приказ издан или Соглашение подписано.",
            (name,),
            compared=f"{district.today:%d.%m.%Y}",
        )
        found.append(findings("organisation.future_date", "error", table, hit))
    return merge(found)


@rule(
    "organisation.before_project",
    "Приказ и подписание не раньше начала проекта",
    "question",
    "cell",
    "не проверяется",
)
def before_project(district: District) -> pd.DataFrame:
    """Ask about an order or a signing dated before the project began."""
    start = district.settings["term_start"]
    if start is None:
        return frame()
    table = district.tables["organisation"]
    found = []
    for name in ("order_date", "agreement_date"):
        early = table.values.index[table.values[name] < pd.Timestamp(start)]
        message = f"Дата раньше начала проекта ({start:%d.%m.%Y}): исправьте или поясните."
        hit = Hit(early, name, message, (name,), compared=f"{start:%d.%m.%Y}")
        found.append(findings("organisation.before_project", "question", table, hit))
    return merge(found)


@rule(
    "organisation.appointed",
    "Назначение подтверждено приказом",
    "question",
    "tab",
    "нарушено, если «назначен — да», а приказа нет",
)
def appointed_without_order(district: District) -> pd.DataFrame:
    """Ask about a role that is marked as appointed while the order has no number or date."""
    table = district.tables["organisation"]
    values = table.values
    no_order = values["order_number"].isna() | values["order_date"].isna()
    found = []
    for role, title in ROLES.items():
        name = f"{role}_appointed"
        claimed = values.index[values[name].fillna(False).astype(bool) & no_order]
        message = f"Указано, что {title} назначен, но нет номера или даты приказа: впишите их."
        basis = (name, "order_number", "order_date")
        hit = Hit(claimed, name, message, basis, value="да")
        found.append(findings("organisation.appointed", "question", table, hit))
    return merge(found)


@rule(
    "organisation.duties",
    "Обязанности в группе распределены между разными людьми",
    "question",
    "tab",
    "не проверено, если ФИО не указаны",
)
def too_many_duties(district: District) -> pd.DataFrame:
    """Ask about one person in more roles of the group than «Настройки» allow."""
    table, limit = district.tables["organisation"], district.settings["duties_limit"]
    names = table.values[[f"{role}_name" for role in ROLES]].set_axis(list(ROLES), axis=1)
    people = pd.DataFrame(
        [
            (row, role, key(name))
            for row, named in names.to_dict("index").items()
            for role, name in named.items()
            if isinstance(name, str)
        ],
        columns=["row", "role", "person"],
    )
    held = people.groupby(["row", "person"])["role"].agg(list)
    found = []
    for (row, _), roles in held[held.map(len) > limit].items():
        told = " и ".join(ROLES[role] for role in roles)
        message = (
            f"Один человек — {told}: распределите обязанности или поясните, как он успеет "
            "и то и другое."
        )
        field = f"{roles[-1]}_name"
        hit = Hit(pd.Index([row]), field, message, (field, f"{roles[0]}_name"))
        found.append(findings("organisation.duties", "question", table, hit))
    appointed = table.values[[f"{role}_appointed" for role in ROLES]].any(axis=1)
    blind = table.values.index[appointed & ~table.values.index.isin(people["row"])]
    message = "Не проверено, не слишком ли много обязанностей у одного человека: ФИО не указаны."
    hit = Hit(blind, "curator_name", message, (), undecided=True)
    found.append(findings("organisation.duties", "question", table, hit))
    return merge(found)


@rule(
    "organisation.replaced",
    "Замена в группе ответственных оформлена новым приказом",
    "question",
    "tab",
    "не проверяется",
)
def replaced_persons(district: District) -> pd.DataFrame:
    """Ask about a person who changed while the order stayed the same.

    What the finding of the last pass said stays said until the order or the person changes,
    also where the memory of the group is gone.
    """
    table, rule_id = district.tables["organisation"], "organisation.replaced"
    changed = replaced(district.remembered.groups, groups_of(table.values))
    found = []
    for role, title in ROLES.items():
        field = f"{role}_name"
        basis = (field, "order_number", "order_date")
        named = table.values.index[table.values[field].notna()]
        digests = table.basis(named, basis)
        standing = [
            district.remembered.standing.get(finding_key(org, rule_id, table.form.title, "", field))
            == digests[row]
            for row, org in table.values.loc[named, "org"].items()
        ]
        new = [(org, role) in changed for org in table.values.loc[named, "org"]]
        rows = named[pd.Series(standing, dtype=bool) | pd.Series(new, dtype=bool)]
        message = (
            f"Сменился {title}, а приказ прежний: впишите номер и дату нового приказа или поясните."
        )
        found.append(findings(rule_id, "question", table, Hit(rows, field, message, basis)))
    return merge(found)
