"""What an answer of Google's, or the lack of one, means."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3.exceptions

from sync.google import errors
from sync.google.errors import GoogleError

RATE_LIMITS = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}

REFUSALS: dict[str, type[GoogleError]] = {
    "storageQuotaExceeded": errors.QuotaExceeded,
    "teamDriveFileLimitExceeded": errors.QuotaExceeded,
    "dailyLimitExceeded": errors.DailyLimit,
    "dailyLimitExceededUnreg": errors.DailyLimit,
    "sharingRateLimitExceeded": errors.DailyLimit,
    "SERVICE_DISABLED": errors.ApiDisabled,
    "accessNotConfigured": errors.ApiDisabled,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": errors.MissingScope,
    "insufficientScopes": errors.MissingScope,
}
"""Reasons of a 403, by Drive's `errors` and by `ErrorInfo` of the newer interfaces."""


def parsed(response: requests.Response) -> dict[str, Any]:
    """Give the JSON object of a good answer; passing errors where it is none, or a cut one."""
    try:
        body = json.loads(response.content)
    except ValueError:
        body = None
    if isinstance(body, dict):
        return body
    kind = errors.NotGoogle if is_page(response) else errors.Unavailable
    raise kind(
        "not JSON, or cut in the middle",
        status=response.status_code,
        passing=True,
        maybe_done=True,
    )


def is_page(response: requests.Response) -> bool:
    """Say whether the body is HTML."""
    html = "text/html" in response.headers.get("Content-Type", "")
    return html or response.content.lstrip()[:1] == b"<"


def refusal(response: requests.Response) -> GoogleError:
    """Give the error that an answer other than a good one means."""
    status = response.status_code
    reasons, words = _reasons(response)
    later = retry_after(response)
    if status == 429 or (status == 403 and RATE_LIMITS & reasons and not reasons & {*REFUSALS}):
        return errors.RateLimited(words, status=status, passing=True, retry_after=later)
    if status >= 500 or status == 408:
        kind = errors.NotGoogle if is_page(response) else errors.Unavailable
        return kind(words, status=status, passing=True, maybe_done=True, retry_after=later)
    if status < 400:
        return errors.NotGoogle("redirected", status=status, passing=True, maybe_done=True)
    if status == 400 and "number of cells" in words:
        return errors.TooManyCells(words, status=status)
    return _refusal_for_good(status, reasons, is_page(response))(words, status=status)


def _refusal_for_good(status: int, reasons: set[str], page: bool) -> type[GoogleError]:
    if page:
        return errors.NotGoogle
    if status == 401:
        return errors.BadCredentials
    if status == 403:
        known = sorted(reasons & {*REFUSALS})
        return REFUSALS[known[0]] if known else errors.NotShared
    return errors.NotFound if status == 404 else errors.Refused


def _reasons(response: requests.Response) -> tuple[set[str], str]:
    """Give the reasons that the body tells, of old kind and new, and Google's words."""
    try:
        error = response.json()["error"]
        reasons = {
            detail["reason"]
            for detail in [*error.get("errors", []), *error.get("details", [])]
            if isinstance(detail.get("reason"), str)
        }
        return reasons, f"{error.get('status', '')} {error.get('message', '')}".strip()
    except (ValueError, KeyError, TypeError, AttributeError):
        return set(), "an answer without Google's error"


def server_time(response: requests.Response) -> dt.datetime | None:
    """Give the server's clock by the answer (with time zone), or None."""
    return _date(response.headers.get("Date", ""))


def retry_after(response: requests.Response) -> float | None:
    """Give the seconds that the answer asks to wait, by number or by date, or None."""
    text = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    moment = _date(text)
    if moment is None:
        return None
    now = server_time(response) or dt.datetime.now(dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def _date(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


_BROKE_IN_THE_MIDDLE = (
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)


def broken(error: OSError) -> GoogleError:
    """Give the error that a failed exchange means (requests' exceptions are OSErrors too)."""
    words = type(error).__name__
    if _untrusted(error):
        return errors.UntrustedNetwork(words)
    if _never_sent(error):
        return errors.NoNetwork(words, passing=True)
    if isinstance(error, _BROKE_IN_THE_MIDDLE):
        return errors.Unavailable(words, passing=True, maybe_done=True)
    passing = isinstance(error, requests.ConnectionError)
    return errors.NoNetwork(words, passing=passing, maybe_done=passing)


def _untrusted(error: OSError) -> bool:
    if not isinstance(error, requests.RequestException):
        return True  # requests says so, in an OSError, when the file of certificates is missing
    return isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE" in str(error)


def _never_sent(error: OSError) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    return any(isinstance(one, urllib3.exceptions.NewConnectionError) for one in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give what requests and urllib3 wrapped, from the outside in."""
    yield error
    for inner in (*error.args[:1], getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
