"""Requests on filters, filter views and tables."""

from __future__ import annotations

from typing import Any

from .change import (
    Change,
    bounded,
    cells_of,
    handles,
    shown_range,
)
from .errors import invalid
from .formats import canonical
from .grid import plain_copy
from .objects import delete_object, find, new_number, update_object
from .spreadsheet import new_id


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
    number = new_number(change, given, "filterViews", "filterViewId", "A filter view")
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
    update_object(
        change, request, "filter", "FilterView", "filterViews", "filterViewId", "filter view"
    )


@handles("deleteFilterView")
def delete_filter_view(change: Change, request: dict[str, Any]) -> None:
    """A filter view taken away."""
    delete_object(change, "filterViews", "filterViewId", request.get("filterId"), "filter view")


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
    update_object(change, request, "table", "Table", "tables", "tableId", "table")


@handles("deleteTable")
def delete_table(change: Change, request: dict[str, Any]) -> None:
    """A table taken away with its cells."""
    sheet, item = find(change, "tables", "tableId", request.get("tableId"), "table")
    area = change.editable(change.book.area(item["range"]))
    sheet.objects["tables"].remove(item)

    for place in cells_of(area):
        sheet.put(*place, {})
