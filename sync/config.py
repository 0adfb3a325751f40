"""The configuration of a district: `vzaimo.toml`, and nothing else."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = "vzaimo.toml"
KNOWN = {"today": dt.date, "state": str}


class ConfigError(Exception):
    """The configuration is wrong; the text says in Russian what and where."""


@dataclass(frozen=True, slots=True)
class Config:
    """A district's configuration.

    `folder` is the district's folder, `state` the folder of the worker's state, `today` a fixed
    date (of a demo) or None for the real one.
    """

    folder: Path
    state: Path
    today: dt.date | None


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
    return Config(folder, folder / raw.get("state", ".vzaimo"), raw.get("today"))


def _check(path: Path, name: str, value: object) -> None:
    if name not in KNOWN:
        msg = f"{path}: неизвестная настройка «{name}». Известны: {', '.join(KNOWN)}."
        raise ConfigError(msg)
    wrong_date = KNOWN[name] is dt.date and isinstance(value, dt.datetime)
    if not isinstance(value, KNOWN[name]) or wrong_date:
        wanted = {dt.date: "дата, например 2022-03-01", str: "текст в кавычках"}[KNOWN[name]]
        msg = f"{path}: у настройки «{name}» неверное значение, нужно: {wanted}."
        raise ConfigError(msg)
