"""Tokens: fetched once for all threads, renewed when Google refuses one, refusals told apart."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sync.google import errors
from sync.google.accounts import load_account
from sync.google.client import Client
from sync.google.endpoint import Endpoint
from sync.google.errors import GoogleError
from sync.google.limits import Kind, Limiter
from sync.google.retrying import Patience
from tests.sync.google.conftest import ADDRESS, Act, FakeClock, Server, said, write_secret

GRANTED = {"access_token": "ya29.first", "expires_in": 3600, "token_type": "Bearer"}
RENEWED = GRANTED | {"access_token": "ya29.second"}
UNAUTHENTICATED = said({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
PERSON = {
    "type": "authorized_user",
    "client_id": "app",
    "client_secret": "s3cret",
    "refresh_token": "1//refresh",
}


def client_of(path: Path, server: Server, clock: FakeClock) -> Client:
    return Client(
        load_account(path),
        Endpoint(server.url),
        limiter=Limiter(clock),
        clock=clock,
        patience=Patience(tries=3),
    )


@pytest.fixture
def service(key_file: Path, server: Server, clock: FakeClock) -> Client:
    return client_of(key_file, server, clock)


@pytest.fixture
def person(tmp_path: Path, server: Server, clock: FakeClock) -> Client:
    info = PERSON | {"token_uri": f"{server.url}/token"}
    return client_of(write_secret(tmp_path / "person.json", info), server, clock)


def test_threads_share_one_token(service: Client, server: Server) -> None:
    """Eight threads that begin at once fetch one token, which is not counted as a request."""
    server.script = [said(GRANTED)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: service.about(), range(16)))
    paths = [path.split("?")[0] for _, path, _, _ in server.requests]
    assert paths == ["/token"] + ["/drive/v3/about"] * 16
    assert {line[2]["authorization"] for line in server.requests[1:]} == {"Bearer ya29.first"}
    assert sum(service.counts().values()) == 16


def test_a_token_that_google_does_not_take_is_renewed_once(
    service: Client, server: Server, clock: FakeClock
) -> None:
    """After a 401 a new token is fetched and the request goes again, without a pause."""
    server.script = [said(GRANTED), UNAUTHENTICATED, said(RENEWED), said({"ok": 1})]
    assert service.create_file({}) == {"ok": 1}
    assert server.requests[-1][2]["authorization"] == "Bearer ya29.second"
    assert (clock.waits, service.counts()[Kind.DRIVE_WRITE]) == ([], 2)


def test_two_refused_tokens_are_bad_credentials(service: Client, server: Server) -> None:
    """When the new token is not taken either, that is said."""
    server.script = [said(GRANTED), UNAUTHENTICATED, said(RENEWED), UNAUTHENTICATED]
    with pytest.raises(errors.BadCredentials, match="отозван"):
        service.about()


def grant(description: str) -> Act:
    return said({"error": "invalid_grant", "error_description": description}, 400)


CLOCK = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
HTML = Act(b"<html>", headers={"Content-Type": "text/html"})


@pytest.mark.parametrize(
    ("who", "answer", "kind", "tries"),
    [
        ("service", grant("Invalid JWT Signature."), errors.BadCredentials, 1),
        ("service", grant("Invalid grant: account not found"), errors.BadCredentials, 1),
        ("service", grant(CLOCK), errors.WrongClock, 1),
        ("person", grant("Token has been expired or revoked."), errors.ExpiredLogin, 1),
        ("person", said({"error": "invalid_client"}, 401), errors.ExpiredLogin, 1),
        ("service", HTML, errors.NotGoogle, 3),
        ("person", HTML, errors.NotGoogle, 3),
        ("service", Act(b'{"access_'), errors.NotGoogle, 3),
        ("service", said({}), errors.BadCredentials, 1),
        ("service", Act(b"<html>", 403), errors.NotGoogle, 1),
        ("service", Act(cut_after=True), errors.NoNetwork, 3),
    ],
)
def test_each_refusal_of_a_token_has_its_meaning(
    request: pytest.FixtureRequest,
    server: Server,
    who: str,
    answer: Act,
    kind: type[GoogleError],
    tries: int,
) -> None:
    """Revoked, a wrong clock, a person's expired permission, a proxy's page, no network."""
    server.script = [answer] * 9
    client: Client = request.getfixturevalue(who)
    with pytest.raises(GoogleError) as caught:
        client.create_file({}, book="Ойская СШ")
    assert type(caught.value) is kind
    assert caught.value.book == "Ойская СШ"
    assert (len(server.requests), sum(client.counts().values())) == (tries, 0)


def test_a_token_endpoint_that_is_down_is_tried_again(
    service: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """google-auth tries three times by itself; ours come on top, and then it works."""
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    server.script = [said({"error": "internal_failure"}, 503)] * 3 + [said(GRANTED)]
    service.create_file({})
    assert len(server.requests) == 5


SECRETS = ("ya29", "1//", "s3cret", "PRIVATE", "assertion", "Bearer", "eyJ", ADDRESS)


@pytest.mark.parametrize("who", ["service", "person"])
@pytest.mark.parametrize("answer", [said(GRANTED), grant("Invalid JWT")])
def test_the_debugging_log_of_the_libraries_is_off(
    request: pytest.FixtureRequest,
    server: Server,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    answer: Act,
) -> None:
    """Even with all logging at its loudest only our own lines are in the log, with no secret."""
    monkeypatch.setattr(logging.getLogger("google"), "propagate", True)
    for name in ("google", "google.auth.transport.requests", "requests_oauthlib.oauth2_session"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    server.script = [answer, said({"error": {"code": 503}}, 503)]
    client: Client = request.getfixturevalue(who)
    texts: list[Any] = []
    with caplog.at_level(logging.DEBUG):
        try:
            client.about()
        except GoogleError as error:
            texts = [str(error), repr(error)]
    texts.append(caplog.text)
    assert {record.name.split(".")[0] for record in caplog.records} <= {"vzaimo"}
    assert not [secret for secret in SECRETS for text in texts if secret in text]
