"""Letting the program work in the name of a person: which files that takes."""

import json
from collections.abc import Callable
from pathlib import Path

from sync.config import CREDENTIALS, FILE, ConfigError, load
from sync.google.accounts import authorise

APPLICATION = "application.json"
"""The description of the application (client secrets), as Google Cloud gives it."""

OTHER_KEY = (
    "В файле {} лежит ключ служебной учётной записи: программа уже работает от её имени. Чтобы "
    "войти от имени человека, уберите его оттуда и повторите команду."
)
NO_APPLICATION = (
    "Нужно описание приложения: создайте в Google Cloud «Идентификатор клиента OAuth» вида "
    "«Приложение для компьютера», скачайте его JSON и положите сюда: {}"
)


def log_in(folder: Path, app: Path | None, ask: Callable[[str], str] | None) -> Path:
    """Ask a person for the permission and keep it where the district looks for it; tell where.

    `app` is the description of the application, `ask` as in `authorise`. ConfigError or
    GoogleError where it cannot be done; a service account's key is never written over.
    """
    google = load(folder).google if (folder / FILE).is_file() else None
    kept = google.credentials if google else folder / CREDENTIALS
    kind = _kind(kept)
    if kind == "service_account":
        raise ConfigError(OTHER_KEY.format(kept))
    authorise(app or _application(folder, kept, kind), kept, ask=ask)
    return kept


def _application(folder: Path, kept: Path, kind: str) -> Path:
    """Find the description of the application; one that lies where the key belongs is moved."""
    app = folder / APPLICATION
    if not app.is_file() and kind == "application":
        kept.rename(app)
    if not app.is_file():
        raise ConfigError(NO_APPLICATION.format(app))
    return app


def _kind(path: Path) -> str:
    try:
        info = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return ""
    if not isinstance(info, dict):
        return ""
    return "application" if {"installed", "web"} & info.keys() else str(info.get("type", ""))
