"""Requests on what stands on sheets: protection, rules of colours, filters, names, charts."""

from __future__ import annotations

import re
from typing import Any

from .change import (
    PROTECTED,
    Change,
    bounded,
    cells_of,
    fields_mask,
    handles,
    intersection,
    shown_range,
)
from .errors import invalid
from .formats import canonical
from .grid import Sheet, plain_copy
from .masks import overwrite
from .spreadsheet import new_id
from .spreadsheet_view import may_edit

NAME = re.compile(r"[^\W\d][\w.]*")
LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


def find(
    change: Change, name: str, key: str, wanted: Any, word: str
) -> tuple[Sheet, dict[str, Any]]:
    """The object of an id, with its sheet."""
    for sheet in change.book.sheets:
        for item in sheet.objects[name]:
            if item.get(key) == wanted:
                return sheet, item
    raise invalid(f"No {word} with id: {wanted}")


def _taken(change: Change, name: str, key: str, wanted: Any, word: str) -> None:
    if any(item.get(key) == wanted for s in change.book.sheets for item in s.objects[name]):
        raise invalid(f"{word} with id: {wanted} already exists.")


def _new_number(change: Change, given: dict[str, Any], name: str, key: str, word: str) -> int:
    if given.get(key):
        _taken(change, name, key, given[key], word)
        return given[key]
    return new_id()


# Protection


@handles("addProtectedRange")
def add_protected_range(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A range, or a whole sheet, that only its editors may change."""
    given = request.get("protectedRange", {})
    sheet, place = _protected_place(change, given)
    number = _new_number(change, given, "protectedRanges", "protectedRangeId", "A protected range")
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
        named = _named(change, given["namedRangeId"])
        return change.book.area(named["range"]).sheet, dict(named["range"])
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


# Rules of colours


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


# Filters


@handles("setBasicFilter")
def set_basic_filter(change: Change, request: dict[str, Any]) -> None:
    """The filter of a sheet, in the place of the one before."""
    given = request.get("filter", {})
    area = change.area(given.get("range", {}))
    place = shown_range(bounded(change, given.get("range", {})))
    area.sheet.basic_filter = canonical(given) | {"range": place}


@handles("clearBasicFilter")
def clear_basic_filter(change: Change, request: dict[str, Any]) -> None:
    """No filter."""
    change.sheet(request.get("sheetId", 0)).basic_filter = None


@handles("addFilterView")
def add_filter_view(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A filter that each person switches on for himself."""
    given = request.get("filter", {})
    sheet = change.area(given.get("range", {})).sheet
    number = _new_number(change, given, "filterViews", "filterViewId", "A filter view")
    title = given.get("title") or f"Filter {len(sheet.objects['filterViews']) + 1}"
    item = {"filterViewId": number, "title": title} | {
        k: v for k, v in canonical(given).items() if k not in ("filterViewId", "title")
    }
    item["range"] = shown_range(bounded(change, given.get("range", {})))
    sheet.objects["filterViews"].append(item)
    return {"filter": item}


@handles("duplicateFilterView")
def duplicate_filter_view(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A copy of a filter view."""
    sheet, item = find(
        change, "filterViews", "filterViewId", request.get("filterId"), "filter view"
    )
    copy = plain_copy(item) | {"filterViewId": new_id(), "title": f"Copy of {item['title']}"}
    sheet.objects["filterViews"].append(copy)
    return {"filter": copy}


@handles("updateFilterView")
def update_filter_view(change: Change, request: dict[str, Any]) -> None:
    """Parts of a filter view."""
    _update(change, request, "filter", "FilterView", "filterViews", "filterViewId", "filter view")


@handles("deleteFilterView")
def delete_filter_view(change: Change, request: dict[str, Any]) -> None:
    """A filter view taken away."""
    _delete(change, "filterViews", "filterViewId", request.get("filterId"), "filter view")


def _update(
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


def _delete(change: Change, name: str, key: str, wanted: Any, word: str) -> None:
    sheet, item = find(change, name, key, wanted, word)
    sheet.objects[name].remove(item)


# Banding


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
    number = _new_number(change, given, "bandedRanges", "bandedRangeId", "A banded range")
    item = {"bandedRangeId": number, "range": shown_range(bounded(change, given["range"]))}
    item |= {k: canonical(given[k]) for k in ("rowProperties", "columnProperties") if k in given}
    area.sheet.objects["bandedRanges"].append(item)
    return {"bandedRange": item}


@handles("updateBanding")
def update_banding(change: Change, request: dict[str, Any]) -> None:
    """Parts of a banding."""
    _update(
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
    _delete(change, "bandedRanges", "bandedRangeId", request.get("bandedRangeId"), "banded range")


# Names


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


def _named(change: Change, number: str | None) -> dict[str, Any]:
    for item in change.book.named_ranges:
        if item["namedRangeId"] == number:
            return item
    raise invalid(f"No named range with id: {number}")


@handles("updateNamedRange")
def update_named_range(change: Change, request: dict[str, Any]) -> None:
    """Another name or range."""
    given = request.get("namedRange", {})
    mask = fields_mask(request.get("fields"), "NamedRange")
    item = _named(change, given.get("namedRangeId"))
    new = overwrite(item, given, mask) | {"namedRangeId": item["namedRangeId"]}
    _check_name(change, new.get("name", ""), item["namedRangeId"])
    change.area(new.get("range"))
    new["range"] = shown_range(new["range"])
    names = change.book.named_ranges
    names[names.index(item)] = new


@handles("deleteNamedRange")
def delete_named_range(change: Change, request: dict[str, Any]) -> None:
    """A name taken away."""
    change.book.named_ranges.remove(_named(change, request.get("namedRangeId")))


# Charts and other objects over the cells


def _placed(change: Change, position: dict[str, Any], size: tuple[int, int]) -> tuple[Sheet, dict]:
    if position.get("newSheet") or "sheetId" in position:
        sheet = change.book.add_sheet(change.book.free_title("Chart"))
        sheet.kind = "OBJECT"
        return sheet, {"sheetId": sheet.id}
    overlay = position.get("overlayPosition")
    if overlay is None:
        raise invalid("position must be set: one of sheetId, overlayPosition or newSheet.")
    anchor = overlay.get("anchorCell", {})
    sheet = change.sheet(anchor.get("sheetId", 0), "grid")
    width, height = size
    shown = {"anchorCell": canonical(anchor)}
    shown |= {k: overlay[k] for k in ("offsetXPixels", "offsetYPixels") if overlay.get(k)}
    shown["widthPixels"] = overlay.get("widthPixels") or width
    shown["heightPixels"] = overlay.get("heightPixels") or height
    return sheet, {"overlayPosition": shown}


@handles("addChart")
def add_chart(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A chart over cells or on a sheet of its own."""
    given = request.get("chart", {})
    if not given.get("spec"):
        raise invalid("chart.spec is required")
    _check_sources(change, given["spec"])
    number = _new_number(change, given, "charts", "chartId", "A chart")
    sheet, position = _placed(change, given.get("position", {}), (600, 371))
    item = {"chartId": number, "spec": canonical(given["spec"]), "position": position}
    if given.get("border"):
        item["border"] = canonical(given["border"])
    sheet.objects["charts"].append(item)
    return {"chart": item}


def _check_sources(change: Change, value: Any) -> None:
    if isinstance(value, dict):
        for source in value.get("sources", []) if isinstance(value.get("sources"), list) else []:
            change.sheet(source.get("sheetId", 0), "grid")
        for item in value.values():
            _check_sources(change, item)
    elif isinstance(value, list):
        for item in value:
            _check_sources(change, item)


@handles("updateChartSpec")
def update_chart_spec(change: Change, request: dict[str, Any]) -> None:
    """What a chart shows."""
    _, item = find(change, "charts", "chartId", request.get("chartId"), "chart")
    if not request.get("spec"):
        raise invalid("spec is required")
    _check_sources(change, request["spec"])
    item["spec"] = canonical(request["spec"])


def _embedded(change: Change, number: int | None) -> tuple[Sheet, str, dict[str, Any]]:
    for sheet in change.book.sheets:
        for name, key in (("charts", "chartId"), ("slicers", "slicerId")):
            for item in sheet.objects[name]:
                if item[key] == number:
                    return sheet, name, item
    raise invalid(f"No embedded object with id: {number}")


@handles("updateEmbeddedObjectPosition")
def update_embedded_object_position(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """Where a chart stands and how large it is."""
    sheet, name, item = _embedded(change, request.get("objectId"))
    given = request.get("newPosition", {})
    position = item["position"]
    if "overlayPosition" in given and "overlayPosition" in position:
        mask = fields_mask(request.get("fields"), "OverlayPosition")
        overlay = overwrite(position["overlayPosition"], given["overlayPosition"], mask)
        given = {**given, "overlayPosition": overlay}
    target, item["position"] = _placed(change, given, (600, 371))
    if target is not sheet:
        sheet.objects[name].remove(item)
        target.objects[name].append(item)
    return {"position": item["position"]}


@handles("updateEmbeddedObjectBorder")
def update_embedded_object_border(change: Change, request: dict[str, Any]) -> None:
    """The border of a chart."""
    _, _, item = _embedded(change, request.get("objectId"))
    mask = fields_mask(request.get("fields"), "EmbeddedObjectBorder")
    before = item.get("border", {})
    item["border"] = canonical(overwrite(before, request.get("border", {}), mask), before)


@handles("deleteEmbeddedObject")
def delete_embedded_object(change: Change, request: dict[str, Any]) -> None:
    """A chart or a slicer taken away."""
    sheet, name, item = _embedded(change, request.get("objectId"))
    sheet.objects[name].remove(item)
    if sheet.kind == "OBJECT" and len(change.book.sheets) > 1:
        change.book.sheets.remove(sheet)


@handles("addSlicer")
def add_slicer(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A slicer over cells."""
    given = request.get("slicer", {})
    number = _new_number(change, given, "slicers", "slicerId", "A slicer")
    sheet, position = _placed(change, given.get("position", {}), (200, 50))
    item = {"slicerId": number, "spec": canonical(given.get("spec", {})), "position": position}
    sheet.objects["slicers"].append(item)
    return {"slicer": item}


@handles("updateSlicerSpec")
def update_slicer_spec(change: Change, request: dict[str, Any]) -> None:
    """Parts of what a slicer does."""
    _, item = find(change, "slicers", "slicerId", request.get("slicerId"), "slicer")
    mask = fields_mask(request.get("fields"), "SlicerSpec")
    item["spec"] = canonical(overwrite(item["spec"], request.get("spec", {}), mask), item["spec"])


# Tables


@handles("addTable")
def add_table(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A table: a named range with typed columns."""
    given = request.get("table", {})
    area = change.area(given.get("range"))
    name = given.get("name") or f"Table{len(area.sheet.objects['tables']) + 1}"
    tables = [item for sheet in change.book.sheets for item in sheet.objects["tables"]]
    if any(item["name"].lower() == name.lower() for item in tables):
        raise invalid(f'A table with the name "{name}" already exists.')
    item = {"tableId": given.get("tableId") or str(new_id()), "name": name}
    item["range"] = shown_range(bounded(change, given["range"]))
    item["columnProperties"] = _columns(given.get("columnProperties", []), area.right - area.left)
    if given.get("rowsProperties"):
        item["rowsProperties"] = canonical(given["rowsProperties"])
    area.sheet.objects["tables"].append(item)
    return {"table": item}


def _columns(given: list[dict[str, Any]], width: int) -> list[dict[str, Any]]:
    by_index = {column.get("columnIndex", 0): column for column in given}
    shown = []
    for index in range(width):
        column = by_index.get(index, {})
        name = column.get("columnName") or f"Column {index + 1}"
        shown.append(
            ({"columnIndex": index} if index else {}) | {"columnName": name} | canonical(column)
        )
    return shown


@handles("updateTable")
def update_table(change: Change, request: dict[str, Any]) -> None:
    """Parts of a table."""
    _update(change, request, "table", "Table", "tables", "tableId", "table")


@handles("deleteTable")
def delete_table(change: Change, request: dict[str, Any]) -> None:
    """A table taken away with its cells."""
    sheet, item = find(change, "tables", "tableId", request.get("tableId"), "table")
    area = change.editable(change.book.area(item["range"]))
    sheet.objects["tables"].remove(item)

    for place in cells_of(area):
        sheet.put(*place, {})
