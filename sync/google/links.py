"""Links of a tab as a browser opens them: to a cell of a spreadsheet, to a document of Drive."""

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rules.books import year_of
from rules.grid import Grid, Value
from sync.folder import DOCUMENTS
from sync.tabs import Block, Cell, Tab

EXTERNAL = re.compile(r"external:(?P<path>[^#]*)(#(?P<tab>'(?:[^']|'')+'|[^'!]+)!(?P<cell>\w+))?")
SPREADSHEET = "https://docs.google.com/spreadsheets/d/{}/edit"

IN_FOLDER = "в папке района"

Resolve = Callable[[str], str]
"""Gives the web address that a link of a tab leads to, «» for one that leads nowhere."""


def linked_tabs(tabs: Sequence[Tab], resolve: Resolve) -> tuple[Tab, ...]:
    """Give `tabs` with the addresses that `resolve` gives for links to other books."""
    return tuple(replace(tab, blocks=tuple(_block(b, resolve) for b in tab.blocks)) for tab in tabs)


def _block(block: Block, resolve: Resolve) -> Block:
    return replace(block, rows=[[_cell(cell, resolve) for cell in row] for row in block.rows])


def _cell(cell: Value | Cell, resolve: Resolve) -> Value | Cell:
    if not isinstance(cell, Cell) or not cell.link.startswith("external:"):
        return cell
    address = resolve(cell.link)
    return replace(cell, link=address, value=cell.value if address else _unlinked(cell))


def _unlinked(cell: Cell) -> Value:
    """Say in place of «открыть» where a document is that has no address."""
    return IN_FOLDER if f"{DOCUMENTS}/" in cell.link else cell.value


def parts(link: str, name: str) -> tuple[str, str, str]:
    """Give the book or file that a link of the book `name` leads to, its tab and its cell."""
    found = EXTERNAL.fullmatch(link)
    if found is None:
        return "", "", ""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found["path"]))
    tab = (found["tab"] or "").strip("'").replace("''", "'")
    return target, tab, found["cell"] or ""


def address(id: str, grids: Sequence[Grid], tab: str, cell: str) -> str:
    """Give the address of a cell of a spreadsheet; of the whole where the tab is not found.

    A tab of a later school year has the year in its title.
    """
    base = SPREADSHEET.format(id)
    fitting = [g for g in grids if g.title == tab or year_of(g.title, tab)]
    latest = max(fitting, key=lambda grid: year_of(grid.title, tab) or "", default=None)
    if not tab or latest is None or latest.sheet is None:
        return base
    return f"{base}#gid={latest.sheet}" + (f"&range={cell}" if cell else "")
