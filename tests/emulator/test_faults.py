"""Faults, quotas, tokens, hooks, the control endpoint and the command line."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import google.auth.transport.requests
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import exceptions
from google.oauth2 import service_account

from .clients import session
from .conftest import Caller


def path(book):
    return f"/v4/spreadsheets/{book}/values/A1"


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [(429, "", "RESOURCE_EXHAUSTED"), (500, "", "INTERNAL"), (503, "", "UNAVAILABLE")],
)
def test_status(google, call, book, status, reason, expected):
    """The n-th request fails, the next one does not."""
    google.faults.add(at=2, status=status, reason=reason, retry_after=7)
    assert isinstance(call("GET", path(book)), dict)
    failed = call("GET", path(book))
    assert (failed.status_code, failed.json()["error"]["status"]) == (status, expected)
    assert failed.headers["Retry-After"] == "7"
    assert isinstance(call("GET", path(book)), dict)


def test_drive_status(google, call):
    """Drive's faults carry their reason."""
    google.faults.add(status=403, reason="userRateLimitExceeded", path="/drive/")
    error = call("GET", "/drive/v3/files").json()["error"]
    assert error["errors"][0]["reason"] == "userRateLimitExceeded"
    assert error["errors"][0]["domain"] == "usageLimits"


@pytest.mark.parametrize(("kind", "acts"), [("cut_before", 0), ("cut_after", 1), ("cut_middle", 1)])
def test_cut_connections(google, call, book, kind, acts):
    """A cut before acting does nothing, later cuts come after it was done."""
    google.faults.add(kind=kind, method="POST")
    body = {"requests": [{"addSheet": {}}]}
    with pytest.raises(requests.RequestException):
        call("POST", f"/v4/spreadsheets/{book}:batchUpdate", body)
    assert len(google.person.tabs(book)) == 2 + acts


def test_html(google, call, book):
    """A page instead of JSON."""
    google.faults.add(kind="html", status=200)
    answer = call.send("GET", path(book))
    assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_stall_holds_nobody_else(google, call, book):
    """Other requests go on while one hangs."""
    google.faults.add(kind="stall", seconds=0.4, path="A1")
    slow = threading.Thread(target=lambda: call("GET", path(book)))
    slow.start()
    while not google.requests.total:
        time.sleep(0.005)
    began = time.monotonic()
    Caller(google)("GET", "/drive/v3/files")
    assert time.monotonic() - began < 0.3
    slow.join()


@pytest.mark.parametrize("acts", [False, True])
def test_a_stall_past_the_timeout(google, call, book, acts):
    """Whether a request was done whose client gave up is the plan's to say."""
    google.faults.add(kind="stall", seconds=0.2, acts=acts)
    url = f"{google.url}/v4/spreadsheets/{book}:batchUpdate"
    with pytest.raises(requests.Timeout):
        call.session.post(url, json={"requests": [{"addSheet": {}}]}, timeout=0.05)
    time.sleep(0.25)
    assert len(google.person.tabs(book)) == 2 + acts


def test_quotas(google, call, book):
    """The 61st read of a minute is refused in Google's words; the next minute is new."""
    google.clock.set(6_000_000)
    google.quotas.on(user=60, project=300)
    for _ in range(60):
        assert call.send("GET", path(book)).ok
    refused = call.send("GET", path(book))
    error = refused.json()["error"]
    assert (refused.status_code, error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per "
        "user' of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'."
    )
    assert error["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert call.send(
        "POST", f"/v4/spreadsheets/{book}:batchUpdate", {"requests": [{"addSheet": {}}]}
    ).ok
    google.clock.advance(60)
    assert call.send("GET", path(book)).ok
    assert (google.requests["sheets_read"], google.requests["sheets_write"]) == (62, 1)


def test_hooks_and_counts(google, call, book):
    """A person can type between any two requests; typing is not counted."""
    seen = []

    def hook(number, method, path):
        seen.append((number, method))
        google.person.type(book, "Реестр", "A1", number)

    end = google.before_request(hook)
    assert call("GET", path(book))["values"] == [["1"]]
    assert call("GET", path(book))["values"] == [["2"]]
    end()
    assert seen == [(1, "GET"), (2, "GET")]
    assert google.requests.log == [("GET", path(book))] * 2
    google.requests.reset()
    assert google.requests["total"] == 0


def test_tokens(google, book):
    """No token and a bad one are 401; a known one is its account's."""
    google.accounts.strict = True
    google.account("anna@example.com", token="anna")
    google.person.share(book, "anna@example.com")
    assert Caller(google, "anna").send("GET", path(book)).ok
    bad = Caller(google, "other").send("GET", path(book))
    assert (bad.status_code, bad.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert "invalid_token" in bad.headers["WWW-Authenticate"]
    assert requests.get(google.url + path(book), timeout=5).status_code == 401
    google.accounts.revoke("anna@example.com")
    assert Caller(google, "anna").send("GET", path(book)).status_code == 401


def test_service_account_key(google):
    """google-auth gets a token for a key; a revoked key and a wrong clock end in invalid_grant."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    email = "worker@project.iam.gserviceaccount.com"
    google_ = google
    google_.account(email, service=True, public_key=public.decode())
    info = {"type": "service_account", "client_email": email, "private_key": private.decode()}
    info |= {"token_uri": google_.url + "/token", "project_id": "project", "private_key_id": "1"}
    scopes = ["https://www.googleapis.com/auth/spreadsheets"]

    def refreshed():
        made = service_account.Credentials.from_service_account_info(info, scopes=scopes)
        made.refresh(_transport())
        return made

    book = google_.person.create("Книга", share=[email])
    assert Caller(google_, refreshed().token).send("GET", path(book)).ok
    drive = Caller(google_, refreshed().token).send("GET", "/drive/v3/files")
    assert drive.json()["error"]["errors"][0]["reason"] == "insufficientPermissions"
    google_.clock.set(time.time() + 10_000)
    with pytest.raises(exceptions.RefreshError, match="invalid_grant"):
        refreshed()
    google_.clock.set(time.time())
    google_.accounts.revoke(email)
    with pytest.raises(exceptions.RefreshError, match="invalid_grant"):
        refreshed()
    assert google_.requests["token"] == 4 and google_.requests["total"] == 2


def _transport():
    plain = session()
    del plain.headers["Authorization"]
    return google.auth.transport.requests.Request(plain)


def test_control(google, call):
    """What the Python interface does can be done in JSON."""

    def control(method, name, body=None):
        return call.session.request(method, f"{google.url}/emulator/{name}", json=body).json()

    done = {"do": "create", "args": ["Книга"], "named": {"tabs": {"А": [[1]]}}}
    book = control("POST", "person", done)["result"]
    control("POST", "person", {"do": "type", "args": [book, "А", "A2", "=1+1"]})
    control("POST", "result", {"file": book, "tab": "А", "cell": "A2", "error": "LOADING"})
    assert google.person.texts(book, "А") == [["1"], ["Loading..."]]
    control("POST", "faults", {"faults": [{"kind": "html", "status": 503}]})
    assert call.send("GET", path(book)).status_code == 503
    assert control("GET", "requests")["sheets_read"] == 1
    assert control("POST", "clock", {"set": 5, "advance": 10}) == {"now": 15}
    control("POST", "quotas", {"user": 0})
    assert call.send("GET", path(book)).status_code == 429
    control("DELETE", "quotas")
    assert "controls" in control("GET", "nothing")


def test_command_line():
    """The first line is the address, and it answers."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.emulator", "--port", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        made = session().post(url + "/v4/spreadsheets", json={}, timeout=10)
        process.terminate()
    assert url.startswith("http://127.0.0.1:") and made.ok


def test_stopping_cuts_connections(book, google, call):
    """After the end nobody answers, not even on a connection that was kept."""
    assert call.send("GET", path(book)).ok
    google.stop()
    with pytest.raises(requests.ConnectionError):
        call.send("GET", path(book))
