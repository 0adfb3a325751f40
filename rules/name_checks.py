"""Rules of names, posts and titles that documents put in cases and quotes.

What can't be put in the genitive for sure is not guessed: the document does without it, and
the rule tells who can say it. No finding holds a name.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pandas as pd

from rules.district import District
from rules.findings import merge
from rules.names import full_name, is_of
from rules.posts import post
from rules.quotes import has_odd_quotes
from rules.rulebook import rule
from rules.tables import Hit, Table, findings


class Head(NamedTuple):
    """Who signs for somebody: the form and its fields of the name and the post, in words whose."""

    form: str
    name: str
    post: str
    whose: str


HEADS = (
    Head("organisation", "head_name", "head_post", "руководителя"),
    Head("settings", "department_head", "department_post", "руководителя управления образования"),
    Head("settings", "centre_head", "centre_post", "руководителя методического центра"),
)

TITLES = (
    ("registry", "short_name"),
    ("organisation", "full_name"),
    ("settings", "department_full"),
    ("settings", "department_short"),
    ("settings", "centre_full"),
    ("settings", "centre_short"),
)
"""Forms and fields from which documents take titles: the short one of an ОО is the Реестр's."""


@rule(
    "names.genitive",
    "Известно, как имя руководителя склоняется",
    "advice",
    "cell",
    "не проверяется",
)
def unsure_names(district: District) -> pd.DataFrame:
    """Ask for the genitive of the name of a head that no rule tells for sure."""
    return merge(
        _names(
            "names.genitive",
            "advice",
            table,
            head,
            [not form and full_name(name, "genitive") is None for name, form in pairs],
            f"Непонятно, как склонять ФИО {head.whose}: впишите его в родительном падеже. "
            "Пока его нет, в Соглашении ФИО стоит в скобках, в именительном падеже.",
        )
        for head, table, pairs in _heads(district)
    )


@rule(
    "names.other_person",
    "ФИО в родительном падеже — того же человека",
    "question",
    "row",
    "не проверяется",
)
def other_persons(district: District) -> pd.DataFrame:
    """Find a genitive that was not typed of the name beside it, as when the head changed."""
    return merge(
        _names(
            "names.other_person",
            "question",
            table,
            head,
            [bool(form) and not is_of(form, name) for name, form in pairs],
            f"Это не родительный падеж ФИО {head.whose}, которое вписано рядом: исправьте. "
            "Пока они расходятся, эта строка в документы не идёт.",
        )
        for head, table, pairs in _heads(district)
    )


def _heads(district: District) -> Iterator[tuple[Head, Table, list[tuple[str, str]]]]:
    """Give each kind of head with its table and, row by row, name and typed genitive."""
    for head in HEADS:
        table = district.tables[head.form]
        names = table.values[[head.name, f"{head.name}_genitive"]].fillna("")
        yield head, table, list(names.itertuples(index=False, name=None))


def _names(
    rule_id: str, severity: str, table: Table, head: Head, marks: list[bool], message: str
) -> pd.DataFrame:
    named = table.values[head.name].notna()
    found = table.values.index[named & pd.Series(marks, index=table.values.index, dtype=bool)]
    field = f"{head.name}_genitive"
    return findings(rule_id, severity, table, Hit(found, field, message, (head.name, field)))


@rule(
    "names.post",
    "Должность руководителя записана в именительном падеже",
    "advice",
    "cell",
    "не проверяется",
)
def unsure_posts(district: District) -> pd.DataFrame:
    """Find posts of heads that can't be put in the genitive for sure."""
    message = (
        "Непонятно, как склонять эту должность: впишите её в именительном падеже, например "
        "«директор», «заведующий», «и. о. директора»."
    )
    return merge(
        _cells("names.post", district.tables[head.form], head.post, _is_unsure_post, message)
        for head in HEADS
    )


def _is_unsure_post(text: str) -> bool:
    return post(text, "genitive") is None


@rule(
    "names.quotes",
    "В наименовании у каждой кавычки есть пара",
    "advice",
    "cell",
    "не проверяется",
)
def odd_quotes(district: District) -> pd.DataFrame:
    """Find titles of organisations in which a quote has no pair."""
    message = "У кавычки в наименовании нет пары: впишите наименование так, как в уставе."
    return merge(
        _cells("names.quotes", district.tables[form], name, has_odd_quotes, message)
        for form, name in TITLES
    )


def _cells(
    rule_id: str, table: Table, name: str, is_wrong: Callable[[str], bool], message: str
) -> pd.DataFrame:
    typed = table.values[name].dropna()
    found = typed.index[[is_wrong(text) for text in typed]]
    return findings(rule_id, "advice", table, Hit(found, name, message, (name,)))
