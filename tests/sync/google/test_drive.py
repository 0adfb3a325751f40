"""Documents in Drive: one file each that keeps its link, what is signed is never touched."""

import pytest

from sync.config import load
from sync.folder import COORDINATOR
from tests.emulator import Emulator
from tests.google_district import WORKER, District, found

AGREEMENT = "Соглашение.docx"
STATUS = "Статус"


@pytest.fixture
def district(google, tmp_path) -> District:
    """A district with a folder for documents, after its first pass."""
    made = found(google, tmp_path, 1, documents=True)
    assert made.go().complete
    return made


def file(google: Emulator, name: str = AGREEMENT):
    """Give a file of Drive by its name; there is exactly one."""
    (only,) = [one for one in google.store.files.values() if one.name == name]
    return only


def links(district: District) -> list[str]:
    """Give the addresses of the documents as «Документы» has them."""
    google, book = district.google, district.google.person.book(district.ids[COORDINATOR])
    rows = google.person.values(district.ids[COORDINATOR], "Документы")
    column = next(row for row in rows if "Ссылка" in row).index("Ссылка")
    sheet = book.by_title("Документы")
    cells = [sheet.cell(number, column) for number, _ in enumerate(rows)]
    found_there = [
        cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {}).get("uri")
        for cell in cells
    ]
    return [link for link in found_there if link]


def type_status(district: District, document: str, status: str) -> None:
    """Choose a status of a document in the summary, as a coordinator does."""
    person, id = district.google.person, district.ids[COORDINATOR]
    rows = person.values(id, "Документы")
    column = next(row for row in rows if STATUS in row).index(STATUS)
    number = next(n for n, row in enumerate(rows, start=1) if row[:1] == [document])
    person.type(id, "Документы", f"{chr(65 + column)}{number}", status)


def rename_department(district: District) -> None:
    """Change what stands in the agreement."""
    person, id = district.google.person, district.ids[COORDINATOR]
    rows = person.values(id, "Настройки")
    label = "Управление образования — адрес"
    number = next(n for n, row in enumerate(rows, start=1) if row[:1] == [label])
    person.type(id, "Настройки", f"B{number}", "662820, с. Ермаковское, ул. Новая, 1")


def test_every_document_has_one_file_and_its_link_stands_in_the_summary(district, google):
    """Each paper of the folder is in Drive; «Документы» leads to it."""
    names = {path.name for path in (district.folder / "Документы").iterdir()}
    assert {one.name for one in google.store.files.values() if one.name.endswith(".docx")} == names
    assert len(links(district)) == len(names)
    assert any(file(google).id in link for link in links(district))


def test_a_changed_draft_keeps_its_file_and_link(district, google):
    """New data are a new revision of the same file."""
    before, content = file(google).id, file(google).content
    rename_department(district)
    assert district.go().complete
    assert file(google).id == before
    assert file(google).content != content


def test_what_is_on_signature_is_never_touched(district, google):
    """The file stays as it is; the next version is a file of its own, with its own link."""
    type_status(district, "Соглашение", "на подписи")
    district.go()
    signed = file(google).content
    count = len(links(district))
    rename_department(district)
    district.go()
    assert file(google).content == signed
    newer = [o.name for o in google.store.files.values() if o.name.startswith("Соглашение")]
    assert len(newer) == 2
    assert len(links(district)) == count + 1


def test_a_file_that_somebody_deleted_is_made_again(district, google):
    """So is one whose memory is lost found by its name, not made twice."""
    google.person.remove(file(google).id)
    rename_department(district)
    assert district.go().complete
    again = file(google).id
    (district.folder / ".vzaimo" / "google.json").unlink()
    rename_department(district)
    district.go()
    assert file(google).id == again


def test_without_storage_people_make_the_file_and_the_worker_fills_it(google, tmp_path):
    """A service account owns nothing: it says what to do, then fills what people made."""
    district = found(google, tmp_path, 1)
    folder = google.person.folder("Документы")
    google.person.share(folder, WORKER)
    config = district.folder / "vzaimo.toml"
    config.write_text(config.read_text() + f'documents_folder = "{folder}"\n')
    assert load(district.folder).google.documents_folder == folder
    result = district.go()
    assert not result.complete
    (trouble,) = {why for name, why in result.not_shared.items() if AGREEMENT in name}
    assert "места" in trouble
    assert f"«{AGREEMENT}»" in trouble
    made = google.person.upload(AGREEMENT, b"", DOCX, parent=folder)
    google.person.share(made, WORKER)
    result = district.go()
    assert not [name for name in result.not_shared if AGREEMENT in name]
    assert file(google).content.startswith(b"PK")
    assert file(google).id == made


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
