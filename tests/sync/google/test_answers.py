"""What each answer of Google's means, and what people are told."""

import datetime as dt
from typing import Any

import pytest
import requests
import responses

from sync.google import answers, errors
from sync.google.answers import broken
from sync.google.client import Client
from sync.google.errors import GoogleError, scrubbed
from tests.sync.google.conftest import ADDRESS, Server


def drive(reason: str, domain: str = "global") -> dict[str, Any]:
    """Give an error as Drive tells it."""
    return {"errors": [{"domain": domain, "reason": reason, "message": "…"}], "message": "…"}


def cloud(reason: str, status: str = "PERMISSION_DENIED") -> dict[str, Any]:
    """Give an error as Sheets and the newer interfaces tell it."""
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}
    return {"status": status, "details": [info, {"@type": "…Help", "links": []}], "message": "…"}


PERMISSION = {"status": "PERMISSION_DENIED", "message": "The caller does not have permission"}

MEANINGS = [
    (400, {"status": "INVALID_ARGUMENT", "message": "Unable to parse range"}, errors.Refused),
    (401, {"status": "UNAUTHENTICATED", "message": "…"}, errors.BadCredentials),
    (403, PERMISSION, errors.NotShared),
    (403, drive("insufficientFilePermissions"), errors.NotShared),
    (403, drive("storageQuotaExceeded", "usageLimits"), errors.QuotaExceeded),
    (403, drive("teamDriveFileLimitExceeded"), errors.QuotaExceeded),
    (403, drive("dailyLimitExceeded", "usageLimits"), errors.DailyLimit),
    (403, drive("rateLimitExceeded", "usageLimits"), errors.RateLimited),
    (403, drive("userRateLimitExceeded", "usageLimits"), errors.RateLimited),
    (403, cloud("RATE_LIMIT_EXCEEDED"), errors.RateLimited),
    (403, cloud("SERVICE_DISABLED"), errors.ApiDisabled),
    (403, drive("accessNotConfigured", "usageLimits"), errors.ApiDisabled),
    (403, drive("accessNotConfigured") | cloud("SERVICE_DISABLED"), errors.ApiDisabled),
    (403, cloud("ACCESS_TOKEN_SCOPE_INSUFFICIENT"), errors.MissingScope),
    (404, {"status": "NOT_FOUND", "message": "Requested entity was not found."}, errors.NotFound),
    (404, drive("notFound"), errors.NotFound),
    (408, {}, errors.Unavailable),
    (409, {"status": "ABORTED"}, errors.Refused),
    (429, cloud("RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"), errors.RateLimited),
    (500, {"status": "INTERNAL"}, errors.Unavailable),
    (503, {"status": "UNAVAILABLE"}, errors.Unavailable),
]
PASSING = {errors.RateLimited, errors.Unavailable}


def answer(status: int, **content: Any) -> requests.Response:
    with responses.RequestsMock() as google:
        google.get("https://google.example/", status=status, **content)
        return requests.get("https://google.example/", timeout=1)


@pytest.mark.parametrize(("status", "error", "kind"), MEANINGS)
def test_each_refusal_has_its_meaning(
    status: int, error: dict[str, Any], kind: type[GoogleError]
) -> None:
    """The status and the reason, in Drive's words or the newer ones, give the kind."""
    found = answers.refusal(answer(status, json={"error": error}))
    assert (type(found), found.status, found.passing) == (kind, status, kind in PASSING)
    assert found.maybe_done == (kind is errors.Unavailable)


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.parametrize("body", ["<html>Доступ закрыт</html>", "\n <!DOCTYPE html>"])
def test_a_page_of_a_filter_is_not_taken_for_googles_refusal(status: int, body: str) -> None:
    """A 403 or 404 with a page of a proxy's says nothing about the book; it is not tried again."""
    found = answers.refusal(answer(status, body=body))
    assert (type(found), found.passing) == (errors.NotGoogle, False)


@pytest.mark.parametrize("body", ["", "nonsense", "[]", '{"error": "text"}', '{"error": []}'])
def test_an_odd_body_leaves_the_status_to_speak(body: str) -> None:
    """gspread gives −1 for a body that is not Google's JSON; the status still says what it is."""
    assert type(answers.refusal(answer(404, body=body))) is errors.NotFound
    assert type(answers.refusal(answer(429, body=body))) is errors.RateLimited


def test_a_date_without_a_zone_is_utc() -> None:
    """Dates of HTTP are in UTC also when a server says so by «-0000»."""
    found = answers.server_time(answer(200, headers={"Date": "Wed, 21 Oct 2026 07:28:00 -0000"}))
    assert found == dt.datetime(2026, 10, 21, 7, 28, tzinfo=dt.UTC)
    assert answers.server_time(answer(200, headers={"Date": "once"})) is None


@pytest.mark.parametrize(
    ("trouble", "kind", "passing"),
    [
        (requests.ConnectTimeout(), errors.NoNetwork, True),
        (requests.exceptions.ProxyError(), errors.NoNetwork, True),
        (requests.exceptions.InvalidProxyURL(), errors.NoNetwork, False),
        (requests.exceptions.SSLError("EOF occurred"), errors.NoNetwork, True),
        (
            requests.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED]"),
            errors.UntrustedNetwork,
            False,
        ),
        (
            OSError("Could not find a suitable TLS CA certificate bundle"),
            errors.UntrustedNetwork,
            0,
        ),
    ],
)
def test_each_break_has_its_meaning(
    trouble: OSError, kind: type[GoogleError], passing: bool
) -> None:
    """A distrusted certificate or a misspelt proxy does not get better by trying again."""
    found = broken(trouble)
    assert (type(found), found.passing) == (kind, passing)


def test_a_missing_file_of_certificates_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REQUESTS_CA_BUNDLE is honoured: when it names no file, that is what people are told."""
    client.endpoint = type(client.endpoint)("https://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file.pem")
    with pytest.raises(errors.UntrustedNetwork, match="REQUESTS_CA_BUNDLE"):
        client.about()


def test_the_proxy_of_the_environment_is_used(
    client: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTTPS_PROXY is honoured: the request for Google arrives at the proxy (here a dead one)."""
    client.endpoint = type(client.endpoint)()
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(errors.NoNetwork, match="HTTPS_PROXY") as caught:
        client.about()
    assert caught.value.detail == "ProxyError"


EVERY_ERROR = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, GoogleError) and kind is not errors.BadKeyFile
]


@pytest.mark.parametrize("kind", EVERY_ERROR)
def test_each_error_says_which_book_what_and_what_to_do(kind: type[GoogleError]) -> None:
    """The message is Russian, names the book once, and holds nothing of Google's own words."""
    text = str(kind("Google's words", status=403).named("Ойская СШ", ADDRESS))
    assert text.startswith("«Ойская СШ»: ")
    assert text.endswith(".") and ". " in text
    assert "Google's words" not in text and "{" not in text
    assert str(kind())[0].isupper()


@pytest.mark.parametrize("kind", [errors.NotShared, errors.NotFound, errors.QuotaExceeded])
def test_whom_to_share_with_is_said(kind: type[GoogleError]) -> None:
    """The account's address is in the message; a person's account has none and is named so."""
    assert f"дайте адресу {ADDRESS} роль «Редактор»" in str(kind().named("x", ADDRESS))
    assert "дайте учётной записи программы роль «Редактор»" in str(kind().named("x"))


def test_the_first_name_of_a_book_stays() -> None:
    """A caller further out, who knows less, does not take the name away."""
    assert errors.Refused().named("Ойская СШ").named("район").book == "Ойская СШ"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("share with anna@school.ru now", "share with … now"),
        ("q=anna%40school.ru", "q=…"),
        ('Unknown name "sheetId" at requests[0]', 'Unknown name "sheetId" at requests[0]'),
        ('Invalid value at x, "Anna B. Petrova"', 'Invalid value at x, "…"'),
        ("Unable to parse range: Иванова А. П.!A1:B2", "Unable to parse range: …!A1:B2"),
        ("Authorization: Bearer abcdefgh.ijk", "Authorization: …"),
        ("token ya29.a0-_x", "token …"),
        ("x" * 400, "…"),
        ("two words " * 50, ("two words " * 50)[:299] + "…"),
    ],
)
def test_googles_words_are_scrubbed(words: str, left: str) -> None:
    """What could be an address, a value of a cell, a person or a secret leaves the log."""
    assert scrubbed(words) == left
