"""Writing the worker's tabs into a spreadsheet: one batch, which can be repeated without harm."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sync.google import versions
from sync.google.client import Client
from sync.google.drawing import Request, draw_requests
from sync.google.errors import Refused
from sync.google.sheets import FIELDS, RESPONSE_FIELDS, Spreadsheet, spreadsheet_of
from sync.tabs import Tab

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Write:
    """What stands in a spreadsheet after a write; `version` is empty where nothing was to do."""

    standing: Spreadsheet
    version: str = ""


def write_tabs(
    client: Client, tabs: Sequence[Tab], standing: Spreadsheet, book: str
) -> Write | None:
    """Make `tabs` stand in a spreadsheet that was read as `standing`.

    A batch that Google refuses was done already, by a try whose answer got lost, or planned for
    what stands there no more: the spreadsheet is read again and what is left to do is done.
    None where others change it all the time; GoogleError where it cannot be written.
    """
    refused: list[Request] = []
    for _ in range(ATTEMPTS):
        requests = draw_requests(tabs, standing, editors=_editors(client))
        if not requests:
            return Write(standing)
        try:
            return send(client, requests, standing, book)
        except Refused:
            if requests == refused:  # nothing is other than when it was refused before
                raise
            refused = requests
            standing = spreadsheet_of(client.get_spreadsheet(standing.id, FIELDS, book=book))
    return None


def _editors(client: Client) -> tuple[str, ...]:
    return (client.account.address,) if client.account.address else ()


def send(client: Client, requests: Sequence[Request], standing: Spreadsheet, book: str) -> Write:
    """Send a batch, whose answer is what then stands there."""
    body = {
        "requests": requests,
        "includeSpreadsheetInResponse": True,
        "responseIncludeGridData": True,
    }
    sent = dt.datetime.now(dt.UTC)
    answer = client.batch_update(standing.id, body, RESPONSE_FIELDS, repeatable=True, book=book)
    version = versions.of_write(sent, dt.datetime.now(dt.UTC), client.server_time)
    return Write(spreadsheet_of(answer["updatedSpreadsheet"]), version)
