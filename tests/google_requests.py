"""What passes cost in requests, beside the usual way of using gspread on the same district."""

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

import gspread
from rich.console import Console
from rich.table import Table

from rules.forms import Form
from sync.google.limits import Limiter, Quota, SystemClock
from sync.resources import forms_of
from tests.google_district import District

HASTE = 100_000
"""Requests in a minute: no quota at all."""

KINDS = ("drive_list", "sheets_read", "sheets_write", "drive_read", "drive_write")
TITLES = ("Список Drive", "Чтений", "Записей", "Чтений Drive", "Загрузок и прочего")


class Cost(NamedTuple):
    """The requests of one pass by kind."""

    what: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def sheets(self) -> tuple[int, int, int]:
        """Listings, reads, writes."""
        return (self.counts["drive_list"], self.counts["sheets_read"], self.counts["sheets_write"])


def cost(district: District, what: str) -> Cost:
    """Give the requests since the last reset, and reset them."""
    requests = district.google.requests
    counts = {kind: requests[kind] for kind in KINDS}
    requests.reset()
    return Cost(what, counts)


def usual_way(district: District) -> Cost:
    """Do what a program on gspread usually does: open, find the tab, read it, write it.

    A tab of people is read, a tab of the worker's written, of every spreadsheet.
    """
    district.google.requests.reset()
    unhurried = Limiter(SystemClock(), Quota(HASTE, HASTE))  # nobody waits for its turn here
    client = district.client(limiter=unhurried)
    account = gspread.Client(None, http_client=lambda *_, **__: client)
    for name, id in district.ids.items():
        audience = "coordinator" if name.startswith("Координатор") else "organisation"
        book = account.open_by_key(id)
        for form in forms_of(audience).values():
            _records(book, form)
        for title in [sheet.title for sheet in book.worksheets()]:
            if title not in {form.title for form in forms_of(audience).values()}:
                tab = book.worksheet(title)
                tab.update(tab.get_values(), "A1")
    return cost(district, "обычный цикл gspread: открыть, найти вкладку, прочесть, записать")


def _records(book: gspread.Spreadsheet, form: Form) -> None:
    with suppress(gspread.WorksheetNotFound):  # somebody deleted it
        book.worksheet(form.title).get_values()


def show(costs: list[Cost], console: Console | None = None) -> None:
    """Print the table."""
    table = Table("Проход", *TITLES, "Всего", title="Запросов к Google")
    for one in costs:
        table.add_row(one.what, *(str(one.counts[kind]) for kind in KINDS), str(one.total))
    (console or Console(width=140)).print(table)
