"""The configuration of a district: `vzaimo.toml`, and nothing else."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

from sync.timetable import Timetable, read_timetable

FILE = "vzaimo.toml"
NUMBER = (int, float)
KNOWN: dict[str, type | tuple[type, ...]] = {
    "today": dt.date,
    "state": str,
    "every": NUMBER,
    "documents_at": str,
    "quiet": str,
}

WANTED = {
    dt.date: "дата, например 2022-03-01",
    str: "текст в кавычках",
    NUMBER: "число минут, например 10",
}


class ConfigError(Exception):
    """The configuration is wrong; the text says in Russian what and where."""


@dataclass(frozen=True, slots=True)
class Config:
    """A district's configuration.

    `folder` is the district's folder, `state` the folder of the worker's state, `today` a fixed
    date (of a demo) or None for the real one; `timetable` is the worker's.
    """

    folder: Path
    state: Path
    today: dt.date | None
    timetable: Timetable


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
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"Файл {path} не читается: {error}. Исправьте его в текстовом редакторе."
        raise ConfigError(msg) from error
    for name, value in raw.items():
        _check(path, name, value)
    try:
        timetable = read_timetable(raw)
    except ValueError as error:
        msg = f"{path}: {error}."
        raise ConfigError(msg) from error
    return Config(folder, folder / raw.get("state", ".vzaimo"), raw.get("today"), timetable)


def _check(path: Path, name: str, value: object) -> None:
    if name not in KNOWN:
        msg = f"{path}: неизвестная настройка «{name}». Известны: {', '.join(KNOWN)}."
        raise ConfigError(msg)
    wrong_date = KNOWN[name] is dt.date and isinstance(value, dt.datetime)
    if not isinstance(value, KNOWN[name]) or wrong_date:
        wanted = WANTED[KNOWN[name]]
        msg = f"{path}: у настройки «{name}» неверное значение, нужно: {wanted}."
        raise ConfigError(msg)
