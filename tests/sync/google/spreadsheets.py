"""A spreadsheet in the emulator, as the worker draws it and people work in it."""

from sync.google.drawing import draw_new_tabs, draw_requests
from sync.google.sheets import FIELDS, spreadsheet_of
from tests.emulator.accounts import ANYBODY
from tests.emulator.clock import Clock
from tests.emulator.sheets_api import SheetsApi
from tests.emulator.store import Store


class Paper:
    """One spreadsheet; every request is checked against Google's discovery document."""

    def __init__(self, locale: str = "ru_RU"):
        self.api = SheetsApi(Store(Clock()))
        made = self._call("create", {}, {"properties": {"title": "Книга", "locale": locale}})
        self.id = made["spreadsheetId"]

    def _call(self, method, names, body=None, **query):
        options = {name: [value] for name, value in query.items()}
        return self.api.answer(f"sheets.spreadsheets.{method}", names, options, body, ANYBODY)

    def answer(self):
        """Give the answer to the one read of a book."""
        return self._call("get", {"spreadsheetId": self.id}, fields=FIELDS)

    def read(self):
        """Read the spreadsheet."""
        return spreadsheet_of(self.answer())

    def full(self):
        """Give all there is of the spreadsheet."""
        return self._call("get", {"spreadsheetId": self.id}, includeGridData="true")

    def apply(self, *requests):
        """Carry out one batch."""
        names = {"spreadsheetId": self.id}
        return self._call("batchUpdate", names, {"requests": list(requests)})

    def draw(self, *tabs, **more):
        """Draw the worker's tabs; give the requests that took."""
        requests = draw_requests(tabs, self.read(), **more)
        if requests:
            self.apply(*requests)
        return requests

    def draw_new(self, *tabs):
        """Draw tabs for people; give the requests that took."""
        requests = draw_new_tabs(tabs, self.read())
        if requests:
            self.apply(*requests)
        return requests

    # --- what people do -----------------------------------------------------------------------

    def sheet(self, title):
        """Find a sheet by what it is called now."""
        return next(one for one in self.read().sheets if one.title == title)

    def type(self, title, row, column, text):
        """Type a text into a cell, an empty one to empty it."""
        self.type_all(self.sheet(title).id, {(row, column): text})

    def type_all(self, sheet, texts):
        """Type into cells of a sheet by row and column."""
        requests = []
        for (row, column), text in texts.items():
            value = {"userEnteredValue": {"stringValue": text}} if text else {}
            start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
            change = {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}
            requests.append({"updateCells": change})
        if requests:
            self.apply(*requests)

    def set(self, title, /, **properties):
        """Change properties of a sheet."""
        change = {"sheetId": self.sheet(title).id} | properties
        fields = ",".join(properties)
        self.apply({"updateSheetProperties": {"properties": change, "fields": fields}})

    def find(self, title, text):
        """Give the row and column of a text."""
        rows = self.sheet(title).grid.rows
        return next(
            (r, c) for r, row in enumerate(rows) for c, one in enumerate(row) if one == text
        )
