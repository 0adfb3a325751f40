"""Clients of the emulator for tests: gspread with its addresses replaced, and plain requests."""

from __future__ import annotations

from typing import Any

import gspread
import requests
from gspread.http_client import HTTPClient

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


def http_client(base: str) -> type[HTTPClient]:
    """gspread's client with the emulator's address in the place of Google's."""

    class Redirected(HTTPClient):
        def request(self, method: str, endpoint: str, **kwargs: Any) -> requests.Response:
            for prefix in GOOGLE:
                endpoint = endpoint.replace(prefix, base, 1)
            return super().request(method, endpoint, **kwargs)

    return Redirected


def session(token: str = "any") -> requests.Session:
    """A session with a bearer token."""
    made = requests.Session()
    made.trust_env = False
    made.headers["Authorization"] = f"Bearer {token}"
    return made


def gspread_client(base: str, token: str = "any") -> gspread.Client:
    """gspread as the account of a token."""
    return gspread.Client(auth=None, session=session(token), http_client=http_client(base))
