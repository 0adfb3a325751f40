"""The configuration of a district: `vzaimo.toml`, and nothing else."""

import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from rules.personal import Personal
from sync.timetable import Timetable, read_timetable

FILE = "vzaimo.toml"
CREDENTIALS = "credentials.json"
NUMBER = (int, float)
KNOWN: dict[str, type | tuple[type, ...]] = {
    "today": dt.date,
    "state": str,
    "every": NUMBER,
    "documents_at": str,
    "quiet": str,
    "summary": str,
    "credentials": str,
    "endpoint": str,
    "drive": str,
    "documents_folder": str,
    "sweep": int,
    "personal": str,
}

WANTED = {
    dt.date: "дата, например 2022-03-01",
    str: "текст в кавычках",
    NUMBER: "число минут, например 10",
    int: "целое число, например 12",
}

ENDPOINT = "VZAIMO_GOOGLE_ENDPOINT"
"""The variable of the environment that sets the address of Google's API, before the file."""

SWEEP = 12


class ConfigError(Exception):
    """The configuration is wrong; the text says in Russian what and where."""


@dataclass(frozen=True, slots=True)
class GoogleConfig:
    """Where a district lives in Google, as it is written: links or ids.

    `summary` is the summary spreadsheet, `credentials` the file of the account, `endpoint` the
    address of the API («» is Google's own), `drive` a shared drive and `documents_folder` a
    folder of Drive, each «» where there is none; all books are read every `sweep` passes.
    """

    summary: str
    credentials: Path
    endpoint: str
    drive: str
    documents_folder: str
    sweep: int


@dataclass(frozen=True, slots=True)
class Config:
    """A district's configuration.

    `folder` is the district's folder, `state` the folder of the worker's state, `today` a fixed
    date (of a demo) or None for the real one; `timetable` is the worker's; `google` is None
    where the books lie in the folder; `personal` tells where personal data are kept.
    """

    folder: Path
    state: Path
    today: dt.date | None
    timetable: Timetable
    google: GoogleConfig | None
    personal: Personal


def load(folder: Path) -> Config:
    """Read the configuration of the district in `folder`; ConfigError when it is wrong."""
    path = folder / FILE
    if not path.is_file():
        msg = (
            f"В папке «{folder}» нет файла {FILE}: это не папка района. "
            f"Создайте район командой «vzaimo init {folder}»."
        )
        raise ConfigError(msg)
    try:
        return parsed(folder, path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"Файл {path} не читается: {error}. Исправьте его в текстовом редакторе."
        raise ConfigError(msg) from error


def parsed(folder: Path, text: str) -> Config:
    """Read the configuration from its text; ConfigError or TOMLDecodeError when it is wrong."""
    path, raw = folder / FILE, tomllib.loads(text)
    for name, value in raw.items():
        _check(path, name, value)
    try:
        timetable = read_timetable(raw)
    except ValueError as error:
        msg = f"{path}: {error}."
        raise ConfigError(msg) from error
    state = folder / raw.get("state", ".vzaimo")
    google = google_config(folder, raw)
    personal = _personal(path, raw.get("personal", DEFAULT_PERSONAL[google is not None]))
    return Config(folder, state, raw.get("today"), timetable, google, personal)


DEFAULT_PERSONAL: Mapping[bool, Personal] = {False: "books", True: "local"}
"""Where personal data are kept unless the file says otherwise; True: the books lie in Google."""


def _personal(path: Path, value: Any) -> Personal:
    if value in get_args(Personal):
        return value  # type: ignore[no-any-return]
    listed = ", ".join(f"«{one}»" for one in get_args(Personal))
    msg = f"{path}: у настройки «personal» неверное значение, можно: {listed}."
    raise ConfigError(msg)


def google_config(folder: Path, raw: Mapping[str, Any]) -> GoogleConfig | None:
    """Give where a district lives in Google; None without a summary spreadsheet."""
    if not raw.get("summary"):
        return None
    return GoogleConfig(
        raw["summary"],
        folder / raw.get("credentials", CREDENTIALS),
        os.environ.get(ENDPOINT) or raw.get("endpoint", ""),
        raw.get("drive", ""),
        raw.get("documents_folder", ""),
        max(1, raw.get("sweep", SWEEP)),
    )


def _check(path: Path, name: str, value: object) -> None:
    if name not in KNOWN:
        msg = f"{path}: неизвестная настройка «{name}». Известны: {', '.join(KNOWN)}."
        raise ConfigError(msg)
    wrong_date = KNOWN[name] is dt.date and isinstance(value, dt.datetime)
    if not isinstance(value, KNOWN[name]) or wrong_date:
        wanted = WANTED[KNOWN[name]]
        msg = f"{path}: у настройки «{name}» неверное значение, нужно: {wanted}."
        raise ConfigError(msg)
