"""Developer metadata: keys on spreadsheets, sheets, rows and columns; finding by filters."""

from __future__ import annotations

from typing import Any

from .a1 import read
from .change import Change, fields_mask, handles
from .errors import invalid
from .grid import plain_copy
from .spreadsheet import Spreadsheet, new_id

VISIBILITIES = ("DOCUMENT", "PROJECT")


def located(book: Spreadsheet, given: dict[str, Any]) -> dict[str, Any]:
    """A location as Google shows it; refused if it is none."""
    if given.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    place = given.get("dimensionRange")
    if place:
        return _line(book, place)
    if "sheetId" in given:
        if book.by_id(given["sheetId"]) is None:
            raise invalid(f"No sheet with id: {given['sheetId']}")
        return {"locationType": "SHEET", "sheetId": given["sheetId"]}
    raise invalid("developerMetadata.location must be set.")


def _line(book: Spreadsheet, place: dict[str, Any]) -> dict[str, Any]:
    sheet = book.by_id(place.get("sheetId", 0))
    if sheet is None:
        raise invalid(f"No sheet with id: {place.get('sheetId', 0)}")
    dimension = place.get("dimension", "DIMENSION_UNSPECIFIED")
    start, end = place.get("startIndex"), place.get("endIndex")
    if dimension not in ("ROWS", "COLUMNS") or start is None or end is None or end - start != 1:
        raise invalid(
            "developerMetadata.location.dimensionRange must specify exactly one row or column."
        )
    if not 0 <= start < sheet.size(dimension):
        raise invalid(f"dimensionRange.startIndex[{start}] is outside of the grid.")
    where = {"sheetId": sheet.id} if sheet.id else {}
    shown = where | {"dimension": dimension, "startIndex": start, "endIndex": end}
    return {"locationType": dimension[:-1], "dimensionRange": shown}


@handles("createDeveloperMetadata")
def create(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A new key with its value at a place."""
    given = request.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise invalid("developerMetadata.metadataKey must be specified.")
    if given.get("visibility") not in VISIBILITIES:
        raise invalid("developerMetadata.visibility must be specified.")
    number = given.get("metadataId") or new_id()
    if any(item["metadataId"] == number for item in change.book.metadata):
        raise invalid(
            f"Cannot add developer metadata with ID [{number}] because developer metadata with "
            "that ID already exists."
        )
    item = {"metadataId": number, "metadataKey": given["metadataKey"]}
    if given.get("metadataValue"):
        item["metadataValue"] = given["metadataValue"]
    item["location"] = located(change.book, given.get("location", {}))
    item["visibility"] = given["visibility"]
    change.book.metadata.append(item)
    return {"developerMetadata": plain_copy(item)}


@handles("updateDeveloperMetadata")
def update(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """Parts of all metadata that the filters find."""
    given = request.get("developerMetadata", {})
    mask = fields_mask(request.get("fields"), "DeveloperMetadata")
    found = matching(change.book, request.get("dataFilters", []))
    for item in found:
        for key in ("metadataKey", "metadataValue", "visibility"):
            if mask and key not in mask:
                continue
            if key in given:
                item[key] = given[key]
            elif key == "metadataValue":
                item.pop(key, None)
        if "location" in given and (not mask or "location" in mask):
            item["location"] = located(change.book, given["location"])
    return {"developerMetadata": plain_copy(found)} if found else {}


@handles("deleteDeveloperMetadata")
def delete(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """All metadata that the filter finds."""
    found = matching(change.book, [request.get("dataFilter", {})])
    change.book.metadata = [item for item in change.book.metadata if item not in found]
    return {"deletedDeveloperMetadata": found} if found else {}


def matching(book: Spreadsheet, filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The metadata that any of the filters finds."""
    return [item for item in book.metadata if any(_fits(book, item, f) for f in filters)]


def _fits(book: Spreadsheet, item: dict[str, Any], data_filter: dict[str, Any]) -> bool:
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is None:
        return _within(book, item, data_filter)
    for key in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if key in lookup and item.get(key) != lookup[key]:
            return False
    kind = lookup.get("locationType")
    place = lookup.get("metadataLocation")
    if place is not None:
        return _at(book, item, place, lookup.get("locationMatchingStrategy", "")) and (
            kind in (None, item["location"]["locationType"])
        )
    return kind in (None, item["location"]["locationType"])


def _at(book: Spreadsheet, item: dict[str, Any], place: dict[str, Any], strategy: str) -> bool:
    wanted, own = located(book, place), item["location"]
    exact = own == wanted
    if strategy == "EXACT_LOCATION" or (not strategy and wanted["locationType"] != "SHEET"):
        return exact
    if exact or wanted["locationType"] == "SPREADSHEET":
        return True
    if wanted["locationType"] == "SHEET" and "dimensionRange" in own:
        return own["dimensionRange"].get("sheetId", 0) == wanted["sheetId"]
    return False


def _within(book: Spreadsheet, item: dict[str, Any], data_filter: dict[str, Any]) -> bool:
    area = filtered_area(book, data_filter)
    place = item["location"].get("dimensionRange")
    if place is None:
        return False
    low, high = (area.top, area.bottom) if place["dimension"] == "ROWS" else (area.left, area.right)
    return place.get("sheetId", 0) == area.sheet.id and low <= place["startIndex"] < high


def filtered_area(book: Spreadsheet, data_filter: dict[str, Any]) -> Any:
    """The rectangle of a filter by A1 range or by GridRange."""
    if "a1Range" in data_filter:
        return read(book, data_filter["a1Range"])
    return book.area(data_filter.get("gridRange", {}))


def filtered_areas(book: Spreadsheet, data_filter: dict[str, Any]) -> list[Any]:
    """The rectangles of a filter: of its range, or of the places of the metadata it finds."""
    if "developerMetadataLookup" not in data_filter:
        return [filtered_area(book, data_filter)]
    areas = []
    for item in matching(book, [data_filter]):
        location = item["location"]
        if location["locationType"] == "SHEET":
            areas.append(book.area({"sheetId": location["sheetId"]}))
        elif "dimensionRange" in location:
            place = location["dimensionRange"]
            word = "Row" if place["dimension"] == "ROWS" else "Column"
            span = {f"start{word}Index": place["startIndex"], f"end{word}Index": place["endIndex"]}
            areas.append(book.area({"sheetId": place.get("sheetId", 0), **span}))
        else:
            areas += [book.area({"sheetId": sheet.id}) for sheet in book.sheets]
    return areas
