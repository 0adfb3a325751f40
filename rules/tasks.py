"""What an organisation has to do now, first things first: from its findings and criteria."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from rules.district import District
from rules.monitoring import LATE, UNDERWAY

OPEN = ("new", "remaining")


class Task(NamedTuple):
    """One thing to do: in which tab (empty for none), until when (None: as soon as it can be)."""

    org: str
    text: str
    tab: str
    due: dt.date | None
    late: bool


CRITERION_TASKS = {
    "1": ("Впишите номер и дату приказа о группе ответственных и отметьте, кто назначен",
          "organisation"),
    "2б": ("Подпишите Соглашение и передайте экземпляр координатору", ""),
    "4": ("Заполните все столбцы плана и впишите ссылку на план на сайте", "plan"),
}  # fmt: skip
"""What an unmet criterion asks an ОО to do, and the form of the tab where."""

COUNTED = {
    "error": "Исправьте ошибки: {0}",
    "question": "Ответьте на вопросы: {0}. Исправьте значение или впишите «Пояснение»",
}


def tasks_of(
    district: District, findings: pd.DataFrame, monitoring: pd.DataFrame
) -> dict[str, list[Task]]:
    """Give the tasks of each ОО by code, what is late first; an ОО without any has no entry.

    `findings` are followed (`rules.history.FOLLOWED`), `monitoring` is of `rules.monitoring`.
    """
    open_ = findings[findings["state"].isin(OPEN) & (findings["outcome"] == "fails")]
    tasks = [
        *_empty_tabs(district, open_),
        *_criteria(district, monitoring, open_),
        *_counts(open_),
    ]
    made: dict[str, list[Task]] = {}
    for task in sorted(tasks, key=_order):
        made.setdefault(task.org, []).append(task)
    return made


def _order(task: Task) -> tuple[bool, bool, dt.date]:
    """Order by: late ones, those to do at once, the nearest deadline."""
    return not task.late, task.due is not None, task.due or dt.date.min


def _empty_tabs(district: District, open_: pd.DataFrame) -> Iterator[Task]:
    dues = {
        table.form.title: district.settings.get(table.form.due)
        for table in district.tables.values()
    }
    empty = open_[open_["rule"] == "tab.empty"]
    for org, tab in zip(empty["org"], empty["tab"], strict=True):
        due = dues.get(tab)
        late = due is not None and due < district.today
        yield Task(org, f"Заполните вкладку «{tab}»", tab, due or district.year.last, late)


def _criteria(district: District, monitoring: pd.DataFrame, open_: pd.DataFrame) -> Iterator[Task]:
    empty = open_[open_["rule"] == "tab.empty"]
    unfilled = set(zip(empty["org"], empty["tab"], strict=True))
    signs = _who_has_to_sign(district)
    open_rows = monitoring[monitoring["state"].isin([LATE, UNDERWAY]) & (monitoring["org"] != "")]
    for row in open_rows.to_dict("records"):
        text, form = CRITERION_TASKS.get(row["criterion"], ("", ""))
        tab = district.tables[form].form.title if form else ""
        theirs = row["criterion"] != "2б" or row["org"] in signs
        if text and theirs and (row["org"], tab) not in unfilled:
            yield Task(row["org"], text, tab, row["due"], row["state"] == LATE)


def _who_has_to_sign(district: District) -> frozenset[str]:
    """Give the codes of those who have not signed the agreement, by their own word.

    A филиал signs nothing; who signed waits for the coordinator to note that the copy came.
    """
    cards = district.tables["organisation"].values
    signed = cards.loc[cards["agreement_date"].notna(), "org"]
    organisations = district.organisations
    parties = organisations.index[organisations["parent"].isna()]
    return frozenset(parties.difference(signed))


def _counts(open_: pd.DataFrame) -> Iterator[Task]:
    counted = open_[(open_["rule"] != "tab.empty") & (open_["org"] != "")]
    for severity, text in COUNTED.items():
        own = counted[counted["severity"] == severity].groupby("org", sort=False)["tab"]
        numbers = own.agg(["size", "nunique", "first"])
        due = None if severity == "error" else dt.date.max
        for org, number, tabs, tab in numbers.itertuples(name=None):
            yield Task(str(org), text.format(number), tab if tabs == 1 else "", due, False)


def reminder(name: str, project: str, tasks: list[Task]) -> str:
    """Write a reminder ready to send, on one line: what is late, what is to be done."""
    parts = [f"{_inner(task.text)}{_until(task)}" for task in tasks]
    return (
        f"Здравствуйте! Напоминаем о проекте «{project}». {name}: {'; '.join(parts)}. "
        "Что и в какой ячейке — в вашей книге «Проверка». Спасибо!"
    )


def _inner(text: str) -> str:
    return text[:1].lower() + text[1:]


def _until(task: Task) -> str:
    if task.due is None or task.due == dt.date.max:
        return ""
    return f" (срок был {task.due:%d.%m.%Y})" if task.late else f" (до {task.due:%d.%m.%Y})"
