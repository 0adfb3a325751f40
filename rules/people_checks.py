"""Rules of a district that keeps personal data apart: persons are known, texts hold none.

Findings name posts and roles, never a person.
"""

from collections.abc import Iterator

import pandas as pd

from rules.cleaning import key
from rules.decisions import TAB_OF_TABLE, table_of
from rules.district import District
from rules.findings import KEY_SEPARATOR, digest, finding_key, frame
from rules.grid import NOWHERE
from rules.personal import NAMED
from rules.personal_text import Official, kinds_in, listed, masked
from rules.rulebook import rule

PEOPLE = "people"
SHOWN_POSTS = 5

NO_BOOK = (
    "Данных из книги «Люди» нет: не проверено, не сменились ли люди в группе и не слишком ли много "
    "обязанностей у одного человека, а в документах вместо ФИО — строки для заполнения. "
    "Заполните книгу «Люди» вашей организации (её выдаёт координатор) и передайте ему не по "
    "открытой почте и не через облако."
)
NO_DEPARTMENT = (
    "Данных из книги «Люди» управления образования нет: в документах вместо ФИО — строки для "
    "заполнения. Создайте её командой «vzaimo forms» и заполните в папке «Люди»."
)


@rule(
    "people.missing",
    "Люди названы в книге «Люди», если район хранит личные данные отдельно",
    "advice",
    "book",
    "не проверено",
)
def missing_persons(district: District) -> pd.DataFrame:
    """Say once for each ОО whom its book of persons does not name, or that there is none."""
    if district.official is None:
        return frame()
    return frame(
        _row(district.tables[form].form.title, org, message)
        for org, form, message in _missing(district)
    )


def _row(tab: str, org: str, message: str) -> tuple[object, ...]:
    rule_id = "people.missing"
    where = (org, tab, "", NOWHERE, "", "")
    name = finding_key(org, rule_id, tab, "", "")
    return (rule_id, "advice", "undecided", *where, message, name, digest(message))


def _missing(district: District) -> Iterator[tuple[str, str, str]]:
    cards = district.tables[PEOPLE].values.drop_duplicates("org").set_index("org")
    wanted = [
        item for item in district.tables["organisation"].form.fields
        if item.apart and item.required
    ]  # fmt: skip
    posts = _unnamed_posts(district)
    if "department" not in district.filled.get("", ()):
        yield "", "department", NO_DEPARTMENT
    for org in district.organisations.index:
        if org not in cards.index:
            yield org, PEOPLE, NO_BOOK
            continue
        empty = [f"«{item.title}»" for item in wanted if pd.isna(cards.at[org, item.name])]
        told = [f"не заполнено: {', '.join(empty)}"] if empty else []
        if posts.get(org):
            shown = ", ".join(f"«{post}»" for post in posts[org][:SHOWN_POSTS])
            more = len(posts[org]) - SHOWN_POSTS
            told.append(f"нет авторов практик: {shown}{f' и ещё {more}' if more > 0 else ''}")
        if told:
            yield (
                org,
                PEOPLE,
                (
                    f"В книге «Люди» {'; '.join(told)}. Пока их нет, в документах вместо ФИО — "
                    "строки для заполнения."
                ),
            )


def _unnamed_posts(district: District) -> dict[str, list[str]]:
    """Give the posts of authors whom the book of persons does not name, by code."""
    values = district.tables["practices"].values
    unnamed = values[values["author"].notna() & values[f"author{NAMED}"].isna()]
    found: dict[str, dict[str, str]] = {}
    for org, post in zip(unnamed["org"], unnamed["author"], strict=True):
        found.setdefault(org, {}).setdefault(key(post), post)
    return {org: list(posts.values()) for org, posts in found.items()}


@rule(
    "personal.answer",
    "Личных данных нет и в пояснениях, если район хранит их отдельно",
    "question",
    "cell",
    "не проверяется",
)
def personal_answers(district: District) -> pd.DataFrame:
    """Ask about what people typed in marked columns and seems to hold personal data."""
    official = district.official
    if official is None:
        return frame()
    return frame(
        _of_answer(district, name, column, kinds)
        for (name, column), decision in district.decisions.items()
        if (kinds := kinds_in(decision.value, official))
    )


def _of_answer(
    district: District, name: str, column: str, kinds: tuple[str, ...]
) -> tuple[object, ...]:
    rule_id, tab = "personal.answer", TAB_OF_TABLE[table_of(name)]
    first = name.split(KEY_SEPARATOR)[0]
    org = first if first in district.organisations.index else ""
    message = f"В столбце «{column}» что-то похоже на {listed(kinds)}: уберите это оттуда."
    where = (org, tab, "", NOWHERE, "", "")
    key_ = finding_key(org, rule_id, tab, digest(name), column)
    return (rule_id, "question", "fails", *where, message, key_, digest(message))


def without_personal_text(found: pd.DataFrame, official: Official) -> pd.DataFrame:
    """Mask what looks personal in findings, whatever cell they quote."""
    quoted = {
        name: found[name].map(lambda text: masked(text, official) if text else text)
        for name in ("value", "compared", "message")
    }
    return found.assign(**quoted)
