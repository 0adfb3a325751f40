"""Requests on named ranges."""

from __future__ import annotations

import re
from typing import Any

from .change import (
    Change,
    fields_mask,
    handles,
    shown_range,
)
from .errors import invalid
from .masks import overwrite
from .spreadsheet import new_id

NAME = re.compile(r"[^\W\d][\w.]*")
LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


@handles("addNamedRange")
def add_named_range(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A name for a range."""
    given = request.get("namedRange", {})
    _check_name(change, given.get("name", ""))
    change.area(given.get("range"))
    number = given.get("namedRangeId") or str(new_id())
    if any(item["namedRangeId"] == number for item in change.book.named_ranges):
        raise invalid(f"A named range with id: {number} already exists.")
    item = {"namedRangeId": number, "name": given["name"], "range": shown_range(given["range"])}
    change.book.named_ranges.append(item)
    return {"namedRange": item}


def _check_name(change: Change, name: str, but: str = "") -> None:
    if not NAME.fullmatch(name) or LIKE_CELL.fullmatch(name) or name.lower() in ("true", "false"):
        raise invalid(f'The name "{name}" is not a valid named range name.')
    for item in change.book.named_ranges:
        if item["name"].lower() == name.lower() and item["namedRangeId"] != but:
            raise invalid(
                f"Cannot add named range with name {name}, a named range with that name already "
                "exists."
            )


def named(change: Change, number: str | None) -> dict[str, Any]:
    for item in change.book.named_ranges:
        if item["namedRangeId"] == number:
            return item
    raise invalid(f"No named range with id: {number}")


@handles("updateNamedRange")
def update_named_range(change: Change, request: dict[str, Any]) -> None:
    """Another name or range."""
    given = request.get("namedRange", {})
    mask = fields_mask(request.get("fields"), "NamedRange")
    item = named(change, given.get("namedRangeId"))
    new = overwrite(item, given, mask) | {"namedRangeId": item["namedRangeId"]}
    _check_name(change, new.get("name", ""), item["namedRangeId"])
    change.area(new.get("range"))
    new["range"] = shown_range(new["range"])
    names = change.book.named_ranges
    names[names.index(item)] = new


@handles("deleteNamedRange")
def delete_named_range(change: Change, request: dict[str, Any]) -> None:
    """A name taken away."""
    change.book.named_ranges.remove(named(change, request.get("namedRangeId")))
