"""`vzaimo login`: a person lets the program work in their name, by the command."""

import json
from pathlib import Path

import pytest

from sync import closing
from tests.sync.google.beginning import vz
from tests.sync.google.conftest import Server, said, write_secret
from tests.sync.google.test_accounts import GRANTED, app_file, consent

__all__ = ["app_file"]


@pytest.fixture
def by_hand(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person who opens the address elsewhere and copies the one where the browser ended."""
    lines: list[str] = []

    def ask(text: str, **_: object) -> str:
        return consent(next(line for line in lines if line.startswith("http")))

    monkeypatch.setattr(closing.OUT, "print", lambda text, **_: lines.extend(text.splitlines()))
    monkeypatch.setattr("click.prompt", ask)
    server.script = [said(GRANTED)]
    return lines


def test_a_person_logs_in(tmp_path: Path, app_file: Path, by_hand: list[str]) -> None:
    """The permission is kept for the owner alone where the district looks for it."""
    folder = tmp_path / "район"
    assert vz("login", folder, "--app", app_file, "--no-browser") == 0
    kept = folder / "credentials.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert json.loads(kept.read_text())["type"] == "authorized_user"
    assert any(f"vzaimo doctor {folder}" in line for line in by_hand)
    assert "1//refresh" not in "".join(by_hand)


def test_it_is_kept_where_the_configuration_says(
    tmp_path: Path, app_file: Path, by_hand: list[str]
) -> None:
    """A district that names another file finds the permission there."""
    summary = "https://docs.google.com/spreadsheets/d/" + "a" * 44
    lines = f'summary = "{summary}"\ncredentials = "secrets/google.json"\n'
    (tmp_path / "vzaimo.toml").write_text(lines)
    assert vz("login", tmp_path, "--app", app_file, "--no-browser") == 0
    assert (tmp_path / "secrets" / "google.json").is_file()


def test_the_description_in_the_place_of_the_key(
    tmp_path: Path, app_file: Path, by_hand: list[str]
) -> None:
    """Downloaded to where the key belongs, the application's file is moved, and found again."""
    app_file.rename(tmp_path / "credentials.json")
    assert vz("login", tmp_path, "--no-browser") == 0
    assert "installed" in json.loads((tmp_path / "application.json").read_text())
    assert json.loads((tmp_path / "credentials.json").read_text())["type"] == "authorized_user"


def test_a_key_is_not_written_over(tmp_path: Path, app_file: Path, key_file: Path, capsys) -> None:
    """Where a service account's key lies nobody logs in by mistake."""
    before = key_file.read_bytes()
    assert vz("login", tmp_path, "--app", app_file, "--no-browser") == 2
    assert "служебной учётной записи" in capsys.readouterr().err
    assert key_file.read_bytes() == before


@pytest.mark.parametrize("app", [None, "{}"])
def test_no_application(tmp_path: Path, capsys, app: str | None) -> None:
    """Without the description of an application it says where to get one."""
    if app:
        write_secret(tmp_path / "application.json", app)
    assert vz("login", tmp_path, "--no-browser") == 2
    assert "Приложение для компьютера" in capsys.readouterr().err
