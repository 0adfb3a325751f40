"""The same district in a folder and in Google: one pass, told apart by nothing but its links."""

import re

import pandas as pd
import pytest

from rules.grid import Grid
from rules.report import Report
from sync.drawing import LISTS
from sync.folder import ANSWERS, BOOKS, COORDINATOR, SUMMARY
from sync.google.sheets import FIELDS, spreadsheet_of
from sync.opening import open_folder
from sync.passes import run
from sync.state import State
from tests.emulator import Emulator
from tests.google_district import NOW, TODAY, found, silent
from tests.sync.people import found as found_in_folder

pytestmark = pytest.mark.xdist_group("same pass")

NUMBER = 12


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Give the reports of both passes, and what then stands in the worker's tabs by book."""
    folder = found_in_folder(tmp_path_factory.mktemp("folder") / "район", NUMBER)
    state = State(folder / ".vzaimo")
    files = open_folder(folder, folder / ".vzaimo")
    in_folder = run(files, state, TODAY, NOW, progress=silent)
    there = {name: file.grids for name, file in state.books().items()}
    state.close()
    with Emulator() as google:
        district = found(
            google, tmp_path_factory.mktemp("google"), NUMBER, personal="books", documents=True
        )
        in_google = district.go()
        client = district.client()
        here = {
            name: spreadsheet_of(client.get_spreadsheet(id, FIELDS)).sheets
            for name, id in district.ids.items()
        }
        assert not google.failures
    assert in_folder.complete and in_google.complete
    return in_folder.report, in_google.report, there, here


def frames(report: Report) -> dict[str, pd.DataFrame]:
    """Give every frame of a report."""
    return {
        "ratings": report.ratings.table,
        "findings": report.findings,
        "monitoring": report.monitoring,
        "risks": report.risks,
        "map": report.problem_map.aspects,
        "staffing": report.staffing.organisations,
        "totals": report.staffing.totals,
    }


def test_both_passes_make_the_same_report(both):
    """Tables, findings, indicators, ratings and the map are equal, cell by cell."""
    ours, theirs, *_ = both
    for name, table in ours.district.tables.items():
        values, other = table.values, theirs.district.tables[name].values
        if name == "registry":  # where the books lie is what differs
            values, other = values.drop(columns="book"), other.drop(columns="book")
        pd.testing.assert_frame_equal(values, other)
    mine, other = frames(ours), frames(theirs)
    assert len(ours.findings) > 20
    for name in mine:
        pd.testing.assert_frame_equal(mine[name], other[name], obj=name)
    assert ours.tasks == theirs.tasks


def cells(grid: Grid) -> dict[tuple[int, int], object]:
    """Give what is in a tab, but for the mark, in which the links are digested."""
    return {
        (r, c): re.sub(r"у каждой .*«Проверка»", "…", value) if isinstance(value, str) else value
        for r, row in enumerate(grid.rows)
        for c, value in enumerate(row)
        if value != "" and not str(value).startswith("vzaimo ")
    }


def test_both_passes_write_the_same_tabs(both):
    """The tabs of the summary and of every «Проверка» hold the same values at the same places."""
    *_, there, here = both
    compared = 0
    for name, sheets in here.items():
        own = SUMMARY if name == COORDINATOR else name.replace(BOOKS, ANSWERS, 1)
        ours = [sheet.grid for sheet in sheets if sheet.ours]
        files = [grid for grid in there[own] if grid.title != LISTS]  # long drop-downs of Excel's
        assert [grid.title for grid in ours] == [grid.title for grid in files]
        for mine, other in zip(files, ours, strict=True):
            assert cells(mine) == cells(other), (name, mine.title)
            compared += 1
    assert compared == 13 + NUMBER
