"""Objects that stand on sheets: finding, numbering, changing and taking away."""

from __future__ import annotations

from typing import Any

from .change import (
    Change,
    bounded,
    fields_mask,
    shown_range,
)
from .errors import invalid
from .formats import canonical
from .grid import Sheet
from .masks import overwrite
from .spreadsheet import new_id


def find(
    change: Change, name: str, key: str, wanted: Any, word: str
) -> tuple[Sheet, dict[str, Any]]:
    """The object of an id, with its sheet."""
    for sheet in change.book.sheets:
        for item in sheet.objects[name]:
            if item.get(key) == wanted:
                return sheet, item
    raise invalid(f"No {word} with id: {wanted}")


def check_free(change: Change, name: str, key: str, wanted: Any, word: str) -> None:
    if any(item.get(key) == wanted for s in change.book.sheets for item in s.objects[name]):
        raise invalid(f"{word} with id: {wanted} already exists.")


def new_number(change: Change, given: dict[str, Any], name: str, key: str, word: str) -> int:
    if given.get(key):
        check_free(change, name, key, given[key], word)
        return given[key]
    return new_id()


def update_object(
    change: Change,
    request: dict[str, Any],
    field: str,
    message: str,
    name: str,
    key: str,
    word: str,
) -> None:
    given = request.get(field, {})
    mask = fields_mask(request.get("fields"), message)
    sheet, item = find(change, name, key, given.get(key), word)
    new = canonical(overwrite(item, given, mask), item)
    new[key] = item[key]
    if "range" in new:
        new["range"] = shown_range(bounded(change, new["range"]))
    sheet.objects[name][sheet.objects[name].index(item)] = new


def delete_object(change: Change, name: str, key: str, wanted: Any, word: str) -> None:
    sheet, item = find(change, name, key, wanted, word)
    sheet.objects[name].remove(item)
