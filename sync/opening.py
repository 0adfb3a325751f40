"""The one place where a district's store is chosen, by its configuration."""

from pathlib import Path
from typing import TYPE_CHECKING

from rules.personal import Personal
from sync.config import Config, ConfigError, GoogleConfig
from sync.folder import COPIES, Folder
from sync.stores import Store

if TYPE_CHECKING:
    from sync.google.client import Client
    from sync.google.retrying import Patience
    from sync.google.store import GoogleStore


def open_store(config: Config) -> Store:
    """Give the store of a district; ConfigError or GoogleError where it cannot be used."""
    files = open_folder(config.folder, config.state, config.personal)
    if config.google is None:
        return files
    return open_google(files, config.google, config.state)


def open_folder(folder: Path, state: Path, personal: Personal = "books") -> Folder:
    """Give the store over the folder itself."""
    return Folder(folder, state / COPIES, personal)


def open_google(
    files: Folder, config: GoogleConfig, state: Path, client: "Client | None" = None
) -> "GoogleStore":
    """Give the store in Google. Its libraries are loaded only where they are needed."""
    from sync.google.books import drive_id, spreadsheet_id
    from sync.google.memory import remembered
    from sync.google.store import GoogleStore, Places

    summary = spreadsheet_id(config.summary)
    if summary is None:
        msg = (
            f'vzaimo.toml: summary = "{config.summary}" — не ссылка на таблицу Google. '
            "Скопируйте её из адресной строки браузера."
        )
        raise ConfigError(msg)
    places = Places(
        summary, drive_id(config.drive), drive_id(config.documents_folder), config.sweep
    )
    return GoogleStore(files, client or open_client(config), places, remembered(state))


def open_client(config: GoogleConfig, patience: "Patience | None" = None) -> "Client":
    """Give the client of the district's account; GoogleError where its key is no good.

    `patience` is how long it tries, if not as long as a pass does.
    """
    from sync.google.accounts import load_account
    from sync.google.client import Client
    from sync.google.endpoint import Endpoint

    endpoint = Endpoint(config.endpoint)
    return Client(load_account(config.credentials, endpoint), endpoint, patience=patience)
