"""Which sheet is which tab of the worker's, what it is called and where it stands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from sync.google.sheets import TAB_KEY, Sheet, Spreadsheet
from sync.worker_books import marks

Request = dict[str, Any]

OURS = "Взаимо"
LARGEST_ID = 0x7FFFFFFF


class Placing:
    """The places of the worker's tabs `titles` in a spreadsheet.

    `sheets` are those that stand, by declared title; `ids` those of all, the new ones too;
    `names` what each is called: another name where people have a tab of that title.
    """

    def __init__(
        self, titles: Sequence[str], standing: Spreadsheet, remove: Collection[str] = ()
    ) -> None:
        """Find the tabs in `standing`; those called as in `remove` are wanted no more."""
        self.titles, self.standing = titles, standing
        self.removed = [one for one in standing.sheets if one.ours and one.ours in remove]
        self.sheets = {title: one for title in titles if (one := _find(title, standing))}
        self.ids = self._new_ids() | {title: one.id for title, one in self.sheets.items()}
        own = {one.id for one in self.sheets.values()}
        theirs = {title.casefold() for number, title in standing.order if number not in own}
        self.names = {title: _free_name(title, theirs) for title in titles}
        self.new = [title for title in titles if title not in self.sheets]

    def _new_ids(self) -> dict[str, int]:
        """Give each tab an id that its title tells, so that one that comes back has it again."""
        taken = {number for number, _ in self.standing.order}
        ids = {}
        for title in self.titles:
            number = crc32(title.encode()) & LARGEST_ID
            while number in taken and title not in self.sheets:
                number = (number + 1) & LARGEST_ID
            ids[title] = number
            taken.add(number)
        return ids

    def requests(self, sizes: Mapping[str, tuple[int, int]]) -> Iterator[Request]:
        """Give the requests that name, add and order the tabs; `sizes` are rows and columns."""
        yield from self._renames()
        order = [number for number, _ in self.standing.order]
        for index, title in enumerate(self.titles):
            number = self.ids[title]
            if title in self.new:
                yield add_sheet(number, self.names[title], index, sizes[title])
                order.insert(index, number)
            elif order[index] != number:
                yield _update(number, index=index)
                order.remove(number)
                order.insert(index, number)
        yield from (_update(one.id, hidden=False) for one in self.sheets.values() if one.hidden)
        for title in self.titles:
            if title in self.new or not self.sheets[title].ours:
                yield _marked(self.ids[title], title)

    def removals(self) -> list[Request]:
        """Give the requests that delete the tabs that are wanted no more."""
        return [{"deleteSheet": {"sheetId": one.id}} for one in self.removed]

    def _renames(self) -> Iterator[Request]:
        """Give the tabs their names back; one that has another's name steps aside first."""
        titles = {one.id: one.title for one in self.sheets.values()}
        for title, sheet in self.sheets.items():
            name = self.names[title]
            if titles[sheet.id] == name:
                continue
            for other, called in titles.items():
                if other != sheet.id and called.casefold() == name.casefold():
                    titles[other] = f"{called} ~{other}"
                    yield _update(other, title=titles[other])
            titles[sheet.id] = name
            yield _update(sheet.id, title=name)


def _find(title: str, standing: Spreadsheet) -> Sheet | None:
    """Find a tab by its metadata, else one that is called so and has the worker's mark."""
    for sheet in standing.sheets:
        if sheet.ours == title:
            return sheet
    for sheet in standing.sheets:
        if not sheet.ours and sheet.title == title and marks([sheet.grid]):
            return sheet
    return None


def _free_name(title: str, taken: Collection[str]) -> str:
    name, number = title, 1
    while name.casefold() in taken:
        name = f"{title} ({OURS})" if number == 1 else f"{title} ({OURS} {number})"
        number += 1
    return name


def add_sheet(number: int, title: str, index: int, size: tuple[int, int]) -> Request:
    """Give the request that adds a sheet of so many rows and columns."""
    rows, columns = size
    grid = {"rowCount": rows, "columnCount": columns}
    properties = {"sheetId": number, "title": title, "index": index, "gridProperties": grid}
    return {"addSheet": {"properties": properties}}


def _update(sheet: int, **properties: Any) -> Request:
    change = {"sheetId": sheet} | properties
    return {"updateSheetProperties": {"properties": change, "fields": ",".join(properties)}}


def _marked(sheet: int, title: str) -> Request:
    metadata = {
        "metadataKey": TAB_KEY,
        "metadataValue": title,
        "location": {"sheetId": sheet},
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}
