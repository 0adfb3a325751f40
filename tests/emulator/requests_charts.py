"""Requests on charts and slicers, the objects over the cells."""

from __future__ import annotations

from typing import Any

from .change import (
    Change,
    fields_mask,
    handles,
)
from .errors import invalid
from .formats import canonical
from .grid import Sheet
from .masks import overwrite
from .objects import find, new_number


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
    number = new_number(change, given, "charts", "chartId", "A chart")
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
    number = new_number(change, given, "slicers", "slicerId", "A slicer")
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
