"""Decisions: what people typed in the marked columns of the worker's tabs, kept by key.

A key is made of ids, never of a number of a row; the marked columns of each tab stand here once.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from rules.cells import parse
from rules.findings import KEY_SEPARATOR, digest
from rules.forms import Field
from rules.grid import Value
from rules.history import Explanation

EXPLANATION = Field("explanation", "Пояснение", "text")
JOINT = Field("joint", "Совместный вопрос", choices=("да", "нет"))
DRAFT, SIGNING, SIGNED, APPROVED = "проект", "на подписи", "подписан", "утверждён"
STATUS = Field("status", "Статус", choices=(DRAFT, SIGNING, SIGNED, APPROVED))
DATE = Field("date", "Дата", "date")
NUMBER = Field("number", "Рег. №")
SCAN = Field("scan", "Скан (ссылка)", "scan")
FILE = Field("file", "Дело №")
RECEIVED = Field("received", "Получено, дата", "date")

PAIR_CHOICE = Field("pair_choice", "Решение", choices=("принять", "отклонить"))
COMMENT = Field("comment", "Комментарий", "text")
EVENT_CHOICE = Field("event_choice", "Решение", choices=("утвердить", "перенести", "отменить"))
NEW_DATE = Field("new_date", "Новая дата", "date")
REASON = Field("reason", "Причина", "text")
ASPECT_CHOICE = Field("aspect_choice", "Это аспект", choices_from="aspects")
HELD_ON = Field("held_on", "Проведено (дата)", "date")
ATTENDED = Field("attended", "Участников", "integer", minimum=0)
MATERIALS = Field("materials", "Материалы (ссылка)", "link")
TAKEN_OVER = Field("taken_over", "Что внедряем и как", "text")
OUTCOME = Field("outcome", "Результат", choices=("внедрено", "частично", "нет"))
EFFECT = Field("effect", "Что изменилось", "text")

ANSWER, MAP, DOCUMENTS, SIGNATURES = "Проверка", "Карта проблем", "Документы", "Подписание"
PAIRS, JOINT_PLAN, TEXTS = "Взаимообучение", "Совместный план", "Аспекты на разборе"
OUR_EVENTS = "Наши совместные мероприятия"

MARKED: Mapping[str, tuple[Field, ...]] = {
    ANSWER: (EXPLANATION,),
    MAP: (JOINT,),
    PAIRS: (PAIR_CHOICE, COMMENT),
    JOINT_PLAN: (EVENT_CHOICE, NEW_DATE, REASON),
    TEXTS: (ASPECT_CHOICE,),
    DOCUMENTS: (STATUS, DATE, NUMBER, SCAN, FILE),
    SIGNATURES: (RECEIVED,),
    OUR_EVENTS: (HELD_ON, ATTENDED, MATERIALS, TAKEN_OVER, OUTCOME, EFFECT),
}
"""The marked columns of each table of the worker's; a table is called as the tab it stands in."""

TAB_OF_TABLE = {table: table for table in MARKED} | {OUR_EVENTS: ANSWER}
"""The tab of each table: the reports of an ОО stand in its «Проверка» too."""

KINDS = {
    "joint": MAP,
    "pair": PAIRS,
    "event": JOINT_PLAN,
    "text": TEXTS,
    "document": DOCUMENTS,
    "signing": SIGNATURES,
    "report": OUR_EVENTS,
}
"""What the first or second part of a key says of the table that its row stands in."""


def tables_of(tab: str) -> list[tuple[Field, ...]]:
    """Give the marked columns of the tables of a tab."""
    return [fields for table, fields in MARKED.items() if TAB_OF_TABLE[table] == tab]


def table_of(key: str) -> str:
    """Give the table that the row of a key stands in; that of findings for any other key."""
    parts = key.split(KEY_SEPARATOR)[:2]
    return next((KINDS[part] for part in reversed(parts) if part in KINDS), ANSWER)


def field_of(key: str, column: str) -> Field | None:
    """Give the field of a marked cell; None when its table has no such column any more."""
    return next((item for item in MARKED[table_of(key)] if item.title == column), None)


MARKED_TITLES = frozenset(item.title for fields in MARKED.values() for item in fields)


class Decision(NamedTuple):
    """What stands in one marked cell: the value as it was typed.

    `basis` is a digest of the values that an explanation was given for, empty for the rest;
    `since` the day of the pass that first read it, None when that is forgotten.
    """

    value: Value
    basis: str = ""
    since: dt.date | None = None


Decisions = Mapping[tuple[str, str], Decision]
"""(Key of the row, title of the marked column) → what was typed there."""


class Typed(NamedTuple):
    """A marked cell as it was read back: key of its row, column, token, value (None: empty)."""

    key: str
    column: str
    token: str
    value: Value


class Change(NamedTuple):
    """One change of a decision, for the history."""

    key: str
    column: str
    old: str
    new: str


# --- keys -------------------------------------------------------------------------------------


def joint_key(year: str, aspect: str) -> str:
    """Name the question whether an aspect is a joint one in a school year."""
    return KEY_SEPARATOR.join((year, "joint", aspect))


def document_key(scope: str, name: str, org: str, version: int) -> str:
    """Name a version of a document; `scope` is a school year, or «project» for one of it all."""
    return KEY_SEPARATOR.join((scope, "document", name, org, str(version)))


def signing_key(org: str, paper: str) -> str:
    """Name a signed paper of an ОО."""
    return KEY_SEPARATOR.join(("signing", org, paper))


def pair_key(year: str, half: int, guest: str, host: str, aspect: str) -> str:
    """Name a pair of the matching of a half-year: who learns from whom what."""
    return KEY_SEPARATOR.join((year, "pair", str(half), guest, host, aspect))


def event_key(year: str, half: int, host: str, aspect: str, number: int) -> str:
    """Name an event of the joint plan: its host, its aspect, the number of the sitting."""
    return KEY_SEPARATOR.join((year, "event", str(half), host, aspect, str(number)))


def own_event_key(year: str, org: str, row: str) -> str:
    """Name an event that an ОО planned by itself: by the row of its «План ОО»."""
    return KEY_SEPARATOR.join((year, "event", OWN, org, row))


OWN = "own"
"""Stands in the key of an event in place of the half-year where no pair is behind it."""


def text_key(text: str, process: str | None) -> str:
    """Name a text that is to become an aspect, by its key (`rules.cleaning.key`) and process."""
    return KEY_SEPARATOR.join(("text", text, process or ""))


def report_key(event: str, org: str) -> str:
    """Name the report of an ОО on an event, given by its key."""
    year, _, *rest = event.split(KEY_SEPARATOR)
    return KEY_SEPARATOR.join((year, "report", *rest, org))


def parts_of(key: str, kind: str, year: str | None = None) -> tuple[str, ...] | None:
    """Give what follows the kind in a key of this kind (and year); None for another key."""
    parts = key.split(KEY_SEPARATOR)
    for place in (0, 1):
        if parts[place : place + 1] == [kind] and (place == 0 or year in (None, parts[0])):
            return tuple(parts[place + 1 :])
    return None


def is_of(key: str, *kinds: str, year: str | None = None) -> bool:
    """Tell whether a key is one of these kinds («joint», «signing», …), and of this year."""
    parts = key.split(KEY_SEPARATOR)
    return any(kind in parts[:2] for kind in kinds) and year in (None, parts[0])


# --- values -----------------------------------------------------------------------------------


def decided(decisions: Decisions, key: str, field: Field) -> Any:
    """Give a decision as a value of its field; None where there is none that can be read."""
    found = decisions.get((key, field.title))
    return None if found is None else parse(found.value, field).value


def document_state(
    decisions: Decisions, scope: str, name: str, statuses: Collection[str]
) -> dt.date | bool | None:
    """Tell whether any version of a document has one of `statuses`: its day, True without one."""
    for (key, column), _ in sorted(decisions.items()):
        parts = key.split(KEY_SEPARATOR)
        ours = column == STATUS.title and parts[:3] == [scope, "document", name]
        if ours and decided(decisions, key, STATUS) in statuses:
            return decided(decisions, key, DATE) or True
    return None


def is_frozen(decisions: Decisions, key: str) -> bool:
    """Tell whether a version of a document may not be written any more.

    So it is as soon as its status says anything but «проект»: a status that cannot be read
    («Подписано!») is told, and until it is clear the paper is safe.
    """
    return (key, STATUS.title) in decisions and decided(decisions, key, STATUS) != DRAFT


def joint_aspects(decisions: Decisions, year: str) -> frozenset[str]:
    """Give the aspects that the coordinator chose as joint questions of a school year."""
    mark = joint_key(year, "")
    return frozenset(
        key.removeprefix(mark)
        for key, column in decisions
        if column == JOINT.title and key.startswith(mark) and decided(decisions, key, JOINT) == "да"
    )


def explanations(decisions: Decisions) -> dict[str, Explanation]:
    """Give the explanations of the ОО by key of the finding."""
    return {
        key: Explanation(str(found.value), found.basis)
        for (key, column), found in decisions.items()
        if column == EXPLANATION.title
    }


# --- from pass to pass ------------------------------------------------------------------------


def token(basis: str, explanation: str, explained_basis: str, fixed: object = None) -> str:
    """Give what stands in the hidden column beside the key of a finding.

    It holds the `basis` that the row shows and, where it carries an explanation, the basis
    that was given for and a digest of its text: so a text that nobody touched is not taken for
    one about new values, even when the state is lost. `fixed` is the day of a mended finding.
    """
    given = f"{explained_basis}/{digest(explanation)}" if explanation else "/"
    return f"{basis}/{given}/{fixed or ''}"


def merge_decisions(
    known: Decisions, typed: Iterable[Typed], today: dt.date | None = None
) -> tuple[dict[tuple[str, str], Decision], list[Change]]:
    """Bring the `known` decisions up to date with the cells that stand in the books.

    The books are the truth: an emptied cell revokes, a new value replaces; a row that is gone
    from its book keeps what is known of it. Of two rows with one key (somebody copied a row)
    the first that says something holds.
    """
    standing: dict[tuple[str, str], Typed] = {}
    for cell in typed:
        place = (cell.key, cell.column)
        if place not in standing or _is_empty(standing[place].value):
            standing[place] = cell
    merged = dict(known)
    changes = []
    for place, cell in standing.items():
        old = merged.get(place)
        new = _decision(cell, old, today)
        if new is None:
            merged.pop(place, None)
        else:
            merged[place] = new
        before, after = _text(old), _text(new)
        if before != after:
            changes.append(Change(*place, before, after))
    return merged, changes


def _is_empty(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(found: Decision | None) -> str:
    return "" if found is None else str(found.value)


def _decision(cell: Typed, old: Decision | None, today: dt.date | None) -> Decision | None:
    if _is_empty(cell.value):
        return None
    if old is not None and old.value == cell.value:
        return old
    if cell.column != EXPLANATION.title:
        return Decision(cell.value, since=today)
    basis, given, text = (*cell.token.split("/"), "", "", "")[:3]
    return Decision(cell.value, given if text == digest(cell.value) else basis, today)
