"""spreadsheets.batchUpdate: each kind of request does what Google's does."""

from __future__ import annotations

import pytest

ROW = {"sheetId": 0, "dimension": "ROWS"}


def cells(top, left, bottom, right, sheet=0):
    return {
        "sheetId": sheet,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def text(value):
    return {"userEnteredValue": {"stringValue": value}}


def test_update_cells_clears_what_its_rows_leave_out(google, call, book):
    """Cells of the range without data lose the named fields and keep the others."""
    note = {"updateCells": {"range": cells(1, 0, 2, 1), "fields": "note"}}
    note["updateCells"]["rows"] = [{"values": [{"note": "да"}]}]
    rows = [{"values": [text("Глеб")]}]
    write = {
        "updateCells": {"range": cells(1, 0, 3, 3), "rows": rows, "fields": "userEnteredValue"}
    }
    call.change(book, note, write)
    assert google.person.values(book, "Реестр")[1:] == [["Глеб"], [], ["Вера", 9, 5]]
    assert google.person.cell(book, "Реестр", "A2")["note"] == "да"


def test_update_cells_from_a_start(google, call, book):
    """Typed values stand as they are: a string never becomes a formula or a number."""
    values = [text("=1+1"), text("007"), {"userEnteredValue": {"boolValue": True}}]
    values.append({"userEnteredValue": {"formulaValue": "=SUM(B2:B4)"}})
    start = {"sheetId": 0, "rowIndex": 5, "columnIndex": 0}
    request = {"start": start, "rows": [{"values": values}], "fields": "userEnteredValue"}
    call.change(book, {"updateCells": request})
    assert google.person.values(book, "Реестр")[5] == ["=1+1", "007", True, 24]


def test_batch_is_atomic(google, call, book):
    """A refused request takes back those before it."""
    before = google.person.values(book, "Реестр")
    write = {"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [text("?")]}]}}
    write["updateCells"]["fields"] = "userEnteredValue"
    said = call.refusal(book, write, {"deleteSheet": {"sheetId": 5}})
    assert said == "Invalid requests[1].deleteSheet: No sheet with id: 5"
    assert google.person.values(book, "Реестр") == before


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (
            {"addSheet": {"properties": {"title": "реестр"}}},
            'Invalid requests[0].addSheet: A sheet with the name "реестр" already exists. '
            "Please enter another name.",
        ),
        (
            {"updateCells": {"start": {"sheetId": 5}, "fields": "*"}},
            "Invalid requests[0].updateCells: No grid with id: 5",
        ),
        (
            {"updateCells": {"start": {"rowIndex": 1000}, "fields": "note"}},
            "Invalid requests[0].updateCells: GridCoordinate.rowIndex[1000] is after last row in "
            "grid[999]",
        ),
        (
            {"repeatCell": {"range": {"sheetId": 0}, "cell": {}, "fields": "userEnteredFormat.x"}},
            "Invalid requests[0].repeatCell: Invalid field: userEnteredFormat.x",
        ),
        (
            {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "a"}}},
            "Invalid requests[0].updateSheetProperties: At least one field must be listed in "
            "'fields'. (Use '*' to indicate all fields.)",
        ),
        (
            {"updateSheet": {}},
            "Invalid JSON payload received. Unknown name \"updateSheet\" at 'requests[0]': Cannot "
            "find field.",
        ),
        (
            {"updateCells": {"start": {"sheetId": "x"}, "fields": "note"}},
            "Invalid value at 'requests[0].update_cells.start.sheet_id' (TYPE_INT32), \"x\"",
        ),
        (
            {"addSheet": {}, "deleteSheet": {"sheetId": 0}},
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set "
            "'deleteSheet'",
        ),
        (
            {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 400_000}},
            "Invalid requests[0].appendDimension: This action would increase the number of cells "
            "in the workbook above the limit of 10000000 cells.",
        ),
    ],
)
def test_refusals(call, book, request_, said):
    """Google's own words."""
    assert call.refusal(book, request_) == said


def test_long_text_is_refused(call, book):
    """A cell takes 50,000 characters and not one more."""
    for length in (50_000, 50_001):
        rows = [{"values": [text("я" * length)]}]
        request = {"updateCells": {"start": {"sheetId": 0}, "rows": rows, "fields": "*"}}
        if length == 50_000:
            call.change(book, request)
        else:
            said = "Your input contains more than the maximum of 50000 characters in a single cell."
            assert call.refusal(book, request) == f"Invalid requests[0].updateCells: {said}"


def test_last_sheet_stays(call, book):
    """The last visible sheet can be neither deleted nor hidden."""
    second = call.sheet(book, "properties", 1)["properties"]["sheetId"]
    hide = {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}}
    said = call.refusal(book, {"deleteSheet": {"sheetId": second}}, hide)
    assert said.endswith("You can't hide all the sheets in a document.")
    said = call.refusal(book, {"deleteSheet": {"sheetId": second}}, {"deleteSheet": {}})
    assert said.endswith("You can't remove all the sheets in a document.")


def test_sheets_move_by_places_before_the_move(call, book):
    """The index of a move counts the places before it."""
    call.change(book, {"addSheet": {"properties": {"title": "Третий", "index": 1}}})
    move = {"properties": {"sheetId": 0, "index": 2}, "fields": "index"}
    call.change(book, {"updateSheetProperties": move})
    titles = call("GET", f"/v4/spreadsheets/{book}", fields="sheets.properties.title")["sheets"]
    assert [s["properties"]["title"] for s in titles] == ["Третий", "Реестр", "Второй"]


def test_everything_moves_with_rows(google, call, book):
    """Merges, rules, names, filters, charts, metadata and formulas follow inserted rows."""
    source = {"sourceRange": {"sources": [cells(1, 2, 4, 3)]}}
    series = [{"series": source, "targetAxis": "LEFT_AXIS"}]
    chart = {"basicChart": {"chartType": "COLUMN", "series": series}}
    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 6}}}
    rule = {"ranges": [cells(1, 0, 4, 3)], "booleanRule": {"condition": {"type": "NOT_BLANK"}}}
    rule["booleanRule"]["format"] = {"backgroundColor": {"red": 1}}
    place = {"dimensionRange": {**ROW, "startIndex": 2, "endIndex": 3}}
    meta = {"metadataKey": "row", "location": place, "visibility": "DOCUMENT"}
    formula = {"userEnteredValue": {"formulaValue": "=SUM(B2:B4)+Второй!A1"}}
    start = {"sheetId": 0, "rowIndex": 9, "columnIndex": 0}
    cell = {"start": start, "rows": [{"values": [formula]}], "fields": "userEnteredValue"}
    call.change(
        book,
        {"mergeCells": {"range": cells(3, 0, 4, 2), "mergeType": "MERGE_ALL"}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addNamedRange": {"namedRange": {"name": "Баллы", "range": cells(1, 2, 4, 3)}}},
        {"setBasicFilter": {"filter": {"range": cells(0, 0, 4, 3)}}},
        {"addChart": {"chart": {"spec": chart, "position": anchor}}},
        {"addProtectedRange": {"protectedRange": {"range": cells(2, 0, 3, 1)}}},
        {"createDeveloperMetadata": {"developerMetadata": meta}},
        {"updateCells": cell},
    )
    call.change(book, {"insertDimension": {"range": {**ROW, "startIndex": 2, "endIndex": 4}}})
    whole = call("GET", f"/v4/spreadsheets/{book}", includeGridData=True)
    sheet = whole["sheets"][0]
    assert [m["startRowIndex"] for m in sheet["merges"]] == [5]
    assert sheet["conditionalFormats"][0]["ranges"][0]["endRowIndex"] == 6
    assert whole["namedRanges"][0]["range"]["endRowIndex"] == 6
    assert sheet["basicFilter"]["range"]["endRowIndex"] == 6
    assert sheet["charts"][0]["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 8}
    moved = sheet["charts"][0]["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]
    assert moved["sources"][0]["endRowIndex"] == 6
    assert sheet["protectedRanges"][0]["range"]["startRowIndex"] == 4
    row = sheet["data"][0]["rowMetadata"][4]
    assert row["developerMetadata"][0]["metadataKey"] == "row"
    assert google.person.formulas(book, "Реестр", "A12") == [["=SUM(B2:B6)+Второй!A1"]]
    call.change(book, {"deleteDimension": {"range": {**ROW, "startIndex": 4, "endIndex": 5}}})
    assert "protectedRanges" not in call.sheet(book)


def test_rows_move(google, call, book):
    """A row moved down lands before the destination of the time before the move."""
    move = {"source": {**ROW, "startIndex": 1, "endIndex": 2}, "destinationIndex": 4}
    call.change(book, {"moveDimension": move})
    assert [row[0] for row in google.person.values(book, "Реестр")] == [
        "Имя",
        "Борис",
        "Вера",
        "Анна",
    ]


def test_formats(call, book):
    """Masks set single parts of a format; colours come in both spellings, noughts left out."""
    style = {"backgroundColor": {"red": 1, "green": 0.9}, "textFormat": {"bold": True}}
    fields = "userEnteredFormat(background_color,textFormat.bold)"
    repeat = {"range": cells(0, 0, 1, 3), "cell": {"userEnteredFormat": style}, "fields": fields}
    wrap = {"userEnteredFormat": {"wrapStrategy": "WRAP"}}
    call.change(
        book,
        {"repeatCell": repeat},
        {
            "repeatCell": {
                "range": cells(0, 0, 1, 1),
                "cell": wrap,
                "fields": "userEnteredFormat/wrapStrategy",
            }
        },
    )
    fields = "data.rowData.values.userEnteredFormat"
    shown = call.sheet(book, fields)["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"]
    assert shown == {
        "backgroundColor": {"red": 1, "green": 0.8980392},
        "backgroundColorStyle": {"rgbColor": {"red": 1, "green": 0.8980392}},
        "textFormat": {"bold": True},
        "wrapStrategy": "WRAP",
    }


def test_desired_state_of_a_tab(call, book):
    """What a careful writer of a tab sends goes through in one batch, a reply for each."""
    protected = {"range": {"sheetId": 7}, "unprotectedRanges": [cells(1, 1, 5, 2, 7)]}
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "да"}]}}
    rule |= {"strict": True, "showCustomUi": True}
    size = {"range": {"sheetId": 7, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}}
    meta = {"metadataKey": "tab", "location": {"sheetId": 7}, "visibility": "PROJECT"}
    bands = {"headerColor": {"red": 1}, "firstBandColor": {"green": 1}, "secondBandColor": {}}
    replies = call.change(
        book,
        {"addSheet": {"properties": {"sheetId": 7, "title": "Проверка", "tabColor": {"red": 1}}}},
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 7, "gridProperties": {"frozenRowCount": 1}},
                "fields": "gridProperties.frozenRowCount",
            }
        },
        {"setDataValidation": {"range": cells(1, 1, 5, 2, 7), "rule": rule}},
        {
            "updateDimensionProperties": {
                **size,
                "properties": {"pixelSize": 240},
                "fields": "pixelSize",
            }
        },
        {"addProtectedRange": {"protectedRange": protected}},
        {"createDeveloperMetadata": {"developerMetadata": meta}},
        {"addBanding": {"bandedRange": {"range": cells(0, 0, 5, 2, 7), "rowProperties": bands}}},
        {"updateBorders": {"range": cells(0, 0, 5, 2, 7), "bottom": {"style": "SOLID"}}},
        {"autoResizeDimensions": {"dimensions": size["range"]}},
        {
            "addDimensionGroup": {
                "range": {"sheetId": 7, "dimension": "ROWS", "startIndex": 2, "endIndex": 4}
            }
        },
        {"addFilterView": {"filter": {"title": "Мой", "range": cells(0, 0, 5, 2, 7)}}},
    )
    assert len(replies) == 11
    assert replies[1:4] == [{}, {}, {}]
    shown = call("GET", f"/v4/spreadsheets/{book}", includeGridData=True)["sheets"][2]
    assert shown["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert shown["properties"]["tabColorStyle"] == {"rgbColor": {"red": 1}}
    assert shown["developerMetadata"][0]["location"] == {"locationType": "SHEET", "sheetId": 7}
    assert shown["data"][0]["rowData"][1]["values"][1]["dataValidation"]["strict"] is True
    assert shown["rowGroups"][0]["depth"] == 1


def test_bulk_requests(google, call, book):
    """Copying, sorting, replacing, tidying."""
    specs = [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}]
    replies = call.change(
        book,
        {"sortRange": {"range": cells(1, 0, 4, 3), "sortSpecs": specs}},
        {"copyPaste": {"source": cells(1, 0, 2, 1), "destination": cells(5, 0, 7, 1)}},
        {"findReplace": {"find": "Вера", "replacement": "Вера П.", "sheetId": 0}},
        {
            "pasteData": {
                "coordinate": {"sheetId": 0, "rowIndex": 8},
                "data": "1;2",
                "delimiter": ";",
            }
        },
        {"cutPaste": {"source": cells(8, 0, 9, 2), "destination": {"rowIndex": 9}}},
        {"deleteDuplicates": {"range": cells(5, 0, 7, 1)}},
        {"trimWhitespace": {"range": cells(0, 0, 4, 1)}},
        {
            "autoFill": {
                "sourceAndDestination": {
                    "source": cells(9, 0, 10, 2),
                    "dimension": "COLUMNS",
                    "fillLength": 2,
                }
            }
        },
        {"insertRange": {"range": cells(0, 0, 1, 1), "shiftDimension": "ROWS"}},
        {"deleteRange": {"range": cells(0, 0, 1, 1), "shiftDimension": "ROWS"}},
    )
    assert replies[2]["findReplace"] == {
        "valuesChanged": 3,
        "occurrencesChanged": 3,
        "rowsChanged": 3,
        "sheetsChanged": 1,
    }
    assert replies[5] == {"deleteDuplicates": {"duplicatesRemovedCount": 1}}
    assert google.person.values(book, "Реестр") == [
        ["Имя", "Класс", "Балл"],
        ["Вера П.", 9, 5],
        ["Анна", 7, 4.5],
        ["Борис", 8, 3],
        [],
        ["Вера П."],
        [],
        [],
        [],
        [1, 2, 3, 4],
    ]


def test_duplicates(call, book):
    """A copy of a sheet stands first and is called so."""
    reply = call.change(book, {"duplicateSheet": {"sourceSheetId": 0}})[0]
    properties = reply["duplicateSheet"]["properties"]
    assert (properties["title"], properties["index"]) == ("Copy of Реестр", 0)
    copied = call(
        "POST", f"/v4/spreadsheets/{book}/sheets/0:copyTo", {"destinationSpreadsheetId": book}
    )
    assert (copied["title"], copied["index"]) == ("Copy of Реестр 2", 3)
