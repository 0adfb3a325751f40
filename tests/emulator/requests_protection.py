"""Requests on protected ranges."""

from __future__ import annotations

from typing import Any

from .change import (
    PROTECTED,
    Change,
    fields_mask,
    handles,
    shown_range,
)
from .errors import invalid
from .grid import Sheet, plain_copy
from .masks import overwrite
from .objects import find, new_number
from .requests_names import named
from .spreadsheet_view import may_edit


@handles("addProtectedRange")
def add_protected_range(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A range, or a whole sheet, that only its editors may change."""
    given = request.get("protectedRange", {})
    sheet, place = _protected_place(change, given)
    number = new_number(change, given, "protectedRanges", "protectedRangeId", "A protected range")
    item = {"protectedRangeId": number, "range": place}
    item |= {k: given[k] for k in ("namedRangeId", "description", "warningOnly") if given.get(k)}
    item["requestingUserCanEdit"] = True
    if not given.get("warningOnly"):
        item["editors"] = _editors(given.get("editors", {}))
    if given.get("unprotectedRanges"):
        item["unprotectedRanges"] = _unprotected(change, place, given["unprotectedRanges"])
    reply = {"editors": {}} | plain_copy(item)
    if "editors" in item:
        _add_editors(change, item)
    sheet.objects["protectedRanges"].append(item)
    return {"protectedRange": reply}


def _protected_place(change: Change, given: dict[str, Any]) -> tuple[Sheet, dict[str, int]]:
    if "namedRangeId" in given:
        found = named(change, given["namedRangeId"])
        return change.book.area(found["range"]).sheet, dict(found["range"])
    if "range" not in given:
        raise invalid("Must specify one of range, namedRangeId or tableId.")
    sheet = change.sheet(given["range"].get("sheetId", 0), "grid")
    if given["range"].keys() - {"sheetId"}:
        change.area(given["range"])
    return sheet, shown_range(given["range"])


def _editors(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value}


def _add_editors(change: Change, item: dict[str, Any]) -> None:
    users = list(item["editors"].get("users", []))
    for email in (change.account.email, change.owner):
        if email and email.lower() not in {user.lower() for user in users}:
            users.append(email)
    item["editors"] = {**item["editors"], "users": users}


def _unprotected(change: Change, place: dict[str, int], given: list[dict[str, int]]) -> list[Any]:
    if place.keys() - {"sheetId"}:
        raise invalid("unprotectedRanges can only be set on protected sheets.")
    for part in given:
        if part.get("sheetId", 0) != place.get("sheetId", 0):
            raise invalid("Unprotected ranges must be on the protected sheet.")
        change.area(part)
    return [shown_range(part) for part in given]


@handles("updateProtectedRange")
def update_protected_range(change: Change, request: dict[str, Any]) -> None:
    """Other cells, editors or words of a protected range."""
    given = request.get("protectedRange", {})
    mask = fields_mask(request.get("fields"), "ProtectedRange")
    sheet, item = find(
        change,
        "protectedRanges",
        "protectedRangeId",
        given.get("protectedRangeId"),
        "protected range",
    )
    _check_protector(change, item)
    new = overwrite(item, given, mask)
    new["protectedRangeId"] = item["protectedRangeId"]
    new["range"] = shown_range(new.get("range", {}))
    if "unprotectedRanges" in new:
        new["unprotectedRanges"] = _unprotected(change, new["range"], new["unprotectedRanges"])
    for key in ("warningOnly", "description"):
        if not new.get(key):
            new.pop(key, None)
    if new.get("warningOnly"):
        new.pop("editors", None)
    else:
        new["editors"] = _editors(new.get("editors", {}))
        _add_editors(change, new)
    target = change.sheet(new["range"].get("sheetId", 0), "grid")
    sheet.objects["protectedRanges"].remove(item)
    target.objects["protectedRanges"].append(new)


@handles("deleteProtectedRange")
def delete_protected_range(change: Change, request: dict[str, Any]) -> None:
    """Protection taken away."""
    number = request.get("protectedRangeId")
    sheet, item = find(change, "protectedRanges", "protectedRangeId", number, "protected range")
    _check_protector(change, item)
    sheet.objects["protectedRanges"].remove(item)


def _check_protector(change: Change, item: dict[str, Any]) -> None:
    if not item.get("warningOnly") and not may_edit(item, change.account, change.owner):
        raise invalid(PROTECTED)
