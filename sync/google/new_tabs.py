"""Tabs that people fill, added to their spreadsheets; what stands there is never touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rules.books import dated_title, pick_tabs
from rules.forms import Form
from sync.form_tabs import HELP_TITLE
from sync.google.client import Client
from sync.google.drawing import Request, draw_new_tabs
from sync.google.errors import Refused
from sync.google.sheets import FIELDS, Sheet, Spreadsheet, spreadsheet_of
from sync.google.writing import send
from sync.tabs import Tab

DEFAULT_SHEET = 0
"""The id of the sheet that a new spreadsheet comes with."""


def absent_tabs(
    tabs: Iterable[Tab],
    forms: Mapping[str, Form],
    standing: Spreadsheet,
    year: str | None = None,
) -> list[Tab]:
    """Give those of `tabs` of `forms`, and the help, that a spreadsheet lacks.

    A tab that somebody renamed is there. With `year` those of a new school year are looked for:
    they stand beside the old ones, with the year in their titles.
    """
    grids = [sheet.grid for sheet in standing.sheets if not sheet.ours]
    faults = pick_tabs(grids, forms, (), year, only_dated=year is not None).faults
    missing = {fault.tab for fault in faults if fault.rule == "tab.missing"}
    titles = {form.title: dated_title(form, year) for form in forms.values()} if year else {}
    return [
        replace(tab, title=titles.get(tab.title, tab.title))
        for tab in tabs
        if tab.title in {*missing, HELP_TITLE}
    ]


def add_tabs(client: Client, tabs: Sequence[Tab], standing: Spreadsheet, book: str) -> list[str]:
    """Add those of `tabs` whose titles are free; give their titles.

    The empty sheet that a new spreadsheet comes with goes in the same batch.
    """
    before = {title for _, title in standing.order}
    while requests := draw_new_tabs(tabs, standing):
        try:
            standing = send(client, [*requests, *_without_blank(standing)], standing, book).standing
        except Refused:
            again = spreadsheet_of(client.get_spreadsheet(standing.id, FIELDS, book=book))
            if again.guard == standing.guard:  # it was not done already by a try without answer
                raise
            standing = again
    return [title for _, title in standing.order if title not in before]


def _without_blank(standing: Spreadsheet) -> list[Request]:
    blank = [one.id for one in standing.sheets if one.id == DEFAULT_SHEET and is_blank(one)]
    return [{"deleteSheet": {"sheetId": id}} for id in blank]


def is_blank(sheet: Sheet) -> bool:
    """Tell whether nobody has put anything into a sheet."""
    grid = sheet.grid
    return not (grid.rows or grid.merged or sheet.charts or sheet.protected or sheet.conditions)
