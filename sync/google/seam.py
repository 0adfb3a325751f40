"""The one way by which a request goes to Google: gspread's and our own.

A request gets its token, waits for its turn, is counted and sent with a timeout; what came back
is judged, and what may pass is tried again within bounds.
"""

import datetime as dt
import re
import threading
from collections import Counter
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import gspread
import requests
from google.auth.credentials import Credentials
from gspread.http_client import FileType, ParamsType

from sync.google import answers
from sync.google.accounts import Account
from sync.google.endpoint import Endpoint
from sync.google.errors import GoogleError
from sync.google.limits import Clock, Kind, Limiter, SystemClock
from sync.google.retrying import Patience, persist
from sync.google.tokens import Tokens
from sync.logs import keep_quiet

TIMEOUT = (10.0, 185.0)
"""Seconds to connect, and of silence while reading: Google itself gives a request 180."""

TOKEN_TIMEOUT = (10.0, 30.0)

READING_POSTS = re.compile(r":(getByDataFilter|batchGetByDataFilter|search)$")
SETTING_POSTS = re.compile(r"/values(/[^/]+)?:(clear|batchClear|batchUpdate)")
"""POSTs that leave the same behind when they are repeated."""


class Expect(Enum):
    """What the body of a good answer should be."""

    JSON = "json"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer; `json` is {} where none was expected, `server_time` Google's clock."""

    json: dict[str, Any]
    server_time: dt.datetime | None
    response: requests.Response


def kind_of(method: str, url: str) -> Kind:
    """Give the kind of a request by its method and address."""
    path, reads = urlsplit(url).path, method.upper() == "GET"
    if "/v4/spreadsheets" in path:
        reads = reads or bool(READING_POSTS.search(path))
        return Kind.SHEETS_READ if reads else Kind.SHEETS_WRITE
    if "/upload/" in path:
        return Kind.UPLOAD
    if not reads:
        return Kind.DRIVE_WRITE
    return Kind.DRIVE_LIST if path.endswith("/files") else Kind.DRIVE_READ


def repeatable_by_nature(method: str, url: str) -> bool:
    """Say whether doing it twice is the same as doing it once."""
    path = urlsplit(url).path
    posts = (READING_POSTS, SETTING_POSTS)
    return method.upper() != "POST" or any(one.search(path) for one in posts)


class Seam(gspread.HTTPClient):
    """gspread's HTTP client, bounded; one for a district, safe for threads.

    Give it to gspread as `gspread.Client(None, http_client=lambda *_: seam)`, or call it.
    """

    def __init__(
        self,
        account: Account,
        endpoint: Endpoint | None = None,
        *,
        limiter: Limiter | None = None,
        patience: Patience | None = None,
        clock: Clock | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        """Speak for `account` with the API at `endpoint`."""
        keep_quiet()
        self.account = account
        self.auth: Credentials = account.credentials
        self.endpoint = endpoint or Endpoint()
        self.clock = clock or SystemClock()
        self.limiter = limiter or Limiter(self.clock)
        self._patience = patience or Patience()
        self._default_timeout = timeout
        self.timeout = timeout
        self._tokens = Tokens(self.auth, TOKEN_TIMEOUT)
        self._thread = threading.local()
        self._counting = threading.Lock()
        self._counts: Counter[Kind] = Counter()

    @property
    def session(self) -> requests.Session:  # type: ignore[override]
        """This thread's session: requests' sessions are not made for several threads."""
        if not hasattr(self._thread, "session"):
            self._thread.session = requests.Session()
            self._thread.session.headers["User-Agent"] = "vzaimo (gzip)"
        session: requests.Session = self._thread.session
        return session

    @property
    def server_time(self) -> dt.datetime | None:
        """Google's clock by the last good answer in this thread, or None before any."""
        return getattr(self._thread, "server_time", None)

    def counts(self) -> dict[Kind, int]:
        """Give the number of requests sent of each kind, repeated ones too, tokens not."""
        with self._counting:
            return {kind: self._counts[kind] for kind in Kind}

    def set_timeout(self, timeout: float | tuple[float, float] | None) -> None:
        """Change the timeout; None is the default one, never «wait for ever»."""
        self.timeout = timeout or self._default_timeout

    def request(
        self,
        method: str,
        endpoint: str,
        params: ParamsType | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: FileType = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        """Do what gspread asks; GoogleError in place of its APIError."""
        raw = endpoint.endswith("/export") or method.upper() == "DELETE"
        expect = Expect.ANYTHING if raw else Expect.JSON
        return self.ask(
            method,
            endpoint,
            params=params,
            data=data,
            json=json,
            files=files,
            headers=headers,
            expect=expect,
        ).response

    def ask(
        self,
        method: str,
        url: str,
        *,
        book: str = "",
        repeatable: bool | None = None,
        expect: Expect = Expect.JSON,
        headers: Mapping[str, str] | None = None,
        **sent: Any,
    ) -> Answer:
        """Send a request to `url` of Google's (as at Google) and give the answer.

        `sent` are requests' own `params`, `data`, `json` and `files`. `repeatable` says that a
        repetition does no harm; None: by its method. GoogleError, with `book` named in it, when
        the tries are used up or it makes no sense to try; Ambiguous when it is not repeatable and
        may have been done.
        """
        if repeatable is None:
            repeatable = repeatable_by_nature(method, url)
        attempt = partial(self._attempt, method, url, dict(headers or {}), expect, sent)
        try:
            return persist(
                attempt, repeatable=repeatable, patience=self._patience, clock=self.clock
            )
        except GoogleError as error:
            raise error.named(book, self.account.address) from error.__cause__

    def _attempt(
        self, method: str, url: str, headers: dict[str, str], expect: Expect, sent: dict[str, Any]
    ) -> Answer:
        kind = kind_of(method, url)
        token = self._tokens.header()
        response = self._send(kind, method, url, headers | token, sent)
        if response.status_code == 401:
            token = self._tokens.header(rejected=token.get("authorization", ""))
            response = self._send(kind, method, url, headers | token, sent)
        good = response.status_code < 300 or response.status_code == 308
        if not good or (expect is Expect.JSON and response.status_code == 308):
            raise self._refusal(kind, response)
        body = answers.parsed(response) if expect is Expect.JSON else {}
        self._thread.server_time = answers.server_time(response)
        return Answer(body, self._thread.server_time, response)

    def _send(
        self, kind: Kind, method: str, url: str, headers: dict[str, str], sent: dict[str, Any]
    ) -> requests.Response:
        self.limiter.wait(kind)
        with self._counting:
            self._counts[kind] += 1
        try:
            return self.session.request(
                method.upper(),
                self.endpoint.url(url),
                headers=headers,
                timeout=self.timeout or self._default_timeout,
                allow_redirects=False,  # the API gives none; a token must not follow one
                **sent,
            )
        except requests.exceptions.InvalidJSONError:
            raise  # a fault of the program: NaN in what is sent
        except OSError as error:
            raise answers.broken(error) from None

    def _refusal(self, kind: Kind, response: requests.Response) -> GoogleError:
        error = answers.refusal(response)
        pause = error.retry_after or 0.0
        if response.status_code == 429 and pause <= self._patience.total:
            self.limiter.hold(kind, pause)  # for everybody; a longer one is not waited for
        return error
