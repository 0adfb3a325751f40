"""The linear rules of a form, checked over the district, with the smallest repair of each row."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from rules.edits import Edit, evaluate, sides
from rules.findings import COLUMNS, digest, finding_key, frame
from rules.forms import EditRule, Form
from rules.grid import a1
from rules.localisation import Repair, localise
from rules.tables import Table

SHOWN_SETS = 3
"""So many ways to repair a row are told; of the rest only their number."""


def check_edits(table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check the linear rules of the table's form.

    Gives the findings, and a boolean frame (index of the table, its fields) of the cells that
    stand in a failing rule of severity error: what rests on them is marked.
    """
    values = table.values
    suspect = pd.DataFrame(False, index=values.index, columns=list(table.form.names))
    if values.empty or not table.form.rules:
        return frame(), suspect
    answers = {edit: evaluate(edit, values) for rule in table.form.rules for edit in rule.edits}
    failing = pd.Series(False, index=values.index)
    for answer in answers.values():
        failing |= answer.eq(False).fillna(False).astype(bool)
    repairs = {index: _repair(table, index) for index in values.index[failing]}
    rows: list[tuple[object, ...]] = []
    for rule in table.form.rules:
        failed: set[Any] = set()
        for edit in rule.edits:
            wrong = values.index[answers[edit].eq(False).fillna(False).astype(bool)]
            failed.update(wrong)
            if rule.severity == "error":
                suspect.loc[wrong, list(edit.variables)] = True
            rows += _failures(table, rule, edit, wrong, repairs)
        rows += _undecided(table, rule, answers, failed)
    return frame(rows), suspect


def _repair(table: Table, index: Any) -> Repair:
    form = table.form
    edits = [edit for rule in form.rules for edit in rule.edits]
    names = dict.fromkeys(name for edit in edits for name in edit.variables)
    row = {name: _integer(table.values.at[index, name]) for name in names}
    weights = {item.name: item.weight for item in form.fields if item.name in names}
    return localise(edits, row, weights)


def _integer(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _failures(
    table: Table, rule: EditRule, edit: Edit, wrong: pd.Index, repairs: Mapping[Any, Repair]
) -> list[tuple[object, ...]]:
    left, right = sides(edit, table.values.loc[wrong])
    rows = []
    for index in wrong:
        name = edit.variables[0]
        numbers = {"left": left[index], "right": right[index]}
        said = rule.message.format(**numbers, first=table.form.field(edit.left.variables[0]).label)
        message = f"{said} {_advice(table, index, repairs[index])}"
        spot = _spot(table, index, repairs[index], name)
        rows.append(
            _row(
                table,
                rule,
                index,
                name,
                spot,
                "fails",
                message,
                str(left[index]),
                str(right[index]),
            )
        )
    return rows


def _spot(table: Table, index: Any, repair: Repair, name: str) -> int:
    """Point at a cell to change: at the rule's own, unless the ways to repair leave it out."""
    cells = [cell for way in repair.sets for cell in way]
    own = not cells or (len(repair.sets) > 1 and name in cells)
    return int(table.places.at[index, name if own else cells[0]])


def _advice(table: Table, index: Any, repair: Repair) -> str:
    if repair.contradictory:
        return "Одной правкой строку не исправить: проверьте все её числа."
    ways = [_way(table, index, cells) for cells in repair.sets[:SHOWN_SETS]]
    if len(repair.sets) == 1:
        changes = [
            f"{_cell(table, index, name)} поставить {repair.values[name]}"
            for name in repair.sets[0]
            if name in repair.values
        ]
        if len(changes) == len(repair.sets[0]):
            return f"Строка сойдётся, если в {' и в '.join(changes)}: проверьте, так ли это."
        return f"Строка сойдётся, если изменить {ways[0]}."
    more = len(repair.sets) - len(ways)
    rest = f" (есть ещё способы: {more})" if more else ""
    return f"Строка сойдётся, если изменить только {', или только '.join(ways)}{rest}."


def _way(table: Table, index: Any, cells: Sequence[str]) -> str:
    return " и ".join(_cell(table, index, name) for name in cells)


def _cell(table: Table, index: Any, name: str) -> str:
    return f"«{table.form.field(name).label}» ({a1(table.places.at[index, name])})"


def _undecided(
    table: Table, rule: EditRule, answers: Mapping[Edit, pd.Series], failed: set[Any]
) -> list[tuple[object, ...]]:
    unknown = pd.Series(False, index=table.values.index)
    for edit in rule.edits:
        unknown |= answers[edit].isna()
    rows = []
    for index in table.values.index[unknown]:
        if index in failed:
            continue
        names = list(dict.fromkeys(name for edit in rule.edits for name in edit.variables))
        empty = [name for name in names if pd.isna(table.values.at[index, name])]
        titles = ", ".join(f"«{table.form.field(name).label}»" for name in empty)
        message = f"Не проверено: «{rule.title}». Нет значений: {titles}."
        spot = int(table.places.at[index, empty[0]])
        rows.append(_row(table, rule, index, names[0], spot, "undecided", message, "", ""))
    return rows


def _row(
    table: Table,
    rule: EditRule,
    index: Any,
    name: str,
    spot: int,
    outcome: str,
    message: str,
    value: str,
    compared: str,
) -> tuple[object, ...]:
    form: Form = table.form
    org, key = table.values.at[index, "org"], table.values.at[index, "row"]
    names = dict.fromkeys(name for edit in rule.edits for name in edit.variables)
    found = {
        "rule": rule.id,
        "severity": rule.severity,
        "outcome": outcome,
        "org": org,
        "tab": form.title,
        "book": "",
        "place": spot,
        "value": value,
        "compared": compared,
        "message": message,
        "key": finding_key(org, rule.id, form.title, key, name),
        "basis": digest(*(table.values.at[index, each] for each in names)),
    }
    return tuple(found[column] for column in COLUMNS)
