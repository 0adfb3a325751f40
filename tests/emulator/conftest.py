"""An emulator for each test, and a caller that checks every answer by the discovery documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from . import Emulator
from .clients import session
from .discovery import api
from .service import Request


class Caller:
    """Sends requests and holds the answers against Google's own description of them."""

    def __init__(self, google: Emulator, token: str = "any") -> None:
        self.google = google
        self.session = session(token)

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer's JSON; an answer that is no success is returned as it is."""
        answer = self.send(method, path, body, **query)
        if answer.status_code >= 400 or not answer.content:
            return answer
        value = answer.json()
        request = Request(method, answer.request.path_url, {}, b"")
        version = "v4" if request.api == "sheets" else "v3"
        message = api(request.api, version).methods[request.method_id].response
        assert api(request.api, version).check(message, value) == value
        return value

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer as it came."""
        url = self.google.url + path
        return self.session.request(method, url, json=body, params=query, timeout=10)

    def change(self, book: str, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """The replies of a batchUpdate."""
        answer = self("POST", f"/v4/spreadsheets/{book}:batchUpdate", {"requests": requests})
        assert isinstance(answer, dict), answer.text
        return answer["replies"]

    def refusal(self, book: str, *requests: dict[str, Any]) -> str:
        """The text with which a batchUpdate is refused."""
        answer = self.send("POST", f"/v4/spreadsheets/{book}:batchUpdate", {"requests": requests})
        assert answer.status_code == 400, answer.text
        return answer.json()["error"]["message"]

    def sheet(self, book: str, fields: str = "", index: int = 0) -> dict[str, Any]:
        """A sheet as spreadsheets.get shows it."""
        query = {"fields": f"sheets({fields})"} if fields else {}
        return self("GET", f"/v4/spreadsheets/{book}", **query)["sheets"][index]


@pytest.fixture
def google() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator
        assert emulator.failures == []


@pytest.fixture
def call(google: Emulator) -> Caller:
    return Caller(google)


@pytest.fixture
def book(google: Emulator) -> str:
    """A spreadsheet of two tabs."""
    rows = [["Имя", "Класс", "Балл"], ["Анна", 7, 4.5], ["Борис", 8, 3], ["Вера", 9, 5]]
    return google.person.create("Школа", tabs={"Реестр": rows, "Второй": [["x"]]})
