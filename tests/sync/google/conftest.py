"""Accounts, clocks and servers for the tests of the Google client; no request leaves the machine.

A `Server` is a real HTTP server on loopback that plays a script, one act a request.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.oauth2.credentials import Credentials

from sync.config import ENDPOINT
from sync.google.accounts import Account
from sync.google.client import Client
from sync.google.endpoint import Endpoint
from sync.google.limits import Limiter
from sync.google.retrying import Patience
from tests.emulator import Emulator
from tests.google_district import found
from tests.google_snapshots import Little, Remembering

TOKEN = "ya29.a0AfH6SMBsecretsecretsecretsecret"
ADDRESS = "robot@district.iam.gserviceaccount.com"


class FakeClock:
    """A clock that jumps to the moment somebody waits for; remembers how long the waits were."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waits: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep_until(self, moment: float) -> None:
        with self._lock:
            self.waits.append(moment - self.time)
            self.time = max(self.time, moment)


@dataclass
class Act:
    """What the server does with one request: cut before acting, stall, answer, cut the answer."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    cut_before: bool = False
    cut_after: bool = False
    stall: float = 0.0
    length: int | None = None


SHORT = (5.0, 0.2)
"""The timeouts of a test in which the server stalls; others must not depend on the machine."""


def said(body: Any, status: int = 200, **headers: str) -> Act:
    """Give the act of answering with JSON."""
    return Act(json.dumps(body).encode(), status, {"Content-Type": "application/json"} | headers)


class Server:
    """The script, what came, and what was acted upon; after the script all answers are {}."""

    def __init__(self) -> None:
        self.script: list[Act] = []
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.done: list[str] = []
        self.go_on = threading.Event()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def next_act(self, request: tuple[str, str, dict[str, str], bytes]) -> Act:
        with self._lock:
            self.requests.append(request)
            act = self.script.pop(0) if self.script else Act()
            if not act.cut_before:
                self.done.append(request[0])
            return act

    def close(self) -> None:
        self.go_on.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait 40 ms for each other

        def play(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            act = server.next_act((self.command, self.path, dict(self.headers), body))
            server.go_on.wait(act.stall)
            self.close_connection = act.cut_before or act.cut_after or act.length is not None
            if act.cut_before or act.cut_after:
                return
            with suppress(ConnectionError):  # the client has given up
                self.answer(act)

        def answer(self, act: Act) -> None:
            self.send_response(act.status)
            for name, value in act.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(act.length or len(act.body)))
            self.end_headers()
            self.wfile.write(act.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = play

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def account() -> Account:
    return Account(Credentials(TOKEN), ADDRESS, "bearer")


MakeClient = Callable[..., Client]


@pytest.fixture
def client(server: Server, clock: FakeClock, account: Account) -> Client:
    """A client of `server` on the fake clock, which gives up after 4 tries."""
    return Client(
        account,
        Endpoint(server.url),
        limiter=Limiter(clock),
        clock=clock,
        patience=Patience(tries=4),
        timeout=(5.0, 20.0),
    )


@pytest.fixture(scope="session")
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture
def key_file(tmp_path: Path, server: Server, private_key: str) -> Path:
    """A sound service account's key whose tokens come from `server`."""
    return write_secret(
        tmp_path / "credentials.json",
        {
            "type": "service_account",
            "private_key_id": "1",
            "private_key": private_key,
            "client_email": ADDRESS,
            "token_uri": f"{server.url}/token",
        },
    )


def write_secret(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def google() -> Iterator[Emulator]:
    """An emulator of one's own, none of whose answers may be a failure of itself."""
    with Emulator() as emulator:
        yield emulator
        assert not emulator.failures


@pytest.fixture
def strict_google(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Google that knows nobody yet; the commands speak with it, and do not wait long."""
    quick = Patience(tries=3, first=0.01, longest=0.02)
    monkeypatch.setattr("sync.google.seam.Patience", lambda: quick)
    monkeypatch.setattr("sync.google.diagnosis.PATIENCE", quick)
    with Emulator(strict=True) as one:
        monkeypatch.setenv(ENDPOINT, one.url)
        yield one
    assert one.failures == []


LITTLE = "little district"
"""The group of the tests that share one district and what was computed of it."""

REMEMBERING: list[Remembering] = []


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Little]:
    """Give a district of two ОО, to be put back before or after its first pass."""
    with Emulator() as google:
        REMEMBERING.append(Remembering(google))
        REMEMBERING[0].on()
        folder = tmp_path_factory.mktemp("little")
        yield Little(found(google, folder, 2, documents=True), folder)
        assert not google.failures


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let only the tests of the little district use what was computed of it."""
    mark = item.get_closest_marker("xdist_group")
    if mark is not None and mark.args == (LITTLE,):
        for one in REMEMBERING:
            one.on()
    try:
        return (yield)
    finally:
        for one in REMEMBERING:
            one.off()
