"""The account's file: what is taken, what is refused, and in which words."""

import json
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.google import accounts
from sync.google.accounts import SCOPES, authorise, load_account
from sync.google.endpoint import Endpoint
from sync.google.errors import BadCredentials, BadEndpoint, BadKeyFile
from tests.sync.google.conftest import ADDRESS, Server, said, write_secret

EXAMPLE = Path(__file__).resolve().parents[3] / "credentials.example.json"
HERE = Endpoint("http://127.0.0.1:8080")
PERSON = {
    "type": "authorized_user",
    "client_id": "app",
    "client_secret": "s3cret",
    "refresh_token": "1//refresh",
}
BEARER = {"type": "bearer", "token": "any"}


def test_a_service_account_tells_whom_to_share_with(key_file: Path) -> None:
    """A sound key gives its address and asks for Sheets and Drive."""
    account = load_account(key_file)
    assert (account.address, account.kind) == (ADDRESS, "service_account")
    assert set(account.credentials.scopes) == set(SCOPES)  # type: ignore[attr-defined]


def test_a_key_has_the_shape_of_the_example(key_file: Path) -> None:
    """What we read of a key stands in the example, so that filling it in is enough."""
    assert json.loads(key_file.read_text()).keys() <= json.loads(EXAMPLE.read_text()).keys()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_key_that_others_can_read_is_refused(key_file: Path, mode: int) -> None:
    """Any right of the group or of others is too much; the message says the command."""
    key_file.chmod(mode)
    with pytest.raises(BadKeyFile, match=f"chmod 600 {key_file}"):
        load_account(key_file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            EXAMPLE.read_text(),
            "не заполнено: project_id, private_key_id, private_key, client_email",
        ),
        ("", "это не JSON"),
        ("{", "это не JSON"),
        ("[]", "не ключ учётной записи"),
        ({}, "не ключ учётной записи"),
        ({"type": "external_account"}, "не ключ учётной записи"),
        ({"type": ["service_account"]}, "не ключ учётной записи"),
        ({"type": "service_account"}, "испорчен или неполон"),
        ({"type": "authorized_user"}, "испорчен или неполон"),
        ({"type": "bearer"}, "не ключ учётной записи"),
        ({"installed": {"client_id": "app"}}, "описание приложения"),
        (
            {
                "type": "service_account",
                "private_key": "-----BEGIN PRIVATE KEY-----\nabc",
                "client_email": ADDRESS,
                "token_uri": "x",
            },
            "испорчен или неполон",
        ),
    ],
)
def test_a_broken_key_is_told_in_plain_words(tmp_path: Path, content: Any, words: str) -> None:
    """Each way a key can be broken has its message; none shows what is in the file."""
    path = write_secret(tmp_path / "credentials.json", content)
    with pytest.raises(BadKeyFile, match=words) as caught:
        load_account(path, HERE)
    assert "BEGIN" not in str(caught.value) and str(path) in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_no_key_says_where_to_get_one(tmp_path: Path) -> None:
    """A missing file and a folder in its place are told apart."""
    with pytest.raises(BadKeyFile, match=r"Нет файла ключа .*vzaimo login"):
        load_account(tmp_path / "credentials.json")
    tmp_path.chmod(0o700)
    with pytest.raises(BadKeyFile, match="не открывается"):
        load_account(tmp_path)


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:1", "http://localhost:8080/", "http://[::1]:80", "https://localhost"]
)
def test_a_bare_token_works_on_this_machine(tmp_path: Path, base: str) -> None:
    """For the emulator a bare token is enough."""
    path = write_secret(tmp_path / "key.json", BEARER)
    assert load_account(path, Endpoint(base)).credentials.token == "any"


@pytest.mark.parametrize("base", ["", "https://gateway.example", "https://127.0.0.1.example.org"])
def test_a_bare_token_goes_nowhere_else(tmp_path: Path, base: str) -> None:
    """Neither Google nor a gateway gets a bare token."""
    path = write_secret(tmp_path / "key.json", BEARER)
    with pytest.raises(BadKeyFile, match="только для эмулятора"):
        load_account(path, Endpoint(base))


@pytest.mark.parametrize(
    "base",
    ["http://gateway.example", "ftp://127.0.0.1", "127.0.0.1:80", "https://u:p@h", "https://"],
)
def test_an_endpoint_that_would_betray_the_token_is_refused(base: str) -> None:
    """Plain http to another machine, a password in the address and no address are refused."""
    with pytest.raises(BadEndpoint, match="VZAIMO_GOOGLE_ENDPOINT"):
        Endpoint(base)


def test_the_endpoint_takes_the_place_of_both_hosts() -> None:
    """Both hosts of Google's go to the endpoint with their paths; another address stays."""
    here = Endpoint("http://127.0.0.1:80/api/")
    assert here.url("https://sheets.googleapis.com/v4/x") == "http://127.0.0.1:80/api/v4/x"
    assert here.url("https://www.googleapis.com/upload/y") == "http://127.0.0.1:80/api/upload/y"
    assert here.url("http://127.0.0.1:80/session/1") == "http://127.0.0.1:80/session/1"
    assert Endpoint().url("https://www.googleapis.com/y") == "https://www.googleapis.com/y"


# A person's permission


@pytest.fixture
def app_file(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The application's description, whose OAuth server is `server`."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    app = {
        "client_id": "app",
        "client_secret": "s3cret",
        "auth_uri": f"{server.url}/auth",
        "token_uri": f"{server.url}/token",
        "redirect_uris": ["http://localhost"],
    }
    return write_secret(tmp_path / "app.json", {"installed": app})


GRANTED = {
    "access_token": "ya29.x",
    "refresh_token": "1//refresh",
    "expires_in": 3600,
    "token_type": "Bearer",
    "scope": " ".join(SCOPES),
}


def consent(address: str, ending: str = "code=c0de") -> str:
    """Give where the browser ends after a person has agreed at `address`."""
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)
    assert query["access_type"] == ["offline"]
    assert query["scope"] == [" ".join(SCOPES)]
    return f"{query['redirect_uri'][0]}?state={query['state'][0]}&{ending}"


def test_a_person_allows_by_hand(tmp_path: Path, app_file: Path, server: Server) -> None:
    """On a machine without a browser the address is copied; the file kept is only the owner's."""
    server.script = [said(GRANTED)]
    kept = tmp_path / "secrets" / "credentials.json"
    account = authorise(app_file, kept, ask=lambda address: consent(address) + "\n")
    assert (account.kind, account.address) == ("authorized_user", "")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(kept.parent.iterdir()) == [kept]
    content = json.loads(kept.read_text())
    assert content["refresh_token"] == "1//refresh" and "ya29" not in kept.read_text()
    assert b"code=c0de" in server.requests[0][3]


def test_a_person_allows_in_the_browser(
    tmp_path: Path, app_file: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser of this machine opens and comes back to the program."""
    browsing: list[threading.Thread] = []

    class Browser:
        def open(self, address: str, **_: object) -> None:
            url = consent(address)
            thread = threading.Thread(target=lambda: urllib.request.urlopen(url).close())
            browsing.append(thread)
            thread.start()

    monkeypatch.setattr("webbrowser.get", lambda _: Browser())
    server.script = [said(GRANTED)]
    account = authorise(app_file, tmp_path / "credentials.json")
    browsing[0].join()
    assert account.kind == "authorized_user"


@pytest.mark.parametrize(
    "ask",
    [
        lambda address: consent(address, "error=access_denied"),
        lambda _: "",
        lambda _: "http://localhost:1/?code=c0de&state=another",
    ],
)
def test_a_refusal_in_the_browser_is_told(
    tmp_path: Path, app_file: Path, ask: Callable[[str], str]
) -> None:
    """Declined, not copied, or of another attempt: nothing is kept, the message says to repeat."""
    with pytest.raises(BadCredentials, match="vzaimo login"):
        authorise(app_file, tmp_path / "kept.json", ask=ask)
    assert not (tmp_path / "kept.json").exists()


def test_fewer_rights_than_asked_are_not_enough(
    tmp_path: Path, app_file: Path, server: Server
) -> None:
    """A person who unticks Drive is asked again."""
    server.script = [said(GRANTED | {"scope": SCOPES[0]})]
    with pytest.raises(BadKeyFile, match="отметьте все права"):
        authorise(app_file, tmp_path / "kept.json", ask=consent)


def test_nobody_in_the_browser(
    tmp_path: Path, app_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting for a person ends."""
    monkeypatch.setattr("webbrowser.get", lambda _: type("B", (), {"open": lambda *a, **k: None})())
    monkeypatch.setattr(accounts, "WAIT_FOR_PERSON", 0.05)
    with pytest.raises(BadKeyFile, match="не дождались"):
        authorise(app_file, tmp_path / "kept.json")


@pytest.mark.parametrize("content", [None, "{", {"other": {}}, {"installed": {}}])
def test_a_broken_description_of_the_application_is_told(tmp_path: Path, content: Any) -> None:
    """A missing or foreign file is named, and what to make in Google Cloud."""
    path = tmp_path / "app.json"
    if content is not None:
        write_secret(path, content)
    with pytest.raises(BadKeyFile, match=r"app\.json.*Идентификатор клиента OAuth"):
        authorise(path, tmp_path / "kept.json")
