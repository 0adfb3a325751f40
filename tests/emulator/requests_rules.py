"""Requests on rules of colours and on banding."""

from __future__ import annotations

from typing import Any

from .change import (
    Change,
    bounded,
    handles,
    intersection,
    shown_range,
)
from .errors import invalid
from .formats import canonical
from .grid import Sheet
from .objects import delete_object, new_number, update_object


@handles("addConditionalFormatRule")
def add_conditional_format_rule(change: Change, request: dict[str, Any]) -> None:
    """A rule at an index of its sheet's rules."""
    sheet, rule = _rule(change, request.get("rule", {}))
    rules = sheet.objects["conditionalFormats"]
    index = request.get("index", 0)
    if not 0 <= index <= len(rules):
        raise invalid(f"index[{index}] is out of bounds: there are {len(rules)} rules.")
    rules.insert(index, rule)


def _rule(change: Change, given: dict[str, Any]) -> tuple[Sheet, dict[str, Any]]:
    if not given.get("ranges"):
        raise invalid("rule.ranges must not be empty.")
    if "booleanRule" not in given and "gradientRule" not in given:
        raise invalid("Must specify one of booleanRule or gradientRule.")
    _check_gradient(given.get("gradientRule"))
    sheets = {change.area(part).sheet.id for part in given["ranges"]}
    if len(sheets) > 1:
        raise invalid("All ranges must be on the same sheet.")
    ranges = [shown_range(bounded(change, part)) for part in given["ranges"]]
    return change.sheet(sheets.pop()), canonical(given) | {"ranges": ranges}


VALUED_POINTS = ("NUMBER", "PERCENT", "PERCENTILE")


def _check_gradient(gradient: dict[str, Any] | None) -> None:
    if gradient is None:
        return
    points = [gradient.get("minpoint", {}), gradient.get("maxpoint", {})]
    for point in [*points, *([gradient["midpoint"]] if "midpoint" in gradient else [])]:
        if not point.get("type"):
            raise invalid("No interpolationPointType specified.")
        if point["type"] in VALUED_POINTS and not point.get("value"):
            raise invalid("InterpolationPoint.value is required.")


def _rule_at(sheet: Sheet, index: int) -> dict[str, Any]:
    rules = sheet.objects["conditionalFormats"]
    if not 0 <= index < len(rules):
        raise invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return rules[index]


@handles("updateConditionalFormatRule")
def update_conditional_format_rule(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A rule replaced, or moved to another index."""
    index = request.get("index", 0)
    if "rule" in request:
        sheet, rule = _rule(change, request["rule"])
        old = _rule_at(sheet, index)
        sheet.objects["conditionalFormats"][index] = rule
        reply = {"oldRule": old, "newRule": rule}
        return reply | {k: index for k in ("oldIndex", "newIndex") if index}
    sheet = change.sheet(request.get("sheetId", 0))
    rule = _rule_at(sheet, index)
    new_index = request.get("newIndex", 0)
    rules = sheet.objects["conditionalFormats"]
    rules.pop(index)
    rules.insert(new_index, rule)
    reply = {"oldRule": rule, "newRule": rule}
    places = {"oldIndex": index, "newIndex": new_index}
    return reply | {key: value for key, value in places.items() if value}


@handles("deleteConditionalFormatRule")
def delete_conditional_format_rule(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A rule taken away; those after it move up."""
    sheet = change.sheet(request.get("sheetId", 0))
    rule = _rule_at(sheet, request.get("index", 0))
    sheet.objects["conditionalFormats"].remove(rule)
    return {"rule": rule}


@handles("addBanding")
def add_banding(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """Rows or columns in turn coloured."""
    given = request.get("bandedRange", {})
    area = change.area(given.get("range"))
    for other in area.sheet.objects["bandedRanges"]:
        if intersection(area, change.book.area(other["range"])):
            raise invalid(
                "You cannot add alternating background colors to a range that already has "
                "alternating background colors."
            )
    number = new_number(change, given, "bandedRanges", "bandedRangeId", "A banded range")
    item = {"bandedRangeId": number, "range": shown_range(bounded(change, given["range"]))}
    item |= {k: canonical(given[k]) for k in ("rowProperties", "columnProperties") if k in given}
    area.sheet.objects["bandedRanges"].append(item)
    return {"bandedRange": item}


@handles("updateBanding")
def update_banding(change: Change, request: dict[str, Any]) -> None:
    """Parts of a banding."""
    update_object(
        change,
        request,
        "bandedRange",
        "BandedRange",
        "bandedRanges",
        "bandedRangeId",
        "banded range",
    )


@handles("deleteBanding")
def delete_banding(change: Change, request: dict[str, Any]) -> None:
    """A banding taken away."""
    delete_object(
        change, "bandedRanges", "bandedRangeId", request.get("bandedRangeId"), "banded range"
    )
