"""Tabs that people fill, added to their spreadsheets; what stands there is never touched."""

from collections.abc import Sequence
from dataclasses import replace

from sync.google.client import Client
from sync.google.drawing import draw_new_tabs
from sync.google.errors import Refused
from sync.google.sheets import FIELDS, Spreadsheet, spreadsheet_of
from sync.google.writing import send
from sync.resources import forms
from sync.stores import NewBook
from sync.tabs import Tab


def tabs_of(new: NewBook) -> Sequence[Tab]:
    """Give the tabs that a spreadsheet should get.

    Those of a new school year stand beside the old ones, with the year in their titles.
    """
    if not new.again:
        return new.book.tabs
    yearly = {form.title for form in forms().values() if form.yearly}
    return [
        replace(tab, title=f"{tab.title} {new.year}") if tab.title in yearly else tab
        for tab in new.book.tabs
    ]


def add_tabs(client: Client, tabs: Sequence[Tab], standing: Spreadsheet, book: str) -> bool:
    """Add those of `tabs` that are not there; tell whether any was added."""
    added = False
    while requests := draw_new_tabs(tabs, standing):
        try:
            standing = send(client, requests, standing, book).standing
        except Refused:
            again = spreadsheet_of(client.get_spreadsheet(standing.id, FIELDS, book=book))
            if again.guard == standing.guard:  # it was not done already by a try without answer
                raise
            standing = again
        added = True
    return added


def remove_blank_tab(client: Client, standing: Spreadsheet, book: str) -> None:
    """Remove the empty sheet that a new spreadsheet comes with, when it has others."""
    first = standing.sheets[0] if standing.sheets else None
    if first is not None and not first.grid.rows and len(standing.sheets) > 1:
        body = {"requests": [{"deleteSheet": {"sheetId": first.id}}]}
        client.batch_update(standing.id, body, book=book)
