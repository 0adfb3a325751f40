"""What the default split keeps out of Google: the fields of persons, exactly these."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from rules.forms import Form
from sync.folder import COORDINATOR
from sync.google.sheets import FIELDS, Spreadsheet, spreadsheet_of
from sync.resources import forms, forms_of
from sync.workbooks import read_book
from tests.docgen.papers import all_text, opened
from tests.emulator import Emulator
from tests.google_district import District, found

pytestmark = pytest.mark.xdist_group("personal split")

NUMBER = 4


@pytest.fixture(scope="module")
def districts(tmp_path_factory) -> Iterator[dict[str, District]]:
    """The same district after a pass, with persons apart and with persons in the books."""
    made = {}
    with Emulator() as apart, Emulator() as together:
        for personal, google in (("local", apart), ("books", together)):
            folder = tmp_path_factory.mktemp(personal)
            district = found(google, folder, NUMBER, personal=personal, documents=True)
            assert district.go().complete
            made[personal] = district
        yield made


def spreadsheets(district: District) -> dict[str, Spreadsheet]:
    """Read every spreadsheet of a district."""
    client = district.client()
    return {n: spreadsheet_of(client.get_spreadsheet(i, FIELDS)) for n, i in district.ids.items()}


def titles(book: Spreadsheet, form: Form) -> set[str]:
    """Give the titles of the fields that stand in the tab of a form."""
    known = {item.title for item in form.fields} | {"Автор (должность)"}
    tabs = [sheet.grid for sheet in book.sheets if sheet.title == form.title]
    return {str(value) for grid in tabs for row in grid.rows for value in row} & known


def test_the_tabs_lose_the_personal_fields_and_no_others(districts):
    """A tab in Google has every field of its form but the personal ones; the author is a post."""
    apart, together = spreadsheets(districts["local"]), spreadsheets(districts["books"])
    lost = {}
    for name in apart:
        for form in forms_of("coordinator" if name == COORDINATOR else "organisation").values():
            before, now = titles(together[name], form), titles(apart[name], form)
            lost.setdefault(form.name, set()).update(before - now)
            assert now - before <= {"Автор (должность)"}
    personal = {
        name: {f.title for f in form.fields if f.personal} for name, form in forms().items()
    }
    assert {name: gone for name, gone in lost.items() if gone} == {
        name: gone for name, gone in personal.items() if gone
    }


PERSON = re.compile(r"[А-ЯЁ][а-яё-]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(вич|вна|ична|ьич)|[\w.]+@[\w.]+")


def people(district: District) -> set[str]:
    """Give all names and mailboxes of persons in the local books."""
    return {
        found_here[0]
        for path in sorted((district.folder / "Люди").glob("*.xlsx"))
        for grid in read_book(path.read_bytes(), path.name)
        for row in grid.rows
        for value in row
        if (found_here := PERSON.fullmatch(str(value)))
    }


def everything(district: District) -> str:
    """Give all text that stands in Google: cells of every tab, texts of uploaded documents."""
    cells = [
        str(value)
        for book in spreadsheets(district).values()
        for sheet in book.sheets
        for row in sheet.grid.rows
        for value in row
        if value != "" and not isinstance(value, dt.date | float)
    ]
    return "\n".join([*cells, *uploaded(district).values()])


def uploaded(district: District) -> dict[str, str]:
    """Give the texts of the documents in Drive by name of file."""
    files = district.google.store.files.values()
    return {
        file.name: "\n".join(all_text(opened(file.content)))
        for file in files
        if file.name.endswith(".docx")
    }


def test_nothing_personal_stands_in_google(districts):
    """No name, mailbox or telephone of a person is in any cell or uploaded document."""
    names = people(districts["local"])
    assert len(names) > 3 * NUMBER
    text = everything(districts["local"])
    assert not [name for name in names if name in text]
    there = everything(districts["books"])
    assert [name for name in names if name in there]


def test_documents_with_names_are_made_here_and_go_out_without(districts):
    """The agreement has the head's name on this machine, a line in its place in Drive."""
    local = districts["local"]
    assert set(uploaded(local)) == {path.name for path in (local.folder / "Документы").iterdir()}
    assert "____" in uploaded(local)["Соглашение.docx"]
