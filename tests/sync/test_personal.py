"""A district that keeps personal data apart, from its beginning to its documents."""

import csv
import io
import shutil
import zipfile
from dataclasses import replace

import pytest
from docx import Document as Docx

from rules.rulebook import RULES
from sync import cli, logs
from sync.config import ConfigError, load
from sync.demo import begin_second_year
from sync.document_files import DocumentFiles
from sync.documents import documents
from sync.folder import ANSWERS, BOOKS, COORDINATOR, DOCUMENTS, PEOPLE, SUMMARY
from sync.intake import take_in
from sync.people_books import DEPARTMENT
from sync.resources import forms_of, read_text
from sync.state import State
from sync.workbooks import read_book
from tests.sync.people import (
    OYA,
    TODAY,
    copy,
    edit,
    files,
    found,
    go,
    opened,
    rows,
    silent,
    store,
    type_into,
)

NUMBER = 5
LASTING = "МБОУ «Мигнинская СШ».xlsx"


def vz(*args):
    with pytest.raises(SystemExit) as ended:
        cli.main([*map(str, args)])
    return ended.value.code


def demo_table(name):
    return list(csv.DictReader(io.StringIO(read_text("demo", name), newline="")))


def secrets():
    """Give every name and personal mailbox that is typed in the demo."""
    found = {row["value"] for row in demo_table("settings.csv") if row["name"].endswith("_head")}
    for row in demo_table("organisations.csv"):
        for name, value in row.items():
            if name.endswith("_email") or (name.endswith("_name") and name.split("_")[0] in ROLES):
                found.add(value.strip())
    authors = [row["author"] for row in demo_table("practices.csv")]
    found |= {author.partition(", ")[0] for author in authors}
    return found - {""}


ROLES = {"head", "curator", "moderator", "specialist"}


def whole_text(path):
    """Give all that an .xlsx or .docx holds, hidden cells and notes too."""
    with zipfile.ZipFile(path) as packed:
        return "".join(packed.read(name).decode(errors="ignore") for name in packed.namelist())


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """A demo district of five that keeps persons apart, after its first pass."""
    folder = found(tmp_path_factory.mktemp("apart") / "район", NUMBER, "local")
    go(folder)
    return folder


@pytest.fixture
def district(apart, tmp_path):
    return copy(apart, tmp_path / "район")


# --- what leaves the machine ---------------------------------------------------------------------


def test_nothing_personal_stands_outside_of_people_and_documents(apart):
    """No name and no personal mailbox of the demo stands in any book of others or in the log."""
    known = secrets()
    assert len(known) > 150
    looked = []
    for path in sorted(apart.rglob("*")):
        inside = path.relative_to(apart).parts[0]
        if path.suffix == ".xlsx" and inside != PEOPLE:
            looked.append(inside)
            text = whole_text(path)
            assert not [one for one in known if one in text], path.name
        elif path.suffix in (".log", ".toml"):
            assert not [one for one in known if one in path.read_text(encoding="utf-8")]
    assert set(looked) == {BOOKS, ANSWERS, COORDINATOR, SUMMARY}
    people = "".join(map(whole_text, (apart / PEOPLE).iterdir()))
    assert sum(one in people for one in known) > 30


def test_documents_are_those_of_a_district_with_persons_in_its_books(apart, passed):
    """The documents made on the machine are the same to the byte wherever persons stand."""
    both = {name: content for name, content in files(apart).items() if name.startswith(DOCUMENTS)}
    other = {name: content for name, content in files(passed).items() if name.startswith(DOCUMENTS)}
    assert both == other
    assert len(both) == 6 + 3 * NUMBER


@pytest.fixture(scope="module")
def made(apart):
    """The documents of the district once more, and their versions for upload."""
    folder = copy(apart, apart.parent / "выгрузка", state=False)
    shutil.rmtree(folder / DOCUMENTS)
    result = go(folder, dry_run=True)
    intake = take_in(store(folder), store(folder).entries(), {}, {}, TODAY, silent)
    papers = DocumentFiles(store(folder), intake, {}, TODAY)
    papers.make(documents(result.report), documents(result.report, persons=False))
    return papers


def test_versions_for_upload_name_nobody(made):
    """A version for upload has a line in place of each name, and says whether it differs."""
    known = secrets()
    surnames = {one.split()[0] for one in known if " " in one}
    uploads = {upload.name: upload for upload in made.uploads()}
    same = [name for name, one in uploads.items() if not one.nameless]
    assert same == [f"{DOCUMENTS}/Карта проблем и эффективных решений 2021-2022.docx"]
    assert [paper.name for paper in made.papers if not paper.persons] == ["problem_map"]
    for upload in uploads.values():
        content = upload.render()
        text = whole_text(io.BytesIO(content))
        assert not [one for one in known if one in text]
        assert content == upload.render()
        said = "\n".join(part.text for part in Docx(io.BytesIO(content)).element.body.iter()
                         if part.tag.endswith("}t") and part.text)  # fmt: skip
        assert not [one for one in surnames if one in said.split()]
    agreement = Docx(io.BytesIO(uploads[f"{DOCUMENTS}/Соглашение.docx"].render()))
    assert "в лице директора ____" in "\n".join(one.text for one in agreement.paragraphs)


def test_the_same_data_need_no_new_upload(made):
    """What an upload is made of stays the same, and is not that of the named document."""
    first, again = made.uploads(), made.uploads()
    assert [one.made_of for one in first] == [one.made_of for one in again]
    assert not {one.made_of for one in first} & {one.digest for one in made.wanted}


def test_documents_say_that_names_stay_here(apart):
    """«Документы» has a note beside each document with names, and beside no other."""
    sheet = opened(apart / SUMMARY)["Документы"]
    notes = {
        row[0].value: any(cell.comment and "ФИО" in cell.comment.text for cell in row)
        for row in sheet.iter_rows()
    }
    assert notes["Соглашение"]
    assert not notes["Карта проблем и эффективных решений"]


# --- books ---------------------------------------------------------------------------------------


def test_books_have_no_personal_fields(apart):
    """No tab that leaves the machine has a title of a personal field."""
    personal = {
        item.title
        for audience in ("organisation", "coordinator")
        for form in forms_of(audience, "local").values()
        for item in form.withheld
    }
    for path in [*(apart / BOOKS).iterdir(), apart / COORDINATOR]:
        cells = {
            v for grid in read_book(path.read_bytes(), path.name) for r in grid.rows for v in r
        }
        assert not cells & personal


def test_findings_lead_to_no_book_of_persons(apart):
    """A finding about the tab of a book of persons has the cell, and no link to another book."""
    sheet = opened(apart / SUMMARY)["Замечания"]
    links = [cell.hyperlink.location or cell.hyperlink.target
             for row in sheet.iter_rows() for cell in row if cell.hyperlink]  # fmt: skip
    assert links
    assert not [link for link in links if "Люди" in link]


def test_from_init_to_documents(tmp_path, capsys):
    """A district begun with --personal local: forms, filling, a pass, the head in the agreement."""
    folder = tmp_path / "р"
    assert vz("init", folder, "--personal", "local") == 0
    assert load(folder).personal == "local"
    for cell, value in {"A4": "Ш-1", "B4": "Школа", "C4": "Школа"}.items():
        type_into(folder / COORDINATOR, "Реестр ОО", cell, value)
    assert vz("forms", folder) == 0
    said = capsys.readouterr().out
    assert "Сделано книг: 1" in said
    assert "Сделано книг для личных данных: 2" in said
    assert {path.name for path in (folder / PEOPLE).iterdir()} == {"Школа.xlsx", DEPARTMENT}
    assert vz("run", folder, "--today", "01.03.2022") == 0
    assert len(rows(folder, "people.missing")) == 1
    fill(folder / PEOPLE / "Школа.xlsx", "Люди", "Руководитель — ФИО", "Орлова Мария Петровна")
    fill(folder / PEOPLE / DEPARTMENT, "Люди района", "Управление образования — руководитель, ФИО",
         "Зуева Нина Павловна")  # fmt: skip
    assert vz("forms", folder) == 0
    assert "новых не понадобилось" in capsys.readouterr().out
    assert vz("run", folder, "--today", "01.03.2022") == 0
    agreement = whole_text(folder / DOCUMENTS / "Соглашение.docx")
    assert "Орловой Марии Петровны" in agreement
    assert "Зуевой Нины Павловны" in agreement
    (row,) = rows(folder, "people.missing")
    assert "«Куратор — ФИО»" in row["Что исправить"]
    assert "Орлова" not in str(rows(folder))


def fill(path, tab, label, value):
    """Type `value` beside a label of a card."""

    def change(book):
        (row,) = [row for row in book[tab].iter_rows() if row[0].value == label]
        row[1].value = value

    edit(path, change)


def test_demo_and_check_by_the_command_line(tmp_path, capsys):
    """`demo --personal local` makes the same district; `check` reads its books without persons."""
    assert vz("demo", tmp_path / "d", "--organisations", 1, "--personal", "local") == 0
    (book,) = (tmp_path / "d" / BOOKS).iterdir()
    capsys.readouterr()
    assert vz("check", book, "--personal", "local") == 0
    said = capsys.readouterr().out
    assert "personal" not in said
    assert "ФИО»: верните" not in said
    assert vz("check", book) == 0
    assert "«Руководитель — ФИО»" in capsys.readouterr().out
    assert vz("demo", tmp_path / "d", "--personal", "remote") == 2


def test_the_second_year_keeps_the_books_of_persons(tmp_path):
    """Persons go on from year to year; the new books have no personal fields either."""
    folder = found(tmp_path / "р", 2, "local")
    before = {name: data for name, data in files(folder).items() if name.startswith(PEOPLE)}
    go(folder)
    begin_second_year(store(folder), 2, silent)
    result = go(folder, TODAY.replace(year=2023))
    after = {name: data for name, data in files(folder).items() if name.startswith(PEOPLE)}
    assert before == after
    assert not rows(folder, "personal.column")
    assert agreement_heads(result)[0]


def agreement_heads(result):
    return [party.head for party in documents(result.report)[0].data.organisations]


# --- changes and faults --------------------------------------------------------------------------


def test_a_second_pass_writes_nothing(district):
    """Nothing changed: the pass ends after the listing."""
    assert go(district).report is None


def test_a_changed_book_of_persons_is_read(district):
    """A head who is typed anew stands in the documents of the next pass; one book is read."""
    fill(district / PEOPLE / OYA, "Люди", "Руководитель — ФИО", "Орлова Мария Петровна")
    result = go(district)
    assert result.parsed == 1
    assert "Орлова Мария Петровна" in agreement_heads(result)


def test_an_unreadable_book_keeps_its_last_data(district):
    """Persons stay known while their book can't be read, and it is told without its name."""
    heads = agreement_heads(go(copy(district, district.parent / "все"), TODAY.replace(day=2)))
    (district / PEOPLE / OYA).write_bytes(b"PK broken")
    result = go(district, TODAY.replace(day=2))
    assert agreement_heads(result) == heads
    (row,) = rows(district, "people.unreadable")
    assert "прежние данные, прочитанные 01.03.2022" in row["Что исправить"]
    assert not result.complete


def test_a_removed_book_is_forgotten(district):
    """Persons whose book was taken away are not remembered: nobody else may know of them."""
    (district / PEOPLE / OYA).unlink()
    result = go(district)
    assert None in agreement_heads(result)
    assert [row["ОО"] for row in rows(district, "people.missing")] == ["МБОУ «Ойская СШ»"]
    state = State(district / ".vzaimo")
    assert f"{PEOPLE}/{OYA}" not in state.books()
    state.close()


def test_office_leftovers_are_no_books(district):
    """The lock files of Excel and LibreOffice are passed over."""
    (district / PEOPLE / f"~${OYA}").write_bytes(b"x")
    (district / PEOPLE / f".~lock.{OYA}#").write_bytes(b"x")
    assert go(district).report is None


def test_renamed_and_second_books(district, capsys):
    """A book is an ОО's by its code, whatever its file is called; findings never name the file."""
    people = district / PEOPLE
    (people / OYA).rename(people / "Петрова Анна Ивановна.xlsx")
    result = go(district)
    assert "Петрова Анна Ивановна" in agreement_heads(result)
    assert not rows(district, "people.missing")
    shutil.copy(people / "Петрова Анна Ивановна.xlsx", people / "Петрова 2.xlsx")
    fill(people / LASTING, "Люди", "Код", "Нет такого")
    (people / LASTING).rename(people / "Сидорова.xlsx")
    result = go(district)
    (second,) = rows(district, "people.second")
    assert second["ОО"] == "МБОУ «Ойская СШ»"
    assert len(rows(district, "people.unregistered")) == 1
    assert result.strangers == ("Сидорова.xlsx",)
    said = str(rows(district))
    assert "Сидорова" not in said
    assert "Петрова" not in said


def test_a_bad_cell_names_the_role(district):
    """A mailbox that can't be read is told by its role, in its tab, without what was typed."""
    fill(district / PEOPLE / OYA, "Люди", "Куратор — почта", "петрова у школы")
    go(district)
    (row,) = [row for row in rows(district, "cell.unreadable") if row["Вкладка"] == "Люди"]
    assert "«Куратор — почта»" in row["Что исправить"]
    assert not row["Значение"]
    assert "петрова" not in str(rows(district))


# --- another choice ------------------------------------------------------------------------------


def test_the_choice_is_changed_later(passed, tmp_path):
    """Books that still hold personal fields: one finding a tab, nothing of them goes further."""
    folder = copy(passed, tmp_path / "р")
    config = (folder / "vzaimo.toml").read_text(encoding="utf-8")
    (folder / "vzaimo.toml").write_text(config + 'personal = "local"\n', encoding="utf-8")
    result = go(folder)
    told = [(row["ОО"], row["Вкладка"]) for row in rows(folder, "personal.column")]
    assert len(set(told)) == len(told) == 2 * NUMBER + 1
    assert all(head is None for head in agreement_heads(result))
    known = secrets()
    for path in [*(folder / ANSWERS).iterdir(), *(folder / DOCUMENTS).iterdir(), folder / SUMMARY]:
        text = whole_text(path)
        assert not [one for one in known if one in text], path.name


def test_with_books_the_folder_of_persons_is_nobodys_business(district):
    """A district with persons in its books does not look into «Люди»."""
    config = (district / "vzaimo.toml").read_text(encoding="utf-8")
    (district / "vzaimo.toml").write_text(config.replace("local", "books"), encoding="utf-8")
    result = go(district)
    assert not any(name.startswith(PEOPLE) for name in result.unreadable)
    assert not rows(district, "people.missing")
    assert [row for row in rows(district, "header.missing") if "ФИО" in row["Что исправить"]]


@pytest.mark.parametrize("value", ['"remote"', "true", "1"])
def test_a_wrong_choice_is_refused(district, value):
    """The configuration knows two places, and says so."""
    config = (district / "vzaimo.toml").read_text(encoding="utf-8")
    text = config.replace('personal = "local"', f"personal = {value}")
    (district / "vzaimo.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="personal"):
        load(district)


def test_the_log_of_a_pass_with_faults(district, monkeypatch):
    """Nothing that is logged names anybody, whatever is wrong with the books of persons."""
    fill(district / PEOPLE / OYA, "Люди", "Куратор — почта", "петрова у школы")
    (district / PEOPLE / LASTING).rename(district / PEOPLE / "Сидорова Анна.xlsx")
    (district / PEOPLE / "Иванов.xlsx").write_bytes(b"PK broken")

    def broken(district_):
        raise RuntimeError(district_.tables["people"].values.to_string())

    rule = replace(RULES["organisation.duties"], check=broken)
    monkeypatch.setitem(RULES, "organisation.duties", rule)
    with logs.to_file(district / ".vzaimo", ()):
        result = go(district)
    assert "organisation.duties" in result.report.crashes
    said = (district / ".vzaimo" / logs.FILE).read_text(encoding="utf-8")
    assert "organisation.duties" in said
    assert not [one for one in (*secrets(), "петрова", "Сидорова", "Иванов.xlsx") if one in said]
