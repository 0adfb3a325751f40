"""Whose name the program works in: a service account, or a person who let it."""

import json
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.auth.credentials import Credentials
from google.oauth2 import credentials as person
from google.oauth2 import service_account
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error

from sync.google.endpoint import Endpoint
from sync.google.errors import LOGIN, BadCredentials, BadKeyFile

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
)
TOKEN_URI = "https://oauth2.googleapis.com/token"
CONSOLE_ADDRESS = "http://localhost:1/"
"""Where a browser on another machine is sent with the code: nothing answers, the address stays."""

WAIT_FOR_PERSON = 600
"""Seconds in which the person has to give the permission in the browser."""

NEW_KEY = (
    "Скачайте ключ служебной учётной записи (JSON) в Google Cloud или войдите от имени человека: "
    f"«{LOGIN}». Как выглядит ключ, показывает credentials.example.json"
)


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials; the address to share books with ("" for a person's); the kind by its file."""

    credentials: Credentials
    address: str
    kind: str


def load_account(path: Path, endpoint: Endpoint | None = None) -> Account:
    """Read the account's file; BadKeyFile says in Russian what is wrong with it.

    `kind` is "service_account", "authorized_user" (what `authorise` writes), or "bearer": a bare
    token, `{"type": "bearer", "token": "…"}`, only for an API on this very machine.
    """
    info = _read(path)
    try:
        if info["type"] == "service_account":
            return _service(info)
        if info["type"] == "authorized_user":
            return _person(info)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadKeyFile(f"файл ключа {path} испорчен или неполон", NEW_KEY) from None
    if info["type"] == "bearer" and isinstance(info.get("token"), str):
        return _bearer(path, info["token"], endpoint or Endpoint())
    raise BadKeyFile(f"файл {path}\u00a0— не ключ учётной записи Google", NEW_KEY)


def _service(info: dict[str, Any]) -> Account:
    key = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
    return Account(key, str(key.service_account_email), "service_account")


def _person(info: dict[str, Any]) -> Account:
    """Take the token's address from the file (google-auth's own reading knows Google's only)."""
    key = person.Credentials(
        token=None,
        refresh_token=info["refresh_token"],
        token_uri=info.get("token_uri", TOKEN_URI),
        client_id=info["client_id"],
        client_secret=info["client_secret"],
        scopes=SCOPES,
    )
    return Account(key, "", "authorized_user")


def _bearer(path: Path, token: str, endpoint: Endpoint) -> Account:
    if not endpoint.loopback:
        what = f"в файле {path} голый токен: он годится только для эмулятора на этом компьютере"
        raise BadKeyFile(what, NEW_KEY)
    return Account(person.Credentials(token), "", "bearer")


def _read(path: Path) -> dict[str, Any]:
    """Give the JSON object in `path`, which only its owner may read and which is no sample."""
    try:
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            what = f"файл ключа {path} могут прочитать другие пользователи компьютера"
            raise BadKeyFile(what, f"Выполните «chmod 600 {path}»")
        info = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadKeyFile(f"нет файла ключа {path}", NEW_KEY) from None
    except OSError as error:
        what = f"файл ключа {path} не открывается: {error.strerror}"
        raise BadKeyFile(what, "Проверьте права на файл") from None
    except ValueError:
        raise BadKeyFile(f"файл ключа {path} испорчен: это не JSON", NEW_KEY) from None
    return _checked(path, info)


def _checked(path: Path, info: Any) -> dict[str, Any]:
    if not isinstance(info, dict):
        raise BadKeyFile(f"файл {path}\u00a0— не ключ учётной записи Google", NEW_KEY)
    if {"installed", "web"} & info.keys():
        what = f"файл {path}\u00a0— это описание приложения (client secrets), а не ключ"
        raise BadKeyFile(what, f"Войдите с ним: «{LOGIN}»")
    samples = [name for name, value in info.items() if str(value).startswith("PUT-")]
    if samples:
        what = f"в файле ключа {path} не заполнено: {', '.join(samples)} (это образец)"
        raise BadKeyFile(what, NEW_KEY)
    return {"type": ""} | info


def authorise(
    client_secrets: Path, token_path: Path, *, ask: Callable[[str], str] | None = None
) -> Account:
    """Let a person allow the program to work in their name; keep that in `token_path` (0600).

    Without `ask` the browser of this machine opens. With it, for a machine without one: `ask` is
    handed the address to open anywhere and gives back the address the browser ended at, which
    shows an error page. BadKeyFile or BadCredentials when that fails.
    """
    flow = _flow(client_secrets)
    try:
        if ask:
            _by_hand(flow, ask)
        else:
            _by_browser(flow)
        allowed = flow.credentials
    except WSGITimeoutError:
        what = "разрешения в браузере не дождались"
        raise BadKeyFile(what, f"Повторите «{LOGIN}»") from None
    except (OAuth2Error, ValueError, Warning):
        what = "Google не дал разрешения (его отклонили, или адрес скопирован не весь)"
        raise BadKeyFile(what, f"Повторите «{LOGIN}» и отметьте все права") from None
    if not allowed.refresh_token:
        raise BadCredentials("no refresh token")
    kept = json.loads(allowed.to_json(strip=["token", "expiry"])) | {"type": "authorized_user"}
    _write_for_owner(token_path, json.dumps(kept, indent=2))
    return load_account(token_path)


def _flow(client_secrets: Path) -> InstalledAppFlow:
    try:
        return InstalledAppFlow.from_client_secrets_file(str(client_secrets), SCOPES)
    except FileNotFoundError:
        what = f"нет файла приложения {client_secrets}"
    except (OSError, ValueError, KeyError):
        what = f"файл {client_secrets}\u00a0— не описание приложения Google (client secrets)"
    remedy = (
        "Создайте в Google Cloud «Идентификатор клиента OAuth» вида «Приложение для компьютера» "
        "и скачайте его JSON"
    )
    raise BadKeyFile(what, remedy)


def _by_browser(flow: InstalledAppFlow) -> None:
    flow.run_local_server(
        port=0,
        authorization_prompt_message="",
        success_message="Готово: программа получила доступ. Это окно можно закрыть.",
        timeout_seconds=WAIT_FOR_PERSON,
        prompt="consent",
    )


def _by_hand(flow: InstalledAppFlow, ask: Callable[[str], str]) -> None:
    flow.redirect_uri = CONSOLE_ADDRESS
    address, _ = flow.authorization_url(prompt="consent")
    ended_at = ask(address).strip()
    # The code came to this machine, not over http, whatever the address says.
    flow.fetch_token(authorization_response=ended_at.replace("http:", "https:", 1))


def _write_for_owner(path: Path, text: str) -> None:
    """Write a file that nobody else can read at any moment; mkstemp makes it 0600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
