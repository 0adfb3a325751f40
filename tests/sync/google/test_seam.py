"""Faults on the way to Google: what is tried again, within which bounds, and how it ends."""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from typing import Any

import gspread
import pytest
import requests
import responses
from gspread.http_client import BackOffHTTPClient

from sync.google import errors
from sync.google.accounts import Account
from sync.google.client import Client
from sync.google.endpoint import Endpoint
from sync.google.errors import GoogleError
from sync.google.limits import Kind, Limiter
from sync.google.retrying import Patience
from sync.google.seam import kind_of, repeatable_by_nature
from tests.sync.google.conftest import SHORT, TOKEN, Act, FakeClock, Server, said

PAGE = {"Content-Type": "text/html"}
WHOLE = {"ok": 1}
STALL = Act(stall=30)


def google_says(status: int, message: str = "…", **error: Any) -> Act:
    return said({"error": {"code": status, "message": message} | error}, status)


CUT_ANSWER = Act(b'{"ok":', length=100)
FAULTS = {
    "429": (google_says(429), errors.RateLimited),
    "403 rate": (
        google_says(403, errors=[{"domain": "usageLimits", "reason": "userRateLimitExceeded"}]),
        errors.RateLimited,
    ),
    "500": (google_says(500), errors.Unavailable),
    "503": (google_says(503), errors.Unavailable),
    "stall": (STALL, errors.Unavailable),
    "cut before": (Act(cut_before=True), errors.NoNetwork),
    "cut after": (Act(cut_after=True), errors.NoNetwork),
    "cut answer": (CUT_ANSWER, errors.Unavailable),
    "cut JSON": (Act(b'{"ok":'), errors.Unavailable),
    "no answer": (Act(b""), errors.Unavailable),
    "not an object": (Act(b"[]"), errors.Unavailable),
    "page 200": (Act(b"<html>", headers=PAGE), errors.NotGoogle),
    "page 502": (Act(b"<!DOCTYPE html>", 502, PAGE), errors.NotGoogle),
    "sent elsewhere": (Act(b"", 302, {"Location": "https://example.org"}), errors.NotGoogle),
}
NEVER_DONE = {"429", "403 rate"}

CALLS: dict[str, Callable[[Client], Any]] = {
    "read": lambda client: client.get_spreadsheet("b", "f", book="Ойская СШ"),
    "batch": lambda client: client.batch_update("b", {}, repeatable=True, book="Ойская СШ"),
    "list": lambda client: client.list_files("q"),
    "update": lambda client: client.update_file("b", {}, book="Ойская СШ"),
    "create": lambda client: client.create_file({}, book="Ойская СШ"),
    "plain batch": lambda client: client.batch_update("b", {}, book="Ойская СШ"),
}
ONCE_ONLY = {"create", "plain batch"}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_passing_fault_is_survived_or_told(
    client: Client, server: Server, clock: FakeClock, call: str, fault: str
) -> None:
    """One fault is tried again, but where that might do it twice: then Ambiguous, after 1 try."""
    client.set_timeout(SHORT if fault == "stall" else None)
    server.script = [FAULTS[fault][0], said(WHOLE)]
    if call in ONCE_ONLY and fault not in NEVER_DONE:
        with pytest.raises(errors.Ambiguous, match="«Ойская СШ»: связь"):
            CALLS[call](client)
        assert len(server.requests) == 1
    else:
        assert CALLS[call](client) in (WHOLE, [])
        assert len(server.requests) == 2
        assert 1 <= sum(clock.waits) <= 2
    assert sum(client.counts().values()) == len(server.requests)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lasting_fault_ends_in_its_error_after_four_tries(
    client: Client, server: Server, clock: FakeClock, fault: str
) -> None:
    """The number of tries bounds them, the pauses double, the error says which and what to do."""
    act, kind = FAULTS[fault]
    client.set_timeout(SHORT if fault == "stall" else None)
    server.script = [act] * 9
    with pytest.raises(kind) as caught:
        client.get_spreadsheet("b", "f", book="Ойская СШ")
    assert type(caught.value) is kind
    assert str(caught.value).startswith("«Ойская СШ»: ")
    assert len(server.requests) == 4
    first, second, third = clock.waits
    assert 1 <= first <= 2 <= second <= 3 < 4 <= third <= 5


def test_a_connection_that_cannot_be_made_is_never_ambiguous(
    client: Client, server: Server
) -> None:
    """What was never sent may be sent again: creating is tried four times, then «no network»."""
    server.close()
    with pytest.raises(errors.NoNetwork, match="HTTPS_PROXY"):
        client.create_file({})
    assert client.counts()[Kind.DRIVE_WRITE] == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_what_will_not_pass_is_not_tried_again(
    client: Client, server: Server, clock: FakeClock, status: int
) -> None:
    """A refusal for good ends at once (the account here has no way to renew its token)."""
    server.script = [google_says(status)] * 3
    with pytest.raises(GoogleError):
        client.get_spreadsheet("b", "f")
    assert (len(server.requests), clock.waits) == (1, [])


def test_no_storage_is_not_tried_again_though_it_is_a_usage_limit(
    client: Client, server: Server
) -> None:
    """`storageQuotaExceeded` comes as Drive's 403 of `usageLimits`; it ends after one request."""
    reason = {"domain": "usageLimits", "reason": "storageQuotaExceeded"}
    server.script = [google_says(403, errors=[reason])] * 3
    with pytest.raises(errors.QuotaExceeded, match="общий диск"):
        client.create_file({})
    assert len(server.requests) == 1


NOW = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:40 GMT", "Date": NOW}, 40),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "soon"}, 1),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_google_says_how_long_to_wait(
    client: Client, clock: FakeClock, headers: dict[str, str], seconds: float, status: int
) -> None:
    """`Retry-After` in seconds or as a date (against Google's clock, not ours) is a least wait."""
    client.endpoint = type(client.endpoint)()
    with responses.RequestsMock() as google:
        url = "https://sheets.googleapis.com/v4/spreadsheets/b"
        google.get(url, status=status, headers=headers, json={})
        google.get(url, json=WHOLE)
        assert client.get_spreadsheet("b", "f") == WHOLE
    assert seconds <= clock.now() <= seconds + 1


def test_a_pause_longer_than_our_patience_is_not_begun(
    client: Client, server: Server, clock: FakeClock
) -> None:
    """When Google asks for an hour, the error comes now and not after the hour."""
    server.script = [Act(status=429, headers={"Retry-After": "3600"})]
    with pytest.raises(errors.RateLimited):
        client.get_spreadsheet("b", "f")
    assert clock.now() == 0


def test_the_total_time_is_bounded(server: Server, client: Client, clock: FakeClock) -> None:
    """With tries enough for days, no new one begins 100 seconds after the first failure."""
    client._patience = Patience(tries=1_000, total=100)
    server.script = [google_says(503)] * 50
    with pytest.raises(errors.Unavailable):
        client.get_spreadsheet("b", "f")
    assert 32 < clock.now() <= 100


class _StillAtIt(Exception):
    pass


@responses.activate
def test_gspread_gives_up_through_our_client_and_not_through_its_own(
    account: Account, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On 429 for ever gspread ends after our 8 tries; its own back-off is at it after 100."""
    responses.get("https://sheets.googleapis.com/v4/spreadsheets/b", status=429, json={})
    responses.get(
        "https://sheets.googleapis.com/v4/spreadsheets/c",
        status=403,
        json={"error": {"code": 403, "message": "", "errors": [{"domain": "usageLimits"}]}},
    )
    client = Client(account, limiter=Limiter(clock), clock=clock)
    with pytest.raises(errors.RateLimited):
        gspread.Client(None, http_client=lambda *_: client).open_by_key("b")  # type: ignore[arg-type,return-value]
    assert len(responses.calls) == 8

    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 100:
            raise _StillAtIt

    monkeypatch.setattr("gspread.http_client.time.sleep", sleep)
    with pytest.raises(_StillAtIt):
        gspread.Client(account.credentials, http_client=BackOffHTTPClient).open_by_key("c")


def test_gspread_works_through_our_client(client: Client, server: Server) -> None:
    """gspread's calls go to the configured endpoint, with the token, counted by kind."""
    sheet = {"properties": {"sheetId": 0, "title": "Лист1", "index": 0, "gridProperties": {}}}
    server.script = [
        said({"sheets": [sheet], "properties": {"title": "x"}}),
        said({"updatedRange": "A1"}),
        Act(b"%PDF"),
        Act(b"", 204, {}),
    ]
    book = gspread.Client(None, http_client=lambda *_: client).open_by_key("b")  # type: ignore[arg-type,return-value]
    assert book.values_update("A1", body={}) == {"updatedRange": "A1"}
    assert book.export() == b"%PDF"
    client.remove_permission("b", "1")
    assert [line[0] for line in server.requests] == ["GET", "PUT", "GET", "DELETE"]
    assert {line[2]["authorization"] for line in server.requests} == {f"Bearer {TOKEN}"}
    assert {kind: count for kind, count in client.counts().items() if count} == {
        Kind.SHEETS_READ: 1,
        Kind.SHEETS_WRITE: 1,
        Kind.DRIVE_READ: 1,
        Kind.DRIVE_WRITE: 1,
    }


def test_no_timeout_never_means_for_ever(
    server: Server, account: Account, clock: FakeClock
) -> None:
    """gspread's `set_timeout(None)` brings the default back; a stalled server is left."""
    patience = Patience(tries=1)
    client = Client(account, Endpoint(server.url), clock=clock, patience=patience, timeout=SHORT)
    gspread.Client(None, http_client=lambda *_: client).set_timeout(None)  # type: ignore[arg-type,return-value]
    server.script = [STALL]
    with pytest.raises(errors.Unavailable):
        client.values_get("b", "A1")


@pytest.mark.parametrize(
    ("method", "url", "kind"),
    [
        ("get", "https://sheets.googleapis.com/v4/spreadsheets/b", Kind.SHEETS_READ),
        ("post", "http://h/v4/spreadsheets/b:batchUpdate", Kind.SHEETS_WRITE),
        ("post", "http://h/v4/spreadsheets/b:getByDataFilter", Kind.SHEETS_READ),
        ("post", "http://h/v4/spreadsheets/b/developerMetadata:search", Kind.SHEETS_READ),
        ("post", "http://h/v4/spreadsheets/b/values:batchClear", Kind.SHEETS_WRITE),
        ("get", "http://h/drive/v3/files", Kind.DRIVE_LIST),
        ("get", "http://h/drive/v3/files/b", Kind.DRIVE_READ),
        ("get", "http://h/drive/v3/about", Kind.DRIVE_READ),
        ("patch", "http://h/drive/v3/files/b", Kind.DRIVE_WRITE),
        ("post", "http://h/upload/drive/v3/files", Kind.UPLOAD),
    ],
)
def test_each_request_has_its_kind(method: str, url: str, kind: Kind) -> None:
    """Reads and writes of Sheets have their own quotas, and a POST may be a read."""
    assert kind_of(method, url) is kind


@pytest.mark.parametrize(
    ("method", "path", "repeatable"),
    [
        ("GET", "/v4/spreadsheets/b", True),
        ("put", "/v4/spreadsheets/b/values/A1", True),
        ("delete", "/drive/v3/files/b", True),
        ("POST", "/v4/spreadsheets/b/values/A1%3AB2:clear", True),
        ("POST", "/v4/spreadsheets/b/values:batchUpdate", True),
        ("POST", "/v4/spreadsheets/b:getByDataFilter", True),
        ("POST", "/v4/spreadsheets/b/developerMetadata:search", True),
        ("POST", "/v4/spreadsheets/b/values/A1:append", False),
        ("POST", "/v4/spreadsheets/b:batchUpdate", False),
        ("POST", "/v4/spreadsheets", False),
        ("POST", "/drive/v3/files/b/copy", False),
    ],
)
def test_what_may_be_repeated_is_known_by_its_address(
    method: str, path: str, repeatable: bool
) -> None:
    """Appending, creating, copying and a batch of anything would be done twice."""
    assert repeatable_by_nature(method, f"https://sheets.googleapis.com{path}") == repeatable


def test_a_pause_that_google_asks_for_holds_other_requests_too(
    client: Client, server: Server, clock: FakeClock
) -> None:
    """After 429 with `Retry-After` all of the kind wait; an hour is not waited for by anybody."""
    client._patience = Patience(tries=1)
    for asked, waited in (("20", 20), ("3600", 0)):
        begun = clock.now()
        server.script = [Act(status=429, headers={"Retry-After": asked})]
        with pytest.raises(errors.RateLimited):
            client.get_spreadsheet("b", "f")
        client.get_spreadsheet("c", "f")
        assert clock.now() - begun == waited


def test_a_program_fault_is_not_taken_for_the_network(client: Client, server: Server) -> None:
    """NaN cannot be sent as JSON: that is said as it is, and nothing is sent or tried again."""
    with pytest.raises(requests.exceptions.InvalidJSONError):
        client.batch_update("b", {"x": float("nan")})
    assert server.requests == []


def test_each_thread_has_its_own_session_and_its_own_time_of_the_server(client: Client) -> None:
    """Sessions and server times are not shared by threads; one thread keeps its own."""
    seen: list[requests.Session] = []

    def work() -> None:
        assert client.server_time is None
        client.about()
        seen.extend((client.session, client.session))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(seen), len(set(map(id, seen)))) == (6, 3)
    assert client.counts()[Kind.DRIVE_READ] == 3


def test_the_servers_time_is_told(client: Client, server: Server) -> None:
    """After a call `server_time` is the answer's Date, whatever the clock here."""
    with responses.RequestsMock() as google:
        google.get(f"{server.url}/drive/v3/about", json={}, headers={"Date": NOW})
        client.about()
    assert client.server_time == dt.datetime(2026, 10, 21, 7, 28, tzinfo=dt.UTC)


def test_a_simulated_cold_pass_never_meets_429(account: Account, clock: FakeClock) -> None:
    """600 reads and 600 writes against a server of fixed minutes: ≥ 95 % of its quota, no 429."""
    seen: dict[tuple[str, int], int] = {}

    def quota(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        minute = (str(request.method), int((clock.now() + 37) // 60))
        seen[minute] = seen.get(minute, 0) + 1
        return (200 if seen[minute] <= 60 else 429), {}, "{}"

    client = Client(account, limiter=Limiter(clock), clock=clock)
    with responses.RequestsMock() as google:
        base = "https://sheets.googleapis.com/v4/spreadsheets/b"
        google.add_callback("GET", base, quota)
        google.add_callback("POST", f"{base}:batchUpdate", quota)
        for _ in range(600):
            client.get_spreadsheet("b", "f")
            client.batch_update("b", {}, repeatable=True)
    assert max(seen.values()) <= 60
    assert sum(client.counts().values()) == 1_200
    assert clock.now() <= 600 / 60 * 60 / 0.95


SECRETS = ("ya29", "secret", "@", "PRIVATE", "Иванов", "Анна")


def test_neither_messages_nor_log_hold_a_secret_or_a_person(
    client: Client, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Google's words with an address, a token, a key and a name come out without them."""
    words = (
        f'Invalid value at "Анна Иванова" for anna.ivanova@school.ru, Bearer {TOKEN} '
        "-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----"
    )
    server.script = [google_says(503, words), google_says(400, words)]
    with caplog.at_level(logging.DEBUG), pytest.raises(errors.Refused) as caught:
        client.get_spreadsheet("b", "f", book="Ойская СШ")
    said = caplog.text + str(caught.value) + repr(caught.value) + caught.value.detail
    assert "Invalid value at" in said
    assert not [secret for secret in SECRETS if secret in said]
