"""A demo district in the emulator: spreadsheets that people made, filled and shared."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from typing import Any

from google.oauth2.credentials import Credentials

from rules.grid import Grid, place
from rules.personal import Personal
from sync.config import Config, load
from sync.demo import TODAY, found_demo
from sync.folder import BOOKS, COORDINATOR
from sync.google.accounts import Account, load_account
from sync.google.client import Client
from sync.google.endpoint import Endpoint
from sync.google.memory import remembered
from sync.google.serials import serial
from sync.google.store import GoogleStore, Places
from sync.opening import open_folder
from sync.passes import Result, run
from sync.state import State
from sync.workbooks import read_book
from tests.emulator import Emulator

NOW = dt.datetime(2026, 1, 1, 12)
WORKER = "worker@project.iam.gserviceaccount.com"
TOKEN = "worker-token"
CURATOR = "curator@example.ru"
FORMULAS = {"#DIV/0!": "=1/0", "#REF!": "=#REF!", "#N/A": "=NA()"}


def silent(what: str, done: int, of: int) -> None:
    """Show no progress."""


@dataclass
class District:
    """A district in the emulator: its folder, the ids of its spreadsheets by name of book."""

    google: Emulator
    folder: Path
    ids: dict[str, str] = field(default_factory=dict)
    threads: int = 1

    @property
    def config(self) -> Config:
        """Its configuration."""
        return load(self.folder)

    def client(self, **more: Any) -> Client:
        """A client of the worker's account."""
        endpoint = Endpoint(self.google.url)
        return Client(load_account(self.folder / "credentials.json", endpoint), endpoint, **more)

    def store(self, client: Client | None = None, **more: Any) -> GoogleStore:
        """The store over it."""
        config = self.config
        assert config.google is not None
        files = open_folder(self.folder, config.state, config.personal)
        places = Places(self.ids[COORDINATOR], folder=config.google.documents_folder, **more)
        memory = remembered(config.state)
        return GoogleStore(files, client or self.client(), places, memory, threads=self.threads)

    def go(self, today: dt.date = TODAY, client: Client | None = None, **more: Any) -> Result:
        """Make a pass."""
        state = State(self.config.state)
        try:
            return run(self.store(client), state, today, NOW, **more)
        finally:
            state.close()


def found(
    google: Emulator,
    folder: Path,
    number: int | None = 5,
    *,
    personal: Personal = "local",
    documents: bool = False,
) -> District:
    """Make a demo district: as in a folder, but typed into spreadsheets that people share.

    With `documents` there is a folder for them on a shared drive.
    """
    google.account(WORKER, service=True, token=TOKEN)
    district = District(google, folder / "район")
    district.folder.mkdir(parents=True)
    paper = open_folder(folder / "бумаги", folder / "бумаги" / "copies", personal)
    found_demo(paper, number, silent)
    books = [COORDINATOR, *(e.name for e in paper.entries() if e.name.startswith(f"{BOOKS}/"))]
    person = Client(Account(Credentials(token="a-person"), "", "bearer"), Endpoint(google.url))
    for name in books:
        title = "Свод" if name == COORDINATOR else Path(name).stem
        district.ids[name] = google.person.create(title, share=[WORKER])
    for name in books:
        grids = read_book((paper.read(name) or b""), name)
        if name == COORDINATOR:
            grids = [_linked(grid, district.ids) for grid in grids]
        paste(person, district.ids[name], grids)
    if personal == "local":
        copytree(paper.path / "Люди", district.folder / "Люди")
    key = district.folder / "credentials.json"
    key.write_text(json.dumps({"type": "bearer", "token": TOKEN}))
    key.chmod(0o600)
    summary = f"https://docs.google.com/spreadsheets/d/{district.ids[COORDINATOR]}/edit#gid=0"
    lines = [f'summary = "{summary}"', f'endpoint = "{google.url}"', f"today = {TODAY}"]
    lines.append(f'personal = "{personal}"')
    if documents:
        drive = google.shared_drive("Документы района", {WORKER: "organizer"})
        lines.append(f'documents_folder = "{drive.id}"')
    (district.folder / "vzaimo.toml").write_text("\n".join(lines) + "\n")
    return district


def _linked(grid: Grid, ids: dict[str, str]) -> Grid:
    """Write the links of the spreadsheets into the Реестр."""
    if grid.title != "Реестр ОО":
        return grid
    rows = [list(row) for row in grid.rows]
    header = next(number for number, row in enumerate(rows) if "Книга (файл)" in row)
    title, book = rows[header].index("Краткое наименование"), rows[header].index("Книга (файл)")
    for row in rows[header + 1 :]:
        id = ids.get(f"{BOOKS}/{row[title]}.xlsx")
        if id:
            row[book] = f"https://docs.google.com/spreadsheets/d/{id}/edit"
    return Grid(grid.title, rows, grid.errors, merged=grid.merged)


def paste(client: Client, id: str, grids: Sequence[Grid]) -> None:
    """Type tabs into a spreadsheet as a person pastes them, each value of its type."""
    requests: list[dict[str, Any]] = []
    for number, grid in enumerate(grids, start=1):
        width = max((len(row) for row in grid.rows), default=1)
        size = {"rowCount": len(grid.rows) + 100, "columnCount": max(width, 1) + 2}
        sheet = {"sheetId": number, "title": grid.title, "gridProperties": size}
        rows = [
            {"values": [_cell(value, grid.errors.get(place(r, c))) for c, value in enumerate(row)]}
            for r, row in enumerate(grid.rows)
        ]
        start = {"sheetId": number, "rowIndex": 0, "columnIndex": 0}
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        requests.append({"addSheet": {"properties": sheet}})
        requests.append({"updateCells": {"rows": rows, "start": start, "fields": fields}})
        for top, left, bottom, right in grid.merged:
            area = {
                "sheetId": number, "startRowIndex": top, "endRowIndex": bottom + 1,
                "startColumnIndex": left, "endColumnIndex": right + 1,
            }  # fmt: skip
            requests.append({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
    requests.append({"deleteSheet": {"sheetId": 0}})
    client.batch_update(id, {"requests": requests})


def _cell(value: Any, error: str | None) -> dict[str, Any]:
    if error:
        return {"userEnteredValue": {"formulaValue": FORMULAS[error]}}
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, dt.date):
        shown = {"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}}
        return {"userEnteredValue": {"numberValue": serial(value)}, "userEnteredFormat": shown}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}}
