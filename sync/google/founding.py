"""A new district in Google: its folder with the configuration, the tabs of the summary.

Nothing is made before the account can work with the summary. It may be killed anywhere and run
again: what is there stays.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from rules.personal import Personal
from sync.config import (
    CREDENTIALS,
    DEFAULT_PERSONAL,
    FILE,
    Config,
    ConfigError,
    GoogleConfig,
    load,
    parsed,
)
from sync.folder import DOCUMENTS, PEOPLE, TEMPLATES, Folder
from sync.founding import district_book
from sync.google.access import look_at, trouble_with
from sync.google.books import drive_id, spreadsheet_id
from sync.google.client import Client
from sync.google.links import SPREADSHEET
from sync.google.new_tabs import absent_tabs, add_tabs
from sync.google.sheets import FIELDS, spreadsheet_of
from sync.resources import forms_of

CONFIG = """\
# Настройки программы «Взаимо» для этого района. Здесь нет и не должно быть паролей и ключей.
# Всё ли в порядке, скажет команда vzaimo doctor.

# Сводная таблица района: ссылка из адресной строки браузера.
summary = {summary}

# Файл с ключом служебной учётной записи или с разрешением человека (его делает vzaimo login).
# Читать его может только владелец (chmod 600). Путь можно писать от папки района.
credentials = {credentials}

# Общий диск организации: на нём программа делает таблицы и документы, и все таблицы района
# должны лежать на нём же. Ссылка на диск.
{drive}

# Папка Google Диска, в которой программа делает документы и новые таблицы. Ссылка на папку.
{documents_folder}

# Google иногда молчит о правке (её сделала формула). Поэтому каждый двенадцатый проход читает
# все таблицы подряд; здесь можно выбрать другое число.
# sweep = 12

# Адрес Google API, если сеть выходит к нему через свой шлюз.
# endpoint = "https://gateway.example"

# Где хранятся личные данные (ФИО, личная почта): "local" — отдельно, в папке «Люди» на этом
# компьютере, в Google их нет; "books" — в таблицах Google.
personal = {personal}

# Где лежит служебная папка с памятью программы. Если папка района хранится в облаке
# (Яндекс Диск и подобные), укажите здесь место вне её:
# state = "/var/lib/vzaimo/rayon"

# Работник (vzaimo watch): через сколько минут проход, в котором часу документы, когда тишина.
# every = 10
# documents_at = "06:00"
# quiet = "22:00-05:00"
"""
SUMMARY_TITLE = "Сводная таблица"
EXAMPLES = {
    "drive": 'drive = "https://drive.google.com/drive/folders/0AExample"',
    "documents_folder": 'documents_folder = "https://drive.google.com/drive/folders/1Example"',
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command asks for: links as they were typed, «» or None for what was not said."""

    summary: str = ""
    credentials: Path | None = None
    drive: str = ""
    documents_folder: str = ""
    personal: Personal | None = None


@dataclass(frozen=True, slots=True)
class Founded:
    """What was made: the address of the summary, the tabs it got, whether the folder is new."""

    address: str
    tabs: tuple[str, ...]
    begun: bool


def planned(folder: Path, asked: Asked) -> tuple[Config, str | None]:
    """Give the configuration of a district, and its text where it is not there yet.

    ConfigError where another district is there or it is not said which summary to use.
    """
    if (folder / FILE).is_file():
        config = load(folder)
        refuse_another(config, asked)
        return config, None
    if not asked.summary:
        msg = "Скажите, какая таблица будет сводной: --summary и ссылка на неё."
        raise ConfigError(msg)
    text = configuration(folder, asked)
    return parsed(folder, text), text


def configuration(folder: Path, asked: Asked) -> str:
    """Give the configuration of a new district in `folder`."""
    given = {"drive": asked.drive, "documents_folder": asked.documents_folder}
    lines = {
        name: f"{name} = {_quoted(value)}" if value else f"# {EXAMPLES[name]}"
        for name, value in given.items()
    }
    return CONFIG.format(
        summary=_quoted(asked.summary),
        credentials=_quoted(_from(folder, asked.credentials or folder / CREDENTIALS)),
        personal=_quoted(asked.personal or DEFAULT_PERSONAL[True]),
        **lines,
    )


def _quoted(text: str) -> str:
    """Give a text as TOML has it, which is as JSON has it."""
    return json.dumps(text, ensure_ascii=False)


def _from(folder: Path, path: Path) -> str:
    """Give a path as it is written in the configuration of `folder`."""
    whole, home = path.absolute(), folder.absolute()
    return (whole.relative_to(home) if whole.is_relative_to(home) else whole).as_posix()


def refuse_another(config: Config, asked: Asked) -> None:
    """Refuse to make a district where another one is: ConfigError says how they differ."""
    file, google = config.folder / FILE, config.google
    if google is None:
        msg = (
            f"В папке «{config.folder}» уже есть район без Google. Выберите для района в Google "
            "другую папку."
        )
        raise ConfigError(msg)
    differing = {
        "summary": asked.summary
        and spreadsheet_id(asked.summary) != spreadsheet_id(google.summary),
        "credentials": asked.credentials
        and asked.credentials.absolute() != google.credentials.absolute(),
        "drive": asked.drive and drive_id(asked.drive) != drive_id(google.drive),
        "documents_folder": asked.documents_folder
        and drive_id(asked.documents_folder) != drive_id(google.documents_folder),
        "personal": asked.personal and asked.personal != config.personal,
    }
    names = [name for name, differs in differing.items() if differs]
    if names:
        msg = f"В {file} стоит другое: {', '.join(names)}. Исправьте его там или уберите ключ."
        raise ConfigError(msg)


def check_summary(client: Client, config: GoogleConfig) -> str:
    """Give the id of the summary; ConfigError or GoogleError where nothing can be done with it."""
    id = spreadsheet_id(config.summary)
    if id is None:
        msg = (
            f"«{config.summary}» — не ссылка на таблицу Google: скопируйте её из адресной "
            "строки браузера."
        )
        raise ConfigError(msg)
    trouble = trouble_with(look_at(client, id), client.account.address)
    if trouble:
        msg = f"Со сводной таблицей работать нельзя. {trouble} Затем повторите команду."
        raise ConfigError(msg)
    return id


def found_in_google(
    files: Folder, client: Client, config: GoogleConfig, text: str | None
) -> Founded:
    """Make the district of `config`; `text` is the configuration to write, None if it is there."""
    id = check_summary(client, config)
    begun = text is not None and files.create(FILE, text.encode())
    for room in (DOCUMENTS, TEMPLATES, *([PEOPLE] if files.personal == "local" else [])):
        (files.path / room).mkdir(parents=True, exist_ok=True)
    return Founded(
        SPREADSHEET.format(id), _add_coordinators_tabs(client, id, files.personal), begun
    )


def _add_coordinators_tabs(client: Client, id: str, personal: Personal) -> tuple[str, ...]:
    standing = spreadsheet_of(client.get_spreadsheet(id, FIELDS, book=SUMMARY_TITLE))
    wanted = district_book((), {}, personal).tabs
    tabs = absent_tabs(wanted, forms_of("coordinator", personal), standing)
    return tuple(add_tabs(client, tabs, standing, SUMMARY_TITLE))
