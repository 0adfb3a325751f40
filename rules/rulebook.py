"""The rulebook: every rule with its id, its sentence, its severity and its reach.

A rule is a function of the district that gives findings, registered by `@rule`; the rules of
reading and of the store have no function here, their findings are made where the trouble is
met. The rules of a form that are linear stand in the form itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from rules.forms import Severity

Check = Callable[[Any], Any]
Reach = Literal["cell", "row", "tab", "book", "cross-tab", "district"]

REACHES: dict[str, str] = {
    "cell": "ячейка",
    "row": "строка",
    "tab": "вкладка",
    "book": "книга",
    "cross-tab": "несколько вкладок",
    "district": "район",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule means to people: `sentence` is what must hold, `empty` what an empty cell does.

    `check` takes a `rules.report.District` and gives a frame of findings; None for the rules
    whose findings are made by reading, by a store or from a form.
    """

    id: str
    sentence: str
    severity: Severity
    reach: Reach
    empty: str
    check: Check | None = None


RULES: dict[str, Rule] = {}
"""All rules by id, in the order of the rulebook."""


def declare(
    rule_id: str, sentence: str, severity: Severity, reach: Reach, empty: str = "—"
) -> None:
    """Enter a rule whose findings are made elsewhere."""
    RULES[rule_id] = Rule(rule_id, sentence, severity, reach, empty)


def rule(
    rule_id: str, sentence: str, severity: Severity, reach: Reach, empty: str
) -> Callable[[Check], Check]:
    """Enter the decorated function of the district as a rule."""

    def enter(check: Check) -> Check:
        RULES[rule_id] = Rule(rule_id, sentence, severity, reach, empty, check)
        return check

    return enter


declare("book.missing", "У каждой организации Реестра есть книга", "error", "book")
declare("book.unreadable", "Книга открывается", "error", "book")
declare("book.outdated", "У организации есть книга на текущий учебный год", "error", "book")
declare("book.second", "У организации одна книга", "error", "book")
declare("book.unregistered", "Книга принадлежит организации из Реестра", "error", "book")
declare("book.typed_over", "В книгах программы заполняются только жёлтые ячейки", "advice", "book")
declare("people.unreadable", "Книга «Люди» открывается", "error", "book")
declare("people.second", "У организации одна книга «Люди»", "error", "book")
declare("people.unregistered", "Книга «Люди» принадлежит организации из Реестра", "error", "book")
declare("personal.column", "Личных данных в общих книгах нет, если район хранит их отдельно",
        "error", "tab")  # fmt: skip
declare("personal.text", "Личных данных нет и в тексте, если район хранит их отдельно",
        "question", "cell", "не проверяется")  # fmt: skip
declare("tab.missing", "Вкладка есть в книге", "error", "tab")
declare("tab.repeated", "Вкладка в книге одна", "error", "tab")
declare("tab.renamed", "Вкладка называется по форме", "advice", "tab")
declare("tab.truncated", "Вкладка прочитана целиком", "error", "tab")
declare("tab.blind", "Книга сохранена в формате .xlsx", "advice", "tab")
declare("header.lost", "У таблицы есть заголовки", "error", "tab")
declare("header.missing", "Обязательный столбец (строка) на месте", "error", "tab")
declare("header.missing_optional", "Необязательный столбец (строка) на месте", "advice", "tab")
declare("header.repeated", "Заголовок встречается один раз", "error", "tab")
declare("header.renamed", "Заголовок называется по форме", "advice", "tab")
declare("cell.unreadable", "Значение в ячейке того вида, который нужен", "error", "cell")
declare("cell.reread", "Значение записано однозначно", "advice", "cell")
declare("cell.error", "В ячейке нет ошибки формулы", "error", "cell")
declare("cell.formula", "В ячейке вписано значение, а не формула", "advice", "tab")
declare("cell.uncached", "У формулы есть посчитанное значение", "error", "cell")
declare("cell.merged", "Ячейки с данными не объединены", "error", "cell")
declare("cell.required", "Обязательная ячейка заполнена", "error", "cell", "нарушено")
