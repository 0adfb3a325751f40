"""Мониторинг: the criteria of the passport for each ОО and for the district, from evidence.

What an organisation claims is no evidence: an order has a number and a date, an agreement is
received, an event has its day and a link.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from rules.decisions import (
    APPROVED,
    RECEIVED,
    SIGNED,
    SIGNING,
    decided,
    document_state,
    signing_key,
)
from rules.district import District
from rules.groups import ROLES

DONE, UNDERWAY, LATE, NOT_CONCERNED = "выполнено", "в работе", "просрочено", "не относится"
STATES = (DONE, UNDERWAY, LATE, NOT_CONCERNED)
COLUMNS = ("org", "criterion", "state", "indicator", "due", "days", "basis")
"""Columns of the monitoring.

`org` is a code, empty for the district; `criterion` a key of `CRITERIA`; `indicator` «Да»,
«Нет», «Есть» or a share in [0, 1]; `due` a date, `days` those left (negative: overdue), both
missing where nothing is due any more; `basis` what the state rests on.
"""


class Criterion(NamedTuple):
    """A criterion of the passport's table: its words, the setting of its deadline."""

    title: str
    deadline: str


CRITERIA: dict[str, Criterion] = {
    "1": Criterion("Определена группа ответственных", "deadline_group"),
    "2а": Criterion("Разработано Соглашение", "deadline_agreement"),
    "2б": Criterion("Соглашение подписано", "deadline_signing"),
    "3": Criterion("Определены проблемные вопросы", "deadline_questions"),
    "4": Criterion("Оформлен план мероприятий", "deadline_plans"),
    "5": Criterion("Созданы рекомендации", "deadline_recommendations"),
    "6": Criterion("Мероприятия проведены по плану", "deadline_events"),
}

TASK_FORMS = ("reserves", "results", "order")
"""The tabs of the technical assignment (ТЗ-1 and ТЗ-2)."""

YES, NO, THERE_IS = "Да", "Нет", "Есть"


@dataclass(frozen=True, slots=True)
class Met:
    """Whether a criterion is met: None where it does not concern the ОО."""

    done: bool | None
    indicator: str | float | None
    basis: str


def monitor(district: District) -> pd.DataFrame:
    """Give the state of every criterion for every ОО, then for the district (`COLUMNS`)."""
    facts = _Facts(district)
    rows: list[tuple[Any, ...]] = []
    found: dict[str, list[Met]] = {code: [] for code in CRITERIA}
    for org in district.organisations.index:
        for code, meet in facts.of_organisation.items():
            met = meet(org)
            found[code].append(met)
            rows.append(_row(district, org, code, met, _deadline(district, code, org)))
    for code in CRITERIA:
        met = facts.of_district(code, found[code])
        rows.append(_row(district, "", code, met, district.settings[CRITERIA[code].deadline]))
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return table.astype({"days": "Int64"})


def _row(district: District, org: str, code: str, met: Met, due: dt.date | None) -> tuple[Any, ...]:
    state = _state(met, due, district.today)
    if state in (DONE, NOT_CONCERNED):
        due = None
    days = None if due is None else (due - district.today).days
    return org, code, state, met.indicator, due, days, met.basis


def _state(met: Met, due: dt.date | None, today: dt.date) -> str:
    if met.done is None:
        return NOT_CONCERNED
    if met.done:
        return DONE
    return LATE if due is not None and due < today else UNDERWAY


def _deadline(district: District, code: str, org: str) -> dt.date | None:
    """Give the deadline of an ОО: one that joined later has as many days as those before it."""
    due, start = district.settings[CRITERIA[code].deadline], district.settings["term_start"]
    joined = district.organisations.at[org, "takes_part_from"]
    if due is None or start is None or pd.isna(joined) or joined.date() <= start:
        return due  # type: ignore[no-any-return]
    return due + (joined.date() - start)  # type: ignore[no-any-return]


class _Facts:
    """What the criteria rest on, looked up once for the whole district."""

    def __init__(self, district: District) -> None:
        self.district = district
        cards = district.tables["organisation"].values.drop_duplicates("org")
        self.cards = cards.set_index("org").to_dict("index")
        values = district.all_events
        grouped = values.groupby("org")
        self.planned = grouped.size().to_dict()
        self.proven = grouped["proven"].sum().to_dict()
        now = district.events.groupby("org")
        self.now = now.size().to_dict()
        self.incomplete = (~district.events["complete"]).groupby(district.events["org"]).sum()
        self.filled = {name: set(district.tables[name].values["org"]) for name in TASK_FORMS}
        self.parents = district.organisations["parent"].dropna().to_dict()
        self.of_organisation: dict[str, Callable[[str], Met]] = {
            "1": self.group,
            "2б": self.signed,
            "3": self.questions,
            "4": self.plan,
            "6": self.events,
        }

    # --- an organisation --------------------------------------------------------------------

    def group(self, org: str) -> Met:
        """1: the three roles are appointed by an order with a number and a date."""
        card = self.cards.get(org, {})
        lacking = [
            title for role, title in ROLES.items() if not _is_true(card.get(f"{role}_appointed"))
        ]
        number, day = card.get("order_number"), card.get("order_date")
        if not _is_known(number) or not _is_known(day):
            return Met(False, NO, "Нет номера или даты приказа")
        if lacking:
            return Met(False, NO, f"Не назначен: {', '.join(lacking)}")
        return Met(True, YES, f"Приказ от {day:%d.%m.%Y} № {number}")

    def signed(self, org: str) -> Met:
        """2б: the signed agreement of the legal person is received."""
        signer = self.parents.get(org, org)
        day = decided(self.district.decisions, signing_key(signer, "agreement"), RECEIVED)
        whose = "" if signer == org else ", подписывает головная организация"
        if day is not None and day <= self.district.today:
            return Met(True, YES, f"Получено {day:%d.%m.%Y}{whose}")
        claimed = self.cards.get(signer, {}).get("agreement_date")
        told = f" (ОО указала {claimed:%d.%m.%Y})" if _is_known(claimed) else ""
        return Met(False, NO, f"Подписанный экземпляр не получен{told}{whose}")

    def questions(self, org: str) -> Met:
        """3: both parts of the technical assignment are filled."""
        forms = self.district.tables
        empty = [forms[name].form.title for name in TASK_FORMS if org not in self.filled[name]]
        if empty:
            return Met(False, NO, f"Не заполнено: {', '.join(empty)}")
        return Met(True, YES, "ТЗ-1 и ТЗ-2 заполнены")

    def plan(self, org: str) -> Met:
        """4: the plan has all required columns and stands on the site."""
        number, lacking = self.now.get(org, 0), int(self.incomplete.get(org, 0))
        if not number:
            return Met(False, NO, "План не заполнен")
        if lacking:
            return Met(False, NO, f"Мероприятий с незаполненными столбцами: {lacking} из {number}")
        if not _is_known(self.cards.get(org, {}).get("plan_link")):
            return Met(False, NO, f"Мероприятий: {number}; нет ссылки на план на сайте")
        return Met(True, THERE_IS, f"Мероприятий: {number}, план на сайте")

    def events(self, org: str) -> Met:
        """6: every event of the plan was held, with its day and evidence."""
        return _share_of_events(self.proven.get(org, 0), self.planned.get(org, 0))

    # --- the district -----------------------------------------------------------------------

    def of_district(self, code: str, found: Sequence[Met]) -> Met:
        """Give the district's own row of a criterion, from those of the ОО where they have one."""
        concerned = [met for met in found if met.done is not None]
        done = sum(bool(met.done) for met in concerned)
        share = f"{done} из {len(concerned)} ОО"
        every = bool(concerned) and done == len(concerned)
        match code:
            case "2а":
                return self._drawn_up()
            case "3":
                return self._map_issued(share)
            case "4":
                return self._joint_plan(every, share)
            case "5":
                return self._recommendations()
            case "6":
                return _share_of_events(sum(self.proven.values()), sum(self.planned.values()))
        return Met(every, YES if every else NO, share)

    def _drawn_up(self) -> Met:
        state = document_state(
            self.district.decisions, "project", "agreement", (SIGNING, SIGNED, APPROVED)
        )
        if state is None:
            return Met(False, NO, "Соглашение — проект: статус во вкладке «Документы» не изменён")
        return Met(True, YES, f"Соглашение составлено{_on(state)}")

    def _map_issued(self, share: str) -> Met:
        decisions, year = self.district.decisions, self.district.year.name
        issued = document_state(decisions, year, "problem_map", (SIGNING, SIGNED, APPROVED))
        chosen = len(self.district.joint_aspects)
        told = f"совместных вопросов выбрано: {chosen}; ТЗ заполнили {share}"
        if issued is None:
            return Met(False, NO, f"Карта проблем — проект; {told}")
        return Met(
            chosen > 0, YES if chosen else NO, f"Карта проблем выпущена{_on(issued)}; {told}"
        )

    def _joint_plan(self, every: bool, share: str) -> Met:
        state = document_state(
            self.district.decisions, self.district.year.name, "plan", (SIGNED, APPROVED)
        )
        told = f"план есть у {share}"
        if state is None:
            return Met(False, NO, f"План района не утверждён; {told}")
        return Met(every, THERE_IS if every else NO, f"План района утверждён{_on(state)}; {told}")

    def _recommendations(self) -> Met:
        state = document_state(
            self.district.decisions, self.district.year.name, "recommendations", (SIGNED, APPROVED)
        )
        if state is None:
            return Met(False, NO, "Рекомендации составлены, не утверждены")
        return Met(True, YES, f"Рекомендации утверждены{_on(state)}")


def _share_of_events(proven: int, planned: int) -> Met:
    if not planned:
        return Met(False, None, "В плане нет мероприятий")
    told = f"Проведено с датой и подтверждением: {proven} из {planned}"
    return Met(proven == planned, proven / planned, told)


def _on(state: dt.date | bool) -> str:
    return f" {state:%d.%m.%Y}" if isinstance(state, dt.date) else ""


def _is_known(value: object) -> bool:
    return value is not None and not pd.isna(value)


def _is_true(value: object) -> bool:
    return _is_known(value) and bool(value)


def next_deadline(monitoring: pd.DataFrame) -> tuple[dt.date, str] | None:
    """Give the nearest deadline that is still to come and the criterion that it is of."""
    open_ = monitoring[(monitoring["state"] == UNDERWAY) & monitoring["due"].notna()]
    if open_.empty:
        return None
    first = open_.loc[open_["days"].astype(int).idxmin()]
    return first["due"], first["criterion"]
