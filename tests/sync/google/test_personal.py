"""What the default of a district in Google keeps on the machine: persons, and nothing else."""

import io
import json
import zipfile

import pytest
import requests

from sync.documents import documents
from sync.folder import BOOKS, COORDINATOR, DOCUMENTS
from sync.google.sheets import FIELDS, spreadsheet_of
from sync.resources import forms_of
from tests.emulator import Emulator
from tests.google_district import TOKEN, found
from tests.sync.test_personal import secrets

NUMBER = 4
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """The report of a pass, what Google then holds: spreadsheets by book, documents by name."""
    with Emulator() as google:
        district = found(google, tmp_path_factory.mktemp("google"), NUMBER, documents=True)
        result = district.go()
        assert result.complete
        client = district.client()
        sheets = {name: client.get_spreadsheet(id, FIELDS) for name, id in district.ids.items()}
        files = client.list_files(
            f"mimeType = '{DOCX}'", "id,name", drive_id=district.config.google.documents_folder
        )
        papers = {file["name"]: downloaded(google, file["id"]) for file in files}
    return result.report, sheets, papers, district


def downloaded(google, id):
    answer = requests.get(
        f"{google.url}/drive/v3/files/{id}",
        params={"alt": "media", "supportsAllDrives": "true"},
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=10,
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "".join(packed.read(name).decode(errors="ignore") for name in packed.namelist())


def test_google_holds_nobody(passed):
    """No name and no personal mailbox of the demo stands in a spreadsheet or a document there."""
    _, sheets, papers, _ = passed
    known = secrets()
    assert len(papers) == 4
    for name, answer in sheets.items():
        text = json.dumps(answer, ensure_ascii=False)
        assert "Замечания" in text or "Проверка" in text
        assert not [one for one in known if one in text], name
    for name, text in papers.items():
        assert not [one for one in known if one in text], name


def test_the_machine_knows_them(passed):
    """The documents on the machine name those who stand in the books of persons."""
    report, *_, district = passed
    heads = [party.head for party in documents(report)[0].data.organisations]
    assert heads and None not in heads
    assert (district.folder / DOCUMENTS / "Соглашение.docx").is_file()


def test_exactly_the_personal_fields_are_removed(passed):
    """The tabs that people fill lack the personal fields, have posts instead, and all the rest."""
    _, sheets, *_ = passed
    for name, answer in sheets.items():
        audience = "coordinator" if name == COORDINATOR else "organisation"
        assert name == COORDINATOR or name.startswith(BOOKS)
        stand = {
            value
            for sheet in spreadsheet_of(answer).sheets
            if not sheet.ours
            for row in sheet.grid.rows
            for value in row
        }
        whole = {f.title for form in forms_of(audience).values() for f in form.fields}
        kept = {f.title for form in forms_of(audience, "local").values() for f in form.fields}
        assert whole - kept
        assert not (whole - kept) & stand, name
        assert kept <= stand, name
