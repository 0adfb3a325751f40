"""A district that begins in Google: a service account with a real key, a curator, the commands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from sync.cli import main
from sync.config import FILE
from sync.google.founding import Asked, configuration
from sync.resources import forms
from tests.emulator import Emulator
from tests.sync.google.conftest import write_secret

WORKER = "worker@project.iam.gserviceaccount.com"
CURATOR = "curator@example.ru"
SCHOOL = {"Код": "Ш-1", "Краткое наименование": "СШ «Первая»", "Вид": "Школа"}
GARDEN = {"Код": "Д-1", "Краткое наименование": "Сад «Ромашка»", "Вид": "ДОУ"}
LINK = "https://docs.google.com/spreadsheets/d/{}/edit#gid=0"


def vz(*args: object) -> int:
    """Run a command in this process; give its exit code."""
    with pytest.raises(SystemExit) as stopped:
        main([str(arg) for arg in args])
    return int(stopped.value.code or 0)


@dataclass
class Beginning:
    """A folder with a key in it, and a summary that the curator has shared with the account."""

    google: Emulator
    folder: Path
    key: Path
    summary: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def link(self) -> str:
        return LINK.format(self.summary)

    def init(self, *more: object) -> int:
        return vz("init", self.folder, "--google", "--summary", self.link, *more)

    def by_hand(self, **links: str) -> "Beginning":
        """Begin with a summary that has no more than a Реестр: quicker than by init."""
        titles = [item.title for item in forms()["registry"].fields]
        self.google.person.add_tab(self.summary, "Реестр ОО", [titles])
        (self.folder / FILE).write_text(configuration(self.folder, Asked(self.link, **links)))
        return self

    def book(self, title: str, *, share: bool = True, **more: Any) -> str:
        """Let a school make a spreadsheet of its own; give its id."""
        people = [WORKER] if share else []
        return self.google.person.create(title, share=people, **more)

    def register(self, *orgs: Mapping[str, Any]) -> None:
        """Type organisations into the Реестр, by header."""
        person = self.google.person
        rows = person.values(self.summary, "Реестр ОО")
        header = next(n for n, row in enumerate(rows) if "Код" in row)
        table = [[org.get(title, "") for title in rows[header]] for org in orgs]
        person.fill(self.summary, "Реестр ОО", f"A{header + 2}", table)

    def state(self) -> dict[str, Any]:
        """Give all cells of all spreadsheets, by title of file and tab."""
        files = self.google.store.files.values()
        return {
            file.name: {t: self.google.person.values(file.id, t) for t in self.tabs(file.id)}
            for file in files
            if file.book is not None
        }

    def tabs(self, id: str) -> list[str]:
        return self.google.person.tabs(id)

    def spreadsheets(self) -> list[str]:
        """Give the titles of all spreadsheets that there are."""
        return sorted(f.name for f in self.google.store.files.values() if f.book is not None)


def begin(google: Emulator, folder: Path, private_key: str) -> Beginning:
    """Let a curator begin; the key is that of a service account which the emulator knows."""
    key = serialization.load_pem_private_key(private_key.encode(), None)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    google.account(WORKER, service=True, public_key=public.decode())
    folder.mkdir(parents=True)
    path = write_secret(
        folder / "credentials.json",
        {
            "type": "service_account",
            "private_key_id": "1",
            "private_key": private_key,
            "client_email": WORKER,
            "token_uri": f"{google.url}/token",
        },
    )
    summary = google.person.create("Свод района", share=[WORKER], locale="ru_RU")
    return Beginning(google, folder, path, summary)


def as_person(district: Beginning, email: str = CURATOR) -> None:
    """Put the permission of a person in the place of the key."""
    district.google.account(email, refresh_token="1//refresh")
    kept = {"client_id": "app", "client_secret": "s3cret", "refresh_token": "1//refresh"}
    more = {"type": "authorized_user", "token_uri": f"{district.google.url}/token"}
    district.key.write_text(json.dumps(kept | more))
