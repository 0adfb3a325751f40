"""spreadsheets.values and the grid: what is typed, what is shown, which ranges are read."""

from __future__ import annotations

from urllib.parse import quote

import pytest


def path(book, a1, verb=""):
    return f"/v4/spreadsheets/{book}/values/{quote(a1, safe='')}{verb}"


@pytest.mark.parametrize(
    ("a1", "shown", "first"),
    [
        ("Реестр", "'Реестр'!A1:Z1000", "Имя"),
        ("'Реестр'!A2", "'Реестр'!A2", "Анна"),
        ("Реестр!B:B", "'Реестр'!B1:B1000", "Класс"),
        ("Реестр!2:3", "'Реестр'!A2:Z3", "Анна"),
        ("Реестр!B3:C", "'Реестр'!B3:C1000", "8"),
        ("Реестр!C4:A3", "'Реестр'!A3:C4", "Борис"),
        ("A1:AZ2", "'Реестр'!A1:Z2", "Имя"),
        ("реестр!a1", "'Реестр'!A1", "Имя"),
    ],
)
def test_ranges(call, book, a1, shown, first):
    """All forms of A1 notation, ends clipped to the grid."""
    answer = call("GET", path(book, a1))
    assert (answer["range"], answer["values"][0][0]) == (shown, first)


@pytest.mark.parametrize("a1", ["Нет!A1", "Реестр!", "Реестр!A1:", "A0", "'A1'", "Реестр!A1:B2:C3"])
def test_unreadable_ranges(call, book, a1):
    """400 in Google's words."""
    answer = call("GET", path(book, a1))
    assert answer.status_code == 400
    assert answer.json()["error"] == {
        "code": 400,
        "message": f"Unable to parse range: {a1}",
        "status": "INVALID_ARGUMENT",
    }


def test_start_outside_the_grid(call, book):
    """400 with the size of the grid."""
    answer = call("GET", path(book, "Реестр!A1001"))
    assert answer.json()["error"]["message"] == (
        "Range ('Реестр'!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"
    )


def test_empty_and_ragged(call, book):
    """No `values` where all is empty; rows end with their last value."""
    assert call("GET", path(book, "Реестр!E1:F9")) == {
        "range": "'Реестр'!E1:F9",
        "majorDimension": "ROWS",
    }
    body = {"values": [["", "a", ""], [], [None, 1]], "majorDimension": "ROWS"}
    done = call("PUT", path(book, "Реестр!E1:G3"), body, valueInputOption="RAW")
    assert (done["updatedCells"], done["updatedRows"], done["updatedColumns"]) == (4, 2, 3)
    assert call("GET", path(book, "Реестр!E1:G9"))["values"] == [["", "a"], [], ["", "1"]]
    turned = call("GET", path(book, "Реестр!E1:G9"), majorDimension="COLUMNS")
    assert turned["values"] == [[], ["a", "", "1"]]


@pytest.mark.parametrize(
    ("locale", "entered", "value", "shown"),
    [
        ("en_US", "1.5", 1.5, "1.5"),
        ("ru_RU", "1,5", 1.5, "1,5"),
        ("ru_RU", "1.5", "1.5", "1.5"),
        ("ru_RU", "05.09.2026", 46270, "05.09.2026"),
        ("en_US", "9/5/2026", 46270, "9/5/2026"),
        ("ru_RU", "2026-09-05", 46270, "2026-09-05"),
        ("ru_RU", "45%", 0.45, "45%"),
        ("ru_RU", "12,5%", 0.125, "12,50%"),
        ("ru_RU", "1 234,50", 1234.5, "1\u00a0234,50"),
        ("en_US", "2,000,000.01", 2000000.01, "2,000,000.01"),
        ("en_US", "TRUE", True, "TRUE"),
        ("ru_RU", "ИСТИНА", True, "ИСТИНА"),
        ("en_US", "'007", "007", "007"),
        ("en_US", "007", 7, "7"),
        ("en_US", "=1/3", 1 / 3, "0.3333333333"),
        ("ru_RU", '=ЕСЛИ(1>2;"да";"нет")', "нет", "нет"),
        ("en_US", "=1/0", "#DIV/0!", "#DIV/0!"),
        ("en_US", "=NOSUCH(1)", "#NAME?", "#NAME?"),
        ("en_US", '="a"&"b"', "ab", "ab"),
        ("en_US", "10:30", 0.4375, "10:30:00 AM"),
        ("en_US", "текст", "текст", "текст"),
    ],
)
def test_typed(google, call, locale, entered, value, shown):
    """USER_ENTERED reads as a person's typing in the spreadsheet's locale."""
    book = google.person.create("Книга", locale=locale)
    body = {"values": [[entered]]}
    call("PUT", path(book, "A1"), body, valueInputOption="USER_ENTERED")
    plain = call("GET", path(book, "A1"), valueRenderOption="UNFORMATTED_VALUE")["values"]
    assert plain == [[value]]
    assert call("GET", path(book, "A1"))["values"] == [[shown]]


def test_raw_stays(call, book):
    """RAW takes text as it is."""
    body = {"values": [["=1+1", "01.02.2026", 5, True]]}
    call("PUT", path(book, "A9"), body, valueInputOption="RAW")
    answer = call("GET", path(book, "A9:D9"), valueRenderOption="UNFORMATTED_VALUE")
    assert answer["values"] == body["values"]


def test_input_option_is_required(call, book):
    """400 without valueInputOption."""
    answer = call("PUT", path(book, "A9"), {"values": [[1]]})
    assert answer.json()["error"]["message"] == "'valueInputOption' is required but not specified"


def test_writing_outside_the_range(call, book):
    """Neither more rows nor columns than the range has."""
    body = {"values": [[1, 2, 3]]}
    answer = call("PUT", path(book, "Второй!A1:B1"), body, valueInputOption="RAW")
    assert answer.json()["error"]["message"] == (
        "Requested writing within range ['Второй'!A1:B1], but tried writing to column [C]"
    )


def test_append_finds_the_table(call, book):
    """Rows are appended after the last table that the range meets."""
    body = {"values": [["Глеб", 10]]}
    done = call("POST", path(book, "Реестр", ":append"), body, valueInputOption="RAW")
    assert done["tableRange"] == "'Реестр'!A1:C4"
    assert done["updates"]["updatedRange"] == "'Реестр'!A5:B5"
    query = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    done = call("POST", path(book, "Реестр!F1", ":append"), body, **query)
    assert "tableRange" not in done
    assert done["updates"]["updatedRange"] == "'Реестр'!F1:G1"


def test_batches(call, book):
    """Reading, writing and clearing several ranges; one bad range is an error for all."""
    base = f"/v4/spreadsheets/{book}/values"
    got = call("GET", base + ":batchGet", ranges=["Реестр!A1", "Второй"])
    assert [r["values"][0][0] for r in got["valueRanges"]] == ["Имя", "x"]
    assert call("GET", base + ":batchGet", ranges=["A1", "Нет!A1"]).status_code == 400
    data = [{"range": "Второй!B1", "values": [[1]]}, {"range": "Второй!B2", "values": [[2]]}]
    done = call("POST", base + ":batchUpdate", {"data": data, "valueInputOption": "RAW"})
    assert (done["totalUpdatedCells"], done["totalUpdatedColumns"]) == (2, 1)
    cleared = call("POST", base + ":batchClear", {"ranges": ["Второй", "Реестр!A1:B1"]})
    assert cleared["clearedRanges"] == ["'Второй'!A1:Z1000", "'Реестр'!A1:B1"]


def test_data_filters(call, book):
    """Values are found by metadata wherever their row went."""
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    meta = {"metadataKey": "id", "location": {"dimensionRange": row}, "visibility": "DOCUMENT"}
    call.change(book, {"createDeveloperMetadata": {"developerMetadata": meta}})
    call.change(book, {"insertDimension": {"range": {**row, "startIndex": 0, "endIndex": 1}}})
    lookup = {"developerMetadataLookup": {"metadataKey": "id"}}
    base = f"/v4/spreadsheets/{book}"
    got = call("POST", base + "/values:batchGetByDataFilter", {"dataFilters": [lookup]})
    assert got["valueRanges"][0]["valueRange"]["values"][0][0] == "Борис"
    found = call("POST", base + "/developerMetadata:search", {"dataFilters": [lookup]})
    number = found["matchedDeveloperMetadata"][0]["developerMetadata"]["metadataId"]
    assert call("GET", f"{base}/developerMetadata/{number}")["metadataKey"] == "id"
    change = {"dataFilter": lookup, "values": [["Боря"]]}
    body = {"data": [change], "valueInputOption": "RAW"}
    done = call("POST", base + "/values:batchUpdateByDataFilter", body)
    assert done["responses"][0]["updatedRange"] == "'Реестр'!A4"


def test_grid_by_mask(google, call, book):
    """A mask that names data brings the grid; errors and formulas are typed."""
    google.person.type(book, "Второй", "B2", "=A1/0")
    mask = (
        "sheets(properties(sheetId,title),data(startRow,startColumn,rowData(values("
        "effectiveValue,userEnteredValue(formulaValue)))))"
    )
    sheets = call("GET", f"/v4/spreadsheets/{book}", fields=mask)["sheets"]
    assert sheets[0]["data"][0]["rowData"][1]["values"] == [
        {"userEnteredValue": {}, "effectiveValue": {"stringValue": "Анна"}},
        {"userEnteredValue": {}, "effectiveValue": {"numberValue": 7}},
        {"userEnteredValue": {}, "effectiveValue": {"numberValue": 4.5}},
    ]
    cell = sheets[1]["data"][0]["rowData"][1]["values"][1]
    assert cell["userEnteredValue"] == {"formulaValue": "=A1/0"}
    assert cell["effectiveValue"]["errorValue"]["type"] == "VALUE"


def test_set_result(google, call, book):
    """A formula's result changes without an edit that Drive would tell of."""
    google.person.type(book, "Второй", "B2", '=IMPORTRANGE("x";"A1")')
    before = call("GET", f"/drive/v3/files/{book}", fields="modifiedTime,version")
    mask = "sheets.data.rowData.values.effectiveValue"
    cell = call("GET", f"/v4/spreadsheets/{book}", fields=mask, ranges="Второй!B2")
    value = cell["sheets"][0]["data"][0]["rowData"][0]["values"][0]["effectiveValue"]
    assert value == {"errorValue": {"type": "LOADING", "message": "Loading..."}}
    google.set_result(book, "Второй", "B2", 12)
    assert call("GET", path(book, "Второй!B2"))["values"] == [["12"]]
    assert call("GET", f"/drive/v3/files/{book}", fields="modifiedTime,version") == before


def test_masks_are_checked(call, book):
    """Unknown paths of `fields` and unknown parameters are refused by name."""
    answer = call("GET", f"/v4/spreadsheets/{book}", fields="sheets(propertys)")
    error = answer.json()["error"]
    assert (answer.status_code, error["message"]) == (400, "Request contains an invalid argument.")
    assert error["details"][0]["fieldViolations"][0]["description"] == (
        "Error expanding 'fields' parameter. Cannot find matching fields for path "
        "'sheets.propertys'."
    )
    answer = call("GET", f"/v4/spreadsheets/{book}", includeGridDate=True)
    assert answer.json()["error"]["message"].startswith(
        'Invalid JSON payload received. Unknown name "includeGridDate": Cannot bind query '
    )


def test_create(call):
    """spreadsheets.create makes sheets with their cells."""
    row = {"values": [{"userEnteredValue": {"stringValue": "а"}}]}
    sheet = {"properties": {"title": "Т"}, "data": [{"rowData": [row]}]}
    made = call(
        "POST",
        "/v4/spreadsheets",
        {"properties": {"title": "К", "locale": "ru_RU"}, "sheets": [sheet]},
    )
    assert made["properties"]["title"] == "К"
    assert call("GET", path(made["spreadsheetId"], "Т"))["values"] == [["а"]]
    plain = call("POST", "/v4/spreadsheets", {})
    assert plain["sheets"][0]["properties"]["title"] == "Sheet1"
