"""A person at the browser: edits past HTTP, past the counts, and moving modifiedTime."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import export, grid
from .a1 import Area, read
from .accounts import TEACHER, Account, Accounts
from .change import Change, grid_range
from .files import FOLDER, SPREADSHEET, File, permission
from .requests_sheets import delete_sheet, make_sheet
from .requests_sorting import sort_range
from .spreadsheet import Spreadsheet
from .store import Store
from .values_api import enter
from .values_read import value_range


class Person:
    """Somebody who works by hand; `by(email)` gives another one."""

    def __init__(self, store: Store, accounts: Accounts, account: Account = TEACHER) -> None:
        self.store = store
        self.accounts = accounts
        self.account = account

    def by(self, email: str) -> Person:
        """Another person."""
        return Person(self.store, self.accounts, self.accounts.get(email))

    # Files

    def create(
        self,
        title: str,
        *,
        tabs: dict[str, list[list[Any]]] | None = None,
        share: list[str] | tuple[str, ...] = (),
        parent: str = "",
        locale: str = "",
    ) -> str:
        """A new spreadsheet of the person's; its id. Tabs are given by title and rows."""
        with self.store.lock:
            parents = [parent] if parent else None
            file = self.store.add(title, SPREADSHEET, self.account, parents=parents)
            book = _book(file)
            if locale:
                book.properties["locale"] = locale
                book.sheets[0].title = book.default_sheet_title + "1"
            if tabs:
                book.sheets = []
            for index, (name, rows) in enumerate((tabs or {}).items()):
                sheet = book.add_sheet(name)
                if not index:
                    sheet.id = 0
                _put_rows(book, sheet, rows)
            for email in share:
                self.share(file.id, email)
            return file.id

    def copy(self, file_id: str, title: str, *, share: list[str] | tuple[str, ...] = ()) -> str:
        """A copy of a spreadsheet, the quick way to many alike; its id."""
        with self.store.lock:
            source = self.store.files[file_id]
            file = self.store.add(title, SPREADSHEET, self.account)
            book = _book(source).copy()
            book.id = file.id
            book.properties = {**book.properties, "title": title}
            file.book = book
            for email in share:
                self.share(file.id, email)
            return file.id

    def folder(
        self, name: str, *, share: list[str] | tuple[str, ...] = (), parent: str = ""
    ) -> str:
        """A new folder of the person's; its id."""
        with self.store.lock:
            parents = [parent] if parent else None
            file = self.store.add(name, FOLDER, self.account, parents=parents)
            for email in share:
                self.share(file.id, email)
            return file.id

    def upload(
        self,
        name: str,
        content: bytes,
        mime_type: str,
        *,
        parent: str = "",
        share: list[str] | tuple[str, ...] = (),
    ) -> str:
        """A file of the person's with a content; its id."""
        with self.store.lock:
            parents = [parent] if parent else None
            file = self.store.add(name, mime_type, self.account, parents=parents)
            file.content = content
            file.keep_revision(self.store.clock.now(), self.account)
            for email in share:
                self.share(file.id, email)
            return file.id

    def share(self, file_id: str, email: str, role: str = "writer") -> None:
        """Give an account a role on a file."""
        with self.store.lock:
            file = self.store.files[file_id]
            item = permission("user", role, email=email, name=self.accounts.get(email).name)
            file.permissions[item["id"]] = item
            file.shared_at.setdefault(email.lower(), self.store.clock.now())

    def unshare(self, file_id: str, email: str) -> None:
        """Take an account's role away."""
        with self.store.lock:
            file = self.store.files[file_id]
            file.permissions.pop(Account(email).permission_id, None)
            file.shared_at.pop(email.lower(), None)

    def trash(self, file_id: str) -> None:
        """Put a file into the trash."""
        with self.store.lock:
            file = self.store.files[file_id]
            file.trashed, file.trashed_at = True, self.store.clock.now()

    def untrash(self, file_id: str) -> None:
        """Take a file out of the trash."""
        with self.store.lock:
            self.store.files[file_id].trashed = False

    def remove(self, file_id: str) -> None:
        """Delete a file for ever."""
        with self.store.lock:
            self.store.remove(self.store.files[file_id])

    def rename(self, file_id: str, name: str) -> None:
        """Give a file another name."""
        with self.store.lock:
            file = self.store.files[file_id]
            if file.book is not None:
                file.book.properties = {**file.book.properties, "title": name}
            file.name = name
            file.touch(self.store.clock.now(), self.account)

    def move_file(self, file_id: str, folder_id: str) -> None:
        """Put a file into another folder or shared drive."""
        with self.store.lock:
            file = self.store.files[file_id]
            file.parents = [folder_id]
            file.drive_id = self.store.drive_of(folder_id)

    # Tabs

    def _edit(self, file_id: str, edit: Callable[[Spreadsheet], Any]) -> Any:
        with self.store.lock:
            file = self.store.files[file_id]
            result = edit(_book(file))
            self.store.edited(file, self.account)
            return result

    def add_tab(self, file_id: str, title: str, rows: list[list[Any]] | None = None) -> int:
        """A new tab at the end; its id."""

        def edit(book: Spreadsheet) -> int:
            sheet = make_sheet(book, {"title": title})
            _put_rows(book, sheet, rows or [])
            return sheet.id

        return self._edit(file_id, edit)

    def rename_tab(self, file_id: str, tab: str, title: str) -> None:
        """Another title for a tab."""
        self._edit(file_id, lambda book: setattr(_tab(book, tab), "title", title))

    def delete_tab(self, file_id: str, tab: str) -> None:
        """A tab taken away, with the metadata on it."""

        def edit(book: Spreadsheet) -> None:
            change = Change(book, self.account, self.account.email)
            delete_sheet(change, {"sheetId": _tab(book, tab).id})

        self._edit(file_id, edit)

    def move_tab(self, file_id: str, tab: str, index: int) -> None:
        """A tab put at a place."""

        def edit(book: Spreadsheet) -> None:
            sheet = _tab(book, tab)
            book.sheets.remove(sheet)
            book.sheets.insert(index, sheet)

        self._edit(file_id, edit)

    def hide_tab(self, file_id: str, tab: str, hidden: bool = True) -> None:
        """A tab hidden or shown."""
        self._edit(file_id, lambda book: _tab(book, tab).properties.update(hidden=hidden))

    def tabs(self, file_id: str) -> list[str]:
        """The titles of the tabs in their order."""
        with self.store.lock:
            return [sheet.title for sheet in _book(self.store.files[file_id]).sheets]

    # Cells

    def type(self, file_id: str, tab: str, cell: str, value: Any) -> None:
        """Type into a cell; None clears it."""
        self.fill(file_id, tab, cell, [[value]])

    def fill(self, file_id: str, tab: str, cell: str, rows: list[list[Any]]) -> None:
        """Type rows from a cell on; None clears a cell."""

        def edit(book: Spreadsheet) -> None:
            sheet = _tab(book, tab)
            area = _area(book, sheet, cell)
            _put_rows(book, sheet, rows, area.top, area.left)

        self._edit(file_id, edit)

    def insert_rows(self, file_id: str, tab: str, row: int, count: int = 1) -> None:
        """Empty rows before a row, counted from 1."""
        self._shift(file_id, tab, "ROWS", row - 1, count)

    def insert_columns(self, file_id: str, tab: str, column: int, count: int = 1) -> None:
        """Empty columns before a column, counted from 1."""
        self._shift(file_id, tab, "COLUMNS", column - 1, count)

    def delete_rows(self, file_id: str, tab: str, row: int, count: int = 1) -> None:
        """Rows taken out from a row on, counted from 1."""
        self._shift(file_id, tab, "ROWS", row - 1, -count)

    def delete_columns(self, file_id: str, tab: str, column: int, count: int = 1) -> None:
        """Columns taken out from a column on, counted from 1."""
        self._shift(file_id, tab, "COLUMNS", column - 1, -count)

    def move_rows(self, file_id: str, tab: str, row: int, count: int, before: int) -> None:
        """Rows moved to before another row; all counted from 1."""

        def edit(book: Spreadsheet) -> None:
            shift = grid.relocated(row - 1, row - 1 + count, before - 1)
            book.shift(_tab(book, tab), "ROWS", shift)

        self._edit(file_id, edit)

    def sort(
        self, file_id: str, tab: str, cells: str, column: int, descending: bool = False
    ) -> None:
        """A range sorted by a column, counted from 1."""

        def edit(book: Spreadsheet) -> None:
            area = _area(book, _tab(book, tab), cells)
            order = "DESCENDING" if descending else "ASCENDING"
            specs = [{"dimensionIndex": column - 1, "sortOrder": order}]
            place = {**grid_range(*area), "sheetId": area.sheet.id}
            change = Change(book, self.account, self.account.email)
            sort_range(change, {"range": place, "sortSpecs": specs})

        self._edit(file_id, edit)

    def _shift(self, file_id: str, tab: str, dimension: str, at: int, count: int) -> None:
        def edit(book: Spreadsheet) -> None:
            sheet = _tab(book, tab)
            shift = grid.inserted(at, count) if count > 0 else grid.deleted(at, at - count)
            book.shift(sheet, dimension, shift)
            if dimension == "ROWS":
                sheet.row_count += count
            else:
                sheet.column_count += count

        self._edit(file_id, edit)

    # Looking

    def values(self, file_id: str, tab: str, cells: str = "") -> list[list[Any]]:
        """The effective values of a tab or of some of its cells, ragged; dates are numbers."""
        return self._values(file_id, tab, cells, {"valueRenderOption": "UNFORMATTED_VALUE"})

    def texts(self, file_id: str, tab: str, cells: str = "") -> list[list[str]]:
        """What the cells show."""
        return self._values(file_id, tab, cells, {})

    def formulas(self, file_id: str, tab: str, cells: str = "") -> list[list[Any]]:
        """What was entered, formulas as formulas."""
        return self._values(file_id, tab, cells, {"valueRenderOption": "FORMULA"})

    def _values(
        self, file_id: str, tab: str, cells: str, options: dict[str, str]
    ) -> list[list[Any]]:
        with self.store.lock:
            book = _book(self.store.files[file_id])
            sheet = _tab(book, tab)
            whole = Area(sheet, 0, 0, sheet.row_count, sheet.column_count)
            area = _area(book, sheet, cells) if cells else whole
            return value_range(book, area, options).get("values", [])

    def cell(self, file_id: str, tab: str, cell: str) -> dict[str, Any]:
        """All that is stored of a cell."""
        with self.store.lock:
            book = _book(self.store.files[file_id])
            area = _area(book, _tab(book, tab), cell)
            return dict(area.sheet.cell(area.top, area.left))

    def book(self, file_id: str) -> Spreadsheet:
        """The spreadsheet itself, for looking closely; not to be changed."""
        return _book(self.store.files[file_id])

    def export(self, file_id: str, extension: str = "xlsx") -> bytes:
        """The spreadsheet as a file, or an uploaded file's content."""
        with self.store.lock:
            file = self.store.files[file_id]
            if file.book is None:
                return file.content or b""
            return export.export(file.book, extension)

    def find(self, name: str) -> str:
        """The id of the file of a name; KeyError if there is none."""
        for file in self.store.files.values():
            if file.name == name:
                return file.id
        raise KeyError(name)


def _book(file: File) -> Spreadsheet:
    if file.book is None:
        raise TypeError(f"{file.name} is not a spreadsheet")
    return file.book


def _tab(book: Spreadsheet, title: str) -> grid.Sheet:
    sheet = book.by_title(title)
    if sheet is None:
        raise KeyError(title)
    return sheet


def _area(book: Spreadsheet, sheet: grid.Sheet, cells: str) -> Area:
    return read(book, "'" + sheet.title.replace("'", "''") + "'!" + cells)


def _put_rows(
    book: Spreadsheet, sheet: grid.Sheet, rows: list[list[Any]], top: int = 0, left: int = 0
) -> None:
    sheet.row_count = max(sheet.row_count, top + len(rows))
    width = max((len(row) for row in rows), default=0)
    sheet.column_count = max(sheet.column_count, left + width)
    for row, values in enumerate(rows, top):
        for column, value in enumerate(values, left):
            enter(book, sheet, row, column, "" if value is None else value)
