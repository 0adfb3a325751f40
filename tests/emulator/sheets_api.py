"""The Sheets API: from a request's path to the method, its checks and its answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from . import (
    change,
    masks,
    metadata,
    requests_bulk,
    requests_cells,
    requests_charts,
    requests_dimensions,
    requests_filters,
    requests_names,
    requests_paste,
    requests_protection,
    requests_rules,
    requests_sheets,
    requests_sorting,
    values_api,
    values_read,
)
from .a1 import read
from .accounts import Account
from .change import Change
from .discovery import Api, api
from .errors import GoogleError, invalid
from .files import SPREADSHEET, File
from .masks import Mask
from .requests_sheets import copied, make_sheet
from .spreadsheet import Spreadsheet
from .spreadsheet_view import book_view, properties_view
from .store import Store

LOADED = (
    requests_bulk,
    requests_cells,
    requests_charts,
    requests_dimensions,
    requests_filters,
    requests_names,
    requests_paste,
    requests_protection,
    requests_rules,
    requests_sheets,
    requests_sorting,
)
"""Modules that register the kinds of requests."""
READS = {
    "sheets.spreadsheets.get",
    "sheets.spreadsheets.getByDataFilter",
    "sheets.spreadsheets.values.get",
    "sheets.spreadsheets.values.batchGet",
    "sheets.spreadsheets.values.batchGetByDataFilter",
    "sheets.spreadsheets.developerMetadata.get",
    "sheets.spreadsheets.developerMetadata.search",
}
ON_BOOK = {
    ("GET", ""): "sheets.spreadsheets.get",
    ("POST", "batchUpdate"): "sheets.spreadsheets.batchUpdate",
    ("POST", "getByDataFilter"): "sheets.spreadsheets.getByDataFilter",
}
ON_VALUES = {
    ("GET", "batchGet"): "batchGet",
    ("POST", "batchUpdate"): "batchUpdate",
    ("POST", "batchClear"): "batchClear",
    ("POST", "batchGetByDataFilter"): "batchGetByDataFilter",
    ("POST", "batchUpdateByDataFilter"): "batchUpdateByDataFilter",
    ("POST", "batchClearByDataFilter"): "batchClearByDataFilter",
}
ON_RANGE = {("POST", "append"): "append", ("POST", "clear"): "clear"}
VALUES = "sheets.spreadsheets.values."


def route(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The method's id and what its path names; an empty id if there is none."""
    parts = path.removeprefix("/v4/spreadsheets").strip("/").split("/")
    if parts == [""]:
        return ("sheets.spreadsheets.create" if method == "POST" else ""), {}
    book_part, verb = _verb(parts[0])
    names = {"spreadsheetId": unquote(book_part)}
    if len(parts) == 1:
        return ON_BOOK.get((method, verb), ""), names
    return _route_below(method, parts[1:], names)


def _verb(part: str) -> tuple[str, str]:
    head, mark, verb = part.replace("%3a", "%3A").replace("%3A", ":").rpartition(":")
    return (head, verb) if mark else (part, "")


def _route_below(
    method: str, parts: list[str], names: dict[str, str]
) -> tuple[str, dict[str, str]]:
    kind, verb = _verb(parts[0])
    if len(parts) == 1:
        if kind == "values":
            name = ON_VALUES.get((method, verb), "")
            return (VALUES + name if name else ""), names
        if (method, kind, verb) == ("POST", "developerMetadata", "search"):
            return "sheets.spreadsheets.developerMetadata.search", names
    elif parts[0] == "values":
        last = "/".join(parts[1:])
        head, _, verb = last.rpartition(":")
        if (method, verb) in ON_RANGE:
            return VALUES + ON_RANGE[method, verb], names | {"range": unquote(head)}
        if method in ("GET", "PUT"):
            name = "get" if method == "GET" else "update"
            return VALUES + name, names | {"range": unquote(last)}
    elif parts[0] == "developerMetadata" and method == "GET":
        names["metadataId"] = unquote(parts[1])
        return "sheets.spreadsheets.developerMetadata.get", names
    elif parts[0] == "sheets" and method == "POST":
        head, verb = _verb(parts[1])
        names["sheetId"] = head
        return ("sheets.spreadsheets.sheets.copyTo" if verb == "copyTo" else ""), names
    return "", names


class SheetsApi:
    """Carries out requests on the store; the caller holds its lock."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def api(self) -> Api:
        """The discovery document."""
        return api("sheets", "v4")

    def answer(
        self, method_id: str, names: dict[str, str], query: dict, body: Any, account: Account
    ) -> dict[str, Any]:
        """The answer of a method."""
        options = self.api.check_query(method_id, query)
        fields = options.get("fields")
        response = self.api.methods[method_id].response
        mask = masks.of_response(fields, self.api, response) if fields else {}
        checked = self.api.check_body(method_id, body)
        if method_id == "sheets.spreadsheets.create":
            result = self._create(checked, account, mask)
        else:
            role = "reader" if method_id in READS else "writer"
            file = self.store.sheet_file(names["spreadsheetId"], account, role)
            assert file.book is not None
            file.book.now = self.store.clock.now()
            if method_id in READS:
                result = self._read(method_id, file, names, options, checked, account, mask)
            else:
                result = self._write(method_id, file, names, options, checked, account, mask)
        return result if response == "Spreadsheet" else masks.select(result, mask)

    # Reading

    def _read(
        self,
        method_id: str,
        file: File,
        names: dict[str, str],
        options: dict[str, Any],
        body: dict[str, Any],
        account: Account,
        mask: Mask,
    ) -> dict[str, Any]:
        book = file.book
        assert book is not None
        if method_id == VALUES + "get":
            return values_read.get(book, names["range"], options)
        if method_id == VALUES + "batchGet":
            return values_read.batch_get(book, options.get("ranges", []), options)
        if method_id == VALUES + "batchGetByDataFilter":
            return values_read.batch_get_by_filter(book, body)
        if method_id == "sheets.spreadsheets.developerMetadata.get":
            return self._metadata(book, names["metadataId"])
        if method_id == "sheets.spreadsheets.developerMetadata.search":
            return self._search(book, body)
        if method_id == "sheets.spreadsheets.getByDataFilter":
            found = [metadata.filtered_areas(book, item) for item in body.get("dataFilters", [])]
            areas = [area for some in found for area in some] if found else None
            return self._view(file, account, mask, areas, body.get("includeGridData", False))
        ranges = options.get("ranges")
        areas = [read(book, a1) for a1 in ranges] if ranges else None
        return self._view(file, account, mask, areas, options.get("includeGridData", False))

    def _view(
        self, file: File, account: Account, mask: Mask, areas: Any, grid: bool
    ) -> dict[str, Any]:
        assert file.book is not None
        names_data = bool(mask) and "data" in mask.get("sheets", {})
        return book_view(
            file.book,
            mask,
            areas=areas,
            grid=grid if not mask else names_data or grid,
            caller=account,
            owner=file.owner.email if file.owner else "",
        )

    def _metadata(self, book: Spreadsheet, number: str) -> dict[str, Any]:
        for item in book.metadata:
            if str(item["metadataId"]) == number:
                return item
        raise GoogleError(404, f"Developer metadata with id {number} not found.")

    def _search(self, book: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
        filters = body.get("dataFilters", [])
        matched = []
        for item in metadata.matching(book, filters):
            by = [f for f in filters if item in metadata.matching(book, [f])]
            matched.append({"developerMetadata": item, "dataFilters": by})
        return {"matchedDeveloperMetadata": matched} if matched else {}

    # Writing

    def _create(self, body: dict[str, Any], account: Account, mask: Mask) -> dict[str, Any]:
        given = body.get("properties", {})
        title = given.get("title") or "Untitled spreadsheet"
        try:
            file = self.store.add(title, SPREADSHEET, account)
        except GoogleError:
            raise GoogleError(403, "The caller does not have permission") from None
        book = file.book
        assert book is not None
        try:
            self._fill(book, body)
        except GoogleError:
            self.store.remove(file)
            raise
        grid = any("data" in sheet for sheet in body.get("sheets", []))
        return self._view(file, account, mask, None, grid)

    def _fill(self, book: Spreadsheet, body: dict[str, Any]) -> None:
        given = body.get("properties", {})
        book.properties |= {k: v for k, v in given.items() if v and k != "defaultFormat"}
        if "locale" in given:
            book.sheets[0].title = book.default_sheet_title + "1"
        if body.get("sheets"):
            book.sheets = []
        pending: list[tuple[str, dict[str, Any]]] = []
        for index, sheet in enumerate(body.get("sheets", [])):
            properties = {k: v for k, v in sheet.get("properties", {}).items() if k != "index"}
            if not book.sheets and "sheetId" not in properties:
                properties["sheetId"] = 0
            made = make_sheet(book, properties)
            for number, data in enumerate(sheet.get("data", [])):
                start = {"sheetId": made.id, "rowIndex": data.get("startRow", 0)}
                start["columnIndex"] = data.get("startColumn", 0)
                request = {"start": start, "rows": data.get("rowData", []), "fields": "*"}
                pending.append((f"sheets[{index}].data[{number}]", {"updateCells": request}))
            for merge in sheet.get("merges", []):
                place = {"range": {**merge, "sheetId": made.id}}
                pending.append((f"sheets[{index}].merges", {"mergeCells": place}))
        for where, request in pending:
            try:
                change.apply(book, [request], Account(""), "")
            except GoogleError as error:
                error.message = f"Invalid {where}:{error.message.partition(':')[2]}"
                raise
        for item in body.get("namedRanges", []):
            number = item.get("namedRangeId") or str(len(book.named_ranges) + 1)
            book.named_ranges.append({"namedRangeId": number, **item})

    def _write(
        self,
        method_id: str,
        file: File,
        names: dict[str, str],
        options: dict[str, Any],
        body: dict[str, Any],
        account: Account,
        mask: Mask,
    ) -> dict[str, Any]:
        book = file.book
        assert book is not None
        owner = file.owner.email if file.owner else ""
        if method_id == "sheets.spreadsheets.batchUpdate":
            result = self._batch(file, body, account, mask)
        elif method_id == "sheets.spreadsheets.sheets.copyTo":
            return self._copy_to(book, names, body, account)
        else:
            work = Change(book.copy(), account, owner)
            result = _write_values(work, method_id, names, options, body)
            book.adopt(work.book)
        self.store.edited(file, account)
        return result

    def _batch(
        self, file: File, body: dict[str, Any], account: Account, mask: Mask
    ) -> dict[str, Any]:
        book = file.book
        assert book is not None
        owner = file.owner.email if file.owner else ""
        replies = change.apply(book, body.get("requests", []), account, owner)
        result: dict[str, Any] = {"spreadsheetId": book.id, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            ranges = body.get("responseRanges")
            areas = [read(book, a1) for a1 in ranges] if ranges else None
            grid = body.get("responseIncludeGridData", False)
            below = mask.get("updatedSpreadsheet", {})
            result["updatedSpreadsheet"] = self._view(file, account, below, areas, grid)
        return result

    def _copy_to(
        self, book: Spreadsheet, names: dict[str, str], body: dict[str, Any], account: Account
    ) -> dict[str, Any]:
        wanted = names["sheetId"]
        source = book.by_id(int(wanted)) if wanted.isdigit() else None
        if source is None:
            raise invalid(f"The sheet ({wanted}) does not exist.", status="INVALID_ARGUMENT")
        target_id = body.get("destinationSpreadsheetId", "")
        file = self.store.sheet_file(target_id, account, "writer")
        target = file.book
        assert target is not None
        word = "{} (копия)" if target.properties["locale"].startswith("ru") else "Copy of {}"
        title, number = word.format(source.title), 1
        while target.by_title(title):
            number += 1
            title = f"{word.format(source.title)} {number}"
        sheet = copied(source, target, title)
        target.sheets.append(sheet)
        target.check_size()
        self.store.edited(file, account)
        return properties_view(target, sheet)


def _write_values(
    work: Change, method_id: str, names: dict[str, str], options: dict, body: dict
) -> dict[str, Any]:
    name = method_id.removeprefix(VALUES)
    if name == "update":
        return values_api.update(work, names["range"], body, options)
    if name == "append":
        return values_api.append(work, names["range"], body, options)
    if name == "clear":
        return values_api.clear(work, names["range"])
    if name == "batchUpdate":
        return values_api.batch_update(work, body)
    if name == "batchClear":
        return values_api.batch_clear(work, body.get("ranges", []))
    if name == "batchUpdateByDataFilter":
        return values_api.batch_update_by_filter(work, body)
    return values_api.batch_clear_by_filter(work, body.get("dataFilters", []))


def kind_of(method_id: str) -> str:
    """Which quota a method takes from."""
    return "sheets_read" if method_id in READS else "sheets_write"
