"""The token that goes with each request: shared by all threads, renewed by one of them."""

import threading
from functools import partial

import requests
from google.auth.credentials import Credentials, TokenState
from google.auth.exceptions import RefreshError, TransportError
from google.auth.transport.requests import Request

from sync.google import answers, errors
from sync.google.errors import GoogleError


class Tokens:
    """Gives the header with a valid token; GoogleError where there is none to be had.

    Only `refresh` and `apply` of the credentials are used: their `before_request` may also start
    a thread that asks another host of Google's where the account may be used.
    """

    def __init__(self, credentials: Credentials, timeout: tuple[float, float]) -> None:
        """Renew tokens by a session of its own; requests takes proxy and certificates from env."""
        self._credentials = credentials
        self._lock = threading.Lock()
        self.session = requests.Session()
        self._request = partial(Request(self.session), timeout=timeout)

    def header(self, rejected: str = "") -> dict[str, str]:
        """Give the header; `rejected` is a header's value that Google has just not taken."""
        with self._lock:
            headers = self._applied()
            fresh = self._credentials.token_state == TokenState.FRESH
            if not fresh or headers.get("authorization") == rejected:
                self._refresh()
                headers = self._applied()
            return headers

    def _applied(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        if self._credentials.token:
            self._credentials.apply(headers)
        return headers

    def _refresh(self) -> None:
        try:
            self._credentials.refresh(self._request)
        except RefreshError as error:
            raise _refused(error, person=hasattr(self._credentials, "refresh_token")) from None
        except TransportError as error:
            cause = error.__cause__
            failure = answers.broken(cause) if isinstance(cause, OSError) else errors.NoNetwork()
            failure.maybe_done = False  # a token more or less changes nothing
            raise failure from None
        except OSError as error:
            raise answers.broken(error) from None
        except TypeError:  # google-auth looks for the token in what is a page, or a cut answer
            raise errors.NotGoogle("no token in the answer", passing=True) from None


def _refused(error: RefreshError, person: bool) -> GoogleError:
    """Give what the token endpoint's refusal means."""
    body = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
    code, words = str(body.get("error", "")), str(body.get("error_description", ""))
    if error.retryable:
        return errors.Unavailable(f"token: {code}", passing=True)
    if not body and "<" in str(error.args[:1]):
        return errors.NotGoogle("token: a page")
    if code == "invalid_grant" and ("timeframe" in words or "iat" in words.split()):
        return errors.WrongClock(f"token: {code}")
    return (errors.ExpiredLogin if person else errors.BadCredentials)(f"token: {code}")
